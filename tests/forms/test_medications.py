"""A dose is asked about again where it is over what is licensed in the clinic's own market."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from taper_app.engine import load_catalogue
from taper_app.forms.medications import MedicationForm, licensed_maximum


@pytest.mark.parametrize(
    ("drug", "market", "mg"),
    [
        ("zolpidem", "uk", "10"),
        ("zolpidem", "us", "12.5"),
        ("alprazolam", "uk", "3"),
        ("alprazolam", "us", "10"),
        ("lorazepam", "uk", "4"),
        ("lorazepam", "us", "10"),
        ("diazepam", "uk", "60"),
        ("diazepam", "us", "40"),
        ("temazepam", "uk", "40"),
        ("temazepam", "us", "30"),
    ],
)
def test_the_licensed_maximum_is_that_of_the_clinics_market(drug, market, mg):
    """The highest licensed for any indication where the clinic is, whether that is more or less than anywhere else."""
    assert licensed_maximum(drug, market) == Decimal(mg)


@pytest.mark.parametrize(
    ("drug", "market", "mg"), [("eszopiclone", "uk", "3"), ("zopiclone", "us", "7.5"), ("triazolam", "uk", "0.5")]
)
def test_where_a_market_licenses_nothing_the_maximum_of_another_is_asked_about(drug, market, mg):
    """A drug that is imported or was brought along has a maximum too, as soon as any market has one."""
    assert {each.market for each in load_catalogue().drugs[drug].maxima} == {"us" if market == "uk" else "uk"}
    assert licensed_maximum(drug, market) == Decimal(mg)


@pytest.mark.parametrize(("market", "asked"), [("uk", "zolpidem 12"), ("us", "")])
@pytest.mark.parametrize("kind", ["prescribed", "taken"])
def test_what_is_over_the_maximum_here_is_asked_about_and_what_is_under_it_is_not(market, asked, kind):
    """Zolpidem 12 mg is more than is licensed in the United Kingdom and less than in the United States, prescribed or taken."""
    typed = {"drug": "zolpidem", "use": "regular", "indication": "insomnia", "prescribed_night": "5", "taken_night": "5"}
    form = MedicationForm(typed | {f"{kind}_night": "12"}, clinic=SimpleNamespace(market=market), today=date(2027, 1, 4))
    assert form.is_valid() is not bool(asked)
    assert form.asked == asked
