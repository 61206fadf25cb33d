"""The right patient: two identifiers typed again before a dose is issued, and what is kept of a wrong entry."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from taper_app.actions import audit
from taper_app.chart.names import initials_fit
from taper_app.models import Patient, User


class WrongPatient(Exception):
    """What was typed is not this patient's, and nothing was issued. `wrong` has "initials", "birth_year" or both."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__(f"Not this patient's: {', '.join(wrong)}.")
        self.wrong = wrong


def confirm(patient: Patient, initials: str, birth_year: str) -> None:
    """Raises WrongPatient unless both are the patient's; nothing typed is wrong too."""
    year = "".join(birth_year.split())
    fits = {
        "initials": initials_fit(patient.name, initials),
        "birth_year": len(year) == 4 and year.isdecimal() and int(year) == patient.born_on.year,
    }
    if wrong := [name for name, right in fits.items() if not right]:
        raise WrongPatient(wrong)


@contextmanager
def noted(patient: Patient, by: User) -> Iterator[None]:
    """One transaction. A wrong entry undoes it, and its event is kept nevertheless: which did not fit, and not what was typed."""
    try:
        with transaction.atomic():
            yield
    except WrongPatient as error:
        subject = f"patient {patient.code}"
        with transaction.atomic():
            audit.record(clinic=patient.clinic, by=by, action="refuse_identity", subject=subject, after={"wrong": error.wrong})
        raise
