"""What was known of a patient on the day of issue: the risks as they were answered, and the patient today as rules were told."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """One question of the risk picture with its answer, in words; `kind` is unknown, usual, noted or use.

    `by_button` is whether one button gave it together with others, so that nobody asked.
    """

    question: str
    name: str
    words: str
    answer: str
    said: str
    named: str
    kind: str
    by_button: bool = False


@dataclass(frozen=True, slots=True)
class InteractingMedicine:
    """A medicine that interacts, with the days it starts and stops where they are near."""

    medicine: str
    started_on: date | None
    stopped_on: date | None
    name: str


@dataclass(frozen=True, slots=True)
class Risks:
    """What was answered of risks, by whom and when; `found` are the questions that a visit answered otherwise."""

    asked_on: date
    asked_by: str
    answers: tuple[RiskAnswer, ...]
    interacting: tuple[InteractingMedicine, ...]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """One medicine as it was prescribed and really taken, in mg a day; `mean` is whether both are means of a week.

    `use` is regular, days (so many a week, where that is known) or as-needed, where mg are the most in a day.
    """

    drug: str
    release: str
    prescribed_mg: Decimal
    taken_mg: Decimal
    mean: bool
    use: str
    days_a_week: int
    indication: str
    since_on: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a visit asked: `kind` is flag, seen, symptom, number or substance, `id` what it is in the data, `value` the
    answer, and `name` and `said` how the two were called then."""

    kind: str
    id: str
    name: str
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visit found; `asked_seen` is whether it asked what was seen, where nothing of that was found."""

    found: tuple[Found, ...]
    asked_seen: bool


@dataclass(frozen=True, slots=True)
class PatientToday:
    """The patient on the day of issue as the rules were told, but for risks and specialist, which a revision has of its own.

    `visit` is None of a plan that began without one. `stopped_on` is the day on which an earlier plan had come to nothing.
    """

    age: int | None
    medicines: tuple[Taken, ...]
    days_since_last_dose: int | None
    visit: Visited | None
    stopped_on: date | None = None
