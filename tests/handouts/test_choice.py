"""The sheet that a patient chooses with: plain words about each way, and no dose to follow."""

import re
from dataclasses import replace
from datetime import date

import pymupdf
import pytest

from taper_app.engine import load_catalogue, outcomes, parse_request
from taper_app.handouts import render_pdf
from taper_app.handouts.choice import Choice, choice_paper
from taper_app.handouts.choice_words import ROWS
from taper_app.languages import LANGUAGES
from tests.handouts.test_weighing import CLINIC, WREN
from tests.text_gates import texts_of

TODAY = date(2027, 1, 4)


def ways_of(*rows, **more):
    """What can be reached from a regimen, the gentlest first."""
    asked = {"starts_on": "2027-01-11", "market": "uk", "equivalence": "ashton-2002", "regimen": list(rows)}
    strategy = {"method": "direct", "reduction_percent": "10", "interval_days": 14}
    return outcomes(parse_request(asked | {"strategy": strategy} | more, load_catalogue()), (), load_catalogue()).outcomes


LORAZEPAM = ways_of({"drug": "lorazepam", "morning": "1", "night": "1"})
ZOPICLONE = ways_of({"drug": "zopiclone", "night": "7.5"})
THREE = Choice(CLINIC, WREN, (LORAZEPAM[0], LORAZEPAM[1], LORAZEPAM[-2]), TODAY)
LONG = Choice(CLINIC, replace(WREN, name="Wilhelmina Featherstonehaugh-Cholmondeley"), THREE.ways, TODAY)


def answers(page):
    """The answers of each row of the sheet."""
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", page)
    return {asked: texts_of(cells) for asked, cells in rows}


@pytest.mark.printed
@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_page(language, size):
    """Three ways and a long name fit on one page, in every language."""
    choice = replace(LONG, clinic=replace(CLINIC, paper_size=size))
    assert pymupdf.open(stream=render_pdf(choice_paper(choice, language))).page_count == 1


def test_each_answer_is_of_its_way():
    """Day of the stop, weeks, changes, steps, medicine, cuts and liquid of each way, in a patient's words."""
    said = answers(choice_paper(THREE))
    assert len(said) == len(ROWS) + 1
    assert said["When do you stop?"] == [f"On {each.stop_on:%A} {each.stop_on.day} {each.stop_on:%B %Y}" for each in THREE.ways]
    assert said["Which medicine?"] == [
        "You change to diazepam, one dose after the other.",
        "You keep your medicine.",
        "You change to diazepam, one dose after the other.",
    ]
    cuts = [f"Yes, up to {each.splits_a_week} in a week" if each.splits_a_week else "No" for each in THREE.ways]
    assert said["Do you cut tablets?"] == cuts
    liquid = ["Yes, with a syringe" if each.largest_volume_ml else "No" for each in THREE.ways]
    assert said["Do you measure a liquid?"] == liquid == ["Yes, with a syringe", "Yes, with a syringe", "No"]


def test_the_biggest_step_is_the_one_that_the_page_says():
    """Of the steps before the closing ones, as on the page beside it: none is over 25%, though the last small ones are."""
    assert any(each.closing for way in THREE.ways for each in way.reductions)
    said = answers(choice_paper(THREE))["How big can a step be before the end?"]
    assert [int(re.search(r"\d+", each).group()) <= 25 for each in said] == [True, True, True]


def test_days_of_the_week_are_told():
    """A way that goes by days of the week says so, and that some days have no dose."""
    week = next(each for each in ZOPICLONE if each.strategy.pattern == "days-off")
    said = answers(choice_paper(replace(THREE, ways=(week, ZOPICLONE[0]))))
    assert said["Is each day the same?"] == ["No. Near the end some days have no dose.", "Yes"]


def test_it_is_marked_and_holds_no_dose():
    """It says on top and at its foot that it is no plan, and has no mg and no mL to follow."""
    texts = " ".join(texts_of(choice_paper(THREE)))
    assert texts.count("DRAFT. This is not a plan.") == 2
    assert not re.search(r"\d\s*(mg|mL)\b", texts)
    assert "Call us on" in texts


def test_a_name_cannot_write_on_the_sheet():
    """A name is text, never markup."""
    assert "<b>Wren" not in choice_paper(replace(THREE, patient=replace(WREN, name="<b>Wren</b>")))
