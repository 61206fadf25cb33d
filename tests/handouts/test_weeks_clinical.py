"""A plan by days of the week on the papers for clinicians and in the calendar: each day of the week is the engine's."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from taper_app.engine import DAYS, Schedule, text
from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from tests.handouts import weeks
from tests.handouts.calendars import events
from tests.handouts.clinical import SHA
from tests.handouts.from_stored import (
    LetterWriter,
    SupplyWriter,
    calendar_handout,
    clinician_summary,
    draft_paper,
    prescriber_letter,
    printed_products,
    supply_sheet,
)
from tests.handouts.paper import Paper
from tests.handouts.snapshots import MONDAY, short
from tests.handouts.test_weeks import days_of, doses, every_plan, steps_of, week_of
from tests.text_gates import hits_in, hits_in_html, texts_of

NBSP = "\u00a0"
SHORT = {day: day.capitalize() for day in DAYS}
ISSUED = Standing()


def sheet(snapshot, **changes):
    return SupplyWriter(snapshot | changes, ISSUED, past_visit=True).sheet(SHA)


def on_its_day(schedule, day):
    """The doses of a calendar day."""
    step = schedule.in_force(day)
    return step.week[DAYS[day.weekday()]] if step else ()


# Supply ------------------------------------------------------------------------------------------


def in_figures(count):
    """A count as the sheet has it before its unit."""
    return "half a" if count == Decimal("0.5") else text.number(count) if count == int(count) else text.number_in_words(count)


@every_plan
@pytest.mark.parametrize("days", [7, 10, 28])
def test_the_supply_is_counted_by_calendar_day(made, days):
    """Supply by calendar day: each product of each interval is the sum of the pieces of its days, each by its day of the week."""
    snapshot = made()
    schedule = Schedule.from_json(snapshot["schedule"])
    end = schedule.steps[-1].starts_on
    found = sheet(snapshot, clinic=snapshot["clinic"] | {"dispensing_interval_days": days})
    begin = schedule.starts_on
    for interval in (*found.now, *found.later):
        until = min(begin + timedelta(days=days), end)
        needed = {}
        for on in (begin + timedelta(days=at) for at in range((until - begin).days)):
            for piece in (piece for dose in on_its_day(schedule, on) for piece in dose.pieces):
                needed[piece.product] = needed.get(piece.product, Decimal(0)) + piece.count
        said = sorted(line.needed.split(NBSP)[0] for line in interval.products)
        assert said == sorted(map(in_figures, needed.values()))
        begin = until
    assert begin == end


@every_plan
def test_a_weekly_box_can_be_filled(made):
    """Per day of the week, so that a pharmacist can fill a weekly box: the pieces of each day at each time of each step."""
    snapshot = made()
    found, products = sheet(snapshot), printed_products(snapshot)
    assert list(found.week) == [SHORT[day] for day in week_of(snapshot)]
    steps = [step for step in steps_of(snapshot) if step.doses]
    several = {step.number: len({dose.drug for dose in step.doses}) > 1 for step in steps}
    for step, box in zip(steps, found.boxes, strict=True):
        times = dict.fromkeys(
            time for time in ("morning", "midday", "evening", "night") for dose in step.doses if dose.time == time
        )
        for time, (_label, compartments) in zip(times, box.times, strict=True):
            for day, said in zip(week_of(snapshot), compartments, strict=True):
                if day not in days_of(snapshot, step):
                    assert said == "not in these days"
                    continue
                there = [dose for dose in step.week[day] if dose.time == time]
                told = [
                    text.pieces(dose.pieces, products) + (f" of {dose.drug}" if several[step.number] else "") for dose in there
                ]
                assert said == (" and ".join(told) or "none")


def test_no_box_where_all_days_are_alike():
    """A plan of days that are alike has no weekly box on its sheet."""
    assert sheet(short()).boxes == ()
    assert "Weekly box" not in supply_sheet(short(), SHA)


@pytest.mark.printed
def test_the_sheet_is_printed_day_by_day():
    """The boxes stand on the sheet under their days, and a dose of the week says so."""
    paper = Paper(render_pdf(supply_sheet(weeks.as_taken(), SHA)))
    heads = [paper.words(each) for each in paper.elements("/TH")]
    assert heads[heads.index("Mon") : heads.index("Mon") + 7] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    rows = {head: cells for head, cells in paper.steps() if "07-Jan-2027 to Sat 16-Jan-2027" in head}
    (cells,) = rows.values()
    two, seven = f"one and a half 2{NBSP}mg tablets of diazepam", f"one 7.5{NBSP}mg tablet of zopiclone"
    assert cells == [*(two, "none") * 2, two, "none", "none", *[two] * 5, *[f"{two} and {seven}"] * 2]
    assert any(
        f"Dose from 07-Jan-2027: diazepam 30{NBSP}mg a week and zopiclone 15{NBSP}mg a week, by day of the week" in each
        for each in heads
    )
    assert hits_in(heads) == []


# Letter, summary and draft -----------------------------------------------------------------------


def test_the_letter_says_which_dose_is_on_which_days():
    """Letter: the days that are alike stand together, and the whole is that of a week, never its mean."""
    letter = LetterWriter(weeks.zopiclone(), ISSUED).letter(SHA)
    assert letter.lines[0].doses == (
        f"zopiclone 7.5{NBSP}mg at bedtime on Mon, Wed, Thu, Fri and Sun",
        f"zopiclone 3.75{NBSP}mg at bedtime on Tue and Sat",
    )
    assert letter.lines[0].daily == (f"zopiclone 45{NBSP}mg a week",)
    assert f"the dose goes from zopiclone 45{NBSP}mg a week to none in 11 steps, by day of the week." in letter.plan
    american = LetterWriter(weeks.american(weeks=5), ISSUED).letter(SHA)
    assert american.lines[-1].doses[1] == "none at bedtime on Sun"


def test_the_summary_calls_the_equivalent_the_mean_of_the_week():
    """Where the equivalent is printed: about so much a day, the mean of the week."""
    said = texts_of(clinician_summary(weeks.zopiclone(), SHA))
    assert f"zopiclone 45{NBSP}mg a week" in said
    assert f"about 6.43{NBSP}mg a day as diazepam, the mean of the week" in said
    assert f"about 3.75{NBSP}mg as diazepam" in said
    said = " ".join(texts_of(clinician_summary(weeks.american(), SHA)))
    assert (
        f"Hold on Wed 03-Feb-2027 : clonazepam 1.5{NBSP}mg a week ." in said.replace("Goes to", "")
        or f"clonazepam 1.5{NBSP}mg a week." in said
    )


def test_a_drug_that_is_the_same_every_day_is_said_by_the_day():
    """In a week with one medicine on some days the other keeps its mg of a day."""
    held = weeks.plan(
        "diazepam",
        (
            "hold",
            14,
            ("diazepam", "night", "3", (), ("diazepam-2mg-tablet", "1.5")),
            ("zopiclone", *weeks.night(weeks.FULL, weeks.days("sat"))),
        ),
        ("stop", 0),
    )
    assert LetterWriter(held, ISSUED).letter(SHA).lines[0].daily == (f"diazepam 3{NBSP}mg a day", f"zopiclone 7.5{NBSP}mg a week")


def test_a_draft_has_the_pieces_of_each_day():
    """What is to be discussed shows its pieces, by day of the week too."""
    said = texts_of(draft_paper(weeks.zopiclone(), printed_on=MONDAY, printed_by="Dr Ash Marlow"))
    assert f"3.75{NBSP}mg (one 3.75{NBSP}mg tablet) at bedtime on Tue and Sat" in said
    assert "none at bedtime on Sun" in said


def test_what_a_visit_found_is_said_by_the_week():
    """What was really taken on some days is said with its days, not as the dose of every day."""
    rows = [
        {"drug": "zopiclone", "night": "7.5", "use": "days", "weekdays": ["mon", "wed"]},
        {"drug": "zopiclone", "night": "3.75", "use": "days", "weekdays": ["tue"]},
    ]
    visited = weeks.zopiclone() | {
        "number": 2,
        "replaces": 1,
        "changes_on": "2027-01-18",
        "taken": rows,
        "old_paper": "struck-out",
    }
    visited |= {"review": {"number": 1, "reviewed_on": "2027-01-17", "decision": "continue"}}
    (said,) = LetterWriter(visited, ISSUED).taken_now()
    assert said == (
        "zopiclone",
        f"18.75{NBSP}mg in the week: 7.5{NBSP}mg at bedtime on Mon and Wed, 3.75{NBSP}mg at bedtime on Tue",
    )


@every_plan
@pytest.mark.parametrize("written", [clinician_summary, supply_sheet, prescriber_letter])
def test_clinicians_papers_pass_the_gates(made, written):
    """No rule of safe writing is broken in the words of a week, and no mean is told as a dose of the day."""
    page = re.sub(r"https?://\S+", "", written(made(), SHA))
    assert hits_in_html(page) == []
    means = {f"{drug} {mg:f}{NBSP}mg" for step in steps_of(made()) if step.mean for drug, mg in step.daily_mg.items()}
    true = {
        f"{drug} {mg:f}{NBSP}mg"
        for step in steps_of(made())
        for day in DAYS
        for drug, mg in step.regimen.on(day).daily_mg().items()
    }
    true |= {f"{drug} {mg:f}{NBSP}mg" for step in steps_of(made()) for drug, mg in step.weekly_mg.items()}
    said = " ".join(texts_of(page))
    assert [mean for mean in means - true if re.search(rf"{re.escape(mean)}(?! a week)", said)] == []


# The calendar ------------------------------------------------------------------------------------


def entries(snapshot, **asked):
    """The entries of single days, by their day."""
    found = events(calendar_handout(snapshot, **asked))
    return {each["on"]: each for each in found if "-day-" in each["UID"]}


def test_an_entry_on_the_days_that_differ_if_asked_for():
    """Calendar: an entry on the days that differ, if asked for."""
    assert entries(weeks.zopiclone()) == {}
    found = entries(weeks.zopiclone(), days=True)
    weekdays = {"first": "tue sat", "second": "wed fri sun"}
    wanted = [
        MONDAY + timedelta(days=at)
        for step, said in enumerate(weekdays.values())
        for at in range(14 * step, 14 * step + 14)
        if DAYS[at % 7] in said.split()
    ]
    assert list(found) == wanted


def test_an_entry_says_what_is_taken_on_its_day():
    """Each has the doses of its own day with their pieces and the total, and a heading without medicine or dose."""
    snapshot = weeks.lorazepam()
    schedule = Schedule.from_json(snapshot["schedule"])
    found = entries(snapshot, days=True)
    assert len(found) == 4 + 6
    for on, entry in found.items():
        lines = entry["DESCRIPTION"].split("\n")
        told = [
            dose
            for line in lines
            if line.startswith(("Morning", "Midday", "Bedtime"))
            for dose in doses(line.partition(": ")[2].replace(f"{NBSP}mg, ", f"{NBSP}mg ").removesuffix("."))
        ]
        assert [(mg, pieces) for _, mg, pieces in told] == [(dose.mg, dose.mg) for dose in on_its_day(schedule, on)]
        assert f"Total for the day: {sum(dose.mg for dose in on_its_day(schedule, on))}{NBSP}mg." in lines
        assert not re.search(r"\d|lorazepam", entry["SUMMARY"])


def test_a_step_without_end_has_entries_until_the_visit():
    """A hold with a pattern has no last day: its entries end with the day before the visit."""
    held = weeks.plan("zopiclone", ("hold", None, weeks.night(weeks.HALF, weeks.others("sun"))), weeks=3)
    assert list(entries(held, days=True)) == [date(2027, 1, 10), date(2027, 1, 17), date(2027, 1, 24)]


def test_days_of_an_earlier_revision_are_cancelled():
    """What an earlier file may have put on a day that is no longer like that is taken back, asked for or not."""
    first = weeks.zopiclone()
    second = weeks.zopiclone() | {"number": 2, "replaces": 1, "issued_on": "2027-01-12"}
    second["schedule"] = weeks.plan("zopiclone", ("hold", None, weeks.night(weeks.FULL)))["schedule"]
    earlier = [(first, date(2027, 2, 1)), (second, date(2027, 2, 1))]
    found = entries(second, earlier=earlier)
    assert min(found) == date(2027, 1, 16)
    assert {each["STATUS"] for each in found.values()} == {"CANCELLED"}
    assert entries(first, earlier=[(first, date(2027, 2, 1))]) == {}
    assert {each["STATUS"] for each in entries(first, earlier=[(first, date(2027, 2, 1))], days=True).values()} == {"CONFIRMED"}


def test_the_day_to_stay_says_the_days_again():
    """When no step is fixed for yet, the calendar has the days of the last one."""
    found = events(calendar_handout(weeks.zopiclone()))
    stay = next(each["DESCRIPTION"] for each in found if "-stay@" in each["UID"])
    assert "Go on with these days of the week until we have spoken." in stay
    assert f"Sunday: DOSE 7.5{NBSP}mg, one 7.5{NBSP}mg tablet." in stay
    assert f"Saturday: DOSE 3.75{NBSP}mg, one 3.75{NBSP}mg tablet." in stay
