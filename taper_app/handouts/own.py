"""What was issued → "Your own pages": a diary up to the next visit, what helps on the way, and a card for a hospital.

A paper that must not be used any more has neither diary nor card: nothing of it is to be followed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.template.loader import render_to_string
from django.utils import dateformat
from django.utils.text import capfirst

from taper_app.engine import TIMES as ALL_TIMES
from taper_app.engine import Step, StepDose, text
from taper_app.languages import LANGUAGES, TRANSLATED
from taper_app.record import Issued
from taper_app.wording.week import alike

from .blocks import Block, Words
from .dose_words import piece_in_words
from .formats import block_lines, in_paragraphs, large_handout
from .languages import TAG, day_in_words, joined, said, spoken, unchecked, weekday_in_words
from .own_words import (
    AFTER_THE_LAST,
    AT_FIRST,
    CARD,
    CLOSED,
    DAY,
    HALVES,
    NEAR_THE_END,
    ON_THE_NEW,
    ON_THE_WAY,
    OWN,
    TRAVEL,
)
from .patient import patient_handout
from .patient_about import About
from .patient_blocks import filled
from .printing import printed_said, stamp_said
from .standing import AS_ISSUED, Standing
from .words import AT, BIRTHDAY, LANGUAGE, SIZE, TEXT, TIMES

NO_DATES = 14
"""Lines of a diary without days, where no visit is to come."""


@dataclass(frozen=True)
class DiaryLine:
    """A day, and for each column the time of day where something is taken then, else ""; the day is empty where it is to be
    written in."""

    day: str
    doses: tuple[str, ...]


@dataclass(frozen=True)
class HospitalCard:
    """What staff of a hospital need, in one language: whose it is, the doses of each stretch of days, what to know."""

    language: str
    heading: str
    who: str
    what: str
    stretches: tuple[tuple[str, tuple[str, ...]], ...]
    until: str
    know: Block
    fill: tuple[str, ...]


@dataclass(frozen=True)
class OwnPages:
    """All pages in one language. `times` are the columns of the diary, `cards` the hospital card in this language and, where it
    is no English, in that of the market. Of a paper that is over there is neither diary nor card."""

    language: str
    unchecked: tuple[str, ...]
    size: str
    stamp: str
    name: str
    who: str
    header: str
    printed: str
    foot: str
    times: tuple[str, ...]
    diary: tuple[DiaryLine, ...]
    helps: tuple[tuple[tuple[Block, ...], ...], ...]
    cards: tuple[HospitalCard, ...]


def own_paper(issued: Issued, standing: Standing = AS_ISSUED, *, large: bool = False) -> str:
    """The pages as one HTML page ready for `render_pdf`; errors as in `patient_sheet`."""
    return _laid_out("handouts/own.html", issued, standing, large=large)


def own_large(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The same in large print."""
    return own_paper(issued, standing, large=True)


def handout_and_own(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The handout with these pages behind it, as one HTML page."""
    return _behind(patient_handout(issued, standing), issued, standing, large=False)


def large_and_own(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The same in large print."""
    return _behind(large_handout(issued, standing), issued, standing, large=True)


def _behind(page: str, issued: Issued, standing: Standing, *, large: bool) -> str:
    own = _laid_out("handouts/_own.html", issued, standing, large=large)
    return page.replace("</main>", f"{own}</main>", 1)


def own_text(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The same as plain text."""
    with spoken(standing.language or LANGUAGE[issued.clinic.market]):
        return in_paragraphs(_paragraphs(own_pages(issued, standing)))


def _laid_out(template: str, issued: Issued, standing: Standing, *, large: bool) -> str:
    with spoken(standing.language or LANGUAGE[issued.clinic.market]):
        context = {"sheet": own_pages(issued, standing), "own": said(OWN), "text": TEXT, "large": large}
        return render_to_string(template, context)


def own_pages(issued: Issued, standing: Standing = AS_ISSUED) -> OwnPages:
    """What every format says; errors as in `patient_sheet`."""
    with spoken(standing.language or LANGUAGE[issued.clinic.market]):
        return _own_pages(issued, standing)


def _own_pages(issued: Issued, standing: Standing) -> OwnPages:
    about = About(issued, standing.review_on, None if standing.over else standing.printed_on)
    issued = about.issued
    phone, identity = issued.clinic.phone, f"{TEXT['plan']} {issued.code}, {TEXT['revision'].format(number=issued.number)}"
    born = dateformat.format(issued.patient.born_on, str(BIRTHDAY))
    times = () if standing.over else _times(about)
    return OwnPages(
        language=str(TAG),
        unchecked=unchecked(),
        size=SIZE[issued.clinic.paper_size],
        stamp=stamp_said(TEXT, standing),
        name=issued.patient.name,
        who=f"{TEXT['born'].lower()} {born}",
        header=identity,
        printed=printed_said(standing),
        foot=f"{TEXT['call'].format(phone=phone)}.",
        times=tuple(str(TIMES[time]) for time in times),
        diary=() if standing.over else tuple(_diary(about, times)),
        helps=tuple(tuple(tuple(filled(about, block) for block in stack) for stack in row) for row in _helps(about)),
        cards=() if standing.over else tuple(_cards(issued, standing, about)),
    )


def _helps(about: About) -> Iterator[tuple[tuple[Block, ...], ...]]:
    """What helps in each part of the way, then what to do about a closed pharmacy, tablets that are cut, and on a journey."""
    last = AFTER_THE_LAST if about.steps[-1].kind == "stop" else ON_THE_NEW
    yield (AT_FIRST, ON_THE_WAY), (NEAR_THE_END, last)
    yield ((CLOSED,), (HALVES,)) if _cuts(about.steps) else ((CLOSED,),)
    yield ((TRAVEL,),)


def _cuts(steps: Iterable[Step]) -> bool:
    """Whether a tablet is taken in parts."""
    pieces = (piece for step in steps for dose in step.doses for piece in dose.pieces)
    return any(piece.count is not None and piece.count % 1 for piece in pieces)


# The diary ------------------------------------------------------------------------------------------


def _days(about: About) -> list[date]:
    """The days up to the one before the next visit; none where that is not to come."""
    count = (about.review_on - about.told_on).days
    return [about.told_on + timedelta(days=day) for day in range(max(count, 0))]


def _times(about: About) -> tuple[str, ...]:
    """The times of day at which anything is taken on the days of the diary; without days, those of the first step."""
    found = {time for day in _days(about) or [max(about.steps[0].starts_on, about.told_on)] for time in _taken_at(about, day)}
    return tuple(time for time in ALL_TIMES if time in found)


def _taken_at(about: About, day: date) -> set[str]:
    """The times of day at which something is taken on a day; before the first step those of what is taken now."""
    step = about.schedule.in_force(day)
    return {dose.time for dose in step.on(day)} if step else {dose.time for dose in about.issued.taken_now.doses}


def _diary(about: About, times: tuple[str, ...]) -> Iterator[DiaryLine]:
    days = _days(about)
    for day in days:
        taken = _taken_at(about, day)
        doses = tuple(str(TIMES[time]) if time in taken else "" for time in times)
        yield DiaryLine(capfirst(dateformat.format(day, str(DAY))), doses)
    for _line in range(0 if days else NO_DATES):
        yield DiaryLine("", tuple(str(TIMES[time]) for time in times))


# The card -------------------------------------------------------------------------------------------


def _cards(issued: Issued, standing: Standing, about: About) -> Iterator[HospitalCard]:
    """The card in the language that is spoken, and for staff in the English of the market where that is another language."""
    if not any(step.doses for step in _steps(about)):
        return
    yield _card(about)
    if LANGUAGES[str(TAG).lower()].code in TRANSLATED:
        with spoken(LANGUAGE[issued.clinic.market]):
            english = About(issued, standing.review_on, standing.printed_on)
            yield _card(english)


def _steps(about: About) -> list[Step]:
    """The steps with a day from when the card is told up to the next visit; at least the one that is taken or comes next."""
    coming = [step for step in about.steps if step.ends_before is None or step.ends_before > about.told_on]
    due = [step for step in coming if step.starts_on < about.review_on]
    return due or coming[:1]


def _until_then(about: About) -> list[StepDose]:
    """What is taken now, where the card is told before the first day of the plan."""
    taken = about.issued.taken_now.doses if about.told_on < about.schedule.starts_on else ()
    return [StepDose(each.time, each.drug, each.mg, (), weekdays=each.weekdays) for each in taken]


def _card(about: About) -> HospitalCard:
    now, steps = _until_then(about), _steps(about)
    stays = all(step.regimen.same_as(about.issued.taken_now) for step in about.steps)
    if now and about.told_on < about.review_on <= about.schedule.starts_on:
        steps = []
    taken = {dose.drug for dose in [*now, *(dose for step in steps for dose in step.doses)]}
    issued, drugs = about.issued, [drug for drug in about.drugs if drug in taken]
    told = {"medicine": about.medicines.named(drugs), "code": issued.code}
    born = dateformat.format(issued.patient.born_on, str(BIRTHDAY))
    fill = ("last_dose", "others", "allergies", "person")
    return HospitalCard(
        language=str(TAG),
        heading=str(OWN["card"]),
        who=f"{issued.patient.name}, {TEXT['born'].lower()} {born}",
        what=str(OWN["card_what_same" if stays else "card_what"]).format(
            revision=TEXT["revision"].format(number=issued.number), **told
        ),
        stretches=(*_until_the_first(about, now), *_stretches(about, steps)),
        until=str(OWN["card_due" if about.overdue else "card_until"]).format(date=day_in_words(about.review_on)),
        know=filled(about, CARD),
        fill=tuple(str(OWN[key]) for key in fill),
    )


def _until_the_first(about: About, now: Sequence[StepDose]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is taken up to the day before the first of the plan, or before the visit where that comes first."""
    if now:
        first, begins = about.told_on, about.schedule.starts_on
        last = (min(begins, about.review_on) if about.review_on > first else begins) - timedelta(days=1)
        yield _days_said(first, last), tuple(_taken(about, now))


def _days_said(first: date, last: date) -> str:
    return str(OWN["card_when"]).format(first=day_in_words(first), last=day_in_words(last))


def _stretches(about: About, steps: Sequence[Step]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """From which day to which what is taken; steps with the same doses are one stretch."""
    taken = [tuple(_taken(about, step.doses)) for step in steps]
    for doses, found in groupby(zip(steps, taken, strict=True), key=lambda each: each[1]):
        alike_steps = [step for step, _doses in found]
        if doses:
            yield _when(about, alike_steps[0].starts_on, alike_steps[-1]), doses


def _when(about: About, first: date, step: Step) -> str:
    """From a day to the last one of a step, at most to the day before the visit; without an end where that was due."""
    before = about.review_on - timedelta(days=1)
    if about.overdue or before < first:
        return str(OWN["card_when_open"]).format(first=day_in_words(first))
    last = min(step.last_day, before) if step.days and step.last_day else before
    return _days_said(first, last)


def _taken(about: About, found: Sequence[StepDose]) -> Iterator[str]:
    """Each time of day with its doses; by days of the week where they differ."""
    for time in ALL_TIMES:
        for doses, days in alike(found, time, about.week).items():
            if doses:
                on = "" if len(days) == len(about.week) else f" ({joined([weekday_in_words(day) for day in days])})"
                yield f"{AT[time]}{on}: {joined([_dose(about, dose) for dose in doses])}."


def _dose(about: About, dose: StepDose) -> str:
    pieces = [piece_in_words(piece, about.products[piece.product]) for piece in dose.pieces]
    said = f"{about.medicines.name(dose.drug)} {TEXT['dose']} {text.mg(dose.mg)}"
    return f"{said}, {joined(pieces)}" if pieces else said


# As text --------------------------------------------------------------------------------------------


def _paragraphs(sheet: OwnPages) -> Iterator[list[Words]]:
    if sheet.stamp:
        yield [sheet.stamp]
    if sheet.unchecked:
        yield list(sheet.unchecked)
    yield [OWN["title"]]
    yield [f"{sheet.name}, {sheet.who}", f"{sheet.header}. {sheet.printed}".strip(), OWN["lead"]]
    if sheet.diary:
        yield [OWN["diary"], OWN["diary_how"]]
        yield [_diary_said(sheet, line) for line in sheet.diary]
    yield [OWN["help"]]
    yield from (block_lines(block) for row in sheet.helps for stack in row for block in stack)
    yield [OWN["carry"]]
    for card in sheet.cards:
        yield [card.heading, card.who, card.what]
        for when, taken in card.stretches:
            yield [when, *taken]
        yield [card.until, *block_lines(card.know)[1:]]
        yield [f"{each} ____" for each in card.fill]
    yield [sheet.foot]


def _diary_said(sheet: OwnPages, line: DiaryLine) -> str:
    """A day as a line to fill in: "Monday 4 January. Hours of sleep: ____. Worry: ____. Morning [ ]. Bedtime [ ]." """
    taken = [f"{time} [ ]." for time in line.doses if time]
    return " ".join([f"{line.day or '____'}.", str(OWN["sleep_line"]), str(OWN["worry_line"]), *taken])
