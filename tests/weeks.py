"""Random plans by days of the week, walked day by day: `script/weeks`. The same ones in every run."""

import json
import random
import sys
from collections import Counter

from tests.engine.recount_weeks import week_faults
from tests.engine.test_random import ask
from tests.engine.test_random_weeks import edit_faults, edited, random_week, visit_faults, visits

USUAL, DEEP = 2_000, 100_000


def faults(seed, counts):
    """What is wrong with the plan of a seed, the visits to it and a change of it by hand, each with what was asked."""
    chance = random.Random(seed)
    request = random_week(chance)
    told, status = ask(request)
    counts["made" if status == 0 else "refused"] += 1
    if status:
        return
    counts["by days"] += any("weekdays" in dose for step in told["schedule"]["steps"] for dose in step["doses"])
    for fault in week_faults(request, told):
        yield fault, request
    for visit, answer, code, begins in visits(chance, request, told["schedule"]):
        counts["visits" if code == 0 else "visits refused"] += 1
        for fault in visit_faults(visit, answer, begins) if code == 0 else ():
            yield fault, visit
    if tried := edited(chance, request, told["schedule"]):
        visit, answer, code, begins = tried
        counts["changed by hand" if code == 0 else "changes refused"] += 1
        for fault in edit_faults(visit, answer, begins) if code == 0 else ():
            yield fault, visit


def main(asked):
    """Print the first fault of each plan that has one, and how many there were; 1 where there was any."""
    plans = DEEP if asked == ["--deep"] else int(asked[0]) if asked else USUAL
    counts, wrong = Counter(), 0
    for seed in range(plans):
        for fault, data in faults(seed, counts):
            wrong += 1
            print(f"{seed}: {fault}\n    {json.dumps(data)[:2000]}", flush=True)
            break
    print(f"{plans} plans, {wrong} wrong: {dict(counts)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
