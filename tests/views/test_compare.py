"""Two or three plans side by side before one is chosen, on the page and on the sheet for the patient to choose with."""

import json

import pytest

from taper_app.engine import answer, load_catalogue
from tests.handouts.paper import Paper
from tests.text_gates import hits_in_html
from tests.wording.paths import corners_of

from .payloads import date_parts, text_of
from .test_outcomes import address, panel, table_alone

pytestmark = pytest.mark.usefixtures("outcomes_asked_once")


@pytest.fixture
def sent(lorazepam_patient):
    """What a page sends on which the table and the first day are chosen."""
    return table_alone(lorazepam_patient) | date_parts("starts_on", "11 1 2027")


@pytest.fixture
def cards(visit, lorazepam_patient, sent):
    """What can be reached from the draft."""
    visit.post(address(lorazepam_patient), sent)
    return panel(visit.get(address(lorazepam_patient))).cards


def compare(patient):
    return f"{address(patient)}compare/"


def test_the_figures_are_those_of_the_outcomes(visit, lorazepam_patient, cards):
    """Stop, weeks, first and largest reduction, cuts and volume of each are those that the command line answers."""
    ticked = [cards[0], cards[1], cards[-1]]
    page = visit.get(compare(lorazepam_patient), {"pick": [each.id for each in ticked]})
    assert page.status_code == 200
    columns = page.context["comparison"].columns
    assert [each.letter for each in columns] == ["A", "B", "C"]
    regimen = [{"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}]
    for column in columns:
        outcome = column.card.outcome
        asked = {
            "starts_on": "2027-01-11",
            "market": "uk",
            "equivalence": "ashton-2002",
            "regimen": regimen,
            "strategy": outcome.strategy.to_json(),
        }
        told, status = answer(json.dumps(asked), load_catalogue())
        assert status == 0
        steps = told["schedule"]["steps"]
        falls = [each for each in steps if each["kind"] in ("reduce", "stop") and not each["closing"]]
        assert column.card.ends_on.isoformat() == steps[-1]["starts_on"]
        assert column.card.weeks == told["schedule"]["weeks"]
        assert column.card.first == f"{falls[0]['reduction_percent']}%"
        assert column.card.largest == f"{max((each['reduction_percent'] for each in falls), key=float)}%"
        assert column.card.cuts in text_of(page) and column.card.weeks + " weeks" in text_of(page)
    assert hits_in_html(page.content.decode()) == []


def test_the_lines_share_one_axis_and_differ_without_colour(visit, lorazepam_patient, cards):
    """Each curve comes down from what is taken today, also one that begins with a reduction, as the small ones of the cards do.

    No two are dashed alike, and each has its letter.
    """
    direct = next(each for each in cards if each.title.startswith("Reduce"))
    assert direct.outcome.schedule.steps[0].equivalent < direct.outcome.schedule.baseline_equivalent
    picked = [direct, *(each for each in cards[:3] if each is not direct)][:3]
    page = visit.get(compare(lorazepam_patient), {"pick": [each.id for each in picked]})
    lines = page.context["comparison"].chart.lines
    assert len({each.dash for each in lines}) == len({each.letter for each in lines}) == 3
    assert {corners_of(each.path)[0] for each in lines} == {(66, 12)}
    assert {each.line.partition("H")[0] for each in cards} == {"M0 2.0"}
    for each in lines:
        assert f'd="{each.path}"' in page.content.decode()


def test_what_is_filled_in_is_kept_before_it_is_left(visit, lorazepam_patient, cards, sent):
    """The button of the form keeps what was typed, then shows what was ticked; the ticks are no part of the draft."""
    typed = sent | date_parts("review_on", "25 1 2027")
    page = visit.post(compare(lorazepam_patient), typed | {"pick": [each.id for each in cards[:2]]}, follow=True)
    assert [each.card.id for each in page.context["comparison"].columns] == [each.id for each in cards[:2]]
    draft = lorazepam_patient.drafts.get().data
    assert draft["review_on_0"] == ["25"] and "pick" not in draft


def test_one_click_uses_a_plan(visit, lorazepam_patient, cards):
    """“Use this plan” lays it over the draft, which then makes it."""
    page = visit.post(compare(lorazepam_patient), {"patient": lorazepam_patient.code, "outcome": cards[-1].id}, follow=True)
    assert panel(page).standing.id == cards[-1].id
    assert page.context["stored"].schedule.steps[-1].starts_on == cards[-1].ends_on


@pytest.mark.parametrize("picks", [[], [0], [0, 1, 2, 3], [0, "gone"], ["gone", "x" * 3000]])
def test_too_few_too_many_or_gone_leads_back(visit, lorazepam_patient, cards, picks):
    """With fewer than two, more than three, or one that cannot be reached any more, the plan's page says what to do."""
    ids = [cards[each].id if isinstance(each, int) else each for each in picks]
    for at in (compare(lorazepam_patient), f"{address(lorazepam_patient)}choose.pdf"):
        page = visit.get(at, {"pick": ids}, follow=True)
        assert page.redirect_chain[0][0].startswith(address(lorazepam_patient))
        assert "Tick two or three plans to compare." in text_of(page)


def test_a_plan_that_is_gone_is_not_used(visit, lorazepam_patient, cards):
    """What cannot be reached any more is not laid over the draft, and that is said."""
    before = lorazepam_patient.drafts.get().data
    page = visit.post(compare(lorazepam_patient), {"patient": lorazepam_patient.code, "outcome": "gone"}, follow=True)
    assert any(words.startswith("That plan can no longer be reached") for words in text_of(page))
    assert lorazepam_patient.drafts.get().data == before


def test_a_form_of_another_patient_keeps_nothing(visit, lorazepam_patient, sent):
    """A page that was opened for somebody else is refused."""
    response = visit.post(compare(lorazepam_patient), sent | {"patient": "2222-2222"})
    assert response.status_code == 409
    assert not lorazepam_patient.drafts.exists()


def test_the_sheet_is_made_for_the_patient(visit, lorazepam_patient, cards):
    """The PDF has the patient's name, a column for each way, and says that it is no plan; Spanish where that is asked for."""
    at, picks = f"{address(lorazepam_patient)}choose.pdf", {"pick": [each.id for each in cards[:2]]}
    response = visit.get(at, picks)
    assert response["Content-Disposition"] == 'inline; filename="choose.pdf"'
    said = Paper(response.content).text(0)
    assert "DRAFT. This is not a plan." in said and "Example, Rowan" in said
    assert "Way A" in said and "Way B" in said and "Way C" not in said.partition("How each way goes down")[0]
    assert "BORRADOR. Esto no es un plan." in Paper(visit.get(at, picks | {"language": "es"}).content).text(0)
    assert visit.get(at, picks | {"language": "tlh"}).status_code == 404


def test_without_a_patient_it_leads_to_the_quick_schedule(client, clinician, monday):
    """The quick schedule compares too; there a plan is used by a link that carries what was typed."""
    client.force_login(clinician)
    typed = {"drug_1": "diazepam", "night_1": "10"} | date_parts("starts_on", "11 1 2027")
    cards = client.get("/quick/", typed).context["panel"].cards
    page = client.get("/quick/compare/", typed | {"pick": [each.id for each in cards[:2]]})
    assert f"outcome={cards[1].id}" in page.content.decode() and "night_1=10" in page.content.decode()
    back = client.get("/quick/compare/", typed | {"pick": cards[0].id})
    assert back["Location"].startswith("/quick/?") and "night_1=10" in back["Location"]
