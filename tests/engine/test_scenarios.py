"""Published schedules: what Taper makes of the same choices, and what its rules find in those that go another way.

A scenario is a file in scenarios/ with its source. `[expected]` is replayed: the doses of as many steps as are listed, the daily
diazepam equivalents of all, the weeks (least and most of the published span) and the last dose. `[weekly]` has the nights of each
step's week. `[schedule]` is taken as it was
published and put before the rules, and `[findings]` are all blocks and cautions. `[[refused]]` are refusals and the first offer;
`[[field]]` are those of test_field.
"""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from taper_app.engine import TIMES, Refusal, Schedule, Step, StepDose, check, load_catalogue, parse_request, propose

from .requests import direct, laid_over

CATALOGUE = load_catalogue()
FILES = {
    file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in (Path(__file__).parent / "scenarios").glob("*.toml")
}


def having(part):
    return sorted(name for name, scenario in FILES.items() if part in scenario)


def decimals(text):
    return [Decimal(each) for each in text.split()]


def taken(step, drug, time):
    """mg of a drug at a time of day in a step."""
    return sum((dose.mg for dose in step.doses if (dose.drug, dose.time) == (drug, time)), Decimal(0))


@pytest.mark.parametrize("name", having("expected"))
def test_a_published_schedule_is_made_from_its_choices(name):
    """A published schedule comes out of the same choices: its rows, its span, its last dose; and the rules have no objection."""
    request, expected = parse_request(FILES[name]["request"], CATALOGUE), FILES[name]["expected"]
    proposal = propose(request, CATALOGUE)
    steps = proposal.schedule.steps
    for column, listed in expected["doses"].items():
        drug, time = column.split()
        assert [taken(step, drug, time) for step in steps[: len(decimals(listed))]] == decimals(listed), column
    first_rows = steps[: max(len(listed.split()) for listed in expected["doses"].values())]
    assert {f"{dose.drug} {dose.time}" for step in first_rows for dose in step.doses} == set(expected["doses"])
    if "daily" in expected:
        assert [step.equivalent for step in steps] == decimals(expected["daily"])
    assert (steps[-1].kind, len(steps[-2].doses)) == ("stop", 1)
    last = steps[-2].doses[0]
    assert f"{last.drug} {last.mg} {last.time}" == expected["last_dose"]
    least, most = expected["weeks"]
    assert least <= proposal.schedule.weeks <= most
    assert [each.rule for each in proposal.findings if each.severity == "block"] == []


def as_published(request, published):
    """The published rows as a Schedule: one drug once a day, an unchanged row a hold, small falls over a quarter closing."""
    per_mg = request.measure.per_mg(CATALOGUE, published["drug"])
    before = baseline = request.measure.of(CATALOGUE, request.regimen)
    steps, begins = [], request.starts_on
    for mg, days in zip(decimals(published["mg"]), map(int, published["days"].split()), strict=True):
        now = Fraction(mg) * per_mg
        fall = before - now
        closing = fall * 4 > before and fall <= Fraction(5, 4)
        kind = "reduce" if fall else "hold"
        doses = (StepDose("night", published["drug"], mg, ()),) if mg else ()
        share = fall * 100 / before
        steps.append(Step(len(steps) + 1, kind if mg else "stop", begins, days, doses, now, fall, share, closing))
        before, begins = now, begins + timedelta(days=days)
    return Schedule(request.starts_on, request.equivalence, baseline, tuple(steps))


def nights(step):
    """How many nights of a step's week have which dose, the largest first: "5 x 7.5, 2 x 3.75"."""
    mg = [sum((dose.mg for dose in doses), Decimal(0)) for doses in step.week.values()]
    return ", ".join(f"{mg.count(each)} x {each}" for each in sorted(set(mg) - {0}, reverse=True))


@pytest.mark.parametrize("name", having("weekly"))
def test_a_published_schedule_by_the_week_is_made_from_its_choices(name):
    """A published schedule by days of the week comes out of the same choices, night by night, within its span."""
    request, expected = parse_request(FILES[name]["request"], CATALOGUE), FILES[name]["weekly"]
    proposal = propose(request, CATALOGUE)
    assert [nights(step) for step in proposal.schedule.steps] == expected["nights"]
    least, most = expected["weeks"]
    assert least <= proposal.schedule.weeks <= most
    assert [each.rule for each in proposal.findings if each.severity == "block"] == []


@pytest.mark.parametrize("name", having("findings"))
def test_the_rules_find_in_a_published_schedule_what_is_wrong_with_it_and_nothing_else(name):
    """Put before the rules as it was published, a schedule has exactly these blocks and cautions, about exactly these steps."""
    scenario = FILES[name]
    request = parse_request(scenario["request"], CATALOGUE)
    found = {}
    for finding in check(as_published(request, scenario["schedule"]), request, CATALOGUE):
        if finding.severity != "info":
            found.setdefault(finding.rule, []).extend([finding.step] * (finding.step is not None))
    assert found == scenario["findings"]


REFUSED = FILES["small_doses_at_night"]["refused"]


@pytest.mark.parametrize("case", REFUSED, ids=[f"{case['market']} {case['drug']} {case['night']}" for case in REFUSED])
def test_a_small_dose_at_night_is_refused_with_an_offer_that_a_pharmacist_would_accept(case):
    """Diazepam 2, zopiclone 3.75, zolpidem 5 and temazepam 10 mg at night, directly: the first offer is this, and gives this."""
    table = None if case["drug"] == "diazepam" else "ashton-2002"
    request = direct(case["market"], case["drug"], table, night=case["night"])
    with pytest.raises(Refusal) as refused:
        propose(parse_request(request, CATALOGUE), CATALOGUE)
    assert refused.value.code == case["code"]
    offer = refused.value.alternatives[0].to_json()
    assert (offer["change"], offer["weeks"]) == (case["first"], case["weeks"])
    made = propose(parse_request(laid_over(request, offer["change"]), CATALOGUE), CATALOGUE)
    assert [sum(step.daily_mg.values()) for step in made.schedule.steps] == decimals(case["mg"])
    assert case["why"]


def test_every_scenario_names_its_source_and_a_monday():
    """Every scenario names its source, and is of one of the kinds above."""
    for name, scenario in FILES.items():
        assert scenario["source"], name
        assert len({"expected", "weekly", "findings", "refused", "field"} & set(scenario)) == 1, name
        if "request" in scenario:
            assert date.fromisoformat(scenario["request"]["starts_on"]).weekday() == 0, name


def test_the_times_of_day_are_the_four():
    """Rows of scenarios name the four times of day and no other."""
    columns = [column for scenario in FILES.values() for column in scenario.get("expected", {}).get("doses", {})]
    assert {column.split()[1] for column in columns} <= set(TIMES)
