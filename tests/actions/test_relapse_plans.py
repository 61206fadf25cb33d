"""The patient's relapse plan: the newest counts, none is changed, and no dose stands in it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from taper_app.actions import relapse_plans
from taper_app.chart.relapse_plan import newest, relapse_plan_told
from taper_app.models import AuditEvent, RelapsePlan

from .visits import TODAY

SAID = {
    "triggers": "A row at home\n- pain",
    "early_signs": "Awake three nights",
    "what_helps": "",
    "contacts": "Ana, 07700 900123",
}


def write(patient, by, seen=0, today=TODAY, **changes):
    return relapse_plans.record_relapse_plan(patient=patient, seen=seen, said=SAID | changes, today=today, by=by)


def test_what_is_written_is_kept_with_who_and_when(patient, clinician):
    """Each time anew; the newest counts, and the earlier ones stay."""
    first = write(patient, clinician)
    later = write(patient, clinician, seen=1, today=TODAY + timedelta(days=30), what_helps="Walk with Sam")
    assert (first.number, later.number, newest(patient)) == (1, 2, later)
    assert (first.what_helps, later.what_helps, later.recorded_by) == ("", "Walk with Sam", clinician)
    event = AuditEvent.objects.filter(action="record_relapse_plan").last()
    assert (event.before, event.after) == (SAID, SAID | {"what_helps": "Walk with Sam"})


def test_papers_are_told_a_thing_a_line(patient, clinician):
    """Without the dash that it may be typed with; nothing is told where nothing was written, or it was taken back."""
    assert relapse_plan_told(patient) is None
    write(patient, clinician)
    told = relapse_plan_told(patient)
    assert (told.triggers, told.what_helps, told.written_on) == (("A row at home", "pain"), (), TODAY)
    write(patient, clinician, seen=1, **dict.fromkeys(SAID, ""))
    assert relapse_plan_told(patient) is None


def test_the_same_again_is_nothing_new(patient, clinician):
    """It keeps its day."""
    write(patient, clinician)
    assert write(patient, clinician, seen=1, today=TODAY + timedelta(days=1)) is None
    assert RelapsePlan.objects.count() == 1


@pytest.mark.parametrize("dose", ["diazepam 5 mg", "half of a 2mg one", "2 tablets", "10 drops", "one 0.5 ML", "20 micrograms"])
def test_no_dose_stands_on_the_patients_paper_beside_the_plan(patient, clinician, dose):
    """A dose in the patient's own words is refused at its box: the plan alone says what to take."""
    with pytest.raises(ValidationError) as refused:
        write(patient, clinician, what_helps=f"When it is bad: {dose}")
    assert refused.value.message_dict == {
        "what_helps": ["Leave doses out: it is printed beside the plan, and the plan alone says what to take."]
    }
    assert not RelapsePlan.objects.exists()


@pytest.mark.parametrize("said", ["7 in the evening", "2 talks with Ana", "07700 900123 (mobile)", "put tablets away"])
def test_numbers_that_are_no_dose_may_be_written(patient, clinician, said):
    """Times, numbers to call, and tablets without a count."""
    assert write(patient, clinician, what_helps=said).what_helps == said


def test_somebody_else_was_quicker(patient, clinician):
    """Whoever opened the page before is told what stands there now."""
    write(patient, clinician)
    with pytest.raises(relapse_plans.RelapsePlanChanged) as refused:
        write(patient, clinician, seen=0, triggers="Another thing")
    assert refused.value.plan.number == 1


def test_another_clinics_clinician_writes_nothing(patient, other_clinician):
    """And leaves no trace."""
    with pytest.raises(PermissionDenied):
        write(patient, other_clinician)
    assert not RelapsePlan.objects.exists()


@pytest.mark.any_database
def test_what_the_database_refuses(patient, clinician):
    """A number twice for a patient, or none."""
    made = write(patient, clinician)
    for number in (0, 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            RelapsePlan.objects.create(
                patient=patient, number=number, written_on=TODAY, recorded_at=made.recorded_at, recorded_by=clinician
            )
