"""What is due up to the next review stands on every paper that ends with the review, and what begins on its day on none: it waits
until both have spoken."""

from datetime import date, datetime, timedelta

import pytest

from taper_app.engine import Schedule
from taper_app.handouts.standing import Standing
from tests.handouts.calendars import events
from tests.handouts.clinical import PAPERS, SHA, issued, laid_over, revised
from tests.handouts.from_stored import HandoutWriter, LetterWriter, SupplyWriter, calendar_handout, patient_sheet
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, crossing, short
from tests.text_gates import texts_of

pytestmark = pytest.mark.printed

PLANS = {
    "a first plan": issued(NIGHTLY_20),
    "a crossover": issued(LORAZEPAM, strategy={"method": "crossover"}),
    "three steps and the stop": short(),
    "a dose to stay on": crossing(),
    "a later revision": revised(NIGHTLY_20, decision="continue", days=None),
    "a hold": revised(NIGHTLY_20),
}
MOST = 7
"""Steps of a plan that are looked at, beside the last: all of the short ones."""


def reviews(snapshot):
    """Days of a next review: the first day of each of the first steps, the day before it, and one after the last has begun."""
    starts = [step.starts_on for step in ruled(snapshot)]
    starts = [*starts[:MOST], starts[-1]]
    days = {day for start in starts for day in (start, start - timedelta(days=1))} | {starts[-1] + timedelta(days=3)}
    return sorted(day for day in days if day >= starts[0])


def ruled(snapshot):
    """The steps that are not over on the first day of the revision."""
    steps = Schedule.from_json(snapshot["schedule"]).steps
    return [step for step in steps if not step.days or step.last_day >= since_of(snapshot)]


def clinic_day(day):
    return f"{day:%a %d-%b-%Y}"


@pytest.mark.parametrize("plan", PLANS)
def test_the_letter_has_each_step_that_is_due_by_the_review(plan):
    """The letter ends with the step in force on the day before the review: what begins on its day waits for it."""
    snapshot = PLANS[plan]
    since = since_of(snapshot)
    for review_on in reviews(snapshot):
        due = [step for step in ruled(snapshot) if step.starts_on < review_on] or ruled(snapshot)[:1]
        lines = LetterWriter(snapshot, Standing(review_on=review_on)).letter(SHA).lines
        assert [line.first for line in lines] == [clinic_day(max(step.starts_on, since)) for step in due]
        words = " ".join(texts_of(PAPERS["letter"](snapshot, SHA, Standing(review_on=review_on))))
        assert all(line.first in words and " ".join(line.doses) in words for line in lines)


@pytest.mark.parametrize("plan", PLANS)
def test_the_handout_and_its_calendar_have_each_step_that_is_due_by_the_review(plan):
    """The dated rows and the days of the calendar run to the step in force on the day before the review, and no change of dose is
    dated on its day or later; a plan whose first day that is waits as a whole."""
    snapshot = PLANS[plan]
    for review_on in reviews(snapshot):
        steps = HandoutWriter(snapshot).about.steps
        waits = since_of(snapshot) < steps[0].starts_on >= review_on
        due = [step for step in steps if step.starts_on < review_on] or ([] if waits else steps[:1])
        sheet = patient_sheet(snapshot, Standing(review_on=review_on))
        assert (len(sheet.dated), len(sheet.after)) == (len(due), len(steps) - len(due))
        assert bool(sheet.stay) == (len(due) < len(steps))
        found = events(calendar_handout(snapshot, Standing(review_on=review_on)))
        assert [each["on"] for each in found if "-step-" in each["UID"]] == [step.starts_on for step in due]


@pytest.mark.parametrize("plan", PLANS)
def test_the_supply_sheet_has_each_day_up_to_the_review_and_each_dose_of_it(plan):
    """Whatever begins before the review is supplied now, the rest is only planned; each dose is named with its day."""
    snapshot = laid_over(PLANS[plan], {"clinic": {"dispensing_interval_days": 7}})
    begun = [max(step.starts_on, since_of(snapshot)) for step in ruled(snapshot)]
    schedule = Schedule.from_json(snapshot["schedule"])
    changing = [on for on in begun if changed(schedule, on)]
    for review_on in reviews(snapshot):
        sheet = SupplyWriter(snapshot, Standing(review_on=review_on)).sheet(SHA)
        began = {at: [day_of(each.first) for each in getattr(sheet, at)] for at in ("now", "later")}
        assert all(first < review_on for first in began["now"])
        assert all(first >= review_on for first in began["later"])
        dated = [*sheet.now, *sheet.later]
        if dated:
            assert day_of(dated[0].first) == begun[0]
            assert [day_of(each.first) for each in dated[1:]] == [day_of(each.last) + timedelta(days=1) for each in dated[:-1]]
        for each in dated:
            days = [on + timedelta(days=begun[0] < on == review_on) for on in changing]
            assert {f"from {on:%d-%b-%Y}" for on in days if day_of(each.first) <= on <= day_of(each.last)} <= set(
                each.doses.replace(": ", "; ").split("; ")
            )


def since_of(snapshot):
    return date.fromisoformat(snapshot.get("changes_on") or snapshot["issued_on"])


def day_of(words):
    """A day from the way in which clinicians write it: Mon 04-Jan-2027."""
    return datetime.strptime(words, "%a %d-%b-%Y").date()


def changed(schedule, on):
    """Whether something else is taken from this day on than the day before, and not nothing."""
    before, after = (schedule.in_force(day) for day in (on - timedelta(days=1), on))
    return bool(after.daily_mg) and (before is None or before.daily_mg != after.daily_mg)
