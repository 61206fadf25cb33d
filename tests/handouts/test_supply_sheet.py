"""The supply sheet read back from its PDF: every amount is what a count day by day of the stored JSON gives."""

import re
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import pytest

from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from taper_app.record import Issued
from tests.engine.test_bottles import by_calendar
from tests.handouts.clinical import SHA, at_random, issued, laid_over, revised
from tests.handouts.from_stored import SupplyWriter as Writer
from tests.handouts.from_stored import supply_sheet
from tests.handouts.paper import Paper
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, by_hand, crossing, planned, short

pytestmark = pytest.mark.printed

NBSP = "\u00a0"
ON_PAPER, WRITTEN = range(6), range(100, 180)
ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"]
ONES += ["fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
COUNTS = {word: count for count, word in enumerate(ONES, start=1)} | {word: 10 * n for n, word in enumerate(TENS, start=2)}
WORD = re.compile("|".join(sorted([*COUNTS, "hundred", "thousand"], key=len, reverse=True)))
PARTS = {"a quarter": Fraction(1, 4), "half": Fraction(1, 2), "three quarters": Fraction(3, 4)}
US_FORMS = {"modified-release": "extended-release", "orally dispersible": "orally disintegrating"}


# Counted from the JSON -----------------------------------------------------------------------------------------------


def day(text):
    return date.fromisoformat(text)


def pieces_on(snapshot, on):
    """The pieces of a day, by product."""
    begun = [step for step in snapshot["schedule"]["steps"] if day(step["starts_on"]) <= on]
    doses = begun[-1]["doses"] if begun else []
    return [piece for dose in doses for piece in dose["pieces"]]


def supplied_on(snapshot, on):
    """The same as it is supplied: on the day of the next visit that of the day before, for a step that begins on it waits."""
    since = max(day(snapshot.get("changes_on") or snapshot["issued_on"]), day(snapshot["schedule"]["starts_on"]))
    return pieces_on(snapshot, on - timedelta(days=since < on == day(snapshot["review_on"])))


def counted(snapshot, begin, days):
    """What so many days need of each product, and the parts of it that are split off."""
    needed, parts = Counter(), Counter()
    for on in (begin + timedelta(days=number) for number in range(days)):
        for piece in supplied_on(snapshot, on):
            amount = Fraction(piece.get("count") or piece.get("ml") or piece["drops"])
            needed[piece["product"]] += amount
            parts[piece["product"]] += Fraction(piece.get("count") or 0) % 1
    return dict(needed), parts


def expected(snapshot):
    """Each interval: first day, last day, needed, parts. The dose without an end comes last, for one whole interval."""
    interval = snapshot["clinic"].get("dispensing_interval_days", 28)
    since = max(day(snapshot.get("changes_on") or snapshot["issued_on"]), day(snapshot["schedule"]["starts_on"]))
    last = snapshot["schedule"]["steps"][-1]
    begin, end = since, day(last["starts_on"])
    end += timedelta(days=since < end == day(snapshot["review_on"]))
    found = []
    while begin < end:
        days = min(interval, (end - begin).days)
        if begin < (visit_on := day(snapshot["review_on"])) < begin + timedelta(days=days):
            days = (visit_on - begin).days + 1
        found.append((begin, begin + timedelta(days=days - 1), *counted(snapshot, begin, days)))
        begin += timedelta(days=days)
    if last["days"] is None:
        begin = max(since, end)
        found.append((begin, begin + timedelta(days=interval - 1), *counted(snapshot, begin, interval)))
    return found


# Read from the paper -------------------------------------------------------------------------------------------------


def amount(text):
    """A count from its figures and words: "56 tablets", "17 and a half tablets", "half a tablet", "40.5 mL", "none"."""
    if text == "none":
        return Fraction(0)
    said = re.sub(rf"{NBSP}(mL|tablets?|capsules?|films?)$", "", text)
    whole, _, part = said.partition(" and ")
    if not part and (alone := re.fullmatch("(half|a quarter of|three quarters of) a", whole)):
        return PARTS[alone[1].removesuffix(" of")]
    part = part.removeprefix("a ") if part == "a half" else part
    return (Fraction(COUNTS[whole]) if whole in COUNTS else Fraction(whole.replace(",", ""))) + PARTS.get(part, 0)


def in_words(text):
    """A whole count from words alone: "one hundred and twelve"."""
    total = part = 0
    for word in WORD.findall(text):
        if word == "thousand":
            total, part = total + 1000 * part, 0
        else:
            part = 100 * part if word == "hundred" else part + COUNTS[word]
    return total + part


def called(snapshot, id_):
    """How the sheet begins the name of a product."""
    product, us = snapshot["products"][id_], snapshot["clinic"]["market"] == "us"
    form = product["form"]
    for ours, theirs in US_FORMS.items():
        form = form.replace(ours, theirs) if us else form
    if product["mg_per_ml"]:
        return f"{product['drug']} {product['mg_per_ml']}{NBSP}mg in 1{NBSP}mL {form}"
    return f"{product['drug']} {product['strength']}{NBSP}mg {form}s"


def printed(snapshot):
    """Each interval as the PDF has it: the header, and for each row its product, needed, supply, left over and split."""
    read = Paper(render_pdf(supply_sheet(snapshot, SHA)))
    bodies = read.elements("/TBody")
    heads = [[read.words(cell) for cell in read.elements("/TH", body)] for body in bodies]
    heads = [[each for each in head if not each.startswith("Supply one ")] for head in heads]
    cells = [[read.words(cell) for cell in read.elements("/TD", body)] for body in bodies]
    return [
        (head[0], [(name, *row) for name, row in zip(head[1:], zip(*[iter(cell)] * 4, strict=True), strict=True)])
        for head, cell in zip(heads, cells, strict=True)
    ]


def written(snapshot):
    """The same from the sheet that the pages are made of."""
    sheet = Writer(snapshot, Standing()).sheet(SHA)
    return [(head(each), [row(line) for line in each.products]) for each in (*sheet.now, *sheet.later, *sheet.endless)]


def head(interval):
    """The header above an interval's products."""
    days = f"{interval.days} day{'s' if interval.days > 1 else ''}"
    return f"{interval.first} to {interval.last}, {days} Daily dose {interval.doses}"


def row(line):
    """A product's row."""
    return (
        f"{line.drug} {line.product} {line.keeps}".rstrip(),
        line.needed,
        f"{line.figures} {line.words}",
        line.surplus,
        line.split,
    )


def check_bottles(snapshot, id_, stretch, said):
    """Bottles, losses, what is thrown away and what is left of a liquid, against a diary of each bottle by date."""
    begin, days = stretch
    bottle = snapshot["products"][id_]["bottle"]
    daily = [counted(snapshot, begin + timedelta(days=on), 1)[0].get(id_, 0) for on in range(days)]
    needed = sum(daily) * (100 + bottle["loss_percent"]) / Fraction(100)
    keeps = (
        f"Opened, a bottle keeps {bottle['keeps_days']} days." if bottle["keeps_days"] else "is not known here: see its label."
    )
    assert said.removesuffix(" Shake the bottle well before each dose.").endswith(keeps)
    if not bottle["holds_ml"]:
        assert volume("bottles for V whole bottles", said) == needed and "Rest of the bottle." in said
        return
    holds = Fraction(bottle["holds_ml"])
    count, dead, left = by_calendar(daily, bottle["loss_percent"], holds, bottle["keeps_days"])
    bottles = "bottle" if count == 1 else "bottles"
    number, words = re.match(rf"([\d,]+) {bottles} of .* ([a-z -]+) {bottles}, for", said).groups()
    assert int(number.replace(",", "")) == in_words(words) == count
    assert volume(f"{bottles} of V", said) == holds
    assert volume(f"{bottles}, for V with {bottle['loss_percent']}% for losses", said) == needed
    assert volume("V in the last bottle", said) == left
    assert (volume("V in bottles that are thrown away before", said) if dead else 0) == dead


def volume(words, said):
    """The mL at the place of V in these words."""
    return Fraction(re.search(words.replace("V", rf"([\d.,]+){NBSP}mL"), said)[1].replace(",", ""))


def check(snapshot, found):
    """Every interval of the paper against the count, in order, with nothing missing and nothing more."""
    wanted = [each for each in expected(snapshot) if each[2]]
    assert len(found) == len(wanted)
    for (when, rows), (first, last, needed, parts) in zip(found, wanted, strict=True):
        days = (last - first).days + 1
        assert when.startswith(f"{first:%a %d-%b-%Y} to {last:%a %d-%b-%Y}, {days} day{'s' if days > 1 else ''} Daily dose from ")
        by_name = {called(snapshot, id_): id_ for id_ in needed}
        for name, exact, supply, surplus, split in rows:
            id_ = by_name.pop(re.sub(" (also sold as|Made by|Opened, a|How long an|Shake the) .*", "", name))
            assert amount(exact) == needed[id_]
            if snapshot["products"][id_]["mg_per_ml"]:
                check_bottles(snapshot, id_, (first, days), f"{supply} | {surplus} | {name}")
                continue
            figures, words = re.fullmatch(rf"([\d,]+{NBSP}\w+) (.*)", supply).groups()
            assert amount(figures) == in_words(words) == ceil(needed[id_])
            assert amount(surplus) == ceil(needed[id_]) - needed[id_]
            assert amount(split) == ceil(parts[id_])
        assert by_name == {}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("half a tablet", "0.5"),
        ("three quarters of a tablet", "0.75"),
        ("one and a half tablets", "1.5"),
        ("17 and three quarters tablets", "17.75"),
        ("1,120 tablets", "1120"),
        ("40.5 mL", "40.5"),
        ("none", "0"),
    ],
)
def test_amounts_are_understood(text, count):
    """The reader of these tests understands amounts as a pharmacist would."""
    head, _, unit = text.rpartition(" ")
    assert amount(f"{head}{NBSP}{unit}" if head else text) == Fraction(count)
    assert [in_words(each) for each in ("one hundred and twelve", "fiftysix", "two thousand and seven")] == [112, 56, 2007]


@pytest.mark.parametrize("seed", ON_PAPER)
def test_every_amount_is_what_a_count_by_day_gives(seed):
    """For plans at random, first and revised, with any interval: needed, supplied in figures and words, left over, to split."""
    for snapshot in at_random(seed, most_days=250):
        check(snapshot, printed(snapshot))


@pytest.mark.parametrize("seed", WRITTEN)
def test_every_amount_that_is_written_is_that_too(seed):
    """Needed, supplied and left over are a recount by day of the steps, for many plans at random before they are laid out."""
    for snapshot in at_random(seed, most_days=800):
        check(snapshot, written(snapshot))


def test_every_amount_of_a_long_plan_is_there():
    """An ordinary crossover has more than 24 steps; every interval of it is printed, to the last tablet."""
    snapshot = issued(LORAZEPAM, strategy={"method": "crossover"})
    assert len(snapshot["schedule"]["steps"]) > 24
    check(snapshot, printed(snapshot))


def test_the_first_plan_by_hand():
    """Six weeks of diazepam by hand: 3 mg is one and a half 2 mg tablets, so 14 days need 21 and split 7."""
    snapshot = laid_over(short(), {"clinic": {"dispensing_interval_days": 14}})
    rows = [rows for _, rows in printed(snapshot)]
    tablets = f"21{NBSP}tablets"
    assert rows[0] == [(f"diazepam 2{NBSP}mg tablets", tablets, f"{tablets} twenty-one", "none", f"7{NBSP}tablets")]
    assert rows[1][0][1:] == (f"14{NBSP}tablets", f"14{NBSP}tablets fourteen", "none", "none")
    eight = f"8{NBSP}tablets eight"  # the visit is on the first of these days, and the dose before it waits for it
    assert rows[2][0][1:] == (f"seven and a half{NBSP}tablets", eight, f"half a{NBSP}tablet", f"7{NBSP}tablets")
    check(snapshot, printed(snapshot))


def test_a_half_that_is_left_over_is_shown():
    """Seven days of half a tablet need three and a half, supply four, leave half a tablet and split four."""
    half = ("night", "diazepam", "1", ("diazepam-2mg-tablet", "0.5"))
    snapshot = laid_over(by_hand(("reduce", 7, half), ("stop", 0)), {"clinic": {"dispensing_interval_days": 7}})
    ((_, ((_, *row),)),) = printed(snapshot)
    four = f"4{NBSP}tablets"
    assert row == [f"three and a half{NBSP}tablets", f"{four} four", f"half a{NBSP}tablet", four]


LORAZEPAM_LIQUID = "lorazepam-1mg-per-ml-oral-solution"


def made_for_the_clinic(keeps_days):
    """Lorazepam 3 mg a day and less from a suspension that a pharmacy makes for the clinic, in supplies of 28 days."""
    told = Issued.from_json(planned(LORAZEPAM, strategy={"products": [LORAZEPAM_LIQUID]})).to_json()
    told["products"][LORAZEPAM_LIQUID] |= {"form": "oral suspension", "made_by": "Riverside Pharmacy", "keeps_days": keeps_days}
    return told


@pytest.mark.parametrize(
    ("keeps_days", "times"), [(60, ""), (28, ""), (27, "two"), (14, "two"), (13, "three"), (1, "twenty-eight")]
)
def test_what_keeps_for_fewer_days_than_the_supply_is_made_again(keeps_days, times):
    """Nobody is handed out what is too old before it is taken: the sheet says how often it has to be made for these days."""
    first = Writer(made_for_the_clinic(keeps_days), Standing()).sheet(SHA).now[0]
    days = "1 day" if keeps_days == 1 else f"{keeps_days} days"
    made = f"Made by Riverside Pharmacy, keeps {days} from the day it is made."
    again = f" For these days it has to be made at least {times} times." if times else ""
    assert first.products[0].keeps == f"{made}{again} Shake the bottle well before each dose."
    assert first.products[0].brands == ""


def test_the_sheet_names_each_syringe_with_the_marks_that_its_doses_need():
    """The pharmacist reads which syringes to supply, one of each, and which marks to look for on them."""
    snapshot = made_for_the_clinic(60)
    sheet = Writer(snapshot, Standing()).sheet(SHA)
    for interval, (first, last, *_) in zip((*sheet.now, *sheet.later), expected(snapshot), strict=True):
        pieces = [each for on in days_of(first, last) for each in supplied_on(snapshot, on)]
        found = re.findall(rf"Supply one ([\d.]+){NBSP}mL oral syringe with a mark at (.*?)\.(?: |$)", interval.syringes)
        marks = {size: set(re.findall(rf"([\d.]+){NBSP}mL", said)) for size, said in found}
        assert marks == {
            size: {each["ml"] for each in pieces if each["syringe_ml"] == size}
            for size in {each["syringe_ml"] for each in pieces}
        }


def days_of(first, last):
    """Each day from the first to the last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


# What it says --------------------------------------------------------------------------------------------------------


def said(snapshot, **standing):
    """The words of the paper."""
    read = Paper(render_pdf(supply_sheet(snapshot, SHA, Standing(**standing))))
    return " ".join(read.paragraphs())


def test_old_repeats_stop():
    """The sheet says on which day old repeat prescriptions of these drugs stop; a later one that older sheets stop too."""
    first = said(issued(LORAZEPAM, strategy={"method": "crossover"}))
    assert "Old repeat prescriptions of lorazepam and diazepam stop on Mon 04-Jan-2027. Supply these only as on this" in first
    assert "Until Sun 03-Jan-2027 the doses stay as before. Those days are not counted here." in first
    assert "earlier revisions" not in first
    later = said(revised(NIGHTLY_20))
    assert "Old repeat prescriptions of diazepam stop on Wed 03-Feb-2027." in later
    assert "Sheets of earlier revisions of this plan stop too." in later


def test_only_days_that_the_revision_rules_are_counted():
    """A later revision's first interval begins on the day of its change, not of the plan."""
    assert printed(revised(NIGHTLY_20))[0][0].startswith("Wed 03-Feb-2027 to Wed 17-Feb-2027, 15 days")


def test_an_open_end_is_said():
    """A dose without an end is said with what each interval of it needs; a plan that stops names its last day."""
    held = said(revised(NIGHTLY_20, days=None))
    assert f"From Wed 03-Feb-2027 the dose is diazepam 16{NBSP}mg a day, with no end date. Each 28 days of it need:" in held
    assert "The last dose" not in held
    assert "The last dose is taken on Sun 14-Feb-2027. Nothing is supplied after that." in said(short())


def test_after_the_stop_nothing_is_supplied():
    """A revision that takes effect after the last dose has no table, and says that there is nothing to supply."""
    over = short(number=2, replaces=1, issued_on="2027-02-20", changes_on="2027-02-21")
    assert printed(over) == []
    assert "Nothing is to be supplied from Sun 21-Feb-2027 on." in said(over)


def test_what_begins_after_the_review_is_only_planned():
    """Supplies that begin on the day of the next review or later stand apart, and a later review's day is the one that counts."""
    snapshot = issued(NIGHTLY_20)
    words = said(snapshot)
    assert "Supplies that begin before the visit on Mon 01-Feb-2027" in words
    planned = words.index("Planned from the visit on Mon 01-Feb-2027 on")
    assert words.index("Mon 04-Jan-2027 to Sun 31-Jan-2027") < planned < words.index("Mon 01-Feb-2027 to Sun 28-Feb-2027")
    later = said(snapshot, review_on=day("2027-02-02"))
    assert later.index("Mon 01-Feb-2027 to Tue 02-Feb-2027") < later.index("Planned from the visit on Tue 02-Feb-2027 on")


def test_an_old_snapshot_is_supplied_every_four_weeks():
    """A revision from before the interval was stored is supplied for 28 days each."""
    snapshot = issued(NIGHTLY_20)
    del snapshot["clinic"]["dispensing_interval_days"]
    assert "Supplies for 28 days each, counted from Mon 04-Jan-2027." in said(snapshot)


def test_the_daily_dose_is_named_for_each_interval():
    """Each interval says from which day which dose is taken, for the pharmacist to check the amounts by."""
    first, *_ = printed(short())
    assert first[0].endswith(f"Daily dose from 04-Jan-2027: diazepam 3{NBSP}mg a day; from 18-Jan-2027: diazepam 2{NBSP}mg a day")
    assert printed(crossing())[0][0].count(f"diazepam 20{NBSP}mg a day") == 1  # said once, though two steps have it


@pytest.mark.parametrize("lines", range(0, 24, 3))
def test_no_interval_is_split_over_two_pages(lines):
    """Wherever a page ends, the products of an interval stand below its days."""
    page = supply_sheet(laid_over(issued(LORAZEPAM, strategy={"method": "crossover"}), {}), SHA)
    read = Paper(render_pdf(page.replace("<header>", f"<header>{'<p>x</p>' * lines}", 1)))
    for body in read.elements("/TBody"):
        assert len({each.raw_get("/Pg").idnum for each in read.elements("", body)}) == 1
