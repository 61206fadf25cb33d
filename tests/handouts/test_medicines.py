"""Every medicine that is on record is named on every paper of the patient: what stops and when, what takes its place, and what
the plan leaves out; and clinicians' papers say it too."""

from datetime import date, timedelta

import pytest

from taper_app.engine import Schedule
from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from tests.handouts.calendars import events, unfolded
from tests.handouts.clinical import SHA, at_random, laid_over, listed, revised
from tests.handouts.from_stored import HandoutWriter as Writer
from tests.handouts.from_stored import (
    calendar_handout,
    expect_page,
    expect_paper,
    expect_text,
    large_handout,
    page_to_send,
    patient_handout,
    plain_handout,
    prescriber_letter,
    supply_sheet,
    web_handout,
)
from tests.handouts.paper import Paper
from tests.handouts.readers import from_text, on_top
from tests.handouts.snapshots import LORAZEPAM, MONDAY, NIGHTLY_20, by_hand, crossing, planned, short
from tests.handouts.test_languages_truth import TONGUES
from tests.handouts.test_truth import plans
from tests.text_gates import texts_of

pytestmark = pytest.mark.printed

PAGES = [patient_handout, large_handout, web_handout, page_to_send, expect_paper, expect_page]
TEXTS = [plain_handout, calendar_handout, expect_text]
FORMATS = PAGES + TEXTS
LANGUAGES = ["en-gb", "en-us", *TONGUES]
ZOPICLONE = {"drug": "zopiclone", "night": "7.5"}
CLONAZEPAM = {"drug": "clonazepam", "morning": "0.5", "night": "0.5"}
TEMAZEPAM = {"drug": "temazepam", "night": "20"}
CROSS = {"method": "crossover"}
AS_NEEDED = listed("nitrazepam", {"night": "5"}, {"night": "5"}) | {"as_needed": True}
NO_MORE = "From this day you take no more zopiclone. Diazepam takes the place of zopiclone."


def beside(snapshot, *medicines):
    """The same revision with these rows in the list of medicines."""
    names = {row["drug"]: {"name": row["drug"]} for row in medicines}
    return laid_over(snapshot, {"drugs": names}) | {"medications": list(medicines)}


def later(snapshot, weeks):
    """The same plan, as a second revision issued so many weeks after its start."""
    on = MONDAY + timedelta(weeks=weeks)
    seen = {"issued_on": on.isoformat(), "changes_on": on.isoformat(), "review_on": (on + timedelta(weeks=2)).isoformat()}
    return snapshot | seen | {"number": 2, "replaces": 1}


MADE = {
    "short": short,
    "crossover by hand": crossing,
    "nightly": lambda: planned(NIGHTLY_20),
    "to a dose": lambda: planned(NIGHTLY_20, strategy={"target_mg": "10"}),
    "three times a day": lambda: planned(LORAZEPAM, strategy=CROSS),
    "American": lambda: planned(LORAZEPAM, market="us", strategy=CROSS),
    "zopiclone at night": lambda: planned(ZOPICLONE, strategy=CROSS),
    "temazepam at night": lambda: planned(TEMAZEPAM, strategy=CROSS),
    "three drugs": lambda: planned(ZOPICLONE, TEMAZEPAM, CLONAZEPAM, strategy=CROSS, weeks=12),
    "to review only": lambda: planned(TEMAZEPAM, ZOPICLONE, strategy=CROSS, clinic={"handout_rows": "to-review"}),
    "one as needed": lambda: beside(planned(CLONAZEPAM, strategy=CROSS), AS_NEEDED),
    "crossed over": lambda: later(planned(ZOPICLONE, strategy=CROSS), 3),
    "held": lambda: revised(LORAZEPAM, strategy=CROSS),
    "crossed over, one as needed": lambda: beside(later(planned(TEMAZEPAM, ZOPICLONE, strategy=CROSS), 5), AS_NEEDED),
}


def on_record(snapshot):
    """Every drug that somebody takes or took by this revision's own record, as needed or every day."""
    rows = [*snapshot["request"]["regimen"], *snapshot.get("taken", ()), *snapshot["medications"]]
    return {row["drug"] for row in rows} | {dose["drug"] for step in snapshot["schedule"]["steps"] for dose in step["doses"]}


def words_of(written, snapshot, language):
    """What a paper says, without its markup and folding, and where a long name may break."""
    said = written(snapshot, Standing(language=language))
    if written is calendar_handout:
        said = " ".join(" ".join(event.values()) for event in map(only_texts, events(said)))
    elif written in PAGES:
        said = " ".join([*texts_of(said[said.index("<main>") :])])
    return said.replace("\u00ad", "")


def only_texts(event):
    return {key: words for key, words in event.items() if isinstance(words, str)}


def missing(snapshot, language):
    """(format, drug) of each medicine on record that a paper does not name."""
    named = {drug: TONGUES[language].drug(drug) if language in TONGUES else drug for drug in on_record(snapshot)}
    said = {written: words_of(written, snapshot, language).lower() for written in FORMATS}
    return [(written.__name__, drug) for written in FORMATS for drug, name in named.items() if name not in said[written]]


# All of them, on all papers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", MADE)
def test_every_medicine_is_named_on_every_paper(plan, language):
    """Each medicine of the regimen, of the steps and of those as needed is named in every format and language."""
    assert missing(MADE[plan](), language) == []


@pytest.mark.long
@pytest.mark.parametrize("language", ["en-gb", "es"])
def test_every_medicine_of_plans_at_random_is_named(language):
    """So it is in plans made at random, at every step that may run when they are printed again, and after visits at random."""
    found = [*plans(0)[:4], *at_random(0)]
    for snapshot in found:
        assert missing(snapshot, language) == []
        steps = snapshot["schedule"]["steps"]
        again = steps[len(steps) // 2]["starts_on"]
        assert missing(snapshot | {"number": 2, "replaces": 1, "issued_on": again, "review_on": again}, language) == []


# What stops, and what takes its place --------------------------------------------------------------------------------


def test_a_medicine_that_the_first_step_takes_away_is_named():
    """Zopiclone at night becomes diazepam in the first step: the title, the box on top and the first row say so."""
    said = Writer(MADE["zopiclone at night"]()).sheet("")
    assert said.title == "Your plan to come off zopiclone slowly, with the help of diazepam"
    assert (" ".join(said.now.stops), said.now.total) == (NO_MORE, "Total for the day: diazepam 5\u00a0mg.")
    assert said.dated[0].note == NO_MORE
    assert {dose.drug for row in said.dated for line in row.lines for dose in line.doses} == {"diazepam"}


def test_a_medicine_that_the_first_step_takes_away_is_named_in_every_file():
    """The same sentence stands in the first row of the PDF, the page, the large print and the text, and in the first event."""
    snapshot = MADE["zopiclone at night"]()
    paper = Paper(render_pdf(patient_handout(snapshot)))
    assert NO_MORE in " ".join(next(when for when, _cells in paper.steps() if when).split())
    assert NO_MORE in paper.text(0)
    assert NO_MORE in " ".join(from_text(plain_handout(snapshot))[0].said)
    for page in (web_handout(snapshot), large_handout(snapshot)):
        assert NO_MORE in page[page.index('id="steps"') :]
    assert NO_MORE in events(calendar_handout(snapshot))[0]["DESCRIPTION"]


def test_one_of_three_medicines_that_goes_first_is_named_with_the_others():
    """With three drugs the title has all three, and each row on which one ends says which one and what takes its place."""
    said = Writer(MADE["three drugs"]()).sheet("")
    assert said.title == "Your plan to come off clonazepam, temazepam and zopiclone slowly, with the help of diazepam"
    ends = [f"From this day you take no more {drug}. Diazepam takes the place of {drug}." for drug in ("zopiclone", "temazepam")]
    notes = [row.note for row in said.dated]
    assert notes[0] == ends[0]
    assert ends[1] in notes
    assert "First you move from clonazepam, temazepam and zopiclone to diazepam" in said.summary


def test_a_medicine_that_stops_by_itself_has_nothing_in_its_place():
    """In a direct taper of two drugs the first to end is named where it ends, and nothing is said to take its place."""
    diazepam = ("night", "diazepam", "4", ("diazepam-2mg-tablet", "2"))
    zopiclone = ("night", "zopiclone", "3.75", ("zopiclone-3p75mg-tablet", "1"))
    said = Writer(by_hand(("reduce", 14, diazepam, zopiclone), ("reduce", 14, diazepam), ("stop", 0), weeks=8)).sheet("")
    assert said.title == "Your plan to come off diazepam and zopiclone slowly"
    assert [row.note for row in said.dated][:2] == ["", "From this day you take no more zopiclone."]


def test_a_reprint_still_says_what_is_taken_no_more():
    """Printed again from a step after the crossover, the box on top and the first row still name what may be left at home."""
    said = Writer(MADE["crossed over"]()).sheet("")
    assert said.title == "Your plan to come off zopiclone slowly, with the help of diazepam"
    assert said.now.total == "Total for the day: diazepam 4\u00a0mg."
    assert said.now.stops == ("You take no more zopiclone.",)
    assert "You take no more zopiclone." in said.dated[0].note
    assert "From this day" not in on_top(said) + "".join(row.note for row in said.dated)


def test_a_medicine_that_was_found_at_a_visit_and_is_not_in_the_plan_is_named():
    """What was really taken at the visit and is in no step stops on the day of the change, in that day's row."""
    snapshot = revised(NIGHTLY_20) | {"taken": [NIGHTLY_20, ZOPICLONE]}
    row = next(row for row in Writer(snapshot).sheet("").dated if row.first == "Wednesday 3 February 2027")
    assert "From this day you take no more zopiclone." in row.note


@pytest.mark.parametrize("written", [expect_paper, expect_page, expect_text])
def test_why_and_what_to_expect_names_what_takes_the_place_of_what(written):
    """The sheet with no days says which medicine takes whose place, in its title and below it."""
    said = words_of(written, MADE["zopiclone at night"](), "en-gb")
    assert "Coming off diazepam and zopiclone: what to expect" in said
    assert "Diazepam takes the place of zopiclone." in said


# What is beside the plan ---------------------------------------------------------------------------------------------

LEFT_OUT = "Your plan does not include nitrazepam. Call us before you take any."


@pytest.mark.parametrize("written", FORMATS)
def test_a_medicine_taken_as_needed_is_said_to_be_beside_the_plan(written):
    """A drug on record as taken as needed is in no step; each paper says so and to call before taking any."""
    assert LEFT_OUT in words_of(written, MADE["one as needed"](), "en-gb")
    assert LEFT_OUT not in words_of(written, planned(CLONAZEPAM, strategy=CROSS), "en-gb")


def test_no_extra_of_a_medicine_that_the_plan_holds():
    """Where the same drug is in the plan and on record as needed, no more is to be taken than the plan says."""
    also = listed("diazepam", {"night": "5"}, {"night": "5"}) | {"as_needed": True}
    said = Writer(beside(short(), also)).sheet("")
    extra = "Take no more diazepam than your plan says. Do you need more? Call us first."
    assert extra in said.now.notes
    assert extra in said.dated[0].note


def test_a_medicine_that_is_listed_and_not_taken_is_named():
    """What is prescribed and was not taken may be at home as well: it is named as left out."""
    said = Writer(beside(short(), listed("nitrazepam", {"night": "5"}, {}))).sheet("")
    assert LEFT_OUT in said.now.notes


# Clinicians' papers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [supply_sheet, prescriber_letter])
def test_clinicians_papers_name_what_stops_and_what_is_beside_the_plan(written):
    """Pharmacist and prescriber read that zopiclone stops, and that what is taken as needed is not for them to give."""
    said = " ".join(texts_of(written(beside(planned(ZOPICLONE, strategy=CROSS), AS_NEEDED), SHA)))
    assert "zopiclone and diazepam" in said
    assert "On record, but not in" in said
    assert "nitrazepam" in said


@pytest.mark.parametrize(
    ("written", "begin", "end"),
    [
        (supply_sheet, "Of diazepam, as needed,", ", supply nothing for use as needed on top of the amounts below."),
        (prescriber_letter, "No diazepam, as needed,", " for use as needed on top of the doses above."),
    ],
)
def test_nothing_is_given_as_needed_on_top_of_the_plan(written, begin, end):
    """Who takes the plan's own drug as needed too gets none for that: pharmacist and prescriber read so."""
    extra = listed("diazepam", {"night": "5"}, {"night": "5"}) | {"as_needed": True}
    said = " ".join(texts_of(written(beside(planned(NIGHTLY_20), extra), SHA)))
    assert f"{begin} at most 5\u00a0mg in the day: 5\u00a0mg at bedtime{end}" in said
    assert "On record, but not" not in said


@pytest.mark.parametrize("written", [supply_sheet, prescriber_letter])
def test_a_medicine_that_left_the_list_is_still_named(written):
    """A drug that stopped and was then taken off the list of medicines is still named; a later revision can be printed."""
    snapshot = later(planned(ZOPICLONE, strategy=CROSS), 3)
    assert "zopiclone" in written(snapshot, SHA)
    unnamed = snapshot | {"drugs": {"diazepam": {"name": "diazepam"}}}
    assert "zopiclone" in written(unnamed, SHA)
    assert "zopiclone" in plain_handout(unnamed)


def test_the_steps_are_still_the_schedules_own():
    """Naming what stops changes no dose and no day."""
    snapshot = MADE["zopiclone at night"]()
    steps = Schedule.from_json(snapshot["schedule"]).steps
    rows = Writer(snapshot).sheet("")
    assert [row.totals for row in (*rows.dated, *rows.after)] == [
        tuple((drug, f"{format(mg, 'f')}\u00a0mg") for drug, mg in step.daily_mg.items()) for step in steps
    ]
    assert date.fromisoformat(snapshot["schedule"]["starts_on"]) == MONDAY
    assert unfolded(calendar_handout(snapshot).encode())
