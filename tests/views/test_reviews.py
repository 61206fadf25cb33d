"""A review of a plan: what is sent, what is shown, what is recorded, and what never is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from taper_app import engine
from taper_app.forms.reasons import WHY
from taper_app.models import AuditEvent, Draft, Plan, Review, Revision
from tests.actions.risks import ask
from tests.actions.test_plans import chosen, start
from tests.actions.visits import typed_again
from tests.conftest import PASSWORD
from tests.views.page_forms import fields_of
from tests.views.payloads import answers_to, controls, date_parts, form_errors, text_of, value_of

REASON = "Agreed with the patient after a talk."

DAY = date(2027, 2, 1)

NOTHING = {"taken_diazepam_morning": "0", "taken_diazepam_night": ""}


@pytest.fixture
def plan(monday, take, clinician):
    """Diazepam 5 mg in the morning and 15 mg at night, going down since 5 January."""
    patient = take({"drug": "diazepam", "prescribed_morning": 5, "taken_morning": 5, "prescribed_night": 15, "taken_night": 15})
    direct = chosen(strategy=engine.Strategy(method="direct"), equivalence=None)
    return start(patient, clinician, choice=direct).plan


@pytest.fixture
def crossover(monday, lorazepam_patient, clinician):
    """Lorazepam 1 mg three times a day, crossing over to diazepam since 5 January."""
    return start(lorazepam_patient, clinician).plan


@pytest.fixture
def at_visit(client, clinician, monday):
    """The clinician, signed in, on Monday 1 February 2027."""
    return visit_on(client, clinician, monday, DAY)


def visit_on(client, clinician, traveller, day):
    traveller.move_to(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
    client.force_login(clinician)
    return client


def at(plan, page="review/"):
    return f"/plans/{plan.code}/{page}"


def send(client, plan, decision="continue", **changes):
    """Open the form and send it, with nothing filled in but what has to be."""
    page = client.get(at(plan))
    asked = {"red_flags": ["none"]} | ({"seen": ["none"]} if page.context["form"].observed.crossing else {})
    fields = fields_of(page, at(plan), **{"decision": decision, "check": "1"} | asked | changes)
    return client.post(at(plan), fields)


def check(client, plan, decision="continue", **changes):
    """The page with all answers; where cautions interrupt, a reason is given first."""
    response = send(client, plan, decision, **changes)
    assert response.status_code == 302, form_errors(response)
    return answered(client, plan, client.get(response.url, follow=True))


def answered(client, plan, page):
    """The check behind the page of cautions, if this is one, with the same reason for all that they ask."""
    if not controls(page, "asked_about"):
        return page
    fields = fields_of(page, at(plan, "review/cautions/"), **answers_to(page, REASON))
    return client.post(at(plan, "review/cautions/"), fields, follow=True)


def confirm_fields(page, plan, **changes):
    answers = {"old_paper": "taken-back", **typed_again(plan.patient)}
    asked = {name: value for name, value in answers.items() if controls(page, name)}
    return fields_of(page, at(plan, "review/check/"), **asked | changes)


def record(client, plan, decision="continue", *, confirm=None, **changes):
    """The whole way; the answer to the last post."""
    page = check(client, plan, decision, **changes)
    return client.post(at(plan, "review/check/"), confirm_fields(page, plan, **confirm or {}))


def stored():
    """Everything that a read must not touch; that a page was opened, or refused, is an event."""
    changes = AuditEvent.objects.exclude(action__in=["open_page", "refuse_page"])
    return [
        list(rows.order_by("pk").values()) for rows in (Plan.objects, Revision.objects, Review.objects, changes, Draft.objects)
    ]


# A decision that changes nothing -----------------------------------------------------------------


def slowed_in_vain(client, plan):
    """The check page of a pace of 5 % every 14 days, which the tablets of this plan cannot make slower."""
    return check(client, plan, "slow", slow_percent="5", slow_interval="14")


def press(client, plan, way):
    """The page behind the button of an offer."""
    return client.post(at(plan), {"patient": plan.patient.code, "change": way}, follow=True)


def test_slow_that_slows_nothing_is_said_before_it_is_confirmed_and_cannot_be_issued(plan, at_visit):
    """The page says that nothing is slowed and offers what would, with its stop; there is no button that issues it."""
    page = slowed_in_vain(at_visit, plan)
    text = " ".join(text_of(page))
    assert "This slows nothing" in text
    assert "This changes no dose and no date." in text
    assert "to the stop on" in text
    assert "Reduce every 21 days" in text
    assert not controls(page, "seen_digest")
    assert "no longer right" not in text
    assert Revision.objects.count() == 1


@pytest.mark.long
def test_each_way_to_slow_is_one_click_and_slows(plan, at_visit):
    """Each button fills the form: the check that follows has a later end, and is issued as any other."""
    ways = [each["value"] for each in controls(slowed_in_vain(at_visit, plan), "change")]
    assert len(ways) >= 2
    for way in ways:
        slowed_in_vain(at_visit, plan)
        page = answered(at_visit, plan, press(at_visit, plan, way))
        assert "This slows nothing" not in " ".join(text_of(page))
        assert controls(page, "seen_digest"), way
    made = at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan))
    assert made.status_code == 302
    assert plan.reviews.get().decision == "slow"
    first, second = (engine.Schedule.from_json(each.snapshot["schedule"]) for each in plan.revisions.order_by("number"))
    assert second.days > first.days


def test_a_hold_that_holds_nothing_back_is_said_and_offers_one_that_does(plan, client, clinician, monday):
    """The dose does not change in the next days anyway: the page says when it does, and one click makes the hold longer."""
    at_visit = visit_on(client, clinician, monday, date(2027, 2, 8))
    page = check(at_visit, plan, "hold", hold_length="days", hold_days="1")
    assert "This changes no dose and no date. The dose does not change before 16-Feb-2027 anyway." in " ".join(text_of(page))
    assert "A dose or a date on it is no longer right" not in " ".join(text_of(page))
    (way,) = [each["value"] for each in controls(page, "change")]
    page = answered(at_visit, plan, press(at_visit, plan, way))
    assert "This changes no dose" not in " ".join(text_of(page))
    assert "For 21 days" in " ".join(text_of(page))


# Reading -----------------------------------------------------------------------------------------


def test_the_form_starts_from_what_is_planned_today(plan, at_visit):
    """The doses of the step in force stand in the boxes; nothing else is answered for the clinician."""
    page = at_visit.get(at(plan))
    step = engine.Schedule.from_json(plan.revisions.get().snapshot["schedule"]).in_force(DAY)
    for time in engine.TIMES:
        shown = value_of(page, f"taken_diazepam_{time}")
        assert shown == (format(step.regimen.at("diazepam", time).normalize(), "f") if step.regimen.at("diazepam", time) else "")
    for name in ("decision", "red_flags", "hold_length", "end_reason", "alcohol", "symptom_tremor", "phq9_1"):
        assert controls(page, name)
        assert not [each for each in controls(page, name) if "checked" in each], name


def test_reading_changes_nothing(plan, at_visit):
    """Neither the form nor its check, drafted or not, writes anything when it is looked at."""
    before = stored()
    at_visit.get(at(plan))
    at_visit.get(at(plan, "review/check/"))
    at_visit.get(at(plan, "missed/"))
    assert stored() == before
    send(at_visit, plan)
    before = stored()
    for page in ("review/", "review/check/"):
        assert at_visit.get(at(plan, page)).status_code == 200
    assert stored() == before


@pytest.mark.parametrize("page", ["review/", "review/check/", "missed/", "follow-up/"])
def test_another_clinics_plan_is_not_found(plan, client, other_clinician, page):
    """Read or sent, it is as if there were no such plan."""
    client.force_login(other_clinician)
    before = stored()
    assert client.get(at(plan, page)).status_code == 404
    assert client.post(at(plan, page), {"patient": plan.patient.code}).status_code == 404
    assert stored() == before


@pytest.mark.parametrize("page", ["review/", "review/check/", "missed/"])
def test_a_form_of_another_patient_is_refused(plan, at_visit, page):
    """A form that was opened for somebody else changes nothing here."""
    before = stored()
    response = at_visit.post(at(plan, page), {"patient": "AAAA-2222", "decision": "continue"})
    assert response.status_code == 409
    assert stored() == before


def test_before_the_first_day_the_dose_is_the_one_of_the_start(plan, client, clinician):
    """The plan is issued today and begins tomorrow: what is planned now is what was taken before it."""
    client.force_login(clinician)
    page = client.get(at(plan))
    assert [value_of(page, f"taken_diazepam_{time}") for time in engine.TIMES] == ["5", "", "", "15"]
    assert record(client, plan, "hold", hold_length="days", hold_days="7").status_code == 302


def test_two_visits_on_one_day(plan, at_visit):
    """The second begins from what the first decided, and both are kept."""
    assert record(at_visit, plan, "hold", hold_length="open").status_code == 302
    assert any("The hold ends, and the reductions go on." in line for line in text_of(at_visit.get(at(plan))))
    assert record(at_visit, plan, "continue").status_code == 302
    assert list(plan.reviews.values_list("number", "decision", "in_force")) == [(1, "hold", 1), (2, "continue", 2)]
    assert plan.revisions.count() == 3


def test_across_the_end_of_a_year(monday, take, clinician, client):
    """A visit on the last day of December proposes a day of January and moves steps into it."""
    monday.move_to(datetime(2027, 11, 1, 10, tzinfo=UTC))
    patient = take({"drug": "diazepam", "prescribed_night": 20, "taken_night": 20})
    ask(patient, clinician, date(2027, 11, 1))
    direct = chosen(
        strategy=engine.Strategy(method="direct"), equivalence=None, starts_on=date(2027, 11, 2), today=date(2027, 11, 1)
    )
    plan = start(patient, clinician, choice=direct, review_on=date(2027, 11, 15)).plan
    visit_on(client, clinician, monday, date(2027, 12, 31))
    page = check(client, plan, "hold", hold_length="days", hold_days="14")
    assert page.context["review_on"] == date(2028, 1, 14)
    assert client.post(at(plan, "review/check/"), confirm_fields(page, plan)).status_code == 302


# A plain continue --------------------------------------------------------------------------------


def test_going_on_as_planned_asks_for_one_confirmation(plan, at_visit):
    """Nothing but the next review, the paper that names another, and a button; no revision is issued."""
    page = check(at_visit, plan)
    assert "Confirm: taken back" in text_of(page)
    assert not controls(page, "initials") and not controls(page, "override_reason")
    assert [value_of(page, f"next_review_on_{part}") for part in range(3)] == ["15", "2", "2027"]
    response = at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan))
    assert (response.status_code, response.url) == (302, at(plan, ""))
    plan.refresh_from_db()
    review = Review.objects.get()
    assert (review.decision, review.revision, review.changes_on) == ("continue", None, None)
    assert (plan.next_review_on, plan.revisions.count()) == (date(2027, 2, 15), 1)
    assert "The doses go on as they are printed;" in " ".join(text_of(at_visit.get(response.url)))
    assert not Draft.objects.exists()


def test_a_next_review_that_is_typed_is_taken(plan, at_visit):
    """The proposal is only one; a day that may not be is refused and stays as it was typed."""
    page = check(at_visit, plan)
    wrong = confirm_fields(page, plan, **date_parts("next_review_on", "1 2 2027"))
    response = at_visit.post(at(plan, "review/check/"), wrong)
    assert response.status_code == 422
    assert form_errors(response)[0].startswith("The next visit comes after this one")
    assert value_of(response, "next_review_on_0") == "1"
    right = confirm_fields(response, plan, **date_parts("next_review_on", "10 2 2027"))
    assert at_visit.post(at(plan, "review/check/"), right).status_code == 302
    assert Review.objects.get().next_review_on == date(2027, 2, 10)


# Every decision ----------------------------------------------------------------------------------


DECIDED = [
    ("hold", {"hold_length": "days", "hold_days": "14"}, "For 14 days from Tue 02-Feb-2027: no change before Tue 16-Feb-2027"),
    ("hold", {"hold_length": "open"}, "Until we decide, with no date"),
    ("slow", {"slow_percent": "5", "slow_interval": "28"}, "From now on 5% of the current dose every 28 days."),
    ("step-back", {}, "For 14 days"),
    ("adjust", {"step_4_days": "28"}, "Step 4: 28 days"),
    ("maintain", {}, "Maintain"),
]


@pytest.mark.parametrize(("decision", "answers", "words"), DECIDED)
def test_a_decision_issues_the_next_revision(plan, at_visit, decision, answers, words):
    """Old and new stand side by side with what changes in words; the revision is linked to its review."""
    page = check(at_visit, plan, decision, **answers)
    text = " | ".join(text_of(page))
    assert words in text
    assert "Old, revision 1" in text
    assert any(pair.kind != "same" for pair in page.context["pairs"])
    response = at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan))
    assert response.status_code == 302, form_errors(response)
    review, revision = Review.objects.get(), plan.revisions.latest("number")
    assert (review.decision, review.revision, revision.number) == (decision, revision, 2)
    assert (revision.snapshot["old_paper"], revision.snapshot["changes_on"]) == ("taken-back", "2027-02-02")
    assert "Revision 2 is issued." in " ".join(text_of(at_visit.get(response.url)))


def test_what_changes_is_said_in_words(plan, at_visit):
    """A hold moves the later steps, slow puts in new doses, maintain ends them: new, moved, changed, no more."""
    moved = {pair.words for pair in check(at_visit, plan, "hold", hold_length="days", hold_days="14").context["pairs"]}
    assert "New: the dose of before goes on, to Mon 15-Feb-2027" in moved
    assert "Moved: from Tue 16-Feb-2027, was Tue 02-Feb-2027" in moved
    kept = {pair.words for pair in check(at_visit, plan, "maintain", hold_length=None, hold_days="").context["pairs"]}
    assert "No more" in kept
    assert any(words.startswith("Changed: diazepam 17\u00a0mg from Tue 02-Feb-2027, was diazepam 16\u00a0mg") for words in kept)
    back = {pair.words for pair in check(at_visit, plan, "step-back").context["pairs"]}
    assert "New: diazepam 18\u00a0mg from Tue 02-Feb-2027; more than in the step before" in back


def test_a_step_changed_by_hand_that_is_reached_no_more_is_named(plan, at_visit):
    """Step 4 was given 28 days; where less than its dose is taken, the page names it before the decision is confirmed."""
    record(at_visit, plan, "adjust", step_4_days="28")
    taken = {"taken_diazepam_morning": "0", "taken_diazepam_night": "10"}
    page = check(at_visit, plan, "hold", hold_length="days", hold_days="14", **taken)
    text = " | ".join(text_of(page))
    assert "Changed by hand before, and not reached any more by this decision:" in text
    assert " for 28 days" in text.partition("not reached any more by this decision:")[2][:200]


def test_the_old_paper_is_asked_about_where_a_printed_date_changes(plan, at_visit):
    """Without an answer what became of the old paper no revision is issued; each answer is kept with it."""
    page = check(at_visit, plan, "maintain")
    response = at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan, old_paper=None))
    assert response.status_code == 422
    assert form_errors(response) == ["Say what became of the old handout."]
    assert not Review.objects.exists()
    at_visit.post(at(plan, "review/check/"), confirm_fields(response, plan, old_paper="struck-out"))
    assert plan.revisions.latest("number").snapshot["old_paper"] == "struck-out"


def test_a_dated_hold_has_its_review_before_it_ends(plan, at_visit):
    """A day after the hold is refused with the last day that may be; that day itself is taken."""
    page = check(at_visit, plan, "hold", hold_length="days", hold_days="14")
    late = confirm_fields(page, plan, **date_parts("next_review_on", "16 2 2027"))
    response = at_visit.post(at(plan, "review/check/"), late)
    assert response.status_code == 422
    assert form_errors(response) == [
        "The hold ends on Mon 15-Feb-2027. Enter that day or an earlier one, so that the patient is seen before it ends."
    ]
    in_time = confirm_fields(response, plan, **date_parts("next_review_on", "15 2 2027"))
    assert at_visit.post(at(plan, "review/check/"), in_time).status_code == 302


def test_a_dose_that_is_not_the_planned_one_is_said_and_taken_as_the_start(plan, at_visit):
    """More at night than planned: a reason is wanted, the page says by how much, and the new plan begins at that dose."""
    asked = at_visit.get(send(at_visit, plan, taken_diazepam_night="18").url, follow=True)
    fields = fields_of(asked, at(plan, "review/cautions/"), override_reason="too short")
    short = at_visit.post(at(plan, "review/cautions/"), fields)
    assert form_errors(short) == [WHY]
    page = answered(at_visit, plan, short)
    assert "More diazepam at night: 18\u00a0mg taken, 12\u00a0mg planned" in text_of(page)
    at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan))
    revision = plan.revisions.latest("number")
    steps = engine.Schedule.from_json(revision.snapshot["schedule"])
    assert steps.in_force(date(2027, 2, 2)).daily_mg == {"diazepam": 23}
    assert revision.snapshot["taken"] == [{"drug": "diazepam", "morning": "5", "night": "18"}]
    assert revision.snapshot["override_reason"] == REASON


def test_urgent_help_says_what_to_do_and_changes_no_dose(plan, at_visit):
    """The page begins with what to do now; the record keeps the red flags, and the plan its doses and its revision."""
    page = check(at_visit, plan, "urgent", red_flags=["seizure"], taken_diazepam_night="18")
    text = text_of(page)
    assert "Do this now" in text
    assert any(words.startswith("Call 999 for a seizure") for words in text)
    assert not controls(page, "initials") and not controls(page, "override_reason")
    at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan))
    review = Review.objects.get()
    assert (review.decision, review.red_flags, review.revision, plan.revisions.count()) == ("urgent", ["seizure"], None, 1)
    assert review.next_review_on <= DAY + timedelta(days=7)


def test_the_end_of_a_plan(plan, at_visit):
    """A plan ends for a reason; a dose that is still taken is said aloud; afterwards only a follow-up is recorded."""
    page = check(at_visit, plan, "end", end_reason="transferred")
    assert any("Ending the plan here stops nothing." in words for words in text_of(page))
    at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan))
    plan.refresh_from_db()
    assert (plan.state, plan.end_reason, plan.ended_on, plan.next_review_on) == ("ended", "transferred", DAY, date(2027, 3, 1))
    assert at_visit.get(at(plan)).url == at(plan, "follow-up/")
    response = at_visit.post(at(plan), {"patient": plan.patient.code, "decision": "continue"})
    assert response.status_code == 409


def test_a_completed_plan_has_a_follow_up_a_month_later(plan, at_visit):
    """It is proposed, and can be cleared; where the patient has died nothing is asked."""
    page = check(at_visit, plan, "end", end_reason="completed", **NOTHING)
    assert [value_of(page, f"next_review_on_{part}") for part in range(3)] == ["1", "3", "2027"]
    assert not controls(check(at_visit, plan, "end", end_reason="died"), "next_review_on_0")
    assert record(at_visit, plan, "end", end_reason="died").status_code == 302
    assert at_visit.get(at(plan, "follow-up/")).url == at(plan, "")


# What is wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decision": None}, "Choose one decision."),
        ({"red_flags": []}, "Ask about the red flags: tick those there are, or “None of these”."),
        ({"taken_diazepam_night": "1,5"}, "Enter the dose with a point and no comma, such as 0.5."),
        (date_parts("changes_on", "31 1 2027"), "The day of the change is in the past. Enter today or a later day."),
        (date_parts("reviewed_on", "2 2 2027"), "The day of the visit is in the future. Enter today or an earlier day."),
        (
            {"decision": "slow", "hold_days": "14", "slow_percent": "5", "slow_interval": "28"},
            "“Hold” is filled in, but “Slow” is chosen. Choose “Hold”, or clear what stands under it.",
        ),
    ],
)
def test_a_wrong_answer_is_named_twice_and_what_was_typed_is_kept(plan, at_visit, changes, words):
    """At the top and at the field, in the same words, and of a wrong day also where its plans would stand, then and later; the
    half-filled form is still there on the next visit."""
    beside = 2 if words.startswith("The day of the") else 0
    response = send(at_visit, plan, **changes | {"notes": "came with her sister"})
    assert response.status_code == 422
    assert words in form_errors(response)
    assert sum(words in line for line in text_of(response)) == 2 + beside
    assert text_of(response)[0].startswith("Error: ")
    assert any("came with her sister" in line for line in text_of(at_visit.get(at(plan))))
    assert sum(words in each for each in text_of(at_visit.get(at(plan)))) == beside
    back = at_visit.get(at(plan, "review/check/")).url
    assert back == f"{at(plan)}?wrong=1"
    assert words in form_errors(at_visit.get(back))
    assert not Review.objects.exists()


def test_the_draft_outlives_a_session(plan, at_visit, clinician):
    """It is kept on the server for this clinician and this plan, and thrown away when asked."""
    send(at_visit, plan, "hold", hold_length="open", notes="slept badly")
    at_visit.logout()
    at_visit.login(username=clinician.username, password=PASSWORD)
    at_visit.force_login(clinician)
    page = at_visit.get(at(plan))
    assert [each["value"] for each in controls(page, "decision") if "checked" in each] == ["hold"]
    at_visit.post(at(plan), {"patient": plan.patient.code, "discard": "1"})
    assert not Draft.objects.exists()


def test_a_draft_of_a_new_plan_is_none_of_a_review(plan, at_visit, clinician):
    """The two are kept apart, and a draft of another plan of the patient is not taken for this one's."""
    Draft.objects.all().delete()
    send(at_visit, plan, notes="of this plan")
    draft = Draft.objects.get()
    assert (draft.purpose, draft.subject) == ("review", plan.code)
    Draft.objects.filter(pk=draft.pk).update(subject="AAAA-2222")
    assert not any("of this plan" in line for line in text_of(at_visit.get(at(plan))))


XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_notes_are_shown_as_they_were_typed(plan, at_visit):
    """Whatever is typed into notes, a reason or a remark is text on every page that shows it."""
    typed = {"notes": XSS, "reason": XSS, "alcohol": "yes", "alcohol_note": XSS, "missed_doses": XSS}
    for response in (
        send(at_visit, plan, **typed | {"decision": None}),
        at_visit.get(at(plan)),
        check(at_visit, plan, **typed),
        record(at_visit, plan, **typed) and at_visit.get(at(plan, "")),
    ):
        page = response.content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page
    assert Review.objects.get().notes == XSS
