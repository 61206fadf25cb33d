"""The first page: who is waited for, in the order of who should be seen first."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from taper_app import engine
from taper_app.actions import medications, patients
from taper_app.chart.cut import Counted
from taper_app.models import Clinic, Plan
from taper_app.pages.today import belonging, detailed, first_of, in_order, risks, waits
from taper_app.views import today
from tests.actions.risks import ask
from tests.actions.test_plans import chosen, start
from tests.actions.visits import AGREED, DAY, asked_for, row
from tests.by_indexes import asks_by_indexes
from tests.conftest import TODAY
from tests.views.payloads import text_of
from tests.views.visits import follow_up, missed, visit

pytestmark = pytest.mark.each_on_any_database

STARTED = TODAY - timedelta(days=40)


@pytest.fixture
def signed_in(client, clinician, monday):
    """The clinician's browser, on a Monday."""
    client.force_login(clinician)
    return client


@pytest.fixture
def page_at(signed_in):
    return signed_in.get


@pytest.fixture
def planned(clinician):
    """Starts a plan of a new patient, 40 days ago: `planned("Sample, Sasha", review_in=-3)` has its review 3 days ago."""

    def starts(name, *, review_in, by=clinician, rows=DAY["direct"], began=STARTED, risks=None, specialist=None, **strategy):
        known = {"born_on": "1961-03-27", "sex": "female", "identifier": f"ID-{name}"[:40]}
        patient = patients.add_patient(clinic=by.clinic, name=name, by=by, **known)
        medications.set_medications(patient=patient, rows=rows, others_asked_on=began, by=by)
        ask(patient, by, began, **risks or {})
        asked = asked_for(starts_on=began, strategy=engine.Strategy(**{"method": "direct"} | strategy))
        choice = chosen(specialist=specialist, today=began) | {"request": asked}
        return start(patient, by, choice=choice, review_on=TODAY + timedelta(days=review_in)).plan

    return starts


def shown(response):
    """The names of the page by the heading they stand under."""
    return {each["group"].key: [line["patient"].name for line in each["lines"]] for each in response.context["lists"]}


def said(response):
    return " ".join(text_of(response))


def test_an_empty_clinic_is_told_what_will_stand_here(page_at):
    """Without any plan the page says what it is for and how to begin."""
    text = said(page_at("/"))
    assert "No plan is open" in text
    assert "add a patient" in text


def test_nobody_waiting_is_said_with_the_next_review(page_at, planned):
    """Where nothing is due the page says so, and when the next review is."""
    planned("Later, Lou", review_in=8)
    planned("Later, Lee", review_in=20)
    text = said(page_at("/"))
    assert "Nobody is waiting" in text
    assert "2 plans are open; the next visit is on Tue 12-Jan-2027" in text


@pytest.mark.parametrize(
    ("review_in", "where", "words"),
    [
        (-10, "overdue", "Visit overdue since Fri 25-Dec-2026 (10 days)"),
        (-1, "overdue", "Visit overdue since Sun 03-Jan-2027 (1 day)"),
        (0, "due", "Visit due today, Mon 04-Jan-2027"),
        (1, "due", "Visit due tomorrow, Tue 05-Jan-2027"),
        (7, "due", "Visit due Mon 11-Jan-2027"),
        (8, None, ""),
    ],
)
def test_a_review_is_overdue_from_the_day_after_and_due_for_a_week(page_at, planned, review_in, where, words):
    """Due today is not overdue; overdue by a day is; in seven days is due, in eight is not in the list."""
    planned("Sample, Sasha", review_in=review_in)
    response = page_at("/")
    assert shown(response) == ({where: ["Sample, Sasha"]} if where else {})
    assert words in said(response)


def test_an_interpreter_to_be_booked_is_said(page_at, planned, clinician):
    """Whoever looks at who is coming sees that an interpreter is to be booked, and for which language."""
    plan = planned("Sample, Sasha", review_in=3)
    assert "interpreter" not in said(page_at("/"))
    patients.change_patient(patient=plan.patient, by=clinician, interpreter=True, language="other", other_language="Polish")
    assert "Book an interpreter: Polish" in said(page_at("/"))


def test_the_day_is_the_clinics_own(client, other_clinician, planned, monday):
    """Today is the day of the clinic's zone: late in the evening in New York it is still yesterday, whatever it is in London."""
    planned("Sample, Sasha", review_in=0, by=other_clinician)
    for now, where in (("2027-01-05T03:00:00+00:00", "due"), ("2027-01-05T06:00:00+00:00", "overdue")):
        monday.move_to(now)
        client.force_login(other_clinician)  # a session does not last so long
        assert list(shown(client.get("/"))) == [where]


def test_who_waits_longest_stands_first(page_at, planned):
    """Within a list the earliest day is first, then the name."""
    for name, days in (("B, Day", -2), ("A, Day", -2), ("C, Month", -30), ("D, Week", -7)):
        planned(name, review_in=days)
    assert shown(page_at("/")) == {"overdue": ["C, Month", "D, Week", "A, Day", "B, Day"]}


def test_a_red_flag_comes_first_then_a_risk_then_the_earliest_day(page_at, planned, clinician):
    """Of overdue reviews a patient with a seizure stands first, then one who takes an opioid, then who waits longest."""
    planned("Long, Lee", review_in=-30)
    visit(
        planned("Opioid, Ola", review_in=-20), clinician, TODAY - timedelta(days=20), next_in=10, observations={"opioids": "yes"}
    )
    seizure = {"red_flags": ["seizure"], "reason": "Seen in hospital and sent home."}
    visit(planned("Flag, Flo", review_in=-20), clinician, TODAY - timedelta(days=20), next_in=18, **seizure)
    response = page_at("/")
    assert shown(response) == {"overdue": ["Flag, Flo", "Opioid, Ola", "Long, Lee"]}
    assert "Red flag at the last visit: a seizure" in said(response)
    assert "Taken with an opioid" in said(response)


def test_what_is_severe_presses_as_a_red_flag_does(page_at, planned, clinician):
    """A severe scale, and over-sedation: named on the first page, before a risk, until the next visit."""
    planned("Long, Lee", review_in=-30)
    sleepy = {"observations": {"ciwa_b": 45, "seen": ["sedation"]}, "reason": "Seen in hospital and sent home."}
    plan = planned("Sleepy, Sol", review_in=-20)
    visit(plan, clinician, TODAY - timedelta(days=20), "hold", 28, next_in=18, **sleepy)
    response = page_at("/")
    assert shown(response) == {"overdue": ["Sleepy, Sol", "Long, Lee"]}
    assert "Severe at the last visit: CIWA-B 45 and " in said(response)
    visit(plan, clinician, TODAY - timedelta(days=5), "hold", 28, next_in=3)
    assert "Severe at the last visit" not in said(page_at("/"))


def test_item_9_presses_also_where_no_flag_was_kept(planned, clinician):
    """Of a review from before it was one."""
    plan = planned("Low, Lou", review_in=-20)
    visit(plan, clinician, TODAY - timedelta(days=20), "hold", 28, next_in=18, observations={"phq9": [0] * 8 + [1]})
    kept = detailed(Plan.objects.all(), TODAY).get()
    kept.red_flags = []
    assert waits(kept, TODAY).red_flags == ["suicidal-thoughts"]


def test_a_caution_of_the_latest_revision_is_a_risk(page_at, planned):
    """What the rules found about the plan that was issued lifts its patient in the list: here a crossover to much diazepam."""
    planned("Low, Lou", review_in=-20)
    lorazepam = row("lorazepam", morning="2", midday="2", night="2")
    planned("High, Hal", review_in=-3, rows=[lorazepam], method="crossover")
    response = page_at("/")
    assert shown(response) == {"overdue": ["High, Hal", "Low, Lou"]}
    assert "High dose of diazepam" in said(response)


PRESSING = {
    "suicidality": "Thoughts of suicide",
    "opioid_together": "Taken with an opioid",
    "pregnancy": "Pregnancy",
    "seizure_history": "Seizure before",
    "setting_of_care": "Setting of care",
    "taken_unsafe": "Unsafe with what is taken",
    "inpatient_dose": "Very high dose",
    "overnight_move": "Much changes at once",
    "specialist_dose": "High dose",
    "diazepam_threshold": "High dose of diazepam",
}


@pytest.mark.parametrize("rule", PRESSING)
def test_every_pressing_risk_is_named(rule):
    """Each of them alone lifts its patient in the list and is named; all together stand in their order, a relapse before them."""
    plan = SimpleNamespace(relapse=None, opioids=None, findings=[{"rule": "many_pieces"}, {"rule": rule}])
    assert list(risks(plan)) == [PRESSING[rule]]
    plan = SimpleNamespace(relapse="true", opioids="yes", findings=[{"rule": each} for each in reversed(PRESSING)])
    assert list(risks(plan)) == ["Taking it again", *PRESSING.values()]


def test_the_rules_that_press_are_these():
    """Every block and caution says in the data whether it presses; these do, and no other rule lifts a patient in the list:
    what a visit found says nothing of the next, and is not read from a revision."""
    rules = engine.load_catalogue().rules
    assert {id_ for id_, rule in rules.items() if rule.presses and "visit" not in rule.asks} == set(PRESSING)
    found = [{"rule": id_} for id_, rule in rules.items() if "visit" in rule.asks]
    assert list(risks(SimpleNamespace(relapse=None, opioids=None, findings=found))) == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"pregnancy": "yes"}, "Pregnancy"),
        ({"seizure": "yes"}, "Seizure before"),
        ({"suicidality": "yes"}, "Thoughts of suicide"),
        ({"alcohol": "dependence"}, "Setting of care"),
        ({"breathing": "severe"}, "Unsafe with what is taken"),
    ],
)
def test_what_was_answered_before_the_plan_presses_on_the_first_page(page_at, planned, answers, words):
    """What was answered lifts a patient on the first page, by name: pregnancy, a seizure, alcohol, thoughts of suicide."""
    planned("Long, Lee", review_in=-20)
    planned("Risk, Rae", review_in=-3, risks=answers, specialist=AGREED)
    response = page_at("/")
    assert shown(response) == {"overdue": ["Risk, Rae", "Long, Lee"]}
    assert words in said(response)


def test_a_later_review_without_a_red_flag_ends_the_mark(page_at, planned, clinician):
    """What counts is the last visit, and a visit that was missed says nothing about red flags."""
    plan = planned("Flag, Flo", review_in=-20)
    visit(
        plan, clinician, TODAY - timedelta(days=20), red_flags=["confusion"], reason="Confused after a fever, not by the taper."
    )
    missed(plan, clinician, TODAY - timedelta(days=10), next_in=7)
    assert "Red flag at the last visit: confusion or delirium" in said(page_at("/"))
    visit(plan, clinician, TODAY - timedelta(days=5), next_in=6)
    assert "Red flag" not in said(page_at("/"))


def test_missed_visits_are_marked_and_have_a_list(page_at, planned, clinician):
    """Who did not come and has a new date later on stands in a list; who is overdue as well is marked there."""
    missed(planned("New, Nia", review_in=-1), clinician, TODAY - timedelta(days=1), next_in=15)
    gone = planned("Gone, Gil", review_in=-20)
    for days in (20, 10):
        missed(gone, clinician, TODAY - timedelta(days=days), next_in=5 if days == 10 else 7)
    response = page_at("/")
    assert shown(response) == {"overdue": ["Gone, Gil"], "missed": ["New, Nia"]}
    assert "Did not come to 2 visits" in said(response)
    assert "Did not come to 1 visit" in said(response)


@pytest.mark.parametrize(("days", "listed"), [(27, True), (28, True), (29, False)])
def test_plans_ending_within_four_weeks(client, clinician, planned, monday, days, listed):
    """A plan whose last dose is within 28 days is listed with that day."""
    plan = planned("End, Eve", review_in=200)
    monday.move_to(f"{plan.ends_on - timedelta(days=days)}T10:00:00+00:00")
    client.force_login(clinician)
    response = client.get("/")
    assert shown(response) == ({"ending": ["End, Eve"]} if listed else {})
    assert ("Last dose" in said(response)) == listed


def test_plans_ending_are_listed_by_their_last_dose(client, clinician, planned, monday):
    """Who takes the last dose first stands first there, whoever is reviewed first."""
    later = planned("Later, Lee", review_in=1, began=STARTED + timedelta(days=1))
    sooner = planned("Sooner, Sue", review_in=5)
    assert sooner.ends_on < later.ends_on and later.next_review_on < sooner.next_review_on
    monday.move_to(f"{sooner.ends_on - timedelta(days=20)}T10:00:00+00:00")
    client.force_login(clinician)
    assert shown(client.get("/?only=ending")) == {"ending": ["Sooner, Sue", "Later, Lee"]}


def test_open_holds_are_listed(page_at, planned, clinician):
    """A hold without an end has no step with a date, so it must not be forgotten. A dated hold goes on by itself."""
    visit(planned("Open, Ola", review_in=-5), clinician, TODAY - timedelta(days=5), "hold", next_in=40)
    visit(planned("Dated, Dee", review_in=-5), clinician, TODAY - timedelta(days=5), "hold", 28, next_in=20)
    response = page_at("/")
    assert shown(response) == {"hold": ["Open, Ola"]}
    assert "On hold, revision 2" in said(response)


def test_an_ended_plan_is_listed_for_its_follow_up_alone(page_at, planned, clinician):
    """Ended plans are never overdue; a follow-up is listed from a week before its day, marked when it has passed."""
    ended = {"end_reason": "completed", "reason": "Stopped, and feels well."}
    for name, next_in in (("Due, Dee", 35), ("Late, Len", 25), ("Far, Fay", 60), ("None, Nia", None)):
        visit(planned(name, review_in=-30), clinician, TODAY - timedelta(days=30), "end", next_in=next_in, **ended)
    response = page_at("/")
    assert shown(response) == {"follow-up": ["Late, Len", "Due, Dee"]}
    assert "Follow-up overdue since Wed 30-Dec-2026 (5 days)" in said(response)
    assert "Follow-up due Sat 09-Jan-2027" in said(response)


def test_a_relapse_at_a_follow_up_comes_first(page_at, planned, clinician):
    """Who takes it again stands above who was due before."""
    ended = {"end_reason": "completed", "reason": "Stopped, and feels well."}
    for name in ("Well, Wim", "Again, Ada"):
        visit(planned(name, review_in=-30), clinician, TODAY - timedelta(days=30), "end", next_in=28, **ended)
    follow_up(Plan.objects.get(patient__name="Again, Ada"), clinician, TODAY - timedelta(days=3), next_in=7, relapse=True)
    response = page_at("/")
    assert shown(response) == {"follow-up": ["Again, Ada", "Well, Wim"]}
    assert "Taking it again" in said(response)


def test_a_follow_up_is_not_waited_for_once_there_is_a_new_plan(page_at, planned, clinician):
    """The reviews of the new plan take the place of the follow-up of the old one."""
    old = planned("Again, Ada", review_in=-30)
    visit(old, clinician, TODAY - timedelta(days=30), "end", next_in=28, end_reason="declined", reason="Not now.")
    assert list(shown(page_at("/"))) == ["follow-up"]
    medications.set_medications(patient=old.patient, rows=DAY["direct"], others_asked_on=TODAY, by=clinician)
    start(old.patient, clinician, choice=chosen(strategy=engine.Strategy(method="direct")), review_on=TODAY + timedelta(days=20))
    assert shown(page_at("/")) == {}


def test_each_plan_stands_once_and_the_counts_are_of_all(page_at, planned, clinician):
    """An overdue open hold of somebody who did not come is one line, and counted in each list that it belongs to."""
    plan = planned("Many, Mo", review_in=-30)
    visit(plan, clinician, TODAY - timedelta(days=30), "hold", next_in=10)
    missed(plan, clinician, TODAY - timedelta(days=20), next_in=5)
    planned("One, Ona", review_in=3)
    response = page_at("/")
    assert shown(response) == {"overdue": ["Many, Mo"], "due": ["One, Ona"]}
    counts = {each["group"].key: each["count"] for each in response.context["counts"]}
    assert counts == {"overdue": 1, "due": 1, "follow-up": 0, "missed": 1, "ending": 0, "hold": 1, "referral": 0}
    for kind, names in (("hold", ["Many, Mo"]), ("missed", ["Many, Mo"]), ("due", ["One, Ona"])):
        assert shown(page_at(f"/?only={kind}")) == {kind: names}
    assert shown(page_at("/?only=nonsense")) == shown(response)
    assert "Nobody is in this list" in said(page_at("/?only=ending"))


def test_a_line_says_who_it_is_and_leads_to_the_review_without_a_dose(page_at, planned):
    """Name, date of birth, identifier, state, and what to do; no dose stands in a list."""
    plan = planned("Sample, Sasha", review_in=-3)
    response = page_at("/")
    text, page = said(response), response.content.decode()
    for words in ("Sample, Sasha", "27-Mar-1961", "ID-Sample, Sasha", "Issued, revision 1", "Visit Sample, Sasha"):
        assert words in text
    assert f'href="/plans/{plan.code}/review/"' in page
    assert not re.search(r"\d\s*mg\b", text)


def test_a_line_of_an_ended_plan_leads_to_its_follow_up(page_at, planned, clinician):
    """What to do after the end is a follow-up and not a review."""
    plan = planned("Sample, Sasha", review_in=-30)
    visit(plan, clinician, TODAY - timedelta(days=30), "end", next_in=28, end_reason="completed", reason="Stopped.")
    page = page_at("/").content.decode()
    assert f'href="/plans/{plan.code}/follow-up/"' in page
    assert "/review/" not in page


def test_another_clinics_plans_are_never_listed(client, other_clinician, planned, monday):
    """Neither a line nor a count tells anything about the patients of another clinic."""
    planned("Sample, Sasha", review_in=-3)
    client.force_login(other_clinician)
    response = client.get("/")
    assert shown(response) == {}
    assert "No plan is open" in said(response)


def test_names_are_shown_as_they_are_typed(page_at, planned):
    """A name that looks like markup is text."""
    planned("<script>alert(1)</script>", review_in=-3)
    page = page_at("/").content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.fixture
def short_pages(monkeypatch):
    """A page has five plans, so that two pages are soon filled."""
    monkeypatch.setattr(today, "PAGE_SIZE", 5)


@pytest.fixture
def many(planned):
    """Starts so many plans, two of them waiting for each of the days."""
    return lambda count: [planned(f"Many, M{at:02}", review_in=-39 + at // 2) for at in range(count)]


@pytest.mark.parametrize("count", [0, 2, 7])
def test_the_number_of_queries_is_the_same_for_any_number_of_plans(
    signed_in, many, short_pages, django_assert_num_queries, count
):
    """Session, clinician, clinic, the counts, whom to ask again, one sum or the list, who is shown and the
    revisions of these, whether two wait or two pages do; and the event."""
    many(count)
    signed_in.get("/safety/")  # the first page after signing in writes when the session was used last
    with django_assert_num_queries(9 if count else 7):
        response = signed_in.get("/")
    assert response.context["page"].paginator.count == count


def test_a_page_has_fifty_plans():
    """Fifty plans stand on a page."""
    assert today.PAGE_SIZE == 50


def test_what_a_page_does_not_hold_stands_on_the_next(page_at, many, short_pages):
    """The next page is one click on and goes on in the same order."""
    many(7)
    [names] = shown(page_at("/")).values()
    [rest] = shown(page_at("/?page=2")).values()
    assert (len(names), len(rest)) == (5, 2)
    assert names + rest == [f"Many, M{at:02}" for at in range(7)]
    assert shown(page_at("/?page=x")) == shown(page_at("/"))
    [rest] = shown(page_at("/?only=overdue&page=2")).values()
    assert len(rest) == 2


@pytest.mark.django_db
def test_the_lists_are_found_by_indexes(clinic):
    """No table is read from end to end, however large it is: every part of the question is answered by an index."""
    belongs = belonging(TODAY)
    parts = [in_order(clinic, q, group)[:50] for group, q in first_of(belongs)]
    asked = {key: Counted(clinic.plans.filter(q).order_by()[:9]) for key, q in belongs.items()}
    counts = Clinic.objects.filter(pk=clinic.pk).values(**asked)
    for query in (*parts, counts, detailed(Plan.objects.filter(pk__in=[1, 2]), TODAY)):
        asks_by_indexes(lambda query=query: list(query))
