"""Accounts without a script: an invitation, a second step, a code on paper, and the glass that is broken."""

import pytest

from taper_app.chart.second_factors import has_second_factor
from taper_app.views import sign_in
from tests.browser.conftest import at_a_desk
from tests.browser.steps import Clinician
from tests.conftest import PASSWORD
from tests.views.test_second_factors import code_at

OWN = "seven small green boats"


def signs_in(doctor, username, password):
    doctor.fill(login=username, password=password)
    doctor.press("button", "Sign in")


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_from_an_invitation_to_a_code_on_paper(site, live_server, clinic, lorazepam_patient, monkeypatch):
    """Somebody is invited, makes the account, sets up an app of codes, signs in with it, and with a code on paper."""
    doctor = Clinician(site)
    site.goto(f"{live_server.url}/clinic/people/invite/")
    doctor.fill(full_name="Robin Reed")
    doctor.tick("Reader")
    doctor.press("button", "Make the invitation")
    doctor.fill(password=PASSWORD)
    doctor.press("button", "Confirm")
    assert site.locator("[name=full_name]").input_value() == "Robin Reed"
    doctor.press("button", "Make the invitation")
    link, code = site.locator(".token").all_inner_texts()
    doctor.press("button", "Sign out")
    monkeypatch.setattr(sign_in, "has_second_factor", has_second_factor)  # who is there already has none
    site.goto(link)
    doctor.fill(code=code)
    doctor.press("button", "Go on")
    doctor.fill(username="robin", password1=OWN, password2=OWN)
    doctor.press("button", "Make the account")
    signs_in(doctor, "robin", OWN)
    site.get_by_role("heading", name="Set up a second step for signing in").wait_for()
    doctor.press("link", "Use an app that shows codes")
    secret = site.locator(".code-key").inner_text()
    doctor.fill(code=code_at(secret=secret))
    doctor.press("button", "Set it up")
    on_paper = site.locator(".code-list code").first.inner_text()
    doctor.press("link", "I have them: go on")
    for shown in (code_at(30, secret), on_paper):  # each code works once
        doctor.press("button", "Sign out")
        site.goto(f"{live_server.url}/accounts/login/?next=/patients/")
        signs_in(doctor, "robin", OWN)
        doctor.fill(code=shown)
        doctor.press("button", "Sign in")
        site.get_by_role("link", name="Example, Rowan").wait_for()


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_the_glass_is_broken_and_made_whole(site, live_server, lorazepam_patient, other_clinician):
    """Somebody of another clinic reads one patient, and ends it."""
    doctor = Clinician(site)
    doctor.press("button", "Sign out")
    site.goto(f"{live_server.url}/accounts/login/?next=/outside/")
    signs_in(doctor, other_clinician.username, PASSWORD)
    doctor.fill(identifier=lorazepam_patient.identifier, reason="Brought in unconscious")
    doctor.fill_date("born_on", lorazepam_patient.born_on)
    doctor.press("button", "Read this patient")
    site.get_by_text("You read this patient from outside").wait_for()
    site.goto(f"{live_server.url}/outside/")
    doctor.press("button", "End it")
    site.get_by_text("nothing of the patient is shown from outside any more").wait_for()
    assert not site.get_by_text("You read now").count()
