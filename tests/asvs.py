"""What holds each of the 180 rows of OWASP's Application Security Verification Standard 5.0 that apply here: `script/asvs`.

The table is asvs.toml: a row's level, what we do for it, and the tests that hold it, by the names that pytest gives them; or what
was looked at by hand, on which day, and what was seen; or why it is open. Nothing is imported to find a test: files are read.
"""

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "tests/asvs.toml"
HELD_BY_TESTS, LOOKED_AT, OPEN = "held by tests", "looked at by hand", "open"
STATES = (HELD_BY_TESTS, LOOKED_AT, OPEN)
APPLIES = {  # how many rows of each level apply to what Taper is
    1: 59,
    2: 121,
}


@dataclass(frozen=True)
class Look:
    """What was looked at by hand: on which day, with what, and what was seen."""

    on: date
    by: str
    seen: str


@dataclass(frozen=True)
class Row:
    """A row of the standard, by its number, such as V1.2.4."""

    number: str
    level: int
    does: str
    tests: tuple[str, ...] = ()
    checked: Look | None = None
    open: str = ""

    @property
    def state(self) -> str:
        """Open wherever anything of it is, whatever is held beside."""
        if self.open or not (self.tests or self.checked):
            return OPEN
        return HELD_BY_TESTS if self.tests else LOOKED_AT


def rows(text: str) -> list[Row]:
    """The table as it is written. Raises TypeError and KeyError where a row has a field too many or too few."""
    found = []
    for number, row in tomllib.loads(text).items():
        checked = row.pop("checked", None)
        tests = tuple(row.pop("tests", ()))
        found.append(Row(number, tests=tests, checked=Look(**checked) if checked else None, **row))
    return found


@cache
def tests_in(path: Path) -> frozenset[str]:
    """The names of the tests that a file defines; none where it is not there."""
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def is_there(test: str, root: Path = ROOT) -> bool:
    """Whether there is a test of this name, as in tests/test_doors.py::test_signing_out."""
    path, _, name = test.partition("::")
    return name.partition("[")[0] in tests_in(root / path)


def faults(table: list[Row]) -> Iterator[str]:
    """What is wrong with the table itself: rows that are missing, and tests that are not there."""
    for level, count in APPLIES.items():
        there = sum(row.level == level for row in table)
        if there != count:
            yield f"level {level} has {there} rows, and {count} apply"
    for row in table:
        yield from (f"{row.number}: there is no {test}" for test in row.tests if not is_there(test))
        if row.checked and not all((row.checked.by, row.checked.seen)):
            yield f"{row.number}: does not say what was looked at, and what was seen"


def counts(table: list[Row]) -> Mapping[tuple[int, str], int]:
    """How many rows of each level are in each state."""
    return Counter((row.level, row.state) for row in table)


def told(row: Row) -> Iterator[str]:
    """The lines that say what holds a row."""
    yield f"{row.number} (level {row.level}) {row.state}: {row.does}"
    yield from (f"    {test}" for test in row.tests)
    if row.checked:
        yield f"    {row.checked.on}, {row.checked.by}: {row.checked.seen}"
    if row.open:
        yield f"    OPEN: {row.open}"


def main() -> int:
    """Print every row, the counts and what is wrong; 1 where a row is open or a test is not there."""
    table = rows(TABLE.read_text(encoding="utf-8"))
    for row in table:
        print(*told(row), sep="\n")
    print()
    found = counts(table)
    for level in APPLIES:
        print(f"Level {level}: " + ", ".join(f"{found[level, state]} {state}" for state in STATES) + ".")
    wrong = list(faults(table))
    print(*wrong, sep="\n")
    return int(bool(wrong) or any(found[level, OPEN] for level in APPLIES))


if __name__ == "__main__":
    sys.exit(main())
