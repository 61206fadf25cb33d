"""Steps that a clinician changes by hand, as a request carries them: their numbers, days and doses."""

from typing import Any

from ..catalogue.facts import Catalogue
from ..catalogue.medicine import RELEASES, medicine
from ..doses.regimen import TIMES, Dose
from ..doses.week import DAYS
from ..reading import MOST_MG, BadRequest, Fields, read_days, read_list, read_number, read_word
from ..taper.decided import Edit
from ..taper.kinds import read_weekdays


def parse_edits(fields: Fields, catalogue: Catalogue) -> tuple[Edit, ...]:
    """The steps of an adjustment, each once. Raises BadRequest."""
    rows = fields.take("steps", read_list)
    edits = tuple(_edit(each, index, catalogue) for index, each in enumerate(rows))
    if len({each.number for each in edits}) < len(edits):
        raise fields.wrong("steps", "has the same step twice")
    if not edits:
        raise fields.wrong("steps", "must have at least one step")
    return edits


def _edit(value: Any, index: int, catalogue: Catalogue) -> Edit:
    fields = Fields(value, f"adjustment.steps[{index}].")
    number, days = (
        fields.take("number", read_days(*catalogue.limits["steps"].bounds)),
        fields.take("days", read_days(*catalogue.limits["hold_days"].bounds), None),
    )
    rows = fields.take("doses", read_list, None)
    fields.done()
    if rows is None and days is None:
        raise BadRequest(fields.path.rstrip("."), "must have days, doses or both")
    if rows is None:
        return Edit(number, days)
    doses = tuple(_dose(each, f"{fields.path}doses[{at}].", catalogue) for at, each in enumerate(rows))
    if not doses:
        raise BadRequest(f"{fields.path}doses", "must have a dose: going to zero is the stop")
    taken = [(each.drug, each.time, day) for each in doses for day in each.weekdays or DAYS]
    if len(set(taken)) < len(taken):
        raise BadRequest(f"{fields.path}doses", "has a drug twice at one time of day")
    return Edit(number, days, doses)


def _dose(value: Any, path: str, catalogue: Catalogue) -> Dose:
    fields = Fields(value, path)
    drug, time = fields.take("drug", read_word(catalogue.drugs)), fields.take("time", read_word(TIMES))
    release, weekdays = fields.take("release", read_word(RELEASES), "plain"), fields.take("weekdays", read_weekdays(1), ())
    mg = fields.take("mg", read_number("0.000001", str(MOST_MG)))
    fields.done()
    return Dose(time, medicine(drug, release), mg, weekdays=weekdays)
