"""Rules about whether a taper is needed at all: how likely physical dependence is, and use that is short or rare."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from ..catalogue.risks import Dependence
from ..doses.products import Refusal
from ..doses.week import DAYS
from ..taper.days_off import few_days
from ..taper.strategy import Request
from .about_week import seizure_risks
from .findings import Case, Finding, said
from .named import Named, equivalent, listed

FEW, MANY = "3-or-fewer", "4-or-more"
"""The answers of the question on how many days a week."""


class NoTaperNeeded(Refusal):
    """Guidelines want no taper for such use; the clinician may ask for one all the same."""


def dependence_likely(case: Case) -> Iterator[Finding]:
    """Physical dependence is likely, by duration, days a week and dose (ASAM 2025, Table 2)."""
    row = _row(case)
    if row and row.taper == "usual":
        yield case.finding("dependence_likely", risk=row.risk, **_use(case, row))


def dependence_unlikely(case: Case) -> Iterator[Finding]:
    """Physical dependence is not likely: the guideline wants no taper, or a brief one, but where a seizure may come."""
    row = _row(case)
    if row and row.taper != "usual":
        risks, advice = seizure_risks(case), case.phrase("dependence_unlikely", "none")
        if risks:
            advice = case.phrase("dependence_unlikely", "seizures")
            advice = Named(tuple(risks), f"{advice.words} {listed([*risks.values()])}")
        yield case.finding("dependence_unlikely", risk=row.risk, advice=advice, **_use(case, row))


def long_use(case: Case) -> Iterator[Finding]:
    """A high dose for years: the risk grows with dose and time, and no guideline names the years (ASAM 2025, Table 2)."""
    most, since = case.numbers("long_use")["years"], _since_on(case)
    years = _years(since, case.starts_on) if since else 0
    if _band(case) == "high" and (years >= most or case.reasons("long_use")):
        answer = case.patient.answer("duration")
        said_so = case.catalogue.risks["duration"].named.get(answer, "")
        taken_for = Named(str(years), f"{years} years") if years >= most else Named(answer, said_so)
        yield case.finding("long_use", time=taken_for, equivalent=equivalent(case.by_tables.now(case.by_tables.own)))


def _since_on(case: Case) -> date | None:
    """The day since which the medicine is taken that is taken longest, as far as that is known."""
    regimen = case.request.regimen
    listed = (each.since_on for each in case.patient.medicines)
    days = (*regimen.since.values(), *(each.since_on for each in regimen.held), *listed)
    return min(filter(None, days), default=None)


def _years(since: date, on: date) -> int:
    """Whole years from one day to another."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def may_be_needless(request: Request) -> bool:
    """Whether something is to be planned that is taken on some days of the week, and nobody has asked for that all the same."""
    return not request.taper_anyway and request.regimen.weekly(request.strategy.steady).by_days


def refuse_needless(case: Case) -> None:
    """Raises NoTaperNeeded where what is to be planned is taken on few days of the week, and guidelines want no taper for that.

    Not where a seizure may come, nor where the clinician wants a plan all the same. A dose that is said to be taken every day is
    judged by its rule (`daily_from_some_days`): there one of the two answers is wrong.
    """
    row = _row(case)
    if not may_be_needless(case.request) or row is None or row.taper != "none" or seizure_risks(case):
        return
    for each in dependence_unlikely(case):
        raise NoTaperNeeded(f"Guidelines want no taper here. {each.message} Ask for a plan all the same where one is right.")


def daily_from_some_days(case: Case) -> Iterator[Finding]:
    """A dose on every day for someone who takes it on three days a week or fewer (ASAM 2025, Table 2): a block before a plan.

    At a visit it is a caution: by then the daily dose is taken, and to hold it must stay possible.
    """
    if case.request.regimen.by_days:
        return  # it is planned on the days on which it is taken
    advice = case.phrase("daily_from_some_days", "visit" if case.decision else "new")
    yield from said(case, "daily_from_some_days", "caution" if case.decision else None, advice=advice)


def short_use(case: Case) -> Iterator[Finding]:
    """A low dose for under three months, which may be tapered faster (ASAM 2025, key takeaway 5a)."""
    if _band(case) == "low":
        yield from said(case, "short_use")


def _row(case: Case) -> Dependence | None:
    """The row of the guideline's table that is about the patient's use."""
    days = _days_taken(case)
    often = case.patient.answer("days_a_week") if not days else FEW if days <= few_days(case.catalogue) else MANY
    duration, band = case.patient.answer("duration"), _band(case)
    return next((row for row in case.catalogue.dependence.values() if row.fits(duration, often, band)), None)


def _days_taken(case: Case) -> int:
    """On how many days of the week something is taken that is to be planned; 0 where it is the same on every day.

    Of what a plan began with: the days off at its end are no rare use.
    """
    taken = case.first.regimen.weekly(case.first.strategy.steady)
    return sum(bool(taken.on(each).doses) for each in DAYS) if taken.by_days else 0


def _use(case: Case, row: Dependence) -> dict[str, Named]:
    """The use that a row is about, as a sentence says it."""
    risks, duration, days = case.catalogue.risks, case.patient.answer("duration"), _days_taken(case)
    often, band = case.patient.answer("days_a_week"), _band(case)
    taken_for = risks["duration"].named.get(duration)
    exactly = Named(str(days), f"{days} day{'s' * (days > 1)}")
    return {
        "days": exactly if days else Named(often, risks["days_a_week"].named[often].removesuffix(" a week")),
        "duration": Named(duration, f" for {taken_for}" if taken_for else ""),
        "dose": Named(band, f" at a {band} dose") if row.dose else Named("", ""),
    }


def _band(case: Case) -> str:
    """The dose of the table: by the drug's own bounds where one of those is taken alone, else by the diazepam equivalent."""
    numbers, daily = case.numbers("dependence_likely"), case.request.regimen.highest_day().daily_mg()
    drug = next(iter(daily)) if len(case.request.regimen.medicines) == 1 == len(daily) else ""
    own = f"{drug}_low_mg" in numbers
    dose: Any = daily[drug] if own else case.by_tables.now(case.by_tables.own)
    low, high = (Fraction(numbers[f"{drug}_{bound}" if own else bound]) for bound in ("low_mg", "high_mg"))
    return "low" if dose <= low else "high" if dose > high else "moderate"
