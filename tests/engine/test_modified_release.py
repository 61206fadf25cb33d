"""Modified-release medicines: what is planned with them and in their place, and what is never done in silence."""

import json

import pytest

from taper_app.engine import answer, load_catalogue, parse_request, verified

from .doing import ask
from .requests import crossover, direct

CATALOGUE = load_catalogue()
SLOW = [each for market in CATALOGUE.markets for each in CATALOGUE.products(market).values() if each.modified_release]


@pytest.mark.parametrize("product", SLOW, ids=lambda each: each.id)
def test_a_modified_release_product_is_refused_for_who_takes_the_plain_one(product):
    """No plain dose becomes one of modified release: the refusal names the product; alone or beside a plain one."""
    for others in ([], [each.id for each in CATALOGUE.products(product.market).values() if each.drug == product.drug]):
        strategy = {"products": [product.id, *others]}
        request = direct(product.market, product.drug, "ashton-2002", night="10", strategy=strategy)
        given, status = answer(json.dumps(request), CATALOGUE)
        assert (status, given["error"]["field"]) == (2, "strategy.products")
        assert given["error"]["message"].endswith(f"and no modified-release {product.drug} is taken")


def test_every_brand_of_a_modified_release_product_is_known_with_its_drug():
    """Xanax XR, Loreev XR and Ambien CR are sold; some that neither market's file has are known by their name too."""
    brands = {each.id: each.modified_release for each in CATALOGUE.drugs.values() if each.modified_release}
    assert {product.drug for product in SLOW} <= brands.keys()
    assert all(brand in brands[product.drug] for product in SLOW for brand in product.brands)
    assert {"Xanax XR", "Loreev XR", "Ambien CR", "Valrelease", "Tranxene-SD"} == {each for of in brands.values() for each in of}


@pytest.mark.parametrize(("drug", "times"), [("alprazolam", 3), ("clorazepate", 3), ("diazepam", 2), ("lorazepam", 3)])
def test_a_medicine_of_the_day_says_over_how_many_times_its_plain_form_is_spread(drug, times):
    """Loreev XR takes the place of lorazepam three times a day (its label); Xanax is taken three times, diazepam two to four."""
    found = CATALOGUE.drugs[drug]
    assert found.plain_by_day is not None
    assert (found.plain_by_day.times, found.plain_at_night) == (times, ())


def test_a_hypnotic_has_the_plain_strength_that_is_advised_beside_each_of_its_modified_release_ones():
    """FDA 2013: who is advised 12.5 mg of extended-release zolpidem is advised 10 mg of the plain one; for 6.25 mg it is 5 mg."""
    zolpidem = CATALOGUE.drugs["zolpidem"]
    pairs = {f"{each.modified_mg}": f"{each.plain_mg}" for each in zolpidem.plain_at_night}
    assert (pairs, zolpidem.plain_by_day) == ({"6.25": "5", "12.5": "10"}, None)


def test_every_strength_of_a_hypnotic_that_lets_go_slowly_has_its_plain_one():
    """No modified-release product is sold at night without a plain strength beside it, and every plain strength is sold."""
    sold = {(each.drug, each.strength_mg) for each in SLOW}
    plain = {(each.drug, each.strength_mg) for each in CATALOGUE.products("us").values() if each.form == "tablet"}
    for drug in (each for each in CATALOGUE.drugs.values() if each.plain_at_night):
        assert {(drug.id, each.modified_mg) for each in drug.plain_at_night} == {each for each in sold if each[0] == drug.id}
        assert {(drug.id, each.plain_mg) for each in drug.plain_at_night} <= plain


@pytest.mark.parametrize(
    ("drug", "days"), [("alprazolam", 3), ("lorazepam", 3), ("zopiclone", 3), ("diazepam", 8), ("clonazepam", 8), ("clobazam", 8)]
)
def test_the_days_without_a_drug_that_are_a_gap_follow_its_half_life(drug, days):
    """Withdrawal shows within 2 days after a short half-life and within 7 after a longer one (RACGP): beyond that it is a gap."""
    assert CATALOGUE.gap_days(drug) == days


def test_use_that_began_again_is_short_for_a_month():
    """ASAM 2025, Table 2: use for less than a month carries a lower risk of withdrawal."""
    assert CATALOGUE.limits["taken_again_days"].most == 28


def test_a_refusal_offers_no_modified_release_product_to_who_takes_the_plain_one():
    """What would work instead is never of modified release."""
    request = direct("us", "zolpidem", "ashton-2002", night="12.5")
    given, status = answer(json.dumps(request), CATALOGUE)
    assert status == 3
    assert "modified-release" not in json.dumps(given)


# Planned as it is, and in plain tablets in its place -----------------------------------------------------------------


def slow(drug, market="us", strategy=None, **doses):
    """A request of who takes a modified-release medicine, by the table in which least is a closing reduction."""
    request = direct(market, drug, "vadod-2021", strategy={"coarse_tail": True} | (strategy or {}))
    return request | {"regimen": [{"drug": drug, "release": "modified"} | doses]}


PLAIN_ZOLPIDEM = {"method": "crossover", "crossover_to": "zolpidem", "interval_days": 28}


def over_to_plain(drug, **doses):
    """The same, gone over to its plain form."""
    return slow(drug, strategy={"method": "crossover", "crossover_to": drug}, **doses)


def steps_of(request):
    """The doses of each step, and the cautions with their sources."""
    given, status = answer(json.dumps(request), CATALOGUE)
    assert status == 0, given
    doses = [[f"{each['time']} {each['mg']}" for each in step["doses"]] for step in given["schedule"]["steps"]]
    return doses, {each["rule"]: each["source"] for each in given["findings"] if each["severity"] == "caution"}, given["schedule"]


def findings_of(request):
    """All that is remarked on."""
    return answer(json.dumps(request), CATALOGUE)[0]["findings"]


@pytest.mark.parametrize(("release", "found"), [("modified", False), ("plain", True)])
def test_the_highest_licensed_dose_is_that_of_the_release(release, found):
    """Ambien CR 12.5 mg at night is licensed; 12.5 mg of the plain tablets, of which 10 mg is the most, is remarked on."""
    request = slow("zolpidem", strategy={"method": "crossover"}, night="12.5") | {"equivalence": "ashton-2002"}
    request["regimen"][0]["release"] = release
    assert ("licensed_maximum" in {each["rule"] for each in findings_of(request)}) is found


def test_the_caution_names_the_plain_form():
    """A sentence that begins with the medicine and says what it goes over to, so that nobody reads two names of one tablet."""
    (said,) = [each for each in findings_of(over_to_plain("alprazolam", morning="3")) if each["rule"] == "modified_release"]
    assert said["message"].startswith("Modified-release alprazolam goes over to plain alprazolam, which does not do the same.")


def test_it_goes_down_in_its_own_strengths_whole():
    """Alprazolam XR 3 mg in the morning goes down in XR tablets, each dose told with its release; none is split."""
    doses, _, schedule = steps_of(slow("alprazolam", morning="3"))
    assert doses == [["morning 2.5"], ["morning 2"], ["morning 1.5"], ["morning 1"], ["morning 0.5"], []]
    told = [dose for step in schedule["steps"] for dose in step["doses"]]
    assert {dose["release"] for dose in told} == {"modified"}
    assert all("modified-release" in piece["product"] and piece["count"] in "123" for dose in told for piece in dose["pieces"])


@pytest.mark.parametrize(
    ("drug", "times", "taken", "first"),
    [
        ("alprazolam", {"morning": "3"}, "3", ["morning 1", "midday 1", "night 1"]),
        ("alprazolam", {"morning": "2"}, "2", ["morning 0.625", "midday 0.625", "night 0.75"]),
        ("lorazepam", {"morning": "3"}, "3", ["morning 1", "midday 1", "night 1"]),
    ],
)
def test_a_medicine_of_the_day_keeps_its_total_over_the_day(drug, times, taken, first):
    """Gone over to plain tablets the day has as much as before, at three times of day, and it is a caution of the label."""
    doses, cautions, schedule = steps_of(over_to_plain(drug, **times))
    assert doses[0] == first
    assert (schedule["steps"][0]["kind"], schedule["steps"][0]["daily_mg"]) == ("crossover", {drug: taken})
    assert cautions["modified_release"] == CATALOGUE.drugs[drug].plain_by_day.source
    assert "crossover_spread" not in {each["rule"] for each in findings_of(over_to_plain(drug, **times))}
    assert "overnight_move" not in cautions
    assert all(len(each) > 1 for each in doses[: len(doses) // 2]), "never one plain dose"


def test_a_hypnotic_stays_one_dose_at_night_at_the_strength_of_its_label():
    """Zolpidem 12.5 mg of modified release becomes 10 mg plain at night (FDA 2013), and that fall is no fault of the tablets."""
    request = slow("zolpidem", strategy=PLAIN_ZOLPIDEM, night="12.5") | {"equivalence": "ashton-2002"}
    doses, cautions, _ = steps_of(request)
    assert doses[0] == ["night 10"]
    assert cautions["modified_release"] == "fda-2013-zolpidem"
    assert not {"crossover_fall", "crossover_loses"} & cautions.keys()


@pytest.mark.parametrize("taken", [{"morning": "12.5"}, {"night": "25"}])
def test_a_hypnotic_without_a_plain_strength_beside_it_is_crossed_over_instead(taken):
    """By day, or at a strength of no label, it is never made into a plain dose: the refusal offers another drug, which works."""
    request = over_to_plain("zolpidem", **taken) | {"equivalence": "ashton-2002"}
    given, status = answer(json.dumps(request), CATALOGUE)
    assert (status, given["error"]["code"]) == (3, "NoAchievableCrossover")
    assert [each["change"]["crossover_to"] for each in given["error"]["alternatives"]] == ["diazepam"]


def test_plain_tablets_chosen_for_it_are_not_taken_in_its_place_unsaid():
    """Alprazolam XR 3 mg with plain products ticked: refused, with going over to them, crossing over, or XR strengths offered."""
    products = ["alprazolam-3mg-modified-release-tablet", "alprazolam-1mg-per-ml-oral-concentrate"]
    given, status = answer(json.dumps(slow("alprazolam", strategy={"products": products}, morning="3")), CATALOGUE)
    assert (status, given["error"]["code"]) == (3, "PlainAskedFor")
    offered = [each["change"] for each in given["error"]["alternatives"]]
    assert offered
    assert all(
        change.get("crossover_to") or "alprazolam-1mg-per-ml-oral-concentrate" not in change["products"] for change in offered
    )


def test_crossing_over_to_another_drug_says_that_the_table_is_of_plain_tablets():
    """Alprazolam XR to diazepam: a caution that wants a reason."""
    _, cautions, _ = steps_of(slow("alprazolam", strategy={"method": "crossover"}, morning="3"))
    assert "modified_release" in cautions


@pytest.mark.parametrize(
    ("row", "to", "table", "part", "days"),
    [
        ({"drug": "alprazolam", "morning": "3"}, "diazepam", "ashton-2002", "whole", ["morning 30 night 30"] * 2),
        (
            {"drug": "alprazolam", "morning": "3"},
            "diazepam",
            "ashton-2002",
            "half",
            ["morning 15 night 15", "morning 30 night 30"],
        ),
        ({"drug": "lorazepam", "evening": "3"}, "diazepam", "vadod-2021", "whole", ["morning 7 night 8"] * 2),
        ({"drug": "lorazepam", "morning": "3"}, "clonazepam", "ashton-2002", "whole", ["morning 0.5 midday 0.5 night 0.5"] * 2),
    ],
)
def test_a_medicine_of_the_day_never_becomes_one_plain_dose_of_another_drug(row, to, table, part, days):
    """Alprazolam XR 3 mg in the morning is diazepam morning and night, as the labels give it; nothing of the day is lost."""
    strategy = {"method": "crossover", "crossover_to": to, "crossover_part": part, "coarse_tail": True}
    request = direct("us", row["drug"], table, strategy=strategy) | {"regimen": [row | {"release": "modified"}]}
    given, status = answer(json.dumps(request), CATALOGUE)
    assert status == 0, given
    steps = given["schedule"]["steps"]
    assert [
        " ".join(f"{each['time']} {each['mg']}" for each in step["doses"] if each["drug"] == to) for step in steps[:2]
    ] == days
    assert steps[1]["diazepam_equivalent_mg"] == given["schedule"]["baseline_equivalent_mg"]
    assert "crossover_spread" not in {each["rule"] for each in given["findings"]}


def test_the_plain_and_the_modified_release_form_may_be_taken_together():
    """Alprazolam XR 1 mg and plain 0.5 mg are two medicines of one drug, which go down one after the other."""
    request = slow("alprazolam", morning="1")
    request["regimen"].append({"drug": "alprazolam", "night": "0.5"})
    given, status = answer(json.dumps(request), CATALOGUE)
    assert status == 0, given
    first = given["schedule"]["steps"][0]
    assert first["daily_mg"] == {"modified-release alprazolam": "0.5", "alprazolam": "0.5"}
    told = verified(given["schedule"], parse_request(request, CATALOGUE), CATALOGUE)
    assert told.to_json() == given["schedule"]


def test_what_a_label_gives_up_is_given_up_at_a_visit_in_the_crossover_too():
    """Zolpidem 12.5 mg of modified release becomes 10 plain, and what moves after a hold makes up for none of it."""
    request = crossover(
        "us", "temazepam", "ashton-2002", morning="30", strategy={"crossover_to": "zolpidem", "coarse_tail": True}
    )
    request["regimen"].append({"drug": "zolpidem", "release": "modified", "night": "12.5"})
    planned, status = ask(request)
    assert status == 0, planned
    taken = [{"drug": "temazepam", "morning": "30"}, {"drug": "zolpidem", "night": "10"}]
    visit = {"do": "revise", "schedule": planned["schedule"], "on": "2027-01-06", "taken": taken}
    told, status = ask(request | visit | {"adjustment": {"decision": "hold", "days": 14}})
    assert status == 0, told
    moved = [[step["daily_mg"] for step in each["schedule"]["steps"] if step["kind"] == "crossover"] for each in (planned, told)]
    assert moved == [[{"temazepam": "30", "zolpidem": "10"}, {"zolpidem": "40"}]] * 2
