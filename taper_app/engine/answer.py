"""The whole answer to a request: the schedule, its equivalents by every table, and what the rules find."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .alternatives import alternatives
from .facts import Catalogue
from .findings import Finding, PatientFacts
from .guidelines import check
from .products import Refusal
from .regimen import equivalents
from .schedule import Schedule
from .strategy import Request
from .taper import build_schedule
from .text import plain


@dataclass(frozen=True, slots=True)
class Proposal:
    """A schedule with all that travels with it. `request` is the one that was answered."""

    request: Request
    schedule: Schedule
    equivalents: dict[str, Fraction]
    findings: tuple[Finding, ...]
    catalogue: str

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "schedule": self.schedule.to_json(),
            "equivalents": {table: plain(value, 2) for table, value in self.equivalents.items()},
            "findings": [each.to_json() for each in self.findings],
            "catalogue": self.catalogue,
        }


def propose(
    request: Request,
    catalogue: Catalogue,
    facts: PatientFacts | None = None,
    *,
    diazepam_threshold_mg: Decimal | None = None,
) -> Proposal:
    """Build and check what the request asks for. Raises the Refusal, with the alternatives that were tried and work."""
    try:
        schedule = build_schedule(request, catalogue)
    except Refusal as refusal:
        refusal.alternatives = alternatives(request, refusal, catalogue)
        raise
    findings = check(schedule, request, catalogue, facts, diazepam_threshold_mg=diazepam_threshold_mg)
    return Proposal(request, schedule, equivalents(request.regimen, catalogue), findings, catalogue.digest)
