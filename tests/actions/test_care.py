"""Care beside the dose is added to and never overwritten, with its event, and somebody quicker is not overruled unseen."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from taper_app.actions import audit, care
from taper_app.chart import care_plan
from taper_app.chart.care_plan import care_told
from taper_app.models import AuditEvent, CareEntry
from taper_app.record import to_json
from tests.actions.visits import TODAY, begin, visit


def row(status="offered", said_on=TODAY, to="", sent=None, answered=None, note=""):
    """What is said of one kind of care."""
    referral = {"referred_to": to, "referred_on": sent, "answered_on": answered}
    return {"status": status, "said_on": said_on, "note": note} | referral


@pytest.fixture
def plan(monday, patient, clinician):
    return begin(patient, clinician)


@pytest.fixture
def say(plan, clinician):
    """Record care of the plan, having seen all that is recorded: `say(cbt=row("accepted"))`."""

    def says(seen=None, today=TODAY, by=clinician, **rows):
        seen = care.last_number(plan.care.all()) if seen is None else seen
        return care.record_care(plan=plan, seen=seen, rows=rows, today=today, by=by)

    return says


def test_each_kind_that_changes_has_an_entry(say, plan, clinician):
    """Two kinds are two entries, numbered on, by whom they were recorded; what stands as it was has none."""
    say(cbt=row(), peers=row("declined"))
    say(cbt=row(), peers=row("accepted"))
    assert list(plan.care.values_list("number", "kind", "status")) == [
        (1, "cbt", "offered"),
        (2, "peers", "declined"),
        (3, "peers", "accepted"),
    ]
    assert {each.recorded_by for each in plan.care.all()} == {clinician}


def test_one_event_tells_before_and_after(say, plan):
    """A save writes one event with what each changed kind said before and says now."""
    say(cbt=row())
    say(cbt=row("accepted"), peers=row())
    event = AuditEvent.objects.last()
    assert (event.action, event.subject) == ("record_care", f"plan {plan.code}")
    assert {kind: said and said["status"] for kind, said in event.before.items()} == {"cbt": "offered", "peers": None}
    assert {kind: said["status"] for kind, said in event.after.items()} == {"cbt": "accepted", "peers": "offered"}


def test_the_event_has_all_that_is_said_of_a_kind(say, plan):
    """Status, days, to whom it was referred, the answer and the note, before and after."""
    first = row("accepted", to="A clinic", sent=TODAY, answered=TODAY, note="By telephone.")
    say(cbt=first)
    say(cbt=row("declined"))
    event, told = AuditEvent.objects.last(), {"said_on": "2027-01-04", "referred_on": "2027-01-04", "answered_on": "2027-01-04"}
    assert event.before["cbt"] == {"status": "accepted", "referred_to": "A clinic", "note": "By telephone."} | told
    assert event.after["cbt"] == {"status": "declined", "said_on": "2027-01-04", "note": ""} | {
        "referred_to": "",
        "referred_on": None,
        "answered_on": None,
    }


def test_an_entry_without_its_event_is_undone(say, monkeypatch):
    """When the event cannot be written, no entry is kept."""

    def fail(**kwargs):
        raise RuntimeError("the second write failed")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        say(cbt=row(), peers=row())
    assert not CareEntry.objects.exists()


def test_the_same_sent_twice_is_kept_once(say):
    """A second click on the same form adds nothing, and no event."""
    say(seen=0, cbt=row("accepted"))
    events = AuditEvent.objects.count()
    assert say(seen=0, cbt=row("accepted")) == []
    assert (CareEntry.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_somebody_quicker_is_not_overruled(say, plan):
    """Where somebody else has recorded the same kind since the form was opened, nothing of the form is kept."""
    say(cbt=row("declined"))
    with pytest.raises(
        care.CareChanged, match=r"^Somebody else recorded care of this plan since this page was opened\.$"
    ) as caught:
        say(seen=0, cbt=row("accepted"), peers=row())
    assert {kind: each.status for kind, each in caught.value.entries.items()} == {"cbt": "declined"}
    assert [each.kind for each in plan.care.all()] == ["cbt"]


def test_somebody_quicker_with_another_kind_is_no_conflict(say, plan):
    """What two clinicians recorded of different kinds is both kept."""
    say(cbt=row("declined"))
    say(seen=0, peers=row("accepted"))
    assert {kind: each.status for kind, each in care_plan.latest(plan).items()} == {"cbt": "declined", "peers": "accepted"}


def test_as_it_was_seen(say, plan):
    """How care stood when an entry was the plan's last can be told, which is what a form was opened on."""
    say(cbt=row())
    say(cbt=row("accepted"))
    assert care_plan.latest(plan, 1)["cbt"].status == "offered"
    assert care_plan.latest(plan, 0) == {}


def test_a_clinician_of_another_clinic_records_nothing(say, other_clinician):
    """Only the patient's own clinic records care."""
    with pytest.raises(PermissionDenied):
        say(by=other_clinician, cbt=row())
    assert not CareEntry.objects.exists()


TOMORROW = TODAY + timedelta(days=1)
WRONG = [
    {"astrology": row()},
    {"cbt": row(said_on=TOMORROW)},
    {"cbt": row(to="A clinic", sent=TOMORROW)},
    {"cbt": row(to="A clinic", sent=TODAY, answered=TOMORROW)},
    {"cbt": row(to="A clinic")},
    {"cbt": row("maybe")},
]


@pytest.mark.parametrize("rows", WRONG, ids=str)
def test_what_cannot_be_is_refused(say, rows):
    """An unknown kind or status, a day in the future, a referral without a day: nothing of the form is kept."""
    with pytest.raises(ValidationError):
        say(peers=row(), **rows)
    assert not CareEntry.objects.exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"astrology": row()}, "'astrology' is not a kind of care that Taper knows."),
        ({"cbt": row(said_on=TOMORROW)}, "What was said, sent or answered lies in the future."),
    ],
)
def test_what_is_wrong_is_said(say, rows, words):
    """A sentence for a person."""
    with pytest.raises(ValidationError) as caught:
        say(**rows)
    assert caught.value.messages == [words]


# What is told of it ------------------------------------------------------------------------------


def told(plan, kind="cbt"):
    """What the latest state says of one kind."""
    return {each["kind"]: each for each in to_json(care_told(plan.care.all()))}.get(kind)


DAYS = [date(2027, 1, day) for day in (4, 11, 18, 25)]


def test_days_of_a_kind(say, plan):
    """It is told when a kind was first offered, since when it stands as it does, and when it was gone through again."""
    for day, status in zip(DAYS, ("offered", "accepted", "accepted", "accepted"), strict=True):
        say(today=day, cbt=row(status, said_on=day))
    said = told(plan)
    assert (said["status"], said["since"]) == ("accepted", "2027-01-11")
    assert (said["offered_on"], said["reviewed_on"]) == ("2027-01-04", "2027-01-25")


def test_a_new_note_is_no_new_day(say, plan):
    """Changing only the note leaves the days as they were."""
    say(cbt=row())
    say(cbt=row(note="Waits for a place."))
    assert (told(plan)["since"], told(plan)["reviewed_on"], told(plan)["note"]) == ("2027-01-04", None, "Waits for a place.")


def test_what_was_taken_back_is_not_told(say, plan):
    """A kind that is set back to "not raised" is told no more, and its old days do not come back with it."""
    say(cbt=row())
    say(today=DAYS[1], cbt=row("", said_on=DAYS[1]))
    assert told(plan) is None
    say(today=DAYS[2], cbt=row("accepted", said_on=DAYS[2]))
    assert told(plan)["offered_on"] == "2027-01-18"


def test_what_was_not_needed_was_not_offered(say, plan):
    """A kind that was never more than "not needed" has no day on which it was offered."""
    say(cbt=row("not-needed"))
    assert (told(plan)["since"], told(plan)["offered_on"]) == ("2027-01-04", None)


def test_kinds_are_told_in_the_order_of_the_page(say, plan):
    """However they were recorded, kinds come in the order in which they are offered."""
    say(relapse=row())
    say(education=row(), peers=row())
    assert [each.kind for each in care_told(plan.care.all())] == ["education", "peers", "relapse"]


def test_a_revision_keeps_care_as_it_stood(say, plan, clinician):
    """A revision that is issued later keeps the care recorded by then, and what comes after does not change it."""
    say(cbt=row("accepted", to="Talking Therapies", sent=TODAY))
    visit(plan, clinician, TODAY + timedelta(days=8), "hold", 14)
    say(cbt=row("declined"))
    kept = plan.revisions.latest("number").snapshot["care"]
    assert [(each["kind"], each["status"], each["referred_to"], each["referred_on"]) for each in kept] == [
        ("cbt", "accepted", "Talking Therapies", "2027-01-04")
    ]
