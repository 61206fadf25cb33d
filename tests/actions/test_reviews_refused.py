"""What a review is refused for; and that it is kept whole, once, or not at all."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from taper_app import engine
from taper_app.actions import audit, drafts, plans, reviews
from taper_app.actions import visits as acts
from taper_app.chart import new_plan, next_revision
from taper_app.models import AuditEvent, Draft, Plan, Review, Revision, User

from .at_once import at_once
from .risks import ask
from .test_reviews import IN_TAPER, decide, follow_up, in_force, missed, sound
from .visits import REASON, TODAY, begin, given, own_answers, regimen, visit

NEXT = timedelta(days=1)
EVENTS = ("record_review", "end_plan", "record_missed", "record_follow_up")


@pytest.fixture
def plan(patient, clinician):
    return begin(patient, clinician)


def state():
    """All that a review may change."""
    models = (Plan, Review, Revision, AuditEvent, Draft)
    return [list(model.objects.order_by("pk").values()) for model in models]


def refused(error, plan, by, on=IN_TAPER, decision="continue", days=None, match=None, **changes):
    """The visit is refused with this error, and nothing is kept."""
    before, said = state(), given(plan, on, decision, days, **changes)
    with pytest.raises(error, match=match) as caught:
        reviews.record_review(by=by, **said)
    assert state() == before
    return caught.value


# What a visit measured ----------------------------------------------------------------------------

SEVERE = {"symptoms": {"anxiety": 3, "tremor": 3, "sleep": 3}, "ciwa_b": 75, "systolic": 220, "diastolic": 130, "pulse": 150}


@pytest.mark.parametrize("decision", ["continue", "adjust"])
def test_severe_signs_are_not_passed_over_without_an_answer(plan, clinician, decision):
    """A plain continue too is refused, though it makes no revision; what was arranged is kept with what it answers."""
    edits = [engine.Edit(in_force(plan)[2].steps[6].number, 28)] if decision == "adjust" else ()
    changes = {"observations": SEVERE, "edits": edits}
    error = refused(plans.ReasonNeeded, plan, clinician, decision=decision, answers={}, **changes)
    assert [each.rule for each in error.findings] == ["severe_signs"]
    review = visit(plan, clinician, IN_TAPER, decision, **changes)
    revised = review.revision.snapshot["answered"] if review.revision else []
    kept = [*revised, *review.observations.get("in_spite_of", {"answers": {}})["answers"].values()]
    assert own_answers()["severe_signs"].arranged in {each["arranged"] for each in kept}
    assert ("in_spite_of" in review.observations) is (decision == "continue")


@pytest.mark.parametrize("decision", ["hold", "step-back", "maintain"])
def test_staying_or_going_back_with_severe_symptoms_wants_no_reason(plan, clinician, decision):
    """What answers symptoms is not asked about; a CIWA-B that is severe is answered, whatever is decided."""
    days, found = 28 if decision == "hold" else None, {"symptoms": SEVERE["symptoms"]}
    refused(plans.ReasonNeeded, plan, clinician, decision=decision, days=days, observations=SEVERE, override_reason="")
    assert visit(plan, clinician, IN_TAPER, decision, days, observations=found, override_reason="").revision


@pytest.mark.parametrize("found", [{"observations": {"seen": ["sedation"]}}, {"red_flags": ["seizure"]}], ids=str)
def test_a_plan_does_not_end_in_spite_of_what_is_severe_without_what_was_arranged(plan, clinician, found):
    """Severe signs stand against an end too, though no schedule is made: the reason says what was arranged."""
    ended = {"decision": "end", "end_reason": "transferred", **found}
    refused(acts.RedFlagReasonNeeded, plan, clinician, reason="", **ended)
    assert visit(plan, clinician, IN_TAPER, reason=REASON, **ended).reason == REASON


@pytest.mark.parametrize("risks", [{"breathing": "severe"}, {"suicidality": "yes"}, {"opioid": "yes"}, {"seizure": "yes"}])
def test_what_was_answered_about_risks_since_is_not_passed_over_by_a_plain_continue(plan, patient, clinician, risks):
    """It wants a reason though no revision is made; that reason stands at the next visit, for the same answer and no other."""
    ask(patient, clinician, IN_TAPER, **risks)
    error = refused(plans.ReasonNeeded, plan, clinician, override_reason="")
    (found,) = error.findings
    kept = visit(plan, clinician, IN_TAPER).observations["in_spite_of"]
    assert (kept["found"], kept["reason"]) == ([found.message], REASON)
    later = IN_TAPER + timedelta(days=7)
    assert visit(plan, clinician, later, override_reason="").observations == {}
    ask(patient, clinician, later, **risks, alcohol="dependence")
    assert [each.rule for each in refused(plans.ReasonNeeded, plan, clinician, later, override_reason="").findings] == [
        "setting_of_care"
    ]


def test_an_answer_given_at_a_visit_is_kept_by_the_next_revision(plan, patient, clinician):
    """Who gave it and when is told with the caution that it answers; a hold asks no more about it, for ninety days."""
    ask(patient, clinician, IN_TAPER, opioid="yes")
    visit(plan, clinician, IN_TAPER)
    (told,) = visit(plan, clinician, IN_TAPER, "hold", 28, override_reason="").revision.snapshot["answered"]
    given = (own_answers()["opioid_together"].arranged, IN_TAPER.isoformat(), clinician.get_full_name())
    assert (told["rule"], told["arranged"], told["given_on"], told["given_by"]) == ("opioid_together", *given)
    last = IN_TAPER + timedelta(days=90)
    assert visit(plan, clinician, last, override_reason="").observations == {}
    asked = refused(plans.ReasonNeeded, plan, clinician, last + timedelta(days=1), override_reason="")
    assert [each.rule for each in asked.findings] == ["opioid_together"]


def test_a_plain_continue_does_not_pass_what_must_be_solved(plan, patient, clinician):
    """A pregnancy that was told since: no reason lets the dose go on down without a specialist; to stay on it is possible."""
    ask(patient, clinician, IN_TAPER, pregnancy="yes")
    assert [each.rule for each in refused(plans.Blocked, plan, clinician).findings] == ["pregnancy"]
    assert visit(plan, clinician, IN_TAPER, "hold").revision


# Days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"reviewed_on": IN_TAPER + NEXT},
        {"reviewed_on": TODAY - NEXT},
        {"next_review_on": None},
        {"next_review_on": IN_TAPER},
        {"next_review_on": IN_TAPER - NEXT},
        {"next_review_on": IN_TAPER + timedelta(days=92)},
        {"reviewed_on": IN_TAPER - timedelta(days=9), "next_review_on": IN_TAPER - NEXT},
    ],
    ids=str,
)
@pytest.mark.parametrize("decision", ["continue", "hold", "urgent"])
def test_days_that_cannot_be(plan, clinician, changes, decision):
    """A visit is not in the future nor before the plan; the next is after it, not gone by, and within three months."""
    refused(new_plan.DatesPassed, plan, clinician, decision=decision, **changes)


@pytest.mark.parametrize("decision", ["continue", "hold"])
def test_a_change_is_after_the_visit(plan, clinician, decision):
    """The day of the change is after the visit, from today on and within 60 days: what was taken stays."""
    digest = given(plan, IN_TAPER, decision)["visit"].signing.seen_digest
    refused(new_plan.DatesPassed, plan, clinician, decision=decision, changes_on=IN_TAPER, digest=digest)
    for days in (-1, 61):
        changed = {"changes_on": IN_TAPER + timedelta(days=days), "reviewed_on": IN_TAPER - timedelta(days=5)}
        refused(new_plan.DatesPassed, plan, clinician, decision=decision, digest=digest, **changed)


def test_what_was_taken_by_the_visit_cannot_change(plan, clinician):
    """A change on the day of the visit is refused in these words."""
    digest = given(plan, IN_TAPER, "hold")["visit"].signing.seen_digest
    words = r"^Choose a day of the change after the visit: what was taken by then cannot change\.$"
    refused(new_plan.DatesPassed, plan, clinician, decision="hold", changes_on=IN_TAPER, digest=digest, match=words)


def test_recorded_some_days_later(plan, clinician):
    """A visit may be recorded days after it took place; the change is still ahead."""
    review = visit(plan, clinician, IN_TAPER, "hold", reviewed_on=IN_TAPER - timedelta(days=3))
    assert (review.reviewed_on, review.changes_on) == (IN_TAPER - timedelta(days=3), IN_TAPER + NEXT)


def test_the_furthest_days(plan, clinician):
    """The sixtieth day on for the change, and the ninetieth after it for the review, are good."""
    on = IN_TAPER + timedelta(days=60)
    assert visit(plan, clinician, IN_TAPER, "hold", changes_on=on, next_review_on=on + timedelta(days=90)).revision


def test_no_visit_before_the_last_one(plan, clinician):
    """A visit before one that is recorded already is refused; the same day is good."""
    visit(plan, clinician, IN_TAPER)
    words = r"^Choose a day of the visit from the last one recorded \(or the start of the plan\) to today\.$"
    refused(new_plan.DatesPassed, plan, clinician, on=IN_TAPER, reviewed_on=IN_TAPER - NEXT, match=words)
    assert visit(plan, clinician, IN_TAPER).number == 2


def test_a_follow_up_within_a_year(plan, clinician):
    """The follow-up of a plan that ends is within a year and a day, or not planned."""
    words = r"^Choose a next visit after this visit and within 366 days\.$"
    refused(new_plan.DatesPassed, plan, clinician, decision="end", next_review_on=IN_TAPER + timedelta(days=367), match=words)
    visit(plan, clinician, IN_TAPER, "end", next_review_on=IN_TAPER + timedelta(days=366))


def test_a_dated_hold_has_its_review_by_its_end(plan, clinician):
    """The review is on the last day of a dated hold at the latest: a day later is refused, and told which day that is."""
    last = IN_TAPER + timedelta(days=28)
    caught = refused(acts.ReviewAfterHold, plan, clinician, decision="hold", days=28, next_review_on=last + NEXT)
    assert caught.last_day == last
    assert visit(plan, clinician, IN_TAPER, "hold", 28, next_review_on=last).revision
    assert visit(plan, clinician, IN_TAPER, "hold", None, next_review_on=last + timedelta(days=30)).revision


# Reasons ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "  because   "])
def test_a_red_flag_with_continue_wants_a_reason(plan, clinician, reason):
    """Going on in spite of a red flag wants a reason of ten characters; any other decision does not."""
    caught = refused(acts.RedFlagReasonNeeded, plan, clinician, red_flags=["confusion"], reason=reason)
    assert (isinstance(caught, plans.ReasonNeeded), caught.findings) == (True, [])
    caught = refused(plans.ReasonNeeded, plan, clinician, red_flags=["confusion"], reason=REASON, override_reason="")
    assert [each.rule for each in caught.findings] == ["red_flag"]
    assert visit(plan, clinician, IN_TAPER, "hold", red_flags=["confusion"]).red_flags == ["confusion"]
    assert visit(plan, clinician, IN_TAPER, red_flags=["confusion"], reason=REASON).reason == REASON


def test_a_caution_wants_a_reason(plan, clinician):
    """Taking much more than was planned is a caution: it wants a reason, which the revision keeps."""
    taken = regimen(diazepam_night="20")
    caught = refused(plans.ReasonNeeded, plan, clinician, taken=taken, override_reason="no")
    assert "prescribed_differs" in {each.rule for each in caught.findings}
    assert visit(plan, clinician, IN_TAPER, taken=taken).revision.snapshot["override_reason"] == REASON


def test_a_plain_continue_asks_for_no_reason(patient, clinician):
    """Cautions that were answered when the plan was issued are not asked again where nothing changes."""
    plan = begin(patient, clinician, "several")
    assert visit(plan, clinician, IN_TAPER, override_reason="", digest="").revision is None


@pytest.mark.parametrize("reason", ["", "bored"])
def test_an_end_has_a_reason(plan, clinician, reason):
    """A plan ends for one of the five reasons; no other decision has one."""
    refused(acts.EndReasonNeeded, plan, clinician, decision="end", end_reason=reason)
    refused(acts.EndReasonNeeded, plan, clinician, decision="hold", end_reason="completed")


@pytest.mark.parametrize("answer", ["", "thrown-away"])
def test_old_paper_is_answered_for(plan, clinician, answer):
    """Where a printed dose or date changes, what became of the old handout is said, and kept with the revision."""
    refused(acts.OldPaperUnanswered, plan, clinician, decision="hold", old_paper=answer)
    assert visit(plan, clinician, IN_TAPER, "hold", old_paper="struck-out").revision.snapshot["old_paper"] == "struck-out"


def test_a_decision_goes_with_its_adjustment(plan, clinician):
    """An adjustment of another decision, or none where the decision needs one, is an error of the caller."""
    hold = given(plan, IN_TAPER, "hold")["visit"]
    goes_on = replace(hold.change, adjustment=engine.Adjustment(engine.Decision.CONTINUE))
    for changes in ({"decision": engine.Decision.SLOW}, {"decision": engine.Decision.END}, {"change": goes_on}):
        with pytest.raises(ValueError, match="does not go with"):
            replace(hold, **changes)


# Somebody else ------------------------------------------------------------------------------------


def test_a_schedule_that_was_not_seen(plan, clinician):
    """The digest is of what was shown: another dose taken, or another decision, is not issued."""
    refused(plans.ScheduleChanged, plan, clinician, decision="hold", digest="another")
    seen = given(plan, IN_TAPER, "hold")["visit"].signing.seen_digest
    refused(plans.ScheduleChanged, plan, clinician, decision="maintain", digest=seen)
    refused(plans.ScheduleChanged, plan, clinician, taken=regimen(diazepam_night="16"), digest=seen)


def test_a_newer_review_than_the_one_seen(plan, clinician):
    """A review recorded since the form was opened is told, and nothing is kept over it."""
    said = given(plan, IN_TAPER, "hold")
    other = visit(plan, clinician, IN_TAPER, "maintain")
    before = state()
    with pytest.raises(acts.PlanChanged) as caught:
        reviews.record_review(by=clinician, **said)
    assert (caught.value.reviews, state()) == ([other], before)


def test_a_missed_visit_recorded_meanwhile(plan, clinician):
    """A visit that somebody marked as missed while another wrote about it is told too; and the other way round."""
    said = given(plan, IN_TAPER)
    other = missed(plan, clinician, IN_TAPER, 0)
    with pytest.raises(acts.PlanChanged) as caught:
        reviews.record_review(by=clinician, **said)
    assert caught.value.reviews == [other]
    with pytest.raises(acts.PlanChanged):
        missed(plan, clinician, IN_TAPER, 0)


def test_a_newer_revision_than_the_one_seen(plan, clinician):
    """A form that knows the last review but not the last revision decides nothing."""
    visit(plan, clinician, IN_TAPER, "hold")
    refused(acts.PlanChanged, plan, clinician, seen_revision=1)


def test_nothing_is_decided_about_an_ended_plan(plan, clinician):
    """A plan that has ended takes no more decisions and misses no visits; one that is open has no follow-up after its end."""
    with pytest.raises(acts.PlanEnded):
        follow_up(plan, clinician, IN_TAPER)
    visit(plan, clinician, IN_TAPER, "end", next_review_on=None)
    refused(acts.PlanEnded, plan, clinician, decision="hold")
    refused(acts.PlanEnded, plan, clinician, decision="end")
    with pytest.raises(acts.PlanEnded):
        missed(plan, clinician, IN_TAPER, 1)


def test_another_clinics_clinician_records_nothing(plan, clinician, other_clinician):
    """A clinician of another clinic records nothing here, not even by sending a form again."""
    said = given(plan, IN_TAPER, "hold")
    reviews.record_review(by=clinician, **said)
    before = state()
    for act in (
        lambda: reviews.record_review(by=other_clinician, **said),
        lambda: visit(plan, other_clinician, IN_TAPER),
        lambda: missed(plan, other_clinician, IN_TAPER, 1),
        lambda: follow_up(plan, other_clinician, IN_TAPER),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert state() == before


# Once ---------------------------------------------------------------------------------------------


def test_the_same_form_twice_makes_one_review(plan, clinician):
    """The same token returns the review that it made, whatever happened since, and writes nothing."""
    said = given(plan, IN_TAPER, "hold")
    first = reviews.record_review(by=clinician, **said)
    decide(plan, clinician, IN_TAPER, "completed", next_review_on=None)
    before = state()
    assert reviews.record_review(by=clinician, **said) == first
    assert state() == before


def test_a_missed_visit_or_a_follow_up_twice(plan, clinician):
    """The same holds for a missed visit and for a follow-up."""
    token = UUID(int=7)
    first = missed(plan, clinician, IN_TAPER, 0, token=token)
    assert missed(plan, clinician, IN_TAPER, 0, token=token) == first
    assert Plan.objects.get().missed_visits == 1
    decide(plan, clinician, IN_TAPER, "completed", next_review_on=None)
    token = UUID(int=8)
    assert follow_up(plan, clinician, IN_TAPER, token=token) == follow_up(plan, clinician, IN_TAPER, token=token)
    assert Review.objects.count() == 3


def fail(*args, **kwargs):
    raise RuntimeError("the second write failed")


WRITES = {"event": (audit, "record"), "draft": (drafts, "drop_draft"), "plan": (Plan, "save")}
WRITES |= {"review": (Review, "save"), "revision": (Revision, "save")}
FAILING = [(write, decision) for write in WRITES for decision in ("hold", "continue", "end", "urgent")]


@pytest.mark.parametrize(("write", "decision"), [each for each in FAILING if each[0] != "revision" or each[1] == "hold"])
def test_a_failing_write_leaves_no_other(plan, clinician, monkeypatch, write, decision):
    """Whichever write of a review fails, none of the others stays."""
    drafts.save_draft(patient=plan.patient, data={}, by=clinician, purpose="review")
    before, said = state(), given(plan, IN_TAPER, decision)
    monkeypatch.setattr(*WRITES[write], fail)
    with pytest.raises(RuntimeError):
        reviews.record_review(by=clinician, **said)
    assert state() == before


@pytest.mark.parametrize("act", ["missed", "follow_up"])
@pytest.mark.parametrize("write", ["event", "plan", "review"])
def test_a_failing_write_of_the_lesser_ones(plan, clinician, monkeypatch, write, act):
    """The same of a missed visit and of a follow-up."""
    if act == "follow_up":
        decide(plan, clinician, IN_TAPER, "completed", next_review_on=None)
    before = state()
    monkeypatch.setattr(*WRITES[write], fail)
    with pytest.raises(RuntimeError):
        missed(plan, clinician, IN_TAPER, 0) if act == "missed" else follow_up(plan, clinician, IN_TAPER)
    assert state() == before


def colleague(clinician):
    return User.objects.create_user(username="brook", password="x", full_name="Dr Brook", clinic=clinician.clinic)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["maintain", "hold", "end", "continue"])
def test_two_clinicians_at_once(plan, clinician, second):
    """Of two clinicians who decide at the same moment one review is kept; the other is told, with the one that was quicker."""
    first, other = given(plan, IN_TAPER, "hold", 14), given(plan, IN_TAPER, second)
    by = colleague(clinician)
    outcomes = at_once(lambda: reviews.record_review(by=clinician, **first), lambda: reviews.record_review(by=by, **other))
    kept = Review.objects.get()
    told = [each for each in outcomes if isinstance(each, acts.PlanChanged)]
    assert kept in outcomes
    assert [each.reviews for each in told] == [[kept]]
    assert Revision.objects.count() == (2 if kept.decision in ("hold", "maintain") else 1)
    assert AuditEvent.objects.filter(action__in=EVENTS).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_five_times_at_once(plan, clinician):
    """Five posts of one form at the same moment make one review and one revision, and all five are told so."""
    said = given(plan, IN_TAPER, "hold", 14)
    outcomes = at_once(*[lambda: reviews.record_review(by=clinician, **said)] * 5)
    assert outcomes == [Review.objects.get()] * 5
    assert Revision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_plan_ended_while_another_starts(plan, clinician):
    """Ending a plan and starting the next at the same moment leaves one open plan at most, and none half-ended."""
    said = given(plan, IN_TAPER, "end", next_review_on=None)
    at_once(lambda: reviews.record_review(by=clinician, **said), lambda: begin(plan.patient, clinician, today=IN_TAPER))
    assert Plan.objects.get(pk=plan.pk).state == "ended"
    assert Plan.objects.filter(state="open").count() <= 1


def test_the_database_has_the_last_word(plan, clinician, monkeypatch):
    """A review that nobody saw coming is refused by its number, and told as a change of the plan."""
    said = given(plan, IN_TAPER)
    other = visit(plan, clinician, IN_TAPER)
    looks = iter([lambda *seen, **cause: None, acts.refuse_newer])
    monkeypatch.setattr(reviews, "refuse_newer", lambda *seen, **cause: next(looks)(*seen, **cause))
    monkeypatch.setattr(reviews, "next_number", lambda plan: 1)
    with pytest.raises(acts.PlanChanged) as caught:
        reviews.record_review(by=clinician, **said)
    assert caught.value.reviews == [other]


# Killed -------------------------------------------------------------------------------------------

SAVING = """
import sys
import django
django.setup()
from taper_app.actions import audit
from taper_app.models import Plan, User
from tests.actions.test_reviews import IN_TAPER, visit

def wait(**event):
    print("in the middle", flush=True)
    sys.stdin.read()

audit.record = wait
visit(Plan.objects.get(), User.objects.get(), IN_TAPER, "hold", 14)
"""


def database_url():
    settings = connections["default"].settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    where = f"{settings['HOST']}:{settings['PORT'] or 5432}"
    return f"postgres://{settings['USER']}:{settings['PASSWORD']}@{where}/{settings['NAME']}"


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_of_saving(plan, clinician):
    """A process killed once everything but the event is written leaves nothing behind, and the next visit is kept at once."""
    before = state()
    env = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "taper_app.settings"}
    command, place = [sys.executable, "-c", SAVING], Path(__file__).parents[2]
    with subprocess.Popen(command, env=env, cwd=place, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as saving:
        assert saving.stdout.readline() == "in the middle\n"
        saving.send_signal(signal.SIGKILL)
        assert saving.wait(timeout=30) == -signal.SIGKILL
    assert state() == before
    review = visit(plan, clinician, IN_TAPER, "hold", 14)
    assert (review.number, review.revision.number) == (1, 2)
    assert sound(plan)


# Nothing slowed -----------------------------------------------------------------------------------


def test_slow_that_changes_no_dose_and_no_date_is_never_kept(plan, clinician):
    """From 20 mg down 5 % and 10 % every 14 days are the same tablets: the record never says that such a plan was slowed."""
    _, request, _ = next_revision.in_force(plan)
    slower = replace(request.strategy, reduction_percent=Decimal(5))
    refused(acts.NothingSlowed, plan, clinician, decision="slow", strategy=slower, match="no dose and no date")
