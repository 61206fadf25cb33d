"""What a valid form makes: a schedule with what is remarked on it, or why it makes none and what would work instead."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from taper_app import engine
from taper_app.forms.reasons import Question
from taper_app.pages.drawn import Drawn
from taper_app.pages.side_by_side import Pair
from taper_app.record import Answered, Issued
from taper_app.record.cautions import same, unanswered
from taper_app.seals import sha256
from taper_app.wording.lists import joined

from .own_answers import questions


class Way(NamedTuple):
    """An alternative, what its button sends, whether the form has a place for it, and which cautions it brings, in words."""

    offer: engine.Alternative
    id: str
    fits: bool
    brings: str


def way(offer: engine.Alternative, *, fits: bool) -> Way:
    """An alternative whose button sends the change itself, so that another one is never taken for it."""
    return Way(offer, json.dumps(offer.change, sort_keys=True, default=str), fits, brings_said(offer.cautions))


def brings_said(cautions: Sequence[engine.Finding]) -> str:
    """Which cautions would come, what matters most first; empty for none."""
    rules = engine.load_catalogue().rules
    titles = joined([rules[each.rule].title.lower() for each in cautions])
    return f"Brings {'a caution' if len(cautions) == 1 else f'{len(cautions)} cautions'}: {titles}." if cautions else ""


@dataclass(frozen=True)
class Beside:
    """Old and new steps, those at the beginning apart from those further on, and what becomes of the end.

    `left_out` are steps that were changed by hand and are not reached any more.
    """

    pairs: Sequence[Pair]
    further: Sequence[Pair]
    end: str
    left_out: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Made:
    """What comes of a valid form.

    `stands` tells whether it can be confirmed at all, `changes` whether it makes paper, `light` that nothing is asked beside
    what was found. `roundings` offer to begin from doses that can be made.
    `answered_before` are the answers of the plan so far, those that do not stand any more among them.
    `refusal`, `impossible` and `unchanged` say why it makes nothing, and `ways` what would work. `review_on` is
    the day of the next review that it was made for.
    """

    stands: bool = False
    changes: bool = False
    light: bool = False
    issued: Issued | None = None
    proposal: engine.Proposal | None = None
    drawn: Drawn | None = None
    beside: Beside | None = None
    digest: str = ""
    review_on: date | None = None
    refusal: engine.Refusal | None = None
    impossible: str = ""
    unchanged: engine.Unchanged | None = None
    ways: Sequence[Way] = field(default=())
    roundings: Sequence[Way] = field(default=())
    answered_before: Sequence[Answered] = field(default=())

    @property
    def offers(self) -> Sequence[Way]:
        """All that a click can lay over the form."""
        return [each for each in (*self.ways, *self.roundings) if each.fits]

    @property
    def blocked(self) -> bool:
        """Whether something must be solved first."""
        return self.drawn is not None and self.drawn.blocked

    @property
    def asked(self) -> Sequence[Any]:
        """The cautions that want a reason."""
        return self.drawn.asked if self.drawn else ()

    @cached_property
    def questions(self) -> Sequence[Question]:
        """What some of these ask of their own."""
        return questions(self.issued)

    @property
    def wants_reason(self) -> bool:
        """Whether any of these is answered by a reason."""
        return {each["rule"] for each in self.asked} > {each.rule for each in self.questions}

    @property
    def asked_about(self) -> str:
        """What a reason is given for: these cautions, and no others."""
        if self.issued is None:
            return ""
        return sha256(sorted(map(same, unanswered(self.issued.findings, self.issued.answered))))

    @property
    def context(self) -> dict[str, Any]:
        """What pages show of it."""
        own = ("stands", "changes", "light", "digest", "review_on", "refusal", "impossible", "unchanged", "ways", "roundings")
        beside = vars(self.beside) if self.beside else {}
        shown = self.drawn.context if self.drawn else {}
        return {name: getattr(self, name) for name in own} | {"stored": self.issued} | beside | shown
