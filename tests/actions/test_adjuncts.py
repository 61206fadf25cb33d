"""Adjunct medicines that were begun or stopped: what stands against them for this patient is said first."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from taper_app.actions import adjuncts
from taper_app.actions.adjuncts import Given
from taper_app.chart import adjuncts as known
from taper_app.chart import risk_picture
from taper_app.engine import Interacting
from taper_app.models import AdjunctEntry, AuditEvent

from .risks import ask
from .visits import TODAY

WHY = "Agreed with the pain clinic."


def give(patient, by, adjunct, on=TODAY, **changes):
    given = Given(**{"adjunct": adjunct, "started_on": on} | changes)
    return adjuncts.record_adjunct(patient=patient, given=given, today=TODAY, by=by)


def refused(patient, by, adjunct, **changes):
    with pytest.raises(ValidationError) as error:
        give(patient, by, adjunct, **changes)
    assert not AdjunctEntry.objects.exists()
    return error.value.message_dict


def test_what_is_given_is_kept_with_who_and_when(patient, clinician):
    """Begun, then stopped: the latest entry counts, and the earlier one stays."""
    ask(patient, clinician, TODAY)
    give(patient, clinician, "clonidine")
    assert [each.adjunct for each in known.taken_now(patient, TODAY)] == ["clonidine"]
    give(patient, clinician, "clonidine", stopped_on=TODAY)
    assert known.taken_now(patient, TODAY) == []
    assert [(each.number, each.stopped_on, each.recorded_by) for each in patient.adjuncts.all()] == [
        (1, None, clinician),
        (2, TODAY, clinician),
    ]
    assert AuditEvent.objects.filter(action="record_adjunct").count() == 2


def test_the_same_again_is_nothing_new(patient, clinician):
    """A second click keeps nothing."""
    ask(patient, clinician, TODAY)
    give(patient, clinician, "clonidine")
    assert give(patient, clinician, "clonidine") is None


AVOID = [("gabapentin", {"opioid": "yes"}), ("doxepin", {"suicidality": "yes"}), ("carbamazepine", {"pregnancy": "yes"})]


@pytest.mark.parametrize(("adjunct", "answers"), AVOID)
def test_an_adjunct_that_is_to_be_avoided_for_this_patient_wants_a_reason(patient, clinician, adjunct, answers):
    """What stands against it is in the sentence; with a reason it is kept, and so it is for whom it is not to be avoided."""
    ask(patient, clinician, TODAY, **answers)
    words = refused(patient, clinician, adjunct)["why"][0]
    assert words.startswith("It is to be avoided for this patient: ")
    assert give(patient, clinician, adjunct, why=WHY).why == WHY


@pytest.mark.parametrize(
    ("adjunct", "question"), [("propranolol", "Asthma, or a slow heart?"), ("valproate", "Could a pregnancy begin?")]
)
def test_what_no_record_knows_is_asked_first(patient, clinician, adjunct, question):
    """Nothing is kept before it is ticked; a medicine that stops asks nothing."""
    ask(patient, clinician, TODAY)
    assert refused(patient, clinician, adjunct) == {
        "asked": [f"Ask first: {question} Tick it once that does not stand against it."]
    }
    assert give(patient, clinician, adjunct, asked=True).asked


def test_what_cannot_be(patient, clinician):
    """A medicine that nobody knows, one that stops before it starts, and a day far ahead."""
    ask(patient, clinician, TODAY)
    assert refused(patient, clinician, "water") == {"adjunct": ["Choose a medicine from the list."]}
    assert "started_on" in refused(patient, clinician, "clonidine", on=TODAY + timedelta(days=61))
    with pytest.raises(ValidationError, match="stops on the day it starts, or later"):
        give(patient, clinician, "clonidine", stopped_on=TODAY - timedelta(days=1))


def test_an_adjunct_that_interacts_is_offered_among_the_risks_and_never_put_there(patient, clinician):
    """Until the answers name it; that it sedates is offered too. No answer changes by itself."""
    before = ask(patient, clinician, TODAY)
    give(patient, clinician, "carbamazepine")
    give(patient, clinician, "antidepressants")
    give(patient, clinician, "mirtazapine")
    offered = {each.entry.adjunct: (each.interacts, each.sedating) for each in known.lacking(patient, TODAY)}
    assert offered == {
        "carbamazepine": (("carbamazepine",), False),
        "antidepressants": (("fluoxetine", "fluvoxamine"), False),
        "mirtazapine": ((), True),
    }
    assert risk_picture.newest(patient) == before
    ask(
        patient,
        clinician,
        TODAY,
        Interacting("carbamazepine", TODAY, None),
        Interacting("fluoxetine", None, None),
        sedatives="yes",
    )
    assert list(known.lacking(patient, TODAY)) == []


def test_another_clinics_clinician_records_nothing(patient, clinician, other_clinician):
    """And leaves no trace."""
    ask(patient, clinician, TODAY)
    with pytest.raises(PermissionDenied):
        give(patient, other_clinician, "clonidine")
    assert not AdjunctEntry.objects.exists()


@pytest.mark.any_database
def test_what_the_database_refuses(patient, clinician):
    """A number twice or none, no medicine, and one that stops before it starts."""
    own = {"number": 1, "adjunct": "clonidine", "started_on": TODAY, "recorded_at": "2027-01-04T10:00Z", "recorded_by": clinician}
    AdjunctEntry.objects.create(patient=patient, **own)
    for wrong in ({}, {"number": 0}, {"number": 2, "adjunct": ""}, {"number": 2, "stopped_on": date(2027, 1, 3)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AdjunctEntry.objects.create(patient=patient, **own | wrong)
