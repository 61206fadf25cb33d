"""What was chosen for a plan, question by question, with the place where each answer is changed."""

from typing import NamedTuple

from taper_app.engine import FIELDS, METHODS_SAID, Catalogue, Request, Strategy, ends_in, pace_said, part_said, said_apart, text
from taper_app.record import Issued
from taper_app.wording.lists import joined

ANYWAY = "Planned all the same, though guidelines want none for such use"
NO_STOP = {
    "stays": "None: the dose of the last step stays as it is",
    "held": "None is planned: the dose of the last step stays until you decide",
}
SPLITS = {"whole": "", "half": ", in halves", "quarter": ", in quarters"}


class Answer(NamedTuple):
    """A question in a word, its answer in one line or more, and the section of the form that it is changed in.

    `grave` is whether it must not be overlooked.
    """

    label: str
    lines: list[str]
    section: str
    grave: bool = False


def answers(issued: Issued, catalogue: Catalogue) -> list[Answer]:
    """Every choice of a request, what was left as it stood included."""
    request = issued.request
    strategy = request.strategy
    return [
        Answer("Method", [_method(strategy)], "method"),
        *_table(issued),
        Answer("Pace", [_pace(strategy)], "pace"),
        *[Answer("Rounded", [f"Begins from {issued.rounding}"], "regimen")] * bool(issued.rounding),
        *[Answer("Taper", [ANYWAY], "regimen")] * request.taper_anyway,
        Answer("Products", _products(request, catalogue), "products"),
        _end(issued),
        Answer("Closing steps", [_closing(strategy)], "more"),
        *_by_week(strategy),
        *_also(strategy),
    ]


def _method(strategy: Strategy) -> str:
    if strategy.method == "direct":
        return METHODS_SAID["direct"][0]
    after = f"then {strategy.stabilise_days} days without change"
    return f"Cross over to {strategy.crossover_to}: {part_said(strategy)} every {strategy.crossover_days} days, {after}"


def _table(issued: Issued) -> list[Answer]:
    if not issued.table:
        return []
    second = [f"{drug} by {table.name}" for drug, table in issued.tables_for.items()]
    worth = f"the day is about {text.about(issued.schedule.baseline_equivalent)} of diazepam"
    return [Answer("Equivalence table", [f"{joined([issued.table.name, *second])}: {worth}"], "table")]


def _pace(strategy: Strategy) -> str:
    if not strategy.bands:
        return pace_said(strategy)
    falls = [f"{text.mg(each.reduction_mg)} down to {text.mg(each.down_to_mg)}" for each in strategy.bands]
    return f"I{pace_said(strategy)[1:]}: {', then '.join(falls)} of diazepam equivalent"


def _end(issued: Issued) -> Answer:
    """The dose from which it stops, or the one that it stays on, and that it has no stop where it has none."""
    strategy, end = issued.request.strategy, ends_in(issued.request.strategy, issued.schedule)
    match end:
        case "target":
            return Answer("Target", [f"Stay on about {text.mg(strategy.target_mg)} of diazepam equivalent"], "more")
        case "stop":
            return Answer("Stop", [f"From {text.mg(strategy.stop_from_mg)} of diazepam equivalent"], "more")
        case _:
            return Answer("Stop", [NO_STOP[end]], "more")


def _products(request: Request, catalogue: Catalogue) -> list[str]:
    strategy, sold = request.strategy, request.knows(catalogue).products(request.market)
    if strategy.products is None:
        return ["The plain tablets and capsules that the market has available"]
    drugs = {*request.drugs, *request.regimen.as_needed}
    halves, quarters = (() if isinstance(each, str) else each for each in (strategy.halve, strategy.quarter))
    split = {id_: "quarter" if id_ in quarters else "half" if id_ in halves else "whole" for id_ in strategy.products}
    return [f"{sold[id_].label}{SPLITS[how]}" for id_, how in split.items() if id_ in sold and sold[id_].medicine in drugs]


def _closing(strategy: Strategy) -> str:
    days = strategy.closing_interval_days
    lasts = f"{days} days each" if days else "The interval of the pace"
    coarse = "larger reductions allowed where the products cannot do better"
    return f"{lasts}; {coarse if strategy.coarse_tail else 'no larger reductions than usual'}"


def _by_week(strategy: Strategy) -> list[Answer]:
    """How the days of a week differ, where they do."""
    said = [words for name, words in said_apart(strategy) if FIELDS[name].section == "week"]
    return [Answer("By the week", [f"{words[:1].upper()}{words[1:]}" for words in said], "week")] if said else []


def _also(strategy: Strategy) -> list[Answer]:
    said = [words for name, words in said_apart(strategy) if FIELDS[name].section != "week"]
    return [Answer("Also", [" and ".join(said)], "pace")] if said else []
