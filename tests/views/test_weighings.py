"""Should a taper begin at all? Asked on one page before a first plan, skipped in one click, and asked again when it is time."""

from datetime import timedelta

import pytest

from taper_app.actions import medications
from taper_app.engine import load_care, load_catalogue
from taper_app.models import RiskPicture, Weighing
from tests.actions.risks import ask
from tests.actions.visits import begin
from tests.actions.weighings import weigh
from tests.conftest import TODAY, lorazepam_row
from tests.views.payloads import controls, date_parts, form_errors, text_of

LATER = TODAY + timedelta(days=5)
pytestmark = pytest.mark.usefixtures("monday")


def at(patient, ending="/"):
    return f"/patients/{patient.code}/decide{ending}"


def fields(patient, seen=0, again=None, **said):
    day = date_parts("ask_again_on", f"{again:%d %m %Y}") if again else {}
    return {"patient": patient.code, "seen": str(seen), "conclusion": "taper"} | day | said


def said(response):
    return " ".join(text_of(response))


def test_nothing_is_answered_beforehand_and_it_can_be_skipped(visit, patient):
    """No tick, place or conclusion is chosen; one link leads past it to the plan."""
    page = visit.get(at(patient))
    for name in ("speaks_for", "speaks_against", "setting", "conclusion"):
        assert controls(page, name), name
        assert not any("checked" in each for each in controls(page, name)), name
    assert f'value="/patients/{patient.code}/plan/" form="work" formaction="/drafts/">Skip this and plan' in page.content.decode()


def test_every_reason_and_place_says_what_guidelines_say(visit, patient):
    """Beside each stands a sentence and where it comes from, on the page of sources too."""
    page, sources = said(visit.get(at(patient))), visit.get("/sources/weighed/").content.decode()
    for each in load_care().weighed.values():
        assert each.says.words.replace("\u00a0", " ") in page.replace("\u00a0", " ")
        assert f'id="weighed-{each.id}"' in sources


def test_what_is_known_is_shown_and_counts(visit, patient, clinician):
    """Falls that were answered among the risks are no question here, and are kept with what is ticked."""
    ask(patient, clinician, TODAY, falls="yes")
    page = visit.get(at(patient))
    assert "falls" not in [each["value"] for each in controls(page, "speaks_for")]
    visit.post(at(patient), fields(patient, speaks_for=["wants-to"], speaks_against=["bad-time"]))
    assert Weighing.objects.get().reasons == ["wants-to", "falls", "bad-time"]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"conclusion": ""}, "Choose what came of it, also where that is “Not decided yet”."),
        ({"conclusion": "not-now"}, "Choose the day on which to ask again."),
        ({"conclusion": "not-now", "again": TODAY}, "The day on which to ask again is today or past. Choose a later one."),
        ({"conclusion": "taper", "again": LATER}, "A taper is planned, so there is nothing to ask again. Clear this day."),
        ({"readiness": "11"}, "Readiness: enter a number from 0 to 10."),
    ],
)
def test_what_is_missing_or_wrong_is_said(visit, patient, sent, error):
    """Only what came of it is asked for, and a day where it is not a taper; the sentence says what to do."""
    page = visit.post(at(patient), fields(patient, **sent))
    assert page.status_code == 422
    assert form_errors(page) == [error]
    assert not Weighing.objects.exists()


def test_not_now_is_an_answer_that_comes_back(visit, patient, clinician, monday):
    """It is kept with its day, stands on the patient's page, and comes to Today when it is time, until a plan is open."""
    page = visit.post(at(patient), fields(patient, conclusion="not-now", again=TODAY + timedelta(days=28), fears="Lying awake"))
    assert page.status_code == 302
    line = said(visit.get(page["Location"]))
    assert "Not now, gone through on 04-Jan-2027" in line
    assert "Ask again on 01-Feb-2027" in line
    assert "Lying awake" in line
    assert "Ask again whether to taper" not in said(visit.get("/"))
    monday.move_to(TODAY + timedelta(days=25))
    visit.force_login(clinician)
    assert "Ask again whether to taper" in said(visit.get("/"))


def test_who_has_a_plan_is_not_asked_again(visit, patient, clinician):
    """Once a plan is open the day to ask again is no matter for Today."""
    weigh(patient, clinician, TODAY, conclusion="undecided", ask_again_on=LATER)
    assert "Ask again whether to taper" in said(visit.get("/"))
    begin(patient, clinician)
    assert "Ask again whether to taper" not in said(visit.get("/"))


def test_only_the_newest_is_asked_again(visit, patient, clinician):
    """What was concluded later counts."""
    weigh(patient, clinician, TODAY, conclusion="undecided", ask_again_on=LATER)
    weigh(patient, clinician, TODAY, seen=1)
    assert "Ask again whether to taper" not in said(visit.get("/"))


def test_two_at_once_lose_nothing(visit, patient, clinician):
    """Who saves second is told who was first, and what was typed stands on the page."""
    weigh(patient, clinician, TODAY, wants="To drive")
    page = visit.post(at(patient), fields(patient, wants="To sleep"))
    assert page.status_code == 409
    assert "has saved this page since you opened it" in said(page)
    assert "To sleep" in page.content.decode()
    assert visit.post(at(patient), fields(patient, seen=1, wants="To sleep")).status_code == 302


def test_who_helps_is_read_beside_the_question_about_support(visit, patient, clinician):
    """The page of risks says who helps; it answers nothing by itself."""
    weigh(patient, clinician, TODAY, helper="Her daughter")
    page = visit.get(f"/patients/{patient.code}/risks/")
    assert "Helped by: Her daughter" in said(page)
    assert not any("checked" in each for each in controls(page, "support"))


def risks_page(visit, patient):
    return visit.get(f"/patients/{patient.code}/risks/")


def checked(page, name):
    return [each["value"] for each in controls(page, name) if "checked" in each]


def test_what_was_weighed_is_chosen_among_the_risks_and_not_saved(visit, patient, clinician):
    """Thoughts of suicide, alcohol and an opioid that were ticked stand among the risks until those are answered."""
    weigh(patient, clinician, TODAY, reasons=["wants-to", "opioid", "suicidality", "alcohol", "bad-time"])
    page = risks_page(visit, patient)
    chosen = {each: checked(page, each) for each in ("opioid", "suicidality", "alcohol", "seizure", "falls")}
    assert chosen == {"opioid": ["yes"], "suicidality": ["yes"], "alcohol": ["dependence"], "seizure": [], "falls": []}
    names = [load_catalogue().risks[each].name for each in ("opioid", "suicidality", "alcohol")]
    assert f"this was said: {', '.join(names)}. It is chosen below and not saved yet" in said(page)
    assert f"Said since at “Should we taper?”: {', '.join(names)}" in said(visit.get(f"/patients/{patient.code}/"))
    assert not RiskPicture.objects.exists()


def test_no_plan_is_begun_on_answers_that_were_weighed_otherwise_since(visit, patient, clinician, monday):
    """Thoughts of suicide ticked after the risks were answered: those are asked again before a plan, and the answer counts."""
    medications.set_medications(patient=patient, rows=[lorazepam_row()], others_asked_on=TODAY, by=clinician)
    ask(patient, clinician, TODAY)
    monday.shift(timedelta(minutes=10))
    plan = f"/patients/{patient.code}/plan/"
    assert visit.get(plan).status_code == 200
    weigh(patient, clinician, TODAY, reasons=["suicidality"])
    assert visit.get(plan)["Location"].startswith(f"/patients/{patient.code}/risks/")
    assert checked(risks_page(visit, patient), "suicidality") == ["yes"]
    monday.shift(timedelta(minutes=10))
    ask(patient, clinician, TODAY)
    assert visit.get(plan).status_code == 200
    assert checked(risks_page(visit, patient), "suicidality") == ["no"]


def test_care_begins_from_what_the_patient_said(visit, patient, clinician):
    """What is wanted and feared and who helps stand above the kinds of care."""
    weigh(patient, clinician, TODAY, fears="Lying awake", helper="Her daughter")
    page = said(visit.get(f"/plans/{begin(patient, clinician).code}/care/"))
    assert "Lying awake" in page and "Helped by: Her daughter" in page


def test_the_sheet_leads_on_where_nothing_was_weighed(visit, patient):
    """Without anything weighed there is nothing to print."""
    for ending in (".pdf", ".txt"):
        assert visit.get(at(patient, ending))["Location"] == at(patient)


def test_the_sheet_is_a_pdf_and_a_text(visit, patient, clinician):
    """Both are there, and the names of the files say nothing about the patient."""
    weigh(patient, clinician, TODAY, wants="To drive")
    paper, text = visit.get(at(patient, ".pdf")), visit.get(at(patient, ".txt"))
    assert paper.content.startswith(b"%PDF")
    assert "You want: To drive" in text.content.decode()
    assert {each["Content-Disposition"] for each in (paper, text)} == {
        'inline; filename="decide.pdf"',
        'inline; filename="decide.txt"',
    }
