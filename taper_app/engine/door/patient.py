"""The patient today, as a request tells of one."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from ..catalogue.drugs import INDICATIONS
from ..catalogue.facts import Catalogue
from ..catalogue.risks import as_asked_now, earlier_words
from ..catalogue.visit_facts import ITEM_9, SEVERITIES
from ..doses.week import WEEKDAYS
from ..reading import (
    DOSE,
    BadRequest,
    Fields,
    read_date,
    read_days,
    read_flag,
    read_list,
    read_number,
    read_or_none,
    read_word,
)
from ..rules.patient import Interacting, Medicine, PatientToday, Visit
from .specialist import read_specialist

T = TypeVar("T")
OLDEST, LONGEST_AGO = 130, 3660
OTHER = "other"
"""What a medicine is taken for that is licensed for nothing of the kind."""


def parse_patient(value: Any, catalogue: Catalogue) -> PatientToday:
    """The patient today. Raises BadRequest naming the field.

    `risks` is an object of answers by question, or a list of the questions answered "yes". `visit` is what a visit found:
    `red_flags`, `seen`, `symptoms` by id from 0 (none) to 3 (severe), `scores` by SCORES, the numbers of measures.toml, and what
    else is taken by id of substances.toml.
    """
    fields = Fields(value, "patient.")
    patient = PatientToday(
        age=fields.take("age", read_days(0, OLDEST), None),
        specialist=fields.take("specialist", read_specialist, None),
        medicines=tuple(_medicine(each, index, catalogue) for index, each in enumerate(fields.take("medicines", read_list, []))),
        risks=fields.take("risks", lambda told: _answers(told, catalogue), None),
        interacting=tuple(
            _interacting(each, index, catalogue) for index, each in enumerate(fields.take("interacting", read_list, []))
        ),
        visit=fields.take("visit", lambda told: _visit(told, catalogue), None),
        days_since_last_dose=fields.take("days_since_last_dose", read_days(0, LONGEST_AGO), None),
        stopped_on=fields.take("stopped_on", read_or_none(read_date), None),
    )
    fields.done()
    if patient.interacting and patient.answer("interacting") not in ("", "yes"):
        raise BadRequest("patient.interacting", 'must be left out where the answer to "interacting" is not "yes"')
    return patient


SCORES = {"ciwa-b": "ciwa_b", "bwsq": "bwsq", "phq-9": "phq9", "phq-9-item-9": ITEM_9, "gad-7": "gad7", "isi": "isi"}
"""How requests name the totals of scales and the item about suicide."""
FLAT = ("ciwa_b", "bwsq")
"""Totals that stand beside the other numbers in earlier requests, by the id of their scale."""


def _visit(told: Any, catalogue: Catalogue) -> Visit | None:
    if told is None:
        return None
    fields = Fields(told, "patient.visit.")
    read_symptoms = _each(catalogue.symptoms, lambda _: _number(0, len(SEVERITIES) - 1), "patient.visit.symptoms.")
    read_scores = _each(SCORES, lambda name: _score(SCORES[name], catalogue), "patient.visit.scores.")
    scores = {SCORES[name]: Decimal(total) for name, total in fields.take("scores", read_scores, {}).items()}
    scores |= {name: fields.take(name, _score(name, catalogue)) for name in FLAT if name in fields.left}
    measures = (each for each in catalogue.measures.values() if each.id in fields.left)
    visit = Visit(
        red_flags=tuple(fields.take("red_flags", _list_of(read_word(catalogue.red_flags)), [])),
        symptoms={name: int(severity) for name, severity in fields.take("symptoms", read_symptoms, {}).items()},
        numbers=scores | {each.id: fields.take(each.id, _number(each.least, each.most, each.places)) for each in measures},
        seen=tuple(fields.take("seen", _list_of(read_word(catalogue.seen)), [])),
        substances={
            each.id: fields.take(each.id, read_word(each.answers))
            for each in catalogue.substances.values()
            if each.id in fields.left
        },
    )
    fields.done()
    return visit


def _score(scale: str, catalogue: Catalogue) -> Callable[[Any], Decimal]:
    known = catalogue.scales["phq9" if scale == ITEM_9 else scale]
    return _number(0, len(known.answers) - 1 if scale == ITEM_9 else known.most)


def _number(least: int, most: int, places: int = 0) -> Callable[[Any], Decimal]:
    def read(value: Any) -> Decimal:
        amount = read_number(str(least), str(most))(value)
        if amount % Decimal(1).scaleb(-places):
            raise ValueError(f"must have at most {places} decimals" if places else "must be a whole number")
        return amount

    return read


def _each(known: Iterable[str], reader: Callable[[str], Callable[[Any], T]], path: str) -> Callable[[Any], dict[str, T]]:
    """A reader of an object whose fields are some of these, each by a reader of its own."""

    def read(told: Any) -> dict[str, T]:
        fields = Fields(told, path)
        found = {name: fields.take(name, reader(name)) for name in known if name in fields.left}
        fields.done()
        return found

    return read


def _answers(told: Any, catalogue: Catalogue) -> dict[str, str] | None:
    if isinstance(told, list):
        may_be_yes = [each.id for each in catalogue.risks.values() if "yes" in each.answers and each.id != "interacting"]
        return dict.fromkeys(_list_of(read_word(may_be_yes))(told), "yes") or None
    if not isinstance(told, Mapping):
        raise ValueError("must be an object of answers by question")
    questions = read_word(catalogue.risks)
    read = {questions(question): _answer(catalogue, question, answer) for question, answer in told.items()}
    earlier = {question: answer for question, answer in read.items() if answer not in catalogue.risks[question].answers}
    now = {name: answer for name, answer in read.items() if name not in earlier}
    return as_asked_now(catalogue.risks, earlier) | now


def _answer(catalogue: Catalogue, question: str, answer: Any) -> str:
    try:
        return read_word((*catalogue.risks[question].answers, *earlier_words(catalogue.risks, question)))(answer)
    except ValueError as error:
        raise BadRequest(f"patient.risks.{question}", str(error)) from error


def _interacting(value: Any, index: int, catalogue: Catalogue) -> Interacting:
    fields = Fields(value, f"patient.interacting[{index}].")
    medicine = Interacting(
        medicine=fields.take("medicine", read_word(catalogue.interactions)),
        started_on=fields.take("started_on", read_or_none(read_date), None),
        stopped_on=fields.take("stopped_on", read_or_none(read_date), None),
    )
    fields.done()
    if medicine.started_on and medicine.stopped_on and medicine.stopped_on <= medicine.started_on:
        raise fields.wrong("stopped_on", "must be after started_on")
    return medicine


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    return value


def _list_of(read: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    return lambda value: [read(each) for each in read_list(value)]


def _medicine(value: Any, index: int, catalogue: Catalogue) -> Medicine:
    fields = Fields(value, f"patient.medicines[{index}].")
    medicine = Medicine(
        drug=fields.take("drug", read_word(catalogue.drugs)),
        prescribed_mg=fields.take("prescribed_mg", DOSE),
        taken_mg=fields.take("taken_mg", DOSE),
        as_needed=fields.take("as_needed", read_flag, False),
        indication=fields.take("indication", read_word((*INDICATIONS, OTHER, "")), ""),
        weekdays=tuple(fields.take("weekdays", _list_of(read_word(WEEKDAYS)), [])),
        since_on=fields.take("since_on", read_or_none(read_date), None),
    )
    fields.done()
    return medicine
