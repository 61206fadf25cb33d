"""Rules about the steps themselves: the envelope, the pace, the crossover. Each judges what came out after rounding."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import zip_longest

from ..catalogue.medicine import medicine
from ..doses.equivalence import equivalents
from ..doses.products import Makeable, to_ng
from ..doses.regimen import TIMES
from ..taper.crossover import bounds_ng, new_dose
from ..taper.day import Slot, total
from ..taper.reduction import Limits, next_reduction, night_floor_ng
from ..taper.schedule import Step, StepDose
from ..text import plain
from .findings import Case, Fall, Finding
from .named import Named, day, equivalent, percent, several

# The envelope ------------------------------------------------------------------------------------


def envelope_reduction(case: Case) -> Iterator[Finding]:
    """How much of the current equivalent each reduction is; closing reductions and the one that reaches a target are exempt."""
    low, high = case.numbers("envelope_reduction")["min_percent"], case.numbers("envelope_reduction")["max_percent"]
    for fall in case.falls:
        part = fall.step.reduction * 100 / fall.current
        small = part < low and fall.step.kind != "maintain"
        if not fall.step.closing and (small or part > high):
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
    piece, kept = _gentler(case, faster)
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
    """The piece or liquid that keeps to what was asked in the most of these falls, and in how many; else the interval."""
    best = ("", 0)
    for drug in dict.fromkeys(each.drug for each in falls):
        for option, makes in case.options(drug):
            kept = sum(fall.drug == drug and _keeps(case, fall, makes) for fall in falls)
            if kept > best[1]:
                best = (option.label[:1].upper() + option.label[1:], kept)
            if kept == len(falls):
                return best
    if best[1]:
        return best
    most = case.catalogue.envelope.max_days
    days = [-(-case.request.strategy.interval_days * each.step.reduction // each.capped) for each in falls]
    near = [each for each in days if each <= most]
    named = f"An interval of {max(near)} days" if near else f"Nothing sold here, and no interval up to {most} days,"
    return named, len(near)


def _keeps(case: Case, fall: Fall, makes: Makeable) -> bool:
    """Whether a reduction from the least to what was asked can be made in the place of a fall."""
    slots, weights = case.slots_before(fall.step)[fall.drug], case.weights
    per_ng = weights.of_ng[fall.drug]
    limits = Limits.of(case.catalogue.envelope, total(slots), weights.of_mg(fall.capped) // per_ng, 0, total(slots))
    floor = night_floor_ng(case.first, case.catalogue.drugs[fall.drug], weights, case.catalogue)
    found = next_reduction(slots, makes, limits, floor)
    return found is not None and found.ng <= limits.asked


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

    It states the largest, in percent: that is the stop wherever the stop is one of them.
    """
    most_mg = case.catalogue.envelope.closing_mg
    coarse = [fall for fall in case.falls if fall.step.closing and fall.step.reduction > most_mg]
    if coarse:
        worst = max(coarse, key=lambda fall: (fall.step.reduction / fall.current, fall.step.reduction))
        named = {"percent": percent(worst.step.reduction, worst.current), "reduction": equivalent(worst.step.reduction)}
        what = Named("stop", ", the stop") if worst.step.kind == "stop" else ""
        yield case.finding("coarse_tail", worst.step, what=what, **named)


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


# Crossover ---------------------------------------------------------------------------------------


def crossover_rise(case: Case) -> Iterator[Finding]:
    """A crossover step above the baseline."""
    for _, step in case.pairs:
        kept = case.crossed_from.get(step.number, step.equivalent)
        if step.equivalent > kept:
            yield case.finding("crossover_rise", step, percent=percent(step.equivalent - kept, kept))


def crossover_fall(case: Case) -> Iterator[Finding]:
    """A crossover step that falls by more than 10 %; it names the piece that would avoid it."""
    most = case.numbers("crossover_fall")["max_percent"]
    for before, step in case.pairs:
        if step.kind == "crossover" and step.reduction_percent > most and not _by_label(case, step):
            fall = plain(step.reduction_percent, 1)
            yield case.finding("crossover_fall", step, percent=fall, piece=_nearer(case, before, step))


def _by_label(case: Case, step: Step) -> bool:
    """Whether a hypnotic of modified release has gone over to the plain strength that its label sets beside it."""
    drug = case.catalogue.drugs[case.request.strategy.crossover_to]
    return bool(drug.plain_at_night) and medicine(drug.id, "modified") in case.slots_before(step)


def crossover_loses(case: Case) -> Iterator[Finding]:
    """A crossover that falls below the dose at its start by more than 10 %, or by anything where every time of day is full.

    A single step that has fallen so far by itself is said by crossover_fall.
    """
    most, to = case.numbers("crossover_loses")["max_percent"], case.request.strategy.crossover_to
    crossed = (step for _, step in case.pairs if step.kind == "crossover" and not _by_label(case, step))
    lost = {step.number: case.crossed_from[step.number] - step.equivalent for step in crossed}
    worst = max(lost, key=lambda number: lost[number], default=0)
    if not worst or lost[worst] <= 0:
        return
    before, step = case.all_pairs[worst - 1]
    kept, full = case.crossed_from[worst], _is_full(case, step, to, lost[worst])
    large = lost[worst] * 100 > kept * most
    if full or (large and (step.reduction != lost[worst])):
        pieces = case.catalogue.envelope.most_pieces
        why = Named("full", f": every time of day holds as much {to} as {pieces} pieces, or one volume, make") if full else ""
        named = {"percent": percent(lost[worst], kept), "reduction": equivalent(lost[worst])}
        piece, level = _nearer(case, before, step), None if large else "info"
        yield case.finding("crossover_loses", step, level, piece=piece, why=why, **named)


def _is_full(case: Case, step: Step, to: str, lost: Fraction) -> bool:
    """Whether no time of day takes up more of the new drug of what is `lost` in mg diazepam, where one piece more would."""
    makes, nearer = case.request.makeable(case.catalogue, to), 2 * case.weights.of_mg(lost) // case.weights.of_ng[to]
    day = {
        dose.time: Slot(to_ng(dose.mg), any(piece.measured for piece in dose.pieces)) for dose in step.doses if dose.drug == to
    }
    at_all = any(0 < each < nearer for each in (*makes.tablets[:2], *makes.volumes[:2]))
    return at_all and not any(_holds_more(makes, day.get(time, Slot(0)), nearer) for time in TIMES)


def _holds_more(makes: Makeable, here: Slot, less_than_ng: int) -> bool:
    """Whether a dose can be made of more than is taken now, and of less than so much more; a measured one stays measured."""
    more = (makes.at_least(here.ng + 1, liquid=liquid) for liquid in (True, here.liquid))
    return any(each is not None and each < here.ng + less_than_ng for each in more)


def crossover_spread(case: Case) -> Iterator[Finding]:
    """Doses of the drug crossed to at other times of day than the one that moves: as many pieces as a dose has are not enough."""
    to, spread, times = case.request.strategy.crossover_to, list[Step](), set[str]()
    for step in (each for each in case.steps if each.kind == "crossover"):
        before = {drug: day for drug, day in case.slots_before(step).items() if drug != to}
        fell = [(drug, time) for drug, day in before.items() for time in day if _fell(day, step, drug, time)]
        if any(drug == medicine(to, "modified") for drug, _ in fell):
            continue  # its plain form is shared out over the day on purpose
        moved = {time for _, time in fell}
        also = {dose.time for dose in step.doses if dose.drug == to and _rose(case, step, dose)} - moved if moved else set()
        times |= also
        spread += [step] if also else []
    if spread:
        yield case.finding("crossover_spread", spread[0], drug=to, times=several(sorted(times, key=TIMES.index)))


def _fell(before: dict[str, Slot], step: Step, drug: str, time: str) -> bool:
    return to_ng(step.regimen.at(drug, time)) < before[time].ng


def overnight_move(case: Case) -> Iterator[Finding]:
    """A step in which most of the day, and much of it, goes over to another drug at once: the largest such move (ASAM 2025)."""
    numbers = case.numbers("overnight_move")
    most, part = _most_at_once(case), Fraction(numbers["most_percent"], 100)
    moves = [each for each in _moves(case) if each[0] > most and each[0] > each[1] * part]
    for moved, before, step, to in sorted(moves, key=lambda each: -each[0])[:1]:
        smaller = step.kind == "crossover" and case.request.strategy.crossover_part != "quarter"
        named = {
            "moved": equivalent(moved),
            "day": equivalent(before),
            "offer": case.phrase("overnight_move", "smaller" if smaller else "otherwise"),
        }
        yield case.finding("overnight_move", step, drug=to, **named)


def _most_at_once(case: Case) -> Fraction:
    """mg diazepam above which a move is much at once: more for who is known to be younger, and is not frail."""
    numbers, age = case.numbers("overnight_move"), case.patient.age
    frail = any(case.patient.answer(each) == "yes" for each in ("falls", "cognition"))
    young = age is not None and age < numbers["age"] and not frail
    return Fraction(numbers["younger_mg"] if young else numbers["most_mg"])


def _moves(case: Case) -> Iterator[tuple[Fraction, Fraction, Step, str]]:
    """Each step in which one drug goes up as others go down: what leaves them and the day before, in mg diazepam, the step, and
    the drug that goes up. Only a crossover makes one, or a clinician's edit."""
    edited = any(each.edited for each in case.steps)
    for day_before, step in case.pairs:
        if step.kind != "crossover" and not edited:
            continue
        before = {drug: total(slots) for drug, slots in case.slots_before(step).items()}
        after = {drug: to_ng(daily) for drug, daily in step.daily_mg.items()}
        rises = [drug for drug in after if after[drug] > before.get(drug, 0)]
        if any(drug == medicine(rise, "modified") for rise in rises for drug in before):
            continue  # the same drug, shared out anew
        left = sum((before[drug] - after.get(drug, 0)) * case.weights.of_ng[drug] for drug in before if drug not in rises)
        if rises and left:
            yield case.weights.mg(left), day_before, step, rises[0]


def _nearer(case: Case, before: Fraction, step: Step) -> str:
    """The piece with which this step of the crossover would fall by no more than needs no remark."""
    to, weights = case.request.strategy.crossover_to, case.weights
    moved = next((dose for dose in step.doses if dose.drug == to and _rose(case, step, dose)), None)
    if moved is None:
        return "No product sold here"
    others = weights.of_mg(step.equivalent) - to_ng(moved.mg) * weights.of_ng[to]
    envelope = case.catalogue.envelope
    kept, day_before = weights.of_mg(case.crossed_from[step.number]), weights.of_mg(before)
    wanted, least, most = bounds_ng(envelope, kept, day_before, others, weights.of_ng[to])
    for option, makes in case.options(to):
        slot = new_dose(makes, None, wanted, (least, most), envelope)
        if slot and (day_before - others - slot.ng * weights.of_ng[to]) * 100 <= day_before * envelope.small_fall_percent:
            return option.label[:1].upper() + option.label[1:]
    return "No product sold here"


def _rose(case: Case, step: Step, dose: StepDose) -> bool:
    before = case.slots_before(step).get(dose.drug, {}).get(dose.time, Slot(0))
    return to_ng(dose.mg) > before.ng


def tables_disagree(case: Case) -> Iterator[Finding]:
    """The tables that know all the drugs differ by more than 1.5 times."""
    known = equivalents(case.request.regimen, case.catalogue)
    selectable = {id_: value for id_, value in known.items() if case.catalogue.tables[id_].selectable}
    if not selectable or case.request.equivalence is None:
        return
    low, high = min(selectable, key=lambda id_: selectable[id_]), max(selectable, key=lambda id_: selectable[id_])
    if selectable[high] > selectable[low] * Fraction(case.numbers("tables_disagree")["ratio"]):
        tables = case.catalogue.tables
        yield case.finding(
            "tables_disagree",
            lowest=equivalent(selectable[low]),
            lowest_table=Named(low, tables[low].name),
            highest=equivalent(selectable[high]),
            highest_table=Named(high, tables[high].name),
            table=Named(case.request.equivalence, tables[case.request.equivalence].name),
        )
