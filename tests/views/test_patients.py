"""The clinic's patients."""

from datetime import date, timedelta

import pytest

from taper_app.actions import medications, patients
from taper_app.engine import load_catalogue
from taper_app.forms import medicine_use
from taper_app.forms.person import said_of
from taper_app.forms.reasons import ANSWER
from taper_app.models import AuditEvent, Patient, Plan
from tests.actions.risks import ask
from tests.actions.test_plans import chosen, start
from tests.actions.visits import typed_again
from tests.conftest import TODAY, lorazepam_row
from tests.views.page_forms import fields_of
from tests.views.payloads import (
    controls,
    date_parts,
    form_errors,
    medicine_fields,
    patient_fields,
    plan_fields,
    text_of,
    value_of,
)
from tests.views.visits import follow_up, in_days, on_day
from tests.views.visits import visit as seen

NBSP = "\u00a0"


def add(clinician, name, identifier, born_on=date(1961, 3, 27)):
    return patients.add_patient(
        clinic=clinician.clinic, name=name, born_on=born_on, sex="female", identifier=identifier, by=clinician
    )


def names(response):
    return [row["patient"].name for row in response.context["rows"]]


def test_a_new_patient_is_kept_and_the_medicines_are_next(visit, clinic):
    """Name, date of birth, sex and identifier make a patient of the clinician's clinic."""
    response = visit.post("/patients/new/", patient_fields(identifier=" test 0002 ", name="  Sample,   Sasha "))
    patient = Patient.objects.get()
    assert response.url == f"/patients/{patient.code}/medications/"
    assert (patient.clinic, patient.name, patient.identifier) == (clinic, "Sample, Sasha", "TEST0002")
    assert (patient.born_on, patient.sex) == (date(1961, 3, 27), "female")


WRONG = [
    ({"name": " "}, "name", "Enter the patient’s full name."),
    ({"sex": ""}, "sex", "Choose the patient’s sex."),
    ({"sex": "robot"}, "sex", "Choose one of the four answers."),
    ({"identifier": ""}, "identifier", "Enter the patient’s identifier, such as the NHS number."),
    (date_parts("born_on", "31 2 1961"), "born_on", "Enter a real date"),
    (date_parts("born_on", "5 1 2027"), "born_on", "The date of birth is in the future."),
    (date_parts("born_on", "27 3 1861"), "born_on", "Check the year of birth"),
    ({"identifier": "TEST-0001"}, "identifier", "A patient with this identifier is already in your clinic."),
]


@pytest.mark.parametrize(("changes", "field", "words"), WRONG)
def test_a_wrong_patient_is_refused_in_words_at_the_top_and_at_the_field(visit, patient, changes, field, words):
    """The title says Error, the summary links to the field with its own words, what was typed is kept, nothing is saved."""
    response = visit.post("/patients/new/", patient_fields(**changes))
    text = text_of(response)
    assert response.status_code == 422
    assert text[0].startswith("Error: ")
    assert "There is a problem" in text
    [said] = form_errors(response)
    assert said.startswith(words)
    assert sum(said in line for line in text) == 2
    anchor = response.context["errors"][0][0]
    assert anchor.startswith(f"id_{field}") and f'id="{anchor}"' in response.content.decode()
    assert Patient.objects.count() == 1
    assert value_of(response, "name") == changes.get("name", "Sample, Sasha")


def test_an_identifier_taken_at_the_same_moment_is_an_error_of_the_field(visit, clinician, monkeypatch):
    """Where somebody else saves the same identifier after the check, the page says so and nothing fails."""
    add(clinician, "First, Fay", "TEST-0002")
    monkeypatch.setattr("taper_app.forms.patients.PatientForm.clean_identifier", lambda form: "TEST-0002")
    response = visit.post("/patients/new/", patient_fields())
    assert response.status_code == 422
    assert len(form_errors(response)) == 1


def test_a_patient_is_corrected(visit, patient):
    """The banner then shows what was corrected, and the audit trail what it was before."""
    seen = patients.seen_patient(patient)
    fields = patient_fields(name="Sample, Rowan", identifier="TEST-0001", patient=patient.code, seen=seen)
    response = visit.post(f"/patients/{patient.code}/edit/", fields, follow=True)
    assert "Sample, Rowan" in text_of(response)
    assert AuditEvent.objects.get(action="change_patient").before["name"] == "Example, Rowan"


def test_the_banner_names_the_patient_on_every_page_of_theirs(visit, lorazepam_patient):
    """Name, date of birth with age, sex and identifier stand on each page."""
    for page in ("", "edit/", "medications/", "plan/"):
        text = text_of(visit.get(f"/patients/{lorazepam_patient.code}/{page}"))
        for words in ("Example, Rowan", "17-May-1970 (56 years)", "Female", "TEST-0001"):
            assert words in text, (page, words)


def test_overdue_reviews_come_first_then_those_due_in_a_week_then_names(visit, clinician, patient, lorazepam_patient):
    """The list begins with who is waiting, and shows no dose."""
    add(clinician, "Aardvark, Abel", "A1")
    start(lorazepam_patient, clinician, review_on=TODAY + timedelta(days=3))
    assert names(visit.get("/patients/")) == ["Example, Rowan", "Aardvark, Abel"]
    text = " ".join(text_of(visit.get("/patients/")))
    assert "Visit due" in text and "mg" not in text


def test_a_part_of_a_name_or_an_identifier_shows_a_list(visit, clinician, patient):
    """Of whom only a part was typed is to be chosen, also where there is one alone."""
    add(clinician, "Other, Olga", "X9")
    for typed in ("row", "EXAMPLE row", "test-00", "TEST00", "0001", " row  "):
        assert names(visit.post("/patients/", {"text": typed})) == ["Example, Rowan"]


WHOLE = ["rowan", "example ROWAN", "test-0001", "TEST 0001", "17 5 1970", "17/05/70", "1970-05-17", "rowan 17/5/1970"]


@pytest.mark.parametrize("typed", WHOLE)
def test_the_only_one_whom_all_of_it_fits_is_opened(visit, clinician, patient, typed):
    """A whole name, the identifier and the date of birth lead straight to the patient; no address tells what was typed."""
    add(clinician, "Other, Olga", "X9")
    assert visit.post("/patients/", {"text": typed})["Location"] == f"/patients/{patient.code}/"


def test_two_of_a_name_are_a_list(visit, clinician, patient):
    """Nobody is opened where two fit."""
    add(clinician, "Sample, Rowan", "X9")
    assert names(visit.post("/patients/", {"text": "rowan"})) == ["Example, Rowan", "Sample, Rowan"]


def test_a_plan_code_opens_the_plan(visit, clinician, lorazepam_patient):
    """The number on the patient's paper leads to the plan, as it is read out on the telephone."""
    plan = start(lorazepam_patient, clinician).plan
    assert visit.post("/patients/", {"text": plan.code.replace("-", " ").lower()})["Location"] == f"/plans/{plan.code}/"


def test_a_near_spelling_is_a_list_that_says_so(visit, patient):
    """Nobody is opened by a name that was not typed."""
    response = visit.post("/patients/", {"text": "rowen"})
    assert names(response) == ["Example, Rowan"]
    assert {"Near “rowen”: 1 patient"} <= set(text_of(response))
    assert "Nobody is found for exactly this." in " ".join(text_of(response))


def test_near_spellings_can_be_asked_for_beside_others(visit, clinician, patient):
    """Where somebody is found, near spellings stand beside them only on request."""
    add(clinician, "Sample, Rowen", "X9"), add(clinician, "Other, Rowena", "X8")
    found = visit.post("/patients/", {"text": "rowen"})
    assert names(found) == ["Other, Rowena", "Sample, Rowen"]
    assert 'name="near" value="1"' in found.content.decode()
    assert names(visit.post("/patients/", {"text": "rowen", "near": "1"})) == ["Example, Rowan", "Other, Rowena", "Sample, Rowen"]


def test_a_search_that_finds_nothing_says_how_it_was_made_before_anything_is_added(visit, patient):
    """What was looked for, in which ways, and as which day, stands before the way to a new patient."""
    response = visit.post("/patients/", {"text": "nobody"})
    page = response.content.decode().partition('id="found"')[2]
    assert "0 patients found for “nobody”" in text_of(response)
    assert page.count("/patients/new/") == 1
    ways = ("names with words that begin", "sound the same", "identifiers", "dates of birth", "plan code", "/patients/new/")
    at = [page.index(each) for each in ways]
    assert at == sorted(at)
    assert "dates of birth: 27-Mar-1961 and 27-Mar-2061" in " ".join(text_of(visit.post("/patients/", {"text": "27/3/61"})))


def test_a_code_that_was_misread_says_which_letter(visit, patient):
    """A 0 or an O is in no code: that the search found nothing has this reason."""
    text = " ".join(text_of(visit.post("/patients/", {"text": "K7OX-4M2P"})))
    assert "No plan code has O in it." in text
    assert "No plan code has" not in " ".join(text_of(visit.post("/patients/", {"text": "K7QX-4M2P"})))


def test_fifty_patients_stand_on_a_page(visit, clinician):
    """The next page is one click on, also through what a search found, and no address holds what was searched."""
    for at in range(51):
        add(clinician, f"Many, M{at:02}", f"M{at}")
    assert len(names(visit.get("/patients/"))) == 50
    assert names(visit.get("/patients/?page=2")) == ["Many, M50"]
    response = visit.post("/patients/", {"text": "many", "page": "2"})
    assert names(response) == ["Many, M50"]
    assert "many" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]
    assert names(visit.get("/patients/?page=x"))[0] == "Many, M00"


def test_another_clinics_patient_is_in_no_list(client, other_clinician, patient):
    """Neither the list nor a search shows a patient of another clinic."""
    client.force_login(other_clinician)
    assert names(client.get("/patients/")) == []
    assert names(client.post("/patients/", {"text": "rowan"})) == names(client.post("/patients/", {"text": "rowen"})) == []


# The plans of a patient --------------------------------------------------------------------------


@pytest.fixture
def ended(lorazepam_patient, clinician):
    """A plan that was declined after one review, with a follow-up planned for a month later."""
    return ends(lorazepam_patient, clinician, "declined")


def ends(patient, clinician, how):
    """A plan that ended so after one review: nothing was taken any more where it was completed."""
    plan = start(patient, clinician).plan
    seen(plan, clinician, in_days(TODAY, 10), next_in=10)
    told = {"taken": []} if how == "completed" else {"reason": "Does not want to go on <now>."}
    seen(plan, clinician, in_days(TODAY, 20), "end", end_reason=how, next_in=28, **told)
    return Plan.objects.get()


def seen_on(client, clinician, day, address):
    with on_day(day):
        client.force_login(clinician)
        return client.get(address)


def test_an_ended_plan_says_why_and_when_it_ended_and_how_it_went(client, clinician, ended):
    """One line: from what to what, how many revisions and reviews; the reason in the words of the clinician; the follow-up."""
    response = seen_on(client, clinician, in_days(TODAY, 21), f"/patients/{ended.patient.code}/")
    text = " ".join(text_of(response))
    assert "Started on 04-Jan-2027, ended on 24-Jan-2027: declined" in text
    assert f"From lorazepam 3{NBSP}mg in the day to diazepam 30{NBSP}mg; 1 revision, 2 visits." in text
    assert "Does not want to go on <now>." in text
    assert "Next follow-up Sun 21-Feb-2027" in text
    page = response.content.decode()
    for address in (f"/plans/{ended.code}/", f"/plans/{ended.code}/timeline/", f"/plans/{ended.code}/follow-up/"):
        assert f'href="{address}"' in page
    assert "Start a new plan" in text


def test_all_plans_stand_there_the_latest_first(client, clinician, ended):
    """The open plan comes first and gives the banner its state; the ended one stays below it."""
    today = in_days(TODAY, 30)
    again = chosen(starts_on=today, today=today)
    medications.set_medications(patient=ended.patient, rows=[lorazepam_row()], others_asked_on=today, by=clinician)
    with on_day(today):
        new = start(ended.patient, clinician, choice=again, review_on=in_days(today, 14)).plan
    response = seen_on(client, clinician, today, f"/patients/{ended.patient.code}/")
    assert [each["plan"] for each in response.context["plans"]] == [new, ended]
    assert response.context["banner_state"]["words"] == "Issued, revision 1"
    assert new.previous == ended
    assert "1 revision, no visit yet." in " ".join(text_of(response))
    listed = seen_on(client, clinician, today, "/patients/").context["rows"]
    assert [row["plan"]["plan"] for row in listed] == [new]


def test_a_new_plan_remembers_the_last(client, clinician, ended):
    """The form of a new plan says how the last one went and leads to its timeline."""
    medications.set_medications(patient=ended.patient, rows=[lorazepam_row()], others_asked_on=in_days(TODAY, 25), by=clinician)
    response = seen_on(client, clinician, in_days(TODAY, 30), f"/patients/{ended.patient.code}/plan/")
    text = " ".join(text_of(response))
    assert f"Plan {ended.code} ended on 24-Jan-2027: declined. From lorazepam 3{NBSP}mg in the day" in text
    assert "Does not want to go on <now>." in text
    assert f'value="/plans/{ended.code}/timeline/"' in response.content.decode()


@pytest.mark.parametrize("page", ["plan/", "plan/check/"])
def test_a_new_plan_does_not_start_from_the_dose_before_the_last_taper(client, clinician, ended, page):
    """Medicines that were entered before the last plan ended are to be entered again first: the old dose may kill."""
    response = seen_on(client, clinician, in_days(TODAY, 30), f"/patients/{ended.patient.code}/{page}")
    assert response["Location"] == f"/patients/{ended.patient.code}/medications/"
    with on_day(in_days(TODAY, 30)):
        assert "entered before the last plan ended" in " ".join(text_of(client.get(response["Location"])))


@pytest.mark.parametrize(
    ("how", "days", "rule"),
    [
        ("declined", date_parts("last_taken_on", "20 1 2027"), "gap"),
        ("declined", date_parts("since_on", "20 1 2027"), "taken_again"),
        ("completed", date_parts("since_on", "26 1 2027"), "tolerance_lost"),
        ("completed", date_parts("since_on", "1 6 2015"), "tolerance_lost"),
    ],
)
def test_after_a_stop_nothing_is_begun_at_the_old_dose_unsaid(client, clinician, lorazepam_patient, how, days, rule):
    """The list asks since when each medicine is taken or when it was last; a gap, or days of it, is a caution of the new plan."""
    patient = ends(lorazepam_patient, clinician, how).patient
    with on_day(in_days(TODAY, 30)):
        client.force_login(clinician)
        at = f"/patients/{patient.code}/medications/"
        row = {"drug": "lorazepam"} | date_parts("since_on", "")
        unsaid = client.post(at, medicine_fields(row, patient=patient, stored=1))
        assert form_errors(unsaid) == [medicine_use.NO_DAY]
        assert client.post(at, medicine_fields(row | days, patient=patient, stored=1)).status_code == 302
        ask(patient, clinician, in_days(TODAY, 30))
        fields = plan_fields(patient) | date_parts("starts_on", "4 2 2027") | date_parts("review_on", "11 2 2027")
        client.post(f"/patients/{patient.code}/plan/", fields)
        found = client.get(f"/patients/{patient.code}/plan/").context["stored"].findings
        assert [each.severity for each in found if each.rule == rule] == ["caution"]
        asks_its_own_answer(client, patient, rule)


def asks_its_own_answer(client, patient, rule):
    """The caution is not answered by a reason: its own question has to be, and the plan keeps that beside it."""
    at = f"/patients/{patient.code}/plan/cautions/"
    page = client.get(at)
    (question,) = [each for each in page.context["form"].fields if each.startswith(f"caution_{rule}_found_")]
    asked = load_catalogue().rules[rule].answer["found"]
    assert asked in text_of(page)
    unsaid = client.post(at, fields_of(page, at, override_reason="The patient asked for it.", **{question: "no"}))
    assert (unsaid.status_code, form_errors(unsaid)) == (422, [said_of(load_catalogue().rules[rule].title, ANSWER)])
    said = "Half of what was taken before, after a week of none."
    check = client.post(at, fields_of(page, at, override_reason="The patient asked for it.", **{question: said}), follow=True)
    assert asked in text_of(check) and said in text_of(check)
    sent = fields_of(check, f"/patients/{patient.code}/plan/check/", **typed_again(patient))
    assert client.post(f"/patients/{patient.code}/plan/check/", sent).status_code == 302
    issued = patient.plans.get(state="open").revisions.get().issued()
    assert [(each.rule, each.found, each.given_by) for each in issued.answered] == [(rule, said, "Dr Ash Marlow")]
    for page in ("", "timeline/"):
        assert said in " ".join(text_of(client.get(f"/plans/{patient.plans.get(state='open').code}/{page}")))


def test_what_a_follow_up_finds_taken_again_stands_in_the_list_of_medicines_until_that_is_saved(client, clinician, ended):
    """In the row of its medicine and in a row of its own, with its days and without a prescribed dose; no plan is begun before
    the list is saved, though it was entered after the end of the last."""
    patient, at = ended.patient, f"/patients/{ended.patient.code}/medications/"
    medications.set_medications(patient=patient, rows=[lorazepam_row()], others_asked_on=in_days(TODAY, 25), by=clinician)
    found = [
        {"drug": "lorazepam", "night": "0.5", "since_on": "2027-02-01"},
        {"drug": "zopiclone", "night": "7.5", "last_taken_on": "2027-02-02"},
    ]
    follow_up(ended, clinician, in_days(TODAY, 30), observations={"again": found}, relapse=True, next_in=30)
    assert seen_on(client, clinician, in_days(TODAY, 31), f"/patients/{patient.code}/plan/")["Location"] == at
    page = seen_on(client, clinician, in_days(TODAY, 31), at)
    found_then, said = (
        "Found to be taken again at the last follow-up: ",
        "Lorazepam 0.5 mg in the day: 0.5 mg at night, since Mon 01-Feb-2027; Zopiclone 7.5 mg in the day",
    )
    assert f"{found_then}{said}" in " ".join(text_of(page)).replace("\u00a0", " ").replace("\u2011", "-")
    stands = {f"row-0-{name}": [each["value"] for each in controls(page, f"row-0-{name}") if "value" in each] for name in ROW}
    assert stands == {"row-0-taken_night": ["0.5"], "row-0-taken_morning": [], "row-0-prescribed_morning": []}
    assert [each["value"] for each in controls(page, "row-1-last_taken_on_0")] == ["2"]
    with on_day(in_days(TODAY, 31)):
        rows = [{"drug": drug, "taken": "- - - 0.5"} | days for drug, days in (("lorazepam", SINCE), ("zopiclone", SINCE))]
        saved = client.post(at, medicine_fields(*rows, patient=patient, stored=2))
        assert saved.status_code == 302, form_errors(saved)
        assert "taken again at the last follow-up" not in " ".join(text_of(client.get(at)))


ROW = ("taken_night", "taken_morning", "prescribed_morning")
SINCE = date_parts("since_on", "1 2 2027")


def test_what_is_taken_on_an_open_plan_is_that_of_the_last_review(client, clinician, lorazepam_patient):
    """The list that the plan began from is not called what is taken now; the last review is."""
    plan = start(lorazepam_patient, clinician).plan
    assert "Taken now" not in text_of(seen_on(client, clinician, TODAY, f"/patients/{lorazepam_patient.code}/"))
    seen(plan, clinician, in_days(TODAY, 10))
    text = " ".join(text_of(seen_on(client, clinician, in_days(TODAY, 11), f"/patients/{lorazepam_patient.code}/")))
    taken = f"diazepam 20{NBSP}mg and lorazepam 1{NBSP}mg"
    assert f"At the last visit, on 14-Jan-2027, really taken: {taken} in the day." in text
    assert "The plan began from these." in text


def test_a_first_plan_has_no_last_time(visit, lorazepam_patient):
    """Nothing is remembered where nothing was."""
    assert "Last time" not in text_of(visit.get(f"/patients/{lorazepam_patient.code}/plan/"))


def test_the_list_shows_an_ended_plan_with_its_follow_up(client, clinician, ended):
    """Who is to be seen after the end of a plan stands among those who wait, with the state of the plan."""
    add(clinician, "Aardvark, Abel", "A1")
    response = seen_on(client, clinician, in_days(TODAY, 45), "/patients/")
    assert names(response) == ["Example, Rowan", "Aardvark, Abel"]
    text = " ".join(text_of(response))
    assert "Ended" in text and "Follow-up due Sun 21-Feb-2027" in text and "No plan" in text


@pytest.mark.parametrize("count", [0, 5, 60])
def test_the_list_asks_as_often_for_any_number_of_patients(visit, clinician, django_assert_num_queries, count):
    """Session, clinician, the counts and the event, for none or sixty; then who is due and the others, the patients, their plans,
    whom they are like. Of one's own: who is overdue, was seen before, and has no date. Of a search: whose plan, number, word, or
    end of a number it is; then who is spelled nearly so; of two words first which is the rarer."""
    for at in range(count):
        add(clinician, f"Many, M{at:02}", f"M{at}")
    visit.get("/safety/")  # the first page after signing in writes when the session was used last
    own = Patient.objects.all()[: count - 1] if count else []
    Patient.objects.filter(pk__in=[each.pk for each in own]).update(handler=clinician)
    with django_assert_num_queries(9 if count else 5):
        visit.get("/patients/")
    with django_assert_num_queries(11 if count else 7):
        visit.get("/patients/?mine=1")
    with django_assert_num_queries(12 if count else 11):
        visit.post("/patients/", {"text": "many"})
    with django_assert_num_queries(13 if count else 11):
        visit.post("/patients/", {"text": "man m"})


def test_a_patients_page_asks_as_often_for_any_number_of_plans(client, clinician, ended, django_assert_num_queries):
    """Session, clinician, patient and who is alike, medicines, risks, the last visit, plans, revisions, follow-ups, draft,
    weighing and what it says of risks, relapse plan, no taper, entered in error, and the event."""
    address = f"/patients/{ended.patient.code}/"
    with on_day(in_days(TODAY, 30)):
        client.force_login(clinician)
        client.get("/safety/")  # the first page after signing in writes when the session was used last
        with django_assert_num_queries(18):
            client.get(address)
