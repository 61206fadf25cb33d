"""Every number that Taper works with, drawn from the data files, and each leads to the publication that it was taken from."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from taper_app.engine import Catalogue, Drug, EquivalenceTable, load_catalogue, text
from taper_app.pages import source_words as words
from taper_app.pages.source_entries import entry_lists
from taper_app.pages.source_words import Figure

from .access import ClinicRequest, today_at


@require_safe
def sources(request: ClinicRequest) -> HttpResponse:
    """The whole catalogue. It holds nothing about patients, and is for clinicians: nobody should taper alone by it."""
    catalogue = load_catalogue()
    drugs = [drug_part(catalogue, each) for each in catalogue.drugs.values()]
    tables = [table_part(each) for each in catalogue.tables.values()]
    lists = entry_lists(catalogue)
    used = uses(drugs, tables, lists)
    context = {
        "catalogue": catalogue,
        "drugs": drugs,
        "tables": tables,
        "lists": lists,
        "sources": [{"source": each, "used": used.get(each.id, {})} for each in catalogue.sources.values() if each.listed],
        "evidence": words.EVIDENCE.values(),
        "today": today_at(request.user.clinic),
    }
    return render(request, "sources/sources.html", context)


# Drugs and tables --------------------------------------------------------------------------------


def drug_part(catalogue: Catalogue, drug: Drug) -> dict[str, Any]:
    """A drug with its half-lives, licensed maxima, enzymes, codes, and products by market."""
    sold = {
        market: [each for each in catalogue.products(market).values() if each.drug == drug.id] for market in catalogue.markets
    }
    return {
        "drug": drug,
        "anchor": f"drugs-{drug.id}",
        "facts": list(drug_facts(drug)),
        "products": {words.market(market): list(map(words.product_row, these)) for market, these in sold.items() if these},
    }


def drug_facts(drug: Drug) -> Iterator[tuple[str, Figure]]:
    """Half-lives, highest licensed doses, enzymes, safety in liver disease and codes of a drug, each with its label."""
    for life in drug.half_lives:
        yield f"Half-life of {life.of}", Figure(words.span(life.low, life.high, "hours"), life.source, life.evidence)
    for most in drug.maxima:
        where = f"{words.market(most.market)}, {words.indication(most.indication)}{words.most_for(most)}"
        yield f"Highest licensed dose a day, {where}", Figure(text.mg(most.daily_mg), most.source, most.evidence)
    for each in drug.cleared_by:
        yield "Cleared by", Figure(each.enzyme, each.source, each.evidence)
    yield from plain_facts(drug)
    if drug.also:
        yield "Also found as", Figure(", ".join(drug.also), "general-knowledge", "memory")
    liver = "Unsafe" if drug.liver.unsafe else "Possible with care"
    yield "Crossing over to it with severe liver disease", Figure(liver, drug.liver.source, drug.liver.evidence)
    yield from words.code_figures(drug.codes)


def plain_facts(drug: Drug) -> Iterator[tuple[str, Figure]]:
    """What the plain form of a drug does in the place of its modified-release one."""
    if by_day := drug.plain_by_day:
        times = f"The same dose a day, at {by_day.times} times of day"
        yield "Plain tablets instead of modified release", Figure(times, by_day.source, by_day.evidence)
    for each in drug.plain_at_night:
        said = f"{text.mg(each.plain_mg)} for {text.mg(each.modified_mg)}, at night"
        yield "Plain tablets instead of modified release", Figure(said, each.source, each.evidence)


def table_part(table: EquivalenceTable) -> dict[str, Any]:
    """A table with each of its figures, as it is used and as it is printed."""
    rows = [
        (drug, Figure(words.span(cell.low, cell.high), table.source, cell.evidence, cell.confidence), cell.as_stated)
        for drug, cell in table.cells.items()
    ]
    return {"table": table, "anchor": f"tables-{table.id}", "rows": rows}


# Where each source is used -----------------------------------------------------------------------


def uses(drugs: list[dict[str, Any]], tables: list[dict[str, Any]], lists: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """For each source the parts of the page that rest on it: the title of each by its anchor."""
    found: dict[str, dict[str, str]] = {}
    for anchor, title, figures in parts(drugs, tables, lists):
        for figure in figures:
            found.setdefault(figure.source, {})[anchor] = title
    return found


def parts(
    drugs: list[dict[str, Any]], tables: list[dict[str, Any]], lists: list[dict[str, Any]]
) -> Iterator[tuple[str, str, list[Figure]]]:
    """Each part of the page: its anchor, its title and its figures."""
    for part in drugs:
        rows = [row for these in part["products"].values() for row in these]
        yield part["anchor"], part["drug"].name, [*(fact for _, fact in part["facts"]), *words.figures_of(rows)]
    for part in tables:
        yield part["anchor"], part["table"].name, [figure for _, figure, _ in part["rows"]]
    for entry in (entry for each in lists for entry in each["entries"]):
        yield entry.anchor, entry.title, [figure for _, figure in entry.figures]
