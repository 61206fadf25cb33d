"""What an alternative brought that a form has no boxes for: it is said in words, with a tick to keep it."""

import json
from collections.abc import Mapping
from decimal import Decimal

from taper_app.engine import FIELDS, BadRequest, Catalogue, Place, said_in_turn, text

LONGEST, MOST_PARTS = 4000, 100  # characters of what a hidden field holds, and its lists and objects: offers have a dozen
NOT_AT_A_VISIT = ("finish_by", "order", "change_weekday", "then")
"""Fields that a tick of a review does not keep."""
APART = ("basis", "bands", "target_mg", "distribution", "holds")
"""Fields that no box of a review asks for: said together, after the others."""
LAST = {"list": 1, "tick": 2}
"""Said after what is typed or chosen, by the kind of box; what no form has a box for comes last of all."""


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


def read_kept(typed: str) -> dict[str, object] | None:
    """The fields of a strategy that a tick of a review keeps; None where it cannot be read."""
    kept = read_object(typed)
    return kept if kept is not None and can_keep(kept) else None


def can_keep(change: Mapping[str, object]) -> bool:
    """Whether a review has a place for all of a change; the regimen and the table have none, for they stay."""
    return all(name in FIELDS and name not in NOT_AT_A_VISIT for name in change)


def kept_in_words(kept: Mapping[str, object], catalogue: Catalogue, market: str) -> str:
    """What a tick keeps, for the clinician: "Keep: reductions of 5%"."""
    place = Place(catalogue, market, "")
    names = sorted((name for name in FIELDS if name in kept), key=_turn)
    with_box = [words for name in names if name not in APART for words in _said(name, kept[name], place)]
    without = [words for name in names if name in APART for words in _said(name, kept[name], place)]
    said = [*with_box, *[" and ".join(without)] * bool(without)]
    return f"Keep: {'; '.join(said) or 'the rest of the offer that was chosen'}"


def _turn(name: str) -> tuple[int, int]:
    return LAST.get(FIELDS[name].kind.box, 0), said_in_turn(name) if name in APART else 0


def _said(name: str, told: object, place: Place) -> list[str]:
    """One field in words; nothing where it cannot be read, for then it is refused besides."""
    row = FIELDS[name]
    try:
        value = row.kind.read(told, place)
    except (ValueError, BadRequest):
        return []
    return row.said(value, lambda shown: _shown(shown, place))


def _shown(value: object, place: Place) -> str:
    if isinstance(value, tuple):
        return ", ".join(place.sold[each].label for each in value) or "none"
    return text.exact(value) if isinstance(value, Decimal) else str(value)
