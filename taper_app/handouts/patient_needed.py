"""What to have at hand for a patient's paper."""

from collections.abc import Iterator, Mapping, Sequence

from taper_app.engine import Piece, Step
from taper_app.wording.products import PrintedProduct

from .dose_words import product_in_words
from .handling import divided, handling, made, other_names
from .languages import joined
from .patient_about import About
from .sheet import Needed
from .words import TEXT


def needed(about: About) -> tuple[Needed, ...]:
    """What is needed of each drug that the paper has pieces of."""
    return tuple(_needed(about, drug) for drug in about.drugs if any(_pieces(about.printed, drug)))


def _needed(about: About, drug: str) -> Needed:
    """The products of a drug, the strongest first, those that come later apart; how to handle each, and other names."""
    taken: dict[str, list[Piece]] = {}
    for piece in _pieces(about.printed, drug):
        taken.setdefault(piece.product, []).append(piece)
    taken = dict(sorted(taken.items(), key=lambda each: about.products[each[0]].strength_mg or 0, reverse=True))
    used = {piece.product for piece in _pieces(about.safe_order()[0], drug)}
    now, later = [id_ for id_ in taken if id_ in used], [id_ for id_ in taken if id_ not in used]
    sentences = [f"{joined([product_in_words(about.products[id_]) for id_ in now])}."] if now else []
    if later:
        sentences.append(TEXT["later"].format(what=joined([product_in_words(about.products[id_]) for id_ in later])))
    sentences += [made(about.products[id_], alone=len(taken) == 1) for id_ in taken]
    sentences += [_handled(about.products, id_, taken) for id_ in taken]
    sentences += [str(TEXT["cutter"])] if any(map(divided, taken.values())) else []
    return Needed(
        about.medicines.name(drug), " ".join(filter(None, [*sentences, other_names(about.products[id_] for id_ in taken)]))
    )


def _handled(products: Mapping[str, PrintedProduct], id_: str, taken: Mapping[str, Sequence[Piece]]) -> str:
    """How to handle a product; of several liquids each says which it is."""
    said = handling(products[id_], taken[id_])
    liquids = [each for each in taken if products[each].mg_per_ml is not None]
    return f"{product_in_words(products[id_])}: {said}" if id_ in liquids and liquids[1:] else said


def _pieces(steps: Sequence[Step], drug: str) -> Iterator[Piece]:
    return (piece for step in steps for dose in step.doses if dose.drug == drug for piece in dose.pieces)
