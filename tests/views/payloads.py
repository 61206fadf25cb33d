"""What a browser sends from each form, as it would be filled in; a test changes what it is about."""

import re
from html.parser import HTMLParser

from taper_app.views.medications import list_seen
from tests.text_gates import texts_of


def date_parts(name, text):
    """The three boxes of a date typed as "4 1 2027"."""
    return {f"{name}_{at}": part for at, part in enumerate(text.split())}


def patient_fields(**changes):
    """A new patient."""
    fields = {"name": "Sample, Sasha", "sex": "female", "identifier": "TEST-0002", "language": "en", "other_language": ""}
    return fields | date_parts("born_on", "27 3 1961") | changes


def medicine_fields(*rows, patient, stored=0, **changes):
    """The medicines of a patient: each row as {"drug": …, "prescribed": "1 1 - 1", …}, a dash for an empty box."""
    fields = {
        "patient": patient.code,
        "seen": list_seen(patient),
        "row-TOTAL_FORMS": str(max(len(rows), 1)),
        "row-INITIAL_FORMS": str(stored),
    }
    for at, row in enumerate(rows):
        fields |= {f"row-{at}-{name}": value for name, value in medicine_row(**row).items()}
    return fields | {"others_asked": "on"} | changes


def medicine_row(drug="lorazepam", prescribed="1 1 - 1", taken=None, use="regular", indication="anxiety", **others):
    """One row; without `taken` it is ticked that exactly what is prescribed is taken."""
    row = {"drug": drug, "use": use, "indication": indication} | others
    for kind, doses in (("prescribed", prescribed), ("taken", taken or "- - - -")):
        row |= {f"{kind}_{time}": "" if dose == "-" else dose for time, dose in zip(TIMES, doses.split(), strict=True)}
    return row if taken else row | {"as_prescribed": "on"}


TIMES = ("morning", "midday", "evening", "night")


def plan_fields(patient, **changes):
    """A crossover to diazepam, 10% every two weeks, with the products that stand there at first; today is 4 January 2027."""
    fields = {
        "patient": patient.code,
        "preview": "1",
        "method": "crossover",
        "crossover_to": "diazepam",
        "crossover_days": "7",
        "crossover_part": "whole",
        "stabilise_days": "7",
        "equivalence": "ashton-2002",
        "pace": "10-14",
        "stop_from_mg": "0.5",
    }
    return fields | date_parts("starts_on", "11 1 2027") | date_parts("review_on", "25 1 2027") | changes


def direct_fields(patient, **changes):
    """The same, reducing the drug itself."""
    return plan_fields(patient, method="direct", **changes)


CONTROL = re.compile(r"<(?:input|button|select|textarea)\b[^>]*>")


class _Controls(HTMLParser):
    """The attributes of every form control of a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append(dict(attrs))


def text_of(response):
    """The title of a page and then every cell and paragraph of it, no-break spaces kept."""
    page = response.content.decode()
    return [page.partition("<title>")[2].partition("</title>")[0], *texts_of(page)]


def controls(response, name):
    """The form controls of this name."""
    reader = _Controls()
    reader.feed("".join(CONTROL.findall(response.content.decode())))  # a whole page takes the reader longer than the test
    return [each for each in reader.found if each.get("name") == name]


def value_of(response, name):
    """What stands in the box of this name."""
    return controls(response, name)[0].get("value", "")


def form_errors(response):
    """The sentences of the summary at the top of a page."""
    return [words for _, words in response.context["errors"]]


AGREED = {"specialist": "Dr Ada Ode", "specialist_role": "Psychiatrist"} | date_parts("specialist_on", "4 1 2027")
"""The boxes of a specialist who agreed."""


def answers_to(page, words="Agreed with the patient after two talks."):
    """What answers every caution of the page: the words, and who advised where that is asked."""
    sent = {}
    for name in page.context["form"].fields:
        said = {"adviser_name": "Dr Ada Ode", "adviser_role": "Psychiatrist"}
        part = next((part for part in said if part in name), None)
        sent |= date_parts(name, "4 1 2027") if "adviser_on" in name else {name: said[part] if part else words}
    return sent
