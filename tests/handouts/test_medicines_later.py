"""What the patient's papers say of the medicines after a visit that went another way: nothing is said to be over that is taken
again, to take a place that it does not take, to rise or to fall where it does neither."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from taper_app.engine import Adjustment, Change, Decision, Strategy, propose, propose_revision
from taper_app.handouts.medicine_words import TOO_MUCH
from taper_app.handouts.patient_rows import rows
from taper_app.handouts.standing import Standing
from tests.handouts.clinical import CATALOGUE, at_random, laid_over, listed, of_a_visit, request, revised
from tests.handouts.from_stored import HandoutWriter as Writer
from tests.handouts.from_stored import expect_text, plain_handout
from tests.handouts.readers import on_top
from tests.handouts.snapshots import LORAZEPAM, MONDAY, NIGHTLY_20, by_hand, kept, planned, proposed, short

TWICE = {"drug": "lorazepam", "morning": "1", "night": "1"}
ZOPICLONE = {"drug": "zopiclone", "night": "7.5"}
CROSS = {"method": "crossover"}
DIRECT = Strategy(method="direct", coarse_tail=True)
OVER = re.compile(r"You take no more ([^.]*)\.|From this day you take no more ([^.]*)\.")


def switched(*rows, after, strategy, **asked):
    """A second revision that goes on by another strategy, decided so many days after the start of the first."""
    first = request(*rows, strategy=CROSS | asked)
    plan = propose(first, CATALOGUE).schedule
    on = MONDAY + timedelta(days=after)
    taken = plan.in_force(on - timedelta(days=1)).regimen
    made = propose_revision(plan, first, CATALOGUE, change=Change(on, taken, Adjustment(Decision.SWITCH, strategy=strategy)))
    now = replace(made.request, regimen=first.regimen)
    second = kept(now, made.schedule, on + timedelta(days=14))
    return laid_over(second | proposed(now, made) | of_a_visit(on, taken, "switch"), {})


def back_in_crossover():
    """Lorazepam twice a day had all moved to diazepam; a step back has one dose of it taken again from Thursday 14 January on."""
    return revised(TWICE, strategy=CROSS, after=10, decision="step-back", days=None)


def over(words):
    """The medicines that are said to be taken no more."""
    found = (each for pair in OVER.findall(words) for each in pair if each)
    return {name for each in found for name in re.split(r", | or | and ", each)}


# Taken again ---------------------------------------------------------------------------------------------------------


def test_a_medicine_that_a_step_back_brings_again_is_not_said_to_be_over():
    """The box on top says what is taken from which day, and neither it nor a row before that says to take no more of it."""
    said = Writer(back_in_crossover()).sheet("")
    assert said.now.heading == "What you take from tomorrow, Thursday 14 January 2027"
    assert said.now.before == "Until Wednesday 13 January 2027 stay on diazepam 20\u00a0mg a day, as you take it now."
    assert said.now.total == "Total for the day: diazepam 10\u00a0mg and lorazepam 1\u00a0mg."
    assert said.now.notes[-1] == "From this day you take lorazepam again."
    assert said.summary.startswith("First you move from lorazepam")
    assert "lorazepam" not in over(" ".join([*said.now.stops, *said.now.next[:1], said.summary]).partition("From this day")[0])
    assert said.dated[0].note == ""
    assert said.dated[1].note.endswith(" We have agreed on this with you. From this day you take lorazepam again.")
    assert (*said.dated, *said.after)[
        2
    ].note == "From this day you take no more lorazepam. Diazepam takes the place of lorazepam."


def test_nothing_is_said_to_be_over_that_is_taken_later():
    """After visits at random, no row and no box on top tells the patient to take no more of a medicine that a later row has."""
    found = [back_in_crossover(), *(made for seed in range(12) for made in at_random(seed))]
    assert len(found) == 25
    for made in found:
        writer = Writer(made)
        told = [" ".join(writer.sheet("").now.stops), *(row.note for row in rows(writer.about, writer.doses))]
        for words, first in zip(
            told, (writer.about.steps.index(writer.about.shown), *range(len(writer.about.steps))), strict=True
        ):
            named = {writer.doses.name(drug) for step in writer.about.steps[first:] for drug in step.daily_mg}
            assert not over(words) & named, (words, named)


# What takes the place of what ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [plain_handout, expect_text])
def test_the_medicine_that_was_crossed_over_to_is_the_one_that_is_named(written):
    """Lorazepam and zopiclone moved to clonazepam, then the plan went on directly: no paper brings in diazepam."""
    made = switched(LORAZEPAM, ZOPICLONE, after=40, strategy=DIRECT, crossover_to="clonazepam", coarse_tail=True)
    for language in ("en-gb", "es"):
        assert "diazepam" not in written(made, Standing(language=language))
    if written is plain_handout:
        title = "Your plan to come off lorazepam and zopiclone slowly, with the help of clonazepam"
        assert written(made).startswith(title)
        assert "You take no more lorazepam or zopiclone." in written(made)
    else:
        assert "Clonazepam takes the place of lorazepam and zopiclone." in written(made)


def test_only_what_is_yet_to_move_is_said_to_move():
    """Lorazepam had moved to clonazepam; now clonazepam moves to diazepam, and lorazepam is only said to be over."""
    thrice = {"drug": "lorazepam", "morning": "1", "midday": "1", "night": "2"}
    again = Strategy(method="crossover")
    said = Writer(switched(thrice, after=31, strategy=again, crossover_to="clonazepam", coarse_tail=True)).sheet("")
    assert said.title == "Your plan to come off clonazepam and lorazepam slowly, with the help of diazepam"
    assert "You take no more lorazepam." in said.now.stops
    assert "First you move from clonazepam to diazepam, one dose at a time." in said.summary


@pytest.mark.parametrize(
    ("made", "title"),
    [
        (lambda: revised(TWICE, strategy=CROSS, after=4, decision="maintain", days=None), "stay on lorazepam and diazepam"),
        (lambda: switched(TWICE, after=4, strategy=DIRECT), "come off lorazepam and diazepam slowly"),
    ],
)
def test_nothing_takes_the_place_of_a_medicine_that_goes_on(made, title):
    """Where a crossover ends half-way, both medicines are taken: no paper says that one moves to the other or takes its place."""
    said = plain_handout(made())
    assert said.startswith(f"Your plan to {title}\n")
    assert "you move from" not in said
    assert "takes the place" not in said + expect_text(made())


# Neither up nor down -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ["maintain", "hold"])
def test_a_dose_that_stays_is_not_said_to_go_down(decision):
    """Maintained, or held until we have spoken: title, box, aim and caption say to stay on the dose, not to get down to it."""
    sheet = Writer(revised(NIGHTLY_20, decision=decision, days=None)).sheet("")
    said = on_top(sheet)
    assert "get down to" not in said and "less" not in sheet.title
    assert sheet.now.heading == "What you take now"
    assert "Total for the day: diazepam 16\u00a0mg." in said
    assert "Stay on diazepam 16\u00a0mg a day until we have spoken." in said
    assert sheet.title == {"maintain": "Your plan to stay on diazepam", "hold": "Your plan for diazepam: a pause"}[decision]
    assert sheet.curve_caption == "Your dose stays the same."
    assert "get down to diazepam 10\u00a0mg" in Writer(planned(NIGHTLY_20, strategy={"target_mg": "10"})).sheet("").summary


def test_a_second_drug_that_a_visit_found_is_in_the_box_on_top():
    """What is really taken from the day of the change on is said on top, where today's row has only what was planned."""
    first = request(NIGHTLY_20)
    plan = propose(first, CATALOGUE).schedule
    on = MONDAY + timedelta(days=30)
    taken = request({"drug": "diazepam", "night": "8"}, TWICE).regimen
    made = propose_revision(plan, first, CATALOGUE, change=Change(on, taken, Adjustment(Decision.MAINTAIN)))
    second = kept(first, made.schedule, on + timedelta(days=14))
    said = Writer(second | proposed(first, made) | of_a_visit(on, taken, "maintain")).sheet("").now
    assert said.heading == "What you take from tomorrow, Wednesday 3 February 2027"
    assert said.total == "Total for the day: diazepam 8\u00a0mg and lorazepam 2\u00a0mg."


# Before the first day, and several at once ---------------------------------------------------------------------------


def test_a_start_to_come_says_what_to_take_until_then():
    """Issued before the first day, the box on top says that nothing changes until then; issued on it, it does not."""
    until = "Until Sunday 3 January 2027 stay on zopiclone 7.5\u00a0mg a day, as you take it now."
    begins = f"What you take from Monday 4 January 2027.\n{until}"
    assert begins in plain_handout(planned(ZOPICLONE, strategy=CROSS))
    assert "Hasta el domingo 3 de enero de 2027 siga con diazepam 4\u00a0mg al día, como ahora." in plain_handout(
        short(), Standing(language="es")
    )
    assert "as you take it now" not in plain_handout(planned(ZOPICLONE, strategy=CROSS, issued_on=MONDAY.isoformat()))


def test_a_reprint_says_what_has_begun():
    """Printed again after the first day, the box on top says what began, and no longer what to do until then."""
    made = planned(ZOPICLONE, strategy=CROSS)
    later = {"printed_on": MONDAY + timedelta(days=9)}
    begun = Writer(made, None, later["printed_on"]).sheet("").now
    assert (begun.heading, begun.before) == ("What you take now", "")
    assert begun.stops == ("You take no more zopiclone.", "Diazepam takes the place of zopiclone.")
    assert "as you take it now" not in plain_handout(made, Standing(**later))
    assert "What you take from today, Monday 4 January 2027" in plain_handout(made, Standing(printed_on=MONDAY))


def test_several_medicines_that_are_not_to_be_taken_are_parted_by_or():
    """No more of this or that: "and" could be read as both at once. Spanish has its own word, and says whom to call once."""
    rows = [listed(drug, {"night": "5"}, {}) for drug in ("nitrazepam", "temazepam")]
    made = short() | {"medications": rows, "drugs": short()["drugs"] | {row["drug"]: {"name": row["drug"]} for row in rows}}
    assert "Your plan does not include nitrazepam or temazepam. Call us before you take any." in plain_handout(made)
    assert "Su plan no incluye nitrazepam ni temazepam. Llámenos antes de tomar algo que no esté en su plan." in plain_handout(
        made, Standing(language="es")
    )


def test_a_change_after_the_next_visit_is_not_in_the_box_on_top():
    """Where the visit comes before the day of the change, nobody is told on top to change before we have spoken."""
    said = Writer(back_in_crossover() | {"review_on": "2027-01-12"}).sheet("")
    assert said.now.heading == "What you take now"
    assert "Thursday 14 January 2027" not in on_top(said)
    assert said.stay == "Stay on diazepam 20\u00a0mg a day until we have spoken."


# What no other test noticed ------------------------------------------------------------------------------------------


def test_a_medicine_counted_as_needed_and_on_no_list_is_named():
    """What the plan itself counts as taken as needed is in no step: it is named though the list of medicines has it no more."""
    made = planned({"drug": "clonazepam", "night": "1"}, {"drug": "lorazepam", "as_needed": "2"}, strategy=CROSS)
    assert made["medications"] == []
    for written in (plain_handout, expect_text):
        assert "Your plan does not include lorazepam. Call us before you take any." in written(made)


def test_too_much_is_told_of_where_a_plan_went_back_just_after_a_crossover():
    """Gone back a step and then maintained, the new medicine is as new as it was: the paper still says how too much looks."""
    both = (
        ("morning", "lorazepam", "1", ("lorazepam-1mg-tablet", "1")),
        ("night", "diazepam", "10", ("diazepam-10mg-tablet", "1")),
    )
    crossed = tuple((time, "diazepam", "10", ("diazepam-10mg-tablet", "1")) for time in ("morning", "night"))
    steps = (("crossover", 7, *crossed), ("step-back", 14, *both), ("maintain", None, *both))
    made = by_hand(*steps, strategy=CROSS, taken="20", number=2, replaces=1, issued_on="2027-01-20")
    assert str(TOO_MUCH.heading) in plain_handout(made)
