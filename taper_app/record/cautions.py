"""Cautions and the reasons given for going on: what was answered once is not asked again about the same data."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol, TypeVar

from taper_app.engine import Value, load_catalogue

from .issued import Answered, Finding, Issued


class Remark(Protocol):
    """What is compared of a finding, or of a caution that was answered."""

    @property
    def rule(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Value]: ...


class Judged(Remark, Protocol):
    """A finding: a remark with its severity."""

    @property
    def severity(self) -> str: ...


R = TypeVar("R", bound=Remark)
J = TypeVar("J", bound=Judged)
Key = tuple[str, str, str]


def same(remark: Remark) -> Key:
    """What makes two findings the same remark about the same data: the rule, its source and the values that the rule says.

    Another dose, percentage, date or answer of the patient is one that nobody has answered; other words, or the number of a step
    that moved, change nothing. One that kept no values is known by its sentence.
    """
    rule = load_catalogue().rules.get(remark.rule)
    if not remark.values:
        return as_said(remark)
    names = rule.same_by if rule else sorted(remark.values)
    told = {name: remark.values[name] for name in names if name in remark.values}
    return remark.rule, remark.source, json.dumps(told, sort_keys=True)


def as_said(remark: Remark) -> Key:
    """The rule, its source and its sentence without the numbers of steps: what answers from before values were kept stand by."""
    return remark.rule, remark.source, re.sub(r"\b([Ss]teps?) \d+\b", r"\1", remark.message)


def cautions(findings: Iterable[J]) -> list[J]:
    """Those findings that want a reason."""
    return [each for each in findings if each.severity == "caution"]


def own_answer(remark: Remark) -> Mapping[str, str]:
    """What a caution asks of its own, by name with the question; nothing where one reason answers it with the others."""
    rule = load_catalogue().rules.get(remark.rule)
    return rule.answer if rule else {}


def with_own_answers(issued: Issued, answers: Mapping[str, str], by: str) -> Issued:
    """The revision with what was answered, by rule, to those of its cautions that ask something of their own."""
    own = (each for each in unanswered(issued.findings, issued.answered) if own_answer(each))
    given = (issued.issued_on, by)
    told = (Answered(each.rule, each.source, each.message, each.values, answers[each.rule].strip(), *given) for each in own)
    return replace(issued, answered=(*issued.answered, *told))


def of_the_visit(remark: Remark) -> bool:
    """Whether it is about what a visit measured: then it was never answered before, though the numbers be the same."""
    rule = load_catalogue().rules.get(remark.rule)
    return rule is not None and "visit" in rule.asks


def of_the_patient(remark: Remark) -> bool:
    """Whether it is about an answer of the risk picture, which may be newer than the plan."""
    rule = load_catalogue().rules.get(remark.rule)
    return rule is not None and bool(rule.on)


def answered(
    before: Iterable[Finding], by: tuple[str, date, str], earlier: Iterable[Answered], findings: Iterable[Judged]
) -> tuple[Answered, ...]:
    """The cautions among these findings that a revision has answered, as the next one keeps them.

    `before` are that revision's findings, `by` the reason it was issued with ("" for none), on which day and by whom, `earlier`
    those it kept as answered itself, and those that a visit since has gone on in spite of. A caution of it was answered by its
    own reason, or by one of these.
    """
    known: dict[Key, tuple[str, date, str]] = {same(each): by for each in cautions(before) if by[0]}
    known |= {same(each): (each.reason, each.given_on, each.given_by) for each in earlier}
    again = [each for each in cautions(findings) if not of_the_visit(each)]
    found = ((each, known.get(same(each)) or known.get(as_said(each))) for each in again)
    return tuple(Answered(each.rule, each.source, each.message, each.values, *own) for each, own in found if own)


def answer_to(finding: Remark, given: Iterable[R]) -> R | None:
    """The answer that a revision keeps to this finding of its own: that with its rule and values, whatever the rules are by now.

    The last where there are several; where no values were kept, that with the same sentence.
    """
    found = [each for each in given if _kept(each) == _kept(finding)]
    return found[-1] if found else None


def _kept(remark: Remark) -> tuple[object, ...]:
    return remark.rule, remark.source, dict(remark.values) or remark.message


def unanswered(findings: Iterable[J], given: Iterable[Remark]) -> list[J]:
    """The cautions among a revision's findings that want a reason now; `given` are those that it keeps as answered."""
    kept = tuple(given)
    return [each for each in cautions(findings) if answer_to(each, kept) is None]


def against_going_on(findings: Iterable[J], given: Iterable[Remark]) -> list[J]:
    """Those that want a reason where a plan goes on as it is printed; what was remarked on the plan itself stands as it is.

    What this visit measured, and what was answered about risks since; `given` is what `answered` gave.
    """
    return [each for each in unanswered(findings, given) if of_the_visit(each) or of_the_patient(each)]
