"""Care beside the dose: each kind may be left as it stands, and what is said of one fits together."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from taper_app.forms.care import CareForm
from taper_app.models.care import Said
from tests.forms.sent import sent

TODAY, SENT, ANSWERED = date(2027, 2, 1), date(2027, 1, 4), date(2027, 1, 18)
KIND = SimpleNamespace(id="cbt", name="Talking therapy")
AS_OFFERED = {"status": "offered", "referred_to": "", "referred_on": None, "answered_on": None, "note": ""}
ENTRY = SimpleNamespace(
    **AS_OFFERED,
    said_on=date(2027, 1, 10),
    recorded_by=SimpleNamespace(get_full_name=lambda: "Dr Casey Thorn"),
    get_status_display=lambda: "Offered",
)
FUTURE = "Talking therapy: the day is in the future. Enter today or an earlier day."
REFERRED = {"status": "accepted", "referred_to": "Mind", "referred_on": SENT}


def care(entry=None, **fields):
    """The form of this kind, sent with these boxes filled."""
    return CareForm(sent(**{f"cbt-{name}": value for name, value in fields.items()}), kind=KIND, entry=entry, today=TODAY)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, {}),
        ({"status": "offered"}, {}),
        ({"status": "bored"}, {"status": "Choose one of the answers."}),
        ({"note": "asked"}, {"status": "Talking therapy: choose how it stands, or empty its other boxes."}),
        ({"again": "on"}, {"status": "Talking therapy: choose how it stands, or empty its other boxes."}),
        ({"said_on": SENT}, {"status": "Talking therapy: choose how it stands, or empty its other boxes."}),
        ({"status": "bored", "note": "asked"}, {"status": "Choose one of the answers."}),
        (REFERRED, {}),
        (REFERRED | {"answered_on": ANSWERED}, {}),
        (REFERRED | {"answered_on": SENT}, {}),
        (REFERRED | {"referred_on": TODAY}, {}),
        (
            {"status": "accepted", "referred_on": SENT},
            {"referred_to": "Talking therapy: enter to whom it was referred."},
        ),
        (
            {"status": "accepted", "answered_on": SENT},
            {"referred_to": "Talking therapy: enter to whom it was referred."},
        ),
        (
            {"status": "accepted", "referred_to": "Mind"},
            {"referred_on": "Talking therapy: enter the day on which the referral was sent."},
        ),
        (
            REFERRED | {"answered_on": SENT - timedelta(days=1)},
            {"answered_on": "Talking therapy: the answer is earlier than the referral. Check both days."},
        ),
        *(({**REFERRED, name: TODAY + timedelta(days=1)}, {name: FUTURE}) for name in ("said_on", "referred_on", "answered_on")),
    ],
    ids=str,
)
def test_what_is_said_of_one_kind_fits_together(fields, faults):
    """A status for whatever is said, a referral with its day, no day that is still to come: one sentence for each."""
    assert care(**fields).errors == {name: [words] for name, words in faults.items()}


@pytest.mark.parametrize(("day", "right"), [(date(2027, 1, 9), False), (date(2027, 1, 10), True)])
def test_it_is_not_said_before_what_was_said_last(day, right):
    """The day recorded last is the first that may be entered."""
    words = "Talking therapy: the day is before the one recorded last. Enter that day or a later one."
    assert care(ENTRY, status="declined", said_on=day).errors == ({} if right else {"said_on": [words]})


@pytest.mark.parametrize(
    ("entry", "fields", "said_on"),
    [
        (None, {"status": "offered"}, TODAY),
        (None, {"status": "offered", "said_on": SENT}, SENT),
        (ENTRY, {"status": "offered"}, ENTRY.said_on),
        (ENTRY, {"status": "offered", "again": "on"}, TODAY),
        (ENTRY, {"status": "declined"}, TODAY),
        (ENTRY, {"status": "declined", "said_on": ANSWERED}, ANSWERED),
    ],
)
def test_a_change_without_a_day_is_of_today(entry, fields, said_on):
    """What stays as it was keeps its day, unless it was gone through again."""
    form = care(entry, **fields)
    assert form.is_valid(), form.errors
    assert form.row["said_on"] == said_on


def test_everything_that_was_filled_in_is_kept():
    """A whole row as it is recorded."""
    form = care(**REFERRED, answered_on=ANSWERED, note=" on  a list ")
    assert form.is_valid(), form.errors
    assert form.row == Said(
        status="accepted", referred_to="Mind", referred_on=SENT, answered_on=ANSWERED, note="on a list", said_on=TODAY
    )


def test_it_begins_as_it_stands():
    """The boxes have what was recorded last, under the name of the kind."""
    form = CareForm(None, kind=KIND, entry=ENTRY, today=TODAY)
    assert form.initial == AS_OFFERED
    assert (form.prefix, form.fields["status"].label) == ("cbt", "Talking therapy")
    assert CareForm(None, kind=KIND, entry=None, today=TODAY).initial == {}


def test_what_somebody_else_recorded_meanwhile_is_said():
    """Who, and how it stands now."""
    form = care(status="declined")
    form.overtaken(ENTRY)
    words = "Talking therapy: Dr Casey Thorn has recorded “Offered” since you opened this page. Choose again how it stands."
    assert form.errors == {"status": [words]}
