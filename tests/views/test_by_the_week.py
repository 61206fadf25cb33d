"""A plan by days of the week through the pages: what offers it, what refuses it, and a visit to it."""

from datetime import date
from decimal import Decimal

import pytest

from taper_app import engine
from taper_app.forms.week import WHOLE_WEEKS
from taper_app.models import Plan
from tests.actions.risks import ask
from tests.actions.test_plans import chosen, start
from tests.conftest import TODAY
from tests.views.payloads import controls, direct_fields, form_errors, text_of
from tests.views.test_plans import issue
from tests.views.test_reviews import answered, at, check, press, record, send, visit_on

NBSP = "\u00a0"
BY_THE_WEEK = {"pattern": "days-off", "pace": "own", "own_percent": "20", "own_interval": "14"}
SOME_DAYS = {"use": "days", "weekdays": "mon,wed,fri", "days_a_week": 3}
A_VISIT = date(2027, 1, 13)


def zopiclone(**changes):
    """7.5 mg at night for sleep."""
    return {"drug": "zopiclone", "prescribed_night": "7.5", "taken_night": "7.5", "indication": "insomnia"} | changes


def lorazepam(*times):
    """1 mg at each of these times of day."""
    return {"drug": "lorazepam"} | {f"{kind}_{time}": "1" for kind in ("prescribed", "taken") for time in times}


def filled(visit, patient, **changes):
    """The page of a plan that is filled in, reducing the drug itself, and previewed."""
    visit.post(f"/patients/{patient.code}/plan/", direct_fields(patient, **changes))
    return visit.get(f"/patients/{patient.code}/plan/")


def use(visit, patient, page, **wanted):
    """The page behind the offer whose change has these values."""
    way = next(each for each in page.context["ways"] if wanted.items() <= each.offer.change.items())
    visit.post(f"/patients/{patient.code}/plan/", {"patient": patient.code, "change": way.id})
    return visit.get(f"/patients/{patient.code}/plan/")


# A new plan --------------------------------------------------------------------------------------


def test_a_refusal_by_the_day_offers_the_week_and_one_click_asks_for_it(visit, take):
    """Zopiclone 7.5 mg is too coarse by the day; the offer fills in the choice, and the schedule is by days of the week."""
    patient = take(zopiclone())
    page = filled(visit, patient)
    assert "the smallest reduction that these products make" in " ".join(text_of(page))
    page = use(visit, patient, page, pattern="days-off")
    (ticked,) = [each for each in controls(page, "pattern") if "checked" in each]
    assert ticked["value"] == "days-off" and '<details id="week" open>' in page.content.decode()
    assert page.context["rows"][0].by_week and page.context["rows"][-1].kind == "Stop"


def test_a_week_is_issued_and_its_choice_has_a_row_of_its_own(visit, take):
    """The answers to check say the pattern and the days that go down last, under the name of the question."""
    patient = take(zopiclone())
    filled(visit, patient, **BY_THE_WEEK, spare_days=["sat"])
    page = visit.get(f"/patients/{patient.code}/plan/check/")
    (answer,) = [each for each in page.context["answers"] if each.label == "By the week"]
    assert answer.section == "week" and answer.lines[1] == "The last days of the week to be lowered: Saturday"
    issue(visit, patient)
    steps = Plan.objects.get().revisions.get().issued().schedule.steps
    low = [each for step in steps[:3] for each in step.doses if each.mg < 7 and each.weekdays]
    assert low and not any("sat" in each.weekdays for each in low)


def test_an_interval_that_is_not_whole_weeks_is_one_sentence_at_its_box(visit, take):
    """What would be possible is named, also where every day the same would be."""
    patient = take(zopiclone())
    page = visit.post(f"/patients/{patient.code}/plan/", direct_fields(patient, **BY_THE_WEEK | {"own_interval": "10"}))
    assert form_errors(page) == [WHOLE_WEEKS]
    assert visit.post(f"/patients/{patient.code}/plan/", direct_fields(patient, **BY_THE_WEEK)).status_code == 302


@pytest.mark.parametrize(("times", "offered"), [(("morning", "night"), {"pattern": "mixed"}), (("night",), {"pattern": "mixed"})])
def test_days_without_a_medicine_that_is_not_for_sleep_are_refused_with_what_works(visit, take, times, offered):
    """Lorazepam is never left out on a day: the sentence says why, and an offer asks for a lower dose on some days."""
    patient = take(lorazepam(*times))
    page = filled(visit, patient, **BY_THE_WEEK)
    assert "Days without lorazepam cannot be planned" in str(page.context["refusal"])
    page = use(visit, patient, page, **offered)
    assert page.context["rows"][0].by_week and not page.context["blocked"]


def test_days_without_a_dose_are_refused_after_a_seizure(visit, take, clinician):
    """The sentence names the seizure, and no offer has days without a dose."""
    patient = take(zopiclone())
    ask(patient, clinician, TODAY, seizure="yes")
    page = filled(visit, patient, **BY_THE_WEEK)
    assert "seizure" in str(page.context["refusal"])
    assert page.context["ways"] and all(each.offer.change.get("pattern") != "days-off" for each in page.context["ways"])


def test_what_is_taken_on_some_days_goes_on_from_there(visit, take):
    """By the day it is refused with the days on which it is taken; the offer goes down from these days and adds none."""
    patient = take(zopiclone(**SOME_DAYS))
    page = filled(visit, patient)
    assert page.context["need"].none and page.context["refusal"].code == "NoTaperNeeded"
    text = " ".join(text_of(page))
    assert "Guidelines want no taper here. On 3 days a week for 3 months or more, withdrawal that matters is rare." in text
    page = use(visit, patient, page, pattern="days-off", taper_anyway=True)
    assert "checked" in controls(page, "taper_anyway")[0]
    steps = page.context["schedule"].steps
    days = [{day for each in step.doses for day in each.weekdays} for step in steps[:-1]]
    assert all(later <= earlier for earlier, later in zip([{"mon", "wed", "fri"}, *days], days, strict=False))
    issue(visit, patient)
    issued = Plan.objects.get().revisions.get().issued()
    assert not issued.schedule.beside and issued.request.regimen.by_days
    assert issued.request.taper_anyway
    said = " ".join(text_of(visit.get(f"/plans/{Plan.objects.get().code}/")))
    assert "Planned all the same, though guidelines want none for such use" in said


# A visit -----------------------------------------------------------------------------------------


@pytest.fixture
def plan(monday, take, clinician):
    """Zopiclone 7.5 mg at night, by the week since 5 January, with nights without at the end."""
    strategy = engine.Strategy(method="direct", pattern="days-off", reduction_percent=Decimal(20))
    return start(take(zopiclone()), clinician, choice=chosen(strategy=strategy)).plan


@pytest.fixture
def at_visit(client, clinician, monday):
    """The clinician, signed in, on Wednesday 13 January 2027."""
    return visit_on(client, clinician, monday, A_VISIT)


def nights(plan):
    """The box of each day of the week, with what is planned in it."""
    step = plan.revisions.get().issued().schedule.in_force(A_VISIT)
    return {day: (f"taken_zopiclone_night_{day}", sum(each.mg for each in doses)) for day, doses in step.week.items()}


def test_the_page_of_a_plan_says_what_this_very_day_has(plan, at_visit):
    """A clinician who is asked on the telephone can tell what tonight is."""
    page = at_visit.get(f"/plans/{plan.code}/")
    assert page.context["this_day"] == f"zopiclone {nights(plan)['wed'][1].normalize()}{NBSP}mg at night"
    assert "Today, a Wednesday:" in " ".join(text_of(page))


def test_a_week_that_was_taken_as_planned_goes_on_as_planned(plan, at_visit):
    """Untouched, the seven boxes are what was planned: nothing differs, and no new revision is made."""
    assert check(at_visit, plan).context["differences"] == []
    record(at_visit, plan)
    assert plan.revisions.count() == 1 and plan.reviews.get().decision == "continue"


def test_one_night_that_was_not_as_planned_is_named_and_kept(plan, at_visit):
    """The visit keeps each day of the week, and goes on from what was taken; the timeline says it by the week."""
    week = nights(plan)
    name, low = min(week.values(), key=lambda each: each[1])
    page = check(at_visit, plan, **{name: "7.5"})
    day = name.rpartition("_")[2].capitalize()
    assert page.context["differences"] == [f"More zopiclone at night on {day}: 7.5{NBSP}mg taken, 3.75{NBSP}mg planned"]
    record(at_visit, plan, **{name: "7.5"})
    taken = engine.Regimen.from_json(plan.reviews.get().taken).weekly().weekly_mg()["zopiclone"]
    assert taken == sum(mg for _, mg in week.values()) + Decimal("7.5") - low
    text = " ".join(text_of(at_visit.get(f"/plans/{plan.code}/timeline/")))
    assert f"zopiclone {taken.normalize()}{NBSP}mg in the week" in text


def test_what_was_taken_on_some_days_is_in_the_plan_and_not_beside_it_at_a_visit(client, clinician, monday, take):
    """The list of medicines still has it on some days: it is counted once, and no paper names it beside the plan."""
    strategy = engine.Strategy(
        method="direct", pattern="days-off", reduction_percent=Decimal(20), holds=(engine.Hold(after_step=2, days=42),)
    )
    plan = start(take(zopiclone(**SOME_DAYS)), clinician, choice=chosen(strategy=strategy, taper_anyway=True)).plan
    visit = visit_on(client, clinician, monday, A_VISIT)
    record(visit, plan, "hold", hold_length="days", hold_days="14")
    assert plan.revisions.count() == 2
    issued = plan.revisions.latest("number").issued()
    step = issued.schedule.in_force(date(2027, 1, 14))
    assert (issued.schedule.beside, step.kind, step.weekly_mg) == ((), "hold", {"zopiclone": Decimal(15)})


def test_a_switch_may_ask_for_another_week(plan, at_visit):
    """By the day it is refused, with what would work; an offer of another week is laid over its boxes by one click."""
    page = check(at_visit, plan, "switch", pattern="none")
    assert "Zopiclone is not the same on every day" in str(page.context["refusal"])
    (way,) = [each for each in page.context["ways"] if each.offer.change.get("pattern") == "mixed"]
    page = answered(at_visit, plan, press(at_visit, plan, way.id))
    assert page.context["decided"] == "Switch" and not page.context.get("refusal")
    said = " ".join(text_of(page))
    assert "By the week: a lower dose on some days, before: days without a dose at the end" in said
    form = at_visit.get(at(plan))
    (ticked,) = [each for each in controls(form, "pattern") if "checked" in each]
    assert ticked["value"] == "mixed"


def test_a_slower_pace_of_a_week_is_whole_weeks(plan, at_visit):
    """At a visit as in a new plan."""
    page = send(at_visit, plan, "slow", slow_percent="20", slow_interval="20")
    assert form_errors(page) == [WHOLE_WEEKS]


def test_a_switch_that_leaves_the_week_as_it_is_switches_nothing(plan, at_visit):
    """The boxes start from the pattern in force."""
    page = send(at_visit, plan, "switch")
    assert form_errors(page) == ["Choose another method, pace, week or other products: nothing is switched yet."]


def test_a_step_is_edited_day_by_day(plan, at_visit):
    """One more lower night in the second step: it stands as it was typed, and old and new are compared by the week."""
    second = plan.revisions.get().issued().schedule.steps[1]
    day = next(each for each, doses in second.week.items() if doses[0].mg == Decimal("7.5"))
    page = check(at_visit, plan, "adjust", **{f"step_2_zopiclone_night_{day}": "3.75"})
    assert "in the week from" in " ".join(text_of(page)), text_of(page)
    record(at_visit, plan, "adjust", **{f"step_2_zopiclone_night_{day}": "3.75"})
    edited = plan.revisions.latest("number").issued().schedule.steps[1]
    planned = {each: doses[0].mg for each, doses in second.week.items()}
    assert edited.edited and {each: doses[0].mg for each, doses in edited.week.items()} == planned | {day: Decimal("3.75")}
