"""What is taken in a day, or in a week of days that are not alike, and what is on record beside it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from ..catalogue.medicine import drug_of, is_modified, medicine
from ..text import rounded
from .products import Refusal, plain_decimal
from .week import A_WEEK, DAYS, a_week

TIMES = ("morning", "midday", "evening", "night")
AT_TIMES = {"morning": "in the morning", "midday": "at midday", "evening": "in the evening", "night": "at night"}
"""When a dose is taken, as a sentence says it."""
DIAZEPAM = "diazepam"
USES = ("regular", "days", "as-needed")


class WeekNeeded(Refusal):
    """Something is taken on some days of the week only, which is never made into a daily dose. `drug` names it."""

    def __init__(self, message: str, drug: str) -> None:
        super().__init__(message)
        self.drug = drug


@dataclass(frozen=True, slots=True)
class Dose:
    """One drug at one time of day, in mg. `product` is the id of what it is taken as, "" where that was not said.

    `weekdays` are the days of the week on which it is taken, of DAYS and in their order: none named is every day.
    """

    time: str
    drug: str
    mg: Decimal
    product: str = ""
    weekdays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A row of what is taken that no step holds: it stands beside the steps, and is on every paper.

    `use` is one of USES: a `regular` one is kept steady on purpose. Taken as needed, the doses are a single time's, and
    `usual_week` is the mg of a usual week, None where it is not known. `other` names what no table has, with the `amount` in
    words: it has no drug and no number.
    """

    drug: str
    use: str
    doses: tuple[Dose, ...] = ()
    weekdays: tuple[str, ...] = ()
    usual_week: Decimal | None = None
    since_on: date | None = None
    last_taken_on: date | None = None
    other: str = ""
    amount: str = ""

    @property
    def daily_mg(self) -> Fraction:
        """mg a day over a usual week; 0 where nothing is known."""
        once = sum((Fraction(each.mg) for each in self.doses), Fraction(0))
        if self.use == "as-needed":
            return Fraction(self.usual_week or 0) / A_WEEK
        return once * len(self.weekdays) / A_WEEK if self.use == "days" else once

    def to_json(self) -> dict[str, Any]:
        """As a request and an answer carry it: one row."""
        if self.other:
            return {"other": self.other, "amount": self.amount}
        told: dict[str, Any] = row_told(self.drug, self.doses)
        told |= {"use": self.use} if self.use != "regular" else {}
        told |= {"weekdays": list(self.weekdays)} if self.weekdays else {}
        told |= {"usual_week": plain_decimal(self.usual_week)} if self.usual_week is not None else {}
        return told | days_told(self.since_on, self.last_taken_on)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Held":
        """What `to_json` wrote. Raises LookupError, TypeError, ValueError or ArithmeticError for what it did not."""
        if "other" in row:
            return cls("", "", other=row["other"], amount=row["amount"])
        drug = medicine(row["drug"], row.get("release", "plain"))
        week = row.get("usual_week")
        return cls(
            drug=drug,
            use=row.get("use", "regular"),
            doses=doses_of(row),
            weekdays=tuple(row.get("weekdays", ())),
            usual_week=None if week is None else Decimal(week),
            since_on=day_of(row, "since_on"),
            last_taken_on=day_of(row, "last_taken_on"),
        )


def medicine_told(drug: str) -> dict[str, str]:
    """A medicine as JSON carries it: the drug, and its release where that is not plain."""
    return {"drug": drug_of(drug)} | ({"release": "modified"} if is_modified(drug) else {})


def row_told(drug: str, doses: Iterable[Dose], weekdays: tuple[str, ...] = ()) -> dict[str, Any]:
    """A row as JSON carries it: the medicine, its doses by time of day, the product, and the days of the week if not all."""
    doses = tuple(doses)
    amounts: dict[str, Decimal] = {}
    for time in TIMES:
        if mg := sum((each.mg for each in doses if each.time == time), Decimal(0)):
            amounts[time] = mg
    product = next((each.product for each in doses if each.product), "")
    told: dict[str, Any] = medicine_told(drug) | {time: plain_decimal(mg) for time, mg in amounts.items()}
    told |= {"product": product} if product else {}
    return told | ({"use": "days", "weekdays": list(weekdays)} if weekdays else {})


def days_told(since_on: date | None, last_taken_on: date | None) -> dict[str, str]:
    """The days that are known of a row."""
    known = {"since_on": since_on, "last_taken_on": last_taken_on}
    return {name: on.isoformat() for name, on in known.items() if on}


def doses_of(row: Mapping[str, Any]) -> tuple[Dose, ...]:
    """The doses of a row that `row_told` wrote."""
    drug = medicine(row["drug"], row.get("release", "plain"))
    return tuple(Dose(time, drug, Decimal(row[time]), row.get("product", "")) for time in TIMES if time in row)


def day_of(row: Mapping[str, Any], name: str) -> date | None:
    """A day of a row; None where it is not known."""
    return date.fromisoformat(row[name]) if name in row else None


def refuse_some_days(taken: "Regimen", steady: Collection[str] = ()) -> None:
    """Raises WeekNeeded where something is taken on some days of the week, and is not kept `steady` on purpose."""
    for each in taken.held:
        if each.use == "days" and each.drug not in steady:
            raise WeekNeeded(
                f"{each.drug.capitalize()} is {_on_days(each.drug, taken)}. What is taken on some days is never made into a daily"
                " dose: ask for a plan by days of the week, or hold it as it is.",
                each.drug,
            )


def _on_days(drug: str, taken: "Regimen") -> str:
    """On how many days a medicine is taken, in words; where that is on every day, that they are not alike."""
    days = {day for each in taken.held if each.drug == drug for day in each.weekdays}
    if drug in taken.drugs or len(days) == A_WEEK:
        return "not the same on every day of the week"
    return f"taken on {len(days)} day{'s' if len(days) > 1 else ''} a week"


@dataclass(frozen=True, slots=True)
class Regimen:
    """All doses taken in one day, in the order of the clinician's rows, and what is on record beside them.

    `as_needed` is the mg a day of drugs taken as needed that the clinician counts in the equivalent; no step holds them, nor what
    is `held`. `since` and `last` are the days since when each medicine is taken, and on which it was last taken, where known.
    """

    doses: tuple[Dose, ...]
    as_needed: Mapping[str, Decimal] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    since: Mapping[str, date] = field(default_factory=dict)
    last: Mapping[str, date] = field(default_factory=dict)

    @property
    def drugs(self) -> tuple[str, ...]:
        """The medicines that steps hold, in the clinician's order."""
        return tuple(dict.fromkeys(each.drug for each in self.doses))

    @property
    def by_days(self) -> bool:
        """Whether a dose is taken on some days of the week only."""
        return any(each.weekdays for each in self.doses)

    @property
    def medicines(self) -> tuple[str, ...]:
        """Every medicine on record, what is held beside the doses of every day too; not what no table has."""
        return tuple(dict.fromkeys((*self.drugs, *self.as_needed, *(each.drug for each in self.held if each.drug))))

    @property
    def kept_beside(self) -> tuple[str, ...]:
        """The medicines that are taken by the clock beside what the steps hold: kept steady on purpose, or on some days."""
        return tuple(dict.fromkeys(each.drug for each in self.held if each.drug and each.use != "as-needed"))

    def without(self, drugs: Collection[str]) -> "Regimen":
        """The doses of all other medicines."""
        return Regimen(tuple(each for each in self.doses if each.drug not in drugs))

    def at(self, drug: str, time: str) -> Decimal:
        """mg of a drug at a time of day, on the day of the week on which that is most; 0 when none is taken then."""
        there = [each for each in self.doses if (each.drug, each.time) == (drug, time)]
        if not any(each.weekdays for each in there):
            return sum((each.mg for each in there), Decimal(0))
        return max(sum((each.mg for each in there if day in (each.weekdays or DAYS)), Decimal(0)) for day in DAYS)

    def on(self, weekday: str) -> "Regimen":
        """The doses of one day of the week, as a day's."""
        today = (each for each in self.doses if not each.weekdays or weekday in each.weekdays)
        return Regimen(tuple(replace(each, weekdays=()) for each in today))

    def highest_day(self) -> "Regimen":
        """The day on which most is taken: of each drug and time of day what is most in the week."""
        if not self.by_days:
            return self
        most: dict[tuple[str, str], Decimal] = {}
        for each in self.doses:
            key = each.time, each.drug
            most[key] = max(most.get(key, each.mg), each.mg) if each.weekdays else most.get(key, Decimal(0)) + each.mg
        return replace(self, doses=tuple(Dose(time, drug, mg) for (time, drug), mg in most.items()))

    def every_day(self) -> "Regimen":
        """What the steps hold alone, and what is kept steady on purpose."""
        steady = tuple(dose for row in self.held if row.use == "regular" for dose in row.doses)
        return Regimen((*self.doses, *steady))

    def same_as(self, other: "Regimen") -> bool:
        """Whether exactly the same is taken on every day of the week, whatever the order of the rows."""
        if self.by_days or other.by_days:
            return all(self.on(each).same_as(other.on(each)) for each in DAYS)
        return sorted(self._amounts()) == sorted(other._amounts())

    def _amounts(self) -> list[tuple[str, str, Decimal]]:
        return [(each.drug, each.time, each.mg) for each in self.doses if each.mg]

    def weekly_mg(self) -> dict[str, Decimal]:
        """Each drug's mg in a week, exactly."""
        return weekly_mg(self.doses)

    def daily_mg(self) -> dict[str, Decimal]:
        """Each drug's mg in the day; where its days are not alike the mean of its week, to two decimals, to be called "about"."""
        return daily_mg(self.doses)

    def beside_mg(self) -> dict[str, Fraction]:
        """mg a day of each drug that is beside the doses of every day: in a usual week, or as the clinician counts it."""
        daily = {drug: Fraction(mg) for drug, mg in self.as_needed.items()}
        for row in self.held:
            if row.drug and row.daily_mg:
                daily[row.drug] = daily.get(row.drug, Fraction(0)) + row.daily_mg
        return daily

    def products(self, drug: str) -> tuple[str, ...]:
        """The ids of the products that a drug is taken as, where they were said."""
        return tuple(dict.fromkeys(each.product for each in self.doses if each.drug == drug and each.product))

    def keeping(self, steady: Collection[str]) -> "Regimen":
        """The same with these medicines held beside the doses of every day, and all others among them."""
        kept = [each for each in self.held if each.use != "regular" or each.drug in steady]
        back = tuple(dose for each in self.held if each not in kept for dose in each.doses)
        now_kept = dict.fromkeys(each.drug for each in self.doses if each.drug in steady)
        kept += [each for drug in now_kept for each in self._steady(drug)]
        doses = (*(each for each in self.doses if each.drug not in steady), *back)
        return replace(self, doses=doses, held=tuple(kept))

    def _steady(self, drug: str) -> Iterator[Held]:
        """A row for each product, and for each choice of weekdays, that the drug is taken as."""
        of_drug = [each for each in self.doses if each.drug == drug]
        for product, weekdays in dict.fromkeys((each.product, each.weekdays) for each in of_drug):
            alike = (each for each in of_drug if (each.product, each.weekdays) == (product, weekdays))
            doses, use = tuple(replace(each, weekdays=()) for each in alike), "days" if weekdays else "regular"
            yield Held(drug, use, doses, weekdays, since_on=self.since.get(drug), last_taken_on=self.last.get(drug))

    def weekly(self, steady: Collection[str] = ()) -> "Regimen":
        """The same with what is taken on some days of the week among the doses, each with its weekdays, and no more beside them.

        Medicines that are kept `steady` stay beside.
        """
        moved = [row for row in self.held if row.use == "days" and row.drug not in steady]
        if not moved:
            return self
        since = {row.drug: row.since_on for row in moved if row.since_on}
        last = {row.drug: row.last_taken_on for row in moved if row.last_taken_on}
        doses = (replace(each, weekdays=row.weekdays) for row in moved for each in row.doses)
        held = tuple(row for row in self.held if not any(row is each for each in moved))
        return replace(self, doses=(*self.doses, *doses), held=held, since={**since, **self.since}, last={**last, **self.last})

    def in_order(self, order: Sequence[str]) -> "Regimen":
        """The same, the drugs that `order` names first and in it."""
        places = {drug: place for place, drug in enumerate(order)}
        return replace(self, doses=tuple(sorted(self.doses, key=lambda each: places.get(each.drug, len(places)))))

    def to_json(self) -> list[dict[str, Any]]:
        """One row a medicine, product and choice of weekdays, as a request carries them; read back, `weekly` makes them doses."""
        rows: list[dict[str, Any]] = []
        for drug in dict.fromkeys((*self.drugs, *self.as_needed)):
            of_drug = [each for each in self.doses if each.drug == drug]
            taken = dict.fromkeys((each.product, each.weekdays) for each in of_drug) or {("", ()): None}
            made = [
                row_told(drug, (each for each in of_drug if (each.product, each.weekdays) == (product, weekdays)), weekdays)
                for product, weekdays in taken
            ]
            made[0] |= {"as_needed": plain_decimal(self.as_needed[drug])} if drug in self.as_needed else {}
            made[0] |= days_told(self.since.get(drug), self.last.get(drug))
            rows += made
        return [*rows, *(each.to_json() for each in self.held)]

    @classmethod
    def from_json(cls, rows: Sequence[Mapping[str, Any]]) -> "Regimen":
        """The regimen that `to_json` wrote. Raises LookupError, TypeError, ValueError or ArithmeticError for what it did not."""
        daily = [row for row in rows if "other" not in row and row.get("use", "regular") == "regular"]
        named = {id(row): medicine(row["drug"], row.get("release", "plain")) for row in daily}
        since, last = ({named[id(row)]: day_of(row, name) for row in daily} for name in ("since_on", "last_taken_on"))
        return cls(
            doses=tuple(dose for row in daily for dose in doses_of(row)),
            as_needed={named[id(row)]: Decimal(row["as_needed"]) for row in daily if "as_needed" in row},
            held=tuple(Held.from_json(row) for row in rows if not any(row is each for each in daily)),
            since={drug: on for drug, on in since.items() if on},
            last={drug: on for drug, on in last.items() if on},
        )


class Amount(Protocol):
    """What the sums need of a dose."""

    @property
    def drug(self) -> str: ...
    @property
    def mg(self) -> Decimal: ...
    @property
    def weekdays(self) -> tuple[str, ...]: ...


def weekly_mg(doses: Iterable[Amount]) -> dict[str, Decimal]:
    """Each drug's mg in a week of these doses, exactly."""
    weekly: dict[str, Decimal] = {}
    for each in doses:
        weekly[each.drug] = weekly.get(each.drug, Decimal(0)) + each.mg * a_week(each.weekdays)
    return weekly


def daily_mg(doses: Collection[Amount]) -> dict[str, Decimal]:
    """Each drug's mg in a day of these doses; where its days are not alike the mean of its week, to two decimals."""
    daily: dict[str, Decimal] = {}
    for each in doses:
        daily[each.drug] = daily.get(each.drug, Decimal(0)) + each.mg
    uneven = {each.drug for each in doses if each.weekdays}
    weekly = weekly_mg(doses) if uneven else {}
    return {drug: _mean(weekly[drug]) if drug in uneven else mg for drug, mg in daily.items()}


def _mean(weekly: Decimal) -> Decimal:
    return rounded(Fraction(weekly) / A_WEEK, 2)
