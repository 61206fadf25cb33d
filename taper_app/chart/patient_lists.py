"""Which patients a list has, and in which order: by row numbers, which the database finds by its indexes. Nothing is written."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, F, Q, QuerySet, When

from taper_app.chart.cut import cut, sizes_of
from taper_app.models import Clinic, Patient, User
from taper_app.models.patient import BY_NAME, LISTED

MOST_LISTED = 10_000
"""Patients of the list of a clinic that are counted and can be paged through."""
MOST_MINE = 1000
"""Patients of somebody's own that are listed, and overdue ones of the clinic beside them."""
ORDERS = {"waiting": "who waits", "name": "name", "visit": "next visit", "stop": "last dose"}
"""What a list can be ordered by; the first is the usual one."""


class WholeList:
    """The row numbers of a clinic's patients: by name, by the day of the next visit or of the last dose; else overdue visits
    first, then those due until the day `soon`.

    Each order is that of one index, or of two: first who has such a day, then the others by name.
    """

    def __init__(self, clinic: Clinic, order: str, soon: date) -> None:
        everybody = clinic.patients.filter(LISTED)
        self.parts = [part.values_list("pk", flat=True) for part in parts(everybody, order, soon)]
        whole, *sizes = sizes_of(clinic, [everybody, *self.parts[:-1]], MOST_LISTED)
        self.is_cut = whole > MOST_LISTED
        self.sizes = [*sizes, whole - sum(sizes)]

    def count(self) -> int:
        """How many can be paged through."""
        return min(sum(self.sizes), MOST_LISTED)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[int]:
        """Those of one page."""
        return [pk for at, here in cut(self.sizes, wanted) for pk in self.parts[at][here]]


def parts(everybody: QuerySet[Patient], order: str, soon: date) -> list[QuerySet[Patient]]:
    """What stands one after another in a list of this order."""
    if order == "name":
        return [everybody.order_by(*BY_NAME)]
    column = "stop_on" if order == "stop" else "visit_on"
    first, last = Q((f"{column}__isnull", False)), Q((column, None))
    if order not in ("visit", "stop"):
        first, last = Q(visit_on__lte=soon), Q(visit_on__gt=soon) | Q(visit_on=None)
    return [everybody.filter(first).order_by(column, *BY_NAME), everybody.filter(last).order_by(*BY_NAME)]


class Mine(list[int]):
    """The row numbers of whom the user saw last, and of everybody of the clinic who is overdue; the earliest visits of each,
    should they be more than MOST_MINE, and whether they are."""

    def __init__(self, user: User, order: str, today: date, soon: date) -> None:
        everybody = user.clinic.patients.filter(LISTED).order_by("visit_on", "pk").values_list("pk", flat=True)
        own = everybody.filter(handler=user)
        asked = (everybody.filter(visit_on__lt=today), own.filter(visit_on__gte=today), own.filter(visit_on=None))
        found = [list(each[: MOST_MINE + 1]) for each in asked]
        self.is_cut = any(len(each) > MOST_MINE for each in found)
        super().__init__(in_order(user.clinic, [pk for each in found for pk in each[:MOST_MINE]], order, soon))


def in_order(clinic: Clinic, keys: Iterable[int], order: str, soon: date) -> list[int]:
    """Those of these row numbers whose patients count, in the order of a list."""
    by = {"name": [], "visit": ["visit_on"], "stop": ["stop_on"]}.get(order, ["due_on"])
    found = clinic.patients.filter(LISTED, pk__in=list(keys)).annotate(due_on=Case(When(visit_on__lte=soon, then=F("visit_on"))))
    return list(found.order_by(*(F(each).asc(nulls_last=True) for each in by), *BY_NAME).values_list("pk", flat=True))
