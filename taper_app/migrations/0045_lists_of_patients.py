"""Lists of patients are found and ordered by columns of theirs, and searches by ranges of indexes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from taper_app.chart.names import sorted_as
from taper_app.chart.search import from_end
from taper_app.models.bytewise import Bytewise

AT_ONCE = 500
LISTED = Q(entered_in_error=False)
BY_NAME = ("sorts_as", "born_on", "id")


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Gives each patient that is there what follows from name, identifier and plans; who does not count has no words."""
    patients, found_by = apps.get_model("taper_app", "Patient").objects, apps.get_model("taper_app", "SearchWord").objects
    found_by.filter(patient__entered_in_error=True).delete()
    last = 0
    while some := list(patients.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        for patient in some:
            patient.sorts_as = sorted_as(patient.name)[:250]
        patients.bulk_update(some, ["sorts_as"])
        words = ((each, from_end(each.identifier)[:120]) for each in some if not each.entered_in_error)
        found_by.bulk_create(
            found_by.model(clinic_id=each.clinic_id, patient=each, word=word, sound=word) for each, word in words if word
        )
        last = some[-1].pk
    follow_from_plans(apps)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table that waits for the end of a transaction


def follow_from_plans(apps: StateApps) -> None:
    """The next visit, the last dose, and who saw each patient last."""
    plans, reviews, revisions = (apps.get_model("taper_app", each).objects for each in ("Plan", "Review", "Revision"))
    seen = reviews.filter(plan=OuterRef("pk"), in_error=None).exclude(kind="missed").order_by("-number")
    issued = revisions.filter(plan=OuterRef("pk"), in_error=None).order_by("-number")
    last = plans.filter(patient=OuterRef("pk"), followed=False).exclude(state="in-error")
    coming = last.filter(next_review_on__isnull=False).order_by("next_review_on")
    newest = last.order_by("-created_at", "-pk").annotate(
        handler=Coalesce(Subquery(seen.values("recorded_by")[:1]), Subquery(issued.values("issued_by")[:1]))
    )
    apps.get_model("taper_app", "Patient").objects.update(
        visit_on=Subquery(coming.values("next_review_on")[:1]),
        stop_on=Subquery(last.filter(state="open").values("ends_on")[:1]),
        handler=Subquery(newest.values("handler")[:1]),
    )


def belongs_to(model: str) -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="search_words", to=f"taper_app.{model}"
    )


def day() -> "models.DateField[str | None, str | None]":
    return models.DateField(blank=True, editable=False, null=True)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0044_outside_readings")]

    operations = [
        *(migrations.RemoveIndex("searchword", f"searchword_{on}") for on in ("word", "sound")),
        migrations.AddField("patient", "sorts_as", Bytewise(blank=True, default="", editable=False, max_length=250)),
        migrations.AddField("patient", "visit_on", day()),
        migrations.AddField("patient", "stop_on", day()),
        migrations.AddField(
            "patient",
            "handler",
            models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        *(migrations.AlterField("searchword", on, Bytewise(max_length=120)) for on in ("word", "sound")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint("patient", models.CheckConstraint(condition=~Q(sorts_as=""), name="patient_sorts_as_filled")),
        *(migrations.AlterField("searchword", each, belongs_to(each)) for each in ("clinic", "patient")),
        migrations.AddIndex(
            "patient",
            models.Index(fields=["clinic", *BY_NAME, "visit_on", "stop_on"], condition=LISTED, name="patient_by_name"),
        ),
        *(
            migrations.AddIndex(
                "patient",
                models.Index(
                    fields=["clinic", on, *BY_NAME], condition=LISTED & Q((f"{on}__isnull", False)), name=f"patient_by_{on}"
                ),
            )
            for on in ("visit_on", "stop_on")
        ),
        migrations.AddIndex(
            "patient",
            models.Index(
                fields=["clinic", "handler", "visit_on", "id"],
                condition=LISTED & Q(handler__isnull=False),
                name="patient_of_handler",
            ),
        ),
        migrations.AddIndex("searchword", models.Index(fields=["clinic", "word", "patient"], name="searchword_by_word")),
        migrations.AddIndex("searchword", models.Index(fields=["clinic", "sound", "patient"], name="searchword_by_sound")),
        migrations.AddIndex("searchword", models.Index(fields=["patient", "word", "sound"], name="searchword_of_patient")),
    ]
