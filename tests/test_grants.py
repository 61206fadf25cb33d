"""The application's own role on PostgreSQL: all that the application does, and nothing to what is kept."""

import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from taper_app import checks, grants, triggers
from taper_app.models import AuditLink, Patient, Revision
from tests.actions.visits import TODAY, begin, visit
from tests.clinic import first_clinician, first_patient

pytestmark = pytest.mark.django_db
ROLE = f"taper_app_{os.getpid()}"
REFUSED = (
    "UPDATE {kept} SET id = id",
    "DELETE FROM {kept}",
    "TRUNCATE {kept} CASCADE",
    "DROP TABLE {kept} CASCADE",
    "ALTER TABLE {kept} ADD more int",
    "ALTER TABLE {kept} DISABLE TRIGGER ALL",
    "DROP TRIGGER {kept}_never_changed ON {kept}",
    "ALTER TABLE {kept} OWNER TO CURRENT_USER",
    "CREATE RULE gone AS ON INSERT TO {kept} DO INSTEAD NOTHING",
)
ALSO_REFUSED = (
    "DELETE FROM taper_app_patient",
    "TRUNCATE taper_app_browsersession",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('taper_app', 'x', now())",
    "CREATE TABLE public.own (id int)",
    "CREATE TEMPORARY TABLE taper_app_patient (id int)",
    "CREATE OR REPLACE FUNCTION public.taper_never_changed() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "SET session_replication_role = replica",
    "CREATE ROLE another",
    "COPY taper_app_patient TO PROGRAM 'true'",
)


@pytest.fixture
def role(tmp_path):
    """The role, made as an operator makes it; it goes with the transaction of the test."""
    if connection.vendor == "postgresql":
        (tmp_path / "password").write_text("x" * 40)
        call_command("database_role", ROLE, "--password-file", str(tmp_path / "password"), stdout=StringIO())
    return ROLE


def as_role(role):
    """From here to the end of the test nothing is done with other rights."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


def refused(statement):
    """Whether the database refuses this for want of rights, and not for anything else."""
    words = r"permission denied|must be owner|must be (a )?superuser"
    with pytest.raises(ProgrammingError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return True


def test_the_application_works_with_it_and_changes_nothing_kept(role, monday, client):
    """A clinician signs in, adds a patient, issues, records a visit and opens plan and paper with the role. What is kept can then
    be neither changed, taken away, emptied nor dropped with it, and no trigger taken off."""
    if connection.vendor != "postgresql":
        with pytest.raises(CommandError, match="SQLite has no roles"):
            call_command("database_role", role)
        return
    as_role(role)
    by = first_clinician()
    plan = begin(first_patient(by), by)
    visit(plan, by, TODAY + timedelta(days=1), "hold", 14)
    client.force_login(by)
    for name, args in (("today", []), ("patient_detail", [plan.patient.code]), ("handout_text", [plan.code, 1])):
        assert client.get(reverse(name, args=args)).status_code == 200
    assert AuditLink.objects.count() > 3
    assert all(refused(each.format(kept=table)) for table in triggers.NEVER_CHANGED for each in REFUSED)
    assert all(map(refused, ALSO_REFUSED))
    assert Revision.objects.count() == plan.revisions.count()


def test_every_table_has_its_rights(role):
    """What the role may do to each table there is, is what the list of kept tables says; again after a table more was made."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON taper_app_review FROM {role}")
        cursor.execute(f"GRANT UPDATE, TRUNCATE ON taper_app_revision TO {role}")
        grants.renew(connection)
        for table in connection.introspection.table_names():
            cursor.execute(
                "SELECT string_agg(privilege_type, ', ' ORDER BY privilege_type) FROM information_schema.role_table_grants"
                " WHERE grantee = %s AND table_name = %s",
                [role, table],
            )
            assert sorted(grants.rights(table).split(", ")) == cursor.fetchone()[0].split(", "), table
    assert {grants.rights(table) for table in triggers.NEVER_CHANGED} == {"SELECT, INSERT", "SELECT"}
    assert grants.rights("taper_app_erasure") == "SELECT"


def test_who_owns_the_database_is_said(role):
    """A server that starts with the owner's rights says so; with the role it has nothing to say."""
    if connection.vendor != "postgresql":
        assert list(checks.too_many_rights()) == []
        return
    assert [each.id for each in checks.too_many_rights()] == ["taper_app.W006"]
    as_role(role)
    assert list(checks.too_many_rights()) == []


def test_a_role_with_more_rights_is_refused(role, tmp_path):
    """A role that owns a table, or is a member of another one, and a password that could be guessed, are refused in words."""
    if connection.vendor != "postgresql":
        return
    (tmp_path / "short").write_text("short")
    with pytest.raises(CommandError, match="at least 20 random characters"):
        call_command("database_role", role, "--password-file", str(tmp_path / "short"))
    for statement, words in (
        ("ALTER TABLE taper_app_draft OWNER TO {role}", "owns taper_app_draft"),
        ("GRANT pg_write_all_data TO {role}", "has the rights of pg_write_all_data"),
    ):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement.format(role=role))
            with pytest.raises(CommandError, match=words):
                call_command("database_role", role, "--no-password")
            transaction.set_rollback(True)
    with pytest.raises(CommandError, match="names the owner"):
        call_command("database_role", connection.settings_dict["USER"] or "postgres", "--no-password")
    assert not Patient.objects.exists()
