"""By the week: whether the days of a week differ, and which of them go down last. A new plan and a visit ask it alike."""

from decimal import Decimal

from taper_app.engine import DAYS, FIELDS, Strategy

from . import strategy_boxes
from .layout import Part, hints
from .page_form import PageForm

NAMES = strategy_boxes.named("week")
PATTERN, SPARE = NAMES
WEEKDAY = "change_weekday"
NO_PATTERN = "Days are ticked, but every day is the same. Choose a lower dose on some days of the week, or clear the ticks."
WHOLE_WEEKS = "Enter 7, 14, 21 or 28 days: by days of the week a plan goes in whole weeks."
ALL_DAYS = "All seven days are ticked. Leave at least one that goes down first."


def drawn(form: PageForm) -> Part:
    """How the boxes stand on a page: folded away while every day is the same."""
    hinted = hints(FIELDS[PATTERN].box.choices)
    options = [(option, hinted[option.data["value"]]) for option in form[PATTERN]]
    label = form.labels(PATTERN).get(form[PATTERN].value(), "")
    return Part("plans/_week.html", *NAMES, options=options, said=_lower(label), opened=is_shown(form))


def is_shown(form: PageForm) -> bool:
    """Whether the days differ as it stands, or something about them is wrong."""
    return form[PATTERN].value() != "none" or bool(form[SPARE].value()) or any(name in form.errors for name in NAMES)


def without_old_days(form: PageForm, before: Strategy) -> None:
    """Clear the days that go down last where they stand as they were, and the plan that they were of goes by the day now."""
    left = form.cleaned_data.get(PATTERN) == "none" and before.pattern != "none"
    if left and set(form.cleaned_data.get(SPARE, ())) == set(before.spare_days):
        form.cleaned_data[SPARE] = []


def refuse(form: PageForm) -> None:
    """Say at the days where they mean nothing, or leave none that goes down first."""
    spare = form.cleaned_data.get(SPARE, ())
    if len(spare) == len(DAYS):
        form.add_error(SPARE, ALL_DAYS)
    elif spare and form.cleaned_data.get(PATTERN) == "none":
        form.add_error(SPARE, NO_PATTERN)


def refuse_part_weeks(form: PageForm, box: str, pattern: str) -> None:
    """Say at the days of a pace that they are not whole weeks, where the days of a week differ."""
    days = form.cleaned_data.get(box)
    if pattern != "none" and days is not None and days % len(DAYS):
        form.add_error(box, WHOLE_WEEKS)


def off_weekday(weekday: str) -> str:
    """What is said of days that would move the changes off their day of the week."""
    return f"Enter whole weeks, such as 7 or 14 days: every dose is to change on a {weekday.capitalize()}."


def refuse_off_weekday(form: PageForm, box: str, weekday: str) -> None:
    """Say at a number of days that it is no whole weeks, where every dose is to change on one day of the week."""
    days = form.cleaned_data.get(box)
    if isinstance(days, Decimal) and days % len(DAYS):
        form.add_error(box, off_weekday(weekday))


def changes_said(now: Strategy, before: Strategy) -> list[str]:
    """What of it a decision changes, for whoever checks it."""
    labels = {name: label for name, (label, _) in FIELDS[PATTERN].box.choices.items()}
    pattern = [f"By the week: {_lower(labels[now.pattern])}, before: {_lower(labels[before.pattern])}"]
    spare = [f"{words[:1].upper()}{words[1:]}" for words in FIELDS[SPARE].said(now.spare_days)] or ["No day is lowered last"]
    return pattern * (now.pattern != before.pattern) + spare * (now.spare_days != before.spare_days)


def _lower(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"
