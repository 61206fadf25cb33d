"""What does not go together among the boxes of a new plan, each said at the box where it is mended."""

from datetime import timedelta

from taper_app.engine import WEEKDAYS, BadRequest
from taper_app.wording.days import clinic_day

from . import drug_order, paces, pauses, second_pace, second_tables, strategy_boxes, week
from .plan_sections import PlanQuestions

NOT_THAT_DAY = "The dose is to change on a {weekday}. Enter {day}, or another {weekday}."
BOXES = dict.fromkeys(("basis", "bands"), "pace") | {"holds": "hold_from_0", "change_weekday": "change_weekday"}
"""The box at which a refusal of a field is said that has several boxes, or one under a choice."""


def refuse(form: PlanQuestions) -> None:
    """Say all of it, of boxes that could be read each for itself."""
    cleaned, catalogue = form.cleaned_data, form.catalogue
    paces.refuse(form)
    drug_order.refuse(form, form.regimen.drugs)
    second_tables.refuse(form, catalogue, form.regimen)
    strategy_boxes.refuse_two_liquids(form, form.drugs)
    second_pace.refuse(form, catalogue, cleaned.get("starts_on"))
    paces.refuse_short_closing(form, catalogue, second_pace.interval_of(cleaned))
    pauses.refuse(form, catalogue)
    week.refuse(form)
    _refuse_part_weeks(form)
    _refuse_beside_a_finish(form)


def _refuse_part_weeks(form: PlanQuestions) -> None:
    """Days that are no whole weeks, where the days of a week differ or every dose changes on one of them."""
    cleaned = form.cleaned_data
    for box in (paces.OWN_INTERVAL, second_pace.INTERVAL, "closing_interval_days"):
        week.refuse_part_weeks(form, box, cleaned.get(week.PATTERN, "none"))
    weekday, starts_on = cleaned.get(week.WEEKDAY), cleaned.get("starts_on")
    if not weekday:
        return
    crossing = strategy_boxes.named("crossover") if cleaned.get("method") == "crossover" else ()
    for box in (paces.OWN_INTERVAL, second_pace.INTERVAL, "closing_interval_days", *crossing):
        week.refuse_off_weekday(form, box, weekday)
    pauses.refuse_part_weeks(form, catalogue=form.catalogue, words=week.off_weekday(weekday))
    if starts_on and (days := (WEEKDAYS.index(weekday) - starts_on.weekday()) % len(WEEKDAYS)):
        day = clinic_day(starts_on + timedelta(days=days))
        form.add_error("starts_on", NOT_THAT_DAY.format(weekday=weekday.capitalize(), day=day))


def _refuse_beside_a_finish(form: PlanQuestions) -> None:
    if form.cleaned_data.get("pace") != paces.FINISH:
        return
    if form.cleaned_data.get("target_mg"):
        form.add_error("target_mg", paces.TO_ITS_STOP)
    for box in pauses.open_ended(form):
        form.add_error(box, pauses.NO_OPEN)


def box_of(error: BadRequest) -> str:
    """The box at which a refusal of the engine is said."""
    name = strategy_boxes.refused_field(error)
    return BOXES.get(name) or strategy_boxes.box_in_plan(name)
