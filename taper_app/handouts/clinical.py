"""What the papers for clinicians share: whose and which paper it is, and doses, days and names as clinicians write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from taper_app.engine import TIMES, Step, StepDose, load_catalogue, text
from taper_app.record import Issued, Medication
from taper_app.wording.days import clinic_date, clinic_day
from taper_app.wording.doses import AT_ON_PAPER, by_time, day_on_paper
from taper_app.wording.lists import joined
from taper_app.wording.medicines import medicine_called, taken_said
from taper_app.wording.products import called, printed_products
from taper_app.wording.week import alike, on_days, week_in, week_on_paper

from .clinical_words import PRINTED, STAMP
from .medicines import beside_plan, kept_steady
from .names import as_printed
from .printing import said_with, stamp_said
from .standing import Standing

SIZE = {"A4": "a4", "Letter": "letter"}
HASH_LENGTH = 12


@dataclass(frozen=True)
class Head:
    """Whose paper it is, which, and who answers for it; `stamp` is why it must not be used any more."""

    language: str
    page: str
    stamp: str
    name: str
    born: str
    identifier: str
    code: str
    number: int | None
    replaces: int | None
    content: str
    issued_on: str
    issued_by: str
    printed: str
    clinic: str
    phone: str
    out_of_hours: str


class Stored:
    """An issued revision as clinicians' papers read it; every method answers from what it keeps alone."""

    def __init__(self, issued: Issued, standing: Standing) -> None:
        self.issued, self.standing = as_printed(issued), standing
        self.schedule = issued.schedule
        self.products = printed_products(issued)
        self.review_on = standing.review_on or issued.review_on
        self.interval_days = issued.clinic.dispensing_interval_days
        self.since = issued.rules_from
        self.week = week_in(issued.clinic.market)

    def head(self, sha256: str) -> Head:
        """The paper's title block and running header."""
        issued, clinic, patient = self.issued, self.issued.clinic, self.issued.patient
        return Head(
            language=load_catalogue().markets[clinic.market].english,
            page=self.page(),
            stamp=self.stamp(),
            name=patient.name,
            born=clinic_date(patient.born_on),
            identifier=patient.identifier,
            code=issued.code,
            number=issued.number,
            replaces=issued.replaces,
            content=sha256[:HASH_LENGTH],
            issued_on=clinic_day(issued.issued_on),
            issued_by=issued.issued_by,
            printed=self.printed(),
            clinic=clinic.name,
            phone=clinic.phone,
            out_of_hours=clinic.out_of_hours,
        )

    def page(self) -> str:
        """The kind of page: the clinic's size, with room on top for a stamp."""
        size = SIZE[self.issued.clinic.paper_size]
        return f"{size}-superseded" if self.stamp() else size

    def printed(self) -> str:
        """When the paper is printed, and which review it knows."""
        return said_with(clinic_day, PRINTED, self.standing)

    def stamp(self) -> str:
        """Why the paper must not be used any more; empty while it holds."""
        return stamp_said(STAMP, self.standing)

    # Drugs and doses ---------------------------------------------------------------------------------

    def name(self, drug: str) -> str:
        """A drug as it was called on the day of issue."""
        return self.issued.drug_name(drug)

    def drugs(self) -> list[str]:
        """The names of every drug that was or will be taken by this plan."""
        steps = [dose.drug for step in self.schedule.steps for dose in step.doses]
        return list(map(self.name, dict.fromkeys([*self.every_day(), *steps])))

    def every_day(self) -> list[str]:
        """The drugs that are taken at a time of day, but for what is kept steady: before the plan, then at the visit that the
        revision comes from."""
        issued, steady = self.issued, kept_steady(self.issued)
        found = [*issued.request.regimen.drugs, *(issued.taken_at_visit.drugs if issued.taken_at_visit else ())]
        return [drug for drug in found if drug not in steady]

    def beside(self, words: Mapping[str, str]) -> Iterator[str]:
        """What is on record and in no step, and what is taken as needed on top of one, in a paper's words."""
        steps, coming = ([dose.drug for step in each for dose in step.doses] for each in (self.schedule.steps, self.coming()))
        told = beside_plan(self.issued, [*self.every_day(), *steps], coming)
        for key, drugs in (("taken_beside", told.goes_on), ("beside", told.left_out), ("extra", told.extra)):
            if drugs:
                yield words[key].format(drugs=joined(map(self.as_listed, drugs)))

    def as_listed(self, drug: str) -> str:
        """A drug with its form, and how it is taken where that is not at its times of every day."""
        rows = [each for each in self.issued.medications if each.id == drug]
        if not rows:
            return self.name(drug)
        row = next((each for each in rows if each.use != "regular"), rows[0])
        how = taken_said(row, row.taken, day_on_paper) if row.use != "regular" or row.other else ""
        return f"{self.listed(row)}{how and f', {how}'}"

    def listed(self, row: Medication) -> str:
        """A medicine of the list as it is, with its form where that was said."""
        return medicine_called(row, self.name(row.id), self.issued.products, self.issued.clinic.market)

    def taken_now(self) -> list[tuple[str, str]]:
        """What is really taken when the revision is issued: each drug with its day in words, or with its week."""
        taken = self.issued.taken_now
        return [(self.name(drug), self.taken_of(drug)) for drug in dict.fromkeys((*taken.drugs, *taken.as_needed))]

    def taken_of(self, drug: str) -> str:
        """What is really taken of one drug when the revision is issued."""
        taken = self.issued.taken_now
        by_week = any(each.drug == drug and each.weekdays for each in taken.doses)
        return week_on_paper(taken, drug, self.week) if by_week else day_on_paper(by_time(taken, drug))

    def coming(self) -> tuple[Step, ...]:
        """The steps that this revision rules: those that are not over on its first day."""
        return tuple(
            step for step in self.schedule.steps if step.ends_before is None or step.ends_before > self.since or not step.days
        )

    def day_dose(self, step: Step) -> str:
        """A step's day in a phrase: "lorazepam 1 mg and diazepam 20 mg"; "none" at the stop. Where its days differ a drug is
        said as in `daily`."""
        return joined(self.daily(step))

    def daily(self, step: Step) -> list[str]:
        """Each drug of a step with its mg in the day; "none" at the stop.

        Where the step's days differ by day of the week it is mg a week of each drug that they differ in, and mg a day of others.
        """
        uneven, weekly = {each.drug for each in step.doses if each.weekdays}, step.weekly_mg
        every_day = " a day" if step.mean else ""
        said = {drug: f"{text.mg(mg)}{every_day}" for drug, mg in step.daily_mg.items()}
        said |= {drug: f"{text.mg(weekly[drug])} a week" for drug in uneven}
        return [f"{self.name(drug)} {amount}" for drug, amount in said.items()] or ["none"]

    def times(self, step: Step, *, named: bool = True) -> list[str]:
        """A step's doses, a time of day each: "lorazepam 1 mg in the morning"; the drug's name only where `named`.

        Where days differ at a time of day, the days that are alike each: "3.75 mg at bedtime on Tue and Sat".
        """
        return [said for time in TIMES for said in self.at(step, time, named=named)]

    def at(self, step: Step, time: str, *, named: bool) -> Iterator[str]:
        """What a step has at one time of day."""
        found = alike(step.doses, time, self.week)
        for doses, days in found.items():
            if doses or len(found) > 1:
                said = f"{joined(self.told(doses, named=named)) or 'none'} {AT_ON_PAPER[time]}"
                yield f"{said} {on_days(days)}" if len(found) > 1 else said

    def told(self, doses: Sequence[StepDose], *, named: bool) -> list[str]:
        """Each dose: "lorazepam 1 mg"."""
        return [(f"{self.name(each.drug)} " if named else "") + text.mg(each.mg) for each in doses]

    def called(self, id_: str) -> str:
        """Strength and form of a product, the drug's name left out: "2 mg tablet", "1 mg in 1 mL oral solution"."""
        return called(self.issued.products[id_], self.issued.clinic.market)

    def syringes(self, steps: Iterable[Step]) -> dict[Decimal, list[Decimal]]:
        """The size in mL of each oral syringe that the doses of these steps name, with the volumes that it is to measure."""
        found: dict[Decimal, set[Decimal]] = {}
        for piece in (piece for step in steps for dose in step.doses for piece in dose.pieces):
            if piece.syringe_ml is not None and piece.ml is not None:
                found.setdefault(piece.syringe_ml, set()).add(piece.ml)
        return {size: sorted(found[size]) for size in sorted(found)}
