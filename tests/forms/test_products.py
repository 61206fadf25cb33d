"""The products of a drug as they are ticked and split, and what a change of them makes of the page."""

from types import SimpleNamespace

import pytest
from django import forms

from taper_app.engine import load_catalogue
from taper_app.forms.products import DrugProducts, chosen, laid_over, split_name, with_first_products
from tests.forms.sent import sent

CATALOGUE = load_catalogue()
TWO, FIVE, TEN = (f"diazepam-{mg}mg-tablet" for mg in (2, 5, 10))
LIQUID = "diazepam-0p4mg-per-ml-oral-solution"
STRONG = "diazepam-2mg-per-ml-oral-solution"
WHOLE, HALF = ("whole", "Whole only"), ("half", "Halves")


def diazepam(stocked=(), market="uk", drug="diazepam"):
    return DrugProducts(CATALOGUE, market, drug, stocked)


class Ticks(forms.Form):
    """The boxes of a drug."""

    def __init__(self, data, drug):
        super().__init__(data)
        self.fields |= drug.fields()


def product(id_):
    return CATALOGUE.products("uk")[id_]


def test_what_the_clinic_keeps_is_ticked_first():
    """Its tablets and capsules, or the usual ones where it keeps none; a liquid that is kept is no reason to tick it."""
    assert (diazepam().ticked, diazepam().usual) == ([TWO, FIVE], [TWO, FIVE, TEN])
    kept = diazepam([TEN, LIQUID])
    assert (kept.ticked, kept.usual) == ([TEN], [TEN])
    assert diazepam([LIQUID]).ticked == [TWO, FIVE]
    assert diazepam(["clobazam-2p5mg-capsule"], drug="clobazam").ticked == ["clobazam-2p5mg-capsule"]


@pytest.mark.parametrize(("drug", "market"), [("alprazolam", "us"), ("zolpidem", "us"), ("diazepam", "uk")])
def test_only_what_can_be_had_of_the_release_is_offered(drug, market):
    """On the shelf, to order or imported; never the plain form for the modified-release one, nor that for the plain one."""
    sold = [each for each in CATALOGUE.products(market).values() if each.drug == drug]
    had = [each for each in sold if each.status in {"available", "special", "import"}]
    plain, slow = (diazepam(market=market, drug=each).products for each in (drug, f"modified-release {drug}"))
    assert plain == [each for each in had if not each.modified_release]
    assert slow == [each for each in had if each.modified_release]
    assert bool(slow) is (market == "us")


def test_the_boxes_of_a_modified_release_medicine_stand_ticked_and_whole():
    """All strengths on the market, or those that the clinic keeps; no name of a box has a space, and none is ever split."""
    slow = diazepam(market="us", drug="modified-release alprazolam")
    assert list(slow.fields()) == ["products_modified-release-alprazolam"]
    assert slow.ticked == [f"alprazolam-{mg}mg-modified-release-tablet" for mg in ("0p5", "1", "2", "3")]
    kept = diazepam([slow.ticked[1], "alprazolam-1mg-tablet"], market="us", drug="modified-release alprazolam")
    assert kept.usual == kept.ticked == [slow.ticked[1]]


def test_each_box_says_what_it_is():
    """The ticks of a drug, and for each product that may be split the choice how; the smallest ticked one is halved at first."""
    fields = diazepam().fields()
    assert list(fields) == ["products_diazepam", *[f"split_{each}" for each in (TWO, FIVE, TEN)]]
    ticks, two = fields["products_diazepam"], fields[f"split_{TWO}"]
    assert (ticks.label, ticks.initial, ticks.required) == ("Products of diazepam", [TWO, FIVE], True)
    assert ticks.choices[0] == (TWO, "diazepam 2\u00a0mg tablet") and len(ticks.choices) == len(diazepam().products)
    assert isinstance(ticks.widget, forms.CheckboxSelectMultiple)
    assert (two.label, two.initial, fields[f"split_{FIVE}"].initial) == ("Splitting diazepam 2\u00a0mg tablet", "half", "whole")
    form = Ticks(sent(**{f"split_{TWO}": "", f"split_{FIVE}": "thirds"}), diazepam())
    assert form.errors == {
        "products_diazepam": ["Tick at least one product of diazepam."],
        f"split_{TWO}": ["Choose how diazepam 2\u00a0mg tablet may be split."],
        f"split_{FIVE}": ["Choose from the list how diazepam 5\u00a0mg tablet may be split."],
        f"split_{TEN}": ["Choose how diazepam 10\u00a0mg tablet may be split."],
    }
    wrong = Ticks(sent(products_diazepam="aspirin"), diazepam())
    assert wrong.errors["products_diazepam"] == ["Choose products of diazepam from the list."]


def test_a_drug_that_is_not_sold_has_no_tick_to_set():
    """Bromazepam is on no shelf in the UK."""
    bromazepam = diazepam(drug="bromazepam")
    assert (bromazepam.products, bromazepam.split_at_first) == ([], None)
    assert not bromazepam.fields()["products_bromazepam"].required


@pytest.mark.parametrize(
    ("splits", "said"),
    [
        ("half", [WHOLE, HALF]),
        ("quarter", [WHOLE, HALF, ("quarter", "Halves and quarters")]),
        (
            "unverified",
            [WHOLE, ("half", "Halves: I know that it can be split"), ("quarter", "Quarters: I know that it can be split")],
        ),
    ],
)
def test_how_a_product_may_be_split_is_what_its_source_says(splits, said):
    """Halves, quarters too, or on the clinician's word where no source says so; whole, where nothing may be split."""
    found = [each for market in ("uk", "us") for each in CATALOGUE.products(market).values() if each.splits == splits]
    assert found
    for each in found:
        fields = diazepam(drug=each.drug, market=each.market if hasattr(each, "market") else "uk").fields()
        if split_name(each) in fields:
            assert fields[split_name(each)].choices == said


def test_the_first_data_is_what_an_untouched_page_sends():
    """Lists, as a browser sends them."""
    assert diazepam().first_data() == {
        "products_diazepam": [TWO, FIVE],
        f"split_{TWO}": ["half"],
        f"split_{FIVE}": ["whole"],
        f"split_{TEN}": ["whole"],
    }


def test_each_product_stands_with_its_split_and_what_has_to_be_known():
    """Its brands, if it is one of the usual, and how it is had; what a clinic does not keep says so where it keeps any."""
    drug = diazepam([TWO])
    rows = dict(zip([each.id for each in drug.products], drug.rows(Ticks(None, drug)), strict=True))
    two, five, liquid = rows[TWO], rows[FIVE], rows["diazepam-0p4mg-per-ml-oral-suspension"]
    assert (two["tick"].data["value"], two["split"].name, two["usual"], two["remark"]) == (TWO, f"split_{TWO}", True, "")
    assert (five["usual"], five["remark"]) == (False, "not stocked")
    assert liquid["split"] is None
    remarks = {row["remark"] for row in rows.values()}
    assert remarks <= {"", "not stocked", "made to order, not stocked", "imported, not stocked"}
    brands = {row["brands"] for row in rows.values()}
    assert brands == {", ".join(each.brands) for each in drug.products}
    ordered = [each for each in drug.products if each.status == "special"]
    assert ordered and all(rows[each.id]["remark"] == "made to order, not stocked" for each in ordered)
    free = diazepam()
    bare = {each.id: row for each, row in zip(free.products, free.rows(Ticks(None, free)), strict=True)}
    assert (bare[FIVE]["remark"], bare[ordered[0].id]["remark"]) == ("", "made to order")


def test_what_was_not_on_the_page_that_sent_it_stands_at_first():
    """A drug that was shown stays as it was sent, even without a tick."""
    drugs = [diazepam(), diazepam(drug="zopiclone")]
    filled = with_first_products(sent(shown="diazepam", split_x="half"), drugs)
    assert {name: filled.getlist(name) for name in filled} == {"shown": ["diazepam"], "split_x": ["half"]} | drugs[1].first_data()


@pytest.mark.parametrize(
    ("splits", "halve", "quarter"),
    [
        ({}, "none", "none"),
        ({TWO: "half"}, [TWO], "none"),
        ({TWO: "half", FIVE: "quarter"}, [TWO, FIVE], [FIVE]),
        ({TEN: "half"}, "none", "none"),
    ],
)
def test_what_is_ticked_is_what_is_used(splits, halve, quarter):
    """A quarter is also a half; how a product is split that is not ticked means nothing."""
    cleaned = {"products_diazepam": [FIVE, TWO]} | {f"split_{id_}": how for id_, how in splits.items()}
    assert chosen(cleaned, [diazepam()]) == {"products": [TWO, FIVE], "halve": halve, "quarter": quarter}


SENT = {"products_diazepam": [TWO, FIVE], f"split_{TWO}": ["half"], f"split_{FIVE}": ["quarter"], f"split_{TEN}": ["whole"]}


def splits(two, five, ten):
    return {f"split_{TWO}": [two], f"split_{FIVE}": [five], f"split_{TEN}": [ten]}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, {}),
        ({"products": [TEN, TWO]}, {"products_diazepam": [TWO, TEN]}),
        ({"products": None}, {"products_diazepam": [TWO, FIVE]}),
        ({"products": ["zopiclone-7p5mg-tablet"]}, {"products_diazepam": [TWO, FIVE]}),
        ({"halve": "none"}, splits("whole", "quarter", "whole")),
        ({"halve": [TEN]}, splits("whole", "quarter", "half")),
        ({"halve": "smallest"}, splits("half", "quarter", "whole")),
        ({"halve": "none", "quarter": "none"}, splits("whole", "whole", "whole")),
        ({"halve": "all", "quarter": "none"}, splits("half", "whole", "whole")),
        ({"quarter": "none"}, splits("half", "whole", "whole")),
        ({"quarter": "all"}, splits("half", "whole", "whole")),
        ({"quarter": "smallest"}, splits("half", "whole", "whole")),
        ({"quarter": [TEN]}, splits("half", "whole", "quarter")),
        (
            {"products": [FIVE, TEN], "halve": "smallest", "quarter": "none"},
            {"products_diazepam": [FIVE, TEN]} | splits("whole", "whole", "whole"),
        ),
    ],
    ids=str,
)
def test_a_change_is_laid_over_the_ticks(change, wanted):
    """Products by name, halves and quarters by name or by a word; where it names none of a drug the usual ones are ticked."""
    assert laid_over(change, [diazepam()], SENT) == wanted


def test_of_an_untouched_page_nothing_is_split():
    """Where nothing was sent of a product it is whole, and where none is ticked none is the smallest."""
    assert laid_over({"quarter": "none"}, [diazepam()], {}) == splits("whole", "whole", "whole")
    assert laid_over({"halve": "smallest"}, [diazepam()], {}) == splits("whole", "whole", "whole")


@pytest.mark.parametrize(
    ("change", "a", "b", "c"),
    [
        ({"halve": "all"}, "whole", "half", "half"),
        ({"halve": "smallest"}, "whole", "half", "whole"),
        ({"halve": ["a"]}, "half", "whole", "whole"),
        ({"quarter": "all"}, "whole", "whole", "quarter"),
        ({"quarter": "smallest"}, "whole", "whole", "quarter"),
        ({"quarter": ["b"], "halve": "smallest"}, "whole", "quarter", "whole"),
    ],
    ids=str,
)
def test_a_product_that_no_source_lets_be_split_is_not_among_all(change, a, b, c):
    """What may be split on a clinician's word alone is split only where it is named; the smallest is so by its strength."""
    drug = diazepam(drug="zopiclone")
    drug.products = [
        SimpleNamespace(id="a", splits="unverified", strength_mg=1),
        SimpleNamespace(id="c", splits="quarter", strength_mg=3),
        SimpleNamespace(id="b", splits="half", strength_mg=2),
        SimpleNamespace(id="d", splits="none", strength_mg=None),
    ]
    laid = laid_over(change, [drug], {"products_zopiclone": ["a", "b", "c", "d"]})
    assert laid == {"split_a": [a], "split_b": [b], "split_c": [c]}


def test_the_smallest_is_halved_at_first_by_strength_and_then_by_name():
    """Of those that are ticked and that a source says may be halved."""
    drug = diazepam(drug="zopiclone")
    drug.ticked = ["a", "b", "c", "e"]
    drug.products = [
        SimpleNamespace(id="a", splits="unverified", strength_mg=1),
        SimpleNamespace(id="e", splits="quarter", strength_mg=2),
        SimpleNamespace(id="c", splits="quarter", strength_mg=2),
        SimpleNamespace(id="b", splits="half", strength_mg=3),
        SimpleNamespace(id="d", splits="half", strength_mg=1),
    ]
    assert drug.split_at_first == "c"


def test_what_it_is_taken_as_is_ticked():
    """A patient who takes a liquid is planned with it before anybody ticks a box; of two liquids with the first, and never with
    what is no longer offered."""
    taken = DrugProducts(CATALOGUE, "uk", "diazepam", [], (LIQUID, STRONG, TEN))
    assert set(taken.ticked) == {TWO, FIVE, TEN, LIQUID}
    assert taken.first_data()[taken.field] == taken.ticked
    assert set(DrugProducts(CATALOGUE, "uk", "diazepam", [FIVE], (LIQUID,)).ticked) == {FIVE, LIQUID}
    assert DrugProducts(CATALOGUE, "uk", "diazepam", [FIVE], ("diazepam-50mg-tablet",)).ticked == [FIVE]
