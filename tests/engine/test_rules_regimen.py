"""The rules about tables, pieces and what is taken, and what ordinary patients are told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import (
    Medicine,
    PatientToday,
    Thresholds,
    parse_request,
)
from tests.text_gates import hits

from .judging import CATALOGUE, NBSP, both, course, dose, judged, of, ordinary, patient, pieces, proposed, step, tables, taking
from .requests import crossover, direct

# Tables --------------------------------------------------------------------------------------------------------------


def test_a_table_that_cannot_be_chosen_does_not_count_as_disagreeing():
    """Only tables that may be chosen are set against each other."""
    assert of("tables_disagree", tables(("1", True), ("3", False))) == []


def test_without_a_table_nothing_disagrees():
    """Where no table was needed, none disagrees."""
    assert of("tables_disagree", ordinary()) == []
    assert of("tables_disagree", tables(("3", True), ("1", True), equivalence=None)) == []


def test_a_table_far_from_both_that_asam_prints_wants_a_reason():
    """Alprazolam 3 mg by Inada 2015 is 18.75 mg diazepam, by Ashton 60 mg and by VA/DoD 30 mg: a caution names all three."""
    request = parse_request(crossover("uk", "alprazolam", "inada-2015", morning="1", midday="1", night="1"), CATALOGUE)
    (found,) = of("table_far_off", proposed(request.to_json()))
    told = {name: found.values[name] for name in ("chosen", "first", "second")}
    assert (found.severity, told) == ("caution", {"chosen": "18.75", "first": "60", "second": "30"})


@pytest.mark.parametrize("table", ["ashton-2002", "vadod-2021"])
def test_neither_of_the_two_is_far_from_itself(table):
    """Whichever of the two that ASAM prints is chosen, it is one of both, and nothing is to be said for it."""
    request = parse_request(crossover("uk", "alprazolam", table, morning="1", midday="1", night="1"), CATALOGUE)
    assert of("table_far_off", proposed(request.to_json())) == []


def test_the_tables_disagree_on_lorazepam():
    """Lorazepam 3 mg is 15 mg diazepam by VA/DoD 2021 and 30 mg by Ashton 2002: more than 1.5 times."""
    found = proposed(crossover("uk", "lorazepam", "vadod-2021", morning="1", midday="1", night="1"))
    (message,) = [each.message for each in of("tables_disagree", found)]
    assert "about 30\u00a0mg by " in message
    assert message.endswith("This plan uses VA/DoD 2021. Watch for sedation or withdrawal after the change.")


# Pieces and splits ---------------------------------------------------------------------------------------------------


def test_an_unconfirmed_split_is_one_remark_a_product():
    """However many steps split it, a product whose splitting is not confirmed is one caution, at its first step."""
    strategy = {"halve": ["diazepam-10mg-tablet", "diazepam-5mg-tablet", "diazepam-2mg-tablet"]}
    found = of("unverified_split", proposed(taking("40", **strategy)))
    labels = [each.message.split("splits the ")[1].split(",")[0] for each in found]
    assert len(labels) == len(set(labels)) > 0
    products = CATALOGUE.products("uk")
    assert {products[each].splits for each in strategy["halve"] if products[each].label in labels} == {"unverified"}


def test_every_forbidden_split_is_found():
    """A product that must be taken whole is found in every step that splits it."""
    capsule = dose("7.5", ("chlordiazepoxide-5mg-capsule", "1.5"))
    schedule = course("20", step("reduce", 14, capsule), step("reduce", 14, capsule), step("hold", None, "5"))
    assert [each.step for each in of("forbidden_split", judged(schedule))] == [1, 2]


def test_a_volume_is_no_split():
    """A liquid is measured, not split: 1.5 mL is no part of anything."""
    liquid = dose("0.6", ("diazepam-0p4mg-per-ml-oral-solution", {"ml": "1.5"}))
    found = judged(course("20", step("reduce", 14, liquid), step("hold", None, liquid)))
    assert of("forbidden_split", found) + of("unverified_split", found) == []


def test_pieces_are_counted_at_one_time_of_day_over_all_drugs():
    """Pieces count at one time of day, whatever the drug; a volume is one piece; mornings and nights are not added up."""
    four, one = ("diazepam-2mg-tablet", "4"), ("diazepam-5mg-tablet", "1")
    assert of("many_pieces", pieces(four, morning=[four])) == []
    liquid = ("diazepam-0p4mg-per-ml-oral-solution", {"ml": "20"})
    assert of("many_pieces", pieces(("diazepam-2mg-tablet", "3"), liquid)) == []
    (found,) = of("many_pieces", pieces(four, liquid))
    assert "has five pieces in the night dose" in found.message
    (morning,) = of("many_pieces", pieces(one, morning=[four, one, one]))
    assert "has six pieces in the morning dose" in morning.message
    two_drugs = [dose("6", ("diazepam-2mg-tablet", "3")), dose("10", ("nitrazepam-5mg-tablet", "2"), drug="nitrazepam")]
    schedule = course("18", step("reduce", 14, *two_drugs), equivalent_of={"nitrazepam": Fraction(1)})
    (both_drugs,) = of("many_pieces", judged(schedule, both("8", "10")))
    assert "has five pieces in the night dose" in both_drugs.message


def test_a_larger_strength_is_named_only_where_one_is_sold():
    """Eight tablets of 10 mg are the largest there are: no larger strength would need fewer."""
    (found,) = of("many_pieces", pieces(("diazepam-10mg-tablet", "8")))
    assert found.message == "Step 2 has eight pieces in the night dose."


def test_many_pieces_are_said_once():
    """Of many such steps the first is named, once."""
    five = dose("10", ("diazepam-2mg-tablet", "5"))
    schedule = course("20", step("reduce", 14, "18"), step("reduce", 14, five), step("reduce", 14, five))
    assert [each.step for each in of("many_pieces", judged(schedule))] == [2]


def test_the_largest_count_of_a_day_is_named():
    """Where two times of day have many pieces, the one with more is named."""
    found = pieces(("diazepam-2mg-tablet", "5"), morning=[("diazepam-2mg-tablet", "7")])
    assert ["seven pieces in the morning dose" in each.message for each in of("many_pieces", found)] == [True]


# The regimen and the patient -----------------------------------------------------------------------------------------


def test_three_sedatives_are_named_in_one_sentence():
    """All sedatives are named in the order of the rows; a z-drug among them has its own remark, and only that."""
    request = both(target_mg="18")
    for third, rule, words in (
        ({"drug": "lorazepam", "night": "1"}, "two_sedatives", "The patient takes diazepam, nitrazepam and lorazepam."),
        ({"drug": "zopiclone", "night": "15"}, "z_drug_beside", "Zopiclone is taken beside diazepam and nitrazepam."),
    ):
        (found,) = (
            each
            for each in proposed(request | {"regimen": [*request["regimen"], third]})
            if each.rule in ("two_sedatives", "z_drug_beside")
        )
        assert (found.rule, words in found.message) == (rule, True)


def test_every_drug_over_its_maximum_is_named():
    """Each drug above its own licensed dose has its finding."""
    request = direct("uk", "zopiclone", "ashton-2002", strategy={"method": "crossover"})
    request["regimen"] = [{"drug": "zopiclone", "night": "15"}, {"drug": "lorazepam", "night": "1"}]
    found = of("licensed_maximum", proposed(request))
    assert [each.message.split(" a day")[0] for each in found] == [f"15{NBSP}mg zopiclone"]


@pytest.mark.parametrize(
    ("drug", "indication", "age", "mg", "words"),
    [
        ("clonazepam", "anxiety", 40, "4", ""),
        ("clonazepam", "anxiety", 40, "4.5", " for panic in the United States, 4"),  # 4.5 typed for 0.45
        ("clonazepam", "epilepsy", 40, "20", ""),
        ("diazepam", "insomnia", 64, "15", ""),
        ("diazepam", "insomnia", 64, "15.5", " for insomnia, 15"),
        ("diazepam", "insomnia", 65, "7.5", ""),
        ("diazepam", "insomnia", 65, "8", " for insomnia from the age of 65, 7.5"),
        ("diazepam", "other", 40, "60", ""),
        ("diazepam", "other", 40, "60.5", ", 60"),
        ("zolpidem", "insomnia", 85, "5", ""),
        ("zolpidem", "insomnia", 85, "10", " for insomnia from the age of 65, 5"),
    ],
)
def test_the_licence_counts_for_what_it_is_taken_for_and_the_age(drug, indication, age, mg, words):
    """Clonazepam 15 mg for anxiety, diazepam 60 mg for sleep and zolpidem 10 mg at 85 are each above their own licence."""
    facts = replace(patient(drug=drug, indication=indication, prescribed_mg=Decimal(mg), taken_mg=Decimal(mg)), age=age)
    request = direct("uk", drug, None if drug == "diazepam" else "ashton-2002", night=mg)
    schedule = course("9", step("hold", None, dose(mg, drug=drug)), equivalent_of={drug: Fraction(1)})
    found = of("licensed_maximum", judged(schedule, request, facts))
    assert [f"highest licensed dose{words}{NBSP}mg a day" in each.message for each in found] == [True] * bool(words)


def test_what_is_crossed_over_to_is_not_taken_for_sleep():
    """Diazepam 5 mg for sleep, and lorazepam that goes over to it: 25 mg are judged by the highest dose for any use."""
    request = crossover("uk", "lorazepam", "ashton-2002", night="2") | {
        "regimen": [{"drug": "lorazepam", "night": "2"}, {"drug": "diazepam", "morning": "5"}]
    }
    facts = replace(patient(indication="insomnia", prescribed_mg=Decimal(5), taken_mg=Decimal(5)), age=40)
    assert of("licensed_maximum", proposed(request, facts)) == []


def test_every_medicine_is_judged():
    """Each medicine taken as needed, each that differs and each for epilepsy has its own finding."""
    medicines = (
        Medicine("diazepam", Decimal(10), Decimal(20), indication="epilepsy"),
        Medicine("zopiclone", Decimal(7), Decimal(1), as_needed=True),
        Medicine("clobazam", Decimal(10), Decimal(30), indication="epilepsy"),
    )
    found = ordinary(PatientToday(age=40, medicines=medicines))
    assert len(of("prescribed_differs", found)) == 2
    assert len(of("epilepsy_indication", found)) == 2
    assert len(of("as_needed_not_counted", found)) == 1
    assert of("under_18", found) == []


def test_a_mean_of_a_week_is_not_said_as_a_dose_that_is_taken():
    """Of a medicine whose days differ both amounts are means of a week, and are called "about"."""
    medicine = Medicine("zopiclone", Decimal("4.29"), Decimal("3.21"), mean=True)
    (found,) = of("prescribed_differs", ordinary(PatientToday(age=40, medicines=(medicine,))))
    words = f"About 3.21{NBSP}mg zopiclone a day is taken and about 4.29{NBSP}mg a day is prescribed."
    assert found.message.startswith(words)


# Ordinary patients ---------------------------------------------------------------------------------------------------


CKS_BANDS = [{"down_to_mg": "20", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "1"}]

ORDINARY = [
    direct("uk", "diazepam", night="10"),
    direct("uk", "diazepam", morning="5", midday="5", night="10"),
    direct("uk", "diazepam", night="30", strategy={"basis": "bands", "bands": CKS_BANDS}),
    direct("uk", "diazepam", night="20", strategy={"reduction_percent": "5", "interval_days": 28}),
    crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1"),
    crossover("uk", "lorazepam", "nhs-scotland", morning="0.5", night="1"),
    crossover("uk", "zopiclone", "ashton-2002", night="7.5"),
    crossover("uk", "temazepam", "ashton-2002", night="20"),
    crossover("uk", "nitrazepam", "nhs-scotland", night="10"),
    crossover("uk", "clonazepam", "ashton-2002", morning="0.5", night="0.5"),
    crossover("uk", "oxazepam", "ashton-2002", morning="10", night="20"),
    crossover("us", "alprazolam", "vadod-2021", morning="0.5", midday="0.5", night="0.5"),
    crossover("us", "clonazepam", "vadod-2021", night="1"),
    crossover("us", "zolpidem", "ashton-2002", night="10"),
    crossover("us", "lorazepam", "vadod-2021", morning="1", night="1"),
    direct(
        "us",
        "alprazolam",
        "vadod-2021",
        morning="0.5",
        midday="0.5",
        night="0.5",
        strategy={"products": ["alprazolam-0p25mg-tablet", "alprazolam-1mg-per-ml-oral-concentrate"]},
    ),
    direct(
        "uk",
        "nitrazepam",
        "nhs-scotland",
        night="10",
        strategy={"products": ["nitrazepam-5mg-tablet", "nitrazepam-0p5mg-per-ml-oral-suspension"]},
    ),
    direct(
        "uk",
        "lorazepam",
        "ashton-2002",
        morning="1",
        night="1",
        strategy={"products": ["lorazepam-1mg-tablet", "lorazepam-1mg-per-ml-oral-solution"]},
    ),
]


@pytest.mark.parametrize("request_json", ORDINARY, ids=lambda each: f"{each['market']} {each['regimen'][0]}")
def test_ordinary_patients_get_no_caution(request_json):
    """Budget: no caution on ordinary patients."""
    facts = PatientToday(age=45, medicines=(Medicine("diazepam", Decimal(10), Decimal(10), indication="anxiety"),))
    found = proposed(request_json, facts, thresholds=Thresholds(diazepam_mg=Decimal(40)), review_on=date(2027, 1, 11))
    assert [(each.rule, each.message) for each in found if each.severity != "info"] == []
    assert [hit for each in found for hit in hits(each.message)] == []
