"""What was issued → the letter to another prescriber: this replaces the repeat prescription."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

from taper_app.engine import Step
from taper_app.record import Issued
from taper_app.wording.days import clinic_day
from taper_app.wording.lists import joined
from taper_app.wording.people import person_said
from taper_app.wording.products import made_for_clinic

from .clinical import Head, Stored
from .clinical_words import LETTER
from .standing import AS_ISSUED, Standing


@dataclass(frozen=True)
class DoseLine:
    """The doses from one day to another: each time of day, and the whole day. `last` is empty where no end is planned, and where
    it is the first day."""

    first: str
    last: str
    doses: tuple[str, ...]
    daily: tuple[str, ...]
    endless: bool = False


@dataclass(frozen=True)
class Letter:
    """The whole paper. `lines` are the doses up to the day before the next review, under `doses`, `made` are the products that
    are made for the clinic, `beside` is what is on record and not in the plan. `specialist` is who agreed, empty for
    nobody."""

    head: Head
    replaces: str
    drugs: str
    taken: tuple[tuple[str, str], ...]
    plan: str
    doses: str
    lines: tuple[DoseLine, ...]
    made: tuple[str, ...]
    beside: tuple[str, ...]
    review_on: str
    specialist: str


def prescriber_letter(issued: Issued, sha256: str, standing: Standing = AS_ISSUED) -> str:
    """The letter of a revision, whose hash is `sha256`, as one HTML page for `render_pdf`. Raises as `printed_products` does."""
    letter = Writer(issued, standing).letter(sha256)
    return render_to_string("handouts/letter.html", {"paper": letter, "head": letter.head})


class Writer(Stored):
    """Puts one revision into a letter."""

    def letter(self, sha256: str) -> Letter:
        """Everything that the paper says."""
        return Letter(
            head=self.head(sha256),
            replaces=" ".join(self.replaces()),
            drugs=joined(self.drugs()),
            taken=tuple(self.taken_now()),
            plan=" ".join(self.plan()),
            doses=self.doses(),
            lines=tuple(self.line(step) for step in self.until_review()),
            made=tuple(made_for_clinic(self.issued, self.coming())),
            beside=tuple(self.beside(LETTER)),
            review_on=clinic_day(self.review_on),
            specialist=person_said(self.issued.specialist) if self.issued.specialist else "",
        )

    def until_review(self) -> tuple[Step, ...]:
        """The steps up to the day before the next review, for what begins on its day waits for it; the first where the review is
        before that."""
        coming = self.coming()
        return tuple(step for step in coming if step.starts_on < self.review_on) or coming[:1]

    def doses(self) -> str:
        """What stands above those steps."""
        waits = self.coming()[0].starts_on >= self.review_on > self.issued.issued_on
        return LETTER["doses_after" if waits else "doses"].format(date=clinic_day(self.review_on))

    def replaces(self) -> Iterator[str]:
        """What this letter takes the place of."""
        drugs = self.drugs()
        these = "these" if len(drugs) > 1 else "it"
        yield LETTER["replaces"].format(drugs=joined(drugs), these=these, date=clinic_day(self.since))
        if number := self.issued.replaces:
            yield LETTER["earlier"].format(number=number)

    def plan(self) -> Iterator[str]:
        """The plan in short: from which dose to which, in how many steps, and how it ends."""
        coming = self.coming()
        first, last, date = coming[0], coming[-1], clinic_day(self.since)
        if first.kind == "stop":
            yield LETTER["stopped"].format(date=clinic_day(first.starts_on))
            return
        if any(not step.regimen.same_as(first.regimen) for step in coming):
            said = {"date": date, "first": self.day_dose(first), "last": self.day_dose(last), "steps": len(coming)}
            yield LETTER["from_to_week" if first.mean or last.mean else "from_to"].format(**said)
        else:
            yield LETTER["goes_on_week" if first.mean else "goes_on"].format(date=date, first=self.day_dose(first))
        if last.kind == "stop":
            yield LETTER["ends"].format(date=clinic_day(self.schedule.last_day or last.starts_on))
        else:
            yield LETTER["held" if last.kind == "hold" else "stays"]

    def line(self, step: Step) -> DoseLine:
        """One step as this revision rules it."""
        begin = max(step.starts_on, self.since)
        last = clinic_day(step.last_day) if step.days and step.last_day and step.last_day > begin else ""
        return DoseLine(clinic_day(begin), last, tuple(self.times(step)), tuple(self.daily(step)), endless=step.days is None)
