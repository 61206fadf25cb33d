"""The patient today, as the rules read it: what is taken and prescribed, how old, by whose thresholds."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.db.models import Max

from taper_app.chart import risk_picture
from taper_app.chart.refused import NotIssued
from taper_app.engine import DEFAULT_FORMS, TIMES, Dose, Medicine, PatientToday, Regimen, Thresholds, load_catalogue
from taper_app.models import Clinic, Medication, Patient, Plan

WEEK_NEEDED = (
    "{drugs} {are} taken on some days of the week only. Taper cannot plan that yet: it plans what is taken every day. What is on "
    "record is kept, and printed on every paper."
)


class NothingTaken(NotIssued):
    """The patient takes no dose that could be tapered."""


class NotPlain(NotIssued):
    """What is of modified release is never made into the plain medicine."""


class WeekNeeded(NotIssued):
    """What is taken on some days of the week only is never made into a daily dose."""


def thresholds(clinic: Clinic) -> Thresholds:
    """The clinic's own thresholds, in mg diazepam a day; None is the rule's own."""
    return Thresholds(clinic.diazepam_threshold_mg, clinic.specialist_threshold_mg, clinic.inpatient_threshold_mg)


def stocked_solids(clinic: Clinic) -> tuple[str, ...]:
    """The plain tablets and capsules that the clinic stocks: a liquid is used only where the clinician names it."""
    sold = load_catalogue().products(clinic.market)
    return tuple(each for each in clinic.stocked_products if sold[each].form in DEFAULT_FORMS)


def regimen(medications: list[Medication]) -> Regimen:
    """The regular doses really taken in a day, in mg. Raises NothingTaken where there are none, WeekNeeded and NotPlain."""
    if some_days := [each.drug for each in medications if each.use == Medication.Use.DAYS]:
        raise WeekNeeded(WEEK_NEEDED.format(drugs=" and ".join(some_days).capitalize(), are="are" if some_days[1:] else "is"))
    if slow := next((each.drug for each in medications if each.release == "modified" and not each.as_needed), ""):
        raise NotPlain(load_catalogue().drugs[slow].modified_release_refused)
    doses = tuple(
        Dose(time=time, drug=each.drug, mg=getattr(each, f"taken_{time}").normalize())
        for each in medications
        if each.use == Medication.Use.REGULAR
        for time in TIMES
        if getattr(each, f"taken_{time}")
    )
    if not doses:
        raise NothingTaken("Enter what the patient takes every day now: a taper starts from that dose.")
    return Regimen(doses)


def patient_today(
    patient: Patient,
    medications: list[Medication],
    specialist: str,
    today: date,
    observations: Mapping[str, object] = MappingProxyType({}),
) -> PatientToday:
    """What the rules need to know about the patient; `observations` are of the visit that is being recorded."""
    known = PatientToday(
        age=age(patient.born_on, today),
        specialist=specialist.strip(),
        medicines=tuple(medicine(each) for each in medications if each.drug),
    )
    return risk_picture.with_risks(known, risk_picture.newest(patient), observations)


def medicine(medication: Medication) -> Medicine:
    """One drug of the list as the rules read it, in mg a day."""
    prescribed, taken = (
        sum((getattr(medication, f"{kind}_{time}") for time in TIMES), Decimal(0)) for kind in ("prescribed", "taken")
    )
    return Medicine(medication.drug, prescribed, taken, medication.as_needed, medication.indication)


def age(born_on: date, on: date) -> int:
    """Whole years lived on that day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def medicines_are_old(patient: Patient) -> bool:
    """Whether the medicines are those of before a taper that has ended: its first dose may be far too much now."""
    ended_on = patient.plans.filter(state=Plan.State.ENDED).aggregate(last=Max("ended_on"))["last"]
    return ended_on is not None and (patient.others_asked_on is None or patient.others_asked_on < ended_on)


def taken_beside(patient: Patient) -> list[str]:
    """What of the patient's list is taken as needed, or is no drug of the catalogue: no visit asks about it, and no plan takes it
    away."""
    return [each.drug or each.other for each in patient.medications.all() if each.other or (each.as_needed and taken(each))]


def taken(medication: Medication) -> bool:
    """Whether any dose of it is taken."""
    return any(getattr(medication, f"taken_{time}") for time in TIMES)
