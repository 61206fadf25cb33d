"""What a check of a plan found, in words, and the letter about it to whoever prescribes or dispenses."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from taper_app.chart.recheck import Differs
from taper_app.record import Issued
from taper_app.wording.days import clinic_date

NOTHING = "no figure any more"
SAID = {
    "gone": "{name} is not sold or made any more. The plan needs it from {on}.",
    "product": "{name} was {was} and is {now}. The plan needs it from {on}.",
    "split": "{name} is not to be divided as the plan has it. The plan needs it from {on}.",
    "figure": "What equals 10 mg diazepam: {name}. It was {was} and is {now}.",
    "limit": "{name}. It was {was} and is {now}.",
}
LETTER = """Date: {today}
From: {clinic}, {phone}
About: {name}, born {born}, identifier {identifier}
Plan {code}, revision {number}, issued on {issued} by {by}

Please check what you prescribe and dispense for this patient.

The information on which this dose reduction plan rests has changed since it was issued:
{reasons}

Until the plan is reviewed it stays as it is. Do not stop or change a benzodiazepine or z-drug suddenly because of this letter.
If a product cannot be had, ring us before you give another one in its place.

We will review the plan with the patient and send you its next revision.

{clinic}
"""


def reasons_said(found: Iterable[Differs]) -> Iterator[str]:
    """One sentence or two for each thing that is otherwise."""
    for each in found:
        on = clinic_date(each.on) if each.on else ""
        yield SAID[each.what].format(name=each.name, was=each.was or NOTHING, now=each.now or NOTHING, on=on)


def letter_text(issued: Issued, code: str, reasons: Sequence[str], today: date) -> str:
    """The letter as plain text, to be read, changed and sent by somebody."""
    return LETTER.format(
        today=clinic_date(today),
        clinic=issued.clinic.name,
        phone=issued.clinic.phone,
        name=issued.patient.name,
        born=clinic_date(issued.patient.born_on),
        identifier=issued.patient.identifier,
        code=code,
        number=issued.number,
        issued=clinic_date(issued.issued_on),
        by=issued.issued_by,
        reasons="\n".join(f"- {each}" for each in reasons),
    )
