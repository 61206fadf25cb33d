"""The first page of a patient's paper: what is taken now or from a day on, what stops with it, and what comes next and when."""

from collections.abc import Iterator

from taper_app.engine import Step

from .languages import day_in_words
from .patient_about import A_DAY, About
from .patient_blocks import visit_said
from .patient_doses import Doses, together
from .sheet import Line, Now
from .words import TEXT

LONGEST_WORD = 9
"""Letters of a word that fit in the strip's seventh of the page."""


def now(about: About, doses: Doses, *, over: bool) -> Now:
    """The box for the fridge; of a paper that is `over` only what its plan was."""
    if about.waits and not over:
        return _waiting(about, doses)
    step = about.shown
    passed = about.steps[: about.steps.index(step) + 1]
    begun = step.starts_on <= about.told_on
    medicines = about.medicines
    lines = () if step.kind == "stop" else doses.lines(step)
    stops = [said for each in passed for said in medicines.ends(each, "no_more_now" if begun else "no_more")]
    return Now(
        heading=_heading(about, step, over=over),
        before="" if over or begun else _until(about, doses, step),
        lines=lines,
        grouped=() if strips(lines) else tuple(together(line, whole=False) for line in lines if line.days),
        by_week=step.mean,
        closing=doses.closing(step, about.before(step)) if step.kind == "stop" else "",
        total=doses.said("now_total", step) if step.doses else "",
        to="" if over else _to(about, step),
        stops=tuple(dict.fromkeys([*stops, *medicines.ended()])),
        notes=(*medicines.higher(step), *medicines.again(step), *medicines.beside()),
        next=() if over else tuple(filter(None, (" ".join(each) for each in _next(about, doses, step)))),
    )


def _waiting(about: About, doses: Doses) -> Now:
    """The box while the whole plan waits for the visit: what is taken now, and that nothing of the plan is begun before it."""
    stay, begins = doses.stay(None), about.schedule.starts_on
    planned = TEXT["begins_on"].format(date=day_in_words(begins)) if begins > about.told_on else ""
    return Now(
        heading=str(TEXT["now"]),
        before=stay,
        lines=doses.as_now(),
        grouped=(),
        by_week=False,
        closing="",
        total="",
        to="",
        stops=(),
        notes=(*about.medicines.ended(), *about.medicines.beside()),
        next=(visit_said(about), f"{TEXT['begins']} {planned}".strip(), *([] if about.overdue else [str(TEXT["cannot_yet"])])),
    )


def strips(lines: tuple[Line, ...]) -> bool:
    """Whether a strip of the seven days has room: one time of day, one medicine at most on each day, and no long word."""
    doses = [dose for line in lines for day in line.days for dose in day.doses]
    words = [word for dose in doses for word in dose.words.split(" ")]
    single = len(lines) == 1 and all(len(day.doses) < 2 for day in lines[0].days)
    return single and all(len(word) <= LONGEST_WORD for word in words)


def _heading(about: About, step: Step, *, over: bool) -> str:
    on, told = day_in_words(step.starts_on), about.told_on
    if over:
        return TEXT["now_over"].format(date=on)
    if step.starts_on > told:
        return TEXT["now_tomorrow" if step.starts_on == told + A_DAY else "now_from"].format(date=on)
    before = about.before(step)
    fresh = step.starts_on == told and not (before and before.regimen.same_as(step.regimen))
    return TEXT["now_today"].format(date=on) if fresh else str(TEXT["now"])


def _until(about: About, doses: Doses, step: Step) -> str:
    """What is taken until a step begins that has not begun: what is really taken on the day of issue, later what was planned."""
    running = about.schedule.in_force(about.told_on)
    taken = about.issued.taken_now if about.told_on == about.issued.issued_on or running is None else running.regimen
    date, mg = day_in_words(step.starts_on - A_DAY), taken.daily_mg()
    if taken.by_days or not {*mg} & {*about.drugs}:
        return TEXT["goes_until"].format(date=date)
    return TEXT["until_then"].format(date=date, dose=doses.total_said(mg))


def _to(about: About, step: Step) -> str:
    """The last day on which that is taken; empty where it goes on to the visit."""
    last = about.stretch(step)[-1].last_day
    waits = about.safe_order()[1] and (last is None or last >= about.review_on - A_DAY)
    return "" if last is None or waits or step.kind == "stop" else TEXT["now_to"].format(date=day_in_words(last))


def _next(about: About, doses: Doses, step: Step) -> Iterator[list[str]]:
    """The next change that needs no visit, then the visit, and what to do where it does not come about."""
    dated, after = about.safe_order()
    then = next((each for each in about.coming(step) if each in dated), None)
    yield [*_change(about, doses, then)] if then else []
    yield [visit_said(about), *([str(TEXT["to_visit"])] if after and not then and not about.overdue else [])]
    if after or dated[-1].days is None:
        yield [*([] if about.overdue else [str(TEXT["cannot"])]), doses.stay(dated[-1])]


def _change(about: About, doses: Doses, then: Step) -> Iterator[str]:
    date = day_in_words(then.starts_on)
    if then.kind == "stop":
        yield f"{date}: {doses.closing(then, about.before(then))}"
    else:
        yield doses.said("goes_then", then, date=date)
        yield from about.medicines.ends(then)
