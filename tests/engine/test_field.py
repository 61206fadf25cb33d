"""What is asked in the field: each case becomes the plan that it states, or a refusal with what works.

The cases are those of scenarios/field.toml and, by the kind of what went wrong, of the files beside it. Their right values are
stated from the requirement: dose by dose, or where a case is about something else by its words, its cautions or what is beside.
"""

import json
import tomllib
from pathlib import Path

import pytest

from .doing import ask
from .requests import laid_over

FILES = sorted((Path(__file__).parent / "scenarios").glob("field*.toml"))
CASES = [case | {"file": file.stem} for file in FILES for case in tomllib.loads(file.read_text(encoding="utf-8"))["field"]]
NAMES = [f"{case['file']} {case['name']}" for case in CASES]
MOST_PIECES, MOST_ML = 8, 20


def asked(case):
    """The request of a case: of its visit where it has one, with the plan that was made before."""
    request = {"starts_on": "2027-01-04"} | case["request"]
    if "visit" not in case:
        return request
    told, status = ask(request)
    assert status == 0, told
    return request | {"do": "revise", "schedule": told["schedule"]} | case["visit"]


def _medicine(dose):
    return f"modified-release {dose['drug']}" if dose.get("release") == "modified" else dose["drug"]


def said(step):
    """A step as the cases write it."""
    doses = [
        f"{each['time']} {_medicine(each)} {each['mg']}{'' if each.get('made', True) else ' as taken'}" for each in step["doses"]
    ]
    return f"{step['kind']}: {', '.join(doses)}"


def words(told):
    """All that an answer says, with plain spaces."""
    return json.dumps(told, ensure_ascii=False).replace("\u00a0", " ")


def having(*parts):
    """The cases that state one of these, each with its name."""
    return [pytest.param(case, id=name) for case, name in zip(CASES, NAMES, strict=True) if any(part in case for part in parts)]


def coming(case, told):
    """The steps from the day of the visit, or from the first."""
    since = case.get("visit", {"on": "2027-01-04"})["on"]
    return [each for each in told["schedule"]["steps"] if each["starts_on"] >= since]


@pytest.mark.parametrize("case", having("begins", "weeks"))
def test_a_case_of_the_field_has_its_plan(case):
    """The first steps, the weeks and the rounding on offer are those that the case states."""
    told, status = ask(asked(case))
    assert status == 0, told
    begins = case.get("begins", [])
    assert [said(each) for each in coming(case, told)[: len(begins)]] == begins
    assert told["schedule"]["weeks"] == case.get("weeks", told["schedule"]["weeks"])
    assert [each["change"] for each in told.get("roundings", [])] == ([case["rounding"]] if "rounding" in case else [])


@pytest.mark.long
@pytest.mark.parametrize("case", having("refused"))
def test_a_case_that_is_refused_offers_what_it_states(case):
    """It is refused by what it states, with all or some of the changes that it states."""
    told, status = ask(asked(case))
    assert (status, told.get("error", {}).get("code")) == (3, case["refused"]), told
    changes = [each["change"] for each in told["error"]["alternatives"]]
    assert changes == case.get("offers", changes)
    assert [each for each in case.get("offered", []) if each not in changes] == [], changes


@pytest.mark.long
@pytest.mark.parametrize("case", having("refused"))
def test_every_change_on_offer_in_a_case_works(case):
    """Each change on offer, laid over the request, gives a plan."""
    request = asked(case)
    changes = [each["change"] for each in ask(request)[0]["error"]["alternatives"]]
    assert [each for each in changes if ask(changed(request, each))[1] != 0] == []


def changed(request, change):
    """The request with what is on offer laid over it: at a visit over what is decided there."""
    if "adjustment" not in request:
        return laid_over(request, change)
    own = {name: value for name, value in change.items() if name in ("equivalence", "equivalence_for")}
    strategy = request["adjustment"].get("strategy", {}) | {name: each for name, each in change.items() if name not in own}
    return request | {"adjustment": request["adjustment"] | own | ({"strategy": strategy} if strategy else {})}


@pytest.mark.long
@pytest.mark.parametrize("case", having("says", "unsaid"))
def test_a_case_says_what_it_has_to_and_nothing_untrue(case):
    """The words that a case states are said, and those that it forbids are not."""
    told = words(ask(asked(case))[0])
    assert [each for each in case.get("says", []) if each not in told] == [], told
    assert [each for each in case.get("unsaid", []) if each in told] == [], told


@pytest.mark.parametrize("case", having("cautions"))
def test_a_case_brings_the_cautions_that_it_states(case):
    """Each caution that the case states is among those that want an answer."""
    told, status = ask(asked(case))
    assert status == 0, told
    found = {each["rule"] for each in told["findings"] if each["severity"] == "caution"}
    assert set(case["cautions"]) <= found


@pytest.mark.parametrize("case", having("after_crossover"))
def test_a_limit_of_comfort_takes_nothing_from_a_high_dose(case):
    """After the crossover the day is what it was before, in doses of at most eight pieces, and nothing has fallen on the way."""
    told, status = ask(asked(case))
    assert status == 0, told
    steps = told["schedule"]["steps"]
    crossed = [each for each in steps if each["kind"] in ("crossover", "stabilise")]
    assert {each["diazepam_equivalent_mg"] for each in crossed} == {case["after_crossover"]}
    assert [each["kind"] for each in steps[len(crossed) - 1 : len(crossed) + 1]] == ["stabilise", "reduce"]
    diazepam = [dose for step in steps for dose in step["doses"] if dose["drug"] == "diazepam"]
    assert max(sum(float(piece["count"]) for piece in dose["pieces"]) for dose in diazepam) <= MOST_PIECES


@pytest.mark.parametrize("case", having("beside"))
def test_what_stands_beside_is_on_record_and_in_no_step(case):
    """Each drug that the case states is told beside the schedule, and no step has it."""
    told, status = ask(asked(case))
    assert status == 0, told
    assert [each.get("drug") or each["other"] for each in told["schedule"]["beside"]] == case["beside"]
    assert not {drug for step in coming(case, told) for drug in step["daily_mg"]} & set(case["beside"])


@pytest.mark.parametrize("case", [each for each in having("begins") if "liquid" in each.id or "clonazepam 0.5" in each.id])
def test_no_volume_of_a_case_is_over_the_largest_syringe(case):
    """Whatever a case asks, no dose is more than 20 mL."""
    told, status = ask(asked(case))
    steps = told["schedule"]["steps"] if status == 0 else []
    volumes = [piece.get("ml", "0") for step in steps for dose in step["doses"] for piece in dose["pieces"]]
    assert max(map(float, volumes), default=0) <= MOST_ML


@pytest.mark.parametrize("case", having("rounding"))
def test_the_rounding_of_a_case_works(case):
    """What is offered as a rounding is accepted, and then every dose has pieces."""
    told, status = ask(asked(case) | case["rounding"])
    assert status == 0, told
    assert all(dose["pieces"] for step in told["schedule"]["steps"] for dose in step["doses"])
    assert "not_counted" not in told["schedule"]
