"""What is kept of one plan, as most pages about it ask: the revision in force, and its reviews."""

from taper_app.chart.read_once import once
from taper_app.models import Plan, Review, Revision


@once
def latest(plan: Plan) -> Revision:
    """The revision that is in force."""
    return plan.revisions.in_force()


@once
def reviews_of(plan: Plan) -> list[Review]:
    """Its reviews but for those entered in error, the first first, each with who recorded it."""
    return list(plan.reviews.valid().select_related("recorded_by").order_by("number"))
