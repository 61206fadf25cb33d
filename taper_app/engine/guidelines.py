"""The rules that judge a schedule: one function for each rule of guidelines.toml, its numbers and words read from there.

Every rule looks at what came out after rounding to products. A finding never edits a schedule.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from . import rules_regimen, rules_schedule
from .facts import Catalogue
from .findings import Case, Finding, PatientFacts
from .schedule import Schedule
from .strategy import Request

RULES: tuple[Callable[[Case], Iterable[Finding]], ...] = (
    rules_schedule.envelope_reduction,
    rules_schedule.envelope_interval,
    rules_schedule.envelope_length,
    rules_regimen.under_18,
    rules_regimen.epilepsy_indication,
    rules_regimen.forbidden_split,
    rules_schedule.rolling_14_days,
    rules_schedule.first_reduction,
    rules_schedule.coarse_tail,
    rules_schedule.crossover_fall,
    rules_regimen.opioid_together,
    rules_regimen.pregnancy,
    rules_regimen.seizure_history,
    rules_regimen.unverified_split,
    rules_regimen.licensed_maximum,
    rules_schedule.diazepam_threshold,
    rules_regimen.prescribed_differs,
    rules_schedule.faster_than_asked,
    rules_schedule.edited_rise,
    rules_schedule.crossover_rise,
    rules_schedule.review_late,
    rules_schedule.tables_disagree,
    rules_regimen.two_sedatives,
    rules_regimen.as_needed_not_counted,
    rules_regimen.many_pieces,
    rules_schedule.capped,
    rules_schedule.closing_reduction,
)
"""Every rule, in the order in which findings are read."""


def check(
    schedule: Schedule,
    request: Request,
    catalogue: Catalogue,
    facts: PatientFacts | None = None,
    *,
    diazepam_threshold_mg: Decimal | None = None,
    review_on: date | None = None,
    first: Request | None = None,
    since: date = date.min,
) -> tuple[Finding, ...]:
    """What the rules find in a schedule made from this request, blocks first.

    `facts`, the clinic's threshold (mg) and the next review may be unknown. For a schedule that was revised, `first` is the
    request that it began with, `request` what is taken and asked for now, and only steps from the day `since` on are judged.
    Every rule's numbers and source are in guidelines.toml. Raises NoEquivalent.
    """
    case = Case(schedule, request, catalogue, facts or PatientFacts(), diazepam_threshold_mg, review_on, first, since)
    return tuple(finding for rule in RULES for finding in rule(case))
