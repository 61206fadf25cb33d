"""The care plan on one page: what is ticked is kept, what is left stays, and nobody is overruled unseen."""

from datetime import date, timedelta

import pytest

from taper_app.actions import care
from taper_app.chart import care_plan
from taper_app.engine import load_care
from taper_app.models import CareEntry, Plan
from tests.actions.test_care import row
from tests.actions.visits import TODAY, begin
from tests.conftest import PASSWORD
from tests.text_gates import hits_in_html
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, date_parts, form_errors, text_of, value_of
from tests.views.visits import visit as seen_on


@pytest.fixture
def plan(monday, patient, clinician):
    return begin(patient, clinician)


@pytest.fixture
def say(plan, clinician):
    """Record care of the plan on a day: `say(cbt=row("accepted"))`."""

    def says(today=TODAY, **rows):
        care.record_care(plan=plan, seen=care.last_number(plan.care.all()), rows=rows, today=today, by=clinician)

    return says


@pytest.fixture
def send(visit, plan):
    """Open the page, change what is given, and save; with `page`, from a page that was opened earlier."""

    def sends(changes, page=None):
        address = f"/plans/{plan.code}/care/"
        return visit.post(address, fields_of(page or visit.get(address), address, **changes))

    return sends


def latest(plan):
    return {kind: each.status for kind, each in care_plan.latest(plan).items()}


def test_three_ticks_are_kept_as_of_today(send, plan, clinician):
    """What was ticked is kept with today as its day and who ticked it; nothing else is recorded."""
    response = send({"cbt-i-status": "accepted", "peers-status": "declined", "education-status": "not-needed"})
    assert response.url == f"/plans/{plan.code}/"
    assert latest(plan) == {"cbt-i": "accepted", "peers": "declined", "education": "not-needed"}
    assert {(each.said_on, each.recorded_by) for each in plan.care.all()} == {(TODAY, clinician)}


def test_a_referral_is_kept_with_its_days(send, plan):
    """To whom, when it was sent, when it was answered and the note are kept; the day may be an earlier one."""
    sent = {"cbt-status": "accepted", "cbt-referred_to": "Talking Therapies", "cbt-note": "Evenings only"}
    sent |= date_parts("cbt-referred_on", "1 12 2026") | date_parts("cbt-answered_on", "15 12 2026")
    send(sent | date_parts("cbt-said_on", "1 12 2026"))
    kept = plan.care.get()
    assert (kept.referred_to, kept.note, kept.said_on) == ("Talking Therapies", "Evenings only", date(2026, 12, 1))
    assert (kept.referred_on, kept.answered_on) == (date(2026, 12, 1), date(2026, 12, 15))


def test_what_is_left_stays(send, say, plan):
    """A page that is sent back as it was opened records nothing, and says so."""
    say(cbt=row("accepted", to="Talking Therapies", sent=TODAY, note="Evenings only"))
    response = send({})
    assert response.status_code == 302
    assert plan.care.count() == 1


def test_gone_through_again(send, say, plan):
    """A tick records that something was gone through again today, though it stands as it did."""
    say(cbt=row("accepted", said_on=date(2026, 12, 1)))
    send({"cbt-again": "on"})
    assert list(plan.care.values_list("status", "said_on")) == [("accepted", date(2026, 12, 1)), ("accepted", TODAY)]


def test_a_note_alone_keeps_the_day(send, say, plan):
    """Changing only the note does not claim that it was gone through today."""
    say(cbt=row("accepted", said_on=date(2026, 12, 1)))
    send({"cbt-note": "Evenings only"})
    assert care_plan.latest(plan)["cbt"].said_on == date(2026, 12, 1)


def test_the_page_shows_how_each_kind_stands_and_stood(visit, say, plan):
    """The day, the referral, the note, and every earlier entry with who recorded it stand on the page."""
    say(cbt=row("offered"))
    say(cbt=row("accepted", to="Talking Therapies", sent=TODAY, note="Evenings only"))
    text = " ".join(text_of(visit.get(f"/plans/{plan.code}/care/")))
    assert "Accepted on 04-Jan-2027. Referral to Talking Therapies, sent on 04-Jan-2027; not answered yet." in text
    assert "Note: Evenings only" in text
    assert "Offered on 04-Jan-2027 (Dr Ash Marlow)" in text


WRONG = [
    ({"cbt-status": "maybe"}, "Choose one of the answers."),
    ({"cbt-note": "Evenings only"}, "CBT: choose how it stands, or empty its other boxes."),
    ({"cbt-status": "offered"} | date_parts("cbt-said_on", "5 1 2027"), "CBT: the day is in the future."),
    ({"cbt-status": "offered"} | date_parts("cbt-said_on", "31 2 2026"), "Enter a real date"),
    ({"cbt-status": "offered", "cbt-referred_to": "A clinic"}, "CBT: enter the day on which the referral was sent."),
    ({"cbt-status": "offered"} | date_parts("cbt-referred_on", "4 1 2027"), "CBT: enter to whom it was referred."),
    (
        {"cbt-status": "offered", "cbt-referred_to": "A clinic"}
        | date_parts("cbt-referred_on", "4 1 2027")
        | date_parts("cbt-answered_on", "3 1 2027"),
        "CBT: the answer is earlier than the referral.",
    ),
    ({"cbt-status": "offered", "cbt-note": "x" * 501}, "Enter at most 500 characters"),
    (
        {"illness-again": "on"} | date_parts("illness-said_on", "1 12 2026"),
        "Treatment of the underlying illness: the day is before",
    ),
]


@pytest.mark.parametrize(("changes", "words"), WRONG, ids=[words[:40] for _, words in WRONG])
def test_what_is_wrong_is_said_and_nothing_is_kept(send, say, plan, changes, words):
    """The sentence names the kind and stands at the top; nothing of the page is kept, also not what was right in it."""
    say(illness=row("accepted"))
    response = send({"peers-status": "accepted"} | changes)
    assert response.status_code == 422
    assert [said for said in form_errors(response) if said.startswith(words)]
    assert latest(plan) == {"illness": "accepted"}


def test_what_was_typed_stays_in_its_box(send):
    """A page that is refused shows what was typed, with its boxes open."""
    response = send({"cbt-note": "Evenings only", "peers-status": "accepted"})
    assert value_of(response, "cbt-note") == "Evenings only"
    assert "checked" in controls(response, "peers-status")[2]


def test_a_stale_page_is_told_and_keeps_what_was_typed(visit, send, say, plan):
    """Where somebody else has recorded the same kind, nothing is saved, and the page says what that was; then it can be saved."""
    page = visit.get(f"/plans/{plan.code}/care/")
    say(cbt=row("declined"))
    response = send({"cbt-status": "accepted", "peers-status": "offered"}, page)
    assert response.status_code == 409
    assert form_errors(response) == [
        "Somebody else recorded care of this plan since you opened this page, so nothing was saved.",
        "CBT: Dr Ash Marlow has recorded “Declined” since you opened this page. Choose again how it stands.",
    ]
    assert latest(plan) == {"cbt": "declined"}
    send({}, response)
    assert latest(plan) == {"cbt": "accepted", "peers": "offered"}


def test_a_stale_page_undoes_nothing_that_it_did_not_touch(visit, send, say, plan):
    """What somebody else has recorded of another kind stays, although this page was opened before."""
    page = visit.get(f"/plans/{plan.code}/care/")
    say(cbt=row("declined"))
    assert send({"peers-status": "offered"}, page).status_code == 302
    assert latest(plan) == {"cbt": "declined", "peers": "offered"}


def test_after_a_conflict_the_page_shows_what_others_left(visit, send, say, plan):
    """Beside the conflict, a kind that only somebody else has recorded is shown as that person left it."""
    page = visit.get(f"/plans/{plan.code}/care/")
    say(cbt=row("declined"), lifestyle=row("accepted"))
    response = send({"cbt-status": "accepted"}, page)
    assert "checked" in controls(response, "lifestyle-status")[2]
    send({}, response)
    assert latest(plan) == {"cbt": "accepted", "lifestyle": "accepted"}


@pytest.mark.parametrize("seen", ["", "-1", "x", "99999", "²"])
def test_a_page_without_a_number_is_a_first_page(send, plan, seen):
    """Whatever stands for the number of the last entry, nothing breaks, and what is new is kept."""
    assert send({"seen": seen, "cbt-status": "offered"}).status_code == 302
    assert latest(plan) == {"cbt": "offered"}


def test_a_form_of_another_patient_is_refused(send, plan):
    """A form that was opened for another patient records nothing."""
    assert send({"patient": "AAAA-2222", "cbt-status": "offered"}).status_code == 409
    assert not CareEntry.objects.exists()


def test_another_clinic_records_nothing(client, plan, other_clinician):
    """To a clinician of another clinic the care plan is not there, to read or to write."""
    client.login(username=other_clinician.username, password=PASSWORD)
    address = f"/plans/{plan.code}/care/"
    answers = [client.get(address), client.post(address, {"patient": plan.patient.code, "cbt-status": "offered"})]
    assert [each.status_code for each in answers] == [404, 404]
    assert not CareEntry.objects.exists()


# What other pages say of it ----------------------------------------------------------------------


def care_said(page):
    """The line about care on a page of the plan."""
    return next(each for each in text_of(page) if each.startswith("Care. "))


@pytest.mark.parametrize("address", ["", "review/"])
def test_the_plan_and_its_review_say_how_care_stands(visit, say, plan, address):
    """The page of a plan and the form of a review say it in a line, with the way to the care plan."""
    before = care_said(visit.get(f"/plans/{plan.code}/{address}"))
    assert before.removesuffix(" Open the care plan") == "Care. Nothing is recorded yet."
    say(**{"cbt-i": row("accepted"), "peers": row(), "family": row("declined"), "motivation": row("not-needed")})
    page = visit.get(f"/plans/{plan.code}/{address}")
    words = "Care. Accepted: CBT-I. Offered: peer support. Declined: family or support person."
    assert care_said(page).removesuffix(" Open the care plan") == words
    way = f'value="/plans/{plan.code}/care/?then=review"' if address else f'href="/plans/{plan.code}/care/"'
    assert way in page.content.decode()


def test_from_a_visit_one_comes_back_to_it(visit, plan):
    """The page of care leads back to the visit that is being filled in, with its button and once it is saved."""
    address, back = f"/plans/{plan.code}/care/", f"/plans/{plan.code}/review/"
    page = visit.get(f"{address}?then=review")
    assert [each["value"] for each in controls(page, "leave") if each["value"].startswith(f"/plans/{plan.code}/")] == [back] * 2
    assert visit.post(address, fields_of(page, address)).url == back


@pytest.mark.parametrize(("days", "late"), [(28, False), (29, True)])
def test_a_referral_without_an_answer_is_shown(visit, say, plan, days, late):
    """A referral that waits is shown with its day, and marked once that is more than four weeks ago."""
    say(cbt=row(said_on=TODAY - timedelta(days=days), to="Talking Therapies", sent=TODAY - timedelta(days=days)))
    page = visit.get(f"/plans/{plan.code}/")
    day = f"{TODAY - timedelta(days=days):%d-%b-%Y}"
    assert f"Referral to Talking Therapies unanswered since {day}" in care_said(page)
    assert ("sign-missed" in page.content.decode()) is late


def test_a_referral_that_was_answered_is_not_waited_for(visit, say, plan):
    """Once it is answered, a referral is no longer shown on the plan's page."""
    say(cbt=row(to="Talking Therapies", sent=date(2026, 11, 1), answered=TODAY))
    assert "Talking Therapies" not in care_said(visit.get(f"/plans/{plan.code}/"))


def test_a_referral_that_waits_long_is_on_the_first_page(visit, say, plan):
    """With nothing else due, a plan stands in the list of referrals from the day after four weeks on, until it is answered."""
    sent = TODAY - timedelta(days=29)
    Plan.objects.update(next_review_on=TODAY + timedelta(days=60))  # no other list has it then
    say(cbt=row(said_on=sent, to="Talking Therapies", sent=TODAY - timedelta(days=28)))
    assert "Referrals unanswered for more than four weeks" not in text_of(visit.get("/"))
    say(cbt=row(said_on=sent, to="Talking Therapies", sent=sent))
    text = text_of(visit.get("/"))
    assert "Referrals unanswered for more than four weeks" in text
    assert f"Referral to Talking Therapies unanswered since Sun {sent:%d-%b-%Y}" in text
    say(cbt=row(said_on=sent, to="Talking Therapies", sent=sent, answered=TODAY))
    assert "Referrals unanswered for more than four weeks" not in text_of(visit.get("/"))


def after(days):
    return TODAY + timedelta(days=days)


@pytest.fixture
def completed(plan, clinician):
    """The plan was completed a week after it began."""
    seen_on(plan, clinician, after(7), "end", reason="Stopped.")
    return Plan.objects.get()


def test_after_the_last_dose(visit, say, completed):
    """Once the last dose was taken, relapse prevention and protracted symptoms are asked for, and stand first on the page."""
    for address in ("", "follow-up/"):
        said = care_said(visit.get(f"/plans/{completed.code}/{address}"))
        assert "After the last dose, still to raise: relapse prevention, protracted symptoms." in said
    page = visit.get(f"/plans/{completed.code}/care/")
    assert [each["form"].kind.id for each in page.context["rows"]][:3] == ["relapse", "protracted", "education"]
    assert "The last dose was taken. What comes up now stands first." in text_of(page)
    say(relapse=row("accepted"), protracted=row("not-needed"))
    assert "still to raise" not in care_said(visit.get(f"/plans/{completed.code}/"))


def test_before_the_last_dose(visit, plan):
    """While doses are taken, education stands first and nothing is asked for."""
    page = visit.get(f"/plans/{plan.code}/care/")
    assert page.context["rows"][0]["form"].kind.id == "education"
    assert "still to raise" not in care_said(visit.get(f"/plans/{plan.code}/"))


def test_care_of_somebody_who_has_died(visit, plan, clinician):
    """After a death there is no care plan to fill in, and the plan's page does not lead to one."""
    seen_on(plan, clinician, after(7), "end", end_reason="died", reason="Died at home.")
    assert visit.get(f"/plans/{plan.code}/care/").url == f"/plans/{plan.code}/"
    assert "Open the care plan" not in care_said(visit.get(f"/plans/{plan.code}/"))


# Adjunct medicines -------------------------------------------------------------------------------


def test_the_table_of_adjuncts_holds_no_dose(visit, plan):
    """Every adjunct is on the page with for and against and its numbered sources, a slower pace first, and no mg anywhere."""
    page = visit.get(f"/plans/{plan.code}/care/")
    text = text_of(page)
    assert [each.name for each in load_care().adjuncts.values() if each.name not in text] == []
    assert any(each.startswith("A pause or a slower pace comes first;") for each in text)
    assert not [each for each in text if "mg" in each.split()]
    assert page.content.decode().count('id="source-') == len(page.context["sources"])


def test_what_is_from_memory_is_shown_as_such(visit, plan):
    """A sentence that nobody has read in its source says so beside the number of that source."""
    page = visit.get(f"/plans/{plan.code}/care/")
    number = [each.id for each in page.context["sources"]].index("nice-ng215") + 1
    words = f"withdrawal is not treated with another such medicine. Source {number}, from memory and not checked there"
    assert words in " ".join(text_of(page))


def test_words_pass_the_gates(visit, say, plan):
    """No way of writing that has harmed people stands on the page."""
    say(cbt=row("accepted", to="Talking Therapies", sent=TODAY, note="Evenings only"))
    assert hits_in_html(visit.get(f"/plans/{plan.code}/care/").content.decode()) == []
