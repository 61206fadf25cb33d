"""A quick schedule that is kept for a patient: what was typed becomes two half-filled forms of this clinician, the medicines and
the plan. Nothing of it is on record until each is read, completed and saved."""

from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict

from taper_app.actions import drafts, medications
from taper_app.chart import patient_today
from taper_app.forms.medications import MedicationFormSet, saved_rows, with_taken_again
from taper_app.forms.typed import as_sent
from taper_app.models import Draft, Patient, Plan, User
from taper_app.wording.days import clinic_moment

from .quick import Quick, carried

MANAGED = "row-"
Typed = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class InTheWay:
    """What this clinician has filled in for the patient already and not saved: what it is, and when it was typed last."""

    what: str
    typed_at: str


def typed_of(patient: Patient, found: Quick, sent: QueryDict) -> Typed:
    """What is kept of it, by the purpose of the draft."""
    return {"medicines": medicines_of(patient, found), "plan": plan_of(found, sent)}


def in_the_way(patient: Patient, typed: Typed, *, by: User) -> list[InTheWay]:
    """The forms of this clinician that it would go over; one that holds the very same is none."""
    zone = patient.clinic.time_zone
    return [InTheWay(each.get_purpose_display(), clinic_moment(each.saved_at, zone)) for each in others(patient, typed, by)]


def others(patient: Patient, typed: Typed, by: User) -> list[Draft]:
    """The drafts of this clinician that hold something else."""
    return [each for each in patient.drafts.filter(user=by, purpose__in=typed) if each.data != typed[each.purpose]]


@transaction.atomic
def keep(patient: Patient, typed: Typed, *, by: User) -> None:
    """Keep it as this clinician's drafts of the patient. What stood there is put aside, and can be put back for a while."""
    for each in others(patient, typed, by):
        drafts.discard_draft(patient=patient, by=by, purpose=each.purpose)
    for purpose, data in typed.items():
        drafts.save_draft(patient=patient, data=data, by=by, purpose=purpose)
    drafts.drop_draft(patient=None, by=by, purpose="quick")


def medicines_of(patient: Patient, found: Quick) -> dict[str, list[str]]:
    """The list of medicines with these doses as those taken now: in the row of the medicine, or in one of its own.

    What is prescribed is not known and stays empty, so that the page asks for it.
    """
    rows = with_taken_again(saved_rows(patient.medications.all()), found.form.regimen)
    given = {"clinic": patient.clinic, "own": list(patient.clinic.own_products.all()), "today": found.form.today}
    again = {"again": patient_today.medicines_are_old(patient)}
    formset = MedicationFormSet(initial=rows, form_kwargs=given | again, prefix="row")
    typed = {name: values for form in formset.forms[: len(rows)] for name, values in as_sent(form).items()}
    managed = {f"{MANAGED}TOTAL_FORMS": [str(len(rows))], f"{MANAGED}INITIAL_FORMS": ["0"]}
    return typed | managed | {"seen": [medications.seen_list(patient)], "then": ["plan"]}


def plan_of(found: Quick, sent: QueryDict) -> dict[str, list[str]]:
    """The form of a plan with what was chosen; with the table, the pace and the day alone where no plan was."""
    return dict(found.laid or carried(sent).lists())


def has_open_plan(patient: Patient) -> bool:
    """Whether a plan of the patient is open: then no other is begun."""
    return patient.plans.filter(state=Plan.State.OPEN).exists()
