"""What is asked in the field: each case of scenarios/field.toml becomes the plan that it states, or a refusal with what works."""

import json
import tomllib
from pathlib import Path

import pytest

from taper_app.engine import answer, load_catalogue

from .requests import laid_over

CATALOGUE = load_catalogue()
CASES = tomllib.loads((Path(__file__).parent / "scenarios" / "field.toml").read_text(encoding="utf-8"))["field"]
NAMES = [case["name"] for case in CASES]


def ask(request):
    """The answer to a request and its exit status."""
    return answer(json.dumps(request), CATALOGUE)


def asked(case):
    """The request of a case: of its visit where it has one, with the plan that was made before."""
    request = {"starts_on": "2027-01-04"} | case["request"]
    if "visit" not in case:
        return request
    told, status = ask(request)
    assert status == 0, told
    return request | {"do": "revise", "schedule": told["schedule"]} | case["visit"]


def said(step):
    """A step as the cases write it."""
    doses = [
        f"{each['time']} {each['drug']} {each['mg']}{'' if each.get('made', True) else ' as taken'}" for each in step["doses"]
    ]
    return f"{step['kind']}: {', '.join(doses)}"


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_case_of_the_field_has_its_answer(case):
    """The first steps, the weeks and the rounding on offer are those that the case states, or its refusal offers what works."""
    request = asked(case)
    told, status = ask(request)
    if "refused" in case:
        assert (status, told["error"]["code"]) == (3, case["refused"])
        changes = [each["change"] for each in told["error"]["alternatives"]]
        assert changes == case["offers"]
        assert [ask(laid_over(request, each))[1] for each in changes] == [0] * len(changes)
        return
    assert status == 0, told
    since = case.get("visit", {"on": "2027-01-04"})["on"]
    steps = [each for each in told["schedule"]["steps"] if each["starts_on"] >= since]
    assert [said(each) for each in steps[: len(case["begins"])]] == case["begins"]
    assert told["schedule"]["weeks"] == case["weeks"]
    assert [each["change"] for each in told.get("roundings", [])] == ([case["rounding"]] if "rounding" in case else [])


@pytest.mark.parametrize("case", [case for case in CASES if "rounding" in case], ids=str)
def test_the_rounding_of_a_case_works(case):
    """What is offered as a rounding is accepted, and then every dose has pieces."""
    told, status = ask(asked(case) | case["rounding"])
    assert status == 0, told
    coming = told["schedule"]["steps"]
    assert all(dose["pieces"] for step in coming for dose in step["doses"])
    assert "not_counted" not in told["schedule"]
