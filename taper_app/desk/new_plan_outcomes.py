"""What can be reached from a new plan that is still in writing, and how one of it is laid over the form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from taper_app.pages.outcomes import Card, Missing, Panel, panel
from taper_app.wording.lists import counted
from taper_app.wording.outcomes import plan_said

from .made import Made

TABLE_FIRST = "Choose an equivalence table first: which plans are possible depends on what the day is worth."
NOT_READ = "What is filled in below cannot be worked with yet."


@dataclass(frozen=True)
class Desk:
    """What stands on the page beside the form: what could be read of it, what that makes, and what can be reached from there."""

    panel: Panel
    made: Made = field(default_factory=Made)
    read: PlanSoFar | None = None

    @property
    def is_begun(self) -> bool:
        """Whether a method or a pace is said: until then nothing is missing yet, for a card says both."""
        return self.read is not None and not {"method", "pace"} & {*self.read.form.fields} <= self.read.missing


def desk_of(patient: Patient, form: PlanForm, make: MakeForm, made_of: Callable[[PlanForm], Made], today: date) -> Desk:
    """All of it, of a form that may be empty, half filled or wrong: `made_of` is what a valid form makes."""
    read = so_far(make, form, today)
    if read is None:
        return Desk(Panel(lacks=TABLE_FIRST if needs_a_table(form) else NOT_READ))
    made = made_of(read.form) if read.is_whole else Made()
    return Desk(reached(patient, read, made, today), made, read)


def reached(patient: Patient, read: PlanSoFar, made: Made, today: date) -> Panel:
    """What can be reached from what stands in the form so far; `made` is what that makes already."""
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
            pauses=read.form.pauses,
            today=today,
        )
    except (engine.Refusal, engine.BadRequest) as refusal:
        return Panel(lacks=str(refusal))
    sold, drugs = request.knows(catalogue).products(request.market), request.regimen.drugs
    return panel(
        found,
        lambda each: plan_said(each.strategy, drugs, sold),
        lambda each: plan_said(with_change(request.strategy, each.change), drugs, sold),
        standing=standing,
        reckoned_from=None if read.says(STARTS_ON) else request.starts_on,
    )


def needs_a_table(form: PlanForm) -> bool:
    """Whether the form asks for a table, and has none that can be read."""
    return form.needs_table and not (form.is_bound and form.cleaned_data.get("equivalence"))


def with_change(strategy: engine.Strategy, change: Mapping[str, Any]) -> engine.Strategy:
    """A strategy with the fields of a change, which are written as JSON has them."""
    return engine.Strategy.from_json({**strategy.to_json(), **change})


def laid_over(found: Desk, chosen: Card | Missing | None, sent: QueryDict) -> dict[str, list[str]] | None:
    """What was sent with a choice of the panel laid over it, the day that it is reckoned from too; None where there is none."""
    read = found.read
    if chosen is None or read is None:
        return None
    strategy = with_change(read.open_request.strategy, chosen.change)
    fields = plan_changes.laid_over(read.form, differing(strategy, read.request.strategy)) | as_laid(strategy, read)
    return fields if "differs_seen" in sent else {name: values for name, values in fields.items() if name != "differs_seen"}


def status_said(desk: Desk, wrong: Sequence[tuple[str, str]]) -> str:
    """What has come of the last change, in one sentence for who does not see the page."""
    made, card = desk.made, desk.panel.standing
    if made.refusal or made.impossible:
        return "This cannot be made as it is asked."
    if made.stands and card:
        against = f", {card.against}" if card.against else ", nothing stands against it"
        end = card.end.capitalize() if card.end == "stops" else f"{card.end[:1].upper()}{card.end[1:]}"
        return f"{end} {card.ends_on:%-d %B %Y}, {card.weeks} weeks{against}."
    if desk.panel.lacks:
        return desk.panel.lacks
    still = wrong[0][1] if wrong and desk.is_begun else ""
    return f"{counted(len(desk.panel.cards), 'plan')} possible. {still}".strip()
