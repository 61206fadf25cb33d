"""The cache, as a table that all workers share. It holds numbers as JSON: nothing that is read from it can be run."""

from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db.models import Q, QuerySet
from django.utils import timezone

from taper_app.models import CachedNumbers

Numbers = int | float | list[int | float]
MARK = "y"
"""What allauth keeps of a code that was used: that there is something counts."""


class NumberCache(BaseCache):
    """A cache of numbers, and of lists of them. Raises TypeError for anything else."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Numbers | str, timeout: object = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keeps the value where there is none of this key that still holds; whether it did. A mark is kept as 1."""
        expired().delete()
        own = {"numbers": 1 if value == MARK else checked(value), "expires_at": self.end(timeout)}
        return CachedNumbers.objects.get_or_create(key=self.make_and_validate_key(key, version), defaults=own)[1]

    def get(self, key: str, default: object = None, version: int | None = None) -> Any:
        """What is kept under the key, if it still holds and is numbers, whoever wrote it."""
        found = holding().filter(key=self.make_and_validate_key(key, version)).first()
        return found.numbers if found and are_numbers(found.numbers) else default

    def set(self, key: str, value: Numbers, timeout: object = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keeps the value, whatever was there."""
        expired().delete()
        own = {"numbers": checked(value), "expires_at": self.end(timeout)}
        CachedNumbers.objects.update_or_create(key=self.make_and_validate_key(key, version), defaults=own)

    def touch(self, key: str, timeout: object = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keeps what is there for longer; whether there was anything."""
        found = holding().filter(key=self.make_and_validate_key(key, version))
        return found.update(expires_at=self.end(timeout)) > 0

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forgets the key; whether there was anything."""
        return CachedNumbers.objects.filter(key=self.make_and_validate_key(key, version)).delete()[0] > 0

    def clear(self) -> None:
        """Forgets everything."""
        CachedNumbers.objects.all().delete()

    def end(self, timeout: Any) -> datetime | None:
        """When something that is kept now for so many seconds holds no longer; None is never."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else timezone.now() + timedelta(seconds=seconds)


def holding() -> QuerySet[CachedNumbers]:
    """The entries that hold now."""
    return CachedNumbers.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def expired() -> QuerySet[CachedNumbers]:
    """The entries that hold no longer."""
    return CachedNumbers.objects.filter(expires_at__lte=timezone.now())


def checked(value: object) -> Numbers:
    """The value. Raises TypeError where it is neither a number nor a list of numbers."""
    if isinstance(value, int | float | list) and are_numbers(value):
        return value
    raise TypeError(f"The cache holds numbers, not {type(value).__name__}.")


def are_numbers(value: object) -> bool:
    """Whether it is a number or a list of numbers."""
    return all(isinstance(each, int | float) for each in (value if isinstance(value, list) else [value]))
