"""A request as JSON, and what reading it gives."""

from copy import deepcopy

from taper_app.engine import load_catalogue, parse_request

CATALOGUE = load_catalogue()


class Missing:
    """Stands for a field that is left out."""

    def __repr__(self):
        return "left out"


LEFT_OUT = Missing()

WHOLE = {
    "starts_on": "2027-01-04",
    "market": "uk",
    "equivalence": "ashton-2002",
    "equivalence_for": {},
    "regimen": [{"drug": "lorazepam", "morning": "1", "midday": "0.5", "night": "1"}, {"drug": "diazepam", "evening": "2"}],
    "strategy": {
        "method": "crossover",
        "crossover_to": "diazepam",
        "crossover_days": 7,
        "crossover_part": "whole",
        "stabilise_days": 7,
        "basis": "current",
        "reduction_percent": "10",
        "interval_days": 14,
        "bands": None,
        "finish_by": None,
        "target_mg": "0",
        "distribution": None,
        "holds": [],
        "products": ["diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-10mg-tablet"],
        "stop_from_mg": "0.5",
        "closing_interval_days": None,
        "coarse_tail": False,
        "halve": "smallest",
        "quarter": "none",
    },
}

BANDS = [{"down_to_mg": "20", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "1"}]


def changed(path, value, base=WHOLE):
    """The request with one thing changed: a path such as "strategy.holds"; LEFT_OUT takes it away."""
    data = deepcopy(base)
    *parents, last = [int(name) if name.isdigit() else name for name in path.split(".")]
    place = data
    for name in parents:
        place = place[name]
    if value is LEFT_OUT:
        del place[last]
    else:
        place[last] = value
    return data


def parsed(data):
    """The values of a request."""
    return parse_request(data, CATALOGUE)
