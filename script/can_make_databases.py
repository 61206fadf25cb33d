"""Exit 0 where a PostgreSQL answers at this address and lets us make databases there, as the tests do."""

import sys

import psycopg

RIGHT = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"


def main(url: str) -> int:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            return 0 if connection.execute(RIGHT).fetchone() == (True,) else 1
    except psycopg.Error:
        return 1


sys.exit(main(sys.argv[1]))
