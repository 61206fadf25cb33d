"""Patients whom a silent plan could kill: each is asked about as the command line is asked, and something must be said."""

from decimal import Decimal

import pytest

from .doing import ask
from .requests import crossover, direct

ON = "2027-03-15"
"""Ten weeks into a plan that began on 4 January 2027."""


def asked(request, **patient):
    """The answer to a request about this patient. A refusal fails."""
    told = {"age": 50} | patient
    given, status = ask(request | {"patient": told})
    assert status == 0, given
    return given


def visited(request, decision, taken, on=ON, **patient):
    """The answer to a visit that decides so, with what is taken then; the plan is the one that the request makes."""
    schedule = ask(request)[0]["schedule"]
    adjustment = decision if isinstance(decision, dict) else {"decision": decision}
    told = {"do": "revise", "schedule": schedule, "on": on, "taken": taken, "adjustment": adjustment}
    return asked(request | told, **patient)


def wanting(given):
    """The messages that refuse or want a reason, by rule."""
    return {each["rule"]: each["message"] for each in given["findings"] if each["severity"] != "info"}


def in_force(request, on=ON):
    """What a plan has on a day, as rows of a regimen."""
    steps = ask(request)[0]["schedule"]["steps"]
    step = [each for each in steps if each["starts_on"] < on][-1]
    rows = {}
    for dose in step["doses"]:
        rows.setdefault(dose["drug"], {"drug": dose["drug"]})[dose["time"]] = dose["mg"]
    return list(rows.values())


DIAZEPAM = direct("uk", "diazepam", None, night="30")
LORAZEPAM = crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1")
COARSE = {"coarse_tail": True, "interval_days": 28, "holds": [{"after_step": 1, "days": 84}]}


# Much at once ----------------------------------------------------------------------------------------------------------


def test_a_whole_night_dose_of_clonazepam_moved_at_once_in_a_frail_woman_of_85_wants_a_reason():
    """Clonazepam 2 mg at night is 40 mg diazepam by Ashton: moved in one night it is said, and halves are offered."""
    request = crossover("uk", "clonazepam", "ashton-2002", night="2")
    said = wanting(asked(request, age=85, risks={"falls": "yes", "cognition": "yes"}))["overnight_move"]
    assert "moves about 40\u00a0mg diazepam equivalent a day over to diazepam at once" in said
    assert "Move a smaller part of each dose at a time" in said


@pytest.mark.parametrize(
    ("drug", "night", "part", "age", "at_once"),
    [
        ("temazepam", "20", "whole", 80, ""),  # 10 mg
        ("temazepam", "22", "whole", 80, "11"),
        ("temazepam", "30", "whole", 64, ""),  # 15 mg
        ("temazepam", "32", "whole", 64, "16"),
        ("clonazepam", "2", "half", 64, ""),  # 20 mg, which is half of the day
        ("clonazepam", "2", "quarter", 64, ""),
    ],
)
def test_most_of_the_day_and_more_than_10_mg_at_once_is_a_caution(drug, night, part, age, at_once):
    """More than half of the day and more than 10 mg in one step, 15 mg for who is known to be under 65 and not frail."""
    strategy = {"crossover_part": part, "products": [f"{drug}-{each}" for each in ODD.get(drug, [])] or None}
    request = crossover("uk", drug, "ashton-2002", night=night, strategy=strategy)
    said = wanting(asked(request, **({"age": age} if age else {}))).get("overnight_move", "")
    assert bool(said) is bool(at_once)
    assert not at_once or f"about {at_once}\u00a0mg" in said


ODD = {"temazepam": ["10mg-tablet", "2mg-per-ml-oral-solution"]}


def test_of_several_moves_the_largest_is_stated():
    """Lorazepam 2 mg in the morning and 3 mg at night: the night moves first and is the one that is named."""
    given = asked(crossover("uk", "lorazepam", "ashton-2002", morning="2", night="3"))
    (found,) = [each for each in given["findings"] if each["rule"] == "overnight_move"]
    assert found["step"] == 1
    assert "about 30\u00a0mg" in found["message"]


def test_a_switch_at_a_visit_that_moves_much_at_once_wants_a_reason():
    """A direct taper that is switched to a crossover is judged like a new plan."""
    request = direct("uk", "clonazepam", "ashton-2002", night="2", strategy=COARSE)
    decision = {"decision": "switch", "strategy": {"method": "crossover"}}
    assert "overnight_move" in wanting(visited(request, decision, in_force(request, "2027-01-05"), on="2027-01-05"))


def test_an_edit_that_moves_much_at_once_wants_a_reason():
    """Half of each dose was to move; the edit moves the whole at once, without any step of a crossover."""
    request = crossover("uk", "lorazepam", "ashton-2002", night="2", strategy={"crossover_part": "half"})
    edit = {"number": 2, "doses": [{"drug": "diazepam", "time": "night", "mg": "20"}]}
    assert "overnight_move" not in wanting(asked(request))
    given = visited(request, {"decision": "adjust", "steps": [edit]}, [{"drug": "lorazepam", "night": "2"}], on="2027-01-04")
    assert "overnight_move" not in wanting(given)
    edit = {"number": 1, "doses": [{"drug": "diazepam", "time": "night", "mg": "20"}]}
    given = visited(request, {"decision": "adjust", "steps": [edit]}, [{"drug": "lorazepam", "night": "2"}], on="2027-01-04")
    assert "about 20\u00a0mg" in wanting(given)["overnight_move"]


HARMED = [
    {"age": 70},
    {"risks": {"falls": "yes"}},
    {"risks": {"cognition": "yes"}},
    {"risks": {"breathing": "moderate"}},
    {"risks": {"pregnancy": "breastfeeding"}},
]


@pytest.mark.parametrize("part", ["whole", "quarter"])
@pytest.mark.parametrize("patient", HARMED, ids=str)
def test_a_crossover_to_much_that_builds_up_wants_a_reason_in_whom_it_may_harm(patient, part):
    """At 70, with falls, poor memory, lung disease or a child at the breast: 30 mg diazepam wants a reason by whole doses and by
    quarters, and a hold afterwards does not."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1", strategy={"crossover_part": part})
    rule = "crossover_breastfeeding" if "breastfeeding" in str(patient) else "frail_crossover"
    said = wanting(asked(request, **patient))
    assert rule in said
    assert ("smaller part" in said[rule]) is (part == "whole" and rule == "frail_crossover")
    assert rule not in wanting(asked(request))
    assert rule not in wanting(visited(request, "hold", [{"drug": "diazepam", "night": "25"}], "2027-06-07", **patient))


# What is unsafe with a drug --------------------------------------------------------------------------------------------

GROUNDS = [
    {"breathing": "severe"},
    {"breathing": "severe-copd"},
    {"sleep_apnoea": "yes"},
    {"breathing": "sleep-apnoea"},  # as it was asked at first
    {"liver": "severe"},
    {"myasthenia": "yes"},
    {"glaucoma": "yes"},
]


@pytest.mark.parametrize("risks", GROUNDS, ids=str)
@pytest.mark.parametrize(("drug", "night"), [("diazepam", "20"), ("nitrazepam", "10"), ("zopiclone", "7.5"), ("lorazepam", "2")])
def test_what_is_taken_directly_is_judged_by_the_same_grounds_and_never_blocked(drug, night, risks):
    """Severe COPD on diazepam, directly: a caution at a new plan and at a visit, and the way down stays open."""
    table = None if drug == "diazepam" else "ashton-2002"
    request = direct("uk", drug, table, night=night, strategy=COARSE)
    for given in (asked(request, risks=risks), visited(request, "hold", [{"drug": drug, "night": night}], risks=risks)):
        (found,) = [each for each in given["findings"] if each["rule"] == "taken_unsafe"]
        assert found["severity"] == "caution"
        assert f"class of {drug} forbid it" in found["message"]
        assert [each for each in given["findings"] if each["severity"] == "block" and each["rule"].endswith("unsafe")] == []


def test_sleep_apnoea_as_it_was_asked_at_first_says_nothing_of_the_lungs():
    """Lungs and sleep apnoea were one question: that answer is one to sleep apnoea now, and what is said of it holds."""
    given = asked(DIAZEPAM, risks={"breathing": "sleep-apnoea"})
    (unknown,) = [each for each in given["findings"] if each["rule"] == "not_known"]
    assert "breathing" in unknown["values"]["questions"]
    assert "sleep_apnoea" not in unknown["values"]["questions"]
    both = asked(DIAZEPAM, risks={"breathing": "sleep-apnoea", "sleep_apnoea": "no"})
    assert "taken_unsafe" not in wanting(both)


@pytest.mark.parametrize("risks", GROUNDS, ids=str)
@pytest.mark.parametrize("to", ["diazepam", "clonazepam", "chlordiazepoxide"])
def test_a_crossover_to_any_drug_is_blocked_on_the_same_grounds(to, risks):
    """What forbids diazepam forbids what is crossed over to in its place; the one remark on it names the drug."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="0.5", night="0.5", strategy=COARSE | {"crossover_to": to})
    given = asked(request, risks=risks)
    blocks = [each for each in given["findings"] if each["severity"] == "block"]
    assert [each["rule"] for each in blocks] == ["diazepam_unsafe" if to == "diazepam" else "crossover_unsafe"]
    assert to in blocks[0]["message"]
    assert "taken_unsafe" not in wanting(given)


def test_with_severe_liver_disease_a_crossover_to_what_is_joined_to_a_sugar_is_a_caution():
    """Oxazepam is what the guideline crosses over to then: it is not blocked, and it is not passed over in silence."""
    request = crossover("uk", "nitrazepam", "ashton-2002", night="10", strategy=COARSE | {"crossover_to": "oxazepam"})
    said = wanting(asked(request, risks={"liver": "severe"}))
    assert "crossover_unsafe" not in said
    assert "nitrazepam and oxazepam" in said["taken_unsafe"]
    assert "crossover_unsafe" in wanting(asked(request, risks={"liver": "severe", "myasthenia": "yes"}))


def test_a_drug_that_only_an_edit_brings_in_is_judged():
    """Diazepam put into a direct taper by hand is a crossover to it, whatever the step is called."""
    request = direct("uk", "lorazepam", "ashton-2002", night="2", strategy=COARSE)
    edit = {"number": 3, "doses": [{"drug": "diazepam", "time": "night", "mg": "10"}]}
    taken = in_force(request, "2027-01-05")
    given = visited(request, {"decision": "adjust", "steps": [edit]}, taken, on="2027-01-05", risks={"breathing": "severe"})
    assert "diazepam_unsafe" in wanting(given)


@pytest.mark.parametrize(
    "decision",
    [
        {"decision": "switch", "strategy": {"method": "crossover", "crossover_to": "clonazepam", "coarse_tail": True}},
        {"decision": "adjust", "steps": [{"number": 3, "doses": [{"drug": "zopiclone", "time": "night", "mg": "7.5"}]}]},
    ],
    ids=lambda each: each["decision"],
)
def test_a_visit_that_crosses_over_to_any_drug_is_blocked_on_the_same_grounds(decision):
    """Not only a new plan, and not only diazepam: at a switch, and where an edit by hand brings the drug in."""
    request = direct("uk", "lorazepam", "ashton-2002", night="2", strategy=COARSE)
    given = visited(request, decision, in_force(request, "2027-01-05"), on="2027-01-05", risks={"breathing": "severe"})
    assert [each["rule"] for each in given["findings"] if each["severity"] == "block"] == ["crossover_unsafe"]


def test_lung_disease_that_is_not_severe_is_told_of_on_a_direct_taper():
    """It wants no reason, and it is not passed over in silence."""
    given = asked(DIAZEPAM, risks={"breathing": "moderate"})
    assert wanting(given) == {}
    assert "breathing_care" in {each["rule"] for each in given["findings"]}


# What is really taken --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ["continue", "hold"])
def test_60_mg_taken_where_23_were_planned_is_a_very_high_dose(decision):
    """The rules on high doses judge what is taken at the visit, whatever was planned."""
    taken = [{"drug": "diazepam", "morning": "20", "midday": "20", "night": "20"}]
    assert wanting(visited(DIAZEPAM, decision, in_force(DIAZEPAM))) == {}
    assert "The dose is about 60\u00a0mg" in wanting(visited(DIAZEPAM, decision, taken))["inpatient_dose"]


def test_what_is_taken_again_after_the_stop_is_judged():
    """Months after the stop 6 mg lorazepam is taken again: 60 mg diazepam by Ashton, and not nothing."""
    taken = [{"drug": "lorazepam", "morning": "2", "midday": "2", "night": "2"}]
    given = visited(LORAZEPAM, "hold", taken, on="2028-08-07")
    assert "The dose is about 60\u00a0mg" in wanting(given)["inpatient_dose"]


def test_how_likely_dependence_is_goes_by_what_is_taken():
    """The band of the guideline's table is that of the dose of now: 5 mg is low, though 30 mg were planned to begin with."""
    risks = {"duration": "1-to-3-months", "days_a_week": "4-or-more"}
    given = visited(DIAZEPAM, "hold", [{"drug": "diazepam", "night": "5"}], risks=risks)
    (found,) = [each["message"] for each in given["findings"] if each["rule"] == "dependence_unlikely"]
    assert "at a low dose" in found


@pytest.mark.parametrize(("mg", "rules"), [("45", {"specialist_dose"}), ("80", {"inpatient_dose", "licensed_maximum"})])
def test_an_edited_step_is_judged_by_the_rules_on_doses(mg, rules):
    """A coming step is named that a clinician's edit makes high, and the licensed maximum looks at it too."""
    taken = in_force(DIAZEPAM, "2027-01-05")
    edit = {"number": 3, "doses": [{"drug": "diazepam", "time": "night", "mg": mg}]}
    said = wanting(visited(DIAZEPAM, {"decision": "adjust", "steps": [edit]}, taken, on="2027-01-05"))
    assert rules <= said.keys()
    assert all("step 3" in said[rule] for rule in rules)


def test_a_crossover_to_more_than_is_licensed_is_said():
    """Clonazepam 7 mg is 140 mg diazepam by Ashton: nobody takes that yet, and the crossover goes there."""
    request = crossover("uk", "clonazepam", "ashton-2002", morning="3", night="4")
    said = wanting(asked(request))["licensed_maximum"]
    assert Decimal(said.split("\u00a0mg diazepam a day in step ")[0]) > 100


# Some days only --------------------------------------------------------------------------------------------------------


def test_a_medicine_taken_on_three_days_a_week_gets_no_daily_plan():
    """A block before a plan, which no reason lifts; at a visit of a plan that runs it wants one, so that a hold is possible."""
    few, many = ({"days_a_week": each} for each in ("3-or-fewer", "4-or-more"))
    request = direct("uk", "diazepam", None, night="10")
    (found,) = [each for each in asked(request, risks=few)["findings"] if each["rule"] == "daily_from_some_days"]
    assert found["severity"] == "block"
    assert "Do not turn use on some days into daily use" in found["message"]
    assert "daily_from_some_days" not in wanting(asked(request, risks=many))
    given = visited(request, "hold", [{"drug": "diazepam", "night": "8"}], risks=few)
    assert [each["severity"] for each in given["findings"] if each["rule"] == "daily_from_some_days"] == ["caution"]
