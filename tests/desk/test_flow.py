"""The way from a form to the record, walked without a request: a step is given what was sent, and answers with a value."""

import pytest

from taper_app.actions import drafts, medications
from taper_app.desk import flow
from taper_app.desk.answers import Done, Onward, Page
from taper_app.desk.drafts import as_data
from taper_app.desk.new_plan import NewPlan
from taper_app.desk.review import PlanReview
from taper_app.models import Draft, Plan
from tests.actions.visits import begin
from tests.conftest import TODAY, lorazepam_row
from tests.views.payloads import plan_fields


def sent(**fields):
    """What a page sends."""
    return as_data({name: values if isinstance(values, list) else [values] for name, values in fields.items()})


@pytest.fixture
def new_plan(monday, lorazepam_patient, clinician):
    """The new plan of somebody who takes lorazepam."""
    return NewPlan(lorazepam_patient, clinician, TODAY)


@pytest.fixture
def filled_in(new_plan):
    """The same with its form sent, up to the preview."""
    assert flow.fill_in(new_plan, sent(**plan_fields(new_plan.patient))) == Onward(new_plan.at.onward)
    return new_plan


def confirmed(kind, **changes):
    """What the page that is confirmed sends back."""
    page = flow.check(kind, None)
    fields = {"answered": page.context["answered"], "seen_digest": page.context["digest"]}
    return sent(**fields | {"initials": "RE", "birth_year": "1970"} | changes)


def confirmed_never():
    """A confirmation of what was thrown away meanwhile."""
    return sent(answered="", seen_digest="", initials="RE", birth_year="1970")


def test_nothing_that_is_filled_in_leads_past_the_form(new_plan):
    """Without a draft there is nothing to check, to answer or to print: each leads back, and no page is made."""
    assert flow.check(new_plan, None) == Onward(new_plan.at.back)
    assert flow.check(new_plan, confirmed_never()) == Onward(new_plan.at.back)
    assert flow.cautions(new_plan, None) == Onward(new_plan.at.check)
    assert flow.on_paper(new_plan) == Onward(new_plan.at.back)


def test_what_is_issued_is_said_once_and_the_same_form_leads_there_again(filled_in):
    """The first click is told what to do next; the second is led to the same plan, and nothing is issued by it."""
    fields = confirmed(filled_in)
    first = flow.check(filled_in, fields)
    assert isinstance(first, Done) and first.said.startswith("The plan is issued.")
    again = flow.check(filled_in, fields)
    assert (again, Plan.objects.count()) == (Onward(first.address), 1)


def test_a_draft_that_is_another_by_now_is_not_confirmed(filled_in):
    """The page comes back as it stands now, and nothing is issued."""
    page = flow.check(filled_in, confirmed(filled_in, answered="of another draft"))
    assert isinstance(page, Page) and page.status == 409
    assert page.context["errors"] == [("", NewPlan.moved)]
    assert not Plan.objects.exists()


def test_a_sign_that_nobody_sees_is_refused_at_once(monday, patient, clinician):
    """In a review as in a plan: what the draft cannot hold as it was typed is not made into something else in silence."""
    visit = PlanReview(begin(patient, clinician), clinician, TODAY)
    seen = {name: str(number) for name, number in visit.now.seen.items()}
    page = flow.fill_in(visit, sent(**seen, decision="continue", notes="sleeps\0well"))
    assert isinstance(page, Page) and page.status == 422
    assert page.context["form"].observed.errors["notes"]


def test_a_draft_of_another_plan_is_none_of_a_review(monday, patient, clinician):
    """What was filled in for an earlier plan of the patient is not shown on the review of this one."""
    visit = PlanReview(begin(patient, clinician), clinician, TODAY)
    then = {"purpose": "review", "subject": "AAAA-2222"}
    drafts.save_draft(patient=patient, data={"notes": ["of then"]}, by=clinician, **then)
    assert visit.draft() is None
    visit.keep({"notes": ["of now"]})
    assert visit.draft()["notes"] == "of now"
    assert Draft.objects.get(**then).data == {"notes": ["of then"]}


def test_what_is_taken_on_some_days_only_is_never_made_into_a_daily_dose(monday, lorazepam_patient, clinician):
    """The form asks about it as about any medicine; by the day its plan is refused, with the days on which it is taken."""
    row = lorazepam_row() | {"use": "days", "days_a_week": 3, "weekdays": "mon,wed,fri"}
    medications.set_medications(patient=lorazepam_patient, rows=[row], others_asked_on=TODAY, by=clinician)
    new_plan = NewPlan(lorazepam_patient, clinician, TODAY)
    page = flow.fill_in(new_plan, None)
    assert isinstance(page, Page) and [each.drug for each in page.context["form"].drugs] == ["lorazepam", "diazepam"]
    assert flow.fill_in(new_plan, sent(**plan_fields(new_plan.patient))) == Onward(new_plan.at.onward)
    refusal = flow.fill_in(new_plan, None).context["refusal"]
    assert "Guidelines want no taper here. On 3 days a week" in str(refusal)
    assert flow.fill_in(new_plan, sent(**plan_fields(new_plan.patient), taper_anyway="on")) == Onward(new_plan.at.onward)
    refusal = flow.fill_in(new_plan, None).context["refusal"]
    assert "Lorazepam is taken on 3 days a week" in str(refusal)
    asked = new_plan.form(new_plan.draft())
    assert asked.is_valid() and asked.request.regimen.to_json()[0]["weekdays"] == ["mon", "wed", "fri"]
