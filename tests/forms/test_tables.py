"""What the choice of an equivalence table says of each table."""

from collections import namedtuple
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

from taper_app.engine import Dose, Regimen, load_catalogue
from taper_app.forms.tables import conventions_said, lacked_by_some, lacking, said, span

NBSP = "\u00a0"
TABLES = load_catalogue().tables
CELLS = TABLES["inada-2015"].cells
Cell = namedtuple("Cell", ["low", "high", "midpoint"])


def night(drug, mg):
    return Regimen((Dose("night", drug, Decimal(mg)),))


def test_a_figure_of_low_confidence_says_so():
    """Copies of Inada and Inagaki differ about eszopiclone, and about nothing else taken here: it is said where it is used."""
    uncertain = f"about 4{NBSP}mg of diazepam a day. Its figure for eszopiclone is uncertain: copies of it differ"
    assert said(TABLES["inada-2015"], night("eszopiclone", "2")) == uncertain
    assert "uncertain" not in said(TABLES["inada-2015"], night("lorazepam", "1"))


def test_a_range_is_told_with_its_middle():
    """Ashton prints 1 to 2 mg of lormetazepam: 1 mg is 5 to 10 mg of diazepam, and the middle, 1.5 mg, makes it 6.67."""
    expected = f"about 6.67{NBSP}mg of diazepam a day: the middle of its range, 5{NBSP}mg to 10{NBSP}mg"
    assert said(TABLES["ashton-2002"], night("lormetazepam", "1")) == expected


def test_a_drug_that_is_not_listed_is_named():
    """VA/DoD lists no zopiclone."""
    assert said(TABLES["vadod-2021"], night("zopiclone", "7.5")) == "does not list zopiclone"


def day(*doses):
    return Regimen(tuple(Dose("night", drug, Decimal(mg)) for drug, mg in doses))


def test_the_two_conventions_are_told_in_one_sentence():
    """Where the tables of Ashton and VA/DoD are twofold apart, both doses stand in one sentence; several drugs are one day."""
    alone = f"By Ashton 2002 lorazepam 3{NBSP}mg a day is about 30{NBSP}mg of diazepam, by VA/DoD 2021 about 15{NBSP}mg."
    assert conventions_said(load_catalogue(), night("lorazepam", "3")) == alone
    both = f"By Ashton 2002 alprazolam 1{NBSP}mg and clonazepam 1{NBSP}mg a day are about 40{NBSP}mg of diazepam"
    assert conventions_said(load_catalogue(), day(("alprazolam", "1"), ("clonazepam", "1"))).startswith(both)


def test_conventions_that_agree_or_do_not_say_are_not_told():
    """Where the two are near each other, or one lists no such drug, there is no such sentence."""
    for drug in ("temazepam", "zopiclone", "diazepam"):
        assert conventions_said(load_catalogue(), night(drug, "10")) == "", drug


def test_several_drugs_that_are_lacking_or_uncertain_are_named_together():
    """Lacking: one or the other. Uncertain: the one and the other."""
    both = day(("zopiclone", "7.5"), ("zaleplon", "10"))
    lacked = [drug for drug in ("zopiclone", "zaleplon") if drug not in TABLES["vadod-2021"].cells]
    assert lacking(TABLES["vadod-2021"], both) == lacked
    assert said(TABLES["vadod-2021"], both) == f"does not list {' or '.join(lacked)}"
    low = replace(TABLES["inada-2015"], cells={name: replace(cell, confidence="low") for name, cell in CELLS.items()}, note="")
    two = day(("lorazepam", "1"), ("eszopiclone", "2"), ("diazepam", "1"))
    assert said(low, two).endswith(". Its figure for lorazepam and eszopiclone is uncertain: copies of it differ")


def test_a_note_of_a_table_follows_its_figure():
    """What has to be known of it."""
    noted = replace(TABLES["inada-2015"], note="Of one dose")
    assert said(noted, night("lorazepam", "1")) == f"{said(replace(noted, note=''), night('lorazepam', '1'))}. Of one dose"


def test_a_second_table_can_be_named_for_what_some_table_lacks():
    """Of those that can be chosen; diazepam needs none."""
    assert lacked_by_some(load_catalogue(), day(("zopiclone", "7.5"), ("diazepam", "1"))) == ["zopiclone"]
    everywhere = [
        drug for drug in load_catalogue().drugs if all(drug in each.cells for each in TABLES.values() if each.selectable)
    ]
    assert everywhere and lacked_by_some(load_catalogue(), day(*[(drug, "1") for drug in everywhere])) == []


def test_the_ranges_of_several_drugs_add_up():
    """Lowest with the highest figure, highest with the lowest; diazepam is what it is."""
    cells = {"lorazepam": Cell(1, 2, Fraction(3, 2)), "zopiclone": Cell(5, 10, Fraction(8))}
    both = day(("lorazepam", "3"), ("zopiclone", "40"), ("diazepam", "2"))
    low, middle, high = span(SimpleNamespace(cells=cells), both)
    assert (low, middle, high) == (15 + 40 + 2, 20 + 50 + 2, 30 + 80 + 2)
    alone = day(("diazepam", "2"), ("lorazepam", "3"))
    assert span(SimpleNamespace(cells=cells), alone) == (17, 22, 32)
