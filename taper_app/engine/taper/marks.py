"""What the way down must not pass: steps changed by hand, the dose without an end, and the one stepped back from."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from ..doses.products import to_mg
from ..doses.regimen import Regimen
from .course import OF_A_CROSSOVER, Course
from .decided import KeptEdit
from .past import is_a_fall, is_below
from .second_pace import pace_on

NOT_EDITED, ENDS = "", "ends"


def next_edit(course: Course, *places: str) -> KeptEdit | None:
    """The edited step that comes next whatever the pace: the one of this number, or one that came after just these doses.

    `places` are the parts of the plan that come now.
    """
    if course.plain or not (course.edits or course.by_number) or course.open_ended:
        return None
    now, by_hand = course.regimen, course.by_number.get(len(course.steps) + 1)
    if by_hand:
        if by_hand.doses is None or by_hand.days is None:
            return None
        return KeptEdit(Regimen(by_hand.doses), by_hand.days, now, places[0], places[0])
    known = (each for each in course.edits if each.instead_of in places and each.after.same_as(now))
    return next((each for each in known if course.can_make(each.doses)), None)


def passed(course: Course, drug: str, before: Regimen) -> KeptEdit | None:
    """The edited dose, the end, or the dose stepped back from, which a drug's fall from the day `before` would pass."""
    coming, current = course.regimen, course.weights.mg(course.weight_of(drug))
    days = pace_on(course.request.strategy, course.next_on, current).interval_days
    known = [(course.ends.regimen, ENDS)] if course.ends and course.ends.regimen else []
    known += [(course.past.through, "reduce")] if course.past.through else []
    found = []
    for regimen, otherwise in known:
        if is_a_fall(regimen, before, course.envelope.min_percent):
            found.append(KeptEdit(regimen, days, before, "reduce", NOT_EDITED))
        elif otherwise == ENDS and is_below(regimen, before) and not is_below(regimen, coming):
            return KeptEdit(before, days, before, ENDS, NOT_EDITED)
    found += [] if len(course.steps) + 1 in course.by_number else [each for each in course.edits if not each.stays]
    between = [each for each in found if is_below(each.doses, before) and not is_below(each.doses, coming)]
    taken, least = before.weekly_mg().get(drug, 0), course.total_weight()
    for each in sorted(between, key=lambda edit: -course.weight_taken(edit.doses)):
        lower = each.doses.weekly_mg().get(drug, 0) < taken and course.weight_taken(each.doses) >= least
        if lower and each.instead_of not in OF_A_CROSSOVER and course.can_make(each.doses):
            return each
    return None


def add_edit(course: Course, edit: KeptEdit) -> None:
    """Lay down a step as a clinician decided on it, and what comes after it."""
    if edit in course.edits:
        course.edits.remove(edit)
    course.by_number.pop(len(course.steps) + 1, None)
    before = (course.steps[-1].regimen if course.steps else course.request.regimen).weekly_mg()
    course.take(edit.doses)
    if edit.kind == ENDS:
        course.add_end()
        return
    kind, weight, after = edit.kind, course.weight, course.total_weight()
    if after != weight:
        kind = "reduce" if after < weight else "step-back"
        course.began = edit.doses
    elif kind not in OF_A_CROSSOVER:
        kind = "hold"
    closing = after < weight and _closes(course, before, course.weights.mg(weight - after))
    if course.past.earlier and course.steps:
        course.stay(kind)
    course.lay_down(kind, edit.days, closing, edited=edit.instead_of != NOT_EDITED)
    course.add_holds(kind if kind in OF_A_CROSSOVER else "reduce", edit.days)


def _closes(course: Course, before: Mapping[str, Decimal], fall: Fraction) -> bool:
    """Whether the drug that falls most, from the week `before`, does so by more than is allowed and by little in all."""
    now = {drug: to_mg(course.week_ng(drug)) for drug in before}
    drug = max(before, key=lambda each: (before[each] - now[each]) * course.weights.of_ng[each])
    small = fall <= course.envelope.closing_mg or course.request.strategy.coarse_tail
    return small and (before[drug] - now[drug]) * 100 > before[drug] * course.envelope.max_percent
