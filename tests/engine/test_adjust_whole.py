"""What holds of the whole of a revised plan: its length, its target, the findings, what would work instead."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from taper_app.engine import (
    Adjustment,
    Change,
    Decision,
    Hold,
    Refusal,
    Schedule,
    check,
    propose_revision,
)
from taper_app.engine.catalogue.decision import REVISING

from .requests import crossover, direct, laid_over
from .revising import (
    BOTH,
    CATALOGUE,
    COARSE,
    CROSS,
    HOLDING,
    IN_CROSSOVER,
    LORAZEPAM,
    MIDDLE,
    TWENTY,
    adjustment,
    built,
    day,
    down,
    falling,
    parsed,
    proposed,
    regimen,
    revised,
    rows,
    taken_then,
)

# Percent of the baseline ---------------------------------------------------------------------------------------------


def test_percent_of_the_baseline_keeps_the_first_baseline():
    """Percent of the baseline is of the dose of the start, whatever is taken at a revision: 10 % of 30 mg is 3 mg."""
    request = direct("uk", "diazepam", night="30", strategy={"basis": "baseline"})
    assert rows(built(request))[:3] == falling("2027-01-04", 14, 30, 27, 24, 21)[:3]
    for decision, days in (("hold", 14), ("step-back", None)):
        found = revised(request, "2027-02-01", decision, days=days)  # 24 mg since 18 January
        first = {"hold": 24, "step-back": 27}[decision]
        falls = [str(step.doses[0].mg) for step in found.steps[2:6]]
        assert falls == [str(first - 3 * at) for at in range(4)]
    less = revised(request, "2027-02-01", "continue", "night diazepam 18")
    assert [str(step.doses[0].mg) for step in less.steps[2:5]] == ["18", "15", "12"]


def test_percent_of_the_baseline_is_of_each_drugs_own():
    """With several drugs it is of the first dose of the drug that goes down: 10 % of 20 mg temazepam is 2 mg all the way."""
    request = BOTH | {"strategy": BOTH["strategy"] | {"basis": "baseline"}}
    plan = built(request)
    assert [str(step.daily_mg["temazepam"]) for step in plan.steps[3:7]] == ["20", "18", "16", "14"]
    on = plan.steps[6].starts_on.isoformat()
    for decision, days in (("hold", 14), ("step-back", None)):
        found = revised(request, on, decision, days=days)
        first = {"hold": 16, "step-back": 18}[decision]
        assert [str(step.daily_mg["temazepam"]) for step in found.steps[6:9]] == [str(first - 2 * at) for at in range(3)]
    early = revised(request, "2027-01-27", "hold", days=14)  # diazepam 2 of 4 mg: 10 % of 4 is 0.4, so 1 mg at a time
    assert [str(step.daily_mg.get("diazepam", 0)) for step in early.steps[1:5]] == ["2", "2", "1", "0"]


# The whole taper takes ten weeks -------------------------------------------------------------------------------------


def test_too_short_counts_the_whole_taper():
    """The 70 days count from the first day of the plan, not from the revision: 44 days before and 28 after are enough."""
    # 3 mg taken on 17 February, day 44: hold 14, 2 1 0 from 3 March: 58 + 28 = 86 days. At 1 mg: 44 + 14 = 58, too short.
    assert revised(TWENTY, "2027-02-17", "continue", "night diazepam 3").days == 86
    for on, taken, days in (("2027-02-17", "night diazepam 1", 58), ("2027-01-20", "night diazepam 3", 58)):
        with pytest.raises(Refusal) as refused:
            revised(TWENTY, on, "continue", taken)
        assert refused.value.code == "TooShort"
        assert refused.value.message == (
            f"This taper would reach its end after {days} days. A taper takes at least 70 days (10 weeks)."
        )
    assert revised(TWENTY, "2027-03-01", "continue", "night diazepam 1").days == 70
    with pytest.raises(Refusal):
        revised(TWENTY, "2027-02-28", "continue", "night diazepam 1")


def test_a_dose_without_an_end_is_never_too_short():
    """An open hold and a maintenance dose have no end that could come too soon."""
    assert rows(revised(TWENTY, "2027-01-05", "hold"))[-1] == "2027-01-05 hold open: night diazepam 18"
    assert rows(revised(TWENTY, "2027-01-05", "maintain"))[-1] == "2027-01-05 maintain open: night diazepam 18"


# A target ------------------------------------------------------------------------------------------------------------


TARGET = direct("uk", "diazepam", night="20", strategy={"target_mg": "10"})
"""18 17 … 11 mg to 25 April, then maintain at 10 mg from 26 April 2027."""


def test_a_revision_ends_at_the_target():
    """The target stays the target: after a hold it goes down to 10 mg and is maintained there."""
    assert rows(revised(TARGET, "2027-04-20", "hold", days=14), "2027-04-12") == [
        "2027-04-12 reduce 8: night diazepam 11",
        "2027-04-20 hold 14: night diazepam 11",
        "2027-05-04 maintain open: night diazepam 10",
    ]


@pytest.mark.parametrize("taken", ["night diazepam 10", "night diazepam 8"])
@pytest.mark.parametrize(("decision", "days"), [("hold", None), ("maintain", None)])
def test_at_or_below_the_target_the_dose_can_be_held_and_maintained(taken, decision, days):
    """At the target, or below it, holding and maintaining are no reductions: they are never refused for the target's sake."""
    marked = "" if taken.endswith("10") else " (as taken)"
    found = rows(revised(TARGET, "2027-06-20", decision, taken, days=days), "2027-06-20")
    assert found == [f"2027-06-20 {decision} open: {taken}{marked}"]
    assert rows(revised(TARGET, "2027-06-20", "hold", taken, days=14), "2027-06-20") == [
        f"2027-06-20 hold 14: {taken}{marked}",
        f"2027-07-04 maintain open: {taken}",
    ]


def test_a_patient_who_went_ahead_to_the_target_waits_for_no_planned_fall():
    """10 mg taken before 26 April: an interval as taken, then maintained; decided twice on one day it is the same."""
    ahead = revised(TARGET, "2027-04-13", "slow", "night diazepam 10", interval_days=7)
    assert rows(ahead, "2027-04-13") == [
        "2027-04-13 hold 7: night diazepam 10 (as taken)",
        "2027-04-20 maintain open: night diazepam 10",
    ]
    assert revised(TARGET, "2027-04-13", "slow", "night diazepam 10", schedule=ahead, interval_days=7) == ahead


def test_a_patient_above_the_target_goes_down_to_it_again():
    """More taken than the maintenance dose: held as taken, then down to the target."""
    assert rows(revised(TARGET, "2027-06-20", "continue", "night diazepam 12"), "2027-04-26") == [
        "2027-04-26 maintain 55: night diazepam 10",
        "2027-06-20 hold 14: night diazepam 12 (as taken)",
        "2027-07-04 reduce 14: night diazepam 11",
        "2027-07-18 maintain open: night diazepam 10",
    ]


# Findings are about the days from the change on -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "on", "decision", "days"),
    [
        (TWENTY, "2027-06-10", "hold", 14),
        (LORAZEPAM, "2027-12-01", "step-back", None),
        (COARSE, "2027-04-05", "hold", 28),
        (BOTH, "2027-02-20", "hold", 14),
    ],
)
def test_the_findings_of_a_revision_are_about_the_days_from_the_change_on(request_, on, decision, days):
    """Findings of a revision are about steps from the change on; what is over wants no reason any more."""
    proposal = proposed(request_, on, decision, days=days)
    begins = {step.number: step.starts_on for step in proposal.schedule.steps}
    assert all(begins[each.step] >= day(on) for each in proposal.findings if each.step is not None)
    whole = check(proposal.schedule, parsed(request_), CATALOGUE)
    assert {each.step for each in whole if each.step and begins[each.step] < day(on)}, "nothing is found before the change"


def test_a_first_reduction_in_the_past_is_not_found_again():
    """A large first reduction is found when the plan is made, and not once it is in the past."""
    request = direct("uk", "diazepam", night="20", strategy={"reduction_percent": "20"})
    assert "first_reduction" in {each.rule for each in check(built(request), parsed(request), CATALOGUE)}
    assert "first_reduction" not in {each.rule for each in proposed(request, MIDDLE, "hold", days=14).findings}


def test_a_split_that_goes_on_is_still_found():
    """An unconfirmed split of a step in the past that goes on after the change is found, on the first step from then on."""
    request = direct("uk", "diazepam", night="20", strategy={"halve": ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]})
    proposal = proposed(request, "2027-06-10", "hold", days=14)
    splits = [each for each in proposal.findings if each.rule == "unverified_split"]
    assert [each.severity for each in splits] == ["caution"]
    step = proposal.schedule.steps[splits[0].step - 1]
    assert step.starts_on >= day("2027-06-10")
    assert any(piece.product == "diazepam-5mg-tablet" and piece.count % 1 for each in step.doses for piece in each.pieces)


def test_many_pieces_that_go_on_are_still_found():
    """Many pieces at once are found on the first such step from the change on."""
    request = direct("uk", "diazepam", night="16", strategy={"products": ["diazepam-2mg-tablet"]})
    proposal = proposed(request, MIDDLE, "hold", days=14)  # 14 mg since 18 January is seven tablets
    assert [each.step for each in proposal.findings if each.rule == "many_pieces"] == [3]


def test_a_coarse_tail_still_to_come_is_found_though_the_worst_is_over():
    """The caution for a coarse tail is about what is still to come, its largest reduction from the change on."""
    proposal = proposed(COARSE, "2027-04-05", "hold", days=28)  # 15 mg since 29 March; 10 5 0 mg to come
    coarse = [each for each in proposal.findings if each.rule == "coarse_tail"]
    assert [each.severity for each in coarse] == ["caution"]
    assert proposal.schedule.steps[coarse[0].step - 1].starts_on >= day("2027-04-05")


def test_a_crossover_that_is_over_is_not_judged_again():
    """The site's threshold is about the days from the change on: 30 mg is to come on 13 January, and over on 20 February."""
    threshold = {"threshold": Decimal(28)}
    assert "diazepam_threshold" in {each.rule for each in proposed(LORAZEPAM, IN_CROSSOVER, "hold", days=7, **threshold).findings}
    later = proposed(LORAZEPAM, "2027-02-20", "hold", days=14, **threshold)
    assert "diazepam_threshold" not in {each.rule for each in later.findings}


def test_the_drugs_of_the_start_are_not_judged_again():
    """two_sedatives is about what is taken now: after a crossover from two drugs there is one."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1")
    request["regimen"].append({"drug": "temazepam", "night": "20"})
    assert "two_sedatives" in {each.rule for each in check(built(request), parsed(request), CATALOGUE)}
    later = proposed(request, "2027-03-01", "hold", days=14)
    assert set(later.schedule.in_force(day("2027-03-01")).daily_mg) == {"diazepam"}
    assert "two_sedatives" not in {each.rule for each in later.findings}
    assert "two_sedatives" in {each.rule for each in proposed(request, "2027-01-06", "hold", days=14).findings}


@pytest.mark.parametrize(
    ("on", "decision", "fields", "review_on", "late"),
    [
        ("2027-03-10", "switch", CROSS, "2027-03-17", False),  # seven days from where a crossover begins
        ("2027-03-10", "switch", CROSS, "2027-03-18", True),
        ("2027-03-10", "slow", {"reduction_percent": "20"}, "2027-06-08", False),  # ninety days from any other change
        ("2027-03-10", "slow", {"reduction_percent": "20"}, "2027-06-09", True),
    ],
)
def test_a_late_review_counts_from_the_change(on, decision, fields, review_on, late):
    """A review is late more than 7 days after a crossover begins, and more than 90 days after any other change."""
    rules = {each.rule for each in proposed(COARSE, on, decision, review_on=review_on, **fields).findings}
    assert ("review_late" in rules) is late


def test_the_equivalents_of_a_revision_are_of_what_is_taken_now():
    """The equivalents that travel with a revision are those of the doses taken now, by every table."""
    proposal = proposed(LORAZEPAM, IN_CROSSOVER, "hold", days=7)
    assert (proposal.equivalents["ashton-2002"], proposal.equivalents["vadod-2021"]) == (30, 25)  # 20 mg and lorazepam 1 mg
    assert proposal.catalogue == CATALOGUE.digest
    assert proposal.request.regimen == taken_then(built(LORAZEPAM), LORAZEPAM, day(IN_CROSSOVER))


def test_a_revision_is_judged_by_the_method_it_goes_on_with():
    """Switched from a crossover to the direct method, with coarser tablets: faster than asked, and told of diazepam."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy={"coarse_tail": True})
    proposal = proposed(request, "2027-02-22", "switch", method="direct", halve="none")
    assert {each.rule for each in proposal.findings} >= {"faster_than_asked", "coarse_tail"}


# What would work instead ----------------------------------------------------------------------------------------------


REFUSED = {
    "less taken": (TWENTY, "2027-01-20", "continue", None, {}, ["night diazepam 3"]),
    "almost nothing taken": (TWENTY, "2027-01-20", "continue", None, {}, ["night diazepam 1"]),
    "less taken, held": (TWENTY, "2027-01-20", "hold", 7, {}, ["night diazepam 3"]),
    "less taken, quicker": (TWENTY, "2027-01-20", "slow", None, {"interval_days": 7}, ["night diazepam 3"]),
    "no halves": (TWENTY, "2027-01-20", "switch", None, {"halve": "none"}, []),
    "other tablets": (TWENTY, "2027-01-20", "switch", None, {"products": ["diazepam-5mg-tablet"]}, []),
    "a step back": (TWENTY, "2027-01-20", "step-back", None, {"halve": "none"}, []),
    "a crossover to direct": (LORAZEPAM, IN_CROSSOVER, "switch", None, {"method": "direct"}, []),
    "too early a date": (TWENTY, "2027-02-01", "slow", None, {"finish_by": "2027-03-01"}, []),
}


@pytest.mark.long
@pytest.mark.parametrize("name", REFUSED)
def test_every_alternative_of_a_refused_revision_works(name):
    """A refused revision carries what would work, as changes to the strategy from now on that were tried and do."""
    request, on, decision, days, fields, taken = REFUSED[name]
    plan, on = built(request), day(on)
    doses = regimen(*taken) if taken else taken_then(plan, request, on)
    with pytest.raises(Refusal) as refused:
        decided = adjustment(request, decision, days, **fields)
        propose_revision(plan, parsed(request), CATALOGUE, change=Change(on, doses, decided))
    offers = refused.value.alternatives
    assert 1 <= len(offers) <= 5
    for offer in offers:
        asked = request | {"strategy": request["strategy"] | fields}
        changed = parsed(laid_over(asked, offer.change))
        made = propose_revision(
            plan,
            replace(changed, strategy=parsed(request).strategy),
            CATALOGUE,
            change=Change(on, doses, Adjustment(Decision(decision), days, changed.strategy)),
        ).schedule
        assert made.weeks == offer.weeks
        assert made.before(on) == plan.before(on)
        assert made.steps[-1].kind == "stop"
        assert made.days >= 70


def test_no_alternative_leaves_out_a_hold_that_is_reached():
    """No alternative contains a change that is not needed: with the holds moved along by the wait, both are still reached."""
    with pytest.raises(Refusal) as refused:
        proposed(HOLDING, "2027-01-20", "switch", products=["diazepam-10mg-tablet"])
    assert [each.change for each in refused.value.alternatives if "holds" in each.change] == []


# The schedule that is revised -----------------------------------------------------------------------------------------


def test_a_schedule_that_went_through_json_is_revised_the_same():
    """Equivalents that were rounded in JSON are exact again in a revision: thirds of a mg are not lost."""
    strategy_ = {"basis": "baseline", "products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]}
    request = direct("uk", "temazepam", "vadod-2021", night="20", strategy=strategy_)
    plan = built(request)
    back = Schedule.from_json(json.loads(json.dumps(plan.to_json())))
    assert back != plan
    for decision, days in (("continue", None), ("hold", 14), ("step-back", None)):
        assert revised(request, "2027-01-20", decision, days=days, schedule=back) == revised(
            request, "2027-01-20", decision, days=days
        )


def test_a_chain_of_revisions_counts_from_the_first_day():
    """Behind, then held, then slowed: each revision keeps what the one before it left of the past, dates and numbers on."""
    behind = revised(TWENTY, "2027-03-08", "continue", "night diazepam 16")
    held = revised(TWENTY, "2027-03-15", "hold", days=21, schedule=behind)
    slowed = revised(TWENTY, "2027-04-12", "slow", schedule=held, interval_days=28)
    assert rows(slowed, "2027-03-01") == [
        "2027-03-01 reduce 7: night diazepam 14",
        "2027-03-08 hold 7: night diazepam 16 (as taken)",
        "2027-03-15 hold 21: night diazepam 16",
        "2027-04-05 reduce 7: night diazepam 15",
        "2027-04-12 hold 21: night diazepam 15",
        *falling("2027-05-03", 28, *down(15)),
    ]
    assert [step.number for step in slowed.steps] == list(range(1, len(slowed.steps) + 1))


def test_the_interval_counts_from_the_last_change_through_holds_of_the_same_dose():
    """Holds of the same dose do not start the interval again: 16 mg as taken since 8 March may fall 14 days later."""
    behind = revised(TWENTY, "2027-03-08", "continue", "night diazepam 16")
    again = revised(TWENTY, "2027-03-15", "slow", schedule=behind, interval_days=21)
    assert rows(again, "2027-03-15")[:2] == [
        "2027-03-15 hold 14: night diazepam 16",
        "2027-03-29 reduce 21: night diazepam 15",
    ]


# Whatever is decided, on any day --------------------------------------------------------------------------------------


def test_the_decisions_are_these():
    """continue · hold · step back · slow · adjust · switch · maintain; ending a plan is no decision about a dose."""
    assert set(REVISING) == {"continue", "hold", "slow", "step-back", "adjust", "switch", "maintain"}
    assert Hold(3, None).days is None


def test_a_crossover_goes_on_in_the_order_of_the_plan_after_a_hold():
    """Of two drugs at night the one that was to move first moves first, whichever is taken earlier in the day too."""
    rows = [{"drug": "zolpidem", "night": "10"}, {"drug": "temazepam", "night": "10"}]
    rows.append({"drug": "oxazepam", "morning": "15", "night": "15"})
    asked = crossover("uk", "zolpidem", "ashton-2002") | {"regimen": rows}
    held = revised(asked, "2027-01-07", "hold", days=14)
    moved = [
        sorted({each.drug for each in step.doses if each.time == "night"}) for step in held.steps if step.kind == "crossover"
    ]
    assert moved[:3] == [["diazepam", "oxazepam", "temazepam"], ["diazepam", "oxazepam"], ["diazepam"]]
