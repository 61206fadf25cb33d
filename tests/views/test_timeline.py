"""The timeline of a plan: its content is the records, its chart and its table are the same figures."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from taper_app.chart.next_revision import in_force
from taper_app.engine import Equivalence, Regimen, Schedule, Strategy, load_catalogue
from taper_app.models import Plan
from taper_app.pages import past
from taper_app.pages.progress import regimen_of
from taper_app.pages.progress_chart import DOSES_BOTTOM, DOSES_TOP, LEFT, SCORES_BOTTOM, SCORES_TOP
from taper_app.wording.curve import RIGHT
from taper_app.wording.decisions import DECISIONS
from tests.actions.visits import begin
from tests.conftest import TODAY
from tests.text_gates import hits_in_html
from tests.views.payloads import text_of
from tests.views.visits import follow_up, in_days, missed, on_day, visit
from tests.wording.paths import corners_of

pytestmark = pytest.mark.each_on_any_database

NBSP = "\u00a0"
MORE = [{"drug": "diazepam", "night": "20"}]
SEEN = {
    "missed_doses": "one on Sunday",
    "alcohol": "yes",
    "alcohol_note": "two glasses",
    "symptoms": {"tremor": 3, "sleep": 2},
    "function": 6,
    "sleep_hours": "5.5",
    "systolic": 130,
    "diastolic": 80,
    "phq9": [1, 2, 0, 0, 0, 0, 0, 0, 0],
    "gad7": [2, 2, 2, 2, 1, 0, 0],
}


@pytest.fixture
def timeline(client, clinician):
    """The page on a day, `timeline(plan, on(30))`."""

    def at(plan, today):
        with on_day(today):
            client.force_login(clinician)
            response = client.get(f"/plans/{plan.code}/timeline/")
        assert response.status_code == 200
        assert hits_in_html(response.content.decode()) == []
        return response

    return at


@pytest.fixture
def direct(patient, clinician):
    """A plan of diazepam 20 mg at night, begun TODAY."""
    with on_day(TODAY):
        return begin(patient, clinician)


def on(days):
    """The day so many days after TODAY."""
    return in_days(TODAY, days) or TODAY


@pytest.fixture
def told(direct, clinician):
    """The same with a story: on plan, held at the dose really taken, missed, slower, and ended, then seen once more."""
    visit(direct, clinician, on(14), observations=SEEN)
    held = {"taken": MORE, "reason": "Could not sleep on less.", "red_flags": ["suicidal-thoughts"], "notes": "Safe at home."}
    visit(direct, clinician, on(30), "hold", 14, old_paper="struck-out", observations={"phq9": [3] * 9}, **held)
    missed(direct, clinician, on(44), notes="Phoned: forgot.")
    visit(direct, clinician, on(51), "slow", strategy=Strategy(method="direct", reduction_percent=Decimal(5), interval_days=21))
    visit(direct, clinician, on(60), "end", end_reason="declined", reason="Stays on this dose with another clinic.", next_in=30)
    follow_up(direct, clinician, on(90), next_in=30, relapse=True, notes="Takes 10 more at night.")
    return Plan.objects.get()


def entries(response):
    """What happened, oldest first: (day, title, {label: lines}, number of the revision made)."""
    return [
        (each.on, each.title, {fact.label: fact.lines for fact in each.facts}, each.revision and each.revision.number)
        for each in reversed(response.context["entries"])
    ]


def facts_of(response, title):
    return next(facts for _, name, facts, _ in entries(response) if name == title)


# What happened -----------------------------------------------------------------------------------


def test_every_revision_and_review_stands_in_one_list_the_latest_first(timeline, told, clinician):
    """Each review once with its day, its decision and who recorded it, beside the revision that it made."""
    response = timeline(told, on(95))
    expected = [(TODAY, "Plan started", 1)]
    for each in told.reviews.order_by("number"):
        named = {"visit": f"Visit {each.number}: {each.decision and DECISIONS[each.decision].label.lower()}"}
        named |= {"missed": "Did not come", "follow-up": "Follow-up"}
        expected.append((each.reviewed_on, named[each.kind], each.revision and each.revision.number))
    assert [(day, title, number) for day, title, _, number in entries(response)] == expected
    assert {each.by for each in response.context["entries"]} == {clinician.full_name}
    headings = re.findall(r"<h3>(.*?)</h3>", response.content.decode())
    assert headings == [title for _, title, _ in reversed(expected)]


def test_what_was_seen_is_what_was_recorded(timeline, told):
    """The dose taken, observations, scores, red flags, reason and notes of each review stand there in words."""
    response = timeline(told, on(95))
    first = facts_of(response, "Visit 1: continue")
    assert first["Really taken"] == [f"diazepam 17{NBSP}mg in the day, as planned"]
    assert first["Missed doses"] == ["one on Sunday"]
    assert first["Alcohol"] == ["Yes: two glasses"]
    assert first["Symptoms"] == ["Severe: shaking", "Moderate: poor sleep or bad dreams"]
    assert first["Scores"] == ["PHQ-9: 3 of 27, minimal", "GAD-7: 9 of 21, mild"]
    assert first["Function"] == ["6 of 10, 10 being best"]
    assert first["Sleep"] == ["5.5 hours a night"]
    assert first["Pressure and pulse"] == ["130 over 80 mmHg"]
    assert (first["Red flags"], first["Changes"]) == (["None"], ["No dose and no date"])
    held = facts_of(response, "Visit 2: hold")
    assert held["Really taken"] == [f"diazepam 20{NBSP}mg in the day, planned: diazepam 16{NBSP}mg"]
    assert held["Red flags"] == ["Thoughts of suicide or self-harm"]
    assert (held["Reason"], held["Notes"]) == (["Could not sleep on less."], ["Safe at home."])
    assert held["Old paper"] == ["Struck out"]
    missed = {"Notes": ["Phoned: forgot."], "Next visit": ["Wed 24-Feb-2027"]}
    assert facts_of(response, "Did not come") == missed | {"Old paper": ["Nothing was done: the patient still has it as it was"]}
    ended = facts_of(response, "Visit 5: end the plan")
    assert (ended["Plan ended"], ended["Reason"]) == (["Declined"], ["Stays on this dose with another clinic."])
    after = facts_of(response, "Follow-up")
    assert (after["Taking it again"], after["Notes"]) == (["Yes"], ["Takes 10 more at night."])
    assert "Really taken" not in after


def test_what_a_revision_changes_is_said_in_doses_and_dates(timeline, direct, clinician):
    """The first other dose with its day, the last dose, and the steps to come, against the revision before it."""
    visit(direct, clinician, on(14), "hold", 14)
    old, new = (each.snapshot["schedule"] for each in direct.revisions.order_by("number"))
    changes = facts_of(timeline(direct, on(15)), "Visit 1: hold")["Changes"]
    was, now = (f"{date.fromisoformat(each['last_day']):%a %d-%b-%Y}" for each in (old, new))
    assert f"Last dose on {now}; before: last dose on {was}." in changes
    first = re.fullmatch(rf"From \w+ (\S+): diazepam (\S+){NBSP}mg in the day, was diazepam (\S+){NBSP}mg\.", changes[0])
    other = next(day for day in map(on, range(60)) if daily(old, day) != daily(new, day))
    assert first.groups() == (f"{other:%d-%b-%Y}", daily(new, other), daily(old, other))


def test_an_open_hold_has_no_last_dose_any_more(timeline, direct, clinician):
    """The sentence says that the dose is held until we have spoken."""
    visit(direct, clinician, on(14), "hold", next_in=28)
    changes = facts_of(timeline(direct, on(15)), "Visit 1: hold")["Changes"]
    assert any(each.startswith("No last day, held until we have spoken; before: last dose on") for each in changes)


def daily(schedule, on):
    """mg of diazepam planned for a day."""
    step = Schedule.from_json(schedule).in_force(on)
    return format(step.daily_mg["diazepam"].normalize(), "f")


def test_each_revision_leads_to_its_handout_and_old_ones_say_superseded(timeline, told):
    """Every revision has its paper and its state in a word and a shape; the last one goes by the plan."""
    page = timeline(told, on(95)).content.decode()
    states = re.findall(r'state state-(\w+)">(\w+)</span>\s+<a class="jump" href="/plans/[^/]*/(\d)/handout.pdf"', page)
    assert states == [("ended", "Ended", "3"), ("superseded", "Superseded", "2"), ("superseded", "Superseded", "1")]


def test_cautions_and_the_reason_for_going_on(timeline, lorazepam_patient, clinician):
    """The reason given in spite of cautions stands with the cautions it was given for."""
    with on_day(TODAY):
        plan = begin(lorazepam_patient, clinician, "several")
    facts = facts_of(timeline(plan, TODAY), "Plan started")
    findings = plan.revisions.get().snapshot["findings"]
    rules = dict.fromkeys(each["rule"] for each in findings if each["severity"] == "caution")
    assert facts["Cautions"] == [load_catalogue().rules[rule].title for rule in rules] != []
    assert facts["Reason for going on"] == [plan.revisions.get().snapshot["override_reason"]]


def test_notes_that_look_like_markup_are_text(timeline, direct, clinician):
    """Whatever was typed is shown and nothing of it is run."""
    bad = "<img src=x onerror=alert(1)>"
    visit(direct, clinician, on(14), notes=bad, reason=bad, observations={"alcohol": "yes", "alcohol_note": bad})
    page = timeline(direct, on(15)).content.decode()
    assert "<img" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 3


def test_another_clinics_timeline_is_not_found(client, other_clinician, direct):
    """A plan of another clinic has no timeline here."""
    client.force_login(other_clinician)
    assert client.get(f"/plans/{direct.code}/timeline/").status_code == 404


# The chart and its table -------------------------------------------------------------------------


def marks(page, shape):
    """Where the marks of one shape stand, without the sample of the legend: (x, y, words)."""
    found = re.findall(rf'<g class="mark-{shape}" transform="translate\(([\d.]+) ([\d.]+)\)"><title>([^<]*)</title>', page)
    return [(float(x), float(y), unescape(words)) for x, y, words in found]


def figures(response):
    """The rows of the table as it is read."""
    page = response.content.decode()
    table = re.search(r'<table class="grid figures-grid">.*?</table>', page, re.DOTALL).group(0)
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[re.sub(" +", " ", re.sub(r"<[^>]*>", " ", unescape(cell))).strip() for cell in row] for row in cells]


def test_the_chart_shows_what_the_table_says(timeline, told):
    """Every mark of the drawing stands where the table's figure belongs, and every figure has its mark."""
    response = timeline(told, on(95))
    went, page, table = response.context["progress"], response.content.decode(), figures(response)
    most = max(amount for _, amount in (*went.planned, *went.taken))
    days = (went.last - went.first).days

    def place(day, amount, top, bottom, highest):
        x = LEFT + (RIGHT - LEFT) * (day - went.first).days / days
        return pytest.approx((x, bottom - (bottom - top) * float(Fraction(amount) / highest)), abs=0.06)

    taken = [(row[0], row[3]) for row in table if row[3] != "–"]
    assert len(taken) == len(marks(page, "taken")) == 5
    for (day, dose), (x, y, words) in zip(taken, marks(page, "taken"), strict=True):
        mg = dose.partition(NBSP)[0].split()[-1]
        assert (x, y) == place(read_day(day), Fraction(mg), DOSES_TOP, DOSES_BOTTOM, most)
        assert words == f"{day}: really taken {mg}{NBSP}mg"
    highest = max(5, *(total for score in ("symptoms", "phq9", "gad7") for _, total in went.scored(score)))
    for column, score in ((4, "symptoms"), (5, "phq9"), (6, "gad7")):
        points = [(read_day(row[0]), int(row[column])) for row in table if row[column] != "–"]
        assert [(x, y) for x, y, _ in marks(page, score)] == [
            place(day, total, SCORES_TOP, SCORES_BOTTOM, highest) for day, total in points
        ]
        assert points == went.scored(score)
    assert [(x, y) for x, y, _ in marks(page, "missed")] == [
        place(read_day(row[0]), 0, DOSES_TOP, DOSES_BOTTOM, most) for row in table if row[1].startswith("Missed")
    ]


def read_day(words):
    """The day of "Mon 04-Jan-2027"."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    day, month, year = words.split(" ")[1].split("-")
    return date(int(year), months.index(month) + 1, int(day))


def test_the_planned_line_has_a_corner_for_each_change_in_the_table(timeline, told):
    """The line goes along and then to the next figure of the table's column, and ends where the plan ended."""
    response = timeline(told, on(95))
    went, page = response.context["progress"], response.content.decode()
    planned = [(read_day(row[0]), row[2].split(NBSP)[0].split()[-1]) for row in figures(response) if row[2] != "–"]
    changes = [pair for at, pair in enumerate(planned) if at == 0 or pair[1] != planned[at - 1][1]]
    assert [(day, Fraction(mg)) for day, mg in changes] == went.planned
    corners = corners_of(re.search(r'class="planned" d="([^"]*)"', page).group(1))
    assert len(corners) == 2 * len(changes)
    end = LEFT + (RIGHT - LEFT) * (told.ended_on - went.first).days / (went.last - went.first).days
    assert corners[-1][0] == pytest.approx(end, abs=0.06)


def test_planned_and_taken_are_what_the_records_say(timeline, told):
    """What the table has as planned is the schedule in force that day, and as taken what the review keeps."""
    schedule = in_force(told)[2]
    rows = timeline(told, on(95)).context["progress"].rows
    reviews = {f"Visit {each.number}": each for each in told.reviews.filter(kind="visit")}
    assert set(reviews) <= {row.event for row in rows}
    for row in rows:
        step = schedule.in_force(row.on)
        if row.on <= told.ended_on:
            assert row.planned == Fraction(step.daily_mg["diazepam"])
        else:
            assert row.planned is None
        if row.event in reviews:
            assert row.taken == Fraction(regimen_of(reviews[row.event].taken).daily_mg()["diazepam"])


def test_several_drugs_are_measured_by_the_plans_own_table(timeline, lorazepam_patient, clinician):
    """Where more than one drug is taken the figures are diazepam equivalents by the table of the plan, and say about."""
    with on_day(TODAY):
        plan = begin(lorazepam_patient, clinician, "crossover")
    more = [{"drug": "lorazepam", "morning": "1", "midday": "1"}, {"drug": "diazepam", "night": "12"}]
    visit(plan, clinician, on(3), taken=more)
    response = timeline(plan, on(4))
    went = response.context["progress"]
    assert (went.measure.name, went.table) == ("Diazepam equivalent a day", "Ashton 2002")
    assert went.taken[-1][1] == Equivalence("ashton-2002").of(load_catalogue(), regimen_of(more)) == 32
    row = next(row for row in figures(response) if row[1] == "Visit 1")
    assert row[3].replace("\n", " ").startswith(f"lorazepam 2{NBSP}mg and diazepam 12{NBSP}mg")
    assert row[3].endswith(f"about 32{NBSP}mg")


def test_a_drug_that_the_table_lacks_has_words_and_no_mark(timeline, direct, clinician):
    """A dose that the plan's table cannot measure stands in the table in words; the chart does not guess."""
    other = [{"drug": "diazepam", "night": "18"}, {"drug": "midazolam", "night": "1"}]
    unknown = Regimen(regimen_of(other).doses)
    assert unknown.drugs == ("diazepam", "midazolam")
    plan = Plan.objects.get(pk=direct.pk)
    visit(plan, clinician, on(14), "urgent", taken=other, next_in=3)
    response = timeline(plan, on(15))
    assert len(response.context["progress"].taken) == 1
    row = next(row for row in figures(response) if row[1] == "Visit 1")
    assert f"midazolam 1{NBSP}mg" in row[3]


def test_the_chart_runs_ahead_of_today_and_marks_it(timeline, direct, clinician):
    """An open plan is drawn as far ahead as it lies back, eight weeks at least, and not beyond its stop.

    An ended one is drawn to its end or last follow-up, without a today.
    """
    visit(direct, clinician, on(14), next_in=14)
    went = timeline(direct, on(20)).context["progress"]
    assert (went.first, went.last, went.today) == (TODAY, on(20 + 56), on(20))
    assert timeline(direct, on(70)).context["progress"].last == on(140)
    stop_on = in_force(direct)[2].steps[-1].starts_on
    assert timeline(direct, in_days(stop_on, -20)).context["progress"].last == stop_on
    visit(direct, clinician, on(41), "end", end_reason="died", reason="Died at home.", next_in=None)
    went = timeline(direct, on(90)).context["progress"]
    assert (went.last, went.today) == (on(41), None)


def test_a_plan_without_reviews_has_a_timeline(timeline, direct):
    """On the first day there is the start, a line, and no scores."""
    response = timeline(direct, TODAY)
    page = response.content.decode()
    assert [title for _, title, _, _ in entries(response)] == ["Plan started"]
    assert "Symptoms and scores" not in page
    assert len(marks(page, "taken")) == 1


def test_two_visits_on_one_day_both_stand_there(timeline, direct, clinician):
    """What was said in the morning and in the afternoon is two marks and two entries."""
    visit(direct, clinician, on(14))
    visit(direct, clinician, on(14), "hold", 14, taken=MORE)
    response = timeline(direct, on(14))
    assert [row[1] for row in figures(response)].count("Visit 1") == 1
    assert [row[1] for row in figures(response)].count("Visit 2") == 1
    assert len(marks(response.content.decode(), "taken")) == 3


def test_the_chart_is_told_in_words_and_read_without_colour(timeline, told):
    """One drawing with a title and a description, no script, and no colour of its own: shapes, and the tokens of the style."""
    page = timeline(told, on(95)).content.decode()
    [svg] = [each for each in re.findall(r"<svg.*?</svg>", page, re.DOTALL) if 'class="curve"' in each]
    assert "<title>Diazepam a day: planned and really taken</title>" in svg
    assert f"Planned: 18{NBSP}mg on Mon 04-Jan-2027" in re.search(r"<desc>(.*?)</desc>", svg).group(1)
    assert re.findall(r"#[0-9a-f]{3,6}", svg) == []
    for words in ("Planned", "Taken", "Missed", "Danger", "Symptoms", "PHQ-9", "GAD-7"):
        assert f">{words}</text>" in svg
    assert "<script" not in svg


# A plan of years ---------------------------------------------------------------------------------


@pytest.fixture
def long_story(direct, clinician):
    """Seventeen weeks of visits: at each the dose is held for two more, so each makes a revision."""
    for week in range(1, 18):
        visit(direct, clinician, on(7 * week), "hold", 14)
    return Plan.objects.get()


def test_a_page_of_a_long_timeline_reads_what_stands_on_it(client, clinician, long_story, django_assert_num_queries):
    """Ten entries a page, each once; of the first revision, the latest, and those of the page what was issued is read."""
    client.force_login(clinician)
    told = []
    with on_day(on(7 * 17)):
        client.force_login(clinician)
        client.get("/safety/")  # the first page after signing in writes when the session was used last
        for page in (1, 2):
            with django_assert_num_queries(11), CaptureQueriesContext(connection) as asked:
                response = client.get(f"/plans/{long_story.code}/timeline/?page={page}")
            told.append([each.title for each in response.context["entries"]])
            read = [each["sql"] for each in asked if '"taper_app_revision"."snapshot"' in each["sql"]]
            assert len(read) == 3 and "LIMIT 1" in read[0]
    assert told[0] == [f"Visit {number}: hold" for number in range(17, 7, -1)]
    assert told[1] == [*(f"Visit {number}: hold" for number in range(7, 0, -1)), "Plan started"]
    assert "Page 2 of 2" in " ".join(text_of(response)) and "?page=1" in response.content.decode()


def test_the_table_of_a_long_plan_has_its_last_rows_and_all_that_are_asked_for(timeline, client, long_story, monkeypatch):
    """A link leads to all of them, and the chart has them anyway."""
    monkeypatch.setattr(past, "MOST_FIGURES", 6)
    response = timeline(long_story, on(7 * 17))
    rows = response.context["progress"].rows
    assert [each["on"] for each in response.context["figures"]] == [each.on for each in rows[-6:]]
    assert f"Show the {len(rows) - 6} rows before these" in text_of(response)
    with on_day(on(7 * 17)):
        everything = client.get(f"/plans/{long_story.code}/timeline/?figures=all")
    assert len(everything.context["figures"]) == len(rows)
    assert "rows before these" not in " ".join(text_of(everything))
