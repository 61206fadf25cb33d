"""Rules about the steps themselves: the envelope and the pace. Each judges what came out after rounding."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import zip_longest

from ..doses.equivalence import Equivalence
from ..doses.products import Makeable
from ..doses.week import whole_weeks
from ..taper.day import total
from ..taper.reduction import Limits, next_reduction, night_floor_ng
from ..taper.schedule import Step
from ..taper.second_pace import pace_on
from .about_week import a_pattern_keeps, from_few_days, keeps_by_week
from .findings import Case, Fall, Finding
from .named import Named, day, equivalent, percent

# The envelope ------------------------------------------------------------------------------------


def envelope_reduction(case: Case) -> Iterator[Finding]:
    """How much of the current equivalent each reduction is; closing reductions and the one that reaches a target are exempt."""
    low, high = case.numbers("envelope_reduction")["min_percent"], case.numbers("envelope_reduction")["max_percent"]
    for fall in case.falls:
        small = fall.percent < low and fall.step.kind != "maintain"
        if not fall.step.closing and (small or fall.percent > high):
            yield case.finding("envelope_reduction", fall.step, achieved=percent(fall.step.reduction, fall.current, "%"))


def envelope_interval(case: Case) -> Iterator[Finding]:
    """How often the dose goes down: no two falls come closer, the last of the past included, and no step lasts longer."""
    numbers = case.numbers("envelope_interval")
    falls = [step for _, step in case.all_pairs if step.falls]
    for step, following in zip_longest(falls, falls[1:]):
        apart = (following.starts_on - step.starts_on).days if following else step.days
        judged = (following or step).starts_on >= case.starts_on
        too_long = step.days is not None and step.days > numbers["max_days"] and step.starts_on >= case.starts_on
        if judged and apart is not None and (too_long or 0 < apart < numbers["min_days"]):
            yield case.finding("envelope_interval", step, days=str(step.days if too_long else apart))


def envelope_length(case: Case) -> Iterator[Finding]:
    """A taper to zero takes at least so many days."""
    schedule = case.schedule
    if schedule.steps[-1].kind == "stop" and schedule.days < case.numbers("envelope_length")["min_days"]:
        yield case.finding("envelope_length", days=str(schedule.days))


# Pace --------------------------------------------------------------------------------------------


def rolling_14_days(case: Case) -> Iterator[Finding]:
    """No more than 25 % in any 14 days in a row (ASAM 2025), from the dose 13 days before; closing steps are exempt."""
    numbers = case.numbers("rolling_14_days")
    reach, most = timedelta(days=int(numbers["window_days"]) - 1), int(numbers["max_percent"])
    first = 0
    for before, step in case.all_pairs:
        while case.all_pairs[first][1].starts_on <= step.starts_on - reach:
            first += 1
        earlier = case.all_pairs[first][0]
        if step.closing or step.starts_on < case.starts_on or (earlier is before and step.reduction_percent <= most):
            continue
        fall = earlier - step.equivalent
        if fall * 100 > earlier * most:
            yield case.finding("rolling_14_days", step, date=day(step.starts_on), percent=percent(fall, earlier))


def first_reduction(case: Case) -> Iterator[Finding]:
    """A first reduction above the usual ones, in percent and in mg; in a revision only where none came before."""
    numbers = case.numbers("first_reduction")
    begun = any(step.kind == "reduce" and step.starts_on < case.starts_on for step in case.schedule.steps)
    for fall in case.falls[: 0 if begun else 1]:
        step = fall.step
        if step.reduction_percent > numbers["max_percent"] and step.reduction > Fraction(numbers["max_mg"]):
            named = {"percent": percent(step.reduction, fall.before), "reduction": equivalent(step.reduction)}
            yield case.finding("first_reduction", step, **named)


def faster_than_asked(case: Case) -> Iterator[Finding]:
    """Steps that fall by more than was asked: one remark for all, with what would keep to it, about the furthest of them.

    More than twice what was asked is a caution, unless the fall is as small as a closing reduction.
    """
    twice = int(case.numbers("faster_than_asked")["caution_above_times"])
    faster = [fall for fall in case.falls if fall.step.reduction > fall.capped and not _stops_as_asked(case, fall)]
    most_mg = case.catalogue.envelope.closing_mg
    large = [each for each in faster if each.step.reduction > most_mg and not each.step.closing]
    large = [each for each in large if each.step.reduction > twice * each.capped]
    if not faster:
        return
    worst = max(large or faster, key=lambda each: (not each.step.closing, each.step.reduction / each.capped))
    piece, kept = _gentler(case, faster) if large or not case.in_short else ("", 0)
    many = Named(str(len(faster)), f"{len(faster)} {case.phrase('faster_than_asked', 'many').words}")
    named: dict[str, str | Named] = {
        "which": many if len(faster) > 1 else case.phrase("faster_than_asked", "one"),
        "achieved": percent(worst.step.reduction, worst.current, "%"),
        "asked": percent(worst.capped, worst.current, "%"),
        "piece": piece,
        "where": Named(str(kept), "" if kept in (0, len(faster)) else f" in {kept} of them"),
    }
    yield case.finding("faster_than_asked", worst.step, "caution" if large else None, **named)


def _stops_as_asked(case: Case, fall: Fall) -> bool:
    """Whether a drug stops from so little that the stop was asked for."""
    strategy = case.request.strategy
    return fall.drug not in fall.step.daily_mg and fall.current <= strategy.stop_from_mg and not strategy.target_mg


def _gentler(case: Case, falls: Sequence[Fall]) -> tuple[str, int]:
    """A piece or liquid that keeps to what was asked in the most of these falls, and in how many; else a pattern or interval."""
    best = ("", 0)
    for drug in dict.fromkeys(each.drug for each in falls):
        of_drug = [_kept_by(case, fall) for fall in falls if fall.drug == drug]
        for option, makes in case.options(drug):
            kept = sum([is_kept_by(makes) for is_kept_by in of_drug])
            if kept > best[1]:
                best = (option.label[:1].upper() + option.label[1:], kept)
            if kept == len(falls):
                return best
    if best[1]:
        return best
    by_week, by_interval = sum(a_pattern_keeps(case, fall) for fall in falls), _by_interval(case, falls)
    return (case.phrase("faster_than_asked", "pattern").words, by_week) if by_week > by_interval[1] else by_interval


def _by_interval(case: Case, falls: Sequence[Fall]) -> tuple[str, int]:
    """The interval that keeps to what was asked in these falls, and in how many it does."""
    most, asked = case.catalogue.envelope.max_days, case.request.strategy
    paced = ((pace_on(asked, each.step.starts_on, each.current), each) for each in falls)
    days = [int(-(-pace.interval_days * each.step.reduction // each.capped)) for pace, each in paced]
    if asked.pattern != "none" or asked.change_weekday:
        days = [whole_weeks(each) for each in days]
    near = [each for each in days if each <= most]
    named = f"An interval of {max(near)} days" if near else f"Nothing sold here, and no interval up to {most} days,"
    return named, len(near)


def _kept_by(case: Case, fall: Fall) -> Callable[[Makeable], bool]:
    """Tells of what can be made whether that makes a reduction from the least to what was asked in the place of a fall."""
    if case.request.strategy.pattern != "none":
        return lambda makes: keeps_by_week(case, fall, makes)
    slots, weights = case.slots_before(fall.step)[fall.drug], case.weights
    per_ng = weights.of_ng[fall.drug]
    limits = Limits.of(case.catalogue.envelope, total(slots), weights.of_mg(fall.capped) // per_ng, 0, total(slots))
    floor = night_floor_ng(case.first, case.catalogue.drugs[fall.drug], weights, case.catalogue)

    def is_kept_by(makes: Makeable) -> bool:
        found = next_reduction(slots, makes, limits, floor)
        return found is not None and found.ng <= limits.asked

    return is_kept_by


def capped(case: Case) -> Iterator[Finding]:
    """What was asked was more than the envelope allows, and was held back to it."""
    for fall in case.falls:
        if fall.asked > fall.capped and not fall.step.closing:
            named = {"achieved": percent(fall.step.reduction, fall.current, "%"), "asked": equivalent(fall.asked)}
            yield case.finding("capped", fall.step, **named)


def closing_reduction(case: Case) -> Iterator[Finding]:
    """A reduction over the most in percent and of at most so many mg near the end."""
    most = Fraction(case.numbers("closing_reduction")["max_mg"])
    for fall in case.falls:
        step = fall.step
        if step.closing and step.reduction <= most:
            named = {"percent": percent(step.reduction, fall.current), "reduction": equivalent(step.reduction)}
            yield case.finding("closing_reduction", step, **named)


def coarse_tail(case: Case) -> Iterator[Finding]:
    """Reductions above every limit, which the clinician allowed because the products cannot do better: one for all.

    It states the largest, in percent: that is the stop wherever the stop is one of them. Where none is above by the plan's table,
    the largest of those that its market shows first is asked too.
    """
    most_mg = case.catalogue.envelope.closing_mg
    closing = [fall for fall in case.falls if fall.step.closing and not from_few_days(case, fall.step)]
    for measure in (case.by_tables.own, *case.by_tables.others) if closing else ():
        fell = {each.step.number: _fell_by(case, measure, each.step) for each in closing}
        if coarse := [each for each in closing if fell[each.step.number] > most_mg]:
            worst = max(coarse, key=lambda fall: (fall.step.reduction / fall.current, fall.step.reduction))
            named = {"percent": percent(worst.step.reduction, worst.current), "reduction": equivalent(fell[worst.step.number])}
            what = Named("stop", ", the stop") if worst.step.kind == "stop" else ""
            yield case.finding("coarse_tail", worst.step, what=what, table=_by(case, measure), **named)
            return


def _by(case: Case, measure: Equivalence) -> Named:
    """The table that a dose is by, where it is not the plan's own."""
    other = measure.table if measure is not case.by_tables.own else None
    return Named(other, f" by {case.catalogue.tables[other].name}") if other else Named("", "")


def _fell_by(case: Case, measure: Equivalence, step: Step) -> Fraction:
    """How much less is taken in a step than before it, in mg diazepam by a table."""
    if measure is case.by_tables.own:
        return step.reduction
    before = case.schedule.steps[step.number - 2].regimen if step.number > 1 else case.first.regimen
    return case.by_tables.fell(measure, before, step.regimen)


def edited_rise(case: Case) -> Iterator[Finding]:
    """A dose that a clinician's edit makes rise. The dose of a step back that was decided on is no edit."""
    for before, step in case.pairs:
        if step.edited and step.kind == "step-back" and step.equivalent > before:
            yield case.finding("edited_rise", step, percent=percent(step.equivalent - before, before))


def review_late(case: Case) -> Iterator[Finding]:
    """A first review over 7 days after a crossover begins, or any review over 3 months away."""
    numbers = case.numbers("review_late")
    crossing = any(step.kind == "crossover" and step.starts_on == case.starts_on for step in case.steps)
    days = int(numbers["crossover_days"] if crossing else numbers["days"])
    if case.review_on and case.review_on > case.starts_on + timedelta(days=days):
        yield case.finding("review_late", review=day(case.review_on), most=str(days))
