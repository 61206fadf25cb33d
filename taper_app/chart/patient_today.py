"""The patient today, as the rules read it: what is taken and prescribed, how old, by whose thresholds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max

from taper_app.chart import risk_picture
from taper_app.chart.earlier_plans import stopped_on
from taper_app.chart.read_once import once
from taper_app.chart.refused import NotIssued
from taper_app.engine import (
    DEFAULT_FORMS,
    TIMES,
    Catalogue,
    Held,
    Medicine,
    PatientToday,
    Product,
    Regimen,
    Specialist,
    Thresholds,
    drug_of,
    even_days,
    is_modified,
    load_catalogue,
    medicines_at_visit,
    own_product,
    text,
)
from taper_app.models import Clinic, Medication, OwnProduct, Patient, Plan, Review
from taper_app.record import visit_of


class NothingTaken(NotIssued):
    """The patient takes no dose that could be tapered."""


def thresholds(clinic: Clinic) -> Thresholds:
    """The clinic's own thresholds, in mg diazepam a day; None is the rule's own."""
    return Thresholds(clinic.diazepam_threshold_mg, clinic.specialist_threshold_mg, clinic.inpatient_threshold_mg)


def stocked_solids(clinic: Clinic, taken: Collection[str] = ()) -> tuple[str, ...]:
    """The tablets and capsules that the clinic stocks: a liquid is used only where the clinician names it.

    They are of the release that is taken: plain, but for these medicines.
    """
    sold = load_catalogue().products(clinic.market)
    slow = {drug_of(each) for each in taken if is_modified(each)} - {*taken}
    plain = [each for each in clinic.stocked_products if sold[each].form in DEFAULT_FORMS and sold[each].drug not in slow]
    return (*plain, *(each for each in clinic.stocked_products if sold[each].modified_release and sold[each].medicine in taken))


def regimen(medications: list[Medication]) -> Regimen:
    """What is really taken, each row as it is: the doses of every day, and what is held beside them, on some days or as needed.

    Raises NothingTaken where nothing is taken that could be tapered.
    """
    found = Regimen.from_json([row_told(each) for each in medications if each.other or taken(each)])
    if not found.weekly().doses:
        raise NothingTaken("Enter what the patient takes every day now: a taper starts from that dose.")
    return found


def held_beside(patient: Patient) -> tuple[Held, ...]:
    """What of the patient's list stands beside a plan: what is taken as needed, on some days, or is never converted."""
    rows = [row_told(each) for each in patient.medications.all() if each.other or taken(each)]
    return Regimen.from_json(rows).held


def row_told(medication: Medication) -> dict[str, Any]:
    """A row of the list as a request has it, with the doses really taken."""
    if medication.other:
        return {"other": medication.other, "amount": medication.taken_as}
    told: dict[str, Any] = {"drug": medication.drug, "release": medication.release, "use": medication.use}
    told |= {time: text.exact(mg) for time in TIMES if (mg := getattr(medication, f"taken_{time}"))}
    told |= {"product": medication.product} if medication.product else {}
    if medication.use == Medication.Use.DAYS:
        told["weekdays"] = list(weekdays_of(medication))
    if medication.usual_week_mg is not None:
        told["usual_week"] = text.exact(medication.usual_week_mg)
    days = {name: getattr(medication, name) for name in ("since_on", "last_taken_on")}
    return told | {name: on.isoformat() for name, on in days.items() if on}


def own_products(clinic: Clinic) -> tuple[Product, ...]:
    """The products that are made for the clinic, as the engine has them, withdrawn ones too."""
    return tuple(own_product(own_row(each), clinic.market) for each in clinic.own_products.all())


def known_products(clinic: Clinic) -> Catalogue:
    """The catalogue, with what is made for the clinic and not withdrawn among the products of its market."""
    in_use = {each.code for each in clinic.own_products.all() if each.withdrawn_on is None}
    return load_catalogue().with_own(clinic.market, [each for each in own_products(clinic) if each.id in in_use])


def own_row(product: OwnProduct) -> dict[str, str]:
    """A product that is made for the clinic as a request has it."""
    form, amount = ("liquid", "mg_per_ml") if product.is_liquid else (product.form, "mg")
    told = {"id": product.code, "drug": product.drug, "name": product.name, "form": form}
    return told | {amount: text.exact(product.strength_mg)}


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit as the patient today is told of it: what was planned for that day, what is really taken, and what else was found.

    `observations` are as a review keeps them, its red flags among them.
    """

    planned: Regimen
    taken: Regimen
    observations: Mapping[str, Any]


def patient_today(patient: Patient, specialist: Specialist | None, today: date, seen: Seen | None = None) -> PatientToday:
    """All that the rules are told of the patient, for a new plan, a visit, an edit and a follow-up alike: built here and nowhere
    else.

    `seen` is the visit that is being recorded, None where there is none.
    """
    medications = list(patient.medications.all())
    listed = tuple(medicine(each) for each in medications if each.drug)
    picture, observations = risk_picture.newest(patient), seen.observations if seen else {}
    known = PatientToday(
        age=age(patient.born_on, today),
        specialist=specialist,
        medicines=medicines_at_visit(listed, seen.planned, seen.taken) if seen else listed,
        visit=visit_of(observations) if seen else None,
        days_since_last_dose=days_since_last_dose(medications, today),
        stopped_on=stopped_on(patient),
    )
    return risk_picture.with_risks(known, picture, risk_picture.found_since(patient, picture, observations))


def medicine(medication: Medication) -> Medicine:
    """One drug of the list as the rules read it, in mg a day."""
    prescribed, taken = (
        sum((getattr(medication, f"{kind}_{time}") for time in TIMES), Decimal(0)) for kind in ("prescribed", "taken")
    )
    return Medicine(
        medication.medicine,
        prescribed,
        taken,
        medication.as_needed,
        medication.indication,
        weekdays=weekdays_of(medication) if medication.use == Medication.Use.DAYS else (),
        since_on=medication.since_on,
    )


def weekdays_of(medication: Medication) -> tuple[str, ...]:
    """The days of a week on which a row is taken; where they are not named, so many of them evenly."""
    return tuple(medication.weekdays.split(",")) if medication.weekdays else even_days(medication.days_a_week)


def days_since_last_dose(medications: Sequence[Medication], today: date) -> int | None:
    """Days since any of the medicines was taken; None where one of them is taken now, or nobody said."""
    last = [each.last_taken_on for each in medications if each.drug]
    days = [(today - on).days for on in last if on]
    return min(days) if days and len(days) == len(last) else None


def age(born_on: date, on: date) -> int:
    """Whole years lived on that day."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


@once
def medicines_are_old(patient: Patient) -> bool:
    """Whether the medicines are those of before a taper that has ended, whose first dose may be far too much now, or of before a
    follow-up that found something taken again."""
    ended_on = patient.plans.filter(state=Plan.State.ENDED).aggregate(last=Max("ended_on"))["last"]
    return asked_before(patient, ended_on) or bool(taken_again(patient).doses)


def asked_before(patient: Patient, on: date | None) -> bool:
    """Whether the list of medicines was last asked for before that day, or never; not where there is no such day."""
    return on is not None and (patient.others_asked_on is None or patient.others_asked_on < on)


@once
def taken_again(patient: Patient) -> Regimen:
    """What the last follow-up found to be taken again, until the list of medicines is asked for anew; else nothing."""
    after = Review.objects.valid().filter(plan__patient=patient, plan__state=Plan.State.ENDED, kind=Review.Kind.FOLLOW_UP)
    found = after.order_by("reviewed_on", "pk").last()
    rows = found.observations.get("again", []) if found and asked_before(patient, found.reviewed_on) else []
    return Regimen.from_json(rows)


def taken_beside(patient: Patient) -> list[str]:
    """What of the patient's list is taken as needed, or is no drug of the catalogue: no visit asks about it, and no plan takes it
    away."""
    return [each.drug or each.other for each in patient.medications.all() if each.other or (each.as_needed and taken(each))]


def taken(medication: Medication) -> bool:
    """Whether any dose of it is taken."""
    return any(getattr(medication, f"taken_{time}") for time in TIMES)
