"""What is seen at a visit on its pages: asked first in a crossover, then on the check, the plan, its papers and the timeline."""

import re
from datetime import date, timedelta

import pytest

from taper_app.engine import load_catalogue
from taper_app.models import Review
from tests.actions.risks import ask
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, form_errors, text_of, value_of
from tests.views.test_reviews import DAY, at, at_visit, check, confirm_fields, crossover, plan, send

__all__ = ["at_visit", "crossover", "plan"]
HOLD = {"hold_length": "days", "hold_days": "14"}
SEIZURE = {"red_flags": ["seizure"]}
SLEEPY, FALL = "Hard to rouse, or asleep while talking", "A fall since the last visit"


def said(response):
    return " ".join(text_of(response))


def test_a_crossover_asks_first_whether_it_is_too_much(crossover, at_visit):
    """Before the red flags; without an answer nothing goes on, and its sentence leads to the boxes."""
    page = at_visit.get(at(crossover)).content.decode()
    assert page.index("Is the new medicine too much?") < page.index("Since the last visit, was there any of these?")
    response = send(at_visit, crossover, "hold", **HOLD, seen=[])
    assert response.status_code == 422
    assert form_errors(response) == ["Ask whether the new medicine is too much: tick what there is, or “No sign of it”."]
    assert response.context["errors"][0][0] in response.content.decode()


def test_any_other_visit_may_note_it_beside_the_symptoms(plan, at_visit):
    """Folded, and nothing of it is wanted."""
    page = at_visit.get(at(plan))
    assert "Is the new medicine too much?" not in said(page) and "Over-sedation, falls, mania" in said(page)
    assert controls(page, "seen") and controls(page, "seen_others")
    assert send(at_visit, plan, "hold", **HOLD).status_code == 302


def test_what_was_seen_stands_on_every_page_and_paper_of_the_revision(crossover, at_visit):
    """On the check before it is confirmed, then on the plan, on the timeline with its mark, and on the clinician's summary."""
    page = check(at_visit, crossover, "hold", **HOLD, seen=["sedation", "falls"])
    assert "The patient today, as the rules were told" in said(page)
    assert said(page).count(SLEEPY) >= 2  # what was entered, and what the rules were told
    assert at_visit.post(at(crossover, "review/check/"), confirm_fields(page, crossover)).status_code == 302
    assert Review.objects.get().observations["seen"] == ["sedation", "falls"]
    shown = said(at_visit.get(at(crossover, "")))
    assert "as the rules were told" in shown and SLEEPY in shown and FALL in shown
    timeline = at_visit.get(at(crossover, "timeline/"))
    assert SLEEPY in said(timeline)
    [mark] = re.findall(r'<g class="mark-danger"[^>]*><title>([^<]+)</title>', timeline.content.decode())
    assert mark.endswith(f": {SLEEPY} and {FALL}".lower())


def test_a_visit_that_changes_nothing_keeps_it_too(plan, at_visit):
    """A plain continue makes no revision: what was seen stands with the visit, on the timeline."""
    page = check(at_visit, plan, seen=["falls"])
    at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan))
    assert (Review.objects.get().revision, Review.objects.get().observations["seen"]) == (None, ["falls"])
    assert FALL in said(at_visit.get(at(plan, "timeline/")))


def test_item_9_is_told_before_the_visit_is_recorded(plan, at_visit):
    """Beside “None of these” it is refused; the flag ticked, it is kept and presses on the first page."""
    items = {f"phq9_{number}": "0" for number in range(1, 9)} | {"phq9_9": "1", "suicide_risk_assessed": "on"}
    refused = send(at_visit, plan, "hold", **HOLD, **items)
    assert form_errors(refused)[0].startswith("PHQ-9 item 9 is above “Not at all”: that is a red flag.")
    assert "Found at a visit since: thoughts of suicide" in said(refused)
    page = check(at_visit, plan, "hold", **HOLD, **items, red_flags=["suicidal-thoughts"])
    at_visit.post(at(plan, "review/check/"), confirm_fields(page, plan))
    assert Review.objects.get().red_flags == ["suicidal-thoughts"]


def test_the_questions_about_risks_say_what_a_visit_found(plan, at_visit):
    """Also one in writing: whoever answers them again sees a fall and more alcohol beside what was answered."""
    page = at_visit.get(at(plan))
    fields = fields_of(page, at(plan), red_flags=["none"], seen=["falls"], alcohol="more", risks="1")
    response = at_visit.post(at(plan), fields, follow=True)
    assert {load_catalogue().risks[each].name for each in ("falls", "alcohol")} == set(response.context["found"])


def test_what_stands_against_a_decision_is_said_before_one_is_chosen(plan, at_visit):
    """As soon as what was found is known, here with a decision still missing: what is severe, and what is against going on."""
    response = send(at_visit, plan, "", seen=["sedation", "falls"], ciwa_b="41", alcohol="more")
    assert response.status_code == 422
    severe, significant = re.findall(r"(?:Severe|Against going on): [^<]*", response.content.decode())
    assert severe.startswith("Severe: CIWA-B 41 and ") and "fall" in significant and "alcohol" in significant
    page = response.content.decode()
    assert page.index(severe) < page.index('name="decision"')
    assert "Against going on" in said(at_visit.get(at(plan)))  # what is filled in is kept


def test_lost_sleep_stands_against_going_on_with_bipolar_disorder_alone(plan, at_visit, clinician):
    """It says nothing of anybody else: that is advice."""
    few = {"sleep_hours": "2", "bad_nights": "7"}
    assert "Against going on" not in said(send(at_visit, plan, "", **few))
    ask(plan.patient, clinician, DAY, bipolar="yes")
    assert "Against going on" in said(send(at_visit, plan, "", **few))


@pytest.mark.parametrize(
    ("found", "soon"),
    [({}, False), ({"symptom_tremor": "3"}, False), ({"ciwa_b": "41"}, True), ({"seen": ["sedation"]}, True), (SEIZURE, True)],
)
def test_the_next_visit_is_proposed_within_a_week_of_what_is_severe(plan, at_visit, found, soon):
    """A hold of two weeks is seen to at its end; after a danger sign the patient is seen before that."""
    page = check(at_visit, plan, "hold", **HOLD, **found)
    day, month, year = (int(value_of(page, f"next_review_on_{part}")) for part in range(3))
    assert (date(year, month, day) <= DAY + timedelta(days=7)) == soon
