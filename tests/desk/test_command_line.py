"""The command line judges a visit as the pages do: the same findings for the same patient, whatever was found and decided."""

from datetime import timedelta
from decimal import Decimal

import pytest

from taper_app.chart import patient_today, risk_picture
from taper_app.desk.review import PlanReview
from taper_app.engine import text
from tests.actions.visits import TODAY, begin
from tests.engine.doing import ask
from tests.forms.test_reviews import first_data

IN_TAPER = TODAY + timedelta(days=43)
SHORT_NIGHTS = {"sleep_hours": "3.5", "bad_nights": 6}
VISITS = [  # the kind of plan, what was answered about risks, decision, what a page is sent, what a request says of the visit
    ("direct", {}, "continue", {}, {}),
    ("direct", {}, "continue", {"symptom_anxiety": "3", "symptom_tremor": "1"}, {"symptoms": {"anxiety": 3, "tremor": 1}}),
    (
        "direct",
        {},
        "hold",
        {"ciwa_b": "75", "systolic": "220", "diastolic": "130", "pulse": "150", "hold_length": "open"},
        {"scores": {"ciwa-b": 75}, "systolic": 220, "diastolic": 130, "pulse": 150},
    ),
    (
        "direct",
        {"bipolar": "yes"},
        "continue",
        {"sleep_hours": "3.5", "bad_nights": "6"},
        {"sleep_hours": "3.5", "bad_nights": 6},
    ),
    ("direct", {"seizure": "yes"}, "step-back", {"red_flags": ["seizure"]}, {"red_flags": ["seizure"]}),
    (
        "direct",
        {"suicidality": "yes"},
        "maintain",
        {f"phq9_{item}": "2" for item in range(1, 10)} | {"suicide_risk_assessed": "on", "red_flags": ["suicidal-thoughts"]},
        {"scores": {"phq-9": 18, "phq-9-item-9": 2}},
    ),
    (
        "crossover",
        {"opioid": "no", "falls": "yes"},
        "continue",
        {"opioids": "yes", "alcohol": "yes", "other_sedatives": "no"},
        {"opioid": "yes", "alcohol": "yes", "sedatives": "no"},
    ),
    (
        "several",
        {},
        "slow",
        {"slow_percent": "5", "slow_interval": "28", "gad7_1": "3", **{f"gad7_{item}": "3" for item in range(2, 8)}, "isi": "25"},
        {"scores": {"gad-7": 21, "isi": 25}},
    ),
    ("direct", {}, "continue", {"taken_diazepam_night": "60"}, {}),
]
WANTED = [
    set(),
    {"significant_signs"},
    {"severe_signs"},
    {"sleep_lost"},
    {"red_flag"},
    {"suicide_at_visit"},
    {"opioid_together"},
    set(),
    {"prescribed_differs", "inpatient_dose"},
]
"""What is found of each of them, among other things."""


def by_pages(plan, by, on, decision, sent):
    """What the desk makes of a review that a browser sends, and the form that was valid."""
    kind = PlanReview(plan, by, on)
    form = kind.form(first_data(kind.form(None), **{"decision": decision, "red_flags": ["none"]} | sent))
    assert form.is_valid(), [part.errors for part in form.parts]
    return kind.made(form), form


def by_command(plan, form, review_on, on, visit):
    """The findings of the same visit as the command line gives them."""
    before = plan.revisions.latest("number").issued()
    planned = before.schedule.planned_week(on) or before.request.regimen.every_day()
    doses = [("prescribed_mg", planned.daily_mg()), ("taken_mg", form.change.taken.daily_mg())]
    listed = [
        {"drug": each.drug, "indication": each.indication}
        | {name: text.exact(mg.get(each.drug, Decimal(0))) for name, mg in doses}
        for each in plan.patient.medications.all()
    ]
    picture = risk_picture.newest(plan.patient)
    patient = {"age": patient_today.age(plan.patient.born_on, on), "medicines": listed, "risks": picture.answers, "visit": visit}
    decided = form.change.adjustment
    adjustment = {"decision": decided.decision}
    adjustment |= {"days": decided.days} if decided.days else {}
    adjustment |= {"strategy": decided.strategy.to_json()} if decided.strategy else {}
    told, status = ask(
        before.request.to_json()
        | {
            "do": "revise",
            "schedule": before.schedule.to_json(),
            "on": form.change.on.isoformat(),
            "taken": form.change.taken.to_json(),
            "adjustment": adjustment,
            "patient": patient,
            "review_on": review_on.isoformat(),
        }
    )
    assert status == 0, told
    return told["findings"]


@pytest.mark.parametrize(
    ("plan", "risks", "decision", "sent", "visit"), VISITS, ids=lambda each: each if isinstance(each, str) else ""
)
def test_the_findings_of_a_visit_are_the_same_from_the_command_line(patient, clinician, plan, risks, decision, sent, visit):
    """The same rules, severities, words and values, for the doses, the risk picture and all that was measured, seen and told."""
    begun = begin(patient, clinician, plan, risks=risks)
    made, form = by_pages(begun, clinician, IN_TAPER, decision, sent)
    found = [each.to_json() for each in made.proposal.findings]
    assert by_command(begun, form, made.review_on, IN_TAPER, visit) == found
    assert WANTED[VISITS.index((plan, risks, decision, sent, visit))] <= {each["rule"] for each in found}
