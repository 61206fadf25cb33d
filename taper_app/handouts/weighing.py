"""What was weighed with a patient → the sheet to decide by together: one page, with nothing on it to follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.text import capfirst

from taper_app.engine import load_care
from taper_app.record import Clinic, Patient

from .blocks import Words
from .dose_words import drug_name
from .formats import in_paragraphs
from .languages import TAG, day_in_words, joined, spoken, unchecked
from .names import of_clinic, of_patient
from .weighing_words import HOW, REASONS, SETTINGS, SHEET, WAIT
from .words import LANGUAGE, SIZE, TEXT

MOST_NAMED = 1
"""More medicines than these are not named in the title."""
READY = range(11)


@dataclass(frozen=True)
class Talk:
    """What was weighed with a patient on a day, as it is printed: `reasons` and `setting` are ids of weighing.toml."""

    clinic: Clinic
    patient: Patient
    drugs: tuple[str, ...]
    weighed_on: date
    reasons: tuple[str, ...]
    wants: str
    fears: str
    readiness: int | None
    own_words: str
    helper: str
    setting: str
    ask_again_on: date | None


@dataclass(frozen=True)
class DecideSheet:
    """The whole sheet in one language: `yours` are what the patient said, each with its label, and
    `readiness` is None where it was not asked."""

    language: str
    unchecked: tuple[str, ...]
    size: str
    title: str
    head: str
    about: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    how: tuple[str, ...]
    wait: tuple[str, ...]
    yours: tuple[tuple[str, str], ...]
    ready: str
    readiness: int | None
    foot: str


def weighing_paper(talk: Talk, language: str = "") -> str:
    """The sheet as one HTML page ready for `render_pdf`; `language` is "" for that of the clinic's market."""
    with spoken(language or LANGUAGE[talk.clinic.market]):
        said = {"sheet": decide_sheet(talk), "said": SHEET, "text": TEXT, "ready": READY}
        return render_to_string("handouts/weighing.html", said)


def weighing_text(talk: Talk, language: str = "") -> str:
    """The same as plain text."""
    with spoken(language or LANGUAGE[talk.clinic.market]):
        return in_paragraphs(_paragraphs(decide_sheet(talk)))


def decide_sheet(talk: Talk) -> DecideSheet:
    """What the sheet says, in the language that is spoken."""
    clinic, patient = of_clinic(talk.clinic), of_patient(talk.patient)
    return DecideSheet(
        language=str(TAG),
        unchecked=unchecked(),
        size=SIZE[clinic.paper_size],
        title=_title(talk),
        head=str(SHEET["head"]).format(clinic=clinic.name, phone=clinic.phone),
        about=f"{patient.name}. {TEXT['born']} {day_in_words(patient.born_on)}. {capfirst(day_in_words(talk.weighed_on))}.",
        speaks_for=tuple(_speaking(talk, "for")),
        speaks_against=tuple(_speaking(talk, "against")),
        how=tuple(map(str, HOW)),
        wait=tuple(map(str, (*WAIT, _again(talk)))),
        yours=tuple(_yours(talk)),
        ready=str(SHEET["ready"]),
        readiness=talk.readiness,
        foot=str(TEXT["call"]).format(phone=clinic.phone) + ".",
    )


def _title(talk: Talk) -> str:
    if not 0 < len(talk.drugs) <= MOST_NAMED:
        return str(SHEET["title"])
    return str(SHEET["title_of"]).format(medicine=joined([drug_name(each) for each in talk.drugs]))


def _speaking(talk: Talk, side: str) -> Iterator[str]:
    """The reasons on one side, in the order of the file."""
    found = (each.id for each in load_care().weighed_on(side) if each.id in talk.reasons)
    return (str(REASONS[each]) for each in found)


def _again(talk: Talk) -> Words:
    if talk.ask_again_on is None:
        return SHEET["again_later"]
    return str(SHEET["again"]).format(date=day_in_words(talk.ask_again_on))


def _yours(talk: Talk) -> Iterator[tuple[str, str]]:
    rows = (
        (SHEET["wants"], talk.wants),
        (SHEET["fears"], talk.fears),
        (SHEET["own_words"], talk.own_words),
        (SHEET["helper"], talk.helper),
        (SHEET["setting"], str(SETTINGS[talk.setting]) if talk.setting else ""),
    )
    return ((str(label), said.strip()) for label, said in rows if said)


def _paragraphs(sheet: DecideSheet) -> Iterator[list[Words]]:
    if sheet.unchecked:
        yield list(sheet.unchecked)
    yield [sheet.title]
    yield [sheet.head, sheet.about, SHEET["lead"]]
    none = (str(SHEET["none"]),)
    yield [SHEET["for"], *(f"- {each}" for each in sheet.speaks_for or none)]
    yield [SHEET["against"], *(f"- {each}" for each in sheet.speaks_against or none)]
    yield [SHEET["how"], *(f"- {each}" for each in sheet.how)]
    yield [SHEET["wait"], *(f"- {each}" for each in sheet.wait)]
    ready = "" if sheet.readiness is None else f"{sheet.ready} {sheet.readiness}"
    if sheet.yours or ready:
        yield [SHEET["yours"], *(" ".join(each) for each in sheet.yours), ready]
    yield [sheet.foot]
