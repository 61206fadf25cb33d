"""How the questions of a new plan stand on the page: a layout for each section, and the words under the choices."""

from crispy_forms.helper import FormHelper

from taper_app.engine import METHODS_SAID, Catalogue, Regimen
from taper_app.models import Clinic

from . import drug_order, paces, pauses, plan_checks, second_pace, strategy_boxes, tables, week
from .layout import Choices, Div, Fold, Part, helper, hints
from .page_form import PageForm
from .person import PERSON
from .products import DrugProducts


class PlanQuestions(PageForm):
    """What the sections draw: a form that knows its clinic and regimen, what that needs, and each medicine's products."""

    clinic: Clinic
    catalogue: Catalogue
    regimen: Regimen
    needs_table: bool
    asks_method: bool
    drugs: list[DrugProducts]


def sections(form: PlanQuestions) -> dict[str, FormHelper]:
    """The layout of each section, by its name in the template."""
    return {
        "method": helper(*[Choices("method", hints(METHODS_SAID), titled=True)] * form.asks_method),
        "order": drug_order.drawn(form, form.regimen.drugs),
        "crossover": helper(*strategy_boxes.laid_out(strategy_boxes.named("crossover"), "trio") * form.asks_method),
        "table": _table(form),
        "pace": helper(paces.drawn(form, form.catalogue, form.clinic.usual_paces)),
        "then": helper(second_pace.drawn(form)),
        "week": helper(week.drawn(form)),
        "products": helper(*[_products(form, each) for each in form.drugs]),
        "more": helper(_fold(form, "ends", "How it ends", "more"), _fold(form, "over-the-day", "Over the day", "day")),
        "days": helper(
            Div("starts_on", "review_on", css_class="side"),
            *strategy_boxes.named("weekday"),
            pauses.drawn(form),
            Choices("checks", plan_checks.why(form.clinic.market)),
        ),
        "people": _people(form),
        "rounding": helper("rounding"),
    }


def _people(form: PlanQuestions) -> FormHelper:
    seen = [name for name in ("taper_anyway", "differs_seen") if name in form.fields]
    return helper(*seen, *[Div(*PERSON, css_class="trio")] * (PERSON[0] in form.fields))


def _fold(form: PlanQuestions, name: str, title: str, section: str) -> Fold:
    """The boxes of a section of the strategy, folded away while they stand as at first, with what is set in words."""
    names = strategy_boxes.named(section)
    said = strategy_boxes.said(form, names) or ["as usual"]
    return Fold(name, title, "; ".join(said), *strategy_boxes.laid_out(names, "side"), opened=is_open(form, names))


def _products(form: PlanQuestions, drug: DrugProducts) -> Part:
    rows = drug.rows(form)
    usual, other = ([row for row in rows if row["usual"] is wanted] for wanted in (True, False))
    wrong = any(row["split"] and row["split"].errors for row in other)
    shown = wrong or any(row["tick"].data["selected"] for row in other)
    return Part("plans/_products.html", drug.field, drug=drug, usual=usual, other=other, other_open=shown)


def _table(form: PlanQuestions) -> FormHelper:
    """The market's tables that list every drug, then, folded away, the others, with the second table that some of these need."""
    if not form.needs_table:
        return helper()
    listing = {each.id: not tables.lacking(each, form.regimen) for each in form.catalogue.tables.values()}
    said = {each.id: tables.said(each, form.regimen) for each in form.catalogue.tables.values()}
    options = [(option, said[option.data["value"]]) for option in form["equivalence"]]
    usual = (*form.catalogue.markets[form.clinic.market].tables, form.clinic.usual_table)
    first = [one for one in options if one[0].data["value"] in usual and listing[one[0].data["value"]]]
    others = [one for one in options if one not in first]
    seconds = [name for name in form.fields if name.startswith("second_")]
    chosen = any(option.data["selected"] for option, _ in others)
    opened = chosen or not first or any(form[name].errors or form[name].value() for name in seconds)
    return helper(Part("plans/_tables.html", "equivalence", *seconds, options=first, others=others, others_open=opened))


def folds_said(form: PlanQuestions) -> dict[str, str]:
    """What is chosen in each part of the page that can be folded, as it stands in the boxes; empty where nothing is."""
    table = form.catalogue.tables.get(form["equivalence"].value() or "") if "equivalence" in form.fields else None
    return {
        "table": f"{table.name}, {tables.said(table, form.regimen)}" if table else "",
        "method": _method_said(form),
        "pace": paces.said(form),
        "products": "; ".join(filter(None, (each.said(form[each.field].value() or ()) for each in form.drugs))),
    }


def _method_said(form: PlanQuestions) -> str:
    if not form.asks_method:
        return "diazepam itself is reduced"
    method = form["method"].value() or ""
    label = f"cross over to {form['crossover_to'].value()}" if method == "crossover" else form.labels("method").get(method, "")
    return f"{label[:1].lower()}{label[1:]}"


def compared(form: PlanQuestions) -> list[tuple[str, str]]:
    """Tables that are shown beside the others and cannot be chosen: the name, and what each makes of the day."""
    shown = [each for each in form.catalogue.tables.values() if not each.selectable]
    known = [each for each in shown if not tables.lacking(each, form.regimen)]
    return [(each.name, tables.said(each, form.regimen)) for each in known]


def is_open(form: PlanQuestions, names: tuple[str, ...]) -> bool:
    """Whether rarer choices stand open: one of them is wrong, or is not as it was at first."""
    present = [name for name in names if name in form.fields]
    return form.is_bound and any(name in form.errors or name in form.changed_data for name in present)
