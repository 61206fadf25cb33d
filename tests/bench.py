"""Times the engine: `script/bench`. Figures are processor time on one core of the machine that it runs on."""

import json
import random
import statistics
import time

from taper_app.engine import DATA, Refusal, answer, build_schedule, load_catalogue, outcomes, parse_request
from tests.engine.requests import random_request

RUNS = 300
MIXED = 10_000
REGIMENS = {
    "lorazepam 3 mg, crossover": ("uk", "crossover", [{"drug": "lorazepam", "morning": 1, "midday": 1, "night": 1}], None),
    "alprazolam 4 mg, crossover": (
        "us",
        "crossover",
        [{"drug": "alprazolam", "morning": 1, "midday": 1, "evening": 1, "night": 1}],
        None,
    ),
    "diazepam 40 mg, direct": ("uk", "direct", [{"drug": "diazepam", "morning": 20, "night": 20}], None),
    "diazepam and zopiclone, crossover": (
        "uk",
        "crossover",
        [{"drug": "diazepam", "morning": 5, "night": 5}, {"drug": "zopiclone", "night": "7.5"}],
        None,
    ),
    "three drugs with liquid, direct": (
        "uk",
        "direct",
        [{"drug": "temazepam", "night": 20}, {"drug": "lorazepam", "morning": 1}, {"drug": "diazepam", "night": 10}],
        [
            "temazepam-10mg-tablet",
            "temazepam-2mg-per-ml-oral-solution",
            "lorazepam-1mg-tablet",
            "lorazepam-1mg-per-ml-oral-solution",
        ],
    ),
}


BY_WEEK = {
    "diazepam 20 mg, direct": ("uk", "direct", [{"drug": "diazepam", "night": 20}], None),
    "diazepam 30 mg, direct": ("us", "direct", [{"drug": "diazepam", "morning": 10, "night": 20}], None),
    "oxazepam 60 mg, direct": ("uk", "direct", [{"drug": "oxazepam", "morning": 20, "midday": 20, "night": 20}], None),
    "chlordiazepoxide 60 mg, direct": (
        "uk",
        "direct",
        [{"drug": "chlordiazepoxide", "morning": 20, "midday": 20, "night": 20}],
        None,
    ),
}
"""More regimens that go down by the day and by days of the week, with larger reductions at the end where they need them."""


def request(market, method, regimen, products, **strategy):
    """One of the regimens as a request."""
    strategy |= {"method": method, "products": products}
    return {"starts_on": "2027-01-04", "market": market, "equivalence": "ashton-2002", "regimen": regimen, "strategy": strategy}


def timed(work, runs):
    """Milliseconds of each run, after one that is not counted."""
    work()
    found = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        found.append((time.process_time() - begun) * 1000)
    return sorted(found)


def told(times):
    """Median and 95th percentile in words."""
    return f"median {statistics.median(times):6.2f} ms, 95th percentile {times[int(len(times) * 0.95)]:6.2f} ms"


def main():
    """Print every figure."""
    catalogue = load_catalogue()
    print(f"catalogue: {told(timed(lambda: load_catalogue.__wrapped__(DATA), 20))}")
    for name, parts in REGIMENS.items():
        parsed, text = parse_request(request(*parts), catalogue), json.dumps(request(*parts))
        steps = len(build_schedule(parsed, catalogue).steps)
        built = timed(lambda parsed=parsed: build_schedule(parsed, catalogue), RUNS)
        print(f"{name}, {steps} steps")
        print(f"    schedule alone:                {told(built)}; {statistics.median(built) / steps * 1000:.0f} µs a step")
        print(f"    with findings, JSON to JSON:   {told(timed(lambda text=text: answer(text, catalogue), RUNS))}")
    growth(catalogue)
    by_week(catalogue)
    reached(catalogue)
    mixed(catalogue)


def growth(catalogue):
    """How the time grows with the number of steps: diazepam at 5 % from ever higher doses."""
    print("growth: diazepam directly, 5% at a time")
    for mg in (10, 20, 40, 80):
        asked = request("uk", "direct", [{"drug": "diazepam", "night": mg}], None)
        asked["strategy"]["reduction_percent"] = "5"
        parsed = parse_request(asked, catalogue)
        steps = len(build_schedule(parsed, catalogue).steps)
        median = statistics.median(timed(lambda parsed=parsed: build_schedule(parsed, catalogue), RUNS))
        print(f"    {mg:3} mg: {steps:3} steps, {median:.2f} ms, {median / steps * 1000:.0f} µs a step")


def reached(catalogue):
    """What it takes to work out all plans that can be reached, of random regimens with nothing chosen yet."""
    chance, times = random.Random(5), []
    for _ in range(200):
        asked = parse_request(random_request(chance) | {"strategy": {"method": "direct"}}, catalogue)
        begun = time.process_time()
        outcomes(asked, (), catalogue)
        times.append((time.process_time() - begun) * 1000)
    print(f"the plans that can be reached, of 200 regimens: {told(sorted(times))}")


def by_week(catalogue):
    """What a plan by days of the week takes beside the same by the day: the least of many runs in turn, for the load changes."""
    print("by days of the week, in times of the same regimen by the day (of a step in brackets)")
    for name, parts in (REGIMENS | BY_WEEK).items():
        steps, least = {}, {}
        for pattern in ("none", "mixed", "days-off"):
            tail = {"coarse_tail": True} if name in BY_WEEK else {}
            asked = request(*parts, **tail, **({} if pattern == "none" else {"pattern": pattern}))
            try:
                parsed, text = parse_request(asked, catalogue), json.dumps(asked)
                steps[pattern] = len(build_schedule(parsed, catalogue).steps)
            except Refusal:
                continue
            least[pattern] = [lambda parsed=parsed: build_schedule(parsed, catalogue), lambda text=text: answer(text, catalogue)]
        found = in_turn(least, 30)
        for pattern in [each for each in found if each != "none"] if "none" in found else ():
            more = steps[pattern] / steps["none"]
            times = [now / before for now, before in zip(found[pattern], found["none"], strict=True)]
            said = ", ".join(
                f"{what} {each:.2f} ({each / more:.2f})" for what, each in zip(("alone", "answered"), times, strict=True)
            )
            print(f"    {name}, {pattern}, {steps['none']} to {steps[pattern]} steps ({more:.2f}): {said}")


def in_turn(works, runs):
    """The least processor time of each of these, in milliseconds, all of them once a turn."""
    least = {name: [float("inf")] * len(each) for name, each in works.items()}
    for _ in range(runs):
        for name, each in works.items():
            for place, work in enumerate(each):
                begun = time.process_time()
                work()
                least[name][place] = min(least[name][place], (time.process_time() - begun) * 1000)
    return least


def mixed(catalogue):
    """Mixed requests: the schedules alone, and all answers, where a refusal searches for what would work and takes longer."""
    requests = [random_request(random.Random(seed)) for seed in range(MIXED)]
    alone = [ms for each in requests if (ms := built(parse_request(each, catalogue), catalogue)) is not None]
    print(f"{MIXED} mixed requests, {len(alone)} of them schedules")
    print(f"    schedule alone:                {told(sorted(alone))}; {per_second(alone)} on one core")
    times = {0: [], 2: [], 3: []}
    for text in map(json.dumps, requests):
        begun = time.process_time()
        _, status = answer(text, catalogue)
        times[status].append((time.process_time() - begun) * 1000)
    print(f"    with findings, JSON to JSON:   {told(sorted(times[0]))}; {per_second(times[0])}")
    print(f"    refused with alternatives:     {told(sorted(times[3]))}; {per_second(times[3])}")
    everything = [ms for each in times.values() for ms in each]
    print(f"    all answers:                   {told(sorted(everything))}; {per_second(everything)}")


def built(parsed, catalogue):
    """Milliseconds that the schedule alone takes; None where it is refused."""
    begun = time.process_time()
    try:
        build_schedule(parsed, catalogue)
    except Refusal:
        return None
    return (time.process_time() - begun) * 1000


def per_second(times):
    """How many of so many milliseconds fit into a second."""
    return f"{len(times) / sum(times) * 1000:.0f} a second"


if __name__ == "__main__":
    main()
