"""The rules about other medicines: which change the drug, what they do to it, and to which dose."""

from dataclasses import replace
from datetime import date

import pytest

from taper_app.engine import (
    build_schedule,
    parse_request,
)

from .judging import CATALOGUE, course, falling, judged, of, ordinary, proposed, step, taking
from .patients import BEGINS, COARSE, DAY, OXAZEPAM, taken_with, with_
from .requests import crossover, direct


@pytest.mark.parametrize(
    ("medicine", "change", "effect", "result"),
    [
        ("omeprazole", "starts", "raises", "more"),
        ("omeprazole", "stops", "raises", "less"),
        ("rifampicin", "starts", "lowers", "less"),
        ("rifampicin", "stops", "lowers", "more"),
    ],
)
def test_what_a_medicine_that_starts_or_stops_does_is_said(medicine, change, effect, result):
    """What raises the level makes the tablets do more when it starts, less when it stops; what lowers it the other way about."""
    days = (BEGINS, None) if change == "starts" else (None, BEGINS)
    words = f"{medicine.capitalize()} {change} on 04-Jan-2027, and it {effect} the level of diazepam."
    found = ordinary(with_(medicine, *days))
    (changes,) = of("interaction_changes", found)
    assert changes.message.startswith(f"{words} The same tablets then do {result}.")
    assert of("interaction", found) == []


@pytest.mark.parametrize("medicine", ["omeprazole", "carbamazepine", "clozapine", "sodium-oxybate"])
def test_a_remark_names_the_source_of_what_is_said_of_the_medicine(medicine):
    """What omeprazole does is from its trial, and what clozapine adds from a label: each remark names its own."""
    (remark,) = [each for each in ordinary(with_(medicine)) if each.rule.startswith("interaction")]
    assert remark.source == CATALOGUE.interactions[medicine].source


def test_a_medicine_that_starts_after_the_last_day_changes_nothing():
    """A start on the last day of the taper counts, and one after it does not; without a last day every later start does."""
    last = build_schedule(parse_request(taking("20"), CATALOGUE), CATALOGUE).last_day
    for day, count in ((last, 1), (last + DAY, 0)):
        found = ordinary(with_("omeprazole", day))
        assert (len(of("interaction_changes", found)), of("interaction", found)) == (count, [])
    held = judged(course("20", step("hold", None, "20")), facts=with_("omeprazole", date(2029, 1, 1)))
    assert len(of("interaction_changes", held)) == 1


def test_in_a_revision_a_medicine_that_started_since_is_seen():
    """At a visit, a medicine begun three weeks before the change is still settling; one begun two months before is not."""
    schedule, since = falling("20", "19", "18", "17", "16", "15"), BEGINS + 56 * DAY
    for days, rule in ((21, "interaction_changes"), (56, "interaction")):
        found = judged(schedule, facts=with_("omeprazole", since - days * DAY), since=since)
        assert [each.rule for each in found if each.rule.startswith("interaction")] == [rule]


def test_drugs_that_no_enzyme_clears_are_left_alone():
    """Lorazepam, oxazepam and temazepam are joined to a sugar: no medicine that acts on an enzyme changes them."""
    for drug in ("lorazepam", "oxazepam", "temazepam", "lormetazepam"):
        assert CATALOGUE.drugs[drug].enzymes == frozenset()
        changing = {each.id for each in CATALOGUE.interactions.values() if drug in CATALOGUE.changed_by(each.id)}
        named = {"lorazepam": {"valproate", "probenecid"}, "temazepam": {"oral-contraceptives"}}
        assert changing == named.get(drug, set())
    assert not {"interaction", "interaction_changes"} & {each.rule for each in proposed(OXAZEPAM, with_("fluvoxamine", BEGINS))}


def test_an_interaction_is_with_the_drugs_that_its_enzyme_clears():
    """Omeprazole acts on CYP2C19, so on diazepam and not on zopiclone, which CYP3A4 clears; itraconazole acts on both."""
    request = parse_request(crossover("uk", "zopiclone", "ashton-2002", night="15"), CATALOGUE).to_json()
    for medicine, drugs in (("omeprazole", "diazepam"), ("itraconazole", "zopiclone and diazepam")):
        (found,) = of("interaction", proposed(request, with_(medicine)))
        assert f"the level of {drugs}" in found.message


def test_fluoxetine_raises_what_cyp3a4_clears():
    """Lasher 1991: fluoxetine raises the level of alprazolam by about a third, and so of triazolam; not that of lorazepam."""
    (said,) = taken_with("alprazolam", "fluoxetine", morning="1", midday="1", night="1")
    assert "the level of alprazolam (alprazolam rises by about a third)" in said
    assert taken_with("lorazepam", "fluoxetine", morning="1", night="1") == []


@pytest.mark.parametrize(
    ("medicine", "size"), [("valproate", "exposure to lorazepam rises by a fifth"), ("probenecid", "the US label of lorazepam")]
)
def test_valproate_and_probenecid_raise_lorazepam_and_no_other(medicine, size):
    """Samara 1997 and the US label of lorazepam: its level rises, and what was measured of it is said; oxazepam is left alone."""
    (said,) = taken_with("lorazepam", medicine, morning="1", night="1")
    assert size in said
    assert taken_with("clonazepam", medicine, morning="1", night="1") == []


def test_disulfiram_raises_the_two_that_were_measured():
    """MacLeod 1978: the clearance of chlordiazepoxide and diazepam falls; the US label of lorazepam finds no change."""
    assert CATALOGUE.changed_by("disulfiram") == ("chlordiazepoxide", "diazepam")
    (said,) = taken_with("diazepam", "disulfiram", morning="10", night="10")
    assert "the clearance of diazepam falls by two fifths" in said
    assert taken_with("chlordiazepoxide", "disulfiram", morning="25", night="25")[0].count("two fifths") == 0


@pytest.mark.parametrize(
    "medicine",
    ["erythromycin", "posaconazole", "cobicistat", "verapamil", "aprepitant", "nefazodone", "grapefruit", "oral-contraceptives"],
)
def test_what_slows_cyp3a4_raises_triazolam(medicine):
    """The labels of triazolam (erythromycin, nefazodone, grapefruit, contraceptives), posaconazole and aprepitant."""
    assert CATALOGUE.interactions[medicine].effect == "raises"
    assert "triazolam" in CATALOGUE.changed_by(medicine)


def test_a_modified_release_medicine_is_cleared_as_its_drug_is():
    """Itraconazole raises alprazolam XR as it raises the plain tablets."""
    request = parse_request(direct("us", "alprazolam", "ashton-2002", strategy=COARSE, morning="3"), CATALOGUE).to_json()
    request["regimen"] = [row | {"release": "modified"} for row in request["regimen"]]
    (found,) = of("interaction", proposed(request, with_("itraconazole")))
    assert found.values["drugs"] == ("modified-release alprazolam",)


def test_what_is_taken_as_needed_is_on_the_way_too():
    """Zopiclone as needed beside diazepam: itraconazole raises it, severe COPD forbids it, and 15 mg is more than is licensed."""
    request = taking("20")
    zopiclone = {"drug": "zopiclone", "use": "as-needed", "night": "15", "usual_week": "15"}
    request |= {"regimen": [*request["regimen"], zopiclone], "equivalence": "ashton-2002"}
    found = proposed(request, replace(with_("itraconazole"), risks={"breathing": "severe-copd", "interacting": "yes"}))
    assert of("interaction", found)[0].values["drugs"] == ("diazepam", "zopiclone")
    assert of("taken_unsafe", found)[0].values["drugs"] == ("diazepam", "zopiclone")
    assert [each.values["drug"] for each in of("licensed_maximum", found)] == ["zopiclone"]


def test_contraceptives_raise_what_cyp3a4_clears_and_lower_temazepam():
    """Stoehr 1984: alprazolam rises and temazepam, which is joined to a sugar, falls; each has its own remark."""
    (raised,) = taken_with("alprazolam", "oral-contraceptives", morning="1", midday="1", night="1")
    (lowered,) = taken_with("temazepam", "oral-contraceptives", night="30")
    assert raised.startswith("Hormonal contraceptives raises the level of alprazolam")
    assert lowered.startswith("Hormonal contraceptives lowers the level of temazepam")
    request = parse_request(crossover("us", "temazepam", "ashton-2002", night="30"), CATALOGUE).to_json()
    both = of("interaction", proposed(request, with_("oral-contraceptives")))
    assert [(each.values["effect"], each.values["drugs"]) for each in both] == [
        ("raises", ("diazepam",)),
        ("lowers", ("temazepam",)),
    ]
    changes = of("interaction_changes", proposed(request, with_("oral-contraceptives", BEGINS)))
    assert [each.values["result"] for each in changes] == ["more", "less"]


@pytest.mark.parametrize("medicine", ["clozapine", "sodium-oxybate"])
def test_what_adds_to_a_drug_changes_no_level(medicine):
    """Clozapine and sodium oxybate add to every drug, whether an enzyme clears it or not, and are in no remark on levels."""
    assert CATALOGUE.changed_by(medicine) == ()
    for facts in (with_(medicine), with_(medicine, BEGINS), with_(medicine, BEGINS - 200 * DAY)):
        found = [each.rule for each in proposed(OXAZEPAM, facts) if each.rule.startswith("interaction")]
        assert found == ["interaction_adds"]


@pytest.mark.parametrize("medicine", ["phenobarbital", "primidone", "rifampicin", "carbamazepine"])
def test_what_speeds_cyp3a4_up_lowers_it(medicine):
    """Barbiturates, rifampicin and carbamazepine lower the level of what the enzyme clears (from memory for the barbiturates)."""
    assert CATALOGUE.interactions[medicine].effect == "lowers"
    assert {"alprazolam", "diazepam"} <= set(CATALOGUE.changed_by(medicine))


@pytest.mark.parametrize(("effect", "other"), [("raises", "lowers"), ("lowers", "raises")])
def test_a_medicine_may_do_the_opposite_to_some_drugs(effect, other):
    """What raises most lowers these, and the other way round."""
    row = replace(next(iter(CATALOGUE.interactions.values())), effect=effect, opposite=("lorazepam",))
    assert (row.effect_on("lorazepam"), row.effect_on("diazepam")) == (other, effect)
