"""The page of help: worked examples, each made by the engine, and why a question is asked, drawn from the data that ask it."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from taper_app.engine import (
    FIELDS,
    METHODS_SAID,
    Adjustment,
    Catalogue,
    Change,
    Decision,
    Proposal,
    Regimen,
    Request,
    Schedule,
    Step,
    answer,
    load_catalogue,
    pace_said,
    parse_request,
    parse_strategy,
    propose,
    propose_revision,
    said_apart,
    text,
)
from taper_app.wording import curve
from taper_app.wording.days import clinic_date
from taper_app.wording.decisions import DECISIONS
from taper_app.wording.doses import AT, days_short
from taper_app.wording.labels import KINDS
from taper_app.wording.lists import counted
from taper_app.wording.regimens import doses_said

EXAMPLES: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).resolve().parent.parent / "help.toml").read_text(encoding="utf-8")
)
ROWS_FIRST = 4
"""So many steps of an example stand open; the others are behind a line that says how many they are."""


class Row(NamedTuple):
    """One step: the week of the plan in which it begins, what it is, each dose with its pieces, and how much less it is."""

    week: int
    kind: str
    doses: Sequence[str]
    fall: str


@dataclass(frozen=True)
class Example:
    """A worked example: what is taken and asked, the steps that come of it, and a few figures.

    `since` is the week of the visit, None for a new plan. `first` and `largest` are reductions, closing ones left out. `stop` is
    the week of the stop, and `before` that without the decision of the visit; None where there is none.
    """

    id: str
    title: str
    when: str
    market: str
    taken: str
    asked: Sequence[str]
    since: int | None
    rows: Sequence[Row]
    rest: Sequence[Row]
    first: str
    largest: str
    stop: int | None
    before: int | None
    curve: curve.Curve


# Worked examples ---------------------------------------------------------------------------------


@cache
def examples() -> tuple[Example, ...]:
    """All of them, in the order of the file. Worked out once: the same data give the same plans on any day."""
    catalogue = load_catalogue()
    return tuple(_example(id_, catalogue) for id_ in EXAMPLES)


def _example(id_: str, catalogue: Catalogue) -> Example:
    row = EXAMPLES[id_]
    visit = "of" in row
    first = _planned(row["of"] if visit else id_, catalogue)
    proposal = _revised(first, row, catalogue) if visit else first
    since = date.fromisoformat(row["on"]) if visit else first.schedule.starts_on
    request, schedule = proposal.request, proposal.schedule
    ahead = [each for each in schedule.steps if each.starts_on >= since]
    rows = [_row(each, request, schedule, catalogue) for each in ahead]
    falls = [each for each in ahead if each.falls and not each.closing]
    return Example(
        id=id_,
        title=row["title"],
        when=row["when"],
        market=catalogue.markets[request.market].name,
        taken=doses_said(_taken(first, since)),
        asked=tuple(_decided(row["adjustment"]) if visit else _chosen(first.request)),
        since=_week(since, schedule) if visit else None,
        rows=rows[:ROWS_FIRST],
        rest=rows[ROWS_FIRST:],
        first=_percent(falls[0]),
        largest=_percent(max(falls, key=lambda each: each.reduction_percent)),
        stop=_stop(schedule),
        before=_stop(first.schedule) if visit else None,
        curve=_curve(schedule),
    )


def _planned(id_: str, catalogue: Catalogue) -> Proposal:
    return propose(parse_request(dict(EXAMPLES[id_]["request"]), catalogue), catalogue)


def _revised(first: Proposal, row: Mapping[str, Any], catalogue: Catalogue) -> Proposal:
    """What the decision of an example makes of the plan that it is of; what is planned for the day before is what is taken."""
    told, on, request = row["adjustment"], date.fromisoformat(row["on"]), first.request
    asked = {**request.strategy.to_json(), **told["strategy"]} if "strategy" in told else None
    strategy = asked and parse_strategy(asked, catalogue, request.market, "strategy.", request.regimen.medicines)
    decision = Decision(told["decision"]).revising or Decision.CONTINUE
    change = Change(on, _taken(first, on), Adjustment(decision, told.get("days"), strategy or None))
    return propose_revision(first.schedule, request, catalogue, change=change)


def _taken(first: Proposal, since: date) -> Regimen:
    return first.schedule.planned_week(since - timedelta(days=1)) or first.request.regimen


def _chosen(request: Request) -> Iterator[str]:
    """What is asked for, in the words of the form and of the plan's page."""
    strategy = request.strategy
    yield METHODS_SAID[strategy.method][0]
    yield pace_said(strategy).capitalize()
    yield from (f"{words[:1].upper()}{words[1:]}" for _, words in said_apart(strategy, _shown) if words)


def _shown(value: Any) -> str:
    return clinic_date(value) if isinstance(value, date) else str(value)


def _decided(told: Mapping[str, Any]) -> Iterator[str]:
    yield DECISIONS[Decision(told["decision"])].label
    if "days" in told:
        yield counted(told["days"], "day")
    if "strategy" in told:
        yield f"Every {counted(told['strategy']['interval_days'], 'day')} from now on"


def _row(step: Step, request: Request, schedule: Schedule, catalogue: Catalogue) -> Row:
    products, several = catalogue.products(request.market), len(step.daily_mg) > 1
    doses = [
        f"{f'{each.drug} ' * several}{text.mg(each.mg)} {AT[each.time]}{f' on {days_short(each.weekdays)}' * bool(each.weekdays)}"
        f": {text.pieces(each.pieces, products)}"
        for each in step.doses
    ]
    return Row(_week(step.starts_on, schedule), KINDS[step.kind], doses, _percent(step) if step.falls else "")


def _percent(step: Step) -> str:
    return f"{text.number(text.rounded(step.reduction_percent, 1))}%"


def _week(on: date, schedule: Schedule) -> int:
    return (on - schedule.starts_on).days // 7 + 1


def _stop(schedule: Schedule) -> int | None:
    last = schedule.steps[-1]
    return _week(last.starts_on, schedule) if last.kind == "stop" else None


def _curve(schedule: Schedule) -> curve.Curve:
    steps = schedule.steps
    end = f"week {_week(steps[-1].starts_on, schedule)}"
    return curve.draw_curve(
        [(each.starts_on, each.equivalent) for each in steps],
        ends=("week 1", end),
        mark=None,
        scale=text.mg,
        title="Diazepam equivalent a day",
        description=f"From week 1 to {end} in {counted(len(steps), 'step')}. The table gives each step.",
    )


# Why we ask --------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """A question of the page of risks: its words and hint, which rules read an answer (title by id), and where it is from."""

    words: str
    hint: str
    read_by: Mapping[str, str]
    source: str
    title: str


@cache
def risks_asked() -> Mapping[str, Sequence[Asked]]:
    """The questions about risks by their group, in the order of the page."""
    catalogue = load_catalogue()
    told, _ = answer(json.dumps({"do": "questions"}), catalogue)
    groups: dict[str, list[Asked]] = {}
    for id_, each in told["questions"]["risks"].items():
        risk = catalogue.risks[id_]
        reading = [one.removeprefix("rule:") for answered in each["read_by"].values() for one in answered]
        titles = {rule: catalogue.rules[rule].title for rule in reading if rule != "not_known"}
        asked = Asked(risk.words, risk.hint, titles, risk.source, catalogue.sources[risk.source].title)
        groups.setdefault(risk.group, []).append(asked)
    return groups


class Choice(NamedTuple):
    """A choice of the plan, and what its form says of it: one line, or one for each value."""

    label: str
    lines: Sequence[str]


def plan_asked() -> list[Choice]:
    """The choices of a plan about which the form says a word."""
    catalogue = load_catalogue()
    found: dict[str, Sequence[str]] = {}
    for each in FIELDS.values():
        box = each.box
        high = text.exact(each.kind.within(catalogue)[1]) if "{high}" in box.hint else ""
        values = [f"{label}: {hint}" for label, hint in box.choices.values() if hint]
        found[box.label] = [*[box.hint.format(high=high)] * bool(box.hint), *values]
    return [Choice(label, lines) for label, lines in found.items() if label and lines]


class Differs(NamedTuple):
    """A question on which guidelines differ: each answer with who gives it, and the anchor of the question among the sources."""

    question: str
    answers: Sequence[tuple[str, str]]
    anchor: str


@cache
def guidelines_differ() -> Sequence[Differs]:
    """Why a choice is asked for and none is made: what each publication says to it."""
    catalogue = load_catalogue()
    return [
        Differs(
            each.question,
            [(catalogue.sources[one.source].title, one.words) for one in each.positions],
            f"disagreements-{each.id}",
        )
        for each in catalogue.disagreements.values()
    ]
