"""Lists in lists in lists: whatever is sent to whichever form is answered in words, and what was kept can be thrown away."""

import json

import pytest

from taper_app.actions import drafts
from taper_app.engine import answer, load_catalogue
from taper_app.forms.kept import read_kept, read_object
from taper_app.forms.ticks import TickOfValue
from taper_app.models import Draft
from tests.actions.test_reviews import IN_TAPER
from tests.actions.visits import begin
from tests.views.every_form import (
    BUTTONS,
    CLOSED,
    EVERY_FORM,
    KEEPS,
    ONLY_WITH_A_FACTOR,
    SEARCH,
    every_form,
    forms_of,
    taking_forms,
)
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, plan_fields, text_of
from tests.views.test_plans import at
from tests.views.test_reviews import at as at_plan
from tests.views.test_reviews import send, visit_on

OPENED = "[" * 3000
WITHIN_LIMITS = '{"holds": ' + "[" * 900 + "]" * 900 + "}"
BEHIND_TEXT = '{"bands": ' + '["]",' * 300 + "[]" + "]" * 300 + "}"
OBJECTS = '{"holds":' * 200 + "1" + "}" * 200
HOSTILE = {"opened": OPENED, "within the limits": WITHIN_LIMITS, "behind text": BEHIND_TEXT, "objects": OBJECTS}
hostile = pytest.mark.parametrize("nested", HOSTILE.values(), ids=HOSTILE)


SENT_UNASKED = ("seen", "then", "token", "seen_revision", "seen_review", "shown", "answered", "asked_about", "seen_digest")


def hidden(page):
    """The names of what a page sends without asking, and of the ticks that stand for a value."""
    found = {form.add_prefix(name) for form in forms_of(page) for name, field in form.fields.items() if is_hidden(field)}
    return sorted(found | {name for name in SENT_UNASKED if controls(page, name)})


def is_hidden(field):
    return isinstance(field.widget, TickOfValue) or field.widget.is_hidden


@pytest.mark.long
def test_every_hidden_field_of_every_form_takes_nesting_in_words(client, clinician, take, monday):
    """Each field alone, and all of them at once: no answer is an error of ours, nor is the page when it is opened again."""
    met = []
    for name, address, page in every_form(client, clinician, take, monday):
        assert page.status_code == 200, name
        sent = fields_of(page, address) if f'action="{address}"' in page.content.decode() else fields_of(page)
        names = hidden(page)
        for changes in [*({each: OPENED} for each in names), dict.fromkeys(names, WITHIN_LIMITS)]:
            assert client.post(address, sent | changes).status_code < 500, (name, changes)
        assert client.get(address).status_code < 500, name
        met.append(name)
    assert met == list(EVERY_FORM)


def test_no_form_is_left_out(client, clinician, lorazepam_patient, monday):
    """The forms above are all addresses of the site that take one."""
    plan = begin(lorazepam_patient, clinician)
    client.force_login(clinician)
    found = taking_forms(client, clinician, lorazepam_patient.code, plan.code)
    assert found == {*EVERY_FORM, CLOSED, *BUTTONS, *ONLY_WITH_A_FACTOR, KEEPS, SEARCH}


@hostile
def test_a_plan_that_is_sent_with_nesting_is_refused_and_its_pages_live_on(visit, lorazepam_patient, nested):
    """The form says what is wrong; every page of the draft answers; the button on it throws the draft away."""
    response = visit.post(at(lorazepam_patient), plan_fields(lorazepam_patient, also=nested, hold_from_0=nested))
    assert response.status_code == 422
    for page in ("plan/", "plan/check/", "plan/cautions/", "plan/draft.pdf"):
        assert visit.get(at(lorazepam_patient, page), follow=True).status_code == 200
    page = visit.get(at(lorazepam_patient))
    assert controls(page, "discard")
    visit.post(at(lorazepam_patient), {"patient": lorazepam_patient.code, "discard": "1"})
    assert not Draft.objects.exists()


@hostile
def test_a_review_that_is_sent_with_nesting_is_refused_and_its_pages_live_on(client, clinician, patient, monday, nested):
    """The same of what a tick keeps of an alternative at a visit."""
    plan = begin(patient, clinician)
    visit_on(client, clinician, monday, IN_TAPER)
    assert send(client, plan, kept=nested).status_code == 422
    for page in ("review/", "review/check/", "review/cautions/", "review/draft.pdf"):
        assert client.get(at_plan(plan, page), follow=True).status_code == 200


@hostile
def test_a_draft_that_was_kept_before_it_was_read_is_shown(visit, lorazepam_patient, clinician, nested):
    """What stands in the database from before is answered like what is sent now."""
    fields = {name: [value] for name, value in plan_fields(lorazepam_patient, also=nested).items()}
    drafts.save_draft(patient=lorazepam_patient, data=fields, by=clinician)
    page = visit.get(at(lorazepam_patient))
    assert page.status_code == 200 and controls(page, "discard")
    assert visit.get(f"/patients/{lorazepam_patient.code}/risks/").status_code == 200


@pytest.mark.parametrize("data", [{"method": "direct"}, {"method": [["direct"]]}, ["direct"], {"also": [7]}], ids=str)
def test_a_draft_that_cannot_be_read_says_so_and_can_be_thrown_away(visit, lorazepam_patient, clinician, data):
    """Every page that is drawn from it has the button, whatever stands in it, and after it the form starts empty."""
    drafts.save_draft(patient=lorazepam_patient, data=data, by=clinician)
    for name in ("plan/", "plan/check/", "plan/cautions/", "plan/draft.pdf"):
        page = visit.get(at(lorazepam_patient, name))
        assert page.status_code == 422
        assert "What was filled in cannot be read" in text_of(page)
    sent = fields_of(page, at(lorazepam_patient), discard="1")
    assert visit.post(at(lorazepam_patient), sent).status_code == 302
    assert visit.get(at(lorazepam_patient)).status_code == 200


def test_a_draft_of_a_visit_that_cannot_be_read_can_be_thrown_away(client, clinician, patient, monday):
    """The same of a review, and of a follow-up after the end of the plan."""
    plan = begin(patient, clinician)
    visit_on(client, clinician, monday, IN_TAPER)
    drafts.save_draft(patient=patient, data={"notes": "x"}, by=clinician, purpose="review", subject=plan.code)
    for name in ("review/", "review/check/", "review/cautions/", "review/draft.pdf"):
        page = client.get(at_plan(plan, name))
        assert (page.status_code, len(controls(page, "discard"))) == (422, 1)
    assert client.get(f"/patients/{patient.code}/risks/").status_code == 200
    assert client.post(at_plan(plan), fields_of(page, at_plan(plan), discard="1")).status_code == 302
    assert client.get(at_plan(plan)).status_code == 200


def test_an_error_that_no_draft_made_stays_an_error(visit, lorazepam_patient, monkeypatch):
    """Where nothing is filled in there is nothing to throw away, and a fault of ours is not said to be one of theirs."""
    monkeypatch.setattr("taper_app.desk.new_plan.wants_specialist", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        visit.get(at(lorazepam_patient))


@hostile
def test_what_a_hidden_field_keeps_is_read_within_limits(nested):
    """Nothing is read that no page has sent; what offers do bring is."""
    assert (read_object(nested), read_kept(nested)) == (None, None)
    holds = {"holds": [{"after_step": step, "days": 14} for step in range(1, 13)]}
    assert read_object(json.dumps(holds)) == read_kept(json.dumps(holds)) == holds


@pytest.mark.parametrize("field", ["regimen", "strategy", "equivalence_for", "market", "patient", "review_on", "do"])
@hostile
def test_the_command_line_refuses_nesting_in_words(field, nested):
    """Whole or inside a field, a request of lists in lists is malformed, and says so."""
    closed = "[" * 900 + "]" * 900
    for typed in (nested, f'{{"{field}": {closed}}}', f'{{"{field}": {nested}}}'):
        found, status = answer(typed, load_catalogue())
        assert (status, found["error"]["code"]) == (2, "BadRequest")
