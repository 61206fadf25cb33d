"""The engine of settings.DATABASES: Django's own, with connections that give up a server which does not answer.

The time limits of PostgreSQL are kept by the server, and by the kernel where nothing arrives: neither helps where the server was
stopped, or a proxy before it hangs. So the connection looks at the clock as well.
"""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from taper_app.faults import NoAnswer

LOOK_SECONDS = 0.5
"""How long a connection that was kept may take to say that it is still there, before another is made."""


class Impatient(psycopg.Connection[Any]):
    """A connection that is given up where no answer comes for so many seconds; None waits for ever."""

    seconds: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """What the server answers. Raises psycopg.OperationalError, after which the connection is closed."""
        try:
            return super().wait(gen, interval, timeout if timeout is not None else self.seconds)
        except psycopg.errors._WaitTimeout as error:
            if timeout is not None:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer in {self.seconds:g} seconds") from NoAnswer(str(error))


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes one option more than Django's: `answer_seconds`."""

    connection: Any

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params.pop("answer_seconds", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        try:
            made = Impatient.connect(**conn_params)
        except psycopg.errors.ConnectionTimeout as error:
            raise psycopg.OperationalError("no connection in time") from NoAnswer(str(error))
        made.seconds = self.settings_dict["OPTIONS"].get("answer_seconds")
        return made

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.seconds is None:
            return super().is_usable()
        usual, self.connection.seconds = self.connection.seconds, LOOK_SECONDS
        try:
            return super().is_usable()
        finally:
            if self.connection is not None:
                self.connection.seconds = usual
