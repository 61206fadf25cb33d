"""Two windows on the same page: whoever saves second undoes nothing unseen, and sees both versions."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from taper_app.actions import clinics, medications, patients
from taper_app.actions.seen import Changed
from taper_app.models import AuditEvent, Medication, Review
from tests.actions.visits import begin
from tests.conftest import lorazepam_row
from tests.views.every_form import every_form
from tests.views.page_forms import fields_of
from tests.views.payloads import date_parts, form_errors, medicine_fields, text_of, value_of
from tests.views.visits import in_days, on_day
from tests.views.visits import visit as seen

pytestmark = pytest.mark.each_on_any_database

NBSP = "\u00a0"
OVERTAKEN = "This was changed in another window since you opened this page, so nothing was saved."


OVERWRITE_NOTHING = {
    "own_product_list": "a product more; none is ever changed",
    "patient_list": "a search",
    "patient_add": "a patient more; an identifier is taken once",
    "user_settings": "one's own settings",
    "plan_new": "a draft of one's own",
    "plan_cautions": "a draft of one's own, by the cautions it answers",
    "review_cautions": "a draft of one's own, by the cautions it answers",
    "adjunct_list": "an entry more; none is ever changed",
    "patient_in_error": "a mark is made once, and nothing of the patient is written over",
    "outside_read": "a reading more",
    "people_invite": "an invitation more",
    "invitation_accept": "an account more, once",
    "mfa_activate_totp": "no record, by the secret that its page shows",
    "mfa_add_webauthn": "a passkey more",
    "account_logout": "no record",
    "account_reauthenticate": "no record",
    "account_change_password": "no record, by the password of before",
    "account_login": "no record",
}


@pytest.mark.long
def test_every_form_that_saves_says_what_it_was_opened_on(client, clinician, take, monday):
    """A form of the site without it is in the list above, with why it needs none."""
    for name, address, page in every_form(client, clinician, take, monday):
        sent = fields_of(page, address) if f'action="{address}"' in page.content.decode() else fields_of(page)
        assert any(each.startswith("seen") for each in sent) == (name not in OVERWRITE_NOTHING), name


def test_a_threshold_of_the_clinic_is_not_put_back_unseen(visit, clinic):
    """A limit lowered in another window stays: the second is refused, shows both, keeps what was typed, and may be saved."""
    first, second = visit.get("/clinic/"), visit.get("/clinic/")
    visit.post("/clinic/", fields_of(first, diazepam_threshold_mg="20", review_every_days="28"))
    response = visit.post("/clinic/", fields_of(second, phone="020 7946 0009", handout_rows="alike"))
    assert (response.status_code, form_errors(response)) == (409, [OVERTAKEN])
    clinic.refresh_from_db()
    assert (clinic.diazepam_threshold_mg, clinic.phone) == (20, "020 7946 0001")
    said = [tuple(each) for each in response.context["differences"]]
    assert said == [
        ("Phone", "020 7946 0001", "020 7946 0009"),
        ("Steps on the patient’s handout", "To the next visit, then what comes after", "All rows alike"),
        ("Most diazepam in a day, in mg", f"20{NBSP}mg", f"30{NBSP}mg"),
        ("Days between visits (optional)", "28", "Nothing"),
    ]
    assert "By Dr Ash Marlow, 04-Jan-2027 at 10:00. What differs from what you sent:" in text_of(response)
    assert value_of(response, "phone") == "020 7946 0009"
    visit.post("/clinic/", fields_of(response, diazepam_threshold_mg="20"))
    clinic.refresh_from_db()
    assert (clinic.diazepam_threshold_mg, clinic.phone) == (20, "020 7946 0009")


def test_a_corrected_year_of_birth_is_not_put_back_unseen(visit, patient):
    """A year corrected in another window stays, and needs for information with it: the second is refused and shows both."""
    address = f"/patients/{patient.code}/edit/"
    first, second = visit.get(address), visit.get(address)
    visit.post(address, fields_of(first, born_on_2="1971", large_print="on"))
    response = visit.post(address, fields_of(second, name="Example, Robin", language="es"))
    assert (response.status_code, form_errors(response)) == (409, [OVERTAKEN])
    assert [tuple(each) for each in response.context["differences"]] == [
        ("Full name", "Example, Rowan", "Example, Robin"),
        ("Date of birth", "17-May-1971", "17-May-1970"),
        ("Large print", "Yes", "No"),
        ("Language for reading", "English", "Spanish"),
    ]
    patient.refresh_from_db()
    assert (patient.name, patient.born_on.year, patient.large_print) == ("Example, Rowan", 1971, True)
    assert "17-May-1971 (55 years)" in text_of(response)
    visit.post(address, fields_of(response, born_on_2="1971"))
    patient.refresh_from_db()
    assert (patient.name, patient.born_on.year) == ("Example, Robin", 1971)


@pytest.mark.parametrize("seen", ["", "0" * 64, None])
def test_a_page_that_does_not_say_what_it_was_opened_on_saves_nothing(visit, clinic, patient, seen):
    """As one that was opened before there was this question."""
    for address in ("/clinic/", f"/patients/{patient.code}/edit/"):
        changes = {"seen": seen, "phone": "1", "name": "Other, Olga"}
        assert visit.post(address, fields_of(visit.get(address), **changes)).status_code == 409
    assert not AuditEvent.objects.filter(action__startswith="change_").exists()


def test_the_same_form_sent_twice_is_no_conflict(visit, clinic, patient):
    """A second click, or two people who corrected the same thing: nothing is lost, and nothing is said to be."""
    for address in ("/clinic/", f"/patients/{patient.code}/edit/"):
        fields = fields_of(visit.get(address), name="Riverside, Two")
        assert [visit.post(address, fields).status_code for _ in range(2)] == [302, 302]
    assert AuditEvent.objects.filter(action__startswith="change_").count() == 2


def test_what_is_wrong_in_the_second_window_is_mended_before_it_is_compared(visit, clinic):
    """A page with an error goes on to be the page that was opened first."""
    second = visit.get("/clinic/")
    visit.post("/clinic/", fields_of(visit.get("/clinic/"), diazepam_threshold_mg="20"))
    wrong = visit.post("/clinic/", fields_of(second, phone=""))
    assert wrong.status_code == 422
    assert visit.post("/clinic/", fields_of(wrong, phone="1")).status_code == 409


def test_the_medicines_asked_about_meanwhile_are_no_conflict(visit, patient, clinician):
    """The day of that question stands with the patient, and is none of the details."""
    page = visit.get(f"/patients/{patient.code}/edit/")
    rows = [lorazepam_row()]
    medications.set_medications(patient=patient, rows=rows, others_asked_on=date(2027, 1, 4), by=clinician)
    fields = fields_of(page, name="Example, Robin")
    assert visit.post(f"/patients/{patient.code}/edit/", fields).status_code == 302


def test_actions_refuse_what_would_undo_unseen(clinic, clinician, patient):
    """Asked where the record is held, so that two at the same moment do not pass each other."""
    of_clinic, of_patient, of_list = (
        clinics.seen_clinic(clinic),
        patients.seen_patient(patient),
        medications.seen_list(patient),
    )
    clinics.change_clinic(clinic=clinic, by=clinician, phone="1")
    patients.change_patient(patient=patient, by=clinician, name="Example, Robin")
    medications.set_medications(patient=patient, rows=[lorazepam_row()], others_asked_on=None, by=clinician)
    with pytest.raises(Changed):
        clinics.change_clinic(clinic=clinic, by=clinician, out_of_hours="111", seen=of_clinic)
    with pytest.raises(Changed):
        patients.change_patient(patient=patient, by=clinician, sex="other", seen=of_patient)
    with pytest.raises(Changed):
        medications.set_medications(patient=patient, rows=[], others_asked_on=None, by=clinician, seen=of_list)
    assert Medication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_five_windows_at_once_save_one_list(clinician, patient):
    """Five clinicians' lists, opened on the same one and sent at once: one is kept, and the others are told."""
    clients = [Client() for _ in range(5)]
    for each in clients:
        each.force_login(clinician)
    lists = [medicine_fields({"prescribed": f"{dose} - - -"}, patient=patient) for dose in ("0.5", "1", "1.5", "2", "2.5")]
    answers, start = [], threading.Barrier(5)

    def send(client, fields):
        start.wait()
        answers.append(client.post(f"/patients/{patient.code}/medications/", fields).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=each) for each in zip(clients, lists, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [302, 409, 409, 409, 409]
    assert AuditEvent.objects.filter(action="set_medications").count() == 1


def test_a_follow_up_does_not_move_the_next_visit_unseen(client, clinician, patient, monday):
    """Whoever records a follow-up second sees what the first recorded, keeps what was typed, and may then record it as well."""
    plan = begin(patient, clinician)
    day = in_days(date(2027, 1, 4), 10)
    seen(plan, clinician, day, "end", end_reason="declined", reason="Does not want to go on.", next_in=28)
    address = f"/plans/{plan.code}/follow-up/"
    with on_day(in_days(day, 7)):
        client.force_login(clinician)
        first, second = client.get(address), client.get(address)
        answers = {"relapse": "no", "red_flags": ["none"]}
        soon = fields_of(first, address, **answers, **date_parts("next_review_on", "1 2 2027"))
        assert client.post(address, soon).status_code == 302
        late = fields_of(second, address, **answers, notes="Sleeps well.", **date_parts("next_review_on", "1 4 2027"))
        response = client.post(address, late)
        assert response.status_code == 409
        plan.refresh_from_db()
        assert plan.next_review_on == date(2027, 2, 1)
        assert "Recorded in the meantime" in text_of(response)
        again = client.get(address)
        assert again.context["form"]["notes"].value() == "Sleeps well." and "Recorded in the meantime" in text_of(again)
        assert client.post(address, fields_of(again, address)).status_code == 302
    assert Review.objects.filter(kind="follow-up").count() == 2
