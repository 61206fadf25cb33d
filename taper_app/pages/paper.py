"""Which of a revision's papers suits its patient best, and what the clinician should know of it."""

from collections.abc import Iterator
from typing import Any

from taper_app.languages import LANGUAGES, TRANSLATED, has_papers
from taper_app.models import Patient
from taper_app.wording.needs import language_said, needs_said

PDF, LARGE = ("handout_pdf", "PDF"), ("handout_large", "Large print")
OTHERS = (("handout_html", "Web page"), ("handout_text", "Plain text"), ("handout_calendar", "Calendar"))
WHY = ("why_pdf", "Why and what to expect")
WHY_OTHERS = (("why_html", f"{WHY[1]}, web page"), ("why_text", f"{WHY[1]}, plain text"))
OWN = ("own_pdf", "Own pages: diary, what helps, hospital card")
OWN_LARGE, OWN_TEXT = ("own_large", "Own pages, large print"), ("own_text", "Own pages, plain text")
AGREEMENT = ("agreement_pdf", "Agreement to sign")
EASY_READ = (
    "There is no easy-read version. Print the large print and “Why and what to expect”, which is in plain words, and go through "
    "both together."
)
UNCHECKED = "The {language} has not yet been checked by a clinician who speaks it."
IN_IT_NOW = "The patient’s papers are there in {language} now: choose it in the patient’s details."
UNTRANSLATED = "Nothing is translated into {language}: this paper is in English. Go through it together."


def paper_for(patient: Patient) -> dict[str, Any]:
    """What the list of papers needs to know of the patient: the needs in words, what to know of them, and the patient's papers,
    each the name of its address and its words, the one that suits best first; `query` asks for the language."""
    language = TRANSLATED.get(patient.language, "")
    first = (LARGE, WHY, PDF) if patient.easy_read else (LARGE, PDF) if patient.large_print else (PDF, LARGE)
    own = (OWN_LARGE, OWN, OWN_TEXT) if patient.easy_read or patient.large_print else (OWN, OWN_LARGE, OWN_TEXT)
    papers = dict.fromkeys((*first, *OTHERS, WHY, *WHY_OTHERS, *own, AGREEMENT))
    return {
        "needs": needs_said(patient),
        "notes": list(notes(patient)),
        "formats": [(name, f"{words} in {language}" if language else words) for name, words in papers],
        "query": f"?language={patient.language}" if language else "",
        "interpreter": interpreter_said(patient),
    }


def notes(patient: Patient) -> Iterator[str]:
    """What the paper cannot do for this patient, a sentence or two each."""
    language, known = language_said(patient), LANGUAGES.get(patient.language)
    if patient.easy_read:
        yield EASY_READ
    if language and not (known and known.checked):
        untranslated = IN_IT_NOW if has_papers(language) else UNTRANSLATED
        yield (UNCHECKED if known else untranslated).format(language=language)


def interpreter_said(patient: Patient) -> str:
    """That an interpreter is to be booked for a visit, with the language where it is known; empty where none is needed."""
    if not patient.interpreter:
        return ""
    language = language_said(patient)
    return f"Book an interpreter: {language}" if language else "Book an interpreter"
