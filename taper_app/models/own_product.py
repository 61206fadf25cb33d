"""What is made for a clinic and no market sells."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from .clinic import Clinic
from .constraints import Written, filled, one_of, within

MOST_DAYS_KEPT = 1095


class OwnProduct(Written):
    """A liquid, capsule or tablet that a pharmacy makes for the clinic. It is never changed: another strength is another product.

    `strength_mg` is in one, or in 1 mL of a liquid; `keeps_days` is how long it may be used from the day it is made. One that is
    withdrawn stays, for plans and medicines name it.
    """

    class Form(models.TextChoices):
        SUSPENSION = "oral suspension", "Liquid to shake (suspension)"
        SOLUTION = "oral solution", "Clear liquid (solution)"
        CAPSULE = "capsule", "Capsule"
        TABLET = "tablet", "Tablet"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="own_products")
    code = models.CharField(max_length=20, unique=True)
    drug = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    form = models.CharField(max_length=20, choices=Form)
    strength_mg = models.DecimalField(max_digits=8, decimal_places=4)
    made_by = models.CharField(max_length=80)
    keeps_days = models.PositiveSmallIntegerField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["drug", "form", "strength_mg", "pk"]
        constraints = [
            *filled("code", "drug", "name", "made_by"),
            one_of("form", ["oral suspension", "oral solution", "capsule", "tablet"]),
            within("strength_mg", Decimal("0.0001"), 1000),
            within("keeps_days", 1, MOST_DAYS_KEPT),
            models.UniqueConstraint(
                fields=["clinic", "drug", "form", "strength_mg", "made_by"],
                condition=Q(withdrawn_on=None),
                name="%(class)s_in_use_unique",
                violation_error_message="This product is on the list already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_liquid(self) -> bool:
        """Whether it is measured in mL."""
        return self.form in (self.Form.SUSPENSION, self.Form.SOLUTION)
