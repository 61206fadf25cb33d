"""The rules of the house hold in every file, and each rule is seen to notice a file that breaks it."""

import ast
import os
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import mypy.api
import pytest

from taper_app.engine import load_catalogue, parse_request, propose
from tests import house_attack_violations, house_violations
from tests import house_attacks as attacks
from tests import house_rules as rules
from tests import house_style as style
from tests import house_text as words

ROOT = Path(__file__).parent.parent
OURS = [
    "*.*",
    "LICENSE",
    "NOTICE",
    ".ci/*",
    "deploy/*",
    "docs/**/*",
    "script/*",
    "taper_app/**/*",
    "templates/**/*",
    "tests/**/*",
    "static/*/*.css",
    "static/js/*.js",
]
LEFT_OUT = {".git", "db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"}


def files(*patterns):
    """Text files of the project by place, below these patterns."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    found = {path for path in found if path.name not in LEFT_OUT and path.suffix not in (".pyc", ".ttf", ".woff2", ".mo", ".xz")}
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(found)}


APP = files("taper_app/**/*.py")
WRITTEN = {path: text for path, text in APP.items() if "/migrations/0001" not in path}
TESTS = files("tests/**/*.py")
TEMPLATES = files("templates/**/*.*")
PAGES = {path: text for path, text in TEMPLATES.items() if "/handouts/" not in path}
STYLES = files("static/css/*.css", "static/print/*.css")
SCRIPTS = files("static/js/*.js")
DOCUMENTS = files("README.md", "CONTRIBUTING.md", "NOTICE", "docs/**/*.md")
EVERYTHING = files(*OURS)

HOUSE = [
    (rules.wrong_direction, APP),
    (rules.wrong_order, APP),
    (rules.deeper, APP),
    (rules.impure, APP),
    (rules.imports_inside, APP | TESTS),
    (rules.writes_elsewhere, APP),
    (rules.asks_for_today, APP),
    (words.asks_for_today_in_a_template, TEMPLATES),
    (style.too_long, WRITTEN),
    (style.tests_too_long, TESTS),
    (style.two_on_a_line, APP | TESTS),
    (style.asynchronous, APP | TESTS),
    (style.undocumented, APP),
    (words.markup_unescaped, APP | TEMPLATES),
    (words.writes_a_dose, APP | TEMPLATES),
    (words.writes_the_envelope, APP | TEMPLATES),
    (words.from_elsewhere, PAGES | STYLES),
    (words.without_a_token, STYLES),
    (words.names_a_machine, EVERYTHING),
    (words.names_what_is_gone, DOCUMENTS),
    (style.name_without_meaning, APP | TESTS),
    (rules.reads_what_is_stored, APP),
    (rules.counts_what_was_struck_out, APP),
    (rules.class_view, APP),
    (rules.read_by_key, APP),
    (rules.names_a_place, APP | TEMPLATES),
    (style.too_many_parameters, APP),
    (style.spread_by_name, APP),
    (style.silenced_without_reason, APP),
    (style.test_without_sentence, TESTS),
    (style.test_that_waits_or_is_skipped, TESTS),
    *((rule, APP) for rule in attacks.RULES),
    (attacks.script_makes_markup, SCRIPTS),
    (attacks.holds_a_secret, EVERYTHING),
]
VIOLATIONS = house_violations.VIOLATIONS + house_attack_violations.VIOLATIONS
ALLOWED = house_violations.ALLOWED + house_attack_violations.ALLOWED


def rule_id(value):
    return getattr(value, "__name__", "")


def test_the_house_is_in_order():
    """No file breaks a rule; what fails names every fault, why it is one and how to mend it."""
    assert all(texts and texts.keys() <= EVERYTHING.keys() for _, texts in HOUSE)
    faults = defaultdict(list)
    for path, text in EVERYTHING.items():
        for rule in (rule for rule, texts in HOUSE if path in texts):
            faults[rule] += rule(path, text)
    hold(faults)


def hold(faults):
    """Fails with the faults of each rule, none of them cut short."""
    told = [rules.message(rule, found) for rule, found in faults.items() if found]
    if told:
        pytest.fail("\n\n".join(told), pytrace=False)


def test_the_median_function_is_short():
    """Half of all functions have fewer than ten lines."""
    hold({style.median_too_long: style.median_too_long(list(WRITTEN.values()))})


def test_a_long_median_is_noticed():
    """Where every other function has ten lines or more, it is said."""
    long = "def plan():\n" + "    pass\n" * 9
    assert style.median_too_long([long, long, "def short():\n    pass"]) == ["the median function has 10 lines"]


def test_no_module_is_in_a_circle():
    """No two modules import one another, not by way of others either."""
    hold({rules.circles: rules.circles(APP)})


def test_a_circle_is_noticed():
    """Where three modules import one another in a round, each of them is named; who only stands on them is not."""
    texts = {
        "taper_app/engine/taper/build.py": "from .course import Course",
        "taper_app/engine/taper/course.py": "from . import past",
        "taper_app/engine/taper/past.py": "from taper_app.engine.taper.build import lay_out",
        "taper_app/engine/taper/edits.py": "from .past import Past",
        "taper_app/engine/taper/day.py": "from ..doses.products import to_ng",
    }
    named = [fault.partition(":")[0].rpartition("/")[2] for fault in rules.circles(texts)]
    assert named == ["build.py", "course.py", "past.py"]
    del texts["taper_app/engine/taper/past.py"]
    assert rules.circles(texts) == []


@pytest.mark.parametrize(("rule", "path", "text"), VIOLATIONS, ids=rule_id)
def test_a_violation_is_noticed(rule, path, text):
    """A file that breaks the rule is named."""
    assert [fault for fault in rule(path, text) if fault.startswith(path)] != []


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED, ids=rule_id)
def test_what_is_allowed_is_not_a_violation(rule, path, text):
    """A file that keeps the rule is not named."""
    assert rule(path, text) == []


def test_every_rule_was_broken_once():
    """Each rule has a violation that it notices."""
    assert {rule for rule, _ in HOUSE} == {rule for rule, _, _ in VIOLATIONS}


@pytest.mark.parametrize("rule", [*(rule for rule, _ in HOUSE), rules.circles, style.median_too_long], ids=rule_id)
def test_a_rule_says_why_and_how_to_mend(rule):
    """Each rule says in a line or two why its fault harms and how to mend it."""
    why, mend = rules.message(rule, []).split("  Mend: ")
    assert why.startswith("  Why: ")
    assert len(why.split()) > 5
    assert len(mend.split()) > 3


def test_a_fault_is_told_whole():
    """However many faults there are, what fails names each, and after them why it is one and how to mend it."""
    faults = [f"taper_app/views/plans.py:{line}: plan.save writes, and only actions may" for line in range(100)]
    with pytest.raises(pytest.fail.Exception) as failed:
        hold({rules.writes_elsewhere: faults})
    said = str(failed.value)
    assert all(fault in said.splitlines() for fault in faults)
    assert re.search("Why: an action checks, .+\n  Mend: call an action", said)


def test_a_reason_to_spread_a_mapping_is_one(monkeypatch):
    """Each place that may spread a mapping over a call does so, and is struck out when it does no more."""
    named, told = style.SPREAD, set()
    monkeypatch.setattr(style, "SPREAD", {})
    for fault in (fault for path, text in APP.items() for fault in style.spread_by_name(path, text)):
        call = fault.partition(" is called with ")[0]
        told |= {call, call.partition(":")[0]}
    assert named.keys() - told == set(), "mended: strike these out of SPREAD"


FLOATS = ["n / 3", "1 / 3", "int(n / 3)", "f'{n / 2}'", "t / t", "t.total_seconds()", "[x / 2 for x in [n]]", "max(n / 2, 1)"]
EXACT_NUMBERS = ["d / 3", "3 / f", "Fraction(n) / 3", "n // 3", "n % 3", "t / 2", "round(d, 2)", "Path('a') / 'b'"]


def test_a_division_that_makes_a_float_is_noticed(tmp_path):
    """In the engine whatever makes a float, such as a division of two whole numbers, is a fault of types, with its mend."""
    path, settings = tmp_path / "taper_app/engine/taper/day.py", tmp_path / "mypy.ini"
    path.parent.mkdir(parents=True)
    head = [
        "from datetime import timedelta",
        "from decimal import Decimal",
        "from fractions import Fraction",
        "from pathlib import Path",
    ]
    head += ["def all_of(n: int, t: timedelta, d: Decimal, f: Fraction) -> None:"]
    path.write_text("\n".join([*head, *(f"    print({each})" for each in [*FLOATS, *EXACT_NUMBERS])]), encoding="utf-8")
    settings.write_text(f"[mypy]\nplugins = {ROOT / 'tests/exact_types.py'}", encoding="utf-8")
    said, _, _ = mypy.api.run(["--config-file", str(settings), "--cache-dir", os.devnull, str(path)])
    faults = [line for line in said.splitlines() if re.search(r"makes a float.+ exact: write Fraction\(a, b\)", line)]
    lines = {int(fault.split(":")[1]) - len(head) - 1 for fault in faults}
    assert lines == set(range(len(FLOATS))), said


def test_types_are_asked_of_the_whole_application():
    """mypy reads the whole application with Django's types, strictly, and lets no part of it off; one of its parts here notices
    a float."""
    settings = tomllib.loads(EVERYTHING["pyproject.toml"])["tool"]["mypy"]
    assert (settings["files"], settings["strict"]) == (["taper_app"], True)
    assert {"mypy_django_plugin.main", "tests/exact_types.py"} <= set(settings["plugins"])
    let_off = [module for override in settings["overrides"] for module in override["module"]]
    assert [module for module in let_off if module.startswith("taper_app")] == []


def test_every_document_is_reached():
    """Every document is named by the README or CONTRIBUTING, itself or the folder it lies in."""
    pages = DOCUMENTS["README.md"] + DOCUMENTS["CONTRIBUTING.md"]
    assert [
        path for path in DOCUMENTS if path != "README.md" and path not in pages and f"`{path.rpartition('/')[0]}/`" not in pages
    ] == []


def test_no_binary_number_stands_in_the_engine():
    """Doses are exact: no file of the engine holds a binary number, and no value of a proposal is one, whatever was asked."""
    engine_files = {path: text for path, text in APP.items() if path.startswith("taper_app/engine/")}
    assert len(engine_files) > 30
    assert [fault for path, text in engine_files.items() for fault in rules.impure(path, text)] == []
    for asked in EXACT:
        proposal = propose(parse_request(asked, load_catalogue()), load_catalogue())
        kinds = {type(value) for value in values_in(proposal)}
        assert {Decimal, Fraction, int, date} <= kinds
        assert not kinds & {float, complex}


def test_the_engine_knows_days_only():
    """No file of the engine names a time of day, a zone or a clock: it knows days and nothing smaller."""
    engine_files = {path: text for path, text in APP.items() if path.startswith("taper_app/engine/")}
    lines = [line.strip() for text in engine_files.values() for line in text.splitlines() if "datetime" in line]
    used = {line for line in lines if not re.fullmatch("from datetime import (date|timedelta|datetime|, )+", line)}
    assert used == {"if isinstance(day, datetime):"}  # where data files are read, to refuse a day with a time
    imported = {each for path, text in engine_files.items() for each in rules.imports(path, ast.parse(text))}
    assert not imported & {"time", "zoneinfo", "calendar"}
    assert not [path for path, text in engine_files.items() if rules.asks_for_today(path, text)]


def test_one_function_writes_every_dose():
    """One function writes every dose: nothing else puts a unit behind a number, in the code, on a page or on paper."""
    assert [fault for path, text in (APP | TEMPLATES).items() for fault in words.writes_a_dose(path, text)] == []


REGIMENS = [
    ("uk", [{"drug": "diazepam", "night": "20"}], {"method": "direct"}),
    ("uk", [{"drug": "lorazepam", "morning": "1", "night": "1.5"}], {"method": "crossover", "crossover_part": "half"}),
    ("us", [{"drug": "clonazepam", "night": "2"}], {"method": "direct", "coarse_tail": True, "interval_days": 21}),
]
EXACT = [
    {"starts_on": "2027-01-04", "market": market, "equivalence": "ashton-2002", "regimen": regimen, "strategy": strategy}
    for market, regimen, strategy in REGIMENS
]


def values_in(value):
    """A value with all that it holds."""
    yield value
    if is_dataclass(value):
        inside = [getattr(value, each.name) for each in fields(value)]
    elif isinstance(value, Mapping):
        inside = [*value.keys(), *value.values()]
    else:
        inside = list(value) if isinstance(value, list | tuple | set | frozenset) else []
    for each in inside:
        yield from values_in(each)
