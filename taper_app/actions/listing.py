"""The columns by which lists find and order plans and patients: made anew by whoever changed what they follow from."""

from collections.abc import Collection

from django.db import transaction

from taper_app.chart.listed import columns, for_lists, listed, of_patient
from taper_app.models import Patient, Plan

AT_ONCE = 500


def keep_listed(*plans: Plan | None) -> None:
    """Keep them for each of these plans and its patient, in the transaction of the caller, who holds the patient; of a plan at
    hand too, which may be kept later."""
    told = [plan for plan in plans if plan]
    for plan in told:
        found = listed(plan)
        plan.urgency, plan.referred_on, plan.followed = found["urgency"], found["referred_on"], found["followed"]
        plan.save(update_fields=list(found))
    keep_listed_patients({plan.patient_id for plan in told})


def keep_listed_patients(keys: Collection[int]) -> None:
    """Keep those of the patients with these row numbers."""
    now = of_patient()
    found = Patient.objects.filter(pk__in=keys)
    found.update(visit_on=now["visit_on"], stop_on=now["stop_on"], handler=now["handler"])


def keep_all_listed() -> int:
    """Keep them for every plan, and say of how many they were others: so it is where what presses is another in this release."""
    changed, last = 0, 0
    plans = Plan.objects.exclude(state=Plan.State.IN_ERROR).order_by("pk")
    while some := list(plans.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        changed, last = changed + keep_some(some), some[-1]
    return changed


@transaction.atomic
def keep_some(keys: list[int]) -> int:
    """The same for the plans with these row numbers, which nobody else changes meanwhile."""
    held = list(Plan.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    changed = 0
    for plan in for_lists(Plan.objects.filter(pk__in=held)):
        found = columns(plan)
        if found != {name: getattr(plan, name) for name in found}:
            changed += Plan.objects.filter(pk=plan.pk).update(
                urgency=found["urgency"], referred_on=found["referred_on"], followed=found["followed"]
            )
    return changed
