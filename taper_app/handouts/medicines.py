"""Which medicines a revision is about, and what its paper says of each that stops or is left out.

Every medicine that is on record is named: those of the plan's steps, those that were taken before them and stop, those that were
taken at the visit the revision comes from, and those beside the plan, such as one taken only as needed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst

from taper_app.engine import Step
from taper_app.record import Issued

from .dose_words import drug_name
from .languages import joined
from .medicine_words import MEDICINES
from .words import TEXT

CROSSING = {"crossover", "stabilise"}


class Medicines:
    """The medicines of one revision, of which `coming` are the steps that its paper has; sentences are in the spoken language.

    `taken` are the drugs of the coming steps, `drugs` all that were or will be taken every day, those of the coming steps first,
    and `to` is what the last crossover moves to, empty where the plan has none. `moving` is whether one that is still taken is to
    move to it, `away` what the crossover takes away, those of earlier steps included: none where one of them goes on beside the
    new one, for then nothing takes its place.
    """

    def __init__(self, issued: Issued, coming: Sequence[Step]) -> None:
        self.issued, self.steps, self.coming = issued, issued.schedule.steps, coming
        going_on = kept_steady(issued)
        self.at_first = [drug for drug in issued.request.regimen.drugs if drug not in going_on]
        at_visit = issued.taken_at_visit
        self.at_visit = [drug for drug in at_visit.drugs if drug not in going_on] if at_visit else []
        self.taken = _of(coming)
        self.drugs = list(dict.fromkeys([*self.taken, *self.at_first, *self.at_visit, *_of(self.steps)]))
        self.to = ([""] + [self.moves_to(step) for step in self.steps if step.kind == "crossover"])[-1]
        others = [drug for drug in self.drugs if drug != self.to] if self.to else []
        self.moving = any(step.kind == "crossover" for step in coming[1:])
        self.away = others if self.moving or {*others}.isdisjoint(self.taken) else []

    def name(self, drug: str) -> str:
        """A medicine as the patient's paper names it."""
        return drug_name(self.issued.drug_name(drug))

    def named(self, drugs: Iterable[str], word: str = "and") -> str:
        """Medicines as one phrase; those that are not to be taken with the word "nor"."""
        return joined([self.name(drug) for drug in drugs], word)

    def moved(self, *, yet: bool = False) -> dict[str, str]:
        """The names of what the crossover takes away, or of that which is `yet` to move, and of what it moves to."""
        over = self.stopped() if yet else []
        return {"from_medicine": self.named(drug for drug in self.away if drug not in over), "to_medicine": self.name(self.to)}

    def before(self, step: Step) -> Mapping[str, Decimal]:
        """mg of each drug on the day before a step; before the first what was taken before the plan."""
        earlier = [each for each in self.steps if each.number < step.number]
        if earlier:
            return earlier[-1].daily_mg
        return {drug: mg for drug, mg in self.issued.request.regimen.daily_mg().items() if drug in self.at_first}

    def moves_to(self, step: Step) -> str:
        """The medicine that a step of a crossover moves to: of it more is taken than before. What was asked for tells only of the
        strategy that is now in force, and an earlier crossover may have gone elsewhere."""
        asked = self.issued.request.strategy.crossover_to
        before = self.before(step)
        more = [drug for drug, mg in step.daily_mg.items() if mg > before.get(drug, 0)]
        return asked if asked in more or not more else more[0]

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
        taken = [*self.before(step)]
        if step.starts_on == self.issued.changes_on:
            taken = [*taken, *self.at_visit]
        return [drug for drug in dict.fromkeys(taken) if drug not in step.daily_mg]

    def stopped(self) -> list[str]:
        """What stopped before the first of the coming steps and is in none of them."""
        after = {*self.taken, *(drug for step in self.coming for drug in self.stopping(step))}
        return [drug for drug in self.drugs if drug not in after]

    # Sentences ----------------------------------------------------------------------------------------

    def ends(self, step: Step, key: str = "no_more") -> Iterator[str]:
        """What stops with a step for good, and what takes its place; a step back may have some of it taken again."""
        again = {drug for each in self.coming if each.number > step.number for drug in each.daily_mg}
        if gone := [drug for drug in self.stopping(step) if drug not in again]:
            yield MEDICINES[key].format(medicine=self.named(gone, "nor"))
            if step.kind == "crossover":
                yield self.in_place(gone, self.moves_to(step))

    def higher(self, step: Step) -> Iterator[str]:
        """That a step back is meant: more of it is taken, or what was taken before."""
        if step.kind == "step-back":
            lower = any(mg > step.daily_mg.get(drug, 0) for drug, mg in self.before(step).items())
            yield str(TEXT["back" if lower else "up"])

    def again(self, step: Step) -> Iterator[str]:
        """What had been stopped and is taken again from a step on."""
        earlier = {*self.at_first, *_of(each for each in self.steps if each.number < step.number)}
        if back := [drug for drug in step.daily_mg if drug in earlier and drug not in self.before(step)]:
            yield MEDICINES["again"].format(medicine=self.named(back))

    def ended(self) -> Iterator[str]:
        """What was stopped earlier, which the patient may still have at home."""
        if gone := self.stopped():
            yield MEDICINES["no_more_now"].format(medicine=self.named(gone, "nor"))

    def replaced(self) -> Iterator[str]:
        """What takes the place of what in the whole plan."""
        if self.away:
            yield self.in_place(self.away, self.to)

    def in_place(self, gone: Iterable[str], new: str) -> str:
        """That the new medicine takes the place of these."""
        return capfirst(MEDICINES["in_place"].format(to_medicine=self.name(new), from_medicine=self.named(gone)))

    def beside(self) -> Iterator[str]:
        """What is on record beside the plan: that it goes on, that it is left out, or that none is taken on top of the plan's."""
        told = beside_plan(self.issued, self.drugs, self.taken)
        for key, drugs in (("goes_on", told.goes_on), ("left_out", told.left_out), ("no_extra", told.extra)):
            if drugs:
                yield MEDICINES[key].format(medicine=self.named(drugs, "nor"))


@dataclass(frozen=True, slots=True)
class Beside:
    """What is on record beside a plan: what is taken all the same, what its steps leave out, and what is taken as needed on top
    of a dose that they have."""

    goes_on: tuple[str, ...]
    left_out: tuple[str, ...]
    extra: tuple[str, ...]


def beside_plan(issued: Issued, drugs: Iterable[str], taken: Iterable[str]) -> Beside:
    """What is beside a plan of these drugs, of which these are still taken."""
    known, planned = {*drugs}, {*taken}
    regular = [each.id for each in issued.medications if each.use != "as-needed" and (each.other or each.use == "days")]
    goes_on = dict.fromkeys(drug for drug in (*kept_steady(issued), *regular) if drug not in planned)
    listed = [each.id for each in issued.medications if each.use == "as-needed" or each.id not in known]
    held = [row.drug or row.other for row in issued.schedule.beside]
    found = [each for each in dict.fromkeys([*issued.request.regimen.as_needed, *listed, *held]) if each not in goes_on]
    return Beside(
        goes_on=tuple(goes_on),
        left_out=tuple(drug for drug in found if drug not in planned),
        extra=tuple(drug for drug in found if drug in planned),
    )


def kept_steady(issued: Issued) -> tuple[str, ...]:
    """The drugs that are kept as they are on purpose while another goes down: they are in no step, and none of them stops."""
    return tuple(row.drug for row in issued.schedule.beside if row.drug and row.use == "regular")


def _of(steps: Iterable[Step]) -> list[str]:
    """The drugs of steps, in their order."""
    return list(dict.fromkeys(dose.drug for step in steps for dose in step.doses))
