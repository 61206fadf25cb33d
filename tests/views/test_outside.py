"""Break the glass: somebody reads a patient of another clinic, or one whom their role does not see, with a reason and an end."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from taper_app.actions import clinicians, outside
from taper_app.actions.clinicians import Account
from taper_app.chart.audit_trail import check
from taper_app.models import AuditEvent, OutsideReading
from taper_app.views.who_may import NEEDS
from tests.actions.job_made import made_by_a_job
from tests.actions.test_plans import start
from tests.conftest import PASSWORD
from tests.test_doors import address_of

OUTSIDE = "/outside/"
WHO = {
    "identifier": "test-0001",
    "born_on_0": "17",
    "born_on_1": "5",
    "born_on_2": "1970",
    "reason": "Found unconscious, brought in by ambulance",
}


@pytest.fixture
def plan(monday, lorazepam_patient, clinician):
    """The plan of a patient of the clinic that is read."""
    return start(lorazepam_patient, clinician).plan


@pytest.fixture
def outsider(other_clinician, plan):
    """A prescriber of another clinic, signed in."""
    client = Client()
    client.force_login(other_clinician)
    return client


def text(response):
    return " ".join(re.sub(r"<[^>]*>", "", response.content.decode()).split())


def events_of(clinic):
    return list(AuditEvent.objects.filter(clinic=clinic).order_by("pk").values_list("action", "subject", "by__username"))


def test_the_glass_is_broken_for_one_patient_and_four_hours(outsider, plan, other_clinician, clinician, patient, visit, monday):
    """Pages and papers of that one are read; nothing is changed, and nobody else is found. Both clinics have the events, the
    reason stands with the patient's, which sees who reads in its list and who has read on its page. It ends by the second."""
    page, own = f"/patients/{patient.code}/", clinician.clinic
    assert outsider.get(page).status_code == 404
    answer = outsider.post(OUTSIDE, WHO)
    assert answer.status_code == 302, (answer.status_code, answer.context["errors"])
    assert answer.url == page
    assert "You read this patient from outside." in text(outsider.get(page))
    for shown in (f"/plans/{plan.code}/", f"/plans/{plan.code}/1/handout.txt", f"/plans/{plan.code}/timeline/", f"{page}risks/"):
        assert outsider.get(shown).status_code == 200, shown
    assert "Call the patient’s own clinic" in text(outsider.get(f"{page}edit/"))
    for changed in (f"{page}edit/", f"{page}plan/", f"/plans/{plan.code}/review/", f"{page}events/"):
        assert outsider.get(changed).status_code == 403, changed
    for changed in (f"{page}edit/", f"{page}medications/", f"{page}risks/", f"/plans/{plan.code}/checks/"):
        assert outsider.post(changed, {"patient": patient.code, "kind": "agreement"}).status_code == 403, changed
    for where in (own, other_clinician.clinic):
        seen = events_of(where)
        assert ("read_from_outside", f"patient {patient.code}", "blake") in seen
        assert ("open_page", f"patient {patient.code}", "blake") in seen
        assert ("print_paper", f"patient {patient.code}", "blake") in seen
    told = AuditEvent.objects.get(action="read_from_outside", clinic=own)
    assert (told.after["reason"], told.after["of"]) == (WHO["reason"], "Harbor Clinic")
    assert AuditEvent.objects.get(action="read_from_outside", clinic=other_clinician.clinic).after == {"of": own.name}
    assert "Read from outside by Blake Fenwick, MD until 04-Jan-2027 at 14:00" in text(visit.get("/patients/"))
    assert "Blake Fenwick, MD of Harbor Clinic, from outside" in text(visit.get(f"{page}events/"))
    assert "Example" not in text(outsider.get("/patients/"))
    monday.shift(4 * 60 * 60 - 1)
    outsider.force_login(other_clinician)
    assert outsider.get(page).status_code == 200
    monday.shift(1)
    assert outsider.get(page).status_code == 404
    assert [each for each in check().faults if "There is no anchor" not in each] == []


def test_the_patients_clinic_ends_it(outsider, patient, visit, clinic):
    """An administrator there sees who, why and until when, and ends it at once, with what the same person opened twice; nobody
    else can. Both clinics know."""
    outsider.post(OUTSIDE, WHO)
    outsider.post(OUTSIDE, WHO)
    reading = OutsideReading.objects.last()
    assert WHO["reason"] in text(visit.get(OUTSIDE))
    bo = clinicians.add_clinician(clinic=clinic, account=Account("bo", PASSWORD, "Dr Bo Second"))
    other = Client()
    other.force_login(bo)
    assert other.post(OUTSIDE, {"end": reading.pk}).status_code == 403
    assert WHO["reason"] not in text(other.get(OUTSIDE))
    assert outsider.get(f"/patients/{patient.code}/").status_code == 200
    visit.post(OUTSIDE, {"end": reading.pk})
    assert outsider.get(f"/patients/{patient.code}/").status_code == 404
    assert AuditEvent.objects.filter(action="end_outside_reading").count() == 2


def test_nobody_else_learns_that_there_is_one(outsider, patient, other_clinician):
    """Whoever tries the numbers of readings is answered the same, whether there is one or not, and ends none."""
    outsider.post(OUTSIDE, WHO)
    reading, stranger = OutsideReading.objects.get(), Client()
    stranger.force_login(clinicians.add_clinician(clinic=other_clinician.clinic, account=Account("bo", PASSWORD, "Dr Bo Second")))
    answers = [stranger.post(OUTSIDE, {"end": number}, follow=True) for number in (reading.pk, reading.pk + 1)]
    assert [(each.status_code, "It had ended already." in text(each)) for each in answers] == [(200, True)] * 2
    assert outsider.get(f"/patients/{patient.code}/").status_code == 200


def test_every_reading_is_listed_page_by_page(visit, patient, other_clinician, monday):
    """The patient's clinic comes to the first reading as to the last; a page that is not there is the last."""
    told = {"patient": patient, "by": other_clinician, "began_at": timezone.now(), "ends_at": timezone.now() + outside.LASTS}
    OutsideReading.objects.bulk_create(OutsideReading(reason=f"Number {number}.", **told) for number in range(21))
    first = text(visit.get(OUTSIDE))
    assert "Number 20." in first and "Number 1." in first and "Number 0." not in first
    assert "Earlier ones" in first and "Later ones" not in first
    for address in (f"{OUTSIDE}?page=2", f"{OUTSIDE}?page=9"):
        last = text(visit.get(address))
        assert "Number 0." in last and "Number 1." not in last and "Later ones" in last


@pytest.mark.parametrize("wrong", [{"identifier": "TEST-000"}, {"born_on_0": "18"}, {"reason": "aaaa"}, {"reason": "urgent"}])
def test_nobody_is_browsed(outsider, wrong):
    """Both facts exactly, and a reason that is one; after ten tries within an hour no more are answered."""
    answer = outsider.post(OUTSIDE, WHO | wrong)
    assert answer.status_code == 422 and "Example" not in text(answer)
    for _ in range(10):
        outsider.post(OUTSIDE, WHO | {"identifier": "X"})
    answer = outsider.post(OUTSIDE, WHO)
    assert answer.status_code == 429 and 3500 < int(answer["Retry-After"]) <= 3600
    assert "Wait 60 minutes, or call" in text(answer) and WHO["reason"] in text(answer)
    assert not OutsideReading.objects.exists()


def test_an_administrator_reads_outside_their_role(plan, clinic, patient):
    """Who sees no patients opens one of their own clinic in the same way, and no other; the event is there once."""
    fay, client = Account("fay", PASSWORD, "Fay Ludlow", "none", is_administrator=True), Client()
    client.force_login(clinicians.add_clinician(clinic=clinic, account=fay))
    page = f"/patients/{patient.code}/"
    assert client.get(page).status_code == 403
    assert client.post(OUTSIDE, WHO).url == page
    assert client.get(page).status_code == 200
    assert client.get(f"/plans/{plan.code}/1/handout.txt").status_code == 200
    assert client.post(f"{page}risks/", {}).status_code == 403
    assert [each for each in events_of(clinic) if each[2] == "fay" and each[0] == "read_from_outside"] == [
        ("read_from_outside", f"patient {patient.code}", "fay")
    ]
    assert client.get("/patients/").status_code == 403


def test_the_glass_that_is_broken_for_one_shows_nobody_else(plan, clinic, clinician):
    """Whoever administers, and reads one patient from outside their role, is shown no page that is not for that: not the jobs of
    the clinic, whose files are of everybody and whose codes stand in the events."""
    made_by_a_job(clinician)
    fay, client = Account("fay", PASSWORD, "Fay Ludlow", "none", is_administrator=True), Client()
    client.force_login(clinicians.add_clinician(clinic=clinic, account=fay))
    assert client.post(OUTSIDE, WHO).status_code == 302
    own = [name for name, need in NEEDS.items() if not need.from_outside]
    assert {"job_detail", "job_file"} < set(own)
    assert {name: client.get(address_of(name, plan)).status_code for name in own} == dict.fromkeys(own, 403)
