"""The ways of each decision that one click chooses: what each is called, what it sends, and the change that it is."""

import json
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from taper_app import engine
from taper_app.engine import Decision
from taper_app.forms.decision_ways import DecisionWay, as_filled_in, can_be_read, decision_ways, finer_ways, laid_over
from taper_app.forms.plan_in_force import PlanInForce
from taper_app.forms.reviews import ReviewForm
from tests.forms.test_reviews import CATALOGUE, CLINIC, TODAY, first_data, parts, review

SEEN = {"token": UUID(int=1), "seen_revision": 1, "seen_review": 0}
AT_FIRST = [  # id, decision, words, what its boxes send
    ("continue", "continue", "", {}),
    ("hold-7", "hold", "For 1 week", {"hold_length": "days", "hold_days": "7"}),
    ("hold-14", "hold", "For 2 weeks", {"hold_length": "days", "hold_days": "14"}),
    ("hold-28", "hold", "For 4 weeks", {"hold_length": "days", "hold_days": "28"}),
    ("hold-open", "hold", "Until we decide", {"hold_length": "open"}),
    ("slow-21", "slow", "Every 3 weeks", {"slow_percent": "10", "slow_interval": "21"}),
    ("slow-28", "slow", "Every 4 weeks", {"slow_percent": "10", "slow_interval": "28"}),
    ("slow-5", "slow", "5% at a time", {"slow_percent": "5", "slow_interval": "14"}),
    ("step-back", "step-back", "For 2 weeks", {}),
    ("maintain", "maintain", "", {}),
    ("switch-5-28", "switch", "5% every 4 weeks", {"pace": "5-28"}),
    ("switch-5-14", "switch", "5% every 2 weeks", {"pace": "5-14"}),
    ("switch-10-28", "switch", "10% every 4 weeks", {"pace": "10-28"}),
]
BANDS = {"basis": "bands", "bands": [{"down_to_mg": "0", "reduction_mg": "1"}]}


def visit(regimen, strategy, *, equivalence=None, today=TODAY, sent=None):
    """The form of a visit to a plan in the United Kingdom that began on 5 January 2027; untouched, or as it is sent."""
    told = {"starts_on": "2027-01-05", "market": "uk", "equivalence": equivalence}
    told |= {"regimen": regimen, "strategy": {"method": "direct", "products": None} | strategy}
    request = engine.parse_request(told, CATALOGUE)
    schedule = engine.build_schedule(request, CATALOGUE)
    plan = PlanInForce(CLINIC, CATALOGUE, request, schedule, today, date(2027, 1, 4), (), request.regimen, [])
    first = ReviewForm(None, plan=plan, seen=SEEN)
    return first if sent is None else ReviewForm(first_data(first, **sent), plan=plan, seen=SEEN)


def diazepam(**strategy):
    """A plan of diazepam at night with this in its strategy."""
    return visit([{"drug": "diazepam", "night": "20"}], strategy)


def ways(form):
    """Its ways by their ids, after what was sent was read."""
    assert can_be_read(form)
    return {each.id: each for each in decision_ways(form)}


def told(form):
    return [(each.id, each.decision.value, each.words, dict(each.sent)) for each in ways(form).values()]


# Which ways there are ----------------------------------------------------------------------------


@pytest.mark.parametrize("sent", [True, False])
def test_every_decision_about_the_doses_has_its_ways_in_the_order_of_the_page(sent):
    """Before anything is filled in and after: the pace that the plan has is none of them."""
    assert told(review(sent=sent)) == AT_FIRST


def test_a_decision_that_says_all_of_it_has_no_box():
    """Smaller pieces and another pace are told apart, for they are counted with others."""
    found = ways(review())
    assert [id_ for id_, each in found.items() if each.alone] == ["continue", "step-back", "maintain"]
    assert [id_ for id_, each in found.items() if each.pace] == ["switch-5-28", "switch-5-14", "switch-10-28"]
    assert not any(each.finer for each in found.values())


@pytest.mark.parametrize(
    ("strategy", "slow", "back", "switch"),
    [
        ({"interval_days": 21}, ["slow-28", "slow-5"], "3 weeks", ["5-28", "5-14", "10-28", "10-14"]),
        ({"reduction_percent": "5"}, ["slow-21", "slow-28"], "2 weeks", ["5-28", "10-28", "10-14"]),
        ({"reduction_percent": "5", "interval_days": 28}, [], "4 weeks", ["5-14", "10-28", "10-14"]),
        ({"reduction_percent": "7", "interval_days": 7}, ["slow-21", "slow-28", "slow-5"], "1 week", None),
        ({"interval_days": 10}, ["slow-21", "slow-28", "slow-5"], "10 days", None),
        ({"basis": "baseline"}, ["slow-21", "slow-28", "slow-5"], "2 weeks", None),
        (BANDS, ["slow-21", "slow-28"], "2 weeks", None),
    ],
    ids=str,
)
def test_only_what_is_slower_or_another_pace_is_a_way(strategy, slow, back, switch):
    """A longer interval, 5% where it is more now; a percentage of the first dose or of mg is no usual pace."""
    found = ways(diazepam(**strategy))
    assert [id_ for id_ in found if id_.startswith("slow")] == slow
    assert found["step-back"].words == f"For {back}"
    paces = [id_.removeprefix("switch-") for id_ in found if id_.startswith("switch")]
    assert paces == (switch or ["5-28", "5-14", "10-28", "10-14"])


def test_slowing_keeps_the_percentage_and_the_interval_that_it_does_not_change():
    """5% at the interval of now, or the percentage of now at a longer one; both are of the dose at that time."""
    found = ways(diazepam(reduction_percent="12.5", interval_days=21))
    assert dict(found["slow-28"].sent) == {"slow_percent": "12.5", "slow_interval": "28"}
    assert dict(found["slow-5"].sent) == {"slow_percent": "5", "slow_interval": "21"}


def test_the_other_method_is_a_way_where_there_is_one():
    """From a drug to another and back; a plan of diazepam alone has none."""
    assert told(review("crossover"))[10] == ("switch-direct", "switch", "Reduce the drug itself", {"method": "direct"})
    crossing = ("switch-crossover", "switch", "Cross over to diazepam", {"method": "crossover"})
    assert told(review("week"))[10] == told(review("week", sent=False))[10] == crossing
    made = {id_: each.change.adjustment.strategy.method for id_, each in ways(review("week")).items() if "switch-c" in id_}
    made |= {id_: each.change.adjustment.strategy.method for id_, each in ways(review("crossover")).items() if "switch-d" in id_}
    assert made == {"switch-crossover": "crossover", "switch-direct": "direct"}


def test_a_switch_counts_with_its_other_boxes_as_they_stand():
    """Another medicine to cross over to stands in the words and in the change, with each way of the switch."""
    found = ways(review("week", decision="switch", method="crossover", crossover_to="clonazepam"))
    crossing = found["switch-crossover"]
    assert (crossing.words, dict(crossing.sent)) == ("Cross over to clonazepam", {"method": "crossover"})
    assert crossing.change.adjustment.strategy.crossover_to == "clonazepam"
    slower = found["switch-5-28"].change.adjustment.strategy
    assert (slower.method, slower.crossover_to, slower.reduction_percent) == ("crossover", "clonazepam", 5)


def test_the_pace_that_stands_there_gives_way_to_each_of_the_ways():
    """One that is chosen, and would be no other than that of now, takes none away."""
    form = review(decision="switch", pace="own", own_percent="10", own_interval="14")
    assert [each for each in ways(form) if each.startswith("switch")] == ["switch-5-28", "switch-5-14", "switch-10-28"]


def test_where_a_box_of_the_switch_cannot_be_read_nothing_is_a_switch():
    """The other decisions have their ways."""
    found = ways(review(decision="switch", pattern="weekly"))
    assert [*found] == [id_ for id_, *_ in AT_FIRST if not id_.startswith("switch")]


# What a way is -----------------------------------------------------------------------------------


def test_each_way_is_the_change_that_its_boxes_make():
    """From the day after today, with what is planned taken."""
    found = {id_: each.change for id_, each in ways(review(sent=False)).items()}
    assert {each.on for each in found.values()} == {date(2027, 2, 2)}
    assert all(each.taken.same_as(review().plan.planned) for each in found.values())
    days = {id_: each.adjustment.days for id_, each in found.items() if each.adjustment.days}
    assert days == {"hold-7": 7, "hold-14": 14, "hold-28": 28}
    made = {id_: each.adjustment.strategy for id_, each in found.items() if each.adjustment.strategy}
    paces = {id_: (each.reduction_percent, each.interval_days, each.basis) for id_, each in made.items()}
    assert paces == {
        "slow-21": (10, 21, "current"),
        "slow-28": (10, 28, "current"),
        "slow-5": (5, 14, "current"),
        "switch-5-28": (5, 28, "current"),
        "switch-5-14": (5, 14, "current"),
        "switch-10-28": (10, 28, "current"),
    }
    assert {id_: each.adjustment.decision.value for id_, each in found.items()} == {id_: row[0] for id_, *row in AT_FIRST}


def test_what_is_taken_and_the_days_count_with_each_way():
    """As they stand in the form, whatever is chosen there or missing."""
    form = review(decision="", taken_diazepam_night="10", **parts("changes_on", date(2027, 2, 5)))
    for each in ways(form).values():
        assert each.change.on == date(2027, 2, 5)
        assert each.change.taken.daily_mg() == {"diazepam": 15}


def test_the_order_that_is_chosen_counts_with_each_way():
    """What stays as it is stays so in the change."""
    sent = {"decision": "continue", "steady": ["clonazepam"]}
    two = [{"drug": "diazepam", "night": "20"}, {"drug": "clonazepam", "night": "1"}]
    kept = {"steady": ["clonazepam"]}
    now = {
        id_: each.change.adjustment.strategy for id_, each in ways(visit(two, kept, equivalence="ashton-2002", sent=sent)).items()
    }
    assert now["continue"] is None and now["slow-5"].steady == ("clonazepam",)


def test_a_way_stands_in_the_boxes_as_if_it_was_filled_in():
    """What another way has filled in is gone, and all else that was sent is kept."""
    sent = {"decision": "hold", "hold_length": "until", "back_days": "3", "taken_diazepam_night": "10", "reason": "Sleeps badly"}
    sent |= parts("hold_until", date(2027, 3, 1)) | {"slow_percent": "7", "slow_interval": "14", "kept": "{}", "pace": "own"}
    sent |= {"own_percent": "7", "own_interval": "14", "band_by_0": "1", "band_to_0": "0", "basis": "baseline"}
    sent |= parts("finish_by", date(2028, 1, 1)) | {"then_pace": "5-28", "red_flags": ["none"]}
    form = review(**sent)
    slower = next(each for each in decision_ways(review(sent=False)) if each.id == "slow-5")
    data = laid_over(form, slower)
    answers = {"decision": ["slow"], "slow_percent": ["5"], "slow_interval": ["14"]}
    assert {name: data[name] for name in answers} == answers
    gone = {"hold_length", "hold_until_0", "hold_until_1", "hold_until_2", "back_days", "kept", "pace", "basis", "own_percent"}
    gone |= {"own_interval", "band_by_0", "band_to_0", "finish_by_0", "finish_by_1", "finish_by_2", "hold_days"}
    assert not gone & set(data)
    rest = {name: form.taken.data.getlist(name) for name in form.taken.data if name not in gone and name not in answers}
    assert {name: values for name, values in data.items() if name not in answers} == rest
    assert (data["taken_diazepam_night"], data["reason"], data["then_pace"]) == (["10"], ["Sleeps badly"], ["5-28"])


def test_every_way_that_is_laid_over_the_form_is_that_change():
    """What one click fills in is what was shown: the form that it makes is right, and says the same."""
    form = review(decision="hold", hold_length="days", hold_days="3", taken_diazepam_night="10")
    for each in [*ways(form).values(), *finer_ways(form)]:
        data = form.taken.data.copy()
        data.clear()
        for name, values in laid_over(form, each).items():
            data.setlist(name, values)
        again = ReviewForm(data, plan=form.plan, seen=SEEN)
        assert again.is_valid(), (each.id, [part.errors for part in again.parts])
        assert (again.decision, again.change) == (each.decision, each.change)


# Smaller pieces ----------------------------------------------------------------------------------

LIQUID = ["diazepam-0p4mg-per-ml-oral-solution", "diazepam-10mg-tablet", "diazepam-2mg-tablet", "diazepam-5mg-tablet"]


@pytest.mark.parametrize(
    ("strategy", "words", "percent", "interval"),
    [
        ({}, "5% at a time, with a liquid", "5", "14"),
        ({"reduction_percent": "5", "interval_days": 28}, "With a liquid", "5", "28"),
        ({"reduction_percent": "5.5"}, "5% at a time, with a liquid", "5", "14"),
    ],
)
def test_a_liquid_makes_smaller_reductions(strategy, words, percent, interval):
    """It comes beside the tablets of the plan, at 5% where that is less than now."""
    (found,) = finer_ways(diazepam(**strategy))
    assert (found.id, found.decision, found.words) == ("slow-liquid", Decision.SLOW, words)
    assert {**found.sent, "kept": json.loads(found.sent["kept"])} == {
        "slow_percent": percent,
        "slow_interval": interval,
        "kept": {"products": LIQUID},
    }
    assert (found.finer, found.alone, found.pace) == (True, False, False)
    made = found.change.adjustment.strategy
    assert (made.products, made.reduction_percent, made.interval_days) == (tuple(LIQUID), Decimal(percent), int(interval))


def test_quarters_are_a_way_where_a_source_lets_a_tablet_be_quartered():
    """The smallest such tablet that is not split so yet, after the liquid."""
    begun = {"equivalence": "ashton-2002", "today": date(2027, 1, 6)}
    found = finer_ways(visit([{"drug": "clonazepam", "night": "2"}], {"method": "crossover", "crossover_part": "half"}, **begun))
    assert [(each.id, each.words) for each in found] == [
        ("slow-liquid", "5% at a time, with a liquid"),
        ("slow-quarter", "5% at a time, with quarters"),
    ]
    kept = json.loads(found[1].sent["kept"])
    assert kept == {"quarter": ["clonazepam-1mg-tablet"]}


def test_where_the_plan_goes_down_in_mg_or_has_smaller_pieces_already_there_are_none():
    """Bands have no percentage, and a liquid is none beside another."""
    assert finer_ways(diazepam(**BANDS)) == []
    assert finer_ways(diazepam(products=LIQUID)) == []


@pytest.mark.parametrize(("today", "drugs"), [(date(2027, 1, 6), {"diazepam", "lorazepam"}), (TODAY, {"diazepam"})])
def test_only_a_drug_that_is_still_on_the_way_gets_smaller_pieces(today, drugs):
    """While one crosses over both do; what was taken before does not."""
    (found,) = finer_ways(review("crossover", sent=False, today=today))
    liquids = [each for each in json.loads(found.sent["kept"])["products"] if "-ml-" in each]
    assert {each.split("-")[0] for each in liquids} == drugs


# What can be worked out --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "readable"),
    [
        ({}, True),
        ({"decision": ""}, True),
        ({"hold_days": "many"}, True),
        ({"token": "x", "reason": "\u200b"}, True),
        ({"taken_diazepam_night": "0,5"}, False),
        ({"changes_on_0": ""}, False),
        ({"reviewed_on_0": ""}, False),
        (parts("changes_on", TODAY), False),
        ({"other_drug": "zopiclone", "taken_other_night": "7.5", "order_diazepam": "1", "order_zopiclone": "1"}, False),
    ],
)
def test_what_is_taken_and_the_days_have_to_be_read(sent, readable):
    """Whatever else is wrong or missing; and so has the order of what is taken."""
    assert can_be_read(review(**sent)) is readable


def test_before_anything_is_sent_all_can_be_read():
    """What is planned is what is taken."""
    assert can_be_read(review(sent=False)) is True


def test_what_is_filled_in_is_a_way_too():
    """With no id: it is the change of the form."""
    form = review(decision="hold", hold_length="days", hold_days="3")
    assert as_filled_in(form) == DecisionWay("", Decision.HOLD, "As filled in here", {}, form.change)
    assert (form.change.adjustment.decision, form.change.adjustment.days) == (Decision.HOLD, 3)


@pytest.mark.parametrize("sent", [{"decision": "hold"}, {"decision": ""}, {"decision": "urgent"}])
def test_what_is_wrong_or_changes_no_dose_is_none(sent):
    """Nothing to draw beside the others."""
    assert as_filled_in(review(**sent)) is None


def test_before_anything_is_sent_nothing_is_filled_in():
    """No decision stands there at first."""
    assert as_filled_in(review(sent=False)) is None
