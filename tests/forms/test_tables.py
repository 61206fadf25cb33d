"""What the choice of an equivalence table says of each table."""

from decimal import Decimal

from taper_app.engine import Dose, Regimen, load_catalogue
from taper_app.forms.tables import conventions_said, said

NBSP = "\u00a0"
TABLES = load_catalogue().tables


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
