"""An open plan as the form of a review takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from taper_app.engine import Catalogue, Request, Schedule
from taper_app.models import Clinic


@dataclass(frozen=True)
class PlanInForce:
    """What a review is filled in from: the request and the schedule of the revision in force, as they stand today.

    `begins_on` is the first day that a visit may be recorded for; `beside` are the medicines that are taken beside it.
    """

    clinic: Clinic
    catalogue: Catalogue
    request: Request
    schedule: Schedule
    today: date
    begins_on: date
    beside: Sequence[str]
