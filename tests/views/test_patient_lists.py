"""The list of patients: one's own, in the order asked for, and on paper."""

from datetime import date, timedelta

import pytest

from taper_app.actions import patients
from taper_app.actions.clinicians import Account, add_clinician
from taper_app.chart import patient_lists, search
from taper_app.chart.patient_lists import Mine, WholeList
from taper_app.models import Patient
from taper_app.views import patient_lists as views
from tests.actions.test_plans import start
from tests.by_indexes import asks_by_indexes
from tests.conftest import PASSWORD, TODAY
from tests.views.payloads import text_of
from tests.views.visits import in_days, on_day
from tests.views.visits import visit as seen

pytestmark = pytest.mark.each_on_any_database  # each example asks the database something else


@pytest.fixture
def colleague(clinic):
    """Another clinician of the clinic."""
    return add_clinician(clinic=clinic, account=Account("bo", PASSWORD, "Dr Bo Quill"))


@pytest.fixture
def planned(lorazepam_patient, clinician):
    """The patient's plan, issued by the clinician."""
    return start(lorazepam_patient, clinician, review_on=TODAY + timedelta(days=14)).plan


def add(clinician, name, identifier):
    born_on = date(1961, 3, 27)
    return patients.add_patient(
        clinic=clinician.clinic, name=name, born_on=born_on, sex="female", identifier=identifier, by=clinician
    )


def names(client, user, address="/patients/?mine=1", day=TODAY):
    with on_day(day):
        client.force_login(user)
        return [row["patient"].name for row in client.get(address).context["rows"]]


def test_mine_are_those_whose_plan_i_issued_until_somebody_else_reviews_it(client, clinician, colleague, planned):
    """Whoever was the last to issue or review has the patient; a plan of nobody else is missing from the whole list."""
    add(clinician, "Other, Olga", "X9")
    assert names(client, clinician) == ["Example, Rowan"]
    assert names(client, colleague) == []
    seen(planned, colleague, in_days(TODAY, 10), next_in=10)
    assert names(client, clinician) == []
    assert names(client, colleague) == ["Example, Rowan"]
    assert names(client, clinician, "/patients/") == ["Example, Rowan", "Other, Olga"]


def test_an_overdue_patient_of_a_colleague_is_never_hidden(client, clinician, colleague, planned):
    """Among one's own stands everybody who is overdue, with who saw them last."""
    late = in_days(TODAY, 15)
    assert names(client, colleague, day=in_days(TODAY, 14)) == []
    assert names(client, colleague, day=late) == ["Example, Rowan"]
    with on_day(late):
        client.force_login(colleague)
        assert "Last seen by Dr Ash Marlow" in " ".join(text_of(client.get("/patients/?mine=1")))
        client.force_login(clinician)
        assert "Last seen by" not in " ".join(text_of(client.get("/patients/?mine=1")))


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("", "Example, Rowan"),
        ("name", "Aardvark, Abel"),
        ("visit", "Example, Rowan"),
        ("stop", "Example, Rowan"),
        ("x", "Example, Rowan"),
    ],
)
def test_a_list_is_in_the_order_that_is_asked_for(client, clinician, planned, order, first):
    """By who waits, by name, by the next visit or by the last dose; who has none comes last. Any other order is the usual."""
    add(clinician, "Aardvark, Abel", "X9")
    day = TODAY + timedelta(days=8)  # the visit is due in a week
    assert names(client, clinician, f"/patients/?order={order}", day)[0] == first


def test_a_list_says_when_the_last_dose_is(visit, planned):
    """So that one can look for who is at the end."""
    said = f"Last dose {planned.ends_on:%d-%b-%Y}"
    assert said in " ".join(text_of(visit.get("/patients/")))


def test_the_list_for_paper_is_one_table_without_doses(visit, clinician, planned):
    """Names, births, identifiers, plan codes, visits and last doses of the whole clinic, with its day, and no dose."""
    for at in range(51):
        add(clinician, f"Many, M{at:02}", f"M{at}")
    text = " ".join(text_of(visit.get("/patients/?paper=1&order=name")))
    for words in (
        "Riverside Practice: patients",
        "52 patients, as of Mon 04-Jan-2027",
        planned.code,
        "Many, M50",
        "Dr Ash Marlow",
    ):
        assert words in text
    assert "mg" not in text
    assert "Print this page" in text


def test_the_way_to_the_next_page_keeps_the_order(visit, clinician):
    """And whose patients are shown."""
    for at in range(51):
        add(clinician, f"Many, M{at:02}", f"M{at}")
    assert "?page=2&amp;order=name" in visit.get("/patients/?order=name").content.decode()


def test_an_empty_list_leads_on(client, clinician):
    """Without a patient, without one of one's own, where a search finds nobody, and without medicines: a link leads on.

    By name a small letter comes where a capital would.
    """
    client.force_login(clinician)
    for page, words, link in (
        (client.get("/patients/"), "There is no patient yet.", "/patients/new/"),
        (client.get("/patients/?mine=1"), "You have issued no plan and recorded no visit yet", "?order=waiting"),
        (client.post("/patients/", {"text": "Nobody"}), "No patient of your clinic fits.", "/patients/new/"),
    ):
        found = page.content.decode().partition('aria-labelledby="found"')[2].partition("</section>")[0]
        assert words in found and f'href="{link}"' in found
    patient = add(clinician, "de Vries, Ada", "A-1")
    add(clinician, "Zander, Bo", "A-2")
    page = client.get(f"/patients/{patient.code}/")
    assert f'href="/patients/{patient.code}/medications/">Enter that first' in page.content.decode()
    rows = client.get("/patients/?order=name").context["rows"]
    assert [row["patient"].name for row in rows] == ["de Vries, Ada", "Zander, Bo"]


def test_a_list_is_asked_for_by_indexes(clinic, clinician):
    """The pages of the clinic's list stand in an index in their order; one's own are found by one, and no more are sorted than
    are listed."""
    for order in patient_lists.ORDERS:
        asks_by_indexes(lambda order=order: read(WholeList(clinic, order, TODAY)), sorts=False)
        asks_by_indexes(lambda order=order: Mine(clinician, order, TODAY, TODAY))


def read(found):
    assert len(found[0:50]) == found.count()


def test_a_list_ends_after_so_many_and_says_so(visit, client, clinician, planned, monkeypatch):
    """Whoever is not among them is found by a search; those who wait come first, and each stands there once."""
    monkeypatch.setattr(patient_lists, "MOST_LISTED", 3)
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    for at in range(2):
        add(clinician, f"Many, M{at}", f"M{at}")
    assert "3 patients" in text_of(visit.get("/patients/"))
    add(clinician, "Aardvark, Abel", "A1")
    day = TODAY + timedelta(days=8)
    pages = [names(client, clinician, f"/patients/?page={at}", day) for at in (1, 2, 3)]
    assert pages == [["Example, Rowan", "Aardvark, Abel"], ["Many, M0"], ["Many, M0"]]
    text = text_of(visit.get("/patients/"))
    assert "More than 3 patients" in text and "The list ends after so many. A search finds everybody." in text
    assert "The first 3 patients" in " ".join(text_of(visit.get("/patients/?paper=1")))


def test_ones_own_list_ends_after_so_many_and_says_so(visit, clinician, planned, monkeypatch):
    """The earliest of those who are overdue stand there; that there are more is said, on the page and on paper."""
    monkeypatch.setattr(patient_lists, "MOST_MINE", 1)
    Patient.objects.update(visit_on=TODAY - timedelta(days=1))
    assert "1 patient" in text_of(visit.get("/patients/?mine=1"))
    other = add(clinician, "Later, Lou", "L1")
    Patient.objects.filter(pk=other.pk).update(visit_on=TODAY - timedelta(days=2))
    response = visit.get("/patients/?mine=1")
    assert [row["patient"].name for row in response.context["rows"]] == ["Later, Lou"]
    assert "More than 1 patient" in text_of(response)
    assert "The first 1 patient" in " ".join(text_of(visit.get("/patients/?mine=1&paper=1")))


def test_a_search_that_finds_too_many_says_so(visit, clinician, monkeypatch):
    """And asks for more of the name."""
    monkeypatch.setattr(search, "MOST_FOUND", 2), monkeypatch.setattr(views, "MOST_FOUND", 2)
    for at in range(3):
        add(clinician, f"Many, M{at}", f"M{at}")
    response = visit.post("/patients/", {"text": "man"})
    assert [row["patient"].name for row in response.context["rows"]] == ["Many, M0", "Many, M1"]
    text = " ".join(text_of(response))
    assert "More than 2 patients found for “man”" in text and "Type more of the name" in text
