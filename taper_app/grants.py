"""What the application may do to the database with a role of its own: read all, add to it, and change what is not kept.

The owner of the database makes and changes tables, and gives these rights (`manage.py database_role`). For PostgreSQL; SQLite
has no roles, and whoever can write to its file can do everything.
"""

from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

from taper_app.triggers import NEVER_CHANGED

OWNERS_ALONE = ("django_migrations", "taper_app_erasure")
"""Tables to which the application adds nothing."""
STAY = (
    "taper_app_clinic",
    "taper_app_user",
    "taper_app_patient",
    "taper_app_plan",
    "taper_app_ownproduct",
    "taper_app_outsidereading",
)
"""Tables whose rows change and are never taken away."""
MAKES = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
OWNED = (
    "SELECT relname FROM pg_class WHERE relowner = %(role)s::regrole AND relnamespace = 'public'::regnamespace"
    " AND relkind NOT IN ('i', 'I')"  # an index is its table's owner's
    " UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = %(role)s::regrole"
    " UNION ALL SELECT datname FROM pg_database WHERE datdba = %(role)s::regrole"
)
MEMBER_OF = "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = %(role)s::regrole"
GRANTED = (
    "SELECT DISTINCT rolname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace, aclexplode(relacl) AS given"
    " JOIN pg_roles ON pg_roles.oid = given.grantee"
    " WHERE nspname = 'public' AND relname = 'taper_app_patient' AND given.grantee != relowner"
)
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
MAY_TOO_MUCH = (
    "SELECT rolsuper OR rolcreaterole OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public'"
    " AND pg_has_role(current_user, tableowner, 'MEMBER')) FROM pg_roles WHERE rolname = current_user"
)


def rights(table: str) -> str:
    """What the application may do to a table."""
    if table in OWNERS_ALONE:
        return "SELECT"
    if table in NEVER_CHANGED:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE" if table in STAY else "SELECT, INSERT, UPDATE, DELETE"


def make_role(connection: Any, role: str, password: str | None) -> None:
    """Makes the role where there is none, sets its password where one is given, and gives it its rights and no others.

    In the transaction of the caller. Raises ImproperlyConfigured for a role that owns anything, or has the rights of another one.
    """
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        cursor.execute("SELECT current_user = %s", [role])
        if cursor.fetchone() == (True,):
            raise ImproperlyConfigured(f"{role} is the role in use: DATABASE_URL names the owner of the database here.")
        cursor.execute(sql.SQL(f"{verb} ROLE {{}} WITH {MAKES}").format(name))
        if password:  # as the server keeps it, so that no log of statements has it
            kept = cursor.connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
            cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(kept)))
        for asked, said in ((OWNED, "owns"), (MEMBER_OF, "has the rights of")):
            cursor.execute(asked, {"role": name.as_string(None)})
            if found := [each for (each,) in cursor.fetchall()]:
                raise ImproperlyConfigured(f"The role {role} {said} {', '.join(found[:5])}: choose another name.")
    give(connection, role)


def give(connection: Any, role: str) -> None:
    """Gives a role that there is the rights to every table that there is, and takes all others from it and from everybody."""
    name, models = sql.Identifier(role), {each._meta.db_table for each in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        database = sql.Identifier(*cursor.fetchone())
        statements = [
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}, PUBLIC",
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}, PUBLIC",
            "REVOKE ALL ON SCHEMA public FROM {role}",
            "REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM {role}, PUBLIC",
            "GRANT CONNECT ON DATABASE {database} TO {role}",
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",  # for pg_dump
        ]
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(role=name, database=database))
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            given = sql.SQL(rights(table) if table in models or table in OWNERS_ALONE else "SELECT")
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(given, sql.Identifier("public", table), name))


def roles(connection: Any) -> list[str]:
    """The roles that have been given rights to this database."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(GRANTED)
        return [each for (each,) in cursor.fetchall()]


def may_too_much(connection: Any) -> bool:
    """Whether the role in use could change what is kept: it owns tables, or is above all owners."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(MAY_TOO_MUCH)
        return bool(cursor.fetchone() == (True,))


def renew(connection: Any) -> None:
    """Gives each role that has been given rights those to the tables that there are by now."""
    for role in roles(connection):
        give(connection, role)
