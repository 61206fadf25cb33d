"""Products that are made for a clinic are kept with it."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0018_decision_of_the_engine"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnProduct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                ("drug", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("oral suspension", "Liquid to shake (suspension)"),
                            ("oral solution", "Clear liquid (solution)"),
                            ("capsule", "Capsule"),
                            ("tablet", "Tablet"),
                        ],
                        max_length=20,
                    ),
                ),
                ("strength_mg", models.DecimalField(decimal_places=4, max_digits=8)),
                ("made_by", models.CharField(max_length=80)),
                ("keeps_days", models.PositiveSmallIntegerField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="own_products", to="taper_app.clinic"
                    ),
                ),
            ],
            options={
                "ordering": ["drug", "form", "strength_mg", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("code", ""), _negated=True), name="ownproduct_code_filled"),
                    models.CheckConstraint(condition=models.Q(("drug", ""), _negated=True), name="ownproduct_drug_filled"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="ownproduct_name_filled"),
                    models.CheckConstraint(condition=models.Q(("made_by", ""), _negated=True), name="ownproduct_made_by_filled"),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["oral suspension", "oral solution", "capsule", "tablet"])),
                        name="ownproduct_form_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("strength_mg__range", (Decimal("0.0001"), 1000))),
                        name="ownproduct_strength_mg_range",
                        violation_error_message="The strength mg must be from 0.0001 to 1000.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("keeps_days__range", (1, 1095))),
                        name="ownproduct_keeps_days_range",
                        violation_error_message="The keeps days must be from 1 to 1095.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on", None)),
                        fields=("clinic", "drug", "form", "strength_mg", "made_by"),
                        name="ownproduct_in_use_unique",
                        violation_error_message="This product is on the list already.",
                    ),
                ],
            },
        ),
    ]
