"""The envelope: the numbers that no taper made here goes beyond. The engine builds by them, and the rules judge by the same."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Envelope:
    """How far and how often a dose goes down, and how long it takes.

    A reduction is from `min_percent` to `max_percent` of the current equivalent, save a closing reduction of at most `closing_mg`
    (mg diazepam a day). One comes every `min_days` to `max_days` days, and a taper to zero has at least `least_days` days from
    its first day to the stop.

    A step of a crossover is at most `crossover_rise_percent` of the baseline above it, and `crossover_fall_percent` of the step
    before it below that; the whole crossover falls by no more of the baseline either. `small_fall_percent` needs no remark.

    One dose has at most `most_pieces`: more are neither counted nor swallowed reliably.
    """

    min_percent: int
    max_percent: int
    min_days: int
    max_days: int
    least_days: int
    closing_mg: Decimal
    crossover_rise_percent: int
    crossover_fall_percent: int
    small_fall_percent: int
    most_pieces: int

    @property
    def whole_percents(self) -> range:
        """Every whole percentage that a reduction may be, the smallest first."""
        return range(self.min_percent, self.max_percent + 1)
