"""Whenever the visit is and the paper is printed, page 1 says what is taken on that day, and dates nothing that waits."""

import re
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from taper_app.handouts.standing import Standing
from tests.handouts.from_stored import patient_handout
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, planned
from tests.handouts.test_fridge import PLANS as FRIDGE
from tests.handouts.test_truth import plans
from tests.handouts.weeks import zopiclone

MONTHS = {
    "": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}
A_DAY = timedelta(days=1)
DAYS_LATE = (1, 5, 13, 60)
SECTION = r'<section[^>]* id="{}".*?</section>'


def days_of(snapshot):
    """Each step's first day and the mg of its doses, and whether its days differ: from what is kept, and nothing else."""
    for step in snapshot["schedule"]["steps"]:
        doses = [(Decimal(each["mg"]), bool(each.get("weekdays"))) for each in step["doses"]]
        yield date.fromisoformat(step["starts_on"]), sorted(mg for mg, _ in doses), any(differs for _, differs in doses)


def said_in(day, language, market):
    """How a day is written on paper, without its weekday."""
    month = MONTHS[language].split()[day.month - 1]
    if language == "es":
        return f"{day.day} de {month} de {day.year}"
    return f"{month} {day.day}, {day.year}" if market == "us" and not language else f"{day.day} {month} {day.year}"


def text_of(page, name):
    """The words of a section of the page, every blank a single one; empty where there is none."""
    found = re.search(SECTION.format(name), page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).replace("\u00a0", " ").split()) if found else ""


def mg_of(page):
    """The mg of each dose in the box on top."""
    box = re.search(SECTION.format("now"), page, re.DOTALL)[0]
    return sorted(Decimal(each) for each in re.findall(r'class="mg">[^<]*?([\d.]+)\s*mg<', box.replace("\u00a0", " ")))


def visits(snapshot, chance):
    """Days of the visit with days of printing: before the first day, on the first day of a step, in its middle, the day before
    it, after the end; and printed before the plan, in it, on the visit's day and after it."""
    starts = [on for on, _, _ in days_of(snapshot)]
    on = chance.choice(starts)
    for visit in (
        starts[0] - timedelta(days=3),
        on,
        on + timedelta(days=3),
        on - timedelta(days=1),
        starts[-1] + timedelta(days=9),
    ):
        late = visit + timedelta(days=chance.choice(DAYS_LATE))
        for printed in (date(2026, 12, 21), chance.choice(starts), chance.choice(starts) - A_DAY, visit - A_DAY, visit, late):
            yield visit, max(printed, date(2026, 12, 21))


def faults(snapshot, language, visit, printed):
    """What page 1 says that is not so on the day of printing."""
    market, steps = snapshot["request"]["market"], [*days_of(snapshot)]
    page = patient_handout(snapshot, Standing(language=language, printed_on=printed, review_on=visit))
    due = [each for each in steps if each[0] < visit]
    begun = [each for each in due if each[0] <= printed + A_DAY]  # what begins tomorrow is what the paper is fetched for
    shown, told = (begun or due)[-1 if begun else 0] if due else None, text_of(page, "now") + " " + text_of(page, "next")
    if shown is None:
        taken = [Decimal(row[time]) for row in snapshot["request"]["regimen"] for time in row if time in TIMES]
        yield from [f"{mg_of(page)} for what is taken now, {taken}"] * (mg_of(page) != sorted(taken))
    elif shown[2]:
        yield from [f"{mg_of(page)} for {shown[1]} on some days"] * (not set(mg_of(page)) <= {*shown[1]} or not mg_of(page))
    elif mg_of(page) != shown[1]:
        yield f"{mg_of(page)} for {shown[1]}"
    planned_first = {steps[0][0]} if shown is None else set()
    for on in {on for on, _, _ in steps if on >= visit} - {visit} - planned_first:
        yield from [f"{on} is after the visit"] * (said_in(on, language, market) in told)
    if told.count(said_in(visit, language, market)) != 1 + (visit in planned_first):
        yield "the visit's day is not there, or something else is dated with it"
    then = next((on for on, mg, differs in due if shown and on > max(shown[0], printed) and (mg, differs) != shown[1:]), None)
    if then and begun and not shown[2] and said_in(then, language, market) not in told:
        yield f"the next change on {then} is not there"


TIMES = ("morning", "midday", "evening", "night")
PLANS = {
    "three drugs": FRIDGE["three drugs"],
    "crossover": lambda: planned(LORAZEPAM, strategy={"method": "crossover"}),
    "days of the week": zopiclone,
    "a hold": lambda: planned(NIGHTLY_20, strategy={"holds": [{"after_step": 2, "days": 21}]}),
} | {f"at random {at}": lambda at=at: plans(7, 3)[at] for at in range(3)}


@pytest.mark.parametrize("language", MONTHS)
@pytest.mark.parametrize("plan", PLANS)
def test_the_top_is_true_whenever_the_visit_is_and_the_paper_is_printed(plan, language):
    """Late, overdue, today, tomorrow, in a step, on its first day, before the plan and after its end; each language a third."""
    snapshot = PLANS[plan]()
    wrong = [
        (f"visit {visit}, printed {printed}", each)
        for visit, printed in [*visits(snapshot, Random(plan))][[*MONTHS].index(language) :: len(MONTHS)]
        for each in faults(snapshot, language, visit, printed)
    ]
    assert wrong == []
