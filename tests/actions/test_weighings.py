"""What is weighed before a first plan is kept whole and never overwritten; the newest counts."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from taper_app.actions import audit
from taper_app.actions.weighings import WeighingChanged
from taper_app.chart import weighing
from taper_app.chart.in_error import StruckOut
from taper_app.models import AuditEvent, Weighing
from taper_app.pages.weighings import asked_again
from tests.actions.marking import mark_patient
from tests.actions.risks import ask
from tests.actions.visits import TODAY
from tests.actions.weighings import weigh

pytestmark = pytest.mark.usefixtures("monday")
LATER = TODAY + timedelta(days=28)


def test_the_newest_counts_and_the_event_tells_both(patient, clinician):
    """Each time is added, and its event says what it was before."""
    weigh(patient, clinician, TODAY, conclusion="not-now", ask_again_on=LATER, fears="Lying awake")
    weigh(patient, clinician, TODAY, seen=1, reasons=["wants-to"])
    assert [(each.number, each.conclusion) for each in Weighing.objects.all()] == [(1, "not-now"), (2, "taper")]
    assert weighing.newest(patient).reasons == ["wants-to"]
    event = AuditEvent.objects.last()
    assert (event.action, event.subject) == ("record_weighing", f"patient {patient.code}")
    assert (event.before["ask_again_on"], event.after["ask_again_on"]) == (LATER.isoformat(), None)


def test_a_weighing_without_its_event_is_undone(patient, clinician, monkeypatch):
    """When the event cannot be written, nothing is kept."""

    def fail(**kwargs):
        raise RuntimeError("the second write failed")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        weigh(patient, clinician, TODAY)
    assert not Weighing.objects.exists()


def test_who_was_quicker_is_told_and_nothing_is_kept(patient, clinician):
    """Two who had the same page open: the second is refused, unless both say the same."""
    first = weigh(patient, clinician, TODAY, wants="To drive")
    assert weigh(patient, clinician, TODAY, wants="To drive") == first
    with pytest.raises(WeighingChanged) as changed:
        weigh(patient, clinician, TODAY, wants="To sleep")
    assert changed.value.weighing == first
    assert Weighing.objects.count() == 1


@pytest.mark.parametrize("said", [{"reasons": ["made-up"]}, {"reasons": ["home"]}, {"setting": "falls"}, {"setting": "made-up"}])
def test_what_the_data_does_not_know_is_refused(patient, clinician, said):
    """A place is no reason and a reason no place; neither may be made up."""
    with pytest.raises(ValidationError):
        weigh(patient, clinician, TODAY, **said)
    assert not Weighing.objects.exists()


def test_nothing_is_weighed_of_who_was_entered_in_error(patient, clinician):
    """A record that was entered in error takes nothing more, and nobody is reminded to ask."""
    weigh(patient, clinician, TODAY, conclusion="not-now", ask_again_on=LATER)
    mark_patient(patient, clinician)
    with pytest.raises(StruckOut):
        weigh(patient, clinician, TODAY, seen=1)
    assert not asked_again(patient.clinic, LATER)


def test_another_clinics_clinician_keeps_nothing(patient, other_clinician):
    """Who is of another clinic is refused."""
    with pytest.raises(PermissionDenied):
        weigh(patient, other_clinician, TODAY)
    assert not Weighing.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"conclusion": "not-now", "ask_again_on": None},
        {"conclusion": "undecided", "ask_again_on": TODAY},
        {"conclusion": "taper", "ask_again_on": LATER},
        {"conclusion": "", "ask_again_on": None},
        {"conclusion": "maybe", "ask_again_on": LATER},
        {"conclusion": "taper", "readiness": 11},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(patient, clinician, wrong):
    """No day to ask again where none is planned, one that is past, or one where a taper is; a readiness of 11."""
    row = {"number": 1, "weighed_on": TODAY, "recorded_at": timezone.now(), "recorded_by": clinician}
    with pytest.raises(IntegrityError), transaction.atomic():
        Weighing.objects.create(patient=patient, **row, **wrong)


def test_what_the_record_knows_is_not_asked_again(patient, clinician):
    """Age and the newest answers about risks are known, by both sides of the age."""
    ask(patient, clinician, TODAY, falls="yes", suicidality="yes")
    patient.born_on = date(1962, 1, 5)  # 65 tomorrow
    assert weighing.known(patient, TODAY) == ["falls", "suicidality"]
    patient.born_on = date(1962, 1, 4)
    assert weighing.known(patient, TODAY) == ["older", "falls", "suicidality"]
