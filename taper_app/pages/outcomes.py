"""What each choice would do to a patient, as cards that a template draws without arithmetic: of a new plan, of a decision at a
visit, and where no patient is known."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from taper_app.engine import Catalogue, NotPossible, Outcome, Outcomes, load_catalogue, same_days, text
from taper_app.wording.lists import counted

WIDE, HIGH = 180, 40
"""The box of a small curve; the line keeps `MARGIN` from its upper and lower edge."""
MARGIN = 2
OPEN_END = 14
"""Days for which a dose without an end is drawn."""
LEAD = 14
"""Days for which what is taken until then is drawn before it: each curve comes down from there."""

Titled = Callable[[Outcome], str]


@dataclass(frozen=True)
class Card:
    """One plan in words and figures; `id` is what its button sends, and is of what the card shows.

    `largest` leaves closing reductions out, as every page of a plan does.
    `end` says what becomes of it on `ends_on`: "stops", or what is stayed on. `cuts` are tablets to cut in the week with the
    most, `volume` is the largest dose of a liquid, "" where there is none. `against` counts what stands against it, `top` is what
    does most. `stands` tells whether it is what stands in the form.
    """

    id: str
    title: str
    end: str
    ends_on: date
    weeks: str
    first: str
    largest: str
    cuts: str
    volume: str
    cautions: int
    against: str
    top: str
    preset: str
    source: str
    line: str
    area: str
    stands: bool
    change: Mapping[str, Any] = field(repr=False)
    outcome: Outcome = field(repr=False)


@dataclass(frozen=True)
class Possible:
    """A way that makes such a choice possible: `id` is what its button sends, `brings` the cautions that come with it, in words.

    One that does not fit has no place in the form.
    """

    id: str
    said: str
    brings: str
    fits: bool
    change: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Missing:
    """A choice that makes no plan: what it would be, why it is none, and what would make it one; None while nobody looked."""

    id: str
    title: str
    message: str
    change: Mapping[str, Any] = field(repr=False)
    ways: Sequence[Possible] | None = None

    def way_id(self, change: Mapping[str, Any]) -> str:
        """What the button of a way sends: which choice it is about, and which change."""
        return f"{self.id}-{_id(dict(change))}"


@dataclass(frozen=True)
class Panel:
    """The cards, the gentlest first, on one axis: so wide and so high in words. `lacks` says why there are none yet.

    `own` is what stands in the form where no card is that. `reckoned_from` is the first day where none is entered.
    """

    cards: Sequence[Card] = ()
    missing: Sequence[Missing] = ()
    own: Card | None = None
    axis: str = ""
    reckoned_from: date | None = None
    lacks: str = ""

    @property
    def standing(self) -> Card | None:
        """What stands in the form, as a card."""
        return next((each for each in self.cards if each.stands), self.own)

    def card(self, wanted: str) -> Card | None:
        """The card of this id."""
        return next((each for each in self.cards if each.id == wanted), None)

    def choice_of_way(self, wanted: str) -> Missing | None:
        """The choice that makes no plan, of the id of a way to it."""
        return next((each for each in self.missing if wanted.startswith(f"{each.id}-")), None)

    @property
    def ways_are_known(self) -> bool:
        """Whether it was looked for what would make the others possible."""
        return any(each.ways is not None for each in self.missing)


def panel(
    found: Outcomes,
    titled: Titled,
    missing_titled: Callable[[NotPossible], str],
    *,
    standing: Outcome | None = None,
    reckoned_from: date | None = None,
) -> Panel:
    """The cards of what was found. `standing` is what stands in the form; where no card is that, it is a card of its own."""
    catalogue, stands = load_catalogue(), [standing is not None and alike(each, standing) for each in found.outcomes]
    own = [standing] if standing is not None and not any(stands) else []
    axis = Axis.of([*found.outcomes, *own])
    cards = [_card(each, titled(each), axis, catalogue, stands=at) for each, at in zip(found.outcomes, stands, strict=True)]
    return Panel(
        cards=cards,
        missing=[_missing(each, missing_titled(each)) for each in found.not_possible],
        own=next((_card(each, titled(each), axis, catalogue, stands=True) for each in own), None),
        axis=axis.said if cards or own else "",
        reckoned_from=reckoned_from,
    )


def alike(one: Outcome, other: Outcome) -> bool:
    """Whether two plans have the same doses on every day."""
    return same_days(one.schedule, other.schedule)


def _card(outcome: Outcome, title: str, axis: "Axis", catalogue: Catalogue, *, stands: bool) -> Card:
    schedule = outcome.schedule
    cautions, blocks = (len({each.rule for each in outcome.findings if each.severity == of}) for of in ("caution", "block"))
    last, preset = schedule.steps[-1], catalogue.presets.get(outcome.preset)
    top, volume, cuts = outcome.top_finding, outcome.largest_volume_ml, outcome.splits_a_week
    first, largest = next(iter(outcome.reductions), None), outcome.largest_before_closing
    line = axis.line(outcome)
    must = f"{blocks} must be solved" if blocks else ""
    return Card(
        id=_id(outcome.strategy.to_json(), points_of(outcome)),
        title=title,
        end="stops" if outcome.stop_on else f"stays on about {text.about(last.equivalent)} of diazepam from",
        ends_on=last.starts_on,
        weeks=text.number(text.rounded(outcome.weeks, 1)),
        first=percent_said(first.reduction_percent) if first else "none",
        largest=percent_said(largest.reduction_percent) if largest else "none",
        cuts=f"{cuts} a week" if cuts else "none",
        volume=text.ml(volume) if volume else "",
        cautions=cautions,
        against=", ".join(filter(None, (must, counted(cautions, "caution") if cautions else ""))),
        top=catalogue.rules[top.rule].title if top else "",
        preset=preset.name if preset else "",
        source=catalogue.sources[preset.source].title if preset else "",
        line=line,
        area=f"{line}V{HIGH}H0Z",
        stands=stands,
        change=outcome.change,
        outcome=outcome,
    )


def percent_said(fall: Fraction) -> str:
    """A reduction in percent of the dose before it: "6.7%"."""
    return f"{text.number(text.rounded(fall, 1))}%"


def _missing(each: NotPossible, title: str) -> Missing:
    return Missing(_id(dict(each.change), each.code, each.message), title, each.message, each.change)


def _id(*shown: object) -> str:
    """A short name for what is shown: another one as soon as anything of it differs."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()[:16]


# The curve -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Axis:
    """What all small curves of a panel share: days from left to right, mg diazepam equivalent from the bottom up."""

    days: int
    most: Fraction

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "Axis":
        """Wide and high enough for each of these."""
        every = [point for each in outcomes for point in points_of(each)]
        return cls(
            max((day for day, _ in every), default=0) or 1, max((mg for _, mg in every), default=Fraction(0)) or Fraction(1)
        )

    @property
    def said(self) -> str:
        """How wide and how high it is."""
        weeks = text.number(text.rounded(Fraction(self.days, 7), 0))
        return f"Every curve is {weeks} weeks wide and {text.about(self.most)} of diazepam a day high."

    def line(self, outcome: Outcome) -> str:
        """The curve as the path of an SVG, from what is taken until it begins."""
        (_, first), *others = points_of(outcome)
        return f"M0 {self._y(first)}" + "".join(f"H{self._x(day)}V{self._y(mg)}" for day, mg in others)

    def _x(self, day: int) -> str:
        return f"{(day + LEAD) * WIDE / (self.days + LEAD):.1f}"

    def _y(self, mg: Fraction) -> str:
        return f"{HIGH - MARGIN - float(mg / self.most) * (HIGH - 2 * MARGIN):.1f}"


def points_of(outcome: Outcome) -> list[tuple[int, Fraction]]:
    """Days from where it begins, each with the mg diazepam a day that are taken from then on; a dose without an end goes on.

    The first is what is taken until then.
    """
    days = outcome.curve
    points = [(-LEAD, outcome.before), *(((on - days[0][0]).days, mg) for on, mg in days)]
    day, mg = points[-1]
    return points if not mg else [*points, (day + OPEN_END, mg)]
