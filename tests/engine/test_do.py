"""The command line beyond building: `do` = compare, revise, equivalents; what may come with it; malformed fields by path."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from .doing import CATALOGUE, HOLD, TWENTY, ask, done, malformed, revision, rows
from .requests import direct

ROOT = Path(__file__).parents[2]
AGREED = {"name": "Dr Ada Ode", "role": "neurologist", "on": "2027-01-04"}

SUMMARY = {"strategy", "weeks", "steps", "first_reduction", "largest_reduction", "splits", "last_day"}


def without(request, *names):
    return {name: value for name, value in request.items() if name not in names}


# Compare -------------------------------------------------------------------------------------------------------------


COMPARE = without(TWENTY, "strategy") | {"do": "compare", "strategies": [{"method": "direct"}, {"method": "crossover"}]}


def test_compare_answers_every_strategy_in_order_and_exits_0():
    """`"do": "compare"` answers the same way: a row for each of `strategies`, a refusal among them too, and exit 0."""
    told = done(COMPARE)
    assert set(told) == {"comparison", "equivalents", "catalogue"}
    made, refused = told["comparison"]
    assert set(made) == SUMMARY
    assert (made["weeks"], made["steps"], made["last_day"]) == ("36", 19, "2027-09-12")
    assert set(refused) == {"strategy", "error"}
    assert refused["error"] == {
        "code": "NothingToCross",
        "message": "Every dose is diazepam already. Choose the direct method.",
    }
    assert made["strategy"]["method"] == "direct"
    assert set(made["strategy"]) >= {"interval_days", "halve", "products"}
    assert told["equivalents"]["ashton-2002"] == "20"
    assert told["catalogue"] == CATALOGUE.digest


def test_what_is_compared_is_what_would_be_built():
    """Each row of a comparison is of the schedule that the same strategy builds alone."""
    strategies = [{"method": "direct", "interval_days": days, "reduction_percent": "12.5"} for days in (14, 21, 28)]
    told = done(COMPARE | {"strategies": strategies})
    for row, strategy in zip(told["comparison"], strategies, strict=True):
        built = done(TWENTY | {"strategy": strategy})["schedule"]
        assert (row["weeks"], row["steps"], row["last_day"]) == (built["weeks"], len(built["steps"]), built["last_day"])


def test_a_preset_may_be_changed_in_a_comparison():
    """A strategy may name a preset; its own fields are laid over the preset's, not under."""
    pace = {"method": "direct", "preset": "asam-2025-careful"}
    plain, changed = done(COMPARE | {"strategies": [pace, pace | {"interval_days": 14}]})["comparison"]
    assert (plain["strategy"]["reduction_percent"], plain["strategy"]["interval_days"], plain["weeks"]) == ("5", 28, "76")
    assert (changed["strategy"]["reduction_percent"], changed["strategy"]["interval_days"], changed["weeks"]) == ("5", 14, "38")


GOOD = {"method": "direct"}

# Equivalents ---------------------------------------------------------------------------------------------------------


def test_equivalents_by_every_table_that_knows_all_drugs():
    """`"do": "equivalents"`: lorazepam 3 mg is 30 mg by Ashton and 15 by VA/DoD; a table without it is named as lacking it."""
    told = done({"do": "equivalents", "regimen": [{"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}]})
    assert set(told) == {"equivalents", "lacking", "catalogue"}
    assert (told["equivalents"]["ashton-2002"], told["equivalents"]["vadod-2021"]) == ("30", "15")
    assert told["lacking"]["sps"] == ["lorazepam"]
    assert set(told["equivalents"]) | set(told["lacking"]) == set(CATALOGUE.tables)
    assert not set(told["equivalents"]) & set(told["lacking"])
    assert told["catalogue"] == CATALOGUE.digest


def test_equivalents_are_rounded_to_two_decimals_and_name_each_drug_lacking():
    """Bromazepam 3 mg by Ashton (5 to 6 mg, midpoint 5.5) and zopiclone 7.5 mg (15 mg) are 5.4545… + 5: printed 10.45."""
    told = done({"do": "equivalents", "regimen": [{"drug": "zopiclone", "night": "7.5"}, {"drug": "bromazepam", "night": "3"}]})
    assert told["equivalents"]["ashton-2002"] == "10.45"
    assert told["lacking"]["vadod-2021"] == ["zopiclone", "bromazepam"]
    assert told["lacking"]["nhs-scotland"] == ["bromazepam"]


def test_diazepam_is_itself_by_every_table():
    """Diazepam needs no table: 12.5 mg is 12.5 mg by every table, and none lacks it."""
    told = done({"do": "equivalents", "regimen": [{"drug": "diazepam", "morning": "2.5", "night": "10"}], "market": "us"})
    assert told["equivalents"] == dict.fromkeys(CATALOGUE.tables, "12.5")
    assert told["lacking"] == {}


def test_the_equivalent_of_a_clinics_own_product_is_that_of_its_drug_in_its_market():
    """Clonazepam 0.5 mg as the clinic's own liquid is 10 mg by Ashton; without its row, or its market, nobody knows it."""
    taken = {"do": "equivalents", "regimen": [{"drug": "clonazepam", "night": "0.5", "product": "own-1"}]}
    row = {"id": "own-1", "drug": "clonazepam", "name": "Clonazepam 0.1 mg/mL", "form": "liquid", "mg_per_ml": "0.1"}
    assert done(taken | {"market": "uk", "own_products": [row]})["equivalents"]["ashton-2002"] == "10"
    assert malformed(taken | {"market": "uk"}) == "regimen[0].product"
    told, status = ask(taken | {"own_products": [row]})
    assert (status, told["error"]["field"]) == (2, "own_products")
    assert told["error"]["message"] == "goes with a market, and only with it"


def test_a_table_lacks_a_drug_once_whatever_releases_of_it_are_taken():
    """Plain and modified-release alprazolam are one drug that a table lacks."""
    rows_ = [{"drug": "alprazolam", "night": "1"}, {"drug": "alprazolam", "release": "modified", "morning": "2"}]
    told = done({"do": "equivalents", "market": "us", "regimen": rows_})
    lacking = {each.id for each in CATALOGUE.tables.values() if "alprazolam" not in each.cells}
    assert lacking and told["lacking"] == {table: ["alprazolam"] for table in lacking}
    assert told["equivalents"].keys() == CATALOGUE.tables.keys() - lacking


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({}, "regimen"),
        ({"regimen": 5}, "regimen"),
        ({"regimen": []}, "regimen"),
        ({"regimen": ["x"]}, "regimen[0]"),
        ({"regimen": [{"drug": "diazepam", "night": "5"}, {"drug": "lorazepam", "nihgt": "1"}]}, "regimen[1].nihgt"),
        ({"regimen": [{"drug": "diazepam", "night": "5"}], "market": "fr"}, "market"),
        ({"regimen": [{"drug": "diazepam", "night": "5"}], "starts_on": "2027-01-04"}, "starts_on"),
    ],
)
def test_malformed_equivalents_name_the_field(request_, field):
    """A malformed request for equivalents names the field and exits 2."""
    assert malformed({"do": "equivalents"} | request_) == field


@pytest.mark.parametrize("what", ["stop", "", None, 5, ["build"]])
def test_do_is_one_of_four_words(what):
    """`do` is build, compare, revise or equivalents; anything else names the field `do`."""
    assert malformed(TWENTY | {"do": what}) == "do"


def test_without_do_it_builds():
    """Without `do` it builds, and so it does with `"do": "build"`."""
    assert done(TWENTY) == done(TWENTY | {"do": "build"})


# What comes with a request for the rules alone ------------------------------------------------------------------------


MEDICINE = {"drug": "diazepam", "prescribed_mg": "10", "taken_mg": "20"}


@pytest.mark.parametrize(
    ("extra", "rule", "severity"),
    [
        ({"patient": {"age": 17}}, "under_18", "block"),
        ({"patient": {"risks": ["opioid"]}}, "opioid_together", "caution"),
        ({"patient": {"risks": {"opioid": "yes"}}}, "opioid_together", "caution"),
        ({"patient": {"risks": {"suicidality": "yes"}}}, "suicidality", "caution"),
        ({"patient": {"risks": ["seizure"]}}, "seizure_history", "caution"),
        ({"patient": {"interacting": [{"medicine": "omeprazole"}]}}, "interaction", "info"),
        ({"patient": {"medicines": [MEDICINE]}}, "prescribed_differs", "caution"),
        ({"patient": {"medicines": [MEDICINE | {"indication": "epilepsy", "taken_mg": "10"}]}}, "epilepsy_indication", "block"),
        ({"patient": {"medicines": [MEDICINE | {"drug": "lorazepam", "as_needed": True}]}}, "as_needed_not_counted", "info"),
        ({"review_on": "2027-06-01"}, "review_late", "info"),
    ],
)
@pytest.mark.parametrize("request_", [TWENTY, HOLD], ids=["build", "revise"])
def test_the_patient_and_the_review_change_only_the_findings(request_, extra, rule, severity):
    """Optional `patient` (age, risks, medicines) and `review_on` are for the rules alone: no dose and no date changes."""
    plain, told = done(request_), done(request_ | extra)
    assert without(told, "findings") == without(plain, "findings")
    assert [each["severity"] for each in told["findings"] if each["rule"] == rule] == [severity]
    assert [each for each in told["findings"] if each["rule"] not in (rule, "not_known")] == plain["findings"]


@pytest.mark.parametrize(
    "extra",
    [
        {"patient": {}},
        {"patient": {"age": 18}},
        {"patient": {"medicines": [MEDICINE | {"prescribed_mg": "20"}], "risks": []}},
        {"review_on": "2027-01-11"},
    ],
)
def test_what_is_no_risk_adds_no_finding(extra):
    """An adult, a dose as prescribed and an early review add nothing."""
    assert done(TWENTY | extra) == done(TWENTY)


@pytest.mark.parametrize("specialist", ["Dr Ada Ode", AGREED])
@pytest.mark.parametrize(
    ("patient", "rule"),
    [
        ({"age": 16}, "under_18"),
        ({"medicines": [MEDICINE | {"indication": "epilepsy", "taken_mg": "10"}]}, "epilepsy_indication"),
        ({"risks": {"pregnancy": "yes"}}, "pregnancy"),
    ],
)
def test_a_block_that_a_specialist_lifts_still_asks_what_was_agreed(patient, rule, specialist):
    """Under 18, with epilepsy and in pregnancy a named specialist makes the block a caution that asks for its own answer."""
    alone, named = (
        [each for each in done(TWENTY | {"patient": patient | who})["findings"] if each["rule"] == rule]
        for who in ({}, {"specialist": specialist})
    )
    assert [(each["severity"], "answer" in each) for each in alone] == [("block", False)]
    assert [(each["severity"], each["answer"][0]) for each in named] == [("caution", "found")]


def test_every_caution_says_what_answers_it_and_nothing_else_does():
    """`answer` is one reason, or the fields of its own answer; blocks and infos have none."""
    risks = {"seizure": "yes", "suicidality": "yes", "opioid": "yes", "support": "no"}
    told = done(TWENTY | {"patient": {"risks": risks}, "strategy": TWENTY["strategy"] | {"reduction_percent": "25"}})["findings"]
    said = {each["rule"]: each.get("answer") for each in told if each["severity"] == "caution"}
    assert said == {
        "first_reduction": ["reason"],
        "opioid_together": ["arranged"],
        "suicidality": ["found", "arranged"],
        "seizure_history": ["adviser_name", "adviser_role", "adviser_on", "found"],
    }
    assert not [each["rule"] for each in told if each["severity"] != "caution" and "answer" in each]


def test_a_review_is_late_from_the_day_of_the_revision():
    """review_late counts from the day the dose changes: 90 days after 1 June are in time, 91 are late."""
    base = revision(TWENTY, "2027-06-01", "9", {"decision": "hold", "days": 14})
    taken = {"taken": [{"drug": "diazepam", "night": "8"}]}  # from 24 May
    in_time, late = (done(base | taken | {"review_on": day})["findings"] for day in ("2027-08-30", "2027-08-31"))
    assert "review_late" not in {each["rule"] for each in in_time}
    assert [each["message"] for each in late if each["rule"] == "review_late"] == [
        "The next visit is on 31-Aug-2027, more than 90 days after the first day. See the patient within 7 days of the start"
        " of a crossover, and at least every 90 days."
    ]


@pytest.mark.parametrize(
    ("patient", "field"),
    [
        (5, "patient"),
        ({"age": "old"}, "patient.age"),
        ({"age": 131}, "patient.age"),
        ({"name": "A"}, "patient.name"),
        ({"specialist": 5}, "patient.specialist"),
        ({"age": 16, "specialist": "me"}, "patient.specialist"),
        ({"specialist": "x"}, "patient.specialist"),
        ({"specialist": AGREED | {"name": "aaaaaaaaaa"}}, "patient.specialist.name"),
        ({"specialist": AGREED | {"role": "x"}}, "patient.specialist.role"),
        ({"specialist": AGREED | {"on": "soon"}}, "patient.specialist.on"),
        ({"specialist": {"name": "Dr Ada Ode", "role": "neurologist"}}, "patient.specialist.on"),
        ({"specialist": AGREED | {"phone": "1"}}, "patient.specialist.phone"),
        ({"risks": "opioid"}, "patient.risks"),
        ({"risks": ["opioid", "alcohol"]}, "patient.risks"),
        ({"risks": ["interacting"]}, "patient.risks"),
        ({"risks": {"opium": "yes"}}, "patient.risks"),
        ({"risks": {"opioid": "perhaps"}}, "patient.risks.opioid"),
        ({"risks": {"liver": True}}, "patient.risks.liver"),
        ({"interacting": {"medicine": "omeprazole"}}, "patient.interacting"),
        ({"interacting": [{"medicine": "aspirin"}]}, "patient.interacting[0].medicine"),
        ({"interacting": [{"started_on": "2027-01-04"}]}, "patient.interacting[0].medicine"),
        ({"interacting": [{"medicine": "omeprazole", "started_on": "soon"}]}, "patient.interacting[0].started_on"),
        ({"interacting": [{"medicine": "omeprazole", "dose": "20"}]}, "patient.interacting[0].dose"),
        (
            {"interacting": [{"medicine": "omeprazole", "started_on": "2027-01-04", "stopped_on": "2027-01-04"}]},
            "patient.interacting[0].stopped_on",
        ),
        ({"risks": {"interacting": "no"}, "interacting": [{"medicine": "omeprazole"}]}, "patient.interacting"),
        ({"medicines": {}}, "patient.medicines"),
        ({"medicines": [MEDICINE, 5]}, "patient.medicines[1]"),
        ({"medicines": [{"drug": "diazepam", "taken_mg": "5"}]}, "patient.medicines[0].prescribed_mg"),
        ({"medicines": [{"drug": "diazepam", "prescribed_mg": "5"}]}, "patient.medicines[0].taken_mg"),
        ({"medicines": [MEDICINE | {"drug": "aspirin"}]}, "patient.medicines[0].drug"),
        ({"medicines": [MEDICINE | {"as_needed": "yes"}]}, "patient.medicines[0].as_needed"),
        ({"medicines": [MEDICINE | {"indication": None}]}, "patient.medicines[0].indication"),
        ({"medicines": [MEDICINE, MEDICINE | {"dose": 5}]}, "patient.medicines[1].dose"),
    ],
)
@pytest.mark.parametrize("request_", [TWENTY, HOLD], ids=["build", "revise"])
def test_a_malformed_patient_names_the_field(request_, patient, field):
    """A malformed patient names the field by its path and exits 2, building or revising."""
    assert malformed(request_ | {"patient": patient}) == field


@pytest.mark.parametrize("day", ["soon", None, 5, "2027-13-01", "20270104"])
def test_a_malformed_review_date_names_the_field(day):
    """A review date that is none names the field `review_on`."""
    assert malformed(TWENTY | {"review_on": day}) == "review_on"


# As needed -----------------------------------------------------------------------------------------------------------


AS_NEEDED = [{"drug": "diazepam", "night": "20"}, {"drug": "lorazepam", "as_needed": "0.5"}]


def test_doses_as_needed_stay_out_of_the_grid_but_count_in_the_equivalents():
    """As-needed doses stay out of the grid but count in the equivalents: 0.5 mg lorazepam is 5 mg by Ashton, 2.5 by VA/DoD."""
    told, plain = done(TWENTY | {"regimen": AS_NEEDED}), done(TWENTY)
    assert told["schedule"] == plain["schedule"]
    assert told["schedule"]["baseline_equivalent_mg"] == "20"
    assert (told["equivalents"]["ashton-2002"], told["equivalents"]["vadod-2021"]) == ("25", "22.5")
    assert "sps" in plain["equivalents"]
    assert "sps" not in told["equivalents"]  # it does not know lorazepam


def test_a_dose_as_needed_beside_a_regular_one_of_the_same_drug():
    """A row may have both: the regular doses go into the grid, and both count in the equivalent."""
    told = done(TWENTY | {"regimen": [{"drug": "diazepam", "night": "20", "as_needed": "4"}]})
    assert told["schedule"] == done(TWENTY)["schedule"]
    assert told["equivalents"]["ashton-2002"] == "24"


def test_doses_as_needed_count_in_a_comparison_a_revision_and_the_equivalents():
    """What is counted as needed is in every answer's equivalents, and in no step."""
    assert done(COMPARE | {"regimen": AS_NEEDED})["equivalents"]["ashton-2002"] == "25"
    assert done({"do": "equivalents", "regimen": AS_NEEDED})["equivalents"]["ashton-2002"] == "25"
    taken = [{"drug": "diazepam", "night": "17"}, {"drug": "lorazepam", "as_needed": "1"}]
    told = done(HOLD | {"taken": taken})
    assert told["equivalents"]["ashton-2002"] == "27"
    assert told["schedule"] == done(HOLD)["schedule"]


# Change days on a chosen weekday -------------------------------------------------------------------------------------


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weekdays(told):
    return {WEEKDAYS[date.fromisoformat(step["starts_on"]).weekday()] for step in told["schedule"]["steps"]}


@pytest.mark.parametrize("at", range(7))
def test_every_step_begins_on_the_weekday_chosen(at):
    """Change days on a chosen weekday: with `change_weekday` every step begins on it, and the start has to be one."""
    strategy = {"change_weekday": WEEKDAYS[at], "interval_days": 21, "holds": [{"after_step": 2, "days": 7}]}
    request = direct("uk", "diazepam", night="20", strategy=strategy) | {"starts_on": f"2027-01-{4 + at:02}"}
    assert weekdays(done(request)) == {WEEKDAYS[at]}
    assert malformed(request | {"starts_on": f"2027-01-{5 + at:02}"}) == "starts_on"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"interval_days": 10}, "strategy.interval_days"),
        ({"closing_interval_days": 20}, "strategy.closing_interval_days"),
        ({"method": "crossover", "crossover_days": 5}, "strategy.crossover_days"),
        ({"method": "crossover", "stabilise_days": 10}, "strategy.stabilise_days"),
        ({"holds": [{"after_step": 2, "days": 14}, {"after_step": 3, "days": 10}]}, "strategy.holds"),
        ({"change_weekday": "Monday"}, "strategy.change_weekday"),
    ],
)
def test_days_that_would_leave_the_weekday_are_refused(fields, field):
    """Days that are no whole weeks would move the changes off the weekday: the field is named."""
    strategy = {"method": "direct", "change_weekday": "monday"}
    assert malformed(TWENTY | {"strategy": strategy | fields}) == field
    kept = {"method": "direct"} | {name: value for name, value in fields.items() if name != "change_weekday"}
    assert ask(TWENTY | {"strategy": kept})[1] != 2


MONDAYS = direct("uk", "diazepam", night="20", strategy={"change_weekday": "monday"})


@pytest.mark.parametrize(
    "adjustment",
    [
        {"decision": "hold", "days": 21},
        {"decision": "step-back"},
        {"decision": "slow", "strategy": {"interval_days": 28}},
        {"decision": "adjust", "steps": [{"number": 4, "days": 28}]},
    ],
    ids=lambda value: value["decision"],
)
def test_a_revision_keeps_the_weekday(adjustment):
    """After a revision too every step begins on the weekday chosen."""
    told = done(revision(MONDAYS, "2027-01-25", "17", adjustment))
    assert len(told["schedule"]["steps"]) > 15
    assert weekdays(told) == {"monday"}


def test_a_revision_off_the_weekday_is_refused():
    """The day of the change and the days of a hold, a step back or an edit must keep to the weekday; the field is named."""
    assert malformed(revision(MONDAYS, "2027-01-26", "17", {"decision": "hold", "days": 14})) == "on"
    assert malformed(revision(MONDAYS, "2027-01-25", "17", {"decision": "hold", "days": 10})) == "adjustment.days"
    assert malformed(revision(MONDAYS, "2027-01-25", "17", {"decision": "step-back", "days": 10})) == "adjustment.days"
    edits = {"decision": "adjust", "steps": [{"number": 4, "days": 10}]}
    assert malformed(revision(MONDAYS, "2027-01-25", "17", edits)) == "adjustment.steps[0].days"
    assert ask(revision(TWENTY, "2027-01-26", "17", {"decision": "hold", "days": 10}))[1] == 0


def test_a_revision_may_choose_another_weekday():
    """A slower pace on Wednesdays from a Wednesday on: the wait is rounded up to whole weeks, and every later step is on one."""
    slow = {"decision": "slow", "strategy": {"interval_days": 21, "change_weekday": "wednesday"}}
    told = done(revision(TWENTY, "2027-01-27", "17", slow))
    # 17 mg since Monday the 18th: 21 days end on Monday 8 February, so the next Wednesday is the 10th.
    assert rows(told)[2:4] == ["2027-01-27 hold 14: night diazepam 17", "2027-02-10 reduce 21: night diazepam 16"]
    assert weekdays({"schedule": {"steps": told["schedule"]["steps"][2:]}}) == {"wednesday"}
    assert malformed(revision(TWENTY, "2027-01-28", "17", slow)) == "on"
    # From Sunday the 24th 15 of the 21 days are left, and the next Sunday is three weeks away.
    sunday = slow | {"strategy": slow["strategy"] | {"change_weekday": "sunday"}}
    assert rows(done(revision(TWENTY, "2027-01-24", "17", sunday)))[2:4] == [
        "2027-01-24 hold 21: night diazepam 17",
        "2027-02-14 reduce 21: night diazepam 16",
    ]


# A date to finish by, and exact numbers ------------------------------------------------------------------------------


def test_a_revision_goes_on_at_the_pace_that_was_found():
    """`finish_by` found 16 % for 40 mg by 1 October: after a hold it goes on at 16 %, and does not fall back to 10."""
    base = direct("uk", "diazepam", night="40", strategy={"finish_by": "2027-10-01"})
    assert done(base)["reduction_percent"] == "16"
    told = done(revision(base, "2027-02-01", "29", {"decision": "hold", "days": 14}))
    # 16 % of 29 is 4.64: 25 mg; of 25 is 4: 21; of 21 is 3.36: 18.
    assert rows(told)[2:6] == [
        "2027-02-01 hold 14: night diazepam 29",
        "2027-02-15 reduce 14: night diazepam 25",
        "2027-03-01 reduce 14: night diazepam 21",
        "2027-03-15 reduce 14: night diazepam 18",
    ]


@pytest.mark.long
def test_a_revision_may_ask_for_a_date_to_finish_by():
    """A new date is met from the dose taken by the smallest percentage that does, or refused with the earliest one."""
    slow = {"decision": "slow", "strategy": {"finish_by": "2027-08-01"}}
    told = done(revision(TWENTY, "2027-02-01", "17", slow))
    assert told["schedule"]["steps"][-1]["starts_on"] <= "2027-08-01"
    for percent in range(5, int(told["reduction_percent"])):
        slower = {"decision": "slow", "strategy": {"reduction_percent": str(percent)}}
        assert done(revision(TWENTY, "2027-02-01", "17", slower))["schedule"]["steps"][-1]["starts_on"] > "2027-08-01"
    refused, status = ask(revision(TWENTY, "2027-02-01", "17", {"decision": "slow", "strategy": {"finish_by": "2027-03-20"}}))
    assert (status, refused["error"]["code"]) == (3, "NotByThen")


def test_a_round_trip_through_json_loses_nothing():
    """Every bound is tested on the rational: temazepam 20 mg is 40/3 mg by VA/DoD, and 10 % of it stays exactly 2 mg.

    Printed as 13.33 mg it would be a hair less, and 2 mg more than was asked.
    """
    strategy = {"basis": "baseline", "products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]}
    base = direct("uk", "temazepam", "vadod-2021", night="20", strategy=strategy)
    taken = [{"drug": "temazepam", "night": "18"}]
    told = done(revision(base, "2027-01-18", taken, {"decision": "hold", "days": 14}))
    assert rows(told)[1:4] == [
        "2027-01-18 hold 14: night temazepam 18",
        "2027-02-01 reduce 14: night temazepam 16",
        "2027-02-15 reduce 14: night temazepam 14",
    ]


# As a process --------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_manage_py_answers_every_do_in_order_and_in_the_same_bytes():
    """`manage.py schedule --lines` answers build, compare, revise and equivalents, a line each, and exits 0."""
    requests = [TWENTY, COMPARE, HOLD, {"do": "equivalents", "regimen": TWENTY["regimen"]}, {"do": "nothing"}]
    run = subprocess.run(
        [sys.executable, "manage.py", "schedule", "--lines"],
        input="\n".join(map(json.dumps, requests)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ,
        timeout=60,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert [json.loads(line) for line in run.stdout.splitlines()] == [ask(each)[0] for each in requests]
