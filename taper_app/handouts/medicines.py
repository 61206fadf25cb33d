"""Which medicines a revision is about, and what its paper says of each that stops or is left out.

Every medicine that is on record is named: those of the plan's steps, those that were taken before them and stop, those that were
taken at the visit the revision comes from, and those beside the plan, such as one taken only as needed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.text import capfirst

from taper_app.engine import TIMES, Schedule, Step

from .dose_words import drug_name
from .languages import joined
from .medicine_words import MEDICINES
from .sheet import stored_name

DIAZEPAM = "diazepam"
CROSSING = {"crossover", "stabilise"}


class Medicines:
    """The medicines of one snapshot, of which `coming` are the steps that its paper has; sentences are in the spoken language.

    `taken` are the drugs of the coming steps, `drugs` all that were or will be taken every day, those of the coming steps first,
    and `to` is what a crossover moves to, empty where the plan has none.
    """

    def __init__(self, snapshot: Mapping[str, Any], schedule: Schedule, coming: Sequence[Step]) -> None:
        self.snapshot, self.steps, self.coming = snapshot, schedule.steps, coming
        request = snapshot["request"]
        self.at_first, self.at_visit = every_day(request["regimen"]), every_day(snapshot.get("taken", ()))
        self.taken = _of(coming)
        self.drugs = list(dict.fromkeys([*self.taken, *self.at_first, *self.at_visit, *_of(self.steps)]))
        crosses = any(step.kind == "crossover" for step in self.steps)
        self.to: str = (request["strategy"].get("crossover_to") or DIAZEPAM) if crosses else ""

    def name(self, drug: str) -> str:
        """A medicine as the patient's paper names it."""
        return drug_name(stored_name(self.snapshot, drug))

    def named(self, drugs: Iterable[str]) -> str:
        """Medicines as one phrase."""
        return joined([self.name(drug) for drug in drugs])

    @property
    def away(self) -> list[str]:
        """The medicines that a crossover takes away, those of earlier steps included."""
        return [drug for drug in self.drugs if drug != self.to] if self.to else []

    @property
    def crossing(self) -> bool:
        """Whether the coming steps still move from one medicine to another or wait for the new one to settle, or the plan is held
        or went back just after that."""
        begun = [
            step.kind for step in self.steps if step.number <= self.coming[0].number and step.kind not in ("hold", "step-back")
        ]
        return not CROSSING.isdisjoint([*begun[-1:], *(step.kind for step in self.coming)])

    def stopping(self, step: Step) -> list[str]:
        """What is taken on the day before a step and is not in it; before the first it is what was taken before the plan."""
        before = [each for each in self.steps if each.number < step.number]
        taken = list(before[-1].daily_mg) if before else self.at_first
        if step.starts_on.isoformat() == self.snapshot.get("changes_on"):
            taken = [*taken, *self.at_visit]
        return [drug for drug in dict.fromkeys(taken) if drug not in step.daily_mg]

    def stopped(self) -> list[str]:
        """What stopped before the first of the coming steps and is in none of them."""
        after = {*self.taken, *(drug for step in self.coming for drug in self.stopping(step))}
        return [drug for drug in self.drugs if drug not in after]

    # Sentences ----------------------------------------------------------------------------------------

    def ends(self, step: Step, key: str = "no_more") -> Iterator[str]:
        """What stops with a step, and what takes its place."""
        if gone := self.stopping(step):
            yield MEDICINES[key].format(medicine=self.named(gone))
            if step.kind == "crossover" and self.to in step.daily_mg:
                yield self.in_place(gone)

    def ended(self) -> Iterator[str]:
        """What was stopped earlier, which the patient may still have at home."""
        if gone := self.stopped():
            yield MEDICINES["no_more_now"].format(medicine=self.named(gone))

    def in_place(self, gone: Iterable[str]) -> str:
        """That the new medicine takes the place of these."""
        return capfirst(MEDICINES["in_place"].format(to_medicine=self.name(self.to), from_medicine=self.named(gone)))

    def beside(self) -> Iterator[str]:
        """What is on record beside the plan: that it is left out, or that none is taken on top of what the plan has."""
        left_out, also_planned = beside_plan(self.snapshot, self.drugs, self.taken)
        if left_out:
            yield MEDICINES["left_out"].format(medicine=self.named(left_out))
        if also_planned:
            yield MEDICINES["no_extra"].format(medicine=self.named(also_planned))


def beside_plan(snapshot: Mapping[str, Any], drugs: Iterable[str], taken: Iterable[str]) -> tuple[list[str], list[str]]:
    """What is on record beside a plan of these drugs, of which these are still taken: what its steps leave out, and what is taken
    as needed beside a regular dose of the same drug."""
    counted = [row["drug"] for row in snapshot["request"]["regimen"] if "as_needed" in row]
    known, planned = {*drugs}, {*taken}
    listed = [row["drug"] for row in snapshot["medications"] if row["as_needed"] or row["drug"] not in known]
    found = list(dict.fromkeys([*counted, *listed]))
    return [drug for drug in found if drug not in planned], [drug for drug in found if drug in planned]


def every_day(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The drugs of a regimen's rows that are taken at a time of day."""
    return [row["drug"] for row in rows if any(row.get(time) for time in TIMES)]


def _of(steps: Iterable[Step]) -> list[str]:
    """The drugs of steps, in their order."""
    return list(dict.fromkeys(dose.drug for step in steps for dose in step.doses))
