"""What a rule names is kept as values beside its sentence, and what makes two of its findings the same stands in the data."""

import json
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial

import pytest

from taper_app.engine import Finding, Rule, load_catalogue
from taper_app.engine.rules.named import counted, day, equivalent, milligrams, percent, several

from . import test_guidelines, test_rules_patient
from .judging import Boundary, of
from .requests import random_request
from .test_random import ask
from .test_random_patients import random_patient
from .test_rules_visit import ACTING, found_of

CATALOGUE = load_catalogue()
NBSP = "\u00a0"
VISITED = [
    Boundary(each.rule, partial(found_of, each, met=False), partial(found_of, each, met=True), "caution", None, each.id)
    for each in ACTING
]
BOUNDARIES = [*test_guidelines.BOUNDARIES, *test_rules_patient.BOUNDARIES, *VISITED]


@cache
def spoken():
    """Findings of every rule, each by the rule's id: those with which its tests make it speak."""
    found = {}
    for boundary in BOUNDARIES:
        found.setdefault(boundary.rule, []).extend(of(boundary.rule, boundary.speaks()))
    return found


@pytest.mark.parametrize("rule", CATALOGUE.rules)
def test_a_finding_keeps_what_its_rule_compares_by(rule):
    """Each finding has every value that same_by names; a caution has at least one, so it is never known by its words."""
    for each in spoken()[rule]:
        assert set(CATALOGUE.rules[rule].same_by) <= each.values.keys()
        assert each.severity != "caution" or each.values
        assert each.values.get("step") == (None if each.step is None else str(each.step))


@pytest.mark.parametrize("rule", CATALOGUE.rules)
def test_what_a_finding_keeps_is_plain_data(rule):
    """Values are texts or lists of texts without units or no-break spaces, and JSON carries them as they are."""
    for each in spoken()[rule]:
        told = json.loads(json.dumps(each.to_json()))["values"]
        assert {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()} == dict(each.values)
        assert not [name for name in CATALOGUE.rules[rule].same_by if NBSP in "".join(told[name])]


@pytest.mark.long
def test_random_findings_keep_what_their_rules_compare_by():
    """So does every finding of thirty random patients with random requests."""
    for seed in range(30):
        chance = random.Random(seed)
        told, _ = ask(random_request(chance) | {"patient": random_patient(chance)})
        for each in told.get("findings", ()):
            assert set(CATALOGUE.rules[each["rule"]].same_by) <= each["values"].keys(), each


@pytest.mark.parametrize("rule", CATALOGUE.rules)
def test_no_rule_is_compared_by_the_number_of_a_step_or_by_advice(rule):
    """A step that was put in moves numbers and changes nothing; nor do a product named as a way out, or an offer."""
    assert not set(CATALOGUE.rules[rule].same_by) & {"step", "piece", "offer", "larger", "instead", "size", "sign"}


@pytest.mark.parametrize("rule", CATALOGUE.rules)
def test_the_words_of_a_rule_change_no_value(rule, monkeypatch):
    """A sentence worded otherwise leaves everything else of a finding as it was."""
    before = spoken()[rule]
    monkeypatch.setattr(Rule, "message", lambda self, **named: "Worded otherwise.")
    now = [each for boundary in BOUNDARIES if boundary.rule == rule for each in of(rule, boundary.speaks())]
    assert now == [replace(each, message="Worded otherwise.") for each in before]


@pytest.mark.parametrize(
    ("named", "value", "words"),
    [
        (milligrams(Decimal("1000.50")), "1000.5", f"1,000.5{NBSP}mg"),
        (equivalent(Fraction(20, 3)), "6.67", f"6.67{NBSP}mg"),
        (percent(Fraction(1), Fraction(3), "%"), "33.3", "33.3%"),
        (percent(Fraction(1), Fraction(0)), "0", "0"),
        (counted(Decimal("1.5")), "1.5", "one and a half"),
        (day(date(2027, 1, 4)), "2027-01-04", "04-Jan-2027"),
        (several(["a", "b", "c"]), ("a", "b", "c"), "a, b and c"),
        (
            several({"liver: severe": "severe liver disease"}, ["severe liver disease"]),
            ("liver: severe",),
            "severe liver disease",
        ),
    ],
)
def test_a_value_and_its_words(named, value, words):
    """An exact number has no unit as a value and one in the sentence; a day is ISO's; an answer is its question and its id."""
    assert (named.value, named.words) == (value, words)


def test_a_finding_made_before_has_no_values():
    """Nothing is named unless a rule names it."""
    assert Finding("capped", "info", "Step 2.", "taper-limits", 2).values == {}
