"""The patient's own pages: on what they rest, the diary day by day, and a hospital card that says what the plan says."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from taper_app.engine import EVIDENCE, Schedule, load_catalogue, text
from taper_app.handouts import agreement_words, own_words, render_pdf
from taper_app.handouts.blocks import Block
from taper_app.handouts.standing import Standing
from taper_app.languages import TRANSLATED
from tests.handouts import weeks
from tests.handouts.clinical import at_random
from tests.handouts.from_stored import agreement_paper, handout_and_own, large_and_own, own_large, own_pages, own_paper, own_text
from tests.handouts.paper import Paper
from tests.handouts.snapshots import LORAZEPAM, MONDAY, by_hand, crossing, planned, short
from tests.handouts.test_checkers import CHECKERS
from tests.text_gates import hits_in, hits_in_html, texts_of

pytestmark = pytest.mark.printed

NBSP = "\u00a0"
TABLET = ("night", "diazepam", "2", ("diazepam-2mg-tablet", "1"))
TODAY = Standing(printed_on=MONDAY)
PLANS = {
    "one drug": short,
    "a crossover": crossing,
    "three times a day": lambda: planned(LORAZEPAM, market="us", strategy={"method": "crossover"}),
    "by day of the week": weeks.zopiclone,
}
every_plan = pytest.mark.parametrize("plan", PLANS)
MODULES = (own_words, agreement_words)
PARTS = {
    module: sorted({part.id for block in vars(module).values() if isinstance(block, Block) for part in block.parts})
    for module in MODULES
}


@pytest.mark.parametrize("module", MODULES, ids=["own pages", "agreement"])
def test_every_statement_rests_on_a_source_and_nothing_on_a_part_that_is_not_there(module):
    """Each part names a publication of sources.toml, and whether it was read there, follows from it or is from memory."""
    assert sorted(module.RESTS_ON) == PARTS[module]
    for rests in module.RESTS_ON.values():
        assert rests and all(each.source in load_catalogue().sources and each.evidence in EVIDENCE for each in rests)


# The diary -------------------------------------------------------------------------------------------


@every_plan
def test_the_diary_has_a_line_for_each_day_up_to_the_visit(plan):
    """From the day of printing to the day before the visit, with a box for each time at which something is taken on that day."""
    snapshot = PLANS[plan]()
    sheet, schedule = own_pages(snapshot, TODAY), Schedule.from_json(snapshot["schedule"])
    review_on, named = date.fromisoformat(snapshot["review_on"]), {"morning", "midday", "evening", "night"}
    days = [MONDAY + timedelta(days=on) for on in range((review_on - MONDAY).days)]
    assert [re.findall(r"\d+", line.day) for line in sheet.diary] == [[str(day.day)] for day in days]
    for day, line in zip(days, sheet.diary, strict=True):
        assert len([each for each in line.doses if each]) == len({dose.time for dose in schedule.in_force(day).on(day)} & named)
        assert f"{day:%A}" in line.day and f"{day:%B}" in line.day


@pytest.mark.parametrize("standing", [Standing(printed_on=date(2027, 2, 9)), Standing(printed_on=date(2027, 2, 1))])
def test_without_a_visit_to_come_the_days_are_written_in(standing):
    """A reprint after the visit was due has empty lines, and says on its card that the clinic is to be asked."""
    sheet = own_pages(short(), standing)
    assert {line.day for line in sheet.diary} == {""} and len(sheet.diary) == 14
    overdue = standing.printed_on > date(2027, 2, 1)
    assert ("My visit was due on Monday 1 February 2027." in sheet.cards[0].until) is overdue


# The card --------------------------------------------------------------------------------------------


@every_plan
def test_the_card_says_what_the_plan_says(plan):
    """Each stretch up to the visit has every dose of its step, with its mg, and no dose of a step that comes later."""
    snapshot = PLANS[plan]()
    (card,) = own_pages(snapshot, TODAY).cards
    review_on = date.fromisoformat(snapshot["review_on"])
    steps = [step for step in Schedule.from_json(snapshot["schedule"]).steps if step.starts_on < review_on]
    alike = [step for before, step in pairwise([None, *steps]) if not before or not step.regimen.same_as(before.regimen)]
    for (when, taken), step in zip(card.stretches, alike, strict=True):
        assert str(step.starts_on.day) in when
        assert sorted(re.findall(rf"DOSE ([\d.]+{NBSP}mg)", " ".join(taken))) == sorted(text.mg(dose.mg) for dose in step.doses)
        assert all(dose.drug in " ".join(taken) for dose in step.doses)
    assert "or" not in card.stretches[-1][0].split() and hits_in([line for _, taken in card.stretches for line in taken]) == []


AT = {"In the morning": "morning", "At midday": "midday", "In the evening": "evening", "At bedtime": "night"}
DATE = re.compile(r"[A-Z][a-z]+day,? (?:(\d+) ([A-Z][a-z]+)|([A-Z][a-z]+) (\d+),) (\d{4})")


def days_in(words):
    """The days that stand in a sentence, British or American."""
    found = [(day or us_day, month or us_month, year) for day, month, us_month, us_day, year in DATE.findall(words)]
    return [datetime.strptime(" ".join(each), "%d %B %Y").date() for each in found]


def doses_on(taken, day):
    """What the lines of a stretch have somebody take on a day: (time, drug, mg)."""
    for line in taken:
        time, on, doses = re.fullmatch(r"(In the \w+|At \w+)(?: \((.*?)\))?: (.*)\.", line).groups()
        if not on or f"{day:%A}" in on:
            yield from ((AT[time], drug, mg) for drug, mg in re.findall(rf"([a-z]+) DOSE ([\d.,]+{NBSP}mg)", doses))


@pytest.mark.parametrize("seed", range(400, 420))
def test_the_card_of_any_plan_has_each_day_up_to_the_visit(seed):
    """Of plans and visits at random: day after day the card says what the plan has, and leaves out no day before the visit."""
    for snapshot in at_random(seed):
        schedule, review_on = Schedule.from_json(snapshot["schedule"]), date.fromisoformat(snapshot["review_on"])
        for card in own_pages(snapshot).cards:
            reached = None
            for when, taken in card.stretches:
                first, *last = days_in(when)
                assert reached in (None, first) or not schedule.in_force(reached).doses
                if first < schedule.starts_on:  # what is taken until then is the next test's
                    reached = last[0] + timedelta(days=1)
                    continue
                reached = last[0] + timedelta(days=1) if last else first + timedelta(days=7)
                for day in (first + timedelta(days=on) for on in range((reached - first).days)):
                    planned_then = [(dose.time, dose.drug, text.mg(dose.mg)) for dose in schedule.in_force(day).on(day)]
                    assert sorted(doses_on(taken, day)) == sorted(planned_then)
            assert not last or reached == review_on or not schedule.in_force(reached).doses


def test_before_the_first_day_the_card_says_what_is_taken_now():
    """Who comes to a hospital before the plan begins takes what was taken before it, and no dose of the plan is told as taken
    where the visit comes before it; each medicine of the card is named as taken, and none that only the plan has."""
    zopiclone = {"drug": "zopiclone", "night": "7.5"}
    over = planned(zopiclone, {"drug": "diazepam", "morning": "5"}, strategy={"method": "crossover"})
    (card,) = own_pages(over, Standing(printed_on=date(2026, 12, 28))).cards
    told = [f"In the morning: diazepam DOSE 5{NBSP}mg.", f"At bedtime: zopiclone DOSE 7.5{NBSP}mg."]
    assert (days_in(card.stretches[0][0]), list(card.stretches[0][1])) == ([date(2026, 12, 28), date(2027, 1, 3)], told)
    assert days_in(card.stretches[1][0])[0] == MONDAY
    only = planned(zopiclone, weeks=-1, strategy={"method": "crossover"})
    (card,) = own_pages(only).cards
    assert [days_in(when) for when, _ in card.stretches] == [[date(2026, 12, 21), date(2026, 12, 27)]]
    assert card.what.startswith("I take zopiclone.") and "From Monday 28 December 2026 on, ask my clinic" in card.until


def test_staff_read_the_card_in_the_language_of_their_country():
    """A card in Spanish has the same in English behind it, marked as English; an English one stands alone."""
    spanish, english = own_pages(short(), Standing(printed_on=MONDAY, language="es")).cards
    assert (spanish.language, english.language) == ("es", "en-GB")
    assert english == own_pages(short(), TODAY).cards[0]
    assert '<section class="own-card" lang="en-GB">' in own_paper(short(), Standing(printed_on=MONDAY, language="es"))


@pytest.mark.parametrize("standing", [Standing(superseded_by=2), Standing(ended=True), Standing(in_error=True, holds=2)])
def test_a_paper_that_is_over_has_nothing_to_follow(standing):
    """It says so on its top, and has no dose, no diary and no card."""
    said = own_text(short(), standing)
    assert re.match("SUPERSEDED|This plan has ended|ENTERED IN ERROR", said)
    assert not re.search(r"\d\s*mg|DOSE|January|hospital\n", said)


def test_what_is_said_goes_by_the_plan():
    """Only who cuts tablets reads of the rest of one; a plan to a dose has no last dose; each country has its own numbers."""
    cut, whole = own_text(short(), TODAY), own_text(by_hand(("maintain", None, TABLET), taken="2"), TODAY)
    assert "The rest of a cut tablet" in cut and "The rest of a cut tablet" not in whole
    assert "After the last dose" in cut and "On your new dose" in whole and "last dose" not in whole.replace("My last dose", "")
    assert "are lowering it slowly" in cut and "lowering" not in whole and "agreed to keep the dose as it is" in whole
    assert "or NHS 111" in cut and "NHS" not in own_text(PLANS["three times a day"](), TODAY)


# On paper --------------------------------------------------------------------------------------------


def test_every_format_says_the_same():
    """Whatever is a sentence on paper is one in the text."""
    said = own_text(crossing(), TODAY)
    for words in texts_of(own_paper(crossing(), TODAY).partition("<main>")[2]):
        if len(words.split()) > 5 and "Plan K7QX" not in words:
            assert words.removeprefix("• ") in said


@pytest.mark.parametrize("written", [own_paper, own_large, agreement_paper])
def test_the_gates_find_nothing_in_it(written):
    """No unsafe way of writing stands in any of them, and names are text and never markup."""
    page = written(short(patient={"name": "<img src=x> {closed}"}), TODAY)
    assert hits_in_html(page) == [] and "<img" not in page and "{closed}" in page


def test_a_diary_of_four_weeks_is_one_page_and_all_is_read_aloud(tmp_path):
    """Three pages for four weeks and three times a day: the diary, what helps, the card; three checkers find nothing."""
    pdf = render_pdf(own_paper(planned(LORAZEPAM, strategy={"method": "crossover"}), TODAY))
    read = Paper(pdf)
    assert len(read.pages) == 3
    assert "Sunday 31 January" in read.text(0) and "What helps" in read.text(1) and "Show this in a hospital" in read.text(2)
    assert min(each.size for each in read.shown if each.text.strip()) >= 12
    width = float(read.pages[0].mediabox.width)
    assert [each.text for each in read.shown if each.left < 20 or each.right > width - 20] == []
    for name, made in (("own", pdf), ("agreement", render_pdf(agreement_paper(short())))):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(made)
        assert {each: says(file, name) for each, says in CHECKERS.items()} == {each: set() for each in CHECKERS}, name


@pytest.mark.parametrize("market", ["uk", "us"])
@pytest.mark.parametrize("language", TRANSLATED)
def test_in_another_language_the_card_for_staff_is_a_page_of_its_own(language, market):
    """The diary is one page in every language, on A4 and Letter, and the English card is on a sheet that can be handed over."""
    said = Standing(printed_on=MONDAY, language=language)
    read = Paper(render_pdf(own_paper(planned(LORAZEPAM, market=market, strategy={"method": "crossover"}), said)))
    assert len(read.pages) == 4
    assert "31" in read.text(0) and "Show this in a hospital" in read.text(3) and "DOSE" not in read.text(2)


@pytest.mark.parametrize("language", ["", *TRANSLATED])
def test_the_agreement_is_one_page_with_nothing_to_follow(language):
    """Both sign one page, which has no dose and no day."""
    page = agreement_paper(short(market="us"), Standing(language=language))
    assert not re.search(r"\d\s*m[gL]\b|\b2027\b", page.partition("<main>")[2])
    assert len(Paper(render_pdf(page)).pages) == 1


@pytest.mark.parametrize("written", [handout_and_own, large_and_own])
def test_they_are_printed_behind_a_handout_in_one_go(written):
    """One file has both, the handout first, each in its own size of print."""
    page = written(short(), TODAY)
    assert 0 < page.index("Your plan to come off") < page.index("Your diary") < page.index("Show this in a hospital")
    assert page.count("</main>") == 1
