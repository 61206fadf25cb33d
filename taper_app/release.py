"""Which release of Taper this is: the version of pyproject.toml, and the day that CHANGELOG.md gives it."""

import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
RELEASED = re.compile(r"^## (?P<version>\d+\.\d+\.\d+) · (?P<day>\d{2}-[A-Z][a-z]{2}-\d{4})$", re.MULTILINE)
"""The heading of a release in the list of changes."""


@cache
def version() -> str:
    """The version, such as 0.1.0."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def releases() -> list[tuple[str, str]]:
    """Every release with its day, the newest first."""
    return RELEASED.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
