"""What each decision would do, worked out for what is found and taken, as far as the form of a visit can be read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from taper_app.chart.next_revision import what_each_would_do
from taper_app.engine import Decision, NotPossible, Outcome, Outcomes, gentlest_first, load_catalogue, same_days
from taper_app.forms.decision_ways import DecisionWay, as_filled_in, can_be_read, decision_ways, finer_ways, laid_over
from taper_app.forms.reviews import ReviewForm
from taper_app.models import Patient
from taper_app.pages.decision_outcomes import Standing, Would, by_hand_said, called, cautions, named, paces_said, would
from taper_app.pages.outcomes import Panel, panel
from taper_app.pages.reviews import advice, differences

from . import review_words
from .plan_now import PlanNow

CANNOT = "What is really taken, or a day, cannot be read yet: what each decision would do stands here once it can."


@dataclass(frozen=True)
class Way:
    """A way of a decision, what comes of it, and that in words."""

    way: DecisionWay
    found: Outcome | NotPossible
    said: Would


@dataclass(frozen=True)
class Looked:
    """Every way of a visit, in the order of the page; empty while what is taken cannot be read.

    `always` are the cautions that come whatever is decided, by their names, `in_short` what is said of a decision beside its
    ways, and `standing` is what comes of what is filled in.
    """

    ways: Sequence[Way] = ()
    always: str = ""
    in_short: Mapping[Decision, str] = field(default_factory=dict)
    standing: Outcome | None = None

    def of(self, decision: Decision) -> list[Would]:
        """What each way of a decision would do; of a switch to each other pace that in one line, for the cards have them."""
        said = [each.said for each in self.ways if each.way.decision == decision and not each.way.pace]
        return said + [
            Would("", "", words, "", changes=False, possible=True) for words in (self.in_short.get(decision),) if words
        ]

    @cached_property
    def choices(self) -> list[Way]:
        """Each plan that can be reached once, the first way to it; to go on is one, and what else changes nothing is none."""
        distinct: list[Way] = []
        for each in self.ways:
            made, goes_on = each.found, each.way.decision == Decision.CONTINUE
            if not each.way.id or not isinstance(made, Outcome) or not (each.said.changes or goes_on):
                continue
            if not any(same_days(one.found.schedule, made.schedule) for one in distinct if isinstance(one.found, Outcome)):
                distinct.append(each)
        return distinct

    @cached_property
    def panel(self) -> Panel:
        """These as cards, the gentlest first."""
        titles = {id(each.found): called(each.way.decision, each.way.words) for each in self.choices}
        found = gentlest_first([each.found for each in self.choices if isinstance(each.found, Outcome)], load_catalogue())
        return panel(
            Outcomes(found, ()),
            lambda each: titles.get(id(each), "As filled in here"),
            lambda each: each.message,
            standing=self.standing,
        )

    def way_of(self, wanted: str) -> DecisionWay | None:
        """The way of this id, or of the card of this id."""
        card = self.panel.card(wanted)
        for each in self.ways:
            if each.way.id and (each.way.id == wanted or (card and each.found is card.outcome)):
                return each.way
        return None


def decision_context(now: PlanNow, form: ReviewForm, patient: Patient) -> dict[str, Any]:
    """The decisions of a form, each with what guidelines say and with what it would do; and what was found against them."""
    catalogue, known = load_catalogue(), review_words.signs_so_far(form, now.schedule)
    looked = look(now, form)
    return {
        "form": form,
        "options": [
            option | {"advice": advice(catalogue, option["value"], known), "would": looked.of(option["value"])}
            for option in form.decided.options
        ],
        "against": review_words.against_so_far(form, patient),
        "unread": "" if looked.ways else unread_said(form),
        "always": looked.always,
        "panel": looked.panel if looked.ways else Panel(lacks=unread_said(form)),
    }


def unread_said(form: ReviewForm) -> str:
    """Why nothing can be worked out: a day that is wrong by now, as of a visit that was begun on another day, is said with it."""
    wrong = [str(words) for name in ("reviewed_on", "changes_on") for words in form.days.errors.get(name, ())]
    return " ".join([*wrong, CANNOT])


def look(now: PlanNow, form: ReviewForm) -> Looked:
    """What each way of each decision would do; nothing while what is taken cannot be read."""
    if not can_be_read(form):
        return Looked()
    ways = decision_ways(form)
    filled = as_filled_in(form)
    at = next((at for at, way in enumerate(ways) if filled and way.change == filled.change), len(ways))
    if filled and at == len(ways):
        ways.append(filled)
    found = outcomes(now, form, ways)
    standing = standing_now(now, found[0])
    always = in_each(found, standing.known)
    standing = replace(standing, known={*standing.known, *always})
    told = [Way(way, each, said(way, each, standing)) for way, each in zip(ways, found, strict=True)]
    if any(each.way.decision == Decision.SLOW and not each.said.changes for each in told):
        finer = finer_ways(form)
        more = [Way(way, each, said(way, each, standing)) for way, each in zip(finer, outcomes(now, form, finer), strict=True)]
        told += [each for each in more if each.said.changes]
    looked = Looked([each for each in told if is_told(each)], named(always))
    made = found[at] if filled else None
    return replace(looked, in_short=in_short(now, form, looked), standing=made if isinstance(made, Outcome) else None)


def is_told(each: Way) -> bool:
    """Whether a way stands on the page: of a switch only what would switch something, or cannot."""
    return each.way.decision != Decision.SWITCH or not each.way.id or each.said.changes or not each.said.possible


def in_short(now: PlanNow, form: ReviewForm, looked: Looked) -> dict[Decision, str]:
    """What can be switched in one line, and what can be changed by hand."""
    taken = form.regimen if form.is_bound else form.planned
    going_on = next((each.found for each in looked.ways if each.way.decision == Decision.CONTINUE), None)
    made: list[Outcome] = []
    for each in looked.ways:
        if each.way.pace and each.said.changes and isinstance(each.found, Outcome):
            made += [each.found] if not any(same_days(each.found.schedule, one.schedule) for one in made) else []
    return {
        Decision.SWITCH: paces_said(made),
        Decision.ADJUST: by_hand_said(
            form.decided.steps_to_come,
            going_on.schedule if isinstance(going_on, Outcome) else now.schedule,
            as_planned=not differences(form.planned, taken),
        ),
    }


def outcomes(now: PlanNow, form: ReviewForm, ways: Sequence[DecisionWay]) -> Sequence[Outcome | NotPossible]:
    """What comes of each of these ways."""
    changes = [each.change for each in ways]
    return what_each_would_do(plan=now.plan, changes=changes, observations=form.observed.so_far, today=now.today)


def in_each(found: Iterable[Outcome | NotPossible], known: Collection[str]) -> list[str]:
    """The rules whose cautions every plan brings that can be made, but for those that are known."""
    each = [cautions(one) for one in found if isinstance(one, Outcome)]
    return [rule for rule in (each[0] if each else ()) if rule not in known and all(rule in rules for rules in each)]


def standing_now(now: PlanNow, going_on: Outcome | NotPossible) -> Standing:
    """The plan as it is, and what going on makes of it: where that cannot be, nothing."""
    before = now.revision.issued()
    known = {each.rule for each in before.findings if each.severity == "caution"}
    return Standing(before.schedule, going_on.schedule if isinstance(going_on, Outcome) else before.schedule, known)


def said(way: DecisionWay, found: Outcome | NotPossible, standing: Standing) -> Would:
    """What a way would do, in words; a decision that says it all has no button."""
    return would("" if way.alone else way.id, way.words, way.change, found, standing)


def chosen(now: PlanNow, form: ReviewForm, wanted: str) -> dict[str, list[str]] | None:
    """What the page sent with the way of this id laid over it, or of the card of this id; None where there is none."""
    way = look(now, form).way_of(wanted)
    return laid_over(form, way) if way else None
