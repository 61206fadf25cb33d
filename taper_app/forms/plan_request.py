"""A valid form of a new plan → the request, as the engine reads it."""

from taper_app.engine import medicine

from . import drug_order, paces, pauses, products, second_pace, second_tables, strategy_boxes
from .plan_sections import PlanQuestions

SECTIONS = ("more", "day", "week", "weekday")
"""The sections of a strategy whose boxes mean something with every method, and have the names of its fields."""


def request_json(form: PlanQuestions) -> dict[str, object]:
    """Everything that was chosen in a form whose boxes are filled rightly."""
    cleaned = form.cleaned_data
    return {
        "starts_on": cleaned["starts_on"].isoformat(),
        "market": form.clinic.market,
        "equivalence": cleaned.get("equivalence"),
        "equivalence_for": second_tables.chosen(cleaned, form.regimen),
        "regimen": form.regimen.to_json(),
        "taper_anyway": cleaned.get("taper_anyway", False),
        "strategy": _strategy(form) | drug_order.chosen(form, form.regimen.drugs),
    }


def on_the_way(form: PlanQuestions) -> list[products.DrugProducts]:
    """The medicines whose products are meant: not the plain form of what goes down as modified release, which is in no step."""
    taken = form.regimen.drugs
    if form.cleaned_data.get("method") == "crossover":
        return form.drugs
    return [each for each in form.drugs if each.drug in taken or medicine(each.drug, "modified") not in taken]


def _strategy(form: PlanQuestions) -> dict[str, object]:
    cleaned = form.cleaned_data
    method = cleaned.get("method", "direct")
    sections = (*SECTIONS, "crossover") if method == "crossover" else SECTIONS
    paced = paces.chosen(cleaned, form.catalogue) | second_pace.chosen(cleaned) | {"holds": pauses.chosen(form, form.catalogue)}
    strategy = {"method": method} | paced | {name: cleaned[name] for name in strategy_boxes.named(*sections)}
    # Also those of a drug that is not on the way: an alternative that crosses over to it is tried with what stands here.
    return strategy | products.chosen(cleaned, on_the_way(form))
