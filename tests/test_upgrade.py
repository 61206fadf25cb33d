"""What the migrations make of a database of before: every revision is sealed, and nothing is left that could be run."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from taper_app import triggers
from taper_app.chart.audit_trail import check
from taper_app.models import AuditEvent, Patient, Revision, SearchWord
from tests.actions.visits import TODAY, begin, visit
from tests.clinic import outside_the_application

BEFORE = ("taper_app", "0011_old_paper")


def migrate(to):
    MigrationExecutor(connection).migrate([to])


def newest():
    return next(node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] == "taper_app")


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def kept_for_lists():
    words = SearchWord.objects.order_by("word").values_list("word", "sound")
    return [*Patient.objects.values_list(*Patient.FOLLOWS), *words]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_older_revisions_are_sealed_at_the_upgrade(monday, patient, clinician):
    """A revision of before gets its seal and says when; one that had been changed by then is not made good by it. The events of
    before come into the chain of their clinic, and what lists and searches go by is as the actions had kept it."""
    plan = begin(patient, clinician)
    visit(plan, clinician, TODAY + timedelta(days=1), "hold", 14)
    lists = kept_for_lists()
    try:
        migrate(BEFORE)
        with outside_the_application():
            run("UPDATE taper_app_revision SET sha256 = %s WHERE number = 2", "0" * 64)
        run("CREATE TABLE kept_papers (cache_key varchar(255) PRIMARY KEY, value text)")
        monday.shift(timedelta(days=30))
    finally:
        migrate(newest())
    assert kept_for_lists() == lists
    first, second = Revision.objects.order_by("number")
    assert (first.is_as_issued(), second.is_as_issued()) == (True, False)
    assert {(each.sealed_later_at - each.issued_at).days >= 29 for each in (first, second)} == {True}
    assert triggers.missing(connection) == []
    assert [check().chained, check().waiting] == [AuditEvent.objects.count(), 0]
    assert [each.partition(" in ")[0] for each in check().faults] == ["There is no anchor"]
    assert not {"kept_papers", "cache"} & set(connection.introspection.table_names())
