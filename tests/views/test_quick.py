"""A quick schedule: what is typed without a patient, what each choice makes of it, and that nothing of it is kept."""

import json

import pytest

from taper_app.engine import TIMES, answer, load_catalogue
from tests.handouts.paper import Paper
from tests.test_doors import everything
from tests.text_gates import hits_in_html
from tests.views.payloads import date_parts, form_errors, text_of

pytestmark = pytest.mark.usefixtures("outcomes_asked_once")
NBSP = "\u00a0"


@pytest.fixture
def quick(client, clinician, monday):
    """Asks for a quick schedule with these fields; today is 4 January 2027."""
    client.force_login(clinician)

    def asked(address="/quick/", **fields):
        return client.get(address, date_parts("starts_on", "11 1 2027") | fields)

    return asked


DIAZEPAM = {"drug_1": "diazepam", "morning_1": "5", "night_1": "10"}
LORAZEPAM = {"drug_1": "lorazepam", "morning_1": "1", "night_1": "1", "equivalence": "ashton-2002"}


def card_of(response, title):
    """The card of this title."""
    return next(each for each in response.context["panel"].cards if each.title == title)


def chosen(quick, title, **fields):
    """The page with this card chosen."""
    return quick(**fields, outcome=card_of(quick(**fields), title).id)


def test_the_page_asks_first_and_chooses_nothing(client, clinician, monday):
    """Opened, it has today as the first day and nothing else in its boxes; no plan is shown and none is chosen."""
    client.force_login(clinician)
    response = client.get("/quick/")
    assert response.status_code == 200
    assert response.context["stored"] is None and not response.context["panel"].cards
    assert response.context["form"]["starts_on"].value() == response.context["today"]
    assert [response.context["form"][f"{time}_1"].value() for time in TIMES] == [None] * 4
    assert hits_in_html(response.content.decode()) == []


def test_a_schedule_is_the_one_that_the_engine_makes(quick):
    """Doses and days of what is chosen are those that the command line answers to the same request."""
    page = chosen(quick, "Reduce diazepam, 10% every 2 weeks", **DIAZEPAM)
    asked = {
        "starts_on": "2027-01-11",
        "market": "uk",
        "equivalence": None,
        "regimen": [{"drug": "diazepam", "morning": "5", "night": "10"}],
        "strategy": {"method": "direct", "reduction_percent": "10", "interval_days": 14},
    }
    asked["strategy"]["products"] = page.context["stored"].request.to_json()["strategy"]["products"]
    told, status = answer(json.dumps(asked), load_catalogue())
    assert status == 0
    assert page.context["stored"].schedule.to_json() == told["schedule"]
    first = told["schedule"]["steps"][0]
    assert f"diazepam {first['doses'][0]['mg']}{NBSP}mg" in text_of(page)


def test_a_table_is_asked_for_where_one_is_needed(quick):
    """Lorazepam needs a table: what the day is worth stands at each, and nothing is worked out before one is chosen."""
    page = quick(**{name: value for name, value in LORAZEPAM.items() if name != "equivalence"})
    assert not page.context["panel"].cards
    assert "Choose an equivalence table first" in page.context["panel"].lacks
    assert any("about 20" in words and "diazepam a day" in words for words in text_of(page))
    assert quick(**LORAZEPAM).context["panel"].cards


def test_it_says_that_no_patient_is_known_and_what_was_not_judged(quick):
    """What depends on a person was not judged: that is said, with the rules; what needs no person is said as ever."""
    page = chosen(quick, "Cross over to diazepam, 25% every 2 weeks", **LORAZEPAM)
    words = text_of(page)
    assert "No patient is known." in " ".join(words)
    assert {"Pregnancy", "Taken with an opioid", "Under 18"} <= {*page.context["not_judged"]} <= {*words}
    assert "Caution: Large first reduction" in words


def test_a_pace_leaves_out_the_others(quick):
    """With a pace only plans at it are shown, and none is chosen."""
    page = quick(**DIAZEPAM, pace="5-28")
    assert page.context["panel"].cards and page.context["stored"] is None
    assert all("5% every 4 weeks" in each.title for each in page.context["panel"].cards)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose the medicine."),
        ({"drug_1": "diazepam"}, "Enter the dose taken now, such as 0.5."),
        ({"drug_1": "diazepam", "night_1": "0"}, "Enter the dose taken now, such as 0.5."),
        ({"night_1": "5"}, "Choose the medicine of these doses."),
        ({"drug_1": "diazepam", "night_1": "5,0"}, "Enter the dose with a point and no comma, such as 0.5."),
        ({"drug_1": "nothing", "night_1": "5"}, "Choose a medicine from the list."),
        (DIAZEPAM | {"drug_2": "diazepam", "night_2": "5"}, "Diazepam is entered twice. Put all its doses into one row."),
        (DIAZEPAM | date_parts("starts_on", "3 1 2027"), "Enter a first change of dose from today to Fri 05-Mar-2027."),
        (DIAZEPAM | {"pace": "1-1"}, "Choose one of the paces."),
    ],
)
def test_what_is_wrong_is_said_in_words(client, quick, fields, said):
    """What cannot be worked with is said at its box, and no schedule is made; while somebody types it is no error yet."""
    page = quick(**fields)
    assert (page.status_code, form_errors(page)) == (422, [said])
    assert page.context["stored"] is None
    live = client.get("/quick/", date_parts("starts_on", "11 1 2027") | fields, headers={"HX-Request": "true"})
    assert live.status_code == 200


@pytest.mark.parametrize("hostile", ["", "0" * 16, "x" * 5000, "\0", "../..", "{}"])
def test_an_outcome_that_is_none_is_not_chosen(quick, hostile):
    """What no card has as its id chooses nothing: all that can be reached is shown."""
    page = quick(**DIAZEPAM, outcome=hostile)
    assert page.status_code == 200
    assert page.context["stored"] is None and page.context["panel"].cards


def test_what_makes_no_plan_says_why_and_what_would_make_it_one(quick):
    """What cannot be made is said with what would work, each chosen by one click."""
    missing = next(each for each in quick(**LORAZEPAM, ways="1").context["panel"].missing if "itself, 10%" in each.title)
    assert "the smallest reduction that these products" in missing.message
    page = quick(**LORAZEPAM, outcome=next(each.id for each in missing.ways if "oral solution" in each.said))
    assert page.context["chosen"].title == "Reduce lorazepam itself, with a liquid, 10% every 2 weeks"
    assert any("solution" in each for each in page.context["stored"].request.strategy.products)


def test_nothing_is_kept(client, quick):
    """Neither the page nor the draft writes anything, nor is anything of it kept with the session."""
    card = card_of(quick(**DIAZEPAM), "Reduce diazepam, 10% every 2 weeks")
    before, session = everything(), dict(client.session)
    quick(**DIAZEPAM, outcome=card.id)
    quick("/quick/draft.pdf", **DIAZEPAM, outcome=card.id)
    assert (everything(), dict(client.session)) == (before, session)


def test_the_draft_on_paper_is_nobodys(quick):
    """Each page of the PDF is marked as a draft and as no plan for a patient; it has the steps, and no name or day of birth."""
    page = chosen(quick, "Reduce diazepam, 10% every 2 weeks", **DIAZEPAM)
    response = quick("/quick/draft.pdf", **DIAZEPAM, outcome=page.context["chosen"].id)
    assert response["Content-Type"] == "application/pdf"
    paper = Paper(response.content)
    for text in paper.texts:
        assert "DRAFT – DO NOT USE" in text and "Not a plan for a patient" in text
    words = " ".join(paper.texts)
    assert "No patient was known when it was made" in words
    assert "born" not in words and "0001" not in words and "Next visit" not in words
    for step in page.context["stored"].schedule.steps:
        assert f"{step.starts_on:%d-%b-%Y}" in words


def test_without_a_choice_there_is_no_draft(quick):
    """The address of the paper leads back to the page, with what was typed, until a plan is chosen."""
    response = quick("/quick/draft.pdf", **DIAZEPAM)
    assert response.status_code == 302
    assert response["Location"].startswith("/quick/?") and "drug_1=diazepam" in response["Location"]


def test_the_page_looks_up_little(quick, django_assert_max_num_queries):
    """It asks the database for the clinic and its products, however many plans it works out."""
    quick(**LORAZEPAM)
    with django_assert_max_num_queries(12):
        quick(**LORAZEPAM)
