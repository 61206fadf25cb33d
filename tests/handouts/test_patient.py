"""What the patient's handout says, in which order, and to whom."""

import re
from datetime import date
from decimal import Decimal

import pytest

from taper_app.engine import Schedule
from taper_app.handouts.standing import Standing
from taper_app.record import FORMAT, UnknownFormat
from tests.handouts.from_stored import HandoutWriter as Writer
from tests.handouts.from_stored import patient_handout
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, by_hand, crossing, planned, short
from tests.text_gates import hits_in_html, texts_of

NBSP = "\u00a0"


def sheet(snapshot, review_on=None):
    return Writer(snapshot, review_on).sheet("")


def days(rows):
    return [(row.first, row.last) for row in rows]


def test_steps_run_to_the_one_in_force_at_the_next_visit():
    """Dated steps end with the step in force on the day before the visit; one that begins on its day waits for it."""
    said = sheet(short())
    assert days(said.dated) == [
        ("Monday 4 January 2027", "Sunday 17 January 2027"),
        ("Monday 18 January 2027", "Sunday 31 January 2027"),
    ]
    assert days(said.after) == [("Monday 1 February 2027", "Sunday 14 February 2027"), ("Monday 15 February 2027", "")]


def test_a_missed_visit_leaves_the_last_dose_in_force():
    """After the dated steps the paper says to stay on that dose until both have spoken, with the total for the day."""
    assert sheet(short()).stay == f"Stay on diazepam 2{NBSP}mg a day until we have spoken."


def test_the_day_before_a_change_still_belongs_to_the_step_before():
    """A visit on the last day of a step does not reach into the next step."""
    said = sheet(short(review_on="2027-01-31"))
    assert len(said.dated) == 2
    assert said.stay == f"Stay on diazepam 2{NBSP}mg a day until we have spoken."


def test_a_visit_after_the_stop_leaves_nothing_for_later():
    """When the plan ends before the next visit every step is dated, and the last row is the stop."""
    said = sheet(short(review_on="2027-03-01"))
    assert said.after == ()
    assert said.stay == ""
    assert said.dated[-1].closing == "Stop. You take no more diazepam."


def test_a_visit_before_the_start_leaves_the_whole_plan_waiting():
    """With the visit before the first day, no step is dated, and until both have spoken what is taken now goes on."""
    said = sheet(short(review_on="2026-12-28"))
    assert said.dated == ()
    assert days(said.after)[0] == ("Monday 4 January 2027", "Sunday 17 January 2027")
    assert said.stay == f"Stay on diazepam 4{NBSP}mg a day until we have spoken."


def test_every_dose_up_to_the_visit_has_a_box():
    """Boxes run from the first day to the day before the visit, one for each time of day at which something is taken then; a
    visit within two weeks has them on the first page, and a paper that is over has none."""
    near, far = sheet(short(review_on="2027-01-11")).ticks, sheet(crossing()).ticks
    assert (near.near, [week.boxes.count("M") for week in near.weeks]) == (True, [7])
    assert [label.words for label in near.weeks[0].labels][:2] == ["Mon 4", "Tue 5"]
    assert (far.near, [week.boxes.count("M") for week in far.weeks]) == (False, [14, 14, 14, 14])
    assert far.order == "A box for each time of day, in this order: morning, bedtime."
    assert Writer(short()).sheet("SUPERSEDED").ticks is None
    assert "tick-week" not in patient_handout(short(), Standing(ended=True))


def test_the_last_row_of_a_taper_says_stop():
    """The stop is a row of its own at the end of a taper to zero, with the day and the words for it."""
    last = sheet(short()).after[-1]
    assert (last.first, last.lines, last.closing) == ("Monday 15 February 2027", (), "Stop. You take no more diazepam.")


def test_the_last_row_of_a_taper_to_a_dose_says_stay():
    """A taper to a dose that goes on ends in a row with that dose, from which day, and the words to stay on it."""
    last = sheet(crossing()).after[-1]
    assert (last.first, last.last, last.days) == ("From Thursday 11 February 2027", "", "")
    assert last.closing == f"Stay on diazepam 10{NBSP}mg a day until we have spoken."
    assert last.totals == (("diazepam", f"10{NBSP}mg"),)


def test_a_dose_is_said_in_pieces_and_in_mg():
    """A dose is the mg in figures, the pieces in words, and a picture: a whole tablet with its strength and a line to cut it at,
    and the half that is left of another."""
    (dose,) = sheet(short()).dated[0].lines[0].doses
    assert dose.mg == f"3{NBSP}mg"
    assert dose.words == f"one and a half 2{NBSP}mg tablets"
    (piece,) = dose.pieces
    assert piece.parts == ()
    (last,) = [dose for row in sheet(short()).after for line in row.lines for dose in line.doses]
    assert [piece.parts for piece in last.pieces] == [("half",)]
    assert [path.look for path in piece.drawing.paths] == ["solid", "sign", "ghost", "solid", "sign"]
    assert piece.drawing.paths[0].d.count("M") == 3  # an outline, and a line above and below the number


def test_several_kinds_of_pieces_are_joined_by_and():
    """Each kind of piece is a line with its picture; the lines read as one sentence."""
    page = patient_handout(crossing(review_on="2027-02-01"))
    assert f"one 5{NBSP}mg tablet" in texts_of(page)
    assert f"and one and a half 2{NBSP}mg tablets" in texts_of(page)


def test_only_times_of_day_that_the_plan_uses_are_columns():
    """A column that would say none in every row is left out; the others keep the order of the day."""
    assert sheet(crossing()).columns == ("Morning", "Bedtime")
    assert sheet(planned(LORAZEPAM, strategy={"method": "crossover"})).columns == ("Morning", "Midday", "Bedtime")


def test_nothing_to_take_is_said():
    """A time of day at which nothing is taken says none, and no cell is empty."""
    page = patient_handout(crossing())
    assert ">none</td>" in page
    assert not re.search(r"<td[^>]*>\s*</td>", page)


def test_a_plan_of_two_drugs_names_the_drug_at_each_dose():
    """In a crossover every dose and every total carries the name of its drug, whole and in lower case."""
    first = sheet(crossing()).dated[0]
    assert [dose.drug for line in first.lines for dose in line.doses] == ["lorazepam", "diazepam"]
    assert first.totals == (("lorazepam", f"1{NBSP}mg"), ("diazepam", f"10{NBSP}mg"))


def test_the_day_on_which_a_drug_ends_is_said():
    """The first step without a drug says that no more of it is taken; a step without change says that too."""
    notes = [row.note for row in sheet(crossing()).dated]
    gone = "From this day you take no more lorazepam. Diazepam takes the place of lorazepam."
    assert notes[1:3] == [gone, "Your dose stays the same in this step."]
    assert sheet(crossing()).dated[0].note == ""


@pytest.mark.parametrize(
    ("snapshot", "title"),
    [
        (short(), "Your plan to come off diazepam slowly"),
        (crossing(), "Your plan to come off lorazepam slowly, with the help of diazepam"),
        (planned(NIGHTLY_20, strategy={"target_mg": "10"}), "Your plan to take less diazepam, slowly"),
    ],
    ids=["direct", "crossover", "to a dose"],
)
def test_the_title_names_the_medicine_and_the_aim(snapshot, title):
    """The title says what the plan is for and names every medicine in it."""
    assert sheet(snapshot).title == title
    assert f"<title>{title}</title>" in patient_handout(snapshot)


def test_where_the_plan_starts_and_ends_is_said_on_top():
    """The box on top gives the first day and dose, the planned end, and the next visit until which the paper holds."""
    said = sheet(short())
    assert said.use_until == "Use this plan until Monday 1 February 2027."
    assert said.now.heading == "What you take from Monday 4 January 2027"
    assert said.now.total == f"Total for the day: diazepam 3{NBSP}mg."
    assert said.now.next[1:] == (
        "Your next visit is on Monday 1 February 2027. Bring this plan and all your tablets.",
        f"Can you not come? Call us. Stay on diazepam 2{NBSP}mg a day until we have spoken.",
    )
    assert "If all goes well, you stop on Monday 15 February 2027." in said.summary


def test_what_to_have_at_hand():
    """Each drug has its products, those for later apart, what to do with a pill cutter, and the brands on the boxes."""
    lorazepam, diazepam = sheet(crossing()).needed
    assert lorazepam.words.startswith(f"1{NBSP}mg tablets.")
    assert diazepam.words.startswith(f"10{NBSP}mg tablets, 5{NBSP}mg tablets and 2{NBSP}mg tablets.")
    assert f"You cut some of the 2{NBSP}mg tablets in half. Use a pill cutter." in diazepam.words
    later = sheet(crossing(review_on="2027-01-05")).needed[1]
    assert f"10{NBSP}mg tablets. Later, once we have spoken: 5{NBSP}mg tablets and 2{NBSP}mg tablets." in later.words


def test_a_capsule_stays_whole():
    """Paper says of what must not be split to swallow it whole."""
    snapshot = planned({"drug": "chlordiazepoxide", "morning": "10", "night": "20"}, strategy={"method": "crossover"})
    assert f"Swallow the 10{NBSP}mg capsules whole. Do not cut, crush or chew them." in sheet(snapshot).needed[0].words


@pytest.mark.parametrize(
    ("product", "drug", "words"),
    [
        ("zolpidem-5mg-sublingual-tablet", "zolpidem", f"Let the 5{NBSP}mg sublingual tablets melt under your tongue."),
        (
            "clonazepam-1mg-orally-dispersible-tablet",
            "clonazepam",
            f"Let the 1{NBSP}mg orally disintegrating tablets melt on your tongue.",
        ),
        ("clobazam-10mg-film", "clobazam", f"Let the 10{NBSP}mg films melt on your tongue."),
    ],
)
def test_what_melts_is_not_swallowed(product, drug, words):
    """A product that melts on the tongue or under it says where, and nobody is told to swallow it."""
    mg = words.split("the ")[1].split(NBSP)[0]
    snapshot = by_hand(("reduce", 14, ("night", drug, mg, (product, "1"))), ("stop", 0), market="us")
    said = sheet(snapshot).needed[0].words
    assert words in said
    assert "Do not cut, crush or chew them." in said
    assert "Swallow" not in said


def test_a_liquid_is_measured():
    """A liquid is printed in mL with its strength, and with the word to use the oral syringe."""
    products = ["diazepam-2mg-tablet", "diazepam-1mg-per-ml-oral-solution"]
    snapshot = planned({"drug": "diazepam", "night": "6"}, strategy={"products": products})
    said = sheet(snapshot)
    assert f"1{NBSP}mg in 1{NBSP}mL oral solution. " in said.needed[0].words
    assert "Measure the liquid with an oral syringe, never a spoon. You need these sizes: " in said.needed[0].words
    liquid = next(dose for row in said.dated + said.after for line in row.lines for dose in line.doses if "mL of" in dose.words)
    volume = f"{liquid.mg.removesuffix(f'{NBSP}mg')}{NBSP}mL of the 1{NBSP}mg in 1{NBSP}mL oral solution"
    assert re.fullmatch(rf"{volume} \(use the (1|3|5|10){NBSP}mL syringe\)", liquid.words)
    assert hits_in_html(patient_handout(snapshot)) == []


def test_another_country():
    """A handout for the United States has its dates, numbers, language and paper."""
    page = patient_handout(planned(NIGHTLY_20, market="us"))
    said = texts_of(page)
    assert '<html lang="en-US">' in page
    assert '<body class="letter-brief">' in page
    assert "Call 911 now if you" in said
    assert any("Call or text 988." in text for text in said)
    assert any("Use this plan until Monday, February 1, 2027." in text for text in said)
    assert "Rowan Example, born May 17, 1970" in said
    assert not re.search(r"\b999\b|\b111\b|Samaritans", " ".join(said))


def test_this_country():
    """A handout for the United Kingdom has its numbers for emergencies, for the night, and for despair."""
    said = texts_of(patient_handout(short()))
    assert "Call 999 now if you" in said
    assert any("When closed: 020\u00a07946\u00a00999, or NHS 111." in text for text in said)
    assert any("Samaritans on 116\u00a0123" in text for text in said)


def test_a_line_for_the_night_is_named_once():
    """A clinic whose own out-of-hours line is the country's is not sent there twice."""
    said = " ".join(texts_of(patient_handout(short(clinic={"out_of_hours": "NHS 111"}))))
    assert "When closed: NHS 111." in said
    assert "or NHS 111" not in said


def test_what_takes_two_lines_has_the_room_of_two():
    """The margins are those of one line only where a name above, and a telephone number below, leave the rest of it its room."""
    assert '<body class="a4-brief">' in patient_handout(short())
    assert '<body class="a4">' in patient_handout(short(patient={"name": "M" * 60}))
    assert '<body class="a4">' in patient_handout(short(clinic={"phone": "020 7946 0001, extension 40172, or 020 7946 0002"}))


def test_the_blocks_stand_in_order():
    """Who and which plan, what is taken now, what comes next, whom to call, the warning, the steps, what is needed, the advice,
    and last what comes after."""
    page = patient_handout(short(review_on="2027-01-20", number=2, replaces=1))
    landmarks = ["born 17 May 1970", "K7QX-4M2P, revision 2, replaces revision 1", "<h1>", 'id="now"', "When closed", 'id="next"']
    landmarks += ["Call us today", "Call 999", 'id="warning"', 'id="steps"', "Stay on diazepam"]
    landmarks += ['id="ticks"', 'id="medicines"', 'id="how"']
    landmarks += ["If you miss a dose", "Driving", "Alcohol", "old dose", "What may happen", "What helps"]
    landmarks += ["Issued on", 'id="after"', "Stop. You take no more"]
    body = page[page.index("<main>") :]
    at = 0
    for each in landmarks:
        at = body.index(each, at)  # raises where it does not come after the one before


def test_everything_that_a_handout_must_say_is_there():
    """The fourteen things that a handout must contain are there, each once and findable by its id."""
    page = patient_handout(short())
    assert [page.count(f'id="HO-{number:02}"') for number in range(1, 15)] == [1] * 14


def test_a_superseded_plan_says_so():
    """A reprint of an old revision says which one has taken its place, at the top and in the header of every page."""
    said = texts_of(patient_handout(short(), Standing(superseded_by=3)))
    assert said.count("SUPERSEDED. Do not use this plan. Revision 3 has taken its place.") == 2
    assert not any("SUPERSEDED" in text for text in texts_of(patient_handout(short())))


def test_an_ended_plan_says_so():
    """Printed after its end, a plan says at the top and in the header of every page that it is not to be used."""
    said = texts_of(patient_handout(short(), Standing(ended=True)))
    assert said.count("This plan has ended. Do not use it.") == 2
    assert any(text.startswith("Do not use this plan.") for text in said)
    assert not any("has ended" in text for text in texts_of(patient_handout(short())))


def test_a_revised_plan_begins_with_the_step_that_runs():
    """A paper issued on 20 January has no row of the weeks before: it begins with the step from the 18th, with its own dose."""
    said = sheet(short(number=2, replaces=1, issued_on="2027-01-20"))
    assert days(said.dated)[0] == ("Monday 18 January 2027", "Sunday 31 January 2027")
    assert (said.now.heading, said.now.total) == ("What you take now", f"Total for the day: diazepam 2{NBSP}mg.")
    assert said.needed[0].words.startswith(f"2{NBSP}mg tablets.")


def test_a_revised_plan_that_ends_still_names_what_is_taken_no_more():
    """Issued after the last dose, it keeps the last step beside the stop."""
    said = sheet(short(number=2, replaces=1, issued_on="2027-02-20", review_on="2027-03-01"))
    assert [row.closing for row in said.dated] == ["", "Stop. You take no more diazepam."]


def test_a_later_visit_is_the_one_that_is_printed():
    """A review that changed no dose set 15 February: the paper is to be used until then, and its dated steps reach it."""
    said = sheet(short(), date(2027, 2, 15))
    assert said.use_until == "Use this plan until Monday 15 February 2027."
    assert len(said.dated) == 3


def test_a_dose_that_goes_up_says_that_it_is_meant():
    """A step back is said to be agreed, so that nobody takes the higher dose for an error."""
    two = "diazepam-2mg-tablet"
    steps = (
        ("reduce", 14, ("night", "diazepam", "2", (two, "1"))),
        ("step-back", 14, ("night", "diazepam", "3", (two, "1.5"))),
        ("reduce", 14, ("night", "diazepam", "2", (two, "1"))),
        ("stop", 0),
    )
    rows = sheet(by_hand(*steps, weeks=5)).dated
    assert [row.note for row in rows] == ["", "Your dose goes up in this step. We have agreed on this with you.", ""]


def test_a_dose_that_moves_back_is_not_called_higher():
    """A step back in a crossover has more of one medicine and less of another: the paper says what it is, not that it goes up."""
    ten, one = "diazepam-10mg-tablet", "lorazepam-1mg-tablet"
    steps = (
        ("crossover", 14, ("morning", "lorazepam", "1", (one, "1")), ("night", "diazepam", "10", (ten, "1"))),
        ("step-back", 14, ("morning", "lorazepam", "1", (one, "1")), ("night", "lorazepam", "1", (one, "1"))),
        ("crossover", 14, ("morning", "lorazepam", "1", (one, "1")), ("night", "diazepam", "10", (ten, "1"))),
        ("stop", 0),
    )
    note = sheet(by_hand(*steps)).dated[1].note
    assert note.startswith("In this step you go back to what you took before. We have agreed on this with you.")
    assert "goes up" not in note


def test_names_are_text_and_never_markup():
    """Whatever is in a name or a phone number is printed as it was typed."""
    page = patient_handout(short(patient={"name": "<b>Rowan</b> & {Co}"}, clinic={"name": "<img src=x>", "phone": "{closed}"}))
    assert "<b>Rowan</b>" not in page
    assert "<img" not in page
    assert "<b>Rowan</b> & {Co}, born 17 May 1970" in texts_of(page)
    assert "In danger? Call 999 now. Call us on {closed}." in texts_of(page)


@pytest.mark.parametrize("language", ["en-gb", "es", "de", "fr"])
def test_numbers_do_not_follow_the_language_of_the_site(language, settings):
    """Another language of the site changes no number on the paper, nor a coordinate of its drawing."""
    settings.LANGUAGE_CODE, settings.USE_THOUSAND_SEPARATOR = language, True
    page = patient_handout(planned({"drug": "diazepam", "night": "20"}, strategy={"interval_days": 7}))
    assert not re.search(r"\d,\d", page)


def test_the_gates_find_nothing_in_any_words():
    """The gates find no unsafe way of writing in a handout, whatever the market and the kind of plan."""
    plans = [
        short(),
        crossing(),
        planned(LORAZEPAM, strategy={"method": "crossover"}),
        planned(NIGHTLY_20, market="us"),
        planned({"drug": "diazepam", "night": "7.5"}, strategy={"quarter": "all", "interval_days": 28}),
    ]
    assert [found for snapshot in plans for found in hits_in_html(patient_handout(snapshot))] == []


def test_every_row_is_the_schedules_own():
    """Days, doses and totals of each row are those of the stored schedule, in its order."""
    snapshot = planned(LORAZEPAM, strategy={"method": "crossover"})
    said, schedule = sheet(snapshot), Schedule.from_json(snapshot["schedule"])
    rows = said.dated + said.after
    assert len(rows) == len(schedule.steps)
    for row, step in zip(rows, schedule.steps, strict=True):
        printed = {drug: Decimal(mg.removesuffix(f"{NBSP}mg")) for drug, mg in row.totals}
        assert printed == step.daily_mg
        assert str(step.starts_on.day) in row.first.split()


def test_an_unknown_format_is_refused():
    """A revision stored in another format is refused, and not guessed at."""
    with pytest.raises(UnknownFormat, match=f"Format {FORMAT + 1}"):
        patient_handout(short(format=FORMAT + 1))
