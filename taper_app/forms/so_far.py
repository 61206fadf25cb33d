"""What a visit that is still in writing has found so far: only what can be read, whatever else may be wrong on its page."""

from typing import Any

from django.http import QueryDict

from taper_app.engine import load_catalogue, red_flags_of
from taper_app.wording.observed import RED_FLAGS, SEEN, SUBSTANCES, SUICIDE_ITEM

from . import scores, seen

ABOVE_NOT_AT_ALL = ("1", "2", "3")


def found_so_far(data: QueryDict | None) -> dict[str, Any]:
    """The red flags, what was seen and what else is taken, as the observations of a review have them."""
    if data is None:
        return {}
    flags = [each for each in RED_FLAGS if each in data.getlist("red_flags")]
    item = data.get(scores.item_name("phq9", SUICIDE_ITEM))
    answers = {"phq9": [0] * SUICIDE_ITEM + [int(item)]} if item in ABOVE_NOT_AT_ALL else {}
    flags = red_flags_of(flags, answers, load_catalogue())
    ticked = [each for name in seen.NAMES for each in data.getlist(name)]
    taken = {name: data[name] for name, asked in SUBSTANCES.items() if data.get(name) in asked.answers}
    return taken | {"red_flags": flags, "seen": [each for each in SEEN if each in ticked]}
