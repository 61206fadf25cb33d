"""The rules that judge a schedule: each stood on both sides of its boundary, and whom a finding concerns.

Most schedules here are built by hand, because the engine would never make them.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import (
    PatientToday,
    Thresholds,
    build_schedule,
    parse_request,
    propose,
)
from taper_app.engine.catalogue.drugs import Maximum
from taper_app.engine.rules.guidelines import RULES
from tests.text_gates import hits

from .judging import (
    CATALOGUE,
    NBSP,
    Boundary,
    both,
    by_who,
    capping,
    course,
    crossing,
    dose,
    falling,
    faster,
    judged,
    of,
    ordinary,
    patient,
    pieces,
    proposed,
    step,
    tables,
    taking,
)
from .over_time import OVER_TIME
from .requests import crossover, direct
from .weekly import OF_THE_WEEK

SEVERITIES = ("block", "caution", "info")

# Each rule on both sides of its boundary -----------------------------------------------------------------------------


def splitting(product, count, splits):
    """The findings where one dose takes so many of a diazepam product that may be split so."""
    changed = replace(CATALOGUE.products("uk")[product], splits=splits)
    market = dict(CATALOGUE.products("uk")) | {product: changed}
    catalogue = replace(CATALOGUE, by_market={"uk": market}, digest=f"lab {product} {splits}")
    mg = Decimal(count) * changed.strength_mg
    return judged(course("20", step("reduce", 14, dose(mg, (product, count))), step("hold", None, "5")), catalogue=catalogue)


def licensed(daily, *maxima):
    """The findings where diazepam is licensed up to these doses: (market, mg)."""
    licences = tuple(Maximum(market, "anxiety", Decimal(mg), 0, "", "asam-2025", "seen") for market, mg in maxima)
    drugs = dict(CATALOGUE.drugs) | {"diazepam": replace(CATALOGUE.drugs["diazepam"], maxima=licences)}
    return judged(falling(daily, "1"), catalogue=replace(CATALOGUE, drugs=drugs))


def spreading(mg, time):
    """The findings of a crossover from alprazolam at night to so much diazepam then and so much at another time."""
    doses = [dose(mg)] if time == "night" else [dose(mg), dose("20", time=time)]
    return judged(course("100", step("crossover", 7, *doses), step("stabilise", 7, *doses)), taking("5", method="crossover"))


WITH_LIQUID = {"products": ["lorazepam-1mg-tablet", "lorazepam-1mg-per-ml-oral-solution"]}

DOWN_TO_ZERO = [step("reduce", 35, "10"), step("reduce", 34, "5")]


def beside_drops():
    """The request of a patient who takes diazepam, and drops that nobody knows beside it."""
    request = direct("uk", "diazepam", night="10")
    return request | {"regimen": [*request["regimen"], {"other": "blue drops", "amount": "ten at night"}]}


BOUNDARIES = [
    *OF_THE_WEEK,
    *OVER_TIME,
    Boundary(
        "envelope_reduction",
        lambda: judged(falling("20", "19")),
        lambda: judged(falling("20", "19.02")),
        "block",
        1,
        "Step 1 goes down by 4.9%. A taper made here goes down by 5% to 25% at a time. Choose another pace",
    ),
    Boundary(
        "envelope_reduction",
        lambda: judged(falling("40", "20", "15", closing=True)),
        lambda: judged(course("40", step("reduce", 14, "30"), step("reduce", 14, "22.4"), step("hold", None, "22.4"))),
        "block",
        2,
        "Step 2 goes down by 25.3%.",
    ),
    Boundary(
        "envelope_reduction",
        lambda: judged(falling("20", "15")),
        lambda: judged(falling("20", "14.98")),
        "block",
        1,
        "Step 1 goes down by 25.1%.",
    ),
    Boundary(
        "envelope_reduction",  # the step that reaches a target may be small, but not large
        lambda: judged(course("40", step("maintain", None, "39.9"))),
        lambda: judged(course("40", step("maintain", None, "29"))),
        "block",
        1,
        "Step 1 goes down by 27.5%.",
    ),
    Boundary(
        "envelope_reduction",  # with several drugs it is of the drug that goes down
        lambda: judged(
            course("9", step("reduce", 14, "3", dose("5", drug="nitrazepam")), equivalent_of={"nitrazepam": Fraction(1)}), both()
        ),
        lambda: judged(
            course("9", step("reduce", 14, "2.9", dose("5", drug="nitrazepam")), equivalent_of={"nitrazepam": Fraction(1)}),
            both(),
        ),
        "block",
        1,
        "Step 1 goes down by 27.5%.",
    ),
    Boundary(
        "envelope_interval",
        lambda: judged(falling("20", "18", days=7)),
        lambda: judged(falling("20", "18", days=6)),
        "block",
        1,
        "Step 1 lasts 6 days. A taper made here goes down every 7 to 28 days. Choose an interval in that range.",
    ),
    Boundary(
        "envelope_interval",
        lambda: judged(falling("20", "18", days=28)),
        lambda: judged(course("20", step("hold", 3, "20"), step("reduce", 29, "18"), step("maintain", None, "17"))),
        "block",
        2,
        "Step 2 lasts 29 days.",
    ),
    Boundary(
        "envelope_interval",  # the very first step too
        lambda: judged(course("20", step("reduce", 28, "18"), step("reduce", 28, "17"), step("maintain", None, "16"))),
        lambda: judged(course("20", step("reduce", 29, "18"), step("reduce", 28, "17"), step("maintain", None, "16"))),
        "block",
        1,
        "Step 1 lasts 29 days.",
    ),
    Boundary(
        "envelope_interval",  # of a long step its own days, though a hold follows
        lambda: judged(course("20", step("reduce", 28, "18"), step("hold", 7, "18"), step("maintain", None, "16"))),
        lambda: judged(course("20", step("reduce", 29, "18"), step("hold", 7, "18"), step("maintain", None, "16"))),
        "block",
        1,
        "Step 1 lasts 29 days.",
    ),
    Boundary(
        "envelope_interval",  # of a short one the days until the next fall, a hold between them included
        lambda: judged(course("20", step("reduce", 5, "18"), step("hold", 2, "18"), step("maintain", None, "16"))),
        lambda: judged(course("20", step("reduce", 4, "18"), step("hold", 2, "18"), step("maintain", None, "16"))),
        "block",
        1,
        "Step 1 lasts 6 days.",
    ),
    Boundary(
        "envelope_interval",
        lambda: judged(falling("20", "19", "18", days=7)),
        lambda: judged(course("20", step("reduce", 1, "19"), step("maintain", None, "18"))),
        "block",
        1,
        "Step 1 lasts 1 days.",
    ),
    Boundary(
        "envelope_length",
        lambda: judged(course("10", step("reduce", 35, "8"), step("reduce", 35, "6"), step("stop", 0, closing=True))),
        lambda: judged(course("10", step("reduce", 35, "8"), step("reduce", 34, "6"), step("stop", 0, closing=True))),
        "block",
        None,
        "This taper stops after 69 days. A taper made here takes at least 70 days from its first day to the stop.",
    ),
    Boundary(
        "rolling_14_days",
        lambda: judged(falling("100", "90", "75", days=7)),
        lambda: judged(falling("100", "90", "74.9", days=7)),
        "caution",
        2,
        "From 11-Jan-2027 the dose is 25.1% lower than 14 days earlier. The guideline advises at most 25% in 14 days.",
    ),
    Boundary(
        "first_reduction",
        lambda: judged(falling("20", "18")),
        lambda: judged(falling("20", "17.9")),
        "caution",
        1,
        f"The first reduction is 10.5% of the dose, about 2.1{NBSP}mg diazepam equivalent. The guideline starts with 5% to 10%.",
    ),
    Boundary(
        "first_reduction",
        lambda: judged(falling("6", "4.75")),
        lambda: judged(falling("6", "4.74")),
        "caution",
        1,
        f"The first reduction is 21% of the dose, about 1.26{NBSP}mg diazepam equivalent.",
    ),
    Boundary(
        "faster_than_asked",
        lambda: faster("20", "18"),
        lambda: faster("20", "17.9"),
        "info",
        1,
        "Step 1 goes down by 10.5%, and 10% was asked for. ",
    ),
    Boundary(
        "capped",
        lambda: capping("20", "15"),
        lambda: capping("19.5", "15"),
        "info",
        1,
        f"Step 1 goes down by 23.1%. The 5{NBSP}mg asked for is more than 25% of the dose taken by then.",
    ),
    Boundary(
        "closing_reduction",
        lambda: judged(falling("4", "2.75")) + judged(falling("4", "2.74", closing=True)),
        lambda: judged(falling("4", "2.75", closing=True)),
        "info",
        1,
        f"Step 1 goes down by 31.3%, about 1.25{NBSP}mg diazepam equivalent. Near the end a reduction of at most 1.25{NBSP}mg",
    ),
    Boundary(
        "coarse_tail",
        lambda: judged(falling("4", "2.75", closing=True)) + judged(falling("4", "2")),
        lambda: judged(falling("4", "2.74", closing=True)),
        "caution",
        1,
        f"the largest there is 31.5%, about 1.26{NBSP}mg diazepam equivalent, in step 1.",
    ),
    Boundary(
        "crossover_rise",
        lambda: crossing("20", "20") + crossing("20", "19", "20"),
        lambda: crossing("20", "20", "20.5"),
        "info",
        2,
        "Step 2 of the crossover is 2.5% above the dose at the start",
    ),
    Boundary(
        "crossover_loses",
        lambda: crossing("20", "19", "18") + crossing("20", "17.9"),  # a single fall is told by crossover_fall
        lambda: crossing("20", "19", "17.9"),
        "caution",
        2,
        f"By step 2 the crossover is about 2.1{NBSP}mg diazepam equivalent a day (10.5%) below the dose at the start, before any",
    ),
    Boundary(
        "crossover_spread",
        lambda: spreading("80", "night"),
        lambda: spreading("80", "evening"),
        "info",
        1,
        "The diazepam does not fit into one dose of 8 pieces: from step 1 on part of it is taken at other times of day too",
    ),
    Boundary(
        "crossover_fall",
        lambda: crossing("20", "18"),
        lambda: crossing("20", "20", "17.9"),
        "caution",
        2,
        "Step 2 of the crossover is 10.5% below the step before it, before any reduction was meant. ",
    ),
    Boundary(
        "forbidden_split",
        lambda: splitting("diazepam-10mg-tablet", "1", "none") + splitting("diazepam-10mg-tablet", "1.5", "half"),
        lambda: splitting("diazepam-10mg-tablet", "1.5", "none"),
        "block",
        1,
        f"Step 1 splits the diazepam 10{NBSP}mg tablet, which must be taken whole.",
    ),
    Boundary(
        "unverified_split",
        lambda: splitting("diazepam-10mg-tablet", "1", "unverified") + splitting("diazepam-10mg-tablet", "1.5", "half"),
        lambda: splitting("diazepam-10mg-tablet", "1.5", "unverified"),
        "caution",
        1,
        f"The plan splits the diazepam 10{NBSP}mg tablet, and no source confirms that it divides into equal doses.",
    ),
    Boundary(
        "unverified_split",  # a tablet that may be halved is not confirmed to be quartered
        lambda: splitting("diazepam-10mg-tablet", "1.25", "quarter") + splitting("diazepam-10mg-tablet", "1.75", "quarter"),
        lambda: splitting("diazepam-10mg-tablet", "1.25", "half"),
        "caution",
        1,
        f"The plan splits the diazepam 10{NBSP}mg tablet",
    ),
    Boundary(
        "licensed_maximum",
        lambda: licensed("30", ("uk", "20"), ("uk", "30"), ("us", "10")) + licensed("30", ("us", "10")),
        lambda: licensed("30.5", ("uk", "20"), ("uk", "30"), ("us", "40")),
        "caution",
        None,
        f"30.5{NBSP}mg diazepam a day is above the highest licensed dose, 30{NBSP}mg a day.",
    ),
    Boundary(
        "tables_disagree",
        lambda: tables(("1", True), ("1.5", True)),
        lambda: tables(("1.51", True), ("1", True), ("1.2", True)),
        "info",
        None,
        f"The same doses are about 6.62{NBSP}mg diazepam by Table 0 and about 10{NBSP}mg by Table 1. This plan uses Table 0.",
    ),
    Boundary(
        "table_far_off",
        lambda: by_who("3") + by_who("0.67") + by_who("1.4"),
        lambda: by_who("3.01"),
        "caution",
        None,
        f"day is about 3.32{NBSP}mg diazepam. By Ashton 2002 it is about 10{NBSP}mg, and by VA/DoD 2021 about 5{NBSP}mg:",
    ),
    Boundary(
        "many_pieces",
        lambda: pieces(("diazepam-2mg-tablet", "4")),
        lambda: pieces(("diazepam-2mg-tablet", "5")),
        "info",
        2,
        "Step 2 has five pieces in the night dose. A larger strength would need fewer.",
    ),
    Boundary(
        "many_pieces",  # a half is a piece
        lambda: pieces(("diazepam-2mg-tablet", "3.5")),
        lambda: pieces(("diazepam-10mg-tablet", "1"), ("diazepam-2mg-tablet", "3.5")),
        "info",
        2,
        "Step 2 has five pieces in the night dose.",
    ),
    Boundary(
        "many_pieces",  # and so is a half of the fifth
        lambda: pieces(("diazepam-2mg-tablet", "4")),
        lambda: pieces(("diazepam-2mg-tablet", "4.5")),
        "info",
        2,
        "Step 2 has five pieces in the night dose.",
    ),
    Boundary(
        "large_volume",
        lambda: pieces(("diazepam-0p4mg-per-ml-oral-solution", {"ml": "10"})),
        lambda: pieces(("diazepam-0p4mg-per-ml-oral-solution", {"ml": "11"})),
        "info",
        2,
        f"Step 2 has 11{NBSP}mL of liquid in the night dose. A stronger liquid, or tablets with a volume for the rest, would",
    ),
    Boundary(
        "two_sedatives",
        ordinary,
        lambda: proposed(both(target_mg="8")),
        "info",
        None,
        "The patient takes diazepam and nitrazepam. They act at the same receptor and their effects add up.",
    ),
    Boundary(
        "z_drug_beside",
        lambda: proposed(both(target_mg="8")) + proposed(crossover("uk", "zolpidem", "ashton-2002", night="10")),
        lambda: ordinary(patient(drug="zopiclone", as_needed=True)),
        "info",
        None,
        "Zopiclone is taken beside diazepam.",
    ),
    Boundary(
        "as_needed_not_counted",
        lambda: ordinary(patient(as_needed=False)),
        lambda: ordinary(patient(drug="zopiclone", as_needed=True)),
        "info",
        None,
        "Zopiclone is taken as needed and is in no step of this plan.",
    ),
    Boundary(
        "never_converted",
        lambda: proposed(direct("uk", "diazepam", night="10")),
        lambda: proposed(beside_drops()),
        "info",
        None,
        "Blue drops is held beside this plan as it is taken, and counts in none of its numbers. No table has it.",
    ),
    Boundary(
        "taken_as_it_is",
        lambda: proposed(direct("uk", "diazepam", morning="10", night="6")),
        lambda: proposed(direct("uk", "diazepam", morning="10", night="5.75")),
        "info",
        1,
        f"Diazepam 5.75{NBSP}mg at night cannot be made from these products. It stays as it is taken now until it is first",
    ),
    Boundary(
        "prescribed_differs",
        lambda: ordinary(patient(taken_mg=Decimal(12))) + ordinary(patient(taken_mg=Decimal(8))),
        lambda: ordinary(patient(taken_mg=Decimal("12.1"))),
        "caution",
        None,
        f"12.1{NBSP}mg diazepam a day is taken and 10{NBSP}mg a day is prescribed. The plan starts from the dose taken.",
    ),
    Boundary(
        "prescribed_differs",
        lambda: ordinary(patient(taken_mg=Decimal(1), as_needed=True)),
        lambda: ordinary(patient(taken_mg=Decimal("7.9"))),
        "caution",
        None,
        f"7.9{NBSP}mg diazepam a day is taken and 10{NBSP}mg a day is prescribed.",
    ),
    Boundary(
        "prescribed_differs",
        lambda: ordinary(patient(taken_mg=Decimal(0), prescribed_mg=Decimal(0))),
        lambda: ordinary(patient(prescribed_mg=Decimal(0))),
        "caution",
        None,
        f"10{NBSP}mg diazepam a day is taken and 0{NBSP}mg a day is prescribed.",
    ),
    Boundary(
        "overnight_move",
        lambda: proposed(crossover("uk", "lorazepam", "ashton-2002", night="1")),
        lambda: proposed(crossover("uk", "lorazepam", "ashton-2002", night="1.1", strategy=WITH_LIQUID)),
        "caution",
        1,
        f"Step 1 moves about 11{NBSP}mg diazepam equivalent a day over to diazepam at once, of about 11{NBSP}mg.",
    ),
    Boundary(
        "edited_rise",
        lambda: (
            judged(course("10", step("reduce", 14, "9"), step("step-back", 14, "10"), step("hold", None, "10")))
            + judged(course("10", step("reduce", 14, "9"), step("step-back", 14, "9", edited=True), step("hold", None, "9")))
        ),
        lambda: judged(
            course("10", step("reduce", 14, "9"), step("step-back", 14, "9.9", edited=True), step("hold", None, "9.9"))
        ),
        "caution",
        2,
        "Step 2 is 10% above the step before it, as edited. Say why the dose goes up.",
    ),
    Boundary(
        "review_late",
        lambda: ordinary(review_on=date(2027, 4, 4)) + ordinary(review_on=None),
        lambda: ordinary(review_on=date(2027, 4, 5)),
        "info",
        None,
        "The next visit is on 05-Apr-2027, more than 90 days after the first day.",
    ),
    Boundary(
        "review_late",
        lambda: proposed(crossover("uk", "lorazepam", "ashton-2002", night="2"), review_on=date(2027, 1, 11)),
        lambda: proposed(crossover("uk", "lorazepam", "ashton-2002", night="2"), review_on=date(2027, 1, 12)),
        "info",
        None,
        "The next visit is on 12-Jan-2027, more than 7 days after the first day.",
    ),
]

each_boundary = pytest.mark.parametrize("boundary", BOUNDARIES, ids=lambda boundary: boundary.rule)


@each_boundary
def test_a_rule_has_nothing_to_say_on_the_near_side_of_its_boundary(boundary):
    """On the near side of its boundary a rule finds nothing."""
    assert of(boundary.rule, boundary.silent()) == []


@each_boundary
def test_a_rule_speaks_on_the_far_side_of_its_boundary(boundary):
    """Just beyond its boundary a rule finds one thing: with its severity, its source, the step, and words that say what it is."""
    (found,) = of(boundary.rule, boundary.speaks())
    assert (found.severity, found.step) == (boundary.severity, boundary.step)
    assert found.source == CATALOGUE.rules[boundary.rule].source
    assert boundary.words in found.message


@each_boundary
def test_what_a_rule_says_is_written_as_a_dose_must_be(boundary):
    """Every message has its numbers put in and passes the gates for text about doses."""
    for found in (*boundary.silent(), *boundary.speaks()):
        assert "{" not in found.message
        assert "None" not in found.message
        assert hits(found.message) == []
        assert found.severity in SEVERITIES


def test_every_rule_has_one_function_and_every_function_one_rule():
    """Every id of guidelines.toml has one function, and every function one id; each is tried here, with the patient's or with a
    visit's."""
    names = [rule.__name__ for rule in RULES]
    assert len(names) == len(set(names))
    assert set(names) == set(CATALOGUE.rules)
    patients = ("about_patient", "about_drugs", "about_interactions", "about_visit", "about_need")
    tried = {rule.__name__ for rule in RULES if not rule.__module__.endswith(patients)}
    assert {each.rule for each in BOUNDARIES} == tried


def test_every_function_gives_only_its_own_findings():
    """A function yields findings of the rule that it is named after."""
    found = [finding for each in BOUNDARIES for finding in each.speaks()]
    assert {each.rule for each in found} <= {rule.__name__ for rule in RULES}


def test_blocks_are_read_first():
    """Findings stand in the order in which they are read: blocks, then cautions, then what only explains."""
    order = {rule.__name__: CATALOGUE.rules[rule.__name__].severity for rule in RULES}
    blocks = [name for name, severity in order.items() if severity == "block"]
    assert list(order)[: len(blocks)] == blocks


def test_a_finding_goes_to_json_as_the_command_line_prints_it():
    """A finding prints its rule, severity, message and source, what it named and what answers it, and its step if it has one."""
    (about_a_step,) = of("first_reduction", judged(falling("20", "17")))
    assert about_a_step.to_json() == {
        "rule": "first_reduction",
        "severity": "caution",
        "message": about_a_step.message,
        "values": {"percent": "15", "reduction": "3", "step": "1"},
        "answer": ["reason"],
        "source": "asam-2025",
        "step": 1,
    }
    (about_the_whole,) = of("under_18", ordinary(PatientToday(age=17)))
    assert about_the_whole.to_json().get("step") is None
    assert "answer" not in about_the_whole.to_json()  # a block is solved, and not answered


def test_a_finding_never_edits_a_schedule():
    """Checking leaves the schedule as it was."""
    schedule = build_schedule(parse_request(taking("20"), CATALOGUE), CATALOGUE)
    before = schedule.to_json()
    assert judged(schedule, taking("20"))
    assert schedule.to_json() == before


def test_a_proposal_carries_the_schedule_that_was_judged():
    """The schedule of a proposal is the one that build_schedule makes, whatever is found in it."""
    request = parse_request(taking("20", reduction_percent="25"), CATALOGUE)
    proposal = propose(request, CATALOGUE, PatientToday(age=12), thresholds=Thresholds(diazepam_mg=Decimal(1)))
    assert proposal.schedule == build_schedule(request, CATALOGUE)
    assert {each.severity for each in proposal.findings} == set(SEVERITIES)


# Whom a finding concerns ---------------------------------------------------------------------------------------------


def test_where_a_clinician_edited_a_step_the_envelope_is_a_caution():
    """A clinician's edit may leave the envelope: then it is a caution that wants a reason, no block."""
    schedule = course("20", step("reduce", 6, "10", edited=True), step("stop", 0, closing=True))
    found = [each for each in judged(schedule) if each.rule.startswith("envelope")]
    assert {each.rule for each in found} == {"envelope_reduction", "envelope_interval", "envelope_length"}
    assert {each.severity for each in found} == {"caution"}


def test_an_edit_softens_no_other_block():
    """An edited step does not make a forbidden split or a missing specialist a caution."""
    schedule = course("20", step("reduce", 14, dose("7.5", ("chlordiazepoxide-5mg-capsule", "1.5")), edited=True))
    found = judged(schedule, facts=PatientToday(age=12))
    assert {each.rule for each in found if each.severity == "block"} == {"forbidden_split", "under_18"}


def test_steps_before_the_day_of_a_revision_are_let_be():
    """With `since`, what is about a step begun before that day is left out; what is about the whole stays."""
    schedule = falling("20", "17.9", "15.9", "14")
    found = judged(schedule, facts=PatientToday(age=12), since=date(2027, 1, 18))
    assert [each.values["which"] for each in of("faster_than_asked", judged(schedule))] == ["3"]
    assert [each.values["which"] for each in of("faster_than_asked", found)] == ["2"]
    assert of("first_reduction", found) == []
    assert of("under_18", found) != []
