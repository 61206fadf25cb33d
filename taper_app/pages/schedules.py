"""A schedule as clinicians read it: rows of a table, findings by how much they matter, and what the other tables say.

All of it reads what is or would be issued, so that a preview and a plan of last year are drawn by the same words.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from taper_app.engine import DAYS, TIMES, Catalogue, Regimen, Rule, Step, StepDose, load_catalogue, text
from taper_app.record import Finding, Issued, answer_to
from taper_app.wording.doses import days_short
from taper_app.wording.labels import KINDS, TIERS
from taper_app.wording.lists import counted, joined
from taper_app.wording.people import answer_lines
from taper_app.wording.products import PrintedProduct, printed_products
from taper_app.wording.regimens import changes, daily_said, means_said, weekly_said, whole_said

from .pills import Pill, may_be_cut, pills

SURE = {
    "seen": "It was read in the source.",
    "seen-secondary": "Another publication quotes it; the source itself was not read.",
    "seen-unpinned": "It was read in a copy of the source that was not kept.",
    "memory": "It is from memory, and nobody has read it in the source yet.",
    "derived": "It is Taper’s own rule.",
}
AS_TAKEN = "as taken now"
NO_CHANGE = "No change"
Doses = Mapping[str, Decimal]  # mg by drug
Week = Mapping[str, Mapping[str, Doses]]  # by time of day, then by day of the week


class Answer(NamedTuple):
    """What was answered to a caution, in lines, when and by whom."""

    lines: tuple[str, ...]
    given_on: date
    given_by: str


class Taken(NamedTuple):
    """One dose in words: the drug, its mg, its pieces, the days of the week where it is not taken on all, and its picture."""

    drug: str
    mg: str
    pieces: str
    days: str
    pills: tuple[Pill, ...]


@dataclass(frozen=True)
class Slot:
    """What is taken at one time of day, on which days nothing is taken then though it is on others, whether it changed in
    this step, and whether the schedule ever has a dose then."""

    time: str
    doses: tuple[Taken, ...]
    without: str
    changed: bool
    used: bool


@dataclass(frozen=True)
class Row:
    """One step as a table shows it, every amount in words; `equivalent` is empty where the day is diazepam alone, or nothing.

    `back` says of a step back what it is: more than before, or doses that move back to another drug. `by_week` is where its days
    differ by day of the week: `daily` and `equivalent` are then means, `weekly` is what a week has and `means` calls them means.
    `whole` is the day or the week.
    """

    number: int
    kind: str
    starts_on: date
    last_day: date | None
    days: int | None
    slots: tuple[Slot, ...]
    daily: tuple[str, ...]
    weekly: tuple[str, ...]
    means: tuple[str, ...]
    whole: str
    by_week: bool
    equivalent: str
    percent: str
    reduction: str
    closing: bool
    change: str
    back: str
    is_now: bool


def rows(issued: Issued, today: date | None = None) -> list[Row]:
    """The steps of a schedule; the one in force on `today` is marked."""
    products = printed_products(issued)
    now = issued.schedule.in_force(today) if today else None
    before, answer = _week(issued.request.regimen), []
    used, scored = used_times(issued), may_be_cut(load_catalogue(), issued.clinic.market)
    for step in issued.schedule.steps:
        after = _week(step.regimen)
        slots = tuple(_slot(step, time, before[time] != after[time], time in used, products, scored) for time in TIMES)
        back = _back(before, after) if step.kind == "step-back" else ""
        answer.append(_row(step, slots, _change(before, after), back, is_now=step is now))
        before = after
    return answer


def used_times(issued: Issued) -> set[str]:
    """The times of day at which the schedule has any dose."""
    return {dose.time for step in issued.schedule.steps for dose in step.doses}


def _row(step: Step, slots: tuple[Slot, ...], change: str, back: str, *, is_now: bool) -> Row:
    return Row(
        number=step.number,
        kind=KINDS[step.kind],
        starts_on=step.starts_on,
        last_day=step.last_day,
        days=step.days,
        slots=slots,
        daily=daily_said(step.regimen) or ("none",),
        weekly=weekly_said(step.regimen),
        means=means_said(step.regimen),
        whole=whole_said(step.regimen),
        by_week=step.mean,
        equivalent=text.about(step.equivalent) if set(step.daily_mg) - {"diazepam"} else "",
        percent=_percent(step.reduction_percent),
        reduction=text.about(abs(step.reduction)) if step.reduction else "",
        closing=step.closing,
        change=change,
        back=back,
        is_now=is_now,
    )


def _slot(
    step: Step, time: str, changed: bool, used: bool, products: Mapping[str, PrintedProduct], scored: Collection[str]
) -> Slot:
    there = [each for each in step.doses if each.time == time]
    doses = tuple(
        Taken(
            each.drug,
            text.mg(each.mg),
            _pieces(each, products),
            days_short(each.weekdays),
            pills(each.pieces, products, scored),
        )
        for each in there
    )
    without = [day for day in DAYS if there and not any(each.is_on(day) for each in there)]
    return Slot(time.capitalize(), doses, days_short(without), changed, used)


def _pieces(dose: StepDose, products: Mapping[str, PrintedProduct]) -> str:
    """The pieces of a dose in words, and that a bottle of a suspension is shaken before; what stands as it was taken before the
    plan is made of nothing that is known."""
    if not dose.made:
        return AS_TAKEN
    said = text.pieces(dose.pieces, products)
    return f"{said}; shake the bottle first" if any(products[each.product].shaken for each in dose.pieces) else said


def _percent(fall: Fraction) -> str:
    if not fall:
        return "none"
    size = text.number(text.rounded(abs(fall), 1))
    return f"{size}%" if fall > 0 else f"{size}% up"


def _week(regimen: Regimen) -> Week:
    """The doses by time of day and day of the week; of every time and every day, so that weeks can be laid side by side."""
    week: dict[str, dict[str, dict[str, Decimal]]] = {time: {day: {} for day in DAYS} for time in TIMES}
    for each in regimen.doses:
        for day in each.weekdays or DAYS:
            there = week[each.time][day]
            there[each.drug] = there.get(each.drug, Decimal(0)) + each.mg
    return week


def _by_drug(week: Week) -> dict[str, Decimal]:
    """Each drug's mg in the week."""
    total: dict[str, Decimal] = {}
    for drug, mg in (each for days in week.values() for taken in days.values() for each in taken.items()):
        total[drug] = total.get(drug, Decimal(0)) + mg
    return total


def _change(before: Week, after: Week) -> str:
    """What a step changes at which time of day: "Night: diazepam 10 mg, was lorazepam 1 mg".

    Where that is not so on every day of the week, on which: "Night: 3.75 mg on Tue Sat, was 7.5 mg".
    """
    said = [
        f"{time.capitalize()}: {_changed(was, now, days)}"
        for time in TIMES
        for was, now, days in changes(before[time], after[time])
    ]
    return "; ".join(said) or NO_CHANGE


def _back(before: Week, after: Week) -> str:
    """What a step back is; one in a crossover is more of one drug and less of another, which no word for both would say truly."""
    then, now = _by_drug(before), _by_drug(after)
    lower = any(mg > now.get(drug, 0) for drug, mg in then.items())
    return "back to the drugs and doses before the last move" if lower else "more than in the step before"


def _changed(before: Doses, after: Doses, days: Sequence[str]) -> str:
    named = len({*before, *after}) > 1
    return f"{_named(after, named)}{f' on {days_short(days)}' * bool(days)}, was {_named(before, named)}"


def _named(doses: Doses, named: bool) -> str:
    return joined([f"{drug} {text.mg(mg)}" if named else text.mg(mg) for drug, mg in doses.items()]) or "none"


def length_said(days: int) -> str:
    """A length in whole weeks and the days beyond them: "38 weeks and 1 day"."""
    weeks, beyond = divmod(days, 7)
    said = joined(counted(count, thing) for count, thing in ((weeks, "week"), (beyond, "day")) if count)
    return said or counted(0, "day")


def summary(issued: Issued) -> dict[str, object]:
    """A schedule in a few numbers: how long, how many steps, how it ends and when, the first and the largest reduction."""
    schedule = issued.schedule
    falls = [each for each in schedule.steps if each.reduction > 0 and not each.closing]
    return {
        "starts_on": schedule.starts_on,
        "ends_on": schedule.steps[-1].starts_on,
        "length": length_said(schedule.days),
        "steps": len(schedule.steps),
        "baseline": text.about(schedule.baseline_equivalent),
        "first": _percent(falls[0].reduction_percent) if falls else "",
        "largest": _percent(max(each.reduction_percent for each in falls)) if falls else "",
        "closing": sum(each.closing for each in schedule.steps),
        "end": KINDS[schedule.steps[-1].kind],
    }


def findings(issued: Issued, rules: Mapping[str, Rule]) -> list[dict[str, Any]]:
    """What the rules remark, what must be solved first; the same rule about several steps stands together.

    A caution that has an answer carries that as its `answer`, and stands apart from one that has none.
    """
    groups: dict[tuple[str, str, Answer | None], list[Finding]] = {}
    for each in issued.findings:
        given = answer_to(each, issued.answered)
        answer = Answer(tuple(answer_lines(given)), given.given_on, given.given_by) if given else None
        groups.setdefault((each.severity, each.rule, answer), []).append(each)
    order = sorted(groups, key=lambda key: list(TIERS).index(key[0]))
    return [_finding(groups[key], key[2], issued, rules.get(key[1])) for key in order]


def _finding(alike: Sequence[Finding], answer: Answer | None, issued: Issued, rule: Rule | None) -> dict[str, Any]:
    """One remark of a page: what is said of each step, how sure that is, where it is from, and its answer."""
    first = alike[0]
    return {
        "rule": first.rule,
        "tier": first.severity,
        "word": TIERS[first.severity],
        "title": rule.title if rule else "",
        "place": rule.place_at(first.severity) if rule else "",
        "messages": [each.message for each in alike],
        "sure": SURE.get(rule.evidence, "") if rule else "",
        "source": issued.sources.get(first.source),
        "answer": answer,
    }


def compared(issued: Issued, catalogue: Catalogue) -> list[dict[str, str]]:
    """The day before the taper by every other table that knows it, and how many times the chosen one that is."""
    mine = issued.schedule.baseline_equivalent
    return [
        {"name": catalogue.tables[table].name, "about": text.about(value), "times": _times(Fraction(value), mine)}
        for table, value in issued.equivalents.items()
        if table in catalogue.tables and not (issued.table and table == issued.table.id)
    ]


def _times(value: Fraction, mine: Fraction) -> str:
    ratio = text.rounded(value / mine, 1)
    return "the same" if value == mine else f"{text.number(ratio)} times"
