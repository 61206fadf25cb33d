"""How a revision was worked out, as it keeps it: tables with their figures, every rule and what became of it, and where
guidelines disagree on what was chosen. It reads the same in years, whatever the data files have become."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from taper_app import record
from taper_app.chart.snapshot import source_told
from taper_app.engine import FIELDS, Catalogue, Considered, Disagreement, PatientToday, Proposal, Thresholds, considered, drug_of

LIMITS = ("envelope_reduction", "envelope_interval", "envelope_length", "rolling_14_days", "first_reduction")
"""Rules that bound every schedule; their numbers are shown whatever became of them."""
ALWAYS = {"method", "table", "basis", "pace", "stop_from_mg", "review_on", "specialist"}
"""What is chosen for every plan, in the words of disagreements.toml; a table only where a drug needs one."""


def how_told(
    proposal: Proposal,
    patient: PatientToday,
    catalogue: Catalogue,
    thresholds: Thresholds,
    review_on: date | None,
) -> record.How:
    """All of it, for this patient today, these thresholds and this day of review, by which the proposal was judged."""
    bearing = tuple(disagreement_told(catalogue, each) for each in disagreements(proposal, catalogue))
    told = tuple(
        rule_told(catalogue, each, proposal.request.market)
        for each in considered(proposal.findings, catalogue, patient, review_on)
    )
    sources = {each.source for each in told} | {one.source for each in bearing for one in each.positions}
    return record.How(
        rules=told,
        figures=figures_told(proposal, catalogue),
        thresholds={
            "diazepam_threshold_mg": thresholds.diazepam_mg,
            "specialist_threshold_mg": thresholds.specialist_mg,
            "inpatient_threshold_mg": thresholds.inpatient_mg,
        },
        disagreements=bearing,
        sources={id_: source_told(catalogue, id_) for id_ in sorted(sources)},
    )


def rule_told(catalogue: Catalogue, each: Considered, market: str) -> record.RuleOutcome:
    """What became of one rule, with the numbers that it judges by in this market."""
    rule = catalogue.rules[each.rule]
    return record.RuleOutcome(
        rule=rule.id,
        title=rule.title,
        outcome=each.outcome,
        lacking=each.lacking,
        numbers={
            name: catalogue.threshold(rule.id, market).mg if name == "default_mg" else Decimal(value)
            for name, value in rule.numbers.items()
            if not isinstance(value, str)
        },
        source=rule.source,
        evidence=rule.evidence,
    )


def figures_told(proposal: Proposal, catalogue: Catalogue) -> dict[str, dict[str, tuple[Decimal, ...]]]:
    """For each table that knows the day, and each chosen: mg of each drug equal to 10 mg diazepam, lowest and highest."""
    request = proposal.request
    drugs = dict.fromkeys(map(drug_of, request.regimen.drugs))
    chosen = filter(None, (request.equivalence, *request.equivalence_for.values()))
    tables = [catalogue.tables[id_] for id_ in dict.fromkeys((*chosen, *proposal.equivalents))]
    return {
        table.id: {drug: (table.cells[drug].low, table.cells[drug].high) for drug in drugs if drug in table.cells}
        for table in tables
    }


def disagreements(proposal: Proposal, catalogue: Catalogue) -> Iterator[Disagreement]:
    """Those that bear on what was chosen, in the order of the file."""
    request, strategy = proposal.request, proposal.request.strategy
    chosen = ALWAYS if request.equivalence else ALWAYS - {"table"}
    rows = {name: row for name, row in FIELDS.items() if row.is_for(strategy.method)}
    chosen = chosen | {name for name, row in rows.items() if row.method or getattr(strategy, name) != row.default}
    yield from (each for each in catalogue.disagreements.values() if each.choice in chosen)


def disagreement_told(catalogue: Catalogue, each: Disagreement) -> record.Disagreement:
    """One question with the position of each source."""
    positions = (
        record.Position(one.words, one.source, catalogue.sources[one.source].publisher, one.evidence) for one in each.positions
    )
    return record.Disagreement(each.id, each.question, each.choice, tuple(positions))
