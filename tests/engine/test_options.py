"""What else could be chosen for a drug: one more strength, split or liquid, each as the change that makes it so.

The market here is invented, one product of each sort, so that the order and the words can be laid down.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from taper_app.engine import load_catalogue, parse_request
from taper_app.engine.taper.options import added, options, with_option

from .requests import direct, laid_over

REAL = load_catalogue()
TABLET = REAL.products("uk")["diazepam-2mg-tablet"]
LIQUID = REAL.products("uk")["diazepam-0p4mg-per-ml-oral-solution"]
LORAZEPAM = REAL.products("us")["lorazepam-1mg-tablet"]
NBSP = "\u00a0"


def solid(id_, mg, splits="none", form="tablet", status="available", like=TABLET):
    """A solid product of the invented market."""
    return replace(like, id=id_, strength_mg=Decimal(mg), splits=splits, form=form, status=status)


def liquid(id_, mg_per_ml, status="available", form="oral solution"):
    """A liquid of the invented market."""
    return replace(LIQUID, id=id_, mg_per_ml=Decimal(mg_per_ml), status=status, form=form)


TEN, FIVE, TWO = solid("ten", "10", "half"), solid("five", "5", "unverified"), solid("two", "2", "quarter")
CHOSEN = (TEN, FIVE, TWO)
OTHERS = (
    solid("gone", "3", "half", status="discontinued"),
    solid("import", "4", "half", status="import"),
    solid("withdrawn", "4.5", status="withdrawn"),
    solid("special", "0.5", status="special"),
    solid("slow", "8", form="modified-release capsule"),
    solid("slower", "9", form="modified-release tablet"),
    solid("film", "6", form="film"),
    solid("under-tongue", "7", form="sublingual tablet"),
    liquid("strong", "5", form="oral concentrate"),
    liquid("weak", "1"),
    liquid("rare", "0.4", status="special"),
    solid("capsule", "1", form="capsule"),
    solid("melting", "1.5", form="orally dispersible tablet"),
    solid("one", "0.75", "half"),
)
LORAZEPAMS = (solid("lora-two", "2", "half", like=LORAZEPAM), solid("lora-one", "1", "quarter", like=LORAZEPAM))


def market(*products):
    """The catalogue with one market, which sells these products."""
    sold = {each.id: each for each in (*products, *LORAZEPAMS)}
    return replace(REAL, by_market={"uk": sold}, digest=f"lab {sorted(sold)} {[each.splits for each in products]}")


EVERYTHING = market(*CHOSEN, *OTHERS)
ALL_CHOSEN = [each.id for each in CHOSEN]


def asked(regimen=None, **strategy):
    """A request that names the three chosen products."""
    data = direct("uk", "diazepam", "ashton-2002", night="20", strategy={"products": ALL_CHOSEN} | strategy)
    return data | ({"regimen": regimen} if regimen else {})


def offered(catalogue=EVERYTHING, drug="diazepam", regimen=None, **strategy):
    """(option, change) for each option for a drug of a request that names the three chosen products."""
    data = asked(regimen, **strategy)
    request = parse_request(data, catalogue)
    found = [(each, added(request, catalogue, [each])) for each in options(request, catalogue, drug)]
    for option, change in found:  # the request with an option is the one with its change laid over
        assert with_option(request, catalogue, option) == parse_request(laid_over(data, change), catalogue)
    return found


def of_kind(kind, found):
    """(label, change) of each option of one sort."""
    return [(option.label, change) for option, change in found if option.kind == kind]


def test_the_easiest_come_first():
    """Other whole pieces, halves, quarters, liquids, and halves that no source confirms; nothing of modified release."""
    assert [option.kind for option, _ in offered()] == [
        "strength",
        "strength",
        "strength",
        "halve",
        "quarter",
        "liquid",
        "liquid",
        "halve",
    ]


def test_every_option_is_named_by_the_piece_it_adds():
    """An option is named by what it adds, in the words of a label."""
    assert [option.label for option, _ in offered()] == [
        f"diazepam 1{NBSP}mg capsule",
        f"diazepam 1.5{NBSP}mg orally dispersible tablet",
        f"diazepam 0.75{NBSP}mg tablet",
        f"half of the diazepam 10{NBSP}mg tablet",
        f"a quarter of the diazepam 2{NBSP}mg tablet",
        f"diazepam 1{NBSP}mg in 1{NBSP}mL oral solution",
        f"diazepam 5{NBSP}mg in 1{NBSP}mL oral concentrate",
        f"half of the diazepam 5{NBSP}mg tablet",
    ]


def test_another_strength_is_added_to_those_chosen():
    """Another strength is a plain or orally dispersible tablet or a capsule that is available, beside those chosen."""
    assert [change for _, change in of_kind("strength", offered())] == [
        {"products": ["capsule", "five", "ten", "two"]},
        {"products": ["five", "melting", "ten", "two"]},
        {"products": ["five", "one", "ten", "two"]},
    ]


def test_what_is_not_to_be_had_is_not_offered():
    """Imports, specials, what is no longer sold, films, sublingual tablets and modified release are not offered."""
    new = {id_ for _, change in offered() for id_ in change.get("products", []) if id_ not in ALL_CHOSEN}
    assert new == {"capsule", "melting", "one", "weak", "strong"}


def test_the_weakest_liquid_is_offered_first_and_only_where_there_is_none():
    """Liquids from the weakest on; none where one is chosen already, for a plan has one strength of a liquid."""
    assert [change for _, change in of_kind("liquid", offered())] == [
        {"products": ["five", "ten", "two", "weak"]},
        {"products": ["five", "strong", "ten", "two"]},
    ]
    assert of_kind("liquid", offered(products=[*ALL_CHOSEN, "strong"])) == []


def test_products_already_chosen_are_not_offered_again():
    """What the plan has is no addition."""
    assert of_kind("strength", offered(products=[*ALL_CHOSEN, "capsule", "melting", "one"])) == []


def test_by_default_everything_plain_is_chosen_already():
    """Without a choice of products the plain tablets and capsules of the market are used, so only other forms are additions."""
    assert [label for label, _ in of_kind("strength", offered(products=None))] == [
        f"diazepam 1.5{NBSP}mg orally dispersible tablet"
    ]
    assert of_kind("liquid", offered(products=None))[0][1] == {"products": ["capsule", "five", "one", "ten", "two", "weak"]}


def test_products_named_for_another_drug_stay_named():
    """A change of one drug's products leaves the choice of another's as it was."""
    found = offered(products=[*ALL_CHOSEN, "lora-two"])
    assert of_kind("strength", found)[0][1] == {"products": ["capsule", "five", "lora-two", "ten", "two"]}


@pytest.mark.parametrize(
    ("halve", "labels"),
    [
        ("smallest", ["half of the diazepam 10", "half of the diazepam 5"]),  # the 2 mg tablet is halved already
        ("none", ["half of the diazepam 2", "half of the diazepam 10", "half of the diazepam 5"]),
        ("all", ["half of the diazepam 5"]),  # all that a source confirms
        (["ten", "two"], ["half of the diazepam 5"]),
        (["five", "ten", "two"], []),
    ],
)
def test_halves_that_are_not_made_yet_confirmed_ones_first(halve, labels):
    """Halves of what is not halved yet, the smallest tablet first; those that no source confirms come after everything else."""
    assert [label.partition(NBSP)[0] for label, _ in of_kind("halve", offered(halve=halve))] == labels


@pytest.mark.parametrize(
    ("quarter", "labels"),
    [("none", ["a quarter of the diazepam 2"]), ("smallest", []), ("all", []), (["two"], [])],
)
def test_quarters_only_where_a_source_confirms_them(quarter, labels):
    """Quarters of tablets that a source lets quarter and that are not quartered yet; of no others."""
    assert [label.partition(NBSP)[0] for label, _ in of_kind("quarter", offered(quarter=quarter))] == labels


def test_only_what_no_source_confirms_is_marked():
    """An unconfirmed split is marked as such, nothing else is."""
    assert [option.label for option, _ in offered() if option.unverified] == [f"half of the diazepam 5{NBSP}mg tablet"]


def test_a_split_is_added_to_those_that_are_made():
    """The change names every product that is split so, as before and the one more."""
    assert of_kind("halve", offered())[0][1] == {"halve": ["ten", "two"]}
    assert of_kind("halve", offered(halve="none"))[0][1] == {"halve": ["two"]}
    assert of_kind("halve", offered(halve="all"))[0][1] == {"halve": ["five", "ten", "two"]}
    assert of_kind("quarter", offered())[0][1] == {"quarter": ["two"]}


@pytest.mark.parametrize("splits", ["smallest", "all", ["lora-one", "two"], ["lora-two", "two"]])
def test_a_split_of_one_drug_leaves_the_splits_of_the_others(splits):
    """A change of one drug's splits leaves every other drug's as they were, whether by a word or by ids."""
    regimen = [{"drug": "diazepam", "night": "20"}, {"drug": "lorazepam", "night": "1"}]
    data = direct("uk", "diazepam", "ashton-2002", strategy={"products": ALL_CHOSEN, "halve": splits, "quarter": "smallest"})
    request = parse_request(data | {"regimen": regimen}, EVERYTHING)
    before = request.makeable(EVERYTHING, "lorazepam")
    assert before.split_ids("halve")
    for option in options(request, EVERYTHING, "diazepam"):
        after = with_option(request, EVERYTHING, option).makeable(EVERYTHING, "lorazepam")
        for word in ("halve", "quarter"):
            assert after.split_ids(word) == before.split_ids(word)


def test_a_split_of_the_drug_crossed_from_leaves_the_drug_crossed_to():
    """In a crossover the new drug's splits stay as they are too."""
    data = direct("uk", "lorazepam", "ashton-2002", night="1", strategy={"method": "crossover", "products": ALL_CHOSEN})
    request = parse_request(data, EVERYTHING)
    (option,) = [each for each in options(request, EVERYTHING, "lorazepam") if (each.kind, each.product) == ("halve", "lora-two")]
    changed = with_option(request, EVERYTHING, option)
    assert changed.makeable(EVERYTHING, "diazepam").split_ids("halve") == {"two"}
    assert changed.makeable(EVERYTHING, "lorazepam").split_ids("halve") == {"lora-one", "lora-two"}


def test_several_options_are_added_together():
    """What several options add is one list a field, with what the request uses already and nothing else."""
    request = parse_request(asked(halve="none"), EVERYTHING)
    known = {(each.kind, each.product): each for each in options(request, EVERYTHING, "diazepam")}
    chosen = [known["strength", "capsule"], known["liquid", "weak"], known["halve", "two"], known["halve", "five"]]
    assert added(request, EVERYTHING, chosen) == {
        "products": ["capsule", "five", "ten", "two", "weak"],
        "halve": ["five", "two"],
    }
    assert added(request, EVERYTHING, []) == {}


def test_only_the_drug_that_is_asked_about_is_added_to():
    """Options for one drug add no product and no split of another."""
    regimen = [{"drug": "diazepam", "night": "20"}, {"drug": "lorazepam", "night": "1"}]
    labels = [option.label for option, _ in offered(regimen=regimen, drug="lorazepam", halve="none", products=None)]
    assert labels == [
        f"half of the lorazepam 1{NBSP}mg tablet",
        f"half of the lorazepam 2{NBSP}mg tablet",
        f"a quarter of the lorazepam 1{NBSP}mg tablet",
    ]


def test_tablets_that_must_be_taken_whole_are_not_split():
    """What must be taken whole is offered whole only, and a capsule or a liquid is never split."""
    whole = market(solid("ten", "10"), solid("five", "5"), solid("two", "2"), solid("capsule", "1", form="capsule"))
    assert [option.kind for option, _ in offered(whole)] == ["strength"]
    found = offered(market(*CHOSEN, liquid("weak", "1")), products=[*ALL_CHOSEN, "weak"], halve="none")
    assert all("mL" not in option.label for option, _ in found)


def test_what_is_listed_to_be_split_and_must_not_be_is_not_offered():
    """A product that must be taken whole, but that the request lists to be split, would be refused as soon as it is used."""
    products = (solid("ten", "10"), solid("five", "5", "half"))
    for field in ("halve", "quarter"):
        assert offered(market(*products), products=["five"], **{field: ["ten", "five"]}) == []


def test_a_market_that_sells_nothing_else_has_no_options():
    """Where there is nothing more, nothing is offered."""
    assert offered(market(solid("ten", "10"), solid("five", "5"), solid("two", "2"))) == []
    assert list(options(parse_request(direct("uk", "diazepam", night="2"), EVERYTHING), market(), "diazepam")) == []
