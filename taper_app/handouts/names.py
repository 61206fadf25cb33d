"""Names and telephone numbers inside a sentence: a name reads in its own direction, and no number goes over a line."""

import re
import unicodedata
from dataclasses import replace

from taper_app.record import Clinic, Issued, Patient

ISOLATE, POP = "\u2068", "\u2069"
POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652\u0670]{2,}")
DRAWN_FIRST = ("\u05c1", "\u05c2", "\u05bc", "\u05bf", "\u05b9", "\u0651")
"""The dots of shin, a dagesh, a rafe, a holam and a shadda, in the order in which they are drawn, before other points."""
INSIDE_A_NUMBER = re.compile(r"(?<=[\d)]) (?=[\d(])")


def isolated(name: str) -> str:
    """The name between marks that nobody sees, where it has letters that run from right to left: what follows it stays in place.

    Unicode Bidirectional Algorithm, first strong isolate: print, web pages, plain text and calendars all know it. Its points
    are in the order in which they are drawn, to Unicode the same name: where a font has to turn them, a PDF is copied wrong.
    """
    turns = any(unicodedata.bidirectional(each) in ("R", "AL") for each in name)
    return f"{ISOLATE}{POINTS.sub(as_drawn, name)}{POP}" if turns else name


def as_drawn(points: re.Match[str]) -> str:
    """The points of one letter in the order in which they are drawn."""
    return "".join(sorted(points[0], key=lambda each: DRAWN_FIRST.index(each) if each in DRAWN_FIRST else len(DRAWN_FIRST)))


def unbroken(text: str) -> str:
    """The text with blanks inside its telephone numbers at which no line breaks."""
    return INSIDE_A_NUMBER.sub("\u00a0", text)


def of_clinic(clinic: Clinic) -> Clinic:
    """A clinic as its name and numbers are printed."""
    phone, out_of_hours = unbroken(clinic.phone), unbroken(isolated(clinic.out_of_hours))
    return replace(clinic, name=isolated(clinic.name), phone=phone, out_of_hours=out_of_hours)


def of_patient(patient: Patient) -> Patient:
    """A patient as the name is printed."""
    return replace(patient, name=isolated(patient.name))


def as_printed(issued: Issued) -> Issued:
    """What was issued, with the names and numbers in it as they are printed."""
    who = issued.specialist and replace(issued.specialist, name=isolated(issued.specialist.name))
    by = isolated(issued.issued_by)
    return replace(issued, patient=of_patient(issued.patient), clinic=of_clinic(issued.clinic), issued_by=by, specialist=who)
