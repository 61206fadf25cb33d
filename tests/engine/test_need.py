"""Whether a taper is needed at all: rare use is refused with what guidelines say, and short use is told so first."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from taper_app.engine import (
    Adjustment,
    Change,
    Decision,
    Dose,
    Medicine,
    PatientToday,
    Regimen,
    WeekNeeded,
    need_of,
    parse_request,
    propose,
    propose_revision,
)
from taper_app.engine.doses.equivalence import Equivalence
from taper_app.engine.rules import needed
from taper_app.engine.rules.about_week import from_few_days, seizure_risks
from taper_app.engine.rules.guidelines import before_a_schedule
from taper_app.engine.rules.named import Named

from .building_up import high_dose
from .doing import ask, done
from .judging import CATALOGUE, of
from .patients import answers
from .requests import direct

NIGHTS = {"drug": "zopiclone", "night": "7.5", "use": "days"}


def some_nights(days, **more):
    """A request of somebody who takes zopiclone on so many nights a week, by the week."""
    strategy = {"pattern": "days-off", "holds": [{"after_step": 2, "days": 42}] if days == 3 else []}
    asked = direct("uk", "zopiclone", "ashton-2002", strategy=strategy)
    return asked | {"regimen": [NIGHTS | {"days_a_week": days}]} | more


def test_rare_use_is_refused_with_what_guidelines_say_until_a_plan_is_wanted_all_the_same():
    """Zopiclone on three nights a week: NoTaperNeeded, the finding first and a plan among the offers; on four it builds."""
    told, status = ask(some_nights(3))
    assert (status, told["error"]["code"]) == (3, "NoTaperNeeded")
    assert told["error"]["findings"][0]["rule"] == "dependence_unlikely"
    assert told["error"]["findings"][0]["values"]["days"] == "3"
    (offer,) = told["error"]["alternatives"]
    assert offer["change"] == {"taper_anyway": True}
    given = done(some_nights(3, taper_anyway=True))
    assert given["schedule"]["steps"]
    assert [each["place"] for each in given["findings"] if each["rule"] == "dependence_unlikely"] == ["top"]
    four, _ = ask(some_nights(4))
    assert four.get("error", {}).get("code") != "NoTaperNeeded"


@pytest.mark.parametrize(
    "patient",
    [
        answers(seizure="yes"),
        answers(alcohol="dependence"),
        PatientToday(medicines=(Medicine("zopiclone", 0, 0, indication="epilepsy"),)),
    ],
    ids=["seizure", "alcohol", "epilepsy"],
)
def test_rare_use_with_a_risk_of_seizures_is_tapered(patient):
    """A seizure before, alcohol dependence and epilepsy speak for a taper, and the finding says so."""
    with pytest.raises(WeekNeeded) as refused:
        propose(parse_request(some_nights(3, strategy={"method": "direct"}), CATALOGUE), CATALOGUE, patient)
    (said,) = of("dependence_unlikely", refused.value.findings)
    assert "With a risk of seizures it is tapered all the same: here there is" in said.message


def test_what_is_kept_beside_or_taken_beside_a_daily_dose_is_no_rare_use():
    """Three nights beside a daily dose, or kept as they are beside one, are refused for nothing."""
    rows = [{"drug": "diazepam", "night": "10"}, NIGHTS | {"days_a_week": 3}]
    asked = direct("uk", "diazepam", "ashton-2002") | {"regimen": rows}
    asked["strategy"] = asked["strategy"] | {"steady": ["zopiclone"]}
    assert done(asked)["schedule"]["steps"]
    beside, _ = ask(asked | {"strategy": asked["strategy"] | {"steady": []}})
    assert beside["error"]["code"] == "WeekNeeded"


def test_short_use_is_told_on_a_refusal_too():
    """Diazepam 4 mg for three weeks is too short to plan: the refusal says what guidelines let the clinician do."""
    asked = direct("uk", "diazepam", night="4", strategy={"reduction_percent": "10", "interval_days": 14})
    risks = {"duration": "under-1-month", "days_a_week": "4-or-more"}
    told, _ = ask(asked | {"patient": {"age": 25, "risks": risks}})
    assert told["error"]["code"] == "TooShort"
    assert [each["rule"] for each in told["error"]["findings"]] == ["dependence_unlikely", "short_use"]
    assert told["error"]["findings"][0]["place"] == "top"
    assert "findings" not in ask(asked)[0]["error"]


def test_days_off_at_the_end_of_a_plan_are_no_rare_use():
    """At a visit on three nights a week of a plan that began with a dose every night, nothing says that none was needed."""
    strategy = {"pattern": "days-off", "reduction_percent": "20", "products": ["zopiclone-3p75mg-tablet"]}
    request = parse_request(direct("uk", "zopiclone", "ashton-2002", night="7.5", strategy=strategy), CATALOGUE)
    patient = answers()
    schedule = propose(request, CATALOGUE, patient).schedule
    few = next(each for each in schedule.steps if sum(map(bool, each.week.values())) == 3)
    change = Change(few.last_day, few.regimen, Adjustment(Decision.CONTINUE))
    findings = propose_revision(schedule, request, CATALOGUE, patient, change=change).findings
    assert of("dependence_unlikely", findings) == []
    assert of("dependence_likely", findings)


def test_a_request_keeps_that_a_taper_is_wanted_all_the_same():
    """The flag goes to JSON and back, is left out where it is not set, and is refused where it is no flag."""
    asked = parse_request(some_nights(3, taper_anyway=True), CATALOGUE)
    assert asked.to_json()["taper_anyway"] is True
    assert parse_request(asked.to_json(), CATALOGUE) == asked
    assert "taper_anyway" not in parse_request(some_nights(3), CATALOGUE).to_json()
    told, status = ask(some_nights(3, taper_anyway="yes"))
    assert (status, told["error"]["field"]) == (2, "taper_anyway")


def test_a_comparison_says_of_each_strategy_what_stands_against_it_for_the_patient():
    """With severe liver disease a crossover to diazepam is blocked, and a quarter at once wants a reason; 10 % does not."""
    liquid = {"method": "direct", "products": ["lorazepam-1mg-tablet", "lorazepam-1mg-per-ml-oral-solution"]}
    strategies = [{"method": "crossover"}, liquid | {"reduction_percent": "25"}, liquid]
    asked = direct("uk", "lorazepam", "ashton-2002", morning="1", night="2") | {"do": "compare", "strategies": strategies}
    del asked["strategy"]
    patient = {"age": 45, "risks": {"liver": "severe"}}
    crossed, quick, slow = done(asked | {"patient": patient})["comparison"]
    assert (crossed["findings"]["block"], crossed["top_finding"]["rule"]) == (1, "diazepam_unsafe")
    assert "block" not in quick["findings"] and quick["findings"]["caution"] > slow["findings"]["caution"]
    assert "findings" not in done(asked)["comparison"][0]


def test_an_offer_in_json_says_which_cautions_it_brings():
    """Diazepam 4 mg is too short to plan: the half that no source confirms brings one, a longer interval none."""
    asked = direct("uk", "diazepam", night="4")
    offers = {each["message"].split(":")[0]: each for each in ask(asked)[0]["error"]["alternatives"]}
    assert "findings" not in offers["Reduce every 28 days"]
    (half,) = [each for each in offers.values() if "halve" in each["change"]]
    assert (half["findings"], half["top_finding"]["rule"]) == ({"caution": 1}, "unverified_split")


@pytest.mark.parametrize(
    ("since", "duration", "time"),
    [
        ("2020-01-04", "5-years-or-more", Named("7", "7 years")),
        ("2020-01-04", "1-to-5-years", Named("7", "7 years")),
        ("2024-01-04", "5-years-or-more", Named("5-years-or-more", "5 years or more")),
        (None, "5-years-or-more", Named("5-years-or-more", "5 years or more")),
    ],
)
def test_long_use_names_the_years_that_are_known_or_else_what_was_answered(since, duration, time):
    """The day since which it is taken says how many years; the answer counts where that is not known, or is less."""
    (found,) = of("long_use", high_dose("20", answers(duration=duration), **({"since_on": since} if since else {})))
    assert found.values["time"] == time.value and f"Taken for {time.words}, now" in found.message


@pytest.mark.parametrize(
    ("indications", "risks", "why"),
    [
        (["anxiety", "insomnia"], {}, []),
        (["anxiety", "epilepsy"], {}, ["epilepsy"]),
        (["anxiety"], {"delirium": "earlier delirium"}, ["delirium"]),
        (["epilepsy"], {"delirium": "earlier delirium"}, ["delirium", "epilepsy"]),
    ],
)
def test_a_seizure_may_come_by_what_was_answered_or_of_epilepsy(indications, risks, why):
    """The answers of the rule about days off, and any medicine taken for epilepsy, each with its words."""
    taken = tuple(Medicine("diazepam", Decimal(5), Decimal(5), False, each) for each in indications)
    case = SimpleNamespace(reasons={"days_off_risk": risks}.get, patient=PatientToday(medicines=taken))
    found = seizure_risks(case)
    assert [*found] == why and found.get("epilepsy", "epilepsy") == "epilepsy" and {**found, **risks} == found


FEW, DAILY = ("mon", "wed", "fri"), ()


def on_days(number, days):
    """A step of zopiclone at night on these days of the week, all of them where none is named."""
    return SimpleNamespace(number=number, regimen=Regimen((Dose("night", "zopiclone", Decimal("7.5"), weekdays=days),)))


@pytest.mark.parametrize(
    ("taken", "steps", "falls"),
    [
        (FEW, (DAILY, DAILY, FEW), [True, False, False]),
        (DAILY, (FEW, DAILY, DAILY), [False, True, False]),
        (DAILY, (DAILY, FEW, DAILY), [False, False, True]),
        (DAILY, (("mon", "tue", "wed", "thu"), DAILY, FEW), [False, False, False]),
    ],
)
def test_what_falls_from_few_days_of_the_week_falls_from_the_step_before(taken, steps, falls):
    """The first step falls from what is taken when the plan begins, any other from the one before it; four days are not few."""
    made = [on_days(number, days) for number, days in enumerate(steps, 1)]
    asked = SimpleNamespace(regimen=on_days(0, taken).regimen)
    case = SimpleNamespace(
        schedule=SimpleNamespace(steps=made), request=SimpleNamespace(arranged=lambda: asked), catalogue=CATALOGUE
    )
    assert [from_few_days(case, each) for each in made] == falls


@pytest.mark.parametrize(
    ("weekdays", "mg", "facts", "said", "none", "seizures"),
    [
        (FEW, "7.5", {}, "dependence_unlikely", True, False),
        (FEW, "7.5", {"seizure": "yes"}, "dependence_unlikely", False, True),
        (DAILY, "7.5", {}, None, False, False),
        (DAILY, "7.5", {"seizure": "yes"}, None, False, True),
    ],
)
def test_before_there_is_a_plan_use_is_weighed_as_with_one(weekdays, mg, facts, said, none, seizures):
    """Rare use needs no taper, but where a seizure may come; of use on every day nothing is said."""
    taken = Regimen((Dose("night", "zopiclone", Decimal(mg), weekdays=weekdays),))
    found = need_of(CATALOGUE, answers(**facts), taken, "uk")
    assert (found.said and found.said.rule, found.none, found.seizures) == (said, none, seizures)


def test_before_there_is_a_table_the_dose_is_weighed_by_the_one_by_which_it_is_most():
    """Of the tables that can be chosen: a dose that is high by one of them is not called low."""
    seen = []

    def noting(request, catalogue, patient):
        seen.append((request.equivalence, request.market, request.regimen, request.strategy.method))
        return before_a_schedule(request, catalogue, patient)

    taken = Regimen((Dose("night", "lorazepam", Decimal(2)),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(needed, "before_a_schedule", noting)
        need_of(CATALOGUE, answers(), taken, "uk")
    most = max(
        (each for each in CATALOGUE.tables.values() if each.selectable and "lorazepam" in each.cells),
        key=lambda each: Equivalence(each.id).of(CATALOGUE, taken),
    )
    assert seen == [(most.id, "uk", taken, "direct")]
