"""The rules that judge a schedule: each stood on both sides of its boundary.

Most schedules here are built by hand, because the engine would never make them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import (
    Medicine,
    PatientToday,
    Piece,
    Schedule,
    Step,
    StepDose,
    Thresholds,
    build_schedule,
    check,
    load_catalogue,
    parse_request,
    propose,
)
from taper_app.engine.catalogue.drugs import Maximum
from taper_app.engine.catalogue.facts import Cell, EquivalenceTable
from taper_app.engine.rules.findings import Revised
from taper_app.engine.rules.guidelines import RULES
from taper_app.engine.taper.options import added, options
from tests.text_gates import hits

from .requests import crossover, direct, laid_over

CATALOGUE = load_catalogue()
STARTS_ON = date(2027, 1, 4)
NBSP = "\u00a0"
SEVERITIES = ("block", "caution", "info")


# Schedules by hand ---------------------------------------------------------------------------------------------------


def step(kind, days, *doses, closing=False, edited=False):
    """A step as `course` puts it together. A dose is mg of diazepam at night, or a dict of `dose`'s fields."""
    return {"kind": kind, "days": days, "doses": doses, "closing": closing, "edited": edited}


def dose(mg, *pieces, time="night", drug="diazepam"):
    """One dose and the pieces it is made of: (product, count) or (product, {"ml": volume})."""
    made = tuple(
        Piece(product, ml=Decimal(count["ml"])) if isinstance(count, dict) else Piece(product, count=Decimal(count))
        for product, count in pieces
    )
    return StepDose(time, drug, Decimal(mg), made)


def course(now, *steps, equivalent_of=None):
    """A schedule of steps from a baseline of `now` mg diazepam; `equivalent_of` gives mg diazepam per mg of other drugs."""
    per_mg = {"diazepam": Fraction(1)} | (equivalent_of or {})
    before, begins, built = Fraction(now), STARTS_ON, []
    for number, each in enumerate(steps, start=1):
        doses = tuple(one if isinstance(one, StepDose) else dose(one) for one in each["doses"])
        after = sum((Fraction(one.mg) * per_mg[one.drug] for one in doses), Fraction(0))
        fall, percent = before - after, (before - after) * 100 / before
        marks = {"closing": each["closing"], "edited": each["edited"]}
        built.append(Step(number, each["kind"], begins, each["days"], doses, after, fall, percent, **marks))
        before, begins = after, begins + timedelta(days=each["days"] or 0)
    return Schedule(STARTS_ON, None, Fraction(now), tuple(built))


def taking(night, method="direct", **strategy):
    """The request of a patient who takes so much diazepam at night; beside 0.5 mg alprazolam where it is to cross."""
    request = direct("uk", "diazepam", None, night=night, strategy={"method": method} | strategy)
    if method == "crossover":
        request |= {"equivalence": "ashton-2002", "regimen": [{"drug": "alprazolam", "night": night}]}
    return request


def both(diazepam="4", nitrazepam="5", **strategy):
    """The request of a patient who takes diazepam and nitrazepam, the diazepam to go first."""
    request = direct("uk", "diazepam", "ashton-2002", strategy=strategy)
    return request | {"regimen": [{"drug": "diazepam", "night": diazepam}, {"drug": "nitrazepam", "night": nitrazepam}]}


def judged(schedule, request=None, facts=None, catalogue=CATALOGUE, *, since=None, **options):
    """What the rules find in a schedule made by hand; without a request, one that takes the baseline in diazepam at night.

    With `since` it was revised, and only the steps from that day on are judged.
    """
    asked = parse_request(request or taking(str(float(schedule.baseline_equivalent))), CATALOGUE)
    return check(schedule, asked, catalogue, facts, revised=since and Revised(asked, since, None), **options)


def proposed(request, facts=None, **options):
    """What the rules find in the schedule that the engine makes of a request."""
    return propose(parse_request(request, CATALOGUE), CATALOGUE, facts, **options).findings


def of(rule, findings):
    """The findings of one rule."""
    return [each for each in findings if each.rule == rule]


def ordinary(facts=None, **options):
    """What the rules find in an ordinary taper of 20 mg diazepam."""
    return proposed(taking("20"), facts, **options)


def falling(now, *doses, days=14, **marks):
    """A schedule that goes down to each of these doses in turn, with so many days each, and stays on the last."""
    return course(now, *(step("reduce", days, each, **marks) for each in doses), step("hold", None, doses[-1]))


# Each rule on both sides of its boundary -----------------------------------------------------------------------------


@dataclass
class Boundary:
    """A rule that has nothing to say on one side of its boundary, and speaks on the other."""

    rule: str
    silent: Callable
    speaks: Callable
    severity: str
    step: int | None
    words: str


def patient(**fields):
    """The facts of a patient who takes diazepam regularly, or as the fields say."""
    medicine = {"drug": "diazepam", "prescribed_mg": Decimal(10), "taken_mg": Decimal(10)} | fields
    return PatientToday(medicines=(Medicine(**medicine),))


def splitting(product, count, splits):
    """The findings where one dose takes so many of a diazepam product that may be split so."""
    changed = replace(CATALOGUE.products("uk")[product], splits=splits)
    market = dict(CATALOGUE.products("uk")) | {product: changed}
    catalogue = replace(CATALOGUE, by_market={"uk": market}, digest=f"lab {product} {splits}")
    mg = Decimal(count) * changed.strength_mg
    return judged(course("20", step("reduce", 14, dose(mg, (product, count))), step("hold", None, "5")), catalogue=catalogue)


def licensed(daily, *maxima):
    """The findings where diazepam is licensed up to these doses: (market, mg)."""
    licences = tuple(Maximum(market, "anxiety", Decimal(mg), "asam-2025", "seen") for market, mg in maxima)
    drugs = dict(CATALOGUE.drugs) | {"diazepam": replace(CATALOGUE.drugs["diazepam"], maxima=licences)}
    return judged(falling(daily, "1"), catalogue=replace(CATALOGUE, drugs=drugs))


def tables(*cells, equivalence="ashton-2002"):
    """The findings where lorazepam is so many mg equal to 10 mg diazepam by each table: (mg, selectable)."""
    known = {
        f"table-{number}": EquivalenceTable(
            f"table-{number}",
            f"Table {number}",
            "asam-2025",
            selectable,
            {"lorazepam": Cell(Decimal(mg), Decimal(mg), mg, "seen", "high")},
            date(2028, 6, 30),
        )
        for number, (mg, selectable) in enumerate(cells)
    }
    request = parse_request(crossover("uk", "lorazepam", "ashton-2002", night="1"), CATALOGUE)
    asked = replace(request, equivalence="table-0" if equivalence else None)
    if not equivalence:
        asked = replace(asked, equivalence_for={"lorazepam": "table-0"})
    schedule = course("10", step("crossover", 7, "10"), step("hold", None, "10"))
    return check(schedule, asked, replace(CATALOGUE, tables=known))


def pieces(*at_night, morning=()):
    """The findings where a step has these pieces at night and in the morning."""
    doses = [dose("9", *at_night)] + ([dose("1", *morning, time="morning")] if morning else [])
    return judged(course("20", step("reduce", 14, "10"), step("reduce", 14, *doses), step("hold", None, *doses)))


def capping(now, after, band="5"):
    """The findings where bands of so many mg take `now` to `after`."""
    request = taking(now, basis="bands", bands=[{"down_to_mg": 0, "reduction_mg": band}])
    return judged(falling(now, after), request)


def faster(now, after, closing=False, **strategy):
    """The findings where 10 % of the current dose was asked, and `now` went to `after`."""
    return judged(falling(now, after, closing=closing), taking(now, reduction_percent="10", **strategy))


def crossing(now, *doses, kind="crossover"):
    """The findings of a crossover to diazepam from a baseline of `now` mg."""
    request = taking(str(Decimal(now) / 20), method="crossover")
    return judged(course(now, *(step(kind, 7, each) for each in doses), step("stabilise", 7, doses[-1])), request)


def spreading(mg, time):
    """The findings of a crossover from alprazolam at night to so much diazepam then and so much at another time."""
    doses = [dose(mg)] if time == "night" else [dose(mg), dose("20", time=time)]
    return judged(course("100", step("crossover", 7, *doses), step("stabilise", 7, *doses)), taking("5", method="crossover"))


WITH_LIQUID = {"products": ["lorazepam-1mg-tablet", "lorazepam-1mg-per-ml-oral-solution"]}
DOWN_TO_ZERO = [step("reduce", 35, "10"), step("reduce", 34, "5")]
BOUNDARIES = [
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
        "Zopiclone is taken as needed and is not counted in this plan.",
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
        lambda: proposed(crossover("uk", "lorazepam", "ashton-2002", night="1.9", strategy=WITH_LIQUID)),
        lambda: proposed(crossover("uk", "lorazepam", "ashton-2002", night="2")),
        "caution",
        1,
        f"Step 1 moves about 20{NBSP}mg diazepam equivalent a day over to diazepam at once, of about 20{NBSP}mg.",
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
        "The next review is on 05-Apr-2027, more than 90 days after the first day.",
    ),
    Boundary(
        "review_late",
        lambda: proposed(crossover("uk", "lorazepam", "ashton-2002", night="2"), review_on=date(2027, 1, 11)),
        lambda: proposed(crossover("uk", "lorazepam", "ashton-2002", night="2"), review_on=date(2027, 1, 12)),
        "info",
        None,
        "The next review is on 12-Jan-2027, more than 7 days after the first day.",
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
    """Every id of guidelines.toml has one function, and every function one id; each is tried here or with the patient's."""
    names = [rule.__name__ for rule in RULES]
    assert len(names) == len(set(names))
    assert set(names) == set(CATALOGUE.rules)
    tried = {rule.__name__ for rule in RULES if not rule.__module__.endswith(("about_patient", "about_drugs"))}
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
    """A finding prints its rule, severity, message and source, what it named, and its step where it is about one."""
    (about_a_step,) = of("first_reduction", judged(falling("20", "17")))
    assert about_a_step.to_json() == {
        "rule": "first_reduction",
        "severity": "caution",
        "message": about_a_step.message,
        "values": {"percent": "15", "reduction": "3", "step": "1"},
        "source": "asam-2025",
        "step": 1,
    }
    (about_the_whole,) = of("under_18", ordinary(PatientToday(age=17)))
    assert about_the_whole.to_json().get("step") is None


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
    assert {each.step for each in of("faster_than_asked", judged(schedule))} == {1, 2, 3}
    assert {each.step for each in of("faster_than_asked", found)} == {2, 3}
    assert of("first_reduction", found) == []
    assert of("under_18", found) != []


# More than a quarter in two weeks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "speaking"),
    [(9, []), (10, []), (13, []), (14, [2, 3])],
)
def test_of_three_weekly_cuts_two_fall_in_any_14_days(percent, speaking):
    """In 14 days in a row there are two weekly cuts, not three: twice 13 % is 24.3 %, twice 14 % is 26 %."""
    kept = Fraction(100 - percent, 100)
    doses = [Decimal(str(float(100 * kept**number))).quantize(Decimal("0.000001")) for number in (1, 2, 3)]
    found = of("rolling_14_days", judged(falling("100", *doses, days=7)))
    assert [each.step for each in found if each.step < 4] == speaking


@pytest.mark.parametrize(("days", "speaks"), [(12, True), (13, False), (14, False)])
def test_a_window_of_14_days_compares_a_dose_with_that_13_days_before(days, speaks):
    """A cut 13 days after another is the first day on which 14 days in a row do not hold both."""
    schedule = course("100", step("reduce", days, "80"), step("reduce", 28, "64"), step("hold", None, "64"))
    found = of("rolling_14_days", judged(schedule))
    assert [each.step for each in found] == ([2] if speaks else [])
    assert not speaks or "is 36% lower" in found[0].message


def test_one_cut_of_more_than_a_quarter_is_found_by_itself():
    """A single cut of 25 % is not found, one of a little more is."""
    assert of("rolling_14_days", judged(falling("100", "75", days=28))) == []
    (found,) = of("rolling_14_days", judged(falling("100", "74.9", days=28)))
    assert (found.step, "From 04-Jan-2027 the dose is 25.1% lower" in found.message) == (1, True)


def test_closing_steps_are_exempt():
    """Closing steps are exempt: 3, 2, 1 mg and the stop each week are nothing to be found."""
    closing = [step("reduce", 7, mg, closing=True) for mg in ("2", "1")]
    assert of("rolling_14_days", judged(course("3", *closing, step("stop", 0, closing=True)))) == []


def test_the_window_looks_back_over_steps_of_every_kind():
    """A hold or a crossover between two cuts does not hide the first."""
    schedule = course("100", step("reduce", 7, "85"), step("hold", 5, "85"), step("reduce", 28, "70"), step("hold", None, "70"))
    assert [each.step for each in of("rolling_14_days", judged(schedule))] == [3]


def test_several_small_steps_add_up():
    """Four cuts three days apart add up: the fourth is 26 % below the dose 13 days before."""
    doses = ["93", "86", "79", "74"]
    found = of("rolling_14_days", judged(falling("100", *doses, days=3)))
    assert [each.step for each in found if each.step < 5] == [4]


# The first reduction -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "first", "speaks"),
    [
        ("20", "17", True),  # 15 %, 3 mg
        ("5", "3.75", False),  # 25 %, 1.25 mg
        ("30", "27", False),  # 10 %, 3 mg
        ("12", "10.8", False),
        ("12", "10.7", True),
    ],
)
def test_a_first_reduction_is_large_above_10_percent_and_above_1_25_mg(now, first, speaks):
    """A first reduction above 10 % and above 1.25 mg, both."""
    assert bool(of("first_reduction", judged(falling(now, first)))) is speaks


def test_only_the_first_reduction_is_judged_as_the_first():
    """A later reduction, or what a crossover rounds, is no first reduction."""
    assert of("first_reduction", judged(falling("20", "18", "15"))) == []
    crossed = course("20", step("crossover", 7, "17"), step("stabilise", 7, "17"), step("reduce", 14, "16"))
    assert of("first_reduction", judged(crossed, taking("1", method="crossover"))) == []


def test_the_first_reduction_may_come_after_a_crossover():
    """After a crossover the first reduction is the first step that falls."""
    crossed = course("20", step("crossover", 7, "20"), step("stabilise", 7, "20"), step("reduce", 14, "17"))
    (found,) = of("first_reduction", judged(crossed, taking("1", method="crossover")))
    assert (found.step, "15% of the dose" in found.message) == (3, True)


# Faster than asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "after", "closing", "severity"),
    [
        ("20", "16", False, "info"),  # 20 %: twice what was asked
        ("20", "15.9", False, "caution"),
        ("6", "4.75", False, "info"),  # 1.25 mg is more than twice 0.6
        ("6", "4.74", False, "caution"),
        ("6", "4.5", True, "info"),  # a closing step
    ],
)
def test_more_than_twice_what_was_asked_is_a_caution(now, after, closing, severity):
    """Caution above twice what was asked, unless closing or of at most 1.25 mg."""
    (found,) = of("faster_than_asked", faster(now, after, closing))
    assert found.severity == severity


def test_what_was_asked_is_capped_before_it_is_compared():
    """What is asked is capped at 25 %: bands of 5 mg ask for 3 of 12, so 12 → 9 is not faster and 12 → 8.9 is."""
    assert of("faster_than_asked", capping("12", "9")) == []
    (found,) = of("faster_than_asked", capping("12", "8.9"))
    assert "goes down by 25.8%, and 25% was asked for." in found.message


@pytest.mark.parametrize(("basis", "second"), [("current", "16.2"), ("baseline", "16")])
def test_what_was_asked_is_of_the_chosen_basis(basis, second):
    """10 % of the current dose of 18 is 1.8, of the baseline of 20 it is 2."""
    request = taking("20", basis=basis)
    assert of("faster_than_asked", judged(falling("20", "18", second), request)) == []
    beyond = str(Decimal(second) - Decimal("0.1"))
    assert [each.step for each in of("faster_than_asked", judged(falling("20", "18", beyond), request))] == [2]


def test_a_stop_that_was_asked_for_is_not_faster_than_asked():
    """At or below `stop_from_mg` the stop is what was asked; above it, it is faster than that."""
    stop = step("stop", 0, closing=True)
    assert of("faster_than_asked", judged(course("0.5", stop), taking("0.5"))) == []
    assert [each.step for each in of("faster_than_asked", judged(course("0.55", stop), taking("0.55")))] == [1]
    assert of("faster_than_asked", judged(course("1", stop), taking("1", stop_from_mg="1"))) == []


def test_the_end_of_one_of_several_drugs_was_asked_for_too():
    """`stop_from_mg` is of the drug that is reduced: 0.5 mg diazepam may go to nothing beside nitrazepam."""
    nitrazepam = dose("5", drug="nitrazepam")
    schedule = course("5.5", step("reduce", 14, nitrazepam, closing=True), equivalent_of={"nitrazepam": Fraction(1)})
    assert of("faster_than_asked", judged(schedule, both("0.5"))) == []
    larger = course("5.6", step("reduce", 14, nitrazepam, closing=True), equivalent_of={"nitrazepam": Fraction(1)})
    assert [each.step for each in of("faster_than_asked", judged(larger, both("0.6")))] == [1]


def test_with_several_drugs_percentages_are_of_the_drug_that_is_reduced():
    """What was asked and what came out are of the drug being reduced, in every finding about a reduction."""
    nitrazepam = dose("5", drug="nitrazepam")
    one = {"nitrazepam": Fraction(1)}
    (found,) = of("faster_than_asked", judged(course("9", step("reduce", 14, "3.2", nitrazepam), equivalent_of=one), both()))
    assert "goes down by 20%, and 10% was asked for." in found.message
    (closing,) = of(
        "closing_reduction", judged(course("9", step("reduce", 14, "2.75", nitrazepam, closing=True), equivalent_of=one), both())
    )
    assert f"by 31.3%, about 1.25{NBSP}mg" in closing.message
    (coarse,) = of(
        "coarse_tail", judged(course("9", step("reduce", 14, "2", nitrazepam, closing=True), equivalent_of=one), both())
    )
    assert f"the largest there is 50%, about 2{NBSP}mg" in coarse.message
    bands = both("8", basis="bands", bands=[{"down_to_mg": 0, "reduction_mg": 3}])
    (capped,) = of("capped", judged(course("13", step("reduce", 14, "6", nitrazepam), equivalent_of=one), bands))
    assert f"goes down by 25%. The 3{NBSP}mg asked for" in capped.message


def test_the_drug_that_falls_is_found_by_itself():
    """With several drugs the one that falls in a step is judged: 10 % of 5 mg nitrazepam is 0.5 mg, when the diazepam stays."""
    schedule = course("9", step("reduce", 14, "4", dose("4.4", drug="nitrazepam")), equivalent_of={"nitrazepam": Fraction(1)})
    (found,) = of("faster_than_asked", judged(schedule, both()))
    assert "goes down by 12%, and 10% was asked for." in found.message


def test_with_several_drugs_the_baseline_is_of_the_drug_that_is_reduced():
    """10 % of the baseline is of the drug's own baseline: 0.4 of 4 mg diazepam, also from 3.6 mg."""
    nitrazepam = dose("5", drug="nitrazepam")
    steps = [step("reduce", 14, "3.6", nitrazepam), step("reduce", 14, "3.2", nitrazepam)]
    schedule = course("9", *steps, equivalent_of={"nitrazepam": Fraction(1)})
    assert of("faster_than_asked", judged(schedule, both(basis="baseline"))) == []
    assert [each.step for each in of("faster_than_asked", judged(schedule, both()))] == [2]


# What would keep to what was asked -----------------------------------------------------------------------------------

THIRDS = {"products": ["diazepam-2mg-tablet", "diazepam-10mg-tablet"], "halve": "none"}
NAMING = [
    taking("20"),
    taking("14", target_mg="10", **THIRDS),
    direct("uk", "diazepam", morning="4", night="10", strategy={"target_mg": "10"} | THIRDS),
    direct("uk", "diazepam", morning="5", midday="5", night="5", strategy={"distribution": "even"}),
    taking("40", reduction_percent="5"),
    taking("30", basis="bands", bands=[{"down_to_mg": 0, "reduction_mg": "0.5"}]),
    direct("us", "clonazepam", "vadod-2021", night="2", strategy={"coarse_tail": True}),
    direct("us", "alprazolam", "vadod-2021", morning="0.5", midday="0.5", night="1"),
    direct("uk", "lorazepam", "ashton-2002", morning="1", night="2", strategy={"coarse_tail": True, "interval_days": 28}),
    both("6", "10", coarse_tail=True),
]


def named_pieces(request):
    """(step, named thing) of each reduction that was faster than asked."""
    marker = " was asked for. "
    for found in of("faster_than_asked", proposed(request)):
        named = found.message.partition(marker)[2].removesuffix(" would keep to what was asked.")
        yield found.step, named


def change_that_adds(named, request):
    """The change to a strategy that adds the thing that a finding named."""
    for drug in request.drugs:
        for option in options(request, CATALOGUE, drug):
            if option.label.lower() == named.lower():
                return added(request, CATALOGUE, [option])
    raise AssertionError(f"{named} is no option")


def asked_from(request, drug):
    """What the pace asks for from these doses of a drug, in mg diazepam."""
    strategy, measure = request.strategy, request.measure
    current = Fraction(request.regimen.daily_mg()[drug]) * measure.per_mg(CATALOGUE, drug)
    return Fraction(strategy.bands[0].reduction_mg) if strategy.bands else current * Fraction(strategy.reduction_percent) / 100


@pytest.mark.parametrize("request_json", NAMING, ids=lambda each: f"{each['market']} {each['regimen']}")
def test_the_named_piece_really_keeps_to_what_was_asked(request_json):
    """`faster_than_asked` names the piece, liquid or interval which would keep to it: tried from the same doses, it does."""
    steps = build_schedule(parse_request(request_json, CATALOGUE), CATALOGUE).steps
    tried = 0
    for number, named in named_pieces(request_json):
        if named.startswith(("An interval of", "Nothing sold")) or steps[number - 1].kind == "stop":
            continue
        taken = request_json["regimen"] if number == 1 else steps[number - 2].regimen.to_json()
        here = request_json | {"regimen": taken}
        assert named[0].isupper()  # it begins a sentence
        change = change_that_adds(named, parse_request(here, CATALOGUE)) | {"holds": [{"after_step": 1, "days": None}]}
        request = parse_request(laid_over(here, change), CATALOGUE)
        first = build_schedule(request, CATALOGUE).steps[0]
        (drug,) = [each for each, mg in request.regimen.daily_mg().items() if first.daily_mg.get(each, 0) < mg]
        assert first.reduction <= asked_from(request, drug)
        tried += 1
    assert tried


@pytest.mark.parametrize(
    ("now", "after", "interval", "named"),
    [
        ("20", "17.9", 14, "An interval of 15 days"),  # 14 × 2.1 / 2 = 14.7
        ("20", "17", 14, "An interval of 21 days"),
        ("20", "16", 14, "An interval of 28 days"),
        ("20", "15.9", 14, "Nothing sold here, and no interval up to 28 days,"),  # 28.7 days
        ("20", "15", 7, "An interval of 18 days"),
    ],
)
def test_where_no_product_would_an_interval_is_named_or_nothing(now, after, interval, named):
    """Where nothing sold makes a smaller reduction, the interval which keeps the pace is named, up to 28 days, else none."""
    nothing_sold = replace(CATALOGUE, by_market={"uk": {}}, digest="lab nothing")
    found = judged(falling(now, after), taking(now, interval_days=interval), catalogue=nothing_sold)
    (message,) = [each.message for each in of("faster_than_asked", found)]
    assert message.endswith(f" was asked for. {named} would keep to what was asked.")


def test_a_liquid_dose_is_not_told_to_take_tablets():
    """A dose that is a volume already stays one: no tablet is named for it."""
    products = ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]
    request = direct("uk", "temazepam", "ashton-2002", night="5", strategy={"products": products})
    assert [named for _, named in named_pieces(request) if "tablet" in named] == []
    assert list(named_pieces(request)) != []


# A coarse tail -------------------------------------------------------------------------------------------------------


def test_a_coarse_tail_is_one_caution_for_the_whole_plan():
    """The plan carries one caution for a coarse tail, about the largest fall of it; closing steps up to 1.25 mg are none."""
    steps = [step("reduce", 14, mg, closing=True) for mg in ("15", "8", "1")]
    (found,) = of("coarse_tail", judged(course("21", *steps, step("stop", 0, closing=True))))
    assert (found.step, found.severity) == (3, "caution")
    assert f"the largest there is 87.5%, about 7{NBSP}mg diazepam equivalent, in step 3." in found.message


def test_the_caution_of_a_coarse_tail_states_the_stop():
    """Of falls of 5 mg each, 33, 50 and 100 %, the largest is the stop: all of the dose stopped from."""
    request = direct("us", "clonazepam", "ashton-2002", morning="1", midday="1", night="1", strategy={"coarse_tail": True})
    strategy = request["strategy"] | {"products": ["clonazepam-0p5mg-tablet"]}
    (found,) = of("coarse_tail", proposed(request | {"strategy": strategy}))
    assert f"the largest there is 100%, about 5{NBSP}mg diazepam equivalent, in step 12, the stop." in found.message


def test_the_caution_of_a_coarse_tail_says_what_makes_smaller_steps():
    """The caution about a large last step names what makes smaller ones: a liquid, smaller tablets or a crossover."""
    (found,) = of("coarse_tail", judged(course("4", step("reduce", 14, "2", closing=True), step("stop", 0, closing=True))))
    assert found.severity == "caution"
    assert found.message.endswith("Choose a liquid, smaller tablets or a crossover, or say why this is acceptable.")


def test_a_dose_that_an_edit_raises_is_a_caution():
    """A step that an edit puts above the one before is a caution that calls it a rise by hand; a step back alone is none."""
    raised = judged(course("10", step("reduce", 14, "9"), step("step-back", 14, "9.9", edited=True), step("hold", None, "9.9")))
    (found,) = of("edited_rise", raised)
    assert (found.severity, found.step) == ("caution", 2)
    assert "above the step before it, as edited. Say why the dose goes up." in found.message
    back = judged(course("10", step("reduce", 14, "9"), step("step-back", 14, "10"), step("hold", None, "10")))
    assert of("edited_rise", back) == []


def test_clonazepam_tablets_of_0_5_mg_bring_the_caution():
    """The clonazepam taper with a coarse tail carries one caution, and no finding about its envelope."""
    strategy = {
        "coarse_tail": True,
        "products": ["clonazepam-0p5mg-tablet"],
        "interval_days": 28,
        "reduction_percent": "25",
    }
    found = proposed(direct("us", "clonazepam", "ashton-2002", night="2", strategy=strategy))
    assert len(of("coarse_tail", found)) == 1
    assert [each for each in found if each.severity == "block"] == []


# Crossover -----------------------------------------------------------------------------------------------------------


def test_a_rise_is_above_the_baseline_not_above_the_step_before():
    """A step that comes back up to the baseline is no rise; each step above it is."""
    found = of("crossover_rise", crossing("20", "19", "20", "20.2", "21"))
    assert [each.step for each in found] == [3, 4]
    assert "is 5% above" in found[1].message


@pytest.mark.parametrize("rule", ["crossover_rise", "crossover_fall"])
def test_only_steps_of_the_crossover_rise_or_fall(rule):
    """Stabilising, reductions and holds are no part of the crossover."""
    assert of(rule, crossing("20", "21", "17", kind="stabilise")) == []


def test_a_fall_is_of_the_step_before():
    """A fall over 10 % is of the step before it: 20 → 18.5 → 17 is neither time one."""
    assert of("crossover_fall", crossing("20", "18.5", "17")) == []
    (found,) = of("crossover_fall", crossing("20", "18.5", "16.5"))
    assert "is 10.8% below" in found.message  # 2 of 18.5 is 10.81 %
    assert (found.step, ". No product sold here would avoid it. " in found.message) == (2, True)  # no dose has moved in it


ZOPICLONE = {"stabilise_days": 0, "interval_days": 28, "coarse_tail": True}


@pytest.mark.parametrize(
    ("products", "halve", "expected"),
    [
        (["diazepam-2mg-tablet"], "none", f"Diazepam 0.4{NBSP}mg in 1{NBSP}mL oral solution"),
        (["diazepam-2mg-tablet", "diazepam-0p4mg-per-ml-oral-solution"], "none", None),
    ],
)
def test_a_fall_names_the_piece_that_would_avoid_it(products, halve, expected):
    """3.75 mg zopiclone (2.5 mg) to 2 mg falls by 20 %: halves would make 3 mg, too much, so the liquid is named."""
    strategy = ZOPICLONE | {"products": products, "halve": halve, "holds": [{"after_step": 1, "days": None}]}
    found = of("crossover_fall", proposed(crossover("uk", "zopiclone", "ashton-2002", night="3.75", strategy=strategy)))
    assert [f"{expected} would avoid it." in each.message for each in found] == [True] * bool(expected)


def test_a_fall_names_halves_where_they_would_avoid_it():
    """7.5 mg zopiclone (5 mg) to 4 mg falls by 20 %: the 5 mg tablet would avoid it, and is named before halves."""
    strategy = ZOPICLONE | {"products": ["diazepam-2mg-tablet"], "halve": "none", "holds": [{"after_step": 1, "days": None}]}
    (found,) = of("crossover_fall", proposed(crossover("uk", "zopiclone", "ashton-2002", night="7.5", strategy=strategy)))
    assert f"Diazepam 5{NBSP}mg tablet would avoid it." in found.message
    taken = [{"drug": "zopiclone", "night": "7.5"}, {"drug": "diazepam", "night": "4"}]
    request = crossover("uk", "zopiclone", "ashton-2002", strategy=strategy) | {"regimen": taken}
    (beside,) = of("crossover_fall", judged(course("9", step("crossover", 7, "8")), request))
    assert f"Diazepam 5{NBSP}mg tablet would avoid it." in beside.message


def test_more_than_a_quarter_in_the_past_is_not_judged_again():
    """What was too fast before the day of the change is over: only what comes is judged."""
    schedule = falling("100", "90", "74.9", "70", days=7)
    assert [each.step for each in of("rolling_14_days", judged(schedule, since=date(2027, 1, 11)))] == [2]
    assert of("rolling_14_days", judged(schedule, since=date(2027, 1, 18))) == []


def selling_whole(*strengths):
    """The catalogue with a British market that sells diazepam tablets lab-8, … of these mg, to be taken whole."""
    sold = CATALOGUE.products("uk")["diazepam-10mg-tablet"]
    lab = {f"lab-{mg}": replace(sold, id=f"lab-{mg}", strength_mg=Decimal(mg), splits="none") for mg in strengths}
    return replace(CATALOGUE, by_market={"uk": lab}, digest=f"lab {strengths}")


def test_a_fall_of_10_percent_would_avoid_a_larger_one():
    """A product that leaves exactly 10 % of a fall is named: 9 mg, in a market that sells 8 and 9 mg, for 10 mg before."""
    request = parse_request(taking("0.5", method="crossover"), CATALOGUE)
    request = replace(request, strategy=replace(request.strategy, products=("lab-8",)))
    found = check(course("10", step("crossover", 7, "8")), request, selling_whole(8, 9))
    assert f"Diazepam 9{NBSP}mg tablet would avoid it." in of("crossover_fall", found)[0].message


def test_the_piece_is_for_the_dose_that_moved():
    """Beside 10 mg in the morning, moved the week before, the 7 mg at night are what falls short: 10 mg would avoid it."""
    strategy = ZOPICLONE | {"products": ["diazepam-2mg-tablet", "diazepam-5mg-tablet"], "halve": "none"}
    taken = [{"drug": "lorazepam", "morning": "1", "night": "1"}]
    request = crossover("uk", "lorazepam", "ashton-2002", strategy=strategy) | {"regimen": taken}
    night = dose("1", drug="lorazepam")
    first, second = (
        step("crossover", 7, dose("10", time="morning"), night),
        step("crossover", 7, dose("10", time="morning"), dose("7")),
    )
    found = of("crossover_fall", judged(course("20", first, second, equivalent_of={"lorazepam": Fraction(10)}), request))
    assert [(each.step, f"Diazepam 10{NBSP}mg tablet would avoid it." in each.message) for each in found] == [(2, True)]


def test_the_piece_is_not_for_a_dose_that_stays():
    """8 mg in the morning stay, 20 mg at night become 16 in 8 mg tablets: 18 mg avoid the fall at night, and would not by day."""
    taken = [{"drug": "diazepam", "morning": "8"}, {"drug": "lorazepam", "night": "2"}]
    request = parse_request(crossover("uk", "lorazepam", "ashton-2002", strategy=ZOPICLONE) | {"regimen": taken}, CATALOGUE)
    request = replace(request, strategy=replace(request.strategy, products=("lab-8",)))
    schedule = course("28", step("crossover", 7, dose("8", time="morning"), dose("16")))
    (found,) = of("crossover_fall", check(schedule, request, selling_whole(8, 18)))
    assert f"Diazepam 18{NBSP}mg tablet would avoid it." in found.message


def test_a_fall_that_nothing_sold_avoids_says_so():
    """Where the market sells nothing nearer, the finding says that no product would avoid the fall."""
    nothing_sold = replace(CATALOGUE, by_market={"uk": {}}, digest="lab nothing")
    found = judged(course("20", step("crossover", 7, "16")), taking("1", method="crossover"), catalogue=nothing_sold)
    (message,) = [each.message for each in of("crossover_fall", found)]
    assert "No product sold here would avoid it." in message


def test_the_threshold_is_for_crossovers_and_for_the_clinics_that_set_one():
    """The clinic's threshold is for crossovers: a direct taper of 60 mg diazepam, or a clinic without one, finds nothing."""
    assert of("diazepam_threshold", proposed(taking("60"), thresholds=Thresholds(diazepam_mg=Decimal(40)))) == []
    assert of("diazepam_threshold", proposed(crossover("uk", "lorazepam", "ashton-2002", night="8"))) == []


def test_the_threshold_counts_all_diazepam_of_the_day():
    """The largest day counts: two steps of 30 mg each reach 60 mg."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="3", night="3")
    (found,) = of("diazepam_threshold", proposed(request, thresholds=Thresholds(diazepam_mg=Decimal(59))))
    assert f"reaches 60{NBSP}mg diazepam a day. Your clinic asks for advice above 59{NBSP}mg." in found.message


def test_a_crossover_to_another_drug_reaches_no_diazepam():
    """The threshold is of diazepam: a crossover to clonazepam does not reach it."""
    strategy = {"crossover_to": "clonazepam", "coarse_tail": True, "interval_days": 28}
    request = crossover("uk", "lorazepam", "ashton-2002", night="6", strategy=strategy)
    assert of("diazepam_threshold", proposed(request, thresholds=Thresholds(diazepam_mg=Decimal("0.5")))) == []


def test_no_diazepam_is_left_to_judge_after_the_last_step():
    """Where no step is left from the day on, nothing is above the lowest threshold."""
    request = crossover("uk", "lorazepam", "ashton-2002", night="1")
    after = {"since": date(2028, 1, 1), "thresholds": Thresholds(diazepam_mg=Decimal("0.5"))}
    assert of("diazepam_threshold", judged(course("10", step("crossover", 7, "10")), request, **after)) == []


# Tables --------------------------------------------------------------------------------------------------------------


def test_a_table_that_cannot_be_chosen_does_not_count_as_disagreeing():
    """Only tables that may be chosen are set against each other."""
    assert of("tables_disagree", tables(("1", True), ("3", False))) == []


def test_without_a_table_nothing_disagrees():
    """Where no table was needed, none disagrees."""
    assert of("tables_disagree", ordinary()) == []
    assert of("tables_disagree", tables(("3", True), ("1", True), equivalence=None)) == []


def test_the_tables_disagree_on_lorazepam():
    """Lorazepam 3 mg is 15 mg diazepam by VA/DoD 2021 and 30 mg by Ashton 2002: more than 1.5 times."""
    found = proposed(crossover("uk", "lorazepam", "vadod-2021", morning="1", midday="1", night="1"))
    (message,) = [each.message for each in of("tables_disagree", found)]
    assert "about 30\u00a0mg by " in message
    assert message.endswith("This plan uses VA/DoD 2021. Watch for sedation or withdrawal after the change.")


# Pieces and splits ---------------------------------------------------------------------------------------------------


def test_an_unconfirmed_split_is_one_remark_a_product():
    """However many steps split it, a product whose splitting is not confirmed is one caution, at its first step."""
    strategy = {"halve": ["diazepam-10mg-tablet", "diazepam-5mg-tablet", "diazepam-2mg-tablet"]}
    found = of("unverified_split", proposed(taking("40", **strategy)))
    labels = [each.message.split("splits the ")[1].split(",")[0] for each in found]
    assert len(labels) == len(set(labels)) > 0
    products = CATALOGUE.products("uk")
    assert {products[each].splits for each in strategy["halve"] if products[each].label in labels} == {"unverified"}


def test_every_forbidden_split_is_found():
    """A product that must be taken whole is found in every step that splits it."""
    capsule = dose("7.5", ("chlordiazepoxide-5mg-capsule", "1.5"))
    schedule = course("20", step("reduce", 14, capsule), step("reduce", 14, capsule), step("hold", None, "5"))
    assert [each.step for each in of("forbidden_split", judged(schedule))] == [1, 2]


def test_a_volume_is_no_split():
    """A liquid is measured, not split: 1.5 mL is no part of anything."""
    liquid = dose("0.6", ("diazepam-0p4mg-per-ml-oral-solution", {"ml": "1.5"}))
    found = judged(course("20", step("reduce", 14, liquid), step("hold", None, liquid)))
    assert of("forbidden_split", found) + of("unverified_split", found) == []


def test_pieces_are_counted_at_one_time_of_day_over_all_drugs():
    """Pieces count at one time of day, whatever the drug; a volume is one piece; mornings and nights are not added up."""
    four, one = ("diazepam-2mg-tablet", "4"), ("diazepam-5mg-tablet", "1")
    assert of("many_pieces", pieces(four, morning=[four])) == []
    liquid = ("diazepam-0p4mg-per-ml-oral-solution", {"ml": "20"})
    assert of("many_pieces", pieces(("diazepam-2mg-tablet", "3"), liquid)) == []
    (found,) = of("many_pieces", pieces(four, liquid))
    assert "has five pieces in the night dose" in found.message
    (morning,) = of("many_pieces", pieces(one, morning=[four, one, one]))
    assert "has six pieces in the morning dose" in morning.message
    two_drugs = [dose("6", ("diazepam-2mg-tablet", "3")), dose("10", ("nitrazepam-5mg-tablet", "2"), drug="nitrazepam")]
    schedule = course("18", step("reduce", 14, *two_drugs), equivalent_of={"nitrazepam": Fraction(1)})
    (both_drugs,) = of("many_pieces", judged(schedule, both("8", "10")))
    assert "has five pieces in the night dose" in both_drugs.message


def test_a_larger_strength_is_named_only_where_one_is_sold():
    """Eight tablets of 10 mg are the largest there are: no larger strength would need fewer."""
    (found,) = of("many_pieces", pieces(("diazepam-10mg-tablet", "8")))
    assert found.message == "Step 2 has eight pieces in the night dose."


def test_many_pieces_are_said_once():
    """Of many such steps the first is named, once."""
    five = dose("10", ("diazepam-2mg-tablet", "5"))
    schedule = course("20", step("reduce", 14, "18"), step("reduce", 14, five), step("reduce", 14, five))
    assert [each.step for each in of("many_pieces", judged(schedule))] == [2]


def test_the_largest_count_of_a_day_is_named():
    """Where two times of day have many pieces, the one with more is named."""
    found = pieces(("diazepam-2mg-tablet", "5"), morning=[("diazepam-2mg-tablet", "7")])
    assert ["seven pieces in the morning dose" in each.message for each in of("many_pieces", found)] == [True]


# The regimen and the patient -----------------------------------------------------------------------------------------


def test_three_sedatives_are_named_in_one_sentence():
    """All sedatives are named in the order of the rows; a z-drug among them has its own remark, and only that."""
    request = both(target_mg="18")
    for third, rule, words in (
        ({"drug": "lorazepam", "night": "1"}, "two_sedatives", "The patient takes diazepam, nitrazepam and lorazepam."),
        ({"drug": "zopiclone", "night": "15"}, "z_drug_beside", "Zopiclone is taken beside diazepam and nitrazepam."),
    ):
        (found,) = (
            each
            for each in proposed(request | {"regimen": [*request["regimen"], third]})
            if each.rule in ("two_sedatives", "z_drug_beside")
        )
        assert (found.rule, words in found.message) == (rule, True)


def test_every_drug_over_its_maximum_is_named():
    """Each drug above its own licensed dose has its finding."""
    request = direct("uk", "zopiclone", "ashton-2002", strategy={"method": "crossover"})
    request["regimen"] = [{"drug": "zopiclone", "night": "15"}, {"drug": "lorazepam", "night": "1"}]
    found = of("licensed_maximum", proposed(request))
    assert [each.message.split(" a day")[0] for each in found] == [f"15{NBSP}mg zopiclone"]


def test_every_medicine_is_judged():
    """Each medicine taken as needed, each that differs and each for epilepsy has its own finding."""
    medicines = (
        Medicine("diazepam", Decimal(10), Decimal(20), indication="epilepsy"),
        Medicine("zopiclone", Decimal(7), Decimal(1), as_needed=True),
        Medicine("clobazam", Decimal(10), Decimal(30), indication="epilepsy"),
    )
    found = ordinary(PatientToday(age=40, medicines=medicines))
    assert len(of("prescribed_differs", found)) == 2
    assert len(of("epilepsy_indication", found)) == 2
    assert len(of("as_needed_not_counted", found)) == 1
    assert of("under_18", found) == []


# Ordinary patients ---------------------------------------------------------------------------------------------------

CKS_BANDS = [{"down_to_mg": "20", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "1"}]
ORDINARY = [
    direct("uk", "diazepam", night="10"),
    direct("uk", "diazepam", morning="5", midday="5", night="10"),
    direct("uk", "diazepam", night="30", strategy={"basis": "bands", "bands": CKS_BANDS}),
    direct("uk", "diazepam", night="20", strategy={"reduction_percent": "5", "interval_days": 28}),
    crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1"),
    crossover("uk", "lorazepam", "nhs-scotland", morning="0.5", night="1"),
    crossover("uk", "zopiclone", "ashton-2002", night="7.5"),
    crossover("uk", "temazepam", "ashton-2002", night="20"),
    crossover("uk", "nitrazepam", "nhs-scotland", night="10"),
    crossover("uk", "clonazepam", "ashton-2002", morning="0.5", night="0.5"),
    crossover("uk", "oxazepam", "ashton-2002", morning="10", night="20"),
    crossover("us", "alprazolam", "vadod-2021", morning="0.5", midday="0.5", night="0.5"),
    crossover("us", "clonazepam", "vadod-2021", night="1"),
    crossover("us", "zolpidem", "ashton-2002", night="10"),
    crossover("us", "lorazepam", "vadod-2021", morning="1", night="1"),
    direct("us", "alprazolam", "vadod-2021", morning="0.5", midday="0.5", night="0.5"),
    direct(
        "uk",
        "nitrazepam",
        "nhs-scotland",
        night="10",
        strategy={"products": ["nitrazepam-5mg-tablet", "nitrazepam-0p5mg-per-ml-oral-suspension"]},
    ),
    direct(
        "uk",
        "lorazepam",
        "ashton-2002",
        morning="1",
        night="1",
        strategy={"products": ["lorazepam-1mg-tablet", "lorazepam-1mg-per-ml-oral-solution"]},
    ),
]


@pytest.mark.parametrize("request_json", ORDINARY, ids=lambda each: f"{each['market']} {each['regimen'][0]}")
def test_ordinary_patients_get_no_caution(request_json):
    """Budget: no caution on ordinary patients."""
    facts = PatientToday(age=45, medicines=(Medicine("diazepam", Decimal(10), Decimal(10), indication="anxiety"),))
    found = proposed(request_json, facts, thresholds=Thresholds(diazepam_mg=Decimal(40)), review_on=date(2027, 1, 11))
    assert [(each.rule, each.message) for each in found if each.severity != "info"] == []
    assert [hit for each in found for hit in hits(each.message)] == []
