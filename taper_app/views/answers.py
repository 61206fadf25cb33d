"""What was chosen for a plan, question by question, with the place where each answer is changed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from taper_app.engine import Catalogue, text
from taper_app.forms.also import also_in_words
from taper_app.forms.decision_sections import BASES

from .words import joined

SPLITS = {"whole": "", "half": ", in halves", "quarter": ", in quarters"}


class Answer(NamedTuple):
    """A question in a word, its answer in one line or more, and the section of the form that it is changed in."""

    label: str
    lines: list[str]
    section: str


def answers(stored: Mapping[str, Any], catalogue: Catalogue) -> list[Answer]:
    """Every choice of a request as it is stored, what was left as it stood included."""
    request = stored["request"]
    strategy = request["strategy"]
    return [
        Answer("Method", [_method(strategy)], "method"),
        *_table(stored, catalogue),
        Answer("Pace", [_pace(strategy)], "pace"),
        Answer("Products", _products(request, catalogue), "products"),
        _end(strategy),
        Answer("Closing steps", [_closing(strategy)], "more"),
        *_also(strategy),
    ]


def _method(strategy: Mapping[str, Any]) -> str:
    if strategy["method"] == "direct":
        return "Reduce the drug itself"
    part = "a whole dose" if strategy["crossover_part"] == "whole" else "half a dose"
    after = f"then {strategy['stabilise_days']} days without change"
    return f"Cross over to {strategy['crossover_to']}: {part} every {strategy['crossover_days']} days, {after}"


def _table(stored: Mapping[str, Any], catalogue: Catalogue) -> list[Answer]:
    if not stored["table"]:
        return []
    second = [f"{drug} by {table['name']}" for drug, table in stored["tables_for"].items()]
    worth = f"the day is about {text.about(stored['schedule']['baseline_equivalent_mg'])} of diazepam"
    return [Answer("Equivalence table", [f"{joined([stored['table']['name'], *second])}: {worth}"], "table")]


def _pace(strategy: Mapping[str, Any]) -> str:
    every = f"every {strategy['interval_days']} days"
    if strategy["basis"] == "bands":
        falls = [f"{text.mg(each['reduction_mg'])} down to {text.mg(each['down_to_mg'])}" for each in strategy["bands"]]
        return f"In steps of fixed size {every}: {', then '.join(falls)} of diazepam equivalent"
    return f"{text.number(strategy['reduction_percent'])}% {BASES[strategy['basis']]} {every}"


def _end(strategy: Mapping[str, Any]) -> Answer:
    """The dose from which it stops, or the one that it stays on."""
    if Decimal(strategy["target_mg"]):
        return Answer("Target", [f"Stay on about {text.mg(strategy['target_mg'])} of diazepam equivalent"], "more")
    return Answer("Stop", [f"From {text.mg(strategy['stop_from_mg'])} of diazepam equivalent"], "more")


def _products(request: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    strategy, sold = request["strategy"], catalogue.products(request["market"])
    if strategy["products"] is None:
        return ["The plain tablets and capsules that the market has available"]
    drugs = {row["drug"] for row in request["regimen"]} | (
        {strategy["crossover_to"]} if strategy["method"] == "crossover" else set()
    )
    halves, quarters = (strategy[name] if isinstance(strategy[name], list) else [] for name in ("halve", "quarter"))
    split = {id_: "quarter" if id_ in quarters else "half" if id_ in halves else "whole" for id_ in strategy["products"] or []}
    return [f"{sold[id_].label}{SPLITS[how]}" for id_, how in split.items() if id_ in sold and sold[id_].drug in drugs]


def _closing(strategy: Mapping[str, Any]) -> str:
    days = strategy["closing_interval_days"]
    lasts = f"{days} days each" if days else "The interval of the pace"
    coarse = "larger reductions allowed where the products cannot do better"
    return f"{lasts}; {coarse if strategy['coarse_tail'] else 'no larger reductions than usual'}"


def _also(strategy: Mapping[str, Any]) -> list[Answer]:
    kept = {name: strategy[name] for name in ("holds", "distribution") if strategy[name]}
    return [Answer("Also", [also_in_words(kept).removeprefix("Keep: ")], "pace")] if kept else []
