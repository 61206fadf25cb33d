"""Any mixture at any visit: a drug that the plan did not begin with is converted, and what is taken now is crossed over."""

import pytest

from taper_app.engine import load_catalogue

from .doing import ask
from .requests import direct

CATALOGUE = load_catalogue()
ALONE = direct("uk", "diazepam", None, morning="5", night="10", strategy={"interval_days": 28, "reduction_percent": "5"})
TABLED = direct("uk", "diazepam", "vadod-2021", night="20")
HOSPITAL = [{"drug": "diazepam", "night": "10"}, {"drug": "lorazepam", "morning": "1"}]


def visited(request, taken, adjustment, on="2027-04-05", schedule=None):
    """The answer to a visit of the plan of a request."""
    plan = schedule or ask(request)[0]["schedule"]
    return ask(request | {"do": "revise", "schedule": plan, "on": on, "taken": taken, "adjustment": adjustment})


@pytest.mark.parametrize(
    "adjustment",
    [
        {"decision": "hold"},
        {"decision": "hold", "days": 14, "strategy": {"method": "crossover"}},
        {"decision": "maintain"},
        {"decision": "continue", "strategy": {"method": "crossover"}},
        {"decision": "switch", "strategy": {"method": "crossover"}},
        {"decision": "slow", "strategy": {"reduction_percent": "7.5", "coarse_tail": True}},
    ],
)
def test_a_second_drug_at_a_visit_is_converted_by_the_table_named_with_the_decision(adjustment):
    """A plan for diazepam alone has no table: named at the visit it converts lorazepam, and every day before stays as it was."""
    before = ask(ALONE)[0]["schedule"]
    told, status = visited(ALONE, HOSPITAL, adjustment | {"equivalence": "ashton-2002"})
    assert status == 0, told
    steps = told["schedule"]["steps"]
    gone = [step for step in before["steps"] if step["last_day"] < "2027-04-05"]
    assert steps[: len(gone)] == gone
    first = next(step for step in steps if step["starts_on"] == "2027-04-05")
    assert first["diazepam_equivalent_mg"] == "20"
    assert told["schedule"]["equivalence"] == "ashton-2002"


def test_the_table_stays_in_force_at_the_next_visit():
    """The next visit, by the same request, knows the table from the schedule, and no table in the request is needed."""
    held, _ = visited(ALONE, HOSPITAL, {"decision": "hold", "equivalence": "ashton-2002"})
    cross = {"decision": "switch", "strategy": {"method": "crossover"}}
    told, status = visited(ALONE, HOSPITAL, cross, "2027-04-12", held["schedule"])
    assert status == 0, told
    assert told["schedule"]["steps"][-1]["daily_mg"] == {"diazepam": "20"}


def test_without_a_table_the_refusal_offers_tables_that_work():
    """Each table on offer, named with the decision, works."""
    told, status = visited(ALONE, HOSPITAL, {"decision": "maintain"})
    assert (status, told["error"]["code"]) == (3, "NoEquivalent")
    changes = [each["change"] for each in told["error"]["alternatives"]]
    assert changes
    for change in changes:
        assert visited(ALONE, HOSPITAL, {"decision": "maintain"} | change)[1] == 0, change


def test_a_drug_that_the_plans_table_lacks_has_a_second_table_for_itself():
    """VA/DoD 2021 lacks nitrazepam: a second table for it alone is named with the decision, kept, and in force afterwards."""
    taken = [{"drug": "diazepam", "night": "10"}, {"drug": "nitrazepam", "night": "5"}]
    hold = {"decision": "hold"}
    assert visited(TABLED, taken, hold)[0]["error"]["code"] == "NoEquivalent"
    named = hold | {"equivalence_for": {"nitrazepam": "ashton-2002"}, "strategy": {"method": "crossover"}}
    told, status = visited(TABLED, taken, named)
    assert status == 0, told
    assert told["schedule"]["decided"]["equivalence_for"] == {"nitrazepam": "ashton-2002"}
    again, status = visited(TABLED, taken, hold, "2027-04-10", told["schedule"])
    assert status == 0, again


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"equivalence": "ashton-2002"}, "adjustment.equivalence"),
        ({"equivalence": "nowhere"}, "adjustment.equivalence"),
        ({"equivalence_for": {"lorazepam": "ashton-2002"}}, "adjustment.equivalence_for"),
        ({"equivalence_for": {"aspirin": "ashton-2002"}}, "adjustment.equivalence_for"),
    ],
)
def test_the_table_of_a_plan_is_not_changed_at_a_visit(change, field):
    """A plan keeps its table, and a second one is only for what it lacks: anything else names the field."""
    told, status = visited(TABLED, HOSPITAL, {"decision": "hold"} | change)
    assert (status, told["error"]["field"]) == (2, field)


def test_crossing_over_looks_at_what_is_taken_now():
    """Diazepam and lorazepam at a visit of a diazepam plan, to go on: crossing over is offered, and moves the lorazepam."""
    request = direct("uk", "diazepam", "ashton-2002", morning="10", night="10")
    told, status = visited(request, HOSPITAL, {"decision": "continue"}, on="2027-03-10")
    assert (status, told["error"]["code"]) == (3, "NoAchievableReduction")
    assert {"method": "crossover", "crossover_to": "diazepam"} in [each["change"] for each in told["error"]["alternatives"]]
    told, _ = visited(request, HOSPITAL, {"decision": "switch", "strategy": {"method": "crossover"}}, on="2027-03-10")
    moved = [step for step in told["schedule"]["steps"] if step["kind"] == "crossover"]
    assert [step["daily_mg"] for step in moved] == [{"diazepam": "20"}]


def test_one_drug_is_kept_steady_at_a_visit_while_the_other_goes_on():
    """Lorazepam from the hospital is kept on purpose: it stands beside the steps, and the diazepam goes on down."""
    request = direct("uk", "diazepam", "ashton-2002", morning="10", night="10")
    told, status = visited(request, HOSPITAL, {"decision": "continue", "strategy": {"steady": ["lorazepam"]}}, on="2027-03-10")
    assert status == 0, told
    coming = [step for step in told["schedule"]["steps"] if step["starts_on"] >= "2027-03-10"]
    assert {drug for step in coming for drug in step["daily_mg"]} == {"diazepam"}
    assert told["schedule"]["beside"] == [HOSPITAL[1]]


def test_what_is_kept_steady_from_a_visit_on_is_in_no_dose_stepped_back_to():
    """Diazepam goes back up a step and on down alone: the lorazepam, kept from the visit before on, is in no step."""
    request = direct("uk", "diazepam", "ashton-2002", night="10", strategy={"coarse_tail": True, "interval_days": 28})
    request["regimen"] = [*request["regimen"], {"drug": "lorazepam", "morning": "2"}]
    taken, kept = [{"drug": "diazepam", "night": "9"}, {"drug": "lorazepam", "morning": "2"}], {"steady": ["lorazepam"]}
    held, status = visited(request, taken, {"decision": "hold", "days": 28, "strategy": kept}, "2027-01-18")
    assert status == 0, held
    now = request | {"strategy": request["strategy"] | kept}
    told, status = visited(now, taken, {"decision": "step-back", "days": 28}, "2027-02-01", held["schedule"])
    assert status == 0, told
    coming = [step for step in told["schedule"]["steps"] if step["starts_on"] >= "2027-02-01"]
    assert [step["daily_mg"] for step in coming[:3]] == [{"diazepam": "10"}, {"diazepam": "9"}, {"diazepam": "8"}]
    assert {drug for step in coming for drug in step["daily_mg"]} == {"diazepam"}
    assert told["schedule"]["beside"] == [taken[1]]


@pytest.mark.parametrize(
    ("taken", "steady", "named"),
    [
        ([{"drug": "lorazepam", "night": "1", "use": "as-needed"}], [], "only lorazepam,"),
        (HOSPITAL, ["diazepam", "lorazepam"], "only diazepam and lorazepam,"),
        ([], [], "Nothing is taken any more."),
    ],
)
def test_a_visit_that_leaves_nothing_to_plan_is_refused_with_what_can_be_done(taken, steady, named):
    """Only as needed, or all kept as it is: the plan has nothing to reduce, and the sentence says what stands beside it."""
    told, status = visited(TABLED, taken, {"decision": "hold", "days": 14, "strategy": {"steady": steady}})
    assert (status, told["error"]["code"]) == (3, "NothingTaken"), told
    assert named in told["error"]["message"]
    assert "End the plan, or enter" in told["error"]["message"]


def test_a_plan_whose_first_drug_is_kept_steady_by_now_can_be_reviewed_again():
    """The diazepam that a plan began with is kept, the lorazepam found goes down: the next visit reads that plan."""
    request = direct("uk", "diazepam", "ashton-2002", morning="10", night="10")
    kept = {"steady": ["diazepam"], "coarse_tail": True}
    first, status = visited(request, HOSPITAL, {"decision": "hold", "days": 28, "strategy": kept}, "2027-03-10")
    assert status == 0, first
    now = request | {"strategy": request["strategy"] | kept}
    told, status = visited(now, HOSPITAL, {"decision": "hold", "days": 28}, "2027-03-24", first["schedule"])
    assert status == 0, told
    assert told["schedule"]["baseline_equivalent_mg"] == "20"
    assert told["schedule"]["beside"] == [HOSPITAL[0]]


@pytest.mark.parametrize("steady", [["lorazepam"], ["diazepam"]])
def test_a_plan_that_keeps_a_drug_steady_from_a_visit_on_can_be_reviewed_again(steady):
    """Both went down at first: kept from a visit on, one stands beside, and the plan is read again as what it was made from."""
    request = direct("uk", "diazepam", "ashton-2002", night="10", strategy={"coarse_tail": True})
    request["regimen"] = [*request["regimen"], {"drug": "lorazepam", "morning": "2"}]
    taken = [{"drug": "diazepam", "night": "8"}, {"drug": "lorazepam", "morning": "2"}]
    hold = {"decision": "hold", "days": 21, "strategy": {"steady": steady, "coarse_tail": True, "interval_days": 28}}
    first, status = visited(request, taken, hold, "2027-02-01")
    assert status == 0, first
    now = request | {"strategy": request["strategy"] | hold["strategy"]}
    told, status = visited(now, taken, {"decision": "hold", "days": 28}, "2027-02-08", first["schedule"])
    assert status == 0, told
    assert told["schedule"]["steps"][:2] == first["schedule"]["steps"][:2]
    assert told["schedule"]["baseline_equivalent_mg"] == "30"
    assert [each["drug"] for each in told["schedule"]["beside"]] == steady
    assert told["schedule"]["steps"][-1]["kind"] == "stop"
