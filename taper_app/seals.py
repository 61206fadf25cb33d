"""What tells whether something in the database is what the application put there: a hash, and an HMAC under the record's key.

The key is none that signs sessions, so that one can be changed at any time; who can write to the database does not have it.
"""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def canonical(value: object) -> bytes:
    """JSON in the one way of writing it that a hash is taken of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(value: object) -> str:
    """SHA-256 of a value as canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


_hashes: dict[bytes, str] = {}
HASHES_AT_MOST = 20_000
"""So many are remembered: some 5 MB of each process."""


def sha256_of_text(stored: Any) -> str:
    """`sha256` of what JSON says that stands in a column, "" where it cannot be read. The same text is not parsed twice: a list
    of plans compares the same fifty revisions at every opening, and parsing them took longer than all else on its page."""
    if not isinstance(stored, str):
        return ""
    mark = hashlib.sha256(stored.encode(errors="surrogatepass")).digest()
    if mark not in _hashes:
        if len(_hashes) >= HASHES_AT_MOST:
            _hashes.clear()
        try:
            _hashes[mark] = sha256(json.loads(stored, cls=NamedOnce))
        except (ValueError, RecursionError):
            return ""
    return _hashes[mark]


def seal(*parts: object) -> str:
    """The HMAC of these values, in hex. Raises ImproperlyConfigured where there is no key."""
    return under(keys()[0], parts)


def fits(given: str, *parts: object) -> bool:
    """Whether this is the HMAC of these values under a key that is still good. Raises as `seal` does."""
    return fits_under(keys(), given, *parts)


def fits_under(good: list[str], given: str, *parts: object) -> bool:
    """Whether this is the HMAC of these values under one of these keys."""
    return any(hmac.compare_digest(given.encode(), under(key, parts).encode()) for key in good)


def under(key: str, parts: tuple[object, ...]) -> str:
    """The HMAC-SHA-256 of values under this key."""
    return hmac.new(key.encode(), canonical(parts), hashlib.sha256).hexdigest()


def keys() -> list[str]:
    """The keys of the record: the first seals, all are good. Raises ImproperlyConfigured where there is none."""
    if not settings.RECORD_KEYS:
        raise ImproperlyConfigured(
            "There is no record key: set RECORD_KEY, or put one into the file"
            f" {settings.RECORD_KEY_FILE} (script/setup makes it)."
        )
    return settings.RECORD_KEYS


def named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises ValueError where a name stands twice: SQLite reads the first, Python the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


class NamedOnce(json.JSONDecoder):
    def __init__(self) -> None:
        super().__init__(object_pairs_hook=named_once)


class SealedJSON(models.JSONField):
    """JSON that somebody else may have written over: what cannot be read is None, which fits no hash."""

    def __init__(self, *args: Any, **named: Any) -> None:
        named["decoder"] = NamedOnce
        super().__init__(*args, **named)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, named = super().deconstruct()
        return name, path, args, {each: value for each, value in named.items() if each != "decoder"}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        try:
            return super().from_db_value(value, expression, connection)
        except (TypeError, ValueError, RecursionError):
            return None
