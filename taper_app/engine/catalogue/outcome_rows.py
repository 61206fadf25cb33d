"""What is worked out beside a choice, as it is read from its file."""

from types import MappingProxyType

from .decision import REVISING, Decision
from .outcomes import ADDS, Tried
from .rows import Row


def read_tried(row: Row) -> Tried:
    """A row from its table. Raises CatalogueError naming the key at fault."""
    decision = row.choice("decision", [*REVISING], "")
    days = row.take("days", int, 0)
    if days and decision not in (Decision.HOLD, Decision.STEP_BACK):
        raise row.wrong("days are of a hold or a step back")
    return Tried(
        id=row.key,
        name=row.text("name"),
        strategy=MappingProxyType(row.take("strategy", dict, {})),
        bands=row.take("bands", bool, False),
        adds=row.choice("adds", ADDS, ""),
        decision=next((each for each in REVISING if each == decision), None),
        days=days or None,
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )
