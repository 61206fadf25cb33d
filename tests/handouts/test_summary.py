"""The clinician's summary and the letter, read back from the PDF: every number, day and word is the snapshot's."""

import re
from datetime import date
from fractions import Fraction

import pytest

from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from taper_app.record import Issued
from tests.handouts.clinical import PAPERS, SHA, at_random, issued, laid_over, listed, revised
from tests.handouts.paper import Paper
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, by_hand, crossing, short
from tests.text_gates import texts_of

pytestmark = pytest.mark.printed

NBSP = "\u00a0"
CROSSOVER = {"method": "crossover"}
AT = {"morning": "in the morning", "midday": "at midday", "evening": "in the evening", "night": "at bedtime"}
MG = rf"([\d.,]+){NBSP}mg"
KINDS = {"step-back": "Step back", "maintain": "Stay on"}


def read(kind, snapshot, **standing):
    """A paper as PDF."""
    return Paper(render_pdf(PAPERS[kind](snapshot, SHA, Standing(**standing))))


def said(kind, snapshot, **standing):
    """All its words, before it is made a PDF."""
    return " ".join(texts_of(PAPERS[kind](snapshot, SHA, Standing(**standing))))


@pytest.mark.parametrize("kind", ["summary", "letter"])
def test_the_pdf_says_what_its_page_says(kind):
    """Every text of the page stands in the PDF, so that most tests here need not make one."""
    snapshot = revised(LORAZEPAM, after=60, strategy=CROSSOVER)
    paper, texts = read(kind, snapshot), texts_of(PAPERS[kind](snapshot, SHA))
    drawn = unspaced(" ".join([paper.text(0), *paper.paragraphs()]))
    texts.remove("Page of")  # the numbers come with the pages
    assert len(texts) > 30
    assert [each for each in texts if unspaced(each) not in drawn] == []


def unspaced(text):
    """The text without blanks, which a line's end adds or takes."""
    return re.sub(r"\s", "", text)


def rows(paper, first_head):
    """The rows of every table whose first column has this head: the cells of each."""
    found = []
    for table in paper.elements("/Table"):
        heads = [paper.words(cell) for head in paper.elements("/THead", table) for cell in paper.elements("/TH", head)]
        if heads[:1] == [first_head]:
            for body in paper.elements("/TBody", table):
                for row in paper.elements("/TR", body):
                    found.append([paper.words(cell) for cell in paper.elements("", row) if cell["/S"] in ("/TH", "/TD")])
    return found


def on_page(kind, snapshot, first_head):
    """The same from the page that the PDF is made of."""
    found = []
    for table in re.findall(r"<table.*?</table>", PAPERS[kind](snapshot, SHA), re.DOTALL):
        heads, _, body = table.partition("</thead>")
        if texts_of(heads)[:1] == [first_head]:
            cells = [
                re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in re.findall("<tr.*?</tr>", body, re.DOTALL)
            ]
            found += [[" ".join(texts_of(cell)) for cell in row] for row in cells]
    return found


def day(text):
    return f"{date.fromisoformat(text):%a %d-%b-%Y}"


def doses_told(step, *, named):
    """The doses of a step of the JSON as (time, drug or nothing, mg)."""
    return [(AT[each["time"]], each["drug"] if named else "", Fraction(each["mg"])) for each in step["doses"]]


def doses_read(cell):
    """The same from a cell: "lorazepam 1 mg and diazepam 5 mg in the morning"."""
    found = []
    for part, at in re.findall(rf"(.+?) ({'|'.join(AT.values())})(?: |$)", cell):
        found += [(at, drug, Fraction(mg.replace(",", ""))) for drug, mg in re.findall(rf"(?:([a-z]+) )?{MG}", part)]
    return found


def daily_read(cell):
    return {drug: Fraction(mg.replace(",", "")) for drug, mg in re.findall(rf"([a-z]+) {MG}", cell.partition(" about ")[0])}


def daily_told(step):
    return {drug: Fraction(mg) for drug, mg in step["daily_mg"].items()}


def check_step(step, cells):
    """One row of the summary against the step of the JSON that it prints."""
    name, days, doses, whole, reduction = cells
    kind = KINDS.get(step["kind"], step["kind"].capitalize())
    assert name.startswith(f"{step['number']} {kind}")
    assert ("closing" in name) is step["closing"]
    if step["days"]:
        assert days == f"{day(step['starts_on'])} to {day(step['last_day'])}, {step['days']} day{'s' * (step['days'] > 1)}"
    else:
        assert days == day(step["starts_on"]) + (" no end" if step["days"] is None else "")
    assert sorted(doses_read(doses)) == sorted(doses_told(step, named=len(step["daily_mg"]) > 1))
    assert daily_read(whole) == daily_told(step)
    if set(step["daily_mg"]) - {"diazepam"}:
        assert re.search(rf"about {MG} as diazepam$", whole)[1].replace(",", "") == step["diazepam_equivalent_mg"]
    fall = Fraction(step["reduction_mg"])
    if not fall:
        assert reduction.startswith("none")
        return
    sizes = re.findall(r"[\d.,]+", reduction)
    assert [Fraction(each.replace(",", "")) for each in sizes[:2]] == [abs(fall), abs(Fraction(step["reduction_percent"]))][
        : len(sizes)
    ]
    assert ("up" in reduction) is (fall < 0)


@pytest.mark.parametrize("seed", range(8))
def test_every_step_is_the_snapshots_own(seed):
    """The summary's steps are those of the stored schedule: days, doses, whole day, equivalent, reduction, kind and closing."""
    for snapshot in at_random(seed, most_days=300):
        check_steps(snapshot, on_page("summary", snapshot, "Step"))


def test_every_step_of_a_long_plan_is_there():
    """An ordinary crossover has more than 24 steps, over several pages; none of them is left out."""
    snapshot = issued(LORAZEPAM, strategy=CROSSOVER)
    assert len(snapshot["schedule"]["steps"]) > 24
    check_steps(snapshot, on_page("summary", snapshot, "Step"))
    check_steps(snapshot, rows(read("summary", snapshot), "Step"))


def check_steps(snapshot, found):
    """Every step of the summary, those that are over last, against the snapshot."""
    since, steps = snapshot.get("changes_on") or snapshot["issued_on"], snapshot["schedule"]["steps"]
    since = max(since, steps[0]["starts_on"])
    past = [step for step in steps if step["days"] and step["last_day"] < since]
    assert len(found) == len(steps)
    for step, cells in zip([each for each in steps if each not in past] + past, found, strict=True):
        check_step(step, cells)


@pytest.mark.parametrize("seed", range(20, 26))
def test_the_letters_doses_are_those_until_the_review(seed):
    """For plans at random the letter has the doses of each step from its first day up to the day before the next review."""
    for snapshot in at_random(seed, most_days=300):
        steps = snapshot["schedule"]["steps"]
        since = max(snapshot.get("changes_on") or snapshot["issued_on"], steps[0]["starts_on"])
        coming = [step for step in steps if not step["days"] or step["last_day"] >= since]
        wanted = [step for step in coming if step["starts_on"] < snapshot["review_on"]] or coming[:1]
        found = on_page("letter", snapshot, "Days")
        assert len(found) == len(wanted)
        for step, (days, doses, whole) in zip(wanted, found, strict=True):
            first = day(max(step["starts_on"], since))
            last = day(step["last_day"]) if step["days"] else first
            assert days == (f"from {first}" if step["days"] is None else f"{first} to {last}" if first != last else first)
            assert sorted(doses_read(doses)) == sorted(doses_told(step, named=True))
            assert daily_read(whole) == daily_told(step)


# The summary ---------------------------------------------------------------------------------------------------------


def test_what_is_prescribed_and_really_taken_stand_beside_each_other():
    """Each medicine has what is prescribed, what is really taken, what for and since when; as needed is said."""
    lorazepam = listed("lorazepam", {"morning": "1"}, {"morning": "1", "night": "2.5"})
    zopiclone = listed("zopiclone", {"night": "7.5"}, {"night": "7.5"}) | {"as_needed": True, "since_on": None}
    snapshot = issued(
        LORAZEPAM, strategy=CROSSOVER, medications=[lorazepam, zopiclone], drugs={"zopiclone": {"name": "zopiclone"}}
    )
    first, second = on_page("summary", snapshot, "Medicine")
    prescribed = f"1{NBSP}mg in the day: 1{NBSP}mg in the morning"
    taken = f"3.5{NBSP}mg in the day: 1{NBSP}mg in the morning and 2.5{NBSP}mg at bedtime"
    assert first == ["lorazepam", prescribed, taken, "anxiety, since 01-Mar-2019"]
    assert second[2:] == [f"as needed, at most 7.5{NBSP}mg in the day: 7.5{NBSP}mg at bedtime", "anxiety"]


def test_one_dose_is_said_to_be_taken():
    """After a visit the list says of a drug of the plan what the visit found, and not what it was before the plan."""
    snapshot = revised(NIGHTLY_20)
    before = listed("diazepam", {"morning": "10", "night": "10"}, {"morning": "10", "night": "10"})
    page = on_page("summary", snapshot | {"medications": [before]}, "Medicine")
    now = Issued.from_json(snapshot).taken_now.daily_mg()["diazepam"]
    assert now < 20
    assert page[0][2].startswith(f"{now.normalize():f}{NBSP}mg in the day: ")


def test_the_table_is_named_with_what_the_others_say():
    """The plan's table and its publication, the second tables, the day by it, and the spread and each figure of the others."""
    second = {"id": "vadod-2021", "name": "VA/DoD 2021", "source_title": "A guideline"}
    snapshot = issued(LORAZEPAM, strategy=CROSSOVER, tables_for={"lorazepam": second})
    words = said("summary", snapshot)
    assert f"By Ashton 2002 ({snapshot['table']['source_title']}); lorazepam by VA/DoD 2021: the day before" in words
    assert f"the day before the first step is about 30{NBSP}mg of diazepam." in words
    others = {id_: Fraction(mg) for id_, mg in snapshot["equivalents"].items() if id_ != "ashton-2002"}
    spread = re.search(rf"By the other tables it is from about {MG} to about {MG}\.", words)
    assert [Fraction(each) for each in spread.groups()] == [min(others.values()), max(others.values())]
    found = on_page("summary", snapshot, "Table")
    assert {name: Fraction(re.search(MG, about)[1]) for name, about, _ in found} == {
        snapshot["tables"][id_]["name"]: mg for id_, mg in others.items()
    }
    assert [publication for *_, publication in found] == [snapshot["tables"][id_]["source_title"] for id_ in others]


def test_tables_that_agree_are_not_listed():
    """Where diazepam alone is taken every table says the same, which is said once; where no table is used, that is said."""
    words = said("summary", revised(LORAZEPAM, after=60, strategy=CROSSOVER))
    assert "By every other table it is about" in words and "other tables" not in words
    diazepam = laid_over(issued(NIGHTLY_20), {"table": None})
    assert f"Every drug of this plan is diazepam, so no table is needed: 20{NBSP}mg a day" in said("summary", diazepam)


@pytest.mark.parametrize(
    ("needs", "words"),
    [
        ({"large_print": True, "interpreter": True, "language": "es"}, "large print, Spanish, an interpreter"),
        ({"easy_read": True, "language": "other", "other_language": "Polish"}, "easy read, Polish"),
        ({}, "none known"),
    ],
)
def test_how_information_is_to_be_given_is_said(needs, words):
    """The needs that were known on the day of issue stand on the paper, and where none were, that is said."""
    snapshot = issued(NIGHTLY_20)
    snapshot["patient"]["needs"] |= needs
    assert f"Information needs {words}" in summary_words(snapshot)


def test_needs_that_an_old_snapshot_lacks_are_not_recorded():
    """A revision from before they were asked does not say that there were none."""
    snapshot = issued(NIGHTLY_20)
    del snapshot["patient"]["needs"]
    assert "Information needs not recorded" in summary_words(snapshot)


def summary_words(snapshot):
    """The words of the summary before it is made a PDF."""
    return " ".join(texts_of(PAPERS["summary"](snapshot, SHA)))


def test_the_names_of_tables_that_an_old_snapshot_lacks_are_their_ids():
    """A revision from before the names were stored prints the ids."""
    snapshot = issued(LORAZEPAM, strategy=CROSSOVER)
    del snapshot["tables"]
    assert "vadod-2021" in [name for name, *_ in on_page("summary", snapshot, "Table")]


@pytest.mark.parametrize(
    ("strategy", "words"),
    [
        ({}, "Direct taper: each drug goes down in its own products, one drug at a time."),
        ({}, "Pace: 10% of the current dose every 14 days."),
        ({}, f"Target: stop, from 0.5{NBSP}mg diazepam equivalent a day or less."),
        ({}, f"Products: diazepam 10{NBSP}mg tablet, diazepam 2{NBSP}mg tablet (also in halves) and diazepam 5{NBSP}mg tablet."),
        ({"basis": "baseline", "interval_days": 28}, "Pace: 10% of the dose at the start every 28 days."),
        ({"target_mg": "5"}, f"Target: stay on about 5{NBSP}mg diazepam equivalent a day."),
        ({"holds": [{"after_step": 2, "days": 28}]}, "28 days without change after step 2."),
        ({"holds": [{"after_step": 2, "days": None}]}, "No change after step 2 until we decide."),
        ({"closing_interval_days": 28}, "Closing steps last 28 days each."),
        ({"coarse_tail": True}, "Larger reductions near the end are allowed where the products cannot do better."),
        ({"distribution": "daytime-first"}, "A dose at bedtime is kept until last."),
        ({"change_weekday": "monday"}, "Every dose changes on a Monday."),
    ],
)
def test_the_strategy_is_in_words(strategy, words):
    """What was chosen stands on the summary: of what a percentage is, which time of day is kept until last, and the rest."""
    assert texts_of(PAPERS["summary"](issued(NIGHTLY_20, strategy=strategy), SHA)).count(words) == 1


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("1", ""),
        ("0.5", " (also in halves)"),
        ("1.5", " (also in halves)"),
        ("0.25", " (also in quarters)"),
        ("1.75", " (also in quarters)"),
    ],
)
def test_the_products_say_how_far_they_are_split(count, words):
    """Whoever prescribes sees of each product whether the plan splits it, into halves or into quarters."""
    ten = ("night", "diazepam", str(10 * float(count)), ("diazepam-10mg-tablet", count))
    snapshot = by_hand(
        ("reduce", 14, ten), ("reduce", 14, ("night", "diazepam", "10", ("diazepam-10mg-tablet", "1"))), ("stop", 0)
    )
    assert f"Products: diazepam 10{NBSP}mg tablet{words}." in " ".join(texts_of(PAPERS["summary"](snapshot, SHA)))


def test_a_crossover_and_bands_are_in_words():
    """A crossover names its drug, part and days; bands name each reduction and down to where it goes."""
    words = said("summary", issued(LORAZEPAM, strategy=CROSSOVER | {"crossover_part": "half", "crossover_days": 5}))
    assert "Crossover to diazepam: half a dose moves every 5 days, then 7 days without change." in words
    bands = [{"down_to_mg": "10", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "1"}]
    words = said("summary", issued(NIGHTLY_20, strategy={"basis": "bands", "bands": bands}))
    every = f"2{NBSP}mg while above 10{NBSP}mg diazepam equivalent a day and 1{NBSP}mg while above 0{NBSP}mg"
    assert f"Pace: reductions of fixed size every 14 days: {every} diazepam equivalent a day." in words


def test_every_finding_stands_with_its_source():
    """Every sentence of every finding is there, what matters most first, with the number of its source in the list below."""
    snapshot = issued(LORAZEPAM, strategy=CROSSOVER)
    words, sources = " ".join(read("summary", snapshot).paragraphs()), list(snapshot["sources"])
    assert snapshot["findings"]
    for each in snapshot["findings"]:
        for sentence in re.split(r"(?<=\.) ", each["message"]):
            assert sentence in words
        assert f"Source {sources.index(each['source']) + 1}." in words
    for number, source in enumerate(snapshot["sources"].values(), start=1):
        assert f"{number}. {source['title']}" in words
    tiers = [words.find(word) for word in ("Caution.", "For information.") if word in words]
    assert tiers == sorted(tiers)


def test_reasons_people_and_days_stand_on_it():
    """The reason for going on, the specialist, the review, who issued it and when."""
    snapshot = issued(NIGHTLY_20, override_reason="Agreed with the patient.", specialist="Dr Vale")
    words = said("summary", snapshot)
    assert "Reason given for going on: Agreed with the patient." in words
    assert "Specialist Dr Vale" in words and "Next visit Mon 01-Feb-2027" in words
    assert "Issued on Mon 21-Dec-2026 by Dr Ash Marlow, Riverside Practice." in words
    assert "Specialist none named" in said("summary", issued(NIGHTLY_20))
    assert "Next visit Tue 09-Feb-2027" in said("summary", snapshot, review_on=date(2027, 2, 9))


def test_a_caution_that_was_answered_before_stands_with_its_answer():
    """Of two cautions the one that an earlier revision has a reason for says by whom and when; the other is answered below."""
    snapshot = issued(LORAZEPAM, strategy=CROSSOVER, override_reason="Agreed again.")
    told = {"severity": "caution", "source": "unlisted", "step": None}
    old, new = told | {"rule": "edited_rise", "message": "It rose."}, told | {"rule": "coarse_tail", "message": "It is coarse."}
    given = {"reason": "She asked for it.", "given_on": "2026-11-02", "given_by": "Dr Sam Reed"}
    kept = {name: old[name] for name in ("rule", "source", "message")} | given
    words = said("summary", snapshot | {"findings": [old, new], "answered": [kept]})
    assert "It rose. Answered on 02-Nov-2026 by Dr Sam Reed: She asked for it." in words
    assert words.count("Answered on") == 1
    assert "Reason given for going on: Agreed again." in words


def test_a_later_revision_tells_where_it_came_from():
    """The review that made it with its number, day and decision, what is taken now, and what became of the old paper."""
    words = said("summary", revised(NIGHTLY_20, decision="step-back"))
    assert f"Taken now diazepam 16{NBSP}mg in the day: 6{NBSP}mg in the morning and 10{NBSP}mg at bedtime" in words
    assert "Visit 3, on Tue 02-Feb-2027" in words
    assert "Decision Step back, from Wed 03-Feb-2027 on" in words
    assert "The changed rows were struck out on the old paper." in words
    assert "It replaces revision 1." in words and "Steps before this revision" in words
    first = said("summary", issued(NIGHTLY_20))
    assert "Taken at the start" in first and "Visit 3" not in first and "before this revision" not in first


# The letter ----------------------------------------------------------------------------------------------------------


AGREED = {"name": "Dr Ada Ode", "role": "Psychiatrist", "on": "2027-01-03"}


@pytest.mark.parametrize("kind", ["summary", "letter"])
def test_who_agreed_is_printed_with_role_and_day(kind):
    """On the summary and the letter; a name alone, as it was kept at first, stands alone, and nobody is nobody."""
    text = " ".join(texts_of(PAPERS[kind](issued(NIGHTLY_20) | {"specialist": AGREED}, SHA)))
    assert "Dr Ada Ode, Psychiatrist, on 03-Jan-2027" in text
    early = " ".join(texts_of(PAPERS[kind](issued(NIGHTLY_20, specialist="Dr Vale"), SHA)))
    assert "Dr Vale" in early and "Dr Vale," not in early
    assert "we lead, agreed" not in " ".join(texts_of(PAPERS["letter"](issued(NIGHTLY_20), SHA)))


def test_an_answer_is_printed_in_full():
    """Who advised, what was found and what was arranged, each with the caution that it answers, when and by whom."""
    snapshot = issued(LORAZEPAM, strategy=CROSSOVER)
    own = {"reason": "", "given_on": "2026-11-02", "given_by": "Dr Sam Reed", "adviser": AGREED}
    own |= {"found": "No plan and no means.", "arranged": "The crisis team calls."}
    remark = {"rule": "suicidality", "source": "unlisted", "message": "Assess the risk."}
    found = remark | {"severity": "caution", "step": None}
    told = said("summary", snapshot | {"findings": [found], "answered": [remark | own]})
    words = "Advised by Dr Ada Ode, Psychiatrist, on 03-Jan-2027. No plan and no means. The crisis team calls."
    assert f"Assess the risk. Answered on 02-Nov-2026 by Dr Sam Reed: {words}" in told


def test_the_letter_replaces_the_repeat_prescription():
    """The letter says which repeat prescriptions it replaces and from when, and leaves a line for the prescriber's name."""
    words = said("letter", issued(LORAZEPAM, strategy=CROSSOVER))
    assert "To (name of the prescriber):" in words
    assert "This replaces the repeat prescription of lorazepam and diazepam. Please stop every repeat of these from Mon" in words
    assert "It replaces our letter" not in words
    later = said("letter", revised(NIGHTLY_20))
    assert "It replaces our letter about revision 1 too." in later
    assert "This replaces the repeat prescription of diazepam. Please stop every repeat of it from Wed 03-Feb-2027 on." in later


def test_the_letter_says_what_is_taken_and_where_it_goes():
    """What is taken now, the plan in short, the next review, and whom to call when."""
    words = said("letter", issued(LORAZEPAM, strategy=CROSSOVER))
    assert f"lorazepam 3{NBSP}mg in the day: 1{NBSP}mg in the morning, 1{NBSP}mg at midday and 1{NBSP}mg at bedtime" in words
    assert "We see the patient again on Mon 01-Feb-2027. Call us on 020\u00a07946\u00a00001" in words
    assert "When we are closed: 020\u00a07946\u00a00999." in words
    short_plan = said("letter", short())
    assert f"From Mon 04-Jan-2027 the daily dose goes from diazepam 3{NBSP}mg to none in 4 steps." in short_plan
    assert "The last dose is planned for Sun 14-Feb-2027." in short_plan


def test_the_letter_says_what_to_prescribe_and_what_not():
    """Only what was agreed, no repeat, nothing in its place, and no opioid without a word."""
    words = said("letter", short())
    for each in (
        "Of diazepam: nothing, unless we have agreed",
        "No repeat of diazepam, no extra dose",
        "a sudden stop can cause",
    ):
        assert each in words
    assert "No other benzodiazepine or sleeping tablet" in words and "No opioid, gabapentin or pregabalin without" in words


def test_the_letter_of_a_plan_without_an_end():
    """A maintenance dose stays, an open hold waits for a decision, and after the stop nothing is taken."""
    assert "It stays there; no end is planned." in said("letter", crossing())
    held = said("letter", revised(NIGHTLY_20, days=None))
    assert f"From Wed 03-Feb-2027 the daily dose is diazepam 16{NBSP}mg. It stays there until we have decided" in held
    over = short(number=2, replaces=1, issued_on="2027-02-20", changes_on="2027-02-21")
    assert "The taper is over: nothing is taken from Mon 15-Feb-2027 on." in said("letter", over)


def test_the_letter_says_no_dose_is_until_a_visit_that_comes_before_it():
    """A visit before the first day leaves the doses as they are; where nothing changes, nothing goes from a dose to the same."""
    words = said("letter", issued(NIGHTLY_20, weeks=-1))
    assert "First doses of the plan, after the next visit on Mon 28-Dec-2026: until then they stay as before" in words
    two = ("night", "diazepam", "2", ("diazepam-2mg-tablet", "1"))
    words = said("letter", by_hand(("hold", 1, two), ("hold", None, two), taken="2"))
    assert f"From Mon 04-Jan-2027 the daily dose is diazepam 2{NBSP}mg. It stays there until we have decided" in words
    assert "Mon 04-Jan-2027 diazepam" in words and "from Tue 05-Jan-2027 diazepam" in words


def test_the_letter_fits_on_one_page():
    """A usual letter is one page, on A4 and on Letter, with who agreed."""
    for market in ("uk", "us"):
        agreed = issued(LORAZEPAM, weeks=1, market=market, strategy=CROSSOVER) | {"specialist": AGREED}
        assert len(read("letter", agreed).pages) == 1
        assert len(read("letter", revised(NIGHTLY_20, market=market)).pages) == 1


def test_steps_changed_by_hand_or_at_the_dose_taken_are_marked():
    """A hold at a dose that was not planned, and a step that was edited, say so."""
    snapshot = by_hand(("hold", 14, ("night", "diazepam", "2", ("diazepam-2mg-tablet", "1"))), ("stop", 0))
    snapshot["schedule"]["steps"][0] |= {"as_taken": True, "edited": True}
    assert on_page("summary", snapshot, "Step")[0][0] == "1 Hold, at the dose taken, changed by hand"
