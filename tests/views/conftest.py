"""A browser without scripts, signed in."""

import pytest

from taper_app.chart import new_plan, quick
from taper_app.engine import outcomes
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


@pytest.fixture(scope="module")
def outcomes_asked_once():
    """Works out only once in a file what can be reached from the same request: the engine answers the same to it each time."""
    answers = {}

    def asked(request, fixed, catalogue, patient=None, **more):
        key = repr((request, sorted(fixed), id(catalogue), patient, sorted(more.items())))
        if key not in answers:
            answers[key] = outcomes(request, fixed, catalogue, patient, **more)
        return answers[key]

    with pytest.MonkeyPatch.context() as patch:
        for room in (new_plan, quick):
            patch.setattr(room, "outcomes", asked)
        yield
