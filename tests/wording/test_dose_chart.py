"""The clinician's chart of a plan: what stands where, what a pointer is told, and how a dose that goes on is drawn."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.template import Context, Template

from taper_app.engine import Regimen, Schedule
from taper_app.record import Issued
from taper_app.wording.dose_chart import BOTTOM, TOP, dose_chart
from tests.handouts.snapshots import LORAZEPAM, MONDAY, NIGHTLY_20, planned
from tests.wording.paths import corners_of

TODAY = date(2027, 2, 1)


@pytest.fixture
def crossing():
    return Issued.from_json(planned(LORAZEPAM, strategy={"method": "crossover"}))


@pytest.fixture
def direct():
    return Issued.from_json(planned(NIGHTLY_20))


def night(drug, mg):
    return Regimen.from_json([{"drug": drug, "night": mg}])


def held(issued):
    """The plan, on hold without an end since its third step."""
    told = issued.to_json()
    told["schedule"]["steps"] = told["schedule"]["steps"][:3]
    told["schedule"]["steps"][2] |= {"kind": "hold", "days": None}
    told["schedule"]["steps"][2].pop("ends_before", None)
    return Issued.from_json(told)


def test_the_only_drug_is_drawn_in_its_own_mg(direct, crossing):
    """A taper of one drug is in mg of it; where there are two the day is a diazepam equivalent, and is called so."""
    assert dose_chart(direct).title == "Diazepam a day"
    assert dose_chart(crossing).title == "Diazepam equivalent a day"
    assert dose_chart(direct, taken=[(TODAY, night("lorazepam", "1"))]).title == "Diazepam equivalent a day"


def test_a_page_has_the_chart_with_all_of_its_words(crossing):
    """The tag draws what the schedule says, with clinicians' dates, today, the next visit, and words for all of it."""
    words = "{% load taper %}{% dose_curve stored '2027-02-08' today taken %}"
    taken = [(date(2027, 1, 25), night("diazepam", "30"))]
    page = Template(words).render(Context({"stored": crossing, "today": TODAY, "taken": taken}))
    assert 'role="img" aria-label="Diazepam equivalent a day. From about 30\u00a0mg on 04-Jan-2027' in page
    assert ">next visit</text>" in page and ">today</text>" in page and ">crossover</text>" in page
    assert ">30\u00a0mg</text>" in page and ">stop 20-Dec-2027</text>" in page
    assert "<title>Mon 25-Jan-2027: really taken about 30\u00a0mg</title>" in page and "Really taken</p>" in page


def test_a_pointer_over_a_step_is_told_its_day_and_doses(crossing):
    """Each step has its column, the columns fill the chart without a gap, and say what is taken from which day."""
    chart = dose_chart(crossing)
    assert len(chart.steps) == len(crossing.schedule.steps)
    assert chart.steps[0].words.startswith("Mon 04-Jan-2027: ") and "lorazepam" in chart.steps[0].words
    assert chart.steps[-1].words == "Mon 20-Dec-2027: none"
    assert sum(float(each.width.rstrip("%")) for each in chart.steps) == pytest.approx(100, abs=0.5)


def test_numbers_stand_apart(direct):
    """The number over a step has room: none stands less than a sixteenth of the width after another, or where the dose stays."""
    numbers = [each.number for each in dose_chart(direct).steps if each.number]
    places = [float(each.x.rstrip("%")) for each in numbers]
    assert numbers[0].words == "18" and len(numbers) > 5
    assert all(after - before >= 6.4 for before, after in pairwise(places))
    assert len({each.words for each in numbers}) == len(numbers)


def test_a_hold_without_an_end_goes_on_beyond_today(direct):
    """Today is not the last thing that is seen of an open hold, however long it lasts already."""
    held_since = held(direct)
    later = held_since.schedule.steps[-1].starts_on + timedelta(days=60)
    chart = dose_chart(held_since, today=later, review_on=later)
    assert chart.last == "goes on" and float(chart.today.x.rstrip("%")) < 80
    last = corners_of(chart.line)[-1][1]
    assert TOP < last < BOTTOM


def test_a_visit_that_is_overdue_is_due_left_of_today(direct):
    """The words of the visit and of today do not lie on each other."""
    assert (dose_chart(direct, today=TODAY, review_on=TODAY - timedelta(days=3)).visit.words) == "visit due"
    assert dose_chart(direct, today=TODAY, review_on=TODAY + timedelta(days=3)).visit.anchor == "start"


def test_days_outside_the_plan_are_not_drawn(direct):
    """What lies before or after the plan has no place in it."""
    before = MONDAY - timedelta(days=1)
    chart = dose_chart(direct, today=before, review_on=before, taken=[(before, night("diazepam", "20"))])
    assert (chart.today, chart.visit, chart.taken) == (None, None, ())


def test_months_have_room(direct):
    """At most six months are named, January with its year."""
    names = [each.words for each in dose_chart(direct).months]
    assert 0 < len(names) <= 6
    assert all(len(name) == 3 or name.startswith("Jan 20") for name in names)


@pytest.mark.parametrize("language", ["de", "es"])
def test_coordinates_have_points(direct, language, settings):
    """Coordinates are written with a point in every language."""
    page = Template("{% load taper %}{% dose_curve stored %}")
    plain = page.render(Context({"stored": direct}))
    settings.LANGUAGE_CODE, settings.USE_THOUSAND_SEPARATOR = language, True
    assert page.render(Context({"stored": direct})) == plain
    assert "," not in " ".join(re.findall(r'(?: d| x| y|x1|y1|width)="([^"]*)"', plain))


def test_what_is_made_of_the_schedule_is_its_own(crossing):
    """The line ends where the schedule ends: at nothing, at its right edge."""
    assert isinstance(crossing.schedule, Schedule)
    assert corners_of(dose_chart(crossing).line)[-1] == (1000, BOTTOM)
