"""Liquids as pharmacists measure them: syringes that exist, drops that are counted, tablets with a little liquid."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper_app.engine import CatalogueError, answer, build_schedule, load_catalogue, parse_request
from taper_app.engine.catalogue.load import DATA
from taper_app.engine.doses.products import makeable, to_ng

from .doing import ask
from .recount import SYRINGES, marked
from .requests import direct

CATALOGUE = load_catalogue()
WEAK, ONE, STRONG = (
    "diazepam-0p4mg-per-ml-oral-solution",
    "diazepam-1mg-per-ml-oral-solution",
    "diazepam-5mg-per-ml-oral-concentrate",
)
TABLETS = ["diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-10mg-tablet"]
DROPS = "clonazepam-2p5mg-per-ml-oral-drops"


def steps(market, night, *products, **strategy):
    """The pieces of each dated step of a taper from so much diazepam at night, as {product: amount}."""
    request = direct(market, "diazepam", night=night, strategy={"products": list(products)} | strategy)
    schedule = build_schedule(parse_request(request, CATALOGUE), CATALOGUE)
    return [[(each.product, f"{each.amount.normalize():f}", each.syringe_ml) for each in step.doses[0].pieces] for step in
            schedule.steps[:-1]]  # fmt: skip


def made(mg, *products, market="uk", part=False):
    """The pieces of a dose in which a volume has its part."""
    sold = CATALOGUE.products(market)
    makes = makeable(CATALOGUE, tuple(sold[each] for each in products), "smallest", "none", part=part)
    return [(each.product, f"{each.amount.normalize():f}") for each in makes.pieces(to_ng(Decimal(mg)), liquid=True)]


# Named cases ---------------------------------------------------------------------------------------------------------


def test_half_a_millilitre_is_measured_all_the_way_down():
    """4 mg by 1 mg in 1 mL in steps of 0.5 mg: 3.5, 3, 2.5, 2 mL, each with the smallest syringe that has a mark for it."""
    bands = [{"down_to_mg": "0", "reduction_mg": "0.5"}]
    found = steps("uk", "4", ONE, basis="bands", bands=bands)
    assert found[:4] == [[(ONE, "3.5", 10)], [(ONE, "3", 3)], [(ONE, "2.5", 3)], [(ONE, "2", 3)]]


@pytest.mark.parametrize(
    ("night", "measured"),
    [("0.555", [True, True]), ("0.3", [True, True]), ("2.37", [False, False])],
    ids=["no mark", "mark", "too much"],
)
def test_a_dose_taken_as_a_liquid_stays_one(night, measured):
    """Once a dose is liquid it stays liquid, also from a volume that no syringe has a mark for; what is more than a syringe holds
    goes down in tablets."""
    own = {"id": "own-a", "drug": "clonazepam", "name": "Clonazepam liquid", "form": "liquid", "mg_per_ml": "0.1"}
    request = direct("uk", "clonazepam", "ashton-2002", night=night) | {"own_products": [own]}
    request["regimen"][0]["product"] = "own-a"
    schedule = build_schedule(parse_request(request, CATALOGUE), CATALOGUE)
    assert [step.doses[0].pieces[0].product == "own-a" for step in schedule.steps[:2]] == measured


def test_a_whole_dose_is_never_more_than_a_syringe_holds():
    """12 mg by 5 % with 0.4 mg in 1 mL: 28.5 mL are no dose; tablets go on down to 8 mg, below which 19 mL hold it."""
    found = steps("uk", "12", WEAK, *TABLETS, reduction_percent="5")
    two, five, ten = TABLETS
    assert [[name for name, *_ in each] for each in found[:4]] == [[five, two], [ten], [five, two], [two]]
    assert found[4] == [(WEAK, "19", 20)]


def test_tablets_for_the_most_of_it_and_a_little_liquid():
    """The same with `part`: 11.4 mg is a 10 mg tablet and 3.5 mL, 10.8 mg the tablet and 2 mL."""
    found = steps("uk", "12", WEAK, *TABLETS, reduction_percent="5", liquid="part")
    assert found[:3] == [
        [(TABLETS[2], "1", None), (WEAK, "3.5", 10)],
        [(TABLETS[2], "1", None), (WEAK, "2", 3)],
        [(TABLETS[2], "1", None), (WEAK, "0.65", 1)],
    ]
    assert all(sum(name == WEAK for name, *_ in each) == 1 for each in found)


@pytest.mark.parametrize(
    ("mg", "pieces"),
    [
        ("11.4", [(TABLETS[2], "1"), (WEAK, "3.5")]),  # one tablet, not 5 and three of 2 mg with 1 mL
        ("9.72", [(TABLETS[1], "1"), (TABLETS[0], "2"), (WEAK, "1.8")]),
        ("10", [(TABLETS[1], "1"), (TABLETS[0], "1"), (WEAK, "7.5")]),  # once liquid it has a volume; tablets make most of it
        ("2.4", [(TABLETS[0], "1"), (WEAK, "1")]),
        ("1.2", [(WEAK, "3")]),  # no whole tablet is that small
        ("3", [(TABLETS[0], "1"), (WEAK, "2.5")]),  # and no half of one is beside a volume
    ],
)
def test_which_tablets_go_with_a_volume(mg, pieces):
    """Whole tablets make more than half of it where they can, as few as can be; then the smaller volume is better."""
    assert made(mg, WEAK, *TABLETS, part=True) == pieces


def test_with_tablets_too_a_volume_waits_until_it_is_needed():
    """By 10 % from 20 mg tablets have a reduction down to 9 mg, and are alone until then."""
    found = steps("uk", "20", WEAK, *TABLETS, liquid="part")
    assert next(each for each in found if any(name == WEAK for name, *_ in each)) == found[10]
    assert all(any(name == WEAK for name, *_ in each) for each in found[10:])


def test_with_seven_tablets_a_volume_is_the_eighth_piece():
    """A dose has at most eight pieces, of which a volume is one."""
    sold = CATALOGUE.products("uk")
    makes = makeable(CATALOGUE, (sold[TABLETS[0]], sold[WEAK]), "none", "none", part=True)
    assert makes.makes(to_ng(Decimal("22")), liquid=True)  # seven tablets and 20 mL
    assert not makes.makes(to_ng(Decimal("22.4")), liquid=True)


# Whatever is measured ------------------------------------------------------------------------------------------------


LIQUIDS = [(market, each) for market, sold in CATALOGUE.by_market.items() for each in sold.values() if each.mg_per_ml]


@given(st.sampled_from(LIQUIDS), st.booleans(), st.data())
def test_every_measured_dose_has_a_mark_and_adds_up(known, part, data):
    """Every volume is at most 20 mL and on a mark of the syringe named, drops are whole, and all pieces together are the dose."""
    market, liquid = known
    solids = [each for each in CATALOGUE.products(market).values() if each.drug == liquid.drug and each.form == "tablet"]
    makes = makeable(CATALOGUE, (*solids, liquid), "smallest", "none", part=part)
    ng = data.draw(st.sampled_from(makes.amounts(liquid=True)[1:]))
    *tablets, measured = makes.pieces(ng, liquid=True)
    total = sum((Fraction(each.count) * Fraction(CATALOGUE.products(market)[each.product].strength_mg) for each in tablets), 0)
    if measured.drops:
        assert (measured.ml, measured.drops) == (None, int(measured.drops))
        total += measured.drops * Fraction(liquid.drop_mg)
    else:
        assert next(name for name in SYRINGES if marked(measured.ml, name)) == str(measured.syringe_ml)
        total += Fraction(measured.ml) * Fraction(liquid.mg_per_ml)
    assert total * 10**6 == ng
    assert all(each.count % 1 == 0 for each in tablets) and (part or not tablets)


# JSON ----------------------------------------------------------------------------------------------------------------


def in_ml(piece):
    """A count of drops as an earlier version wrote it: 25 drops are 1 mL."""
    return {"product": DROPS, "ml": f"{(Decimal(piece['drops']) / 25).normalize():f}"}


def test_drops_are_counted_in_json_too():
    """A dose of drops is written as a whole count; a schedule of an earlier version, with their volume, is still read."""
    strategy = {"products": [DROPS], "coarse_tail": True}
    request = direct("uk", "clonazepam", "ashton-2002", night="1", strategy=strategy)
    schedule = answer(json.dumps(request), CATALOGUE)[0]["schedule"]
    amounts = {json.dumps(schedule["supply"][0])}
    for step in schedule["steps"]:
        for dose in step["doses"]:
            (piece,) = dose["pieces"]
            dose["pieces"] = [in_ml(piece)]
    schedule["supply"] = [in_ml(schedule["supply"][0])]
    taken = [{"drug": "clonazepam", "night": "0.9"}]
    visit = {"do": "revise", "schedule": schedule, "on": "2027-01-18", "taken": taken, "adjustment": {"decision": "continue"}}
    told, status = answer(json.dumps(request | visit), CATALOGUE)
    assert status == 0, told
    assert {json.dumps(each) for each in told["schedule"]["supply"]} == amounts
    assert told["schedule"]["steps"][0]["doses"][0]["pieces"] == [{"product": DROPS, "drops": "9"}]


@pytest.mark.parametrize(
    "piece", [{"ml": "1.8", "syringe_ml": "1"}, {"ml": "1.8", "syringe_ml": "2"}, {"ml": "1.8", "syringe_ml": "10"}]
)
def test_a_syringe_without_that_mark_is_no_answer_of_the_engine(piece):
    """A schedule that names a syringe without a mark for the volume was not answered, and is refused."""
    request = direct("uk", "diazepam", night="2", strategy={"products": [ONE]})
    schedule = answer(json.dumps(request), CATALOGUE)[0]["schedule"]
    (dose,) = schedule["steps"][0]["doses"]
    assert dose["pieces"] == [{"product": ONE, "ml": "1.8", "syringe_ml": "3"}]
    dose["pieces"] = [{"product": ONE} | piece]
    taken = [{"drug": "diazepam", "night": "1.8"}]
    visit = {"do": "revise", "schedule": schedule, "on": "2027-01-18", "taken": taken, "adjustment": {"decision": "hold"}}
    told, status = answer(json.dumps(request | visit), CATALOGUE)
    assert (status, told["error"]["field"]) == (2, "schedule")


# The data ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("line", "other"), [("mark_ml = 0.05", "mark_ml = 0.3"), ("also_ml = [2.5]", "also_ml = [5.5]")])
def test_a_syringe_has_its_marks_within_what_it_holds(tmp_path, line, other):
    """A syringe whose marks do not end at what it holds, or go beyond, is refused by its key."""
    for path in DATA.rglob("*.toml"):
        copy = tmp_path / path.relative_to(DATA)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text(encoding="utf-8").replace(line, other), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"^syringes.toml: oral-\dml: holds_ml must be a multiple of mark_ml"):
        load_catalogue(tmp_path)


def test_syringes_are_data():
    """Without the 10 mL syringe 3.5 mL has no mark, and the next dose down is one that has."""
    fewer = {name: each for name, each in CATALOGUE.syringes.items() if each.holds_ml != 10}
    catalogue = replace(CATALOGUE, syringes=fewer, digest="without 10 mL")
    request = direct("uk", "diazepam", night="4", strategy={"products": [ONE], "reduction_percent": "12.5"})
    schedule = build_schedule(parse_request(request, catalogue), catalogue)
    assert str(schedule.steps[0].doses[0].mg) == "3.6"


def test_a_dose_of_a_second_liquid_is_no_volume_of_the_first():
    """Diazepam 2 mg of 0.4 mg/mL and 3.2 mg of 1 mg/mL: 3.2 mL of the second are not shown as 8 mL of the first.

    They stand as they are taken until they are first reduced, by the liquid of the plan, for a dose once liquid stays liquid.
    """
    request = direct("uk", "diazepam", morning="2")
    request["regimen"][0]["product"] = "diazepam-0p4mg-per-ml-oral-solution"
    request["regimen"].append({"drug": "diazepam", "night": "3.2", "product": "diazepam-1mg-per-ml-oral-solution"})
    told, status = ask(request)
    assert status == 0, told
    nights = [dose for step in told["schedule"]["steps"] for dose in step["doses"] if dose["time"] == "night"]
    assert {str(each["pieces"]) for each in nights if each["mg"] == "3.2"} == {"[]"}
    lower = [each for each in nights if each["mg"] != "3.2"]
    assert lower
    assert {piece["product"] for each in lower for piece in each["pieces"]} == {"diazepam-0p4mg-per-ml-oral-solution"}
