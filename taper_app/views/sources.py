"""Every number that Taper works with, drawn from the data files, and each leads to the publication that it was taken from.

The whole is long, so each group has an address of its own, and each drug one within it; the first page finds in all of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from taper_app.engine import Catalogue, Drug, EquivalenceTable, Source, load_catalogue, text
from taper_app.pages import source_words as words
from taper_app.pages.source_entries import entry_lists
from taper_app.pages.source_words import Figure
from taper_app.wording.source_places import EACH_APART

from .access import ClinicRequest, today_at


@dataclass(frozen=True)
class Part:
    """One thing of a group: its anchor, its title, its figures, what else it says, and what its template draws."""

    anchor: str
    title: str
    figures: Sequence[Figure]
    said: Sequence[str]
    drawn: Any

    def rests_on(self, source: str) -> bool:
        """Whether a figure of it was taken from this source."""
        return any(each.source == source for each in self.figures)

    def has(self, sought: Iterable[str]) -> bool:
        """Whether each of these words is somewhere in it."""
        whole = " ".join([self.title, *self.said, *(f"{each.words} {each.source}" for each in self.figures)]).casefold()
        return all(word in whole for word in sought)


@dataclass(frozen=True)
class Group:
    """All of one kind, as the catalogue calls it, and the template that draws one."""

    part: str
    heading: str
    template: str
    parts: Sequence[Part]


@require_safe
def sources(request: ClinicRequest) -> HttpResponse:
    """What there is, by group, or what has the words that are looked for, or rests on a source.

    It holds nothing about patients, and is for clinicians: nobody should taper alone by it.
    """
    catalogue = load_catalogue()
    sought, on = request.GET.get("q", "").strip(), catalogue.sources.get(request.GET.get("on", ""))
    of_all = [(group, [each for each in group.parts if each.has(sought.casefold().split())]) for group in groups(catalogue)]
    found = [(group, [each for each in parts if each.rests_on(on.id)]) for group, parts in of_all] if on else of_all
    context = {
        "catalogue": catalogue,
        "sought": sought,
        "on": on,
        "found": [(group, parts) for group, parts in found if parts],
        "count": sum(len(parts) for _, parts in found),
        "evidence": words.EVIDENCE.values(),
        "today": today_at(request.user.clinic),
    }
    return render(request, "sources/sources.html", context)


@require_safe
def source_group(request: ClinicRequest, part: str) -> HttpResponse:
    """All of one group in full; where each part has a page of its own that part, or which there are."""
    group = next((each for each in groups(load_catalogue()) if each.part == part), None)
    parts = group.parts if group else []
    if part in EACH_APART:
        parts = [each for each in parts if each.anchor == f"{part}-{request.GET['of']}"] if "of" in request.GET else []
    if group is None or ("of" in request.GET and not parts):
        raise Http404
    context = {"group": group, "parts": parts, "apart": part in EACH_APART, "today": today_at(request.user.clinic)}
    return render(request, "sources/source_group.html", context)


def groups(catalogue: Catalogue) -> list[Group]:
    """Every group of the data files, the publications last."""
    lists = [
        Group(
            "drugs", "Drugs and products", "sources/_drug.html", [drug_part(catalogue, each) for each in catalogue.drugs.values()]
        ),
        Group("tables", "Equivalence tables", "sources/_table.html", list(map(table_part, catalogue.tables.values()))),
        *(
            Group(each["part"], each["heading"], "sources/_entry.html", list(map(entry_part, each["entries"])))
            for each in entry_lists(catalogue)
        ),
    ]
    used = Counter(source for group in lists for each in group.parts for source in {figure.source for figure in each.figures})
    listed = [source_part(each, used[each.id]) for each in catalogue.sources.values() if each.listed]
    return [*lists, Group("sources", "Publications", "sources/_source.html", listed)]


def entry_part(entry: Any) -> Part:
    """A rule, a pace, advice or whatever else is said in sentences."""
    labels = [label for label, _ in entry.figures]
    return Part(entry.anchor, entry.title, [figure for _, figure in entry.figures], [*entry.words, *labels], entry)


def source_part(source: Source, used: int) -> Part:
    """A publication, with how many parts rest on it."""
    said = [source.id, source.publisher, source.year]
    return Part(f"sources-{source.id}", source.title, [], said, {"source": source, "used": used})


# Drugs and tables --------------------------------------------------------------------------------


def drug_part(catalogue: Catalogue, drug: Drug) -> Part:
    """A drug with its half-lives, licensed maxima, enzymes, codes, and products by market."""
    sold = {
        market: [each for each in catalogue.products(market).values() if each.drug == drug.id] for market in catalogue.markets
    }
    facts = list(drug_facts(drug))
    products = {words.market(market): list(map(words.product_row, these)) for market, these in sold.items() if these}
    figures = [*(fact for _, fact in facts), *words.figures_of(row for these in products.values() for row in these)]
    said = [*(label for label, _ in facts), *(brand for these in sold.values() for each in these for brand in each.brands)]
    anchor = f"drugs-{drug.id}"
    drawn = {"drug": drug, "anchor": anchor, "facts": facts, "products": products}
    return Part(anchor, drug.name, figures, said, drawn)


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


def table_part(table: EquivalenceTable) -> Part:
    """A table with each of its figures, as it is used and as it is printed."""
    rows = [
        (drug, Figure(words.span(cell.low, cell.high), table.source, cell.evidence, cell.confidence), cell.as_stated)
        for drug, cell in table.cells.items()
    ]
    anchor = f"tables-{table.id}"
    drawn = {"table": table, "anchor": anchor, "rows": rows}
    return Part(anchor, table.name, [figure for _, figure, _ in rows], [drug for drug, _, _ in rows], drawn)
