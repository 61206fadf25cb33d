"""What an alternative brought into a plan that the form has no boxes for: it is shown in words, with a tick to keep it."""

import json
from collections.abc import Mapping
from typing import Any

LONGEST, MOST_PARTS = 4000, 100  # characters of what a hidden field holds, and its lists and objects: offers have a dozen
ALSO = ("holds", "distribution", "target_mg", "basis", "bands")  # fields of a strategy


def read_object(typed: str) -> dict[str, object] | None:
    """The JSON object in a hidden field; None where it is none, or larger than any that a page has sent.

    Its brackets are counted before it is read, so that however they stand in one another reading it comes to an end.
    """
    if len(typed) > LONGEST or typed.count("[") + typed.count("{") > MOST_PARTS:
        return None
    try:
        found = json.loads(typed or "{}")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def read_also(typed: str) -> dict[str, object] | None:
    """What a tick keeps of a strategy beside the boxes; None where it cannot be read."""
    also = read_object(typed)
    return also if also is not None and not set(also) - set(ALSO) else None


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
