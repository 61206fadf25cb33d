"""What a patient is prescribed and really takes: the whole list at once, as one question was asked about all of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from taper_app import seals
from taper_app.actions import audit, patients
from taper_app.actions.seen import refuse_changed
from taper_app.chart import snapshot
from taper_app.engine import load_catalogue
from taper_app.models import Medication, Patient, User
from taper_app.record import to_json


@transaction.atomic
def set_medications(
    *, patient: Patient, rows: Sequence[Mapping[str, Any]], others_asked_on: date | None, by: User, seen: str | None = None
) -> list[Medication]:
    """Replace the patient's list. A row has the model's fields, doses in mg a time of day; `seen` is what seen_list gave when
    the page was opened.

    `others_asked_on` is the day on which "no others" was the answer. Raises ValidationError naming the field: an unknown
    drug, a drug twice, a dose out of range. Raises seen.Changed where the list is another by now.
    """
    kept = patients.lock(patient)
    before = told(kept)
    refuse_changed(seen_list(kept), seen)
    kept.others_asked_on = others_asked_on
    kept.clean_fields(exclude=[each.name for each in kept._meta.fields if each.name != "others_asked_on"])
    kept.save(update_fields=["others_asked_on"])
    kept.medications.all().delete()
    for row in rows:
        add(kept, row)
    after = told(kept)
    if after != before:
        subject = f"patient {kept.code}"
        audit.record(clinic=kept.clinic, by=by, action="set_medications", subject=subject, before=before, after=after)
    return list(kept.medications.all())


def seen_list(patient: Patient) -> str:
    """What a page of the list carries of it."""
    return seals.sha256([to_json(snapshot.medication_told(each)) for each in patient.medications.all()])


def add(patient: Patient, row: Mapping[str, Any]) -> None:
    """One row of the list. Raises ValidationError naming the field."""
    medication = medication_of(patient, row)
    if medication.drug and medication.drug not in load_catalogue().drugs:
        raise ValidationError({"drug": f"{medication.drug!r} is not a drug that Taper knows."})
    medication.full_clean()
    medication.save()


def medication_of(patient: Patient, row: Mapping[str, Any]) -> Medication:
    """A row as it would be kept."""
    medication = Medication(patient=patient)
    for column, value in row.items():
        setattr(medication, column, value)
    return medication


def told(patient: Patient) -> dict[str, object]:
    """The list and its question, as an audit event keeps them."""
    rows = [audit.told(each) for each in patient.medications.all()]
    return {"others_asked_on": patient.others_asked_on, "medications": rows}
