"""What has to fit before a backup is restored."""

from dataclasses import replace

import pytest

from taper_app.backups import manifest, postgresql
from taper_app.backups.refused import BackupRefused

HEAD = manifest.Head(1, "2027-01-04T10:00:00+00:00", "SQLite", "0.1.0", "", [])


def test_of_another_taper():
    """A backup of a newer Taper, of an older one, of another database program or of another format is refused by name."""
    here = [f"{app}.{name}" for app, name in manifest.MigrationLoader(None).graph.nodes]
    manifest.refuse_unfitting(replace(HEAD, migrations=here), "SQLite")
    for head, words in (
        (replace(HEAD, migrations=[*here, "taper_app.9999_more"]), "newer Taper .*9999_more"),
        (replace(HEAD, migrations=sorted(here)[:-1]), "older Taper"),
        (replace(HEAD, migrations=here, vendor="PostgreSQL"), "backup of PostgreSQL"),
    ):
        with pytest.raises(BackupRefused, match=words):
            manifest.refuse_unfitting(head, "SQLite")
    with pytest.raises(BackupRefused, match="format 2"):
        manifest.Head.read(manifest.as_json(replace(HEAD, format=2)))


def test_without_the_client_of_postgresql(monkeypatch):
    """Where pg_dump is not on PATH, what to install is said."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BackupRefused, match=r"pg_dump is not on PATH.*postgresql-client"):
        postgresql.found("pg_dump")
