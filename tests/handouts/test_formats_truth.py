"""Page, text, calendar and large print say what was planned: every number and day, on every step of plans made at random."""

import re
from datetime import timedelta

import pytest

from taper_app.engine import Schedule
from taper_app.handouts.render import Renderer
from tests.handouts import readers
from tests.handouts.calendars import events
from tests.handouts.from_stored import calendar_handout, large_handout, plain_handout, web_handout
from tests.handouts.paper import Paper
from tests.handouts.snapshots import several_drugs
from tests.handouts.test_truth import IN_A_SHARE, PLANS, doses, long_plans, plans, totals
from tests.text_gates import hits_in, hits_in_html

IN_THE_SUITE, IN_A_FILE = 20, 4
COLUMNS = {"morning": "Morning", "midday": "Midday", "evening": "Evening", "night": "Bedtime"}
ORDERS = ("safe-order", "to-review", "alike")
NUMBERS = re.compile(r"\d[\d,.]*\d|\d")


@pytest.fixture(scope="module")
def renderer():
    """A renderer with time for the many pages of several plans at once."""
    renderer = Renderer(limit=lambda _: 120)
    yield renderer
    renderer.close()


def some(count):
    """So many of the plans, a third of them for clinics with each order of rows."""
    found = [snapshot for share in range(-(-count // IN_A_SHARE)) for snapshot in plans(share)][:count]
    return [each | {"clinic": each["clinic"] | {"handout_rows": ORDERS[at % 3]}} for at, each in enumerate(found)]


def order_of(snapshot):
    return snapshot["clinic"]["handout_rows"]


def until_visit(snapshot):
    """The steps up to the one in force on the day before the next visit, none where the first day waits for it."""
    steps = schedule_of(snapshot).steps
    waits = snapshot["issued_on"] < steps[0].starts_on.isoformat()
    return [step for step in steps if step.starts_on.isoformat() < snapshot["review_on"]] or ([] if waits else [steps[0]])


def printed(snapshot):
    """The steps that the clinic has printed."""
    return until_visit(snapshot) if order_of(snapshot) == "to-review" else schedule_of(snapshot).steps


def schedule_of(snapshot):
    return Schedule.from_json(snapshot["schedule"])


def day(on, market):
    """A day in words, as this market writes it."""
    return f"{on:%A}, {on:%B} {on.day}, {on.year}" if market == "us" else f"{on:%A} {on.day} {on:%B} {on.year}"


def days_of(step, market):
    """The days of a step in words, with their number."""
    first = day(step.starts_on, market)
    if step.kind == "stop":
        return first
    if step.days is None:
        return f"From {first}"
    if step.days == 1:
        return f"{first}, 1 day"
    return f"{first} to {day(step.starts_on + timedelta(days=step.days - 1), market)}, {step.days} days"


def check(snapshot, read):
    """Every step that was read against the schedule: its days, each time of day, each dose with its pieces, and the total."""
    steps = printed(snapshot)
    assert len(read) == len(steps)
    named = several_drugs(snapshot)
    used = [time for time in COLUMNS if any(dose.time == time for step in steps for dose in step.doses)]
    for step, said in zip(steps, read, strict=True):
        assert said.when == days_of(step, snapshot["clinic"]["market"])
        check_doses(step, said, used if step.kind != "stop" else [], named=named)


def check_doses(step, said, used, *, named):
    assert list(said.times) == [COLUMNS[time] for time in used]
    for time in used:
        found, planned = doses(said.times[COLUMNS[time]]), [dose for dose in step.doses if dose.time == time]
        assert [(drug, mg) for drug, mg, _ in found] == [(dose.drug if named else None, dose.mg) for dose in planned]
        assert [mg for _, mg, _ in found] == [pieces for _, _, pieces in found]
        assert planned or said.times[COLUMNS[time]] == "none"
    assert totals(said.total) == {(drug if named else None): mg for drug, mg in step.daily_mg.items()}
    assert not any(re.search(NUMBERS, words) for words in said.said if not words.startswith("Stay on "))
    assert step.kind != "stop" or said.said[-1].startswith("Stop. You take no more ")


def in_words(snapshot):
    """The page, the text and the calendar of a revision against it, and each against the gates."""
    page, text = web_handout(snapshot), plain_handout(snapshot)
    check(snapshot, readers.from_page(page))
    check(snapshot, readers.from_text(text))
    check_calendar(snapshot)
    assert hits_in_html(page) == []
    assert hits_in(text.split("\n")) == []


def check_calendar(snapshot):
    """The steps with boxes to tick, on their first days; the visit; and the next change, as the last word, where one is left."""
    steps, found = schedule_of(snapshot).steps, events(calendar_handout(snapshot))
    visit = next(each["on"] for each in found if "-visit@" in each["UID"])
    assert visit.isoformat() == snapshot["review_on"]
    dated = steps if order_of(snapshot) == "alike" else until_visit(snapshot)
    if snapshot["issued_on"] < steps[0].starts_on.isoformat() >= snapshot["review_on"] and len(dated) < len(steps):
        dated = []  # the visit is before the first day, and the plan waits for it
    assert [each["on"] for each in found if "-step-" in each["UID"]] == [step.starts_on for step in dated]
    stay = [(found.index(each), each["on"]) for each in found if "-stay@" in each["UID"]]
    assert stay == [(len(found) - 1, step.starts_on) for step in steps[len(dated) :][:1]]
    text = readers.from_text(plain_handout(snapshot))
    assert readers.from_calendar(found) == text[: len(dated)]
    assert hits_in([line for each in found for line in (each["SUMMARY"], *each["DESCRIPTION"].split("\n"))]) == []


def in_large_print(snapshots, renderer):
    """The cards of several plans, read back from one PDF, against the plans."""
    page = large_handout(snapshots[0])
    head, mains = page[: page.index("<main>")], "".join(map(steps_of, snapshots))
    paper = Paper(renderer.render(f"{head}<main>{mains}</main></body></html>"))
    read = iter(readers.from_large(paper))
    for snapshot in snapshots:
        check(snapshot, [next(read) for _ in printed(snapshot)])
    assert list(read) == []
    assert min(each.size for each in paper.shown if each.text.strip()) >= 18
    assert hits_in(paper.paragraphs()) == []


def steps_of(snapshot):
    """The cards of a plan, as they stand in its large print."""
    return "".join(re.findall(r'<section class="card">.*?</section>', large_handout(snapshot), re.DOTALL))


@pytest.mark.long
def test_page_text_and_calendar_say_what_was_planned():
    """Each day, dose, piece and total is that of the stored schedule in page, text and calendar, and no other number is said."""
    for snapshot in some(IN_THE_SUITE):
        in_words(snapshot)


@pytest.mark.long
def test_large_print_says_what_was_planned(renderer):
    """The cards of some of these plans, read from the PDF, are the revision's steps."""
    snapshots = some(IN_THE_SUITE)[::2]
    for at in range(0, len(snapshots), IN_A_FILE):
        in_large_print(snapshots[at : at + IN_A_FILE], renderer)


@pytest.mark.long
def test_plans_of_many_steps_are_whole_in_every_format(renderer):
    """Of plans of more than 24 steps nothing is left out of the page, the text, the calendar and the large print."""
    for order, snapshot in zip(ORDERS, long_plans(), strict=True):
        in_words(snapshot | {"clinic": snapshot["clinic"] | {"handout_rows": order}})
    in_large_print(long_plans()[:1], renderer)


@pytest.mark.deep
def test_all_formats_of_all_plans(renderer):
    """The same for all of the plans that the handout itself is tested with."""
    snapshots = some(PLANS)
    for at in range(0, len(snapshots), IN_A_FILE):
        for snapshot in snapshots[at : at + IN_A_FILE]:
            in_words(snapshot)
        in_large_print(snapshots[at : at + IN_A_FILE], renderer)
