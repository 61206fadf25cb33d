"""Finds a medicine by brand, generic name or misspelling. It only lists what may be meant, and never accepts anything by itself.

Names that are taken for one another are listed together, also where one of them was typed without a fault.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from .facts import Catalogue, Product
from .spelling import edits, folded, sound

PLAIN, MODIFIED = "plain", "modified"
MOST_FOUND = 8
"""The most medicines that a look-up lists: more is not read."""

_MOST_NEAR = 5

_EXACT, _NEAR, _INSIDE = 0, 1, 3
_EDIT = 2
_ANOTHER_RELEASE = 1
_WITHIN = 2
_LEAST_LETTERS = 3
_LEAST_SOUNDS = 3
_LETTERS_FOR_EDITS = ((9, 3), (6, 2), (4, 1), (0, 0))
_AMOUNT = re.compile(
    r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*(mg|mcg|μg|ug|micrograms?|milligrams?)?(?:\s*(?:/|per|in)\s*(\d+(?:[.,]\d+)?)?\s*ml\b)?"
)
_FORMS = (
    r"\b(tablets?|tabs?|capsules?|caps?|liquid|solution|suspension|drops|syrup|concentrate|oral(ly)?|films?|odt|"
    r"dispersible|disintegrating|sublingual|generic|mg|ml)\b"
)
_RELEASES = r"\b(xr|er|cr|sr|mr|xl|la|pr|sd|retard|modified|extended|controlled|slow|prolonged|sustained|release)\b"


@dataclass(frozen=True, slots=True)
class Found:
    """What may be meant, and what it would take: a drug and its release, a product where a strength was typed, or an `other`.

    `name` is the name that was found. `mg` is the strength that was typed; where it has no `product`, the market does not sell
    it so. `sold` is whether the market sells the drug in this release. `like` is the drug that this one is taken for, where it
    was not itself found. `words` say what is to be done about an other.
    """

    name: str
    drug: str = ""
    release: str = ""
    product: str = ""
    mg: Decimal | None = None
    other: str = ""
    sold: bool = False
    like: str = ""
    words: str = ""


def look_up(catalogue: Catalogue, text: str, market: str) -> tuple[Found, ...]:
    """What a text may mean in a market, the likeliest first; empty where nothing is near. Raises KeyError for no market."""
    asked = _asked(text)
    ranked = sorted(_matches(catalogue, market, asked), key=lambda each: each[0])
    found: dict[tuple[str, str, str], tuple[int, Found]] = {}
    for (cost, *_), one in ranked:
        if cost <= ranked[0][0][0] + _WITHIN:
            found.setdefault((one.drug, one.release, one.other), (cost, one))
    best = [one for _, one in found.values()][:_MOST_NEAR]
    listed = [*best, *_alike(catalogue, market, best)][:MOST_FOUND]
    return tuple(each for one in listed for each in _of_strength(catalogue, market, one, asked))


# What was typed ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text taken apart: its letters, those without words for the release, whether it names one, and a strength."""

    full: str
    base: str
    modified: bool
    mg: Decimal | None
    mg_per_ml: Decimal | None


def _asked(text: str) -> _Asked:
    lower = text.casefold()
    amount = _AMOUNT.search(lower)
    rest = _AMOUNT.sub(" ", lower)
    words = re.sub(_FORMS, " ", rest)
    words = words if folded(words) else rest
    base = re.sub(_RELEASES, " ", words)
    mg, mg_per_ml = _strength(amount) if amount else (None, None)
    return _Asked(folded(words), folded(base), base != words, mg, mg_per_ml)


def _strength(amount: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """mg of a piece, or mg in 1 mL, as typed: "500 micrograms" is 0.5 mg, "5mg/5ml" is 1 mg in 1 mL."""
    number, unit, volume = (each or "" for each in amount.groups())
    mg = Decimal(number.replace(",", "."))
    if unit in ("mcg", "μg", "ug", "microgram", "micrograms"):  # the sign for micro is folded to the letter
        mg /= 1000
    if not amount.group().rstrip().endswith("ml"):
        return mg, None
    of = Decimal(volume.replace(",", ".")) if volume else Decimal(1)
    return None, mg / of if of else None


# What has a name ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Term:
    """A name by which something is found, folded; `base` is without words for the release."""

    full: str
    base: str
    sound: str
    letters: frozenset[str]
    found: Found


_KNOWN: dict[tuple[str, str], tuple[_Term, ...]] = {}
"""The names of a catalogue in a market, worked out once: a memory of facts."""


def _terms(catalogue: Catalogue, market: str) -> tuple[_Term, ...]:
    key = (catalogue.digest, market)
    if key not in _KNOWN:
        _KNOWN[key] = tuple(dict.fromkeys(map(_term, (*_of_drugs(catalogue, market), *_of_others(catalogue)))))
    return _KNOWN[key]


def _term(found: Found) -> _Term:
    base = folded(re.sub(_RELEASES, " ", found.name.casefold().replace("-", " ")))
    return _Term(folded(found.name), base, sound(base), frozenset(base), found)


def _of_drugs(catalogue: Catalogue, market: str) -> Iterator[Found]:
    """Each drug by its name and by its brands, in every release that there is of it."""
    here = [each for each in catalogue.products(market).values() if each.status == "available"]
    sold = {(each.drug, _release(each)) for each in here}
    everywhere = [each for each_market in catalogue.markets for each in catalogue.products(each_market).values()]
    for drug in catalogue.drugs.values():
        names = {PLAIN: [drug.id, *drug.also], MODIFIED: list(drug.modified_release)}
        for product in everywhere:
            if product.drug == drug.id:
                names[_release(product)] += (drug.id, *product.brands)
        for release, these in names.items():
            known = (drug.id, release) in sold
            yield from (Found(name, drug.id, release, sold=known) for name in dict.fromkeys(these))


def _release(product: Product) -> str:
    return MODIFIED if product.modified_release else PLAIN


def _of_others(catalogue: Catalogue) -> Iterator[Found]:
    for other in catalogue.others.values():
        for name in (other.name, *other.brands, *other.also):
            yield Found(name, other=other.id, words=other.what_to_do)


# What is near ------------------------------------------------------------------------------------


def _matches(catalogue: Catalogue, market: str, asked: _Asked) -> Iterator[tuple[tuple[int, bool, bool, int, str], Found]]:
    """Each name that is near what was typed, with its rank: less is likelier, and what the market sells comes first."""
    if len(asked.base) < _LEAST_LETTERS:
        return
    heard = sound(asked.base)
    for term in _terms(catalogue, market):
        cost = _cost(term, asked, heard)
        if cost is not None:
            cost += _ANOTHER_RELEASE if asked.modified and term.found.release == PLAIN else 0
            apart = abs(len(term.full) - len(asked.full))
            yield (cost, not term.found.sold, bool(term.found.other), apart, term.found.name), term.found


def _cost(term: _Term, asked: _Asked, heard: str) -> int | None:
    """How far a name is from what was typed; None where it is too far."""
    if asked.full == term.full or asked.base == term.base:
        return _EXACT
    if term.full.startswith(asked.full) or (len(heard) >= _LEAST_SOUNDS and heard == term.sound):
        return _NEAR
    most = next(most for letters, most in _LETTERS_FOR_EDITS if len(asked.base) >= letters)
    if len(term.letters - set(asked.base)) <= most:
        apart = edits(asked.base, term.base, most)
        if apart > most and (asked.full, term.full) != (asked.base, term.base):
            apart = edits(asked.full, term.full, most)
        if apart <= most:
            return _EDIT * apart
    return _INSIDE if len(asked.full) > _LEAST_LETTERS and asked.full in term.full else None


def _alike(catalogue: Catalogue, market: str, found: Iterable[Found]) -> list[Found]:
    """The drugs that those found are taken for, and which were not found themselves, in the order of those found."""
    drugs = list(dict.fromkeys(each.drug for each in found if each.drug))
    alike: dict[str, str] = {}
    for drug in drugs[:2]:
        for name, other in catalogue.drugs.items():
            if name not in drugs and (name in catalogue.drugs[drug].confused_with or drug in other.confused_with):
                alike.setdefault(name, drug)
    sold = {each.drug for each in catalogue.products(market).values() if each.status == "available" and not each.modified_release}
    return [Found(name, name, PLAIN, sold=name in sold, like=drug) for name, drug in alike.items()]


def _of_strength(catalogue: Catalogue, market: str, found: Found, asked: _Asked) -> Iterator[Found]:
    """The products of the strength that was typed, those sold first; or what was found, where none was typed or none has it."""
    if not found.drug or found.like or (asked.mg is None and asked.mg_per_ml is None):
        yield found
        return
    sold = [each for each in catalogue.products(market).values() if each.drug == found.drug and _release(each) == found.release]
    these = [each for each in sold if _is_of(each, asked)]
    these.sort(key=lambda each: (each.status != "available", found.name not in each.brands, each.id))
    yield from (replace(found, product=each.id, mg=asked.mg, sold=each.status == "available") for each in these)
    if not these:
        yield replace(found, mg=asked.mg)


def _is_of(product: Product, asked: _Asked) -> bool:
    """Whether a product has the strength that was typed."""
    solid = asked.mg is not None and product.strength_mg == asked.mg
    return solid or (asked.mg_per_ml is not None and product.mg_per_ml == asked.mg_per_ml)
