"""What says whose form it is, and that it is ours, stands once in what is sent; nothing reads it from anywhere else."""

import pytest
from django.urls import reverse

from taper_app.middleware import SENT_ONCE
from taper_app.models import Patient
from tests.views.page_forms import own_fields


@pytest.fixture
def form(client, clinician, patient, monday):
    """The address of a patient's form, and what it sends with another name."""
    client.force_login(clinician)
    at = reverse("patient_edit", args=[patient.code])
    return at, own_fields(client, at, name="Else, Somebody")


def test_a_form_says_once_whose_it_is(client, form):
    """A second patient, token, digest or account in one form is refused before anything reads one of the two."""
    at, fields = form
    for name in SENT_ONCE:
        answer = client.post(at, fields | {name: ["one", "two"]})
        assert answer.status_code == 400, name
    assert Patient.objects.get().name == "Example, Rowan"
    client.post(at, fields)
    assert Patient.objects.get().name == "Else, Somebody"


def test_an_address_takes_the_place_of_no_field(client, form):
    """What stands behind the question mark is not taken for what a form did not send."""
    at, fields = form
    without = {name: value for name, value in fields.items() if name != "patient"}
    answer = client.post(f"{at}?patient={fields['patient'][0]}&name=Else", without)
    assert answer.status_code == 409
    assert Patient.objects.get().name == "Example, Rowan"
