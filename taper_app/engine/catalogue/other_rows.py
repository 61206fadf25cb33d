"""Reads the medicines that are never converted, from others.toml, and what is to be done about them, from other_kinds.toml."""

from collections.abc import Collection, Mapping

from .others import Other, OtherKind
from .rows import Row


def read_other_kind(row: Row) -> OtherKind:
    """A kind. Raises CatalogueError."""
    return OtherKind(row.key, row.text("name"), row.text("words"), row.source(), row.evidence(), row.review_by())


def read_other(row: Row, kinds: Mapping[str, OtherKind], drugs: Collection[str]) -> Other:
    """A medicine of one of the kinds; what can be converted is no such medicine. Raises CatalogueError."""
    if row.key in drugs:
        raise row.wrong("is in drugs.toml, which has what can be converted")
    return Other(
        id=row.key,
        name=row.text("name", row.key),
        kind=kinds[row.choice("kind", kinds)],
        brands=row.texts("brands"),
        also=row.texts("also"),
        source=row.source(),
        evidence=row.evidence(),
    )
