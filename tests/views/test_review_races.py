"""A visit that somebody else has recorded meanwhile, that comes twice or late, or after the end of the plan."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from taper_app.actions import reviews
from taper_app.forms import taken_again
from taper_app.models import Draft, Review, User
from tests.actions.visits import given
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, date_parts, form_errors, text_of, value_of
from tests.views.test_reviews import DAY, NOTHING, XSS, at, at_visit, check, confirm_fields, plan, record, send, visit_on

__all__ = ["at_visit", "plan"]

pytestmark = [pytest.mark.long, pytest.mark.each_on_any_database]  # two browsers, or five at once

# Two at once, and twice the same -----------------------------------------------------------------


@pytest.fixture
def colleague(clinic):
    """Another clinician of the same clinic."""
    return User.objects.create(clinic=clinic, username="sam", full_name="Dr Sam Reed")


def other_review(plan, by, **changes):
    """Somebody else holds the dose in the meantime."""
    told = given(plan, DAY, "hold", 28, next_review_on=date(2027, 2, 15), reason="She shakes.", **changes)
    return reviews.record_review(by=by, **told)


def test_who_comes_second_sees_what_the_first_recorded_and_keeps_what_was_typed(plan, at_visit, colleague):
    """On sending the form: nothing is saved, the other review stands there in full, and the form is as it was typed."""
    page = at_visit.get(at(plan))
    other_review(plan, colleague)
    fields = fields_of(page, at(plan), decision="continue", red_flags=["none"], notes="typed by the second", check="1")
    response = at_visit.post(at(plan), fields)
    text = " ".join(text_of(response))
    assert response.status_code == 409
    for words in (
        "Recorded in the meantime",
        "Hold, visit on Mon 01-Feb-2027, by Dr Sam Reed",
        "She shakes.",
        "typed by the second",
    ):
        assert words in text
    assert Review.objects.count() == 1
    again = fields_of(response, at(plan), check="1")
    assert at_visit.post(at(plan), again).status_code == 302
    assert at_visit.get(at(plan, "review/check/")).status_code == 200


def test_who_confirms_second_is_shown_the_first(plan, at_visit, colleague):
    """On the last button too, and the address of the check leads back to the form."""
    page = check(at_visit, plan, "maintain", notes="typed by the second")
    other_review(plan, colleague)
    response = at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan))
    assert response.status_code == 409
    assert "She shakes." in " ".join(text_of(response))
    assert at_visit.get(at(plan, "review/check/")).url == at(plan)
    assert "typed by the second" in " ".join(text_of(at_visit.get(at(plan))))
    assert Review.objects.count() == 1


def test_single_steps_that_were_changed_are_named_after_a_conflict(plan, at_visit, colleague):
    """They belong to steps of the earlier revision, so they are said in words and not laid over the new ones."""
    page = at_visit.get(at(plan))
    other_review(plan, colleague)
    fields = fields_of(page, at(plan), decision="adjust", red_flags=["none"], step_4_days="28", check="1")
    response = at_visit.post(at(plan), fields)
    assert response.context["edits"] == ["Step 4: 28 days"]
    assert "Change the days or a dose of at least one step." in form_errors(
        at_visit.post(at(plan), fields_of(response, at(plan)))
    )


def test_what_was_recorded_in_another_window_is_not_recorded_again(plan, at_visit, clinician):
    """The same clinician in two windows: the second button says that there is nothing left to record."""
    page = check(at_visit, plan, "maintain")
    other_review(plan, clinician)
    assert at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan)).status_code == 409
    assert Review.objects.count() == 1


def test_the_same_post_twice_makes_one_review(plan, at_visit):
    """A second click, Back and send again: each leads to the plan, and one review and one revision are there."""
    page = check(at_visit, plan, "maintain")
    fields = confirm_fields(page, plan)
    answers = [at_visit.post(at(plan, "review/check/"), fields) for _ in range(3)]
    assert {(each.status_code, each.url) for each in answers} == {(302, at(plan, ""))}
    assert (Review.objects.count(), plan.revisions.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_the_same_post_five_times_at_once_makes_one_review(plan, at_visit, clinician):
    """The same form sent five times at once leads each time to the plan, with one review and one revision."""
    fields = confirm_fields(check(at_visit, plan, "maintain"), plan)
    clients = [Client() for _ in range(5)]
    for each in clients:
        each.force_login(clinician)
    answers, begin = [], threading.Barrier(5)

    def post(client):
        begin.wait()
        answers.append(client.post(at(plan, "review/check/"), fields))
        connection.close()

    threads = [threading.Thread(target=post, args=[each]) for each in clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {(each.status_code, each.get("Location")) for each in answers} == {(302, at(plan, ""))}
    assert (Review.objects.count(), plan.revisions.count()) == (1, 2)


def test_a_draft_changed_in_another_window_is_not_confirmed_unseen(plan, at_visit):
    """What the page showed is what is recorded, or it is shown again."""
    page = check(at_visit, plan, "maintain")
    fields = confirm_fields(page, plan)
    send(at_visit, plan, "hold", hold_length="open")
    response = at_visit.post(at(plan, "review/check/"), fields)
    assert response.status_code == 409
    assert "The visit was changed in another window." in " ".join(text_of(response))
    assert not Review.objects.exists()


# Missed, and after the end -----------------------------------------------------------------------


def test_a_missed_visit_is_one_form(plan, at_visit):
    """The new day is proposed a week on; sent twice it is recorded once; the plan's paper stays."""
    page = at_visit.get(at(plan, "missed/"))
    assert [value_of(page, f"next_review_on_{part}") for part in range(3)] == ["8", "2", "2027"]
    fields = fields_of(page, notes="phoned, no answer", old_paper="left")
    for _ in range(2):
        assert at_visit.post(at(plan, "missed/"), fields).url == at(plan, "")
    review = Review.objects.get()
    assert (review.kind, review.reviewed_on, review.notes) == ("missed", date(2027, 1, 18), "phoned, no answer")
    plan.refresh_from_db()
    assert (plan.missed_visits, plan.next_review_on, plan.revisions.count()) == (1, date(2027, 2, 8), 1)


@pytest.mark.parametrize(
    ("day", "words"), [("31 1 2027", "The next visit comes after this one"), ("3 5 2027", "The next visit is too far away")]
)
def test_a_missed_visit_needs_a_day_that_may_be(plan, at_visit, day, words):
    """Yesterday is past, over three months is too late; nothing is recorded, and the day stays as it was typed."""
    fields = fields_of(at_visit.get(at(plan, "missed/")), old_paper="left", **date_parts("next_review_on", day))
    response = at_visit.post(at(plan, "missed/"), fields)
    assert response.status_code == 422
    assert form_errors(response)[0].startswith(words)
    assert value_of(response, "next_review_on_0") == day.split()[0]
    assert not Review.objects.exists()


def test_a_missed_visit_that_somebody_else_recorded_a_review_for(plan, at_visit, colleague):
    """Nothing is recorded, and the page leads to the plan."""
    fields = fields_of(at_visit.get(at(plan, "missed/")), old_paper="left")
    other_review(plan, colleague)
    assert at_visit.post(at(plan, "missed/"), fields).status_code == 409
    assert Review.objects.count() == 1


def test_a_follow_up_after_the_end(plan, at_visit, client, clinician, monday):
    """Symptoms, whether it is taken again, notes and the next day; a relapse leads to the list of medicines."""
    record(at_visit, plan, "end", end_reason="completed", **NOTHING)
    visit_on(client, clinician, monday, date(2027, 3, 1))
    page = client.get(at(plan, "follow-up/"))
    assert controls(page, "symptom_tremor") and "Start a new plan" in text_of(page)
    wrong = client.post(at(plan, "follow-up/"), fields_of(page, at(plan, "follow-up/")))
    assert {"Choose whether one is taken again, yes or no."} < set(form_errors(wrong))
    right = fields_of(page, at(plan, "follow-up/"), relapse="yes", red_flags=["none"], symptom_tremor="1", notes=XSS)
    unsaid = client.post(at(plan, "follow-up/"), right)
    assert {taken_again.NO_DRUG, taken_again.NO_DOSE, taken_again.NO_DAY} <= set(form_errors(unsaid))
    right |= {"again_drug": "diazepam", "again_night": "5"} | date_parts("again_since_on", "20 2 2027")
    right |= date_parts("again_last_on", "28 2 2027")
    response = client.post(at(plan, "follow-up/"), right | date_parts("next_review_on", "1 4 2027"))
    assert response.url == f"/patients/{plan.patient.code}/medications/"
    review = Review.objects.get(kind="follow-up")
    again = {"drug": "diazepam", "night": "5", "since_on": "2027-02-20", "last_taken_on": "2027-02-28"}
    assert review.observations == {"symptoms": {"tremor": 1}, "relapse": True, "again": [again]}
    assert (review.next_review_on, Draft.objects.exists()) == (date(2027, 4, 1), False)
    words = " ".join(text_of(client.get(f"/plans/{plan.code}/timeline/")))
    patient = " ".join(text_of(client.get(f"/patients/{plan.patient.code}/"))).replace("\u00a0", " ").replace("\u2011", "-")
    assert "Taken again: Diazepam 5 mg in the day: 5 mg at night, since Sat 20-Feb-2027, last on Sun 28-Feb-2027." in patient
    said = words[words.index("Taking it again") :][:150].replace("\u00a0", " ").replace("\u2011", "-")
    assert said.startswith(
        "Taking it again Diazepam 5 mg in the day: 5 mg at night, since Sat 20-Feb-2027, last on Sun 28-Feb-2027"
    )


def test_a_plan_that_is_open_has_no_follow_up(plan, at_visit):
    """The address leads to the review; a form of it is refused."""
    assert at_visit.get(at(plan, "follow-up/")).url == at(plan)
    assert at_visit.post(at(plan, "follow-up/"), {"patient": plan.patient.code}).status_code == 409
