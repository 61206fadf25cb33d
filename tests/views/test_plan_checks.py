"""What is recorded with a plan, on the form of a new plan, on the page of the plan and on the summary."""

import pytest

from taper_app.handouts.standing import Standing
from taper_app.models import Clinic, Plan
from tests.actions.visits import TODAY, begin
from tests.handouts.clinical import PAPERS, SHA, issued
from tests.handouts.snapshots import NIGHTLY_20
from tests.text_gates import hits_in_html, texts_of
from tests.views.payloads import controls, plan_fields, text_of
from tests.views.test_plans import issue
from tests.views.visits import in_days, on_day

DONE = "Agreement talked through on 04-Jan-2027"


def said(response):
    assert hits_in_html(response.content.decode()) == []
    return " ".join(text_of(response))


@pytest.fixture
def issued_with(visit, lorazepam_patient):
    """The plan that was filled in with these ticks, and issued."""

    def issues(**ticks):
        address = f"/patients/{lorazepam_patient.code}/plan/"
        assert visit.post(address, plan_fields(lorazepam_patient, **ticks)).status_code in (200, 302)
        issue(visit, lorazepam_patient)
        return Plan.objects.get()

    return issues


def test_a_new_plan_asks_what_was_done_today_and_keeps_it(visit, issued_with, clinician):
    """What is ticked stands on the page of the plan with its day and who; nothing is needed to issue."""
    plan = issued_with(checks=["agreement"])
    assert [(each.kind, each.done_on, each.recorded_by) for each in plan.checks.all()] == [("agreement", TODAY, clinician)]
    assert f"{DONE}, {clinician.full_name}." in said(visit.get(f"/plans/{plan.code}/"))


def test_what_is_ticked_is_read_once_more_before_it_is_recorded(visit, lorazepam_patient):
    """A draft may be days old, and what is recorded is of the day of issue: the page that confirms says so."""
    address = f"/patients/{lorazepam_patient.code}/plan/"
    for ticked, there in (({"checks": ["agreement"]}, True), ({"checks": []}, False)):
        visit.post(address, plan_fields(lorazepam_patient, **ticked))
        page = said(visit.get(f"{address}check/"))
        assert ("Done today Agreement talked through Recorded as of Mon 04-Jan-2027" in page) == there


def test_a_plan_is_issued_without_any_of_it(visit, issued_with):
    """The page says that it is not recorded."""
    plan = issued_with()
    assert "Agreement talked through: not recorded." in said(visit.get(f"/plans/{plan.code}/"))


@pytest.mark.parametrize(("market", "kinds"), [("uk", ["agreement"]), ("us", ["register", "agreement"])])
def test_the_register_is_asked_only_where_there_is_one(visit, lorazepam_patient, market, kinds):
    """By the market of the clinic, as it is called there."""
    Clinic.objects.update(market=market)
    page = visit.get(f"/patients/{lorazepam_patient.code}/plan/")
    assert [each["value"] for each in controls(page, "checks")] == kinds
    assert ("Prescription drug monitoring program (PDMP) checked Look it up before" in said(page)) == (market == "us")
    assert "Agreement talked through Aims, pace, who prescribes" in said(page)


def test_it_is_recorded_later_with_one_click(client, clinician, patient):
    """Again on another day; on a day only once, and what nobody asks is refused in words."""
    with on_day(TODAY):
        plan = begin(patient, clinician)
    sent = {"patient": patient.code, "kind": "agreement"}
    for day in (TODAY, TODAY, in_days(TODAY, 30)):
        with on_day(day):
            client.force_login(clinician)
            assert client.post(f"/plans/{plan.code}/checks/", sent).url == f"/plans/{plan.code}/"
    assert plan.checks.count() == 2
    with on_day(in_days(TODAY, 30)):
        assert "Agreement talked through on 03-Feb-2027" in said(client.get(f"/plans/{plan.code}/"))
        client.post(f"/plans/{plan.code}/checks/", sent | {"kind": "luck"})
        assert "Not recorded with a plan here: luck." in said(client.get(f"/plans/{plan.code}/"))
    assert plan.checks.count() == 2


@pytest.mark.printed
def test_the_summary_prints_what_was_recorded():
    """Each with its day and who, and nothing where nothing was."""
    done = (f"{DONE}, Dr Ash",)
    texts = texts_of(PAPERS["summary"](issued(NIGHTLY_20), SHA, Standing(checks=done)))
    assert f"Recorded with the plan: {DONE}, Dr Ash." in texts
    assert "No other care was recorded when this paper was made." in texts
    assert not any("Nothing was" in each for each in texts)
    assert not any("Recorded with the plan" in each for each in texts_of(PAPERS["summary"](issued(NIGHTLY_20), SHA, Standing())))
