"""How a plan was worked out: what it started from, the tables, what was chosen, the rules, and where guidelines disagree.

Every number says where it comes from: by a link to the page of sources, or by a word that it was entered, chosen or worked out.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from taper_app.chart.how import LIMITS, disagreement_told
from taper_app.engine import Catalogue, Regimen, load_catalogue, text
from taper_app.record import Disagreement, How, Issued, Medication, Position, Risks, RuleOutcome
from taper_app.wording import lists
from taper_app.wording.days import clinic_date
from taper_app.wording.doses import day_on_paper
from taper_app.wording.labels import TIERS
from taper_app.wording.medicines import medicine_called, taken_said
from taper_app.wording.regimens import drug_said
from taper_app.wording.risks import interacting_said

from . import source_words
from .answers import answers

BESIDE = {  # sections of the form of a new plan, with what is chosen there as disagreements.toml calls it
    "method": ("method", "crossover_days"),
    "table": ("table",),
    "pace": ("pace", "basis", "pattern"),
    "more": ("stop_from_mg", "coarse_tail"),
}
OUTCOMES = ("found", "not found", "not judged")
EQUIVALENT_TO = Decimal(10)  # mg of diazepam that every table equates to
TWOFOLD, HALF = 2, Decimal("0.5")
MEMORY = "From memory"
ENTERED, CHOSEN, WORKED_OUT, SET = "Entered", "Chosen", "Worked out", "Set by the clinic"
NOT_CONSIDERED = (
    "The level of any medicine in the blood, and how fast this patient’s body clears one. Age and answers about the liver make "
    "remarks; no dose is worked out from them.",
    "Medicines that Taper has no data on, those bought without a prescription included.",
    "Whether the medicine is still needed, and whether now is the time: that is decided with the patient.",
    "The patient’s wishes, work and home, but for what was asked about risks.",
    "Whether the pharmacy has the products, unless the clinic has listed what it stocks.",
    "What nobody asked or entered.",
)
THRESHOLDS = {
    "diazepam_threshold_mg": ("Most diazepam of a crossover", "diazepam_threshold"),
    "specialist_threshold_mg": ("A specialist is asked above", "specialist_dose"),
    "inpatient_threshold_mg": ("A hospital is considered above", "inpatient_dose"),
}


class Line(NamedTuple):
    """Some words, and where their numbers come from: the anchor of an entry on the page of sources, or an origin in a word."""

    words: str
    anchor: str = ""
    origin: str = ""
    tag: str = ""


class Row(NamedTuple):
    """A label and its lines; `anchor` is where the label leads on the page of sources."""

    label: str
    lines: list[Line]
    anchor: str = ""


def how(issued: Issued) -> dict[str, Any]:
    """What the page says of a revision, issued or not; a part that an older one did not keep is None or empty."""
    kept = issued.how
    return {
        "started": list(started(issued)),
        "table": list(tables(issued)),
        "chosen": [
            Row(each.label, [Line(line, origin=CHOSEN) for line in each.lines]) for each in answers(issued, load_catalogue())
        ],
        "pieces": list(pieces(issued)),
        "limits": list(limits(kept)) if kept else None,
        "rules": rules(issued, kept) if kept else None,
        "disagreements": list(disagreements(kept.disagreements)) if kept else [],
        "not_considered": NOT_CONSIDERED,
    }


def started(issued: Issued) -> Iterator[Row]:
    """What was taken and prescribed, what is taken at a later revision, and the risks."""
    for each in issued.medications:
        called = medicine_called(each, issued.drug_name(each.id), issued.products, issued.clinic.market)
        yield Row(f"{called[:1].upper()}{called[1:]}", [Line(f"Taken {taken_or_prescribed(each)}", origin=ENTERED)])
    taken_now = (issued.taken or Regimen(())).weekly()
    if now := [f"{drug} {drug_said(taken_now, drug, on_paper=True)}" for drug in taken_now.drugs]:
        yield Row("Taken at this revision", [Line(each, origin=ENTERED) for each in now])
    if issued.risks:
        yield from risks(issued.risks)
    else:
        yield Row("Risks", [Line("Nobody had asked")])


def taken_or_prescribed(row: Medication) -> str:
    """How a row of the list is taken, and how it is prescribed where that is another dose."""
    taken = taken_said(row, row.taken, day_on_paper)
    if row.other:
        return taken
    return f"{taken}; {'as prescribed' if row.taken == row.prescribed else f'prescribed: {day_on_paper(row.prescribed)}'}"


def risks(told: Risks) -> Iterator[Row]:
    """What was answered: each question that there is something to say of with its source, the others by name."""
    labels = {"noted": "Risks to note", "use": "How long it has been taken", "unknown": "Risks not known"}
    for kind, label in labels.items():
        of_kind = [each for each in told.answers if each.kind == kind]
        lines = [Line(each.name if kind == "unknown" else each.named, f"risks-{each.question}") for each in of_kind]
        if lines:
            yield Row(label, lines)
    if told.interacting:
        lines = [Line(interacting_said(each), f"interactions-{each.medicine}") for each in told.interacting]
        yield Row("Interacting medicines", lines)
    usual = lists.joined([each.name for each in told.answers if each.kind == "usual" and not each.by_button])
    asked = f"Asked on {clinic_date(told.asked_on)} by {told.asked_by}"
    yield Row("Nothing to note", [Line(usual or "Of nothing"), Line(asked, origin=ENTERED)])
    if by_button := lists.joined([each.name for each in told.answers if each.by_button]):
        yield Row("Answered by one button, not asked", [Line(by_button, origin=ENTERED)])


# The table and its rivals, the pieces, the limits ------------------------------------------------


def tables(issued: Issued) -> Iterator[Row]:
    """What the chosen table makes of the day, then every other table that knows it, with how far apart they are."""
    if not issued.table:
        return
    figures, chosen = issued.how.figures if issued.how else {}, issued.table.id
    mine = chosen_mg(issued)
    result = [Line(f"In all about {text.about(mine)} of diazepam a day", origin=WORKED_OUT)] if mine else []
    lines = [*figure_lines(chosen, figures, issued.tables_for), *result]
    yield Row(f"{issued.table.name}, chosen", lines, f"tables-{chosen}")
    for drug, table in issued.tables_for.items():
        own = list(figure_lines(table.id, figures, only=drug))
        yield Row(f"{table.name}, chosen for {drug}", own, f"tables-{table.id}")
    for id_, table in issued.tables.items():
        if id_ != chosen:
            value = Fraction(issued.equivalents[id_])
            yield Row(table.name, [*figure_lines(id_, figures), rival(value, mine)], f"tables-{id_}")


def chosen_mg(issued: Issued) -> Fraction | None:
    """mg diazepam of the day by what was chosen; None where a later revision mixes tables, so that nothing kept says it."""
    by_table = issued.equivalents.get(issued.table.id) if issued.table else None
    if by_table is not None and not issued.tables_for:
        return Fraction(by_table)
    return issued.schedule.baseline_equivalent if issued.taken is None else None


def rival(value: Fraction, mine: Fraction | None) -> Line:
    """What another table makes of the day, marked where that is half or twice as much, or further away."""
    said = f"In all about {text.about(value)} of diazepam a day"
    if not mine:
        return Line(said, origin=WORKED_OUT)
    ratio = value / mine
    times = "the same" if ratio == 1 else f"{text.number(text.rounded(ratio, 1))} times as much"
    far = "Twofold or more apart" if ratio >= TWOFOLD or ratio <= 1 / Fraction(TWOFOLD) else ""
    return Line(f"{said}, {times}", origin=WORKED_OUT, tag=far)


def figure_lines(
    table: str, figures: Mapping[str, Mapping[str, tuple[Decimal, ...]]], others: Collection[str] = (), only: str = ""
) -> Iterator[Line]:
    """What a table says of each drug of the day but diazepam; of one alone, or without those that have another table."""
    for drug, (low, high) in figures.get(table, {}).items():
        if drug == "diazepam" or drug in others or (only and drug != only):
            continue
        middle = ", of which the middle is taken" if low != high else ""
        said = source_words.span(low, high)
        yield Line(f"{said} of {drug} counts as {text.mg(EQUIVALENT_TO)} of diazepam{middle}", f"tables-{table}")


def pieces(issued: Issued) -> Iterator[Row]:
    """The products that the doses are made of, by drug, and how each is split."""
    used: dict[str, set[Decimal]] = {}
    for step in issued.schedule.steps:
        for piece in (piece for dose in step.doses for piece in dose.pieces):
            used.setdefault(piece.product, set()).add((piece.count or Decimal(0)) % 1)
    by_drug: dict[str, list[Line]] = {}
    for id_, parts in sorted(used.items()):
        told = issued.products[id_]
        split = "quarters" if parts - {Decimal(0), HALF} else "halves" if HALF in parts else ""
        said = f"{told.label}, also in {split}" if split else told.label
        by_drug.setdefault(told.drug, []).append(Line(said, f"drugs-{told.drug}"))
    yield from (Row(drug.capitalize(), lines) for drug, lines in by_drug.items())


def limits(kept: How) -> Iterator[Row]:
    """What no schedule may go beyond, or not without a reason, and the clinic's thresholds."""
    told = {each.rule: each for each in kept.rules}
    for id_ in LIMITS:
        said = [f"{label.capitalize()}: {words_}" for label, words_ in source_words.numbers_said(told[id_].numbers)]
        yield Row(told[id_].title, [Line(each, f"rules-{id_}") for each in said])
    for name, (label, id_) in THRESHOLDS.items():
        own, usual = kept.thresholds.get(name), told[id_].numbers.get("default_mg")
        if own is not None:
            yield Row(label, [Line(text.mg(own), origin=SET)])
        elif usual is not None:
            yield Row(label, [Line(text.mg(usual), f"rules-{id_}")])


# Rules and disagreements -------------------------------------------------------------------------


def rules(issued: Issued, kept: How) -> dict[str, list[dict[str, Any]]]:
    """Every rule by what became of it, in the order in which findings are read."""
    told = [rule_said(each, issued, kept) for each in kept.rules]
    return {outcome.replace(" ", "_"): [each for each in told if each["outcome"] == outcome] for outcome in OUTCOMES}


def rule_said(told: RuleOutcome, issued: Issued, kept: How) -> dict[str, Any]:
    """One rule: what it found, or what it lacked, and its source."""
    found = [each for each in issued.findings if each.rule == told.rule]
    return {
        "title": told.title,
        "anchor": f"rules-{told.rule}",
        "outcome": told.outcome,
        "tier": TIERS[found[0].severity] if found else "",
        "messages": list(dict.fromkeys(each.message for each in found)),
        "lacking": lists.joined(told.lacking),
        "source": kept.sources[told.source].title,
        "source_anchor": f"sources-{told.source}",
        "memory": told.evidence == "memory",
    }


def disagree_beside(catalogue: Catalogue) -> dict[str, list[Row]]:
    """The questions on which guidelines disagree, by the section of a new plan's form in which they are answered."""
    told = [disagreement_told(catalogue, each) for each in catalogue.disagreements.values()]
    return {section: list(disagreements(each for each in told if each.choice in choices)) for section, choices in BESIDE.items()}


def source_known(one: Position) -> str:
    """A source as readers know it, by its title; by its publisher where the data no longer have it."""
    known = load_catalogue().sources.get(one.source)
    return known.title if known else one.publisher


def disagreements(kept: Iterable[Disagreement]) -> Iterator[Row]:
    """Each question on which guidelines disagree and that this plan had to answer, with the position of each."""
    for each in kept:
        lines = [
            Line(f"{source_known(one)}: {one.words}", f"sources-{one.source}", tag=MEMORY * (one.evidence == "memory"))
            for one in each.positions
        ]
        yield Row(each.question, lines, f"disagreements-{each.id}")
