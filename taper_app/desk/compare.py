"""Two or three of the plans that can be reached, side by side, before one is chosen: of a new plan, and without a patient."""

from collections.abc import Sequence

from taper_app.pages.compare import LEAST, MOST
from taper_app.pages.outcomes import Card, Panel

from . import flow
from .answers import Answer, Onward, Sent
from .drafts import as_data, fields_of, reason_kept
from .new_plan import NewPlan
from .new_plan_outcomes import desk_of

TICK = "Tick two or three plans to compare."


def picked(panel: Panel, wanted: Sequence[str]) -> list[Card]:
    """The cards that were ticked, in the order of the panel; none where they are too few or too many, or one is gone."""
    ids = list(dict.fromkeys(wanted))
    found = [each for each in panel.cards if each.id in ids]
    return found if len(found) == len(ids) and LEAST <= len(ids) <= MOST else []


def cards_of(plan: NewPlan, wanted: Sequence[str]) -> list[Card] | Answer:
    """The cards that were ticked of what can be reached from the draft; where they are none, the way back."""
    if elsewhere := plan.elsewhere(None):
        return elsewhere
    panel = desk_of(plan.patient, plan.form(plan.draft()), plan.make, plan.made, plan.today).panel
    return picked(panel, wanted) or Onward(plan.at.outcomes, TICK, warning=True)


def keep(plan: NewPlan, sent: Sent) -> Answer | None:
    """Keep what was filled in beside the ticks, or use one of the plans; None where nothing was sent that stands in the way."""
    if elsewhere := plan.elsewhere(sent):
        return elsewhere
    if sent is not None and "outcome" in sent:
        return use(plan, sent.get("outcome", ""))
    if sent is not None:
        plan.keep(fields_of(sent) | reason_kept(plan.draft()))
    return None


def use(plan: NewPlan, wanted: str) -> Onward:
    """Lay one of the plans over the draft as it stands."""
    chosen = plan.with_outcome(plan.draft() or as_data({}), wanted)
    if chosen is None:
        return Onward(plan.at.outcomes, flow.OUTCOME_GONE, warning=True)
    plan.keep(chosen)
    return Onward(plan.at.onward)
