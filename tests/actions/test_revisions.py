"""What a decision at a visit is judged by, and what it keeps of the revision before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from taper_app import engine
from taper_app.chart import next_revision
from tests.actions.visits import AGREED, TODAY, begin, planned, regimen, visit

LATER = TODAY + timedelta(days=58)


def previewed(plan, taken, **changes):
    """What a hold of two weeks would make of a plan."""
    change = engine.Change(LATER + timedelta(days=1), taken, engine.Adjustment(engine.Decision.HOLD, 14))
    return next_revision.preview_review(plan=plan, change=change, review_on=LATER + timedelta(days=10), today=LATER, **changes)


@pytest.mark.parametrize(("more", "asked"), [(0, False), (2, False), (3, True), (-2, False), (-3, True)])
def test_at_a_visit_what_is_taken_is_held_against_what_was_planned(monday, patient, clinician, more, asked):
    """A dose over a fifth away from the 14 mg that were planned is a caution, whatever was prescribed at the start."""
    plan = begin(patient, clinician)
    assert planned(plan, LATER).daily_mg() == {"diazepam": 14}
    found = previewed(plan, regimen(diazepam_night=str(14 + more))).issued.findings
    assert ("prescribed_differs" in {each.rule for each in found}) is asked


def test_a_specialist_who_agreed_once_stays_named(monday, patient, clinician):
    """Whom a revision names the next one names too, until another name is given."""
    plan, other = begin(patient, clinician), replace(AGREED, name="Dr Sam Reed")
    assert previewed(plan, planned(plan, LATER)).issued.specialist is None
    assert previewed(plan, planned(plan, LATER), specialist=AGREED).issued.specialist == AGREED
    monday.move_to(f"{TODAY + timedelta(days=30)}T10:00:00+00:00")
    visit(plan, clinician, TODAY + timedelta(days=30), "hold", 14, specialist=AGREED)
    assert previewed(plan, planned(plan, LATER)).issued.specialist == AGREED
    assert previewed(plan, planned(plan, LATER), specialist=other).issued.specialist == other


def test_a_later_revision_says_which_it_is(monday, patient, clinician):
    """Its number, the one that it replaces, the code of its plan, and by whom it was issued: what its papers say of it."""
    plan = begin(patient, clinician)
    monday.move_to(f"{TODAY + timedelta(days=30)}T10:00:00+00:00")
    revision = visit(plan, clinician, TODAY + timedelta(days=30), "hold", 14).revision
    kept = {name: revision.snapshot[name] for name in ("number", "replaces", "code", "issued_by")}
    assert kept == {"number": 2, "replaces": 1, "code": plan.code, "issued_by": "Dr Ash Marlow"}
    assert (revision.number, revision.plan, revision.issued_by) == (2, plan, clinician)
