"""A form that cannot be read as one in UTF-8 is refused with 400 before anything else looks at it."""

from itertools import product

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
ANOTHER = ["utf-16", "latin-1", "utf-7", "nonsense", "hex", "rot13", "idna", '"utf-8', "\u00e9"]
TYPES = [f"{type_}; charset={charset}" for type_ in (FORM, f"{PARTS}; boundary=x") for charset in ANOTHER]
TYPES += [PARTS, f"{PARTS}; boundary=", f"{PARTS}; boundary=\u00e9", f"{PARTS}; boundary={'x' * 300}"]
ADDRESSES = ("/accounts/login/", "/patients/new/", "/clinic/", "/nowhere/", "/safety/")


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("checks", [False, True])
def test_another_charset_or_no_boundary(checks, signed_in, clinician):
    """Signed in or not, with a token or without: every address answers 400, and with a page."""
    browser = Client(enforce_csrf_checks=checks, raise_request_exception=False)
    browser.get("/accounts/login/")
    if signed_in:
        browser.force_login(clinician)
    for type_ in TYPES:
        for address in ADDRESSES:
            answer = browser.generic("POST", address, b"login=ash&password=x", content_type=type_)
            assert (answer.status_code, "<h1>" in answer.content.decode()) == (400, True), (type_, address)


@pytest.mark.parametrize("type_", [FORM, f"{FORM}; charset=UTF-8", f"{FORM}; charset=utf-8"])
def test_utf_8_is_read(type_, client, clinician):
    """What browsers send is taken as before."""
    assert client.generic("POST", "/accounts/login/", b"login=ash&password=x", content_type=type_).status_code == 200


def test_other_methods_never_fall_over(client, clinician):
    """A charset that nobody asked for stops no other method with an error of the server."""
    client.force_login(clinician)
    for method, type_ in product(("GET", "HEAD", "PUT", "DELETE", "OPTIONS"), TYPES):
        for address in ("/accounts/login/?a=%ff", "/nowhere/"):
            assert client.generic(method, address, b"", content_type=type_).status_code < 500
