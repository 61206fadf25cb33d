"""Two or three plans that can be reached, side by side, before one is chosen: a new plan, at a visit, and without a patient."""

from collections.abc import Sequence

from taper_app.pages.compare import LEAST, MOST
from taper_app.pages.outcomes import Card, Panel

from . import flow
from .answers import Answer, Onward, Sent
from .drafts import as_data, fields_of, reason_kept
from .kind import F, Kind

TICK = "Tick two or three plans to compare."


def picked(panel: Panel, wanted: Sequence[str]) -> list[Card]:
    """The cards that were ticked, in the order of the panel; none where they are too few or too many, or one is gone."""
    ids = list(dict.fromkeys(wanted))
    found = [each for each in panel.cards if each.id in ids]
    return found if len(found) == len(ids) and LEAST <= len(ids) <= MOST else []


def cards_of(kind: Kind[F], wanted: Sequence[str]) -> list[Card] | Answer:
    """The cards that were ticked of what can be reached from the draft; where they are none, the way back."""
    if elsewhere := kind.elsewhere(None):
        return elsewhere
    return picked(kind.reached(kind.draft()), wanted) or Onward(kind.at.outcomes, TICK, warning=True)


def keep(kind: Kind[F], sent: Sent) -> Answer | None:
    """Keep what was filled in beside the ticks, or use one of the plans; None where nothing was sent that stands in the way."""
    if elsewhere := kind.elsewhere(sent):
        return elsewhere
    kind.sent_from(sent)
    if sent is not None and "outcome" in sent:
        return use(kind, sent.get("outcome", ""))
    if sent is not None:
        kind.keep(fields_of(sent) | reason_kept(kind.draft()))
    return None


def use(kind: Kind[F], wanted: str) -> Onward:
    """Lay one of the plans over the draft as it stands."""
    draft = kind.draft()
    chosen = None if kind.overtaken(draft) else kind.with_outcome(draft or as_data({}), wanted)
    if chosen is None:
        return Onward(kind.at.outcomes, flow.OUTCOME_GONE, warning=True)
    kind.keep(chosen)
    return Onward(kind.at.outcomes)
