"""After a stop or a gap: nothing is started at the old dose unsaid."""

import json

import pytest

from taper_app.engine import answer, load_catalogue

from .requests import direct

CATALOGUE = load_catalogue()


def cautions(request):
    """The rules that want an answer, with the drug of each."""
    told, status = answer(json.dumps(request), CATALOGUE)
    assert status == 0, told
    return [(each["rule"], each["values"].get("drug")) for each in told["findings"] if each["rule"] in ("gap", "taken_again")]


@pytest.mark.parametrize(("drug", "first"), [("lorazepam", 3), ("diazepam", 8)])
def test_a_gap_begins_sooner_after_a_short_half_life(drug, first):
    """Three days without lorazepam, and eight without diazepam, are a gap; a day less is none."""
    taken = {"night": "10"} if drug == "diazepam" else {"night": "2"}
    strategy = {"method": "crossover"} if drug == "lorazepam" else {}
    for days, found in ((first - 1, []), (first, [("gap", drug)])):
        request = direct("uk", drug, "ashton-2002", strategy=strategy, **taken)
        request["regimen"][0]["last_taken_on"] = f"2027-01-{4 - days:02}" if days < 4 else f"2026-12-{35 - days:02}"
        assert cautions(request) == found, days


def test_the_days_since_the_last_dose_are_those_of_every_medicine_that_has_no_day_of_its_own():
    """Told of the patient, they hold for the drug kept steady too, and not for the one whose day is known."""
    request = direct("uk", "diazepam", "ashton-2002", night="10", strategy={"steady": ["clonazepam"]})
    request["regimen"][0]["last_taken_on"] = "2027-01-03"
    request["regimen"].append({"drug": "clonazepam", "night": "0.5"})
    request["patient"] = {"days_since_last_dose": 20}
    assert cautions(request) == [("gap", "clonazepam")]


def test_at_a_visit_it_is_the_day_of_the_change_that_counts():
    """A patient who stopped three weeks before the visit is not put back on the planned dose unsaid."""
    request = direct("uk", "diazepam", None, night="20")
    plan = answer(json.dumps(request), CATALOGUE)[0]["schedule"]
    taken = [{"drug": "diazepam", "night": "16", "last_taken_on": "2027-02-01"}]
    visit = request | {"do": "revise", "schedule": plan, "on": "2027-02-22", "taken": taken}
    assert cautions(visit | {"adjustment": {"decision": "hold"}}) == [("gap", "diazepam")]
