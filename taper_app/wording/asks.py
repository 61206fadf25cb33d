"""What a plan asks of whoever takes it: to change over, to cut tablets, to measure a liquid, to mind the day of the week."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from taper_app.engine import Outcome, text

from .lists import counted, joined


@dataclass(frozen=True)
class Asks:
    """It as values: `moves` are the drugs that change over and `to` the one that they change to, "" where none does.

    `changes` counts the changes of dose to come, `cuts` tablets to cut in the week with the most, `ml` is the most of a liquid in
    one dose, and `by_days` whether days of the week differ, `without` whether some have no dose before the stop.
    """

    changes: int
    moves: tuple[str, ...]
    to: str
    cuts: int
    ml: Decimal | None
    by_days: bool
    without: bool


def asks_of(outcome: Outcome) -> Asks:
    """What the days ahead ask."""
    ahead = [each for each in outcome.schedule.steps if each.starts_on >= outcome.since]
    strategy = outcome.strategy
    to = strategy.crossover_to if strategy.method == "crossover" else ""
    now = next(each for each in outcome.schedule.steps if each.ends_before is None or each.ends_before > outcome.since)
    moved = {each.drug for step in ahead for each in step.doses if step.kind == "crossover"} | {each.drug for each in now.doses}
    moves = moved - {to, *strategy.steady}
    to = to if moves else ""  # at a visit the crossover may be over
    return Asks(
        changes=len([each for each in ahead if each.kind not in ("hold", "stabilise")]),
        moves=tuple(sorted(moves)) if to else (),
        to=to,
        cuts=outcome.splits_a_week,
        ml=outcome.largest_volume_ml,
        by_days=any(step.mean for step in ahead),
        without=strategy.pattern == "days-off" and any(step.mean for step in ahead),
    )


def asks_said(asks: Asks) -> Iterator[str]:
    """Each in a clinician's words."""
    yield f"{counted(asks.changes, 'change')} of dose"
    if asks.to:
        yield f"Changes over to {asks.to}{f' from {joined(asks.moves)}' * bool(asks.moves)}"
    yield f"Cuts up to {counted(asks.cuts, 'tablet').replace(' ', text.NBSP)} a week" if asks.cuts else "Cuts no tablet"
    if asks.ml:
        yield f"Measures a liquid, up to {text.ml(asks.ml)} a dose"
    if asks.by_days:
        yield "Takes other doses on some days of the week" + (", and none on some at the end" if asks.without else "")
