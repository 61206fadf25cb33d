"""The people of a clinic."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from taper_app.actions import audit
from taper_app.actions.codes import new_code
from taper_app.actions.seen import digest, refuse_changed
from taper_app.chart.in_error import refuse_struck_patient
from taper_app.chart.names import sorted_as
from taper_app.chart.search import kept_words
from taper_app.chart.similar import like
from taper_app.models import IDENTIFIER_TAKEN, Clinic, LookAlike, Patient, SearchWord, User
from taper_app.models.patient import LONGEST_SORTED
from taper_app.models.search_word import LONGEST


def add_patient(*, clinic: Clinic, name: str, born_on: date, sex: str, identifier: str, by: User, **needs: object) -> Patient:
    """A new patient of the clinic. `needs` are information needs by column; none are known of what is left out.

    Raises ValidationError naming the field, also when the identifier is taken.
    """
    patient = Patient(clinic=clinic, code=new_code(), name=name, born_on=born_on, sex=sex, identifier=identifier, **needs)
    patient.sorts_as = sorted_as(name)[:LONGEST_SORTED]
    with one_identifier(patient):
        patient.full_clean()
        patient.save()
        make_found(patient)
        tell_apart(patient)
        record(patient, by=by, action="add_patient", before=None)
    return patient


def change_patient(*, patient: Patient, by: User, seen: str | None = None, **changes: object) -> Patient:
    """The patient with these fields changed. `seen` is what seen_patient gave when the page was opened.

    Raises ValidationError as add_patient does, and seen.Changed where that would undo what was saved meanwhile.
    """
    named = Patient(pk=patient.pk, clinic=patient.clinic, identifier=str(changes.get("identifier", patient.identifier)))
    with one_identifier(named):
        kept = lock(patient)
        before, now = audit.told(kept), seen_patient(kept)
        for field, value in changes.items():
            setattr(kept, field, value)
        kept.sorts_as = sorted_as(kept.name)[:LONGEST_SORTED]
        kept.full_clean()
        if audit.told(kept) != before:
            refuse_changed(now, seen)
            kept.save()
            make_found(kept)
            if (kept.name, str(kept.born_on)) != (before["name"], str(before["born_on"])):
                tell_apart(kept)
            record(kept, by=by, action="change_patient", before=before)
    return kept


def make_found(patient: Patient) -> None:
    """Keep the words that a search finds the patient by, instead of those of before."""
    patient.search_words.all().delete()
    found = kept_words(patient.name, patient.identifier)
    SearchWord.objects.bulk_create(
        SearchWord(clinic=patient.clinic, patient=patient, word=word[:LONGEST], sound=heard[:LONGEST]) for word, heard in found
    )


def tell_apart(patient: Patient) -> None:
    """Keep for whom the patient may be taken, instead of those of before.

    One at a time in a clinic: of two who are added at once, the second has to find the first.
    """
    Clinic.objects.select_for_update(no_key=True).get(pk=patient.clinic_id)
    LookAlike.objects.filter(Q(patient=patient) | Q(other=patient)).delete()
    pairs = [pair for other in like(patient) for pair in ((patient.pk, other), (other, patient.pk))]
    LookAlike.objects.bulk_create(LookAlike(patient_id=one, other_id=other) for one, other in pairs)


def seen_patient(patient: Patient) -> str:
    """What a page of the patient's own facts carries of them; when the medicines were asked about is none of these."""
    return digest(patient, sorted(audit.told(patient).keys() - {"others_asked_on"}))


def lock(patient: Patient) -> Patient:
    """The patient as stored, held until the transaction ends: whoever else changes this patient's records waits.

    Every change begins here, so here stands that nothing is kept of a patient who was entered in error. Rows may name the patient
    meanwhile: a draft that is kept beside it waits for nobody who waits for its account. Raises StruckOut.
    """
    kept = Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    refuse_struck_patient(kept)
    return kept


def record(patient: Patient, *, by: User, action: str, before: dict[str, object] | None) -> None:
    """The event of a change to the patient's own columns."""
    after, subject = audit.told(patient), f"patient {patient.code}"
    audit.record(clinic=patient.clinic, by=by, action=action, subject=subject, before=before, after=after)


@contextmanager
def one_identifier(patient: Patient) -> Iterator[None]:
    """One transaction, in which an identifier that somebody else took a moment ago is an error of that field.

    Whatever else the database refuses goes on as it is: another sentence would send somebody to look for a double.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        others = Patient.objects.filter(clinic=patient.clinic_id, identifier=patient.identifier, entered_in_error=False)
        if not others.exclude(pk=patient.pk).exists():
            raise
        raise ValidationError({"identifier": IDENTIFIER_TAKEN}) from error
