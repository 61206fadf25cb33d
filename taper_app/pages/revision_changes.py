"""What a revision changes against the one before it, in a few sentences."""

from collections.abc import Iterator
from datetime import date

from taper_app.engine import Regimen, Schedule
from taper_app.record import Issued
from taper_app.wording.days import clinic_day
from taper_app.wording.regimens import IN_THE_DAY, whole_said


def changes(old: Issued, new: Issued) -> list[str]:
    """The first day with another dose, the last dose, and how many steps are still to come; one sentence each."""
    before, after = old.schedule, new.schedule
    start, on = old.request.regimen, new.changes_on or after.starts_on
    said = [*first_difference(before, after, start, on), *last_doses(before, after), *steps_to_come(before, after, on)]
    return said or ["No dose and no date of the schedule."]


def first_difference(before: Schedule, after: Schedule, start: Regimen, on: date) -> Iterator[str]:
    """The first day, from the change on, on which another dose is planned than was."""
    starts = {on, *(step.starts_on for schedule in (before, after) for step in schedule.steps if step.starts_on > on)}
    for day in sorted(starts):
        was, now = planned(before, day, start), planned(after, day, start)
        if not now.same_as(was):
            by_week = was.by_days or now.by_days
            then, new = (whole_said(each, by_week=by_week) for each in (was, now))
            same = "the same in the week, on other days" if by_week else "the same in the day, at other times"
            yield f"From {clinic_day(day)}: {new}, {same if then == new else f'was {then.removesuffix(IN_THE_DAY)}'}."
            return


def planned(schedule: Schedule, on: date, start: Regimen) -> Regimen:
    """The regimen planned for a day."""
    step = schedule.in_force(on)
    return step.regimen if step else start


def last_doses(before: Schedule, after: Schedule) -> Iterator[str]:
    """Where the last day with a dose moves to."""
    if before.last_day != after.last_day:
        yield f"{last_said(after)}; before: {last_said(before)[0].lower()}{last_said(before)[1:]}."


def last_said(schedule: Schedule) -> str:
    """The last day with a dose, or that there is none."""
    if schedule.last_day:
        return f"Last dose on {clinic_day(schedule.last_day)}"
    return "No last day, held until we have spoken" if schedule.steps[-1].kind == "hold" else "No last day, the dose is kept"


def steps_to_come(before: Schedule, after: Schedule, on: date) -> Iterator[str]:
    """How many steps there still are, where that changes."""
    was, now = (sum(step.starts_on >= on for step in schedule.steps) for schedule in (before, after))
    if was != now:
        yield f"{now} {'step' if now == 1 else 'steps'} to come, before: {was}."
