"""A browser without scripts, signed in."""

import pytest

from tests.views.payloads import plan_fields


@pytest.fixture
def visit(client, clinician, monday):
    """The clinician, signed in, on a Monday."""
    client.force_login(clinician)
    return client


@pytest.fixture
def drafted(visit, lorazepam_patient):
    """The lorazepam patient, for whom a plan is filled in and previewed."""
    visit.post(f"/patients/{lorazepam_patient.code}/plan/", plan_fields(lorazepam_patient))
    return lorazepam_patient
