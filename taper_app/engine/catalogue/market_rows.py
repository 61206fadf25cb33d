"""Markets as they are read from their file."""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from .facts import CatalogueError
from .markets import Keep, Market, Threshold
from .rows import Row

CODE = re.compile(r"[a-z]{2,8}")
PAPER_SIZES = ("A4", "Letter")
WEEK_BEGINS = ("mon", "sat", "sun")


def read_market(row: Row, tables: Collection[str], rules: Collection[str], presets: Collection[str]) -> Market:
    """A market from its table, with the tables, rules and presets that it may name.

    Raises CatalogueError naming the key at fault.
    """
    if not CODE.fullmatch(row.key):
        raise row.wrong("the code of a market is two to eight small letters")
    return Market(
        id=row.key,
        name=row.text("name"),
        english=row.text("english"),
        paper_size=row.choice("paper_size", PAPER_SIZES),
        week_begins=row.choice("week_begins", WEEK_BEGINS),
        emergency=row.text("emergency"),
        night_line=row.text("night_line", ""),
        register=row.text("register", ""),
        crisis=row.text("crisis"),
        driving=row.text("driving"),
        tables=row.some_of("tables", tables),
        thresholds=_thresholds(row.row("thresholds"), rules),
        bands=row.choice("bands", presets, ""),
        keep=_keep(row.row("keep")),
        boxes=row.worded("boxes"),
        evidence=row.evidence(),
    )


def _keep(row: Row) -> Keep:
    years, after_death, until_age = (row.take(name, int) for name in ("years", "after_death", "until_age"))
    keep = Keep(years, after_death, until_age, row.text("age_from"), row.source(), row.evidence())
    row.done()
    return keep


def _thresholds(row: Row, rules: Collection[str]) -> Mapping[str, Threshold]:
    if set(row.left) - set(rules):
        raise row.wrong(f"must be of some of: {', '.join(rules)}")
    return MappingProxyType({rule: _threshold(row.row(rule)) for rule in tuple(row.left)})


def _threshold(row: Row) -> Threshold:
    threshold = Threshold(row.number("mg"), row.text("origin"), row.source(), row.evidence())
    row.done()
    return threshold


def check_markets(markets: Collection[str], sold: Collection[str]) -> None:
    """Raises CatalogueError for a market without a file of products, and for such a file without its market."""
    for market in [each for each in markets if each not in sold]:
        raise CatalogueError(f"markets.toml: {market}: products/{market}.toml is missing")
    for market in [each for each in sold if each not in markets]:
        raise CatalogueError(f"products/{market}.toml: {market} is not in markets.toml")
