"""The record takes new rows and nothing else, whoever writes to its tables and in whatever way."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, NotSupportedError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader

from taper_app import triggers
from taper_app.models import (
    AdjunctEntry,
    AuditEvent,
    AuditLink,
    CareEntry,
    EnteredInError,
    Erasure,
    NoTaper,
    PlanCheck,
    RelapsePlan,
    Review,
    Revision,
    RiskPicture,
    Weighing,
)
from tests.actions.visits import TODAY, begin, visit
from tests.clinic import outside_the_application

APP = Path(__file__).parent.parent / "taper_app"
KEPT = (
    Revision,
    Review,
    AuditEvent,
    AuditLink,
    CareEntry,
    RiskPicture,
    EnteredInError,
    Weighing,
    RelapsePlan,
    NoTaper,
    AdjunctEntry,
    PlanCheck,
    Erasure,
)
TABLES = [model._meta.db_table for model in KEPT]
SAY_CARE = {"kind": "cbt", "status": "offered", "said_on": TODAY, "recorded_at": "2027-01-04T10:00Z"}
pytestmark = [pytest.mark.django_db, pytest.mark.each_on_any_database]  # each example asks the database something else


@pytest.fixture
def record(monday, patient, clinician):
    """A plan with two revisions, two reviews, care, risks, the events of all that, and each kind of mark that it was an error."""
    plan = begin(patient, clinician)
    visit(plan, clinician, TODAY + timedelta(days=1), "hold", 14)
    monday.move_to(date(2027, 1, 6))
    visit(plan, clinician, TODAY + timedelta(days=2))
    CareEntry.objects.create(plan=plan, number=1, recorded_by=clinician, **SAY_CARE)
    said = {"reason": "Meant for somebody else.", "marked_by": clinician, "marked_at": "2027-01-04T10:00Z"}
    EnteredInError.objects.create(patient=patient, **said)
    EnteredInError.objects.create(plan=plan, paper="taken-back", **said)
    EnteredInError.objects.create(review=plan.reviews.first(), revision=plan.revisions.last(), paper="taken-back", **said)
    weighed = {"conclusion": "taper", "weighed_on": TODAY, "recorded_at": "2027-01-04T10:00Z"}
    Weighing.objects.create(patient=patient, number=1, recorded_by=clinician, **weighed)
    PlanCheck.objects.create(plan=plan, kind="agreement", done_on=TODAY, recorded_at="2027-01-04T10:00Z", recorded_by=clinician)
    AdjunctEntry.objects.create(
        patient=patient, number=1, adjunct="clonidine", started_on=TODAY, recorded_at="2027-01-04T10:00Z", recorded_by=clinician
    )
    RelapsePlan.objects.create(
        patient=patient, number=1, written_on=TODAY, recorded_at="2027-01-04T10:00Z", recorded_by=clinician
    )
    decided = {"number": 1, "decided_on": TODAY, "taken": [], "reason": "Taken on two nights a week."}
    NoTaper.objects.create(patient=patient, recorded_by=clinician, recorded_at="2027-01-04T10:00Z", **decided)
    Erasure.objects.create(event=AuditEvent.objects.latest("pk"), seal="0" * 64)
    assert all(model.objects.exists() for model in KEPT)
    return plan


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def keys(model):
    """The columns of each unique key that a model names."""
    fields = [field for field in model._meta.concrete_fields if field.unique]
    named = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    several = [tuple(model._meta.get_field(name).column for name in each.fields) for each in named]
    return [*((field.column,) for field in fields), *several]


def forgeries(model):
    """Statements that would change, replace or take away a row, by every way that this database has."""
    table, columns = model._meta.db_table, [field.column for field in model._meta.concrete_fields]
    names, others = ", ".join(columns), ", ".join(column for column in columns if column != "id")
    sqlite = connection.vendor == "sqlite"
    yield f"UPDATE {table} SET id = id"
    yield f"DELETE FROM {table}"
    yield f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})"
    for key in keys(model):
        one = f"FROM {table} WHERE {key[0]} IS NOT NULL ORDER BY id LIMIT 1"
        on, sets = ", ".join(key), f"UPDATE SET {key[-1]} = excluded.{key[-1]}"
        again = f"INSERT INTO {table} ({names}) SELECT {names} FROM (SELECT {names} {one}) AS same WHERE true"
        yield f"{again} ON CONFLICT ({on}) DO {sets}"
        if sqlite:
            yield f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} {one}"
            if key != ("id",):
                yield f"INSERT OR REPLACE INTO {table} ({others}) SELECT {others} {one}"
                yield f"REPLACE INTO {table} (id, {others}) SELECT 1000 + id, {others} {one}"
    if sqlite:
        yield f"UPDATE OR REPLACE {table} SET id = (SELECT max(id) FROM {table}) WHERE id = (SELECT min(id) FROM {table})"
    else:
        yield f"TRUNCATE {table} CASCADE"
        yield f"SET LOCAL session_replication_role = 'replica'; DELETE FROM {table}"
        yield f"MERGE INTO {table} AS kept USING {table} AS same ON kept.id = same.id WHEN MATCHED THEN DELETE"


def only_inserts(model):
    """Every forgery is refused and the rows stay as they are."""
    connection.check_constraints()  # else PostgreSQL would refuse for that alone
    before = run(f"SELECT * FROM {model._meta.db_table} ORDER BY id")
    for statement in forgeries(model):
        with pytest.raises(DatabaseError, match=f"{model._meta.db_table} is never changed"), transaction.atomic():
            run(statement)
        assert run(f"SELECT * FROM {model._meta.db_table} ORDER BY id") == before, statement


@pytest.mark.parametrize("model", KEPT)
def test_nothing_but_a_new_row_gets_through(record, model):
    """UPDATE, DELETE, TRUNCATE, REPLACE and ON CONFLICT change no revision, review or event, by id or any unique key."""
    only_inserts(model)


def test_nothing_is_emptied_through_what_it_hangs_on(record):
    """A revision is not deleted by deleting the plan that it hangs on."""
    connection.check_constraints()
    statement = "TRUNCATE taper_app_plan CASCADE" if connection.vendor == "postgresql" else "DELETE FROM taper_app_plan"
    with pytest.raises(DatabaseError), transaction.atomic():
        run(statement)
        connection.check_constraints()
    assert Revision.objects.count() == 2


def test_every_trigger_is_there():
    """After all migrations no trigger is missing: one that alters such a table has its operations in `kept_unchanged`."""
    assert sorted(triggers.NEVER_CHANGED) == sorted(TABLES)
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_trigger_is_noticed(table):
    """Each trigger that is gone is named, and one that was put there in its place is none."""
    for name in triggers.triggers(connection, table):
        of = f" ON {table}" if connection.vendor == "postgresql" else ""
        with transaction.atomic():
            run(f"DROP TRIGGER {name}{of}")
            assert triggers.missing(connection) == [name]
            run(stand_in(name, table))
            assert triggers.missing(connection) == [name]
            transaction.set_rollback(True)


def stand_in(name, table):
    """A trigger of this name that stops nothing."""
    if connection.vendor == "sqlite":
        return f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END"
    return (
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION taper_never_changed();"
        f"ALTER TABLE {table} DISABLE TRIGGER {name}"
    )


TOOTHLESS = {
    "deleted": "BEFORE DELETE ON {table} FOR EACH ROW WHEN (false)",
    "emptied": "BEFORE UPDATE ON {table} FOR EACH STATEMENT",
    "changed": "BEFORE UPDATE OF id ON {table} FOR EACH ROW",
}


@pytest.mark.parametrize("ending", TOOTHLESS)
def test_a_trigger_of_the_same_name_that_stops_less_is_noticed(ending):
    """A trigger that runs our function, but never, at another event or for one column only, is none of ours."""
    if connection.vendor == "sqlite":
        return  # there the whole text of a trigger is compared
    for table in TABLES:
        name = f"{table}_never_{ending}"
        with transaction.atomic():
            run(f"DROP TRIGGER {name} ON {table}")
            run(f"CREATE TRIGGER {name} {TOOTHLESS[ending].format(table=table)} EXECUTE FUNCTION {triggers.FUNCTION}()")
            run(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
            assert triggers.missing(connection) == [name]
            transaction.set_rollback(True)


OF_A_REVIEW = ("plan", "kind", "reviewed_on", "recorded_at", "recorded_by", "in_force")


# Later migrations --------------------------------------------------------------------------------


def another_kind(kinds):
    """What a migration does that adds a choice to the kind of a review: SQLite makes the table anew."""
    known = models.CheckConstraint(condition=models.Q(kind__in=kinds), name="review_kind_known")
    return [migrations.RemoveConstraint("review", known.name), migrations.AddConstraint("review", known)]


def migrate(operations, backwards=False):
    """Run a migration over the newest state, or undo it."""
    state = MigrationLoader(connection).project_state()
    migration = type("Migration", (migrations.Migration,), {"operations": operations})("next", "taper_app")
    with connection.schema_editor(atomic=True) as editor:
        (migration.unapply if backwards else migration.apply)(state, editor)


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_adds_a_choice_leaves_the_record_closed(record):
    """A kind of review is added by a migration, and taken back: reviews stay as closed as before, both times."""
    operations = triggers.kept_unchanged(another_kind([*Review.Kind.values, "consult"]))
    migrate(operations)
    try:
        assert triggers.missing(connection) == []
        only_inserts(Review)
        later = {"kind": "consult", "number": 7, "token": "00000000-0000-4000-8000-000000000007", "revision": None}
        Review.objects.create(**{name: getattr(record.reviews.last(), name) for name in OF_A_REVIEW} | later)
        with outside_the_application():
            Review.objects.filter(number=7).delete()
    finally:
        migrate(operations, backwards=True)
    assert triggers.missing(connection) == []
    only_inserts(Review)


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_forgets_is_named(record):
    """Without `kept_unchanged` SQLite loses the triggers of the table, and the look at them says which."""
    migrate(another_kind(Review.Kind.values))
    lost = [f"taper_app_review_never_{ending}" for ending in ("changed", "deleted", "replaced")]
    assert triggers.missing(connection) == (lost if connection.vendor == "sqlite" else [])
    triggers.put_on(connection)
    assert triggers.missing(connection) == []


def test_a_unique_key_that_a_trigger_cannot_hold_is_refused():
    """A unique key over some rows only is no key that the trigger could look up: whoever adds one is told."""
    if connection.vendor == "sqlite":
        run("CREATE UNIQUE INDEX some_rows ON taper_app_review (plan_id) WHERE kind = 'missed'")
        with pytest.raises(NotSupportedError, match="some_rows must be over whole columns of all rows"):
            triggers.put_on(connection)
        transaction.set_rollback(True)


def test_the_application_has_no_switch():
    """Nothing but migrations and an erasure takes triggers off, an erasure is an operator's command alone, and nothing writes SQL
    of its own that could."""
    users = {path.name for path in APP.rglob("*.py") if re.search(r"\b(take_off|let_change)\b", path.read_text())}
    assert {name for name in users if not (APP / "migrations" / name).exists()} == {"triggers.py", "erasure.py"}
    erasing = {path.name for path in APP.rglob("*.py") if re.search(r"\berasure\.erase\b|import erase\b", path.read_text())}
    assert erasing == {"erase_patient.py"}
    # A calendar's alarm has a trigger too, with a semicolon after it.
    sql = {path.relative_to(APP).parts[0] for path in APP.rglob("*.py") if re.search(r"TRIGGER(?!;)", path.read_text())}
    assert sql == {"triggers.py", "migrations"}
