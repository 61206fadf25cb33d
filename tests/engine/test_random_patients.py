"""Whoever the patient is: random risk pictures beside random requests never move a dose or a day."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper_app.engine import load_catalogue
from taper_app.engine.rules.findings import ENVELOPE

from . import recount
from .requests import random_request
from .test_random import ask

CATALOGUE = load_catalogue()
EXAMPLES = settings.default.max_examples // 4
"""A quarter of what the profile says: 25, or 1,250 with --deep."""


def random_patient(chance):
    """The facts of a patient: any age, a specialist or none, and any answers, some of them left out."""
    questions = [each for each in CATALOGUE.risks.values() if chance.random() < 0.8]
    risks = {each.id: chance.choice(list(each.answers)) for each in questions}
    medicines = chance.sample(sorted(CATALOGUE.interactions), chance.choice((0, 1, 1, 3)))
    told = {
        "age": chance.randint(0, 110),
        "specialist": chance.choice(("", "Dr Ada Ode", {"name": "Dr Ada Ode", "role": "psychiatrist", "on": "2027-01-04"})),
        "risks": risks,
    }
    if risks.get("interacting", "yes") == "yes":
        days = ({}, {"started_on": "2027-06-01"}, {"stopped_on": "2027-03-01"})
        told["interacting"] = [{"medicine": each} | chance.choice(days) for each in medicines]
    return told


def refused(told):
    """Why nothing was answered, without what would work instead and what the rules say of the patient."""
    return {name: value for name, value in told.get("error", {}).items() if name not in ("alternatives", "findings")}


@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**24 - 1))
def test_no_risk_picture_moves_a_dose_or_lets_a_schedule_leave_the_envelope(seed):
    """No risk picture makes the engine emit a schedule outside the envelope: it is the very schedule of nobody in particular.

    What is answered or refused is the same, doses and days too; only remarks are added, none of them on the envelope. A refusal
    offers less where a rule would block it for this patient, and then may have room for others.
    """
    chance = random.Random(seed)
    request, patient = random_request(chance), random_patient(chance)
    told, status = ask(request | {"patient": patient, "review_on": "2027-12-01"})
    plain, without = ask(request)
    assert (status, told.get("schedule"), refused(told)) == (without, plain.get("schedule"), refused(plain))
    if status == 0:
        assert [*recount.dose_faults(request, told["schedule"]["steps"]), *recount.date_faults(request, told["schedule"])] == []
        assert not {each["rule"] for each in told["findings"]} & set(ENVELOPE)


@pytest.mark.long
def test_random_patients_are_worth_asking():
    """Twenty random patients raise blocks and cautions on the patient of several kinds."""
    found = set()
    for seed in range(20):
        chance = random.Random(seed)
        told, status = ask(random_request(chance) | {"patient": random_patient(chance)})
        found |= {(each["rule"], each["severity"]) for each in told["findings"]} if status == 0 else set()
    assert {severity for _, severity in found} == {"block", "caution", "info"}
    assert {"illicit_supply", "setting_of_care", "opioid_together", "interaction_changes", "not_known"} <= {
        rule for rule, _ in found
    }
