"""The columns of a plan by which its lists are found and ordered: made anew by whoever changed what they follow from."""

from taper_app.chart.listed import listed
from taper_app.models import Plan


def keep_listed(*plans: Plan | None) -> None:
    """Keep them for each of these plans, in the transaction of the caller; of a value at hand too, which may be kept later."""
    for plan in filter(None, plans):
        found = listed(plan)
        plan.urgency, plan.referred_on, plan.followed = found["urgency"], found["referred_on"], found["followed"]
        plan.save(update_fields=list(found))
