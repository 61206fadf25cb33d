"""What a patient's paper says, in words and in order. A template, and every later format, only lays it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from taper_app.engine import load_catalogue

from .curve import Curve
from .words import US_FORMS, Block


@dataclass(frozen=True)
class StoredProduct:
    """A product as the revision stored it: drug and form in words, strength in mg or mg in one mL, and mg in one drop of a liquid
    that is counted in drops."""

    drug: str
    form: str
    strength_mg: Decimal | None
    mg_per_ml: Decimal | None
    drop_mg: Decimal | None
    brands: tuple[str, ...]


def stored_name(snapshot: Mapping[str, Any], drug: str) -> str:
    """A drug as it was called on the day of issue. Revisions of before did not keep the name of one that was in no step and had
    left the list of medicines; an id is the English name."""
    name: str = snapshot["drugs"].get(drug, {"name": drug})["name"]
    return name


def stored_products(snapshot: Mapping[str, Any]) -> dict[str, StoredProduct]:
    """The products of a snapshot by id, with the names that its market's boxes use. ValueError where drops cannot be counted."""
    return {id_: _stored_product(snapshot, id_, stored) for id_, stored in snapshot["products"].items()}


def _stored_product(snapshot: Mapping[str, Any], id_: str, stored: Mapping[str, Any]) -> StoredProduct:
    form = stored["form"]
    if snapshot["clinic"]["market"] == "us":
        for ours, theirs in US_FORMS.items():
            form = form.replace(ours, theirs)
    strength_mg, mg_per_ml = (Decimal(stored[key]) if stored[key] else None for key in ("strength", "mg_per_ml"))
    drop_mg = _drop_mg(snapshot["clinic"]["market"], id_, stored)
    brands = tuple(stored["brands"])
    return StoredProduct(snapshot["drugs"][stored["drug"]]["name"], form, strength_mg, mg_per_ml, drop_mg, brands)


def _drop_mg(market: str, id_: str, stored: Mapping[str, Any]) -> Decimal | None:
    """mg in one drop. Revisions of before did not keep it: it is the catalogue's of the same product, or ValueError."""
    if "drop_mg" in stored or stored["form"] != "oral drops":
        return Decimal(stored["drop_mg"]) if stored.get("drop_mg") else None
    sold = load_catalogue().products(market).get(id_)
    if sold is None or sold.drop_mg is None or sold.mg_per_ml != Decimal(stored["mg_per_ml"]):
        raise ValueError(f"{id_}: what one drop holds is not known")
    return sold.drop_mg


@dataclass(frozen=True)
class PieceLine:
    """One kind of piece in words, and what its picture shows: a shape, so many whole ones, and the parts beside them."""

    words: str
    shape: str
    whole: int
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Dose:
    """One drug at one time of day: mg, all its pieces as one phrase, and each kind of piece. `drug` is empty where the plan
    has only one."""

    drug: str
    mg: str
    words: str
    pieces: tuple[PieceLine, ...]


@dataclass(frozen=True)
class Row:
    """One step: its days in words, its weeks (a box to tick for each), the doses of each column, and each drug's total.

    A slot without a dose is "none". `closing` stands in place of the slots of the stop, and below those of a dose without end.
    """

    first: str
    last: str
    days: str
    weeks: range
    slots: tuple[tuple[Dose, ...], ...]
    totals: tuple[tuple[str, str], ...]
    note: str
    closing: str


@dataclass(frozen=True)
class Needed:
    """What to have at hand of a drug: its products, and how to handle them."""

    drug: str
    words: str


@dataclass(frozen=True)
class Sheet:
    """The whole handout, in one language.

    `dated` runs to the step in force on the day of the next visit, `stay` follows, then `after`; where the clinic so chose,
    nothing is after and there is no curve, or every step is dated.
    `printed` is when it was printed and which visit it knows, `next_visit` what the day of `use_until` is; both may be empty.
    `unchecked` says that no clinician who speaks the language has checked it yet, in the language and in English.
    """

    language: str
    unchecked: tuple[str, ...]
    size: str
    title: str
    superseded: str
    identity: Mapping[str, str]
    printed: str
    use_until: str
    next_visit: str
    summary: str
    warning: Block
    needed: tuple[Needed, ...]
    example: str
    columns: tuple[str, ...]
    single: bool
    span: int
    dated: tuple[Row, ...]
    stay: str
    after: tuple[Row, ...]
    curve: Curve | None
    advice: tuple[tuple[tuple[Block, ...], ...], ...]
    call: str
