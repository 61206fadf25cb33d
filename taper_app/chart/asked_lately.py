"""What can be reached from a form, kept for a moment: it is asked for while the form is filled in, sent, and shown again.

What is issued is never taken from here, but worked out again.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from taper_app.engine import Catalogue, PatientToday

T = TypeVar("T")
KEPT = 8
"""So many answers of a kind, each of some dozen schedules: a few megabytes."""


class Lately(Generic[T]):
    """Asks the engine, and gives again what it answered among the last few times, where every value asked with is the same.

    A value is known by how Python writes it out, which tells all of its fields; a catalogue by being the same one.
    """

    def __init__(self, ask: Callable[..., T]) -> None:
        self.ask = ask
        self.answers: dict[str, tuple[Catalogue, T]] = {}

    def __call__(self, first: object, second: object, catalogue: Catalogue, patient: PatientToday, **named: Any) -> T:
        asked = repr((first, second, patient, named))
        by, answer = self.answers.get(asked, (None, None))
        if by is not catalogue or answer is None:
            answer = self.ask(first, second, catalogue, patient, **named)
            if len(self.answers) >= KEPT:
                self.answers.clear()
            self.answers[asked] = catalogue, answer
        return answer
