"""The items of PEMAT-P (pemat.toml) are met on both of the patient's papers, and each is held by tests that exist."""

import ast
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ITEMS = tomllib.loads((HERE / "pemat.toml").read_text(encoding="utf-8"))
NAMES = [f"U{number}" for number in (*range(1, 13), *range(15, 20))] + [f"A{number}" for number in range(20, 27)]
PAPERS = ["plan", "expect"]
CITED = sorted({test for item in ITEMS.values() for paper in PAPERS for test in item[paper].get("tests", [])})


def is_there(cited):
    """Whether a file beside this one has a test of this name: "test_patient.py::test_a_liquid_is_measured"."""
    file, _, name = cited.partition("::")
    path = HERE / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def share_met(items, paper):
    """How many of the items that apply have tests; what only people can judge is not met yet."""
    apply = [item[paper] for item in items.values() if "not_applicable" not in item[paper]]
    return sum("tests" in each for each in apply) / len(apply)


def test_every_item_is_listed_for_both_papers():
    """All 24 items of the printed form stand there, each with what shows it, who can judge it, or why it does not apply."""
    assert list(ITEMS) == NAMES
    for item in ITEMS.values():
        assert item["item"]
        assert [set(item[paper]) in ({"shows", "tests"}, {"people"}, {"not_applicable"}) for paper in PAPERS] == [True, True]
        assert all(all(item[paper].values()) for paper in PAPERS)


@pytest.mark.parametrize("cited", CITED)
def test_each_test_that_is_named_exists(cited):
    """Nothing is held by a test that somebody renamed or deleted."""
    assert is_there(cited)


@pytest.mark.parametrize(
    "cited", ["test_patient.py::test_nothing", "test_gone.py::test_a_liquid_is_measured", "test_patient.py::sheet2"]
)
def test_a_test_that_is_gone_is_noticed(cited):
    """A name that no file has, and a file that is not there, are found."""
    assert not is_there(cited)


@pytest.mark.parametrize("paper", PAPERS)
def test_nine_items_in_ten_are_met(paper):
    """At least 90% of the items that apply to a paper are met."""
    assert share_met(ITEMS, paper) >= 0.9


def test_what_only_people_can_judge_is_not_met_yet():
    """An item without tests counts against the paper, one that does not apply counts for nothing."""
    items = {"U1": {"plan": {"tests": ["a"]}}, "U2": {"plan": {"people": "b"}}, "U3": {"plan": {"not_applicable": "c"}}}
    assert share_met(items, "plan") == 0.5
