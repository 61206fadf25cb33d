"""What an alternative brought into a plan that the form has no boxes for: it is shown in words, with a tick to keep it."""

import json
from collections.abc import Mapping
from typing import Any

ALSO = ("holds", "distribution", "target_mg", "basis", "bands")  # fields of a strategy


def read_also(typed: str) -> dict[str, object] | None:
    """What a tick keeps of a strategy beside the boxes; None where it cannot be read."""
    try:
        also = json.loads(typed or "{}")
    except ValueError:
        return None
    return also if isinstance(also, dict) and not set(also) - set(ALSO) else None


def also_in_words(also: Mapping[str, Any]) -> str:
    """What a tick keeps, for the clinician."""
    holds = also.get("holds")
    said = [
        f"{each.get('days')} days without change after step {each.get('after_step')}"
        for each in (holds if isinstance(holds, list) else [])
        if isinstance(each, dict)
    ]
    if also.get("distribution") == "daytime-first":
        said.append("a dose at night is kept until last")
    if also.get("distribution") == "even":
        said.append("doses go down evenly over the day")
    return f"Keep: {' and '.join(said) or 'the rest of the offer that was chosen'}"
