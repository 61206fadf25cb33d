"""What a plan says of itself is true, whatever its pace is of and however it ends: on the page to check and on the summary."""

import pytest

from taper_app import engine
from taper_app.handouts.standing import AS_ISSUED
from taper_app.handouts.summary import Writer
from taper_app.pages.answers import answers
from taper_app.record import Issued
from tests.handouts.snapshots import MONDAY, kept

CATALOGUE = engine.load_catalogue()
NBSP = "\u00a0"
EVERY = "every 14 days"
PACES = {  # what is asked of the pace, and what is said of it
    "current": ({}, [f"10% of the current dose {EVERY}"]),
    "baseline": ({"basis": "baseline"}, [f"10% of the dose at the start {EVERY}"]),
    "bands": (
        {"basis": "bands", "bands": [{"down_to_mg": "10", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "1"}]},
        ["of fixed size", EVERY, f"2{NBSP}mg", f"1{NBSP}mg"],
    ),
    "then": (
        {"then": {"reduction_percent": "5", "interval_days": 28, "from_mg": "10"}},
        [f"10% of the current dose {EVERY}", f"then 5% every 28 days, from 10{NBSP}mg"],
    ),
    "then of baseline": (
        {"basis": "baseline", "then": {"reduction_percent": "5", "interval_days": 28, "from_on": "2027-05-03"}},
        [f"10% of the dose at the start {EVERY}", "then 5% every 28 days, from 03-May-2027"],
    ),
    "finish": (
        {"finish_by": "2027-09-06"},
        ["% of the current dose", EVERY, "the gentlest whole percentage that stops by 06-Sep-2027"],
    ),
}
OF_OTHERS = ("of the current dose", "of the dose at the start", "of fixed size", "then 5%", "that stops by")
"""What is said of one pace and would be false of another."""
ENDS = {  # what is asked of the end, and what page and summary say of it
    "stop": ({}, f"From 0.5{NBSP}mg of diazepam equivalent", "Target: stop, from"),
    "target": ({"target_mg": "5"}, f"Stay on about 5{NBSP}mg", f"Target: stay on about 5{NBSP}mg"),
    "held": ({"holds": [{"after_step": 3, "days": None}]}, "None is planned: the dose of the last step stays", "Target: open."),
}
PLANS = [(pace, end) for pace in PACES for end in ENDS if pace != "finish" or end == "stop"]


def issued(**strategy):
    """A plan of diazepam with this strategy, as it would be issued."""
    asked = {"starts_on": "2027-01-04", "market": "uk", "equivalence": None, "regimen": [{"drug": "diazepam", "night": "20"}]}
    request = engine.parse_request(asked | {"strategy": {"method": "direct"} | strategy}, CATALOGUE)
    proposal = engine.propose(request, CATALOGUE)
    told = kept(proposal.request, proposal.schedule, MONDAY, drugs={"diazepam": {"name": "diazepam"}})
    return Issued.from_json(told)


@pytest.mark.parametrize(("pace", "end"), PLANS)
def test_what_is_said_of_pace_and_end_is_true(pace, end):
    """The pace is of what it is of, a second pace and a day to stop by are named, and no plan without a stop is said to stop."""
    (asked, wanted), (ends, on_page, on_paper) = PACES[pace], ENDS[end]
    plan = issued(**asked | ends)
    page = {each.label: " ".join(each.lines) for each in answers(plan, CATALOGUE)}
    paper = list(Writer(plan, AS_ISSUED).strategy())
    said = [page["Pace"], next(each for each in paper if each.startswith("Pace:"))]
    for words in said:
        assert all(each in words for each in wanted), words
        false = [each for each in OF_OTHERS if each in words and not any(each in one for one in wanted)]
        assert not false, words
    assert on_page in page["Target" if end == "target" else "Stop"]
    assert len([each for each in paper if each.startswith(on_paper)]) == 1
    assert any(each.startswith("Target: stop") for each in paper) is (end == "stop")


def test_a_dose_that_is_maintained_is_not_said_to_be_stopped_from():
    """A visit decided to stay on it: the plan began with a stop, and has none now."""
    before = issued()
    at = engine.Change(
        before.schedule.steps[2].starts_on, before.schedule.steps[2].regimen, engine.Adjustment(engine.Decision.MAINTAIN)
    )
    revised = engine.revise(before.schedule, before.request, CATALOGUE, at)
    plan = Issued.from_json(kept(before.request, revised, MONDAY, drugs={"diazepam": {"name": "diazepam"}}))
    page = {each.label: each.lines for each in answers(plan, CATALOGUE)}
    assert page["Stop"] == ["None: the dose of the last step stays as it is"]
    assert "Target: stay on the dose of the last step. No stop is planned." in list(Writer(plan, AS_ISSUED).strategy())
