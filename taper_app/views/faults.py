"""Where the database fails, or something of ours: a page that says what is the matter, what became of what was sent, what to do.

Whatever raised it and wherever, Django asks here last (urls.handler500). Nothing here asks the database. What was typed stands in
the page itself, so that it can be sent again from there.
"""

import sys
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from taper_app.faults import UNWRITABLE, Fault, fault_of

from .events import OF_A_FAULT, SAFE

SECRET = ("password", "code", "credential")
"""Parts of the names of fields that no page repeats."""


class Told(NamedTuple):
    """What somebody is told of a fault, and after how many seconds a program may ask again."""

    title: str
    what: str
    wait: str
    again_after: int


GONE = Told("The database does not answer", "Nothing can be read or saved until it is back.", "Wait half a minute", 10)
SLOW = Told("The database is too slow to answer", "It was given up after two seconds.", "Wait half a minute", 10)
BUSY = Told("The database is busy", "Others were saving, and it was not free in two seconds.", "Wait a moment", 2)
TAKES_NOTHING = Told("Nothing can be saved at the moment", "The database can only be read.", "Wait some minutes", 60)
TOLD = {
    Fault.GONE: GONE,
    Fault.SILENT: SLOW,
    Fault.BUSY: BUSY,
    Fault.READ_ONLY: TAKES_NOTHING,
    Fault.FULL: TAKES_NOTHING._replace(what="The disk of the database is full or broken."),
}


def something_failed(request: HttpRequest) -> HttpResponse:
    """The page for whatever no view answers: 503 where the database ails, which passes, and 500 for a fault of ours."""
    fault = fault_of(sys.exc_info()[1])
    if fault is None:
        page = HttpResponse(render_to_string("500.html", {"is_sent": request.method not in SAFE}), status=500)
    else:
        page = fault_page(request, fault)
    setattr(page, OF_A_FAULT, True)
    return page


def fault_page(request: HttpRequest, fault: Fault) -> HttpResponse:
    """What ails the database, with what was sent, to be sent again: 503."""
    told, is_sent = TOLD[fault], request.method not in SAFE
    fields = sent_fields(request) if is_sent else []
    context = {
        "told": told,
        "is_sent": is_sent,
        "is_undone": fault in UNWRITABLE,
        "fields": fields,
        "csrf_token": get_token(request) if fields else "",
        "address": request.get_full_path(),
    }
    return HttpResponse(render_to_string("503.html", context), status=503, headers={"Retry-After": str(told.again_after)})


def sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field that was sent, for the page to carry; none where one of them is a secret."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    return [] if any(part in name for name, _value in fields for part in SECRET) else fields
