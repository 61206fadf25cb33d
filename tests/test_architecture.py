"""The rules of the house hold in every file, and each rule is seen to notice a file that breaks it."""

import ast
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from taper_app.engine import load_catalogue, parse_request, propose
from tests import house_rules as rules

ROOT = Path(__file__).parent.parent
OURS = ["*.*", ".gitignore", ".ci/*", "script/*", "taper_app/**/*", "templates/**/*", "tests/**/*", "static/css/*"]
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
EVERYTHING = files(*OURS)

HOUSE = [
    (rules.wrong_direction, APP),
    (rules.wrong_order, APP),
    (rules.impure, APP),
    (rules.imports_inside, APP | TESTS),
    (rules.writes_elsewhere, APP),
    (rules.asks_for_today, APP),
    (rules.asks_for_today_in_a_template, TEMPLATES),
    (rules.too_long, WRITTEN),
    (rules.undocumented, APP),
    (rules.markup_unescaped, APP | TEMPLATES),
    (rules.writes_a_dose, APP | TEMPLATES),
    (rules.from_elsewhere, PAGES),
    (rules.names_a_machine, EVERYTHING),
    (rules.name_without_meaning, APP),
    (rules.reads_what_is_stored, APP),
    (rules.class_view, APP),
    (rules.read_by_key, APP),
    (rules.silenced_without_reason, APP),
    (rules.test_without_sentence, TESTS),
    (rules.test_that_waits_or_is_skipped, TESTS),
]

# A rule, a place, and a text at that place that breaks the rule.
VIOLATIONS = [
    (rules.wrong_direction, "taper_app/engine/day.py", "from taper_app.models import Plan"),
    (rules.wrong_direction, "taper_app/engine/day.py", "from ..models import Plan"),
    (rules.wrong_direction, "taper_app/models.py", "from taper_app.actions import plans"),
    (rules.wrong_direction, "taper_app/actions/plans.py", "from taper_app import forms"),
    (rules.wrong_direction, "taper_app/forms/plans.py", "import taper_app.views.plans"),
    (rules.wrong_direction, "taper_app/handouts/patient.py", "from taper_app.actions.plans import age"),
    (rules.wrong_direction, "taper_app/cupboard.py", "pass"),
    (rules.wrong_order, "taper_app/engine/products.py", "from .taper import build_schedule"),
    (rules.wrong_order, "taper_app/engine/products.py", "from . import taper"),
    (rules.wrong_order, "taper_app/engine/products.py", "from taper_app.engine.taper import build_schedule"),
    (rules.wrong_order, "taper_app/engine/cupboard.py", "pass"),
    (rules.impure, "taper_app/engine/day.py", "from django.utils import timezone"),
    (rules.impure, "taper_app/engine/day.py", "half = 0.5"),
    (rules.impure, "taper_app/engine/day.py", "half = float('0.5')"),
    (rules.impure, "taper_app/engine/day.py", "def half(mg: float): return mg / 2"),
    (rules.impure, "taper_app/engine/day.py", "today = date.today()"),
    (rules.impure, "taper_app/engine/day.py", "now = datetime.datetime.now()"),
    (rules.impure, "taper_app/engine/day.py", "import time"),
    (rules.impure, "taper_app/engine/day.py", "from random import choice"),
    (rules.imports_inside, "taper_app/views/plans.py", "def plan():\n    import json"),
    (rules.imports_inside, "taper_app/views/plans.py", "if True:\n    from . import words"),
    (rules.writes_elsewhere, "taper_app/views/plans.py", "plan.save()"),
    (rules.writes_elsewhere, "taper_app/views/plans.py", "Plan.objects.create(patient=patient)"),
    (rules.writes_elsewhere, "taper_app/forms/plans.py", "Plan.objects.filter(pk=1).update(state='ended')"),
    (rules.writes_elsewhere, "taper_app/management/commands/demo.py", "user.set_password('x')"),
    (rules.writes_elsewhere, "taper_app/middleware.py", "cursor.execute('DELETE FROM plan')"),
    (rules.asks_for_today, "taper_app/forms/plans.py", "today = date.today()"),
    (rules.asks_for_today, "taper_app/actions/plans.py", "today = timezone.localdate()"),
    (rules.asks_for_today, "taper_app/models.py", "now = timezone.now()"),
    (rules.asks_for_today, "taper_app/views/plans.py", "today = date.today()"),
    (rules.asks_for_today_in_a_template, "templates/base.html", '{% now "Y" %}'),
    (rules.too_long, "taper_app/views/plans.py", "def plan():\n" + "    pass\n" * 45),
    (rules.too_long, "taper_app/views/plans.py", "pass\n" * 351),
    (rules.undocumented, "taper_app/engine/day.py", "def spread(mg):\n    return mg"),
    (rules.undocumented, "taper_app/engine/day.py", "class Day:\n    def spread(self):\n        return 1"),
    (rules.markup_unescaped, "taper_app/views/plans.py", "from django.utils.safestring import mark_safe"),
    (rules.markup_unescaped, "templates/base.html", "{{ name|safe }}"),
    (rules.markup_unescaped, "templates/base.html", "{% autoescape off %}"),
    (rules.writes_a_dose, "taper_app/views/plans.py", 'words = f"{dose} mg"'),
    (rules.writes_a_dose, "taper_app/engine/day.py", 'words = f"{dose}\u00a0mg in all"'),
    (rules.writes_a_dose, "taper_app/forms/plans.py", 'words = f"{volume}mL"'),
    (rules.writes_a_dose, "taper_app/forms/plans.py", 'words = f"{volume}{NBSP}mL"'),
    (rules.writes_a_dose, "templates/plans/plan_detail.html", "{{ dose }} mg"),
    (rules.writes_a_dose, "templates/plans/plan_detail.html", "{{ dose }}&nbsp;mg"),
    (rules.writes_a_dose, "templates/plans/plan_detail.html", "{{ dose|floatformat:2 }}"),
    (rules.from_elsewhere, "templates/base.html", '<p style="color: red">'),
    (rules.from_elsewhere, "templates/base.html", "<script>alert(1)</script>"),
    (rules.from_elsewhere, "templates/base.html", '<button onclick="go()">'),
    (rules.from_elsewhere, "templates/base.html", '<script src="https://cdn.example.org/x.js"></script>'),
    (rules.from_elsewhere, "templates/base.html", '<link rel="stylesheet" href="//cdn.example.org/x.css">'),
    (rules.names_a_machine, "README.md", "see /ho" + "me/somebody/notes.txt"),
    (rules.names_a_machine, "taper_app/views/plans.py", "# as in /wo" + "rk/notes.md"),
    (rules.names_a_machine, "requirements.txt", "--index" + "-url https://packages.example.org/"),
    (rules.name_without_meaning, "taper_app/utils.py", "pass"),
    (rules.name_without_meaning, "taper_app/views/helpers.py", "pass"),
    (rules.name_without_meaning, "taper_app/views/plans.py", "class ClinicMixin:\n    pass"),
    (rules.name_without_meaning, "taper_app/models.py", "from django.db.models.signals import post_save"),
    (rules.name_without_meaning, "taper_app/models.py", "class Plan:\n    def save(self):\n        pass"),
    (rules.reads_what_is_stored, "taper_app/actions/plans.py", "def begun(first):\n    return first.snapshot['issued_on']"),
    (rules.reads_what_is_stored, "taper_app/actions/plans.py", "def steps(made):\n    return made.schedule.to_json()['steps']"),
    (rules.class_view, "taper_app/views/plans.py", "class PlanNew(generic.FormView):\n    pass"),
    (rules.read_by_key, "taper_app/handouts/patient.py", 'number = snapshot["number"]'),
    (rules.read_by_key, "taper_app/handouts/patient.py", 'size = self.snapshot["clinic"]["paper_size"]'),
    (rules.read_by_key, "taper_app/handouts/patient.py", 'rows = self.clinic.get("handout_rows", "safe-order")'),
    (rules.read_by_key, "taper_app/handouts/care.py", "words = f\"{told['name']}\""),
    (rules.silenced_without_reason, "taper_app/views/plans.py", "plan = found  # type: ignore[assignment]"),
    (rules.silenced_without_reason, "taper_app/views/plans.py", "plan = found  # type: ignore  # it is one"),
    (rules.silenced_without_reason, "taper_app/views/plans.py", "# mypy: ignore-errors"),
    (rules.test_without_sentence, "tests/test_plans.py", "def test_plan():\n    assert True"),
    (rules.test_that_waits_or_is_skipped, "tests/test_plans.py", "time.sleep(1)"),
    (rules.test_that_waits_or_is_skipped, "tests/test_plans.py", "@pytest.mark.skip\ndef test_x(): pass"),
    (rules.test_that_waits_or_is_skipped, "tests/test_plans.py", "@pytest.mark.skipif(True)\ndef test_x(): pass"),
    (rules.test_that_waits_or_is_skipped, "tests/test_plans.py", "pytest.skip('later')"),
]

# What looks like a violation and is none.
ALLOWED = [
    (rules.wrong_direction, "taper_app/views/plans.py", "from . import words\nfrom taper_app.actions import plans"),
    (rules.wrong_order, "taper_app/engine/taper.py", "from .products import Piece\nfrom . import schedule"),
    (rules.impure, "taper_app/engine/day.py", "from datetime import date, timedelta\nhalf = Decimal('0.5')"),
    (rules.impure, "taper_app/handouts/curve.py", "half = 0.5"),
    (rules.impure, "taper_app/engine/day.py", "refused = isinstance(value, float)"),
    (rules.writes_elsewhere, "taper_app/forms/plans.py", "self.fields.update(more)"),
    (rules.undocumented, "taper_app/engine/text.py", "class Made(Protocol):\n    def form(self) -> str: ..."),
    (rules.writes_a_dose, "taper_app/engine/facts.py", 'words = f"{mg(dose)} in 1{NBSP}mL"'),
    (rules.writes_elsewhere, "taper_app/actions/plans.py", "plan.save()"),
    (rules.asks_for_today, "taper_app/actions/plans.py", "issued_at = timezone.now()"),
    (rules.asks_for_today, "taper_app/views/plans.py", "today = timezone.localdate(timezone=zone)"),
    (rules.too_long, "taper_app/views/plans.py", 'def plan():\n    """One.\n' + "two\n" * 45 + '    """\n    pass'),
    (rules.undocumented, "taper_app/engine/day.py", "def _spread(mg):\n    return mg"),
    (rules.writes_a_dose, "taper_app/views/plans.py", 'words = f"{mg(dose)} of it"\nname = f"{drug}_mg"'),
    (rules.writes_a_dose, "templates/plans/plan_detail.html", "{{ dose|mg }} a day, in mg"),
    (rules.from_elsewhere, "templates/base.html", '<script src="{% static "x.js" %}"></script><svg fill="none">'),
    (rules.read_by_key, "taper_app/handouts/patient.py", 'line = MARKET[self.market]["night_line"], TEXT["to"], names[drug]'),
    (rules.read_by_key, "taper_app/handouts/clinical.py", 'day = standing.get("review_on") or issued.review_on'),
    (rules.read_by_key, "taper_app/views/plans.py", 'reason = data["reason"]'),
    (rules.silenced_without_reason, "taper_app/accounts.py", "class Closed(Any):  # type: ignore[misc]  # it has no types"),
    (rules.names_a_machine, "README.md", "{{ bin }}/home/x, https://example.org/home/page and ~/work/x"),
]


def rule_id(value):
    return getattr(value, "__name__", "")


@pytest.mark.parametrize(("rule", "texts"), HOUSE, ids=rule_id)
def test_the_house_is_in_order(rule, texts):
    """No file breaks the rule."""
    assert texts
    assert [fault for path, text in texts.items() for fault in rule(path, text)] == []


def test_the_median_function_is_short():
    """Half of all functions have fewer than ten lines."""
    assert rules.median_too_long(list(WRITTEN.values())) == []


def test_a_long_median_is_noticed():
    """Where every other function has ten lines or more, it is said."""
    long = "def plan():\n" + "    pass\n" * 9
    assert rules.median_too_long([long, long, "def short():\n    pass"]) == ["the median function has 10 lines"]


@pytest.mark.parametrize(("rule", "path", "text"), VIOLATIONS, ids=rule_id)
def test_a_violation_is_noticed(rule, path, text):
    """A file that breaks the rule is named."""
    assert [fault for fault in rule(path, text) if fault.startswith(path)] != []


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED, ids=rule_id)
def test_what_is_allowed_is_not_a_violation(rule, path, text):
    """A file that keeps the rule is not named."""
    assert rule(path, text) == []


def test_every_rule_was_broken_once():
    """Each rule has a violation above that it notices."""
    assert {rule for rule, _ in HOUSE} == {rule for rule, _, _ in VIOLATIONS}


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
    assert [fault for path, text in (APP | TEMPLATES).items() for fault in rules.writes_a_dose(path, text)] == []


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
