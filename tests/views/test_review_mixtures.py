"""Several drugs at a visit, through the pages: a table where one is needed, what would work, and what stays as it is."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from taper_app import engine
from taper_app.actions.own_products import add_own_product, withdraw_own_product
from taper_app.chart import next_revision
from taper_app.handouts import plain_handout
from tests.actions.risks import ask
from tests.actions.test_plans import chosen, start
from tests.actions.visits import begin, daily
from tests.conftest import TODAY
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, direct_fields, form_errors, text_of
from tests.views.test_plans import check_fields, give_reason
from tests.views.test_reviews import DAY, answered, at, check, confirm_fields, press, record, send, visit_on

pytestmark = pytest.mark.long  # whole visits, whose statements are those of test_reviews

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


def test_the_order_that_is_changed_on_the_form_is_the_order_of_the_issued_plan(client, take, clinician, monday):
    """Nitrazepam is put before the diazepam: it goes down first, to nothing, on the form, the check, in the record and in every
    step."""
    client.force_login(clinician)
    patient = take(medicine("diazepam", 20), medicine("nitrazepam", 10))
    address = f"/patients/{patient.code}/plan/"
    order = {"order_diazepam": "2", "order_nitrazepam": "1"}
    page = client.post(address, direct_fields(patient, coarse_tail="on", **order), follow=True)
    assert page.context["stored"], form_errors(page)
    assert 'id="order" open' in page.content.decode()
    assert "Reduced one after the other: nitrazepam, then diazepam" in text_of(page)
    kept = client.post(address, direct_fields(patient, **order, steady=["diazepam"]), follow=True)
    assert "Reduced one after the other: nitrazepam; diazepam stays as it is" in text_of(kept)
    client.post(address, direct_fields(patient, coarse_tail="on", **order))
    check = give_reason(client, patient, client.get(f"{address}check/", follow=True))
    assert "one after the other: nitrazepam, diazepam" in " ".join(text_of(check))
    assert client.post(f"{address}check/", check_fields(check, patient)).status_code == 302
    issued = patient.plans.get().revisions.get().issued()
    assert issued.request.strategy.order == ("nitrazepam", "diazepam")
    falls = [step.daily_mg for step in issued.schedule.steps]
    while_both = [day for day in falls if "nitrazepam" in day]
    assert while_both and {day["diazepam"] for day in while_both} == {20}
    assert [day.get("diazepam", 0) for day in falls[len(while_both) :]] == sorted(
        (day.get("diazepam", 0) for day in falls[len(while_both) :]), reverse=True
    )


LIQUID = {"drug": "lorazepam", "name": "Lorazepam 0.1 mg/mL", "form": "oral suspension", "strength_mg": Decimal("0.1")}


@pytest.fixture
def made(clinician):
    """A suspension of lorazepam that a pharmacy makes for the clinic."""
    return add_own_product(clinic=clinician.clinic, by=clinician, made_by="Riverside Pharmacy", keeps_days=60, **LIQUID)


def test_what_is_made_for_the_clinic_is_offered_at_a_switch_and_kept_whole_with_the_plan(
    lorazepam_patient, clinician, made, visit
):
    """A plan in tablets goes on in the liquid that a pharmacy makes: the new revision holds it whole, and prints the same
    after it was withdrawn."""
    plan = begin(lorazepam_patient, clinician, "lorazepam")
    page = visit.get(at(plan))
    assert made.code in [each.get("value") for each in controls(page, "products_lorazepam")]
    assert record(visit, plan, "switch", products_lorazepam=[made.code]).status_code == 302
    revision, request, schedule = next_revision.in_force(plan)
    assert revision.number == 2 and made.code in request.strategy.products
    assert [each.id for each in request.own_products] == [made.code]
    pieces = {piece.product for step in schedule.steps if step.starts_on > DAY for dose in step.doses for piece in dose.pieces}
    assert pieces == {made.code}
    kept = revision.issued().products[made.code]
    assert (kept.mg_per_ml, kept.made_by, kept.keeps_days) == (Decimal("0.1"), "Riverside Pharmacy", 60)
    withdraw_own_product(product=made, today=DAY, by=clinician)
    assert "oral suspension" in plain_handout(plan.revisions.latest("number").issued())
    assert record(visit, plan, "hold", **HOLD).status_code == 302


def test_a_switch_asks_for_the_products_of_what_the_visit_found(tabled, visit):
    """Clonazepam is found at the visit of a diazepam plan. Once it is entered its products can be ticked, and those that are
    ticked are what it goes on in."""
    found = {"other_drug": "clonazepam", "taken_other_night": "0.5", "as_other": "clonazepam-0p5mg-tablet"}
    page = send(visit, tabled, "switch", **found)
    assert page.status_code == 422  # nothing is switched yet
    ticked = [each["value"] for each in controls(page, "products_clonazepam") if "checked" in each]
    assert "clonazepam-0p5mg-tablet" in ticked
    fields = fields_of(page, at(tabled), decision="switch", method="crossover", products_clonazepam=["clonazepam-0p5mg-tablet"])
    page = answered(visit, tabled, visit.post(at(tabled), fields, follow=True))
    assert page.context["stands"], page.context["refusal"]
    assert any("0.5\u00a0mg at night, as 0.5\u00a0mg tablet" in line for line in text_of(page))
    assert visit.post(at(tabled, "review/check/"), confirm_fields(page, tabled)).status_code == 302
    request = next_revision.in_force(tabled)[1]
    assert "clonazepam-0p5mg-tablet" in request.strategy.products
    assert [each["product"] for each in tabled.reviews.get().taken if each["drug"] == "clonazepam"] == ["clonazepam-0p5mg-tablet"]


def test_a_dose_that_stands_as_it_is_taken_keeps_the_product_that_it_is_taken_as(take, clinician, made, visit, monday):
    """Lorazepam 0.37 mg of the pharmacy's liquid stands as it is taken. A visit at which nothing is said of the product leaves
    it that product, and a visit that names another one has that; the timeline says both."""
    monday.move_to(datetime(2027, 1, 4, 10, tzinfo=UTC))
    doses = {f"{kind}_{time}": mg for kind in ("prescribed", "taken") for time, mg in (("morning", "0.37"), ("night", "1"))}
    patient = take({"drug": "lorazepam", "product": made.code} | {name: Decimal(mg) for name, mg in doses.items()})
    plan = start(patient, clinician, choice=chosen(strategy=engine.Strategy(method="crossover"))).plan
    monday.move_to(datetime(2027, 1, 5, 10, tzinfo=UTC))
    assert record(visit, plan, "hold", **HOLD).status_code == 302
    assert products_taken(plan) == {made.code}
    assert record(visit, plan, "hold", **HOLD, as_lorazepam="lorazepam-1mg-tablet").status_code == 302
    assert products_taken(plan) == {"lorazepam-1mg-tablet"}
    said = text_of(visit.get(at(plan, "timeline/")))
    assert "lorazepam as 0.1\u00a0mg in 1\u00a0mL oral suspension, made by Riverside Pharmacy" in said
    assert "lorazepam as 1\u00a0mg tablet" in said


def products_taken(plan):
    """What lorazepam was taken as at the last visit."""
    return {row.get("product") for row in plan.reviews.latest("number").taken if row["drug"] == "lorazepam"}


def test_what_is_not_taken_every_day_is_entered_with_the_medicines_and_one_comes_back(alone, visit):
    """The button keeps what is filled in, leads to the list of medicines, and saving that leads back to the review."""
    page = visit.get(at(alone))
    went = visit.post(at(alone), fields_of(page, at(alone), taken_diazepam_night="9", medicines="1"))
    assert went.url == f"/patients/{alone.patient.code}/medications/?then=review"
    listed = visit.get(went.url)
    fields = fields_of(listed, **{"row-1-other": "etizolam", "row-1-taken_as": "1 mg now and then", "row-1-use": "as-needed"})
    fields |= {"row-1-indication": "anxiety", "others_asked": "on"}
    back = visit.post(f"/patients/{alone.patient.code}/medications/", fields)
    assert back.status_code == 302 and back.url == at(alone), form_errors(back)
    page = visit.get(at(alone))
    assert [each["value"] for each in controls(page, "taken_diazepam_night")] == ["9"]
    assert alone.patient.medications.get(other="etizolam").as_needed
