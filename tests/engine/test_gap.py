"""After a stop or a gap: nothing is started at the old dose unsaid."""

import json

import pytest

from taper_app.engine import answer, load_catalogue

from .requests import direct

CATALOGUE = load_catalogue()


def cautions(request):
    """The rules that want an answer, with the drug of each."""
    told, status = answer(json.dumps(request), CATALOGUE)
    assert status == 0, told
    return [(each["rule"], each["values"].get("drug")) for each in told["findings"] if each["rule"] in ("gap", "taken_again")]


@pytest.mark.parametrize(("drug", "first"), [("lorazepam", 3), ("diazepam", 8)])
def test_a_gap_begins_sooner_after_a_short_half_life(drug, first):
    """Three days without lorazepam, and eight without diazepam, are a gap; a day less is none."""
    taken = {"night": "10"} if drug == "diazepam" else {"night": "2"}
    strategy = {"method": "crossover"} if drug == "lorazepam" else {}
    for days, found in ((first - 1, []), (first, [("gap", drug)])):
        request = direct("uk", drug, "ashton-2002", strategy=strategy, **taken)
        request["regimen"][0]["last_taken_on"] = f"2027-01-{4 - days:02}" if days < 4 else f"2026-12-{35 - days:02}"
        assert cautions(request) == found, days


def test_the_days_since_the_last_dose_are_those_of_every_medicine_that_has_no_day_of_its_own():
    """Told of the patient, they hold for the drug kept steady too, and not for the one whose day is known."""
    request = direct("uk", "diazepam", "ashton-2002", night="10", strategy={"steady": ["clonazepam"]})
    request["regimen"][0]["last_taken_on"] = "2027-01-03"
    request["regimen"].append({"drug": "clonazepam", "night": "0.5"})
    request["patient"] = {"days_since_last_dose": 20}
    assert cautions(request) == [("gap", "clonazepam")]


def test_at_a_visit_it_is_the_day_of_the_change_that_counts():
    """A patient who stopped three weeks before the visit is not put back on the planned dose unsaid."""
    request = direct("uk", "diazepam", None, night="20")
    plan = answer(json.dumps(request), CATALOGUE)[0]["schedule"]
    taken = [{"drug": "diazepam", "night": "16", "last_taken_on": "2027-02-01"}]
    visit = request | {"do": "revise", "schedule": plan, "on": "2027-02-22", "taken": taken}
    assert cautions(visit | {"adjustment": {"decision": "hold"}}) == [("gap", "diazepam")]


LORAZEPAM = {"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}


def said_at_visits(*visits):
    """The rules that want an answer at each of these visits, of a plan for lorazepam that reached its stop in December 2027."""
    request = direct("uk", "lorazepam", "ashton-2002", strategy={"method": "crossover"}) | {"regimen": [LORAZEPAM]}
    plan, said = answer(json.dumps(request), CATALOGUE)[0]["schedule"], []
    assert plan["last_day"] == "2027-12-19"
    for on, taken, decision in visits:
        asked = request | {"do": "revise", "schedule": plan, "on": on, "taken": taken, "adjustment": decision}
        told, status = answer(json.dumps(asked), CATALOGUE)
        assert status == 0, told
        plan = told["schedule"]
        said.append([each["rule"] for each in told["findings"] if each["rule"] in RULES])
    return said


RULES = ("gap", "taken_again", "tolerance_lost")


@pytest.mark.parametrize("decision", [{"decision": "hold", "days": 14}, {"decision": "continue"}], ids=str)
def test_the_old_dose_after_the_stop_of_a_plan_is_never_taken_up_unsaid(decision):
    """Months after the stop of a plan its full dose is taken again: tolerance may be lost, and that wants its own answer."""
    assert said_at_visits(("2028-04-03", [LORAZEPAM], decision)) == [["tolerance_lost"]]


def test_after_the_visit_that_took_it_up_again_it_is_a_dose_like_any_other():
    """The plan runs again, and the next visit is not asked about the stop."""
    held = ("2028-04-03", [LORAZEPAM], {"decision": "hold", "days": 14})
    assert said_at_visits(held, ("2028-04-10", [LORAZEPAM], {"decision": "hold", "days": 14})) == [["tolerance_lost"], []]


def test_a_plan_is_told_of_a_stop_before_it():
    """A new plan of a patient whose last one came to nothing: said, and in place of the remark on few days of it."""
    request = direct("uk", "diazepam", None, night="20")
    for known, asked in (({}, True), ({"since_on": "2026-12-20"}, True), ({"since_on": "2026-09-01"}, False)):
        request["regimen"] = [{"drug": "diazepam", "night": "20"} | known]
        told, _ = answer(json.dumps(request | {"patient": {"stopped_on": "2026-08-01"}}), CATALOGUE)
        assert [each["rule"] for each in told["findings"] if each["rule"] in RULES] == ["tolerance_lost"] * asked


def test_a_plan_that_runs_for_weeks_after_the_stop_is_asked_about_it_no_more():
    """At a visit in its first four weeks it is said; later neither of what it began with nor of what it crossed over to."""
    request = direct("uk", "lorazepam", "ashton-2002", strategy={"method": "crossover"})
    request |= {"regimen": [LORAZEPAM | {"since_on": "2019-05-01"}], "patient": {"stopped_on": "2026-12-01"}}
    plan = answer(json.dumps(request), CATALOGUE)[0]["schedule"]
    diazepam = [{"drug": "diazepam", "night": "25"}]
    for on, taken, asked in (("2027-01-11", [LORAZEPAM], True), ("2027-01-31", diazepam, True), ("2027-02-01", diazepam, False)):
        visit = request | {"do": "revise", "schedule": plan, "on": on, "taken": taken, "adjustment": {"decision": "hold"}}
        told, _ = answer(json.dumps(visit), CATALOGUE)
        assert [each["rule"] for each in told["findings"] if each["rule"] in RULES] == ["tolerance_lost"] * asked, on


@pytest.mark.parametrize(("since", "told"), [("2027-01-04", True), ("2026-12-08", True), ("2026-12-07", False)])
def test_a_medicine_taken_for_less_than_four_weeks_may_need_no_taper(since, told):
    """So it is said from the first day that it is taken on to the 27th day after it, and not on the 28th."""
    request = direct("uk", "diazepam", None, night="10")
    request["regimen"][0]["since_on"] = since
    assert [rule for rule, _ in cautions(request)] == ["taken_again"] * told
