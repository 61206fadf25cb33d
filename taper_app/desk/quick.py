"""A quick schedule: doses that are nobody's, what each choice would make of them, and the one that is chosen.

It lives in the address of its page alone: nothing is kept, and no event is written.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from django.http import QueryDict

from taper_app import engine
from taper_app.chart import new_plan, quick
from taper_app.chart.patient_today import known_products
from taper_app.forms.errors import error_links
from taper_app.forms.plan_so_far import PlanSoFar, so_far
from taper_app.forms.plans import PlanForm, PlanStart
from taper_app.forms.quick import QuickForm
from taper_app.models import Clinic
from taper_app.pages.drawn import drawn
from taper_app.pages.outcomes import Card, Missing, Panel, panel
from taper_app.record import Issued
from taper_app.wording.outcomes import plan_said
from taper_app.wording.regimens import doses_said

from .new_plan_outcomes import TABLE_FIRST, with_change

FILL_IN = "Choose the medicine and enter the dose taken now; what can be reached then stands here."
CARRIED = ("equivalence", "second_", "starts_on_", "pace")
"""What the form of a plan reads of what was sent, by how the names begin."""


@dataclass(frozen=True)
class Quick:
    """What comes of what was sent. `plan` is the form of a plan from these doses, `read` what can be read of it so far.

    `chosen` is what was chosen of the panel, `issued` what it makes, and `refusal` why it makes none.
    """

    form: QuickForm
    plan: PlanForm | None = None
    read: PlanSoFar | None = None
    panel: Panel = field(default_factory=lambda: Panel(lacks=FILL_IN))
    chosen: Card | Missing | None = None
    issued: Issued | None = None
    not_judged: tuple[str, ...] = ()
    refusal: engine.Refusal | None = None

    @property
    def taken(self) -> str:
        """The doses in words, of a valid form."""
        return doses_said(self.form.regimen)

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows of it."""
        shown = drawn(self.issued).context if self.issued else {}
        own = {name: getattr(self, name) for name in ("form", "plan", "panel", "chosen", "not_judged", "refusal")}
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
    return chosen_of(clinic, Quick(form, plan, read), sent.get("outcome", ""), today)


def carried(sent: QueryDict) -> QueryDict:
    """What the form of a plan reads of what was sent."""
    data = QueryDict(mutable=True)
    for name in sent:
        if name.startswith(CARRIED) and sent.get(name):
            data.setlist(name, sent.getlist(name))
    return data


def chosen_of(clinic: Clinic, found: Quick, wanted: str, today: date) -> Quick:
    """The same with what can be reached, and with what the choice of this id makes."""
    form, plan, read = found.form, found.plan, found.read
    assert read is not None
    request = new_plan.in_clinic(clinic, read.open_request)
    try:
        reached = quick.reachable(clinic, request, read.fixed)
    except (engine.Refusal, engine.BadRequest) as refusal:
        return Quick(form, plan, read, Panel(lacks=str(refusal)))
    sold, drugs = request.knows(engine.load_catalogue()).products(request.market), request.regimen.drugs
    shown = partial(
        panel,
        reached,
        lambda each: plan_said(each.strategy, drugs, sold),
        lambda each: plan_said(with_change(request.strategy, each.change), drugs, sold),
    )
    chosen = shown().choice(wanted)
    if chosen is None:
        return Quick(form, plan, read, shown())
    standing = chosen.outcome if isinstance(chosen, Card) else None
    strategy = standing.strategy if standing else with_change(request.strategy, chosen.change)
    try:
        proposal = quick.proposed(clinic, replace(request, strategy=strategy).arranged())
    except engine.Refusal as refusal:
        return Quick(form, plan, read, shown(), chosen, refusal=refusal)
    return Quick(
        form,
        plan,
        read,
        shown(standing=standing),
        chosen,
        quick.draft(clinic, proposal, today),
        tuple(quick.not_judged(proposal)),
    )
