"""A new plan for a patient who has none that is open."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.urls import reverse

from taper_app import engine
from taper_app.actions import plans
from taper_app.chart import need, new_plan, patient_today, risk_picture, snapshot
from taper_app.chart.refused import NotIssued
from taper_app.forms import plan_changes
from taper_app.forms.errors import error_links
from taper_app.forms.identity import IdentityForm
from taper_app.forms.person import PERSON, person_of
from taper_app.forms.plans import PlanForm, PlanStart
from taper_app.models import Medication, Patient, Plan, User
from taper_app.pages import words
from taper_app.pages.drawn import drawn
from taper_app.pages.how import disagree_beside, how
from taper_app.pages.outcomes import Panel
from taper_app.pages.plan_checks import called
from taper_app.pages.plan_lines import went, with_outcome
from taper_app.pages.risk_lines import risk_line
from taper_app.pages.visit_days import closed_said
from taper_app.wording.people import person_said

from .answers import Answer, Done, Onward, Page, Sent, conflict
from .kind import Addresses, Check, Kind
from .made import Made, way
from .made_possible import Ways
from .new_plan_outcomes import Desk, desk_of, laid_over, status_said

EXISTS = "This patient has an open plan already, so nothing was issued. A patient has one plan at a time."
OPENED = "This patient has an open plan already. This is it."
NOTHING_TAKEN = "Enter what the patient takes every day now: a taper starts from that dose."
OLD_MEDICINES = (
    "These medicines were entered before the last plan ended, or before the last follow-up. Enter what the patient takes every "
    "day now, and save: the first dose of that plan may be far too much today."
)
RISKS_DUE = "Before a plan, answer what is asked about risks. “Not known” is an answer."
ISSUED = "The plan is issued. Print the handout and go through it with the patient."


class NewPlan(Kind[PlanForm]):
    """What is typed becomes the request of a plan, which is issued as its revision 1."""

    purpose = "plan"
    check_template = "plans/plan_check.html"
    moved = "The plan was changed in another window. This is how it stands now: look at it again."
    thrown_away = "The draft is deleted."

    def __init__(self, patient: Patient, by: User, today: date) -> None:
        form = reverse("plan_new", args=[patient.code])
        at = Addresses(
            form=form,
            onward=f"{form}#preview",
            back=f"{form}#preview",
            choices=form,
            outcomes=f"{form}#preview",
            cautions=reverse("plan_cautions", args=[patient.code]),
            check=reverse("plan_check", args=[patient.code]),
            left=reverse("patient_detail", args=[patient.code]),
            draft=reverse("plan_draft", args=[patient.code]),
        )
        super().__init__(patient, by, today, at)

    def open_plan(self) -> Plan | None:
        """The plan that is running, if there is one: a patient has one at a time."""
        return self.patient.plans.filter(state=Plan.State.OPEN).first()

    def elsewhere(self, sent: Sent) -> Answer | None:
        """Where to go while none can be started: to the open plan, to the medicines, or to the questions about risks."""
        if opened := self.open_plan():
            address = reverse("plan_detail", args=[opened.code])
            return Onward(address, OPENED, warning=True) if sent is None else conflict(EXISTS, ("Open the plan", address))
        medicines = reverse("medication_list", args=[self.patient.code])
        if cannot := no_start_from(self.patient):
            return Onward(medicines, cannot, warning=True)
        if patient_today.medicines_are_old(self.patient):
            return Onward(medicines, OLD_MEDICINES, warning=True)
        if risk_picture.are_due(risk_picture.newest(self.patient), self.today):
            return Onward(reverse("risks_edit", args=[self.patient.code]) + "?then=plan", RISKS_DUE, warning=True)
        return None

    # Its form, and what that makes ----------------------------------------------------------------

    @cached_property
    def make(self) -> Callable[[QueryDict | None], PlanForm]:
        """Makes the form, with the questions that age and medicines raise. Raises NothingTaken."""
        return plan_forms(self.patient, self.today)

    def form(self, data: QueryDict | None) -> PlanForm:
        """The form, as it was sent or as it stands at first. Raises NothingTaken."""
        return self.make(data)

    def page(self, data: QueryDict | None, status: int = 200, form: PlanForm | None = None) -> Page:
        """The form with what can be reached from it, and beside it what it makes; what is wrong is said where it was sent."""
        form = form or self.form(data)
        context = {
            "medications": [words.medication_said(each) for each in self.patient.medications.all()],
            "draft": self.by.drafts.filter(patient=self.patient, purpose=self.purpose).first(),
            "last_time": last_time(self.patient),
            "disagree": disagree_beside(form.catalogue),
            "risk": risk_line(self.patient, self.today),
            "need": need.need(self.patient, self.today),
            "opened": opened(form),
        }
        return Page("plans/plan_new.html", self.about() | context | self.beside(form, quiet=status != 422), status)

    def live(self, data: QueryDict) -> Page:
        """What stands beside the form, as it is now, for a page that stays as it is."""
        prefetch_related_objects([self.patient], "medications", "clinic__own_products")  # nothing is written here
        form = self.form(data)
        shown = [each.drug for each in form.drugs]
        return Page("plans/_live.html", self.beside(form, quiet=True) | {"other_drugs": data.getlist("shown") != shown})

    def beside(self, form: PlanForm, *, quiet: bool) -> dict[str, Any]:
        """What can be reached, what is made, and what is wrong or still missing: said in red only where it is not `quiet`."""
        desk = desk_of(self.patient, form, self.make, self.made, self.today)
        wrong = error_links(form)
        if quiet and form.is_bound:
            form.hush()
        said = {"form": form, "panel": desk.panel, "errors": [] if quiet else wrong}
        return (
            desk.made.context
            | said
            | {
                "still": wrong if desk.is_begun else [],
                "status": status_said(desk, wrong) if quiet else "",
            }
        )

    def made(self, form: PlanForm) -> Made:
        """The schedule and what is remarked on it, or the refusal with what would work instead."""
        try:
            request, proposal, digest = new_plan.preview(
                patient=self.patient,
                request=form.request,
                review_on=form.cleaned_data["review_on"],
                specialist=specialist(form),
                rounding=form.cleaned_data["rounding"],
                today=self.today,
            )
        except engine.Refusal as refusal:
            ways = [way(each, fits=plan_changes.can_lay_over(each.change)) for each in refusal.alternatives]
            return Made(refusal=refusal, ways=ways)
        except NotIssued as error:
            return Made(impossible=str(error))
        review_on = form.cleaned_data["review_on"] or new_plan.first_review(proposal.schedule, self.patient.clinic)
        rounding = form.cleaned_data["rounding"]
        issued = new_plan.draft(self.patient, request, proposal, today=self.today, review_on=review_on, rounding=rounding)
        return Made(
            stands=True,
            changes=True,
            issued=issued,
            proposal=proposal,
            drawn=drawn(issued),
            digest=digest,
            review_on=review_on,
            roundings=[way(each, fits=True) for each in proposal.roundings],
        )

    def laid_over(self, form: PlanForm, offer: Mapping[str, Any]) -> dict[str, list[str]]:
        """As if the boxes had been changed by hand."""
        return plan_changes.laid_over(form, offer)

    def reached(self, data: QueryDict | None) -> Panel:
        """What the cards beside the form show."""
        return desk_of(self.patient, self.form(data), self.make, self.made, self.today).panel

    def with_outcome(self, data: QueryDict, wanted: str) -> dict[str, list[str]] | None:
        """As if its boxes had been filled in by hand."""
        found = desk_of(self.patient, self.form(data), self.make, self.made, self.today)
        return laid_over(found, found.panel.card(wanted), data) or self.ways(found).laid(wanted, data)

    def ways(self, found: Desk) -> Ways:
        """Looks for what would make possible what cannot be made from there."""
        return Ways(found, self.make, lambda form: self.made(form).ways, self.today)

    def with_ways(self, data: QueryDict) -> Page | None:
        """The list of those choices alone."""
        found = desk_of(self.patient, self.form(data), self.make, self.made, self.today)
        return Page("plans/_ways.html", {"panel": self.ways(found).panel})

    # What is confirmed ----------------------------------------------------------------------------

    def check(self, data: QueryDict, form: PlanForm, sent: Sent) -> Check[PlanForm] | None:
        """What the patient's identifiers are asked for: a plan that could be issued."""
        made = self.made(form)
        return Check(data, form, made, self.today, IdentityForm(sent)) if made.stands else None

    def about(self) -> dict[str, Any]:
        """That nothing of it is issued."""
        return {"banner_state": words.DRAFT}

    def check_context(self, checked: Check[PlanForm]) -> dict[str, Any]:
        """What it starts from, and how it was worked out."""
        return {
            "medications": [words.medication_said(each) for each in self.patient.medications.all()],
            "specialist": person_said(named) if (named := specialist(checked.form)) else "",
            "how": how_of_draft(self.patient, checked, self.today),
            "first_use": not self.by.revisions.exists(),
            "risk": risk_line(self.patient, self.today),
            "checks": [called(each, self.patient.clinic.market) for each in checked.form.cleaned_data["checks"]],
            "checks_on": self.today,
            "closed": closed_said(self.patient.clinic, checked.form.cleaned_data["review_on"]),
        }

    def nothing_left(self) -> Answer:
        """To the form, which is empty."""
        return Onward(self.at.back)

    def record(self, checked: Check[PlanForm], seen_digest: str) -> Done:
        """Issue revision 1. The schedule is built again from the request."""
        form = checked.form
        revision = plans.start_plan(
            patient=self.patient,
            request=form.request,
            review_on=form.cleaned_data["review_on"],
            rounding=form.cleaned_data["rounding"],
            signing=replace(checked.signing(specialist(form), seen_digest), checks=tuple(form.cleaned_data["checks"])),
            today=self.today,
            by=self.by,
        )
        return Done(reverse("plan_detail", args=[revision.plan.code]), ISSUED)

    def done_already(self, sent: QueryDict) -> str:
        """The plan of which this clinician has issued the very schedule that was seen."""
        plan = self.open_plan()
        first = plan.revisions.filter(number=1, issued_by=self.by).first() if plan else None
        if plan is None or first is None or snapshot.digest_shown(first) != sent.get("seen_digest"):
            return ""
        return reverse("plan_detail", args=[plan.code])


def no_start_from(patient: Patient) -> str:
    """Why no plan can start from what is taken now; empty where one can."""
    try:
        patient_today.regimen(list(patient.medications.all()))
    except patient_today.NothingTaken:
        return NOTHING_TAKEN
    return ""


def plan_form(patient: Patient, data: QueryDict | None, today: date) -> PlanForm:
    """The form for this patient, with the questions that age and medicines raise. Raises NothingTaken."""
    return plan_forms(patient, today)(data)


def plan_forms(patient: Patient, today: date) -> Callable[[QueryDict | None], PlanForm]:
    """What makes such forms: all that they need of the patient is looked up once. Raises NothingTaken."""
    medications = list(patient.medications.all())
    return partial(
        PlanForm,
        start=PlanStart(patient.clinic, patient_today.known_products(patient.clinic), patient_today.regimen(medications), today),
        differs=words.differs_said(medications),
        wants_specialist=wants_specialist(patient, medications, today),
        needs_none=need.need(patient, today).none,
    )


def wants_specialist(patient: Patient, medications: list[Medication], today: date) -> bool:
    """Whether a rule may speak that says something else, or nothing, once a specialist is named."""
    known = patient_today.patient_today(patient, None, today)
    limits = patient_today.thresholds(patient.clinic)
    return bool(
        engine.softened_by_specialist(
            engine.load_catalogue(), known, patient_today.regimen(medications).weekly(), limits, patient.clinic.market
        )
    )


def specialist(form: PlanForm) -> engine.Specialist | None:
    """Who agreed to a plan, of a valid form; None where nobody is asked for or named."""
    return person_of(form.cleaned_data, PERSON)


def last_time(patient: Patient) -> dict[str, Any] | None:
    """The plan before this one, which a new plan remembers: why and when it ended, and how it went."""
    plan = with_outcome(patient.plans.filter(state=Plan.State.ENDED)).first()
    return {"plan": plan, "went": went(plan)} if plan else None


def how_of_draft(patient: Patient, checked: Check[PlanForm], today: date) -> dict[str, Any] | None:
    """How the plan was worked out, as its page will say it once it is issued; None where it makes none."""
    form, issued, proposal = checked.form, checked.made.issued, checked.made.proposal
    if issued is None or proposal is None:
        return None
    worked_out = new_plan.how_of(patient, proposal, specialist(form), today, form.cleaned_data["review_on"])
    picture = risk_picture.newest(patient)
    return how(replace(issued, risks=risk_picture.risks_told(picture) if picture else None, how=worked_out))


def opened(form: PlanForm) -> dict[str, bool]:
    """Which of the sections stand open: those in which something is still to be chosen, or wrong."""
    wrong = set(form.errors) if form.is_bound else set()
    unsaid = {name for name in ("method", "equivalence", "pace") if name in form.fields and not form[name].value()}
    sections = {"method": ("method",), "table": ("equivalence",), "pace": ("pace",), "products": ()}
    near = {"products": ("products_", "split_"), "pace": ("own_", "then_", "pattern", "spare_days"), "table": ("second_",)}
    return {
        section: any(each in unsaid | wrong for each in names) or any(each.startswith(near.get(section, ())) for each in wrong)
        for section, names in sections.items()
    }
