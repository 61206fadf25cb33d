"""What is read from the environment, each as what it is; a value that cannot be meant stops the start with a sentence."""

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    """The variable's text without blanks round it; `default` when it is not set or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """True or false, and nothing that could be taken for either."""
    value = text(name, str(default)).lower()
    if value not in ("true", "false", "1", "0", "yes", "no"):
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in ("true", "1", "yes")


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def count(name: str, default: int) -> int:
    """A whole number, zero or more."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def level(name: str, default: str) -> str:
    """From where on something is logged."""
    value = text(name, default).upper()
    if value not in ("INFO", "WARNING"):
        raise ImproperlyConfigured(f"{name} must be INFO or WARNING, not {value!r}.")
    return value
