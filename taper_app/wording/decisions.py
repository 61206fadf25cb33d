"""How a decision is called wherever a clinician reads of one, and what the page on which it is taken says of it."""

from collections.abc import Mapping
from typing import NamedTuple

from taper_app.engine import Decision


class DecisionWords(NamedTuple):
    """What a decision is called, and the sentence that stands under it where it is chosen."""

    label: str
    hint: str


DECISIONS: Mapping[Decision, DecisionWords] = {
    Decision.CONTINUE: DecisionWords("Continue", "Go on as planned."),
    Decision.HOLD: DecisionWords("Hold", "Stay on the dose taken now, for some days or without an end."),
    Decision.SLOW: DecisionWords("Slow", "Smaller or rarer reductions from now on."),
    Decision.STEP_BACK: DecisionWords("Step back", "Return to the dose before this one, then go on."),
    Decision.ADJUST: DecisionWords("Adjust single steps", "Other days or doses in some of the coming steps."),
    Decision.SWITCH: DecisionWords(
        "Switch", "Another method, pace, week or other products, such as when the pharmacy has no 2\u00a0mg."
    ),
    Decision.MAINTAIN: DecisionWords("Maintain", "Stay on the dose taken now; the plan has no stop."),
    Decision.END: DecisionWords("End the plan", "It is completed, stops early, or does not go on here."),
    Decision.URGENT: DecisionWords("Urgent help", "The patient needs help today. No dose changes by this."),
}
