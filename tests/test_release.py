"""Which release this is."""

import io
import re
from datetime import datetime

import pytest
from django.core.management import call_command

from taper_app import release
from taper_app.management.commands import version
from tests.test_settings import PRODUCTION, run


def said(*arguments):
    out = io.StringIO()
    call_command("version", *arguments, stdout=out)
    return out.getvalue()


def test_every_release_has_its_day_and_the_newest_is_this_one():
    """CHANGELOG.md has what is not released yet on top, and below it releases with their days, the newest first."""
    text = (release.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == ["Unreleased", *(f"{number} · {day}" for number, day in release.releases())]
    days = [datetime.strptime(day, "%d-%b-%Y") for _, day in release.releases()]
    assert days == sorted(days, reverse=True)
    assert release.releases()[0][0] == release.version()


def test_manage_py_says_the_release_and_not_that_of_django():
    """Asked for the version alone it answers with nothing else, and asks no database; Django has a command of that name too."""
    answer = run("manage.py", "version", "--short", **PRODUCTION)
    assert (answer.stdout, answer.stderr) == (f"{release.version()}\n", "")


@pytest.mark.django_db
def test_the_command_says_whether_the_database_is_of_this_release(monkeypatch):
    """After an update it says what is still to be run."""
    assert said().startswith(f"Taper {release.version()} of {release.releases()[0][1]}\n")
    assert said().endswith("as this release wants it\n")
    monkeypatch.setattr(version, "pending", lambda: True)
    assert said().endswith("older than this release: run manage.py migrate\n")
