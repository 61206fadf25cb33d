"""What the pages say of adjunct medicines: what stands for and against each, also for this patient, and which are taken."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from taper_app.chart import adjuncts
from taper_app.chart.adjuncts import ForThisPatient
from taper_app.engine import Adjunct, Statement, load_care, load_catalogue
from taper_app.models import Patient
from taper_app.wording.lists import joined

READ = {"memory": "from memory and not checked there", "seen-secondary": "read as another work quotes it"}
READ |= {"derived": "our conclusion from it"}
LEVELS = {"avoid": "Avoid", "care": "Take care"}


def source_numbers(statements: list[Statement]) -> dict[str, int]:
    """The sources that a page cites, each with the number that it has in the list at its end."""
    return {source: number for number, source in enumerate(dict.fromkeys(each.source for each in statements), start=1)}


def statements_of(adjunct: Adjunct) -> tuple[Statement, ...]:
    """Everything that is said of it."""
    return (*adjunct.pros, *adjunct.cons, *(each.says for each in adjunct.patient))


def statement_said(statement: Statement, numbers: Mapping[str, int]) -> dict[str, Any]:
    """What a source says, with the number of that source, and what makes it less than sure that it says so."""
    doubts = [READ[statement.evidence]] if statement.evidence in READ else []
    doubts += [f"{statement.confidence} confidence"] if statement.confidence != "high" else []
    return {"words": statement.words, "number": numbers[statement.source], "doubts": doubts}


def table(patient: Patient, numbers: Mapping[str, int], today: date) -> list[dict[str, Any]]:
    """A row for each adjunct: for, against, and for this patient."""
    known = adjuncts.for_patient(patient, today)
    return [row(each, known[each.id], numbers) for each in load_care().adjuncts.values()]


def row(adjunct: Adjunct, known: ForThisPatient, numbers: Mapping[str, int]) -> dict[str, Any]:
    """One row."""
    sides = {"pros": adjunct.pros, "cons": adjunct.cons}
    said = {side: [statement_said(each, numbers) for each in told] for side, told in sides.items()}
    mine = [statement_said(each.says, numbers) | {"level": LEVELS[each.level], "kind": each.level} for each in known.true]
    asks = [statement_said(each.says, numbers) | {"ask": each.ask} for each in known.ask]
    names = [load_catalogue().risks[each].name for each in known.unknown]
    return {"name": adjunct.name, "mine": mine, "asks": asks, "unknown": joined(names)} | said


def given(patient: Patient, today: date) -> list[dict[str, Any]]:
    """Every adjunct that was given, the latest first, each with whether it is taken now."""
    now = {each.pk for each in adjuncts.taken_now(patient, today)}
    names = load_care().adjuncts
    entries = sorted(adjuncts.latest(patient).values(), key=lambda each: -each.number)
    known = [each for each in entries if each.adjunct in names]
    return [{"entry": each, "name": names[each.adjunct].name, "now": each.pk in now} for each in known]


def offers(patient: Patient, today: date) -> Iterator[dict[str, Any]]:
    """What is taken and is not among the answers about risks, with what one click would fill in there."""
    interactions = load_catalogue().interactions
    for each in adjuncts.lacking(patient, today):
        choices = [{"id": id_, "name": interactions[id_].name} for id_ in each.interacts]
        yield {"name": each.name, "choices": choices, "sedating": each.sedating, "adjunct": each.entry.adjunct}
