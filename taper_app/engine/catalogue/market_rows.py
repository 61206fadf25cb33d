"""Markets as they are read from their file."""

import re
from collections.abc import Collection

from .facts import CatalogueError
from .markets import Market
from .rows import Row

CODE = re.compile(r"[a-z]{2,8}")
PAPER_SIZES = ("A4", "Letter")


def read_market(row: Row) -> Market:
    """A market from its table. Raises CatalogueError naming the key at fault."""
    if not CODE.fullmatch(row.key):
        raise row.wrong("the code of a market is two to eight small letters")
    return Market(
        id=row.key,
        name=row.text("name"),
        english=row.text("english"),
        paper_size=row.choice("paper_size", PAPER_SIZES),
        emergency=row.text("emergency"),
        night_line=row.text("night_line", ""),
        crisis=row.text("crisis"),
        driving=row.text("driving"),
        boxes=row.worded("boxes"),
        evidence=row.evidence(),
    )


def check_markets(markets: Collection[str], sold: Collection[str]) -> None:
    """Raises CatalogueError for a market without a file of products, and for such a file without its market."""
    for market in [each for each in markets if each not in sold]:
        raise CatalogueError(f"markets.toml: {market}: products/{market}.toml is missing")
    for market in [each for each in sold if each not in markets]:
        raise CatalogueError(f"products/{market}.toml: {market} is not in markets.toml")
