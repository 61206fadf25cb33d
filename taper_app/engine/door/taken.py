"""What is taken, as a request carries it: a row a medicine, as it is and as it is used."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ..catalogue.facts import Catalogue, Product
from ..catalogue.medicine import RELEASES, is_modified, medicine
from ..doses.regimen import TIMES, USES, Dose, Held, Regimen
from ..doses.week import DAYS, even_days
from ..reading import DOSE, BadRequest, Fields, read_date, read_days, read_word
from ..taper.kinds import read_weekdays
from .nearest import nearest_drug, nearest_regimen, nearest_time

LONGEST_NAME, LONGEST_AMOUNT = 100, 200


@dataclass
class _Rows:
    """The rows read so far."""

    doses: list[Dose] = field(default_factory=list)
    as_needed: dict[str, Decimal] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    since: dict[str, date] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    said: set[tuple[str, str, str]] = field(default_factory=set)
    """Each medicine, weekday and time of day that has a dose."""

    def say(self, fields: Fields, row: Held) -> None:
        """Raises BadRequest where a medicine has two doses at one time of a day."""
        said = {(row.drug, day, dose.time) for day in row.weekdays or DAYS for dose in row.doses}
        if said & self.said:
            raise fields.wrong("drug", f"{row.drug} has a row already for one of these times of day")
        self.said |= said


def parse_regimen(
    rows: Any, catalogue: Catalogue, path: str = "regimen", *, market: str | None = None, empty: bool = False
) -> Regimen:
    """mg by time of day, a row a medicine; `empty` allows that nothing is taken. Raises BadRequest.

    Products are those of the market.
    """
    sold, found = catalogue.products(market) if market else {}, _Rows()
    for index, row in enumerate(rows):
        fields = Fields(row, f"{path}[{index}].")
        if "other" in fields.left:
            found.held.append(_other(fields))
        else:
            _read_row(fields, catalogue, sold, found)
    if not found.doses and not empty and not any(each.use == "days" for each in found.held):
        raise BadRequest(path, "must have at least one dose that is taken every day" + nearest_regimen(found.held))
    return Regimen(tuple(found.doses), found.as_needed, tuple(found.held), found.since, found.last)


def _other(fields: Fields) -> Held:
    """What no table has: its name, and what is taken of it in words."""
    name = fields.take("other", read_wording(LONGEST_NAME))
    row = Held("", "", other=name, amount=fields.take("amount", read_wording(LONGEST_AMOUNT)))
    fields.done()
    return row


def _read_row(fields: Fields, catalogue: Catalogue, sold: Mapping[str, Product], found: _Rows) -> None:
    drug, product = _medicine(fields, catalogue, sold)
    amounts = [(time, fields.take(time, DOSE, Decimal(0))) for time in TIMES]
    use, counted = fields.take("use", read_word(USES), "regular"), fields.take("as_needed", DOSE, Decimal(0))
    row = Held(
        drug=drug,
        use=use,
        doses=tuple(Dose(time, drug, mg, product) for time, mg in amounts if mg),
        weekdays=_weekdays(fields, use),
        usual_week=fields.take("usual_week", DOSE, None),
        since_on=fields.take("since_on", read_date, None),
        last_taken_on=fields.take("last_taken_on", read_date, None),
    )
    _done(fields)
    _agree(fields, row, counted)
    if use != "as-needed":
        found.say(fields, row)
    if use == "regular":
        _keep(fields, row, counted, found)
    else:
        found.held.append(row)


def _done(fields: Fields) -> None:
    """Raises BadRequest for a field that no row has; a dose at another time of day is told where it goes."""
    try:
        fields.done()
    except BadRequest as wrong:
        raise BadRequest(wrong.field, wrong.message + nearest_time(fields.left)) from wrong


def _agree(fields: Fields, row: Held, counted: Decimal) -> None:
    """Raises BadRequest for what is right each for itself but not together."""
    if row.usual_week is not None and row.use != "as-needed":
        raise fields.wrong("usual_week", "goes with the use as-needed, and only with it")
    if counted and row.use != "regular":
        raise fields.wrong("as_needed", "does not go with a use: say usual_week")
    if not row.doses and not counted:
        raise BadRequest(fields.path.rstrip("."), f"no dose of {row.drug} is given at any time of day")
    if row.since_on and row.last_taken_on and row.last_taken_on < row.since_on:
        raise fields.wrong("last_taken_on", "must not be before since_on")


def _keep(fields: Fields, row: Held, counted: Decimal, found: _Rows) -> None:
    """A row of what is taken every day."""
    drug = row.drug
    if counted and drug in found.as_needed:
        raise fields.wrong("as_needed", f"{drug} has a row already that says it")
    found.doses += row.doses
    found.as_needed |= {drug: counted} if counted else {}
    found.since |= {drug: row.since_on} if row.since_on else {}
    found.last |= {drug: row.last_taken_on} if row.last_taken_on else {}


def _medicine(fields: Fields, catalogue: Catalogue, sold: Mapping[str, Product]) -> tuple[str, str]:
    """The medicine of a row, and the product that it is taken as, "" where none is said."""
    named = fields.left.get("drug")
    try:
        drug = fields.take("drug", read_word(catalogue.drugs))
    except BadRequest as wrong:
        raise BadRequest(wrong.field, wrong.message + nearest_drug(named, catalogue)) from wrong
    product = fields.take("product", read_word(sold), None)
    release = fields.take("release", read_word(RELEASES), None)
    if product is None:
        return medicine(drug, release or "plain"), ""
    found = sold[product]
    if found.drug != drug:
        raise fields.wrong("product", f"{product} is not {drug}")
    if release and is_modified(found.medicine) != (release == "modified"):
        raise fields.wrong("release", f"is not that of {product}")
    return found.medicine, product


def _weekdays(fields: Fields, use: str) -> tuple[str, ...]:
    """The days of the week of a row: as they are named, or so many as even as seven days allow."""
    count = fields.take("days_a_week", read_days(1, 6), None)
    named = fields.take("weekdays", read_weekdays(1), None)
    if (use == "days") != (count is not None or named is not None):
        raise fields.wrong("use", "days goes with days_a_week or weekdays, and only with them")
    if named is not None and count is not None and len(named) != count:
        raise fields.wrong("days_a_week", "is another number than that of weekdays")
    if named is not None:
        return named
    return even_days(count) if count else ()


def read_wording(longest: int) -> Callable[[Any], str]:
    """A reader of a text that is not empty, of so many characters at most; it raises ValueError."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise ValueError(f"must be a text of at most {longest} characters")
        return value.strip()

    return read
