"""The page of risks: nothing is answered beforehand, all of it is a minute's work, and it leads on to where one came from."""

from datetime import timedelta

import pytest

from taper_app.actions import medications
from taper_app.chart import next_revision, risk_picture
from taper_app.engine import Specialist, load_catalogue
from taper_app.models import AuditEvent, Plan, RiskPicture
from taper_app.pages.risk_lines import risk_line
from tests.actions.risks import answers, ask
from tests.actions.visits import begin, typed_again
from tests.actions.visits import visit as record
from tests.conftest import TODAY, lorazepam_row
from tests.views.page_forms import fields_of
from tests.views.payloads import AGREED, answers_to, controls, date_parts, form_errors, plan_fields, text_of


@pytest.fixture
def unasked(patient, clinician):
    """A patient whose medicines are known, and whose risks are not."""
    medications.set_medications(patient=patient, rows=[lorazepam_row()], others_asked_on=TODAY, by=clinician)
    return patient


def at(patient, then=""):
    return f"/patients/{patient.code}/risks/" + (f"?then={then}" if then else "")


def fields(patient, seen=0, then="", **changes):
    """The form with every question answered."""
    return {"patient": patient.code, "seen": str(seen), "then": then} | answers(**changes)


def said(response):
    return " ".join(text_of(response))


def checked(response, name):
    return [each["value"] for each in controls(response, name) if "checked" in each]


def test_nothing_is_answered_beforehand(visit, patient):
    """The first time no answer is chosen, to any question."""
    page = visit.get(at(patient))
    for question in load_catalogue().risks:
        assert controls(page, question), question
        assert checked(page, question) == []


def test_every_question_wants_an_answer(visit, patient):
    """Every question about risks, from seizures to the liver, wants an answer: without it nothing is saved, and it says so."""
    page = visit.post(at(patient), {"patient": patient.code, "seen": "0"})
    assert page.status_code == 422
    asked = [each.words for each in load_catalogue().risks.values()]
    assert form_errors(page) == [f"{words} Choose an answer, or “Not known”." for words in asked]
    assert not RiskPicture.objects.exists()


def test_answers_are_saved(visit, patient):
    """What is sent is kept with today's date, and the patient's page says what there is to note and what is not known."""
    page = visit.post(at(patient), fields(patient, opioid="yes", liver="unknown"))
    assert page["Location"] == f"/patients/{patient.code}/"
    picture = risk_picture.newest(patient)
    assert (picture.answers, picture.asked_on) == (answers(opioid="yes", liver="unknown"), TODAY)
    words = said(visit.get(page["Location"]))
    assert "an opioid" in words and "Not known: liver disease" in words and "04-Jan-2027 by Dr Ash Marlow" in words


def test_the_rest_is_answered_and_not_saved(visit, patient):
    """One button answers what is left, where nothing to note is an answer; what was chosen stays, and nothing is saved."""
    page = visit.post(at(patient), {"patient": patient.code, "seen": "0", "opioid": "yes", "rest": "1"})
    assert page.status_code == 200
    assert not RiskPicture.objects.exists()
    assert [checked(page, name) for name in ("opioid", "liver", "support")] == [["yes"], ["no"], ["yes"]]
    assert "Save the answers" in said(page)
    marked = page.context["answered"]
    assert "liver" in marked and "opioid" not in marked


def test_how_long_is_never_answered_for_the_clinician(visit, patient):
    """For how long it has been taken has no usual answer, so the button leaves it, and says so."""
    page = visit.post(at(patient), {"patient": patient.code, "seen": "0", "rest": "1"})
    assert checked(page, "duration") == checked(page, "days_a_week") == []
    assert not {"duration", "days_a_week"} & page.context["answered"]
    assert "still want an answer of yours: How long has it been taken on most days?" in said(page)


BY_ONE = ("seizure", "opioid", "alcohol", "pregnancy", "suicidality")
BEGUN = {"duration": "3-months-or-more", "days_a_week": "4-or-more"} | dict.fromkeys(BY_ONE, "no")


def with_the_button(visit, patient, **begun):
    """The page once the button has answered the rest."""
    return visit.post(at(patient), {"patient": patient.code, "seen": "0", "rest": "1"} | begun)


def test_no_button_answers_what_can_kill(visit, patient):
    """Suicide, a seizure, an opioid, alcohol and pregnancy are asked one by one: the button leaves them, and says so."""
    page = with_the_button(visit, patient)
    assert [checked(page, name) for name in BY_ONE] == [[]] * 5
    left = said(page).partition("still want an answer of yours")[2]
    assert all(load_catalogue().risks[name].words in left for name in BY_ONE)
    visit.post(at(patient), fields_of(page, at(patient), duration="3-months-or-more", days_a_week="4-or-more"))
    assert not RiskPicture.objects.exists()


def test_a_page_without_scripts_saves_in_two_posts(visit, patient):
    """The answers that are asked for, the button for the rest, and saving what then stands there keeps all of it."""
    page = with_the_button(visit, patient, **BEGUN)
    visit.post(at(patient), fields_of(page, at(patient)))
    assert risk_picture.newest(patient).answers == answers()


def test_what_the_button_answered_is_told_apart_until_it_is_asked(visit, patient):
    """It is kept as such, told on the page and marked when looked at again, until it is ticked or answered otherwise."""
    page = with_the_button(visit, patient, **BEGUN)
    visit.post(at(patient), fields_of(page, at(patient), falls="yes", asked_liver="on"))
    picture = risk_picture.newest(patient)
    rest = set(answers()) - set(BEGUN) - {"falls", "liver"}
    assert set(picture.by_button) == rest
    assert AuditEvent.objects.get(action="record_risks").after["by_button"] == sorted(rest)
    assert f"Not asked, answered by one button: {len(rest)} questions." in said(visit.get(f"/patients/{patient.code}/"))
    again = visit.get(at(patient))
    assert again.context["answered"] == rest
    visit.post(at(patient), fields_of(again, at(patient), asked_driving="on"))
    assert set(risk_picture.newest(patient).by_button) == rest - {"driving"}


def test_a_mark_survives_what_is_wrong_on_the_page(visit, patient):
    """Where another answer is wanting, what the button gave is still marked; a mark that was made up counts for nothing."""
    page = with_the_button(visit, patient, **BEGUN | {"seizure": ""})
    sent = fields_of(page, at(patient))
    wrong = visit.post(at(patient), sent | {"by_button": [*sent["by_button"], "suicidality", "nonsense"]})
    assert wrong.status_code == 422
    assert wrong.context["answered"] == page.context["answered"]


def test_asked_again_it_begins_from_the_last_answers(visit, patient, clinician):
    """The newest answers stand there, with who gave them and when; saved again they are a new picture."""
    ask(patient, clinician, TODAY, falls="yes")
    page = visit.get(at(patient))
    assert checked(page, "falls") == ["yes"]
    assert "Last answered on 04-Jan-2027 by Dr Ash Marlow" in said(page)
    visit.post(at(patient), fields_of(page, at(patient)))
    assert [each.number for each in patient.risk_pictures.all()] == [1, 2]


def test_interacting_medicines(visit, patient):
    """A "yes" names the medicine, and since and until when; the page says it in words."""
    row = {"medicine_0": "omeprazole"} | date_parts("started_0", "4 1 2027") | date_parts("stopped_0", "1 2 2027")
    visit.post(at(patient), fields(patient, interacting="yes", **row))
    kept = risk_picture.newest(patient).interacting
    assert kept == [{"medicine": "omeprazole", "started_on": "2027-01-04", "stopped_on": "2027-02-01"}]
    assert "omeprazole from 04-Jan-2027 to 01-Feb-2027" in said(visit.get(f"/patients/{patient.code}/"))
    assert controls(visit.get(at(patient)), "started_0_1")[0]["value"] == "1"


WRONG = {
    "no medicine": ({"interacting": "yes"}, "Choose the medicine."),
    "not yes": ({"medicine_0": "omeprazole"}, "A medicine is chosen below."),
    "twice": ({"interacting": "yes", "medicine_0": "omeprazole", "medicine_1": "omeprazole"}, "This medicine is named twice."),
    "days of nothing": ({"interacting": "yes", "medicine_1": "omeprazole"} | date_parts("started_0", "4 1 2027"), "Choose the"),
    "ends early": (
        {"interacting": "yes", "medicine_0": "omeprazole"}
        | date_parts("started_0", "4 1 2027")
        | date_parts("stopped_0", "3 1 2027"),
        "It stops before it starts.",
    ),
    "no date": ({"interacting": "yes", "medicine_0": "omeprazole"} | date_parts("started_0", "31 2 2027"), "Enter a real date"),
    "no such answer": ({"opioid": "perhaps"}, "An opioid? Choose an answer"),
    "no such medicine": ({"interacting": "yes", "medicine_0": "chocolate"}, "Choose a medicine from the list."),
}


@pytest.mark.parametrize(("changes", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(visit, patient, changes, words):
    """Each mistake has its sentence, nothing is saved, and what was chosen stands there still."""
    page = visit.post(at(patient), fields(patient, falls="yes") | changes)
    assert page.status_code == 422
    assert any(each.startswith(words) for each in form_errors(page))
    assert checked(page, "falls") == ["yes"]
    assert not RiskPicture.objects.exists()


def test_somebody_quicker(visit, patient, clinician):
    """Where somebody answered since the page was opened, nothing is saved; both are shown, and saving once more does it."""
    ask(patient, clinician, TODAY, opioid="yes")
    page = visit.post(at(patient), fields(patient, falls="yes"))
    assert page.status_code == 409
    assert "Dr Ash Marlow has answered these questions since you opened this page" in said(page)
    assert "an opioid" in said(page) and checked(page, "falls") == ["yes"]
    visit.post(at(patient), fields_of(page, at(patient)))
    assert (risk_picture.newest(patient).number, risk_picture.newest(patient).answers["falls"]) == (2, "yes")


def test_a_form_of_another_patient_saves_nothing(visit, patient):
    """A form that was opened for another patient is refused."""
    assert visit.post(at(patient), fields(patient) | {"patient": "AAAA-2222"}).status_code == 409
    assert not RiskPicture.objects.exists()


# Before a plan -----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["plan/", "plan/check/", "plan/cautions/"])
def test_a_plan_sends_to_the_questions_and_they_lead_back(visit, unasked, page):
    """Without answers each page of a new plan leads to the questions, and once they are saved they lead to the plan."""
    sent = visit.get(f"/patients/{unasked.code}/{page}")
    assert sent["Location"] == at(unasked, "plan")
    asked = visit.get(sent["Location"])
    assert "answer what is asked about risks" in said(asked)
    done = visit.post(at(unasked), fields_of(asked, at(unasked)) | answers())
    assert done["Location"] == f"/patients/{unasked.code}/plan/"
    assert visit.get(done["Location"]).status_code == 200


def test_old_answers_are_asked_again_before_a_plan(visit, unasked, clinician, monday):
    """Answers of over 90 days ago lead to the questions again, and the page says why."""
    ask(unasked, clinician, TODAY)
    assert visit.get(f"/patients/{unasked.code}/plan/").status_code == 200
    monday.shift(91 * 86400)
    visit.force_login(clinician)
    sent = visit.get(f"/patients/{unasked.code}/plan/")
    assert sent["Location"] == at(unasked, "plan")
    assert "no older than 90 days" in said(visit.get(sent["Location"]))


@pytest.mark.parametrize(("days", "stands"), [(90, ["no"]), (91, [])])
def test_an_old_no_to_what_is_asked_one_by_one_is_not_saved_again_by_one_button(visit, unasked, clinician, monday, days, stands):
    """Of suicide, seizure, opioids, alcohol and pregnancy an old no stands empty; a yes stays, so that none is lost."""
    ask(unasked, clinician, TODAY, opioid="yes")
    monday.shift(days * 86400)
    visit.force_login(clinician)
    page = visit.get(at(unasked))
    each = {name: checked(page, name) for name in ("suicidality", "seizure", "alcohol", "pregnancy")}
    assert each == dict.fromkeys(each, stands)
    assert (checked(page, "opioid"), checked(page, "liver")) == (["yes"], ["no"])
    saved = visit.post(at(unasked), fields_of(page, at(unasked)))
    assert (saved.status_code, len(form_errors(saved)) if saved.context else 0) == ((302, 0) if stands else (422, 4))


def test_a_pregnancy_asks_for_the_specialist(visit, lorazepam_patient, clinician):
    """What a named specialist settles asks for the name: a pregnancy blocks the plan until one is there."""
    plan = f"/patients/{lorazepam_patient.code}/plan/"
    assert not controls(visit.get(plan), "specialist")
    ask(lorazepam_patient, clinician, TODAY, pregnancy="yes")
    assert controls(visit.get(plan), "specialist")
    visit.post(plan, plan_fields(lorazepam_patient))
    assert visit.get(plan).context["blocked"]
    visit.post(plan, plan_fields(lorazepam_patient, **AGREED))
    assert not visit.get(plan).context["blocked"]


def test_the_check_of_a_plan_has_the_answers(visit, drafted, clinician):
    """The page on which a plan is confirmed says what there is to note and what is not known, with the way to change it."""
    ask(drafted, clinician, TODAY, driving="yes", liver="unknown")
    page = visit.get(f"/patients/{drafted.code}/plan/check/")
    assert "driving or work with machines" in said(page) and "Not known: liver disease" in said(page)
    assert at(drafted, "plan") in page.content.decode()


# At a visit --------------------------------------------------------------------------------------


@pytest.fixture
def plan(monday, patient, clinician):
    return begin(patient, clinician)


def test_the_plan_and_its_review_say_the_risks(visit, plan, clinician):
    """The page of the plan and that of its review say what there is to note, what is not known, and when it was answered."""
    ask(plan.patient, clinician, TODAY, opioid="yes", liver="unknown")
    for page in (f"/plans/{plan.code}/", f"/plans/{plan.code}/review/"):
        words = said(visit.get(page))
        assert "an opioid" in words and "Not known: liver disease" in words and "04-Jan-2027" in words


def test_a_review_goes_to_the_questions_and_back(visit, plan):
    """From a half-filled review one goes to the questions and back, and what was filled in is still there."""
    review = f"/plans/{plan.code}/review/"
    filled = fields_of(visit.get(review), review, notes="Half a note", risks="1")
    sent = visit.post(review, filled)
    assert sent["Location"] == at(plan.patient, "review")
    asked = visit.get(sent["Location"])
    back = visit.post(at(plan.patient), fields_of(asked, at(plan.patient)))
    assert back["Location"] == review
    assert "Half a note" in visit.get(review).content.decode()


def test_what_a_visit_finds_is_offered_to_the_answers(visit, plan, clinician):
    """An opioid entered in a review that is being written is said above the questions, until it is answered there too."""
    review = f"/plans/{plan.code}/review/"
    visit.post(review, fields_of(visit.get(review), review, opioids="yes", risks="1"))
    assert "A visit found something else than is answered here: opioids" in said(visit.get(at(plan.patient)))
    ask(plan.patient, clinician, TODAY, opioid="yes")
    assert "A visit found" not in said(visit.get(at(plan.patient)))


def test_a_pregnancy_in_mid_taper_wants_a_specialist_at_the_next_visit(visit, plan, clinician):
    """Once a pregnancy is answered, a plan that goes on down is blocked at its visit until a specialist is named, and kept."""
    ask(plan.patient, clinician, TODAY, pregnancy="yes")
    review = f"/plans/{plan.code}/review/"
    slower = {"decision": "slow", "slow_percent": "10", "slow_interval": "21", "red_flags": ["none"], "check": "1"}
    page = visit.post(review, fields_of(visit.get(review), review, **slower), follow=True)
    assert page.context["blocked"] and "Pregnancy" in said(page)
    named = fields_of(visit.get(review), review, check="1", **AGREED)
    page = visit.post(review, named, follow=True)
    assert not controls(page, "seen_digest") and [each["rule"] for each in page.context["alone"]] == ["pregnancy"]
    cautions = f"/plans/{plan.code}/review/cautions/"
    page = visit.post(cautions, fields_of(page, cautions, **answers_to(page, "Agreed with obstetrics.")), follow=True)
    checks = f"/plans/{plan.code}/review/check/"
    visit.post(checks, fields_of(page, checks, old_paper="taken-back", **typed_again(plan.patient)))
    assert plan.revisions.latest("number").issued().specialist == Specialist("Dr Ada Ode", "Psychiatrist", TODAY)


def test_the_open_plan_is_not_left_for_a_new_one(visit, plan):
    """Once a plan is open, answers lead to the patient and not to a new plan."""
    done = visit.post(at(plan.patient), fields(plan.patient, seen=1, then="plan"))
    assert done["Location"] == f"/patients/{plan.patient.code}/"
    assert Plan.objects.count() == 1 and next_revision.in_force(plan)


def test_what_was_answered_after_a_visit_counts_more_than_what_the_visit_found(monday, patient, clinician):
    """An opioid that a visit found is shown beside the answers until they are given again, and not afterwards."""
    plan = begin(patient, clinician)
    monday.shift(timedelta(days=14))
    record(plan, clinician, TODAY + timedelta(days=14), observations={"opioids": "yes"})
    today = TODAY + timedelta(days=15)
    assert risk_line(patient, today)["found"] == [load_catalogue().risks["opioid"].name]
    monday.shift(timedelta(days=1))
    ask(patient, clinician, today, opioid="no")
    assert risk_line(patient, today)["found"] == []
