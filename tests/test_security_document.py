"""docs/security.md says what there is: every kind of field, every limit, table and key, and every test that it names."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from taper_app.actions import browser_sessions
from taper_app.roles import TABLE, May, Role
from taper_app.views import tries
from tests import asvs

ROOT = Path(__file__).parent.parent
SECURITY = (ROOT / "docs/security.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def part(heading):
    """What stands below a heading, up to the next of the same or a higher level."""
    level, _, _ = heading.partition(" ")
    return re.split(rf"\n#{{2,{len(level)}}} ", SECURITY.partition(f"\n{heading}\n")[2])[0]


def in_backticks(text):
    return set(re.findall(r"`([^`]+)`", text))


def test_each_kind_of_field_is_described():
    """Every kind of field that the application makes has a row that says what it takes, and no other is told of."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "taper_app/forms").rglob("*.py")]
    kinds = {name for text in texts for name in re.findall(r"^class (\w+)\([\w., ]*Field[\w., ]*\):", text, re.MULTILINE)}
    described = {
        each for each in in_backticks(part("## How values are read")) if each.endswith(("Field", "NumberOf", "Credential"))
    }
    assert len(kinds) > 8
    assert described == kinds


def value_of(name):
    """A setting, or what a module says by this name at its top."""
    module, _, constant = name.rpartition(".")
    if not module:
        return getattr(settings, name)
    text = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    return int(re.search(rf"^{constant} = (\d+)\b", text, re.MULTILINE)[1])


def test_the_limits_are_those_of_the_code():
    """Each limit is the number that the code has."""
    rows = re.findall(r"^\| [^|]+ \| `([\w.]+)` \| (\d+) \|$", part("### Limits"), re.MULTILINE)
    assert len(rows) > 6
    assert {name: value_of(name) for name, _ in rows} == {name: int(number) for name, number in rows}


def test_each_way_in_is_described():
    """The times of a session and the tries of a password are those of the code, and the words that make none are listed."""
    said = " ".join(part("## Ways in").split())
    minutes, hours = browser_sessions.IDLE.seconds // 60, browser_sessions.LONGEST.seconds // 3600
    assert f"ends {minutes} minutes after the last use and {hours} hours after signing in" in said
    assert (tries.ACCOUNT, tries.ADDRESS, tries.DEVICE) == ("5/5m/key", "60/10m/ip", "10/5m/key")
    assert "5 wrong passwords in 5 minutes" in said and "60 in 10 minutes" in said and "10 tries of its own" in said
    assert "names of the person, the clinic and its patients, of drugs and products, and Taper itself" in said
    assert set(settings.MFA_SUPPORTED_TYPES) == {"totp", "webauthn", "recovery_codes"}


def test_each_role_is_described():
    """The table of roles is that of the code, and what an administrator may is said beside it."""
    said = part("## Who may what")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", said, re.MULTILINE))
    words = {role: ", ".join(each for each in May if each in TABLE[role]) or "nothing of a patient" for role in Role}
    assert rows == words
    assert "An administrator may administer beside any of these" in said


def test_each_table_has_a_class():
    """Every table of the database stands in one class, and every class says how it is guarded."""
    said = part("## Data and its classes")
    guarded, tables = said.split("| table | class |")
    classes = re.findall(r"^\| (\w+) \| .{15,}\|$", guarded, re.MULTILINE)
    named = re.findall(r"^\| (`.+`) \| (\w+)", tables, re.MULTILINE)
    assert {name for _, name in named} == set(classes) - {"class"}
    models = [model.__name__ for model in apps.get_models()]
    assert sorted(each for names, _ in named for each in in_backticks(names)) == sorted(models)


def test_each_key_is_described():
    """Every key that README names has a row: what for, who has it, how long, and how it is changed."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    keys = {each.removesuffix("_FILE").removesuffix("_FALLBACKS") for each in re.findall(r"`([A-Z]+_KEY(?:_[A-Z]+)?)`", readme)}
    rows = re.findall(r"^\| `([A-Z_]+)` \| .+ \| .+ \| .+ \|$", part("## Keys and algorithms"), re.MULTILINE)
    assert len(keys) > 2
    assert set(rows) == keys


def test_what_is_written_down_is_listed():
    """The log goes to standard error and nowhere else, and a row says of each place who reads it and how long it is kept."""
    handlers = {each["class"] for each in settings.LOGGING["handlers"].values()}
    assert handlers == {"logging.StreamHandler", "taper_app.logs.Surely"}  # both to standard error
    assert not [each for each in settings.LOGGING["handlers"].values() if "stream" in each or "filename" in each]
    rows = re.findall(r"^\| ((?:[^|]*\|){5})$", part("## What is written down"), re.MULTILINE)
    said = " ".join(rows)
    assert all(
        each in said for each in ("standard error", "gunicorn", "proxy", "`AuditEvent`", "openings", "anchor", "PostgreSQL")
    )
    assert [row for row in rows[1:-1] if not all(cell.strip() for cell in row.split("|")[:-1])] == []


@pytest.mark.parametrize(
    "words",
    [
        "a certificate of an authority that browsers trust",
        "an encrypted disk, and backups that leave the machine",
        "the journal and the anchor copied to another machine",
        "within 7 days where the fault is critical, within 30 where it is high",
        "It speaks to its database and to the children that print",
        "Dear to answer are papers that are not kept yet, previews of a plan with what can be reached from it, and searches",
        "What has to agree: a patient's page and the patient that a form was opened for; a schedule and the digest",
    ],
)
def test_what_no_code_can_hold_is_said(words):
    """It is asked of whoever runs it, or told to whoever changes it, and docs/operating.md leads there."""
    assert words in " ".join(SECURITY.split())
    assert "docs/security.md" in OPERATING


def test_every_test_that_it_names_is_there():
    """Each of the ten risks names tests, and each of those exists."""
    rows = re.findall(r"^\| (A\d\d) .+? \| (.+) \|$", part("## OWASP Top 10:2025"), re.MULTILINE)
    assert [risk for risk, _ in rows] == [f"A{number:02}" for number in range(1, 11)]
    for risk, named in rows:
        tests = re.findall(r"tests/[\w/]+\.py::\w+", named)
        assert tests and [each for each in tests if not asvs.is_there(each)] == [], risk
