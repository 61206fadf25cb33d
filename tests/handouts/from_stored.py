"""The papers of what a test holds as it is stored: a snapshot becomes the value that papers are made of, as a revision's does."""

from functools import wraps

from taper_app import handouts
from taper_app.handouts import agreement, draft, expect, letter, own, patient, summary, supply
from taper_app.handouts import supply_text as supply_texts
from taper_app.handouts.patient_about import About
from taper_app.record import Issued
from taper_app.wording import products


def of_stored(made):
    """What makes something of what was issued, given that as it is stored."""

    @wraps(made)
    def of(snapshot, *others, **named):
        if "earlier" in named:
            named["earlier"] = [(Issued.from_json(each), on) for each, on in named["earlier"]]
        return made(Issued.from_json(snapshot), *others, **named)

    return of


patient_handout, large_handout = of_stored(handouts.patient_handout), of_stored(handouts.large_handout)
web_handout, page_to_send = of_stored(handouts.web_handout), of_stored(handouts.page_to_send)
plain_handout, calendar_handout = of_stored(handouts.plain_handout), of_stored(handouts.calendar_handout)
expect_paper, expect_page, expect_text = map(of_stored, (expect.expect_paper, expect.expect_page, expect.expect_text))
clinician_summary, draft_paper = of_stored(summary.clinician_summary), of_stored(draft.draft_paper)
prescriber_letter, supply_sheet = of_stored(letter.prescriber_letter), of_stored(supply.supply_sheet)
supply_text = of_stored(supply_texts.supply_text)
patient_sheet, printed_products = of_stored(patient.patient_sheet), of_stored(products.printed_products)
LetterWriter, SupplyWriter = map(of_stored, (letter.Writer, supply.Writer))
HandoutWriter = of_stored(lambda issued, *others: patient.Writer(About(issued, *others)))
agreement_paper = of_stored(agreement.agreement_paper)
own_paper, own_large, own_text, own_pages = map(of_stored, (own.own_paper, own.own_large, own.own_text, own.own_pages))
handout_and_own, large_and_own = of_stored(own.handout_and_own), of_stored(own.large_and_own)
