"""The patient's handout as a calendar file (RFC 5545): the dated steps, the next visit, and a last word to stay on the dose.

Every event is a whole day and nothing else, so that no time zone, midnight or change of clocks can move it. An event keeps its
name over the revisions of a plan, and its sequence grows with each of them: a newer file moves what an older one had put into a
calendar, and cancels what is no longer planned. A review that makes no revision may set another visit: it counts too, since a
calendar takes only what is newer than what it has (RFC 5545, 3.8.7.4). What it says is taken from what is stored, and never from
the day on which it is read: whoever loads the same twice has the same file.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from taper_app.engine import Step, weekday_of
from taper_app.languages import LANGUAGES
from taper_app.record import Issued

from .cards import cards
from .formats import day_lines, doses_said, step_lines
from .languages import day_in_words, said, spoken
from .patient import patient_sheet
from .patient_about import About
from .patient_blocks import visit_said
from .printing import MISSED
from .sheet import Sheet
from .standing import AS_ISSUED, Standing
from .words import CALENDAR

NEW_LINE = "\n"
FOLD = 75
"""Octets in a line of the file."""
ALARM = "PT8H"
"""At eight in the morning of the day, by the clock of whoever has the calendar (RFC 5545, 3.6.6)."""
Earlier = Sequence[tuple[Issued, date]]


@dataclass(frozen=True)
class Event:
    """A whole day. `name` is what the event is called in every revision's file: step-3, visit, stay."""

    name: str
    on: date
    heading: str
    lines: tuple[str, ...]
    cancelled: bool = False
    rings: bool = False


def calendar_handout(
    issued: Issued,
    standing: Standing = AS_ISSUED,
    *,
    earlier: Earlier = (),
    sequence: int | None = None,
    changed_at: datetime | None = None,
    days: bool = False,
    alarm: bool = False,
) -> str:
    """The calendar of a revision; errors as in `patient_sheet`.

    Where `days` is asked for it has an entry on each day that is not as most days of its week are, where `alarm` is, each entry
    rings in the morning.

    `earlier` holds the revisions before it and itself, each with a day that was named for its next visit: what
    their files may have put into the patient's calendar, and is no longer planned, is cancelled. `sequence` grows with all that a
    file can say anew, `changed_at` is the moment of the last of that; without them they are the revision's number and day.
    """
    sheet, about = patient_sheet(issued, replace(standing, printed_on=None)), About(issued, standing.review_on)
    count = (issued.number or 0) if sequence is None else sequence
    stamp = (changed_at or datetime.combine(issued.issued_on, time(), UTC)).astimezone(UTC) + chosen_later(sheet.language, alarm)
    with spoken(sheet.language):
        sheet = replace(sheet, printed=known_said(issued, standing))
        events = [*planned(sheet, about), *(differing(sheet, about) if days else ())]
        events = [replace(event, rings=alarm and event.on >= issued.issued_on) for event in events]
        return "".join(map(folded, lines_of(sheet, about, events, earlier, count, f"{stamp:%Y%m%dT%H%M%SZ}")))


def chosen_later(language: str, alarm: bool) -> timedelta:
    """What another choice of the same state adds to its moment, so that it is newer than what is chosen before it: English first,
    and no alarm."""
    return timedelta(seconds=2 * [each.tag for each in LANGUAGES.values()].index(language) + alarm)


def known_said(issued: Issued, standing: Standing) -> str:
    """Which visit the file knows."""
    if standing.known_on is None:
        return str(CALENDAR["as_issued"]).format(date=day_in_words(issued.issued_on))
    return str(CALENDAR["as_missed" if standing.known == MISSED else "as_visited"]).format(visit=day_in_words(standing.known_on))


def lines_of(sheet: Sheet, about: About, events: Sequence[Event], earlier: Earlier, count: int, stamp: str) -> list[str]:
    """The whole file, not yet folded; `count` and `stamp` say which of two files is newer."""
    events = sorted(events, key=lambda event: event.on)
    if sheet.superseded:
        events = [replace(event, heading=sheet.superseded, lines=(), cancelled=True, rings=False) for event in events]
    else:
        events += gone(about, earlier, {event.name for event in events})
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Taper//Handout//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for event in events:
        lines += event_lines(event, sheet, code=about.issued.code, count=count, stamp=stamp)
    return [*lines, "END:VCALENDAR"]


def planned(sheet: Sheet, about: About) -> Iterator[Event]:
    """The days on which something is to be done: each dated step's first day, the visit, and the day no step is fixed for yet."""
    (steps, after), words = about.safe_order(), said(CALENDAR)
    for step, card in zip(steps, cards(sheet.dated[: len(steps)]), strict=True):
        heading = words["step" if step.starts_on >= about.issued.issued_on else "begun"]
        yield Event(step_name(step), step.starts_on, heading, tuple(step_lines(card)))
    closing = sheet.dated[about.to_visit() - 1].closing if sheet.dated else ""
    yield Event("visit", about.review_on, words["visit"], (*visit_lines(sheet, about), closing))
    if after:
        last = doses_said(cards(sheet.dated)[-1]) if steps and steps[-1].mean else []
        how = [words["stay_how"]] if steps else []
        yield Event("stay", after[0].starts_on, words["stay"], (sheet.stay, *last, *how))


def differing(sheet: Sheet, about: About) -> Iterator[Event]:
    """The days to come of the dated steps that are not as most days of their week are, each with what is taken on it."""
    (steps, _after), heading = about.safe_order(), str(CALENDAR["day"])
    for step, card in zip(steps, cards(sheet.dated[: len(steps)]), strict=True):
        for on in unlike_most(step, about.review_on):
            if on >= about.issued.issued_on:
                yield Event(day_name(on), on, heading, tuple(day_lines(card, weekday_of(on))))


def unlike_most(step: Step, visit_on: date) -> Iterator[date]:
    """The days of a step with other doses than most days of its week have; of one without an end those before the next visit."""
    usual, _count = Counter(step.week.values()).most_common(1)[0]
    days = (visit_on - step.starts_on).days if step.days is None else step.days
    dates = (step.starts_on + timedelta(days=day) for day in range(days if step.mean else 0))
    yield from (on for on in dates if step.on(on) != usual)


def gone(about: About, earlier: Earlier, kept: set[str]) -> Iterator[Event]:
    """Coming days of earlier files that this one has not, cancelled, each with a heading that asks for nothing.

    The last word is one of them on the day of issue too, for on that day both have spoken.

    Single days of earlier revisions are among them, though nobody knows whether they were asked for: one that stayed would tell a
    dose that is no longer planned.
    """
    found: dict[str, date] = {}
    for issued, until in earlier:
        steps, after = About(issued, until).safe_order()
        found |= {step_name(step): step.starts_on for step in steps} | ({"stay": after[0].starts_on} if after else {})
        if issued.number != about.issued.number:
            found |= {day_name(on): on for step in steps for on in unlike_most(step, until)}
    for name, on in found.items():
        over = on < about.issued.issued_on if name == "stay" else on <= about.issued.issued_on
        if name not in kept and not over:
            yield Event(name, on, str(CALENDAR["gone"]), (), cancelled=True)


def step_name(step: Step) -> str:
    """What a step's event is called."""
    return f"step-{step.number}"


def day_name(on: date) -> str:
    """What the event of a single day is called."""
    return f"day-{on:%Y%m%d}"


def visit_lines(sheet: Sheet, about: About) -> tuple[str, ...]:
    """What the paper says of the next visit and whom to call."""
    return visit_said(about), f"{about.clinic.name}: {about.clinic.phone}. {sheet.closed}", sheet.crisis


def event_lines(event: Event, sheet: Sheet, *, code: str, count: int, stamp: str) -> list[str]:
    """One event as lines of the file, not yet folded."""
    which = CALENDAR["which"].format(code=code, revision=sheet.identity.revision)
    told = [*sheet.unchecked, sheet.title, *event.lines, f"{which} {CALENDAR['newer']}", sheet.printed, f"{sheet.call}."]
    return [
        "BEGIN:VEVENT",
        f"UID:{code}-{event.name}@plan.taper",
        f"SEQUENCE:{count}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY;LANGUAGE={sheet.language}:{escaped(event.heading)}",
        f"DESCRIPTION;LANGUAGE={sheet.language}:{escaped(NEW_LINE.join(filter(None, told)))}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        *(alarm_lines(event) if event.rings else ()),
        "END:VEVENT",
    ]


def alarm_lines(event: Event) -> list[str]:
    """An alarm that shows what the locked phone may."""
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER;RELATED=START:{ALARM}",
        f"DESCRIPTION:{escaped(event.heading)}",
        "END:VALARM",
    ]


def escaped(text: str) -> str:
    """Text as a value of the file."""
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = re.sub(r"[\x00-\x09\x0e-\x1f\x7f]", " ", text)
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def folded(line: str) -> str:
    """A line of the file, broken so that no part is longer than `FOLD` octets and no letter is split."""
    parts, octets = [""], 0
    for letter in line:
        width = len(letter.encode())
        if octets + width > FOLD:
            parts.append(" ")
            octets = 1
        parts[-1] += letter
        octets += width
    return "\r\n".join(parts) + "\r\n"
