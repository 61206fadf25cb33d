"""Rules about a crossover: what it rises, falls, loses and moves at once. Each judges what came out after rounding."""

from collections.abc import Iterator
from fractions import Fraction

from ..catalogue.medicine import drug_of, is_modified, medicine
from ..doses.products import Makeable, to_ng
from ..doses.regimen import TIMES
from ..doses.week import A_WEEK
from ..taper.crossover import bounds_ng, new_dose
from ..taper.day import Slot
from ..taper.schedule import Step, StepDose
from ..text import plain
from .findings import Case, Finding
from .named import Named, equivalent, percent, several


def crossover_rise(case: Case) -> Iterator[Finding]:
    """A crossover step above the baseline."""
    for _, step in case.pairs:
        kept = case.crossed_from.get(step.number)
        if kept is not None and step.equivalent > kept:
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
        if any(_is_shared_out(case, drug) for drug, _ in fell):
            continue  # over the day, on purpose
        moved = {time for _, time in fell}
        also = {dose.time for dose in step.doses if dose.drug == to and _rose(case, step, dose)} - moved if moved else set()
        times |= also
        spread += [step] if also else []
    if spread:
        yield case.finding("crossover_spread", spread[0], drug=to, times=several(sorted(times, key=TIMES.index)))


def _is_shared_out(case: Case, drug: str) -> bool:
    """Whether what leaves a medicine is shared out over the day: a modified-release one of the day, or to its own plain form."""
    to_own = drug == medicine(case.request.strategy.crossover_to, "modified")
    return to_own or (is_modified(drug) and case.catalogue.drugs[drug_of(drug)].plain_by_day is not None)


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
        before = {drug: to_ng(mg) for drug, mg in case.week_before(step).items()}
        after = {drug: to_ng(mg) for drug, mg in step.weekly_mg.items()}
        rises = [drug for drug in after if after[drug] > before.get(drug, 0)]
        if any(drug == medicine(rise, "modified") for rise in rises for drug in before):
            continue  # the same drug, shared out anew
        left = sum((before[drug] - after.get(drug, 0)) * case.weights.of_ng[drug] for drug in before if drug not in rises)
        if rises and left:
            yield case.weights.mg(left) / A_WEEK, day_before, step, rises[0]


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
