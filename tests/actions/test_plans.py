"""Starting a plan: what is issued is what was seen, once, and never with what stands against it."""

import hashlib
import json
import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from taper_app import engine
from taper_app.actions import audit, clinics, drafts, medications, patients, plans
from taper_app.chart import new_plan, patient_today
from taper_app.models import AuditEvent, Draft, Patient, Plan, Revision
from tests.actions.risks import ask
from tests.actions.visits import AGREED, asked_for, own_answers, typed_again
from tests.conftest import TODAY, lorazepam_row

REASON = "The patient asked for this and knows the risk."


REVIEW_ON = TODAY + timedelta(days=14)


def chosen(*, specialist=None, today=TODAY, **changes):
    """What a clinician chose: a crossover to diazepam by Ashton's table, from tomorrow."""
    usual = {"strategy": engine.Strategy(method="crossover"), "starts_on": TODAY + timedelta(days=1)}
    return {"request": asked_for(**usual | changes), "specialist": specialist, "today": today}


def start(patient, by, *, choice=None, review_on=REVIEW_ON, **said):
    """Look at the schedule, then issue it; what is said in signing it may be told."""
    choice = (choice or chosen()) | {"review_on": review_on}
    _, _, seen = new_plan.preview(patient=patient, **choice)
    usual = typed_again(patient) | {"specialist": choice.pop("specialist"), "override_reason": REASON, "seen_digest": seen}
    usual |= {"answers": own_answers()}
    return plans.start_plan(patient=patient, **choice, signing=plans.Signing(**usual | said), by=by)


def nothing_was_kept():
    return not (Plan.objects.exists() or Revision.objects.exists() or AuditEvent.objects.filter(action="start_plan"))


def test_issue(lorazepam_patient, clinician):
    """Issuing makes an open plan with revision 1, its columns as the schedule has them, and one event."""
    revision = start(lorazepam_patient, clinician)
    plan = Plan.objects.get()
    steps = revision.snapshot["schedule"]["steps"]
    assert (plan.patient, plan.state, plan.on_hold) == (lorazepam_patient, "open", False)
    stop = date.fromisoformat(steps[-1]["starts_on"])
    assert (plan.next_review_on, plan.ends_on) == (TODAY + timedelta(days=14), stop - timedelta(days=1))
    assert (revision.plan, revision.number, revision.issued_by) == (plan, 1, clinician)
    event = AuditEvent.objects.get(action="start_plan")
    assert (event.by, event.subject, event.before) == (clinician, f"plan {plan.code}", None)
    assert event.after["sha256"] == revision.sha256


def test_the_first_day_is_the_dose_really_taken(lorazepam_patient, clinician):
    """A plan starts from what is taken, not from what is prescribed; what is taken as needed stands beside it."""
    rows = [
        lorazepam_row(taken_morning=Decimal("0.5")),
        lorazepam_row(drug="zopiclone", use="as-needed", indication="insomnia"),
    ]
    medications.set_medications(patient=lorazepam_patient, rows=rows, others_asked_on=TODAY, by=clinician)
    request, _, _ = new_plan.preview(patient=lorazepam_patient, **chosen())
    regular, needed = request.to_json()["regimen"]
    since = {"since_on": "2019-03-01"}
    assert regular == {"drug": "lorazepam", "morning": "0.5", "midday": "1", "night": "1"} | since
    assert needed == {"drug": "zopiclone", "use": "as-needed", "morning": "1", "midday": "1", "night": "1"} | since
    assert request.regimen.drugs == ("lorazepam",)


def test_a_request_brings_no_dose_of_its_own(lorazepam_patient, clinician):
    """What is taken, and in which market, stands in the record: a request that says otherwise issues the same schedule."""
    other = engine.Regimen((engine.Dose("night", "lorazepam", Decimal(9)),))
    choice = chosen() | {"request": replace(chosen()["request"], regimen=other, market="us")}
    kept = start(lorazepam_patient, clinician, choice=choice).issued().request
    assert (kept.market, kept.regimen.daily_mg()) == ("uk", {"lorazepam": 3})


def test_nothing_taken(patient):
    """With no regular dose there is nothing to taper, and the sentence says what to enter."""
    with pytest.raises(patient_today.NothingTaken, match="Enter what the patient takes every day"):
        new_plan.preview(patient=patient, **chosen())


@pytest.mark.parametrize("days", [-1, 61])
def test_a_start_outside_of_the_next_sixty_days(lorazepam_patient, days):
    """A start in the past, or over 60 days on, is refused, though a draft may have been right when it was saved."""
    with pytest.raises(new_plan.DatesPassed):
        new_plan.preview(patient=lorazepam_patient, **chosen(starts_on=TODAY + timedelta(days=days)))


@pytest.mark.parametrize("days", [0, 60])
def test_a_start_within_the_next_sixty_days(lorazepam_patient, days):
    """Today and the sixtieth day on are both good."""
    _, proposal, _ = new_plan.preview(patient=lorazepam_patient, **chosen(starts_on=TODAY + timedelta(days=days)))
    assert proposal.schedule.starts_on == TODAY + timedelta(days=days)


def test_a_review_in_the_past(lorazepam_patient, clinician):
    """A review date that has gone by is refused, and nothing is kept."""
    with pytest.raises(new_plan.DatesPassed):
        start(lorazepam_patient, clinician, review_on=TODAY - timedelta(days=1))
    assert nothing_was_kept()


def test_a_schedule_that_was_not_seen(lorazepam_patient, clinician):
    """What is taken changed after the schedule was looked at: it is not issued."""
    _, _, seen = new_plan.preview(patient=lorazepam_patient, **chosen())
    rows = [lorazepam_row(taken_night=Decimal(2))]
    medications.set_medications(patient=lorazepam_patient, rows=rows, others_asked_on=TODAY, by=clinician)
    with pytest.raises(plans.ScheduleChanged, match=r"^The schedule is no longer the one you saw: look at it again"):
        start(lorazepam_patient, clinician, seen_digest=seen)
    assert nothing_was_kept()


def test_another_patients_digest(lorazepam_patient, clinic, clinician):
    """A form opened for one patient and posted to another, who takes something else, issues nothing."""
    other = patients.add_patient(
        clinic=clinic, name="Sample, Sam", born_on=date(1980, 1, 1), sex="male", identifier="TEST-0003", by=clinician
    )
    rows = [lorazepam_row(taken_night=Decimal(2))]
    medications.set_medications(patient=other, rows=rows, others_asked_on=TODAY, by=clinician)
    ask(other, clinician, TODAY)
    _, _, seen = new_plan.preview(patient=lorazepam_patient, **chosen())
    with pytest.raises(plans.ScheduleChanged):
        start(other, clinician, seen_digest=seen)
    assert nothing_was_kept()


@pytest.mark.parametrize("reason", ["", "  ok        ", "123456789", "aaaaaaaaaa", "because..."])
def test_a_caution_wants_a_reason(lorazepam_patient, clinician, reason):
    """A caution without a reason is not issued, nor with one of a single word; the error carries the cautions."""
    with pytest.raises(plans.ReasonNeeded) as caught:
        start(lorazepam_patient, clinician, choice=with_caution(), override_reason=reason)
    assert {each.severity for each in caught.value.findings} == {"caution"}
    assert nothing_was_kept()


def with_caution():
    """A first reduction of a quarter, which ASAM's joint guideline advises against."""
    return chosen(strategy=engine.Strategy(method="crossover", reduction_percent=Decimal(25)))


def test_the_reason_is_kept(lorazepam_patient, clinician):
    """A reason that was given stays with the revision."""
    revision = start(lorazepam_patient, clinician, choice=with_caution(), override_reason=f"  {REASON} ")
    assert revision.snapshot["override_reason"] == REASON


def young(clinic, clinician, born_on, indication="anxiety"):
    patient = patients.add_patient(
        clinic=clinic, name="Sample, Kim", born_on=born_on, sex="unknown", identifier="TEST-0004", by=clinician
    )
    row = lorazepam_row(indication=indication, since_on=None)
    medications.set_medications(patient=patient, rows=[row], others_asked_on=TODAY, by=clinician)
    ask(patient, clinician, TODAY)
    return patient


@pytest.mark.parametrize(
    ("born_on", "indication"), [(date(2009, 1, 5), "anxiety"), (date(1970, 1, 1), "epilepsy")], ids=["17", "epilepsy"]
)
def test_a_block_wants_a_specialist(clinic, clinician, born_on, indication):
    """Under 18, or with epilepsy as the indication, no plan starts, reason or not, unless a specialist is named."""
    patient = young(clinic, clinician, born_on, indication)
    with pytest.raises(plans.Blocked) as caught:
        start(patient, clinician)
    assert {each.severity for each in caught.value.findings} == {"block"}
    assert nothing_was_kept()
    assert start(patient, clinician, choice=chosen(specialist=AGREED)).issued().specialist == AGREED


def test_eighteen_today(clinic, clinician):
    """On the eighteenth birthday the rule for the young no longer blocks."""
    assert start(young(clinic, clinician, date(2009, 1, 4)), clinician).number == 1


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        (date(2009, 1, 4), date(2027, 1, 3), 17),
        (date(2009, 1, 4), date(2027, 1, 4), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age(born_on, on, years):
    """Whole years, on the birthday itself included; who was born on 29 February has it on 1 March in other years."""
    assert patient_today.age(born_on, on) == years


def test_an_engines_refusal_comes_through(lorazepam_patient, clinician):
    """Where the engine refuses, nothing is kept and its sentence and alternatives arrive."""
    with pytest.raises(engine.Refusal) as caught:
        new_plan.preview(patient=lorazepam_patient, **chosen(equivalence=None))
    assert str(caught.value)
    assert nothing_was_kept()


def test_one_open_plan(lorazepam_patient, clinician):
    """A second plan is refused while one is open."""
    start(lorazepam_patient, clinician)
    with pytest.raises(plans.PlanExists):
        start(lorazepam_patient, clinician)
    assert (Plan.objects.count(), Revision.objects.count()) == (1, 1)


def test_the_database_has_the_last_word(lorazepam_patient, clinician, monkeypatch):
    """A plan that nobody saw coming is refused by the constraint, and told as the same sentence."""
    start(lorazepam_patient, clinician)
    looks = iter([lambda *seen: None, plans.refuse_second_plan])
    monkeypatch.setattr(plans, "refuse_second_plan", lambda *seen: next(looks)(*seen))
    with pytest.raises(plans.PlanExists, match="open plan already"):
        start(lorazepam_patient, clinician)
    assert Plan.objects.count() == 1


def test_what_the_clinic_stocks(lorazepam_patient, clinician):
    """Where no product is chosen, the tablets that the clinic stocks are used; a choice on the form goes before."""
    stock = ["diazepam-2mg-tablet", "diazepam-10mg-tablet", "diazepam-0p4mg-per-ml-oral-solution"]
    clinics.change_clinic(clinic=clinician.clinic, by=clinician, stocked_products=stock)
    patient = Patient.objects.get(pk=lorazepam_patient.pk)
    used = start(patient, clinician).snapshot["request"]["strategy"]["products"]
    assert used == ["diazepam-2mg-tablet", "diazepam-10mg-tablet"]  # a liquid only where it is named
    asked = engine.Strategy(method="crossover", products=("diazepam-2mg-tablet", "diazepam-5mg-tablet"))
    request, _, _ = new_plan.preview(patient=patient, **chosen(strategy=asked))
    assert request.strategy == asked


def test_an_open_end_has_no_last_day(lorazepam_patient, clinician):
    """A taper to a dose that is kept has no day on which it ends."""
    strategy = engine.Strategy(method="crossover", target_mg=Decimal(10))
    revision = start(lorazepam_patient, clinician, choice=chosen(strategy=strategy))
    assert (revision.plan.ends_on, revision.plan.on_hold) == (None, False)


def test_columns_are_the_snapshots(lorazepam_patient, clinician):
    """What lists show of a plan is what its last revision says."""
    revision = start(lorazepam_patient, clinician)
    plan = Plan.objects.get()
    assert plan.next_review_on.isoformat() == revision.snapshot["review_on"]
    assert plan.ends_on.isoformat() == revision.snapshot["schedule"]["last_day"]
    assert (plan.code, revision.number) == (revision.snapshot["code"], revision.snapshot["number"])


def test_the_snapshot_is_whole(lorazepam_patient, clinician):
    """A revision holds everything that is printed: people, doses, names of products and tables, and titles of sources."""
    stored = start(lorazepam_patient, clinician).snapshot
    assert {"format": 4, "number": 1, "replaces": None, "issued_on": "2027-01-04"}.items() <= stored.items()
    assert stored["patient"] == {
        "name": "Example, Rowan",
        "born_on": "1970-05-17",
        "identifier": "TEST-0001",
        "sex": "female",
        "needs": {"large_print": False, "easy_read": False, "interpreter": False, "language": "en", "other_language": ""},
    }
    assert stored["clinic"]["out_of_hours"] == "NHS 111"
    assert stored["clinic"]["dispensing_interval_days"] == 28
    assert stored["clinic"]["handout_rows"] == "safe-order"
    assert stored["medications"][0]["taken"] == {"morning": "1", "midday": "1", "night": "1"}
    assert stored["issued_by"] == "Dr Ash Marlow"
    assert set(stored["drugs"]) == {"diazepam", "lorazepam"}
    assert stored["table"]["id"] == "ashton-2002"
    assert stored["tables"]["ashton-2002"] == stored["table"]
    assert set(stored["tables"]) == set(stored["equivalents"])
    used = {p["product"] for s in stored["schedule"]["steps"] for d in s["doses"] for p in d["pieces"]}
    assert set(stored["products"]) == used
    assert {each["source"] for each in stored["findings"]} <= set(stored["sources"])


def test_the_hash_is_of_what_is_stored(lorazepam_patient, clinician):
    """The snapshot as the database gives it back has the hash that was kept, worked out here by hand."""
    start(lorazepam_patient, clinician)
    revision = Revision.objects.get()
    text = json.dumps(revision.snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert revision.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_second_table_is_kept_by_name(clinic, clinician):
    """A table named for one drug alone is kept beside the plan's own."""
    patient = young(clinic, clinician, date(1970, 1, 1))
    revision = start(patient, clinician, choice=chosen(equivalence_for={"lorazepam": "vadod-2021"}))
    assert revision.snapshot["tables_for"]["lorazepam"]["id"] == "vadod-2021"
    assert revision.snapshot["table"]["id"] == "ashton-2002"


def test_the_same_request_is_seen_as_the_same(lorazepam_patient):
    """Two looks at the same patient on different days before the start see the same digest."""
    digests = {new_plan.preview(patient=lorazepam_patient, **chosen(today=TODAY - timedelta(days=ago)))[2] for ago in (0, 1, 30)}
    assert len(digests) == 1


def test_issuing_ends_the_draft(lorazepam_patient, clinician):
    """The draft that became a plan is gone."""
    drafts.save_draft(patient=lorazepam_patient, data={"method": "crossover"}, by=clinician)
    start(lorazepam_patient, clinician)
    assert not Draft.objects.exists()


def test_another_clinics_clinician_issues_nothing(lorazepam_patient, other_clinician):
    """A clinician of another clinic starts no plan here."""
    with pytest.raises(PermissionDenied):
        start(lorazepam_patient, other_clinician)
    assert nothing_was_kept()


def fail(*args, **kwargs):
    raise RuntimeError("the second write failed")


@pytest.mark.parametrize(("where", "name"), [(audit, "record"), (drafts, "drop_draft"), (Revision, "save")])
def test_a_failing_later_write_leaves_no_earlier_one(lorazepam_patient, clinician, monkeypatch, where, name):
    """Whichever write of an issue fails, none of those before it stays."""
    drafts.save_draft(patient=lorazepam_patient, data={}, by=clinician)
    monkeypatch.setattr(where, name, fail)
    with pytest.raises(RuntimeError):
        start(lorazepam_patient, clinician)
    assert nothing_was_kept()
    assert Draft.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_issue_five_times_at_once(lorazepam_patient, clinician):
    """Five posts at the same moment make one plan of the patient; the other four are told that there is an open one."""
    _, _, seen = new_plan.preview(patient=lorazepam_patient, **chosen(), review_on=REVIEW_ON)
    together, outcomes = threading.Barrier(5), []

    def post():
        try:
            together.wait(timeout=20)
            patient = Patient.objects.get(pk=lorazepam_patient.pk)
            outcomes.append(type(start(patient, clinician, seen_digest=seen)))
        except Exception as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(each.__name__ for each in outcomes) == ["PlanExists"] * 4 + ["Revision"]
    assert (Plan.objects.count(), Revision.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="start_plan").count() == 1


@pytest.mark.parametrize(("every", "days"), [(None, 27), (10, 10), (28, 27), (90, 27)])
def test_the_first_review_is_proposed_no_later_than_the_clinic_wants_it(take, clinic, every, days):
    """A clinic that sees its patients every ten days is proposed the tenth; else it is the day before the dose changes."""
    patient = take({"drug": "diazepam", "prescribed_night": Decimal(20), "taken_night": Decimal(20)})
    pace = engine.Strategy(method="direct", reduction_percent=Decimal(5), interval_days=28)
    _, proposal, _ = new_plan.preview(patient=patient, **chosen(strategy=pace))
    clinic.review_every_days = every
    assert new_plan.first_review(proposal.schedule, clinic) == proposal.schedule.starts_on + timedelta(days=days)


@pytest.mark.parametrize("liquid", ["diazepam-1mg-per-ml-oral-solution", "diazepam-0p4mg-per-ml-oral-suspension"])
def test_a_liquid_that_is_stocked_is_not_used_unasked(clinic, liquid):
    """Where nobody has chosen products the tablets and capsules of the stock are used, and no liquid that stands beside them."""
    clinic.stocked_products = ["diazepam-2mg-tablet", liquid, "chlordiazepoxide-5mg-capsule"]
    assert patient_today.stocked_solids(clinic) == ("diazepam-2mg-tablet", "chlordiazepoxide-5mg-capsule")


@pytest.mark.parametrize(
    ("taken", "used"),
    [
        (["alprazolam"], ["diazepam-5mg-tablet", "alprazolam-1mg-tablet"]),
        (["modified-release alprazolam"], ["diazepam-5mg-tablet", "alprazolam-2mg-modified-release-tablet"]),
        (
            ["modified-release alprazolam", "alprazolam"],
            ["diazepam-5mg-tablet", "alprazolam-1mg-tablet", "alprazolam-2mg-modified-release-tablet"],
        ),
    ],
)
def test_what_is_stocked_is_used_in_the_release_that_is_taken(clinic, taken, used):
    """No plain tablet of the stock takes the place of a modified-release one, nor the other way round."""
    clinic.market = "us"
    clinic.stocked_products = ["diazepam-5mg-tablet", "alprazolam-1mg-tablet", "alprazolam-2mg-modified-release-tablet"]
    assert patient_today.stocked_solids(clinic, taken) == tuple(used)
