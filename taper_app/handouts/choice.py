"""Two or three ways that could be planned → the sheet that a patient chooses with: plain words, and no dose to follow."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.template.loader import render_to_string
from django.utils.text import capfirst

from taper_app.engine import Outcome, text
from taper_app.record import Clinic, Patient
from taper_app.wording.asks import asks_of
from taper_app.wording.overlay import LETTERS, Overlay, overlay

from .choice_words import ANSWERS, MATTERS, ROWS, SHEET
from .dose_words import drug_name
from .languages import TAG, day_in_words, said, spoken, unchecked
from .names import of_clinic, of_patient
from .words import LANGUAGE, SIZE, TEXT


@dataclass(frozen=True)
class Choice:
    """Whose choice it is, the ways in their order, and the day on which the sheet is printed."""

    clinic: Clinic
    patient: Patient
    ways: Sequence[Outcome]
    printed_on: date


@dataclass(frozen=True)
class ChoiceSheet:
    """The whole sheet in one language: a row for each question, with an answer for each way."""

    language: str
    unchecked: tuple[str, ...]
    size: str
    head: str
    about: str
    ways: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    later: str
    chart: Overlay
    matters: tuple[str, ...]
    foot: str


def choice_paper(choice: Choice, language: str = "") -> str:
    """The sheet as one HTML page ready for `render_pdf`; `language` is "" for that of the clinic's market."""
    with spoken(language or LANGUAGE[choice.clinic.market]):
        context = {"sheet": choice_sheet(choice), "said": said(SHEET), "text": TEXT}
        return render_to_string("handouts/choice.html", context)


def choice_sheet(choice: Choice) -> ChoiceSheet:
    """What the sheet says, in the language that is spoken."""
    clinic, patient = of_clinic(choice.clinic), of_patient(choice.patient)
    answers = [dict(_answers(each)) for each in choice.ways]
    weeks = max(_weeks(each) for each in choice.ways)
    return ChoiceSheet(
        language=str(TAG),
        unchecked=unchecked(),
        size=SIZE[clinic.paper_size],
        head=str(SHEET["head"]).format(clinic=clinic.name, phone=clinic.phone),
        about=f"{patient.name}. {TEXT['born']} {day_in_words(patient.born_on)}. {capfirst(day_in_words(choice.printed_on))}.",
        ways=tuple(str(SHEET["way"]).format(letter=letter) for letter in LETTERS[: len(choice.ways)]),
        rows=tuple((str(words), tuple(each[name] for each in answers)) for name, words in ROWS.items()),
        later=str(SHEET["later"]).format(weeks=weeks),
        chart=overlay(choice.ways),
        matters=tuple(map(str, MATTERS)),
        foot=str(TEXT["call"]).format(phone=clinic.phone) + ".",
    )


def _answers(way: Outcome) -> Iterator[tuple[str, str]]:
    """What one way answers to each row."""
    asks, reductions, last = asks_of(way), way.reductions, way.schedule.steps[-1]
    end = "stops" if way.stop_on else "stays" if last.equivalent < way.before else "stays_now"
    yield "end", str(ANSWERS[end]).format(date=day_in_words(last.starts_on))
    yield "length", str(ANSWERS["weeks"]).format(weeks=_weeks(way)) if _weeks(way) else str(ANSWERS["open"])
    yield "changes", str(ANSWERS["times"]).format(count=asks.changes)
    yield "first", _less(reductions[0].reduction_percent if reductions else Fraction(0))
    largest = way.largest_before_closing
    yield "largest", _less(largest.reduction_percent if largest else Fraction(0))
    yield "medicine", str(ANSWERS["move" if asks.to else "keep"]).format(to=drug_name(asks.to) if asks.to else "")
    yield "cuts", str(ANSWERS["cut"]).format(count=asks.cuts) if asks.cuts else str(SHEET["no"])
    yield "liquid", str(ANSWERS["syringe"] if asks.ml else SHEET["no"])
    yield "days", str(ANSWERS["without"] if asks.without else ANSWERS["by_day"] if asks.by_days else SHEET["yes"])


def _less(fall: Fraction) -> str:
    return str(ANSWERS["less"]).format(percent=text.number(text.rounded(fall, 0))) if fall else str(ANSWERS["none"])


def _weeks(way: Outcome) -> int:
    """Weeks until its last change, begun ones counted whole."""
    return math.ceil(way.weeks)
