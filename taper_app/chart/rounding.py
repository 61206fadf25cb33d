"""Beginning from doses that can be made, near those that are taken: offered beside a plan, and said wherever it was chosen."""

from taper_app.chart.refused import NotIssued
from taper_app.engine import Proposal, Regimen, rounded_by, rounding_said

GONE = "These are no longer the rounded doses that were chosen: {chosen}. Take out that tick, and look at what is offered now."


class RoundingGone(NotIssued):
    """A rounding was chosen that is not offered for these doses."""


def chosen_rounding(proposal: Proposal, taken: Regimen, chosen: str) -> Regimen:
    """The doses of the rounding that was chosen, by what it says. Raises RoundingGone."""
    offered = map(rounded_by, (each.change for each in proposal.roundings))
    found = next((each for each in offered if rounding_said(taken, each) == chosen), None)
    if found is None:
        raise RoundingGone(GONE.format(chosen=chosen))
    return found
