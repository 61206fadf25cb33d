"""A step whose days differ by day of the week, as pages show it: each day's dose, the week's total, and a mean called a mean."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

from taper_app.engine import DAYS, TIMES, Dose, Regimen, Schedule, load_catalogue, parse_request
from taper_app.models import Clinic
from taper_app.pages.reviews import differences, regimen_said
from taper_app.pages.revision_changes import changes
from taper_app.pages.schedules import rows, used_times
from taper_app.pages.side_by_side import ends, pairs
from taper_app.record import Issued
from taper_app.wording.dose_chart import BOTTOM, TOP, single_days
from taper_app.wording.regimens import daily_said, whole_said
from tests.engine.weeks import REQUEST, by_days, night, step
from tests.handouts.snapshots import MONDAY, kept
from tests.text_gates import texts_of

NBSP = "\u00a0"
FULL, HALF = f"zopiclone 7.5{NBSP}mg", f"zopiclone 3.75{NBSP}mg"
MOST = ("mon", "wed", "thu", "fri", "sun")


def issued(told=None):
    """The revision of these days, or of others."""
    schedule = Schedule.from_json(told or by_days())
    return Issued.from_json(kept(parse_request(REQUEST, load_catalogue()), schedule, MONDAY + timedelta(weeks=2)))


def later(told, days):
    """The same with two nights of 3.75 mg on these days instead."""
    first = told["steps"][0]
    first["doses"][0]["weekdays"] = [day for day in DAYS if day not in days]
    first["doses"][1]["weekdays"] = list(days)
    return told


def cells(stored):
    """The words of each cell of the table, row by row."""
    times = [{"label": time.capitalize(), "used": time in used_times(stored)} for time in TIMES]
    page = render_to_string("plans/_schedule.html", {"rows": rows(stored), "times": times, "stored": stored, "label": "Schedule"})
    body = re.findall(r"<tr.*?>(.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL)
    return [[" ".join(texts_of(each)) for each in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in body]


def test_each_dose_of_the_table_names_its_days():
    """Every day of the week has its dose with its pieces, and a day without one is said to have none."""
    first, second, stop = cells(issued())
    assert first[5] == f"{FULL} Mon Wed Thu Fri Sun one 7.5{NBSP}mg tablet {HALF} Tue Sat one 3.75{NBSP}mg tablet"
    assert second[5] == f"{HALF} Mon Tue Wed Thu Fri Sat one 3.75{NBSP}mg tablet none Sun"
    assert stop[5] == "none"


def test_the_week_is_told_exactly_and_its_mean_is_called_a_mean():
    """The week's total is exact; the mean of its days is never shown as a dose of a day."""
    first, second, stop = (row[6] for row in cells(issued()))
    assert first == (f"zopiclone 45{NBSP}mg in the week mean about 6.43{NBSP}mg a day about 4.29{NBSP}mg as diazepam")
    assert second.startswith(f"zopiclone 22.5{NBSP}mg in the week")
    assert stop == "none"
    assert daily_said(Schedule.from_json(by_days()).steps[0].regimen) == (f"zopiclone about 6.43{NBSP}mg (mean of the week)",)


def test_what_changes_names_the_days_that_change():
    """A further low day is what changes, not the whole week; where a week begins from equal days, each day that differs."""
    told = later(by_days(), ("tue", "sat"))
    first, second, stop = (row.change for row in rows(issued(told)))
    assert first == f"Night: 3.75{NBSP}mg on Tue Sat, was 7.5{NBSP}mg"
    assert second == f"Night: 3.75{NBSP}mg on Mon Wed Thu Fri, was 7.5{NBSP}mg; Night: none on Sun, was 7.5{NBSP}mg"
    assert stop == f"Night: none on Mon Tue Wed Thu Fri Sat, was 3.75{NBSP}mg"


def test_old_and_new_are_compared_by_the_week():
    """A step with a pattern is compared by its week: the totals, and where these are the same the days."""
    old, new = issued(), issued(later(by_days(), ("mon", "thu")))
    first, *_ = pairs(old, new, date(2027, 1, 4))
    assert first.kind == "changed"
    days = f"{FULL} night Tue Wed Fri Sat Sun and {HALF} night Mon Thu"
    assert first.words == f"Changed: {days} from Mon 04-Jan-2027, was {FULL} night Mon Wed Thu Fri Sun and {HALF} night Tue Sat"
    fewer = by_days()
    fewer["steps"][1]["doses"][0]["weekdays"] = ["mon", "wed", "fri"]
    second = pairs(old, issued(fewer), date(2027, 1, 18))[0]
    assert second.words == (
        f"Changed: zopiclone 11.25{NBSP}mg in the week from Mon 18-Jan-2027, was zopiclone 22.5{NBSP}mg in the week"
    )
    page = " ".join(texts_of(render_to_string("reviews/_pair.html", {"pair": second})))
    assert "Mon Wed Fri" in page and f"Night none Tue Thu Sat Sun zopiclone 11.25{NBSP}mg in the week" in page


def test_a_dose_that_comes_back_after_a_higher_one_does_not_go_on():
    """A step at doses that the old plan had before is what it brings, where the step before it has others."""
    first, _, stop = by_days()["steps"]
    begun = first | {"last_day": "2027-01-10", "days": 7}
    higher = step(2, "2027-01-18", 8, night("7.5"), daily="7.5", equivalent="5", kind="hold")
    higher |= {"starts_on": "2027-01-11", "last_day": "2027-01-18"}
    back = first | {"number": 3, "starts_on": "2027-01-19", "last_day": "2027-02-01"}
    end = stop | {"number": 4, "starts_on": "2027-02-02", "last_day": "2027-02-02"}
    new = by_days() | {"steps": [begun, higher, back, end]}
    words = {pair.new.number: pair.words for pair in pairs(issued(), issued(new), date(2027, 1, 18)) if pair.new}
    assert words[3] == f"New: zopiclone 45{NBSP}mg in the week from Tue 19-Jan-2027"


def test_a_dose_that_stays_is_said_by_its_week():
    """An end in a hold by days of the week names what a week of it has."""
    told = by_days()
    told["steps"] = told["steps"][:1]
    told["steps"][0] |= {"kind": "hold", "days": None, "last_day": None}
    held = Schedule.from_json(told)
    assert ends(held, held) == f"A hold on zopiclone 45{NBSP}mg in the week from Mon 04-Jan-2027, without an end."


def test_the_first_difference_of_a_revision_is_told_in_one_measure():
    """Where either of the two is by days of the week both are told by the week; equal weeks are on other days."""
    fewer = by_days()
    fewer["steps"][0]["doses"] = [{**fewer["steps"][0]["doses"][1], "weekdays": ["tue", "sat"]}]
    told = changes(issued(), issued(fewer))
    assert told[0] == f"From Mon 04-Jan-2027: zopiclone 7.5{NBSP}mg in the week, was zopiclone 45{NBSP}mg in the week."
    moved = changes(issued(), issued(later(by_days(), ("mon", "thu"))))
    assert moved[0] == f"From Mon 04-Jan-2027: zopiclone 45{NBSP}mg in the week, the same in the week, on other days."
    assert whole_said(Regimen(())) == "none in the day"


# The curve ---------------------------------------------------------------------------------------


def test_the_curve_marks_each_day_around_the_mean():
    """The mean is the line and each day a mark, in mg of the only drug: 7.5, 3.75, and nothing as nothing."""
    marks = dict(single_days(issued()))
    assert list(marks) == [MONDAY + timedelta(days=day) for day in range(28)]
    high, low = marks[date(2027, 1, 4)], marks[date(2027, 1, 5)]
    assert (high, low, marks[date(2027, 1, 31)]) == (Decimal("7.5"), Decimal("3.75"), 0)
    page = Template("{% load taper %}{% dose_curve stored %}").render(Context({"stored": issued()}))
    assert "Line: the mean of a week. Short marks: single days." in page
    assert "a mark is a single day" in page.partition('aria-label="')[2].partition('"')[0]
    (drawn,) = re.findall(r'class="days" d="(.*?)"', page)
    heights = [float(each) for each in re.findall(r"M[\d.]+ ([\d.]+) H", drawn)]
    assert len(heights) == 28 and min(heights) == pytest.approx(TOP, abs=0.2) and max(heights) == pytest.approx(BOTTOM, abs=0.2)


def test_a_curve_of_equal_days_has_no_marks():
    """A plan by the day is drawn as it was."""
    told = by_days()
    for each in told["steps"]:
        each["doses"] = each["doses"][:1]
        each.pop("mean", None)
        for dose in each["doses"]:
            dose.pop("weekdays", None)
    page = Template("{% load taper %}{% dose_curve stored %}").render(Context({"stored": issued(told)}))
    assert 'class="days"' not in page and "single" not in page


# What is taken -----------------------------------------------------------------------------------


def test_what_is_taken_is_said_by_the_week():
    """A regimen by days of the week names each dose with its days."""
    week = Schedule.from_json(by_days()).steps[0].regimen
    assert regimen_said(week, Clinic(market="uk")) == [
        f"Zopiclone 45{NBSP}mg in the week: 7.5{NBSP}mg at night on Mon Wed Thu Fri Sun and 3.75{NBSP}mg at night on Tue Sat"
    ]


def test_a_difference_names_the_days_on_which_it_is():
    """More on a Tuesday is more on a Tuesday, whatever the rest of the week was."""
    planned = Schedule.from_json(by_days()).steps[0].regimen
    taken = Regimen((Dose("night", "zopiclone", Decimal("7.5"), weekdays=(*MOST, "tue")),))
    assert differences(planned, taken) == [
        f"More zopiclone at night on Tue: 7.5{NBSP}mg taken, 3.75{NBSP}mg planned",
        f"Less zopiclone at night on Sat: none taken, 3.75{NBSP}mg planned",
    ]
    every = Regimen((Dose("night", "zopiclone", Decimal("7.5")),))
    assert differences(every, replace(every, doses=())) == [f"Less zopiclone at night: none taken, 7.5{NBSP}mg planned"]
