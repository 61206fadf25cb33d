"""Cautions and the reasons given for going on: what was answered once is not asked again about the same data."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from taper_app.engine import load_catalogue


def same(finding: Mapping[str, Any]) -> tuple[str, str, str]:
    """What makes two findings the same remark about the same data: the rule, its source and its words with all their numbers.

    Only the numbers of steps are left out: a step that was put in moves them, and changes nothing about what is remarked. Another
    dose, percentage, date or answer of the patient makes other words, and so a finding that nobody has answered.
    """
    return finding["rule"], finding["source"], re.sub(r"\b([Ss]teps?) \d+\b", r"\1", finding["message"])


def cautions(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those findings that want a reason."""
    return [each for each in findings if each["severity"] == "caution"]


def of_the_visit(finding: Mapping[str, Any]) -> bool:
    """Whether it is about what a visit measured: then it was never answered before, though the numbers be the same."""
    rule = load_catalogue().rules.get(finding["rule"])
    return rule is not None and "visit" in rule.asks


def of_the_patient(finding: Mapping[str, Any]) -> bool:
    """Whether it is about an answer of the risk picture, which may be newer than the plan."""
    rule = load_catalogue().rules.get(finding["rule"])
    return rule is not None and bool(rule.on)


def answered(
    stored: Mapping[str, Any], findings: Iterable[Mapping[str, Any]], gone_on: Iterable[Mapping[str, Any]] = ()
) -> list[dict[str, str]]:
    """The cautions among these findings that the revision stored so has answered, as the next one keeps them under this name.

    A caution of that revision was answered by the reason that it was issued with, or by an earlier one that it kept itself.
    `gone_on` are the visits since, at which the plan went on in spite of what was `found`, each with the reason for it.
    """
    own = {"reason": stored["override_reason"], "given_on": stored["issued_on"], "given_by": stored["issued_by"]}
    known = {same(each): own for each in cautions(stored["findings"]) if stored["override_reason"]}
    known |= {same(each): {name: each[name] for name in own} for each in stored.get("answered", ())}
    since = {message: {name: each[name] for name in own} for each in gone_on for message in each["found"]}
    told = ("rule", "source", "message")
    reasons = ((each, known.get(same(each)) or since.get(each["message"])) for each in cautions(findings))
    return [{name: each[name] for name in told} | reason for each, reason in reasons if reason and not of_the_visit(each)]


def unanswered(findings: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, str]]) -> list[Mapping[str, Any]]:
    """The cautions among these findings that want a reason now; `before` is what `answered` gave."""
    done = set(map(same, before))
    return [each for each in cautions(findings) if same(each) not in done]


def against_going_on(findings: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, str]]) -> list[Mapping[str, Any]]:
    """Those that want a reason where a plan goes on as it is printed; what was remarked on the plan itself stands as it is.

    What this visit measured, and what was answered about risks since; `before` is what `answered` gave.
    """
    return [each for each in unanswered(findings, before) if of_the_visit(each) or of_the_patient(each)]
