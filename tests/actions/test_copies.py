"""A clinic is made large by copies of the records of patients who do not exist."""

from datetime import date

import pytest

from taper_app.actions.copies import copy_patients
from taper_app.chart.listed import of_patient
from taper_app.chart.search import Sought, fits
from taper_app.models import Patient, Plan, Revision
from tests.actions.visits import TODAY, begin
from tests.views.visits import visit

BORN = date(1961, 3, 27)


@pytest.mark.usefixtures("monday")
def test_a_copy_is_a_record_of_its_own(clinic, patient, clinician):
    """It has a code of its own, every revision has its own seal, and lists and searches find it as any other."""
    plan = begin(patient, clinician)
    visit(plan, clinician, TODAY, "hold", 14)
    copy_patients(templates=[Patient.objects.get()], people=[("Vale, Ann", BORN), ("Stone, Béla", BORN)], by=clinician)
    assert {each.plan.code for each in Revision.objects.all() if each.issued().code == each.plan.code} == {
        each.code for each in Plan.objects.all()
    }
    assert (Plan.objects.count(), Revision.objects.count()) == (3, 6)
    for name, sorts_as in (("vale", "vale, ann"), ("bela", "stone, bela")):
        [found] = fits(clinic, Sought(name))
        copied = Patient.objects.annotate(**{f"{column}_now": now for column, now in of_patient().items()}).get(pk=found)
        assert (copied.sorts_as, copied.visit_on, copied.stop_on, copied.handler) == (
            sorts_as,
            copied.visit_on_now,
            copied.stop_on_now,
            clinician,
        )
