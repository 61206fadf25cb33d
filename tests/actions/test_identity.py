"""The right patient: nothing with a changed dose is issued unless two identifiers are typed again."""

from datetime import timedelta

import pytest

from taper_app.actions import identity
from taper_app.models import AuditEvent, Plan, Revision

from .test_plans import start
from .test_reviews import IN_TAPER
from .visits import begin, visit

WRONG = [
    ({"initials": "XY"}, ["initials"]),
    ({"birth_year": "1971"}, ["birth_year"]),
    ({"initials": "", "birth_year": ""}, ["initials", "birth_year"]),
    ({"birth_year": "70"}, ["birth_year"]),
    ({"birth_year": "born 1970"}, ["birth_year"]),
]


@pytest.mark.parametrize(("typed", "wrong"), WRONG)
def test_a_plan_for_somebody_else_is_not_issued(lorazepam_patient, clinician, typed, wrong):
    """What does not fit is named, nothing is kept but an event, and that says which it was and not what was typed."""
    with pytest.raises(identity.WrongPatient) as caught:
        start(lorazepam_patient, clinician, **typed)
    assert (caught.value.wrong, str(caught.value)) == (wrong, f"Not this patient's: {', '.join(wrong)}.")
    assert not Plan.objects.exists() and not Revision.objects.exists()
    event = AuditEvent.objects.get(action="refuse_identity")
    assert (event.by, event.subject) == (clinician, f"patient {lorazepam_patient.code}")
    assert (event.before, event.after) == (None, {"wrong": wrong})


def test_the_year_is_taken_with_blanks(lorazepam_patient, clinician):
    """The year of birth may be typed with blanks round and inside it."""
    assert start(lorazepam_patient, clinician, initials="r. e.", birth_year=" 19 70 ").number == 1


@pytest.mark.parametrize("typed", [{"initials": "XY"}, {"birth_year": "1971"}, {"initials": "", "birth_year": ""}])
def test_a_changed_dose_for_somebody_else_is_not_issued(patient, clinician, typed):
    """A review that changes a printed dose or date wants both; without them nothing of it is kept but the event."""
    plan = begin(patient, clinician)
    with pytest.raises(identity.WrongPatient):
        visit(plan, clinician, IN_TAPER, "hold", **typed)
    assert (plan.reviews.count(), plan.revisions.count()) == (0, 1)
    assert AuditEvent.objects.filter(action="refuse_identity").count() == 1


def test_a_plain_continue_asks_for_neither(patient, clinician):
    """Where nothing that is printed changes, nothing is typed again; nor where the plan ends or help is called."""
    plan = begin(patient, clinician)
    neither = {"initials": "", "birth_year": ""}
    assert visit(plan, clinician, IN_TAPER, **neither).revision is None
    assert visit(plan, clinician, IN_TAPER + timedelta(days=1), "urgent", **neither).revision is None
    assert visit(plan, clinician, IN_TAPER + timedelta(days=2), "end", **neither).revision is None
    assert not AuditEvent.objects.filter(action="refuse_identity").exists()
