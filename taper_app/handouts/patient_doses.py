"""The doses of a patient's paper: what is taken at a time of day, in which pieces, and in the whole day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from taper_app.engine import Piece, Step, StepDose, text, weekday_of

from .dose_words import piece_in_words
from .languages import joined, weekday_in_short, weekday_in_words
from .patient_about import About
from .pictures import Pictures
from .sheet import Day, Dose, Line, PieceLine
from .words import NARROW, TEXT, TIMES

PARTS = {Decimal("0.25"): ("quarter",), Decimal("0.5"): ("half",), Decimal("0.75"): ("half", "quarter")}


class Doses:
    """Puts the doses of one revision into the words of the language that is spoken."""

    def __init__(self, about: About) -> None:
        self.about = about
        pieces = [piece for step in about.steps for dose in step.doses for piece in dose.pieces]
        self.pictures = Pictures(about.products, pieces, len(self.times()))

    def name(self, drug: str) -> str:
        """The medicine as the paper names it."""
        return self.about.medicines.name(drug)

    def times(self) -> tuple[str, ...]:
        """The times of day that any printed step uses, in the order of the day."""
        used = {dose.time for step in self.about.printed for dose in step.doses}
        return tuple(time for time in TIMES if time in used)

    def said(self, key: str, step: Step, **named: str) -> str:
        """A sentence with the doses of a step: those of a day or, where its days differ, those of a week."""
        if not step.mean:
            return TEXT[key].format(dose=self.total_said(step.daily_mg), **named)
        days = self.by_day(step)
        taken = [drug for drug in self.about.drugs if any(drug in day for day in days)]
        told = [f"{self.name(drug)} {on_days(day.get(drug, Decimal(0)) for day in days)}" for drug in taken]
        return TEXT[f"{key}_week"].format(dose=joined(told), **named)

    def stay(self, step: Step | None) -> str:
        """What is stayed on until both have spoken: the last dated step, or what is taken now where there is none yet."""
        if step:
            return self.said("stay", step)
        taken = self.about.issued.taken_now
        return TEXT["stay"].format(dose=self.total_said(taken.daily_mg())) if self.told_now() else str(TEXT["goes_on_now"])

    def told_now(self) -> bool:
        """Whether what is taken now can be said in mg: the same every day, and of the medicines that the paper is about."""
        taken = self.about.issued.taken_now
        return not taken.by_days and bool({*taken.daily_mg()} & {*self.about.drugs})

    def as_now(self) -> tuple[Line, ...]:
        """What is taken now at each time of day at which there is a dose, without pieces; nothing where it cannot be said so."""
        taken = [each for each in self.about.issued.taken_now.doses if self.told_now()]
        at = {time: [self.as_taken(each.drug, each.mg) for each in taken if each.time == time] for time in TIMES}
        return tuple(Line(str(TIMES[time]), time, tuple(found)) for time, found in at.items() if found)

    def as_taken(self, drug: str, mg: Decimal) -> Dose:
        """A dose that is taken as it is, whatever it is made of."""
        as_now = str(TEXT["as_now"])
        return Dose(self.named(drug), text.mg(mg), as_now, (PieceLine(as_now),))

    def by_day(self, step: Step) -> list[dict[str, Decimal]]:
        """mg of each drug on each day of the week."""
        return [step.regimen.on(day).daily_mg() for day in self.about.week]

    def total_said(self, mg: Mapping[str, Decimal]) -> str:
        """mg of each drug with its name: "lorazepam 1 mg and diazepam 20 mg"."""
        return joined([f"{self.name(drug)} {total}" for drug, total in self.totals(mg)])

    def totals(self, mg: Mapping[str, Decimal]) -> list[tuple[str, str]]:
        """(drug, mg) of each drug, in the plan's order."""
        return [(drug, text.mg(mg[drug])) for drug in self.about.drugs if drug in mg]

    def row_totals(self, mg: Mapping[str, Decimal]) -> tuple[tuple[str, str], ...]:
        """The same for a row, which names the drugs only where the plan has several."""
        return tuple((self.named(drug), total) for drug, total in self.totals(mg))

    def lines(self, step: Step) -> tuple[Line, ...]:
        """What is taken at each time of day of the paper."""
        by_day = {each.time for each in step.doses if each.weekdays}
        return tuple(self.line(step, time, by_day=time in by_day) for time in self.times())

    def line(self, step: Step, time: str, *, by_day: bool) -> Line:
        """One time of day: the same every day, or by day of the week."""
        if not by_day:
            return Line(str(TIMES[time]), time, self.at(step.doses, time))
        days = (self.day(step, time, weekday) for weekday in self.weekdays(step))
        return Line(str(TIMES[time]), time, (), tuple(days), TEXT["by_day"].format(time=TIMES[time]))

    def weekdays(self, step: Step) -> tuple[str, ...]:
        """The days of the week of a step; of one that is shorter than a week those that it has, from its first."""
        if step.days is None or step.days >= len(self.about.week):
            return self.about.week
        return tuple(weekday_of(step.starts_on + timedelta(days=day)) for day in range(step.days))

    def day(self, step: Step, time: str, weekday: str) -> Day:
        """One day of the week at one time of day."""
        totals = self.row_totals(step.regimen.on(weekday).daily_mg())
        return Day(weekday, weekday_in_words(weekday), weekday_in_short(weekday), self.at(step.week[weekday], time), totals)

    def at(self, doses: Iterable[StepDose], time: str) -> tuple[Dose, ...]:
        """Those of the doses that are taken at one time of day."""
        return tuple(self.dose(dose) for dose in doses if dose.time == time)

    def dose(self, dose: StepDose) -> Dose:
        if not dose.made:
            return self.as_taken(dose.drug, dose.mg)
        pieces = tuple(self.piece(piece) for piece in dose.pieces)
        return Dose(self.named(dose.drug), text.mg(dose.mg), joined([piece.words for piece in pieces]), pieces)

    def named(self, drug: str) -> str:
        """The drug's name where the plan has several; the title names a single one."""
        if len(self.about.drugs) == 1:
            return ""
        return NARROW.get(self.name(drug), self.name(drug)) if len(self.times()) == len(TIMES) else self.name(drug)

    def piece(self, piece: Piece) -> PieceLine:
        product = self.about.products[piece.product]
        # Beside "two and a half" a half alone would say something else.
        parts = PARTS.get((piece.count or Decimal(0)).normalize(), ())
        return PieceLine(piece_in_words(piece, product), self.pictures.drawn(piece), parts)

    def taken(self, dose: StepDose) -> str:
        """The pieces of a dose in words, with the drug where the plan has several."""
        if not dose.made:
            return f"{self.name(dose.drug)} {text.mg(dose.mg)}, {TEXT['as_now']}"
        pieces = joined([piece_in_words(piece, self.about.products[piece.product]) for piece in dose.pieces])
        return TEXT["of_drug"].format(pieces=pieces, drug=self.name(dose.drug)) if len(self.about.drugs) > 1 else pieces

    def closing(self, step: Step, previous: Step | None) -> str:
        """The explicit end: the stop, or the dose to stay on."""
        if step.kind != "stop":
            return self.said("stay", step)
        drugs = previous.daily_mg if previous else self.about.drugs
        return TEXT["stop"].format(medicine=self.about.medicines.named(drugs, "nor"))


def together(line: Line, *, whole: bool = True) -> Line:
    """A line in which days with the same doses, and where `whole` with the same whole day, are one, named one after another."""
    found: dict[tuple[object, ...], list[Day]] = {}
    for day in line.days:
        found.setdefault((day.doses, day.totals if whole else ()), []).append(day)
    days = (
        replace(alike[0], name=joined([day.name for day in alike]), short=joined([day.short for day in alike]))
        for alike in found.values()
    )
    return replace(line, days=tuple(days))


def on_days(amounts: Iterable[Decimal]) -> str:
    """mg on each day of a week in a phrase: "7.5 mg on 5 days and none on 2 days"; "10 mg each day"."""
    found = sorted(Counter(amounts).items(), reverse=True)
    said = [(text.mg(mg) if mg else str(TEXT["none"]), days) for mg, days in found]
    if len(said) == 1:
        return TEXT["each_day"].format(dose=said[0][0])
    return joined([TEXT["on_one_day" if days == 1 else "on_days"].format(dose=dose, days=days) for dose, days in said])
