"""The patient's calendar: whole days, no name, one event a step in whichever file it comes, and nothing that was given up."""

from datetime import date

import pytest

from taper_app.handouts.ical import escaped, folded
from taper_app.handouts.standing import Standing
from tests.handouts.calendars import events, unfolded, value
from tests.handouts.from_stored import calendar_handout
from tests.handouts.snapshots import NIGHTLY_20, by_hand, crossing, planned, short
from tests.handouts.weeks import zopiclone
from tests.text_gates import hits_in

NBSP = "\u00a0"
FIRST_VISIT = date(2027, 2, 1)


def read(snapshot, earlier=(), **state):
    return events(calendar_handout(snapshot, Standing(**state), earlier=earlier))


def days(found):
    return [(each["UID"].removeprefix("K7QX-4M2P-").removesuffix("@plan.taper"), each["on"].isoformat()) for each in found]


def test_the_dated_steps_the_visit_and_the_last_word_are_events():
    """Steps up to the next visit, that visit, and the day that no step is fixed for: the others are not in it."""
    assert days(read(short(weeks=3))) == [
        ("step-1", "2027-01-04"),
        ("step-2", "2027-01-18"),
        ("visit", "2027-01-25"),
        ("stay", "2027-02-01"),
    ]


def test_the_last_event_says_to_stay_on_the_dose():
    """Whoever missed the visit reads on the day of the next change to stay on the dose until both have spoken."""
    last = read(short(weeks=3))[-1]
    assert last["SUMMARY"] == "Your plan: stay on your dose until we have spoken"
    assert f"Stay on diazepam 2{NBSP}mg a day until we have spoken." in last["DESCRIPTION"].split("\n")
    assert "Do not go lower, and do not stop." in last["DESCRIPTION"]


def test_a_step_is_told_as_on_paper():
    """The event of a step has its days, each time of day with its dose and pieces, and the total, under the plan's title."""
    assert read(short())[0]["DESCRIPTION"].split("\n")[:4] == [
        "Your plan to come off diazepam slowly",
        "Monday 4 January 2027 to Sunday 17 January 2027, 14 days.",
        f"Bedtime: DOSE 3{NBSP}mg, one and a half 2{NBSP}mg tablets.",
        f"Total for the day: 3{NBSP}mg.",
    ]


def test_the_end_is_said():
    """A plan that ends before the visit has its stop as an event, a dose to stay on says so, and neither needs a last word."""
    stop, visit = read(short(review_on="2027-03-01"))[-2:]
    assert "Stop. You take no more diazepam." in stop["DESCRIPTION"].split("\n")
    assert "Stop. You take no more diazepam." in visit["DESCRIPTION"].split("\n")
    (visit,) = [each for each in read(crossing(review_on="2027-03-01")) if each["SUMMARY"].endswith("visit today")]
    assert f"Stay on diazepam 10{NBSP}mg a day until we have spoken." in visit["DESCRIPTION"].split("\n")


def test_the_visit_says_what_to_bring_and_whom_to_call():
    """The visit's event has its words from the paper."""
    (visit,) = [each for each in read(short()) if "visit" in each["UID"]]
    assert visit["on"] == FIRST_VISIT
    assert "Your next visit is on Monday 1 February 2027. Bring this plan and all your tablets." in visit["DESCRIPTION"]
    assert "020\u00a07946\u00a00001" in visit["DESCRIPTION"]


def test_a_later_visit_is_the_one_in_the_calendar():
    """A review that changed no dose set another day: the calendar has that one, and the steps up to it."""
    found = read(short(), review_on=date(2027, 2, 16))
    assert days(found)[-2:] == [("step-4", "2027-02-15"), ("visit", "2027-02-16")]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York", "Europe/London"])
def test_no_clock_moves_a_day(zone, settings):
    """The file is the same wherever it is made and for whichever clinic's zone: it has days only, and no time, zone or alarm."""
    settings.TIME_ZONE = zone
    file = calendar_handout(short(clinic={"time_zone": zone}))
    assert file == calendar_handout(short())
    assert not any(word in file for word in ("TZID", "VTIMEZONE", "VALARM", "DTSTART:", "DTEND:"))


def test_it_rings_where_that_is_asked_for():
    """Each event to come has one alarm, at eight in the morning of its day; none that is over or cancelled has one."""
    plan = short(number=2, replaces=1, issued_on="2027-01-11")
    asked = events(calendar_handout(plan, earlier=[(short(weeks=9), date(2027, 3, 8))], alarm=True))
    assert {each["on"].isoformat() for each in asked if "alarm" not in each} >= {"2027-01-04"}
    for each in asked:
        assert ("alarm" in each) == (each["STATUS"] == "CONFIRMED" and each["on"] >= date(2027, 1, 11))
    assert not any("alarm" in each for each in read(plan))


def test_what_is_chosen_later_is_newer():
    """The same state with alarms, or in another language, is taken by a calendar that has it without, or in English."""
    stamps = [
        events(calendar_handout(short(), Standing(language=language), alarm=alarm))[0]["DTSTAMP"]
        for language in ("", "es")
        for alarm in (False, True)
    ]
    assert stamps == sorted(set(stamps))


def test_nothing_that_is_past_says_today():
    """A step that was begun before the day of issue has begun; neither it nor a day before that is said to be today."""
    for plan in (short(number=2, replaces=1, issued_on="2027-01-11"), zopiclone(issued_on="2027-01-08")):
        issued_on = date.fromisoformat(plan["issued_on"])
        found = events(calendar_handout(plan, days=True))
        past = [each for each in found if each["on"] < issued_on]
        assert [each["SUMMARY"] for each in past] == ["Your plan: this step has begun"]
        assert any("today" in each["SUMMARY"] for each in found if each["on"] >= issued_on)


def test_the_change_of_clocks_moves_nothing():
    """A step that begins on the night of the change of clocks is on that day, and so is the day after it."""
    two = "diazepam-2mg-tablet"
    steps = (("reduce", 83, ("night", "diazepam", "3", (two, "1.5"))), ("reduce", 217, ("night", "diazepam", "2", (two, "1"))))
    found = read(by_hand(*steps, ("stop", 0), weeks=52))
    assert [on for _, on in days(found)] == ["2027-01-04", "2027-03-28", "2027-10-31", "2028-01-03"]


def test_nobody_is_named():
    """Neither name, day of birth nor number of the patient is in the file, and what a locked phone shows names no medicine."""
    snapshot = crossing()
    file = "\n".join(unfolded(calendar_handout(snapshot).encode()))
    for said in ("Rowan", "Example", "1970", "19700517", "TEST-0001"):
        assert said not in file
    for each in read(snapshot):
        assert not any(word in each["SUMMARY"] for word in ("diazepam", "lorazepam", "mg", "Riverside"))
        assert each["CLASS"] == "PRIVATE"


def test_an_event_keeps_its_name_and_counts_its_revisions():
    """A step has the same name in every revision's file, and the revision as its sequence, so the newer file moves the event."""
    first, second = read(short()), read(short(number=2, replaces=1))
    assert [each["UID"] for each in first] == [each["UID"] for each in second]
    assert {each["SEQUENCE"] for each in first} == {"1"}
    assert {each["SEQUENCE"] for each in second} == {"2"}


def test_the_same_revision_is_the_same_file():
    """The file is made of the revision alone."""
    assert calendar_handout(short()) == calendar_handout(short())


def test_what_is_planned_no_more_is_cancelled():
    """An earlier file had a step that the patient is now held before: the new file takes it back and asks for nothing."""
    two = "diazepam-2mg-tablet"
    hold = (("reduce", 14, ("night", "diazepam", "3", (two, "1.5"))), ("hold", None, ("night", "diazepam", "3", (two, "1.5"))))
    held = by_hand(*hold, weeks=3, number=2, replaces=1, issued_on="2027-01-11")
    file = read(held, earlier=[(short(), date(2027, 2, 2))])
    found = {name: each for (name, _), each in zip(days(file), file, strict=True)}
    assert {name for name, each in found.items() if each["STATUS"] == "CANCELLED"} == {"step-3", "stay"}
    assert found["step-3"]["SUMMARY"] == "Cancelled: this is no longer in your plan"
    assert not any("DOSE" in each["DESCRIPTION"] for each in found.values() if each["STATUS"] == "CANCELLED")
    assert found["step-3"]["SEQUENCE"] == "2"


def test_what_is_still_planned_or_over_is_not_cancelled():
    """Steps that the new file has, and days that are past, are left alone; only the last word gives way to the step it held."""
    second = short(number=2, replaces=1, issued_on="2027-02-01", review_on="2027-03-01")
    found = read(second, earlier=[(short(), FIRST_VISIT)])
    cancelled = [name for (name, _), each in zip(days(found), found, strict=True) if each["STATUS"] == "CANCELLED"]
    assert cancelled == ["stay"]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"superseded_by": 2}, "SUPERSEDED. Do not use this plan. Revision 2 has taken its place."),
        ({"ended": True}, "This plan has ended. Do not use it."),
    ],
)
def test_a_plan_that_holds_no_more_cancels_its_days(state, said):
    """The file of an old revision or an ended plan puts nothing into a calendar: each day is cancelled and says why."""
    found = read(short(), **state)
    assert {(each["SUMMARY"], each["STATUS"]) for each in found} == {(said, "CANCELLED")}
    assert not any("DOSE" in each["DESCRIPTION"] for each in found)


def test_a_line_is_folded_between_letters():
    """A line of letters of one to four octets is folded at 75 octets at most, never inside one, and reads as it was."""
    for letter in "aé€𝄞":
        for before in range(8):
            line = f"SUMMARY:{'x' * before}{letter * 200}"
            assert unfolded(folded(line).encode()) == [line]


@pytest.mark.parametrize("text", ["a, b; c\\d", "one\ntwo", "one\r\ntwo\rthree", "tab\there", "END:VEVENT", "\u2028", "\\n"])
def test_a_text_is_what_was_written(text):
    """Commas, semicolons, backslashes and breaks are read back; what has no place in the file becomes a break or a blank."""
    made = escaped(text)
    assert "\n" not in made
    assert value(made).split() == text.split()


def test_a_clinics_name_is_text_and_never_an_event():
    """A name with breaks, semicolons and letters of other alphabets adds no line to the file."""
    name = "Größe; \\ Klinik, 診療所\r\nEND:VEVENT\nBEGIN:VEVENT" + "é" * 80
    found = read(short(clinic={"name": name}))
    assert len(found) == len(read(short()))
    assert any("Größe; \\ Klinik, 診療所\nEND:VEVENT" in each["DESCRIPTION"] for each in found)


def test_the_gates_find_nothing():
    """No unsafe way of writing stands in a calendar."""
    plans = [short(), crossing(), planned(NIGHTLY_20, market="us"), planned(NIGHTLY_20, weeks=30)]
    lines = [line for plan in plans for each in read(plan) for line in (each["SUMMARY"], *each["DESCRIPTION"].split("\n"))]
    assert hits_in(lines) == []
