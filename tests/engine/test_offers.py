"""What is offered instead, and what a refusal says: of what was asked, the gentlest first, and nothing that a rule blocks."""

import json
import random
from fractions import Fraction

import pytest

from taper_app.engine import (
    Adjustment,
    Change,
    Decision,
    PatientToday,
    Refusal,
    build_schedule,
    check,
    load_catalogue,
    parse_request,
    propose,
    propose_revision,
)
from taper_app.engine.door.offers import gentleness
from taper_app.engine.doses.products import CannotMakeDose

from .requests import crossover, direct, laid_over, random_request
from .test_alternatives import changes, offers, refused, several

CATALOGUE = load_catalogue()
CLOSING_MG = CATALOGUE.envelope.closing_mg
NBSP = "\u00a0"
LORAZEPAM = direct("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1")
COARSE = "Allow larger reductions at the end, which is fast there"
ODT = "use clonazepam 0.125 mg orally dispersible tablet"
UNSAFE = PatientToday(risks={"liver": "severe"})
"""Diazepam is blocked for this patient."""


# A refusal speaks of what was asked ----------------------------------------------------------------------------------

BY_A_DATE = [
    direct("us", "temazepam", "ashton-2002", night="30", strategy={"finish_by": "2027-12-31"}),
    direct("us", "clonazepam", "ashton-2002", night="1", strategy={"finish_by": "2027-10-31"}),
    direct("uk", "zopiclone", "ashton-2002", night="7.5", strategy={"finish_by": "2027-11-30"}),
]


@pytest.mark.long
@pytest.mark.parametrize("request_json", BY_A_DATE, ids=lambda each: each["regimen"][0]["drug"])
def test_a_date_to_finish_by_is_refused_as_the_request_without_it_and_offered_what_works(request_json):
    """Nothing ends after 42 days: the products are what is wrong, with a date and without, and a crossover is offered."""
    undated = request_json | {"strategy": {"method": "direct"}}
    dated = refused(request_json, "NoAchievableReduction")
    assert dated.message == refused(undated, "NoAchievableReduction").message
    assert {"method": "crossover", "crossover_to": "diazepam"} in [each.change for each in dated.alternatives]
    for offer in dated.alternatives:
        schedule = propose(parse_request(laid_over(request_json, offer.change), CATALOGUE), CATALOGUE).schedule
        until = offer.change.get("finish_by", request_json["strategy"]["finish_by"])
        assert schedule.steps[-1].starts_on.isoformat() <= until
        assert "finish_by" not in offer.change or f"finish by {until}" in offer.message
        assert schedule.weeks == offer.weeks


def test_a_taper_that_is_too_short_for_its_date_is_offered_a_hold_before_the_stop():
    """A crossover of 15 mg temazepam ends after 56 days at every pace: a dated hold before the stop fits the date too."""
    strategy = {"reduction_percent": "12.5", "interval_days": 7, "finish_by": "2027-09-04"}
    found = offers(crossover("us", "temazepam", "ashton-2002", night="15", strategy=strategy), "TooShort")
    assert found["Stay on the last dose for 14 days more before stopping: 10 weeks."] == (
        10,
        {"holds": [{"after_step": 8, "days": 14}]},
    )
    assert [change for _, change in found.values() if "reduction_percent" in change] == []  # the date finds its own


def test_a_refusal_met_in_the_search_is_never_shown(monkeypatch):
    """Whatever is refused while offers are tried, what is raised is the refusal of what was asked."""

    def broken(*_, **__):
        raise CannotMakeDose("a dose that nobody asked for")
        yield

    monkeypatch.setattr("taper_app.engine.door.alternatives.other_products", broken)
    assert "nobody asked" not in refused(LORAZEPAM, "NoAchievableReduction").message


@pytest.mark.long
def test_the_refusal_of_a_random_request_is_that_of_the_schedule_itself():
    """With a date or without, a random request is refused in the words in which its schedule is, never in those of a try.

    Without a date that is the refusal of the schedule asked for. With one it is NotByThen, or what the slowest pace is refused
    with, which says its pace where the others are refused in other words.
    """
    seen = 0
    for seed in range(100):
        request = random_request(random.Random(seed))
        dated = seed % 10 == 0 and request["strategy"].get("basis") != "bands" and "target_mg" not in request["strategy"]
        if dated:
            holds = [each for each in request["strategy"].get("holds", []) if each["days"]]
            request["strategy"] |= {"finish_by": "2028-06-30", "holds": holds}
        asked = parse_request(request, CATALOGUE)
        try:
            propose(asked, CATALOGUE)
        except Refusal as refusal:
            seen += 1
            slowest = request["strategy"] | {"finish_by": None} | ({"reduction_percent": "5"} if dated else {})
            own = own_refusal(request | {"strategy": slowest})
            said = refusal.message.removeprefix("With reductions of 5%: ")
            alike = own is not None and (own.code, own.message[1:]) == (refusal.code, said[1:])
            assert alike or (dated and refusal.code == "NotByThen"), (seed, refusal.message, json.dumps(request))
    assert seen > 40


def own_refusal(request):
    """The refusal of a request's schedule, before anything else is tried; None where there is a schedule."""
    try:
        build_schedule(parse_request(request, CATALOGUE), CATALOGUE)
    except Refusal as refusal:
        return refusal
    return None


def test_a_percentage_in_a_refusal_is_the_one_that_came_out():
    """0.25 of 0.75 mg is a third: 33.3%, as the schedule writes it, and not 34%."""
    assert f"is 0.25{NBSP}mg (33.3%)" in refused(direct("us", "clonazepam", "ashton-2002", night="1")).message


def test_a_drug_that_is_not_sold_is_said_to_be_so():
    """Bromazepam is not sold in the UK: that is the reason, and no list of products stands empty."""
    assert refused(direct("uk", "bromazepam", "ashton-2002", morning="3"), "NoAchievableReduction").message == (
        f"From bromazepam 3{NBSP}mg a day (about 5.45{NBSP}mg diazepam) no lower dose can be made:"
        " no plain tablet or capsule of it is sold here. Cross over to another drug."
    )


# The order, and the coarse tail --------------------------------------------------------------------------------------


def schedule_of(request):
    return build_schedule(parse_request(request, CATALOGUE), CATALOGUE)


def test_a_stop_from_a_high_dose_is_a_fall_of_all_of_it():
    """The largest fall counts the stop where it is from more than 1.25 mg; then the dose stopped from, then fewer weeks."""
    clonazepam = direct("us", "clonazepam", "ashton-2002", night="1", strategy={"coarse_tail": True, "interval_days": 28})
    largest, stopped_from, _ = gentleness(schedule_of(clonazepam), CLOSING_MG)
    assert (largest, stopped_from) == (100, 5)
    diazepam = gentleness(schedule_of(direct("uk", "diazepam", night="20")), CLOSING_MG)
    assert diazepam == (50, 1, Fraction(-36))


def test_the_dose_stopped_from_decides_between_offers_of_one_largest_fall():
    """Clonazepam 0.25 mg twice: the stop from 0.125 mg is offered before one from 0.25 mg, and the crossover before both."""
    request = direct("us", "clonazepam", "ashton-2002", morning="0.25", night="0.25")
    first, *rest = [change for change in changes(request, "NoAchievableReduction") if "pattern" not in change]
    assert first == {"method": "crossover", "crossover_to": "diazepam"}
    assert rest
    keys = [gentleness(schedule_of(laid_over(request, change)), CLOSING_MG) for change in (first, *rest)]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("request_json", "expected"),
    [
        (direct("us", "clonazepam", "ashton-2002", morning="1", midday="1", night="1"), f"{COARSE}; {ODT}: 40 weeks."),
        (
            crossover(
                "us",
                "lorazepam",
                "ashton-2002",
                morning="1",
                midday="1",
                evening="1",
                night="1",
                strategy={"crossover_to": "clonazepam"},
            ),
            f"{COARSE}; {ODT}: 35 weeks.",
        ),
    ],
)
def test_a_coarse_tail_is_offered_with_what_the_market_sells_to_make_it_finer(request_json, expected):
    """The 0.125 mg tablet that the market sells halves every step of the tail: it is part of the offer."""
    found = offers(request_json, "NoAchievableReduction")
    assert expected in found
    assert [message for message in found if message.startswith(COARSE) and ODT not in message] == []


def test_no_coarse_tail_is_offered_where_a_liquid_needs_none():
    """Lorazepam is sold as a liquid too: that is offered instead of a tail of half-milligram tablets."""
    found = offers(LORAZEPAM, "NoAchievableReduction")
    assert [message for message in found if "1 mg in 1 mL" in message]
    assert [message for message in found if COARSE.lower() in message.lower()] == []


def test_a_coarse_tail_of_several_drugs_is_finer_for_each():
    """Beside zopiclone, which has nothing finer, temazepam goes down by its liquid in the coarse tail too."""
    request = several({"drug": "temazepam", "night": "20"}, {"drug": "zopiclone", "night": "7.5"})
    (coarse,) = [message for message in offers(request) if COARSE in message]
    assert "temazepam 2 mg in 1 mL" in coarse


# What the rules block is not offered ---------------------------------------------------------------------------------


def blocks(schedule, request, facts):
    """The rules that block a schedule for a patient."""
    return [each.rule for each in check(schedule, request, CATALOGUE, facts) if each.severity == "block"]


def test_what_a_rule_blocks_for_this_patient_is_not_offered():
    """With severe liver disease diazepam is blocked: to others the crossover is offered, to this patient never."""
    asked = parse_request(LORAZEPAM, CATALOGUE)
    with pytest.raises(Refusal) as caught:
        propose(asked, CATALOGUE, UNSAFE)
    found = [each.change for each in caught.value.alternatives]
    assert {"method": "crossover", "crossover_to": "diazepam"} in changes(LORAZEPAM)
    assert found
    assert [change for change in found if "method" in change] == []
    for change in found:
        changed = parse_request(laid_over(LORAZEPAM, change), CATALOGUE)
        assert blocks(build_schedule(changed, CATALOGUE), changed, UNSAFE) == []


def test_what_a_rule_blocks_is_not_offered_at_a_visit_either():
    """At a visit the offers see the patient too: a switch that cannot be made offers no crossover to diazepam."""
    request = parse_request(laid_over(LORAZEPAM, {"coarse_tail": True, "interval_days": 28}), CATALOGUE)
    schedule = build_schedule(request, CATALOGUE)
    strategy = parse_request(laid_over(LORAZEPAM, {"coarse_tail": False}), CATALOGUE).strategy
    change = Change(schedule.steps[0].starts_on, request.regimen, Adjustment(Decision.SWITCH, strategy=strategy))

    def offered(facts):
        with pytest.raises(Refusal) as caught:
            propose_revision(schedule, request, CATALOGUE, facts, change=change)
        return [each.change.get("method") for each in caught.value.alternatives]

    assert "crossover" in offered(None)
    assert offered(UNSAFE)
    assert "crossover" not in offered(UNSAFE)


def test_offers_at_a_visit_see_what_is_taken():
    """Lorazepam is found beside diazepam: crossing it over too is offered, though the plan began with diazepam alone."""
    request = parse_request(direct("uk", "diazepam", "ashton-2002", morning="10", night="10"), CATALOGUE)
    schedule = build_schedule(request, CATALOGUE)
    rows = [{"drug": "diazepam", "morning": "9", "night": "10"}, {"drug": "lorazepam", "night": "1"}]
    taken = parse_request(several(*rows), CATALOGUE).regimen
    with pytest.raises(Refusal) as caught:
        propose_revision(schedule, request, CATALOGUE, change=Change(schedule.steps[1].starts_on, taken))
    assert {"method": "crossover", "crossover_to": "diazepam"} in [each.change for each in caught.value.alternatives]
