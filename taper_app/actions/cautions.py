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


def answered(stored: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The cautions among these findings that the revision stored so has answered, as the next one keeps them under this name.

    A caution of that revision was answered by the reason that it was issued with, or by an earlier one that it kept itself.
    """
    own = {"reason": stored["override_reason"], "given_on": stored["issued_on"], "given_by": stored["issued_by"]}
    known = {same(each): own for each in cautions(stored["findings"]) if stored["override_reason"]}
    known |= {same(each): {name: each[name] for name in own} for each in stored.get("answered", ())}
    told = ("rule", "source", "message")
    again = [each for each in cautions(findings) if same(each) in known and not of_the_visit(each)]
    return [{name: each[name] for name in told} | known[same(each)] for each in again]


def unanswered(findings: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, str]]) -> list[Mapping[str, Any]]:
    """The cautions among these findings that want a reason now; `before` is what `answered` gave."""
    done = set(map(same, before))
    return [each for each in cautions(findings) if same(each) not in done]
