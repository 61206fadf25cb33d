"""What the forms ask about a patient and what the engine reads of it: no coded answer is asked for nothing."""

import pytest

from taper_app.engine import INDICATIONS, UNKNOWN, load_catalogue
from taper_app.engine.rules.read_by import (
    ReadBy,
    number_read_by,
    red_flag_read_by,
    risk_read_by,
    seen_read_by,
    substance_read_by,
    symptom_read_by,
)
from taper_app.forms import seen, symptoms
from taper_app.forms.observations import NONE_OF_THESE, ObservationsForm
from taper_app.forms.risks import RisksForm
from taper_app.models import Medication
from taper_app.record import ASKED_AS

CATALOGUE = load_catalogue()
RECORDS = {"missed_doses", "extra_doses", "notes", "suicide_risk_assessed", *(f"{name}_note" for name in ASKED_AS)}
"""Free words, and the tick that an assessment was made: a record, and no answer that anything could go by."""
NOTHING = {"", "no", UNKNOWN, NONE_OF_THESE, "0"}
"""Answers by which there is nothing to note."""


def choices(field):
    """What can be chosen of a field, but for what says that there is nothing to note."""
    return [str(value) for value, _ in getattr(field, "choices", []) if str(value) not in NOTHING]


def read_of(name, answer):
    """What reads one answer of the form of a visit."""
    if name == "red_flags":
        return red_flag_read_by(CATALOGUE, answer)
    if name in seen.NAMES:
        return seen_read_by(CATALOGUE, answer)
    if name in ASKED_AS:
        return substance_read_by(CATALOGUE, ASKED_AS[name], answer)
    if name.startswith(symptoms.name("")):
        return symptom_read_by(CATALOGUE, name.removeprefix(symptoms.name("")), int(answer))
    scale = next((each for each in CATALOGUE.scales if name.startswith(f"{each}_")), name)
    known = scale in CATALOGUE.scales or scale in CATALOGUE.measures
    return number_read_by(CATALOGUE, scale) if known else ReadBy()


def test_nothing_is_asked_at_a_visit_that_nobody_reads():
    """Every field but the free words has answers that a rule, advice or the curve reads; a new one has to say by which."""
    for name, field in ObservationsForm().fields.items():
        if name not in RECORDS:
            for answer in choices(field) or [""]:
                assert any(read_of(name, answer)), (name, answer)


def test_nothing_is_asked_about_risks_that_nobody_reads():
    """Every answer that is not the ordinary one is read by a rule, and beside them there are the interacting medicines alone."""
    form = RisksForm(None, catalogue=CATALOGUE, answers={}, interacting=[])
    assert {*form.fields} - {*CATALOGUE.risks} == {
        f"{each}_{at}" for each in ("medicine", "started", "stopped") for at in range(form.rows)
    }
    for id_, risk in CATALOGUE.risks.items():
        usual = next((each for each in risk.answers if each not in risk.named and each != UNKNOWN), None)
        for answer, _ in form.fields[id_].choices:
            assert any(risk_read_by(CATALOGUE, id_, answer)) or answer == usual, (id_, answer)


@pytest.mark.parametrize("indication", [each for each in Medication.Indication if each != Medication.Indication.OTHER])
def test_what_a_medicine_is_taken_for_is_a_word_by_which_doses_are_licensed(indication):
    """Each indication of the form but "other" is one that a drug of the catalogue is licensed for, and judged by."""
    assert indication in INDICATIONS
    assert any(most.indication == indication for drug in CATALOGUE.drugs.values() for most in drug.maxima)
