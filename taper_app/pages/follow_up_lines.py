"""What comes after the end of a plan: the follow-ups that were and that are to come, and what to expect by now."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from taper_app.chart import follow_ups
from taper_app.engine import Statement, load_care, load_catalogue
from taper_app.models import FollowUpDay, Plan, Review
from taper_app.record import Issued
from taper_app.wording.days import clinic_date
from taper_app.wording.lists import counted, joined

from .care_lines import last_dose_taken

DAYS_A_MONTH = 365.25 / 12
NEAR_DAYS = 7  # a day that far from a month after the end is still called so; a weekend moves it by two
READ = {"memory": "from memory", "derived": "our conclusion from it", "seen-secondary": "as another work quotes it"}


def series_line(plan: Plan, today: date) -> dict[str, Any]:
    """The follow-ups of a plan that has ended: those that took place and those that are planned, and whether it is left open."""
    seen = plan.reviews.valid().filter(kind=Review.Kind.FOLLOW_UP).order_by("number")
    days = follow_ups.planned(plan)
    later = [row(plan, day.on, kind=day.kind, state="next" if at == 0 else "later") for at, day in enumerate(days)]
    done = [row(plan, each.reviewed_on, state="done", relapse=bool(each.observations.get("relapse"))) for each in seen]
    return {
        "rows": [*done, *later],
        "why": load_care().follow_ups[plan.end_reason].why.words,
        "no_next": "" if later else next((each.reason for each in seen.reverse() if each.reason), ""),
        "said": series_said(plan, [each.on for each in days], len(done)),
        "overdue": bool(days) and days[0].on < today,
    }


def row(plan: Plan, on: date, *, state: str, kind: str = FollowUpDay.Kind.SERIES, relapse: bool = False) -> dict[str, Any]:
    """One of them: its day, how long after the end that is, and how it stands."""
    what = planned_said(plan, on, kind == FollowUpDay.Kind.BOOSTER)
    return {"on": on, "what": what, "state": state, "relapse": relapse}


def planned_said(plan: Plan, on: date, booster: bool) -> str:
    """What a follow-up is: "3 months after the end", "Booster, 2 months after the end"."""
    return f"Booster, {after_said(plan, on)}" if booster else after_said(plan, on)


def after_said(plan: Plan, on: date) -> str:
    """How long after its end a day is: "3 months after the end", in weeks between months, in days within the first weeks."""
    days = (on - plan.ended_on).days if plan.ended_on else 0
    months = round(days / DAYS_A_MONTH)
    if not months:
        return f"{counted(days, 'day')} after the end"
    near = abs(days - months * DAYS_A_MONTH) <= NEAR_DAYS
    return f"{counted(months, 'month') if near else counted(round(days / 7), 'week')} after the end"


def series_said(plan: Plan, days: list[date], done: int) -> str:
    """The series in a line: "Seen once after the end. Follow-ups planned: 04-Feb-2027"; empty where there is nothing."""
    seen = [f"Seen {'once' if done == 1 else f'{done} times'} after the end."] if done else []
    planned = [f"Follow-ups planned: {joined([clinic_date(each) for each in days])}."] if days else []
    return " ".join([*seen, *planned])


# What to expect ----------------------------------------------------------------------------------


def phase_line(plan: Plan, issued: Issued, today: date) -> Mapping[str, Any] | None:
    """How long the last dose is past and what is to be expected by now; None where something is taken, or nobody knows."""
    last_on = last_dose_on(plan, issued)
    if last_on is None or last_on > today or not last_dose_taken(plan, today) or taken_again(plan):
        return None
    last = dosed(issued)
    short = all(load_catalogue().drugs[each].short_half_life for each in last)
    days = (today - last_on).days
    phase = load_care().phase(days, short=short)
    return {
        "name": phase.name,
        "days": counted(days, "day"),
        "on": last_on,
        "drugs": joined(last),
        "half_life": "short" if short else "long",
        "says": list(statements(phase.says)),
    }


def dosed(issued: Issued) -> list[str]:
    """The drugs of the last step with a dose, by id; those taken at first where no step has one."""
    steps = [each for each in issued.schedule.steps if each.doses]
    return list(steps[-1].regimen.drugs if steps else issued.taken_now.drugs)


def last_dose_on(plan: Plan, issued: Issued) -> date | None:
    """The last day with a dose as far as is known: that of the schedule, or the end of the plan where that came before."""
    known = [each for each in (issued.schedule.last_day, plan.ended_on) if each]
    return min(known, default=None)


def taken_again(plan: Plan) -> bool:
    """Whether the last follow-up found a benzodiazepine or z-drug to be taken again."""
    last = plan.reviews.valid().filter(kind=Review.Kind.FOLLOW_UP).order_by("-number").first()
    return last is not None and bool(last.observations.get("relapse"))


def statements(says: Iterable[Statement]) -> Iterator[dict[str, str]]:
    """Each sentence with its source, and what makes it less than read there."""
    for each in says:
        title = load_catalogue().sources[each.source].title
        yield {"words": each.words, "source": title, "doubt": READ.get(each.evidence, "")}
