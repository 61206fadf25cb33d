"""What stays in force after a visit: what was decided earlier and is not about this, and what was decided now."""

from dataclasses import replace
from typing import TypeVar

from ..catalogue.decision import Decision
from .decided import ANY_DAY, Decided, KeptEdit, PlannedHold
from .deciding import Deciding
from .edits import joined, not_reached
from .schedule import Schedule
from .standing import told_by_steps

_Value = TypeVar("_Value")


def with_decided(plan: Deciding, made: Schedule) -> Schedule:
    """The schedule with what stays in force, where its steps do not tell all of it."""
    told = told_by_steps(made, replace(plan.request, strategy=plan.strategy))
    decided = Decided(
        edits=_edits_after(plan, made, told),
        holds=_holds_after(plan, made),
        order=_order_after(plan),
        target_mg=_anew(plan.strategy.target_mg, plan.request.strategy.target_mg, plan.decided.target_mg),
        change_weekday=_anew(
            plan.strategy.change_weekday or ANY_DAY,
            plan.request.strategy.change_weekday or ANY_DAY,
            plan.decided.change_weekday,
        ),
        state=_state_after(plan, made, told),
        equivalence_for={**plan.adjustment.equivalence_for, **plan.decided.equivalence_for},
        steady_at_first=_steady_at_first(plan),
    )
    return made if decided == told else replace(made, decided=decided)


def _edits_after(plan: Deciding, made: Schedule, told: Decided) -> tuple[KeptEdit, ...]:
    """The edits that stay in force: those that were, without those that the plan reaches no more, and those made now."""
    gone = [step.regimen for step in not_reached(plan.schedule, replace(made, decided=told), plan.on)]
    if made.steps[-1].days is None:
        gone = []  # they wait behind a dose without an end
    if plan.decision == Decision.ADJUST:
        gone += plan.by_hand.replaced
    kept = (each for each in plan.decided.edits if not any(each.doses.same_as(regimen) for regimen in gone))
    return joined(kept, plan.by_hand.kept(made) if plan.decision == Decision.ADJUST else ())


def _holds_after(plan: Deciding, made: Schedule) -> tuple[PlannedHold, ...]:
    """The planned holds that wait behind a dose without an end."""
    if made.steps[-1].days is not None or plan.own_holds:
        return ()
    if plan.decision == Decision.MAINTAIN or (plan.decision == Decision.HOLD and plan.adjustment.days is None):
        return tuple(each for each in plan.holds() if each.kind != "hold")
    return plan.decided.holds if plan.ends else ()


def _order_after(plan: Deciding) -> tuple[str, ...]:
    """The drugs in the order in which they go down, those that are gone first; empty where it is the request's."""
    if plan.strategy.method == "crossover":
        return plan.decided.order
    now, asked = plan.drugs_in_order.drugs, plan.request.regimen.drugs
    order = (*(drug for drug in plan.decided.order or asked if drug not in now), *now)
    return () if order == tuple(dict.fromkeys((*asked, *now))) else order


def _state_after(plan: Deciding, made: Schedule, told: Decided) -> str:
    """Whether the dose goes on down, is held until a visit, or is maintained."""
    was, maintains = plan.decided.state, plan.decision == Decision.MAINTAIN
    if told.state == "going-on" and not maintains and not (plan.ends and made.steps[-1].days is None):
        return told.state
    if maintains or (was == "maintained" and plan.decision != Decision.SLOW and made.steps[-1].days is None):
        return "maintained"
    return told.state


def _steady_at_first(plan: Deciding) -> tuple[str, ...] | None:
    """What was kept steady when the plan began, from the visit on that keeps others."""
    old = plan.request.strategy.steady
    return old if plan.decided.steady_at_first is None and plan.strategy.steady != old else plan.decided.steady_at_first


def _anew(value: _Value, old: _Value, kept: _Value | None) -> _Value | None:
    """What was decided on: a value that is another than the one until now, or else what was kept."""
    return kept if value == old else value
