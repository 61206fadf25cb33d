"""The choice of an equivalence table: what the day is worth by each of them, with the range where a table prints one."""

from fractions import Fraction

from taper_app.engine import DAYS, Catalogue, EquivalenceTable, Regimen, drug_of, text
from taper_app.wording.lists import joined
from taper_app.wording.regimens import daily_said

DIAZEPAM = "diazepam"
CONVENTIONS = ("ashton-2002", "vadod-2021")  # the two that ASAM 2025 prints side by side


def other_drugs(regimen: Regimen) -> list[str]:
    """The drugs that need a table, whatever their release: its figures are of the drug."""
    return list(dict.fromkeys(drug for each in regimen.drugs if (drug := drug_of(each)) != DIAZEPAM))


def lacking(table: EquivalenceTable, regimen: Regimen) -> list[str]:
    """The regimen's drugs that a table does not list."""
    return [drug for drug in other_drugs(regimen) if drug not in table.cells]


def offered(catalogue: Catalogue, market: str) -> list[EquivalenceTable]:
    """The tables that can be chosen, those of the market first, in its order."""
    may = {each.id: each for each in catalogue.tables.values() if each.selectable}
    return [may[each] for each in dict.fromkeys((*catalogue.markets[market].tables, *may)) if each in may]


def lacked_by_some(catalogue: Catalogue, regimen: Regimen) -> list[str]:
    """The drugs that a table on offer does not list: for those a second table can be named."""
    offered = [each for each in catalogue.tables.values() if each.selectable]
    return [drug for drug in other_drugs(regimen) if any(drug not in each.cells for each in offered)]


def span(table: EquivalenceTable, regimen: Regimen) -> tuple[Fraction, Fraction, Fraction]:
    """The day's equivalent in mg diazepam by a table that knows every drug: lowest, middle, highest."""
    low = middle = high = Fraction(0)
    for each, weekly in regimen.weekly_mg().items():
        drug, mg = drug_of(each), Fraction(weekly) / len(DAYS)
        cell = None if drug == DIAZEPAM else table.cells[drug]
        low += mg * (10 / Fraction(cell.high) if cell else 1)
        middle += mg * (10 / cell.midpoint if cell else 1)
        high += mg * (10 / Fraction(cell.low) if cell else 1)
    return low, middle, high


def conventions_said(catalogue: Catalogue, regimen: Regimen) -> str:
    """What the day is by the two conventions, in one sentence; empty where they are near each other or one does not say.

    They are far apart where the rule on tables that disagree would say so.
    """
    ours, theirs = (catalogue.tables[each] for each in CONVENTIONS)
    if lacking(ours, regimen) or lacking(theirs, regimen):
        return ""
    mine, other = (span(each, regimen)[1] for each in (ours, theirs))
    if max(mine, other) <= min(mine, other) * Fraction(catalogue.rules["tables_disagree"].numbers["ratio"]):
        return ""
    daily = daily_said(regimen)
    day = f"{joined(daily)} a day {'are' if len(daily) > 1 else 'is'}"
    return f"By {ours.name} {day} about {text.about(mine)} of diazepam, by {theirs.name} about {text.about(other)}."


def said(table: EquivalenceTable, regimen: Regimen) -> str:
    """What a table makes of the day, in a few words."""
    missing = lacking(table, regimen)
    if missing:
        return f"does not list {' or '.join(missing)}"
    low, middle, high = span(table, regimen)
    words = f"about {text.about(middle)} of diazepam a day"
    if low != high:
        words = f"{words}: the middle of its range, {text.about(low)} to {text.about(high)}"
    words = f"{words}. {table.note}" if table.note else words
    unsure = [drug for drug in other_drugs(regimen) if table.cells[drug].confidence == "low"]
    return f"{words}. Its figure for {' and '.join(unsure)} is uncertain: copies of it differ" if unsure else words
