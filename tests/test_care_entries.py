"""What the database itself refuses of a care entry, whoever writes to it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from taper_app.models import CareEntry
from tests.actions.visits import begin

SENT, ANSWERED = date(2027, 1, 4), date(2027, 1, 18)


@pytest.fixture
def entry(monday, patient, clinician):
    """A plan's first entry: CBT was offered."""
    own = {"kind": "cbt", "status": "offered", "said_on": SENT, "recorded_at": timezone.now(), "recorded_by": clinician}
    return CareEntry.objects.create(plan=begin(patient, clinician), number=1, **own)


def another(entry, **changes):
    """A second entry like the first, with changes."""
    own = {name: getattr(entry, name) for name in ("plan", "kind", "status", "said_on", "recorded_at", "recorded_by")}
    return CareEntry.objects.create(**own | {"number": 2} | changes)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"number": 1},
        {"kind": ""},
        {"status": "maybe"},
        {"status": "", "note": "something"},
        {"status": "", "referred_to": "A clinic", "referred_on": SENT},
        {"referred_to": "A clinic"},
        {"referred_on": SENT},
        {"answered_on": ANSWERED},
        {"referred_to": "A clinic", "referred_on": ANSWERED, "answered_on": SENT},
    ],
    ids=str,
)
def test_what_cannot_be(entry, change):
    """An entry has its own number, a kind and a known status; a referral has to whom and when, and no answer before that."""
    with pytest.raises(IntegrityError), transaction.atomic():
        another(entry, **change)


def test_what_can_be(entry):
    """A referral that is answered on the day it was sent, and care that was taken back, are kept."""
    another(entry, referred_to="A clinic", referred_on=SENT, answered_on=SENT)
    another(entry, number=3, status="")
    assert CareEntry.objects.count() == 3


def test_an_entry_is_never_changed(entry):
    """The database refuses to change what was recorded."""
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        CareEntry.objects.update(status="accepted")
    entry.refresh_from_db()
    assert entry.status == "offered"
