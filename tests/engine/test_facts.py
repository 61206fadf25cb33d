"""What the catalogue answers of itself: who is changed by what, from which dose on, what is late, what goes with a decision."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from taper_app.engine import Decision, load_catalogue
from taper_app.engine.catalogue.decision import said_beside
from taper_app.engine.catalogue.facts import Overdue, Threshold, overdue

CATALOGUE = load_catalogue()


def test_a_medicine_changes_the_drugs_that_it_names_and_those_of_its_enzymes():
    """Named alone, by an enzyme alone, or named as going the other way: each is enough; and each drug is told once."""
    known = CATALOGUE.interactions["omeprazole"]
    of_enzymes = ("clobazam", "clorazepate", "diazepam", "flunitrazepam", "ketazolam", "quazepam")
    assert CATALOGUE.changed_by("omeprazole") == of_enzymes
    named = replace(known, drugs=("lorazepam",), opposite=("alprazolam", "diazepam"), enzymes=())
    both = replace(CATALOGUE, interactions={"one": named, "both": replace(named, enzymes=known.enzymes)})
    assert both.changed_by("one") == ("alprazolam", "diazepam", "lorazepam")
    assert both.changed_by("both") == tuple(sorted((*of_enzymes, "alprazolam", "lorazepam")))


@pytest.mark.parametrize(
    ("rule", "market", "threshold"),
    [
        ("diazepam_threshold", "uk", Threshold(Decimal(30), "the usual threshold, after NHS Lothian", "nhs-lothian", "seen")),
        ("diazepam_threshold", "us", Threshold(Decimal(40), "", "clinic-setting", "derived")),
        (
            "specialist_dose",
            "us",
            Threshold(Decimal(40), "the usual threshold, after Australian guidance", "etg", "seen-secondary"),
        ),
        ("inpatient_dose", "uk", Threshold(Decimal(50), "the usual threshold, after Australian guidance", "sa-health", "seen")),
        ("inpatient_dose", "xx", Threshold(Decimal(50), "the usual threshold, after Australian guidance", "sa-health", "seen")),
    ],
)
def test_a_threshold_is_that_of_the_market_or_the_rules_own(rule, market, threshold):
    """With whose it is, and its source and evidence; a market that is not known has none of its own."""
    assert CATALOGUE.threshold(rule, market) == threshold


def test_what_is_overdue_is_named_with_its_part_the_longest_first():
    """What is to be read again on the day itself is not late; what is no row of the page of sources is never named."""
    first = next(iter(CATALOGUE.syringes.values()))
    syringes = {
        name: replace(first, id=name, review_by=date(2026, month, 1)) for name, month in (("late", 3), ("latest", 2), ("due", 4))
    }
    known = replace(CATALOGUE, syringes=syringes)
    assert overdue(known, date(2026, 4, 1)) == (
        Overdue("syringes", "latest", date(2026, 2, 1)),
        Overdue("syringes", "late", date(2026, 3, 1)),
    )
    assert overdue(CATALOGUE, date(2026, 4, 1)) == ()


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        ((Decision.CONTINUE,), {"strategy": False}),
        ((Decision.HOLD, Decision.STEP_BACK), {"days": False, "strategy": False}),
        ((Decision.SLOW, Decision.SWITCH), {"strategy": True}),
        ((Decision.ADJUST,), {"steps": True}),
        ((Decision.MAINTAIN,), {}),
    ],
)
def test_beside_a_decision_is_said_what_it_needs(decisions, said):
    """Days may be said of a hold and a step back; a slower pace, a switch and steps changed by hand have to say what they are."""
    assert [said_beside(each) for each in decisions] == [said] * len(decisions)


def test_a_market_without_bands_has_none():
    """The United Kingdom's bands are CKS's; the United States have none."""
    assert {name: market.bands for name, market in CATALOGUE.markets.items()} == {"uk": "cks-bands", "us": ""}
