"""What a text may not hold that is printed or kept for good."""

from django.core.exceptions import ValidationError

from taper_app.chart.refused import NotIssued
from taper_app.models import Patient, refuse_unseen_in


class TextUnseen(NotIssued):
    """A text holds what nobody can see, or what turns round what is seen."""


def refuse_unseen(*said: object) -> None:
    """Raises TextUnseen where one of these texts, or one in what is kept as JSON, could not be read as it was typed."""
    try:
        refuse_unseen_in(said)
    except ValidationError as error:
        raise TextUnseen(" ".join(error.messages)) from error


def refuse_unseen_on_paper(patient: Patient) -> None:
    """Raises TextUnseen where what is printed of the clinic or the patient was kept before such characters were refused."""
    clinic = patient.clinic
    printed = {
        "the clinic’s settings": (clinic.name, clinic.phone, clinic.out_of_hours),
        "the patient’s details": (patient.name, patient.identifier),
    }
    for whose, said in printed.items():
        try:
            refuse_unseen(said)
        except TextUnseen as error:
            raise TextUnseen(f"Correct {whose} first, for they are printed. {error}") from error
