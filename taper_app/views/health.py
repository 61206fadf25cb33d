"""Whether the server lives, and whether it can do its work: for what watches it. No patient is in it, and nobody signs in."""

import logging
import time
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from taper_app.handouts import RenderFailed, render_pdf

logger = logging.getLogger(__name__)

PAGE = '<html lang="en"><head><title>Ready</title></head><body><p>Ready</p></body></html>'
RENDER_AGAIN_AFTER = 60.0
"""Seconds for which what came of a page that was printed holds: whoever asks all the time makes no work."""
_printed: dict[str, float | bool] = {}


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 where the process answers. It asks no database: a database that is down is not mended by starting this again."""
    return told("alive\n")


health.of_nobody = True  # type: ignore[attr-defined]  # views.sign_in looks up no session, which is in the database


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200, or 503 with a line for each part that does not work: `database`, `migrations`, `renderer`."""
    lacking = [*of_the_database(), *of_the_renderer()]
    if not lacking:
        return told("ready\n")
    return told("".join(f"{each}\n" for each in lacking), status=503)


def told(text: str, status: int = 200) -> HttpResponse:
    """Plain text; with `Retry-After` where something does not work."""
    headers = {"Retry-After": "10"} if status == 503 else {}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def of_the_database() -> list[str]:
    """What does not work of the database: that it answers, and that it is of this release."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        logger.exception("the database does not answer")
        return ["database"]
    return [] if newest_migrations() <= applied.keys() else ["migrations"]


@cache
def newest_migrations() -> set[tuple[str, str]]:
    """The last migration of each application, as this release has them."""
    return set(MigrationLoader(None).graph.leaf_nodes())


def of_the_renderer() -> list[str]:
    """Whether a page can be printed: tried at most once a minute in each process."""
    now = time.monotonic()
    if now >= _printed.get("again_at", 0.0):
        try:
            render_pdf(PAGE)
            _printed["works"] = True
        except RenderFailed:
            logger.exception("no page can be printed")
            _printed["works"] = False
        _printed["again_at"] = now + RENDER_AGAIN_AFTER
    return [] if _printed["works"] else ["renderer"]
