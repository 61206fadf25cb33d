"""A quick schedule: doses that are nobody's, what each choice would make of them, and the one that is chosen.

It lives in the address of its page alone: nothing is kept, and no event is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from django.http import QueryDict

from taper_app import engine
from taper_app.chart import new_plan, quick
from taper_app.chart.patient_today import known_products
from taper_app.forms import plan_changes
from taper_app.forms.errors import error_links
from taper_app.forms.plan_so_far import MakeForm, PlanSoFar, so_far
from taper_app.forms.plans import PlanForm, PlanStart
from taper_app.forms.quick import QuickForm
from taper_app.models import Clinic
from taper_app.pages.drawn import drawn
from taper_app.pages.outcomes import Card, Panel, panel
from taper_app.record import Issued
from taper_app.wording.outcomes import plan_said
from taper_app.wording.regimens import doses_said

from .drafts import as_data
from .made import Way, way
from .made_possible import Ways
from .new_plan_outcomes import TABLE_FIRST, Desk, laid_over, with_change

FILL_IN = "Choose the medicine and enter the dose taken now; the possible plans then stand here."
CARRIED = ("equivalence", "second_", "starts_on_", "pace")
"""What the form of a plan reads of what was sent, by how the names begin."""


@dataclass(frozen=True)
class Quick:
    """What comes of what was sent. `plan` is the form of a plan from these doses, `read` what can be read of it so far.

    `chosen` is what was chosen of the panel, `laid` what the form of a plan sends with it, and `issued` what it makes.
    """

    form: QuickForm
    plan: PlanForm | None = None
    read: PlanSoFar | None = None
    panel: Panel = field(default_factory=lambda: Panel(lacks=FILL_IN))
    chosen: Card | None = None
    laid: Mapping[str, list[str]] | None = None
    issued: Issued | None = None
    not_judged: tuple[str, ...] = ()

    @property
    def taken(self) -> str:
        """The doses in words, of a valid form."""
        return doses_said(self.form.regimen)

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows of it."""
        shown = drawn(self.issued).context if self.issued else {}
        own = {name: getattr(self, name) for name in ("form", "plan", "panel", "chosen", "not_judged")}
        taken = self.taken if self.plan else ""
        return own | {"errors": error_links(self.form), "stored": self.issued, "taken": taken} | shown


def looked_at(clinic: Clinic, sent: QueryDict | None, today: date) -> Quick:
    """What is typed, and what comes of it as far as it goes."""
    catalogue = known_products(clinic)
    form = QuickForm(sent, clinic=clinic, catalogue=catalogue, today=today)
    if sent is None or not form.is_valid():
        return Quick(form)
    start = PlanStart(clinic, catalogue, form.regimen, today)
    make = partial(PlanForm, start=start)
    data = carried(sent)
    plan = PlanForm(None, start=start, initial={name: data[name] for name in data if not name.startswith("starts_on_")})
    read = so_far(make, make(data), today)
    if read is None:
        return Quick(form, plan, panel=Panel(lacks=TABLE_FIRST))
    shown = shown_from(clinic, read)
    desk = Desk(shown(), read=read)
    found, ways = Quick(form, plan, read, desk.panel), ways_from(clinic, desk, make, today)
    if wanted := sent.get("outcome", ""):
        laid = laid_over(desk, desk.panel.card(wanted), QueryDict()) or ways.laid(wanted, QueryDict())
        chosen = so_far(make, make(as_data(laid)), today) if laid else None
        return with_choice(clinic, replace(found, laid=laid), chosen.request, shown, today) if chosen else found
    return replace(found, panel=ways.panel) if "ways" in sent else found


def carried(sent: QueryDict) -> QueryDict:
    """What the form of a plan reads of what was sent."""
    data = QueryDict(mutable=True)
    for name in sent:
        if name.startswith(CARRIED) and sent.get(name):
            data.setlist(name, sent.getlist(name))
    return data


def shown_from(clinic: Clinic, read: PlanSoFar) -> Callable[..., Panel]:
    """Makes the panel of what can be reached, with what stands in the form if something does."""
    request = new_plan.in_clinic(clinic, read.open_request)
    try:
        reached = quick.reachable(clinic, request, read.fixed)
    except (engine.Refusal, engine.BadRequest) as refusal:
        lacking = Panel(lacks=str(refusal))
        return lambda **_: lacking
    sold, drugs = request.knows(engine.load_catalogue()).products(request.market), request.regimen.drugs
    return partial(
        panel,
        reached,
        lambda each: plan_said(each.strategy, drugs, sold),
        lambda each: plan_said(with_change(request.strategy, each.change), drugs, sold),
    )


def ways_from(clinic: Clinic, desk: Desk, make: MakeForm, today: date) -> Ways:
    """Looks for what would make possible what cannot be made from these doses."""

    def works(form: PlanForm) -> list[Way]:
        try:
            quick.proposed(clinic, new_plan.in_clinic(clinic, form.request))
        except engine.Refusal as refusal:
            return [way(each, fits=plan_changes.can_lay_over(each.change)) for each in refusal.alternatives]
        return []

    return Ways(desk, make, works, today)


def with_choice(clinic: Clinic, found: Quick, request: engine.Request, shown: Callable[..., Panel], today: date) -> Quick:
    """The same with the schedule of what was chosen."""
    try:
        proposal = quick.proposed(clinic, new_plan.in_clinic(clinic, request))
    except engine.Refusal as refusal:
        return replace(found, panel=Panel(lacks=str(refusal)), laid=None)
    stands = shown(standing=engine.outcome_of(proposal.request, proposal.schedule, proposal.findings, engine.load_catalogue()))
    drawn_of, lacking = quick.draft(clinic, proposal, today), tuple(quick.not_judged(proposal))
    return replace(found, panel=stands, chosen=stands.standing, issued=drawn_of, not_judged=lacking)
