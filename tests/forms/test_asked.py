"""What is asked under a decision, in its corners: bounds, bands, targets, a method as it stands, and one sentence a fault."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from taper_app import engine
from taper_app.engine.taper.kinds import Then
from taper_app.forms import strategy_boxes
from taper_app.forms.asked import besides
from taper_app.forms.asked.end import not_completed, not_completed_beside
from taper_app.forms.asked.slow import slowed
from taper_app.forms.asked.switch import METHOD, ProductsInForce, drugs_to_come
from taper_app.forms.decisions import DecisionForm
from taper_app.forms.layout import Folded
from taper_app.forms.plan_in_force import PlanInForce
from tests.forms.test_plans import DIAZEPAM
from tests.forms.test_reviews import CATALOGUE, CLINIC, REQUESTS, SCHEDULES, TABLETS, TODAY, first_data, parts, review, said

STRATEGY = REQUESTS["direct"].strategy
BANDS = (engine.Band(Decimal(0), Decimal(1)),)


def with_strategy(sent=True, beside=(), taken=None, **changes):
    """The form of decisions of the direct plan with another strategy, and what is sent."""
    strategy, fields = {}, {}
    for name, value in changes.items():
        (strategy if hasattr(STRATEGY, name) else fields)[name] = value
    request = replace(REQUESTS["direct"], strategy=replace(STRATEGY, **strategy))
    plan = PlanInForce(CLINIC, CATALOGUE, request, SCHEDULES["direct"], TODAY, date(2027, 1, 4), beside, request.regimen, [])
    if not sent:
        return DecisionForm(None, plan=plan)
    data = first_data(review(sent=False), **fields)
    for name in set(besides.NAMES) & {*data} - {*fields}:  # the rest of this plan stands as it is
        del data[name]
    return DecisionForm(data, plan=plan)


@pytest.mark.parametrize(
    ("closing", "days", "wanted"),
    [
        (None, 28, {}),
        (14, 28, {"closing_interval_days": 28}),
        (28, 28, {}),
        (28, 21, {}),
    ],
)
def test_closing_steps_become_longer_only_where_they_would_be_shorter(closing, days, wanted):
    """The pace that was entered, and the closing steps where they have to follow."""
    changed = slowed(replace(STRATEGY, closing_interval_days=closing), Decimal(5), days)
    assert changed == {"reduction_percent": Decimal(5), "interval_days": days} | wanted


def test_bands_become_a_percentage_of_the_current_dose():
    """A pace in percent means nothing in bands; a basis that is not bands stays."""
    pace = {"reduction_percent": Decimal(5), "interval_days": 28}
    assert slowed(replace(STRATEGY, basis="bands", bands=BANDS), Decimal(5), 28) == pace | {"basis": "current", "bands": None}
    assert slowed(replace(STRATEGY, basis="baseline"), Decimal(5), 28) == pace


def test_from_bands_any_pace_may_be_entered():
    """Whether it is slower cannot be told from a percentage; of a percentage it can."""
    quick = {"decision": "slow", "slow_percent": "25", "slow_interval": "7"}
    assert with_strategy(basis="bands", bands=BANDS, **quick).errors == {}
    words = "The pace now is 10% of the current dose every 14 days. Enter a smaller percentage or more days, and neither faster."
    assert with_strategy(**quick).errors == {"slow_percent": [words]}


@pytest.mark.parametrize(
    ("since", "now", "over"),
    [
        (TODAY, "20% of the current dose every 14 days.", {"then": None}),
        (date(2028, 1, 4), "10% of the current dose every 14 days, then 20% every 14 days, from 04-Jan-2028 on.", {}),
    ],
)
def test_a_slower_pace_takes_the_place_of_the_second_one_once_that_is_in_force(since, now, over):
    """The pace now is the second from its day on: slower than that is slower, and nothing of it comes after it."""
    form = with_strategy(then=Then(Decimal(20), 14, from_on=since), decision="slow", slow_percent="15", slow_interval="14")
    words = f"The pace now is {now} Enter a smaller percentage or more days, and neither faster."
    assert form.errors == ({} if over else {"slow_percent": [words]})
    slow = form.asked[engine.Decision.SLOW]
    assert slow.note == f"The pace now is {now}"
    cleaned = {"slow_percent": Decimal(15), "slow_interval": Decimal(14)}
    assert slow.strategy(cleaned) == {"reduction_percent": Decimal(15), "interval_days": 14} | over


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        (
            {"decision": "slow"},
            {
                "slow_percent": "Enter the new reduction in percent, such as 5.",
                "slow_interval": "Enter the new days between reductions, such as 28.",
            },
        ),
        ({"decision": "slow", "slow_percent": "x", "slow_interval": "28"}, {"slow_percent": "Enter a percentage from 5 to 25."}),
        (
            {"decision": "slow", "slow_percent": "5", "slow_interval": "x"},
            {"slow_interval": "Enter a number of days from 7 to 28."},
        ),
        ({"decision": "hold"}, {"hold_length": "Choose how long the dose is held."}),
        ({"decision": "hold", "hold_length": "x"}, {"hold_length": "Choose one of the three."}),
        (
            {"decision": "hold", "hold_length": "days", "hold_days": "x"},
            {"hold_days": "Enter a number of days from 1 to 366."},
        ),
        (
            {"decision": "hold", "hold_length": "open"} | parts("hold_until", date(2027, 3, 1)),
            {"hold_length": "No change before: choose it to use it, or clear it."},
        ),
        (
            {"decision": "hold", "hold_length": "days", "hold_days": "7"} | parts("hold_until", date(2027, 3, 1)),
            {"hold_length": "No change before: choose it to use it, or clear it."},
        ),
        ({"decision": "end"}, {"end_reason": "Choose why the plan ends."}),
        ({"decision": "end", "end_reason": "x"}, {"end_reason": "Choose one of the reasons."}),
        (
            {"decision": "end", "end_reason": "stopped-early", "end_note": "x" * 1001},
            {"end_note": "Enter at most 1000 characters. These are 1001."},
        ),
        (
            {"decision": "end", "end_reason": "stopped-early"},
            {"end_note": "Write why the plan stops early and what is taken from now on, in a few words, at least 10 characters."},
        ),
        ({"decision": "adjust"}, {"step_3_days": "Change the days or a dose of at least one step."}),
        ({"decision": "adjust", "step_4_days": "x"}, {"step_4_days": "Step 4: enter a number of days from 1 to 366."}),
        (
            {"decision": "adjust", "step_4_days": "", "step_3_days": "21"},
            {"step_4_days": "Step 4: enter its days, from 1 to 366."},
        ),
        (
            {
                "decision": "switch",
                "products_diazepam": ["diazepam-0p4mg-per-ml-oral-solution", "diazepam-1mg-per-ml-oral-solution"],
            },
            {"products_diazepam": "Tick one liquid of diazepam at most: two strengths are easily mixed up."},
        ),
    ],
    ids=str,
)
def test_each_fault_is_said_once_and_at_its_box(sent, faults):
    """What could not be read is not asked for a second time."""
    form = review(**sent)
    form.is_valid()
    assert form.decided.errors == {name: [words] for name, words in faults.items()}


def test_a_hold_may_last_for_a_year_and_a_day():
    """Until a day that is 366 days later, as in the box for days."""
    form = review(decision="hold", hold_length="until", **parts("hold_until", date(2028, 2, 3)))
    assert form.is_valid(), said(form)
    assert form.adjustment.days == 366


def test_a_plan_is_completed_at_its_target_whatever_stands_beside_it():
    """Beside a plan to nothing a medicine is something; beside one to a target it is not asked about."""
    nothing, low = engine.Regimen(()), engine.Regimen((engine.Dose("night", "diazepam", Decimal(5)),))
    done = {"decision": "end", "end_reason": "completed"}
    for strategy, taken, words in (
        ({}, nothing, [not_completed_beside(["zolpidem"])]),
        ({}, low, [not_completed(STRATEGY, low)]),
        ({"target_mg": Decimal(5)}, low, []),
    ):
        form = with_strategy(**done, **strategy)
        assert form.is_valid(), form.errors
        form.refuse_completed(taken, ["zolpidem"])
        assert form.errors == ({"end_reason": words} if words else {})
    other = with_strategy(decision="end", end_reason="declined")
    assert other.is_valid() and other.refuse_completed(low, ["zolpidem"]) is None and not other.errors
    on = with_strategy(decision="continue")
    assert on.is_valid() and on.refuse_completed(low, ["zolpidem"]) is None and not on.errors


def test_every_drug_that_is_still_taken_is_named():
    """With its dose of a day."""
    two = engine.Regimen((engine.Dose("night", "diazepam", Decimal(6)), engine.Dose("night", "zopiclone", Decimal("7.5"))))
    assert not_completed(STRATEGY, two) == (
        "Completed means that nothing is taken any more. Diazepam 6\u00a0mg and zopiclone 7.5\u00a0mg a day is taken now. "
        "Choose another reason, such as “Stopped early”; or, where that is no longer taken, enter 0 under “Really taken now”."
    )


# A switch ----------------------------------------------------------------------------------------


def test_the_method_stands_as_it_is_now():
    """Numbers as they are typed, choices as they were made; each says what to choose."""
    strategy = replace(REQUESTS["crossover"].strategy, crossover_days=5, crossover_part="half")
    fields = strategy_boxes.as_now(METHOD, strategy, CATALOGUE, "uk")
    assert {name: field.initial for name, field in fields.items()} == {
        "method": "crossover",
        "crossover_to": "diazepam",
        "crossover_days": "5",
        "crossover_part": "half",
        "stabilise_days": "7",
    }
    for name in ("method", "crossover_part", "crossover_to"):
        said_there = {code: fields[name].error_messages[code] for code in ("required", "invalid_choice")}
        assert said_there == {"required": "Choose one.", "invalid_choice": "Choose one from the list."}
    assert fields["crossover_days"].error_messages["required"] != "Choose one."


def in_force(**strategy):
    return ProductsInForce(CATALOGUE, "uk", "diazepam", [], replace(STRATEGY, **strategy))


def test_the_products_stand_as_the_plan_uses_them():
    """Ticked are those of the strategy; where it names none, those that are used without a name."""
    assert in_force(products=None).ticked == TABLETS
    assert in_force(products=(TABLETS[1],)).ticked == [TABLETS[1]]
    assert in_force(products=("zolpidem-5mg-tablet",)).ticked == DIAZEPAM[:2]
    assert (in_force(products=None).known, in_force(products=(TABLETS[1],)).known) == (False, True)


@pytest.mark.parametrize(
    ("strategy", "splits"),
    [
        ({"halve": (TABLETS[1],), "quarter": "none"}, ["whole", "half", "whole"]),
        ({"halve": (TABLETS[1], TABLETS[2]), "quarter": (TABLETS[2],)}, ["whole", "half", "quarter"]),
        ({"halve": "smallest", "quarter": "none"}, ["half", "whole", "whole"]),
        ({"halve": (), "quarter": "none"}, ["whole", "whole", "whole"]),
        ({"products": None, "halve": (TABLETS[1],), "quarter": "none"}, ["half", "whole", "whole"]),
    ],
    ids=str,
)
def test_each_product_is_split_as_the_plan_splits_it(strategy, splits):
    """Where it is named; otherwise the smallest is halved, as at first."""
    fields = in_force(**{"products": tuple(TABLETS)} | strategy).fields()
    assert [fields[f"split_{each}"].initial for each in TABLETS] == splits


def test_the_drugs_to_come_are_those_of_the_steps_that_are_not_over():
    """On the day after a step it is still asked about, for a change may begin there; after it, no more."""
    steps = SCHEDULES["crossover"].steps
    last = max(each.ends_before for each in steps if "lorazepam" in each.daily_mg)

    def drugs(today):
        return drugs_to_come(
            PlanInForce(
                CLINIC, CATALOGUE, REQUESTS["crossover"], SCHEDULES["crossover"], today, today, (), engine.Regimen(()), []
            )
        )

    assert drugs(last) == ["lorazepam", "diazepam"]
    assert drugs(date.fromordinal(last.toordinal() + 1)) == ["diazepam"]


def test_a_products_row_stands_open_where_an_unusual_one_is_used():
    """Or where its split is wrong."""
    form = review(decision="switch", products_diazepam=TABLETS[:2])
    part = form.decided.asked[engine.Decision.SWITCH].drawn(form.decided).layout.fields[0]
    assert [row["tick"].data["value"] for row in part.extra["usual"]] == TABLETS
    assert part.extra["other_open"] is False and part.extra["drug"].drug == "diazepam"
    liquid = review(decision="switch", products_diazepam=["diazepam-1mg-per-ml-oral-solution"])
    assert liquid.decided.asked[engine.Decision.SWITCH].drawn(liquid.decided).layout.fields[0].extra["other_open"] is True


def test_how_a_liquid_is_used_is_asked_where_one_is_ticked():
    """Until then it stands behind one line, which says what stands there."""
    for ticked, opened in ((TABLETS[:2], False), (["diazepam-1mg-per-ml-oral-solution"], True)):
        form = review(decision="switch", products_diazepam=ticked)
        form.decided.rendered_fields = set()  # where crispy keeps what it has drawn
        parts = form.decided.asked[engine.Decision.SWITCH].drawn(form.decided).layout.fields
        drawn = next(each for each in parts if isinstance(each, Folded)).render(form.decided, {})
        assert ("<details open>" in drawn) is opened
        assert "Where a liquid is used: a dose is all tablets or all liquid" in drawn


def test_a_crossover_from_another_drug_asks_about_its_target():
    """The products of the drug that is crossed over to, of diazepam where that is not one to choose."""
    form = review("crossover", decision="switch", crossover_to="clonazepam")
    assert [each.drug for each in form.decided.drugs] == ["diazepam", "clonazepam"]
    wrong = review("crossover", decision="switch", crossover_to="zolpidem")
    assert [each.drug for each in wrong.decided.drugs] == ["diazepam"]
