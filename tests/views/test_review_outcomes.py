"""What can be decided at a visit as cards: each plan once, one click lays it over the form, and two or three are compared."""

import re
from datetime import timedelta

import pytest

from taper_app import engine
from taper_app.desk.plan_now import plan_now, review_form
from taper_app.desk.review_made import preview
from taper_app.models import Draft
from tests.actions.visits import begin
from tests.conftest import TODAY
from tests.handouts.paper import Paper
from tests.text_gates import hits_in_html
from tests.views.page_forms import fields_of
from tests.views.payloads import text_of
from tests.views.test_review_would import sent
from tests.views.test_reviews import at
from tests.views.visits import on_day


@pytest.fixture
def plan(patient, clinician):
    """A plan of diazepam 20 mg at night, begun TODAY."""
    with on_day(TODAY):
        return begin(patient, clinician)


@pytest.fixture
def visited(client, clinician, plan):
    """The clinician at a visit, three weeks into the plan."""
    with on_day(TODAY + timedelta(days=21)):
        client.force_login(clinician)
        yield client


def said(page):
    return " ".join(" ".join(text_of(page)).split())


def test_each_plan_is_a_card_once_the_gentlest_first_and_a_click_makes_it(visited, plan):
    """The cards are distinct, in order, on one axis; what was laid over the form makes what its card shows, to the day."""
    page = visited.get(at(plan))
    cards = page.context["panel"].cards
    schedules = [each.outcome.schedule for each in cards]
    assert len(cards) > 5
    assert not any(engine.same_days(one, other) for place, one in enumerate(schedules) for other in schedules[:place])
    found = [each.outcome for each in cards]
    assert found == list(engine.gentlest_first(found, engine.load_catalogue()))
    assert page.context["panel"].standing is None  # nothing is chosen beforehand
    fields = fields_of(page, at(plan), red_flags=["none"])
    now = plan_now(plan, TODAY + timedelta(days=21))
    for card in cards:
        visited.post(at(plan), fields | {"outcome": card.id})
        form = review_form(now, sent(Draft.objects.get().data))
        assert form.is_valid(), card.title
        assert engine.same_days(preview(now, form, now.today).proposal.schedule, card.outcome.schedule), card.title
    assert visited.get(at(plan)).context["panel"].standing.id == cards[-1].id


def test_switch_and_adjust_say_what_they_would_do_before_they_are_chosen(visited, plan):
    """The other paces in one line with their first and last stop; single steps with how many there are, or why none can be."""
    words = said(visited.get(at(plan)))
    assert re.search(r"Another usual pace: (1 plan|\d plans), stop (on|between) \w{3} \d\d", words)
    assert "a day more or less in one moves those after it; the stop, now on" in words
    fields = fields_of(visited.get(at(plan)), at(plan), red_flags=["none"], taken_diazepam_night="19")
    visited.post(at(plan), fields | {"preview": "1"})
    assert "Cannot be done: what is taken is not what was planned." in said(visited.get(at(plan)))


def test_two_or_three_are_compared_on_the_page_and_on_paper(visited, plan):
    """What is filled in is kept first. The figures begin at the visit, and one of the plans can be used from there."""
    page = visited.get(at(plan))
    cards = {each.title: each for each in page.context["panel"].cards}
    picks = [cards[title].id for title in ("Hold: until we decide", "Continue")]
    address = f"{at(plan)}compare/"
    fields = fields_of(page, at(plan), red_flags=["none"], notes="Sleeps badly.")
    compared = visited.post(address, fields | {"pick": picks}, follow=True)
    columns = compared.context["comparison"].columns
    assert {each.card.id for each in columns} == set(picks) and Draft.objects.get().data["notes"] == ["Sleeps badly."]
    assert {each.card.outcome.curve[0][0] for each in columns} == {TODAY + timedelta(days=22)}
    assert hits_in_html(compared.content.decode()) == []
    sheet = visited.get(f"{at(plan)}choose.pdf", {"pick": picks})
    text = " ".join(Paper(sheet.content).text(0).split())
    assert "You stay on the dose you take now." in text and "Until we have spoken." in text
    used = visited.post(address, {"patient": plan.patient.code, "outcome": cards["Continue"].id}, follow=True)
    assert used.context["panel"].standing.title == "Continue" and Draft.objects.get().data["notes"] == ["Sleeps badly."]
    assert "Tick two or three" in said(visited.get(address, {"pick": picks[:1]}, follow=True))
