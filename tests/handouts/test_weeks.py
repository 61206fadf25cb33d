"""A step whose days differ by day of the week, on the patient's paper: on any evening it says what tonight is."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from taper_app.engine import DAYS, Schedule, load_catalogue, week_from
from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from tests.handouts import spanish, weeks
from tests.handouts.calendars import events
from tests.handouts.from_stored import calendar_handout, large_handout, patient_handout, patient_sheet, plain_handout, web_handout
from tests.handouts.paper import Paper
from tests.handouts.snapshots import short
from tests.handouts.test_on_record import row, with_rows
from tests.handouts.test_truth import NBSP, doses, totals
from tests.text_gates import hits_in, hits_in_html, texts_of

NAMES = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
EN_ESPANOL = dict(zip(DAYS, (day.capitalize() for day in spanish.WEEKDAYS), strict=True))
COLUMNS = {"morning": "Morning", "midday": "Midday", "evening": "Evening", "night": "Bedtime"}
ALL = weeks.PLANS | weeks.BUILT
every_plan = pytest.mark.parametrize("made", ALL.values(), ids=ALL)


def steps_of(snapshot):
    return Schedule.from_json(snapshot["schedule"]).steps


def week_of(snapshot):
    return week_from(load_catalogue().markets[snapshot["clinic"]["market"]].week_begins)


def days_of(snapshot, step):
    """The days of the week that a step has: all of them as the market prints them or, of less than a week, as they follow."""
    if step.days is None or step.days >= 7:
        return week_of(snapshot)
    return [DAYS[(step.starts_on.weekday() + at) % 7] for at in range(step.days)]


def names_drugs(snapshot):
    return len({dose.drug for step in steps_of(snapshot) for dose in step.doses}) > 1


def planned(snapshot, step, time, day):
    """(drug where it is named, mg) of each dose that the engine has for a time of a day of the week."""
    named = names_drugs(snapshot)
    return [(each.drug if named else None, each.mg) for each in step.week[day] if each.time == time]


def total_of(snapshot, mg):
    return {(drug if names_drugs(snapshot) else None): amount for drug, amount in mg.items()}


def differing(step):
    """The times of day at which the days of a step differ."""
    return [time for time in COLUMNS if any(each.time == time and each.weekdays for each in step.doses)]


def read(said):
    """(drug, mg) of each dose in words, each of which must be what its pieces amount to; "none" is no dose."""
    found = doses(re.sub(rf"({NBSP}mg), |;", r"\1 ", said).replace("  ", " "))
    assert [mg for _, mg, _ in found] == [pieces for _, _, pieces in found]
    assert found or said == "none", said
    return [(drug, mg) for drug, mg, _ in found]


# The PDF -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def papers():
    """Each plan's handout as PDF."""
    return {name: Paper(render_pdf(patient_handout(made()))) for name, made in weeks.PLANS.items()}


@pytest.mark.printed
@pytest.mark.parametrize("name", weeks.PLANS)
def test_the_pdf_says_of_each_day_what_the_engine_planned(name, papers):
    """A step with a pattern prints as a week, each day with its pieces, "none" where there is none, and the week's total."""
    snapshot, rows = weeks.PLANS[name](), [each for each in papers[name].steps() if each[0]]
    assert hits_in([text for when, cells in rows for text in (when, *cells)]) == []
    parts = iter(rows)
    for step in steps_of(snapshot):
        when, cells = next(parts)
        assert re.search(rf"\b{step.starts_on.day}\b.* {step.starts_on.year}\b", when)
        if step.mean and step.starts_on.isoformat() >= snapshot["review_on"]:
            check_planned_week(snapshot, step, cells)
        elif step.mean:
            check_week(snapshot, step, cells, parts)
    assert list(parts) == []


def check_week(snapshot, step, cells, parts):
    """A step: what is the same every day and, below its dates again, each time of day at which days differ.

    Where the plan has only one time of day its days stand there at once.
    """
    used = [time for time in COLUMNS if any(each.time == time for step in steps_of(snapshot) for each in step.doses)]
    for time, cell in zip(used, cells, strict=False) if len(used) > 1 else ():
        assert cell == "see each day below" if time in differing(step) else read(cell) == planned(snapshot, step, time, "mon")
    for time in differing(step):
        if len(used) > 1:
            when, cells = next(parts)
            assert when.startswith(f"{COLUMNS[time]}, day by day, ")
        named, cells = [], cells[:-1] if step.days is None else cells
        for name_and_dose, total in zip(cells[::2], cells[1::2], strict=True):
            if name_and_dose == "Total for the week":
                assert totals(total) == total_of(snapshot, step.weekly_mg)
                continue
            said = re.match(rf"((?:(?:{'|'.join(NAMES.values())})(?:, | and | ))+)(.+)", name_and_dose)
            for day in (day for day in DAYS if NAMES[day] in said[1]):
                named.append(day)
                assert read(said[2]) == planned(snapshot, step, time, day)
                assert totals(total) == total_of(snapshot, step.regimen.on(day).daily_mg())
        assert sorted(named) == sorted(days_of(snapshot, step))
    assert ("Total for the week" in cells) == (step.days is None or step.days >= 7)


def check_planned_week(snapshot, step, cells):
    """A step after the visit: the same, with the days of each time of day in one cell and the week's total in its header."""
    used = [time for time in COLUMNS if any(each.time == time for step in steps_of(snapshot) for each in step.doses)]
    slots = cells[: len(used)] if len(used) > 1 else []
    for time, cell in zip(used, slots, strict=False):
        assert cell == "see each day below" if time in differing(step) else read(cell) == planned(snapshot, step, time, "mon")
    for time, cell in zip(differing(step), cells[len(slots) :], strict=False):
        _heading, *parts = re.split(rf"((?:(?:{'|'.join(NAMES.values())})(?:, | and | ))+)", cell)
        assert _heading.strip() == (f"{COLUMNS[time]}, day by day" if slots else "")
        told = {day: said for names, said in zip(parts[::2], parts[1::2], strict=True) for day in DAYS if NAMES[day] in names}
        assert sorted(told) == sorted(days_of(snapshot, step))
        for day, said in told.items():
            dose, _, total = said.strip().partition(". Total for the day: ")
            assert read(dose) == planned(snapshot, step, time, day)
            assert not total or totals(total) == total_of(snapshot, step.regimen.on(day).daily_mg())
            assert bool(total) == bool(slots and step.regimen.on(day).daily_mg())
    week = dict(pairwise(cells)).get("Total for the week", "")
    assert totals(week) == (total_of(snapshot, step.weekly_mg) if len(days_of(snapshot, step)) == 7 else {})


@pytest.mark.printed
def test_a_week_is_on_one_page(papers):
    """The days of a week are not torn apart: each page on which those of a dated one begin has its total."""
    said = [papers["lorazepam"].text(number) for number in range(len(papers["lorazepam"].pages))]
    begun = [page.count("day by day, Monday") for page in said]
    assert sum(begun) == 2
    assert begun == [len(re.findall("Total for the week(?!:)", page)) for page in said]


@pytest.mark.printed
def test_large_print_keeps_a_week_together():
    """So it is in large print, below the dates of its step."""
    paper = Paper(render_pdf(large_handout(weeks.lorazepam())))
    box, *pages = [paper.text(number) for number in range(len(paper.pages)) if "day by day" in paper.text(number)]
    assert "What you take from" in box and "Tuesday and Saturday DOSE" in box
    found = [page.count("day by day") for page in pages]
    assert sum(found) == 2
    assert [page.count("Total for the week") for page in pages] == found


@pytest.mark.printed
def test_a_week_in_large_print_stands_below_its_heading():
    """On Letter paper too, the shorter of the two, the first step is on the page that says that the steps begin."""
    paper = Paper(render_pdf(large_handout(weeks.lorazepam(market="us"))))
    (first,) = (page for page in map(paper.text, range(len(paper.pages))) if "Your steps until" in page)
    assert "Tuesday and Saturday DOSE" in first


# The other formats -------------------------------------------------------------------------------


def paragraphs(snapshot, language=""):
    """The lines of each step of the plain text."""
    parts = [part.strip().split("\n") for part in plain_handout(snapshot, Standing(language=language)).split("\n\n")]
    return [
        lines
        for lines in parts
        if re.match(rf"(?:From |Desde el )?(?:\w+day|{'|'.join(spanish.WEEKDAYS)}),? ", lines[0], re.IGNORECASE)
        and re.search(r"\d{4}", lines[0])
    ]


@every_plan
@pytest.mark.parametrize("language", ["", "es"])
def test_the_text_says_of_each_day_what_the_engine_planned(made, language):
    """The text names each day of the week with what is taken on it, Monday to Sunday, in the United States Sunday to Saturday."""
    snapshot = made()
    names = EN_ESPANOL if language else NAMES
    for step, lines in zip(steps_of(snapshot), paragraphs(snapshot, language), strict=True):
        if step.mean:
            found = [line.partition(": ") for line in lines if line.partition(": ")[0] in names.values()]
            wanted = [(day, time) for time in differing(step) for day in days_of(snapshot, step)]
            assert [name for name, _, _ in found] == [names[day] for day, _ in wanted]
            for (day, time), (_, _, said) in zip(wanted, found, strict=True):
                assert in_words(said, language) == [(drug or "", mg) for drug, mg in planned(snapshot, step, time, day)]
            total = next((line for line in lines if line.startswith(("Total for the week: ", "Total de la semana: "))), "")
            said = {Decimal(mg) for mg in re.findall(rf"([\d.]+){NBSP}mg", total)}
            assert said == (set() if len(days_of(snapshot, step)) < 7 else {*step.weekly_mg.values()})


def in_words(said, language):
    """(drug or "", mg) of each dose of a line, checked against its pieces."""
    said = re.sub(r" (?:Total for the day|Total del día): .*", "", said).removesuffix(".")
    if not language:
        return [(drug or "", mg) for drug, mg in read(said)]
    found = [spanish.a_dose(re.sub("^zopiclona", "zopiclone", each)) for each in said.split("; ")] if said != "nada" else []
    assert [mg for _, mg, _ in found] == [pieces for _, _, pieces in found]
    return [(drug, mg) for drug, mg, _ in found]


def flat(said):
    """Words without what only parts them, which each format does in its own way."""
    return re.sub(r"[ \n]+", " ", re.sub(r"[,.;:]| (?:y|and)(?= )", "", said))


@every_plan
@pytest.mark.parametrize("language", ["", "es"])
def test_page_and_calendar_say_what_the_text_says(made, language):
    """Step by step they are the text, so that all are true if it is."""
    snapshot = made()
    steps = paragraphs(snapshot, language)
    page = web_handout(snapshot, Standing(language=language)).replace('<span class="note">', "<p>")
    said, at = flat(" ".join(texts_of(page))), 0
    for lines in steps:
        at = said.find(flat(" ".join(lines)), at)
        assert at >= 0, lines
    assert hits_in_html(page) == []
    found = [
        each["DESCRIPTION"].split("\n")
        for each in events(calendar_handout(snapshot, Standing(language=language)))
        if "-step-" in each["UID"]
    ]
    assert all(set(lines) <= set(told) for lines, told in zip(steps, found, strict=False))


@every_plan
def test_large_print_says_of_each_day_what_the_engine_planned(made):
    """The card of a week has every day of it once, alone or named with those that are alike, with what is taken on it."""
    snapshot = made()
    page = large_handout(snapshot)
    assert hits_in_html(page) == []
    cards = re.findall(r'<section class="card[^"]*">\n<h3>.*?</section>', page, re.DOTALL)
    for step, card in zip(steps_of(snapshot), cards, strict=True):
        parts = card.split('<div class="days">')[1:]
        assert len(parts) == len(differing(step))
        for part in parts:
            time = next(time for time in differing(step) if texts_of(part)[0].startswith(COLUMNS[time]))
            ends = r'(?=<div class="line|<p class="|\Z)'
            lines = re.findall(rf'<p class="time">(.*?)</p><div class="takes">(.*?){ends}', part, re.DOTALL)
            named = [(day, takes) for names, takes in lines for day in DAYS if NAMES[day] in names]
            assert sorted(day for day, _ in named) == sorted(days_of(snapshot, step))
            for day, takes in named:
                assert read(" ".join(texts_of(takes.replace("<p>none</p>", "none")))) == planned(snapshot, step, time, day)


# What the days change elsewhere on the paper -----------------------------------------------------


def test_a_step_of_less_than_a_week_has_its_own_days_only():
    """Three days from Saturday on are Saturday, Sunday and Monday: no other day and no week's total, which would not be taken."""
    row = patient_sheet(weeks.cut_short()).dated[0]
    assert [day.name for day in row.lines[0].days] == ["Saturday", "Sunday", "Monday"]
    assert row.totals == ()


@every_plan
def test_no_mean_is_printed_as_a_dose(made):
    """Never print the mean as a dose."""
    snapshot = made()
    means = {f"{mg:f}" for step in steps_of(snapshot) if step.mean for drug, mg in step.daily_mg.items()}
    means -= {f"{dose.mg:f}" for step in steps_of(snapshot) for dose in step.doses}
    means -= {f"{mg:f}" for step in steps_of(snapshot) for day in DAYS for mg in step.regimen.on(day).daily_mg().values()}
    for said in (plain_handout(snapshot), patient_handout(snapshot), web_handout(snapshot), calendar_handout(snapshot)):
        assert [mean for mean in means if re.search(rf"(?<![\d.]){re.escape(mean)}{NBSP}mg", said)] == []


def test_fewer_full_days_are_not_the_same_dose():
    """From two low nights to four the doses have the same mg: the paper must not say that the dose stays the same."""
    assert "stays the same" not in plain_handout(weeks.zopiclone())
    held = [weeks.night(weeks.FULL, weeks.days("mon wed fri")), weeks.night(weeks.HALF, weeks.days("tue thu sat sun"))]
    assert "stays the same" in plain_handout(weeks.plan("zopiclone", ("reduce", 14, *held), ("hold", 14, *held), ("stop", 0)))


def test_until_both_have_spoken_the_days_go_on():
    """After a missed visit the days of the week go on as they are: no total of a day would be true."""
    sheet = patient_sheet(weeks.zopiclone())
    assert sheet.stay == "Go on with these days of the week until we have spoken."
    assert patient_sheet(weeks.american()).after[-1].closing == sheet.stay


def test_the_first_box_tells_how_many_days_have_which_dose():
    """The paper says above its steps where the plan starts."""
    zopiclone = patient_sheet(weeks.zopiclone()).now
    assert zopiclone.total == f"In the week: zopiclone 7.5{NBSP}mg on 5 days and 3.75{NBSP}mg on 2 days."
    (strip,) = zopiclone.strips
    assert [(day.short, day.doses[0].mg) for day in strip.days][:3] == [
        ("Mon", f"7.5{NBSP}mg"),
        ("Tue", f"3.75{NBSP}mg"),
        ("Wed", f"7.5{NBSP}mg"),
    ]
    said = patient_sheet(weeks.as_taken()).now.total
    assert f"diazepam 6{NBSP}mg on 3 days and 3{NBSP}mg on 4 days and zopiclone 7.5{NBSP}mg on 2 days and none on 5 days." in said


def test_a_day_that_says_none_is_not_skipped_or_missed():
    """On nights with none nothing is taken from another night; every other dose is still not to be skipped."""
    off, mixed, daily = (plain_handout(each) for each in (weeks.zopiclone(), weeks.lorazepam(), short()))
    assert "Does a day say none? Then do not take a dose from another day. Skip no other dose." in off
    assert "A day that says none is not missed." in off
    assert "Never move a dose to another day. Do not skip doses." in mixed
    assert "another day" not in daily
    assert "Do not skip doses." in daily


def test_a_shape_without_numbers_where_days_differ():
    """The curve is the mean of each week, which is nobody's dose: it has no mg at its side."""
    assert {tick.label for tick in patient_sheet(weeks.zopiclone()).curve.levels} == {""}
    assert f"1{NBSP}mg" in {tick.label for tick in patient_sheet(short()).curve.levels}


def test_what_was_taken_on_some_days_and_goes_on_by_the_plan_is_not_beside_it():
    """The list of medicines has it on three days of the week, and the plan goes on from there: no more of it is "extra"."""
    days = {"use": "days", "days_a_week": 3, "weekdays": ["mon", "wed", "fri"]}
    steps = (("reduce", 14, weeks.night(weeks.HALF, weeks.days("mon fri"))), ("stop", 0))
    listed = with_rows(weeks.plan("zopiclone", *steps), [row("zopiclone", **days)])
    assert not patient_sheet(listed).now.notes
    assert "Take no more zopiclone than" not in plain_handout(listed)
    needed = with_rows(weeks.plan("zopiclone", *steps), [row("zopiclone", use="as-needed")])
    assert "Take no more zopiclone than" in plain_handout(needed)
