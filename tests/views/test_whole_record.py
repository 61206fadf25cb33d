"""The whole record of one patient: nothing left out, nobody else's in it, and an event of each time that it is taken away."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from taper_app.actions import patients
from taper_app.chart import record_file
from taper_app.chart.whole_record import MADE_OF_OTHERS, OF_PATIENT, rows
from taper_app.handouts import render_pdf
from taper_app.models import AuditEvent, Draft, Patient
from taper_app.pages.whole_record import SECTIONS, sections
from taper_app.views.whole_record import record_paper
from tests.actions.visits import TODAY, begin, visit
from tests.clinic import first_clinician, first_patient, on_monday, outside_the_application
from tests.handouts.test_checkers import CHECKERS

pytestmark = pytest.mark.django_db
DOC = Path(__file__).parents[2] / "docs" / "patient-record.md"


@pytest.fixture
def patient(db):
    """Rowan, whose name was corrected, with a plan, a visit and a half-filled form; and somebody else of the clinic."""
    with on_monday():
        by = first_clinician()
        patient = first_patient(by)
        patients.change_patient(patient=patient, by=by, name="Example, Rowena")
        patient.refresh_from_db()
        plan = begin(patient, by)
        visit(plan, by, TODAY + timedelta(days=1), "hold", 14)
        Draft.objects.create(user=by, patient=patient, purpose="care", data={"note": ["half"]}, saved_at="2027-01-04T10:00Z")
        other = {"name": "Other, Otto", "born_on": date(1980, 1, 2), "sex": "male", "identifier": "OTHER-1"}
        patients.add_patient(clinic=by.clinic, by=by, **other)
        yield patient


def got(patient, name):
    client = Client()
    client.force_login(patient.clinic.users.get())
    return client.get(reverse(name, args=[patient.code]))


def test_nothing_is_left_out(patient):
    """Each kind of row from which a patient is reached stands in the file with every row of it and every column that says
    anything; each revision with what was issued; each event with what was there before; and each part in the document."""
    response = got(patient, "patient_record_json")
    record = json.loads(response.content)
    assert (response["Content-Type"], "attachment" in response["Content-Disposition"]) == ("application/json", True)
    for kind in OF_PATIENT.keys() - set(MADE_OF_OTHERS):
        found = record[record_file.PARTS[kind.__name__]]
        assert len(found) == rows(kind, patient).count()
        own = {field.name for field in kind._meta.concrete_fields} - {"id", "seal", "clinic", "snapshot_unchecked"}
        own -= set(getattr(kind, "FOLLOWS", ()))  # from the rest of the record, for lists
        assert all(own <= each.keys() for each in found), kind
    assert [each["number"] for each in record["revisions"]] == [1, 2]
    stored = patient.plans.get().revisions.get(number=2)
    assert (record["revisions"][1]["snapshot"], record["revisions"][1]["is_as_issued"]) == (stored.snapshot, True)
    assert record["reviews"][0]["plan"] == patient.plans.get().code
    assert [each["action"] for each in record["identity_history"]] == ["add_patient", "change_patient"]
    assert record["identity_history"][1]["before"]["name"] == "Example, Rowan"
    assert len(record["events"]) >= 5 and record["events"][0]["hash"]
    assert "Otto" not in response.content.decode() and "OTHER-1" not in response.content.decode()
    told = DOC.read_text(encoding="utf-8")
    assert [name for name in record if f"`{name}`" not in told] == []


def test_who_takes_it_away_leaves_an_event(patient):
    """Each file is an event of its own, which the next file has; the page is an opening as every other."""
    got(patient, "patient_record_json")
    got(patient, "patient_record")
    kept = AuditEvent.objects.filter(subject=f"patient {patient.code}").order_by("-pk").values_list("action", flat=True)
    assert list(kept[:2]) == ["open_page", "export_record"]
    assert [each["action"] for each in json.loads(got(patient, "patient_record_json").content)["papers"]] == ["export_record"]


def test_what_was_corrected_is_shown(patient):
    """The page says who changed which of the patient's details when, with what stood there before, the latest first."""
    page = got(patient, "patient_record").content.decode()
    assert page.index("Changed on") < page.index("Entered on")
    changed = page[page.index("Changed on") : page.index("Entered on")]
    assert "<bdi>Example, Rowan</bdi></s>" in changed and "<bdi>Example, Rowena</bdi></strong>" in changed
    assert changed.count("<li>") == 1
    entered = page[page.index("Entered on") :]
    assert "17-May-1970" in entered and "TEST-0001" in entered


def test_the_paper_has_all_of_it(patient):
    """Details with their corrections, medicines, risks, drafts, plan and visit as their notes, and events stand on the paper; a
    revision that was changed outside is named, and the rest is there."""
    paper = record_paper(Patient.objects.get(pk=patient.pk))
    for words in (
        "Example, Rowena",
        "(before: <bdi>Example, Rowan</bdi>)",
        "Diazepam",
        "Answers about risks",
        "half",
        "revision 1",
        "visit 1",
        "Plans, as they stand",
        "English",
        "20\u00a0mg",
    ):
        assert words.casefold() in paper.casefold(), words
    assert ".0000" not in paper
    with outside_the_application():
        patient.plans.get().revisions.filter(number=2).update(snapshot_unchecked={})
    assert "changed outside of Taper" in record_paper(Patient.objects.get(pk=patient.pk))
    assert json.loads(got(patient, "patient_record_json").content)["revisions"][1]["is_as_issued"] is False


@pytest.mark.printed
def test_three_checkers_of_accessible_pdfs_find_nothing(patient, tmp_path):
    """The paper of the whole record is read aloud as it is written, by all three."""
    file = tmp_path / "record.pdf"
    file.write_bytes(render_pdf(record_paper(patient)))
    assert {name: says(file, "record") for name, says in CHECKERS.items()} == {name: set() for name in CHECKERS}


def test_what_was_chosen_stands_in_the_words_of_the_screen():
    """Answers about risks, reasons, and what was checked are no ids on paper; what is asked no more stands as it is."""
    row = {
        "answers": {"duration": "5-years-or-more", "gone": "x"},
        "by_button": ["days_a_week"],
        "interacting": [{"id": "omeprazole"}],
    }
    kept = dict.fromkeys((name for name, _ in SECTIONS), ())
    kept |= {
        "risk_pictures": [row],
        "checks": [{"kind": "agreement"}, {"kind": "register"}],
        "weighings": [{"reasons": ["wants-to"]}],
    }
    told = {heading: [dict(each) for each in rows] for heading, rows in sections(kept, "us")}
    (risks,) = told["Answers about risks"]
    assert risks["How long it has been taken"] == "5 years or more" and risks["Gone"] == "x"
    assert (risks["By button"], risks["Interacting"]) == ("days a week", "omeprazole")
    checked = [each["Kind"] for each in told["What was checked beside a plan"]]
    assert checked == ["Agreement talked through", "Prescription drug monitoring program (PDMP) checked"]
    assert told["What was weighed before a plan"][0]["Reasons"] == "Wants to come off, or to take less"
