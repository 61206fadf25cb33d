"""Entered in error: what is struck out counts for nothing, what was there before holds again, and all of it stays on record."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from taper_app.actions import audit, care, identity, in_error, patients, reviews, risks, visits
from taper_app.actions.unseen import TextUnseen
from taper_app.chart import follow_ups, next_revision, old_paper, patient_today
from taper_app.chart.in_error import CannotBeUndone, StruckOut
from taper_app.models import AuditEvent, Draft, EnteredInError, Patient, Plan
from tests.actions.marking import WHY, mark_patient, mark_plan, mark_review, marking, seen
from tests.actions.visits import TODAY, begin, given, planned, visit

pytestmark = pytest.mark.usefixtures("monday")
SOON = TODAY + timedelta(days=1)


@pytest.fixture
def plan(patient, clinician):
    """Diazepam 20 mg at night, going down directly since 4 January."""
    return begin(patient, clinician)


@pytest.fixture
def at(monday):
    """Goes to ten in the morning of a day."""
    return lambda on: monday.move_to(date(on.year, on.month, on.day))


def again(plan):
    return Plan.objects.get(pk=plan.pk)


def columns(plan):
    """What lists need of a plan."""
    kept = audit.told(again(plan))
    return {
        name: kept[name] for name in ("state", "next_review_on", "ends_on", "on_hold", "missed_visits", "ended_on", "end_reason")
    }


def wrong_visit(plan, by, on=SOON, **changes):
    """A visit that holds 20 mg from the second day after it for two weeks, although 18 mg were planned."""
    changes = {"changes_on": on + timedelta(days=27)} | changes
    return visit(plan, by, on, "hold", 14, **changes)


# A plan ------------------------------------------------------------------------------------------


def test_a_plan_that_was_entered_in_error_has_no_end(plan, clinician):
    """It is neither open nor ended, has no reason of an end and no next visit, and no new plan follows it."""
    mark = mark_plan(plan, clinician)
    assert columns(plan) == {
        "state": "in-error",
        "next_review_on": None,
        "ends_on": None,
        "on_hold": False,
        "missed_visits": 0,
        "ended_on": None,
        "end_reason": "",
    }
    assert (mark.reason, mark.paper, mark.marked_by) == (WHY, "taken-back", clinician)
    assert Plan.objects.filter(state=Plan.State.ENDED).count() == 0
    assert begin(plan.patient, clinician).previous is None


def test_a_plan_that_had_ended_is_no_end_any_more(plan, clinician, at):
    """Marked after its end, it loses the end and its reason, which the event keeps."""
    at(SOON)
    visit(plan, clinician, SOON, "end", end_reason="declined")
    mark_plan(plan, clinician)
    assert (columns(plan)["state"], columns(plan)["end_reason"]) == ("in-error", "")
    event = AuditEvent.objects.get(action="mark_in_error")
    assert (event.before["end_reason"], event.after["state"]) == ("declined", "in-error")
    assert not patient_today.medicines_are_old(plan.patient)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"reason": "wrong"}, in_error.WhyNeeded),
        ({"reason": " " * 12}, in_error.WhyNeeded),
        ({"reason": "Meant for\u202e somebody else."}, TextUnseen),
        ({"paper": ""}, in_error.PaperUnanswered),
        ({"paper": "left"}, in_error.PaperUnanswered),
        ({"right_plan": "K7QX-4M2P"}, in_error.RightPlanUnknown),
        ({"initials": "XX"}, identity.WrongPatient),
        ({"birth_year": "1971"}, identity.WrongPatient),
    ],
    ids=str,
)
def test_nothing_is_struck_out_without_a_reason_its_paper_and_the_right_patient(plan, clinician, said, refusal):
    """A short reason, a paper of which nobody says where it is, a plan that there is not, wrong identifiers: nothing is kept."""
    before = columns(plan)
    with pytest.raises(refusal):
        mark_plan(plan, clinician, **said)
    assert columns(plan) == before
    assert not EnteredInError.objects.exists()
    assert AuditEvent.objects.filter(action="refuse_identity").exists() == (refusal is identity.WrongPatient)


def test_another_clinic_marks_nothing(plan, patient, other_clinician):
    """Whoever is of another clinic changes nothing."""
    for act in (lambda: mark_plan(plan, other_clinician), lambda: mark_patient(patient, other_clinician)):
        with pytest.raises((PermissionDenied, in_error.PlanStillOpen)):
            act()
    assert not EnteredInError.objects.exists()


def test_a_plan_is_replaced_by_another_of_the_clinic(plan, clinic, clinician, other_clinician):
    """The plan that is right may be another patient's of the clinic; never of another clinic, the same one, or struck out."""
    born_on = date(1980, 2, 3)
    right = patients.add_patient(clinic=clinic, name="Other, Robin", born_on=born_on, sex="male", identifier="T-2", by=clinician)
    theirs = patients.add_patient(
        clinic=other_clinician.clinic, name="Far, Away", born_on=born_on, sex="male", identifier="T-3", by=other_clinician
    )
    instead, struck = begin(right, clinician), begin(theirs, other_clinician)
    for code in (plan.code, struck.code):
        with pytest.raises(in_error.RightPlanUnknown):
            mark_plan(plan, clinician, right_plan=code)
    mark = mark_plan(plan, clinician, right_plan=instead.code)
    assert mark.right_plan == instead
    with pytest.raises(in_error.RightPlanUnknown):
        mark_plan(instead, clinician, right_plan=plan.code)


def test_nothing_more_is_kept_with_a_struck_plan(plan, clinician):
    """No visit, missed visit, follow-up, care or second mark: each is refused with what to read, and changes nothing."""
    seen_before, visit_given = seen(plan), given(plan, TODAY, "continue")
    mark_plan(plan, clinician)
    missed = visits.MissedVisit(
        seen_review=0, token="0" * 32, missed_on=TODAY, next_review_on=SOON, old_paper="taken-back", notes=""
    )
    after = visits.FollowUp(
        token="1" * 32, reviewed_on=TODAY, observations={}, red_flags=[], relapse=False, notes="", next_review_on=None
    )
    for act in (
        lambda: reviews.record_review(by=clinician, **visit_given),
        lambda: reviews.record_missed(plan=plan, missed=missed, today=TODAY, by=clinician),
        lambda: reviews.record_follow_up(plan=plan, follow_up=after, today=TODAY, by=clinician),
        lambda: care.record_care(plan=plan, seen=0, rows={"cbt": {"status": "offered"}}, today=TODAY, by=clinician),
        lambda: mark_plan(plan, clinician, **seen_before),
    ):
        with pytest.raises(StruckOut):
            act()
    assert plan.reviews.count() == plan.care.count() == 0
    assert EnteredInError.objects.count() == 1


# A visit, and the revision that it made ----------------------------------------------------------


def test_the_revision_before_holds_again(plan, clinician, at):
    """A wrong visit held the dose: once it is struck out, revision 1 is in force, with its doses, last day and next visit."""
    before, on = columns(plan), SOON + timedelta(days=40)
    wanted = planned(plan, on)
    at(SOON)
    review = wrong_visit(plan, clinician)
    assert planned(again(plan), on) != wanted
    mark = mark_review(plan, clinician, 1, SOON)
    assert (mark.review, mark.revision, mark.paper) == (review, review.revision, "taken-back")
    assert again(plan).revisions.in_force().number == 1
    assert planned(again(plan), on) == wanted
    assert columns(plan) == before


def test_the_next_revision_has_a_number_of_its_own(plan, clinician, at):
    """After revision 2 was struck out the next is revision 3, and it says that it replaces revision 1."""
    at(SOON)
    wrong_visit(plan, clinician)
    mark_review(plan, clinician, 1, SOON)
    made = wrong_visit(again(plan), clinician).revision
    assert (made.number, made.issued().replaces, made.review.number, made.review.in_force) == (3, 1, 2, 1)
    assert made.issued().review.number == 2


def test_days_that_were_lived_are_not_taken_back(plan, clinician, at):
    """Up to the day before the first other dose a wrong revision is taken back; on that day only a new visit goes on."""
    at(SOON)
    first = SOON + timedelta(days=27)
    wrong_visit(plan, clinician, changes_on=first, next_review_on=first + timedelta(days=13))
    at(first)
    with pytest.raises(CannotBeUndone, match=r"Other doses are planned since 01-Feb-2027.*Record a visit first"):
        mark_review(plan, clinician, 1, first)
    assert again(plan).revisions.in_force().number == 2
    mark_review(plan, clinician, 1, first - timedelta(days=1))
    assert again(plan).revisions.in_force().number == 1


def test_what_later_visits_build_on_stays_and_their_visit_is_struck_out(plan, clinician, at):
    """Once a later revision is issued, the wrong visit is struck out alone: what it found counts no more, its revision stays."""
    at(SOON)
    wrong_visit(plan, clinician, red_flags=["seizure"])
    later = SOON + timedelta(days=28)
    at(later)
    with pytest.raises(CannotBeUndone):
        mark_review(plan, clinician, 1, later)
    visit(again(plan), clinician, later, "hold", 7)
    mark = mark_review(plan, clinician, 1, later, paper="")
    assert (mark.revision, mark.paper) == (None, "")
    assert [each.number for each in plan.revisions.valid()] == [1, 2, 3]
    assert [each.number for each in plan.reviews.valid()] == [2]


def test_a_revision_that_a_later_visit_went_on_with_is_not_taken_back(plan, clinician, at):
    """A visit that continued on revision 2 said that its doses are right: it has to be struck out first."""
    at(SOON)
    wrong_visit(plan, clinician)
    visit(again(plan), clinician, SOON, "continue")
    with pytest.raises(CannotBeUndone, match="Visit 2 was recorded later, on revision 2"):
        mark_review(plan, clinician, 1, SOON)
    mark_review(plan, clinician, 2, SOON, paper="")
    mark_review(plan, clinician, 1, SOON)
    assert not again(plan).reviews.valid().exists()


def test_a_visit_without_a_revision_leaves_the_plan_as_it_was(plan, clinician, at):
    """A visit that changed no dose, and a missed one: next visit and count of missed ones are again those of before."""
    before = columns(plan)
    at(SOON)
    visit(plan, clinician, SOON, "continue", next_review_on=SOON + timedelta(days=21))
    missed = visits.MissedVisit(
        seen_review=1, token="2" * 32, missed_on=SOON, next_review_on=SOON + timedelta(days=5), old_paper="left", notes=""
    )
    reviews.record_missed(plan=again(plan), missed=missed, today=SOON, by=clinician)
    assert columns(plan)["missed_visits"] == 1
    mark_review(plan, clinician, 2, SOON, paper="")
    assert (columns(plan)["missed_visits"], columns(plan)["next_review_on"]) == (0, SOON + timedelta(days=21))
    mark_review(plan, clinician, 1, SOON, paper="")
    assert columns(plan) == before
    assert old_paper.day_on_paper(again(plan)) == before["next_review_on"]


def test_an_end_that_was_an_error_opens_the_plan_again(plan, clinician, at):
    """On the same day all is as before; days later the plan is open, and to be looked at that very day."""
    before = columns(plan)
    at(SOON)
    visit(plan, clinician, SOON, "end", end_reason="declined", reason="Does not want to go on.")
    mark_review(plan, clinician, 1, SOON, paper="")
    assert columns(plan) == before
    visit(again(plan), clinician, SOON, "end", end_reason="died", next_review_on=None)
    later = SOON + timedelta(days=3)
    mark_review(plan, clinician, 2, later, paper="")
    assert columns(plan) == before | {"next_review_on": later}


def test_an_end_that_another_plan_followed_stays(plan, clinician, at):
    """A plan is not open again beside one that was started after it, nor where the end was followed up."""
    at(SOON)
    visit(plan, clinician, SOON, "end", end_reason="declined")
    after = visits.FollowUp(
        token="3" * 32, reviewed_on=SOON, observations={}, red_flags=[], relapse=False, notes="", next_review_on=None
    )
    reviews.record_follow_up(plan=again(plan), follow_up=after, today=SOON, by=clinician)
    with pytest.raises(CannotBeUndone, match="A follow-up was recorded after this end"):
        mark_review(plan, clinician, 1, SOON, paper="")
    mark_review(plan, clinician, 2, SOON, paper="")
    later = begin(plan.patient, clinician, today=SOON)
    with pytest.raises(CannotBeUndone, match=f"Plan {later.code} was started after this end"):
        mark_review(plan, clinician, 1, SOON, paper="")
    mark_plan(later, clinician)
    mark_review(plan, clinician, 1, SOON, paper="")
    assert columns(plan)["state"] == "open"


def test_what_was_answered_at_a_struck_visit_is_answered_no_more(plan, clinician, at):
    """What was gone on in spite of at a visit is no answer for the next one once that visit is struck out."""
    at(SOON)
    found = {"ciwa_b": 45}
    visit(plan, clinician, SOON, "continue", observations=found)
    revision = again(plan).revisions.in_force()
    assert list(next_revision.gone_on(plan, revision))
    mark_review(plan, clinician, 1, SOON, paper="")
    assert list(next_revision.gone_on(plan, revision)) == []


def test_a_struck_follow_up_leaves_the_medicines_as_they_were(plan, clinician, at):
    """That something is taken again, found at a follow-up of somebody else, is on no list once that is struck out."""
    at(SOON)
    visit(plan, clinician, SOON, "end", end_reason="declined")
    rows = [{"drug": "diazepam", "night": "5"}]
    after = visits.FollowUp(
        token="4" * 32,
        reviewed_on=SOON + timedelta(days=1),
        observations={"again": rows},
        red_flags=[],
        relapse=True,
        notes="",
        next_review_on=SOON + timedelta(days=30),
    )
    at(SOON + timedelta(days=1))
    reviews.record_follow_up(plan=again(plan), follow_up=after, today=SOON + timedelta(days=1), by=clinician)
    assert patient_today.taken_again(plan.patient).doses
    mark_review(plan, clinician, 2, SOON + timedelta(days=1), paper="")
    assert not patient_today.taken_again(plan.patient).doses


def test_the_follow_ups_are_those_of_before(plan, clinician, at):
    """A follow-up that was struck out is due again, before those that come after it; an end takes all of them with it."""
    at(SOON)
    visit(plan, clinician, SOON, "end", end_reason="declined", next_review_on=SOON + timedelta(days=28))
    days = follow_ups.planned(again(plan))
    assert len(days) > 1 and days[0].on == SOON + timedelta(days=28)
    on = SOON + timedelta(days=28)
    after = {"reviewed_on": on, "observations": {}, "red_flags": [], "relapse": False, "notes": ""}
    for token, next_on in (("5" * 32, days[1].on), ("6" * 32, None)):
        at(on)
        seen_then = visits.FollowUp(token=token, next_review_on=next_on, **after)
        made = reviews.record_follow_up(plan=again(plan), follow_up=seen_then, today=on, by=clinician)
        assert follow_ups.planned(again(plan)) == (days[1:] if next_on else [])
        mark_review(plan, clinician, made.number, on, paper="")
        assert follow_ups.planned(again(plan)) == days
        assert columns(plan)["next_review_on"] == days[0].on
    mark_review(plan, clinician, 1, on, paper="")
    assert (follow_ups.planned(again(plan)), columns(plan)["state"]) == ([], "open")


def test_a_struck_plan_has_no_follow_ups(plan, clinician, at):
    """Nobody is waited for who was never in that plan."""
    at(SOON)
    visit(plan, clinician, SOON, "end", end_reason="declined")
    assert follow_ups.planned(again(plan))
    mark_plan(plan, clinician)
    assert follow_ups.planned(again(plan)) == []


def test_whoever_was_quicker_is_noticed(plan, clinician, at):
    """A visit recorded, or one struck out, since the page was opened: nothing is kept of what comes second."""
    at(SOON)
    begun, opened = given(plan, SOON, "hold", 14), seen(plan)
    visit(plan, clinician, SOON, "continue")
    with pytest.raises(visits.PlanChanged, match="recorded a visit"):
        mark_plan(plan, clinician, **opened)
    second = given(plan, SOON, "hold", 14)
    mark_review(plan, clinician, 1, SOON, paper="")
    with pytest.raises(visits.PlanChanged, match="marked a visit of this plan as entered in error"):
        reviews.record_review(by=clinician, **second)
    reviews.record_review(by=clinician, **begun)  # its page shows what is there again


# A patient ---------------------------------------------------------------------------------------


@pytest.fixture
def twin(clinic, clinician):
    """The same person once more, with a digit of the identifier wrong."""
    return patients.add_patient(
        clinic=clinic, name="Example, Rowan", born_on=date(1970, 5, 17), sex="female", identifier="TEST-0007", by=clinician
    )


def test_a_patient_entered_twice_points_at_the_right_record(patient, twin, clinician):
    """The double is marked, with the right record, its reason and its event; nothing of either is moved or merged."""
    mark = mark_patient(twin, clinician, patient)
    twin.refresh_from_db()
    assert (twin.entered_in_error, mark.right_patient, list(patient.twins.all())) == (True, patient, [mark])
    event = AuditEvent.objects.get(action="mark_in_error")
    assert (event.subject, event.before["entered_in_error"], event.after["entered_in_error"]) == (
        f"patient {twin.code}",
        False,
        True,
    )
    assert event.after["mark"]["reason"] == WHY


def test_nothing_more_is_kept_of_a_struck_patient(patient, twin, clinician):
    """No plan, medicine, risk answer, change of details or second mark; each change of a patient is refused in one place."""
    Draft.objects.create(user=clinician, patient=twin, data={}, saved_at="2027-01-04T10:00Z")
    mark_patient(twin, clinician, patient)
    for act in (
        lambda: begin(twin, clinician),
        lambda: patients.change_patient(patient=twin, by=clinician, name="Example, Robin"),
        lambda: risks.record_risks(patient=twin, seen=0, answers={}, today=TODAY, by=clinician),
        lambda: mark_patient(twin, clinician, patient),
        lambda: mark_patient(patient, clinician, twin),
    ):
        with pytest.raises(StruckOut):
            act()
    assert not Draft.objects.exists() and not twin.plans.exists()


def test_the_identifier_of_a_struck_patient_is_free(patient, twin, clinic, clinician):
    """Whose number it really is can be added with it."""
    mark_patient(twin, clinician, patient)
    mine = {"name": "Other, Robin", "born_on": date(1980, 2, 3), "sex": "male", "identifier": twin.identifier}
    assert patients.add_patient(clinic=clinic, by=clinician, **mine).identifier == "TEST-0007"


def test_an_open_plan_comes_first(plan, patient, twin, clinician, at):
    """A record with an open plan is not struck out before that is ended or struck out; an ended plan stays where it is."""
    with pytest.raises(in_error.PlanStillOpen, match="end that plan, or mark it"):
        mark_patient(patient, clinician, twin)
    at(SOON)
    visit(plan, clinician, SOON, "end", end_reason="transferred")
    mark_patient(patient, clinician, twin)
    assert columns(plan)["state"] == "ended"


def test_the_record_that_is_kept_is_another_one_of_the_clinic(patient, twin, clinician, other_clinician):
    """Not the same one, nor one of another clinic; without one, the identifiers are those of the patient."""
    theirs = patients.add_patient(
        clinic=other_clinician.clinic, name=twin.name, born_on=twin.born_on, sex="female", identifier="X", by=other_clinician
    )
    for wrong in (twin, theirs):
        with pytest.raises(in_error.WrongTwin):
            mark_patient(twin, clinician, wrong)
    patient.born_on = date(1960, 5, 17)
    patient.save()
    with pytest.raises(identity.WrongPatient):
        mark_patient(twin, clinician, patient, marking=marking(twin))
    mark_patient(twin, clinician)
    assert EnteredInError.objects.get().right_patient is None


def test_the_columns_for_lists_are_what_the_marks_say(plan, patient, twin, clinician):
    """A plan's state and a patient's column say what the marks say, and nothing else does."""
    mark_plan(plan, clinician)
    mark_patient(twin, clinician, patient)
    assert list(Plan.objects.filter(state="in-error")) == [each.plan for each in EnteredInError.objects.exclude(plan=None)]
    assert list(Patient.objects.filter(entered_in_error=True)) == [
        each.patient for each in EnteredInError.objects.exclude(patient=None)
    ]


@pytest.mark.parametrize("act", ["plan", "review", "patient"])
def test_without_its_event_nothing_is_marked(plan, twin, clinician, at, monkeypatch, act):
    """A mark, the columns and the event stand together, or none of them."""
    at(SOON)
    wrong_visit(plan, clinician)
    before = columns(plan)

    def fails(**named):
        raise RuntimeError("no event")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        {"plan": mark_plan, "review": lambda *each: mark_review(*each, 1, SOON), "patient": mark_patient}[act](
            twin if act == "patient" else plan, clinician
        )
    assert columns(plan) == before
    assert not EnteredInError.objects.exists() and not Patient.objects.filter(entered_in_error=True).exists()
