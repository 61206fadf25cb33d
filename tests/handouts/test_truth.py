"""What a patient reads off the paper is what the engine planned, on every row of 25 plans made at random, 500 with --deep."""

import re
from decimal import Decimal
from functools import cache
from random import Random

import pytest

from taper_app.engine import BadRequest, Refusal, Schedule, build_schedule, load_catalogue, parse_request
from taper_app.handouts.render import Renderer
from tests.engine.requests import random_request
from tests.handouts.from_stored import patient_handout
from tests.handouts.paper import Paper
from tests.handouts.snapshots import LORAZEPAM, kept, planned, several_drugs
from tests.text_gates import hits_in

pytestmark = pytest.mark.printed

PLANS, IN_THE_SUITE, IN_A_SHARE, IN_A_FILE = 500, 25, 25, 5
MANY_STEPS, LONG_PLANS = 24, 3
"""Plans of more steps than this are many pages each: they are read in a share of their own, so many of them in the suite."""
NBSP = "\u00a0"
COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
TO_SIXTEEN = [*COUNTS, "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"]
PARTS = {"half a": Decimal("0.5"), "a quarter of a": Decimal("0.25"), "three quarters of a": Decimal("0.75")}
PARTS |= {"and a half": Decimal("0.5"), "and a quarter": Decimal("0.25"), "and three quarters": Decimal("0.75")}
SOLID = re.compile(rf"(?P<count>[a-z ]+?) (?P<mg>[\d.,]+){NBSP}mg [a-z -]*(?:tablet|capsule|film)s?$")
LIQUID = re.compile(
    rf"(?P<ml>[\d.,]+){NBSP}mL of the (?P<mg>[\d.,]+){NBSP}mg in 1{NBSP}mL oral [a-z]+(?: \(use the \d+{NBSP}mL syringe\))?$"
)
DROPS = re.compile(rf"(?P<count>[a-z]+|\d+){NBSP}drops? of the (?P<mg>[\d.,]+){NBSP}mg in 1{NBSP}mL oral drops$")
DROP_MG = {Decimal("2.5"): Decimal("0.1")}
"""mg in one drop, by the mg in one mL: of the clonazepam drops that are brought in from France (their own text)."""
DOSE = re.compile(rf"(?:(?P<drug>[a-z]+) )?DOSE\s(?P<mg>[\d.,]+){NBSP}mg (?P<pieces>.+?)(?= [a-z]+ DOSE|$)")
TOTAL = re.compile(rf"(?:(?P<drug>[a-z]+) )?(?P<mg>[\d.,]+){NBSP}mg")


@cache
def plans(share, count=IN_A_SHARE, *, long=False):
    """Snapshots of one share of the plans, each with the next visit on a day of its own choosing; `long` ones have many steps."""
    chance, found = Random(20270104 + share), []
    while len(found) < count:
        try:
            request = parse_request(random_request(chance), load_catalogue())
            schedule = build_schedule(request, load_catalogue())
        except (BadRequest, Refusal):
            continue
        recounted = all(dose.pieces for step in schedule.steps for dose in step.doses)  # what is taken as it is, has none
        if (len(schedule.steps) > MANY_STEPS) is long and recounted:
            found.append(kept(request, schedule, chance.choice(schedule.steps).starts_on))
    return found


@cache
def long_plans():
    """An ordinary crossover of lorazepam 3 mg a day, and plans at random, all of them of more steps than most."""
    ordinary = planned(LORAZEPAM, weeks=30, strategy={"method": "crossover"})
    return [ordinary, *plans(0, LONG_PLANS - 1, long=True)]


def tables(snapshot):
    """The steps of a handout, as they stand in it."""
    return "".join(re.findall(r"<table.*?</table>", patient_handout(snapshot), re.DOTALL))


@pytest.fixture(scope="module")
def renderer():
    """A renderer with time for the many pages of several plans at once."""
    renderer = Renderer(limit=lambda _: 120)
    yield renderer
    renderer.close()


def printed(snapshots, renderer):
    """Each step of several plans, read back from one PDF: (header, cells). The words to stay on a dose are no step."""
    page = patient_handout(snapshots[0])
    head, body = page[: page.index("<main>")], "".join(map(tables, snapshots))
    read = Paper(renderer.render(f"{head}<main>{body}</main></body></html>"))
    assert hits_in([text for step in read.steps() for text in (step[0], *step[1])]) == []
    return [(when, cells) for when, cells in read.steps() if when]


def number(text):
    return Decimal(text.replace(",", ""))


def counted(words):
    """How many, from words: "one and a half"."""
    if words in PARTS:
        return PARTS[words]
    first, _, rest = words.partition(" ")
    return COUNTS[first] + (PARTS[rest] if rest else 0)


def in_mg(piece):
    """What one kind of piece amounts to, from its words alone."""
    if drops := DROPS.match(piece):
        said = drops["count"]
        return DROP_MG[number(drops["mg"])] * (int(said) if said.isdigit() else TO_SIXTEEN.index(said) + 1)
    if liquid := LIQUID.match(piece):
        return number(liquid["ml"]) * number(liquid["mg"])
    solid = SOLID.match(piece)
    return counted(solid["count"]) * number(solid["mg"])


def swallowed(words):
    """What pieces in words amount to in mg: kinds are parted by a comma or an "and" before a count."""
    kinds = re.split(r", | and (?!(?:a half|a quarter|three quarters) \d)", words)
    return sum(map(in_mg, kinds), Decimal(0))


def doses(cell):
    """(drug, mg printed, mg of the pieces) of each dose in a cell."""
    return [(found["drug"], number(found["mg"]), swallowed(found["pieces"])) for found in DOSE.finditer(cell)]


def totals(cell):
    return {found["drug"]: number(found["mg"]) for found in TOTAL.finditer(cell)}


@pytest.mark.parametrize(
    ("words", "mg"),
    [
        (f"one 10{NBSP}mg tablet and half a 2{NBSP}mg tablet", "11"),
        (f"one and a half 2{NBSP}mg tablets", "3"),
        (f"one 5{NBSP}mg tablet, two 2{NBSP}mg tablets and three quarters of a 1{NBSP}mg tablet", "9.75"),
        (f"two 12.5{NBSP}mg modified-release tablets", "25"),
        (f"eight{NBSP}drops of the 2.5{NBSP}mg in 1{NBSP}mL oral drops", "0.8"),
        (f"1.4{NBSP}mL of the 2{NBSP}mg in 1{NBSP}mL oral solution", "2.8"),
    ],
)
def test_words_are_understood(words, mg):
    """The reader of these tests understands pieces as a patient would."""
    assert swallowed(words) == Decimal(mg)


def shares():
    """The shares of the plans, those beyond the suite's marked as long runs."""
    for share in range(PLANS // IN_A_SHARE):
        yield pytest.param(share, marks=[pytest.mark.deep] if share * IN_A_SHARE >= IN_THE_SUITE else [])


@pytest.mark.long
@pytest.mark.parametrize("share", shares())
def test_what_is_printed_is_what_was_planned(share, renderer):
    """On every row of the paper the dose equals its pieces times their strengths, and the doses the day's total and the plan."""
    for at in range(0, IN_A_SHARE, IN_A_FILE):
        check_rows(plans(share)[at : at + IN_A_FILE], renderer)


@pytest.mark.long
def test_plans_of_many_steps_are_printed_to_their_last_row(renderer):
    """A taper of more than 24 steps, as is ordinary, stands on the paper in full: each row as planned, up to the stop."""
    snapshots = long_plans()
    assert all(len(snapshot["schedule"]["steps"]) > MANY_STEPS for snapshot in snapshots)
    check_rows(snapshots, renderer)


def check_rows(snapshots, renderer):
    """Every row of the paper of these plans, none missing and none more, against the step that it prints."""
    rows = iter(printed(snapshots, renderer))
    for snapshot in snapshots:
        named = several_drugs(snapshot)
        for step in Schedule.from_json(snapshot["schedule"]).steps:
            check_row(step, *next(rows), named=named)
    assert list(rows) == []


def check_row(step, when, cells, *, named):
    """One row of the paper against the step that it prints; `named` where the plan has several drugs and names each."""
    assert re.search(rf"\b{step.starts_on.day}\b.* {step.starts_on.year}\b", when)
    if step.kind == "stop":
        assert cells[0].startswith("Stop. You take no more ")
        return
    *slots, total = cells[:-1] if step.days is None else cells
    read = [dose for slot in slots for dose in doses(slot)]
    alone = named and len(step.daily_mg) == 1 and read[0][0] is None
    assert not alone or when.endswith(f", {next(iter(step.daily_mg))}") or f", {next(iter(step.daily_mg))} " in when
    assert [(drug, mg) for drug, mg, _ in read] == [(each.drug if named and not alone else None, each.mg) for each in step.doses]
    assert [mg for _, mg, _ in read] == [pieces for _, _, pieces in read]
    assert totals(total) == {(drug if named and not alone else None): mg for drug, mg in step.daily_mg.items()}
    assert [slot for slot in slots if slot != "none" and "DOSE" not in slot] == []
