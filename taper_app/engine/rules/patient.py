"""The patient today, as the rules read it: what is taken and known, and what a visit found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of, release_of
from ..catalogue.risks import UNKNOWN, Risk
from ..catalogue.visit_facts import ITEM_9, TAKEN, Noted
from ..doses.regimen import Regimen
from ..doses.week import DAYS
from .answers import Specialist


@dataclass(frozen=True, slots=True)
class Medicine:
    """A drug as prescribed and as really taken, in mg a day; `indication` is what it is taken for.

    Where its days differ (`mean`), both are means of a week to two decimals, to be called "about". `weekdays` are the days
    on which it is taken, empty for every day or where they are not known; `since_on` is the day since which, where that is known.
    """

    drug: str
    prescribed_mg: Decimal
    taken_mg: Decimal
    as_needed: bool = False
    indication: str = ""
    mean: bool = False
    weekdays: tuple[str, ...] = ()
    since_on: date | None = None

    @property
    def release(self) -> str:
        """How it lets its drug go: "plain" or "modified"."""
        return release_of(self.drug)

    @property
    def use(self) -> str:
        """How it is taken: "as-needed", on some "days" of the week, or "regular"."""
        return "as-needed" if self.as_needed else "days" if self.weekdays else "regular"


@dataclass(frozen=True, slots=True)
class Interacting:
    """A medicine of interactions.toml that is taken too, or will be; a day is None where it is not near or not known."""

    medicine: str
    started_on: date | None = None
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit found; what is not there was not asked.

    `red_flags` and `seen` are ids of the files of those names, `symptoms` how severe each is, from 0 (none) to 3 (severe).
    `numbers` are the totals of scales by their id, ITEM_9 for the item about suicide, and those of measures.toml.
    `substances` are the answers about what else is taken, by id of substances.toml.
    """

    red_flags: tuple[str, ...] = ()
    symptoms: Mapping[str, int] = field(default_factory=dict, hash=False)
    numbers: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    seen: tuple[str, ...] = ()
    substances: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class PatientToday:
    """What the rules need to know of a patient on the day of a plan or a visit.

    `specialist` is who agreed to a plan that wants one; None is nobody.
    `risks` are answers by question of risks.toml: a question left out was not asked, and None is no risk picture at all.
    `interacting` are the medicines behind its answer on those. `visit` is what a visit found; None where there was none.
    `days_since_last_dose` are those since any of the medicines was taken, and `stopped_on` is the day on which an earlier taper
    came to nothing; None where that is not known, or was not.
    """

    age: int | None = None
    specialist: Specialist | None = None
    medicines: tuple[Medicine, ...] = ()
    risks: Mapping[str, str] | None = field(default=None, hash=False)
    interacting: tuple[Interacting, ...] = ()
    visit: Visit | None = None
    days_since_last_dose: int | None = None
    stopped_on: date | None = None

    def answer(self, question: str) -> str:
        """The answer to a question; "" where it was not asked."""
        return (self.risks or {}).get(question, "")

    def knows(self, question: str) -> bool:
        """Whether a question was answered with more than "not known", and a "yes" to interacting medicines with which."""
        if question == "interacting":
            return bool(self.interacting) or self.answer(question) == "no"
        return self.answer(question) not in ("", UNKNOWN)

    @property
    def taken_for(self) -> dict[str, tuple[str, ...]]:
        """What each drug is taken for, of those of which all of that is known."""
        uses: dict[str, tuple[str, ...]] = {}
        for each in self.medicines:
            uses[drug_of(each.drug)] = (*uses.get(drug_of(each.drug), ()), each.indication)
        return {drug: tuple(dict.fromkeys(told)) for drug, told in uses.items() if all(told)}

    def not_known(self, catalogue: Catalogue) -> tuple[Risk, ...]:
        """The questions of the risk picture that were not asked, or whose answer is not known, in the order of the page."""
        return tuple(each for each in catalogue.risks.values() if not self.knows(each.id))


def suicide_answer(scales: Mapping[str, Any], catalogue: Catalogue) -> int:
    """The answer to the item about suicide among the answers of scales, by id; 0, "not at all", also where it was not asked."""
    asked = (each for each in catalogue.scales.values() if each.suicide_item)
    answers = (scales.get(each.id, ())[each.suicide_item - 1 : each.suicide_item] for each in asked)
    return next((int(each[0]) for each in answers if each), 0)


def red_flags_of(flags: Sequence[str], scales: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """The red flags of a visit: thoughts of suicide are one wherever they were answered."""
    also = [each.id for each in catalogue.red_flags.values() if each.item_9] if suicide_answer(scales, catalogue) > 0 else []
    return [*flags, *(each for each in also if each not in flags)]


def found_at_visit(answers: Mapping[str, str], visit: Visit, catalogue: Catalogue) -> dict[str, str]:
    """The answers of the risk picture that a visit makes other than they are: what it found counts, whatever was said before.

    That alcohol is drunk does not say how much, so it makes a "none or low risk" unknown and leaves any other answer. A red flag
    and what is seen make true what they mean; so does an answer to the item about suicide that is above the first.
    """
    taken = (each for each in catalogue.substances.values() if visit.substances.get(each.id) in TAKEN)
    found = {each.question: each.means for each in taken if answers.get(each.question) not in (each.means, *each.stays)}
    for noted in _noted(visit, catalogue):
        found |= {question: answer for question, answer in noted.means.items() if answers.get(question) != answer}
    return found


def _noted(visit: Visit, catalogue: Catalogue) -> Iterator[Noted]:
    flags = dict.fromkeys((*visit.red_flags, *_told_by_item_9(visit, catalogue)))
    yield from (catalogue.red_flags[each] for each in flags if each in catalogue.red_flags)
    yield from (catalogue.seen[each] for each in visit.seen if each in catalogue.seen)


def as_found(patient: PatientToday, catalogue: Catalogue) -> PatientToday:
    """The patient with what the visit says of the risk picture among its answers; done again it changes nothing."""
    if patient.visit is None:
        return patient
    found = found_at_visit(patient.risks or {}, patient.visit, catalogue)
    flags = tuple(dict.fromkeys((*patient.visit.red_flags, *_told_by_item_9(patient.visit, catalogue))))
    visit = replace(patient.visit, red_flags=flags)
    return replace(patient, visit=visit, risks={**(patient.risks or {}), **found} if found else patient.risks)


def _told_by_item_9(visit: Visit, catalogue: Catalogue) -> tuple[str, ...]:
    """The red flags that the item of PHQ-9 about suicide says, where it is answered with anything but the first answer."""
    told = visit.numbers.get(ITEM_9, 0) > 0
    return tuple(each.id for each in catalogue.red_flags.values() if told and each.item_9)


def medicines_at_visit(listed: Sequence[Medicine], planned: Regimen, taken: Regimen) -> tuple[Medicine, ...]:
    """The medicines at a visit: what is prescribed by now is what was planned, whatever it was at the start.

    What the list has beside the plan, as needed or on some days, no visit asks about: it is as it is listed.
    """
    known = {each.drug: each for each in listed if not each.as_needed}
    in_plan = {*planned.daily_mg(), *taken.daily_mg()}
    beside = [each for each in listed if each.as_needed or (each.weekdays and each.drug not in in_plan)]
    drugs = (each for each in dict.fromkeys((*planned.drugs, *taken.drugs, *known)) if known.get(each) not in beside)
    return (*(_as_planned(each, known.get(each), planned, taken) for each in drugs), *beside)


def _as_planned(drug: str, listed: Medicine | None, planned: Regimen, taken: Regimen) -> Medicine:
    """One drug as it was planned and is really taken, with what the list says it is for."""
    now = [each for each in taken.doses if each.drug == drug]
    some = {day for each in now for day in each.weekdays} if all(each.weekdays for each in now) else set()
    return Medicine(
        drug,
        planned.daily_mg().get(drug, Decimal(0)),
        taken.daily_mg().get(drug, Decimal(0)),
        indication=listed.indication if listed else "",
        mean=any(each.weekdays for each in (*planned.doses, *taken.doses) if each.drug == drug),
        weekdays=tuple(day for day in DAYS if day in some),
        since_on=taken.since.get(drug) or (listed.since_on if listed else None),
    )
