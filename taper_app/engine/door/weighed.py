"""What the rules find against a schedule, counted and told in short beside it."""

from collections.abc import Iterable, Sequence
from typing import Any

from ..catalogue.facts import Catalogue
from ..rules.findings import Finding
from ..rules.guidelines import MATTERS, matters_most


def against(findings: Iterable[Finding], catalogue: Catalogue) -> list[Finding]:
    """What stands against a schedule, one finding of a rule, what matters most first."""
    left, found = {each.rule: each for each in findings if each.severity in MATTERS}, []
    while most := matters_most(left.values(), catalogue):
        found.append(left.pop(most.rule))
    return found


def weighed_told(against: Sequence[Finding]) -> dict[str, Any]:
    """How many rules stand against something, by severity, and what the first of them says."""
    count = {severity: len({each.rule for each in against if each.severity == severity}) for severity in MATTERS}
    top = {"top_finding": against[0].to_json()} if against else {}
    return {"findings": {severity: number for severity, number in count.items() if number}, **top}
