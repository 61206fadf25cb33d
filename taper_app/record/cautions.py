"""Cautions and the reasons given for going on: what was answered once is not asked again about the same data."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol, TypeVar

from taper_app.engine import CautionAnswer, load_catalogue

from .issued import Issued
from .remarks import Answered, Remark, answered_by


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


def answer_fields(remark: Remark) -> tuple[str, ...]:
    """The fields of an answer to a caution, as its rule has them now."""
    rule = load_catalogue().rules.get(remark.rule)
    return rule.answer_fields if rule else ("reason",)


def with_own_answers(issued: Issued, answers: Mapping[str, CautionAnswer], by: str) -> Issued:
    """The revision with what was answered, by rule, to those of its cautions that ask something of their own."""
    own = (each for each in unanswered(issued.findings, issued.answered) if own_answer(each))
    told = (answered_by(each, issued.issued_on, by, own=answers[each.rule]) for each in own)
    return replace(issued, answered=(*issued.answered, *told))


def of_the_visit(remark: Remark) -> bool:
    """Whether it is about what a visit measured: then it was never answered before, though the numbers be the same."""
    rule = load_catalogue().rules.get(remark.rule)
    return rule is not None and "visit" in rule.asks


def of_the_patient(remark: Remark) -> bool:
    """Whether it is about an answer of the risk picture, which may be newer than the plan."""
    rule = load_catalogue().rules.get(remark.rule)
    return rule is not None and bool(rule.on)


def known_answers(issued: Issued, since: Iterable[Answered] = ()) -> tuple[Answered, ...]:
    """Every answer that a revision knows of, the newest of each last.

    Its one reason, to those of its cautions that have no other answer, what it kept as answered, and what a visit `since`
    has gone on in spite of.
    """
    by = (issued.issued_on, issued.issued_by, issued.override_reason)
    asked = unanswered(issued.findings, issued.answered) if issued.override_reason else []
    return (*(answered_by(each, *by) for each in asked), *issued.answered, *since)


def days_standing() -> int:
    """For how many days an answer stands while its values stay the same: the longest time between two visits (ASAM 2025)."""
    return int(load_catalogue().rules["review_late"].numbers["days"])


def stands(answer: Answered, on: date) -> bool:
    """Whether an answer still answers its caution on that day: it is not too old, and says all that its rule asks by now."""
    asked = answer_fields(answer)
    said = bool(answer.reason) if asked == ("reason",) else not answer.own.lacks(asked, on)
    return said and on <= answer.given_on + timedelta(days=days_standing())


def answered(known: Iterable[Answered], findings: Iterable[Judged], on: date) -> tuple[Answered, ...]:
    """The cautions among these findings that need no answer on that day, each with the one that stands.

    What a visit measured was never answered before, though it be the same again.
    """
    standing = {same(each): each for each in known if stands(each, on)}
    again = [each for each in cautions(findings) if not of_the_visit(each)]
    found = ((each, standing.get(same(each)) or standing.get(as_said(each))) for each in again)
    return tuple(answered_by(each, own.given_on, own.given_by, own.reason, own.own) for each, own in found if own)


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


def answered_since(findings: Iterable[J], given: Iterable[Remark], before: Iterable[Remark]) -> list[J]:
    """The cautions that a visit answered after the revision in force, which has them not among its own, `before`."""
    kept, own = tuple(given), set(map(same, before))
    return [each for each in cautions(findings) if answer_to(each, kept) and same(each) not in own]
