"""The patient today in words: what the rules were told on the day of issue, the same on every page and paper."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from taper_app.engine import text
from taper_app.record import Found, Issued, Taken, Visited

from .days import clinic_date
from .lists import counted
from .observed import pressure_said, sleep_said, worst_first
from .products import released

SLEEP = ("sleep_hours", "sleep_latency_min", "bad_nights")
PRESSURE = ("systolic", "diastolic", "pulse")
DAYS_IN_A_YEAR = 365.25
FEWEST_YEARS, FEWEST_MONTHS_DAYS = 2, 60
"""From so many years on a time is said in years, and from so many days on in months."""


class Said(NamedTuple):
    """A label, what there is under it, and whether it must not be overlooked."""

    label: str
    lines: list[str]
    grave: bool = False


def patient_said(issued: Issued) -> list[Said]:
    """All that a revision keeps of the patient today, in the order of a visit; nothing where an early one kept none of it."""
    known = issued.patient_today
    if known is None:
        return []
    said = [] if known.age is None else [Said("Age", [str(known.age)])]
    said.append(Said("Takes", [taken_said(issued, each) for each in known.medicines] or ["nothing"]))
    if known.days_since_last_dose is not None:
        said.append(Said("Last dose", [f"{counted(known.days_since_last_dose, 'day')} ago"]))
    if known.stopped_on is not None:
        said.append(Said("Earlier plan", [f"Nothing was taken any more on {clinic_date(known.stopped_on)}"]))
    return [*said, *visit_said(known.visit)] if known.visit else said


def taken_said(issued: Issued, each: Taken) -> str:
    """One medicine: "diazepam 12 mg a day (prescribed: 10 mg), for anxiety, since 01-Jun-2019 (7 years)"."""
    name = issued.drug_name(each.drug)
    called = f"{name} ({released(issued.clinic.market)})" if each.release == "modified" else name
    about = "about " * each.mean
    dose = f"{about}{text.mg(each.taken_mg)}" if each.taken_mg else "none"
    how = {"as-needed": f"as needed, at most {dose} a day", "days": f"{dose} a day, on {counted(each.days_a_week, 'day')} a week"}
    said = [f"{called} {how.get(each.use, f'{dose} a day')}"]
    if each.prescribed_mg != each.taken_mg:
        said[0] += f" (prescribed: {about}{text.mg(each.prescribed_mg)})" if each.prescribed_mg else " (prescribed: none)"
    said += [f"for {each.indication.replace('-', ' ')}"] if each.indication not in ("", "other") else []
    said += [f"since {clinic_date(each.since_on)} ({how_long(each.since_on, issued.issued_on)})"] if each.since_on else []
    return ", ".join(said)


def how_long(since: date, on: date) -> str:
    """A time in whole weeks, months or years: "5 weeks", "11 months", "7 years"."""
    days = max((on - since).days, 0)
    years, months = int(days / DAYS_IN_A_YEAR), int(days / DAYS_IN_A_YEAR * 12)
    if years >= FEWEST_YEARS:
        return counted(years, "year")
    return counted(months, "month") if days >= FEWEST_MONTHS_DAYS else counted(days // 7, "week")


def visit_said(visit: Visited) -> Iterator[Said]:
    """What a visit found: red flags and what was seen always, the rest where it was asked."""
    flags, seen = ([each.name for each in of_kind(visit, kind)] for kind in ("flag", "seen"))
    yield Said("Red flags", flags or ["None"], bool(flags))
    yield Said("Seen", seen or ["None of what was asked" if visit.asked_seen else "Not asked"], bool(seen))
    if substances := [f"{each.name}: {each.said.lower()}" for each in of_kind(visit, "substance")]:
        yield Said("Also taken", substances)
    if symptoms := worst_first([(int(each.value), each.name) for each in of_kind(visit, "symptom")]):
        yield Said("Symptoms", symptoms)
    if scores := [f"{each.name}: {each.said}" for each in of_kind(visit, "number") if each.said]:
        yield Said("Scores", scores)
    numbers = {each.id: each.value for each in of_kind(visit, "number")}
    sleep, pressure = sleep_said(*map(numbers.get, SLEEP)), pressure_said(*map(numbers.get, PRESSURE))
    yield from (Said(label, [words]) for label, words in (("Sleep", sleep), ("Pressure and pulse", pressure)) if words)


def of_kind(visit: Visited, kind: str) -> list[Found]:
    """What was found of one kind."""
    return [each for each in visit.found if each.kind == kind]
