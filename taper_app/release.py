"""Which release of Taper this is: its version in pyproject.toml, its day in CHANGELOG.md, and the hash of its papers' files."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
RELEASED = re.compile(r"^## (?P<version>\d+\.\d+\.\d+) · (?P<day>\d{2}-[A-Z][a-z]{2}-\d{4})$", re.MULTILINE)
"""The heading of a release in the list of changes."""
SHAPES_PAPERS = ("requirements.txt", "taper_app", "templates", "static/fonts", "static/print")
"""All that can change how a paper looks or reads."""


@cache
def version() -> str:
    """The version, such as 0.1.0."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def releases() -> list[tuple[str, str]]:
    """Every release with its day, the newest first."""
    return RELEASED.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


@cache
def release_digest() -> str:
    """A hash over every file that can change how a paper looks or reads, taken once: a process runs one release."""
    digest = hashlib.sha256()
    for path in release_files(ROOT):
        for part in (path.relative_to(ROOT).as_posix().encode(), path.read_bytes()):
            digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def release_files(root: Path) -> Iterator[Path]:
    """The files of SHAPES_PAPERS below a checkout, in one order on every machine."""
    for name in SHAPES_PAPERS:
        place = root / name
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)
