"""A new plan, from the choices to the issued revision."""

import re
import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from taper_app.actions import clinics, medications, patients
from taper_app.engine import Specialist
from taper_app.forms.reasons import WHY
from taper_app.models import AuditEvent, Draft, Plan, Revision
from tests.actions.visits import typed_again
from tests.conftest import TODAY, lorazepam_row
from tests.views.payloads import (
    AGREED,
    answers_to,
    controls,
    date_parts,
    direct_fields,
    form_errors,
    plan_fields,
    text_of,
    value_of,
)

REASON = "Agreed with the patient after two talks."


def at(patient, page="plan/"):
    return f"/patients/{patient.code}/{page}"


def check_fields(response, patient, **changes):
    """What the page with all answers sends."""
    hidden = {name: value_of(response, name) for name in ("seen_digest", "answered")}
    return {"patient": patient.code} | typed_again(patient) | hidden | changes


def check(visit, patient, reason=REASON):
    """The page with all answers; where cautions interrupt, a reason is given first."""
    page = visit.get(at(patient, "plan/check/"), follow=True)
    return give_reason(visit, patient, page, reason) if controls(page, "asked_about") else page


def give_reason(visit, patient, page, reason=REASON, **changes):
    """What comes of a reason for the cautions of this page, and for all that they ask."""
    fields = {"patient": patient.code, "asked_about": value_of(page, "asked_about")} | answers_to(page, reason)
    return visit.post(at(patient, "plan/cautions/"), fields | changes, follow=True)


def issue(visit, patient, **changes):
    page = check(visit, patient)
    return visit.post(at(patient, "plan/check/"), check_fields(page, patient, **changes))


# The form ----------------------------------------------------------------------------------------


def test_no_method_table_or_pace_is_chosen_for_the_clinician(visit, lorazepam_patient):
    """No method, table or pace is ticked, at least two of each are on offer, and no day stands in a box."""
    page = visit.get(at(lorazepam_patient))
    for name in ("method", "equivalence", "pace"):
        offered = controls(page, name)
        assert len(offered) >= 2
        assert not [each for each in offered if "checked" in each], name
    for name in ("starts_on", "review_on"):
        assert [value_of(page, f"{name}_{part}") for part in range(3)] == ["", "", ""]


def test_each_table_says_what_the_day_is_worth_by_it(visit, lorazepam_patient):
    """Lorazepam 3 mg is about 30 mg of diazepam by Ashton and about 15 mg by VA/DoD."""
    text = text_of(visit.get(at(lorazepam_patient)))
    assert "Ashton 2002 about 30\u00a0mg of diazepam a day" in text
    assert "VA/DoD 2021 about 15\u00a0mg of diazepam a day" in text


def test_a_table_that_prints_a_range_says_its_middle_and_its_range(visit, take):
    """Lormetazepam 1 to 2 mg is 10 mg of diazepam by Ashton: 1.5 mg of it is about 10 mg, from 7.5 to 15 mg."""
    patient = take({"drug": "lormetazepam", "prescribed_night": "1.5", "taken_night": "1.5"})
    text = text_of(visit.get(at(patient)))
    assert "Ashton 2002 about 10\u00a0mg of diazepam a day: the middle of its range, 7.5\u00a0mg to 15\u00a0mg" in text


def test_diazepam_alone_is_asked_for_no_table(visit, take):
    """Where every drug is diazepam, neither table nor crossover is asked about, and a preview needs neither."""
    patient = take({"drug": "diazepam", "prescribed_night": "10", "taken_night": "10"})
    assert not controls(visit.get(at(patient)), "equivalence")
    fields = {name: value for name, value in plan_fields(patient).items() if name not in ("method", "equivalence")}
    visit.post(at(patient), fields)
    assert "Preview" in text_of(visit.get(at(patient)))


def test_a_table_that_lacks_a_drug_says_so_and_wants_a_second_table_for_it(visit, take):
    """Zopiclone is not in VA/DoD's table as this page has it; the second table is for that drug alone, and is printed."""
    patient = take(
        {"drug": "lorazepam", "prescribed_night": "1", "taken_night": "1"},
        {"drug": "nitrazepam", "prescribed_night": "5", "taken_night": "5", "indication": "insomnia"},
    )
    assert "VA/DoD 2021 does not list nitrazepam" in text_of(visit.get(at(patient)))
    response = visit.post(at(patient), plan_fields(patient, equivalence="vadod-2021"))
    assert form_errors(response)[0].startswith("VA/DoD 2021 does not list nitrazepam.")
    visit.post(at(patient), plan_fields(patient, equivalence="vadod-2021", second_nitrazepam="ashton-2002"))
    assert any("VA/DoD 2021, nitrazepam by Ashton 2002" in line for line in text_of(visit.get(at(patient))))


def test_without_a_day_the_first_review_is_proposed(visit, lorazepam_patient):
    """A crossover that begins on 11 January has its review on the Friday before its next step; it is issued with it."""
    patient, empty = lorazepam_patient, {f"review_on_{part}": "" for part in range(3)}
    visit.post(at(patient), plan_fields(patient, **empty))
    shown = " ".join(text_of(visit.get(at(patient, "plan/check/"))))
    assert "Next visit Fri 15-Jan-2027" in shown
    issue(visit, patient)
    plan = Plan.objects.get()
    assert plan.next_review_on == date(2027, 1, 15)
    assert plan.revisions.get().snapshot["review_on"] == "2027-01-15"


def test_a_next_review_on_a_closed_day_is_said(visit, lorazepam_patient):
    """A Sunday that is typed is kept, and the check says that the clinic is closed."""
    visit.post(at(lorazepam_patient), plan_fields(lorazepam_patient, **date_parts("review_on", "17 1 2027")))
    shown = " ".join(text_of(check(visit, lorazepam_patient)))
    assert "The clinic is closed on Sun 17-Jan-2027." in shown


def test_a_late_first_review_is_remarked(visit, lorazepam_patient):
    """A review eight days into a crossover is a remark with its source; one after seven days is not."""
    patient = lorazepam_patient
    for day, late in (("18 1 2027", False), ("19 1 2027", True)):
        visit.post(at(patient), plan_fields(patient, **date_parts("review_on", day)))
        assert any("Late visit" in line for line in text_of(visit.get(at(patient)))) == late


WRONG = [
    ({"method": ""}, "Choose the method."),
    ({"method": "magic"}, "Choose one of the methods."),
    ({"equivalence": ""}, "Choose an equivalence table."),
    ({"equivalence": "bnf"}, "Choose one of the tables."),
    ({"pace": ""}, "Choose the pace."),
    ({"pace": "99-1"}, "Choose one of the paces."),
    ({"pace": "own"}, "Enter the reduction in percent, such as 7.5."),
    ({"pace": "own", "own_percent": "30", "own_interval": "14"}, "Enter a percentage from 5 to 25."),
    ({"pace": "own", "own_percent": "10", "own_interval": "3"}, "Enter a number of days from 7 to 28."),
    ({"own_percent": "7"}, "Numbers of your own are entered."),
    ({"crossover_days": "2"}, "Enter a number of days from 3 to 14."),
    ({"crossover_to": "heroin"}, "Choose a drug from the list."),
    ({"stop_from_mg": "2"}, "Enter a dose from 0 to 1.25."),
    ({"stop_from_mg": "0,5"}, "Enter the dose with a point and no comma, such as 0.5."),
    (
        {"pace": "10-28", "closing_interval_days": "14"},
        "Closing steps are not shorter than the others. Enter 28 days or more, or leave it empty.",
    ),
    (date_parts("starts_on", "3 1 2027"), "The first change of dose is in the past."),
    (date_parts("starts_on", "6 3 2027"), "The first change of dose is too far away. Enter a day up to Fri 05-Mar-2027."),
    (date_parts("starts_on", "31 4 2027"), "Enter a real date"),
    (date_parts("review_on", "3 1 2027"), "The next visit is in the past."),
    (date_parts("review_on", "3 1 2029"), "The next visit is over a year away."),
    ({"shown": "lorazepam", "products_lorazepam": ""}, "Choose products of lorazepam from the list."),
    ({"shown": "lorazepam"}, "Tick at least one product of lorazepam."),
    ({"shown": "lorazepam", "products_lorazepam": "diazepam-2mg-tablet"}, "Choose products of lorazepam from the list."),
    ({"hold_from_0": "x", "hold_to_0": "7"}, "Enter the first day of this pause, such as 20 Dec 2027"),
    ({"pace": "bands", "own_interval": "14", "band_by_0": "1", "band_to_0": "5"}, "Enter 0 in the last row"),
    ({"pace": "finish", "own_interval": "14"}, "Enter the day by which the plan stops, such as 30 6 2028."),
    ({"change_weekday": "friday"}, "The dose is to change on a Friday. Enter Fri 15-Jan-2027, or another Friday."),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_a_wrong_choice_is_refused_with_what_to_do_and_what_was_typed_is_kept(visit, lorazepam_patient, changes, words):
    """The summary says it, the same words stand at the field, and the half-filled form is still there on the next visit."""
    patient = lorazepam_patient
    response = visit.post(at(patient), plan_fields(patient, **changes))
    assert response.status_code == 422
    [said] = [each for each in form_errors(response) if each.startswith(words)]
    assert sum(said in line for line in text_of(response)) == 2
    assert Draft.objects.get().data["crossover_days"] == [changes.get("crossover_days", "7")]
    kept = [each for each in controls(visit.get(at(patient)), "crossover_part") if "checked" in each]
    assert [each["value"] for each in kept] == ["whole"]
    assert visit.get(at(patient, "plan/check/")).status_code == 302


def test_a_capsule_cannot_be_halved(visit, take):
    """A capsule has no choice of splitting, and one that is sent all the same is not taken up."""
    patient = take({"drug": "chlordiazepoxide", "prescribed_night": "30", "taken_night": "30"})
    page = visit.get(at(patient))
    assert not controls(page, "split_chlordiazepoxide-10mg-capsule")
    ticked = {"shown": "chlordiazepoxide", "products_chlordiazepoxide": "chlordiazepoxide-10mg-capsule"}
    visit.post(at(patient), direct_fields(patient, **ticked, **{"split_chlordiazepoxide-10mg-capsule": "half"}))
    strategy = visit.get(at(patient)).context["form"].request.strategy
    assert "chlordiazepoxide-10mg-capsule" in strategy.products
    assert "chlordiazepoxide-10mg-capsule" not in strategy.halve


def test_every_product_stands_as_the_engine_would_choose_it(visit, lorazepam_patient):
    """Untouched ticks and splits are the plain tablets, without diazepam 10 mg, and halves of the smallest that may be halved."""
    visit.post(at(lorazepam_patient), direct_fields(lorazepam_patient))
    strategy = visit.get(at(lorazepam_patient)).context["form"].request.strategy
    lorazepam = ("lorazepam-0p5mg-tablet", "lorazepam-1mg-tablet", "lorazepam-2p5mg-tablet")
    diazepam = ("diazepam-2mg-tablet", "diazepam-5mg-tablet")
    assert strategy.products == lorazepam + diazepam
    assert (strategy.halve, strategy.quarter) == (("lorazepam-1mg-tablet", "diazepam-2mg-tablet"), "none")


def test_only_what_the_clinic_stocks_is_ticked(visit, lorazepam_patient, clinic, clinician):
    """A clinic that stocks diazepam 2 mg tablets alone crosses over to these."""
    clinic.refresh_from_db()
    visit.post("/clinic/", clinic_fields(stocked_products=["diazepam-2mg-tablet"], seen=clinics.seen_clinic(clinic)))
    page = visit.get(at(lorazepam_patient))
    assert [each["value"] for each in controls(page, "products_diazepam") if "checked" in each] == ["diazepam-2mg-tablet"]


def clinic_fields(**changes):
    fields = {"name": "Riverside", "phone": "1", "out_of_hours": "NHS 111", "time_zone": "Europe/London", "market": "uk"}
    return (
        fields
        | {"paper_size": "A4", "dispensing_interval_days": "28", "diazepam_threshold_mg": "40", "handout_rows": "safe-order"}
        | {"open_weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday"]}
        | changes
    )


# Preview -----------------------------------------------------------------------------------------


def test_the_preview_shows_days_doses_and_what_was_achieved(visit, drafted):
    """Each step with its weekday and date, doses by time of day in pieces and mg, the equivalent and the reduction."""
    response = visit.get(at(drafted))
    text = text_of(response)
    assert "Mon 11-Jan-2027" in text and "to Sun 17-Jan-2027" in text
    assert "diazepam 10\u00a0mg" in text and "two 5\u00a0mg tablets" in text
    assert "Night: diazepam 10\u00a0mg, was lorazepam 1\u00a0mg" in text
    first = response.context["rows"][0]
    assert [len(slot.doses) for slot in first.slots] == [1, 1, 0, 1]
    assert "none" in text and b"<svg" in response.content
    assert not Plan.objects.exists()


def test_a_preview_can_be_loaded_again_and_gone_back_to(visit, lorazepam_patient):
    """What was sent is kept as the draft and shown by an address of its own, so that Back and reload send nothing twice."""
    response = visit.post(at(lorazepam_patient), plan_fields(lorazepam_patient))
    assert response.status_code == 302
    assert response.url == at(lorazepam_patient) + "#preview"
    assert Draft.objects.get().data["pace"] == ["10-14"]


def test_a_draft_can_be_thrown_away(visit, drafted):
    """Then the form is empty again."""
    visit.post(at(drafted), {"patient": drafted.code, "discard": "1"})
    assert not Draft.objects.exists()


def test_the_same_doses_by_the_other_tables_stand_beside_the_chosen_one(visit, drafted):
    """Beside the day by the chosen table, Ashton, stands that by another: by VA/DoD it is half, and the page says so."""
    row = next(each for each in visit.get(at(drafted)).context["compared"] if each["name"] == "VA/DoD 2021")
    assert row == {"name": "VA/DoD 2021", "about": "15\u00a0mg", "times": "0.5 times"}


REFUSED = [
    [{"drug": "clonazepam", "prescribed_night": "0.5", "taken_night": "0.5"}],
    [{"drug": "zopiclone", "prescribed_night": "3.75", "taken_night": "3.75"}],
    [{"drug": "temazepam", "prescribed_night": "10", "taken_night": "10"}],
    [{"drug": "lorazepam", "prescribed_night": "1.5", "taken_night": "1.5"}],
    [{"drug": "diazepam", "prescribed_night": "2", "taken_night": "2"}],
    [
        {"drug": "alprazolam", "prescribed_night": "0.5", "taken_night": "0.5"},
        {"drug": "zolpidem", "prescribed_night": "5", "taken_night": "5"},
    ],
]


def ways_out(visit, patient):
    """The alternatives on the page: what each button sends, and the weeks that it promises."""
    return [(way.id, str(way.offer.weeks)) for way in visit.get(at(patient)).context.get("ways", []) if way.fits]


@pytest.mark.parametrize("rows", REFUSED, ids=lambda rows: "-".join(row["drug"] for row in rows))
@pytest.mark.parametrize("method", ["direct", "crossover"])
def test_every_alternative_of_a_refusal_works_when_its_button_is_pressed(visit, take, rows, method):
    """Each makes a schedule of exactly the weeks that were promised, with every box showing what it changed."""
    patient = take(*rows)
    asked = plan_fields(patient, method=method)
    visit.post(at(patient), asked)
    for change, weeks in ways_out(visit, patient):
        visit.post(at(patient), {"patient": patient.code, "change": change})
        page = visit.get(at(patient))
        assert str(page.context["schedule"].weeks) == weeks, change
        visit.post(at(patient), asked)


def test_some_refusal_has_an_alternative(visit, take):
    """Clonazepam 0.5 mg by the half cannot go down directly in the products of the market, and the page says what would."""
    patient = take(*REFUSED[0])
    visit.post(at(patient), direct_fields(patient))
    assert ways_out(visit, patient)
    assert "This cannot be made as it is asked" in text_of(visit.get(at(patient)))


@pytest.mark.parametrize("change", ["", "{}", '{"regimen": []}', '{"coarse_tail": true, "interval_days": 7}', "not json"])
def test_an_alternative_that_was_not_offered_is_not_taken(visit, take, change):
    """A button of another draft, or one made up, changes nothing and says that the plan stands otherwise now."""
    patient = take(*REFUSED[0])
    visit.post(at(patient), direct_fields(patient))
    before = Draft.objects.get().data
    page = visit.post(at(patient), {"patient": patient.code, "change": change}, follow=True)
    assert Draft.objects.get().data == before
    assert "The plan was changed in another window." in " ".join(text_of(page))


# Questions that the patient raises ---------------------------------------------------------------


def test_a_dose_taken_far_from_the_one_prescribed_is_asked_about(visit, take):
    """Over 20% away, the page wants a tick, the plan starts from the dose taken, and issuing wants a reason."""
    patient = take({"drug": "lorazepam", "prescribed_night": "4", "taken_night": "2"})
    response = visit.post(at(patient), plan_fields(patient))
    assert form_errors(response) == ["Check what is really taken, then tick that the plan starts from it."]
    visit.post(at(patient), plan_fields(patient, differs_seen="on"))
    assert visit.get(at(patient)).context["summary"]["baseline"] == "20\u00a0mg"
    page = visit.get(at(patient, "plan/check/"), follow=True)
    response = give_reason(visit, patient, page, "too short")
    assert form_errors(response) == ["Much changes at once: answer in a few words, at least 10 characters.", WHY]
    issue(visit, patient)
    assert Revision.objects.get().snapshot["override_reason"] == REASON


def test_a_fifth_more_or_less_is_not_asked_about(visit, take):
    """2.4 mg prescribed and 2 mg taken is within 20%."""
    patient = take({"drug": "lorazepam", "prescribed_night": "2.5", "taken_night": "2"})
    assert not controls(visit.get(at(patient)), "differs_seen")


@pytest.mark.parametrize("why", ["under 18", "epilepsy"])
def test_a_plan_that_wants_a_specialist_is_not_issued_without_a_name(visit, take, patient, clinician, why):
    """A plan that wants a specialist has no button to issue, a forged one issues nothing, and with a name it goes through."""
    rule = "under_18" if why == "under 18" else "epilepsy_indication"
    indication = "epilepsy" if why == "epilepsy" else "anxiety"
    take(lorazepam_row(indication=indication))
    if why == "under 18":
        patient = patients.change_patient(patient=patient, by=clinician, born_on=date(2009, 1, 5))
    visit.post(at(patient), plan_fields(patient))
    page = visit.get(at(patient, "plan/check/"))
    assert "Confirm and issue plan" not in text_of(page)
    response = visit.post(at(patient, "plan/check/"), check_fields(page, patient))
    assert response.status_code == 409
    assert not Plan.objects.exists()
    visit.post(at(patient), plan_fields(patient, **AGREED))
    asked = visit.get(at(patient, "plan/check/"), follow=True)
    assert [each["rule"] for each in asked.context["alone"]] == [rule]  # what was agreed is asked of its own
    issue(visit, patient)
    issued = Revision.objects.get().issued()
    assert issued.specialist == Specialist("Dr Ada Ode", "Psychiatrist", TODAY)
    assert [each.rule for each in issued.answered] == [rule]


def test_somebody_of_eighteen_needs_no_specialist(visit, take, patient, clinician):
    """On the eighteenth birthday nobody is asked for a specialist any more."""
    take(lorazepam_row())
    patients.change_patient(patient=patient, by=clinician, born_on=date(2009, 1, 4))
    assert not controls(visit.get(at(patient)), "specialist")


def test_without_a_regular_dose_the_medicines_come_first(visit, take):
    """What is only taken as needed starts no plan; the page leads to the medicines and says why."""
    patient = take({"drug": "zopiclone", "taken_night": "7.5", "use": "as-needed", "indication": "insomnia"})
    page = visit.get(at(patient), follow=True)
    assert page.request["PATH_INFO"] == at(patient, "medications/")
    assert "Enter what the patient takes every day now: a taper starts from that dose." in text_of(page)


# Check answers, then issue -----------------------------------------------------------------------


def test_every_answer_stands_on_one_page_with_a_way_to_change_it(visit, drafted):
    """Every answer stands on the page to confirm, also what nobody touched: products, splits, the stop, the closing steps."""
    page = visit.get(at(drafted, "plan/check/"))
    text = " | ".join(text_of(page))
    for words in (
        "Example, Rowan, born 17-May-1970, TEST-0001",
        "Takes lorazepam 3\u00a0mg in the day",
        "Nothing to note.",
        "Cross over to diazepam: a whole dose every 7 days, then 7 days without change",
        "Ashton 2002: the day is about 30\u00a0mg of diazepam",
        "10% of the current dose every 14 days",
        "diazepam 2\u00a0mg tablet, in halves",
        "From 0.5\u00a0mg of diazepam equivalent",
        "The interval of the pace; no larger reductions than usual",
        "Mon 11-Jan-2027",
        "Mon 25-Jan-2027",
    ):
        assert words in text, words
    assert len(re.findall(r">Change<", page.content.decode())) == 11


def test_issuing_makes_the_plan_and_leads_to_it(visit, drafted, clinician):
    """Revision 1 holds what was shown, the draft is gone, and the plan's page says so."""
    seen = visit.get(at(drafted)).context["stored"].schedule
    response = issue(visit, drafted)
    plan = Plan.objects.get()
    assert response.url == f"/plans/{plan.code}/"
    assert plan.revisions.get().issued().schedule == seen
    assert plan.revisions.get().snapshot["review_on"] == "2027-01-25"
    assert not Draft.objects.exists()
    assert "Issued, revision 1" in text_of(visit.get(response.url))


def test_the_same_form_sent_five_times_issues_one_plan(visit, drafted):
    """A second click, Back or a reload leads to the plan that was issued, without another."""
    fields = check_fields(visit.get(at(drafted, "plan/check/")), drafted)
    answers = [visit.post(at(drafted, "plan/check/"), fields) for _ in range(5)]
    assert {each.url for each in answers} == {f"/plans/{Plan.objects.get().code}/"}
    assert Revision.objects.count() == AuditEvent.objects.filter(action="start_plan").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_five_times_at_once_issues_one_plan(monday, lorazepam_patient, clinician):
    """However the five fall, there is one plan, one revision and one event, and every answer leads to it."""
    patient, clients = lorazepam_patient, [Client() for _ in range(5)]
    for each in clients:
        each.force_login(clinician)
    clients[0].post(at(patient), plan_fields(patient))
    fields = check_fields(clients[0].get(at(patient, "plan/check/")), patient)
    answers, start = [], threading.Barrier(5)

    def send(client):
        start.wait()
        answers.append(client.post(at(patient, "plan/check/"), fields))
        connection.close()

    threads = [threading.Thread(target=send, args=[each]) for each in clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.status_code for each in answers] == [302] * 5
    assert {each.url for each in answers} == {f"/plans/{Plan.objects.get().code}/"}
    assert Revision.objects.count() == AuditEvent.objects.filter(action="start_plan").count() == 1


def test_a_draft_changed_in_another_window_is_shown_again_before_it_is_issued(visit, drafted):
    """The older window issues nothing, keeps the reason that was typed, and shows the plan as it stands."""
    fields = check_fields(visit.get(at(drafted, "plan/check/")), drafted)
    visit.post(at(drafted), plan_fields(drafted, pace="5-14"))
    response = visit.post(at(drafted, "plan/check/"), fields)
    assert response.status_code == 409
    assert form_errors(response)[0].startswith("The plan was changed in another window.")
    assert "5% of the current dose every 14 days" in text_of(response)
    assert not Plan.objects.exists()


def test_a_change_of_the_review_alone_is_noticed(visit, drafted):
    """The schedule is the same, but the answers are not those that were checked."""
    fields = check_fields(visit.get(at(drafted, "plan/check/")), drafted)
    visit.post(at(drafted), plan_fields(drafted, **date_parts("review_on", "26 1 2027")))
    assert visit.post(at(drafted, "plan/check/"), fields).status_code == 409
    assert not Plan.objects.exists()


def test_medicines_changed_meanwhile_are_noticed(visit, drafted, clinician):
    """What was seen is no longer what would be issued, so it is shown again."""
    fields = check_fields(visit.get(at(drafted, "plan/check/")), drafted)
    row = lorazepam_row(taken_night=Decimal("0.5"), prescribed_night=Decimal("0.5"))
    medications.set_medications(patient=drafted, rows=[row], others_asked_on=None, by=clinician)
    response = visit.post(at(drafted, "plan/check/"), fields)
    assert response.status_code == 409
    assert not Plan.objects.exists()


def test_a_draft_whose_days_have_passed_goes_back_to_the_form(visit, drafted, monday, clinician):
    """Filled in on Monday for next Monday and checked a week late, the form says that the day is in the past."""
    fields = check_fields(visit.get(at(drafted, "plan/check/")), drafted)
    monday.shift(timedelta(days=8))
    visit.force_login(clinician)
    response = visit.post(at(drafted, "plan/check/"), fields, follow=True)
    assert [words for _, words in response.context["still"]] == [
        "The first change of dose is in the past. Enter today or a later day."
    ]
    assert not Plan.objects.exists()


def test_a_patient_with_an_open_plan_gets_no_other(visit, drafted, clinician):
    """The form leads to the plan that there is, and what is still sent from another window is refused with a way to it."""
    fields = check_fields(visit.get(at(drafted, "plan/check/")), drafted)
    issue(visit, drafted)
    plan = Plan.objects.get()
    assert visit.get(at(drafted)).url == f"/plans/{plan.code}/"
    response = visit.post(at(drafted, "plan/check/"), fields | {"seen_digest": "another"})
    assert response.status_code == 409
    assert f"/plans/{plan.code}/".encode() in response.content
    assert Revision.objects.count() == 1


# The plan's page ---------------------------------------------------------------------------------


@pytest.fixture
def plan(visit, drafted):
    """The plan of the lorazepam patient, which begins in a week."""
    issue(visit, drafted)
    return Plan.objects.get()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "The plan has not begun: the doses are as before."),
        (7, "Step 1 of 28: lorazepam 2\u00a0mg and diazepam 10\u00a0mg in the day"),
        (13, "Step 1 of 28: lorazepam 2\u00a0mg and diazepam 10\u00a0mg in the day"),
        (14, "Step 2 of 28: diazepam 20\u00a0mg and lorazepam 1\u00a0mg in the day"),
        (400, "The taper is over: nothing is taken."),
    ],
)
def test_the_step_in_force_today_stands_at_the_top(visit, plan, monday, clinician, days, words):
    """Before, during and after the schedule, by the day in the clinic's own zone."""
    monday.shift(timedelta(days=days))
    visit.force_login(clinician)
    assert words in text_of(visit.get(f"/plans/{plan.code}/"))


def test_an_overdue_review_is_said(visit, plan, monday, clinician):
    """From the day after the review on, the page and the list say that it is overdue."""
    monday.shift(timedelta(days=22))
    visit.force_login(clinician)
    assert "Visit overdue since" in " ".join(text_of(visit.get(f"/plans/{plan.code}/")))
    assert "Visit overdue since" in " ".join(text_of(visit.get("/patients/")))


def test_the_page_shows_the_plan_as_it_was_issued(visit, plan, drafted, clinician, clinic):
    """Later changes of the patient's medicines leave the issued schedule as it is."""
    before = visit.get(f"/plans/{plan.code}/").context["rows"]
    row = lorazepam_row(taken_night=Decimal("1.5"), prescribed_night=Decimal("1.5"))
    medications.set_medications(patient=drafted, rows=[row], others_asked_on=TODAY, by=clinician)
    assert visit.get(f"/plans/{plan.code}/").context["rows"] == before


def test_every_cell_of_the_schedule_says_something(visit, plan):
    """No cell is empty: a time of day without a dose says none."""
    page = visit.get(f"/plans/{plan.code}/").content.decode()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)
    assert len(cells) > 200
    assert not [cell for cell in cells if not re.sub(r"<[^>]*>|\s", "", cell)]
