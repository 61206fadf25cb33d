"""Whoever may have to be asked has a field on the form of a plan: a specialist's name, from each dose and for each answer."""

from decimal import Decimal

import pytest

from taper_app.desk.new_plan import plan_form
from taper_app.engine import load_catalogue
from tests.actions.risks import ask
from tests.conftest import TODAY, lorazepam_row


def asks(patient):
    """Whether the form of a new plan has the field."""
    return "specialist" in plan_form(patient, None, TODAY).fields


@pytest.mark.parametrize("name", ["specialist_threshold_mg", "inpatient_threshold_mg"])
def test_from_each_dose_of_the_clinics_own_a_specialist_can_be_named(monday, lorazepam_patient, name):
    """Lorazepam 3 mg is worth 30 mg by the table that says most: a name can be given above either limit, not at it."""
    assert not asks(lorazepam_patient)
    for limit, asked in ((Decimal(30), False), (Decimal(29), True)):
        setattr(lorazepam_patient.clinic, name, limit)
        assert asks(lorazepam_patient) is asked


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (question, answer)
        for rule in load_catalogue().rules.values()
        if rule.with_specialist
        for question, said in rule.on.items()
        for answer in said
    ],
)
def test_for_each_answer_that_a_specialist_settles_one_can_be_named(monday, lorazepam_patient, clinician, question, answer):
    """Every answer by which a rule stops a plan until a specialist is named brings the field to name one."""
    ask(lorazepam_patient, clinician, TODAY, **{question: answer})
    assert asks(lorazepam_patient)


def test_for_epilepsy_a_specialist_can_be_named(monday, take):
    """Taken for epilepsy, a drug is not taken away before a specialist is named, so that one can be."""
    assert asks(take(lorazepam_row(indication="epilepsy")))
