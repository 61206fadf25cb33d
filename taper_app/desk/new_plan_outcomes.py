"""What can be reached from a new plan that is still in writing, and how one of it is laid over the form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict

from taper_app import engine
from taper_app.chart import new_plan
from taper_app.forms import plan_changes
from taper_app.forms.person import PERSON, person_of
from taper_app.forms.plan_so_far import STARTS_ON, MakeForm, PlanSoFar, as_laid, differing, so_far
from taper_app.forms.plans import PlanForm
from taper_app.models import Patient
from taper_app.pages.outcomes import Panel, panel
from taper_app.wording.outcomes import plan_said

from .made import Made

TABLE_FIRST = "Choose an equivalence table first: what can be reached depends on what the day is worth."
NOT_READ = "What is filled in below cannot be worked with yet."


@dataclass(frozen=True)
class Reached:
    """The panel, and what could be read of the form, which is None where that was not enough."""

    panel: Panel
    read: PlanSoFar | None = None


def reached(patient: Patient, form: PlanForm, made: Made, make: MakeForm, today: date) -> Reached:
    """What can be reached from what stands in the form so far; `made` is what that makes already."""
    read = so_far(make, form, today)
    if read is None:
        return Reached(Panel(lacks=TABLE_FIRST if needs_a_table(form) else NOT_READ))
    request, proposal, catalogue = new_plan.on_record(patient, read.open_request), made.proposal, engine.load_catalogue()
    standing = None
    if proposal is not None:
        request = replace(request, regimen=proposal.request.regimen) if read.form.cleaned_data["rounding"] else request
        standing = engine.outcome_of(proposal.request, proposal.schedule, proposal.findings, catalogue)
    try:
        found = new_plan.reachable(
            patient=patient,
            request=request,
            fixed=read.fixed,
            review_on=read.form.cleaned_data["review_on"],
            specialist=person_of(read.form.cleaned_data, PERSON),
            today=today,
        )
    except (engine.Refusal, engine.BadRequest) as refusal:
        return Reached(Panel(lacks=str(refusal)), read)
    sold, drugs = request.knows(catalogue).products(request.market), request.regimen.drugs
    shown = panel(
        found,
        lambda each: plan_said(each.strategy, drugs, sold),
        lambda each: plan_said(with_change(request.strategy, each.change), drugs, sold),
        standing=standing,
        reckoned_from=None if read.says(STARTS_ON) else request.starts_on,
    )
    return Reached(shown, read)


def needs_a_table(form: PlanForm) -> bool:
    """Whether the form asks for a table, and has none that can be read."""
    return form.needs_table and not (form.is_bound and form.cleaned_data.get("equivalence"))


def with_change(strategy: engine.Strategy, change: Mapping[str, Any]) -> engine.Strategy:
    """A strategy with the fields of a change, which are written as JSON has them."""
    return engine.Strategy.from_json({**strategy.to_json(), **change})


def laid_over(found: Reached, wanted: str, sent: QueryDict) -> dict[str, list[str]] | None:
    """What was sent with the outcome of this id laid over it, the day that it is reckoned from too; None where there is none."""
    chosen, read = found.panel.choice(wanted), found.read
    if chosen is None or read is None:
        return None
    strategy = with_change(read.open_request.strategy, chosen.change)
    fields = plan_changes.laid_over(read.form, differing(strategy, read.request.strategy)) | as_laid(strategy)
    return fields if "differs_seen" in sent else {name: values for name, values in fields.items() if name != "differs_seen"}
