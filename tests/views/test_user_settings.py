"""What a clinician sets for their own account."""

import pytest

from taper_app.models import AuditEvent
from tests.views.page_forms import fields_of
from tests.views.payloads import text_of

KEY = "data-slash"


def test_the_key_that_searches_can_be_switched_off_and_on(visit, clinician):
    """WCAG 2.1.4: a key that acts alone can be switched off by each user; the change is an event, and nobody else's."""
    assert KEY in visit.get("/").content.decode()
    page = visit.get("/accounts/settings/")
    assert fields_of(page)["slash_searches"] == ["on"]
    response = visit.post("/accounts/settings/", fields_of(page, slash_searches=None), follow=True)
    assert "Your settings are saved." in text_of(response)
    assert KEY not in response.content.decode() and KEY not in visit.get("/").content.decode()
    assert "slash_searches" not in fields_of(response)
    visit.post("/accounts/settings/", {"slash_searches": "on", "is_led": "on"})
    assert KEY in visit.get("/").content.decode()
    events = AuditEvent.objects.filter(action="change_settings").order_by("pk")
    assert [(each.by, each.subject, each.after) for each in events] == [
        (clinician, "clinician ash", {"slash_searches": False}),
        (clinician, "clinician ash", {"slash_searches": True}),
    ]


def test_what_is_saved_as_it_was_is_no_event(visit):
    """Who saves the page without a change has changed nothing."""
    visit.post("/accounts/settings/", {"slash_searches": "on", "is_led": "on"})
    assert not AuditEvent.objects.filter(action="change_settings").exists()


@pytest.mark.parametrize(
    "address", ["/", "/patients/", "/patients/new/", "/clinic/", "/sources/", "/accounts/settings/", "/nowhere/"]
)
def test_every_page_has_the_search(visit, address):
    """One box at the top, posted to the patients; also on the page that says that there is none."""
    assert "text" in fields_of(visit.get(address), "/patients/")


def test_who_is_not_signed_in_has_no_search(client, db):
    """Nor has a page that anybody may read."""
    assert b'role="search"' not in client.get("/safety/").content + client.get("/accounts/login/").content
