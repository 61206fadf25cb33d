"""A dose as rules weigh it: with what is taken beside the steps, by the plan's table and by those that its market shows first."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of
from ..doses.equivalence import Equivalence, NoEquivalent
from ..doses.products import to_ng
from ..doses.regimen import DIAZEPAM, Regimen
from ..taper.schedule import Step
from ..taper.strategy import Request


class ByTables:
    """What is taken now and in each of some steps, in mg diazepam a day.

    `own` is the plan's table with the second ones; `others` are those that its market shows first and that know every drug on
    the way (`drugs`), the one by which most is taken first. What is taken beside the steps counts at its usual week, by tables
    that know it.
    """

    def __init__(self, request: Request, steps: Sequence[Step], drugs: Iterable[str], catalogue: Catalogue) -> None:
        self._request, self._steps, self._catalogue, self._drugs = request, steps, catalogue, tuple(drugs)
        self.own = request.measure
        way, shown = {drug_of(each) for each in self._drugs} - {DIAZEPAM}, catalogue.markets[request.market].tables
        first = (each for each in catalogue.tables.values() if each.id in shown and each.id != request.equivalence)
        others = [Equivalence(each.id) for each in first if way <= each.cells.keys()]
        self._now: dict[str | None, Fraction] = {}
        self._highest: dict[str | None, tuple[Fraction, Step | None]] = {}
        self.others = sorted(others, key=lambda each: -self.now(each))

    def beside(self, measure: Equivalence) -> Fraction:
        """What is taken beside the steps, as far as the table knows it."""
        return self._of(measure, self._request.regimen.beside_mg())

    def now(self, measure: Equivalence) -> Fraction:
        """What is really taken now, whatever was planned: on the day of the most."""
        if measure.table not in self._now:
            taken = self._request.regimen.highest_day()
            self._now[measure.table] = measure.of(self._catalogue, taken) + self.beside(measure)
        return self._now[measure.table]

    def highest(self, measure: Equivalence) -> tuple[Fraction, Step | None]:
        """The highest dose of a day from now on, and its step: None where it is what is taken now."""
        if measure.table not in self._highest:
            self._highest[measure.table] = self._highest_by(measure)
        return self._highest[measure.table]

    def fell(self, measure: Equivalence, before: Regimen, after: Regimen) -> Fraction:
        """How much less is taken after than before."""
        return measure.of(self._catalogue, before) - measure.of(self._catalogue, after)

    def _highest_by(self, measure: Equivalence) -> tuple[Fraction, Step | None]:
        now, beside, weights = self.now(measure), self.beside(measure), measure.weights(self._catalogue, self._drugs)
        doses = ((sum(ng * weights.of_ng[drug] for drug, ng in day.items()), step) for day, step in self._highest_days)
        most, step = max(doses, key=lambda each: each[0], default=(0, None))
        highest = weights.mg(most) + beside
        return (highest, step) if highest > now else (now, None)

    @cached_property
    def _highest_days(self) -> list[tuple[dict[str, int], Step]]:
        """ng of each drug on the day of the most of each step, save where that is as in the step before it."""
        found, before = [], None
        for step in self._steps:
            if step.highest_mg != before:
                before = step.highest_mg
                found.append(({drug: to_ng(mg) for drug, mg in before.items()}, step))
        return found

    def _of(self, measure: Equivalence, daily: Mapping[str, Fraction]) -> Fraction:
        found = Fraction(0)
        for drug, mg in daily.items():
            try:
                found += mg * measure.per_mg(self._catalogue, drug)
            except NoEquivalent:
                continue
        return found
