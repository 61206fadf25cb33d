"""The products that are made for a clinic: added, and withdrawn. One that a plan may name is never changed."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from taper_app.actions import audit
from taper_app.actions.codes import new_code
from taper_app.engine import load_catalogue
from taper_app.models import Clinic, OwnProduct, User


@transaction.atomic
def add_own_product(*, clinic: Clinic, by: User, **made: object) -> OwnProduct:
    """A new product of the clinic, with the model's fields as its label has them.

    Raises ValidationError naming the field, also for the same product once more.
    """
    product = OwnProduct(clinic=clinic, code=f"own-{new_code().replace('-', '').lower()}")
    for column, value in made.items():
        setattr(product, column, value)
    if product.drug not in load_catalogue().drugs:
        raise ValidationError({"drug": f"{product.drug!r} is not a drug that Taper knows."})
    product.full_clean()
    product.save()
    audit.record(clinic=clinic, by=by, action="add_own_product", subject=product.code, after=audit.told(product))
    return product


@transaction.atomic
def withdraw_own_product(*, product: OwnProduct, today: date, by: User) -> OwnProduct:
    """The product, out of use from today on; nothing happens where it is already."""
    kept = OwnProduct.objects.select_for_update(no_key=True).get(pk=product.pk)
    if kept.withdrawn_on is None:
        before, kept.withdrawn_on = audit.told(kept), today
        kept.save(update_fields=["withdrawn_on"])
        subject = kept.code
        audit.record(
            clinic=kept.clinic, by=by, action="withdraw_own_product", subject=subject, before=before, after=audit.told(kept)
        )
    return kept
