"""Whether PostgreSQL keeps what it confirms."""

from typing import Any


def switched_off(connection: Any) -> list[str]:
    """Those settings by which what was confirmed may be lost when the machine stops, and that are off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]
