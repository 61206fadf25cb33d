"""Drafts of every page with a form, of which one that is discarded can be put back; a visit's says of which plan it is."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def name_the_plan(apps: Any, schema_editor: Any) -> None:
    """The plan of a visit stood among its answers."""
    for draft in apps.get_model("taper_app", "Draft").objects.filter(purpose="review"):
        named = draft.data.pop("plan", None) if isinstance(draft.data, dict) else None
        if isinstance(named, list) and len(named) == 1:
            draft.subject = str(named[0])[:20]
            draft.save(update_fields=["data", "subject"])


class Migration(migrations.Migration):
    dependencies = [
        ("taper_app", "0028_search_words"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="draft",
            name="draft_purpose_known",
        ),
        migrations.RemoveConstraint(
            model_name="draft",
            name="draft_user_patient_purpose_unique",
        ),
        migrations.AddField(
            model_name="draft",
            name="discarded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="subject",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="draft",
            name="window",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AlterField(
            model_name="draft",
            name="patient",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="taper_app.patient"
            ),
        ),
        migrations.AlterField(
            model_name="draft",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("plan", "a new plan"),
                    ("review", "a visit"),
                    ("missed", "a missed visit"),
                    ("days", "the follow-ups"),
                    ("care", "care"),
                    ("in-error", "what was entered in error"),
                    ("risks", "the answers about risks"),
                    ("medicines", "the medicines"),
                    ("adjunct", "an adjunct medicine"),
                    ("relapse", "the relapse plan"),
                    ("weighing", "what was weighed"),
                    ("no-taper", "no taper"),
                    ("details", "a patient’s details"),
                    ("clinic", "the clinic"),
                    ("product", "a product of the clinic"),
                    ("quick", "a quick schedule"),
                ],
                default="plan",
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "purpose__in",
                        [
                            "plan",
                            "review",
                            "missed",
                            "days",
                            "care",
                            "in-error",
                            "risks",
                            "medicines",
                            "adjunct",
                            "relapse",
                            "weighing",
                            "no-taper",
                            "details",
                            "clinic",
                            "product",
                            "quick",
                        ],
                    )
                ),
                name="draft_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("discarded_at", None), ("patient__isnull", False)),
                fields=("user", "patient", "purpose", "subject"),
                name="draft_user_patient_purpose_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("discarded_at", None), ("patient", None)),
                fields=("user", "purpose"),
                name="draft_user_purpose_unique",
            ),
        ),
        migrations.RunPython(name_the_plan, migrations.RunPython.noop),
    ]
