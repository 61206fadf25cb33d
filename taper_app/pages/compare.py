"""Two or three plans side by side: their curves over each other on one axis, and what each of them does and asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from taper_app.engine import load_catalogue
from taper_app.languages import TRANSLATED
from taper_app.wording.asks import asks_of, asks_said
from taper_app.wording.days import clinic_date
from taper_app.wording.overlay import DASHES, LETTERS, Overlay, overlay

from .outcomes import Card

LEAST, MOST = 2, len(LETTERS)
LANGUAGES = tuple(TRANSLATED.items())
"""Beside English, the languages of the sheet for the patient, each with its name."""


@dataclass(frozen=True)
class Column:
    """One plan: its letter, how its line is dashed, its card, what it asks of the patient, and its cautions by title."""

    letter: str
    dash: str
    card: Card
    asks: Sequence[str]
    cautions: Sequence[str]


@dataclass(frozen=True)
class Comparison:
    """The plans, the chart of all of them, and what that shows, in words."""

    columns: Sequence[Column]
    chart: Overlay
    description: str
    first: str
    last: str


def compared(cards: Sequence[Card]) -> Comparison:
    """The plans of these cards, side by side in their order."""
    columns = [_column(*each) for each in zip(LETTERS, DASHES, cards, strict=False)]
    ends = [f"{each.letter} {each.card.end} {clinic_date(each.card.ends_on)}" for each in columns]
    return Comparison(
        columns=columns,
        chart=overlay([each.outcome for each in cards]),
        description=f"{'; '.join(ends)}. The table gives the figures.",
        first=clinic_date(min(each.outcome.curve[0][0] for each in cards)),
        last=clinic_date(max(each.ends_on for each in cards)),
    )


def _column(letter: str, dash: str, card: Card) -> Column:
    rules = load_catalogue().rules
    titles = [rules[each.rule].title for each in card.outcome.findings if each.severity != "info"]
    return Column(letter, dash, card, list(asks_said(asks_of(card.outcome))), list(dict.fromkeys(titles)))
