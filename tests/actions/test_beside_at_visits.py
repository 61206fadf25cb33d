"""What stands beside a plan is beside it after a visit too, whatever is decided there."""

from datetime import timedelta
from decimal import Decimal

import pytest

from taper_app import engine
from taper_app.actions import medications
from taper_app.models import Revision

from .test_reviews import CHANGING, IN_TAPER, decide, in_force
from .visits import TODAY, begin, planned, row, visit

AS_NEEDED = row("zopiclone", night="7.5") | {"use": "as-needed", "usual_week_mg": Decimal(15)}
OTHER = {"drug": "", "other": "etizolam", "taken_as": "one tablet now and then", "indication": "anxiety", "since_on": None}
STEADY = {"several": ("nitrazepam",)}


def beside(plan):
    """What stands beside the plan in force: the drug or the name, and how it is used."""
    return [(each.drug or each.other, each.use) for each in in_force(plan)[2].beside]


@pytest.fixture
def listed(monkeypatch):
    """The lists that plans begin with have a medicine as needed and another one, each beside the plan's."""
    monkeypatch.setitem(begin.__globals__["DAY"], "direct", [row("diazepam", night="20"), AS_NEEDED, OTHER])


@pytest.mark.parametrize("name", CHANGING)
def test_what_is_taken_beside_the_plan_stays_there_after_a_visit(patient, clinician, listed, name):
    """As needed, or never converted: no decision takes it off what is printed beside the steps."""
    plan = begin(patient, clinician)
    there = [("zopiclone", "as-needed"), ("etizolam", "")]
    assert beside(plan) == there
    decide(plan, clinician, IN_TAPER, name)
    assert Revision.objects.filter(plan=plan).count() == 2
    assert beside(plan) == there


def test_what_the_list_has_by_now_is_beside_the_next_revision(patient, clinician, listed):
    """What is no longer taken as needed is beside it no more, and what is taken by now is."""
    plan = begin(patient, clinician)
    rows = [row("diazepam", night="20"), row("lorazepam", night="1") | {"use": "as-needed"}]
    medications.set_medications(patient=patient, rows=rows, others_asked_on=TODAY, by=clinician)
    decide(plan, clinician, IN_TAPER, "hold-open")
    assert beside(plan) == [("lorazepam", "as-needed")]


def test_going_on_as_planned_makes_paper_that_names_what_is_taken_beside_the_plan_by_now(patient, clinician):
    """A medicine taken as needed since the plan was issued is on no paper of it: the next visit makes one that names it."""
    plan = begin(patient, clinician)
    visit(plan, clinician, IN_TAPER - timedelta(days=7))
    assert Revision.objects.filter(plan=plan).count() == 1
    rows = [row("diazepam", night="20"), AS_NEEDED]
    medications.set_medications(patient=patient, rows=rows, others_asked_on=TODAY, by=clinician)
    visit(plan, clinician, IN_TAPER)
    assert Revision.objects.filter(plan=plan).count() == 2
    assert beside(plan) == [("zopiclone", "as-needed")]


@pytest.mark.parametrize("name", CHANGING)
def test_what_is_kept_steady_stays_steady_after_a_visit(patient, clinician, name):
    """Nitrazepam is kept as it is on purpose while the diazepam goes down: a visit at which it is taken keeps it beside the plan,
    is asked about it, and finds it neither above what was prescribed nor among what goes down."""
    plan = begin(patient, clinician, "several", steady=("nitrazepam",))
    assert beside(plan) == [("nitrazepam", "regular")]
    nitrazepam = engine.Dose("night", "nitrazepam", Decimal(10))
    taken = engine.Regimen((*planned(plan, IN_TAPER).doses, nitrazepam))
    if name == "another-dose":
        taken = engine.Regimen((engine.Dose("night", "diazepam", Decimal(5)), nitrazepam))
        visit(plan, clinician, IN_TAPER, taken=taken)
    else:
        decide(plan, clinician, IN_TAPER, name, taken=taken)
    revision, request, schedule = in_force(plan)
    assert revision.number == 2
    assert beside(plan) == [("nitrazepam", "regular")]
    coming = [each for each in schedule.steps if each.starts_on > IN_TAPER]
    assert {dose.drug for step in coming for dose in step.doses} == {"diazepam"}
    assert request.strategy.steady == ("nitrazepam",)
    assert schedule.planned(IN_TAPER + timedelta(days=1)).at("nitrazepam", "night") == 10
    differs = [each.message for each in revision.issued().findings if each.rule == "prescribed_differs"]
    assert not any("nitrazepam" in message for message in differs)
