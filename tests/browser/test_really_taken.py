"""What is really taken, in a real browser: entered as it is, planned from, found at a visit, and taken again after the end."""

import re
from datetime import date
from decimal import Decimal

import pytest

from taper_app.actions.own_products import add_own_product
from taper_app.engine import Strategy
from taper_app.models import Plan
from tests.actions.test_plans import chosen, start
from tests.browser.test_access import at_every_width, browser_context_args, in_order
from tests.browser.test_follow_up import visits
from tests.browser.test_review_access import unfold

__all__ = ["browser_context_args", "visits"]
LIQUID = {"drug": "lorazepam", "name": "Lorazepam 0.1 mg/mL", "form": "oral suspension", "strength_mg": Decimal("0.1")}


@pytest.fixture
def made(clinician):
    """A suspension of lorazepam that a pharmacy makes for the clinic."""
    return add_own_product(clinic=clinician.clinic, by=clinician, made_by="Riverside Pharmacy", keeps_days=60, **LIQUID)


def row(drug, **by_time):
    """A medicine that is prescribed as it is taken."""
    return {"drug": drug} | {f"{kind}_{time}": Decimal(mg) for time, mg in by_time.items() for kind in ("prescribed", "taken")}


def at(visits, address):
    """A page of the site."""
    visits.page.goto(f"{visits.address}{address}")


def enter(visits, number, **boxes):
    """Text into the boxes of one row of the list of medicines."""
    visits.fill(**{f"row-{number}-{name}": text for name, text in boxes.items()})


def pick(visits, name, value):
    """One of a list, or a radio button, by the name of the box."""
    box = visits.page.locator(f"select[name='{name}']")
    if box.count():
        box.select_option(value)
    else:
        visits.page.locator(f"input[name='{name}'][value='{value}']").check()


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_a_medicine_is_entered_as_it_is(visits, site, patient, made):
    """Found by a misspelling and put into a row by a click; as a product of the clinic, as needed, on some days, and by a name
    that no table has. What lacks is said, and what is saved is read back as it was meant."""
    visits.come_to(f"/patients/{patient.code}/medications/", date(2027, 1, 4))
    visits.fill(find="lorazapam")
    visits.press("button", "Find", exact=True)
    in_order(site, "")
    visits.press("button", "Put it into row 1")
    assert site.locator("[name=row-0-drug]").input_value() == "lorazepam"
    unfold(site)
    pick(visits, "row-0-use", "regular")
    pick(visits, "row-0-product", made.code)
    enter(visits, 0, prescribed_night="0.37", taken_night="0.37")
    pick(visits, "row-1-drug", "zopiclone")
    pick(visits, "row-1-use", "days")
    enter(visits, 1, prescribed_night="7.5", taken_night="7.5")
    pick(visits, "row-2-drug", "diazepam")
    pick(visits, "row-2-use", "as-needed")
    enter(visits, 2, prescribed_morning="2", taken_morning="2", usual_week_mg="6")
    pick(visits, "row-3-use", "as-needed")
    enter(visits, 3, other="etizolam", taken_as="1 mg now and then", days_since="2")
    for number in range(4):
        pick(visits, f"row-{number}-indication", "anxiety")
    visits.tick("No other benzodiazepine or z-drug is taken")
    in_order(site, "")
    visits.press("button", "Save medicines")
    visits.sees("Tick the days on which it is taken")
    in_order(site, "")
    for day in ("mon", "thu"):
        site.locator(f"[name=row-1-weekdays][value={day}]").check()
    visits.press("button", "Save medicines")
    visits.sees("The medicines are saved.")
    said = site.locator("main").inner_text()
    assert "made by Riverside Pharmacy" in said and "on Monday and Thursday only" in said
    assert "usually 6\u00a0mg in a week" in said and "Takes etizolam: as needed, 1 mg now and then" in said
    in_order(site, "")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_two_drugs_and_a_dose_that_nothing_makes_are_planned_and_a_third_is_found_at_a_visit(visits, site, take, made):
    """One is kept steady and a rounding taken by a click; at a visit lorazepam is found, of a product, and goes on in that of
    the clinic; the check says what it is taken as."""
    patient = take(row("diazepam", morning="5", midday="5", night="5.75"), row("nitrazepam", night="10"))
    visits.come_to(f"/patients/{patient.code}/plan/", date(2027, 1, 4))
    unfold(site)
    visits.tick("Reduce the drug itself")
    visits.tick("Ashton 2002")
    visits.tick("10% every 2 weeks")
    visits.tick("Keep nitrazepam as it is")
    visits.fill_date("starts_on", date(2027, 1, 11))
    visits.fill_date("review_on", date(2027, 1, 25))
    in_order(site, "")
    visits.press("button", "Show", exact=True)
    visits.sees("Doses that these products do not make")
    in_order(site, "")
    visits.press("button", re.compile("^Use this ?:"))
    visits.sees("Begin from rounded doses")
    visits.press("button", "Check and issue")
    visits.give_reason()
    visits.sees("Begins from diazepam 5\u00a0mg at night, where 5.75\u00a0mg is taken (a fall)")
    in_order(site, "")
    visits.type_again("RE", "1970")
    visits.press("button", "Confirm and issue plan")
    site.get_by_role("link", name="Print the handout (PDF)").wait_for()
    in_order(site, "")

    visits.come_on(date(2027, 1, 25))
    visits.begin()
    visits.open("Another product, or another benzodiazepine or z-drug")
    pick(visits, "other_drug", "lorazepam")
    pick(visits, "as_other", "lorazepam-1mg-tablet")
    visits.fill(taken_other_night="1")
    visits.decide("switch")
    visits.check()
    visits.sees("nothing is switched yet")
    unfold(site)
    visits.sees("made for the clinic")
    site.locator(f"[name=products_lorazepam][value={made.code}]").check()
    pick(visits, "equivalence", "ashton-2002") if site.locator("[name=equivalence]").count() else None
    in_order(site, "")
    visits.check()
    visits.give_reason()
    visits.sees("1\u00a0mg at night, as 1\u00a0mg tablet")
    unfold(site)
    in_order(site, "")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_a_plan_of_modified_release_is_reviewed(visits, site, take, clinic, clinician):
    """The row of the review is the medicine as it is, and offers its modified-release products alone."""
    clinic.market = "us"
    clinic.save()
    patient = take(row("alprazolam", morning="3") | {"release": "modified"})
    strategy = {"method": "direct", "coarse_tail": True}
    plan = start(patient, clinician, choice=chosen(strategy=Strategy(**strategy))).plan
    visits.come_on(date(2027, 1, 11))
    visits.begin()
    unfold(site)
    assert site.locator("[name=taken_modified-release-alprazolam_morning]").input_value() == "2.5"
    offered = site.locator("[name=as_modified-release-alprazolam] option").all_inner_texts()
    assert len(offered) > 1 and all("modified-release" in each for each in offered[1:])
    in_order(site, "")
    visits.decide("continue")
    visits.check()
    assert plan.revisions.count() == 1
    in_order(site, "")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_what_is_taken_again_after_the_end_is_carried_to_a_new_plan(visits, site, take, clinician):
    """A follow-up finds two medicines taken again; they stand in the list of medicines, and the new plan asks about each that is
    taken for a short time."""
    patient = take(row("diazepam", night="20"))
    start(patient, clinician, choice=chosen(strategy=Strategy(method="direct"), equivalence=None))
    visits.come_on(date(2027, 1, 11))
    visits.begin()
    visits.decide("end")
    visits.decide("declined", "end_reason")
    visits.check()
    visits.tick("Taken back")
    visits.press("button", "Confirm and end the plan")
    visits.come_on(date(2027, 3, 1))
    visits.press("link", "Follow up")
    visits.decide("yes", "relapse")
    visits.tick("None of these")
    unfold(site)
    pick(visits, "again_drug", "diazepam")
    visits.fill(again_night="5", second_night="7.5", second_days_since="3")
    visits.fill_date("again_since_on", date(2027, 2, 15))
    pick(visits, "second_drug", "zopiclone")
    in_order(site, "")
    visits.press("button", "Record the follow-up")
    visits.sees("Found to be taken again at the last follow-up")
    in_order(site, "")
    for number in range(2):
        enter(visits, number, prescribed_night="5" if number == 0 else "7.5")
        pick(visits, f"row-{number}-indication", "insomnia")
    visits.tick("No other benzodiazepine or z-drug is taken")
    visits.press("button", "Save medicines")
    visits.sees("The medicines are saved.")
    visits.press("link", "Start a new plan")
    if site.get_by_role("heading", name="Risks", exact=True, level=1).count():
        visits.answer_risks()
    unfold(site)
    visits.tick("Cross over to a longer-acting drug")
    visits.tick("Ashton 2002")
    visits.tick("10% every 2 weeks")
    visits.fill_date("starts_on", date(2027, 3, 8))
    visits.fill_date("review_on", date(2027, 3, 15))
    visits.press("button", "Show", exact=True)
    visits.press("button", "Check and issue")
    visits.sees("What dose does it begin at after this gap, and why is that right?")
    visits.sees("What is really taken, since when, how is it borne, and why is this dose right?")
    in_order(site, "")
    visits.press("button", "Go on with")
    visits.sees("nswer in a few words, at least 10 characters.")
    in_order(site, "")
    assert Plan.objects.count() == 1
