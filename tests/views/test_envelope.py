"""What the form and the page of a new plan say of the envelope is its numbers in guidelines.toml, and follows a change of one."""

import re

import pytest
from django.urls import reverse

from taper_app.engine import load_catalogue
from tests.engine.changed_data import with_number


@pytest.fixture
def loads(monkeypatch, tmp_path):
    """Lets everything be said by the data with one number changed."""

    def load(rule, name, value):
        with_number(tmp_path, "guidelines.toml", rule, name, value)
        monkeypatch.setattr(load_catalogue.__wrapped__, "__defaults__", (tmp_path / "data",))
        load_catalogue.cache_clear()

    yield load
    monkeypatch.undo()
    load_catalogue.cache_clear()


@pytest.mark.parametrize(
    ("rule", "name", "value", "sentences"),
    [
        (
            "envelope_reduction",
            "max_percent",
            20,
            ["From 5 to 20% of the current dose or of that at the start, every 7 to 28 days."],
        ),
        ("envelope_interval", "max_days", 21, ["From 5 to 25% of the current dose or of that at the start, every 7 to 21 days."]),
        ("closing_reduction", "max_mg", 1, ["At most 1."]),
    ],
)
def test_the_page_of_a_new_plan_says_the_envelope(loads, visit, monday, lorazepam_patient, rule, name, value, sentences):
    """The hints of the form are of the number in the data: 20 % where that is the most, 21 days, 1 mg."""
    loads(rule, name, value)
    page = re.sub(r"\s+", " ", visit.get(reverse("plan_new", args=[lorazepam_patient.code])).content.decode())
    assert [each for each in sentences if each not in page] == []


def test_the_form_refuses_what_the_envelope_does_not_allow(loads, visit, monday, lorazepam_patient):
    """With 20 % at the most, 25 typed on the form is refused in a sentence that says from 5 to 20."""
    loads("envelope_reduction", "max_percent", 20)
    form = reverse("plan_new", args=[lorazepam_patient.code])
    sent = {"pace": "own", "own_percent": "25", "own_interval": "14", "preview": "1", "patient": lorazepam_patient.code}
    page = visit.post(form, sent, follow=True).content.decode()
    assert "Enter a percentage from 5 to 20." in page
