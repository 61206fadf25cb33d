"""No input makes an error of ours: whatever is sent to whichever form, the answer is a page of it or the next one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.views.payloads import medicine_fields, patient_fields, plan_fields
from tests.views.test_clinics import FIELDS as CLINIC_FIELDS

NASTY = [
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "½",
    "\x00",
    "\u202e",
    "'; --",
    "<script>",
    "{",
    "[]",
    "null",
    "NaN",
    "9" * 300,
    "💊",
    "2027-01-04",
]
VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.integers().map(str))
suite = settings(max_examples=settings.default.max_examples // 5, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sent(fields):
    """The fields with some changed, some left out, and some that nobody asked for."""
    changed = st.dictionaries(st.sampled_from(sorted(fields)), VALUES, max_size=5)
    left_out = st.sets(st.sampled_from(sorted(set(fields) - {"patient"})), max_size=3)
    added = st.dictionaries(st.text(min_size=1, max_size=12), VALUES, max_size=2)
    return st.builds(
        lambda changes, without, more: {name: value for name, value in (more | fields | changes).items() if name not in without},
        changed,
        left_out,
        added,
    )


def is_answered(response):
    """A page, a page with what is wrong, another address, or a conflict; never an error of ours."""
    return response.status_code in (200, 302, 400, 409, 422)


@suite
@given(data=st.data())
def test_nothing_sent_breaks_the_patient_form(visit, data):
    """Any values for a new patient."""
    assert is_answered(visit.post("/patients/new/", data.draw(sent(patient_fields(large_print="on", interpreter="on")))))


@suite
@given(data=st.data())
def test_nothing_sent_breaks_the_search(visit, patient, data):
    """Any text to search for, on any page of the answer."""
    assert is_answered(visit.post("/patients/", data.draw(sent({"text": "rowan", "page": "1"}))))


@suite
@given(data=st.data())
def test_nothing_sent_breaks_the_clinic_form(visit, data):
    """Any values for the clinic."""
    assert is_answered(visit.post("/clinic/", data.draw(sent(CLINIC_FIELDS))))


@suite
@given(data=st.data())
def test_nothing_sent_breaks_the_medicines(visit, patient, data):
    """Any values for two medicines, their counts included."""
    fields = medicine_fields({}, {"drug": "zopiclone", "prescribed": "- - - 7.5", "taken": "- - - 7.5"}, patient=patient)
    fields = data.draw(sent(fields)) | {"patient": patient.code}
    assert is_answered(visit.post(f"/patients/{patient.code}/medications/", fields))


@suite
@given(data=st.data())
def test_nothing_sent_breaks_the_plan_form(visit, lorazepam_patient, data):
    """Any choices, products, alternatives and kept offers; what was kept as a draft can be looked at and checked."""
    code = lorazepam_patient.code
    rows = {f"{box}_{row}": "" for box in ("band_by", "band_to", "hold_from", "hold_to", "finish_by") for row in range(3)}
    rare = ("own_percent", "own_interval", "basis", "closing_interval_days", "target_mg", "distribution", "change_weekday")
    extra = {"also": "{}", "shown": "diazepam", "then_pace": "5-28", "then_from": "10", "then_percent": ""}
    extra |= rows | dict.fromkeys(rare, "")
    extra |= {"products_diazepam": "diazepam-2mg-tablet", "split_diazepam-2mg-tablet": "half", "coarse_tail": "on"}
    fields = data.draw(sent(plan_fields(lorazepam_patient) | extra)) | {"patient": code}
    assert is_answered(visit.post(f"/patients/{code}/plan/", fields))
    assert is_answered(visit.get(f"/patients/{code}/plan/"))
    assert is_answered(visit.get(f"/patients/{code}/plan/check/"))


@suite
@given(data=st.data())
def test_nothing_sent_breaks_the_check(visit, drafted, data):
    """Any digest, reason or button; nothing of it is an error of ours."""
    fields = {"patient": drafted.code, "seen_digest": "x", "answered": "x", "override_reason": "because of this"}
    response = visit.post(f"/patients/{drafted.code}/plan/check/", data.draw(sent(fields)) | {"patient": drafted.code})
    assert is_answered(response)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(visit, lorazepam_patient, method):
    """Pages are read and forms are posted, nothing else."""
    code = lorazepam_patient.code
    for address in ("/patients/", "/clinic/", f"/patients/{code}/plan/", f"/patients/{code}/plan/check/"):
        assert getattr(visit, method)(address).status_code == 405
