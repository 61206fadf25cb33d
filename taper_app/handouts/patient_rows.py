"""The rows of a patient's paper: a step each, with its days, its doses, and what changes that the doses alone do not say."""

from django.utils.text import capfirst

from taper_app.engine import Step

from .languages import day_in_words
from .patient_about import About
from .patient_doses import Doses, together
from .sheet import Row
from .words import TEXT


def rows(about: About, doses: Doses) -> tuple[Row, ...]:
    """One row a step, in order."""
    steps = about.schedule.steps
    before = dict(zip((each.number for each in steps), (None, *steps), strict=False))
    planned, several = about.safe_order()[1], len(doses.times()) > 1
    return tuple(_row(about, doses, step, before[step.number], brief=several or step in planned) for step in about.steps)


def _row(about: About, doses: Doses, step: Step, previous: Step | None, *, brief: bool) -> Row:
    stops, endless = step.kind == "stop", step.days is None
    lines = () if stops else doses.lines(step)
    last = "" if stops or step.last_day is None or step.days == 1 else day_in_words(step.last_day)
    return Row(
        id=f"step-{step.number}",
        first=f"{TEXT['from']} {day_in_words(step.starts_on)}" if endless else capfirst(day_in_words(step.starts_on)),
        last=last,
        days=_days(step),
        lines=lines,
        grid_days=tuple(together(line) if brief else line for line in lines if line.days),
        by_week=step.mean,
        totals=_totals(about, doses, step),
        note=_note(about, step, previous),
        closing=doses.closing(step, previous) if stops or endless else "",
        only=doses.name(next(iter(step.daily_mg))) if len(step.daily_mg) == 1 < len(about.drugs) else "",
    )


def _totals(about: About, doses: Doses, step: Step) -> tuple[tuple[str, str], ...]:
    """Each drug's total of the day; of the week where its days differ, but of no week that is cut short."""
    if not step.mean:
        return doses.row_totals(step.daily_mg)
    return doses.row_totals(step.weekly_mg) if len(doses.weekdays(step)) == len(about.week) else ()


def _days(step: Step) -> str:
    one = str(TEXT["day"]) if step.days == 1 else TEXT["days"].format(days=step.days)
    return one if step.days else ""


def _note(about: About, step: Step, previous: Step | None) -> str:
    """What changes that the doses alone do not say; the first row also has what ended before and what is beside the plan."""
    said = [*about.medicines.higher(step)]
    said += [] if step.kind == "stop" else [*about.medicines.ends(step), *about.medicines.again(step)]
    same = previous and step.regimen.same_as(previous.regimen)
    said += [str(TEXT["same"])] if same and step.doses and not said else []
    if step == about.steps[0]:
        said += [*about.medicines.ended(), *about.medicines.beside()]
    return " ".join(said)
