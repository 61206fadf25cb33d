"""A dose taken today stands as it is taken until it is first reduced or moved; only a new dose has to be makeable."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from taper_app.engine import Refusal, Schedule, answer, load_catalogue, parse_request, per_interval, propose, without_end
from taper_app.engine.catalogue.decision import Decision
from taper_app.engine.doses.regimen import Dose, Regimen
from taper_app.engine.taper.adjust import revise
from taper_app.engine.taper.adjustment import Adjustment, Change
from taper_app.engine.taper.build import build_schedule
from taper_app.engine.taper.decided import Edit

from .requests import crossover, direct

CATALOGUE = load_catalogue()
ODD = direct("uk", "diazepam", morning="10", night="5.75")
FIVES = {"products": ["diazepam-5mg-tablet"], "coarse_tail": True}
TENS = {"products": ["diazepam-10mg-tablet"], "coarse_tail": True, "interval_days": 28}
CLOSE_ABOVE = direct("uk", "diazepam", night="39.5", strategy=TENS)
FAR = direct("uk", "diazepam", night="37", strategy=TENS)
NBSP = "\u00a0"


def built(request):
    return build_schedule(parse_request(request, CATALOGUE), CATALOGUE)


def revised(request, on, decision, *doses, schedule=None, **adjustment):
    """A plan as a visit left it: `doses` are what is taken, as "time drug mg"."""
    asked, on = parse_request(request, CATALOGUE), date.fromisoformat(on)
    plan = schedule or built(request)
    taken = plan.before(on)[-1].regimen if not doses else regimen(*doses)
    return revise(plan, asked, CATALOGUE, Change(on, taken, Adjustment(Decision(decision), **adjustment)))


def regimen(*doses):
    parts = [each.split() for each in doses]
    return Regimen(tuple(Dose(time, drug, Decimal(mg)) for time, drug, mg in parts))


def unmade(schedule):
    """The doses without pieces, with the number of each step that has them."""
    return [(step.number, dose.time, str(dose.mg)) for step in schedule.steps for dose in step.doses if not dose.pieces]


def test_a_dose_that_no_pieces_make_stands_until_it_is_reduced():
    """5.75 mg at night stays so while the morning goes down, and its first reduction is to a dose that can be made."""
    steps = built(ODD).steps
    night = [str(step.regimen.at("diazepam", "night")) for step in steps]
    changes = [each for each, before in zip(night[1:], night, strict=False) if each != before]
    assert night[0] == "5.75"
    assert changes[0] == "5"
    assert unmade(built(ODD)) == [(number, "night", "5.75") for number in range(1, night.count("5.75") + 1)]


def test_what_has_no_pieces_is_said_so_and_is_not_in_the_supply():
    """In JSON it is `made: false` without pieces; the supply leaves it out and names it with its days, as does each interval."""
    schedule = built(ODD)
    told = schedule.to_json()
    night = [dose for step in told["steps"] for dose in step["doses"] if dose["mg"] == "5.75"]
    assert all((dose["made"], dose["pieces"]) == (False, []) for dose in night)
    assert told["not_counted"] == [{"drug": "diazepam", "time": "night", "mg": "5.75", "days": 14 * len(night)}]
    assert Schedule.from_json(json.loads(json.dumps(told))).to_json() == told
    first = per_interval(schedule, 28)[0]
    assert first.not_counted == {("night", "diazepam", Decimal("5.75")): 28}
    assert set(first.amounts) == {piece.product for step in schedule.steps[:2] for dose in step.doses for piece in dose.pieces}


def test_a_dose_without_an_end_is_named_too():
    """Of a dose that is maintained as it is taken, the days that a pharmacy supplies are named as left out."""
    held = revised(ODD, "2027-01-05", "maintain", "morning diazepam 10", "night diazepam 5.75")
    assert without_end(held, 7).not_counted == {("night", "diazepam", Decimal("5.75")): 7}


def test_an_answer_without_such_a_dose_is_what_it_was():
    """Where every dose has pieces, nothing says so."""
    told, _ = answer(json.dumps(direct("uk", "diazepam", night="20")), CATALOGUE)
    assert "not_counted" not in told["schedule"]
    assert "roundings" not in told
    assert not [dose for step in told["schedule"]["steps"] for dose in step["doses"] if "made" in dose]


@pytest.mark.parametrize("decision", ["continue", "hold", "slow", "maintain"])
def test_no_visit_is_refused_for_how_a_dose_is_made(decision):
    """Whatever is decided at a visit, 3.3 mg stays as it is taken until it changes."""
    plan = direct("uk", "diazepam", morning="10", night="10")
    made = revised(plan, "2027-03-10", decision, "morning diazepam 3.3", "night diazepam 10")
    first = next(step for step in made.steps if step.starts_on == date(2027, 3, 10))
    assert [(str(dose.mg), bool(dose.pieces)) for dose in first.doses] == [("3.3", False), ("10", True)]


def test_a_dose_that_is_leaving_needs_no_pieces():
    """Lorazepam 0.37 mg crosses over whole; as half of it cannot be made it moves whole there too."""
    for part in ("whole", "half"):
        request = crossover("us", "lorazepam", "ashton-2002", morning="0.37", night="1", strategy={"crossover_part": part})
        steps = built(request).steps
        assert {str(step.regimen.at("lorazepam", "morning")) for step in steps} == {"0.37", "0"}


def test_a_new_dose_by_hand_has_to_be_makeable():
    """An edit to a dose that cannot be made is refused; one that leaves what is taken as it is, beside a new dose, is not."""
    morning, night = Dose("morning", "diazepam", Decimal(7)), Dose("night", "diazepam", Decimal("5.75"))
    kept = revised(ODD, "2027-01-05", "adjust", edits=(Edit(2, doses=(morning, night)),))
    assert [str(dose.mg) for dose in kept.steps[1].doses] == ["7", "5.75"]
    for other in (replace(night, mg=Decimal("4.75")), replace(night, time="morning")):
        with pytest.raises(Refusal) as refused:
            revised(ODD, "2027-01-05", "adjust", edits=(Edit(2, doses=(other,)),))
        assert refused.value.code == "CannotMakeDose"


def test_a_dose_stepped_back_to_has_to_be_makeable_where_it_was_made():
    """What 2 mg tablets made, 5 mg tablets alone do not make again; the dose of the start was made by nobody's plan."""
    request = direct("uk", "diazepam", night="19.3", strategy={"reduction_percent": "5"})
    fives = parse_request(direct("uk", "diazepam", night="20", strategy=FIVES), CATALOGUE).strategy
    with pytest.raises(Refusal) as refused:
        revised(request, "2027-01-20", "step-back", strategy=fives)
    assert refused.value.code == "CannotMakeDose"
    assert unmade(revised(request, "2027-01-06", "step-back")) == [(2, "night", "19.3")]


def test_the_nearest_dose_below_is_offered_as_a_rounding():
    """At most 5% of the day below what is taken, said as what it is; above it only where there is none below; else nothing."""
    offered = [propose(parse_request(each, CATALOGUE), CATALOGUE).roundings for each in (ODD, CLOSE_ABOVE, FAR)]
    assert [[each.change for each in one] for one in offered] == [
        [{"regimen": [{"drug": "diazepam", "morning": "10", "night": "5"}]}],
        [{"regimen": [{"drug": "diazepam", "night": "40"}]}],
        [],
    ]
    assert offered[0][0].message.startswith(f"Round diazepam 5.75{NBSP}mg at night to 5{NBSP}mg (a fall of 4.8% of the day): ")
    assert offered[1][0].message.startswith(f"Round diazepam 39.5{NBSP}mg at night to 40{NBSP}mg (a rise of 1.3% of the day): ")


def test_nothing_falls_by_a_coarse_tail_of_a_drug_that_is_not_sold():
    """Where no product of a drug is sold a coarse tail would be a sudden stop: it is refused."""
    with pytest.raises(Refusal) as refused:
        built(direct("uk", "eszopiclone", "ashton-2002", night="3", strategy={"coarse_tail": True}))
    assert refused.value.message == (
        f"From eszopiclone 3{NBSP}mg a day (about 10{NBSP}mg diazepam) no lower dose can be made:"
        " no plain tablet or capsule of it is sold here. Cross over to another drug."
    )
