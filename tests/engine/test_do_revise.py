"""`do` = revise on the command line: a schedule changed from a day on, and one that was never answered."""

import copy
import json

import pytest

from .doing import HOLD, TWENTY, ask, changed, done, dose, malformed, rows, step
from .recount import faults
from .requests import crossover, direct

# Revise --------------------------------------------------------------------------------------------------------------


def test_a_revision_has_the_shape_of_a_schedule_and_exits_0():
    """`"do": "revise"` answers the same way; every day before `on` is kept, and the rest is laid out from there."""
    told = done(HOLD)
    assert set(told) == {"schedule", "equivalents", "findings", "catalogue"}
    assert rows(told)[:5] == [
        "2027-01-04 reduce 14: night diazepam 18",
        "2027-01-18 reduce 9: night diazepam 17",
        "2027-01-27 hold 14: night diazepam 17",
        "2027-02-10 reduce 14: night diazepam 16",
        "2027-02-24 reduce 14: night diazepam 15",
    ]
    assert told["schedule"]["steps"][-1]["starts_on"] == "2027-09-22"
    assert told["equivalents"]["vadod-2021"] == "17"
    assert not faults(TWENTY, told)


OPEN_HOLD = "2027-01-27 hold None: night diazepam 17"

MAINTAIN = "2027-01-27 maintain None: night diazepam 17"


@pytest.mark.parametrize(
    ("adjustment", "third", "last"),
    [
        ({"decision": "continue"}, "2027-02-01 reduce 14: night diazepam 16", "2027-09-13 stop 0: "),
        ({"decision": "hold"}, OPEN_HOLD, OPEN_HOLD),
        ({"decision": "hold", "days": None}, OPEN_HOLD, OPEN_HOLD),
        ({"decision": "maintain"}, MAINTAIN, MAINTAIN),
        ({"decision": "step-back"}, "2027-01-27 step-back 14: night diazepam 18", "2027-10-06 stop 0: "),
        ({"decision": "step-back", "days": 28}, "2027-01-27 step-back 28: night diazepam 18", "2027-10-20 stop 0: "),
        # 9 of the 28 days are over: 19 more, then 17 steps of 28 days from 16 mg to the stop, 16 intervals after the first
        ({"decision": "slow", "strategy": {"interval_days": 28}}, "2027-01-27 hold 19: night diazepam 17", "2028-05-08 stop 0: "),
        (
            {"decision": "switch", "strategy": {"products": ["diazepam-10mg-tablet", "diazepam-2mg-tablet"]}},
            "2027-01-27 hold 5: night diazepam 17",
            "2027-09-13 stop 0: ",
        ),
        (
            {"decision": "adjust", "steps": [{"number": 2, "days": 28}]},
            "2027-01-27 hold 19: night diazepam 17",
            "2027-09-27 stop 0: ",
        ),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
def test_every_decision_can_be_asked_for(adjustment, third, last):
    """continue · hold (dated or open) · slow · step back · adjust · switch · maintain, each as JSON has it."""
    found = rows(done(HOLD | {"adjustment": adjustment}))
    assert (found[2], found[-1]) == (third, last)


def test_edited_doses_come_as_rows_of_drug_time_and_mg():
    """adjust: the clinician edits single steps, their days, their doses, or both."""
    doses = [{"drug": "diazepam", "time": "morning", "mg": "6"}, {"drug": "diazepam", "time": "night", "mg": 10}]
    edits = [{"number": 3, "doses": doses}, {"number": 4, "days": 21}]
    told = done(HOLD | {"adjustment": {"decision": "adjust", "steps": edits}})
    assert rows(told)[1:5] == [
        "2027-01-18 reduce 14: night diazepam 17",
        "2027-02-01 reduce 14: morning diazepam 6 + night diazepam 10",
        "2027-02-15 reduce 21: morning diazepam 5 + night diazepam 10",  # what was edited is gone on from
        "2027-03-08 reduce 14: morning diazepam 4 + night diazepam 10",
    ]
    assert [step["number"] for step in told["schedule"]["steps"] if step.get("edited")] == [3, 4]


def test_a_hold_as_taken_is_marked():
    """More taken than planned begins with a hold at the dose taken, labelled "as taken"."""
    told = done(HOLD | {"taken": [{"drug": "diazepam", "night": "18"}], "adjustment": {"decision": "continue"}})
    step = told["schedule"]["steps"][2]
    assert rows(told)[2] == "2027-01-27 hold 14: night diazepam 18"
    assert (step["as_taken"], step["reduction_mg"], step["reduction_percent"]) == (True, "0", "0")
    assert all("as_taken" not in each for each in told["schedule"]["steps"] if each is not step)


def test_a_revision_can_be_revised():
    """The schedule of an answer is the schedule of the next request: hold, then open hold, then go on."""
    held = done(HOLD)
    open_hold = done(HOLD | {"schedule": held["schedule"], "on": "2027-02-04", "adjustment": {"decision": "hold"}})
    assert rows(open_hold)[2:] == ["2027-01-27 hold 8: night diazepam 17", "2027-02-04 hold None: night diazepam 17"]
    going_on = HOLD | {"schedule": open_hold["schedule"], "on": "2027-03-01", "adjustment": {"decision": "continue"}}
    assert rows(done(going_on))[3:5] == ["2027-02-04 hold 25: night diazepam 17", "2027-03-01 reduce 14: night diazepam 16"]


def test_a_revision_after_the_stop_can_be_revised():
    """A dose that is taken again after the stop is revised like any other; the days with nothing taken stay in the past."""
    again = HOLD | {"on": "2027-09-20", "taken": [{"drug": "diazepam", "night": "3"}], "adjustment": {"decision": "continue"}}
    taken = [{"drug": "diazepam", "night": "2"}]
    told = done(
        again
        | {"schedule": done(again)["schedule"], "on": "2027-10-10", "taken": taken}
        | {"adjustment": {"decision": "hold", "days": 7}}
    )
    assert rows(told)[18:] == [
        "2027-09-13 stop 0: ",
        "2027-09-20 hold 14: night diazepam 3",
        "2027-10-04 reduce 6: night diazepam 2",
        "2027-10-10 hold 8: night diazepam 2",
        "2027-10-18 reduce 14: night diazepam 1",
        "2027-11-01 stop 0: ",
    ]


def test_continuing_as_planned_answers_the_same_schedule():
    """Going on as planned changes nothing: the very schedule that was given comes back."""
    told = done(HOLD | {"adjustment": {"decision": "continue"}})
    assert told["schedule"] == HOLD["schedule"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"taken": []}, "NothingTaken"),
        ({"taken": [{"drug": "diazepam", "as_needed": "5"}]}, "NothingTaken"),
        (
            {"on": "2027-01-04", "taken": [{"drug": "diazepam", "night": "20"}], "adjustment": {"decision": "step-back"}},
            "NothingToStepBackTo",
        ),
        ({"adjustment": {"decision": "adjust", "steps": [{"number": 1, "days": 28}]}}, "NoSuchStep"),
        ({"adjustment": {"decision": "adjust", "steps": [{"number": 19, "days": 28}]}}, "NoSuchStep"),
        ({"adjustment": {"decision": "adjust", "steps": [{"number": 20, "days": 28}]}}, "NoSuchStep"),
        ({"adjustment": {"decision": "switch", "strategy": {"halve": "none"}}}, "NoAchievableReduction"),
        ({"taken": [{"drug": "diazepam", "night": "2"}], "adjustment": {"decision": "continue"}}, "TooShort"),
        ({"taken": [{"drug": "temazepam", "night": "10"}]}, "NoEquivalent"),
    ],
)
def test_a_refused_revision_exits_3(change, code):
    """What a revision cannot do is a refusal with code, message and alternatives, exit 3, never a malformed request."""
    told, status = ask(HOLD | change)
    assert (status, told["error"]["code"]) == (3, code)
    assert set(told["error"]) - {"findings"} == {"code", "message", "alternatives"}
    for offer in told["error"]["alternatives"]:
        assert set(offer) - {"findings", "top_finding"} == {"message", "weeks", "change"}


NEEDED = ("schedule", "on", "taken", "adjustment", "regimen", "strategy", "starts_on", "market")

DOSE = {"drug": "diazepam", "time": "night", "mg": "5"}


def adjusting(**edit):
    return {"adjustment": {"decision": "adjust", "steps": [{"number": 4, "days": 28}, {"number": 3} | edit]}}


def deciding(decision, **fields):
    return {"adjustment": {"decision": decision} | fields}


MALFORMED_REVISIONS = [
    ({"on": "soon"}, "on"),
    ({"on": None}, "on"),
    ({"taken": {}}, "taken"),
    ({"taken": [{"drug": "aspirin", "night": "1"}]}, "taken[0].drug"),
    ({"taken": [{"drug": "diazepam"}]}, "taken[0]"),
    ({"taken": [{"drug": "diazepam", "night": "17", "noon": "1"}]}, "taken[0].noon"),
    ({"taken": [{"drug": "diazepam", "night": "17"}, {"drug": "diazepam", "night": "1"}]}, "taken[1].drug"),
    ({"adjustment": None}, "adjustment"),
    ({"adjustment": {}}, "adjustment.decision"),
    (deciding("stop"), "adjustment.decision"),
    (deciding("continue", days=7), "adjustment.days"),
    (deciding("hold", days=0), "adjustment.days"),
    (deciding("hold", days=731), "adjustment.days"),
    (deciding("step-back", days=6), "adjustment.days"),
    (deciding("slow"), "adjustment.strategy"),
    (deciding("switch", strategy=[]), "adjustment.strategy"),
    (deciding("slow", strategy={"interval_days": 6}), "adjustment.strategy.interval_days"),
    (deciding("slow", strategy={"pace": "slow"}), "adjustment.strategy.pace"),
    (deciding("slow", strategy={"basis": "bands"}), "adjustment.strategy.bands"),
    (deciding("switch", strategy={"products": ["diazepam-3mg-tablet"]}), "adjustment.strategy.products"),
    (deciding("maintain", strategy={"interval_days": 28}), "adjustment.strategy"),
    (deciding("adjust"), "adjustment.steps"),
    (deciding("adjust", steps=[]), "adjustment.steps"),
    (deciding("adjust", steps={}), "adjustment.steps"),
    (deciding("adjust", steps=[{"number": 4, "days": 28}], strategy={"interval_days": 28}), "adjustment.strategy"),
    (deciding("adjust", steps=[{"number": 4, "days": 28}, {"number": 4, "days": 21}]), "adjustment.steps"),
    (deciding("adjust", steps=[{"days": 28}]), "adjustment.steps[0].number"),
    (adjusting(), "adjustment.steps[1]"),
    (adjusting(days=0), "adjustment.steps[1].days"),
    (adjusting(kind="hold"), "adjustment.steps[1].kind"),
    (adjusting(doses=[]), "adjustment.steps[1].doses"),
    (adjusting(doses={}), "adjustment.steps[1].doses"),
    (adjusting(doses=[DOSE, DOSE | {"mg": "2"}]), "adjustment.steps[1].doses"),
    (adjusting(doses=[DOSE, DOSE | {"time": "noon"}]), "adjustment.steps[1].doses[1].time"),
    (adjusting(doses=[DOSE | {"drug": "aspirin"}]), "adjustment.steps[1].doses[0].drug"),
    (adjusting(doses=[DOSE | {"mg": "0"}]), "adjustment.steps[1].doses[0].mg"),
    (adjusting(doses=[DOSE | {"pieces": []}]), "adjustment.steps[1].doses[0].pieces"),
    (adjusting(doses=["5 mg"]), "adjustment.steps[1].doses[0]"),
    ({"strategies": []}, "strategies"),
]


@pytest.mark.parametrize(("change", "field"), MALFORMED_REVISIONS)
def test_a_malformed_revision_names_the_field(change, field):
    """A revision that is malformed names the very field; what a decision does not use is refused, not ignored."""
    assert malformed(HOLD | change) == field


@pytest.mark.parametrize("field", NEEDED)
def test_a_revision_without_what_it_needs_names_it(field):
    """Every part of a revision is required."""
    assert malformed({name: value for name, value in HOLD.items() if name != field}) == field


COMPARISON = {name: value for name, value in TWENTY.items() if name != "strategy"} | {"do": "compare"}

MONDAY = {"method": "direct", "change_weekday": "monday"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "strategies"),
        ({"strategies": []}, "strategies"),
        ({"strategies": {}}, "strategies"),
        ({"strategies": ["asam-2025-usual"]}, "strategies[0]"),
        ({"strategies": [{"method": "direct"}, 5]}, "strategies[1]"),
        ({"strategies": [{"method": "direct"}, {}]}, "strategies[1].method"),
        ({"strategies": [{"interval_days": 14}]}, "strategies[0].method"),
        ({"strategies": [{"method": "direct"}, {"method": "direct", "preset": "fast"}]}, "strategies[1].preset"),
        ({"strategies": [{"method": "direct"}, {"method": "direct", "interval_days": 6}]}, "strategies[1].interval_days"),
        ({"strategies": [{"method": "direct", "speed": 1}]}, "strategies[0].speed"),
        ({"strategies": [{"method": "direct"}, MONDAY], "starts_on": "2027-01-05"}, "starts_on"),
        ({"strategies": [{"method": "direct"}], "strategy": {"method": "direct"}}, "strategy"),
        ({"strategies": [{"method": "direct"}], "regimen": []}, "regimen"),
        ({"strategies": [{"method": "direct"}], "patient": {"age": -1}}, "patient.age"),
    ],
)
def test_a_malformed_comparison_names_the_field(change, field):
    """A comparison that is malformed names the very field of the very strategy."""
    assert malformed(COMPARISON | change) == field


# A schedule that was not answered ------------------------------------------------------------------------------------


def no_second_step(schedule):
    del schedule["steps"][1]


def swapped(schedule):
    schedule["steps"][1:3] = schedule["steps"][2:0:-1]


TAMPERED = {
    "a number": step(1, number=5),
    "a number as text": step(1, number="1"),
    "a kind that is none": step(2, kind="pause"),
    "another first day": step(4, starts_on="2027-03-01"),
    "more days": step(1, days=21),
    "days below zero": step(3, days=-14),
    "days as text": step(3, days="14"),
    "days without end": step(18, days=10**7),
    "no end in the middle": step(3, days=None, last_day=None),
    "another last day": step(3, last_day="2027-02-15"),
    "an equivalent": step(6, diazepam_equivalent_mg="12"),
    "a reduction": step(6, reduction_mg="0.5"),
    "a percentage": step(6, reduction_percent="5"),
    "closing as text": step(17, closing="yes"),
    "as taken as text": step(2, as_taken="yes"),
    "a mark that is none": step(2, checked=True),
    "a dose and its pieces": dose(2, "16", "8"),
    "a dose that its pieces do not make": dose(2, "17", "8"),
    "a dose below zero": dose(2, "-2", "-1"),
    "a daily dose": step(2, daily_mg={"diazepam": "16"}),
    "no doses": step(2, doses=[], daily_mg={}),
    "a time of day": changed(("steps", 2, "doses", 0, "time"), "noon"),
    "a drug": changed(("steps", 2, "doses", 0, "drug"), "lorazepam"),
    "a drug that is none": changed(("steps", 0, "doses", 0, "drug"), "aspirin"),
    "a product that is none": changed(("steps", 0, "doses", 0, "pieces", 0, "product"), "diazepam-3mg-tablet"),
    "a count": changed(("steps", 0, "doses", 0, "pieces", 0, "count"), "2"),
    "a count that is no number": changed(("steps", 0, "doses", 0, "pieces", 0, "count"), "two"),
    "a volume of a tablet": changed(("steps", 0, "doses", 0, "pieces", 0), {"product": "diazepam-10mg-tablet", "ml": "1"}),
    "a step that is missing": no_second_step,
    "two steps swapped": swapped,
    "no steps": changed(("steps",), []),
    "steps that are no list": changed(("steps",), "none"),
    "no stop": step(19, kind="hold"),
    "the baseline": changed(("baseline_equivalent_mg",), "40"),
    "the table": changed(("equivalence",), "ashton-2002"),
    "a table that is none": changed(("equivalence",), "nobody-2027"),
    "the first day": changed(("starts_on",), "2027-01-11"),
    "the last day": changed(("last_day",), "2027-09-13"),
    "the weeks": changed(("weeks",), "37"),
    "the days": changed(("days",), 253),
    "the supply": changed(("supply", 0, "count"), "1"),
    "no supply": changed(("supply",), ...),
    "a field more": changed(("seen",), True),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_tampered_schedule_is_refused(what):
    """A schedule that was not answered to this request is malformed, field `schedule`; nothing is guessed or mended."""
    schedule = copy.deepcopy(HOLD["schedule"])
    TAMPERED[what](schedule)
    assert malformed(HOLD | {"schedule": schedule}) == "schedule"


@pytest.mark.parametrize("schedule", [None, [], {}, "schedule", 5, [{}], {"steps": []}])
def test_what_is_no_schedule_is_refused(schedule):
    """What is no schedule at all is malformed, field `schedule`."""
    assert malformed(HOLD | {"schedule": schedule}) == "schedule"


@pytest.mark.parametrize(
    "change",
    [
        {"equivalence": "ashton-2002"},
        {"starts_on": "2027-01-11"},
        {"regimen": [{"drug": "diazepam", "night": "40"}]},
        {"regimen": [{"drug": "lorazepam", "night": "2"}], "equivalence": "ashton-2002"},
        {"market": "us", "regimen": [{"drug": "diazepam", "night": "19"}]},
    ],
)
def test_a_schedule_of_another_request_is_refused(change):
    """A schedule that was made from another table, day or regimen than the request's is refused: nothing is mixed in silence."""
    assert malformed(HOLD | change) == "schedule"


def test_the_schedules_of_every_kind_of_step_come_back_unchanged():
    """Every schedule that was answered is accepted: crossover by thirds of a mg, halves, liquids, holds, targets."""
    thirds = direct("uk", "temazepam", "vadod-2021", night="20", strategy={"method": "crossover", "crossover_part": "half"})
    liquid = {"products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"], "basis": "baseline"}
    bases = [
        thirds,
        direct("uk", "temazepam", "vadod-2021", night="20", strategy=liquid),
        direct("uk", "diazepam", night="20", strategy={"target_mg": "10", "holds": [{"after_step": 3, "days": 28}]}),
        crossover("uk", "lorazepam", "inada-2015", morning="1", midday="1", night="1"),
    ]
    for base in bases:
        schedule = done(base)["schedule"]
        taken = without_zero(base["regimen"])
        same = base | {"do": "revise", "schedule": schedule, "on": base["starts_on"], "taken": taken}
        assert done(same | {"adjustment": {"decision": "continue"}})["schedule"] == schedule


def without_zero(regimen):
    return [dict(row) for row in regimen]
