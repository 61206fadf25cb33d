"""A schedule as pages show it, read back from the page and recounted from the JSON that a revision stores."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.template.loader import render_to_string

from taper_app.engine import TIMES, load_catalogue, propose
from taper_app.pages.schedules import compared, findings, rows, summary, used_times
from taper_app.record import Issued
from tests.handouts.clinical import at_random, issued, request, revised
from tests.handouts.snapshots import LORAZEPAM, MONDAY, NIGHTLY_20, crossing, kept, planned, proposed, short
from tests.handouts.test_truth import swallowed
from tests.text_gates import texts_of

NBSP = "\u00a0"
CROSSOVER = {"method": "crossover"}
SUSPENSION = "nitrazepam-0p5mg-per-ml-oral-suspension"
KINDS = {"step-back": "Step back", "maintain": "Stay on"}


def plans():
    """Plans of each kind: down to the stop, crossed over, held open, to stay on a dose, raised, edited, and at random."""
    return [
        issued(NIGHTLY_20),
        issued(LORAZEPAM, strategy=CROSSOVER),
        issued(LORAZEPAM, strategy=CROSSOVER | {"closing_interval_days": 28, "interval_days": 28}),
        issued({"drug": "clonazepam", "night": "2"}, strategy={"coarse_tail": True}),
        crossing(),
        revised(NIGHTLY_20, days=None),
        revised(NIGHTLY_20, decision="step-back"),
        short(),
        *(made for seed in range(40, 46) for made in at_random(seed)),
    ]


def day(text):
    on = date.fromisoformat(text)
    return f"{on:%a %d-%b-%Y}"


def figure(number, places=1):
    """A number as a page writes it: at most so many places, a half rounded up, no noughts behind the point."""
    number = Fraction(number)
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    said = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def percent(step):
    fall = Fraction(step["reduction_percent"])
    return f"{figure(abs(fall))}%{' up' * (fall < 0)}" if fall else "none"


def length(days):
    """Whole weeks, and the days that are left."""
    weeks, left = days // 7, days % 7
    said = [f"{weeks} week{'s' * (weeks != 1)}"] * bool(weeks) + [f"{left} day{'s' * (left != 1)}"] * bool(left)
    return " and ".join(said)


def test_every_figure_of_the_summary_is_the_schedules_own():
    """First change, end, length, what it starts from, the first and the largest reduction, and the count of closing steps."""
    seen = set()
    for stored in plans():
        page = render_to_string("plans/_summary.html", {"summary": summary(Issued.from_json(stored))})
        said = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
        said = {label: " ".join(texts_of(f"<p>{words}</p>")) for label, words in said.items()}
        steps, schedule = stored["schedule"]["steps"], stored["schedule"]
        falls = [each for each in steps if Fraction(each["reduction_mg"]) > 0 and not each["closing"]]
        largest = max(falls, key=lambda each: Fraction(each["reduction_percent"]), default=None)
        closing = sum(each["closing"] for each in steps)
        assert said == {
            "First change": day(steps[0]["starts_on"]),
            KINDS.get(steps[-1]["kind"], steps[-1]["kind"].capitalize()): day(steps[-1]["starts_on"]),
            "Length": f"{length(schedule['days'])}, {len(steps)} steps",
            "From": f"about {figure(schedule['baseline_equivalent_mg'], 2)}{NBSP}mg diazepam a day",
            "First reduction": percent(falls[0]) if falls else "none",
            "Largest reduction": (percent(largest) if falls else "none")
            + f", besides {closing} closing step{'s' * (closing > 1)}" * bool(closing),
        }
        seen |= {bool(closing), largest not in falls[:1]}
    assert seen == {True, False}


def cells(stored, today):
    """The table of steps as the page has it: the words of each cell, row by row, and which row is marked as today's."""
    told = Issued.from_json(stored)
    times = [{"label": time.capitalize(), "used": time in used_times(told)} for time in TIMES]
    given = {"rows": rows(told, today), "times": times, "stored": told, "label": "Schedule"}
    page = render_to_string("plans/_schedule.html", given)
    body = re.findall(r"<tr(.*?)>(.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL)
    return [
        ("now" in mark, [" ".join(texts_of(each)) for each in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)])
        for mark, row in body
    ]


def test_every_cell_of_the_schedule_is_the_steps_own():
    """Every cell on the screen is the stored schedule's own: kind, days, doses with pieces, whole day, and how far it fell."""
    for stored in plans():
        steps = stored["schedule"]["steps"]
        today = date.fromisoformat(steps[1]["starts_on"])
        found = cells(stored, today)
        assert [now for now, _ in found] == [number == 1 for number in range(len(steps))]
        for step, (_, (name, when, *slots, whole, fall, _)) in zip(steps, found, strict=True):
            kind = KINDS.get(step["kind"], step["kind"].capitalize())
            assert name.removesuffix(" Today") == f"{step['number']} {kind}{' Closing' * step['closing']}"
            lasts = f"{step['days']} day{'s' * (step['days'] != 1)}"
            dated = f"{day(step['starts_on'])} to {day(step['last_day'])} {lasts}" if step["days"] else ""
            assert when == (dated or day(step["starts_on"]) + " no end" * (step["days"] is None))
            for time, slot in zip(TIMES, slots, strict=True):
                check_slot([each for each in step["doses"] if each["time"] == time], slot)
            about = f" about {figure(step['diazepam_equivalent_mg'], 2)}{NBSP}mg as diazepam" * bool(
                set(step["daily_mg"]) - {"diazepam"}
            )
            assert (
                whole == (" ".join(f"{drug} {figure(mg, 6)}{NBSP}mg" for drug, mg in step["daily_mg"].items()) or "none") + about
            )
            mg = f" {figure(abs(Fraction(step['reduction_mg'])), 2)}{NBSP}mg" if percent(step) != "none" else ""
            assert fall == percent(step) + mg


def test_a_suspension_says_to_shake_the_bottle():
    """Beside each dose of it, and beside no other: what was not shaken holds less at the top than at the bottom."""
    shaken = rows(Issued.from_json(planned({"drug": "nitrazepam", "night": "10"}, strategy={"products": [SUSPENSION]})))
    said = [dose.pieces for row in shaken for slot in row.slots for dose in slot.doses]
    assert said and all(each.endswith("; shake the bottle first") for each in said)
    others = [dose.pieces for row in rows(Issued.from_json(short())) for slot in row.slots for dose in slot.doses]
    assert others and not any("shake" in each for each in others)


def check_slot(doses, slot):
    """One time of day: each dose of it, its pieces amounting to it; "none" where nothing is taken."""
    parts = re.split(rf" (?=[a-z]+ [\d.,]+{NBSP}mg (?!tablet|capsule|film|modified|orally|in 1))", slot) if doses else []
    assert doses or slot == "none"
    for dose, part in zip(doses, parts, strict=True):
        said = f"{dose['drug']} {figure(dose['mg'], 6)}{NBSP}mg "
        assert part.startswith(said)
        assert swallowed(part.removeprefix(said)) == Decimal(dose["mg"])


def test_what_changes_names_each_time_of_day_with_the_dose_before():
    """A crossover names both drugs at the time that moves, a fall names both doses, and a step that changes nothing says so."""
    one, two = (f"{mg}{NBSP}mg" for mg in (1, 2))
    said = [row.change for row in rows(Issued.from_json(short()))]
    assert said == [
        f"Night: 3{NBSP}mg, was 4{NBSP}mg",
        f"Night: {two}, was 3{NBSP}mg",
        f"Night: {one}, was {two}",
        f"Night: none, was {one}",
    ]
    moved = [row.change for row in rows(Issued.from_json(issued(LORAZEPAM, strategy=CROSSOVER)))][:4]
    to = f"diazepam 10{NBSP}mg, was lorazepam {one}"
    assert moved == [f"Night: {to}", f"Morning: {to}", f"Midday: {to}", "No change"]


def test_the_time_of_day_that_changes_is_marked():
    """In each row just those times of day are marked at which another dose is taken than in the row before."""
    marks = [[slot.changed for slot in row.slots] for row in rows(Issued.from_json(issued(LORAZEPAM, strategy=CROSSOVER)))][:4]
    night, morning, midday = [False] * 3 + [True], [True] + [False] * 3, [False, True, False, False]
    assert marks == [night, morning, midday, [False] * 4]


def test_what_must_be_solved_is_read_first():
    """Blocks stand before cautions and these before what only explains, whatever the order in which a revision stores them."""
    stored = issued(LORAZEPAM, strategy=CROSSOVER)
    told = [
        {"rule": tier, "severity": tier, "step": None, "source": "x", "message": f"{tier}."}
        for tier in ("info", "caution", "block")
    ]
    assert [each["tier"] for each in findings(Issued.from_json(stored | {"findings": told}), {})] == ["block", "caution", "info"]


def test_the_other_tables_say_how_many_times_the_chosen_one_they_are():
    """By VA/DoD the day is half of what it is by Ashton, and by Ashton twice what it is by VA/DoD."""
    for chosen, other, times in (("ashton-2002", "VA/DoD 2021", "0.5 times"), ("vadod-2021", "Ashton 2002", "2 times")):
        stored = proposed_by(chosen)
        assert {each["name"]: each["times"] for each in compared(stored, load_catalogue())}[other] == times


def proposed_by(table):
    """A crossover of lorazepam by this table, as a revision stores it."""
    asked = request(LORAZEPAM, strategy=CROSSOVER, equivalence=table)
    proposal = propose(asked, load_catalogue())
    return Issued.from_json(kept(asked, proposal.schedule, MONDAY) | proposed(asked, proposal))
