"""Which steps a clinic has printed: safe order, to the next review only, or all rows alike, in every format alike."""

import re

import pytest

from tests.handouts import readers
from tests.handouts.from_stored import HandoutWriter as Writer
from tests.handouts.from_stored import calendar_handout, large_handout, patient_handout, plain_handout, web_handout
from tests.handouts.from_stored import patient_sheet as sheet
from tests.handouts.snapshots import by_hand, crossing, short
from tests.text_gates import texts_of

NBSP = "\u00a0"
PAGES = {"pdf": patient_handout, "large": large_handout, "web": web_handout, "text": plain_handout}
every_page = pytest.mark.parametrize("written", PAGES.values(), ids=PAGES)
ORDERS = ["safe-order", "to-review", "alike"]
FIRST, SECOND, THIRD, STOP = "4 January 2027", "18 January 2027", "1 February 2027", "15 February 2027"
GRID, WHOLE, AFTER = "Your steps until your next visit", "Your steps", "What comes after, once we have spoken"


def ordered(order, made=short, **changes):
    """A plan of a clinic that chose this; the next visit is in its second step."""
    return made(clinic={"handout_rows": order}, **{"review_on": "2027-01-20"} | changes)


def words(written, snapshot):
    """Everything that a format says, in one line; the lines of a text are its paragraphs."""
    page = written(snapshot)
    return " ".join(page.split("\n") if written is plain_handout else texts_of(page))


def planned_events(snapshot):
    """The days of the calendar that are not cancelled, by name."""
    lines = calendar_handout(snapshot).replace("\r\n ", "").split("\r\n")
    names = [re.search("UID:[^-]*-[^-]*-(.*)@", line)[1] for line in lines if line.startswith("UID:")]
    days = [line[-8:] for line in lines if line.startswith("DTSTART")]
    return dict(zip(names, days, strict=True))


def visit_said(snapshot):
    """What the calendar says on the day of the visit."""
    calendar = calendar_handout(snapshot).replace("\r\n ", "")
    return next(each for each in calendar.split("BEGIN:VEVENT") if "-visit@" in each)


def test_a_revision_that_does_not_say_is_in_safe_order():
    """What was issued before there was a choice prints as it did: every format is the same, letter by letter."""
    old, new = ordered("safe-order"), ordered("safe-order")
    del old["clinic"]["handout_rows"]
    for written in (*PAGES.values(), calendar_handout):
        assert written(old) == written(new)


@every_page
def test_safe_order_has_what_comes_after_below_the_stay(written):
    """The dated steps, the words to stay, then the planned steps under their own heading."""
    said = words(written, ordered("safe-order"))
    parts = [GRID, SECOND, f"Stay on diazepam 2{NBSP}mg a day until we have spoken.", AFTER, STOP, "Stop. You take no more"]
    at = 0
    for part in parts:
        at = said.index(part, at)  # raises where it does not come after the one before


# To the next visit only --------------------------------------------------------------------------


@every_page
def test_to_the_review_only_ends_with_the_words_to_stay(written):
    """Nothing that is planned for later is printed, no date, no dose and no stop; the last row says to stay."""
    said = words(written, ordered("to-review"))
    assert GRID in said and f"Stay on diazepam 2{NBSP}mg a day until we have spoken." in said
    for later in (THIRD, STOP, AFTER, "Stop.", "you stop on", "half a 2"):
        assert later not in said
    assert "We plan the steps after that with you at your visit." in said


@pytest.mark.parametrize("written", [patient_handout, web_handout])
def test_to_the_review_only_has_no_curve(written):
    """A curve would show what is planned for later; so there is none, and no caption of one."""
    assert "<figure>" in written(ordered("safe-order"))
    page = written(ordered("to-review"))
    assert "<figure" not in page and "How your dose goes down" not in page


def test_to_the_review_only_asks_for_no_later_medicine():
    """What is needed is what the printed steps need: later products, and times of day, are not named."""
    steps = (
        ("reduce", 14, ("night", "diazepam", "5", ("diazepam-5mg-tablet", "1"))),
        ("reduce", 14, ("night", "diazepam", "5", ("diazepam-5mg-tablet", "1"))),
        ("reduce", 14, ("morning", "diazepam", "3", ("diazepam-2mg-tablet", "1.5"))),
        ("stop", 0),
    )
    whole, cut = (sheet(ordered(order, lambda **changes: by_hand(*steps, **changes))) for order in ("safe-order", "to-review"))
    assert f"Later, once we have spoken: 2{NBSP}mg tablets." in whole.needed[0].words
    assert "in half" in whole.needed[0].words
    assert f"2{NBSP}mg" not in cut.needed[0].words
    assert not re.search("Later|half", cut.needed[0].words)
    assert (whole.columns, cut.columns) == (("Morning", "Bedtime"), ("Bedtime",))


def test_a_medicine_of_later_steps_is_not_asked_for_but_no_dose_is_without_its_name():
    """Before a crossover begins only the old drug is needed; as the title names both, each dose says which it is."""
    one, ten = "lorazepam-1mg-tablet", "diazepam-10mg-tablet"
    steps = (
        ("hold", 28, ("night", "lorazepam", "1", (one, "1"))),
        ("crossover", 7, ("night", "diazepam", "10", (ten, "1"))),
        ("stop", 0),
    )
    crossover = {"strategy": {"method": "crossover"}, "taken": "10"}
    said = sheet(ordered("to-review", lambda **changes: by_hand(*steps, **crossover, **changes)))
    assert said.title == "Your plan to come off lorazepam slowly, with the help of diazepam"
    assert [each.drug for each in said.needed] == ["lorazepam"]
    assert [dose.drug for row in said.dated for line in row.lines for dose in line.doses] == ["lorazepam"]


def test_the_title_is_that_of_the_whole_plan():
    """A plan to stop is called so though the stop is not printed, and a plan to a dose is not called a stop."""
    assert sheet(ordered("to-review")).title == "Your plan to come off diazepam slowly"
    assert sheet(ordered("to-review", crossing)).title == sheet(ordered("safe-order", crossing)).title


def test_a_whole_plan_that_ends_before_the_review_is_printed_whole():
    """Where no step is left for later there is nothing to leave out: the stop, its day and the curve are there."""
    said = sheet(ordered("to-review", review_on="2027-03-01"))
    assert said.dated[-1].closing == "Stop. You take no more diazepam."
    assert (said.stay, said.after) == ("", ())
    assert said.curve is not None and "you stop on Monday 15 February 2027" in said.summary


def test_a_calendar_to_the_review_only_names_no_later_day_but_the_stay():
    """The steps to the review, the visit, and on the day after the last of them the words to stay on its dose."""
    assert planned_events(ordered("to-review")) == {
        "step-1": "20270104",
        "step-2": "20270118",
        "visit": "20270120",
        "stay": "20270201",
    }


# All rows alike ----------------------------------------------------------------------------------


@every_page
def test_alike_has_every_step_in_one_list(written):
    """There is one heading, no words to stay and nothing that comes after; the last row is the stop."""
    said = words(written, ordered("alike"))
    assert WHOLE in said
    for absent in (GRID, AFTER, "until we have spoken", "once we have spoken", "We plan the steps"):
        assert absent not in said
    assert THIRD in said and STOP in said and "Stop. You take no more diazepam." in said


@pytest.mark.parametrize("written", [patient_handout, large_handout, web_handout])
def test_alike_has_pictures_in_every_step(written):
    """Steps after the visit are pictured as those before it are."""
    page = written(ordered("alike"))
    steps = page[page.index('id="steps"') :]
    assert steps.count('class="drawn"') == 3


def test_alike_keeps_the_curve_and_says_where_the_plan_ends():
    """The whole way is printed, so the curve, the last day and every product stand on it without reserve."""
    said = sheet(ordered("alike"))
    assert said.curve is not None
    assert "you stop on Monday 15 February 2027" in said.summary
    assert "Later" not in said.needed[0].words


def test_a_calendar_with_all_rows_alike_has_every_step_and_no_stay():
    """Each step has its day, the stop included, and no event says to stay."""
    assert planned_events(ordered("alike")) == {
        "step-1": "20270104",
        "step-2": "20270118",
        "visit": "20270120",
        "step-3": "20270201",
        "step-4": "20270215",
    }


def test_the_visit_of_a_calendar_with_all_rows_alike_says_nothing_of_the_stop():
    """Only the step in force on that day ends there: weeks before the stop the visit does not say to stop."""
    assert "Stop." not in visit_said(ordered("alike"))
    assert "Stop. You take no more diazepam." in visit_said(ordered("alike", review_on="2027-02-16"))


def test_what_was_in_the_calendar_with_all_rows_alike_is_taken_back():
    """A revision that plans fewer days cancels every day that the earlier file had put there."""
    earlier, visit_on = ordered("alike"), Writer(ordered("alike")).about.review_on
    later = ordered("to-review", number=2, replaces=1, issued_on="2027-01-06")
    lines = calendar_handout(later, earlier=[(earlier, visit_on)]).replace("\r\n ", "").split("BEGIN:VEVENT")
    gone = {re.search(r"UID:[^-]*-[^-]*-(.*)@", each)[1] for each in lines if "STATUS:CANCELLED" in each}
    assert gone == {"step-3", "step-4"}


# Every format ------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("made", [short, crossing])
def test_page_and_text_have_the_same_rows(order, made):
    """Whatever the clinic chose, the web page and the text have the rows of the sheet, in its order."""
    snapshot = ordered(order, made)
    said = sheet(snapshot)
    rows = [(row.first, row.closing) for row in (*said.dated, *said.after)]
    for read in (readers.from_page(web_handout(snapshot)), readers.from_text(plain_handout(snapshot))):
        assert len(read) == len(rows)
        for one, (first, closing) in zip(read, rows, strict=True):
            assert one.when.startswith(first) and (not closing or closing in one.said)
