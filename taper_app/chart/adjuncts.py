"""What is said of each adjunct medicine for this patient, which are taken, and what of them the answers about risks lack."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from taper_app.chart import risk_picture
from taper_app.chart.patient_today import age
from taper_app.engine import Adjunct, ForPatient, load_care
from taper_app.models import AdjunctEntry, Patient


@dataclass(frozen=True, slots=True)
class ForThisPatient:
    """What of an adjunct is true of a patient, what has to be asked first, and the questions about risks without an answer."""

    true: tuple[ForPatient, ...]
    ask: tuple[ForPatient, ...]
    unknown: tuple[str, ...]

    @property
    def to_avoid(self) -> bool:
        """Whether something that is true of the patient says to avoid it."""
        return any(each.level == "avoid" for each in self.true)


def for_patient(patient: Patient, today: date) -> dict[str, ForThisPatient]:
    """What of each adjunct is true of this patient, by its id; by the age and the newest answers about risks."""
    years, answers = age(patient.born_on, today), risk_picture.answers_of(risk_picture.newest(patient))
    return {each.id: of_one(each, years, answers) for each in load_care().adjuncts.values()}


def of_one(adjunct: Adjunct, years: int, answers: Mapping[str, str]) -> ForThisPatient:
    """The same of one."""
    true = tuple(each for each in adjunct.patient if each.is_true(years, answers))
    unknown = dict.fromkeys(question for each in adjunct.patient for question in each.unknown(answers))
    return ForThisPatient(true, tuple(each for each in adjunct.patient if each.ask), tuple(unknown))


def latest(patient: Patient) -> dict[str, AdjunctEntry]:
    """The latest entry of each adjunct."""
    return {each.adjunct: each for each in patient.adjuncts.select_related("recorded_by")}


def taken_now(patient: Patient, today: date) -> list[AdjunctEntry]:
    """The entries of those that have begun or are about to, and have not stopped."""
    return [each for each in latest(patient).values() if each.stopped_on is None or each.stopped_on > today]


@dataclass(frozen=True, slots=True)
class Lacking:
    """An adjunct that is taken and that the answers about risks do not know: the medicines that interact, and that it sedates."""

    entry: AdjunctEntry
    name: str
    interacts: tuple[str, ...]
    sedating: bool


def lacking(patient: Patient, today: date) -> Iterator[Lacking]:
    """What is taken and does not stand among the newest answers about risks."""
    picture = risk_picture.newest(patient)
    known = {each.medicine for each in risk_picture.interacting_of(picture)} if picture else set()
    sedated = risk_picture.answers_of(picture).get("sedatives") == "yes"
    for entry in taken_now(patient, today):
        adjunct = load_care().adjuncts.get(entry.adjunct)
        if adjunct is None:
            continue
        interacts = () if known & set(adjunct.interacts) else adjunct.interacts
        if interacts or (adjunct.sedating and not sedated):
            yield Lacking(entry, adjunct.name, interacts, adjunct.sedating and not sedated)
