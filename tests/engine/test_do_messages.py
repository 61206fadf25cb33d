"""The very sentence that each malformed `do` is refused with, and the bounds that it tells."""

import json

import pytest

from taper_app.engine import answer

from .doing import CATALOGUE, HOLD, TWENTY, done, rows
from .test_do import MEDICINE
from .test_do_revise import COMPARISON, adjusting, deciding

WEEKS = "must be whole weeks, so that every change falls on the weekday chosen"
DRUGS = f"must be one of {', '.join(CATALOGUE.drugs)}"
NIGHT = {"drug": "diazepam", "time": "night", "mg": "10"}
PLAIN = {"method": "direct"}
MEDICINES = list(CATALOGUE.interactions)
WEEKLY = {"on": "2027-02-01", "strategy": HOLD["strategy"] | {"change_weekday": "monday"}}


def told_of(**patient):
    """The request of 20 mg with a patient."""
    return TWENTY | {"patient": patient}


def refused(request):
    """(field, message) of a request that is malformed."""
    told, status = answer(request if isinstance(request, str) else json.dumps(request), CATALOGUE)
    assert status == 2, told
    return told["error"]["field"], told["error"]["message"]


@pytest.mark.parametrize(
    ("request_", "field", "message"),
    [
        ('{"do": NaN}', "request", "is not JSON: NaN is not a number"),
        ('{"do": Infinity}', "request", "is not JSON: Infinity is not a number"),
        ("[]", "request", "must be an object"),
        ('{"do": "build", "market": "uk", "do": "build"}', "do", "is given twice"),
        ({"do": "dance"}, "do", "must be one of build, compare, revise, equivalents, outcomes, questions"),
        (TWENTY | {"patient": {"specialist": 5}}, "patient.specialist", "must be a text, or an object with name, role and on"),
        (TWENTY | {"patient": {"age": -1}}, "patient.age", "must be a number such as 0.5, with at most six decimals"),
        (TWENTY | {"patient": {"age": 131}}, "patient.age", "must be from 0 to 130"),
        (
            TWENTY | {"patient": {"medicines": [MEDICINE | {"as_needed": 1}]}},
            "patient.medicines[0].as_needed",
            "must be true or false",
        ),
        (
            TWENTY | {"patient": {"medicines": [MEDICINE | {"taken_mg": "1000.1"}]}},
            "patient.medicines[0].taken_mg",
            "must be from 0 to 1000",
        ),
        (told_of(risks="opioid"), "patient.risks", "must be an object of answers by question"),
        (told_of(risks={"opioid": "maybe"}), "patient.risks.opioid", "must be one of no, yes, unknown"),
        (told_of(risks={"mood": "yes"}), "patient.risks", f"must be one of {', '.join(CATALOGUE.risks)}"),
        (
            told_of(risks={"interacting": "no"}, interacting=[{"medicine": MEDICINES[0]}]),
            "patient.interacting",
            'must be left out where the answer to "interacting" is not "yes"',
        ),
        (
            told_of(interacting=[{"medicine": "aspirin"}]),
            "patient.interacting[0].medicine",
            f"must be one of {', '.join(MEDICINES)}",
        ),
        (
            told_of(interacting=[{"medicine": MEDICINES[0], "started_on": "2027-01-04", "stopped_on": "2027-01-04"}]),
            "patient.interacting[0].stopped_on",
            "must be after started_on",
        ),
        (HOLD | WEEKLY | deciding("hold", days=10), "adjustment.days", WEEKS),
        (COMPARISON | {"strategies": []}, "strategies", "must have at least one strategy"),
        (
            COMPARISON | {"strategies": [PLAIN], "strategy": PLAIN},
            "strategy",
            "is not a field of a comparison: its strategies are",
        ),
        (
            COMPARISON | {"strategies": [PLAIN | {"preset": "fast"}]},
            "strategies[0].preset",
            f"must be one of {', '.join(CATALOGUE.presets)}",
        ),
        (HOLD | deciding("adjust", steps=[]), "adjustment.steps", "must have at least one step"),
        (
            HOLD | deciding("adjust", steps=[{"number": 4, "days": 28}] * 2),
            "adjustment.steps",
            "has the same step twice",
        ),
        (HOLD | deciding("slow", strategy=[]), "adjustment.strategy", "must be an object"),
        (HOLD | deciding("slow"), "adjustment.strategy", "is required"),
        (HOLD | deciding("continue", days=7), "adjustment.days", "is not a field of the request"),
        (HOLD | deciding("hold", days=0), "adjustment.days", "must be from 1 to 730"),
        (HOLD | deciding("hold", days=731), "adjustment.days", "must be from 1 to 730"),
        (HOLD | deciding("step-back", days=6), "adjustment.days", "must be from 7 to 730"),
        (HOLD | deciding("adjust", steps=[{"number": 0, "days": 28}]), "adjustment.steps[0].number", "must be from 1 to 400"),
        (HOLD | deciding("adjust", steps=[{"number": 401, "days": 28}]), "adjustment.steps[0].number", "must be from 1 to 400"),
        (HOLD | adjusting(), "adjustment.steps[1]", "must have days, doses or both"),
        (HOLD | adjusting(days=0), "adjustment.steps[1].days", "must be from 1 to 730"),
        (HOLD | adjusting(days=731), "adjustment.steps[1].days", "must be from 1 to 730"),
        (HOLD | adjusting(doses=[]), "adjustment.steps[1].doses", "must have a dose: going to zero is the stop"),
        (HOLD | adjusting(doses=[NIGHT, NIGHT]), "adjustment.steps[1].doses", "has a drug twice at one time of day"),
        (HOLD | adjusting(doses=[NIGHT | {"mg": "0"}]), "adjustment.steps[1].doses[0].mg", "must be from 0.000001 to 1000"),
        (HOLD | adjusting(doses=[NIGHT | {"drug": "aspirin"}]), "adjustment.steps[1].doses[0].drug", DRUGS),
        (
            HOLD | adjusting(doses=[NIGHT | {"time": "noon"}]),
            "adjustment.steps[1].doses[0].time",
            "must be one of morning, midday, evening, night",
        ),
        ({"do": "equivalents", "regimen": [{"drug": "aspirin"}]}, "regimen[0].drug", DRUGS),
    ],
)
def test_what_is_malformed_is_told_in_this_sentence(request_, field, message):
    """A malformed request names the field and says in one sentence what it should be, with the bounds."""
    assert refused(request_) == (field, message)


@pytest.mark.parametrize("days", [1, 730])
def test_an_edited_step_may_last_as_long_as_its_bounds(days):
    """From 1 to 730 days are accepted for a step that is edited by hand, both included."""
    edited = done(HOLD | deciding("adjust", steps=[{"number": 4, "days": days}]))
    assert [step["days"] for step in edited["schedule"]["steps"] if step["number"] == 4] == [days]


def test_an_edit_may_change_the_days_and_the_doses_at_once():
    """Days and doses of one edit both come into force."""
    edit = {"number": 4, "days": 21, "doses": [NIGHT | {"mg": "14"}]}
    fourth = rows(done(HOLD | deciding("adjust", steps=[edit])))[3]
    assert fourth.endswith(" 21: night diazepam 14")


def test_steps_up_to_the_400th_can_be_named():
    """A step of number 400 is no malformed number: it is refused for not being there."""
    told, status = answer(json.dumps(HOLD | deciding("adjust", steps=[{"number": 400, "days": 28}])), CATALOGUE)
    assert (status, told["error"]["code"]) == (3, "NoSuchStep")


def test_every_table_that_lacks_a_drug_beside_diazepam_names_that_drug_alone():
    """A table has no figure for diazepam, which it is the measure of, and is not told to lack it."""
    told = done({"do": "equivalents", "regimen": [{"drug": "diazepam", "night": "5"}, {"drug": "bromazepam", "night": "3"}]})
    assert told["lacking"]["vadod-2021"] == ["bromazepam"]
    assert all(drugs == ["bromazepam"] for drugs in told["lacking"].values())


@pytest.mark.parametrize("decision", ["hold", "step-back"])
def test_a_hold_and_a_step_back_may_come_with_a_strategy_for_afterwards(decision):
    """What follows a hold or a step back goes on at the pace that comes with it."""
    slow = {"interval_days": 28, "reduction_percent": "5"}
    steps = done(HOLD | {"adjustment": {"decision": decision, "days": 14, "strategy": slow}})["schedule"]["steps"]
    after = [each for each in steps if each["kind"] == "reduce" and each["starts_on"] > HOLD["on"]]
    assert {each["days"] for each in after} == {28}


@pytest.mark.parametrize(("decision", "days"), [("hold", 1), ("hold", 6), ("hold", 730), ("step-back", 7)])
def test_a_hold_may_last_from_a_day_and_a_step_back_from_a_week(decision, days):
    """These bounds are accepted, both included."""
    assert done(HOLD | deciding(decision, days=days))["schedule"]["steps"]


def test_the_days_of_an_interacting_medicine_reach_its_rule():
    """A medicine that starts or stops in mid-taper changes the findings; one whose days are null is taken all the time."""
    medicine = {"medicine": MEDICINES[0]}

    def rules(**days):
        told = done(told_of(risks={"interacting": "yes"}, interacting=[medicine | days]))
        return {each["rule"] for each in told["findings"]}

    assert "interaction_changes" in rules(stopped_on="2027-02-01") & rules(started_on="2027-02-01")
    assert rules() == rules(started_on=None, stopped_on=None)
    assert "interaction_changes" not in rules()


def test_an_interacting_medicine_may_be_named_without_the_question():
    """Interacting medicines go with the answer "yes", or with none."""
    assert done(told_of(interacting=[{"medicine": MEDICINES[0]}]))


@pytest.mark.parametrize(("severity", "said"), [(4, "must be from 0 to 3"), ("1.5", "must be a whole number")])
def test_a_symptom_is_none_mild_moderate_or_severe(severity, said):
    """Nought to three, nought included; anything else is refused by its name."""
    assert refused(told_of(age=40, visit={"symptoms": {"tremor": severity}})) == ("patient.visit.symptoms.tremor", said)
    assert all(done(told_of(age=40, visit={"symptoms": {"tremor": each}}))["schedule"] for each in (0, 3))
