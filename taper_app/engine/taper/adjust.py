"""revise(): the same past, a new future. Every day before the change is kept exactly; dates are built anew, never shifted.

The decisions follow ASAM 2025 (hold or slow on withdrawal, rarely go back a step, maintenance as a goal) and NICE NG215.
"""

from dataclasses import replace

from ..catalogue.decision import Decision
from ..catalogue.facts import Catalogue
from ..doses.products import Refusal
from ..doses.regimen import Regimen, refuse_some_days
from .adjustment import Change, in_force, needs_table
from .afterwards import with_decided
from .build import lay_out, long_enough
from .decided import PlannedHold
from .deciding import Deciding
from .past import Past, is_below
from .schedule import Schedule, Step
from .second_pace import pace_now
from .strategy import Request
from .taken_day import cannot_make
from .verify import counted, exact


class NothingTaken(Refusal):
    """Nothing is taken any more, so there is nothing to plan."""

    says_what_to_do = True


class TakenDiffers(Refusal):
    """Steps are to be edited while something else is taken than was planned."""

    says_what_to_do = True


def revise(
    schedule: Schedule, request: Request, catalogue: Catalogue, change: Change, *, least_days: int | None = None
) -> Schedule:
    """The schedule from the day of the change as decided, from the regimen really taken; every day before stays as it was.

    `request` is what the schedule was made from. Going on as planned, with the planned dose taken, changes nothing, save that it
    ends an open hold. A decision never brings the next reduction forward, unless it ends a crossover, or the patient went ahead
    in one; what was decided earlier, and is in the schedule's `decided`, stays in force. Raises a Refusal: NothingTaken,
    NothingToStepBackTo, NoSuchStep, TakenDiffers, WeekNeeded, and what build_schedule raises.
    """
    catalogue = request.knows(catalogue)
    request, change = in_force(schedule, request, change, catalogue)
    if change.adjustment.decision not in (Decision.HOLD, Decision.MAINTAIN):
        refuse_some_days(change.taken, (change.adjustment.strategy or request.strategy).steady)
    if not change.taken.doses:
        raise NothingTaken(_nothing_taken(change.taken))
    schedule = counted(schedule, catalogue.products(request.market))
    known, decided = exact(schedule, request, catalogue), change.adjustment
    plan = Deciding(known, request, catalogue, replace(change, on=max(change.on, schedule.starts_on)))
    if decided.goes_on and plan.as_planned and not plan.on_open_hold:
        return replace(known, beside=change.taken.held)
    if decided.decision == Decision.ADJUST:
        if not plan.as_planned:
            raise TakenDiffers("What is taken is not what was planned. Hold or go on at the dose taken first, then edit steps.")
        steps = plan.by_hand.steps()
    else:
        steps = _laid_out(plan)
    table = request.equivalence if needs_table(steps) else known.equivalence
    new = replace(known, steps=steps, decided=None, beside=change.taken.held, equivalence=table)
    made = with_decided(plan, new)
    least = catalogue.envelope.least_days if least_days is None else least_days
    short = plan.as_planned and known.steps[-1].kind == "stop" and known.days < least  # by a clinician's own edits
    return long_enough(made, 0 if decided.edits or short else least)


def _nothing_taken(taken: Regimen) -> str:
    """Why there is nothing to plan, and what can be done: what stands beside the steps alone has none."""
    beside = " and ".join(dict.fromkeys(each.drug or each.other for each in taken.held))
    if not beside:
        return "Nothing is taken any more. End the plan, or enter the dose that is taken."
    return (
        f"Nothing is taken that this plan could reduce, only {beside}, which stands beside it as it is. End the plan, or enter a"
        " dose that is taken every day and is not kept as it is."
    )


def _laid_out(plan: Deciding) -> tuple[Step, ...]:
    """The past, and what the decision makes follow it.

    A crossover that would be over before the dose may fall again begins so much later.
    """
    wait = plan.wait()
    steps = _going_on(plan, wait)
    early = 0
    if plan.crossing and (wait is None or wait[0] == "hold"):
        early = plan.strategy.whole_weeks(plan.days_too_early(steps, plan.interval_days))
    steps = _going_on(plan, ("hold", early + (wait[1] or 0 if wait else 0))) if early > 0 else steps
    if plan.stepping_back:
        _check_made(plan, steps[len(plan.past)])
    return steps


def _check_made(plan: Deciding, back: Step) -> None:
    """Raises CannotMakeDose for a dose stepped back to that was made once, and that the products do not make now."""
    made = {(each.time, each.drug, each.mg) for each in plan.goes_from.made if each.made}
    for each in back.doses:
        if not each.made and (each.time, each.drug, each.mg) in made:
            raise cannot_make(each.drug, each.mg, plan.request.makeable(plan.catalogue, each.drug))


def _going_on(plan: Deciding, wait: tuple[str, int | None] | None) -> tuple[Step, ...]:
    open_ended = wait is not None and wait[1] is None
    strategy = plan.strategy if plan.own_holds and not open_ended else replace(plan.strategy, holds=())
    asked = replace(plan.request, starts_on=plan.on, regimen=plan.drugs_in_order, strategy=strategy)
    past = Past(
        plan.past,
        replace(plan.request, strategy=plan.strategy),
        wait,
        as_taken=wait is not None and not plan.as_planned and not plan.stepping_back,
        holds=() if open_ended else _holds_to_come(plan),
        crossed_from=plan.crossed_from,
        made=plan.goes_from.made,
        earlier=_earlier(plan),
        edits=plan.edits_to_come,
        through=plan.taken if plan.stepping_back and plan.as_planned else None,
        ends=plan.ends,
    )
    return lay_out(asked, plan.catalogue, past)


def _holds_to_come(plan: Deciding) -> tuple[PlannedHold, ...]:
    """The holds planned in advance that come before the dose without an end, if there is one."""
    if plan.own_holds:
        return ()
    if not plan.ends:
        return tuple(plan.holds())
    goes_down = plan.ends.regimen and is_below(plan.ends.regimen, plan.goes_from.regimen)
    return tuple(each for each in plan.holds() if each.days) if goes_down and not plan.on_endless else ()


def _earlier(plan: Deciding) -> tuple[Step, ...]:
    """The steps from the day of the change on that no dose may come before; none where a quicker pace is asked for.

    Where another dose is taken, or the method changes, only the first change has a day that it may not come before.
    """
    paces = (plan.strategy, plan.request.strategy)
    new, old = (pace_now(each, plan.request, plan.catalogue, plan.goes_from.regimen, plan.on) for each in paces)
    quicker = new.basis == old.basis and new.reduction_percent > old.reduction_percent
    quicker = quicker or new.interval_days < old.interval_days or new.holds != old.holds or new.then != old.then
    if not plan.as_planned or quicker or plan.decision in (Decision.ADJUST, Decision.SWITCH, Decision.MAINTAIN):
        return ()
    raised = (each for each in plan.coming if each.as_taken or (each.kind == "step-back" and not each.edited))
    if any(not (plan.stepping_back and each.starts_on == plan.on) for each in raised):
        return ()  # a dose above the one taken now was to come, and does not
    running = plan.schedule.in_force(plan.on)
    return tuple(each for each in plan.schedule.steps if each is running or each.starts_on > plan.on)
