"""What guidelines say beside the decisions of a visit, what would work instead of a refused one, and its words."""

from datetime import timedelta

import pytest

from taper_app import engine
from taper_app.models import Draft, Plan, Review, Revision
from tests.actions.risks import ask
from tests.text_gates import hits_in_html
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, date_parts, form_errors, text_of, value_of
from tests.views.test_reviews import (
    DAY,
    DECIDED,
    REASON,
    answered,
    at,
    at_visit,
    check,
    confirm_fields,
    crossover,
    plan,
    record,
    send,
    visit_on,
)

pytestmark = pytest.mark.long  # whole visits, whose statements are those of test_reviews

__all__ = ["at_visit", "crossover", "plan"]

NO_2MG = ["diazepam-5mg-tablet", "diazepam-10mg-tablet"]

# What guidelines say -----------------------------------------------------------------------------


def test_guidelines_stand_beside_the_decision_with_their_source(plan, at_visit):
    """Under each decision what is always said; on the check what is said for this decision and these findings."""
    page = at_visit.get(at(plan))
    assert any(words.startswith("When the taper goes on, make the reductions smaller") for words in text_of(page))
    found = {"symptom_tremor": "3", "alcohol": "yes"}
    said = {each["id"] for each in check(at_visit, plan, "hold", hold_length="open", **found).context["advice"]}
    catalogue = engine.load_catalogue()
    assert said == {each.id for each in engine.advice_for(catalogue, "hold", {"severe-symptoms", "alcohol"})}
    assert len(said) > len(engine.advice_for(catalogue, "hold", set()))


def test_advice_from_memory_says_so(plan, at_visit):
    """Advice that was not read in its source says so beside it, and no other does."""
    advice = engine.load_catalogue().advice.values()
    remembered = [each.words for each in advice if each.evidence == "memory" and "hold" in each.decisions]
    page = check(at_visit, plan, "hold", hold_length="open", symptom_tremor="3")
    marked = [words for words in text_of(page) if "from memory and not checked there" in words]
    shown = [each["words"] for each in page.context["advice"]]
    assert len(marked) == len(set(shown) & set(remembered)) > 0
    assert all(any(words in mark for words in remembered) for mark in marked)


def test_a_red_flag_with_continue_wants_a_reason_and_says_emergency(plan, at_visit):
    """Going on in spite of a red flag wants ten characters of a reason, and the page says that it is an emergency."""
    flagged = {"red_flags": ["hallucinations"]}
    response = send(at_visit, plan, **flagged, reason="because I")
    assert form_errors(response)[0].startswith("There is a red flag. Write why the plan goes on, in a few words,")
    page = check(at_visit, plan, **flagged, reason="because I do")
    assert "emergency" in {each["id"] for each in page.context["advice"]}
    assert at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan)).status_code == 302
    assert Review.objects.get().reason == "because I do"


SEVERE = {"ciwa_b": "75", "bwsq": "40", "systolic": "220", "diastolic": "130", "pulse": "150"}

FOUND = "The visit found CIWA-B 75, BWSQ 40, systolic pressure 220, diastolic pressure 130 and pulse 150."


@pytest.mark.parametrize("found", [SEVERE, {"symptom_anxiety": "3", "symptom_tremor": "3"}, {"pulse": "150"}], ids=str)
def test_going_on_as_planned_in_spite_of_severe_signs_wants_a_reason(plan, at_visit, found):
    """The check leads to the page of cautions, and leads there again, until a reason is written; without one nothing is kept."""
    response = send(at_visit, plan, **found)
    page = at_visit.get(response.url, follow=True)
    assert page.redirect_chain == [(at(plan, "review/cautions/"), 302)]
    assert any(words.startswith("The visit found ") for words in text_of(page))
    short = at_visit.post(
        at(plan, "review/cautions/"), fields_of(page, at(plan, "review/cautions/"), override_reason="too short")
    )
    assert short.status_code == 422
    forced = {"patient": plan.patient.code, "seen_digest": "", **date_parts("next_review_on", "16 2 2027")}
    forced |= {name: value_of(page, name) for name in ("csrfmiddlewaretoken",) if controls(page, name)}
    at_visit.post(at(plan, "review/check/"), forced)
    assert not Review.objects.exists()


def test_a_risk_told_since_the_plan_interrupts_a_plain_continue(plan, clinician, at_visit):
    """Severe breathing failure: the page of cautions comes first, and what was remarked on the plan itself is not asked again."""
    ask(plan.patient, clinician, DAY, breathing="severe")
    page = at_visit.get(send(at_visit, plan).url, follow=True)
    assert page.redirect_chain == [(at(plan, "review/cautions/"), 302)]
    assert [words for words in text_of(page) if words.startswith("Caution: ")] == ["Caution: Unsafe with what is taken"]
    page = check(at_visit, plan)
    assert "Confirm: taken back" in text_of(page)
    assert at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan)).status_code == 302
    assert "severe breathing failure" in Review.objects.get().observations["in_spite_of"]["found"][0]


def test_what_must_be_solved_stops_a_plain_continue_and_says_what_keeps_the_dose(plan, clinician, at_visit):
    """A pregnancy told since: there is nothing to confirm, and the hold that the page names can be issued."""
    ask(plan.patient, clinician, DAY, pregnancy="yes")
    page = at_visit.get(send(at_visit, plan).url, follow=True)
    text = " ".join(text_of(page))
    assert "Must be solved: Pregnancy" in text
    assert "The plan cannot go on as it stands." in text
    assert "a hold without an end keeps the dose" in text
    assert "Confirm: taken back" not in text
    page = check(at_visit, plan, "hold", hold_length="open")
    assert at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan)).status_code == 302
    assert Plan.objects.get().on_hold


def test_what_was_arranged_is_kept_with_a_review_that_goes_on_as_planned(plan, at_visit):
    """No revision is made: what stood against it and what was answered are told where the review is read."""
    page = check(at_visit, plan, **SEVERE)
    text = text_of(page)
    assert "Confirm: taken back" in text
    assert REASON in text
    assert any(words.startswith(FOUND) for words in text)
    assert "hold_first" in {each["id"] for each in page.context["advice"]}
    assert at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan)).status_code == 302
    kept = Review.objects.get()
    assert (kept.revision, kept.observations["in_spite_of"]["reason"]) == (None, "")
    assert kept.observations["in_spite_of"]["answers"]["severe_signs"]["arranged"] == REASON
    told = text_of(at_visit.get(at(plan, "timeline/")))
    assert any(words.startswith(FOUND) for words in told)
    assert REASON in told


def test_what_is_severe_again_wants_an_answer_again(plan, at_visit, client, clinician, monday):
    """The same numbers two weeks later are another finding: no earlier answer stands for them, of a revision or of a review."""
    record(at_visit, plan, "slow", slow_percent="5", slow_interval="21", **SEVERE)
    assert ("severe_signs", REASON) in {(each.rule, each.arranged) for each in Revision.objects.get(number=2).issued().answered}
    later = visit_on(client, clinician, monday, DAY + timedelta(days=14))
    for decision in ({}, {"decision": "slow", "slow_percent": "5", "slow_interval": "28"}):
        assert later.get(send(later, plan, **decision, **SEVERE).url, follow=True).redirect_chain
        assert controls(later.get(at(plan, "review/cautions/")), "asked_about")


def test_what_a_visit_answered_is_shown_at_the_next_and_not_asked_again(plan, clinician, at_visit, client, monday):
    """A seizure told since is answered once, without a new revision; its answer stands on the check of the next visit."""
    ask(plan.patient, clinician, DAY, seizure="yes")
    record(at_visit, plan)
    later = visit_on(client, clinician, monday, DAY + timedelta(days=14))
    page = later.get(send(later, plan).url, follow=True)
    text = " ".join(text_of(page))
    assert not controls(page, "asked_about")
    assert "Caution: Seizure before" in text and "Answered on 01-Feb-2027" in text and REASON in text
    assert "Confirm: taken back" in text


def test_three_months_after_the_stop_nothing_is_said_of_the_end_of_a_taper(plan, client, clinician, monday):
    """Symptoms grow before the end and not after it: the advice on the last four weeks is for those."""
    last = engine.Schedule.from_json(Revision.objects.get().snapshot["schedule"]).last_day
    for day, near in ((-29, False), (-28, True), (0, True), (1, False), (90, False)):
        page = visit_on(client, clinician, monday, last + timedelta(days=day)).get(at(plan))
        said = {each["id"] for option in page.context["options"] for each in option["advice"]}
        assert ("near_the_end" in said) is near, day


# Refusals and what would work --------------------------------------------------------------------


def test_a_refusal_offers_what_works_and_each_button_makes_it_work(plan, at_visit):
    """Without 2 mg tablets the reductions would be too large; every alternative leads to a check that can be confirmed."""
    page = check(at_visit, plan, "switch", products_diazepam=NO_2MG)
    assert "This decision cannot be made as it is asked" in text_of(page)
    ways = [way.id for way in page.context["ways"]]
    assert ways
    for way in ways:
        send(at_visit, plan, "switch", products_diazepam=NO_2MG, kept=None)
        response = at_visit.post(at(plan), {"patient": plan.patient.code, "change": way})
        page = answered(at_visit, plan, at_visit.get(response.url, follow=True))
        assert page.status_code == 200 and "pairs" in page.context, way
    assert at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan)).status_code == 302
    assert plan.revisions.count() == 2


@pytest.mark.parametrize("change", ["", "{}", '{"interval_days": 7}', "not json"])
def test_an_alternative_that_was_not_offered_is_not_taken(plan, at_visit, change):
    """A button made up, or of another draft, changes nothing."""
    send(at_visit, plan, "switch", products_diazepam=NO_2MG)
    before = Draft.objects.get().data
    page = at_visit.post(at(plan), {"patient": plan.patient.code, "change": change}, follow=True)
    assert Draft.objects.get().data == before
    assert "The visit was changed in another window." in " ".join(text_of(page))


def test_nothing_is_taken_any_more(plan, at_visit):
    """Going on with nothing is refused with a sentence; there is no button to confirm it."""
    page = check(at_visit, plan, taken_diazepam_morning="0", taken_diazepam_night="")
    assert any(words.startswith("Nothing is taken any more. End the plan") for words in text_of(page))
    assert not controls(page, "seen_digest")


# Words -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("answers", [case[:2] for case in DECIDED] + [("end", {"end_reason": "declined"}), ("urgent", {})])
def test_what_pages_say_is_safe_to_read(plan, at_visit, answers):
    """The form, its errors, the check and the plan afterwards follow the rules for safe medicine text."""
    decision, more = answers
    found = {"symptom_tremor": "2", "sleep_hours": "4.5", "bad_nights": "5", "systolic": "150", "diastolic": "90", "isi": "22"}
    for page in (
        at_visit.get(at(plan)),
        check(at_visit, plan, decision, **found | more),
        send(at_visit, plan, decision, **more | {"taken_diazepam_night": ".5"}),
        at_visit.get(at(plan, "missed/")),
    ):
        assert hits_in_html(page.content.decode()) == []
    Draft.objects.all().delete()
    assert record(at_visit, plan, decision, **more).status_code == 302
    page = at_visit.get(at(plan, "follow-up/"), follow=True)
    assert hits_in_html(page.content.decode()) == []


def test_a_crossover_under_way(crossover, at_visit):
    """Two drugs are taken: both stand in the form, and every step of the check names its drug."""
    visit_on_day = at_visit.get(at(crossover))
    assert controls(visit_on_day, "taken_lorazepam_night") and controls(visit_on_day, "taken_diazepam_night")
    page = check(at_visit, crossover, "hold", hold_length="days", hold_days="7")
    assert hits_in_html(page.content.decode()) == []
    assert at_visit.post(at(crossover, "review/check/"), confirm_fields(page, crossover)).status_code == 302
