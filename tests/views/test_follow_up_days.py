"""The page of follow-ups after the end, and where else they stand."""

from datetime import date

import pytest

from taper_app.models import Plan
from tests.actions.visits import TODAY, begin
from tests.text_gates import hits_in_html
from tests.views.page_forms import fields_of
from tests.views.payloads import date_parts, form_errors, text_of, value_of
from tests.views.test_reviews import check, confirm_fields
from tests.views.visits import follow_up, in_days, on_day
from tests.views.visits import visit as seen

END, FIRST = in_days(TODAY, 30), date(2027, 3, 3)
SEVERE = {"symptoms": {"sleep": 3, "anxiety": 3}}


@pytest.fixture
def plan(patient, clinician):
    """A plan of diazepam that was completed on 3 February 2027, with its series."""
    with on_day(TODAY):
        made = begin(patient, clinician)
    seen(made, clinician, END, "end", end_reason="completed", next_in=28)
    return made


@pytest.fixture
def at(client, clinician, plan):
    """A page of the plan on a day."""

    def opens(day, place="", data=None):
        with on_day(day):
            client.force_login(clinician)
            address = f"/plans/{plan.code}/{place}"
            return client.get(address) if data is None else client.post(address, data)

    return opens


def said(response):
    assert hits_in_html(response.content.decode()) == []
    return " ".join(text_of(response))


def test_the_series_stands_on_the_plans_page(at, plan, clinician):
    """Each with its day and how long after the end it is; what took place says so, also that it was taken again."""
    text = said(at(END))
    assert "Wed 03-Mar-2027 1 month after the end Next" in text
    assert "Thu 03-Feb-2028 12 months after the end Planned" in text
    follow_up(plan, clinician, FIRST, relapse=True, next_in=61)
    text = said(at(FIRST))
    assert "Wed 03-Mar-2027 1 month after the end Seen, taking it again" in text
    assert "Mon 03-May-2027 3 months after the end Next" in text


def test_the_series_stands_on_the_patients_page(client, clinician, plan, at):
    """In a line, beside how the plan went."""
    at(END)
    with on_day(END):
        text = said(client.get(f"/patients/{plan.patient.code}/"))
    assert "Follow-ups planned: 03-Mar-2027, 03-May-2027, 03-Aug-2027 and 03-Feb-2028." in text


def test_the_work_list_says_which_follow_up_it_is(client, clinician, plan, at):
    """By the months since the end; a booster is called so."""
    at(END)
    with on_day(FIRST):
        client.force_login(clinician)
        assert "1 month after the end" in said(client.get("/"))
    plan.follow_up_days.filter(on=FIRST).update(kind="booster")
    with on_day(FIRST):
        assert "Booster, 1 month after the end" in said(client.get("/"))


def test_a_follow_up_proposes_the_next_of_the_series(at):
    """The day stands in the box; who has severe symptoms and clears it is told what to do, and nothing is kept."""
    page = at(FIRST, "follow-up/")
    assert [value_of(page, f"next_review_on_{part}") for part in range(3)] == ["3", "5", "2027"]
    fields = fields_of(page, page.request["PATH_INFO"], relapse="no", red_flags=["none"], symptom_sleep="3")
    cleared = fields | dict.fromkeys((f"next_review_on_{part}" for part in range(3)), "")
    refused = at(FIRST, "follow-up/", cleared)
    words = "Symptoms are severe: enter the day of the next follow-up, or write why there is none."
    assert refused.status_code == 422 and words in form_errors(refused)
    assert at(FIRST, "follow-up/", cleared | {"no_next": "Seen by the mental health team."}).status_code == 302
    assert Plan.objects.get().next_review_on is None
    assert "No follow-up is planned. Reason: Seen by the mental health team." in said(at(FIRST))


def test_a_red_flag_at_a_follow_up_asks_what_was_arranged(at):
    """At the notes, in words; with them it is recorded."""
    page = at(FIRST, "follow-up/")
    fields = fields_of(page, page.request["PATH_INFO"], relapse="no", red_flags=["seizure"])
    refused = at(FIRST, "follow-up/", fields)
    words = "There is a red flag: write under Notes what was found and what was arranged today."
    assert refused.status_code == 422 and words in form_errors(refused)
    assert at(FIRST, "follow-up/", fields | {"notes": "Seen in the emergency department today."}).status_code == 302


def test_an_extra_follow_up_is_not_called_by_the_month_of_another(at):
    """Seen at a month and again a fortnight later: the second is six weeks after the end, and no second first month."""
    page = at(FIRST, "follow-up/")
    extra = in_days(FIRST, 14)
    parts = {f"next_review_on_{at}": str(part) for at, part in enumerate((extra.day, extra.month, extra.year))}
    fields = fields_of(page, page.request["PATH_INFO"], relapse="no", red_flags=["none"], **parts)
    assert at(FIRST, "follow-up/", fields).status_code == 302
    text = said(at(FIRST))
    assert text.count("1 month after the end") == 1 and "6 weeks after the end" in text


PHASES = [(END, "The first days"), (in_days(END, 5), "Acute withdrawal"), (in_days(END, 31), "After the first month")]


@pytest.mark.parametrize(("day", "phase"), PHASES)
def test_what_to_expect_by_now_stands_on_the_page(at, day, phase):
    """By the days since the last dose and the half-life of what it was of, each sentence with its source."""
    for place in ("", "follow-up/"):
        text = said(at(day, place))
        assert phase in text
        assert "diazepam, long half-life" in text
        assert "Prescribing drugs of dependence" in text or "Ashton" in text


def test_no_phase_is_told_where_it_is_taken_again(at, plan, clinician):
    """Then the last dose is not known."""
    follow_up(plan, clinician, FIRST, relapse=True, next_in=30)
    assert "half-life)" not in said(at(FIRST))


def test_the_days_are_changed_by_hand(at, plan):
    """One is moved, one taken out, and a booster added."""
    page = at(END, "follow-up/days/")
    fields = fields_of(page, page.request["PATH_INFO"], **date_parts("on_0", "10 3 2027"), kind_4="booster")
    fields |= dict.fromkeys((f"on_1_{part}" for part in range(3)), "") | date_parts("on_4", "1 4 2027")
    assert at(END, "follow-up/days/", fields).url == f"/plans/{plan.code}/"
    kept = [(each.on, each.kind) for each in plan.follow_up_days.all()]
    expected = [(date(2027, 3, 10), "series"), (date(2027, 4, 1), "booster"), (date(2027, 8, 3), "series")]
    assert kept == [*expected, (date(2028, 2, 3), "series")]
    assert Plan.objects.get().next_review_on == date(2027, 3, 10)
    again = at(END, "follow-up/days/", fields | date_parts("on_0", "11 3 2027"))
    assert again.status_code == 409 and "Somebody else changed the follow-ups" in said(again)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (date_parts("on_4", "1 2 2027"), "This day has gone by. Enter today or a later day, or clear it."),
        (date_parts("on_4", "3 3 2027"), "This day stands there twice. Clear one of the two."),
        (date_parts("on_4", "3 3 2029"), "Choose days from today on and within 366 days."),
        (date_parts("on_4", "3 3 27"), "Is the year 1927 or 2027? Enter it in four figures."),
    ],
)
def test_a_wrong_day_is_said_at_its_box(at, plan, changes, words):
    """Nothing is kept."""
    page = at(END, "follow-up/days/")
    response = at(END, "follow-up/days/", fields_of(page, page.request["PATH_INFO"], **changes))
    assert response.status_code == 422 and words in form_errors(response)
    assert plan.follow_up_days.count() == 4


def test_an_open_plan_and_a_death_lead_to_the_plan(client, clinician, patient):
    """There is nothing to plan."""
    with on_day(TODAY):
        made = begin(patient, clinician)
        client.force_login(clinician)
        assert client.get(f"/plans/{made.code}/follow-up/days/").url == f"/plans/{made.code}/"


def test_a_plan_that_ends_with_severe_symptoms_asks_for_the_next_day(client, clinician, patient):
    """Severe symptoms and no next day: it is said at the box of the day, on the page to confirm, and nothing is recorded."""
    with on_day(TODAY):
        made = begin(patient, clinician)
    with on_day(END):
        client.force_login(clinician)
        page = check(client, made, "end", end_reason="declined", symptom_sleep="3")
        cleared = confirm_fields(page, made) | dict.fromkeys((f"next_review_on_{part}" for part in range(3)), "")
        refused = client.post(f"/plans/{made.code}/review/check/", cleared)
    assert refused.status_code == 422
    assert any(each.startswith("Symptoms are severe: enter the day of the next follow-up") for each in form_errors(refused))
    assert Plan.objects.get().state == "open"
