"""What the anchor says of the chains of events: a file outside the database, in lines of JSON, each under the record's key."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from django.conf import settings
from django.db import connection

from taper_app.seals import fits, seal


class Anchored(NamedTuple):
    """One line: at that moment the chain had a link of this number and hash."""

    at: str
    chain: int
    number: int
    hash: str
    seal: str

    @classmethod
    def sealed(cls, at: str, chain: int, number: int, hash_: str) -> Self:
        """A line under the key of the record. Raises ImproperlyConfigured where there is none."""
        return cls(at, chain, number, hash_, seal("anchor", at, chain, number, hash_))

    def is_ours(self) -> bool:
        """Whether it was written with a key of the record."""
        return isinstance(self.seal, str) and fits(self.seal, "anchor", *self[:4])


def place() -> Path:
    """The file: AUDIT_ANCHOR_FILE, else one beside the database of SQLite, else one of this machine for the database's name."""
    if settings.AUDIT_ANCHOR_FILE:
        return Path(settings.AUDIT_ANCHOR_FILE)
    name = f"{connection.settings_dict['NAME']}.anchor"
    return Path(name) if connection.vendor == "sqlite" else Path(settings.LOCAL_DIR) / name


def anchors() -> Iterator[Anchored | int]:
    """Each line of the file, or its number where it is not one of ours; none where no file is. Raises OSError."""
    if not place().exists():
        return
    with place().open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                told = json.loads(line)
                found = Anchored(told["at"], told["chain"], told["number"], told["hash"], told["seal"])
                yield found if found.is_ours() else number
            except (KeyError, TypeError, ValueError, RecursionError):
                yield number


class Erased(NamedTuple):
    """One line of the list of erasures beside the anchor: at that moment the patient of this code was taken away."""

    at: str
    code: str
    seal: str

    @classmethod
    def sealed(cls, at: str, code: str) -> Self:
        """A line under the key of the record. Raises ImproperlyConfigured where there is none."""
        return cls(at, code, seal("erased", at, code))


def erasures_place() -> Path:
    """The file that says who was erased, for whoever restores a backup that is older."""
    return place().with_name(f"{place().name}-erasures")


def erased() -> Iterator[Erased]:
    """Each line of it that is one of ours; none where no file is. Raises OSError."""
    lines = erasures_place().read_text(encoding="utf-8").splitlines() if erasures_place().exists() else []
    for line in lines:
        with suppress(KeyError, TypeError, ValueError, RecursionError):
            told = json.loads(line)
            found = Erased(told["at"], told["code"], told["seal"])
            if fits(str(found.seal), "erased", found.at, found.code):
                yield found
