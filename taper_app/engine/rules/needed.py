"""Whether a taper is needed at all, before there is a plan, or even a table, to judge it by."""

from contextlib import suppress
from datetime import date
from typing import NamedTuple

from ..catalogue.facts import Catalogue
from ..doses.equivalence import equivalents
from ..doses.products import Refusal
from ..doses.regimen import Regimen
from ..taper.strategy import Request, Strategy
from .about_need import NoTaperNeeded, dependence_unlikely, refuse_needless
from .about_week import seizure_risks
from .findings import Finding
from .guidelines import before_a_schedule
from .patient import PatientToday


class Need(NamedTuple):
    """`said` is the remark on use that is short or rare, None where none is made; `none` that guidelines want no taper, and
    `seizures` that they want one all the same, as a seizure may come."""

    said: Finding | None = None
    none: bool = False
    seizures: bool = False


def need_of(catalogue: Catalogue, patient: PatientToday, regimen: Regimen, market: str) -> Need:
    """How much of a taper such use needs. A dose is weighed by the table by which it is most: none is chosen yet."""
    by_table = {id_: mg for id_, mg in equivalents(regimen.weekly(), catalogue).items() if catalogue.tables[id_].selectable}
    table = max(by_table, key=lambda each: by_table[each], default=None)
    request = Request(date.min, market, table, regimen.weekly(), Strategy(method="direct"))
    with suppress(Refusal):
        case = before_a_schedule(request, catalogue, patient)
        said = next(iter(dependence_unlikely(case)), None)
        try:
            refuse_needless(case)
        except NoTaperNeeded:
            return Need(said, none=True)
        return Need(said, seizures=bool(seizure_risks(case)))
    return Need()
