"""A regimen as mg of diazepam, by a named table."""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest

from taper_app.engine import TIMES, Dose, Equivalence, Regimen, build_schedule, equivalents, load_catalogue, parse_request
from taper_app.engine.doses.equivalence import NoEquivalent
from taper_app.engine.doses.regimen import Held

from .requests import DATA, crossover

CATALOGUE = load_catalogue()


def regimen(**doses):
    """One dose of each drug at night, in mg."""
    return Regimen(tuple(Dose("night", drug, Decimal(mg)) for drug, mg in doses.items()))


def equivalent(table, second=None, **doses):
    return Equivalence(table, second or {}).of(CATALOGUE, regimen(**doses))


# By hand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "drug", "mg", "diazepam"),
    [
        ("ashton-2002", "lorazepam", "3", 30),
        ("vadod-2021", "lorazepam", "3", 15),
        ("inada-2015", "lorazepam", "3", Fraction(25, 2)),
        ("ashton-2002", "alprazolam", "1", 20),
        ("inada-2015", "alprazolam", "1", Fraction(25, 4)),
        ("ashton-2002", "temazepam", "20", 10),
        ("vadod-2021", "temazepam", "20", Fraction(40, 3)),
        ("ashton-2002", "zopiclone", "3.75", Fraction(5, 2)),
        ("nhs-scotland", "zopiclone", "7.5", 5),
        ("ashton-2002", "oxazepam", "30", 15),
        ("vadod-2021", "oxazepam", "30", 10),
        ("ashton-2002", "chlordiazepoxide", "25", 10),
        ("ashton-2002", "zolpidem", "5", Fraction(5, 2)),
        ("ashton-2002", "eszopiclone", "3", 10),
        ("vadod-2021", "triazolam", "0.25", 10),
        ("sweden", "nitrazepam", "5", 10),
        ("who-2009", "bromazepam", "6", 10),
    ],
)
def test_equivalents_worked_out_by_hand(table, drug, mg, diazepam):
    """equivalent = mg × 10 / (mg equal to 10 mg diazepam): lorazepam 3 mg is 30 mg by Ashton 2002 and 15 mg by VA/DoD 2021."""
    assert equivalent(table, **{drug: mg}) == diazepam


@pytest.mark.parametrize(
    ("table", "drug", "mg", "printed", "diazepam"),
    [
        ("ashton-2002", "bromazepam", "6", "5 to 6", Fraction(120, 11)),
        ("norway-2021", "clonazepam", "1", "0.5 to 1", Fraction(40, 3)),
        ("south-africa", "clonazepam", "1", "0.5 to 2", 8),
        ("norway-2021", "alprazolam", "1.5", "0.5 to 1", 20),
        ("norway-2021", "zopiclone", "7.5", "7.5 to 10", Fraction(60, 7)),
        ("norway-2021", "oxazepam", "30", "30 to 50", Fraction(15, 2)),
        ("norway-2021", "zolpidem", "10", "10 to 20", Fraction(20, 3)),
        ("nhs-scotland", "loprazolam", "1", "1 to 2", Fraction(20, 3)),
        ("trc-2024", "chlordiazepoxide", "25", "20 to 50", Fraction(50, 7)),
        ("ashton-2002", "flurazepam", "30", "15 to 30", Fraction(40, 3)),
    ],
)
def test_where_a_table_prints_a_range_its_midpoint_is_used(table, drug, mg, printed, diazepam):
    """Where a table prints a range, its midpoint is used: `printed` is what equals 10 mg diazepam."""
    low, high = printed.split(" to ")
    cell = CATALOGUE.tables[table].cells[drug]
    assert (cell.low, cell.high) == (Decimal(low), Decimal(high))
    assert equivalent(table, **{drug: mg}) == diazepam


def test_several_drugs_add_up():
    """The equivalent is the sum over all drugs and times of day: lorazepam 3, zopiclone 7.5 and diazepam 5 are 30 + 5 + 5."""
    assert equivalent("ashton-2002", lorazepam="3", zopiclone="7.5", diazepam="5") == 40
    doses = tuple(Dose(time, "lorazepam", Decimal("0.5")) for time in TIMES)
    assert Equivalence("ashton-2002").of(CATALOGUE, Regimen(doses)) == 20


def test_the_equivalent_is_exact():
    """The equivalent is a rational number: four doses of 1.5 mg are exactly one of 6 mg, and sevenths stay sevenths."""
    assert equivalent("ashton-2002", bromazepam="1.5") * 4 == equivalent("ashton-2002", bromazepam="6")
    assert equivalent("norway-2021", zopiclone="7.5").denominator == 7


# The table ---------------------------------------------------------------------------------------


def test_diazepam_needs_no_table():
    """No question is asked when every drug is diazepam, and by every table it is itself."""
    assert equivalent(None, diazepam="17.5") == Fraction(35, 2)
    assert {Equivalence(table).of(CATALOGUE, regimen(diazepam="17.5")) for table in CATALOGUE.tables} == {Fraction(35, 2)}


def test_any_other_drug_wants_a_table():
    """Without a table only diazepam has an equivalent; the refusal asks for one."""
    with pytest.raises(NoEquivalent, match="Choose an equivalence table: zopiclone cannot be compared"):
        equivalent(None, diazepam="5", zopiclone="7.5")


@pytest.mark.parametrize(
    ("table", "drug", "having"),
    [
        ("vadod-2021", "zopiclone", {"ashton-2002", "nhs-scotland", "inada-2015", "norway-2021", "south-africa"}),
        ("nhs-scotland", "clorazepate", {"ashton-2002", "vadod-2021", "inada-2015", "trc-2024"}),
        ("ashton-2002", "midazolam", {"who-2009"}),
        ("sps", "quazepam", {"ashton-2002", "vadod-2021", "inada-2015"}),
    ],
)
def test_a_drug_that_the_table_lacks_is_refused_naming_the_tables_that_have_it(table, drug, having):
    """A drug that the table lacks is refused (NoEquivalent), naming the tables that have it; none that cannot be chosen."""
    with pytest.raises(NoEquivalent) as refused:
        equivalent(table, **{drug: "1"})
    assert refused.value.drug == drug
    assert set(refused.value.tables) == having
    assert CATALOGUE.tables[table].name in refused.value.message
    for id_, each in CATALOGUE.tables.items():
        assert (f"{each.name}," in refused.value.message or f"{each.name}." in refused.value.message) is (id_ in having)


def test_a_second_table_may_be_named_for_one_drug_alone():
    """A second table may be named for a drug that the first lacks; the other drugs stay with the first."""
    both = equivalent("vadod-2021", {"zopiclone": "nhs-scotland"}, lorazepam="3", zopiclone="7.5")
    assert both == 15 + 5
    with pytest.raises(NoEquivalent):
        equivalent("vadod-2021", {"temazepam": "nhs-scotland"}, lorazepam="3", zopiclone="7.5")


def test_no_table_is_mixed_into_another():
    """Tables are never averaged or mixed in silence: a regimen that no single table knows has no equivalent by any."""
    whole = regimen(triazolam="0.25", zopiclone="7.5", temazepam="20")
    assert equivalents(whole, CATALOGUE) == {"ashton-2002": 5 + 5 + 10}


def test_the_equivalents_by_all_tables_that_know_all_the_drugs():
    """The result travels with the same regimen by every other table that knows all its drugs, chosen or not."""
    by_table = equivalents(regimen(lorazepam="3", temazepam="20"), CATALOGUE)
    assert by_table.pop("bnf") == 40  # shown for comparison, from memory, and not to be chosen
    assert by_table.pop("medscape") == 15 + 10
    assert by_table == {
        "ashton-2002": 30 + 10,
        "vadod-2021": 15 + Fraction(40, 3),
        "nhs-scotland": 30 + 10,
        "who-2009": 30 + 10,
        "south-africa": 30 + 10,
    }


# Direction ---------------------------------------------------------------------------------------

LADDER = (
    ("alprazolam", "clonazepam", "triazolam"),
    ("lorazepam", "flunitrazepam"),
    ("lormetazepam", "loprazolam", "estazolam"),
    ("eszopiclone",),
    ("bromazepam",),
    ("diazepam", "nitrazepam", "medazepam"),
    ("zopiclone", "clorazepate"),
    ("temazepam", "oxazepam", "zolpidem", "clobazam", "quazepam", "zaleplon"),
    ("flurazepam", "ketazolam"),
    ("chlordiazepoxide",),
)
"""Drugs by Ashton 2002, the most potent first; those of a rung are equal."""
RUNG = {drug: rung for rung, drugs in enumerate(LADDER) for drug in drugs}


@pytest.mark.parametrize("one", RUNG)
def test_a_more_potent_drug_needs_fewer_mg(one):
    """For every ordered pair: 10 mg of the more potent drug are more mg of diazepam than 10 mg of the other."""
    for other in RUNG:
        ten_of_one, ten_of_other = (equivalent("ashton-2002", **{drug: "10"}) for drug in (one, other))
        assert (ten_of_one > ten_of_other) is (RUNG[one] < RUNG[other]), other
        assert (ten_of_one == ten_of_other) is (RUNG[one] == RUNG[other]), other


@pytest.mark.parametrize("table", sorted(CATALOGUE.tables))
def test_every_ordered_pair_of_every_table_goes_the_right_way(table):
    """mg of one drug become mg × (mg of the other equal to 10 mg diazepam) / (mg of the one), in every table and both ways."""
    cells = tomllib.loads((DATA / "tables.toml").read_text(encoding="utf-8"), parse_float=Fraction)[table]["cells"]
    middle = {drug: sum(map(Fraction, cell["mg"])) / 2 for drug, cell in cells.items()}
    for one, other in permutations(middle, 2):
        of_one, of_other = (equivalent(table, **{drug: "1"}) for drug in (one, other))
        assert of_one / of_other == middle[other] / middle[one]


CROSSED = ("alprazolam", "clonazepam", "lorazepam", "diazepam", "temazepam", "oxazepam", "chlordiazepoxide")


@pytest.mark.parametrize(("one", "other"), list(permutations(CROSSED, 2)))
def test_a_crossover_takes_fewer_mg_of_a_more_potent_drug_and_more_of_a_weaker_one(one, other):
    """Twice 10 mg diazepam's worth of a drug, moved to another, is fewer mg of a more potent drug and more of a weaker one."""
    table = CATALOGUE.tables["ashton-2002"].cells
    night, equal = 2 * table[one].midpoint, 2 * table[other].midpoint
    strategy = {"crossover_to": other, "holds": [{"after_step": 1, "days": None}]}
    asked = crossover("us", one, "ashton-2002", night=str(Decimal(night.numerator) / night.denominator), strategy=strategy)
    dose = build_schedule(parse_request(asked, CATALOGUE), CATALOGUE).steps[0].daily_mg[other]
    assert equal * Fraction(3, 4) <= dose <= equal * Fraction(21, 20)
    if RUNG[one] != RUNG[other]:
        assert (dose < night) is (RUNG[other] < RUNG[one])


def test_a_regimen_is_written_as_a_request_carries_it():
    """One row a drug in the clinician's order, times without a dose left out, what is taken as needed beside it or alone."""
    doses = (
        Dose("night", "lorazepam", Decimal("1.50")),
        Dose("morning", "lorazepam", Decimal(1)),
        Dose("night", "diazepam", Decimal(2)),
    )
    taken = Regimen(doses, {"lorazepam": Decimal("0.50"), "zopiclone": Decimal("7.5")})
    assert taken.to_json() == [
        {"drug": "lorazepam", "morning": "1", "night": "1.5", "as_needed": "0.5"},
        {"drug": "diazepam", "night": "2"},
        {"drug": "zopiclone", "as_needed": "7.5"},
    ]


SEVEN_AND_A_HALF = (Dose("night", "zopiclone", Decimal("7.5"), "zopiclone-7.5mg-tablet"),)


@pytest.mark.parametrize(
    ("held", "row"),
    [
        (Held("", "", other="kava", amount="a cup at night"), {"other": "kava", "amount": "a cup at night"}),
        (
            Held("zopiclone", "regular", SEVEN_AND_A_HALF),
            {"drug": "zopiclone", "night": "7.5", "product": "zopiclone-7.5mg-tablet"},
        ),
        (
            Held("modified-release zolpidem", "regular", (Dose("night", "modified-release zolpidem", Decimal("6.25")),)),
            {"drug": "zolpidem", "release": "modified", "night": "6.25"},
        ),
        (
            Held("zopiclone", "days", SEVEN_AND_A_HALF, ("fri", "sat"), since_on=date(2020, 5, 1)),
            {
                "drug": "zopiclone",
                "night": "7.5",
                "product": "zopiclone-7.5mg-tablet",
                "use": "days",
                "weekdays": ["fri", "sat"],
                "since_on": "2020-05-01",
            },
        ),
        (
            Held("lorazepam", "as-needed", usual_week=Decimal("2.50"), last_taken_on=date(2027, 1, 3)),
            {"drug": "lorazepam", "use": "as-needed", "usual_week": "2.5", "last_taken_on": "2027-01-03"},
        ),
        (Held("lorazepam", "as-needed", usual_week=Decimal(0)), {"drug": "lorazepam", "use": "as-needed", "usual_week": "0"}),
        (Held("lorazepam", "as-needed"), {"drug": "lorazepam", "use": "as-needed"}),
    ],
)
def test_what_stands_beside_the_steps_is_written_and_read_back_with_all_that_is_known_of_it(held, row):
    """Kept steady, on some days, as needed, of modified release, or never converted: what is not known is left out."""
    assert held.to_json() == row
    assert Held.from_json(row) == held


def test_what_is_counted_of_a_drug_taken_as_needed_is_in_the_equivalents():
    """Lorazepam 1 mg is 10 mg diazepam by Ashton; with zopiclone 7.5 mg counted it is 15, by tables that know both."""
    taken = Regimen((Dose("night", "lorazepam", Decimal(1)),), {"zopiclone": Decimal("7.5")})
    found = equivalents(taken, CATALOGUE)
    assert found["ashton-2002"] == 15
    assert set(found) == {each.id for each in CATALOGUE.tables.values() if {"lorazepam", "zopiclone"} <= set(each.cells)}


def test_where_no_table_has_a_drug_none_is_named():
    """A drug that no table has is refused with the table's name and none that would do."""
    alone = replace(CATALOGUE, tables={"vadod-2021": CATALOGUE.tables["vadod-2021"]})
    with pytest.raises(NoEquivalent) as caught:
        Equivalence("vadod-2021").per_mg(alone, "nitrazepam")
    assert caught.value.message == "VA/DoD 2021 has no equivalent for nitrazepam. Tables that have one: none."
    assert (caught.value.drug, caught.value.tables) == ("nitrazepam", ())


def test_what_is_kept_steady_on_some_days_is_a_row_of_these_days():
    """A row for each choice of days, whose doses name none; what is taken every day is regular. The others stay doses."""
    weekend = (
        Dose("night", "zopiclone", Decimal("7.5"), "", ("fri", "sat")),
        Dose("night", "zopiclone", Decimal("3.75"), "", ("sun",)),
    )
    daily = (Dose("night", "lorazepam", Decimal(1)), Dose("morning", "diazepam", Decimal(2)))
    kept = Regimen((*weekend, *daily), since={"zopiclone": date(2020, 5, 1)}).keeping(("zopiclone", "lorazepam"))
    assert kept.doses == (Dose("morning", "diazepam", Decimal(2)),)
    since = date(2020, 5, 1)
    assert kept.held == (
        Held("zopiclone", "days", (Dose("night", "zopiclone", Decimal("7.5")),), ("fri", "sat"), since_on=since),
        Held("zopiclone", "days", (Dose("night", "zopiclone", Decimal("3.75")),), ("sun",), since_on=since),
        Held("lorazepam", "regular", (Dose("night", "lorazepam", Decimal(1)),)),
    )
