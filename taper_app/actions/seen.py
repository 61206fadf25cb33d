"""What a page was opened on, so that saving it later does not undo in silence what somebody else has saved since."""

from collections.abc import Iterable

from django.db import models

from taper_app.seals import sha256


class Changed(Exception):
    """Somebody else has saved the same thing otherwise since the page was opened, and nothing was kept."""


def digest(thing: models.Model, columns: Iterable[str]) -> str:
    """What a page carries of a record as it is stored: its columns of these names, in 64 characters."""
    return sha256({name: str(getattr(thing, name)) for name in columns})


def refuse_changed(now: str, seen: str | None) -> None:
    """Raises Changed where what was seen is not what is there now; None is somebody who had no page open, as a command."""
    if seen is not None and seen != now:
        raise Changed("Somebody else has saved this since the page was opened.")
