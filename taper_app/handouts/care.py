"""Care beside the dose in a clinician's words, for paper and pages, from what `actions.snapshot` tells of it."""

from collections.abc import Mapping

from .clinical import clinic_date

STATUS = {
    "offered": "Offered on",
    "accepted": "Accepted on",
    "declined": "Declined on",
    "not-needed": "Not needed, said on",
}


def status_said(told: Mapping[str, str]) -> str:
    """How a kind stands, with its days: "Accepted on 18-Jan-2027; first offered on 04-Jan-2027"."""
    said = [f"{STATUS[told['status']]} {clinic_date(told['since'])}"]
    if told["offered_on"] and told["offered_on"] != told["since"]:
        said.append(f"first offered on {clinic_date(told['offered_on'])}")
    if told["reviewed_on"]:
        said.append(f"gone through again on {clinic_date(told['reviewed_on'])}")
    return "; ".join(said)


def referral_said(told: Mapping[str, str]) -> str:
    """Where a kind was referred, and whether that was answered; empty where it was not referred."""
    if not told["referred_to"]:
        return ""
    answer = f"answered on {clinic_date(told['answered_on'])}" if told["answered_on"] else "not answered yet"
    return f"{told['referred_to']}, sent on {clinic_date(told['referred_on'])}; {answer}"
