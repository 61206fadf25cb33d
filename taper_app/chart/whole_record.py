"""Everything that is kept of one patient, wherever it lies: what an export holds, and what an erasure takes away."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import Model, Q, QuerySet

from taper_app.chart.names import as_one, words
from taper_app.chart.search import search_words
from taper_app.models import (
    AdjunctEntry,
    AuditEvent,
    CareEntry,
    Draft,
    EnteredInError,
    FollowUpDay,
    JobItem,
    LookAlike,
    Medication,
    NoTaper,
    OutsideReading,
    Patient,
    Plan,
    PlanCheck,
    RelapsePlan,
    Review,
    Revision,
    RiskPicture,
    SearchWord,
    Weighing,
)

OF_PATIENT: dict[type[Model], tuple[str, ...]] = {
    EnteredInError: ("patient", "plan__patient", "review__plan__patient"),
    CareEntry: ("plan__patient",),
    FollowUpDay: ("plan__patient",),
    JobItem: ("patient", "plan__patient"),
    PlanCheck: ("plan__patient",),
    Review: ("plan__patient",),
    Revision: ("plan__patient",),
    Plan: ("patient",),
    Medication: ("patient",),
    RiskPicture: ("patient",),
    Weighing: ("patient",),
    RelapsePlan: ("patient",),
    AdjunctEntry: ("patient",),
    NoTaper: ("patient",),
    OutsideReading: ("patient",),
    Draft: ("patient",),
    SearchWord: ("patient",),
    LookAlike: ("patient", "other"),
}
"""How each kind of row belongs to a patient; what refers to another stands before it."""
REFER = {"EnteredInError.right_patient", "EnteredInError.right_plan"}
"""Ways to a patient on which what is found is another patient's, and only names this one."""
MADE_OF_OTHERS: tuple[type[Model], ...] = (SearchWord, LookAlike, JobItem)
"""Kinds that say nothing which another does not: no export has them."""
LEAST_SEARCHED = 2


def rows(kind: type[Model], patient: Patient) -> QuerySet[Any]:
    """The patient's rows of this kind, in the order in which they were made."""
    belonging = Q()
    for path in OF_PATIENT[kind]:
        belonging |= Q((path, patient))
    manager = Draft.with_discarded if kind is Draft else kind._default_manager
    return manager.filter(belonging).order_by("pk")


def events(patient: Patient) -> QuerySet[AuditEvent]:
    """Every event about the patient or a plan of the patient, in the order of their rows."""
    about = [f"patient {patient.code}", *(f"plan {code}" for code in patient.plans.values_list("code", flat=True))]
    return AuditEvent.objects.filter(subject__in=about, clinic=patient.clinic_id).order_by("pk")


def known_as(patient: Patient) -> set[tuple[str, str]]:
    """The names and identifiers that the patient has, and those that were corrected, as pairs."""
    told = chain.from_iterable(events(patient).filter(action="change_patient").values_list("before", "after"))
    earlier = {(str(each.get("name", "")), str(each.get("identifier", ""))) for each in told if isinstance(each, dict)}
    return {(patient.name, patient.identifier), *earlier} - {("", "")}


def searches(patient: Patient) -> Iterator[AuditEvent]:
    """Events of searches in the clinic that may have been for the patient: a word that was typed begins one of the
    patient's, or the other way round."""
    own = {word for name, identifier in known_as(patient) for word, _ in search_words(name, identifier)}
    found = AuditEvent.objects.filter(clinic=patient.clinic_id, action="search_patients", after__isnull=False).order_by("pk")
    for event in found.iterator():
        text = str(event.after.get("text", "")) if isinstance(event.after, dict) else ""
        typed = {each for each in (*words(text), as_one(text)) if len(each) >= LEAST_SEARCHED}
        if any(mine.startswith(each) or each.startswith(mine) for each in typed for mine in own):
            yield event
