"""The page that interrupts, and the two identifiers typed before anything is issued."""

import re
from datetime import timedelta

import pytest

from taper_app.forms.reasons import WHY
from taper_app.handouts.summary import clinician_summary
from taper_app.models import AuditEvent, Draft, Plan, Review
from tests.actions.risks import ask
from tests.actions.test_reviews import IN_TAPER
from tests.actions.visits import begin, own_answers
from tests.conftest import TODAY
from tests.text_gates import texts_of
from tests.views.page_forms import fields_of
from tests.views.payloads import answers_to, controls, form_errors, plan_fields, text_of, value_of
from tests.views.test_plans import at, check, check_fields, give_reason
from tests.views.test_reviews import at as at_plan
from tests.views.test_reviews import send, visit_on

REASON = "Agreed with the patient after two talks."


@pytest.fixture
def cautioned(visit, take):
    """A patient who takes half of what is prescribed, with a bigger first reduction than the guideline’s: two cautions."""
    patient = take({"drug": "lorazepam", "prescribed_night": "4", "taken_night": "2"})
    own = {"differs_seen": "on", "pace": "own", "own_percent": "25", "own_interval": "14"}
    visit.post(at(patient), plan_fields(patient, **own))
    return patient


def interruption(visit, patient):
    return visit.get(at(patient, "plan/check/"), follow=True)


def test_all_cautions_interrupt_once_on_one_page(visit, cautioned):
    """Each says what, why and what to do, how sure it is and from where; one reason answers all, and then nothing asks again."""
    page = interruption(visit, cautioned)
    text = text_of(page)
    rules = {"Caution: Taken differs from prescribed", "Caution: Large first reduction"}
    assert rules <= set(text)
    assert len(page.context["asked"]) == text.count("Why, and what to do") == text.count("How we know this") >= 2
    assert len(controls(page, "override_reason")) == 1
    checked = give_reason(visit, cautioned, page)
    assert checked.templates[0].name == "plans/plan_check.html" and REASON in text_of(checked)
    assert interruption(visit, cautioned).templates[0].name == "plans/plan_check.html"
    visit.post(at(cautioned, "plan/check/"), check_fields(checked, cautioned))
    assert Plan.objects.get().revisions.get().snapshot["override_reason"] == REASON


@pytest.mark.parametrize("reason", ["", "   too short   ", "aaaaaaaaaa"])
def test_a_reason_of_less_than_ten_characters_does_not_go_on(visit, cautioned, reason):
    """The page stays, says what is wanted, and neither the draft nor a forged check goes round it; what was typed is kept."""
    page = interruption(visit, cautioned)
    response = give_reason(visit, cautioned, page, reason)
    assert (response.status_code, value_of(response, "asked_about")) == (422, page.context["asked_about"])
    assert form_errors(response) == ["Much changes at once: answer in a few words, at least 10 characters.", WHY]
    forged = visit.post(at(cautioned, "plan/check/"), {"patient": cautioned.code, "override_reason": REASON})
    assert (forged.status_code, forged.url) == (302, at(cautioned, "plan/cautions/"))
    assert not Plan.objects.exists()
    typed = fields_of(interruption(visit, cautioned), at(cautioned, "plan/cautions/"))
    assert {each.strip() for each in typed["override_reason"]} == {reason.strip()}


def test_a_reason_answers_the_cautions_that_were_read_and_no_others(visit, cautioned):
    """It goes on with the draft while they stay the same; another size of reduction asks again, and so does a stale page."""
    page = interruption(visit, cautioned)
    give_reason(visit, cautioned, page)
    same = {name: values[0] for name, values in Draft.objects.get().data.items() if name not in ("override_reason", "reason_for")}
    visit.post(at(cautioned), same | {"patient": cautioned.code})
    assert interruption(visit, cautioned).templates[0].name == "plans/plan_check.html"
    visit.post(at(cautioned), same | {"patient": cautioned.code, "own_percent": "20"})
    other = interruption(visit, cautioned)
    assert other.templates[0].name == "plans/cautions.html"
    assert other.context["asked_about"] != page.context["asked_about"]
    stale = give_reason(visit, cautioned, page)
    assert (stale.status_code, stale.context["asked_about"]) == (409, other.context["asked_about"])


def test_a_plan_without_cautions_is_not_interrupted(visit, drafted):
    """Its page of cautions leads on to the check, which asks for no reason."""
    assert visit.get(at(drafted, "plan/cautions/")).url == at(drafted, "plan/check/")
    page = visit.get(at(drafted, "plan/check/"))
    assert page.status_code == 200 and not controls(page, "override_reason")


def test_a_reason_for_another_patient_is_refused(visit, cautioned):
    """A form that was opened for somebody else keeps nothing."""
    page = interruption(visit, cautioned)
    fields = fields_of(page, at(cautioned, "plan/cautions/"), override_reason=REASON, patient="2222-2222")
    assert visit.post(at(cautioned, "plan/cautions/"), fields).status_code == 409
    assert "override_reason" not in Draft.objects.get().data


# Who it is for -----------------------------------------------------------------------------------

WRONG = [
    ({"initials": "XQ"}, ["These initials do not fit this patient. Check whose plan this is, then type them again."]),
    ({"birth_year": "1971"}, ["This year of birth is not this patient’s. Check whose plan this is, then type it again."]),
    ({"initials": "", "birth_year": ""}, ["Type the patient’s initials.", "Type the patient’s year of birth."]),
]


@pytest.mark.parametrize(("typed", "words"), WRONG)
def test_a_plan_typed_for_somebody_else_is_not_issued(visit, drafted, typed, words):
    """What does not fit is said at its own box, the answer is not, and what was typed stays; nothing fills these boxes in."""
    page = check(visit, drafted)
    for box in (controls(page, "initials")[0], controls(page, "birth_year")[0]):
        assert box["autocomplete"] == "off" and not box.get("value")
    response = visit.post(at(drafted, "plan/check/"), check_fields(page, drafted, **typed))
    assert (response.status_code, form_errors(response)) == (422, words)
    assert not any("1970" in sentence or "RE" in sentence for sentence in form_errors(response))
    assert not Plan.objects.exists()
    assert AuditEvent.objects.filter(action="refuse_identity").exists() is all(typed.values())
    assert "initials" not in Draft.objects.get().data
    assert visit.post(at(drafted, "plan/check/"), check_fields(response, drafted)).status_code == 302


@pytest.fixture
def reviewed(client, patient, clinician, monday):
    """A plan with a caution that was answered when it was issued, at a visit while its dose goes down."""
    plan = begin(patient, clinician, "several")
    visit_on(client, clinician, monday, IN_TAPER)
    return plan


def test_a_review_asks_about_no_caution_again_and_shows_the_answer(client, reviewed):
    """A hold of the same steps leads straight to the check, with who answered, when and why; the summary’s data keep it."""
    send(client, reviewed, "hold", hold_length="days", hold_days="28")
    page = client.get(at_plan(reviewed, "review/check/"))
    assert page.status_code == 200
    assert any(line.startswith("Answered on 04-Jan-2027 by Dr Ash Marlow:") for line in text_of(page))
    wrong = fields_of(page, at_plan(reviewed, "review/check/"), old_paper="taken-back", initials="XX", birth_year="1970")
    refused = client.post(at_plan(reviewed, "review/check/"), wrong)
    assert form_errors(refused) == [WRONG[0][1][0]] and not Review.objects.exists()
    right = fields_of(refused, at_plan(reviewed, "review/check/"), old_paper="taken-back", initials="RE", birth_year="1970")
    assert client.post(at_plan(reviewed, "review/check/"), right).status_code == 302
    stored = reviewed.revisions.latest("number").snapshot
    assert (stored["override_reason"], len(stored["answered"])) == ("", 1)


def test_a_review_with_a_new_caution_is_interrupted_by_that_one_alone(client, reviewed):
    """More is taken than was planned: the page has that caution, the reason is kept, and the check asks for nothing more."""
    send(client, reviewed, "hold", hold_length="days", hold_days="28", taken_diazepam_night="30")
    page = client.get(at_plan(reviewed, "review/check/"), follow=True)
    assert page.templates[0].name == "plans/cautions.html"
    assert "Taken differs from prescribed" in {each["title"] for each in page.context["asked"]}
    fields = fields_of(page, at_plan(reviewed, "review/cautions/"), **answers_to(page, REASON))
    checked = client.post(at_plan(reviewed, "review/cautions/"), fields, follow=True)
    assert checked.templates[0].name == "reviews/review_check.html" and REASON in text_of(checked)


def test_a_plain_continue_is_asked_for_neither(client, reviewed):
    """One confirmation, though the plan in force has a caution: no reason, no identifiers."""
    send(client, reviewed)
    page = client.get(at_plan(reviewed, "review/check/"))
    assert page.status_code == 200
    assert not controls(page, "initials") and not controls(page, "override_reason")
    assert client.get(at_plan(reviewed, "review/cautions/")).url == at_plan(reviewed, "review/check/")


# Each by what it asks ----------------------------------------------------------------------------

GRAVE = {"seizure": "yes", "alcohol": "dependence", "suicidality": "yes"}


def test_what_can_kill_is_answered_one_by_one(visit, cautioned, clinician):
    """One reason for all leaves each of them unanswered; each by its own answer goes through, and is kept and printed so."""
    ask(cautioned, clinician, TODAY, **GRAVE)
    page = interruption(visit, cautioned)
    alone = [each["rule"] for each in page.context["alone"]]
    assert {"seizure_history", "suicidality", "setting_of_care"} <= {*alone}
    action = at(cautioned, "plan/cautions/")
    together = visit.post(action, fields_of(page, action, override_reason=REASON))
    assert together.status_code == 422
    assert len(form_errors(together)) == sum(len(question.boxes) for question in page.context["form"].own)
    assert visit.get(at(cautioned, "plan/check/")).url == action
    anchors = re.findall(r'href="#(id_caution_[^"]+)"', together.content.decode())
    assert len(anchors) == len(form_errors(together)) and all(f'id="{each}"' in together.content.decode() for each in anchors)
    checked = visit.post(action, fields_of(together, action, **answers_to(together, REASON)), follow=True)
    assert "Dr Ada Ode, Psychiatrist, on 04-Jan-2027" in text_of(checked)
    visit.post(at(cautioned, "plan/check/"), check_fields(checked, cautioned))
    issued = Plan.objects.get().revisions.get().issued()
    assert {each.rule for each in issued.answered} == {*alone}
    plan_page = " ".join(text_of(visit.get(f"/plans/{issued.code}/")))
    assert "Advised by Dr Ada Ode, Psychiatrist, on 04-Jan-2027" in plan_page
    summary = " ".join(texts_of(clinician_summary(issued, "0" * 64)))
    assert summary.count("Answered on 04-Jan-2027 by Dr Ash Marlow: ") >= len(alone)
    assert "Advised by Dr Ada Ode, Psychiatrist, on 04-Jan-2027" in summary


def test_the_answers_typed_are_there_again_on_coming_back(visit, cautioned, clinician):
    """Half of them are kept with the draft, days included, and count for nothing until all are right."""
    ask(cautioned, clinician, TODAY, **GRAVE)
    page = interruption(visit, cautioned)
    action = at(cautioned, "plan/cautions/")
    half = {name: value for name, value in answers_to(page, REASON).items() if "suicidality" not in name}
    assert visit.post(action, fields_of(page, action, **half)).status_code == 422
    again = fields_of(interruption(visit, cautioned), action)
    assert {name: again[name] for name in half} == {name: [value] for name, value in half.items()}


def test_an_old_answer_is_shown_and_never_filled_in(client, clinician, patient, monday):
    """After ninety days it stands beside the question, and every box of that is empty."""
    plan = begin(patient, clinician, risks={"opioid": "yes"})
    later = visit_on(client, clinician, monday, TODAY + timedelta(days=91))
    page = later.get(send(later, plan, "hold", hold_length="days", hold_days="28").url, follow=True)
    assert page.templates[0].name == "plans/cautions.html"
    text = " ".join(text_of(page))
    assert "On 04-Jan-2027 by Dr Ash Marlow. It does not stand any more: ask again." in text
    assert own_answers()["opioid_together"].arranged in text
    typed = fields_of(page, at_plan(plan, "review/cautions/"))
    assert {value for name, values in typed.items() if name.startswith("caution_") for value in values} == {""}
