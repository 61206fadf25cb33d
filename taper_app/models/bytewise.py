"""Text in one order on every database."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField

HIGHEST = "\U0010ffff"
"""What no text that begins so stands behind: from a beginning up to the beginning with this is a range of an index."""


class Bytewise(Text):
    """Text that is compared by the numbers of its letters, as SQLite does by itself, and not by the rules of the language that
    the server of the database is set to: so what begins with some letters is a range of an index, and lists have one order."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        found: Any = super().db_parameters(connection)
        return {**found, "collation": "C"} if connection.vendor == "postgresql" else found
