"""No text of any form, command or action holds what nobody can see: it would be read otherwise than it was typed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from taper_app.actions import care, clinics, medications, patients, unseen
from taper_app.models import CareEntry, Clinic, Patient, Plan, Review, Revision
from tests.actions.test_clinics import created
from tests.actions.test_plans import start
from tests.actions.test_reviews import IN_TAPER
from tests.actions.visits import AGREED, begin
from tests.actions.visits import visit as given_visit
from tests.conftest import lorazepam_row
from tests.forms.test_texts import UNSEEN
from tests.views.every_form import EVERY_FORM, every_form, forms_of
from tests.views.page_forms import fields_of
from tests.views.payloads import form_errors, patient_fields, text_of
from tests.views.visits import follow_up, missed

REVERSED = "020 7946 \u202e1234 0000"
LOOKS_EMPTY = ["\u200b", "\ufeff", "\u3164", "\U000e0041", "\u2800", "\u0301", "-", "…"]


def texts(page):
    """The names of the fields of a page into which text is written, each with its field; a password is shown nowhere."""
    for form in forms_of(page):
        for name, field in form.fields.items():
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
                yield form.add_prefix(name), field


@pytest.mark.long
def test_every_text_of_every_form_refuses_every_unseen_character(client, clinician, take, monday):
    """Each text of each page refuses each character that paper would not show as typed; it is said, and nothing is kept."""
    met, asked = [], 0
    for name, address, page in every_form(client, clinician, take, monday):
        fields = dict(texts(page))
        for field in fields.values():
            for character in UNSEEN.values():
                with pytest.raises(ValidationError):
                    field.clean(f"ab{character}12")
                asked += 1
        visible = {label for label, field in fields.items() if not field.widget.is_hidden}
        if visible:
            refused_when_sent(client, address, page, visible)
        met.append(name)
    assert met == list(EVERY_FORM)
    assert asked > 40 * len(UNSEEN)


def refused_when_sent(client, address, page, names):
    """Sent with such a character in all its texts a form comes back, and says so."""
    before = kept()
    sent = fields_of(page, address) if f'action="{address}"' in page.content.decode() else fields_of(page)
    answer = client.post(address, sent | dict.fromkeys(names, "RE 1970 \u202e91"))
    assert answer.status_code == (200 if "login" in address else 422), address
    assert "U+202E" in answer.content.decode(), address
    assert kept() == before


def kept():
    models = (Clinic, Patient, CareEntry, Plan, Revision, Review)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("name", LOOKS_EMPTY)
def test_a_name_that_looks_empty_is_refused(visit, clinic, name):
    """A patient, or a clinic, that nobody could find in a list."""
    response = visit.post("/patients/new/", patient_fields(name=name))
    assert response.status_code == 422 and not Patient.objects.exists()
    assert len(form_errors(response)) == 1


@pytest.mark.parametrize("name", ["محمد علی\u200cرضا", "O’Brien-Łuk, Zoë", "佐藤, さくら"])
def test_a_real_name_is_kept_as_it_is_typed(visit, clinic, name):
    """Letter by letter, with its non-joiner."""
    visit.post("/patients/new/", patient_fields(name=name))
    assert Patient.objects.get().name == name


WRITTEN = ["name", "phone", "out_of_hours", "full_name", "username"]


@pytest.mark.parametrize("field", WRITTEN)
@pytest.mark.parametrize("wrong", [REVERSED, "\u3164", "\udcff", "-", "   "])
def test_a_clinic_is_not_made_with_it(db, field, wrong):
    """Whatever it is made from, a command included."""
    with pytest.raises(ValidationError) as caught:
        created(**{field: wrong})
    assert field in caught.value.message_dict
    assert not Clinic.objects.exists()


def test_actions_on_a_clinic_or_a_patient_refuse_it(clinic, clinician, patient):
    """Without a form too."""
    before = kept()
    for changes in ({"phone": REVERSED}, {"name": "\u200b"}, {"out_of_hours": "NHS\u00ad111"}):
        with pytest.raises(ValidationError):
            clinics.change_clinic(clinic=clinic, by=clinician, **changes)
    for changes in ({"name": REVERSED}, {"identifier": "T\u200b1"}, {"language": "other", "other_language": "Po\u202elish"}):
        with pytest.raises(ValidationError):
            patients.change_patient(patient=patient, by=clinician, **changes)
    assert kept() == before


def test_actions_on_a_plan_refuse_it(lorazepam_patient, clinician, monday):
    """The reason for going on, who agreed, what was noted and said at a visit, and at one that was missed."""
    for changes in ({"specialist": replace(AGREED, name="Dr \u202eeoD")}, {"override_reason": "because\u200bof this and that"}):
        with pytest.raises(unseen.TextUnseen, match="nobody can see"):
            start(lorazepam_patient, clinician, **changes)
    plan = begin(lorazepam_patient, clinician)
    before = kept()
    note = {"missed_doses": "two \u202enights"}
    for changes in (
        {"reason": REVERSED},
        {"notes": REVERSED},
        {"specialist": replace(AGREED, role=REVERSED)},
        {"observations": note},
    ):
        with pytest.raises(unseen.TextUnseen):
            given_visit(plan, clinician, IN_TAPER, "hold", 14, **changes)
    with pytest.raises(unseen.TextUnseen):
        missed(plan, clinician, IN_TAPER, notes=REVERSED)
    row = {"status": "offered", "said_on": date(2027, 1, 4), "referred_to": "", "referred_on": None, "answered_on": None}
    with pytest.raises(ValidationError):
        care.record_care(plan=plan, seen=0, rows={"cbt-i": row | {"note": REVERSED}}, today=date(2027, 1, 4), by=clinician)
    assert kept() == before
    given_visit(plan, clinician, IN_TAPER, "end", end_reason="declined", reason="Does not want to go on.")
    with pytest.raises(unseen.TextUnseen):
        follow_up(plan, clinician, IN_TAPER, notes=REVERSED)


def test_paper_with_a_telephone_number_from_before_is_not_issued(lorazepam_patient, clinic, clinician, monday):
    """The number to call in need would be printed backwards: it is corrected first, and then paper is issued again."""

    def telephone(number):
        Clinic.objects.update(phone=number)
        lorazepam_patient.clinic.refresh_from_db()

    telephone(REVERSED)
    with pytest.raises(unseen.TextUnseen, match=r"Correct the clinic’s settings first.*U\+202E"):
        start(lorazepam_patient, clinician)
    telephone("020 7946 1234")
    plan = begin(lorazepam_patient, clinician)
    telephone(REVERSED)
    with pytest.raises(unseen.TextUnseen, match="Correct the clinic’s settings first"):
        given_visit(plan, clinician, IN_TAPER, "hold", 14)
    telephone("020 7946 1234")
    given_visit(plan, clinician, IN_TAPER, "hold", 14)
    assert [each.snapshot["clinic"]["phone"] for each in Revision.objects.all()] == ["020 7946 1234"] * 2


def test_what_was_kept_before_stands_in_nobodys_way_until_it_is_written_again(visit, patient, clinician):
    """A name from before is shown to be corrected; the medicines of that patient can be entered meanwhile."""
    Patient.objects.update(name="Exam\u200bple, Rowan")
    medications.set_medications(
        patient=patient, rows=[lorazepam_row(taken_night=Decimal(2))], others_asked_on=date(2027, 1, 4), by=clinician
    )
    page = visit.get(f"/patients/{patient.code}/edit/")
    refused = visit.post(f"/patients/{patient.code}/edit/", fields_of(page))
    assert refused.status_code == 422
    assert "After “Exam” stands a character that nobody can see" in " ".join(text_of(refused))
    visit.post(f"/patients/{patient.code}/edit/", fields_of(refused, name="Example, Rowan"))
    assert Patient.objects.get().name == "Example, Rowan"


def test_a_reason_in_a_draft_from_before_is_asked_for_again(client, clinician, take, monday):
    """It is not issued with, and the page that asks for it comes again."""
    for name, *_ in every_form(client, clinician, take, monday):
        if name == "plan_check":
            break
    draft = clinician.drafts.get()
    draft.data["override_reason"] = ["Agreed with\u202e the patient."]
    draft.save()
    code = Patient.objects.get().code
    assert client.get(f"/patients/{code}/plan/check/").url == f"/patients/{code}/plan/cautions/"
