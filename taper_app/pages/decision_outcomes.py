"""What each way of a decision would do to a plan, in words: the stop, the next change, and what it brings that was not there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from taper_app.engine import (
    Change,
    Decision,
    NotPossible,
    Outcome,
    Regimen,
    Schedule,
    Step,
    load_catalogue,
    next_change,
    same_days,
)
from taper_app.wording.days import clinic_day
from taper_app.wording.decisions import DECISIONS
from taper_app.wording.lists import counted, joined
from taper_app.wording.regimens import daily_said, weekly_said

NO_SMALLER = "the tablets make no smaller step"


@dataclass(frozen=True)
class Would:
    """What one way would do: `id` is what its button sends, "" where choosing the decision says it all.

    `changes` is whether a dose or a day would be another one, `possible` whether it can be made. `brings` are cautions that the
    plan does not have yet.
    """

    id: str
    words: str
    said: str
    brings: str
    changes: bool
    possible: bool


@dataclass(frozen=True)
class Standing:
    """What a decision is measured by: the schedule in force, what going on makes of it, and rules of cautions told already."""

    before: Schedule
    going_on: Schedule
    known: Collection[str]


def would(id_: str, words: str, change: Change, found: Outcome | NotPossible, now: Standing) -> Would:
    """What this change would do."""
    if isinstance(found, NotPossible):
        return Would(id_, words, f"Cannot be done: {found.message}", "", changes=False, possible=False)
    decision, before, after = change.adjustment.decision, now.before, found.schedule
    same = same_days(before, after)
    if same and decision != Decision.CONTINUE:
        said = f"Changes nothing{why(change, before, found.since)}."
        refused = decision == Decision.SLOW  # the record would say that it was slowed
        return Would("" if refused else id_, words, said, "", changes=False, possible=True)
    if decision == Decision.SLOW and same_days(now.going_on, after):
        return Would(id_, words, f"Slows nothing, the same as Continue: {NO_SMALLER}.", "", changes=False, possible=True)
    said = "; ".join(filter(None, [end_said(before, after, found.since), change_said(before, after, found.since, change.taken)]))
    said = f"As printed: {said}." if same else f"{said[:1].upper()}{said[1:]}."
    return Would(id_, words, said, brings(found, now.known), changes=not same, possible=True)


def why(change: Change, before: Schedule, since: date) -> str:
    """Why a decision leaves a plan as it is, after a colon; empty where there is nothing to say."""
    match change.adjustment.decision:
        case Decision.SLOW:
            return f": {NO_SMALLER}"
        case Decision.HOLD:
            on = next_change(before, since)
            return f": the dose does not change before {clinic_day(on)} anyway" if on else ": no change of dose is planned"
        case _:
            return ""


def end_said(before: Schedule, after: Schedule, since: date) -> str:
    """What becomes of the stop; of a dose that is stayed on, from which day on it is taken."""
    then, now = stop_of(before), stop_of(after)
    if now is None:
        last = after.steps[-1]
        dose = joined(weekly_said(last.regimen) if last.mean else daily_said(last.regimen)) or "no dose"
        was = f", instead of the stop on {clinic_day(then)}" if then else ""
        return f"stays on {dose} from {clinic_day(max(settled_on(after), since))}, without a stop{was}"
    if then is None:
        return f"stops on {clinic_day(now)}; so far without a stop"
    days = (now - then).days
    if not days:
        return f"stops on {clinic_day(now)}" if same_days(before, after) else f"stops on {clinic_day(now)}, as before"
    return f"stops {length(abs(days))} {'later' if days > 0 else 'earlier'}, on {clinic_day(now)}"


def settled_on(schedule: Schedule) -> date:
    """The day from which the doses of its last step are taken, also in steps before it."""
    last = schedule.steps[-1]
    first = last
    for step in reversed(schedule.steps):
        if step.doses != last.doses:
            break
        first = step
    return first.starts_on


def stop_of(schedule: Schedule) -> date | None:
    """The day of the stop; None where there is none."""
    last = schedule.steps[-1]
    return last.starts_on if last.kind == "stop" else None


def length(days: int) -> str:
    """So many days, in weeks where they are whole ones."""
    return counted(days, "day") if days % 7 else counted(days // 7, "week")


def change_said(before: Schedule, after: Schedule, since: date, taken: Regimen) -> str:
    """The next change from that day on, its dose, and when it was to be; a dose that is taken already is none."""
    then, now = next_change(before, since), next_change(after, since)
    first = after.in_force(now) if now else None
    if now and first and first.regimen.same_as(taken):
        now = next_change(after, now + timedelta(days=1))
    if now is None:
        return f"no change on {clinic_day(then)}" if then else ""
    step = after.in_force(now)
    dose = joined(daily_said(step.regimen)) if step and not step.mean else ""
    to = f" to {dose}" if dose else " to no dose" if step and not step.doses else ""
    was = f" instead of {clinic_day(then)}" if then and then != now else ""
    return f"next change {clinic_day(now)}{to}{was}"


def called(decision: Decision, words: str) -> str:
    """A way of a decision as a title: "Hold: for 2 weeks"."""
    label = DECISIONS[decision].label
    return f"{label}: {words[:1].lower()}{words[1:]}" if words else label


def paces_said(made: Sequence[Outcome]) -> str:
    """Another pace in one line: how many plans, and when the first and the last of them stops; and what else can be switched."""
    stops = sorted(each.stop_on for each in made if each.stop_on)
    other = "Other products or another week: choose them below, and what they do is worked out."
    if not made:
        return f"Another usual pace changes nothing. {other}"
    first, last = (clinic_day(each) for each in (stops[0], stops[-1])) if stops else ("", "")
    when = "" if not stops else f", stop on {first}" if first == last else f", stop between {first} and {last}"
    return f"Another usual pace: {counted(len(made), 'plan')}{when}, among the cards above. {other}"


def by_hand_said(steps: Sequence[Step], going_on: Schedule, *, as_planned: bool) -> str:
    """What can be changed in single steps, and what comes of it as they stand."""
    if not as_planned:
        return "Cannot be done: what is taken is not what was planned. Hold or go on at the dose taken first, then change steps."
    if not steps:
        return "Cannot be done: no step with a dose is still to come."
    stop = stop_of(going_on)
    moves = f"; the stop, now on {clinic_day(stop)}, moves with them" if stop else ""
    return f"{counted(len(steps), 'step').capitalize()} can be changed: a day more or less in one moves those after it{moves}."


def brings(found: Outcome, known: Collection[str]) -> str:
    """The cautions that come with it, in a phrase; empty for none."""
    new = [each for each in cautions(found) if each not in known]
    return f"Brings {counted(len(new), 'caution')}: {named(new)}." if new else ""


def cautions(found: Outcome) -> list[str]:
    """The rules of its cautions."""
    return list(dict.fromkeys(each.rule for each in found.findings if each.severity == "caution"))


def named(rules: Iterable[str]) -> str:
    """Rules by their titles."""
    return joined([load_catalogue().rules[each].title.lower() for each in rules])
