"""Whether the server lives and can work: for what watches it."""

import pytest
from django.db import OperationalError

from taper_app.handouts import RenderFailed
from taper_app.views import health

pytestmark = pytest.mark.each_on_any_database


@pytest.fixture(autouse=True)
def a_minute_later(monkeypatch):
    """Nothing is known of the renderer, and no page is really printed."""
    printed = []
    monkeypatch.setattr(health, "_printed", {})
    monkeypatch.setattr(health, "render_pdf", printed.append)
    return printed


def test_alive_without_a_database(client):
    """That the process lives is said though no database may be asked, also to a browser that has a session."""
    client.cookies["session"] = "0123456789abcdefghijklmnopqrstuv"
    page = client.get("/health/")
    assert (page.status_code, page.content, page["Content-Type"]) == (200, b"alive\n", "text/plain; charset=utf-8")
    assert "no-store" in page["Cache-Control"] and page.cookies == {}


@pytest.mark.django_db
def test_ready(client, a_minute_later):
    """Database, migrations and renderer are asked; who asks again and again has one page printed a minute."""
    assert [client.get("/ready/").content for _ in range(3)] == [b"ready\n"] * 3
    assert len(a_minute_later) == 1


@pytest.mark.django_db
def test_each_part_that_does_not_work_is_named(client, monkeypatch):
    """503 with a line for each part of the database or of printing that does not work; nothing is said of how it failed."""

    def broken(html):
        raise RenderFailed("the child died")

    monkeypatch.setattr(health, "render_pdf", broken)
    monkeypatch.setattr(health, "newest_migrations", lambda: {("taper_app", "9999_of_tomorrow")})
    page = client.get("/ready/")
    assert (page.status_code, page.content, page["Retry-After"]) == (503, b"migrations\nrenderer\n", "10")


@pytest.mark.django_db
def test_a_database_that_is_gone(client, monkeypatch):
    """Without a database the server is not ready, and alive."""

    class Gone:
        def __init__(self, connection):
            raise OperationalError("no connection")

    monkeypatch.setattr(health, "MigrationRecorder", Gone)
    assert client.get("/ready/").content == b"database\n"
    assert client.get("/health/").status_code == 200


@pytest.mark.django_db
def test_the_last_migration_of_each_application_is_looked_for():
    """A database that lacks any of ours, or of an application we use, is not of this release."""
    assert {app for app, _ in health.newest_migrations()} >= {"taper_app", "sessions", "account"}


@pytest.mark.django_db
def test_it_is_asked_without_the_proxy(client, settings):
    """What watches the server sends no word of TLS, and is not sent elsewhere, as every browser is."""
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/ready/").status_code == 200
    assert client.get("/help/").status_code == 301
