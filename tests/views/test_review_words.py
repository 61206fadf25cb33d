"""What a visit found becomes the signs that advice goes by, and all that was entered is said back before it is confirmed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from taper_app import engine
from taper_app.desk import review_words
from taper_app.pages import reviews
from taper_app.pages.review_facts import observed
from tests.forms.test_reviews import CLINIC, SCHEDULES, parts, review, said

NBSP = "\u00a0"
ALWAYS = {"any", "near-end", "crossover"}
"""Signs that need no answer: advice for every visit, and what the schedule says."""


def phq9(total):
    """A PHQ-9 of this total, with nothing in its last item."""
    items = [min(3, max(0, total - 3 * at)) for at in range(8)] + [0]
    return {f"phq9_{number}": str(item) for number, item in enumerate(items, start=1)}


def signs(plan="direct", **changes):
    """The signs of a visit with these answers, in the middle of a plan."""
    form = review(plan, **changes)
    assert form.is_valid(), said(form)
    return review_words.signs(form, SCHEDULES[plan])


SIGNS = [  # what was found just short of the sign, what makes it, the sign
    ({}, {"red_flags": ["confusion"], "decision": "urgent"}, "red-flag"),
    ({}, {"missed_doses": "two nights"}, "missed-doses"),
    ({"other_sedatives": "no"}, {"other_sedatives": "yes"}, "sedative"),
    ({"alcohol": "unknown"}, {"alcohol": "yes"}, "alcohol"),
    ({"opioids": "no"}, {"opioids": "yes"}, "opioid"),
    ({"sleep_hours": "5"}, {"sleep_hours": "4.9"}, "poor-sleep"),
    ({"bad_nights": "3"}, {"bad_nights": "4"}, "poor-sleep"),
    ({"symptom_sleep": "1"}, {"symptom_sleep": "2"}, "poor-sleep"),
    (phq9(9), phq9(10), "low-mood"),
    ({}, {"symptom_low-mood": "1"}, "low-mood"),
    ({"symptom_tremor": "0"}, {"symptom_tremor": "1"}, "mild-symptoms"),
    ({"symptom_tremor": "2"}, {"symptom_tremor": "3"}, "severe-symptoms"),
    ({}, {"taken_diazepam_night": "18", "taken_diazepam_morning": "5"}, "taken-more"),
    ({}, {"taken_diazepam_night": "9", "taken_diazepam_morning": "5"}, "taken-less"),
    ({}, {"taken_diazepam_night": "", "taken_diazepam_morning": "5"}, "taken-less"),
    ({}, {"other_drug": "zopiclone", "taken_other_morning": "7.5", "equivalence": "ashton-2002"}, "taken-more"),
]


@pytest.mark.parametrize(("short", "enough", "sign"), SIGNS)
def test_every_sign_is_there_from_its_boundary_on(short, enough, sign):
    """Advice goes by what the visit found: each sign is there just at its boundary, and not just short of it."""
    assert sign not in signs(**short)
    assert sign in signs(**enough)


def test_severe_symptoms_are_not_called_mild_as_well():
    """One severe symptom among mild ones is severe, and the advice for mild symptoms is not given beside it."""
    assert not {"mild-symptoms"} & signs(symptom_tremor="3", symptom_sweating="1")


@pytest.mark.parametrize(("days", "near"), [(29, False), (28, True), (1, True)])
def test_the_end_is_near_from_28_days_before_the_last_dose_on(days, near):
    """What the schedule says of the visit counts too: four weeks before the last dose the end is near."""
    today = SCHEDULES["direct"].last_day - timedelta(days=days)
    form = review(today=today)
    assert ("near-end" in review_words.planned_signs(form, SCHEDULES["direct"])) is near


def test_a_crossover_under_way_is_a_sign():
    """While one drug takes the place of another the visit has the advice for that, and afterwards it has not."""
    plan = SCHEDULES["crossover"]
    crossing, after = (next(each for each in plan.steps if each.kind == kind).starts_on for kind in ("crossover", "reduce"))
    for today, there in ((crossing, True), (after, False)):
        assert ("crossover" in review_words.planned_signs(review("crossover", today=today), plan)) is there


def test_every_sign_of_the_advice_can_be_found():
    """No piece of advice waits for a sign that no visit can have."""
    known = {sign for *_, sign in SIGNS} | ALWAYS
    assert {sign for each in engine.load_catalogue().advice.values() for sign in each.when} <= known


FOUND = {
    "missed_doses": "two nights",
    "extra_doses": "one on Monday",
    "other_sedatives": "no",
    "alcohol": "yes",
    "alcohol_note": "two beers a day",
    "opioids": "unknown",
    "symptom_tremor": "3",
    "symptom_sleep": "1",
    "ciwa_b": "41",
    "bwsq": "12",
    "isi": "15",
    "function": "7",
    "sleep_hours": "6.5",
    "sleep_latency_min": "45",
    "bad_nights": "2",
    "systolic": "128",
    "diastolic": "82",
    "pulse": "91",
}
FOUND |= {"seen": ["slurred-speech", "falls"], "seen_others": ["mania"]}
SAID = {
    "Seen": ["Slurred speech", "A fall since the last visit", "Needs less sleep, overactive or racing"],
    "Missed doses": ["two nights"],
    "Extra doses": ["one on Monday"],
    "Other sedatives": ["No"],
    "Alcohol": ["Yes: two beers a day"],
    "Opioids": ["Not known"],
    "Scores": [
        "PHQ-9: 10 of 27, moderate",
        "GAD-7: 5 of 21, mild",
        "CIWA-B: 41 of 80, severe",
        "BWSQ: 12 of 40",
        "ISI: 15 of 28, moderate",
    ],
    "Function": ["7 of 10, 10 being best"],
    "Sleep": ["6.5 hours a night, 45 minutes to fall asleep, 2 bad nights in the last 7"],
    "Pressure and pulse": ["128 over 82 mmHg, pulse 91 a minute"],
}


def test_everything_that_a_visit_found_is_said_back():
    """Each answer of the form stands on the page to confirm and in the timeline, with all its numbers and words."""
    gad7 = {f"gad7_{number}": "1" if number <= 5 else "0" for number in range(1, 8)}
    form = review(**FOUND, **phq9(10), **gad7)
    assert form.is_valid(), said(form)
    told = {fact.label: fact.lines for fact in observed(form.observed.observations)}
    symptoms = told.pop("Symptoms")
    assert told == SAID
    assert [words.partition(":")[0] for words in symptoms] == ["Severe", "Mild"]
    shown = reviews.found_said(form.observed.observations, ["seizure", "confusion"])
    assert shown[0].lines == ["A seizure", "Confusion or delirium"]
    assert {each.label for each in shown} == {"Red flags", "Symptoms", *SAID}
    asked = {name for name in form.observed.fields if not name.startswith(("symptom_", "phq9_", "gad7_"))}
    assert asked - FOUND.keys() <= {"red_flags", "notes", "suicide_risk_assessed", "other_sedatives_note", "opioids_note"}


@pytest.mark.parametrize(
    "flags", [["seizure"], ["seizure", "suicidal-thoughts"], ["confusion", "hallucinations", "suicidal-thoughts"]]
)
def test_every_red_flag_that_is_ticked_is_kept(flags):
    """Of several red flags none is lost on the way to the record."""
    form = review(red_flags=flags, decision="urgent")
    assert form.is_valid(), said(form)
    assert form.observed.flags == flags


@pytest.mark.parametrize("time", ["morning", "midday", "evening", "night"])
def test_where_the_dose_taken_is_another_is_said_for_each_time_of_day(time):
    """More and less than planned are named with the drug, the time of day and both doses."""
    at = {"morning": "in the morning", "midday": "at midday", "evening": "in the evening", "night": "at night"}[time]
    one, two = (engine.Regimen((engine.Dose(time, "diazepam", Decimal(mg)),)) for mg in "12")
    nothing = engine.Regimen(())
    assert reviews.differences(one, two) == [f"More diazepam {at}: 2{NBSP}mg taken, 1{NBSP}mg planned"]
    assert reviews.differences(two, one) == [f"Less diazepam {at}: 1{NBSP}mg taken, 2{NBSP}mg planned"]
    assert reviews.differences(one, nothing) == [f"Less diazepam {at}: none taken, 1{NBSP}mg planned"]
    assert reviews.differences(one, one) == []


DECIDED = [
    ({"decision": "hold", "hold_length": "open"}, ["Until we decide, with no date"]),
    (
        {"decision": "hold", "hold_length": "days", "hold_days": "14"},
        ["For 14 days from Tue 02-Feb-2027: no change before Tue 16-Feb-2027"],
    ),
    (
        {"decision": "slow", "slow_percent": "5", "slow_interval": "28"},
        ["From now on 5% of the current dose every 28 days. Before: 10% of the current dose every 14 days"],
    ),
    ({"decision": "step-back"}, ["For 14 days"]),
    ({"decision": "step-back", "back_days": "21"}, ["For 21 days"]),
    ({"decision": "adjust", "step_4_days": "28"}, ["Step 4: 28 days"]),
    (
        {"decision": "switch", "products_diazepam": ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]},
        [f"Products: diazepam 2{NBSP}mg tablet, diazepam 5{NBSP}mg tablet"],
    ),
    ({"decision": "end", "end_reason": "transferred"}, ["Transferred"]),
]


@pytest.mark.parametrize(("changes", "words"), DECIDED)
def test_what_was_answered_under_a_decision_is_said_back(changes, words):
    """The days, the pace, the steps and the products of a decision stand on the page to confirm as they were meant."""
    form = review(**changes)
    assert form.is_valid(), said(form)
    assert form.decided.said(form.adjustment, form.changes_on) == words


def test_the_days_that_are_confirmed_are_those_of_the_visit_and_of_the_change():
    """Both days are said, each as what it is, and the day of the change only where a dose changes."""
    form = review(**parts("reviewed_on", date(2027, 1, 30)) | parts("changes_on", date(2027, 2, 5)))
    assert form.is_valid(), said(form)
    for changes, words in ((True, ["A changed dose is taken from Fri 05-Feb-2027"]), (False, [])):
        told = {each.label: each.lines for each in review_words.entered(form, CLINIC, changes=changes)}
        assert told["Days"] == ["Visit on Sat 30-Jan-2027", *words]


def test_the_emergency_number_is_that_of_the_market():
    """999 in the United Kingdom and 911 in the United States."""
    markets = engine.load_catalogue().markets
    assert (markets["uk"].emergency, markets["us"].emergency) == ("999", "911")
