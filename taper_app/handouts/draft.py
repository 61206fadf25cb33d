"""What would be issued → a draft on paper: the proposed steps and what the rules say of them, to be discussed and not followed.

It holds no word to the patient, no box to tick, no plan code and no content hash: nothing of it can pass for a plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from taper_app.engine import HOW, StepDose, load_catalogue, text
from taper_app.record import Issued
from taper_app.wording.days import clinic_date, clinic_day

from . import summary
from .clinical import SIZE
from .clinical_words import SUMMARY
from .remarks import FindingLine, remarks
from .standing import AS_ISSUED


@dataclass(frozen=True)
class Draft:
    """The whole paper; `printed` says when and by whom."""

    language: str
    page: str
    name: str
    born: str
    identifier: str
    printed: str
    taken: tuple[tuple[str, str], ...]
    beside: tuple[str, ...]
    since: str
    review_on: str
    length: str
    lines: tuple[summary.StepLine, ...]
    findings: tuple[FindingLine, ...]
    references: tuple[tuple[str, str], ...]


def draft_paper(issued: Issued, *, printed_on: date, printed_by: str) -> str:
    """The draft of what would be issued, as one HTML page for `render_pdf`; `changes_on` is the first day of what is proposed."""
    printed = f"Printed on {clinic_day(printed_on)} by {printed_by}"
    return render_to_string("handouts/draft.html", {"paper": Writer(issued, AS_ISSUED).draft(printed)})


class Writer(summary.Writer):
    """Puts what is proposed into a clinician's words, each dose with its pieces."""

    def draft(self, printed: str) -> Draft:
        """Everything that the paper says."""
        clinic, patient = self.issued.clinic, self.issued.patient
        return Draft(
            language=load_catalogue().markets[clinic.market].english,
            page=SIZE[clinic.paper_size],
            name=patient.name,
            born=clinic_date(patient.born_on),
            identifier=patient.identifier,
            printed=f"{printed}, {clinic.name}.",
            taken=tuple(self.taken_now()),
            beside=tuple(self.beside(SUMMARY)),
            since=clinic_day(self.since),
            review_on=clinic_day(self.review_on),
            length=self.length(),
            lines=tuple(self.line(step) for step in self.coming()),
            findings=tuple(each for each in remarks(self.issued) if each.place != HOW),
            references=self.references(),
        )

    def told(self, doses: Sequence[StepDose], *, named: bool) -> list[str]:
        """Each dose with its pieces: "lorazepam 1 mg (one 1 mg tablet)"."""
        said = [f"{text.mg(each.mg)} ({text.pieces(each.pieces, self.products)})" for each in doses]
        return [f"{self.name(dose.drug)} {words}" if named else words for dose, words in zip(doses, said, strict=True)]
