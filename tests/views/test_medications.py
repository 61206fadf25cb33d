"""What a patient takes now, as it is typed: a wrong row is refused in words, and nothing of it is saved."""

import re
from datetime import date
from decimal import Decimal

import pytest

from taper_app.actions.own_products import add_own_product, withdraw_own_product
from taper_app.engine import load_catalogue
from taper_app.models import AuditEvent, Clinic, Medication
from taper_app.views.medications import list_seen
from tests.conftest import TODAY
from tests.views.page_forms import fields_of
from tests.views.payloads import controls, date_parts, form_errors, medicine_fields, text_of, value_of


@pytest.fixture
def send(visit, patient):
    """Send rows for the patient."""

    def sends(*rows, **changes):
        fields = medicine_fields(*rows, patient=patient, **changes)
        return visit.post(f"/patients/{patient.code}/medications/", fields)

    return sends


def test_a_row_is_kept_with_what_is_prescribed_and_what_is_taken(send, patient):
    """Empty boxes are none, and the day on which others were asked about is kept."""
    response = send(
        {"drug": "lorazepam", "prescribed": "1 1 - 2", "taken": "1 - - 1.5"} | date_parts("since_on", "1 3 2019"),
    )
    kept = Medication.objects.get()
    assert response.url == f"/patients/{patient.code}/"
    assert [getattr(kept, f"prescribed_{time}") for time in ("morning", "midday", "evening", "night")] == [1, 1, 0, 2]
    assert [getattr(kept, f"taken_{time}") for time in ("morning", "midday", "evening", "night")] == [1, 0, 0, Decimal("1.5")]
    assert (kept.drug, kept.use, kept.indication, kept.since_on) == ("lorazepam", "regular", "anxiety", date(2019, 3, 1))
    patient.refresh_from_db()
    assert patient.others_asked_on == TODAY


def test_the_tick_takes_over_what_is_prescribed(send):
    """With the tick, the doses taken are those prescribed."""
    send({"prescribed": "1 1 - 1"})
    assert Medication.objects.get().taken_midday == 1


def test_the_day_is_said_back_in_words_before_it_is_saved(send):
    """Before a row is saved it is said back in words, with the drug's name, each time of day and the total of the day."""
    response = send({"prescribed": "1 1 - 1"}, check="1")
    said = "Takes lorazepam 3\u00a0mg in the day: 1\u00a0mg in the morning, 1\u00a0mg at midday and 1\u00a0mg at night."
    assert said in text_of(response)
    assert not Medication.objects.exists()


def test_the_day_is_said_back_once_it_is_saved(send, visit, patient):
    """The patient's page says the total, also of what is taken as needed, which is a most."""
    zopiclone = {"drug": "zopiclone", "prescribed": "- - - 7.5", "indication": "insomnia"}
    send({"prescribed": "1 - - -"}, zopiclone | {"use": "as-needed", "usual_week_mg": "15"})
    text = text_of(visit.get(f"/patients/{patient.code}/"))
    assert "Takes lorazepam 1\u00a0mg in the day: 1\u00a0mg in the morning." in text
    assert (
        "Takes zopiclone as needed, at most 7.5\u00a0mg in the day: 7.5\u00a0mg at night; usually 15\u00a0mg in a week." in text
    )


DOSES = [
    ("0,5", "Enter the dose with a point and no comma, such as 0.5."),
    (".5", "Enter a 0 before the point, such as 0.5."),
    ("1e1", "Enter the dose in plain figures, such as 10."),
    ("-1", "Enter the dose without a minus sign, such as 0.5."),
    ("500mcg", "Enter the dose in mg, such as 0.5 for 500 micrograms."),
    ("½", "Enter a part as a number with a point: a half is 0.5 and a quarter is 0.25."),
    ("1001", "Enter a dose of at most 1,000\u00a0mg."),
]


def test_the_day_of_the_last_dose_is_said_back(send, visit, patient):
    """A medicine that was last taken ten days ago is never read as one that is taken today."""
    send({"drug": "lorazepam", "prescribed": "1 - - 1", "taken": "1 - - 1"} | date_parts("last_taken_on", "25 12 2026"))
    said = "Takes lorazepam 2\u00a0mg in the day: 1\u00a0mg in the morning and 1\u00a0mg at night. Last taken on 25-Dec-2026."
    assert said in text_of(visit.get(f"/patients/{patient.code}/"))


@pytest.mark.parametrize("box", ["prescribed", "taken"])
@pytest.mark.parametrize(("typed", "words"), DOSES)
def test_a_dose_that_could_be_misread_is_refused_and_kept_in_its_box(send, box, typed, words):
    """The sentence stands at the top and at the field, what was typed stays in the box, and nothing is saved."""
    response = send({"prescribed": "1 - - 1", "taken": "1 - - 1"} | {box: f"1 - - {typed}"})
    assert response.status_code == 422
    assert form_errors(response) == [words]
    assert sum(words in line for line in text_of(response)) == 2
    assert value_of(response, f"row-0-{box}_night") == typed
    assert not Medication.objects.exists()
    assert not AuditEvent.objects.filter(action="set_medications").exists()


OTHER = {"drug": "", "other": "etizolam", "taken_as": "1 tablet at night", "prescribed": "- - - -", "as_prescribed": ""}
ROWS = [
    ([{"drug": "heroin"}], "Choose a medicine from the list."),
    ([{"drug": ""}], "Choose the medicine."),
    ([{"use": ""}], "Choose whether it is taken every day, on some days or only as needed."),
    ([{"indication": ""}], "Choose what it is taken for."),
    ([{"taken": "- - - -", "prescribed": "1 - - -"}], "Enter the dose taken now, such as 0.5, or tick"),
    ([{"prescribed": "- - - -", "taken": "1 - - -"}], "Enter the dose prescribed, such as 0.5, or 0 where none is prescribed."),
    ([{"prescribed": "0 - - -", "taken": "0 - - -"}], "Enter a dose above 0, or remove this medicine."),
    ([{"prescribed": "1 - - -", "taken": "2 - - -", "as_prescribed": "on"}], "The doses taken differ from those prescribed."),
    ([{}, {}], "Lorazepam is entered twice. Put all its doses into one row."),
    ([{}, {"product": "lorazepam-1mg-tablet"}], "Lorazepam in the morning is in two rows. Put each dose into one of them."),
    ([{"use": "days", "days_a_week": "2"}, {"use": "days", "weekdays": ["mon"]}], "Lorazepam in the morning is in two rows."),
    ([date_parts("since_on", "5 1 2027")], "The day it was first taken is in the future."),
    ([date_parts("last_taken_on", "5 1 2027")], "The day it was last taken is in the future."),
    ([{"use": "days"}], "Tick the days on which it is taken, or enter on how many days a week."),
    ([{"use": "days", "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}], "All seven days are ticked."),
    ([{"use": "days", "weekdays": ["mon", "thu"], "days_a_week": "3"}], "2 days are ticked. Clear the number of days"),
    ([{"use": "days", "days_a_week": "7"}], "Enter a number of days from 1 to 6."),
    ([{"weekdays": ["mon"]}], "Days of the week are filled in. Choose “On some days”, or clear them."),
    ([{"days_a_week": "3"}], "Days of the week are filled in. Choose “On some days”, or clear them."),
    ([{"use": "as-needed"}], "Enter the mg taken in a usual week, or 0 where none is taken in most weeks."),
    ([{"usual_week_mg": "3"}], "The mg of a usual week are filled in. Choose “Only as needed”, or clear them."),
    ([{"product": "diazepam-2mg-tablet"}], "This is a product of diazepam. Choose diazepam as the medicine, or another product."),
    ([{"product": "diazepam-3mg-tablet"}], "Choose a product from the list."),
    ([{"drug": "lorazepam:modified-release", "product": "lorazepam-1mg-tablet"}], "This product is not of modified release."),
    ([{"other": "etizolam", "taken_as": "one at night"}], "A medicine is chosen in the list too."),
    ([OTHER | {"taken_as": ""}], "Write how it is taken, such as 1 tablet at night."),
    ([OTHER | {"other": ""}], "Name the other medicine, or clear how it is taken."),
    ([OTHER | {"other": "Ativan"}], "“Ativan” is lorazepam: choose it in the list of medicines."),
    ([OTHER | {"prescribed": "- - - 1"}], "Its doses are not counted. Clear them, and write how it is taken in words."),
    ([OTHER, OTHER], "Etizolam is entered twice."),
]


@pytest.mark.parametrize("market", ["uk", "us"])
def test_a_modified_release_brand_stands_apart_from_the_plain_medicine(send, visit, patient, market):
    """In both markets each can be found by its name and is kept as what it is; no plain entry names its brand."""
    Clinic.objects.update(market=market)
    page = visit.get(f"/patients/{patient.code}/medications/").content.decode()
    catalogue = load_catalogue()
    slow = {each.id: each.modified_release for each in catalogue.drugs.values() if each.modified_release}
    assert {"alprazolam", "lorazepam", "zolpidem", "diazepam"} <= slow.keys()
    for drug, brands in slow.items():
        slow = {"uk": "modified release", "us": "extended release"}[market]
        words = f"{drug}, {slow} ({', '.join(brands)})"
        assert f'<option value="{drug}:modified-release">{words}</option>' in page
        (plain,) = set(re.findall(rf'<option value="{drug}">([^<]*)</option>', page))
        assert not [brand for brand in brands if brand in plain]
    send({"drug": "lorazepam:modified-release", "prescribed": "3 - - -"})
    kept = Medication.objects.get()
    assert (kept.drug, kept.release, kept.product) == ("lorazepam", "modified", "")
    assert value_of(visit.get(f"/patients/{patient.code}/medications/"), "row-0-drug") is not None


def test_the_plain_and_the_modified_release_form_may_be_taken_at_one_time(send):
    """Two medicines of one drug are two rows, also where both are taken in the morning."""
    assert send({"prescribed": "1 - - -"}, {"drug": "lorazepam:modified-release", "prescribed": "2 - - -"}).status_code == 302
    assert [(each.release, each.taken_morning) for each in Medication.objects.all()] == [("plain", 1), ("modified", 2)]


@pytest.mark.parametrize(("rows", "words"), ROWS)
def test_a_wrong_row_is_refused_with_what_to_do(send, rows, words):
    """An unknown drug, a missing answer, a drug twice: one sentence, and nothing is saved."""
    response = send(*rows)
    assert response.status_code == 422
    assert [said for said in form_errors(response) if said.startswith(words)]
    assert not Medication.objects.exists()


def test_the_question_about_others_is_never_answered_for_the_clinician(send, visit, patient):
    """No answer is given for the clinician that every other drug was asked for: without a tick nothing is saved."""
    response = send({}, others_asked="")
    assert form_errors(response) == ["Ask about every other benzodiazepine and z-drug, then tick that there is none."]
    assert not Medication.objects.exists()
    send({})
    [tick] = controls(visit.get(f"/patients/{patient.code}/medications/"), "others_asked")
    assert "checked" not in tick


@pytest.mark.parametrize("typed", ["100", "60.5"])
def test_a_dose_over_the_licensed_maximum_is_asked_about_again(send, typed):
    """100 typed for 10.0 is not saved before it is confirmed, and the confirmation holds for that amount alone."""
    row = {"drug": "diazepam", "prescribed": f"{typed} - - -"}
    response = send(row)
    [words] = form_errors(response)
    assert words.startswith(
        f"{typed}\u00a0mg diazepam in a day is over the highest dose licensed for what it is taken for, 30\u00a0mg."
    )
    assert f"Yes, {typed}\u00a0mg diazepam in a day is really taken" in text_of(response)
    assert not Medication.objects.exists()
    send(row | {"prescribed": "90 - - -", "confirmed": value_of(response, "row-0-confirmed")})
    assert not Medication.objects.exists()
    send(row | {"confirmed": value_of(response, "row-0-confirmed")})
    assert Medication.objects.get().taken_morning == Decimal(typed)


def test_a_confirmed_dose_is_not_asked_about_again_until_it_changes(send, visit, patient):
    """Another row can be added without confirming the same dose once more."""
    send({"drug": "diazepam", "prescribed": "100 - - -", "confirmed": "diazepam 100"})
    stored = {"drug": "diazepam", "prescribed": "100 - - -", "taken": "100 - - -"}
    send(stored, {"drug": "zopiclone", "prescribed": "- - - 7.5", "indication": "insomnia"}, stored=1)
    assert Medication.objects.count() == 2
    send(stored | {"taken": "120 - - -"}, stored=1)
    assert Medication.objects.get(drug="diazepam").taken_morning == 100


def test_a_removed_row_is_gone(send, visit, patient):
    """The tick to remove takes the medicine off the list, whatever else stands in its row."""
    send({})
    send({"DELETE": "on"}, stored=1)
    assert not Medication.objects.exists()


def test_a_form_opened_for_one_patient_is_not_taken_for_another(visit, patient, clinician):
    """Sent to another patient's address, the page says so and nothing is saved, whichever form it is."""
    for page in ("medications/", "edit/", "plan/", "plan/check/"):
        fields = medicine_fields({}, patient=patient, preview="1") | {"patient": "K7QX-4M2P"}
        response = visit.post(f"/patients/{patient.code}/{page}", fields)
        assert response.status_code == 409, page
        assert "This form was opened for another patient, so nothing was saved." in " ".join(text_of(response))
    assert not Medication.objects.exists()


def test_a_page_sent_in_pieces_is_refused(visit, patient):
    """Without its counts, or with far too many rows, the form is refused in words."""
    url = f"/patients/{patient.code}/medications/"
    response = visit.post(url, {"patient": patient.code, "seen": list_seen(patient), "others_asked": "on"})
    assert form_errors(response) == ["The page was sent incomplete. Load it again and enter the medicines once more."]
    many = medicine_fields({}, patient=patient) | {"row-TOTAL_FORMS": "999999"}
    assert visit.post(url, many).status_code in (302, 422)


def test_a_list_changed_in_another_window_is_not_overwritten_unseen(send, visit, patient):
    """A list that was changed meanwhile is refused: what is stored stands beside what was typed, to be saved knowingly."""
    older = medicine_fields({"drug": "diazepam", "prescribed": "5 - - -"}, patient=patient)
    send({})
    url = f"/patients/{patient.code}/medications/"
    response = visit.post(url, older)
    assert response.status_code == 409
    assert (
        "Takes lorazepam 3\u00a0mg in the day: 1\u00a0mg in the morning, 1\u00a0mg at midday and 1\u00a0mg at night."
        in text_of(response)
    )
    assert value_of(response, "row-0-prescribed_morning") == "5"
    assert Medication.objects.get().drug == "lorazepam"
    visit.post(url, older | {"seen": value_of(response, "seen")})
    assert Medication.objects.get().drug == "diazepam"


KEPT = [
    ({"use": "days", "weekdays": ["thu", "mon"]}, {"use": "days", "weekdays": "mon,thu", "days_a_week": 2}),
    ({"use": "days", "days_a_week": "3"}, {"use": "days", "weekdays": "", "days_a_week": 3}),
    ({"use": "as-needed", "usual_week_mg": "2.5"}, {"use": "as-needed", "usual_week_mg": Decimal("2.5"), "days_a_week": 7}),
    ({"product": "lorazepam-1mg-tablet"}, {"product": "lorazepam-1mg-tablet", "release": "plain"}),
    (OTHER, {"drug": "", "other": "etizolam", "taken_as": "1 tablet at night", "taken_morning": 0}),
    (date_parts("last_taken_on", "1 12 2026"), {"last_taken_on": date(2026, 12, 1)}),
]


@pytest.mark.parametrize(("row", "kept"), KEPT, ids=str)
def test_a_medicine_is_kept_as_it_is_and_saved_again_as_it_stands(send, visit, patient, row, kept):
    """Its form, days or usual week are kept, and the page sent back as it was found changes nothing."""
    send(row)
    medicine = Medication.objects.get()
    assert {name: getattr(medicine, name) for name in kept} == kept
    url = f"/patients/{patient.code}/medications/"
    response = visit.post(url, fields_of(visit.get(url)) | {"others_asked": "on"})
    assert response.status_code == 302
    again = Medication.objects.get()
    assert {name: getattr(again, name) for name in kept} == kept
    assert AuditEvent.objects.filter(action="set_medications").count() == 1


def test_several_rows_of_one_drug_stand_where_no_dose_is_said_twice(send):
    """Another product at another time, other days, and as needed beside a daily dose are rows of their own."""
    send(
        {"prescribed": "1 - - -"},
        {"prescribed": "- - - 1", "product": "lorazepam-1mg-tablet"},
        {"prescribed": "- - 1 -", "use": "days", "weekdays": ["mon"]},
        {"prescribed": "- - 1 -", "use": "days", "weekdays": ["tue", "wed"]},
        {"prescribed": "1 - - 1", "use": "as-needed", "usual_week_mg": "2"},
    )
    assert Medication.objects.count() == 5


def test_a_product_of_the_clinic_can_be_chosen_until_it_is_withdrawn(send, visit, patient, clinician):
    """It stands in the list of products with who makes it; a row that has it keeps it after it is withdrawn."""
    made = own_product(clinician)
    url = f"/patients/{patient.code}/medications/"
    assert "Lorazepam 0.1 mg/mL (lorazepam), made by Riverside Pharmacy" in visit.get(url).content.decode()
    send({"product": made.code})
    said = [each.replace("\u00a0", " ") for each in text_of(visit.get(f"/patients/{patient.code}/"))]
    words = "Takes lorazepam (0.1 mg in 1 mL oral suspension, made by Riverside Pharmacy) 3 mg in the day"
    assert [each for each in said if each.startswith(words)]
    withdraw_own_product(product=made, today=TODAY, by=clinician)
    assert "Lorazepam 0.1 mg/mL" in visit.get(url).content.decode()
    assert visit.post(url, fields_of(visit.get(url)) | {"others_asked": "on"}).status_code == 302
    assert Medication.objects.get().product == made.code
    send({}, stored=1)
    assert "Lorazepam 0.1 mg/mL" not in visit.get(url).content.decode()


def own_product(clinician):
    """A liquid that is made for the clinic."""
    made = {"drug": "lorazepam", "name": "Lorazepam 0.1 mg/mL", "form": "oral suspension", "strength_mg": Decimal("0.1")}
    return add_own_product(clinic=clinician.clinic, by=clinician, made_by="Riverside Pharmacy", keeps_days=60, **made)
