"""The first page of the handout by its coordinates: what hangs on a fridge answers at a glance what to take, and whom to call."""

import re
from datetime import date, timedelta
from functools import cache

import pymupdf
import pytest

from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from tests.handouts import weeks
from tests.handouts.clinical import revised
from tests.handouts.from_stored import calendar_handout, large_handout, patient_handout, patient_sheet
from tests.handouts.lengths import of_length
from tests.handouts.snapshots import LORAZEPAM, MONDAY, NIGHTLY_20, crossing, planned, short

pytestmark = pytest.mark.printed

CROSS = {"method": "crossover"}
CAPSULES = {"drug": "chlordiazepoxide", "morning": "10", "midday": "10", "evening": "10", "night": "20"}
THREE = ({"drug": "clonazepam", "night": "1"}, {"drug": "temazepam", "night": "20"}, {"drug": "zopiclone", "night": "7.5"})
DROPS = {"products": ["clonazepam-2p5mg-per-ml-oral-drops"], "coarse_tail": True}
NAMES = {"patient": {"name": "Maximiliana-Alexandrina Featherstonehaugh-Cholmondeley Smyth"}}
PLANS = {
    "one drug": lambda: planned({"drug": "diazepam", "morning": "7", "night": "7"}),
    "visit in a week": lambda: crossing(review_on="2027-01-11"),
    "crossover": lambda: planned(LORAZEPAM, weeks=3, strategy=CROSS, number=2, replaces=1),
    "four times a day": lambda: planned(CAPSULES, strategy=CROSS),
    "three drugs": lambda: planned(*THREE, strategy=CROSS),
    "drops": lambda: planned({"drug": "clonazepam", "morning": "1", "night": "1"}, strategy=DROPS, **NAMES),
    "by the week": weeks.zopiclone,
    "by the week, two drugs": weeks.as_taken,
    "American": lambda: planned(NIGHTLY_20, market="us"),
    "step back": lambda: revised(NIGHTLY_20, decision="step-back", days=None),
}
every_plan = pytest.mark.parametrize("plan", PLANS)


@cache
def pages(plan):
    """Each page's height and its words as (left, top, right, bottom, word), made once."""
    with pymupdf.open(stream=render_pdf(patient_handout(PLANS[plan]()))) as pdf:
        return [(page.rect, [word[:5] for word in page.get_text("words")]) for page in pdf]


def words(plan, page=0):
    return " ".join(word[4] for word in pages(plan)[page][1])


@every_plan
def test_the_dose_stands_in_the_upper_half_of_the_first_page(plan):
    """Each dose of the box on top is in the upper half of page 1, and the emergency number and the visit are on that page."""
    rect, found = pages(plan)[0]
    doses = [bottom for _left, _top, _right, bottom, word in found if word.startswith("DOSE")]
    assert doses
    assert doses[0] < rect.height / 2
    first_step = next((top for _l, top, _r, _b, word in found if word == "comes"), rect.height)
    assert all(bottom < rect.height / 2 for bottom in doses if bottom < first_step)
    assert re.search(r"Call (999|911) now if you", words(plan))
    assert "Your next visit is on" in words(plan)
    if plan == "visit in a week":
        assert "Tick what you took" in words(plan)


@pytest.mark.parametrize(("plan", "language"), [("three drugs", "pl"), ("by the week, two drugs", "es")])
def test_whom_to_call_stands_on_the_first_page_in_longer_words(plan, language):
    """The lists of when to call are on page 1 too, with each number for the day, the night and despair."""
    with pymupdf.open(stream=render_pdf(patient_handout(PLANS[plan](), Standing(language=language)))) as pdf:
        said = pdf[0].get_text()
    for number in ("999", "020\u00a07946\u00a00001", "020\u00a07946\u00a00999", "NHS 111", "116\u00a0123"):
        assert number in said
    assert {"pl": "masz b\u00f3l w klatce piersiowej", "es": "tiene dolor en el pecho"}[language] in said


@every_plan
def test_everything_is_inside_the_margins(plan):
    """No word of any page is outside the margins of 10 mm."""
    for rect, found in pages(plan):
        assert [word for left, _t, right, _b, word in found if left < 27 or right > rect.width - 27] == []


@every_plan
def test_no_page_but_the_last_is_half_empty(plan):
    """The words of each page but the last, its foot left out, reach into the lower half."""
    for rect, found in pages(plan)[:-1]:
        assert max(bottom for _l, _t, _r, bottom, _w in found if bottom < rect.height - 42) > rect.height / 2


HALF_A_YEAR, A_YEAR = timedelta(weeks=26), timedelta(weeks=54)
LONG = {
    "26 rows": lambda: of_length(26),
    "52 rows": lambda: of_length(52),
    "lorazepam, days alike or not": lambda: planned(LORAZEPAM, strategy={"pattern": "mixed", "coarse_tail": True}),
}


@pytest.mark.parametrize("plan", PLANS | LONG)
def test_the_pages_are_few(plan):
    """26 weeks with all advice are at most four pages, and a year at most six."""
    made = (PLANS | LONG)[plan]()
    most = most_pages(made)
    assert (len(pages(plan)) if plan in PLANS else counted(made)) <= most


@pytest.mark.long
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("language", ["", "es", "pl"])
@pytest.mark.parametrize("plan", PLANS | LONG)
def test_the_pages_are_few_in_every_language(plan, language, paper):
    """So they are in longer words and on shorter paper."""
    made = (PLANS | LONG)[plan]()
    made["clinic"] |= {"paper_size": paper}
    assert counted(made, language) <= most_pages(made)


FOOT = 62
"""Points at the foot of a page of large print."""


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("language", ["", "es", "pl"])
@pytest.mark.parametrize("rows", [6, 8, 10])
def test_large_print_of_a_short_plan_is_short(rows, language, paper):
    """A plan not yet begun takes a page a step, or the five of advice and half a page a step; only its last page is half empty,
    and that has more on it than the end."""
    made = of_length(rows, clinic={"paper_size": paper})
    with pymupdf.open(stream=render_pdf(large_handout(made, Standing(language=language)))) as pdf:
        low = [max(word[3] for word in page.get_text("words") if word[3] < page.rect.height - FOOT) for page in pdf]
        height, cards = pdf[0].rect.height, [page.get_text().count(" 2027") for page in pdf]
    assert len(low) <= max(rows, 5 + rows // 2)
    assert language or len(low) <= max(rows, 8)
    assert min(low[:-1]) > height * 0.55
    assert cards[-1] > 2  # the days of a step are two dates, the end and the foot of the page one each


def most_pages(made):
    """Four for a plan of half a year, six for one of a year."""
    first, *_, last = (date.fromisoformat(step["starts_on"]) for step in made["schedule"]["steps"])
    assert last - first <= A_YEAR
    return 4 if last - first <= HALF_A_YEAR else 6


def counted(made, language=""):
    with pymupdf.open(stream=render_pdf(patient_handout(made, Standing(language=language)))) as pdf:
        return len(pdf)


def test_what_is_over_is_crossed_out_and_has_no_boxes():
    """A superseded plan and an ended one are crossed out on every page, in large print too."""
    for written in (patient_handout, large_handout):
        page = written(short(), Standing(superseded_by=2))
        assert "-superseded" in page
        assert "tick-week" not in page
    with pymupdf.open(stream=render_pdf(patient_handout(short(), Standing(ended=True)))) as pdf:
        assert all(len(page.get_drawings()) for page in pdf)
        assert all(any(each["rect"].height > page.rect.height / 2 for each in page.get_drawings()) for page in pdf)


TOMORROW = MONDAY - timedelta(days=1)
CASES = {
    "first day tomorrow": (
        lambda: short(issued_on=TOMORROW.isoformat()),
        {},
        "What you take from tomorrow, Monday 4 January 2027",
    ),
    "first day today": (lambda: short(issued_on=MONDAY.isoformat()), {}, "What you take from today, Monday 4 January 2027"),
    "start to come": (short, {}, "Until Sunday 3 January 2027 stay on diazepam 4\u00a0mg a day, as you take it now."),
    "visit before the start": (
        lambda: short(review_on="2026-12-28"),
        {},
        "What you take now Stay on diazepam 4\u00a0mg a day until we have spoken. Your next visit is on Monday 28 December 2026. "
        "Bring this plan and all your tablets. Your plan begins once we have spoken. "
        "Its first day is planned for Monday 4 January 2027.",
    ),
    "overdue before the start": (
        lambda: short(review_on="2026-12-28"),
        {"printed_on": MONDAY},
        "Your visit was due on Monday 28 December 2026. Call us for a new day. Bring this plan and all your tablets. "
        "Your plan begins once we have spoken.",
    ),
    "running": (short, {"printed_on": MONDAY + timedelta(days=5)}, "What you take now Total for the day: diazepam 3\u00a0mg."),
    "hold": (lambda: revised(NIGHTLY_20), {}, "Your plan to come off diazepam slowly"),
    "open hold": (lambda: revised(NIGHTLY_20, days=None), {}, "Your plan for diazepam: a pause"),
    "maintained": (lambda: revised(NIGHTLY_20, decision="maintain", days=None), {}, "Your plan to stay on diazepam"),
    "step back": (
        lambda: revised(NIGHTLY_20, decision="step-back", days=None),
        {},
        "What you take from tomorrow, Wednesday 3 February 2027",
    ),
    "overdue": (
        short,
        {"printed_on": MONDAY + timedelta(days=40)},
        "Total for the day: diazepam 2\u00a0mg. Your visit was due on Monday 1 February 2027. Call us for a new day.",
    ),
    "superseded": (short, {"superseded_by": 2}, "Do not follow this. It was the plan from Monday 4 January 2027."),
}


@pytest.mark.parametrize("case", CASES)
def test_the_top_says_what_is_true(case):
    """Before the first day, on it, after it, held, maintained, gone back, overdue and over: the top speaks of the right day."""
    made, standing, said = CASES[case]
    sheet = patient_sheet(made(), Standing(**standing))
    now = sheet.now
    told = " ".join(filter(None, (sheet.title, now.heading, now.before, now.total, *now.next)))
    assert said in told.replace("  ", " ")
    if case in ("overdue", "superseded"):
        assert sheet.ticks is None
    if case == "superseded":
        assert now.next == ()
    if "before the start" in case:
        assert [(dose.mg, dose.words) for line in now.lines for dose in line.doses] == [("4\u00a0mg", "as you take it now")]
        assert sheet.dated == () and sheet.ticks is None and sheet.stay == now.before
        assert "3\u00a0mg" not in " ".join((*now.next, now.total, now.to))
        found = calendar_handout(made(), Standing(**standing))
        assert "-step-1@" not in found and "stay on your dose until we have spoken" in found
