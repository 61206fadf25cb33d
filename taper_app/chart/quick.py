"""What would be made of doses that are nobody's, in a clinic: as for a patient of it of whom nothing at all is known."""

from collections.abc import Collection
from datetime import date

from taper_app.chart import new_plan, snapshot
from taper_app.chart.patient_today import thresholds
from taper_app.engine import Outcomes, Proposal, Request, considered, load_catalogue, outcomes, propose
from taper_app.models import Clinic, Patient
from taper_app.record import Issued


def reachable(clinic: Clinic, request: Request, fixed: Collection[str]) -> Outcomes:
    """What each choice that is left would make. Raises engine.Refusal."""
    return outcomes(request, fixed, load_catalogue(), None, thresholds=thresholds(clinic))


def proposed(clinic: Clinic, request: Request) -> Proposal:
    """The schedule, and what the rules say that need no patient. Raises engine.Refusal."""
    return propose(request, load_catalogue(), None, thresholds=thresholds(clinic))


def draft(clinic: Clinic, proposal: Proposal, today: date) -> Issued:
    """What pages and the draft on paper draw. Its patient has no name and no day of birth, and nobody can issue it."""
    nobody = Patient(clinic=clinic, born_on=date.min)
    review_on = new_plan.first_review(proposal.schedule, clinic)
    return snapshot.proposed(
        patient=nobody, medications=[], request=proposal.request, proposal=proposal, issued_on=today, review_on=review_on
    )


def not_judged(proposal: Proposal) -> list[str]:
    """The titles of the rules that need a patient, in the order in which findings are read."""
    catalogue = load_catalogue()
    lacking = [each for each in considered(proposal.findings, catalogue) if each.outcome == "not judged"]
    return list(dict.fromkeys(catalogue.rules[each.rule].title for each in lacking))
