"""A dose in the words of a language: how many pieces of which product, and the names of drugs and forms.

English says word for word what `engine.text` says. Every language keeps the point in a number, as the box of either market prints
it: a comma could be read as a thousand.
"""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from taper_app.engine import Piece, text
from taper_app.wording.products import PrintedProduct

from .blocks import Words
from .languages import form_after

DRUGS = (
    pgettext_lazy("drug", "alprazolam"),
    pgettext_lazy("drug", "bromazepam"),
    pgettext_lazy("drug", "chlordiazepoxide"),
    pgettext_lazy("drug", "clobazam"),
    pgettext_lazy("drug", "clonazepam"),
    pgettext_lazy("drug", "clorazepate"),
    pgettext_lazy("drug", "diazepam"),
    pgettext_lazy("drug", "estazolam"),
    pgettext_lazy("drug", "eszopiclone"),
    pgettext_lazy("drug", "flunitrazepam"),
    pgettext_lazy("drug", "flurazepam"),
    pgettext_lazy("drug", "ketazolam"),
    pgettext_lazy("drug", "loprazolam"),
    pgettext_lazy("drug", "lorazepam"),
    pgettext_lazy("drug", "lormetazepam"),
    pgettext_lazy("drug", "medazepam"),
    pgettext_lazy("drug", "midazolam"),
    pgettext_lazy("drug", "nitrazepam"),
    pgettext_lazy("drug", "oxazepam"),
    pgettext_lazy("drug", "prazepam"),
    pgettext_lazy("drug", "quazepam"),
    pgettext_lazy("drug", "temazepam"),
    pgettext_lazy("drug", "triazolam"),
    pgettext_lazy("drug", "zaleplon"),
    pgettext_lazy("drug", "zolpidem"),
    pgettext_lazy("drug", "zopiclone"),
)
"""The catalogue's names, for translators: `drug_name` finds each by the name that a revision stored."""

RELEASES = {
    "modified-release ": pgettext_lazy("drug", "modified-release {drug}"),
    "extended-release ": pgettext_lazy("drug", "extended-release {drug}"),
}
"""The name of a medicine that lets its drug go slowly, by how a revision stored it: as the boxes of its market say."""

COUNTS = (
    pgettext_lazy("count of pieces", "one"),
    pgettext_lazy("count of pieces", "two"),
    pgettext_lazy("count of pieces", "three"),
    pgettext_lazy("count of pieces", "four"),
    pgettext_lazy("count of pieces", "five"),
    pgettext_lazy("count of pieces", "six"),
    pgettext_lazy("count of pieces", "seven"),
    pgettext_lazy("count of pieces", "eight"),
    pgettext_lazy("count of pieces", "nine"),
    pgettext_lazy("count of pieces", "ten"),
    pgettext_lazy("count of pieces", "eleven"),
    pgettext_lazy("count of pieces", "twelve"),
    pgettext_lazy("count of pieces", "thirteen"),
    pgettext_lazy("count of pieces", "fourteen"),
    pgettext_lazy("count of pieces", "fifteen"),
    pgettext_lazy("count of pieces", "sixteen"),
)
"""Counts in words; figures above sixteen."""


class Forms(NamedTuple):
    """The forms of a word: for one, for many, after a number of five and more, and of which there is a part."""

    one: Words
    many: Words
    five: Words
    part: Words

    def after(self, count: int) -> Words:
        """The form that a whole number takes in the language that is spoken."""
        return self[form_after(count)]


SOLIDS = {
    "tablet": Forms(
        _("tablet"),
        _("tablets"),
        pgettext_lazy("five or more", "tablets"),
        pgettext_lazy("half or a quarter of one", "tablet"),
    ),
    "capsule": Forms(
        _("capsule"),
        _("capsules"),
        pgettext_lazy("five or more", "capsules"),
        pgettext_lazy("half or a quarter of one", "capsule"),
    ),
    "film": Forms(
        pgettext_lazy("form of a medicine", "film"),
        pgettext_lazy("form of a medicine", "films"),
        pgettext_lazy("five or more", "films"),
        pgettext_lazy("half or a quarter of one", "film"),
    ),
    "sublingual tablet": Forms(
        _("sublingual tablet"),
        _("sublingual tablets"),
        pgettext_lazy("five or more", "sublingual tablets"),
        pgettext_lazy("half or a quarter of one", "sublingual tablet"),
    ),
    "modified-release tablet": Forms(
        _("modified-release tablet"),
        _("modified-release tablets"),
        pgettext_lazy("five or more", "modified-release tablets"),
        pgettext_lazy("half or a quarter of one", "modified-release tablet"),
    ),
    "modified-release capsule": Forms(
        _("modified-release capsule"),
        _("modified-release capsules"),
        pgettext_lazy("five or more", "modified-release capsules"),
        pgettext_lazy("half or a quarter of one", "modified-release capsule"),
    ),
    "orally dispersible tablet": Forms(
        _("orally dispersible tablet"),
        _("orally dispersible tablets"),
        pgettext_lazy("five or more", "orally dispersible tablets"),
        pgettext_lazy("half or a quarter of one", "orally dispersible tablet"),
    ),
    "extended-release tablet": Forms(
        _("extended-release tablet"),
        _("extended-release tablets"),
        pgettext_lazy("five or more", "extended-release tablets"),
        pgettext_lazy("half or a quarter of one", "extended-release tablet"),
    ),
    "extended-release capsule": Forms(
        _("extended-release capsule"),
        _("extended-release capsules"),
        pgettext_lazy("five or more", "extended-release capsules"),
        pgettext_lazy("half or a quarter of one", "extended-release capsule"),
    ),
    "orally disintegrating tablet": Forms(
        _("orally disintegrating tablet"),
        _("orally disintegrating tablets"),
        pgettext_lazy("five or more", "orally disintegrating tablets"),
        pgettext_lazy("half or a quarter of one", "orally disintegrating tablet"),
    ),
}
"""Each form as boxes of either market name it. Sentences in Spanish and Polish rely on all of them being feminine there."""

LIQUIDS = {
    "oral solution": (_("oral solution"), _("{ml} of the {mg} in {one_ml} oral solution")),
    "oral suspension": (_("oral suspension"), _("{ml} of the {mg} in {one_ml} oral suspension")),
    "oral concentrate": (_("oral concentrate"), _("{ml} of the {mg} in {one_ml} oral concentrate")),
    "oral drops": (_("oral drops"), _("{drops} of the {mg} in {one_ml} oral drops")),
}
"""The name of each form, and a volume of it; drops are counted."""

SYRINGE = _("{volume} (use the {syringe} syringe)")

DROPS = (_("{count}\u00a0drop"), _("{count}\u00a0drops"), pgettext_lazy("five or more", "{count}\u00a0drops"))

SOLID = pgettext_lazy("a product: 10 mg tablets", "{mg} {many}")
LIQUID = pgettext_lazy("a product: 1 mg in 1 mL oral solution", "{mg} in {one_ml} {liquid}")

# {count} is a whole count in words, {form} the form that it asks for; {one}, {many} and {part} are those of `Forms`.
WHOLE = _("{count} {mg} {form}")
PART = {
    Decimal("0.25"): _("a quarter of a {mg} {one}"),
    Decimal("0.5"): _("half a {mg} {one}"),
    Decimal("0.75"): _("three quarters of a {mg} {one}"),
}
WHOLE_AND_PART = {
    Decimal("0.25"): _("{count} and a quarter {mg} {many}"),
    Decimal("0.5"): _("{count} and a half {mg} {many}"),
    Decimal("0.75"): _("{count} and three quarters {mg} {many}"),
}

ONE_AND_A_HALF = _("one and a half {mg} {many}")


def drug_name(stored: str) -> str:
    """The drug's INN in the language that is spoken, with the release of the medicine where that is not plain."""
    for before, called in RELEASES.items():
        if stored.startswith(before):
            return called.format(drug=pgettext("drug", stored.removeprefix(before)))
    return pgettext("drug", stored)


def product_in_words(product: PrintedProduct) -> str:
    """Strength and form: "10 mg tablets", "1 mg in 1 mL oral solution". Raises KeyError for a form without words."""
    if product.mg_per_ml is not None:
        liquid, _volume = LIQUIDS[product.form]
        return LIQUID.format(mg=text.mg(product.mg_per_ml), one_ml=text.ml(1), liquid=liquid)
    return SOLID.format(mg=text.mg(product.strength_mg or 0), many=SOLIDS[product.form].many)


def piece_in_words(piece: Piece, product: PrintedProduct) -> str:
    """One kind of piece: "half a 2 mg tablet", "1.4 mL of the 1 mg in 1 mL oral solution (use the 3 mL syringe)", "eight drops
    of the 2.5 mg in 1 mL oral drops".

    Raises KeyError for parts that are no quarters and for a form without words, ValueError as in `engine.text.piece`.
    """
    if piece.measured and product.mg_per_ml is not None:
        return _measured(piece, product)
    if piece.count is None or product.strength_mg is None:
        raise ValueError(f"{piece.product}: a piece is a count of a solid or a volume of a liquid")
    return _counted(piece.count, product.form, text.mg(product.strength_mg))


def _measured(piece: Piece, product: PrintedProduct) -> str:
    _name, pattern = LIQUIDS[product.form]
    count = text.drops_of(piece, product)
    amount = {"ml": text.ml(piece.ml or 0)} if count is None else {"drops": _drops(count)}
    said = pattern.format(mg=text.mg(product.mg_per_ml or 0), one_ml=text.ml(1), **amount)
    return SYRINGE.format(volume=said, syringe=text.ml(piece.syringe_ml)) if piece.syringe_ml is not None else said


def _counted(count: Decimal, form: str, mg: str) -> str:
    forms = SOLIDS[form]
    whole, part = divmod(count, 1)
    said = forms._asdict() | {"mg": mg}
    if not whole:
        return PART[part.normalize()].format(**said)
    pattern = WHOLE_AND_PART[part.normalize()] if part else WHOLE
    pattern = ONE_AND_A_HALF if count == Decimal("1.5") else pattern
    return pattern.format(count=_count(int(whole)), form=forms.after(int(whole)), **said)


def _count(whole: int) -> str:
    return str(COUNTS[whole - 1]) if whole <= len(COUNTS) else text.number(whole)


def _drops(count: int) -> str:
    return DROPS[form_after(count)].format(count=_count(count))
