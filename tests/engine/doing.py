"""Requests with a `do`, and their answers."""

import json
from functools import cache

from taper_app.engine import answer, load_catalogue

from .requests import direct

CATALOGUE = load_catalogue()

TWENTY = direct("uk", "diazepam", night="20")
"""18 mg from Monday 4 January, then 17 16 15 … every 14 days: 17 mg from the 18th, 16 mg from 1 February 2027."""


@cache
def _answered(text):
    """The answer as JSON text and the exit status: the plan of a visit is asked for by many tests, and worked out once."""
    told, status = answer(text, CATALOGUE)
    kept = json.dumps(told)
    assert json.loads(kept) == told
    return kept, status


def ask(request):
    """The answer to a request and its exit status, through JSON text as the command line has it."""
    told, status = _answered(json.dumps(request))
    return json.loads(told), status


def done(request):
    told, status = ask(request)
    assert status == 0, told
    return told


def malformed(request):
    """The field that a malformed request is refused for."""
    told, status = ask(request)
    assert (status, told["error"]["code"], set(told["error"])) == (2, "BadRequest", {"code", "field", "message"}), told
    assert told["error"]["message"]
    return told["error"]["field"]


def rows(told):
    """Each step as "start kind days: doses"."""
    return [
        f"{step['starts_on']} {step['kind']} {step['days']}: "
        + " + ".join(f"{dose['time']} {dose['drug']} {dose['mg']}" for dose in step["doses"])
        for step in told["schedule"]["steps"]
    ]


def revision(base, on, taken, adjustment, **more):
    """A request to revise what `base` builds; `taken` is mg of diazepam at night, or rows."""
    taken = [{"drug": "diazepam", "night": taken}] if isinstance(taken, str) else taken
    return base | {"do": "revise", "schedule": done(base)["schedule"], "on": on, "taken": taken, "adjustment": adjustment} | more


HOLD = revision(TWENTY, "2027-01-27", "17", {"decision": "hold", "days": 14})


def changed(path, value):
    """A change of one value of the schedule, by its path."""

    def change(schedule):
        *way, last = path
        for each in way:
            schedule = schedule[each]
        if value is ...:
            del schedule[last]
        else:
            schedule[last] = value

    return change


def step(at, /, **values):
    """A change of values of one step."""

    def change(schedule):
        schedule["steps"][at - 1] |= values

    return change


def dose(number, mg, pieces):
    """Another dose, its daily mg along with it, of so many tablets of 2 mg; the supply is left as it was."""

    def change(schedule):
        made = [{"product": "diazepam-2mg-tablet", "count": pieces}]
        schedule["steps"][number - 1]["doses"][0] |= {"mg": mg, "pieces": made}
        schedule["steps"][number - 1]["daily_mg"] = {"diazepam": mg}

    return change
