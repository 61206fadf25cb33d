"""The form of a decision: what each answer under it means for the schedule, what is refused, and how it stands on the page."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from taper_app import engine
from taper_app.forms.asked.end import not_completed, not_completed_beside
from taper_app.forms.asked.slow import slowed
from taper_app.forms.decisions import without_steps
from taper_app.wording.decisions import DECISIONS
from tests.forms.drawn import layout, told
from tests.forms.test_reviews import REQUESTS, SCHEDULES, TABLETS, parts, review, said

WRONG = [
    ({"decision": ""}, "Choose one decision."),
    ({"decision": "stop"}, "Choose one of the decisions."),
    ({"decision": "hold"}, "Choose how long the dose is held."),
    ({"decision": "hold", "hold_length": "days"}, "Enter for how many days the dose is held, such as 14."),
    ({"decision": "hold", "hold_length": "days", "hold_days": "0"}, "Enter a number of days from 1 to 366."),
    ({"decision": "hold", "hold_length": "days", "hold_days": "367"}, "Enter a number of days from 1 to 366."),
    ({"decision": "hold", "hold_length": "until"}, "Enter the day before which the dose does not change, such as 1 2 2027."),
    (
        {"decision": "hold", "hold_length": "until"} | parts("hold_until", date(2027, 2, 2)),
        "Enter a day after Tue 02-Feb-2027, when the hold begins, and up to Thu 03-Feb-2028.",
    ),
    (
        {"decision": "hold", "hold_length": "until"} | parts("hold_until", date(2028, 2, 4)),
        "Enter a day after Tue 02-Feb-2027, when the hold begins, and up to Thu 03-Feb-2028.",
    ),
    ({"decision": "hold", "hold_length": "open", "hold_days": "14"}, "Days without change: choose it to use it, or clear it."),
    ({"decision": "slow"}, "Enter the new reduction in percent, such as 5."),
    ({"decision": "slow", "slow_percent": "5"}, "Enter the new days between reductions, such as 28."),
    ({"decision": "slow", "slow_percent": "4", "slow_interval": "28"}, "Enter a percentage from 5 to 25."),
    ({"decision": "slow", "slow_percent": "5", "slow_interval": "29"}, "Enter a number of days from 7 to 28."),
    ({"decision": "slow", "slow_percent": "10", "slow_interval": "14"}, "The pace now is 10% of the current dose every 14 days."),
    ({"decision": "slow", "slow_percent": "11", "slow_interval": "28"}, "The pace now is 10% of the current dose every 14 days."),
    ({"decision": "slow", "slow_percent": "5", "slow_interval": "13"}, "The pace now is 10% of the current dose every 14 days."),
    ({"decision": "step-back", "back_days": "0"}, "Enter a number of days from 1 to 366, or leave it empty."),
    ({"decision": "adjust"}, "Change the days or a dose of at least one step."),
    ({"decision": "adjust", "step_4_days": ""}, "Step 4: enter its days, from 1 to 366."),
    ({"decision": "adjust", "step_4_days": "0"}, "Step 4: enter a number of days from 1 to 366."),
    (
        {"decision": "adjust", "step_4_diazepam_morning": "", "step_4_diazepam_night": "0"},
        "Step 4 has no dose left. Enter a dose, or choose to end the plan.",
    ),
    ({"decision": "adjust", "step_4_diazepam_night": "1,5"}, "Enter the dose with a point and no comma, such as 0.5."),
    ({"decision": "switch"}, "Choose another method, pace, week or other products: nothing is switched yet."),
    ({"decision": "switch", "pattern": "weekly"}, "Choose one from the list."),
    ({"decision": "switch", "spare_days": ["sat"]}, "Days are ticked, but every day is the same."),
    ({"decision": "switch", "pattern": "mixed", "spare_days": [*engine.DAYS]}, "All seven days are ticked."),
    ({"decision": "switch", "products_diazepam": []}, "Tick at least one product of diazepam."),
    ({"decision": "end"}, "Choose why the plan ends."),
    ({"decision": "end", "end_reason": "bored"}, "Choose one of the reasons."),
    ({"kept": "{"}, "The page was sent incomplete."),
    ({"kept": '{"market": "us"}'}, "The page was sent incomplete."),
    ({"kept": '{"interval_days": 3}'}, "Choose again:"),
    ({"decision": "urgent", "kept": '{"coarse_tail": true}'}, "This decision changes no dose. Take out the tick"),
    ({"token": "x"}, "The page was sent incomplete."),
    ({"seen_review": "-1"}, "The page was sent incomplete."),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_a_decision_that_is_not_whole_is_refused(changes, words):
    """One sentence says what is missing or out of bounds."""
    assert [each for each in said(review(**changes)) if each.startswith(words)], said(review(**changes))


RIGHT = [
    ({"decision": "continue"}, engine.Adjustment(engine.Decision.CONTINUE)),
    ({"decision": "hold", "hold_length": "open"}, engine.Adjustment(engine.Decision.HOLD)),
    ({"decision": "hold", "hold_length": "days", "hold_days": "1"}, engine.Adjustment(engine.Decision.HOLD, days=1)),
    ({"decision": "hold", "hold_length": "days", "hold_days": "366"}, engine.Adjustment(engine.Decision.HOLD, days=366)),
    (
        {"decision": "hold", "hold_length": "until"} | parts("hold_until", date(2027, 2, 3)),
        engine.Adjustment(engine.Decision.HOLD, days=1),
    ),
    ({"decision": "step-back"}, engine.Adjustment(engine.Decision.STEP_BACK)),
    ({"decision": "step-back", "back_days": "21"}, engine.Adjustment(engine.Decision.STEP_BACK, days=21)),
    ({"decision": "adjust", "step_4_days": "28"}, engine.Adjustment(engine.Decision.ADJUST, edits=(engine.Edit(4, days=28),))),
    ({"decision": "maintain"}, engine.Adjustment(engine.Decision.MAINTAIN)),
    ({"decision": "end", "end_reason": "transferred"}, engine.Adjustment(engine.Decision.CONTINUE)),
    ({"decision": "urgent"}, engine.Adjustment(engine.Decision.CONTINUE)),
]


@pytest.mark.parametrize(("changes", "adjustment"), RIGHT)
def test_a_decision_becomes_the_adjustment_that_was_meant(changes, adjustment):
    """And only that: boxes that were left as they stood change nothing."""
    form = review(**changes)
    assert form.is_valid(), said(form)
    assert form.adjustment == adjustment


def test_a_dose_of_a_step_is_changed_with_the_others_of_its_day():
    """Night goes to 12 mg; the morning of the same step stays, and no other step is edited."""
    form = review(decision="adjust", step_4_diazepam_night="12")
    assert form.is_valid(), said(form)
    [edit] = form.adjustment.edits
    step = next(each for each in SCHEDULES["direct"].steps if each.number == 4)
    morning = engine.Dose("morning", "diazepam", step.regimen.at("diazepam", "morning"))
    assert (edit.number, edit.days, edit.doses) == (4, None, (morning, engine.Dose("night", "diazepam", Decimal(12))))


def test_every_time_of_day_of_an_edited_step_is_kept():
    """What is typed for the morning, midday, evening and night of a step is what it has from then on, and nothing is left out."""
    typed = {"morning": "1", "midday": "2", "evening": "4", "night": "5"}
    form = review(decision="adjust", **{f"step_4_diazepam_{time}": mg for time, mg in typed.items()})
    assert form.is_valid(), said(form)
    [edit] = form.adjustment.edits
    assert edit.doses == tuple(engine.Dose(time, "diazepam", Decimal(mg)) for time, mg in typed.items())


@pytest.mark.parametrize(("closing", "days", "after"), [(14, 21, 21), (21, 28, 28), (28, 21, 28), (None, 28, None)])
def test_closing_steps_are_never_shorter_than_the_slower_ones(closing, days, after):
    """A slower pace takes closing steps along that would be shorter than it, and leaves longer ones as they are."""
    strategy = replace(REQUESTS["direct"].strategy, closing_interval_days=closing)
    changed = slowed(strategy, Decimal(5), days)
    assert changed.get("closing_interval_days", closing) == after


@pytest.mark.parametrize(("percent", "days"), [("5", "28"), ("10", "15"), ("9.99", "14")])
def test_slow_is_a_new_pace_and_nothing_else(percent, days):
    """Smaller or rarer by however little; the rest of the strategy is what it was."""
    form = review(decision="slow", slow_percent=percent, slow_interval=days)
    assert form.is_valid(), said(form)
    before, after = REQUESTS["direct"].strategy.to_json(), form.adjustment.strategy.to_json()
    changed = {name: value for name, value in after.items() if value != before[name]}
    wanted = {"reduction_percent": percent, "interval_days": int(days)}
    assert changed == {name: value for name, value in wanted.items() if value != before[name]}


def test_a_switch_is_to_the_products_that_are_ticked():
    """The pharmacy has no 2 mg: 5 mg and 10 mg tablets are left."""
    left = ["diazepam-5mg-tablet", "diazepam-10mg-tablet"]
    form = review(decision="switch", products_diazepam=left)
    assert form.is_valid(), said(form)
    assert set(form.adjustment.strategy.products) == set(left)


def test_a_switch_may_be_to_the_direct_method():
    """In the middle of a crossover the rest can go down as it is."""
    form = review("crossover", decision="switch", method="direct")
    assert form.is_valid(), said(form)
    assert form.adjustment.strategy.method == "direct"


SWITCHES = [  # the method of the plan, what is sent, what that changes of its strategy
    ("crossover", {"method": "direct"}, {"method": "direct"}),
    ("crossover", {"crossover_to": "clonazepam"}, {"crossover_to": "clonazepam"}),
    ("crossover", {"crossover_days": "5"}, {"crossover_days": 5}),
    ("crossover", {"crossover_part": "half"}, {"crossover_part": "half"}),
    ("crossover", {"stabilise_days": "21"}, {"stabilise_days": 21}),
    ("direct", {"pattern": "mixed"}, {"pattern": "mixed"}),
    ("crossover", {"pattern": "mixed", "spare_days": ["sat"]}, {"pattern": "mixed", "spare_days": ["sat"]}),
    ("direct", {"products_diazepam": TABLETS[:2]}, {"products": TABLETS[:2]}),
    ("direct", {f"split_{TABLETS[0]}": "whole"}, {"halve": "none"}),
    ("direct", {f"split_{TABLETS[1]}": "half"}, {"halve": TABLETS[:2]}),
    ("direct", {f"split_{TABLETS[2]}": "quarter"}, {"halve": [TABLETS[0], TABLETS[2]], "quarter": TABLETS[2:]}),
]


@pytest.mark.parametrize(
    ("plan", "sent", "wanted"), SWITCHES, ids=lambda each: " ".join(each) if isinstance(each, dict) else each
)
def test_every_choice_of_a_switch_reaches_the_engine(plan, sent, wanted):
    """Method, days, part, each product and how it is split: what was chosen becomes the strategy, and nothing else changes."""
    form = review(plan, decision="switch", **sent)
    assert form.is_valid(), said(form)
    at_first = {"products": TABLETS, "halve": TABLETS[:1], "quarter": "none"}
    before = REQUESTS[plan].strategy.to_json() | (at_first if plan == "direct" else {})
    after = form.adjustment.strategy.to_json()
    same = {} if plan == "direct" else at_first  # a crossover's products are those of two drugs, and stay ticked as they stand
    assert {name: each for name, each in after.items() if each != before.get(name, ...) and name not in same} == wanted


FILLED = {
    "hold": {"hold_days": "14"},
    "slow": {"slow_percent": "5"},
    "step-back": {"back_days": "14"},
    "adjust": {"step_4_days": "28"},
    "switch": {"products_diazepam": ["diazepam-5mg-tablet"]},
    "end": {"end_reason": "completed"},
}


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("other", FILLED)
def test_what_stands_under_another_decision_is_named_and_never_used(decision, other):
    """Two decisions mixed are refused by name, whichever is chosen."""
    if decision == other:
        return
    label, chosen = DECISIONS[other].label, DECISIONS[decision].label
    words = f"“{label}” is filled in, but “{chosen}” is chosen. Choose “{label}”, or clear what stands under it."
    assert words in said(review(decision=decision, **FILLED[other]))


# How it stands on the page -----------------------------------------------------------------------

BOXES = {
    "decision": "Decision",
    "hold_length": "How long",
    "hold_days": "Days without change",
    "hold_until": "No change before",
    "slow_percent": "New reduction, in percent",
    "slow_interval": "New days between reductions",
    "back_days": "Days at the earlier dose",
    "end_reason": "Why the plan ends",
}
END_NOTE = "Needed where it is stopped early: why, and what is taken from now on. The pages of the plan show it."


def test_each_box_says_what_it_is():
    """The words beside the boxes under each decision; none but the decision itself has to be filled in beforehand."""
    form = review(sent=False).decided
    said_there = told(form)
    assert {name: said_there[name] for name in BOXES} == BOXES
    assert said_there["end_note"] == ("How it ended", END_NOTE)
    assert said_there["step_4_days"] == "Days of step 4"
    assert said_there["step_4_diazepam_night"] == "Step 4, diazepam, night, in mg"
    needed = {name for name, field in form.fields.items() if field.required}
    assert {name for name in needed if not name.startswith("split_")} == {"decision", "products_diazepam", "stop_from_mg"}


def test_nothing_is_filled_in_but_what_is_planned():
    """The steps stand as they are planned and the products as they are used; no length, pace or reason is chosen."""
    form = review(sent=False).decided
    at_first = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
    step = SCHEDULES["direct"].steps[3]
    assert at_first["step_4_days"] == str(step.days)
    assert at_first["step_4_diazepam_night"] == step.regimen.at("diazepam", "night")
    assert at_first["products_diazepam"] == TABLETS
    others = {name: first for name, first in at_first.items() if not name.startswith(("step_", "split_", "products_"))}
    rest = {"basis": "current", "stop_from_mg": "0.5", "coarse_tail": False}
    assert others == {"liquid": "whole", "pattern": "none", "spare_days": []} | rest


OPTIONS = {
    "continue": ("Go on as planned.", ""),
    "hold": ("Stay on the dose taken now, for some days or without an end.", ""),
    "slow": ("Smaller or rarer reductions from now on.", "The pace now is 10% of the current dose every 14 days."),
    "step-back": ("Return to the dose before this one, then go on.", "Left empty it is 14 days, as between reductions."),
    "adjust": ("Other days or doses in some of the coming steps.", ""),
    "switch": ("Another method, pace, week or other products, such as when the pharmacy has no 2\u00a0mg.", ""),
    "maintain": ("Stay on the dose taken now; the plan has no stop.", ""),
    "end": ("It is completed, stops early, or does not go on here.", ""),
    "urgent": ("The patient needs help today. No dose changes by this.", ""),
}
END_REASONS = {
    "completed": "Nothing is taken any more, or the target was reached.",
    "stopped-early": "It does not go on to its stop or target, and nobody takes it over.",
    "transferred": "Somebody else takes it over.",
    "declined": "The patient does not want to go on.",
    "died": "",
}


BANDS = [f"band_{box}_{row}" for row in range(4) for box in ("by", "to")]
PACE_BOXES = ["pace", "own_percent", "own_interval", "basis", "finish_by", *BANDS]
PACE_DRAWN = {"plans/_pace.html": PACE_BOXES, "with": ["boxes", "own", "published", "published_open", "usual"]}
PACE = ("pace", PACE_DRAWN)
WEEK = {"plans/_week.html": ["pattern", "spare_days"], "with": ["opened", "options", "said"]}


def options(form):
    """The decisions as the page has them, by their words."""
    return {str(each["value"]): each for each in form.decided.options}


def test_each_decision_stands_with_its_sentence_and_what_has_to_be_known():
    """One radio button a decision, in their order; the pace now stands where a new one is asked for."""
    found = options(review(sent=False))
    assert {value: (each["hint"], each["note"]) for value, each in found.items()} == OPTIONS
    assert [str(each["option"].data["value"]) for each in found.values()] == list(OPTIONS)


LIQUID_HINTS = {
    "whole": "Once a dose is liquid, it stays liquid.",
    "part": "For the most of the dose tablets, and one volume for the rest.",
}


def test_what_is_asked_stands_under_its_decision():
    """Continue, maintain and urgent help ask nothing; each other decision has its own boxes under it, and no more."""
    found = options(review(sent=False))
    asked = {value: each["asked"] and layout(each["asked"]) for value, each in found.items()}
    steps = [name for name in review(sent=False).decided.fields if name.startswith("step_")]
    assert asked == {
        "continue": None,
        "hold": [("hold_length", {}, False), ("own-under", "hold_days", "hold_until")],
        "slow": [("trio", "slow_percent", "slow_interval")],
        "step-back": [("trio", "back_days")],
        "adjust": [{"reviews/_steps.html": steps, "with": ["later", "rows"]}],
        "switch": [
            {"plans/_products.html": ["products_diazepam"], "with": ["drug", "other", "other_open", "usual"]},
            ("liquid", LIQUID_HINTS, True),
            WEEK,
            PACE,
        ],
        "maintain": None,
        "end": [("end_reason", END_REASONS, False), "end_note"],
        "urgent": None,
    }
    assert dict(review(sent=False).decided.fields["hold_length"].choices) == {
        "days": "For so many days",
        "until": "Until a day",
        "open": "Until we decide, with no date",
    }


def test_a_crossover_asks_for_its_method_too():
    """Which method, then how the crossover goes, then the products of the drugs that are still to come."""
    early = review("crossover", sent=False, today=date(2027, 1, 6))
    method, numbers, *rest = layout(options(early)["switch"]["asked"])
    assert method[0] == "method" and set(method[1]) == {"direct", "crossover"} and all(method[1].values())
    assert numbers == ("trio", "crossover_to", "crossover_days", "stabilise_days")
    assert rest[0] == ("crossover_part", {}, False)
    assert rest[-3:] == [("liquid", LIQUID_HINTS, True), WEEK, PACE]
    assert [each["plans/_products.html"] for each in rest[1:-3]] == [["products_lorazepam"], ["products_diazepam"]]


def test_the_first_twelve_steps_can_be_changed_and_the_rest_is_counted():
    """From tomorrow on: twelve steps have boxes, and the page says how many come after them; the stop is none."""
    form = review(sent=False)
    part = options(form)["adjust"]["asked"].layout.fields[0]
    tomorrow = date(2027, 2, 2)
    left = [each for each in SCHEDULES["direct"].steps if each.ends_before is None or each.ends_before > tomorrow]
    assert [row["step"] for row in part.extra["rows"]] == left[:12]
    assert part.extra["later"] == len(left) - 1 - 12 > 0
    numbers = {name.split("_")[1] for name in form.decided.fields if name.startswith("step_")}
    assert numbers == {str(each.number) for each in left[:12]}


@pytest.mark.parametrize("decision", OPTIONS)
def test_a_decision_stands_open_only_where_something_under_it_is_filled_in(decision):
    """What was entered, or is wrong, stays in sight; what was not touched stays folded away."""
    filled = {"decision": "continue"} | FILLED.get(decision, {})
    found = options(review(**filled))
    assert [value for value, each in found.items() if each["filled"]] == ([decision] if decision in FILLED else [])
    assert not any(each["filled"] for each in options(review(sent=False)).values())


def test_what_cannot_be_read_keeps_its_decision_open():
    """A wrong number is no less filled in than a right one."""
    assert options(review(hold_days="x"))["hold"]["filled"]


SAID_BACK = [
    ("direct", {"decision": "continue"}, []),
    ("direct", {"decision": "hold", "hold_length": "open"}, ["Until we decide, with no date"]),
    (
        "direct",
        {"decision": "hold", "hold_length": "days", "hold_days": "14"},
        ["For 14 days from Tue 02-Feb-2027: no change before Tue 16-Feb-2027"],
    ),
    (
        "direct",
        {"decision": "slow", "slow_percent": "5", "slow_interval": "28"},
        ["From now on 5% of the current dose every 28 days. Before: 10% of the current dose every 14 days"],
    ),
    ("direct", {"decision": "step-back"}, ["For 14 days"]),
    ("direct", {"decision": "step-back", "back_days": "21"}, ["For 21 days"]),
    ("direct", {"decision": "adjust", "step_4_days": "28"}, ["Step 4: 28 days"]),
    ("direct", {"decision": "switch", "products_diazepam": TABLETS[:1]}, ["Products: diazepam 2\u00a0mg tablet"]),
    (
        "direct",
        {"decision": "switch", "pattern": "mixed", "spare_days": ["sat", "sun"]},
        [
            "By the week: a lower dose on some days, before: every day the same",
            "The last days of the week to be lowered: Saturday, Sunday",
            "Products: diazepam 2\u00a0mg tablet, diazepam 5\u00a0mg tablet, diazepam 10\u00a0mg tablet",
        ],
    ),
    ("direct", {"decision": "maintain"}, []),
    (
        "direct",
        {"decision": "end", "end_reason": "stopped-early", "end_note": "Moves away.\nGoes on at 5 mg."},
        ["Stopped early", "Moves away.", "Goes on at 5 mg."],
    ),
    ("direct", {"decision": "urgent"}, []),
    ("direct", {"kept": '{"coarse_tail": true}'}, ["Keep: larger reductions at the end, which is fast there"]),
]


@pytest.mark.parametrize(("plan", "changes", "words"), SAID_BACK)
def test_what_was_answered_is_said_back(plan, changes, words):
    """Before it is recorded a clinician reads what each answer means, and what is kept of an offer."""
    form = review(plan, **changes)
    assert form.is_valid(), said(form)
    assert form.decided.said(form.adjustment, form.changes_on) == words


def test_another_method_is_said_with_the_one_before_it():
    """From a crossover to a direct taper: both are named, then the products of the drugs that are asked about."""
    form = review("crossover", decision="switch", method="direct")
    assert form.is_valid(), said(form)
    first, products = form.decided.said(form.adjustment, form.changes_on)
    now, before = (engine.METHODS_SAID[method][0] for method in ("direct", "crossover"))
    assert first == f"{now}, before: {before.lower()}"
    assert products.startswith("Products: diazepam 2\u00a0mg tablet, ") and products.endswith("diazepam 10\u00a0mg tablet")


# The end of a plan -------------------------------------------------------------------------------


@pytest.mark.parametrize(("note", "right"), [("", False), ("sk me now ", False), ("ask me now", True), ("aaaaaaaaaa", False)])
def test_a_plan_that_stops_early_wants_a_note(note, right):
    """Of ten characters at least, blanks round them not counted; another reason wants none."""
    words = "Write why the plan stops early and what is taken from now on, in a few words, at least 10 characters."
    assert (said(review(decision="end", end_reason="stopped-early", end_note=note)) == [words]) is not right
    assert said(review(decision="end", end_reason="declined", end_note="")) == []


def test_a_plan_is_not_completed_while_a_dose_is_taken():
    """What is taken stands in the sentence, with what to do; another reason is not asked about it."""
    words = (
        "Completed means that nothing is taken any more. Diazepam 16.5\u00a0mg a day is taken now. Choose another "
        "reason, such as “Stopped early”; or, where that is no longer taken, enter 0 under “Really taken now”."
    )
    taken = {"taken_diazepam_morning": "1.5", "taken_diazepam_night": "15"}
    assert said(review(decision="end", end_reason="completed", **taken)) == [words]
    assert said(review(decision="end", end_reason="transferred", **taken)) == []


def test_a_target_that_is_not_reached_is_named():
    """A plan to a target is completed at the target or below it."""
    strategy = replace(REQUESTS["direct"].strategy, target_mg=Decimal(5))
    words = not_completed(strategy, engine.Regimen((engine.Dose("night", "diazepam", Decimal(6)),)))
    assert ", or that the target of about 5\u00a0mg diazepam equivalent a day was reached. Diazepam 6\u00a0mg a day" in words


def test_a_plan_is_not_completed_while_a_medicine_stands_beside_it():
    """It is named, and where to take it out."""
    assert not_completed_beside(["zopiclone", "diazepam"]) == (
        "Completed means that nothing is taken any more. Zopiclone and diazepam is on the list of medicines and in no step "
        "of the plan. Choose another reason, such as “Stopped early”; or, where that is no longer taken, take it out of the "
        "patient’s medicines first."
    )
    nothing = {"taken_diazepam_morning": "0", "taken_diazepam_night": ""}
    form = review(beside=["zopiclone"], decision="end", end_reason="completed", **nothing)
    assert said(form) == [not_completed_beside(["zopiclone"])]


# What was sent for another revision --------------------------------------------------------------


@pytest.mark.parametrize(("decision", "left"), [("hold", False), ("switch", True)])
def test_boxes_of_another_revision_say_nothing_of_this_one(decision, left):
    """Steps are never taken over; method and products are where they were what was decided."""
    sent = QueryDict(mutable=True)
    switched = {"method": "direct", "crossover_to": "diazepam", "shown": "diazepam", "products_diazepam": "x", "split_x": "half"}
    switched |= {"pattern": "mixed", "spare_days": "sat"}
    sent.update({"decision": decision, "notes": "slept", "step_4_days": "14"} | switched)
    kept = without_steps(sent)
    assert set(kept) == {"decision", "notes"} | (set(switched) if left else set())
    assert kept["notes"] == "slept"
