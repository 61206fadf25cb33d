"""An open plan as the form of a review takes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from taper_app.engine import Catalogue, Regimen, Request, Schedule, Strategy, crosses_lately, pace_now
from taper_app.models import Clinic, OwnProduct

from .before import Before


@dataclass(frozen=True)
class PlanInForce:
    """What a review is filled in from: the request and the schedule of the revision in force, as they stand today.

    `begins_on` is the first day that a visit may be recorded for; `beside` are the medicines that are taken beside it. `taken`
    is what was taken when the revision was issued, `own` what is made for the clinic; the catalogue has both. `before` are
    the visits so far.
    """

    clinic: Clinic
    catalogue: Catalogue
    request: Request
    schedule: Schedule
    today: date
    begins_on: date
    beside: Sequence[str]
    taken: Regimen
    own: Sequence[OwnProduct]
    before: Before = field(default_factory=Before, kw_only=True)

    @property
    def pace(self) -> Strategy:
        """The strategy at the pace in force today."""
        return pace_now(self.request.strategy, self.request, self.catalogue, self.planned, self.today)

    @property
    def crossing(self) -> bool:
        """Whether one medicine goes over to another, or did so lately."""
        return crosses_lately(self.catalogue, self.schedule, self.today)

    @property
    def planned(self) -> Regimen:
        """What is planned for the week of today; a dose that stands as it was taken is of the product that it was taken as."""
        planned, step = self.schedule.planned_week(self.today), self.schedule.in_force(self.today)
        if planned is None or step is None:
            return self.request.regimen.every_day()
        stand = {(each.drug, each.time) for each in step.doses if not each.made}
        products = {(each.drug, each.time): each.product for each in self.taken.doses if (each.drug, each.time) in stand}
        doses = (replace(each, product=each.product or products.get((each.drug, each.time), "")) for each in planned.doses)
        return replace(planned, doses=tuple(doses))
