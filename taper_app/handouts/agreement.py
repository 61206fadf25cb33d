"""What was issued → the taper agreement: one page for both to sign, with nothing on it to follow."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import dateformat

from taper_app.record import Issued

from .agreement_words import AGREEMENT, PAUSE, WE, WE_WANT, YOU
from .blocks import Block
from .languages import TAG, said, spoken, unchecked
from .names import of_clinic, of_patient
from .standing import AS_ISSUED, Standing
from .words import BIRTHDAY, LANGUAGE, SIZE, TEXT


@dataclass(frozen=True)
class Agreement:
    """The whole sheet in one language: `sides` are two stacks of blocks beside each other."""

    language: str
    unchecked: tuple[str, ...]
    size: str
    head: str
    name: str
    about: str
    sides: tuple[tuple[Block, ...], ...]
    foot: str


def agreement_paper(issued: Issued, standing: Standing = AS_ISSUED) -> str:
    """The sheet as one HTML page ready for `render_pdf`. What became of the revision changes nothing in it."""
    with spoken(standing.language or LANGUAGE[issued.clinic.market]):
        context = {"sheet": agreement(issued), "said": said(AGREEMENT), "text": TEXT}
        return render_to_string("handouts/agreement.html", context)


def agreement(issued: Issued) -> Agreement:
    """What the sheet says, in the language that is spoken."""
    clinic, patient = of_clinic(issued.clinic), of_patient(issued.patient)
    born = dateformat.format(patient.born_on, str(BIRTHDAY))
    return Agreement(
        language=str(TAG),
        unchecked=unchecked(),
        size=SIZE[clinic.paper_size],
        head=str(AGREEMENT["head"]).format(clinic=clinic.name, phone=clinic.phone),
        name=patient.name,
        about=f"{TEXT['born'].lower()} {born}. {TEXT['plan']} {issued.code}.",
        sides=((YOU, PAUSE), (WE, WE_WANT)),
        foot=f"{TEXT['call'].format(phone=clinic.phone)}. {TEXT['plan']} {issued.code}.",
    )
