"""Doses that the products do not make: they stand as they are taken, and the nearest that can be made is offered, not chosen."""

from decimal import Decimal

import pytest

from taper_app import engine
from taper_app.chart import next_revision
from taper_app.handouts.summary import clinician_summary
from taper_app.models import Plan
from tests.actions.test_plans import chosen, start
from tests.actions.visits import typed_again
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, direct_fields, text_of
from tests.views.test_reviews import DAY, answered, at, check, confirm_fields, send, visit_on

pytestmark = pytest.mark.long  # whole visits, whose statements are those of test_reviews

FALL = "diazepam 5\u00a0mg at night, where 5.75\u00a0mg is taken (a fall)"
RISE = "diazepam 10\u00a0mg at night, where 9.9\u00a0mg is taken (a rise)"


def doses(**by_time):
    """A row of diazepam, prescribed as it is taken."""
    return {"drug": "diazepam"} | {
        f"{kind}_{time}": Decimal(mg) for time, mg in by_time.items() for kind in ("prescribed", "taken")
    }


@pytest.fixture
def odd(take):
    """5 mg in the morning and at midday and 5.75 mg at night, by a liquid that the patient makes at home."""
    return take(doses(morning="5", midday="5", night="5.75"))


@pytest.fixture
def signed_in(client, clinician):
    """The clinician's browser, on Monday 4 January 2027."""
    client.force_login(clinician)
    return client


def new(patient):
    return f"/patients/{patient.code}/plan/"


def preview(client, patient, **changes):
    """The page of the new plan with its preview."""
    fields = direct_fields(patient, **changes)
    return client.post(new(patient), {name: value for name, value in fields.items() if name != "equivalence"}, follow=True)


def words(page):
    return " ".join(text_of(page))


def press(client, patient, page, address):
    """The page behind the button of the rounding that is offered, in a form with this address."""
    (way,) = page.context["roundings"]
    assert way.id in [each.get("value") for each in controls(page, "change")]
    return client.post(address, fields_of(page, address, change=way.id), follow=True)


def test_the_nearest_dose_that_can_be_made_is_offered_beside_a_plan_and_one_click_begins_from_it(odd, signed_in):
    """The plan stands as it is, and offers the rounding with how much it is and which way. One click lays it over the form,
    where it can be taken out again; what is issued says so and keeps what is really taken."""
    page = preview(signed_in, odd)
    assert page.context["stands"] and not controls(page, "rounding")
    assert "Round diazepam 5.75\u00a0mg at night to 5\u00a0mg (a fall of 4.8% of the day)" in words(page)
    assert "5.75\u00a0mg as taken now" in words(page)
    page = press(signed_in, odd, page, new(odd))
    assert [each["value"] for each in controls(page, "rounding") if "checked" in each] == [FALL]
    assert page.context["schedule"].steps[0].daily_mg["diazepam"] < Decimal(15)
    assert not page.context["roundings"]
    check = signed_in.get(f"{new(odd)}check/")
    assert f"Begins from {FALL}" in text_of(check)
    sent = fields_of(check, f"{new(odd)}check/", **typed_again(odd))
    assert signed_in.post(f"{new(odd)}check/", sent).status_code == 302
    issued = Plan.objects.get().revisions.get().issued()
    assert issued.rounding == FALL
    assert (issued.request.regimen.at("diazepam", "night"), issued.medications[0].taken["night"]) == (Decimal(5), Decimal("5.75"))
    assert f"Begins from rounded doses: {FALL}." in clinician_summary(issued, "0" * 64)
    assert f"Begins from {FALL}" in text_of(signed_in.get(f"/plans/{Plan.objects.get().code}/"))


def test_a_rounding_leaves_what_is_kept_steady_as_it_is(take, signed_in):
    """Nitrazepam stays beside the plan, also where the diazepam begins from a rounded dose; nothing is asked about it anew."""
    kept = {f"{kind}_night": Decimal(10) for kind in ("prescribed", "taken")} | {"drug": "nitrazepam"}
    patient = take(doses(morning="5", midday="5", night="5.75"), kept)
    steady = {"steady": ["nitrazepam"], "order_diazepam": "1", "order_nitrazepam": "2", "equivalence": "ashton-2002"}
    page = signed_in.post(new(patient), direct_fields(patient, **steady), follow=True)
    page = press(signed_in, patient, page, new(patient))
    schedule = page.context["schedule"]
    assert [row.drug for row in schedule.beside] == ["nitrazepam"]
    assert {dose.drug for step in schedule.steps for dose in step.doses} == {"diazepam"}


def test_a_rounding_that_is_taken_out_again_begins_from_what_is_taken(odd, signed_in):
    """Without the tick the plan is the one that it was."""
    first = preview(signed_in, odd)
    page = press(signed_in, odd, first, new(odd))
    page = signed_in.post(new(odd), fields_of(page, new(odd), rounding=None, preview="1"), follow=True)
    assert page.context["schedule"] == first.context["schedule"]


def test_a_rounding_of_other_doses_is_refused_and_says_what_to_do(odd, take, signed_in):
    """Once another dose is on record, the rounded doses that were chosen are not begun from, in silence or otherwise."""
    press(signed_in, odd, preview(signed_in, odd), new(odd))
    take(doses(morning="5", midday="5", night="5.5"))
    page = signed_in.get(new(odd))
    assert "These are no longer the rounded doses that were chosen" in words(page) and "Take out that tick" in words(page)
    assert "schedule" not in page.context
    assert not Plan.objects.exists()


@pytest.fixture
def running(take, clinician):
    """Diazepam 10 mg twice a day, going down from 5 January."""
    patient = take(doses(morning="10", night="10"))
    return start(patient, clinician, choice=chosen(strategy=engine.Strategy(method="direct"), equivalence=None)).plan


@pytest.fixture
def visit(client, clinician, monday, running):
    """The clinician, signed in, on Monday 1 February 2027."""
    return visit_on(client, clinician, monday, DAY)


HOLD = {"hold_length": "days", "hold_days": "14", "taken_diazepam_morning": "", "taken_diazepam_night": "9.9"}


def test_a_rounding_at_a_visit_is_called_a_rise_and_what_is_really_taken_stays_on_record(running, visit):
    """At a visit 9.9 mg is taken. The hold at it can be issued as it is; the rounding to 10 mg is offered as a rise, and chosen
    it leaves the visit what was found."""
    page = check(visit, running, "hold", **HOLD)
    assert page.context["stands"] and "a rise of 1% of the day" in words(page)
    page = answered(visit, running, press(visit, running.patient, page, at(running)))
    assert f"Goes on from {RISE}" in text_of(page)
    assert visit.post(at(running, "review/check/"), confirm_fields(page, running)).status_code == 302
    assert [row["night"] for row in running.reviews.get().taken] == ["9.9"]
    revision, _, schedule = next_revision.in_force(running)
    assert (revision.issued().rounding, revision.issued().taken.at("diazepam", "night")) == (RISE, Decimal("9.9"))
    assert schedule.in_force(DAY.replace(day=2)).daily_mg == {"diazepam": 10}
    assert f"Begins from {RISE}" in text_of(visit.get(f"/plans/{running.code}/"))


def test_rounded_doses_do_not_go_with_a_decision_that_changes_none(running, visit):
    """The tick is not dropped in silence."""
    page = press(visit, running.patient, check(visit, running, "hold", **HOLD), at(running))
    assert f"Goes on from {RISE}" in text_of(answered(visit, running, page))
    page = send(visit, running, "urgent", hold_length=None, hold_days="")
    assert page.status_code == 422
    assert "Take out the tick of rounded doses, or choose another decision" in words(page)
