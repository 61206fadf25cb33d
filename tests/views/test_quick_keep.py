"""A quick schedule is kept for a patient: filled in on the pages of the medicines and of the plan, and saved on neither."""

from urllib.parse import urlencode

import pytest
from django.utils import timezone

from taper_app.actions import drafts
from taper_app.models import AuditEvent, Draft, Medication
from tests.actions.risks import ask
from tests.conftest import TODAY

from .payloads import date_parts, medicine_row, patient_fields, text_of, value_of
from .test_outcomes import panel

pytestmark = pytest.mark.usefixtures("outcomes_asked_once")
TYPED = {"drug_1": "lorazepam", "morning_1": "1", "night_1": "1.5", "equivalence": "ashton-2002"}
TYPED |= date_parts("starts_on", "11 1 2027")


@pytest.fixture
def card(visit):
    """A plan of the quick schedule."""
    return visit.get("/quick/", TYPED).context["panel"].cards[1]


@pytest.fixture
def keep(visit, card):
    """Sends something to the page on which it is kept."""
    return lambda **sent: visit.post(f"/quick/keep/?{urlencode(TYPED | {'outcome': card.id})}", sent, follow=True)


def medicines(patient):
    """What the page of the medicines sends once what was prescribed is filled in."""
    row = {f"row-0-{name}": value for name, value in medicine_row(prescribed="1 - - 1.5", taken="1 - - 1.5").items()}
    return {"patient": patient.code, "row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0", "others_asked": "on", "then": "plan"} | row


def test_it_is_filled_in_and_nothing_is_saved(keep, patient):
    """The doses stand in the row of their medicine as those taken now; what is prescribed is empty, and nothing is on record."""
    changes = AuditEvent.objects.exclude(action__startswith="open_")
    before = changes.count()
    page = keep(patient=patient.code)
    assert page.redirect_chain[-1][0] == f"/patients/{patient.code}/medications/?then=plan"
    assert [value_of(page, f"row-0-taken_{time}") for time in ("morning", "midday", "night")] == ["1", "", "1.5"]
    assert value_of(page, "row-0-prescribed_morning") == ""
    assert "Nothing is saved yet" in " ".join(text_of(page))
    assert not Medication.objects.exists()
    assert changes.count() == before


def test_the_plan_comes_after_medicines_and_risks_as_it_was_chosen(visit, keep, card, patient, clinician):
    """Once the medicines are saved and the risks answered, the plan's page has the plan that was chosen; issuing is as ever."""
    page = keep(patient=patient.code)
    sent = medicines(patient) | {"seen": value_of(page, "seen")}
    after = visit.post(f"/patients/{patient.code}/medications/?then=plan", sent, follow=True)
    assert "/risks/" in after.redirect_chain[-1][0]
    ask(patient, clinician, TODAY)
    plan = visit.get(f"/patients/{patient.code}/plan/")
    standing = panel(plan).standing
    assert (standing.title, standing.ends_on, standing.weeks) == (card.title, card.ends_on, card.weeks)
    doses = [each.doses for each in card.outcome.schedule.steps]
    assert [each.doses for each in plan.context["stored"].schedule.steps] == doses


def test_medicines_on_record_stay_beside_it(keep, lorazepam_patient):
    """Of a patient who has medicines, the row of the same medicine has the doses that were typed, and is not doubled or saved."""
    page = keep(patient=lorazepam_patient.code)
    assert [value_of(page, f"row-0-taken_{time}") for time in ("morning", "midday", "night")] == ["1", "", "1.5"]
    assert value_of(page, "row-1-drug") == ""
    assert lorazepam_patient.medications.get().taken_midday == 1


def test_the_patient_is_searched_for_or_added(visit, keep, patient):
    """A name finds the patient by a posted search; a new patient is added and then stands there to be chosen."""
    found = keep(text="rowan")
    assert f'value="{patient.code}"' in found.content.decode()
    assert "fits “nobody here”" in keep(text="nobody here").content.decode()
    keep(add="1")
    added = visit.post("/patients/new/", patient_fields(), follow=True)
    assert added.redirect_chain[-1][0].startswith("/quick/keep/?drug_1=lorazepam")
    assert "Sample, Sasha" in " ".join(text_of(added))
    code = patient.clinic.patients.get(name="Sample, Sasha").code
    assert keep(patient=code).redirect_chain[-1][0] == f"/patients/{code}/medications/?then=plan"


def test_nothing_is_kept_for_who_may_not_have_it(visit, keep, patient, other_clinician):
    """A patient of another clinic is not found, nor is a made-up one; nothing is kept."""
    other = other_clinician.clinic.patients.first()
    for code in (other.code if other else "2222-2223", "2222-2222", ""):
        assert keep(patient=code).status_code == 404
    assert not patient.drafts.exists()


def test_without_doses_there_is_nothing_to_keep(visit):
    """An address without doses leads back to the quick schedule."""
    assert visit.get("/quick/keep/")["Location"].startswith("/quick/")


def plan_typed(patient, by, pace):
    """What a clinician has filled in of a plan and not saved."""
    return Draft.objects.create(patient=patient, user=by, purpose="plan", data={"pace": [pace]}, saved_at=timezone.now())


def test_what_was_typed_for_the_patient_before_is_asked_about_first(keep, patient, clinician, other_clinician):
    """Where this clinician has typed something else for the patient, that is said with its time and nothing is touched; what a
    colleague has typed is no matter of theirs."""
    plan_typed(patient, other_clinician, "5-28")
    mine = plan_typed(patient, clinician, "10-14")
    page = keep(patient=patient.code)
    words = " ".join(text_of(page))
    assert page.status_code == 409
    assert f"You have typed something else for {patient.name}" in words and "a new plan, typed on" in words
    assert [(each.pk, each.data) for each in patient.drafts.filter(user=clinician)] == [(mine.pk, mine.data)]
    assert f'href="/patients/{patient.code}/medications/?then=plan"' in page.content.decode()


def test_what_is_replaced_can_be_put_back(visit, keep, patient, clinician):
    """With the button the quick schedule takes the place of what was typed, which “Undo” on its page puts back; the very same
    once more asks nothing."""
    plan_typed(patient, clinician, "10-14")
    page = keep(patient=patient.code, over="1")
    assert "is put aside" in " ".join(text_of(page))
    assert patient.drafts.get(purpose="plan").data != {"pace": ["10-14"]}
    assert keep(patient=patient.code).redirect_chain[-1][0].startswith(f"/patients/{patient.code}/medications/")
    assert drafts.put_back(patient=patient, by=clinician, purpose="plan")
    assert patient.drafts.get(purpose="plan").data == {"pace": ["10-14"]}
