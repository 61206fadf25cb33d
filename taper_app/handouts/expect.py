"""What was issued → "Why and what to expect": two pages that explain the way down and hold nothing to follow.

What the patient wrote down for hard days stands at the end, where there is something.

What both papers say is the handout's own: the warning, the common signs, the two boxes of signs that need help, an old dose.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.template.loader import render_to_string

from taper_app.record import Issued

from .blocks import Block, Words
from .expect_words import (
    AFTER_STAY,
    AFTER_STOP,
    CALM,
    DOWN,
    FIRST,
    MOVE,
    PASSING,
    PEOPLE,
    RELAPSE,
    SHEET,
    SLEEP,
    TRY,
    WHY,
)
from .formats import block_lines, in_paragraphs
from .languages import TAG, spoken, unchecked
from .patient_about import About
from .patient_blocks import closed, filled
from .standing import AS_ISSUED, Standing
from .stay_well import stay_well
from .words import ADVICE, LANGUAGE, SIZE, TEXT, WARNING

Stacks = tuple[tuple[Block, ...], ...]
"""Stacks of blocks beside each other, as in the handout's advice."""


@dataclass(frozen=True)
class Expect:
    """The whole sheet; `medicines` says which takes another's place and which the plan leaves out, `opening` is read next, and
    `advice` below the picture of the way down."""

    language: str
    unchecked: tuple[str, ...]
    size: str
    title: str
    plan: str
    head: str
    medicines: str
    foot: str
    opening: tuple[Block, ...]
    advice: tuple[Stacks, ...]


def expect_paper(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The sheet as one HTML page ready for `render_pdf`.

    What became of the revision changes nothing in it: there is nothing to follow. Errors as in `patient_sheet`.
    """
    return _printed("handouts/expect.html", issued, standing)


def expect_page(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The same as a web page of its own."""
    return _printed("handouts/expect_web.html", issued, standing)


def _printed(template: str, issued: Issued, standing: Standing) -> str:
    with spoken(standing.language or LANGUAGE[issued.clinic.market]):
        said = {"sheet": expect_sheet(issued, standing), "text": TEXT, "said": SHEET}
        return render_to_string(template, said | {"number": issued.number, "asked": standing.language})


def expect_text(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The same as plain text: an empty line parts the blocks."""
    with spoken(standing.language or LANGUAGE[issued.clinic.market]):
        return in_paragraphs(_paragraphs(expect_sheet(issued, standing)))


def expect_sheet(issued: Issued, standing: Standing = AS_ISSUED) -> Expect:
    """What every format of the sheet says, in the language that is spoken."""
    about = About(issued)
    stops = about.steps[-1].kind == "stop"
    rows = (tuple(tuple(filled(about, block) for block in stack) for stack in row) for row in _rows(stops))
    clinic, medicines = about.clinic, about.medicines
    return Expect(
        language=str(TAG),
        unchecked=unchecked(),
        size=SIZE[clinic.paper_size],
        title=SHEET["title" if stops else "title_maintain"].format(medicine=medicines.named(medicines.drugs)),
        plan=issued.code,
        head=SHEET["head"].format(clinic=clinic.name, phone=clinic.phone, closed=closed(about)),
        medicines=" ".join([*medicines.replaced(), *medicines.beside()]),
        foot=f"{TEXT['call'].format(phone=clinic.phone)}. {TEXT['plan']} {issued.code}.",
        opening=(filled(about, WARNING), filled(about, WHY)),
        advice=(*rows, *stay_well(standing.relapse_plan)),
    )


def _rows(stops: bool) -> tuple[Stacks, ...]:
    """The three parts of the way, what passes and what needs help, what to try, and what to do if it goes wrong."""
    passing = replace(PASSING, parts=(*(part for part in _with("HO-03").parts if part.id == "HO-03"), *PASSING.parts))
    return (
        ((FIRST,), (DOWN,), (AFTER_STOP if stops else AFTER_STAY,)),
        ((passing,),),
        ((_with("HO-05"),), (_with("HO-04"),)),
        ((TRY,),),
        ((SLEEP, MOVE), (CALM, PEOPLE)),
        ((RELAPSE,), (_with("HO-07"),)),
    )


def _with(id_: str) -> Block:
    """The handout's block that says this."""
    return next(block for row in ADVICE for stack in row for block in stack for part in block.parts if part.id == id_)


def _paragraphs(sheet: Expect) -> Iterator[list[Words]]:
    if sheet.unchecked:
        yield list(sheet.unchecked)
    yield [sheet.title]
    yield [sheet.head, str(SHEET["lead"]), sheet.medicines]
    yield from map(block_lines, sheet.opening)
    yield from (block_lines(block) for row in sheet.advice for stack in row for block in stack)
    yield [sheet.foot]
