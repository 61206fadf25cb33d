"""Whatever is changed of an issued revision outside the application is noticed when it is read."""

import ast
import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from taper_app import seals
from taper_app.models import ChangedOutside, Revision
from tests.actions.visits import TODAY, begin, visit
from tests.conftest import PASSWORD

pytestmark = pytest.mark.each_on_any_database  # each example asks the database something else

APP = Path(__file__).parent.parent / "taper_app"


@pytest.fixture
def plan(monday, patient, clinician):
    """A plan with two revisions."""
    plan = begin(patient, clinician)
    visit(plan, clinician, TODAY + timedelta(days=1), "hold", 14)
    return plan


def dose_tripled(revision):
    """The row's own snapshot with the first dose three times as large."""
    told = deepcopy(revision.snapshot)
    for dose in told["schedule"]["steps"][0]["doses"]:
        dose["mg"] = str(int(float(dose["mg"]) * 3))
    assert told != revision.snapshot
    return told


def test_what_was_issued_is_read(plan):
    """Every revision as the application keeps it is as it was issued, and was sealed then."""
    revisions = list(plan.revisions.all())
    assert [each.snapshot["number"] for each in revisions] == [1, 2]
    assert [(each.is_as_issued(), each.sealed_later_at) for each in revisions] == [(True, None)] * 2


FORGERIES = {
    "a dose": lambda one, other: {"snapshot_unchecked": dose_tripled(one)},
    "a dose and its hash": lambda one, other: {
        "snapshot_unchecked": dose_tripled(one),
        "sha256": seals.sha256(dose_tripled(one)),
    },
    "the hash": lambda one, other: {"sha256": "0" * 64},
    "the seal": lambda one, other: {"seal": "0" * 64},
    "a seal of other letters": lambda one, other: {"seal": "é" * 64},
    "all of another revision": lambda one, other: {
        "snapshot_unchecked": other.snapshot,
        "sha256": other.sha256,
        "seal": other.seal,
    },
    "another plan's number": lambda one, other: {"number": 7},
    "who issued it": lambda one, other: {"issued_by": None},
    "when it was issued": lambda one, other: {"issued_at": datetime(2026, 1, 1, tzinfo=UTC)},
    "when it was sealed": lambda one, other: {"sealed_later_at": datetime(2026, 1, 1, tzinfo=UTC)},
    "nothing left": lambda one, other: {"snapshot_unchecked": {}},
    "no JSON of ours": lambda one, other: {"snapshot_unchecked": ["\ud800" if connection.vendor == "sqlite" else "x"]},
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_changed_column_is_noticed(plan, other_clinician, unguarded, forge):
    """A dose, its hash, the seal, the number, who and when: whatever is changed of a revision, nothing can be read of it."""
    one, other = plan.revisions.order_by("number")
    changes = forge(one, other)
    with unguarded():
        if "issued_by" in changes:
            changes["issued_by"] = other_clinician
        Revision.objects.filter(pk=one.pk).update(**changes)
    found = Revision.objects.get(pk=one.pk)
    with pytest.raises(ChangedOutside):
        found.snapshot  # noqa: B018 (reading it is what is refused)
    assert Revision.objects.get(pk=other.pk).is_as_issued()


@pytest.mark.parametrize("text", ["[" * 990 + "]" * 990, json.dumps({"steps": [1]}), "1e999"], ids=len)
def test_what_cannot_be_read_is_no_crash(plan, unguarded, text):
    """A row that holds JSON which nobody could have issued is changed outside, and the others are read as before."""
    with unguarded(), connection.cursor() as cursor:
        value = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
        if connection.vendor == "postgresql" and text == "1e999":
            text = "1e99"
        cursor.execute(f"UPDATE taper_app_revision SET snapshot = {value} WHERE number = 1", [text])
    assert [each.is_as_issued() for each in plan.revisions.order_by("number")] == [False, True]


def test_a_name_that_stands_twice_is_noticed(plan, unguarded):
    """The first page has SQLite look into the findings, which takes the first of two; the seal is of the last."""
    if connection.vendor == "postgresql":
        return  # keeps one of each name
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("""UPDATE taper_app_revision SET snapshot = '{"findings":[],' || substr(snapshot, 2) WHERE number = 2""")
    assert [each.is_as_issued() for each in plan.revisions.order_by("number")] == [True, False]


def test_a_row_put_in_with_its_own_hash_is_noticed(plan, clinician):
    """A new row needs no trigger to be let by: without the key it has no seal that fits."""
    told = plan.revisions.get(number=2).snapshot | {"number": 3}
    own = {"plan": plan, "number": 3, "issued_at": datetime(2027, 1, 6, tzinfo=UTC), "issued_by": clinician}
    Revision.objects.create(**own, snapshot=told, sha256=seals.sha256(told), seal="0" * 64)
    assert not plan.revisions.get(number=3).is_as_issued()


def test_the_keys_of_the_record(plan, settings):
    """The secret key may be another one; the record's may be while the earlier one is named too; without one nothing is read."""
    settings.SECRET_KEY = PASSWORD * 5
    assert plan.revisions.get(number=1).is_as_issued()
    earlier = settings.RECORD_KEYS
    settings.RECORD_KEYS = ["n" * 60, *earlier]
    assert plan.revisions.get(number=1).is_as_issued()
    settings.RECORD_KEYS = ["n" * 60]
    assert not plan.revisions.get(number=1).is_as_issued()
    settings.RECORD_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="There is no record key"):
        plan.revisions.get(number=1).snapshot  # noqa: B018 (reading it is what is refused)


def names_of(path):
    """Every name, attribute and text in a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        yield from (getattr(node, name) for name in ("id", "attr", "arg", "name") if isinstance(getattr(node, name, None), str))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_there_is_one_door_to_what_was_issued():
    """Nothing but the model reads the column that is not compared, and no query reads into it but for the order of a list; a
    whole record that is handed over has it with whether it is as it was issued."""
    readers = {}
    for path in APP.rglob("*.py"):
        found = sorted({name for name in names_of(path) if "snapshot_unchecked" in name})
        if found and "migrations" not in path.parts:
            readers[path.relative_to(APP).as_posix()] = found
    own = readers.pop("models/revision.py")
    assert own == ["snapshot_unchecked"]
    assert readers == {"chart/listed.py": ["snapshot_unchecked__findings"], "chart/record_file.py": ["snapshot_unchecked"]}
    sql = [path.name for path in APP.rglob("*.py") if "migrations" not in path.parts and "taper_app_revision" in path.read_text()]
    assert sql == ["triggers.py"]
