"""Medicines that are never converted: held in words, without a number, each with what guidelines say to do."""

import re

import pytest

from taper_app.engine import load_catalogue
from taper_app.engine.catalogue.load import DATA

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("medicine", "kind"),
    [
        ("etizolam", "novel"),
        ("phenazepam", "novel"),
        ("clonazolam", "novel"),
        ("flualprazolam", "novel"),
        ("bromazolam", "novel"),
        ("flubromazepam", "novel"),
        ("street-tablets", "novel"),
        ("nordazepam", "foreign"),
        ("brotizolam", "foreign"),
        ("tetrazepam", "foreign"),
        ("phenobarbital", "barbiturate"),
        ("butalbital", "barbiturate"),
        ("meprobamate", "carbamate"),
        ("carisoprodol", "carbamate"),
        ("clomethiazole", "other-sedative"),
        ("chlordiazepoxide-with-clidinium", "combination"),
    ],
)
def test_a_medicine_that_is_never_converted_has_the_answer_of_its_kind(medicine, kind):
    """Novel benzodiazepines, those of other countries, barbiturates, meprobamate and the like are known, each by its kind."""
    assert CATALOGUE.others[medicine].kind.id == kind


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("novel", "the lowest dose of a prescribed benzodiazepine that keeps withdrawal away"),
        ("foreign", "Ask a medicines information service"),
        ("barbiturate", "Stopping it can bring seizures and delirium"),
        ("carbamate", "Ask a specialist before either is changed"),
        ("other-sedative", "Ask a specialist before either is changed"),
        ("combination", "Ask a pharmacist"),
    ],
)
def test_each_kind_says_what_to_do(kind, said):
    """ASAM 2025, under its table 7, titrates a prescribed one and converts nothing; a barbiturate has its own withdrawal."""
    assert said in CATALOGUE.other_kinds[kind].words


def test_no_number_stands_beside_what_is_never_converted():
    """Nothing that may be read of these medicines has a figure in it that could be taken for a dose or an equivalent."""
    for file in ("others.toml", "other_kinds.toml"):
        rows = re.findall(r"(?m)^(?!source|review_by|#)(.*)$", (DATA / file).read_text(encoding="utf-8"))
        assert [row for row in rows if re.search(r"\d", row)] == []


def test_what_is_never_converted_is_in_no_table_and_sold_by_no_market():
    """A medicine is either a drug of the catalogue or never converted, and no name of the one is a name of the other."""
    sold = {each.drug for market in CATALOGUE.markets for each in CATALOGUE.products(market).values()}
    assert not CATALOGUE.others.keys() & {drug for table in CATALOGUE.tables.values() for drug in table.cells}
    assert not CATALOGUE.others.keys() & sold
    brands = {brand for market in CATALOGUE.markets for each in CATALOGUE.products(market).values() for brand in each.brands}
    brands |= {name for drug in CATALOGUE.drugs.values() for name in (*drug.also, *drug.modified_release)}
    assert not brands & {name for other in CATALOGUE.others.values() for name in (*other.brands, *other.also)}


def test_what_adds_to_sedation_only_is_no_such_medicine():
    """Gabapentinoids, opioids and antihistamines have their own questions: they are not held as what a taper is about."""
    assert not CATALOGUE.others.keys() & {"gabapentin", "pregabalin", "morphine", "promethazine", "baclofen"}
