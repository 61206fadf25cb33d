"""The dose as rules weigh it: with what is taken beside the steps, by the plan's table and by those that its market shows."""

from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Thresholds, load_catalogue, parse_request, propose
from taper_app.engine.rules.by_tables import ByTables
from taper_app.engine.taper.build import build_schedule

from .judging import course, dose, step
from .requests import crossover, direct

CATALOGUE = load_catalogue()
AS_NEEDED = {"drug": "lorazepam", "night": "2", "use": "as-needed", "usual_week": "14"}


def found(request, rule, **options):
    """What one rule finds in the plan of a request."""
    findings = propose(parse_request(request, CATALOGUE), CATALOGUE, **options).findings
    return [each for each in findings if each.rule == rule]


def doses(request):
    """The doses of a request's plan as rules weigh them."""
    asked = parse_request(request, CATALOGUE)
    return ByTables(asked, build_schedule(asked, CATALOGUE).steps, asked.drugs, CATALOGUE)


def beside(*rows, mg="20", table="ashton-2002", **strategy):
    """Diazepam at night that goes down, with other rows."""
    request = direct("uk", "diazepam", table, night=mg, strategy=strategy)
    return request | {"regimen": [*request["regimen"], *rows]}


def test_the_other_tables_are_those_that_the_market_shows_first_and_that_know_every_drug():
    """The United States show VA/DoD 2021 and Ashton 2002; VA/DoD has no zolpidem, so that it says nothing of it."""
    lorazepam = crossover("us", "lorazepam", "vadod-2021", night="3")
    assert [each.table for each in doses(lorazepam).others] == ["ashton-2002"]
    assert [each.table for each in doses(crossover("us", "lorazepam", "ashton-2002", night="3")).others] == ["vadod-2021"]
    assert [each.table for each in doses(crossover("us", "lorazepam", "inada-2015", night="3")).others] == [
        "ashton-2002",
        "vadod-2021",
    ]
    assert doses(crossover("us", "zolpidem", "ashton-2002", night="20")).others == []


@pytest.mark.parametrize(("mg", "speaks"), [("2.5", False), ("2.6", True)])
def test_a_threshold_is_tested_by_the_largest_of_the_tables_shown_first_too(mg, speaks):
    """Lorazepam 2.6 mg is 13 mg by VA/DoD and 26 by Ashton: above 25 mg by the other table alone, which the rule names."""
    request = crossover("us", "lorazepam", "vadod-2021", night=mg)
    said = found(request, "inpatient_dose", thresholds=Thresholds(inpatient_mg=Decimal(25)))
    assert ["diazepam equivalent a day by Ashton 2002, above" in each.message for each in said] == [True] * speaks


def test_the_table_of_the_plan_is_named_where_it_reaches_the_threshold_itself():
    """By the plan's own table where that is enough, however much more another makes of it."""
    request = crossover("us", "lorazepam", "vadod-2021", night="11")
    (said,) = found(request, "inpatient_dose")
    assert said.values["table"] == ("vadod-2021",)
    assert said.values["equivalent"] == "55"


@pytest.mark.parametrize(("usual_week", "speaks"), [("14", False), ("14.1", True)])
def test_what_is_taken_as_needed_counts_at_its_usual_week(usual_week, speaks):
    """Diazepam 30 mg and lorazepam 14 mg a week, 2 mg and so 20 mg diazepam a day, are 50 mg: not above it, and then above."""
    said = found(beside(AS_NEEDED | {"usual_week": usual_week}, mg="30"), "inpatient_dose")
    assert ["The dose with what is taken beside it is about" in each.message for each in said] == [True] * speaks


def test_what_is_kept_steady_counts_at_every_step():
    """Diazepam 30 mg that goes down beside clonazepam 2 mg, kept as it is: 70 mg by Ashton, though the steps have 30."""
    request = beside({"drug": "clonazepam", "night": "2"}, mg="30", steady=["clonazepam"])
    (said,) = found(request, "inpatient_dose")
    assert said.values["equivalent"] == "70"


def test_what_no_table_of_the_plan_knows_counts_by_one_that_does():
    """A plan of diazepam alone has no table: 30 mg and lorazepam 2.1 mg a day as needed are above 50 mg by Ashton."""
    request = beside(AS_NEEDED | {"usual_week": "15"}, mg="30", table=None)
    (said,) = found(request, "inpatient_dose")
    assert said.values["table"] == ("ashton-2002",)


def test_a_coarse_tail_is_said_by_the_larger_table_too():
    """Closing cuts of 0.125 mg alprazolam are 1.25 mg by VA/DoD and 2.5 by Ashton: above every limit by that, which is named."""
    request = direct("us", "alprazolam", "vadod-2021", morning="0.5", night="0.5")
    (said,) = found(request, "coarse_tail")
    assert "about 2.5\u00a0mg diazepam equivalent by Ashton 2002" in said.message
    assert said.severity == "caution"
    assert found(crossover("us", "alprazolam", "vadod-2021", morning="0.5", night="0.5"), "coarse_tail") == []


@pytest.mark.parametrize(("mg", "speaks"), [("4", False), ("5", True)])
def test_the_licensed_maximum_holds_for_what_is_kept_steady(mg, speaks):
    """Lorazepam kept beside a plan for diazepam: 4 mg is the most that is licensed in the United Kingdom, 5 mg is above it."""
    request = beside({"drug": "lorazepam", "night": mg}, steady=["lorazepam"])
    assert [each.values["drug"] for each in found(request, "licensed_maximum")] == ["lorazepam"] * speaks


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (AS_NEEDED, "Lorazepam is taken as needed, 14\u00a0mg in a usual week, and is in no step of this plan."),
        ({"drug": "lorazepam", "night": "2", "use": "as-needed"}, "Lorazepam is taken as needed and is in no step of this plan."),
    ],
)
def test_a_row_that_is_taken_as_needed_has_a_finding(row, words):
    """Clonazepam twice a day and lorazepam as needed: the plan asks what becomes of the lorazepam, also at the command line."""
    request = crossover("uk", "clonazepam", "ashton-2002", morning="0.5", night="0.5")
    request["regimen"].append(row)
    (said,) = found(request, "as_needed_not_counted")
    assert said.message.startswith(words)


def test_a_sleeping_tablet_as_needed_is_beside_a_benzodiazepine():
    """A z-drug beside it is not advised, also where only a row of what is taken says that it is taken as needed."""
    request = beside({"drug": "zopiclone", "night": "7.5", "use": "as-needed"})
    assert [each.values["z_drug"] for each in found(request, "z_drug_beside")] == [("zopiclone",)]


def test_the_highest_dose_is_that_of_a_step_or_what_is_taken_now():
    """Of 20 mg that goes down it is what is taken now; what is beside it counts in both."""
    weighed = doses(beside(AS_NEEDED))
    assert weighed.highest(weighed.own) == (Fraction(40), None)
    assert weighed.beside(weighed.own) == 20


def test_the_highest_day_is_that_of_any_step_and_the_first_of_those_alike():
    """Steps of 20, 30, 30 and 25 mg: the 30 mg of the second, though the third has as much."""
    asked = parse_request(direct("uk", "diazepam", "ashton-2002", night="20"), CATALOGUE)
    steps = course("20", *(step("hold", 14, dose(mg)) for mg in ("20", "30", "30", "25"))).steps
    weighed = ByTables(asked, steps, asked.drugs, CATALOGUE)
    for measure in (weighed.own, *weighed.others):
        assert weighed.highest(measure) == (Fraction(30), steps[1])
