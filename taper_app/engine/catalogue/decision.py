"""What can be decided at a visit: a closed set. A new decision begins with its row here; the types then ask for the rest."""

from enum import StrEnum
from typing import Literal, TypeAlias, assert_never


class Decision(StrEnum):
    """A decision, in the word that requests, the advice and the record know it by; their order is that of every list of them."""

    CONTINUE = "continue"
    HOLD = "hold"
    SLOW = "slow"
    STEP_BACK = "step-back"
    ADJUST = "adjust"
    SWITCH = "switch"
    MAINTAIN = "maintain"
    END = "end"
    URGENT = "urgent"

    @property
    def revising(self) -> "RevisingDecision | None":
        """The decision itself where it works the schedule out anew; None where it changes no dose and makes no revision."""
        match self:
            case Decision.END | Decision.URGENT:
                return None
            case _:
                return self


RevisingDecision: TypeAlias = Literal[
    Decision.CONTINUE,
    Decision.HOLD,
    Decision.SLOW,
    Decision.STEP_BACK,
    Decision.ADJUST,
    Decision.SWITCH,
    Decision.MAINTAIN,
]
"""A decision that works the schedule out anew."""
REVISING: tuple[RevisingDecision, ...] = tuple(each.revising for each in Decision if each.revising)
"""Those, as a request may name them."""


def said_beside(decision: RevisingDecision) -> dict[str, bool]:
    """What a request may say beside a decision: days, fields of the strategy, or single steps; true where it has to."""
    match decision:
        case Decision.CONTINUE:
            return {"strategy": False}
        case Decision.HOLD | Decision.STEP_BACK:
            return {"days": False, "strategy": False}
        case Decision.SLOW | Decision.SWITCH:
            return {"strategy": True}
        case Decision.ADJUST:
            return {"steps": True}
        case Decision.MAINTAIN:
            return {}
        case _:
            assert_never(decision)
