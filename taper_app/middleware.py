"""What is refused before it is read, and what every answer carries.

Patient data is never kept by a browser or a proxy, and pages load only our own files.
"""

import logging
import re
import time
from collections.abc import Callable, Iterator

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from taper_app import logs
from taper_app.faults import UNWRITABLE, fault_of, unwritable_now

logger = logging.getLogger(__name__)
requests = logging.getLogger("taper_app.requests")

Answer = Callable[[HttpRequest], HttpResponse]

NO_FRAME = "frame-ancestors 'none'"
CONTENT_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        NO_FRAME,
        "base-uri 'none'",
    ]
)


DATE = re.compile(r"(?:\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d{2}-[A-Z][a-z]{2}-\d{4}")
"""A day as clinicians read it, with its day of the week where that is said: wording.days."""
AFTER_THE_DAY = re.compile(r"-[A-Z][a-z]{2}-\d{4}")
"""What begins with a letter of its own is found in a long page ten times as fast as what may begin in several ways."""
BEFORE = (len("Mon 05"), len("05"))
NOT_WRAPPED = re.compile(r"<(?:title|desc|option|textarea|text|tspan)\b|<span class=\"(?:nowrap|whole)\"")
"""Elements that take no other inside, and those that keep a date whole already."""


def numbered(get_response: Answer) -> Answer:
    """Give each request a number of ours, that its answer and every line of the log about it have, and a line at its end."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number, began = logs.new_request_id(), time.monotonic()
        response = get_response(request)
        response.headers["X-Request-ID"] = number
        took = round(1000 * (time.monotonic() - began))
        figures = {"method": request.method, "route": logs.route(request), "status": response.status_code, "ms": took}
        requests.info("answered", extra={"figures": figures})
        return response

    return middleware


SENT_ONCE = ("patient", "token", "seen_digest", "keeping", "login", "password", "oldpassword")
"""What says whose form it is, what was seen, and who sends it: with two values, one part could read the first, another the last.

Not the token against forged forms: each button of a form may bring one, and one alone reads it."""


def readable_forms_only(get_response: Answer) -> Answer:
    """Refuse a form in another charset than UTF-8, that cannot be taken apart, or that says twice whose it is: 400.

    Nothing else looks at it before.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        why = unreadable(request)
        if why is None:
            return get_response(request)
        logger.warning("refused a form at %s: %s", request.path, why, extra={"request": request})
        # Django's own page for this would look for a token in the very form.
        return HttpResponseBadRequest(render_to_string("400.html"))

    return middleware


def unreadable(request: HttpRequest) -> str | None:
    """Why the form that was sent cannot be read; None where it can, or where none was sent."""
    if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
        return "its charset is not UTF-8"
    try:
        said_twice = [name for name in SENT_ONCE if len(set(request.POST.getlist(name))) > 1]
    except (BadRequest, MultiPartParserError, SuspiciousOperation) as error:
        return type(error).__name__
    except UnreadablePostError:  # whoever sent it is gone
        return None
    return f"{said_twice[0]} stands in it with two values" if said_twice else None


class Sessions(SessionMiddleware):
    """Django's own, but that what was only read is answered although the session cannot be written: it stays as it was."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        reads = request.method in ("GET", "HEAD")
        if reads and unwritable_now():
            return response
        try:
            return super().process_response(request, response)
        except (DatabaseError, SessionInterrupted) as error:
            if reads and fault_of(error) in UNWRITABLE:
                logger.warning("a session could not be written", exc_info=error)
                return response
            raise


def never_cached(get_response: Answer) -> Answer:
    """Mark every answer that Django itself makes as one that nothing may keep."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        add_never_cache_headers(response)
        return response

    return middleware


def own_files_only(get_response: Answer) -> Answer:
    """Tell the browser to load nothing from elsewhere into a page, to run nothing inline, and to frame nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # The whole of it for pages only: a browser shows a PDF in a viewer of its own that the rest would break.
        is_page = response.get("Content-Type", "").startswith("text/html")
        response.setdefault("Content-Security-Policy", CONTENT_POLICY if is_page else NO_FRAME)
        return response

    return middleware


def dates_whole(get_response: Answer) -> Answer:
    """Keep every date of a page on one line, whoever wrote it into the page: a browser breaks lines at hyphens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = with_whole_dates(response.content.decode())
        return response

    return middleware


def with_whole_dates(page: str) -> str:
    """The page with an element around each date in its text that makes it one word; none is put into a tag, or into mere text."""
    parts: list[str] = []
    done = 0
    for found in dates(page):
        opened, closed = page.rfind("<", 0, found.start()), page.rfind(">", 0, found.start())
        if opened < closed and not NOT_WRAPPED.match(page, opened):
            parts += [page[done : found.start()], '<span class="nowrap">', found[0], "</span>"]
            done = found.end()
    return "".join([*parts, page[done:]])


def dates(page: str) -> Iterator[re.Match[str]]:
    """Each date in it, from the first on."""
    for rest in AFTER_THE_DAY.finditer(page):
        begun = (DATE.match(page, max(rest.start() - before, 0)) for before in BEFORE)
        whole = next((found for found in begun if found and found.end() == rest.end()), None)
        if whole:
            yield whole
