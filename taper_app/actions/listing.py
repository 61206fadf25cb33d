"""The columns of a plan by which its lists are found and ordered: made anew by whoever changed what they follow from."""

from django.db import transaction

from taper_app.chart.listed import columns, for_lists, listed
from taper_app.models import Plan

AT_ONCE = 500


def keep_listed(*plans: Plan | None) -> None:
    """Keep them for each of these plans, in the transaction of the caller; of a value at hand too, which may be kept later."""
    for plan in filter(None, plans):
        found = listed(plan)
        plan.urgency, plan.referred_on, plan.followed = found["urgency"], found["referred_on"], found["followed"]
        plan.save(update_fields=list(found))


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
