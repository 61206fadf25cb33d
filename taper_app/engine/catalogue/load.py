"""Reads the data files into a Catalogue, and refuses them when anything in them is wrong.

Every failure is a CatalogueError whose message names the file and the key.
"""

import tomllib
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from ..text import number as in_digits
from .decision import Decision
from .drug_rows import read_drug
from .facts import (
    SIGNS,
    Advice,
    Bottle,
    Catalogue,
    CatalogueError,
    Cell,
    EquivalenceTable,
    Preset,
    Product,
    Source,
)
from .market_rows import check_markets, read_market
from .medicine import Drugs
from .other_rows import read_other, read_other_kind
from .outcome_rows import read_tried
from .risk_rows import check_risks, read_dependence, read_disagreement, read_interaction, read_risk
from .risks import Risk
from .rows import CONFIDENCES, EVIDENCE, Row
from .rule_rows import envelope_of, numbers_of, read_limit, read_role, read_rule, read_syringe
from .rules import Rule
from .visit_facts import ANY, ITEM_9, Measure, Noted, Scale, Sign, Substance
from .visit_rows import check_signs, read_measure, read_noted, read_scale, read_sign, read_substance

DATA = Path(__file__).parent / "data"
SOLIDS = (
    "tablet",
    "capsule",
    "modified-release tablet",
    "modified-release capsule",
    "orally dispersible tablet",
    "sublingual tablet",
    "film",
)
LIQUIDS = ("oral solution", "oral suspension", "oral concentrate", "oral drops")
SPLITS = ("none", "half", "quarter", "unverified")
STATUSES = ("available", "import", "special", "discontinued", "withdrawn")
T = TypeVar("T")


@cache
def load_catalogue(directory: Path = DATA) -> Catalogue:
    """The catalogue of a directory of data files, read once. Raises CatalogueError naming the file and key at fault."""
    files = {path.relative_to(directory).as_posix(): path.read_bytes() for path in sorted(directory.rglob("*.toml"))}
    sources = _read(files, "sources.toml", _source)
    products = {Path(name).stem: _read(files, name, _product, sources) for name in files if name.startswith("products/")}
    drugs = _read(files, "drugs.toml", read_drug, sources, products)
    risks = _read(files, "risks.toml", read_risk, sources)
    check_risks(risks)
    rules = _rules(files, sources, risks)
    limits = _read(files, "limits.toml", read_limit, sources)
    _check_drugs_of(products, drugs)
    tables = _read(files, "tables.toml", _table, sources, drugs)
    presets = _read(files, "presets.toml", _preset, sources)
    markets = _read(files, "markets.toml", read_market, sources, tables, rules, presets)
    check_markets(markets, products)
    other_kinds = _read(files, "other_kinds.toml", read_other_kind, sources)
    visits = _at_visits(files, sources, rules, risks)
    return Catalogue(
        drugs=MappingProxyType(Drugs(drugs)),
        markets=markets,
        by_market=MappingProxyType(products),
        syringes=_read(files, "syringes.toml", read_syringe, sources),
        tables=tables,
        rules=rules,
        envelope=envelope_of(rules, limits),
        limits=limits,
        presets=presets,
        outcomes=_read(files, "outcomes.toml", read_tried, sources),
        advice=_read(files, "advice.toml", _advice, sources),
        risks=risks,
        red_flags=visits.red_flags,
        symptoms=visits.symptoms,
        seen=visits.seen,
        scales=visits.scales,
        measures=visits.measures,
        substances=visits.substances,
        signs=visits.signs,
        roles=_read(files, "roles.toml", read_role, sources),
        interactions=_read(files, "interactions.toml", read_interaction, sources, drugs),
        other_kinds=other_kinds,
        others=_read(files, "others.toml", read_other, sources, other_kinds, drugs),
        dependence=_read(files, "dependence.toml", read_dependence, sources, risks),
        disagreements=_read(files, "disagreements.toml", read_disagreement, sources),
        sources=sources,
        digest=sha256(b"".join(files.values())).hexdigest(),
    )


def _rules(files: Mapping[str, bytes], sources: Collection[str], risks: Mapping[str, Risk]) -> Mapping[str, Rule]:
    tables = _parse(files, "guidelines.toml")
    return _things("guidelines.toml", tables, read_rule, sources, risks, numbers_of(tables))


class _AtVisits(NamedTuple):
    """What the files about visits hold, each by its id."""

    red_flags: Mapping[str, Noted]
    symptoms: Mapping[str, Noted]
    seen: Mapping[str, Noted]
    scales: Mapping[str, Scale]
    measures: Mapping[str, Measure]
    substances: Mapping[str, Substance]
    signs: Mapping[str, Sign]


def _at_visits(
    files: Mapping[str, bytes], sources: Collection[str], rules: Mapping[str, Rule], risks: Mapping[str, Risk]
) -> _AtVisits:
    """What a visit may note, and the signs that read it."""
    red_flags, symptoms, seen = (
        _read(files, f"{name}.toml", read_noted, sources, risks) for name in ("red_flags", "symptoms", "seen")
    )
    scales, measures = _read(files, "scales.toml", read_scale, sources), _read(files, "measures.toml", read_measure, sources)
    substances = _read(files, "substances.toml", read_substance, sources, risks)
    known: dict[str, Collection[str]] = {
        "measure": (*scales, *measures, ITEM_9),
        "symptom": (ANY, *symptoms),
        "red_flag": red_flags,
        "seen": seen,
        "substance": substances,
    }
    signs = _read(files, "signs.toml", read_sign, sources, known, rules, risks)
    check_signs(signs, substances)
    return _AtVisits(red_flags, symptoms, seen, scales, measures, substances, signs)


def _parse(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    if name not in files:
        raise CatalogueError(f"{name}: the file is missing")
    try:
        return tomllib.loads(files[name].decode(), parse_float=Decimal)
    except ValueError as error:
        raise CatalogueError(f"{name}: {error}") from error


def _read(
    files: Mapping[str, bytes], name: str, read: Callable[..., T], sources: Collection[str] = (), *known: Any
) -> Mapping[str, T]:
    """Every table of a file through `read`, by its key, in the order of the file."""
    return _things(name, _parse(files, name), read, sources, *known)


def _things(
    name: str, tables: Mapping[str, Any], read: Callable[..., T], sources: Collection[str], *known: Any
) -> Mapping[str, T]:
    things = {}
    for key, values in tables.items():
        row = Row(name, key, values, sources)
        things[key] = read(row, *known)
        row.done()
    return MappingProxyType(things)


def _source(row: Row) -> Source:
    year = row.text("year")
    if year != "no date" and not (year.isdigit() and len(year) == 4):
        raise row.wrong('year must be four digits or "no date"')
    return Source(
        row.key,
        row.text("title"),
        row.text("publisher"),
        year,
        row.text("url", ""),
        row.text("doi", ""),
        row.take("listed", bool, True),
    )


def _product(row: Row) -> Product:
    form = row.choice("form", SOLIDS + LIQUIDS)
    product = Product(
        id=row.key,
        drug=row.text("drug"),
        market=Path(row.file).stem,
        form=form,
        strength_mg=row.number("strength_mg") if form in SOLIDS else None,
        mg_per_ml=row.number("mg_per_ml") if form in LIQUIDS else None,
        drop_mg=row.number("drop_mg") if form == "oral drops" else None,
        splits=row.choice("splits", SPLITS, "none"),
        splits_source=row.source("splits_source", ""),
        splits_evidence=row.choice("splits_evidence", EVIDENCE, ""),
        status=row.choice("status", STATUSES),
        ticked=row.take("ticked", bool, True),
        brands=row.texts("brands"),
        codes=row.codes(),
        source=row.source(),
        evidence=row.evidence(),
        confidence=row.choice("confidence", CONFIDENCES),
        note=row.text("note", ""),
        bottle=_bottle(row.row("bottle")) if "bottle" in row.left else None,
    )
    _check_product(row, product)
    return product


def _bottle(row: Row) -> Bottle:
    holds_ml = row.number("holds_ml") if "holds_ml" in row.left else None
    keeps_days = row.take("keeps_days", int, None)
    if keeps_days is not None and keeps_days < 1:
        raise row.wrong("keeps_days must be a day or more")
    if (holds_ml is None) == ("source" in row.left) or (keeps_days is None) == ("keeps_source" in row.left):
        raise row.wrong("what it holds has a source, and how many days it keeps a keeps_source")
    bottle = Bottle(
        holds_ml=holds_ml,
        keeps_days=keeps_days,
        source=row.source("source", ""),
        evidence=row.choice("evidence", EVIDENCE, ""),
        keeps_source=row.source("keeps_source", ""),
        keeps_evidence=row.choice("keeps_evidence", EVIDENCE, ""),
    )
    row.done()
    return bottle


def _check_product(row: Row, product: Product) -> None:
    if row.key != _product_id(product):
        raise row.wrong(f"drug, strength and form make the id {_product_id(product)}")
    if product.bottle and product.form not in LIQUIDS:
        raise row.wrong(f"bottle must not be there for the form {product.form}")
    if product.splits != "none" and product.form != "tablet":
        raise row.wrong(f"splits must be none for the form {product.form}")
    if product.splits in ("half", "quarter") and not (product.splits_source and product.splits_evidence):
        raise row.wrong("splits needs a splits_source and a splits_evidence")


def _product_id(product: Product) -> str:
    unit = "mg-per-ml" if product.mg_per_ml else "mg"
    strength = in_digits(product.mg_per_ml or product.strength_mg or 0).replace(".", "p")
    return f"{product.drug}-{strength}{unit}-{product.form.replace(' ', '-')}"


def _check_drugs_of(products: Mapping[str, Mapping[str, Product]], drugs: Collection[str]) -> None:
    for market, sold in products.items():
        for product in sold.values():
            if product.drug not in drugs:
                raise CatalogueError(f"products/{market}.toml: {product.id}: {product.drug} is not in drugs.toml")


def _table(row: Row, drugs: Collection[str]) -> EquivalenceTable:
    evidence, confidence = row.choice("evidence", EVIDENCE), row.choice("confidence", CONFIDENCES)
    cells = row.row("cells")
    table = EquivalenceTable(
        id=row.key,
        name=row.text("name"),
        source=row.source(),
        selectable=row.take("selectable", bool),
        note=row.text("note", ""),
        cells=MappingProxyType({drug: _cell(cells.row(drug), evidence, confidence) for drug in tuple(cells.left)}),
        review_by=row.review_by(),
    )
    for drug, cell in table.cells.items():
        if drug not in drugs:
            raise cells.wrong(f"{drug} is not in drugs.toml")
        if table.selectable and cell.evidence == "memory":
            raise cells.wrong(f"{drug} is from memory, so the table cannot be selectable")
    return table


def _cell(row: Row, evidence: str, confidence: str) -> Cell:
    cell = Cell(
        *row.span("mg"),
        as_stated=row.text("as_stated"),
        evidence=row.choice("evidence", EVIDENCE, evidence),
        confidence=row.choice("confidence", CONFIDENCES, confidence),
    )
    row.done()
    return cell


def _preset(row: Row) -> Preset:
    fields = row.take("strategy", dict)
    return Preset(
        id=row.key,
        name=row.text("name"),
        strategy=MappingProxyType(fields),
        slower=row.take("slower", bool, False),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
        note=row.text("note"),
    )


def _advice(row: Row) -> Advice:
    decisions, when = row.texts("decisions"), row.texts("when")
    for name, given, known in (("decisions", decisions, Decision), ("when", when, SIGNS)):
        if not given or set(given) - set(known):
            raise row.wrong(f"{name} must be some of: {', '.join(known)}")
    return Advice(
        id=row.key,
        decisions=tuple(map(Decision, decisions)),
        when=when,
        words=row.text("words"),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )
