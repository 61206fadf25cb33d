"""Several drugs at a visit, through the pages: a table where one is needed, what would work, and what stays as it is."""

from decimal import Decimal

import pytest

from taper_app import engine
from taper_app.chart import next_revision
from tests.actions.risks import ask
from tests.actions.test_plans import chosen, start
from tests.actions.visits import daily
from tests.conftest import TODAY
from tests.views.payloads import controls, text_of
from tests.views.test_reviews import DAY, answered, at, check, confirm_fields, press, record, send, visit_on

HOSPITAL = {
    "taken_diazepam_morning": "",
    "taken_diazepam_night": "10",
    "other_drug": "lorazepam",
    "taken_other_morning": "1",
}
HOLD = {"hold_length": "days", "hold_days": "14"}


@pytest.fixture
def alone(monday, take, clinician):
    """Diazepam 5 mg in the morning and 10 mg at night, without a table, going down since 5 January."""
    patient = take({"drug": "diazepam", "prescribed_morning": 5, "taken_morning": 5, "prescribed_night": 10, "taken_night": 10})
    return start(patient, clinician, choice=chosen(strategy=engine.Strategy(method="direct"), equivalence=None)).plan


@pytest.fixture
def tabled(monday, take, clinician):
    """Diazepam 10 mg twice a day with Ashton's table, 1 mg less every two weeks since 5 January."""
    patient = take({"drug": "diazepam", "prescribed_morning": 10, "taken_morning": 10, "prescribed_night": 10, "taken_night": 10})
    bands = (engine.Band(Decimal(0), Decimal(1)),)
    return start(patient, clinician, choice=chosen(strategy=engine.Strategy(method="direct", basis="bands", bands=bands))).plan


@pytest.fixture
def visit(client, clinician, monday):
    """The clinician, signed in, on Monday 1 February 2027."""
    return visit_on(client, clinician, monday, DAY)


def test_a_drug_of_another_hospital_is_converted_by_a_table_that_is_named_at_the_visit(alone, visit):
    """The plan is of diazepam alone and has no table; lorazepam is found, and the dose is held. The page asks for the table,
    no day before changes, and the next visit knows it."""
    assert not controls(visit.get(at(alone)), "equivalence")
    page = send(visit, alone, "hold", **HOLD, **HOSPITAL)
    assert page.status_code == 422
    assert controls(page, "equivalence")
    assert any("Choose the table that it is converted by" in line for line in text_of(page))
    _, _, before = next_revision.in_force(alone)
    page = check(visit, alone, "hold", **HOLD, **HOSPITAL, equivalence="ashton-2002")
    crossing = next(each for each in page.context["ways"] if each.offer.change.get("method") == "crossover")
    page = answered(visit, alone, press(visit, alone, crossing.id))
    assert "Converted by Ashton 2002" in text_of(page)
    assert visit.post(at(alone, "review/check/"), confirm_fields(page, alone)).status_code == 302
    revision, request, schedule = next_revision.in_force(alone)
    assert (revision.number, request.equivalence, schedule.equivalence) == (2, "ashton-2002", "ashton-2002")
    held = next(step for step in schedule.steps if step.kind == "hold")
    assert held.daily_mg == {"diazepam": 10, "lorazepam": 1}
    assert (held.days, held.equivalent) == (14, 20)
    gone = (DAY - before.starts_on).days
    assert daily(schedule, before.starts_on, gone) == daily(before, before.starts_on, gone)
    assert not controls(visit.get(at(alone)), "equivalence")


def test_the_offers_of_a_refusal_are_one_click_each(tabled, visit):
    """To go on with diazepam and lorazepam cannot be made as it is. The page offers to cross over first, and a click does so; it
    never asks for another dose to be entered than is taken."""
    sent = send(visit, tabled, "continue", **HOSPITAL)
    page = visit.get(sent.url, follow=True)
    assert page.context["refusal"].code == "NoAchievableReduction"
    assert not any("orrect what is taken" in line for line in text_of(page))
    crossing = next(each for each in page.context["ways"] if each.offer.change.get("method") == "crossover")
    assert crossing.id in [each.get("value") for each in controls(page, "change")]
    page = answered(visit, tabled, press(visit, tabled, crossing.id))
    assert page.context["refusal"] is None and page.context["stands"]
    assert visit.post(at(tabled, "review/check/"), confirm_fields(page, tabled)).status_code == 302
    moved = [step for step in next_revision.in_force(tabled)[2].steps if step.kind == "crossover"]
    assert [dict(step.daily_mg) for step in moved] == [{"diazepam": 20}]


def test_what_another_hospital_began_is_kept_as_it_is(alone, visit):
    """Ticked to stay, lorazepam needs no table: it stands beside the plan, and the diazepam goes on down."""
    assert not controls(visit.get(at(alone)), "steady")
    assert record(visit, alone, "continue", **HOSPITAL, steady=["lorazepam"]).status_code == 302
    revision, request, schedule = next_revision.in_force(alone)
    assert (revision.number, request.strategy.steady) == (2, ("lorazepam",))
    assert [(row.drug, row.use) for row in schedule.beside] == [("lorazepam", "regular")]
    assert {dose.drug for step in schedule.steps for dose in step.doses} == {"diazepam"}
    page = visit.get(at(alone))
    assert [each["value"] for each in controls(page, "steady") if "checked" in each] == ["lorazepam"]
    assert [each["value"] for each in controls(page, "taken_lorazepam_morning")] == ["1"]


def medicine(drug, mg):
    return {"drug": drug, "prescribed_night": mg, "taken_night": mg}


def test_a_new_plan_of_several_drugs_asks_for_their_order_and_what_stays(client, take, clinician, monday):
    """Folded away, a place for each and a tick; a plan of one drug asks neither."""
    client.force_login(clinician)
    one = take(medicine("diazepam", 20))
    ask(one, clinician, TODAY)
    assert not controls(client.get(f"/patients/{one.code}/plan/"), "steady")
    several = take(medicine("diazepam", 20), medicine("nitrazepam", 10))
    ask(several, clinician, TODAY)
    page = client.get(f"/patients/{several.code}/plan/")
    assert [each["value"] for each in controls(page, "steady")] == ["diazepam", "nitrazepam"]
    assert controls(page, "order_diazepam") and controls(page, "order_nitrazepam")
    assert "Reduced one after the other: diazepam, then nitrazepam" in text_of(page)
