"""Whatever is sent to a form of a review, the answer is a page of it or the next one; and never more fields than are taken."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from taper_app.models import Review
from tests.views.page_forms import fields_of
from tests.views.test_bad_input import VALUES, is_answered, suite
from tests.views.test_reviews import NOTHING, at, at_visit, crossover, plan, record

__all__ = ["at_visit", "crossover", "plan"]


def sent(fields):
    """The fields with some changed and some left out."""
    names = sorted(set(fields) - {"patient"})
    changed = st.dictionaries(st.sampled_from(names), VALUES, min_size=1, max_size=6)
    without = st.sets(st.sampled_from(names), max_size=3)
    return st.builds(
        lambda changes, left: {name: value for name, value in (fields | changes).items() if name not in left}, changed, without
    )


DECISIONS = st.sampled_from(["continue", "hold", "slow", "step-back", "adjust", "switch", "maintain", "end", "urgent", "", "x"])


@suite
@given(data=st.data())
def test_nothing_sent_breaks_the_form(plan, at_visit, data):
    """Any decision with anything under it; what was kept as a draft can be looked at, checked and taken back."""
    at_visit.post(at(plan), {"patient": plan.patient.code, "discard": "1"})
    extra = {"red_flags": ["none"], "hold_length": "days", "kept": "{}", "end_reason": "died", "phq9_9": "1", "change": "{}"}
    fields = data.draw(sent(fields_of(at_visit.get(at(plan)), at(plan)) | extra)) | {"decision": data.draw(DECISIONS)}
    if data.draw(st.booleans()):
        fields.pop("change", None)
    assert is_answered(at_visit.post(at(plan), fields))
    assert is_answered(at_visit.get(at(plan)))
    assert is_answered(at_visit.get(at(plan, "review/check/")))


@suite
@given(data=st.data())
def test_nothing_sent_breaks_the_other_forms(plan, at_visit, data):
    """The check of a review that is filled in, and the form of a missed visit."""
    fields = {"patient": plan.patient.code, "token": "x", "answered": "x", "seen_digest": "x", "next_review_on_0": "1"}
    assert is_answered(at_visit.post(at(plan, "review/check/"), data.draw(sent(fields | {"old_paper": "x"}))))
    missed = fields_of(at_visit.get(at(plan, "missed/")))
    assert is_answered(at_visit.post(at(plan, "missed/"), data.draw(sent(missed))))


@suite
@given(data=st.data())
def test_nothing_sent_breaks_a_follow_up(plan, at_visit, data):
    """After the end of the plan."""
    if not Review.objects.filter(decision="end").exists():
        record(at_visit, plan, "end", end_reason="completed", **NOTHING)
    fields = fields_of(at_visit.get(at(plan, "follow-up/")), at(plan, "follow-up/"))
    extra = {"relapse": "yes", "red_flags": ["none"], "again_drug": "diazepam", "again_night": "5"}
    assert is_answered(at_visit.post(at(plan, "follow-up/"), data.draw(sent(fields | extra))))


@pytest.mark.parametrize("which", ["plan", "crossover"])
def test_a_form_that_is_filled_in_completely_has_fewer_fields_than_are_taken(which, request, at_visit):
    """With every symptom, scale and box answered it stays well below the limit, also while two drugs are taken."""
    found = request.getfixturevalue(which)
    page = at_visit.get(at(found))
    form = page.context["form"]
    counted = sum(3 if name.endswith("_on") or name == "hold_until" else 1 for part in form.parts for name in part.fields)
    ticks = sum(len(each.products) for each in form.decided.drugs)
    assert counted + ticks + 20 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
