"""Entered in error on the pages: what is struck out is on no list, says why wherever it is read, and takes nothing more."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from taper_app.actions import patients
from taper_app.actions.relapse_plans import record_relapse_plan
from taper_app.actions.visits import MARKED
from taper_app.chart.patient_today import taken_again
from taper_app.desk.review import STRUCK_OUT
from taper_app.models import EnteredInError, Plan
from taper_app.pages.risk_lines import risk_line
from taper_app.wording.days import clinic_day
from tests.actions.marking import WHY, mark_patient, mark_plan, mark_review
from tests.actions.visits import TODAY, begin
from tests.test_doors import OF_A_REVISION, PATIENT, POLICY, REVIEW
from tests.views import visits
from tests.views.page_forms import fields_of
from tests.views.payloads import form_errors, patient_fields, text_of
from tests.views.test_reviews import visit_on

SOON, FIRST = TODAY + timedelta(days=1), TODAY + timedelta(days=28)
ALONE = {"paper": ""}
SIGNED = {"reason": WHY, "initials": "RE", "birth_year": "1970"}


@pytest.fixture
def plan(visit, patient, clinician):
    """Diazepam 20 mg at night, going down directly since 4 January; today is the fifth."""
    return begin(patient, clinician)


@pytest.fixture
def on(client, clinician, monday):
    """Gives the clinician's browser on a day."""
    return lambda day: visit_on(client, clinician, monday, day)


@pytest.fixture
def soon(visit, on):
    """The same on the day after."""
    return on(SOON)


@pytest.fixture
def held(plan, clinician, soon):
    """A wrong visit held 20 mg for two weeks more, from 1 February on, and found a red flag."""
    found = {"red_flags": ["seizure"], "changes_on": SOON + timedelta(days=27)}
    return visits.visit(plan, clinician, SOON, "hold", 14, **found)


@pytest.fixture
def twin(clinic, clinician):
    """The same person once more, with a digit of the identifier wrong."""
    return patients.add_patient(
        clinic=clinic, name="Example, Rowan", born_on=date(1970, 5, 17), sex="female", identifier="TEST-0007", by=clinician
    )


def said(response):
    """The words of a page, each blank a single space."""
    return " ".join(" ".join(text_of(response)).split())


def mark(browser, name, *codes, **changes):
    """What the page of a mark answers to what is filled in there."""
    address = reverse(name, args=codes)
    page = browser.get(address)
    return page, browser.post(address, fields_of(page, mark="1", **SIGNED, **changes))


# A plan ------------------------------------------------------------------------------------------


def test_a_plan_is_marked_on_its_page(plan, visit):
    """A quiet link leads from the plan to what it means, the reason, its paper and who the patient is; then the plan says so."""
    assert f'href="/plans/{plan.code}/entered-in-error/"' in visit.get(f"/plans/{plan.code}/").content.decode()
    page, answer = mark(visit, "plan_in_error", plan.code, paper="not-given")
    means = said(page)
    assert "counts among no endings" in means
    assert "its paper, revision 1 of Mon 04-Jan-2027: it says for today diazepam 18 mg at night. Tell the patient" in means
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{plan.code}/timeline/")
    now = visit.get(f"/plans/{plan.code}/")
    words = said(now)
    assert "This plan was entered in error" in words and "Nothing stands against" not in words
    assert f"Said on Mon 04-Jan-2027 by Dr Ash Marlow: {WHY} Its paper: it was never given to the patient." in words
    assert "Record a visit" not in words and "Follow up" not in words and "entered-in-error" not in now.content.decode()


def test_a_struck_plan_is_on_no_list_and_among_no_endings(plan, patient, clinician, visit):
    """Neither today's lists, nor the patient's line, nor the next plan speak of it as open or ended; its page is still there."""
    mark_plan(plan, clinician, right_plan="")
    assert plan.code not in visit.get("/").content.decode()
    assert "No plan" in said(visit.get("/patients/"))
    words = said(visit.get(f"/patients/{patient.code}/"))
    assert f"Plan {plan.code} Entered in error" in words and "ended on" not in words and "Start a new plan" not in words
    later = begin(patient, clinician)
    words = said(visit.get(f"/patients/{patient.code}/"))
    assert f"{later.code} Next visit" in words and "Issued, revision 1" in words
    assert "Issued, revision 1" in said(visit.get("/patients/"))


def test_the_plan_before_a_struck_one_is_followed_up_again(plan, patient, clinician, on, visit):
    """Its follow-up was off the list because a new plan came after it, which was an error."""
    visits.visit(plan, clinician, TODAY, "end", next_in=14, end_reason="declined")
    wrong = begin(patient, clinician)
    on(TODAY + timedelta(days=14))
    assert plan.code not in visit.get("/").content.decode()
    mark_plan(wrong, clinician)
    assert f"/plans/{plan.code}/" in visit.get("/").content.decode()
    assert "Follow-up due today" in said(visit.get("/patients/"))
    assert wrong.code not in said(visit.get(f"/plans/{plan.code}/"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": "wrong"}, "Write why it was entered in error, in a few words, at least 10 characters."),
        ({"paper": None}, "Say where its paper is."),
        ({"initials": "XY"}, "These initials do not fit this patient. Check whose plan this is, then type them again."),
        ({"right_plan": "K7QX-4M2P"}, "No other plan of your clinic has this number. Copy it from the plan that is right."),
        ({"seen_review": "7"}, None),
    ],
    ids=str,
)
def test_the_page_says_what_is_missing(plan, visit, changes, error):
    """Each refusal stands at its field and above them all, with what was typed; nothing is marked."""
    address = reverse("plan_in_error", args=[plan.code])
    sent = fields_of(visit.get(address), **{"mark": "1", "paper": "taken-back", **SIGNED} | changes)
    answer = visit.post(address, sent)
    assert not EnteredInError.objects.exists()
    assert answer.status_code == (422 if error else 409)
    if error:
        assert form_errors(answer) == [error]
        assert sent["reason"] in answer.content.decode()


# A visit -----------------------------------------------------------------------------------------


def test_a_wrong_visit_takes_its_revision_with_it(plan, held, soon):
    """Its page says what holds again today and what is next, then the timeline has it struck out, with the reason."""
    address = f'href="/plans/{plan.code}/reviews/1/entered-in-error/"'
    assert address in soon.get(f"/plans/{plan.code}/timeline/").content.decode()
    assert address in soon.get(f"/plans/{plan.code}/").content.decode()
    page, answer = mark(soon, "review_in_error", plan.code, 1, paper="taken-back")
    means = said(page)
    assert "Entered in error: visit 1 of Tue 05-Jan-2027, and revision 2" in means
    assert "Revision 1 is in force again. From today on it says: diazepam 18 mg at night." in means
    assert "The paper of revision 1 was taken back or struck out then: print it again for the patient." in means
    first = plan.revisions.get(number=1).issued().review_on
    assert f"The next visit is on {clinic_day(first)} again. Tell the patient." in means
    assert answer.status_code == 302
    now = soon.get(f"/plans/{plan.code}/timeline/")
    assert "<s>Visit 1: hold</s>" in now.content.decode()
    assert f"Said on Tue 05-Jan-2027 by Dr Ash Marlow: {WHY} Its paper: taken back." in said(now)
    assert re.findall(r'class="state state-(\w+)', now.content.decode()) == ["issued", "error", "issued"]
    words = said(soon.get(f"/plans/{plan.code}/"))
    assert "Revision 1, issued on 04-Jan-2027" in words
    assert f"Revision 2 was entered in error. Said on Tue 05-Jan-2027 by Dr Ash Marlow: {WHY} Its paper: taken back." in words
    assert "Revision 1 is in force again: print its handout and go through it with the patient. The next visit" in said(now)


def test_a_visit_that_is_past_when_it_holds_again_is_said_to_be_overdue(plan, clinician, on):
    """The end of a plan is struck weeks later: nobody is told of a next visit on a day that has gone by."""
    visits.visit(plan, clinician, SOON, "end", next_in=28, end_reason="declined")
    late = on(SOON + timedelta(days=40))
    whole = said(late.get(reverse("plan_in_error", args=[plan.code])))
    assert "It has 1 visit. A plan that the patient did follow was no error: leave it as it ended." in whole
    page, _ = mark(late, "review_in_error", plan.code, 1)
    first = clinic_day(plan.revisions.get(number=1).issued().review_on)
    overdue = f"The next visit was on {first} and is overdue: see the patient soon."
    assert overdue in said(page) and overdue in said(late.get(f"/plans/{plan.code}/timeline/"))


def test_what_a_struck_visit_found_counts_no_more(plan, held, clinician, on, soon):
    """Its red flag is on no list, its figures in no chart, and the risks name nothing that it found."""
    assert "Red flag at the last visit" in said(on(FIRST).get("/"))
    on(SOON)
    mark_review(plan, clinician, 1, SOON)
    first = said(on(FIRST).get("/"))
    assert plan.code in soon.get("/").content.decode() and "Red flag" not in first
    figures = soon.get(f"/plans/{plan.code}/timeline/").content.decode().partition("<h2>What happened</h2>")[0]
    assert "Visit 1" not in figures


def test_days_that_were_lived_only_lead_to_a_visit(plan, held, on, soon):
    """Once another dose is planned for today, the page has no form: it says to record a review first, and leads there."""
    on(FIRST)
    address = reverse("review_in_error", args=[plan.code, 1])
    page = soon.get(address)
    assert "Other doses are planned since 01-Feb-2027" in said(page) and "Record a visit first" in said(page)
    assert f'href="/plans/{plan.code}/review/"' in page.content.decode()
    sent = {"patient": plan.patient.code, "mark": "1", "paper": "taken-back", "seen_revision": "2", "seen_review": "1"} | SIGNED
    assert soon.post(address, sent).status_code == 409
    assert not EnteredInError.objects.exists()


def test_a_visit_that_there_is_not_or_that_is_marked_already(plan, held, clinician, soon):
    """A number that no review has is not found; one that is struck out leads to the timeline."""
    assert soon.get(reverse("review_in_error", args=[plan.code, 2])).status_code == 404
    mark_review(plan, clinician, 1, SOON)
    assert soon.get(reverse("review_in_error", args=[plan.code, 1]))["Location"] == f"/plans/{plan.code}/timeline/"


def test_the_next_visit_goes_on_from_what_holds_again(plan, held, clinician, soon):
    """A review begun before the mark is shown as overtaken; one begun after it starts from revision 1, and makes revision 3."""
    begun = fields_of(soon.get(f"/plans/{plan.code}/review/"), f"/plans/{plan.code}/review/")
    mark_review(plan, clinician, 1, SOON)
    answer = soon.post(f"/plans/{plan.code}/review/", begun | {"check": "1"})
    assert answer.status_code == 409
    assert form_errors(answer) == [STRUCK_OUT]
    assert "Changed in the meantime" in said(answer) and "revision 1, then go on" in said(answer)
    made = visits.visit(Plan.objects.get(), clinician, SOON, "hold", 7, next_in=5).revision
    assert (made.number, made.issued().replaces) == (3, 1)
    timeline = said(soon.get(f"/plans/{plan.code}/timeline/"))
    assert "Visit 2: hold" in timeline


# A patient ---------------------------------------------------------------------------------------


def test_a_double_is_marked_in_two_looks(patient, twin, visit):
    """The one who looks alike is offered, then both stand side by side; the double says where the record is."""
    address = reverse("patient_in_error", args=[twin.code])
    first = visit.get(address)
    assert "Example, Rowan, born 17-May-1970, identifier TEST-0001" in said(first)
    second = visit.post(address, fields_of(first, right=patient.code))
    assert "Entered twice: is it this record?" in said(second) and not EnteredInError.objects.exists()
    wrong = visit.post(address, fields_of(second, mark="1", **SIGNED | {"birth_year": "1971"}))
    assert (wrong.status_code, len(form_errors(wrong))) == (422, 1)
    answer = visit.post(address, fields_of(second, mark="1", **SIGNED))
    assert (answer.status_code, answer["Location"]) == (302, f"/patients/{patient.code}/")
    there, here = visit.get(f"/patients/{twin.code}/"), visit.get(f"/patients/{patient.code}/")
    assert "Entered twice: the record is TEST-0001" in said(there) and "This record was entered twice" in said(there)
    assert f'href="/patients/{twin.code}/"' in here.content.decode() and "was this patient too" in said(here)


def test_a_record_is_found_by_its_identifier_or_there_is_none(patient, twin, clinician, visit):
    """Where it looks like nobody, the identifier of the right record is typed; one that nobody else has is refused."""
    address = reverse("patient_in_error", args=[twin.code])
    choose = visit.get(address)
    for typed in ("", "TEST-9999", twin.identifier):
        answer = visit.post(address, fields_of(choose, right="other", identifier=typed))
        assert form_errors(answer) == [
            "No other patient of your clinic has this identifier. Check it on the record that is right."
        ]
    found = visit.post(address, fields_of(choose, right="other", identifier=" test-0001 "))
    assert "Kept in its place" in said(found)
    none = visit.post(address, fields_of(choose, right="none"))
    answer = visit.post(address, fields_of(none, mark="1", **SIGNED))
    assert answer["Location"] == f"/patients/{twin.code}/"
    assert EnteredInError.objects.get().right_patient is None


def test_a_follow_up_that_nobody_would_be_told_of_is_named(plan, patient, twin, clinician, on):
    """A record with an ended plan that is followed up: before it is marked the page names the day that is lost from the lists."""
    visits.visit(plan, clinician, TODAY, "end", next_in=14, end_reason="declined")
    browser, address = on(SOON), reverse("patient_in_error", args=[patient.code])
    page = browser.post(address, fields_of(browser.get(address), right=twin.code))
    assert f"The follow-up of plan {plan.code} on Mon 18-Jan-2027 is on no list any more" in said(page)


def test_a_struck_patient_is_waited_for_no_more_and_leaves_the_identifier(plan, patient, twin, clinician, on):
    """The follow-up of its ended plan is on no list of the first page, and whose number it was is added with it."""
    visits.visit(plan, clinician, TODAY, "end", next_in=14, end_reason="declined")
    browser = on(TODAY + timedelta(days=14))
    assert f"/plans/{plan.code}/" in browser.get("/").content.decode()
    mark_patient(patient, clinician, twin)
    assert f"/plans/{plan.code}/" not in browser.get("/").content.decode()
    answer = browser.post("/patients/new/", patient_fields(identifier=patient.identifier))
    assert (answer.status_code, form_errors(answer) if answer.context else []) == (302, [])


def test_what_was_found_in_a_struck_plan_counts_no_more(plan, patient, clinician, on):
    """Opioids found at a visit of it, and something taken again after its end, are said of the patient no more."""
    visits.visit(plan, clinician, TODAY, "end", end_reason="declined", observations={"opioids": "yes"})
    again = {"again": [{"drug": "diazepam", "night": "5"}]}
    visits.follow_up(plan, clinician, SOON, next_in=30, relapse=True, observations={"opioids": "yes"} | again)
    address, browser = f"/patients/{patient.code}/", on(SOON + timedelta(days=1))
    assert risk_line(patient, SOON)["found"] and taken_again(patient).doses
    assert browser.get(address).status_code == 200
    mark_plan(plan, clinician)
    assert not risk_line(patient, SOON)["found"] and not taken_again(patient).doses


def test_a_struck_patient_is_found_by_address_alone(patient, twin, clinician, visit):
    """No list, no search and no warning of similar names has it; the identifier is free; with an open plan it is not marked."""
    mark_patient(twin, clinician, patient)
    for text in ("", "rowan", "TEST-0007", "17 5 1970"):
        page = visit.post("/patients/", {"text": text}) if text else visit.get("/patients/")
        assert f"/patients/{twin.code}/" not in page.content.decode(), text
    assert "Similar name" not in said(visit.get(f"/patients/{patient.code}/"))
    assert visit.get(f"/patients/{twin.code}/").status_code == 200
    plan = begin(patient, clinician)
    assert f"This record has an open plan, {plan.code}." in said(visit.get(reverse("patient_in_error", args=[patient.code])))


def test_what_a_double_has_is_named_and_then_no_link_of_it_leads_to_a_refusal(patient, twin, clinician, visit):
    """Nothing is moved, so that what is lost has to be said; once it is struck its page offers nothing that is refused."""
    written = {"triggers": "A row", "early_signs": "", "what_helps": "", "contacts": ""}
    record_relapse_plan(patient=twin, seen=0, said=written, today=TODAY, by=clinician)
    address = reverse("patient_in_error", args=[twin.code])
    assert "This record has a relapse plan." in said(visit.post(address, fields_of(visit.get(address), right=patient.code)))
    mark_patient(twin, clinician, patient)
    page = visit.get(f"/patients/{twin.code}/")
    assert "A row" in said(page) and "printed on the patient’s papers" not in said(page)
    links = set(re.findall(rf'href="(/patients/{twin.code}/[^"]+)"', page.content.decode()))
    assert [each for each in links if visit.get(each).status_code != 200] == []


# Everywhere --------------------------------------------------------------------------------------


ONLY_READ = (
    "patient_record",
    "patient_record_json",
    "patient_record_pdf",
    "patient_detail",
    "patient_events",
    "weighing_pdf",
    "weighing_text",
)
NEVER_SENT = ("plan_draft", "plan_choice")


def writing(policy):
    """The addresses on which something is kept, of patients or of plans."""
    return [name for name, each in POLICY.items() if each == policy and name not in (*OF_A_REVISION, *ONLY_READ)]


@pytest.mark.parametrize("name", writing(PATIENT))
def test_every_page_that_keeps_something_of_a_struck_patient_says_so(patient, twin, clinician, visit, name):
    """Looked at or sent to, it answers with what was entered in error and where to go on; nothing is kept."""
    mark_patient(twin, clinician, patient)
    address = reverse(name, args=[twin.code])
    answers = [visit.get(address)] + ([visit.post(address, {"patient": twin.code})] if name not in NEVER_SENT else [])
    for answer in answers:
        assert answer.status_code == 409
        assert "This record was entered in error, so nothing more is kept in it." in said(answer)
        assert f'href="/patients/{patient.code}/"' in answer.content.decode()


@pytest.mark.parametrize("name", writing(REVIEW))
def test_every_page_that_keeps_something_with_a_struck_plan_says_so(plan, clinician, visit, name):
    """So it is with visits, missed visits, follow-ups, care and marks of a plan."""
    mark_plan(plan, clinician)
    address = reverse(name, args=[plan.code, *([1] if name == "review_in_error" else [])])
    for answer in (visit.get(address), visit.post(address, {"patient": plan.patient.code})):
        assert answer.status_code == 409
        assert "This plan was entered in error, so nothing more is kept with it." in said(answer)


def test_a_follow_up_begun_before_a_mark_says_so(plan, clinician, on):
    """What was typed stays on the page, which says that the review before it was marked; sent again it is recorded."""
    visits.visit(plan, clinician, TODAY, "end", next_in=14, end_reason="declined")
    visits.follow_up(plan, clinician, SOON, next_in=30)
    browser, address = on(SOON), f"/plans/{plan.code}/follow-up/"
    sent = fields_of(browser.get(address), address, relapse="no", red_flags=["none"], notes="Sleeps well.")
    mark_review(plan, clinician, 2, SOON, paper="")
    answer = browser.post(address, sent)
    assert (answer.status_code, form_errors(answer)) == (422, [MARKED])
    again = browser.post(address, fields_of(answer, address))
    assert again.status_code == 302 and plan.reviews.valid().count() == 2


def test_how_a_struck_revision_was_worked_out_says_that_it_was_an_error(plan, held, clinician, soon):
    """Its page is there, with its state in the banner; the one that holds again has its own."""
    mark_review(plan, clinician, 1, SOON)
    states = [soon.get(f"/plans/{plan.code}/{number}/how/").context["banner_state"]["words"] for number in (1, 2)]
    assert states == ["Issued, revision 1", "Entered in error"]
