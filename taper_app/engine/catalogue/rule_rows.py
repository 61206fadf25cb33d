"""Reads the rules of guidelines.toml and the limits, and from the numbers of both the envelope."""

from collections.abc import Mapping
from decimal import Decimal
from string import Formatter
from types import MappingProxyType
from typing import Any

from .envelope import Envelope
from .facts import CatalogueError
from .limits import Limit
from .risks import GIVEN, Risk
from .roles import Role
from .rows import REQUIRED, Row
from .rules import HOW, TOP, Number, Rule
from .syringes import OtherMarks, Syringe

SEVERITIES = ("block", "caution", "info")
OWN_ANSWERS = ("adviser", "found", "arranged")


def numbers_of(rules: Mapping[str, Any]) -> Mapping[str, Any]:
    """The numbers of each rule as the file has them, for the rules that share one."""
    return {key: values.get("numbers", {}) for key, values in rules.items() if isinstance(values, dict)}


def read_rule(row: Row, risks: Mapping[str, Risk], numbers: Mapping[str, Any]) -> Rule:
    """A rule; `numbers` are those of every rule. Raises CatalogueError."""
    words = row.text("words")
    try:
        tuple(Formatter().parse(words))
    except ValueError as error:
        raise row.wrong(f"words: {error}") from error
    rule = _read(row, words, risks, numbers)
    named = rule.placeholders | ({"reasons"} if rule.on else set())
    if set(rule.same_by) - named:
        raise row.wrong(f"same_by must be some of what it names: {', '.join(sorted(named))}")
    if rule.place and "info" not in (rule.severity, rule.with_specialist):
        raise row.wrong("place is for an info")
    if not rule.same_by and rule.placeholders - {"step"}:
        raise row.wrong("same_by is missing: it names what can differ")
    return rule


def _read(row: Row, words: str, risks: Mapping[str, Risk], numbers: Mapping[str, Any]) -> Rule:
    severity = row.choice("severity", SEVERITIES)
    return Rule(
        id=row.key,
        severity=severity,
        title=row.text("title"),
        words=words,
        same_by=row.texts("same_by"),
        numbers=MappingProxyType(_numbers(row.row("numbers")) | _shared(row, numbers)),
        on=_on(row.row("on"), risks),
        asks=row.some_of("asks", (*GIVEN, *risks)),
        answer=row.worded("answer", OWN_ANSWERS),
        with_specialist=row.choice("with_specialist", SEVERITIES[1:], ""),
        presses=row.take("presses", int, 0 if severity == "info" else REQUIRED),
        place=row.choice("place", (TOP, HOW), ""),
        gives_way_to=row.some_of("gives_way_to", numbers.keys() - {row.key}),
        info_beside=row.some_of("info_beside", numbers.keys() - {row.key}),
        left_to=row.some_of("left_to", numbers.keys() - {row.key}),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )


def _on(row: Row, risks: Mapping[str, Risk]) -> Mapping[str, tuple[str, ...]]:
    """The answers that a rule speaks by, by question: each has words to be named by."""
    if set(row.left) - set(risks):
        raise row.wrong(f"must be for some of: {', '.join(risks)}")
    return MappingProxyType({question: row.some_of(question, risks[question].named) for question in tuple(row.left)})


def _numbers(row: Row) -> dict[str, Number]:
    for name, value in row.left.items():
        if not isinstance(value, str):
            row.positive(name, value)
    return row.left


def _shared(row: Row, numbers: Mapping[str, Any]) -> dict[str, Number]:
    """The numbers that are those of the rule named beside each."""
    shared = {}
    for name, rule in row.worded("shares").items():
        if name not in numbers.get(rule, {}):
            raise row.wrong(f"shares: {rule} has no {name}")
        shared[name] = numbers[rule][name]
    return shared


# Limits and the envelope -------------------------------------------------------------------------


def read_limit(row: Row) -> Limit:
    """A row of limits.toml. Raises CatalogueError."""
    least, most = row.take("least", int, 0), row.take("most", int)
    if not 0 <= least <= most:
        raise row.wrong("least must be from 0 to most")
    return Limit(row.key, row.text("words"), least, most, row.source(), row.evidence(), row.review_by())


def read_role(row: Row) -> Role:
    """A row of roles.toml. Raises CatalogueError."""
    return Role(row.key, row.text("name"), row.source(), row.evidence(), row.review_by())


def read_syringe(row: Row) -> Syringe:
    """A row of syringes.toml. Raises CatalogueError."""
    syringe = Syringe(
        id=row.key,
        holds_ml=row.number("holds_ml"),
        mark_ml=row.number("mark_ml"),
        also_ml=tuple(row.positive("also_ml", each) for each in row.take("also_ml", list, [])),
        others=tuple(_other_marks(each) for each in row.rows("others")),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )
    if syringe.holds_ml % syringe.mark_ml or any(each > syringe.holds_ml for each in syringe.also_ml):
        raise row.wrong("holds_ml must be a multiple of mark_ml, and no mark above it")
    return syringe


def _other_marks(row: Row) -> OtherMarks:
    marks = OtherMarks(row.text("words"), row.source(), row.evidence())
    row.done()
    return marks


def envelope_of(rules: Mapping[str, Rule], limits: Mapping[str, Limit]) -> Envelope:
    """The envelope that the rules judge by. Raises CatalogueError where a number of it is missing or not whole."""
    return Envelope(
        min_percent=_whole(rules, "envelope_reduction", "min_percent"),
        max_percent=_whole(rules, "envelope_reduction", "max_percent"),
        min_days=_whole(rules, "envelope_interval", "min_days"),
        max_days=_whole(rules, "envelope_interval", "max_days"),
        least_days=_whole(rules, "envelope_length", "min_days"),
        closing_mg=Decimal(_number(rules, "closing_reduction", "max_mg")),
        crossover_rise_percent=_whole(rules, "crossover_rise", "max_percent"),
        crossover_fall_percent=limits["crossover_fall_percent"].most,
        small_fall_percent=_whole(rules, "crossover_fall", "max_percent"),
        most_pieces=_whole(rules, "crossover_spread", "max_pieces"),
    )


def _number(rules: Mapping[str, Rule], rule: str, name: str) -> Decimal | int:
    value = rules[rule].numbers.get(name) if rule in rules else None
    if not isinstance(value, (int, Decimal)):
        raise CatalogueError(f"guidelines.toml: {rule}: {name} must be a number: the envelope has it from there")
    return value


def _whole(rules: Mapping[str, Rule], rule: str, name: str) -> int:
    value = _number(rules, rule, name)
    if not isinstance(value, int):
        raise CatalogueError(f"guidelines.toml: {rule}: {name} must be a whole number: the envelope has it from there")
    return value
