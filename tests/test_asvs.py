"""The table of the security standard is whole, and every test that it names is there."""

from collections import Counter

import pytest

from tests import asvs

TABLE = asvs.rows(asvs.TABLE.read_text(encoding="utf-8"))
ROW = '["V1.1.1"]\nlevel = 2\ndoes = "Forms are decoded once."\n'
LOOK = 'checked = { on = 2026-11-30, by = "curl", seen = "nothing" }'


def test_every_row_is_there_and_every_test_it_names():
    """All 180 rows of the two levels stand there once, each says what is done, and no test is named that there is not."""
    assert list(asvs.faults(TABLE)) == []
    assert len(TABLE) == 180
    assert [row.number for row in TABLE if not row.does or row.tests != tuple(dict.fromkeys(row.tests))] == []


def test_a_row_that_is_missing_or_names_no_test_is_found():
    """A level with a row too few, a file and a test that there are not, and a look that saw nothing are each told."""
    wrong = ["tests/test_asvs.py::test_nothing", "tests/nowhere.py::test_x", "tests/test_asvs.py"]
    here = "tests/test_asvs.py::test_every_row_is_there_and_every_test_it_names"
    row = asvs.Row("V1.1.1", 1, "x", (*wrong, here, f"{here}[each]"))
    assert list(asvs.faults([*TABLE, row])) == [
        "level 1 has 60 rows, and 59 apply",
        *(f"V1.1.1: there is no {each}" for each in wrong),
    ]
    assert any("does not say" in each for each in asvs.faults(asvs.rows(ROW + LOOK.replace("nothing", ""))))


@pytest.mark.parametrize(
    ("held", "state"),
    [
        ("", asvs.OPEN),
        ('tests = ["a::b"]', asvs.HELD_BY_TESTS),
        (LOOK, asvs.LOOKED_AT),
        ('tests = ["a::b"]\nopen = "half of it"', asvs.OPEN),
    ],
)
def test_the_state_of_a_row(held, state):
    """A row is open where it names neither test nor look, and wherever anything of it is said to be."""
    row = asvs.rows(ROW + held)[0]
    assert row.state == state
    assert asvs.counts([row]) == Counter({(2, state): 1})
    assert "\n".join(asvs.told(row)).startswith(f"V1.1.1 (level 2) {state}: Forms are decoded once.")


def test_a_field_that_no_row_has_is_refused():
    """A row with a field that is spelt otherwise is no row."""
    with pytest.raises(TypeError):
        asvs.rows(ROW + 'test = ["a::b"]')
