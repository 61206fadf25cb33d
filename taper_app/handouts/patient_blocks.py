"""The blocks of advice with a clinic's and a market's words in them."""

from collections.abc import Iterator, Mapping

from .blocks import Block, Part, Words
from .languages import day_in_words
from .names import unbroken
from .patient_about import About
from .week_words import DAY_OFF, MISSED, NO_DAY_OFF, NOT_MISSED
from .words import MARKET, TEXT


def filled(about: About, block: Block) -> Block:
    """The block with this clinic's and market's words in it."""
    named = MARKET[about.market] | {"phone": about.clinic.phone, "clinic": about.clinic.name, "closed": closed(about)}
    told = (each for part in block.parts for each in _for_the_week(about, part))
    parts = (Part(p.id, _said(p.text, named), tuple(_said(point, named) for point in p.points)) for p in told)
    return Block(block.kind, block.heading.format(**named), tuple(parts))


def _said(words: Words, named: Mapping[str, Words]) -> str:
    return unbroken(words.format(**named))


def _for_the_week(about: About, part: Part) -> Iterator[Part]:
    """The part, as it is true where the days of a week are not alike."""
    if about.by_week and part.id == NO_DAY_OFF.id:
        part = DAY_OFF if about.days_off else NO_DAY_OFF
    yield part
    if about.by_week and part.id == "missed":
        yield NOT_MISSED if about.days_off else MISSED


def closed(about: About) -> str:
    """Whom to call when the clinic is closed; a line for the whole country is not named twice."""
    line, own = str(MARKET[about.market]["night_line"]), about.clinic.out_of_hours
    key = "closed_or" if line and line not in own else "closed"
    return TEXT[key].format(out_of_hours=own, night_line=line)


def visit_said(about: About) -> str:
    """When the next visit is or was to be, and what to bring."""
    return TEXT["visit_was" if about.overdue else "visit_is"].format(visit=day_in_words(about.review_on))
