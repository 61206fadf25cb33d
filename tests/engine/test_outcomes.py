"""What each choice would do to a patient, before one is made."""

import random
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from taper_app.engine import Change, PatientToday, Thresholds, each_at_visit, propose_revision

from . import revising
from .doing import TWENTY, done, malformed, revision
from .requests import random_request

LORAZEPAM = {
    "starts_on": "2027-01-04",
    "market": "uk",
    "equivalence": "ashton-2002",
    "regimen": [{"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}],
}
AT_NIGHT = LORAZEPAM | {"regimen": [{"drug": "zopiclone", "night": "7.5"}]}


def outcomes(base, **more):
    return done(base | {"do": "outcomes"} | more)


def built(base, change):
    """What a plan by this change is, as it is built."""
    return done(base | {"strategy": {"method": "direct"} | base.get("strategy", {}) | change})


def stop_of(schedule):
    last = schedule["steps"][-1]
    return last["starts_on"] if last["kind"] == "stop" else None


def falls(schedule, since="0"):
    """The reductions of a schedule from a day on, each as what was and what is, in mg diazepam."""
    amounts = [schedule["baseline_equivalent_mg"], *(each["diazepam_equivalent_mg"] for each in schedule["steps"])]
    pairs = zip(amounts, schedule["steps"], strict=False)
    in_taper = ("reduce", "maintain", "stop")
    found = [(Decimal(was), each) for was, each in pairs if each["kind"] in in_taper and each["starts_on"] >= since]
    return [(was, each) for was, each in found if Decimal(each["reduction_mg"]) > 0]


def cut_in_a_week(step):
    days = [dose for day in range(7) for dose in step["doses"] if "weekdays" not in dose or DAYS[day] in dose["weekdays"]]
    return sum(Decimal(piece.get("count", 1)) % 1 != 0 for dose in days for piece in dose["pieces"])


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def assert_is_what_is_built(told, schedule, since="0"):
    """An outcome's figures are those of the schedule that its change gives, counted here from the schedule alone."""
    reductions = falls(schedule, since)
    ahead = [each for each in schedule["steps"] if each["starts_on"] >= since]
    volumes = [Decimal(piece["ml"]) for each in ahead for dose in each["doses"] for piece in dose["pieces"] if "ml" in piece]
    assert (told["weeks"], told["stop_on"], told["steps"]) == (schedule["weeks"], stop_of(schedule), len(schedule["steps"]))
    assert told["first_reduction_percent"] == (reductions[0][1]["reduction_percent"] if reductions else None)
    before_the_stop = [Decimal(each["reduction_percent"]) for _, each in reductions if each["kind"] != "stop"]
    assert told["largest_reduction_percent"] == (str(max(before_the_stop)) if before_the_stop else None)
    assert told["splits_a_week"] == max(map(cut_in_a_week, ahead), default=0)
    assert told["largest_volume_ml"] == (str(max(volumes)) if volumes else None)
    first = date.fromisoformat(schedule["starts_on"])
    points = [
        [(date.fromisoformat(each["starts_on"]) - first).days, each["diazepam_equivalent_mg"]] for each in schedule["steps"]
    ]
    assert told["curve"] == points


# A new plan -----------------------------------------------------------------------------------------------------------


def test_lorazepam_three_times_a_day_has_its_crossovers_and_a_liquid_and_says_why_nothing_else():
    """Its tablets are too coarse by the day and by the week: a crossover or a liquid goes, and the rest says where it ends."""
    told = outcomes(LORAZEPAM)
    ways = {(each["method"], each["preset"], each["weeks"]) for each in told["outcomes"]}
    assert {("crossover", "asam-2025-usual", "50"), ("direct", "asam-2025-usual", "60")} <= ways
    assert [each["code"] for each in told["not_possible"]] == [
        "NoAchievableReduction", "NoDaysOff", "NoAchievableReduction", "NoAchievableReduction",
    ]  # fmt: skip
    assert "1.5\u00a0mg" in told["not_possible"][0]["message"]


def test_each_outcome_is_what_its_change_builds():
    """Weeks, stop, reductions, splits, volumes, curve and cautions are those of the plan that its change then makes."""
    for each in outcomes(LORAZEPAM)["outcomes"]:
        answer = built(LORAZEPAM, each["change"])
        assert_is_what_is_built(each, answer["schedule"])
        levels = [finding["severity"] for finding in answer["findings"]]
        assert each["findings"] == {level: levels.count(level) for level in ("block", "caution")}


def test_the_gentlest_is_first_and_no_schedule_comes_twice():
    """By the largest fall that is not a closing stop, recounted."""
    told = outcomes(AT_NIGHT)["outcomes"]
    largest = []
    for each in told:
        schedule = built(AT_NIGHT, each["change"])["schedule"]
        percents = [
            Decimal(step["reduction_percent"]) for was, step in falls(schedule) if step["kind"] != "stop" or was > Decimal("1.25")
        ]
        largest.append(max(percents))
    assert largest == sorted(largest)
    curves = [(each["method"], each["stop_on"], str(each["curve"])) for each in told]
    assert len(set(curves)) == len(curves)


def test_zopiclone_at_night_goes_by_days_of_the_week_and_not_by_the_day():
    """7.5 mg has no direct way by the day, and one by nights of the week."""
    told = outcomes(AT_NIGHT)
    assert any(each["change"].get("pattern") == "days-off" for each in told["outcomes"])
    assert {"method": "direct", "basis": "current", "reduction_percent": "10", "interval_days": 14} in [
        each["change"] for each in told["not_possible"]
    ]


def test_diazepam_is_not_crossed_over_to_itself():
    """Where diazepam alone is taken, no crossover is tried, and none is said to be impossible."""
    told = outcomes(TWENTY | {"strategy": {}})
    assert {each["method"] for each in told["outcomes"]} == {"direct"}
    assert "crossover" not in str(told["not_possible"])


@pytest.mark.parametrize(
    ("fixed", "name", "value"),
    [
        ({"interval_days": 21}, "interval_days", 21),
        ({"method": "direct"}, "method", "direct"),
        ({"reduction_percent": "20"}, "reduction_percent", "20"),
    ],
    ids=lambda each: str(each) if isinstance(each, dict) else "",
)
def test_what_is_fixed_is_in_every_outcome_and_in_no_change(fixed, name, value):
    """What is chosen already stays as it is in every plan that is told."""
    base = TWENTY | {"strategy": fixed}
    told = outcomes(base)["outcomes"]
    assert told
    assert not any(set(fixed) & set(each["change"]) for each in told)
    for each in told:
        assert each["stop_on"] == stop_of(built(base, each["change"])["schedule"])
    assert all(each["method"] == "direct" for each in told) or name != "method"


def test_a_fixed_percentage_leaves_no_band():
    """Bands are another pace: where a percentage is fixed none is laid over it."""
    told = outcomes(TWENTY | {"strategy": {"reduction_percent": "20"}})
    assert not any("bands" in each["change"] for each in (*told["outcomes"], *told["not_possible"]))


def test_bands_are_those_of_the_market():
    """NICE CKS's in the United Kingdom; none in the United States, whose guideline goes by percentages."""
    presets = {
        market: {each["preset"] for each in outcomes(TWENTY | {"market": market, "strategy": {}})["outcomes"]}
        for market in ("uk", "us")
    }
    assert "cks-bands" in presets["uk"]
    assert "cks-bands" not in presets["us"]


def test_what_a_rule_blocks_for_this_patient_is_no_outcome():
    """Severe liver disease: a crossover to diazepam is refused in the words of the rule."""
    told = outcomes(LORAZEPAM, patient={"risks": {"liver": "severe"}})
    assert {each["method"] for each in told["outcomes"]} == {"direct"}
    assert "diazepam_unsafe" in [each["code"] for each in told["not_possible"]]


def test_what_stands_against_an_outcome_is_counted_and_the_first_of_it_named():
    """A quarter at once is a caution on each plan, and it is named."""
    for each in outcomes(TWENTY | {"strategy": {"reduction_percent": "25"}})["outcomes"]:
        cautions = 2 if each["change"].get("pattern") == "days-off" else 1  # that of days without a drug that lasts for days
        assert each["findings"] == {"block": 0, "caution": cautions}
        assert (each["top_finding"]["rule"], each["top_finding"]["severity"]) == ("first_reduction", "caution")
    pressed = outcomes(TWENTY | {"strategy": {"reduction_percent": "25"}}, patient={"risks": {"suicidality": "yes"}})
    assert {each["top_finding"]["rule"] for each in pressed["outcomes"]} == {"suicidality"}  # it presses more, wherever it stands


def test_at_most_twelve():
    """No page holds more."""
    told = outcomes(LORAZEPAM | {"regimen": [{"drug": "clonazepam", "morning": "0.5", "night": "1"}]})
    assert len(told["outcomes"]) == 12


def test_a_field_of_the_strategy_that_is_wrong_is_named():
    """What is fixed has to be right, as in any other request."""
    assert malformed(TWENTY | {"do": "outcomes", "strategy": {"interval_days": 5}}) == "strategy.interval_days"


# At a visit -----------------------------------------------------------------------------------------------------------


@cache
def at_visit(taken="17"):
    """A visit on 27 January 2027 to 20 mg of diazepam going down by 1 mg every two weeks."""
    asked = revision(TWENTY, "2027-01-27", taken, {"decision": "continue"})
    return asked, outcomes({name: each for name, each in asked.items() if name not in ("adjustment", "do")})


def test_each_decision_at_a_visit_is_what_it_makes():
    """A decision’s figures are those of the revision that it then makes, counted from the day of the change."""
    asked, told = at_visit()
    decisions = [each["change"]["decision"] for each in told["outcomes"]]
    assert {"continue", "hold", "slow", "step-back", "maintain"} <= set(decisions)
    for each in told["outcomes"]:
        answer = done(asked | {"adjustment": each["change"]})
        assert_is_what_is_built(each, answer["schedule"], "2027-01-27")


def test_a_decision_that_changes_nothing_is_told_once_as_going_on():
    """A visit to 5 % every four weeks: no way of slowing is another plan."""
    base = TWENTY | {"strategy": TWENTY["strategy"] | {"reduction_percent": "5", "interval_days": 28}}
    asked = revision(base, "2027-01-27", "19", {"decision": "continue"})
    told = outcomes({name: each for name, each in asked.items() if name not in ("adjustment", "do")})
    assert "slow" not in [each["change"]["decision"] for each in told["outcomes"]]


def test_a_decision_that_cannot_be_made_says_why():
    """On the first day nothing was higher, so there is nothing to step back to."""
    asked = revision(TWENTY, "2027-01-04", "20", {"decision": "continue"})
    told = outcomes({name: each for name, each in asked.items() if name not in ("adjustment", "do")})
    missing = {each["change"]["decision"]: each["code"] for each in told["not_possible"]}
    assert missing.get("step-back") == "NothingToStepBackTo"


# At random ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", range(2))
def test_random_patients_have_the_outcomes_that_are_then_built(batch):
    """Whatever is taken, each outcome is the plan that its change makes, and what stands against it is what then does."""
    for seed in range(batch * 6, batch * 6 + 6):
        base = random_request(random.Random(seed)) | {"strategy": {}}
        for each in outcomes(base)["outcomes"]:
            whole = built(base, each["change"])
            assert_is_what_is_built(each, whole["schedule"])
            against = [found for found in whole["findings"] if found["severity"] in ("block", "caution")]
            assert each["findings"] == {
                level: sum(found["severity"] == level for found in against) for level in ("block", "caution")
            }
            assert each["top_finding"] in (against or [None])


@pytest.mark.parametrize(
    "fixed",
    [
        {"then": {"reduction_percent": "5", "interval_days": 28, "from_mg": "10"}},
        {"closing_interval_days": 14},
    ],
    ids=["then", "closing"],
)
def test_what_does_not_go_with_what_is_fixed_is_not_laid_over_it(fixed):
    """No bands before a second pace, no longer interval than closing steps have: the form would refuse what such a card lays."""
    told = outcomes(TWENTY | {"strategy": fixed})
    assert told["outcomes"]
    for each in told["outcomes"]:
        assert each["stop_on"] == stop_of(built(TWENTY | {"strategy": fixed}, each["change"])["schedule"])


# What given changes would do ---------------------------------------------------------------------

CROSSING = revising.built(revising.LORAZEPAM)
ON = date(2027, 1, 13)
WAYS = [("continue", None, {}), ("hold", 14, {}), ("maintain", None, {}), ("slow", None, {"interval_days": 21})]


def each_of(*changes, **more):
    """What each would make of a crossover of lorazepam on 13 January 2027."""
    request = revising.parsed(revising.LORAZEPAM)
    return each_at_visit(CROSSING, request, revising.CATALOGUE, more.pop("patient", None), changes=changes, **more)


def change_of(decision, days, fields):
    taken = revising.taken_then(CROSSING, revising.LORAZEPAM, ON)
    return Change(ON, taken, revising.adjustment(revising.LORAZEPAM, decision, days, **fields))


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({}, "faster_than_asked"),
        ({"thresholds": Thresholds(diazepam_mg=Decimal(5))}, "diazepam_threshold"),
        ({"review_on": date(2027, 6, 1)}, "review_late"),
        ({"patient": PatientToday(age=50, risks={"epilepsy": "yes"})}, "not_known"),
    ],
)
def test_each_change_is_what_its_revision_makes_and_what_is_found_of_it(more, rule):
    """In their order; by the patient, the clinic's thresholds and the next visit."""
    changes = [change_of(*each) for each in WAYS]
    found = each_of(*changes, **more)
    request, told = revising.parsed(revising.LORAZEPAM), dict(more)
    patient = told.pop("patient", None)
    for change, outcome in zip(changes, found, strict=True):
        whole = propose_revision(CROSSING, request, revising.CATALOGUE, patient, change=change, **told)
        assert (outcome.schedule, outcome.findings, outcome.since) == (whole.schedule, whole.findings, ON)
        assert outcome.strategy == whole.request.strategy and outcome.change == {}
    assert rule in {each.rule for each in found[0].findings}
    assert "diazepam_threshold" not in {each.rule for each in each_of(changes[0])[0].findings}


def test_a_change_that_makes_no_plan_says_why_and_the_others_stand():
    """A refusal by its name, and what a rule blocks for this patient by the rule."""
    nothing = Change(ON, revising.regimen())
    refused, goes_on = each_of(nothing, change_of("continue", None, {}))
    assert (refused.code, refused.message) == (
        "NothingTaken",
        "Nothing is taken any more. End the plan, or enter the dose that is taken.",
    )
    assert goes_on.schedule == CROSSING
    (blocked,) = each_of(change_of("continue", None, {}), patient=PatientToday(age=16))
    assert blocked.code == "under_18" and blocked.message


def test_before_the_first_day_reductions_count_from_the_first():
    """A change that is decided before the plan begins."""
    early = date(2026, 12, 20)
    taken = revising.parsed(revising.LORAZEPAM).regimen
    (found,) = each_of(Change(early, taken, revising.adjustment(revising.LORAZEPAM, "hold", 7)))
    assert found.since == CROSSING.starts_on
