"""The patient's handout as a page to enlarge or send, in large print, and as plain text, all laid out from one sheet."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

from taper_app.record import Issued

from .blocks import Block, Words
from .cards import Card, cards, lines_of_a_card
from .languages import said, spoken
from .patient import patient_sheet
from .patient_doses import together
from .sheet import Dose, Line, Sheet
from .standing import AS_ISSUED, Standing
from .words import TEXT

STYLES = Path(__file__).resolve().parents[2] / "static" / "css" / "handout.css"
STYLES_HERE = "<!-- styles -->"


def web_handout(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The handout as a web page of its own; errors as in `patient_sheet`."""
    return laid_out("handouts/web.html", issued, standing, number=issued.number, asked=standing.language)


def page_to_send(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The same page as one file that needs no other: its look and its pictures are in it, and it leads nowhere."""
    page = laid_out("handouts/web.html", issued, standing, to_send=True)
    return page.replace(STYLES_HERE, f"<style>\n{styles_in_full()}</style>", 1)


@cache
def styles_in_full() -> str:
    """The look of the page with its pictures in place of their addresses, and with the reader's own font."""
    styles = re.sub(r"@font-face \{.*?\}\n", "", STYLES.read_text(encoding="utf-8"))
    return re.sub(r'url\("([\w./]+\.svg)"\)', lambda found: f'url("{_picture(found[1])}")', styles)


def _picture(place: str) -> str:
    return "data:image/svg+xml;base64," + b64encode((STYLES.parent / place).read_bytes()).decode()


def large_handout(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The handout in large print, a card a step, as one HTML page ready for `render_pdf`."""
    return laid_out("handouts/large.html", issued, standing, alike=True)


def laid_out(template: str, issued: Issued, standing: Standing, *, alike: bool = False, **more: object) -> str:
    """A template of cards filled with the revision's sheet, in the sheet's language; `alike` as in `cards`, but for dated
    steps with one time of day, which name each day by itself."""
    sheet = patient_sheet(issued, standing)
    now = [together(line, whole=False) for line in sheet.now.lines] if alike else sheet.now.lines
    with spoken(sheet.language):
        dated = cards(sheet.dated, alike=alike and len(sheet.columns) > 1)
        steps = {"dated": dated, "after": cards(sheet.after, alike=alike), "now_lines": lines_of_a_card(now)}
        return render_to_string(template, {"sheet": sheet, "text": said(TEXT)} | steps | more)


def plain_handout(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The handout as plain text: a step is a paragraph, and an empty line parts what belongs apart."""
    sheet = patient_sheet(issued, standing)
    with spoken(sheet.language):
        return in_paragraphs(paragraphs_of(sheet))


def in_paragraphs(paragraphs: Iterable[Iterable[Words]]) -> str:
    """Paragraphs of lines as one text; lines that say nothing are left out."""
    return "\n\n".join("\n".join(filter(None, map(one_line, lines))) for lines in paragraphs) + "\n"


def one_line(words: Words) -> str:
    """Words, in the language that is spoken, without a break of their own, whatever somebody typed into a name."""
    return re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", str(words))


def paragraphs_of(sheet: Sheet) -> Iterator[Sequence[Words]]:
    """The paper in the order in which it is read, each paragraph as its lines."""
    stamp = [[sheet.superseded]] if sheet.superseded else []
    yield from stamp
    if sheet.unchecked:
        yield list(sheet.unchecked)
    yield from _first_page(sheet)
    if sheet.dated:
        yield [TEXT["grid"] if sheet.stay else TEXT["grid_whole"]]
        yield from map(step_lines, cards(sheet.dated))
    if sheet.dated and sheet.stay:
        yield [sheet.stay, sheet.stay_how]
    yield [
        TEXT["medicines"] if sheet.needed else "",
        *(f"{each.drug}: {each.words}" for each in sheet.needed),
        f"{TEXT['mg']} {TEXT['store']}",
    ]
    how_day = TEXT["how_day"] if sheet.by_week else ""
    yield [TEXT["how"], f"{TEXT['how_paragraph']} {TEXT['how_dose']} {how_day}".strip(), TEXT["taper"]]
    for block in (block for pair in sheet.advice for stack in pair for block in stack):
        yield block_lines(block)
    if sheet.after:
        yield [TEXT["after"]]
        yield [TEXT["after_lead"]]
        yield from map(step_lines, cards(sheet.after))
    yield from _about(sheet)
    yield from stamp


def _first_page(sheet: Sheet) -> Iterator[Sequence[Words]]:
    """Whose paper it is, what is taken now, what comes next, the warning, and whom to call."""
    who, now = sheet.identity, sheet.now
    yield [sheet.title]
    revision = ", ".join(filter(None, (who.revision, who.header_replaces)))
    yield [f"{who.name}, {TEXT['born'].lower()} {who.born}", f"{TEXT['plan']} {who.code}, {revision}."]
    said = [said for line in lines_of_a_card(now.lines) for said in lines_said(line, several=len(now.lines) > 1)]
    yield [f"{now.heading}.".replace("..", "."), now.before, *said, now.closing, now.total, now.to, *now.stops, *now.notes]
    yield [f"{sheet.danger} {sheet.call}.", sheet.closed, sheet.crisis]
    if now.next:
        yield [TEXT["next"], *now.next]
    for block in (*sheet.reach, sheet.warning):
        yield block_lines(block)
    yield from [[sheet.summary]] if now.next and sheet.summary else []


def _about(sheet: Sheet) -> Iterator[Sequence[Words]]:
    """Which paper it is, until when it holds, and whom to call."""
    who = sheet.identity
    replaces = "" if sheet.superseded else TEXT["replaces_all"]
    yield [who.issued, sheet.printed, replaces]
    yield [sheet.use_until, sheet.next_visit, f"{sheet.call}."]


def block_lines(block: Block) -> list[Words]:
    """A heading and what stands under it, each point a line of its own."""
    return [block.heading, *(words for part in block.parts for words in (part.text, *(f"- {point}" for point in part.points)))]


def step_lines(card: Card) -> list[str]:
    """One step in words: its days, every time of day with "none" where nothing is taken, and the total for the day."""
    days = ", ".join(filter(None, (card.when, card.days)))
    return [f"{days}.", card.note, *doses_said(card), card.closing]


def doses_said(card: Card) -> list[str]:
    """Every time of day of a step, and its total for the day or the week."""
    several = len(card.lines) > 1
    lines = [said for line in card.lines for said in lines_said(line, several=several)]
    totals = [total_said("total_week" if card.by_week else "total", card.totals)] if card.totals else []
    return [*lines, *totals]


def lines_said(line: Line, *, several: bool) -> Iterator[str]:
    """One time of day, "Morning: DOSE 3 mg, one and a half 2 mg tablets.", or a line for each day of the week: "Monday: …".

    Where there are `several` times of day each day of the week has its total.
    """
    if not line.days:
        yield f"{line.time}: {_taken(line.doses)}."
        return
    yield f"{line.heading}."
    for day in line.days:
        total = f" {total_said('total', day.totals)}" if several and day.totals else ""
        yield f"{day.name}: {_taken(day.doses)}.{total}"


def day_lines(card: Card, weekday: str) -> Iterator[str]:
    """What is taken at each time of one day of the week, and the total for the day."""
    totals: tuple[tuple[str, str], ...] = ()
    for line in card.lines:
        day = next((each for each in line.days if each.weekday == weekday), None)
        yield f"{line.time}: {_taken(day.doses if day else line.doses)}."
        totals = day.totals if day else totals
    if totals:
        yield total_said("total", totals)


def total_said(key: str, totals: Iterable[tuple[str, str]]) -> str:
    """The total for the day, or for the week, of each drug."""
    return f"{TEXT[key]}: {one_after_another(f'{drug} {mg}'.strip() for drug, mg in totals)}."


def one_after_another(parts: Iterable[str]) -> str:
    """Totals with an "and" between any two."""
    return f" {TEXT['and']} ".join(parts)


def _taken(doses: Iterable[Dose]) -> str:
    said = [f"{dose.drug} {TEXT['dose']} {dose.mg}, {dose.words}".strip() for dose in doses]
    return "; ".join(said) or str(TEXT["none"])
