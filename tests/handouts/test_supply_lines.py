"""The lines of the supply sheet for labels and prescriptions, and what a supply hands out around the next review."""

import re
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from taper_app.handouts.standing import Standing
from tests.handouts import weeks
from tests.handouts.clinical import SHA, at_random, laid_over
from tests.handouts.from_stored import SupplyWriter, supply_sheet, supply_text
from tests.handouts.snapshots import LORAZEPAM, by_hand, crossing, planned, short
from tests.handouts.test_supply_sheet import COUNTS, amount
from tests.text_gates import hits_in, texts_of

NBSP = "\u00a0"
TWO = f"2{NBSP}mg"


def sheet(snapshot, **chosen):
    return SupplyWriter(snapshot, Standing(), **chosen).sheet(SHA)


def fortnights(**changes):
    return laid_over(short(**changes), {"clinic": {"dispensing_interval_days": 28}})


def test_each_product_has_its_lines_in_full():
    """What to take when, from which day to which, and how much to supply in figures and words: on paper and as text the same."""
    first, second = sheet(fortnights(), past_visit=True).scripted[0].products[0].directions
    assert first == f"From Mon 04-Jan-2027 to Sun 17-Jan-2027: take one and a half {TWO} tablets at bedtime."
    assert second == f"From Mon 18-Jan-2027 to Sun 31-Jan-2027: take one {TWO} tablet at bedtime."
    paper, text = texts_of(supply_sheet(fortnights(), SHA)), supply_text(fortnights(), SHA).split("\n")
    for line in (first, second, f"Quantity: 35{NBSP}tablets (thirty-five)."):
        assert line in text and line in " ".join(paper)
    assert hits_in(text) == []


def test_a_dose_that_two_steps_share_is_one_line_and_days_of_the_week_are_in_full():
    """Nothing is written twice where nothing changes, and a dose of some days names them."""
    same = ("night", "diazepam", "2", ("diazepam-2mg-tablet", "1"))
    steps = (("hold", 14, same), ("hold", 14, same), ("stop", 0))
    (told,) = sheet(by_hand(*steps, taken="2")).scripted[0].products[0].directions
    assert told == f"From Mon 04-Jan-2027 to Sun 31-Jan-2027: take one {TWO} tablet at bedtime."
    said = " ".join(
        line for each in sheet(weeks.zopiclone()).scripted for product in each.products for line in product.directions
    )
    assert "Tuesday" in said or "Monday" in said
    assert hits_in([said]) == []


@pytest.mark.parametrize("after", [1, 7, 13, 20, 27])
def test_no_step_after_the_review_is_handed_out_before_it(after):
    """A supply that would run past the review ends with its day, unless another was chosen; no day is lost or counted twice."""
    review_on = date(2027, 1, 4) + timedelta(days=after)
    snapshot = fortnights(review_on=review_on.isoformat())
    cut, whole = sheet(snapshot), sheet(snapshot, past_visit=True)
    (now,) = cut.now
    assert (now.last, now.days) == (f"{review_on:%a %d-%b-%Y}", after + 1)
    assert whole.now[0].days == 28
    assert sum(each.days for each in (*cut.now, *cut.later)) == sum(each.days for each in (*whole.now, *whole.later)) == 42
    assert "ends with its day" in cut.visit and "ends with its day" not in whole.visit
    before = review_on - timedelta(days=1)
    assert (
        f"go on from day to day with the dose of {before:%a %d-%b-%Y}, diazepam" in cut.visit
        and "Do not let it run out." in cut.visit
    )


def test_a_step_of_the_day_of_the_visit_waits_for_it():
    """Nobody hands out a step that the visit may change: its day has the dose of the day before, a stop waits for it too, a step
    that begins on another day does not, and who lets a supply run past the visit has the plan as it is."""
    told = {on: sheet(fortnights(review_on=f"2027-{on}")) for on in ("01-18", "01-19", "02-15")}
    lines = {on: told[on].scripted[-1].products[0].directions for on in told}
    assert lines["01-18"] == (f"From Mon 04-Jan-2027 to Mon 18-Jan-2027: take one and a half {TWO} tablets at bedtime.",)
    assert lines["01-19"][0].startswith("From Mon 04-Jan-2027 to Sun 17-Jan-2027: take one and a half")
    assert told["01-18"].alike[0].startswith("Mon 04-Jan-2027 to Mon 18-Jan-2027: bedtime one and a half")
    assert "A step begins on that day and waits for the visit" in told["01-18"].visit
    assert "waits" not in told["01-19"].visit + told["01-19"].end
    assert lines["02-15"] == (f"From Mon 01-Feb-2027 to Mon 15-Feb-2027: take half a {TWO} tablet at bedtime.",)
    assert told["02-15"].end == (
        "The last dose is planned for Sun 14-Feb-2027. The stop waits for the visit, so the day of the visit is supplied too."
    )
    past = sheet(fortnights(review_on="2027-01-18"), past_visit=True)
    assert past.scripted[0].products[0].directions[1].startswith("From Mon 18-Jan-2027")


def test_what_is_said_of_the_visit_is_true_of_what_is_handed_out():
    """Nothing is said to end with the visit where a dose without an end goes on past it, or where nothing comes before it."""
    held = by_hand(("maintain", None, ("night", "diazepam", "2", ("diazepam-2mg-tablet", "1"))), taken="2", weeks=2)
    text = supply_text(held, SHA)
    assert "ends with its day" not in text and "need:" not in text and "go on from day to day with the dose of" in text
    assert " Each 28 days of it need:" in supply_sheet(held, SHA)
    later = sheet(fortnights(review_on="2026-12-28"))
    assert (later.scripted, later.visit) == ((), "No supply begins before the visit.")


def test_a_dose_of_one_day_is_of_that_day():
    """No line is from a day to the same day."""
    one, half = (("night", "diazepam", mg, ("diazepam-2mg-tablet", count)) for mg, count in (("2", "1"), ("1", "0.5")))
    (told,) = sheet(by_hand(("hold", 1, one), ("reduce", 14, half), ("stop", 0), taken="2")).scripted
    assert told.products[0].directions[0] == f"On Mon 04-Jan-2027: take one {TWO} tablet at bedtime."


def test_what_is_only_planned_has_no_lines():
    """Nobody copies a prescription for what the review may change; a hold without an end has its lines."""
    told = sheet(fortnights())
    assert [each.first for each in told.scripted] == [each.first for each in told.now] and told.later
    same = ("night", "diazepam", "2", ("diazepam-2mg-tablet", "1"))
    (held,) = sheet(by_hand(("maintain", None, same), taken="2")).scripted
    assert held.products[0].directions[0].startswith("From Mon 04-Jan-2027 to Sun 31-Jan-2027: take one")


def test_a_dose_without_a_product_is_said_to_be_uncounted():
    """A dose that stands as it is taken is in no count, and the sheet says so instead of nothing."""
    first = sheet(planned({"drug": "diazepam", "morning": "10", "night": "5.75"})).now[0]
    assert first.uncounted.startswith(f"Not counted here: diazepam 5.75{NBSP}mg at bedtime on ")
    assert first.uncounted in " ".join(
        texts_of(supply_sheet(planned({"drug": "diazepam", "morning": "10", "night": "5.75"}), SHA))
    )


def test_the_sheet_is_signed():
    """There is room for the prescriber, the registration number, the signature and the day."""
    said = texts_of(supply_sheet(short(), SHA))
    assert {"Prescriber, and registration number:", "Signature, and date:"} <= set(said)


# Recounted from the words --------------------------------------------------------------------------------------------

LINE = re.compile(r"(?:From (\w{3} [\w-]+) to|On) (\w{3} [\w-]+): take (.*)\.")
PARTS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4), "three quarters": Fraction(3, 4)}
VOLUME, PART = rf"(\d+(?:\.\d+)?){NBSP}mL of", "(half|a quarter of|three quarters of) an?"
WHOLE = r"([\w-]+)(?: and (?:a )?(half|quarter|three quarters))?"
PIECE = re.compile(f"(?:{VOLUME}|{PART}|{WHOLE}) ")


def count_of(words):
    """How many tablets, or mL, the words of one dose are: "one and a half 2 mg tablets at bedtime"."""
    volume, part, whole, more = PIECE.match(words).groups()
    if volume:
        return Fraction(volume)
    if part:
        return PARTS[part.removesuffix(" of").removeprefix("a ")]
    return (COUNTS[whole] if whole in COUNTS else Fraction(whole)) + (PARTS[more] if more else 0)


def taken_by(line):
    """How much a line has somebody take in all: each dose on each day that it names, or on every day."""
    first, last, doses = LINE.fullmatch(line).groups()
    begin, end = (datetime.strptime(each, "%a %d-%b-%Y").date() for each in (first or last, last))
    days = [begin + timedelta(days=on) for on in range((end - begin).days + 1)]
    total = Fraction(0)
    for dose in doses.split("; "):
        named = re.findall(r"\b\w+day\b", dose.split(" on ")[1]) if " on " in dose else []
        total += count_of(dose) * sum(not named or f"{day:%A}" in named for day in days)
    return total


@pytest.mark.parametrize("seed", range(300, 340))
def test_the_lines_add_up_to_what_is_supplied(seed):
    """Read as a pharmacist would, what the lines say to take on their days is what the supply needs."""
    read = 0
    for snapshot in at_random(seed, most_days=800):
        for line in (line for each in sheet(snapshot).scripted for line in each.products if "drop" not in line.product):
            assert sum(map(taken_by, line.directions)) == amount(line.needed), (line.product, line.directions)
            read += 1
    assert read


def test_a_weekly_box_can_be_filled_where_every_day_is_alike():
    """Each step due before the review has what goes into each compartment, "none" included; where days differ a table has it."""
    told = sheet(planned(LORAZEPAM, strategy={"method": "crossover"})).alike
    one, ten = f"one 1{NBSP}mg tablet of lorazepam", f"one 10{NBSP}mg tablet of diazepam"
    assert told[0] == f"Mon 04-Jan-2027 to Sun 10-Jan-2027: morning {one}; midday {one}; bedtime {ten}."
    assert "morning none" in sheet(crossing(review_on="2027-04-01")).alike[-1]
    assert sheet(weeks.zopiclone()).alike == () != sheet(weeks.zopiclone()).boxes
    assert hits_in(list(told)) == []
