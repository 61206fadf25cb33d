"""The blocks of advice with a clinic's and a market's words in them."""

from .blocks import Block, Part
from .languages import day_in_words
from .patient_about import About
from .words import MARKET, TEXT


def filled(about: About, block: Block) -> Block:
    """The block with this clinic's and market's words in it."""
    named = MARKET[about.market] | {"phone": about.clinic.phone, "clinic": about.clinic.name}
    visit = TEXT["visit_was" if about.overdue else "visit_is"].format(visit=day_in_words(about.review_on))
    named |= {"visit_said": visit, "closed": closed(about)}
    parts = (Part(p.id, p.text.format(**named), tuple(point.format(**named) for point in p.points)) for p in block.parts)
    return Block(block.kind, block.heading.format(**named), tuple(parts))


def closed(about: About) -> str:
    """Whom to call when the clinic is closed; a line for the whole country is not named twice."""
    line, own = str(MARKET[about.market]["night_line"]), about.clinic.out_of_hours
    key = "closed_or" if line and line not in own else "closed"
    return TEXT[key].format(out_of_hours=own, night_line=line)
