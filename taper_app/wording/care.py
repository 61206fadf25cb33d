"""Care beside the dose in a clinician's words, for paper and pages."""

from taper_app.record import Care

from .days import clinic_date

STATUS = {
    "offered": "Offered on",
    "accepted": "Accepted on",
    "declined": "Declined on",
    "not-needed": "Not needed, said on",
}


def status_said(care: Care) -> str:
    """How a kind stands, with its days: "Accepted on 18-Jan-2027; first offered on 04-Jan-2027"."""
    said = [f"{STATUS[care.status]} {clinic_date(care.since)}"]
    if care.offered_on and care.offered_on != care.since:
        said.append(f"first offered on {clinic_date(care.offered_on)}")
    if care.reviewed_on:
        said.append(f"gone through again on {clinic_date(care.reviewed_on)}")
    return "; ".join(said)


def referral_said(care: Care) -> str:
    """Where a kind was referred, and whether that was answered; empty where it was not referred."""
    if not care.referred_to or not care.referred_on:
        return ""
    answer = f"answered on {clinic_date(care.answered_on)}" if care.answered_on else "not answered yet"
    return f"{care.referred_to}, sent on {clinic_date(care.referred_on)}; {answer}"
