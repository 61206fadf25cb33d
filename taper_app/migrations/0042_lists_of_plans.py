"""Plans have what their lists are found and ordered by: clinic, how much they press, a referral that waits, a plan after them."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q
from django.db.models.fields.json import KT

from taper_app.chart.listed import urgency

AT_ONCE = 500


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Gives each plan that is there what follows from its record."""
    plans = apps.get_model("taper_app", "Plan").objects
    of_patient = apps.get_model("taper_app", "Patient").objects.filter(pk=models.OuterRef("patient"))
    followers = plans.filter(previous=models.OuterRef("pk")).exclude(state="in-error")
    plans.update(clinic=models.Subquery(of_patient.values("clinic")[:1]), followed=models.Exists(followers))
    care, reviews, revisions = (apps.get_model("taper_app", each).objects for each in ("CareEntry", "Review", "Revision"))
    later = care.filter(plan=models.OuterRef("plan"), kind=models.OuterRef("kind"), number__gt=models.OuterRef("number"))
    sent = care.filter(plan=models.OuterRef("pk"), referred_on__isnull=False, answered_on=None).filter(~models.Exists(later))
    plans.update(referred_on=models.Subquery(sent.order_by("referred_on").values("referred_on")[:1]))
    seen = reviews.filter(plan=models.OuterRef("pk"), in_error=None).exclude(kind="missed").order_by("-number")
    issued = revisions.filter(plan=models.OuterRef("pk"), in_error=None).order_by("-number")
    judged = plans.annotate(
        findings=issued.values("snapshot_unchecked__findings")[:1],
        red_flags=seen.values("red_flags")[:1],
        observed=seen.values("observations")[:1],
        opioids=seen.values(answer=KT("observations__opioids"))[:1],
        relapse=seen.values(answer=KT("observations__relapse"))[:1],
    )
    waiting = []
    for plan in judged.iterator(AT_ONCE):
        plan.urgency = urgency(plan)
        waiting.append(plan)
        if len(waiting) == AT_ONCE:
            plans.bulk_update(waiting, ["urgency"])
            waiting.clear()
    plans.bulk_update(waiting, ["urgency"], batch_size=AT_ONCE)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table that waits for the end of a transaction


def clinic(*, null: bool) -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey("taper_app.clinic", null=null, on_delete=django.db.models.deletion.PROTECT, related_name="plans")


INDEXES = (
    models.Index(fields=["clinic", "state", "urgency", "next_review_on"], name="plan_by_urgency"),
    models.Index(fields=["clinic", "state", "next_review_on"], name="plan_by_next_review_on"),
    models.Index(fields=["clinic", "state", "ends_on"], name="plan_by_ends_on"),
    models.Index(fields=["clinic"], condition=Q(on_hold=True), name="plan_on_hold"),
    models.Index(fields=["clinic"], condition=Q(missed_visits__gt=0), name="plan_missed"),
    models.Index(fields=["clinic", "referred_on"], condition=Q(referred_on__isnull=False), name="plan_referred"),
)


class Migration(migrations.Migration):
    dependencies = [("taper_app", "0041_sessions_and_demo")]

    operations = [
        *(migrations.RemoveIndex("plan", f"plan_state_{on}") for on in ("next_review_on", "ends_on")),
        migrations.AddField("plan", "clinic", clinic(null=True)),
        migrations.AddField("plan", "urgency", models.PositiveSmallIntegerField(default=3)),
        migrations.AddField("plan", "referred_on", models.DateField(null=True, blank=True)),
        migrations.AddField("plan", "followed", models.BooleanField(default=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("plan", "clinic", clinic(null=False)),
        migrations.AddConstraint(
            "plan",
            models.CheckConstraint(
                condition=Q(urgency__range=(0, 3)),
                name="plan_urgency_range",
                violation_error_message="The urgency must be from 0 to 3.",
            ),
        ),
        *(migrations.AddIndex("plan", each) for each in INDEXES),
    ]
