"""That no taper is planned: a decision with its day, its reason and who made it, and words for the patient."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from taper_app.actions import medications, no_taper
from taper_app.models import AuditEvent, NoTaper
from tests.actions.risks import ask
from tests.actions.test_plans import start
from tests.conftest import TODAY, lorazepam_row
from tests.views.payloads import controls, form_errors, text_of

SOME_NIGHTS = {"use": "days", "weekdays": "mon,thu", "days_a_week": 2}
REASON = "Two nights a week for sleep, never daily, no seizure."


def at(patient):
    return f"/patients/{patient.code}/no-taper/"


def decide(visit, patient, reason=REASON):
    seen = visit.get(at(patient)).context["seen"]
    return visit.post(at(patient), {"patient": patient.code, "reason": reason, "seen": seen})


@pytest.fixture
def rare(take, clinician):
    """Lorazepam on two nights a week."""
    patient = take(lorazepam_row(**SOME_NIGHTS))
    ask(patient, clinician, TODAY, days_a_week="3-or-fewer")
    return patient


STOPS_AT_ONCE = "It must not stop from one day to the next."


def test_a_stop_at_once_is_warned_of_where_guidelines_want_a_taper(visit, rare, take, clinician):
    """Rare use has no such warning; with an earlier seizure, and for daily use of months, the page has one."""
    assert STOPS_AT_ONCE not in " ".join(text_of(visit.get(at(rare))))
    ask(rare, clinician, TODAY, days_a_week="3-or-fewer", seizure="yes")
    page = " ".join(text_of(visit.get(at(rare))))
    assert "Guidelines want a taper where a seizure may come. " + STOPS_AT_ONCE in page
    form = visit.get(f"/patients/{rare.code}/plan/")
    assert "may need no taper" not in " ".join(text_of(form)) and at(rare) not in form.content.decode()
    daily = take(lorazepam_row())
    ask(daily, clinician, TODAY)
    page = " ".join(text_of(visit.get(at(daily))))
    assert "Nothing on record says that it may go without a taper. " + STOPS_AT_ONCE in page


def test_it_is_kept_with_its_day_its_reason_who_what_and_what_guidelines_say(visit, rare, clinician):
    """One click from the refusal; the page then has the words for the patient, and the patient's page names the decision."""
    page = visit.get(f"/patients/{rare.code}/plan/")
    assert at(rare) in page.content.decode()
    assert "Guidelines want no taper here." in " ".join(text_of(visit.get(at(rare))))
    assert decide(visit, rare).url == at(rare)
    (kept,) = rare.no_tapers.all()
    assert (kept.number, kept.decided_on, kept.reason, kept.recorded_by) == (1, TODAY, REASON, clinician)
    assert len(kept.taken) == 1 and "lorazepam" in kept.taken[0] and "Monday and Thursday only" in kept.taken[0]
    assert kept.guideline.startswith("On 2 days a week for 3 months or more, withdrawal that matters is rare.")
    event = AuditEvent.objects.get(action="record_no_taper")
    assert (event.by, event.after["reason"]) == (clinician, REASON)
    said = " ".join(text_of(visit.get(at(rare))))
    for words in (
        "No taper is planned",
        REASON,
        "Call us today if you",
        "Call 999 now if you",
        "have a fit (seizure)",
        "sleep badly",
    ):
        assert words in said
    assert REASON in " ".join(text_of(visit.get(f"/patients/{rare.code}/")))


def test_the_words_for_the_patient_are_in_the_language_of_the_patient(visit, rare):
    """Where there is a translation it is used."""
    rare.language = "es"
    rare.save()
    decide(visit, rare)
    assert "Call us today if you" not in " ".join(text_of(visit.get(at(rare))))


@pytest.mark.parametrize("reason", ["", "   too few   ", "aaaaaaaaaaaa"])
def test_a_reason_is_wanted(visit, rare, reason):
    """Nothing is kept without one."""
    page = decide(visit, rare, reason)
    assert page.status_code == 422
    assert form_errors(page) == ["Write why no taper is planned, in a few words, at least 10 characters."]
    assert not NoTaper.objects.exists()


def test_a_second_click_keeps_it_once_and_another_day_again(visit, rare, clinician):
    """The same reason on the same day is one decision; later it may be decided again, and the newest stands first."""
    decide(visit, rare)
    decide(visit, rare)
    assert rare.no_tapers.count() == 1
    later = {"today": TODAY + timedelta(days=30), "by": clinician}
    no_taper.record_no_taper(patient=rare, taken=["Takes lorazepam."], reason=REASON, **later)
    assert [each.number for each in rare.no_tapers.all()] == [2, 1]


def test_with_nothing_taken_or_an_open_plan_there_is_nothing_to_decide(visit, patient, take, clinician):
    """The page says so and has no form, and nothing is kept of one that is sent."""
    for prepare, said in (
        (lambda: None, "Nothing is taken"),
        (lambda: start(take(lorazepam_row()), clinician), "There is an open plan"),
    ):
        prepare()
        page = visit.get(at(patient))
        assert said in " ".join(text_of(page)) and not controls(page, "reason")
        assert decide(visit, patient).status_code == 422
    assert not NoTaper.objects.exists()


def test_what_is_taken_must_be_what_was_seen(visit, rare, clinician):
    """The medicines were changed in another window: nothing is kept, the page says so, and shows what is taken now."""
    seen = visit.get(at(rare)).context["seen"]
    rows = [lorazepam_row()]
    medications.set_medications(patient=rare, rows=rows, others_asked_on=TODAY, by=clinician)
    page = visit.post(at(rare), {"patient": rare.code, "reason": REASON, "seen": seen})
    assert page.status_code == 409 and not NoTaper.objects.exists()
    text = " ".join(text_of(page))
    assert "changed in another window" in text and "1\u00a0mg in the morning" in text


def test_the_database_refuses_one_without_a_reason_or_number(rare, clinician):
    """Whoever writes to the table: it says why, and is one of the patient's by its number."""
    said = {"patient": rare, "decided_on": TODAY, "taken": [], "recorded_at": "2027-01-04T10:00Z", "recorded_by": clinician}
    for wrong in ({"number": 1, "reason": ""}, {"number": 0, "reason": REASON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NoTaper.objects.create(**said, **wrong)


def test_a_form_opened_for_another_patient_keeps_nothing(visit, rare):
    """A page that was left open in another window is refused, and says so."""
    page = visit.post(at(rare), {"patient": "2222-2222", "reason": REASON})
    assert page.status_code == 409 and not NoTaper.objects.exists()


def test_a_patient_who_takes_it_on_some_days_only_can_begin_a_plan(visit, rare):
    """The way to a plan stands on the patient's page, and beside it the decision that there is none."""
    page = visit.get(f"/patients/{rare.code}/")
    assert page.context["can_start"]
    assert at(rare) in page.content.decode()


def test_a_reason_that_cannot_be_read_is_refused(rare, clinician):
    """The action refuses what nobody can see on a page, whatever form sent it."""
    with pytest.raises(Exception, match="nobody can see"):
        no_taper.record_no_taper(
            patient=rare, taken=["Takes it."], reason="because\u202e of that reason", today=TODAY, by=clinician
        )
