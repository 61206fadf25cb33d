"""The doses of a patient's paper: what is taken at a time of day, in which pieces, and in the whole day."""

from decimal import Decimal

from taper_app.engine import Piece, Step, StepDose, text

from .dose_words import piece_in_words
from .languages import joined
from .patient_about import About
from .sheet import Dose, PieceLine
from .words import NARROW, TEXT, TIMES

PICTURED_PARTS = {Decimal("0.25"): ("quarter",), Decimal("0.5"): ("half",), Decimal("0.75"): ("half", "quarter")}


class Doses:
    """Puts the doses of one revision into the words of the language that is spoken."""

    def __init__(self, about: About) -> None:
        self.about = about

    def name(self, drug: str) -> str:
        """The medicine as the paper names it."""
        return self.about.medicines.name(drug)

    def times(self) -> tuple[str, ...]:
        """The times of day that any printed step uses, in the order of the day."""
        used = {dose.time for step in self.about.printed for dose in step.doses}
        return tuple(time for time in TIMES if time in used)

    def day_dose(self, step: Step) -> str:
        """The total for the day with its drug: "lorazepam 1 mg and diazepam 20 mg"."""
        return joined([f"{self.name(drug)} {total}" for drug, total in self.totals(step)])

    def totals(self, step: Step) -> list[tuple[str, str]]:
        """(drug, mg in the day) for each drug of the step, in the plan's order."""
        daily = step.daily_mg
        return [(drug, text.mg(daily[drug])) for drug in self.about.drugs if drug in daily]

    def slot(self, step: Step, time: str) -> tuple[Dose, ...]:
        return tuple(self.dose(dose) for dose in step.doses if dose.time == time)

    def dose(self, dose: StepDose) -> Dose:
        pieces = tuple(self.piece(piece) for piece in dose.pieces) if dose.made else (PieceLine(str(TEXT["as_now"]), "", 0, ()),)
        return Dose(self.named(dose.drug), text.mg(dose.mg), joined([piece.words for piece in pieces]), pieces)

    def named(self, drug: str) -> str:
        """The drug's name where the plan has several; the title names a single one."""
        if len(self.about.drugs) == 1:
            return ""
        return NARROW.get(self.name(drug), self.name(drug)) if len(self.times()) == len(TIMES) else self.name(drug)

    def piece(self, piece: Piece) -> PieceLine:
        product = self.about.products[piece.product]
        whole, part = divmod(piece.count or Decimal(0), 1)
        shape = "liquid" if piece.measured else "capsule" if "capsule" in product.form else "tablet"
        return PieceLine(piece_in_words(piece, product), shape, int(whole), PICTURED_PARTS.get(part.normalize(), ()))

    def taken(self, dose: StepDose) -> str:
        """The pieces of a dose in words, with the drug where the plan has several."""
        if not dose.made:
            return f"{self.name(dose.drug)} {text.mg(dose.mg)}, {TEXT['as_now']}"
        pieces = joined([piece_in_words(piece, self.about.products[piece.product]) for piece in dose.pieces])
        return TEXT["of_drug"].format(pieces=pieces, drug=self.name(dose.drug)) if len(self.about.drugs) > 1 else pieces

    def closing(self, step: Step, previous: Step | None) -> str:
        """The explicit end: the stop, or the dose to stay on."""
        if step.kind != "stop":
            return TEXT["stay"].format(dose=self.day_dose(step))
        drugs = previous.daily_mg if previous else self.about.drugs
        return TEXT["stop"].format(medicine=self.about.medicines.named(drugs, "nor"))
