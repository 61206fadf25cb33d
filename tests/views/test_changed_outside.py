"""What pages and papers do with a revision that was changed outside the application."""

import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.urls import reverse

from taper_app import seals
from taper_app.models import AuditEvent, Review, Revision
from tests.actions.visits import TODAY, begin
from tests.actions.visits import visit as record
from tests.test_doors import OF_A_REVIEW, PLAN, POLICY, REVIEW
from tests.test_doors import OF_A_REVISION as NUMBERED

SAYS = "Changed outside the application"
OF_A_REVISION = [name for name in NUMBERED if POLICY[name] == PLAN]
OF_A_PLAN = [name for name, policy in POLICY.items() if policy in (PLAN, REVIEW) and name not in OF_A_REVISION]
READ_NOTHING = {
    "care_edit",
    "review_missed",
    "follow_up_new",
    "follow_up_days",
}  # they show no dose, print nothing, and issue nothing


@pytest.fixture
def plan(monday, visit, patient, clinician):
    """A plan with two revisions, on the day after its visit."""
    plan = begin(patient, clinician)
    record(plan, clinician, TODAY + timedelta(days=1), "hold", 14)
    monday.move_to("2027-01-06T10:00Z")
    visit.force_login(clinician)
    return plan


@pytest.fixture
def forge(plan, unguarded):
    """Make the first dose of a revision three times as large, and its hash fit."""

    def forges(number):
        told = deepcopy(plan.revisions.get(number=number).snapshot)
        for dose in told["schedule"]["steps"][0]["doses"]:
            dose["mg"] = str(int(float(dose["mg"]) * 3))
        with unguarded():
            Revision.objects.filter(plan=plan, number=number).update(snapshot_unchecked=told)

    return forges


def test_there_are_pages_of_each_kind():
    """The lists above hold every address of a plan."""
    assert len(OF_A_REVISION) > 13 and len(OF_A_PLAN) >= 8 and set(OF_A_PLAN) > READ_NOTHING


@pytest.mark.parametrize("name", OF_A_REVISION)
def test_nothing_is_printed_from_it(visit, plan, forge, name):
    """Each paper in each format, kept or not, is the page that says so, and the revision that was left alone prints as before."""
    good, bad = reverse(name, args=[plan.code, 1]), reverse(name, args=[plan.code, 2])
    if name in ("handout_pdf", "summary_pdf"):
        assert visit.get(bad).status_code == 200  # it is kept from now on
    forge(2)
    answer = visit.get(bad)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/html; charset=utf-8")
    assert f"Revision 2 of plan {plan.code} is not what was issued" in answer.content.decode()
    assert SAYS in answer.content.decode() and not re.search(r"\d(\s|&nbsp;)mg\b", answer.content.decode())  # a dose
    assert visit.get(good).status_code == 200


@pytest.mark.parametrize("name", OF_A_PLAN)
@pytest.mark.parametrize("number", [1, 2])
def test_no_page_of_the_plan_shows_it(visit, plan, forge, name, number):
    """Every page of the plan answers with the sentence, or shows nothing of the revision; none falls over."""
    forge(number)
    which = [1] if name in OF_A_REVIEW else []
    answer = visit.get(reverse(name, args=[plan.code, *which]), follow=True)
    said = SAYS in answer.content.decode()
    assert (answer.status_code, said) == (409, True) or ((answer.status_code == 200) and (name in READ_NOTHING or number == 1))
    if name == "plan_timeline" or (name == "plan_detail" and number == 2):
        assert said


def test_lists_carry_a_mark(visit, plan, forge, monday):
    """Today and the patient's page mark the plan, and the list of patients goes on."""
    monday.move_to("2027-01-12T10:00Z")
    visit.force_login(plan.revisions.first().issued_by)
    assert SAYS not in visit.get("/").content.decode()
    forge(2)
    for page in ("/", f"/patients/{plan.patient.code}/"):
        assert SAYS in visit.get(page).content.decode(), page
    assert visit.get("/patients/").status_code == 200


def test_a_list_goes_on_whatever_was_put_there(visit, plan, unguarded, monday):
    """Findings of any shape fell no list."""
    monday.move_to("2027-01-12T10:00Z")
    visit.force_login(plan.revisions.first().issued_by)
    for forged in ({}, [], {"findings": 3}, {"findings": ["x"]}, {"findings": [{}]}, {"findings": None}):
        with unguarded():
            Revision.objects.filter(plan=plan, number=2).update(snapshot_unchecked=forged)
        for page in ("/", f"/patients/{plan.patient.code}/", "/patients/"):
            assert visit.get(page).status_code == 200, (forged, page)


def test_no_revision_is_made_of_it(visit, plan, clinician, forge):
    """A review cannot be opened on it, and what was ready to be sent makes nothing."""
    forge(2)
    changes = AuditEvent.objects.exclude(action="open_page")
    before = (Revision.objects.count(), Review.objects.count(), changes.count())
    for name in ("review_new", "review_check", "review_cautions"):
        answer = visit.post(reverse(name, args=[plan.code]), {"patient": plan.patient.code})
        assert (answer.status_code, SAYS in answer.content.decode()) == (409, True)
    assert (Revision.objects.count(), Review.objects.count(), changes.count()) == before


def test_the_log_says_which(visit, plan, forge, caplog):
    """Whoever runs the site finds the plan and the revision in the log, and no name."""
    forge(2)
    visit.get(reverse("plan_detail", args=[plan.code]))
    assert f"plan {plan.code}, revision 2 was changed outside the application" in caplog.text
    assert plan.patient.name not in caplog.text


def test_how_it_was_sealed_is_said(visit, plan):
    """The page of how a plan was worked out names its content and says since when a change would show."""
    page = visit.get(reverse("plan_how", args=[plan.code, 2])).content.decode()
    assert plan.revisions.get(number=2).sha256[:12] in page and "sealed when it was issued" in page


def test_a_list_parses_no_revision_twice_and_notices_all_the_same(visit, plan, forge, monkeypatch):
    """Today, opened again, compares the contents of its plans as text; what is changed then it says at once."""
    hashed = []
    monkeypatch.setattr(seals, "canonical", lambda value, real=seals.canonical: hashed.append(value) or real(value))
    assert SAYS not in visit.get("/").content.decode() and plan.code in visit.get("/").content.decode()
    assert len([each for each in hashed if isinstance(each, dict)]) <= 1  # a seal is taken of a tuple
    forge(2)
    assert SAYS in visit.get("/").content.decode()


@pytest.mark.parametrize("stored", [None, b'{"a": 1}', "{", '{"a": 1, "a": 2}', "[" * 100_000, '"\ud800"', "NaN" * 2])
def test_text_that_is_no_value_of_ours_has_no_hash(stored):
    """What cannot be read, or read in two ways, fits nothing, and the same value has its hash however it is written."""
    assert seals.sha256_of_text(stored) == ""
    assert seals.sha256_of_text('{"b": 2, "a": 1}') == seals.sha256_of_text('{ "a":1, "b":2 }') == seals.sha256({"a": 1, "b": 2})
