"""The page that the code on a handout opens, for whoever holds the paper: it names nobody.

Who found the paper has the name already; who finds only the address, in the history of a browser or a message that was sent on,
does not learn it here. Plan code and revision stand on both, so that page and paper can be held against each other.
"""

from dataclasses import replace
from datetime import date

from django.template.loader import render_to_string

from taper_app.record import Clinic, Issued

from .formats import laid_out
from .languages import TAG, day_in_words, said, spoken
from .names import of_clinic
from .now_words import NOW
from .patient import dialled
from .printing import stamp_said
from .public_words import PUBLIC
from .standing import Standing
from .words import LANGUAGE, MARKET, TEXT


def public_handout(issued: Issued, standing: Standing) -> str:
    """The handout of a revision that holds, as a page without a name or a birthday; errors as in `patient_sheet`."""
    nobody = replace(issued, patient=replace(issued.patient, name="", identifier=""))
    return laid_out("handouts/web.html", nobody, standing, public=True)


def not_shown(clinic: Clinic, standing: Standing | None, replaced_on: date | None = None) -> str:
    """The page in place of a plan that does not hold any more, or of which nothing is known for certain (no `standing`).

    No dose stands on it. `replaced_on` is the day of the revision in force, where there is one. Raises NotTranslated.
    """
    us, language = of_clinic(clinic), (standing.language if standing else "") or LANGUAGE[clinic.market]
    with spoken(language):
        words = said(PUBLIC)
        lines = [words["not_shown"], words["ask"]]
        if standing and replaced_on:
            lines = [words["replaced"].format(date=day_in_words(replaced_on)), words["no_paper"]]
        elif standing and standing.ended:
            lines = []
        context = {
            "language": str(TAG),
            "heading": stamp_said(TEXT, standing) if standing else str(TEXT["use_no_more"]),
            "lines": [*lines, words["not_suddenly"]],
            "call": TEXT["call"].format(phone=us.phone),
            "danger": NOW["danger"].format(**MARKET[clinic.market]),
            "dialled": (dialled(us.phone), dialled(str(MARKET[clinic.market]["emergency"]))),
        }
        return render_to_string("handouts/not_shown.html", context)
