"""A crossover as it is laid down: each dose moves to the new drug, at times of day that can hold it, and then nothing changes."""

from collections.abc import Iterator

from ..catalogue.medicine import drug_of, is_modified, medicine
from ..doses.products import NG_PER_MG, to_mg, to_ng
from ..doses.regimen import TIMES, WeekNeeded
from ..text import about, mg, plain
from .course import Course
from .crossover import (
    ROUNDS,
    CrossoverLoses,
    Move,
    NoAchievableCrossover,
    bounds_ng,
    largest_ng,
    moves,
    new_doses,
    spread_over,
)
from .day import Slots, total
from .marks import add_edit, next_edit
from .to_plain import SPREAD, given_up_before, spread, to_plain


def cross(course: Course) -> None:
    """Move every dose to the new drug, a step each, then stabilise. Raises NoAchievableCrossover, CrossoverLoses, WeekNeeded."""
    _refuse_uneven(course)
    strategy = course.request.strategy
    course.given_up = given_up_before(course)
    coming = _moves(course)
    while move := next(coming, None):
        edit = next_edit(course, "crossover", "hold")
        if edit and edit.kind not in ("crossover", "hold"):
            add_edit(course, edit)
            coming = _moves(course)
        else:
            moved = course.day[move.drug][move.time].ng - (move.stays.ng if move.stays else 0)
            course.put(move.drug, move.time, move.stays)
            if move.drug == medicine(strategy.crossover_to, "modified"):
                to_plain(course, move, moved)
            else:
                _crossed(course, strategy.crossover_to, move)
            if edit and not edit.doses.same_as(course.regimen):
                add_edit(course, edit)
                coming = _moves(course)
            else:
                course.add("crossover", strategy.crossover_days)
        if course.open_ended:
            return
    stabilise(course)


def _moves(course: Course) -> Iterator[Move]:
    """The doses that move, from those as they are now."""
    strategy = course.request.strategy
    began = {(each.drug, each.time): to_ng(each.mg) for each in course.began.doses}
    return moves(dict(course.day), strategy.crossover_to, ROUNDS[strategy.crossover_part], makes=course.makes, began=began)


def stabilise(course: Course) -> None:
    """The days without change after a crossover."""
    days = course.request.strategy.stabilise_days
    if days and (edit := next_edit(course, "stabilise")):
        add_edit(course, edit)
    elif days and not course.open_ended:
        course.add("stabilise", days)


def _refuse_uneven(course: Course) -> None:
    """Raises WeekNeeded where what is to cross over is not the same on every day."""
    if course.pattern:
        drug = course.pattern.drug
        raise WeekNeeded(
            f"{drug.capitalize()} is not the same on every day, and a dose crosses over from a daily one. Reduce it directly, by"
            " days of the week, or keep it as it is.",
            drug,
        )


def _crossed(course: Course, to: str, move: Move) -> None:
    """Put the new drug where a dose has moved, and where that time of day is full, at others too."""
    weights, makes = course.weights, course.makes[to]
    others, kept = course.total_weight() - course.weight_of(to), course.kept
    wanted, *bounds = bounds_ng(course.envelope, kept, course.weight, others, weights.of_ng[to])
    there, times = _shared_out(course, to, move, int(wanted))
    doses = new_doses(makes, there, times, wanted, (bounds[0], bounds[1]), course.envelope)
    lost = kept - others - total(doses or {}) * weights.of_ng[to]
    if doses and lost * 100 <= kept * course.envelope.crossover_fall_percent:
        for time, slot in doses.items():
            course.put(to, time, slot)
        return
    held = sum(largest_ng(makes, there.get(time)) for time in TIMES)
    if doses is None and (held >= wanted or not held):
        here = wanted - total(there) + (there[move.time].ng if move.time in there else 0)
        raise NoAchievableCrossover(
            f"The {move.drug} taken at {move.time} would become about {about(here / NG_PER_MG)} {to}. These products make no dose"
            f" near enough: the day would rise by more than {course.envelope.crossover_rise_percent}% or fall by more than"
            f" {course.envelope.crossover_fall_percent}%."
        )
    raise _loses(course, to, lost if doses else lost - held * weights.of_ng[to], held if held < wanted else 0)


def _shared_out(course: Course, to: str, move: Move, wanted_ng: int) -> tuple[Slots, Iterator[str]]:
    """The new drug's day before it takes up the dose that moves, and the times of day that then take it up, in their order.

    What leaves a modified-release medicine of the day is never one plain dose: it is shared out over the times of day that the
    new drug's duration wants, or that its own does where that is not known, and the last of them takes up what is left.
    """
    there, drugs = course.day[to], course.catalogue.drugs
    by_day = drugs[drug_of(move.drug)].plain_by_day if is_modified(move.drug) else None
    if by_day is None:
        return there, _times(course, move, move.time)
    times = SPREAD[(drugs[to].plain_by_day or by_day).times]
    shared = spread(course.makes[to], there, times, wanted_ng - total(there))
    last = {times[-1]: there[times[-1]]} if times[-1] in there else {}
    return {time: slot for time, slot in shared.items() if time != times[-1]} | last, _times(course, move, times[-1])


def _times(course: Course, move: Move, first: str) -> Iterator[str]:
    """The times of day that take up the new dose: the `first`, and only where that is full the others."""
    yield first
    doses = course.began.doses
    only_at_night = {each.time for each in doses if each.drug == move.drug} == {"night"}
    yield from spread_over(first, [each.time for each in doses], only_at_night=only_at_night)[1:]


def _loses(course: Course, to: str, lost: int, full_ng: int) -> CrossoverLoses:
    """The refusal of a crossover that loses so much; `full_ng` is what all times of day hold, 0 where they are not the cause."""
    kept, fall = course.weights.mg(course.kept), course.weights.mg(lost)
    cause = "these products make no dose nearer"
    if full_ng:
        pieces = course.envelope.most_pieces
        cause = f"with {pieces} pieces, or one volume, at each of four times of day they make at most {mg(to_mg(full_ng))}"
    return CrossoverLoses(
        f"The crossover to {to} would lose about {about(fall)} of about {about(kept)} diazepam equivalent a day"
        f" ({plain(fall * 100 / kept, 1)}%), and {course.envelope.crossover_fall_percent}% is the limit: {cause}."
    )
