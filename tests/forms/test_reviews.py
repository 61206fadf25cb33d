"""Every rule of the form of a review, on both sides of its boundary."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.http import QueryDict

from taper_app import engine
from taper_app.forms.asked.slow import slowed
from taper_app.forms.decision_changes import laid_over
from taper_app.forms.kept import kept_in_words, read_kept
from taper_app.forms.observations import ObservationsForm
from taper_app.forms.plan_in_force import PlanInForce
from taper_app.forms.reviews import MissedForm, NextReviewForm, ReviewForm
from taper_app.wording.decisions import DECISIONS

TODAY = date(2027, 2, 1)
CATALOGUE = engine.load_catalogue()
CLINIC = SimpleNamespace(market="uk", stocked_products=[])


TABLETS = [f"diazepam-{mg}mg-tablet" for mg in (2, 5, 10)]


def request_of(method="direct", **regimen):
    """A plan that began on 5 January 2027."""
    doses = {"diazepam": {"morning": "5", "night": "15"}} if method == "direct" else {"lorazepam": {"morning": "1", "night": "1"}}
    return engine.parse_request(
        {
            "starts_on": "2027-01-05",
            "market": "uk",
            "equivalence": None if method == "direct" else "ashton-2002",
            "regimen": [{"drug": drug, **times} for drug, times in (regimen or doses).items()],
            "strategy": {"method": method, "products": None},
        },
        CATALOGUE,
    )


REQUESTS = {method: request_of(method) for method in ("direct", "crossover")}
SCHEDULES = {method: engine.build_schedule(request, CATALOGUE) for method, request in REQUESTS.items()}


def review(plan="direct", *, sent=True, today=TODAY, **changes):
    """The form, filled in as it stands at first with nothing but what has to be answered, and these changes."""
    in_force = PlanInForce(CLINIC, CATALOGUE, REQUESTS[plan], SCHEDULES[plan], today, date(2027, 1, 4), [])
    own = {"plan": in_force}
    seen = {"token": uuid4(), "seen_revision": 1, "seen_review": 0}
    first = ReviewForm(None, seen=seen, **own)
    return ReviewForm(first_data(first, **{"decision": "continue"} | changes), seen=seen, **own) if sent else first


def first_data(form, **changes):
    """What a browser sends of an untouched form."""
    data = QueryDict(mutable=True)
    data.setlist("red_flags", ["none"])
    for part in form.parts:
        for name, field in part.fields.items():
            value = part.get_initial_for_field(field, name)
            if isinstance(value, date):
                for at, each in enumerate((value.day, value.month, value.year)):
                    data[f"{name}_{at}"] = str(each)
            elif isinstance(value, list):
                data.setlist(name, value)
            elif value is not None:
                data[name] = format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
    data.setlist("shown", [each.drug for each in form.decided.drugs])
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def said(form):
    """Every sentence of what is wrong."""
    form.is_valid()
    return [words for part in form.parts for errors in part.errors.values() for words in errors]


def parts(name, day):
    return {f"{name}_{at}": str(each) for at, each in enumerate((day.day, day.month, day.year))}


# What is taken -----------------------------------------------------------------------------------


def test_the_boxes_start_from_the_step_in_force():
    """On 1 February the second step runs, and what it plans stands in the boxes; untouched, it is what is taken."""
    form = review()
    assert form.is_valid(), said(form)
    assert form.step.starts_on <= TODAY <= form.step.last_day
    assert form.regimen.same_as(form.step.regimen)


def test_nothing_is_decided_or_ticked_for_the_clinician():
    """No decision, no red flag and no severity stands there at first."""
    form = review(sent=False)
    assert form.decided["decision"].value() is None
    assert form.observed["red_flags"].value() is None
    assert not form.is_bound


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"taken_diazepam_night": "0,5"}, "Enter the dose with a point and no comma, such as 0.5."),
        ({"taken_diazepam_night": ".5"}, "Enter a 0 before the point, such as 0.5."),
        ({"taken_diazepam_night": "1001"}, "Enter a dose of at most 1,000\u00a0mg."),
        ({"taken_diazepam_morning": "", "taken_diazepam_night": ""}, "Enter the dose really taken, such as 0.5, or 0 where"),
        ({"taken_other_night": "5"}, "Choose which other medicine these doses are of, or clear them."),
        ({"other_drug": "zopiclone"}, "Enter the doses of the other medicine, or choose none."),
        ({"other_drug": "diazepam", "taken_other_night": "5"}, "Choose a medicine from the list."),
        ({"other_drug": "heroin", "taken_other_night": "5"}, "Choose a medicine from the list."),
        ({"other_drug": "lorazepam:modified-release", "taken_other_night": "2"}, "Modified-release lorazepam (Loreev XR) cannot"),
        ({"other_drug": "diazepam:modified-release", "taken_other_night": "15"}, "Modified-release diazepam (Valrelease) cannot"),
    ],
)
def test_a_dose_that_cannot_be_meant_is_refused(changes, words):
    """The sentence says what to type instead."""
    assert [each for each in said(review(**changes)) if each.startswith(words)]


def test_another_drug_comes_after_those_of_the_plan():
    """What is added is taken too; the plan's own drugs keep their order."""
    form = review(other_drug="zopiclone", taken_other_night="7.5")
    assert form.is_valid(), said(form)
    assert form.regimen.drugs == ("diazepam", "zopiclone")


def test_nothing_may_be_taken_where_it_is_said():
    """A 0 is an answer; the plan can then be ended."""
    form = review(taken_diazepam_morning="0", taken_diazepam_night="", decision="end", end_reason="completed")
    assert form.is_valid(), said(form)
    assert form.regimen.doses == ()


def test_after_the_stop_a_nought_stands_there():
    """Once nothing is planned any more, the first box says 0, so that an untouched form is an answer."""
    form = review(today=SCHEDULES["direct"].steps[-1].starts_on + timedelta(days=3), decision="end", end_reason="completed")
    assert form.taken["taken_diazepam_morning"].value() == "0"
    assert form.is_valid(), said(form)
    assert not form.regimen.doses


# Red flags and observations ----------------------------------------------------------------------


def test_red_flags_have_to_be_answered():
    """No tick is no answer; a flag and "none" are two."""
    assert "Ask about the red flags: tick those there are, or “None of these”." in said(review(red_flags=[]))
    both = said(review(red_flags=["seizure", "none"]))
    assert both == ["Tick either the red flags there are or “None of these”, not both."]


@pytest.mark.parametrize(("reason", "valid"), [("", False), ("123456789", False), ("1234567890", True), ("  123456789  ", False)])
def test_going_on_in_spite_of_a_red_flag_wants_a_reason(reason, valid):
    """At least ten characters, blanks round them not counted; any other decision wants none."""
    assert review(red_flags=["confusion"], reason=reason).is_valid() is valid
    assert review(red_flags=["confusion"], reason="", decision="urgent").is_valid()


BOUNDS = {
    "function": (0, 10),
    "sleep_hours": (0, 24),
    "sleep_latency_min": (0, 600),
    "bad_nights": (0, 7),
    "pulse": (20, 220),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_number_is_taken_up_to_its_bounds(name):
    """Both bounds are allowed, one beyond either is refused."""
    low, high = BOUNDS[name]
    for right in (low, high):
        assert observed(**{name: str(right)}).is_valid()
    for wrong in (low - 1, high + 1, "x", "1e1"):
        assert name in observed(**{name: str(wrong)}).errors


def observed(**fields):
    data = QueryDict(mutable=True)
    data.setlist("red_flags", ["none"])
    for name, value in fields.items():
        data[name] = value
    return ObservationsForm(data)


def test_sleep_may_be_half_an_hour_and_nothing_else_may():
    """6.5 hours is kept as it was typed; half a bad night is refused."""
    form = observed(sleep_hours="6.5")
    assert form.is_valid()
    assert form.observations == {"sleep_hours": "6.5"}
    assert "bad_nights" in observed(bad_nights="1.5").errors


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"systolic": "120"}, "diastolic"),
        ({"diastolic": "80"}, "systolic"),
        ({"systolic": "80", "diastolic": "80"}, "systolic"),
        ({"systolic": "81", "diastolic": "80"}, ""),
        ({"systolic": "261", "diastolic": "80"}, "systolic"),
    ],
)
def test_two_pressures_go_together(fields, wrong):
    """Both or neither, and the systolic one is the higher."""
    assert list(observed(**fields).errors) == [wrong] * bool(wrong)


def test_a_note_about_alcohol_wants_an_answer_too():
    """A note alone does not say whether it is taken; with the answer both are kept."""
    assert observed(alcohol_note="a bottle of wine").errors == {"alcohol": ["Alcohol: choose yes, no or not known as well."]}
    form = observed(alcohol="yes", alcohol_note=" a  bottle of wine ")
    assert form.is_valid()
    assert form.observations == {"alcohol": "yes", "alcohol_note": "a bottle of wine"}


def test_only_what_was_entered_is_kept():
    """Symptoms that are there by severity; "none" and what was not asked leave nothing behind."""
    form = observed(symptom_tremor="2", symptom_anxiety="0", function="0", notes=" came alone ")
    assert form.is_valid()
    assert form.observations == {"symptoms": {"tremor": 2}, "function": 0}
    assert form.noted == "came alone"


# The decision ------------------------------------------------------------------------------------

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
    ({"decision": "switch"}, "Choose another method or other products: nothing is switched yet."),
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
    assert {name: each for name, each in after.items() if each != before[name] and name not in same} == wanted


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


# The days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day", "words"),
    [
        ("reviewed_on", date(2027, 2, 2), "The day of the visit is in the future."),
        ("reviewed_on", date(2027, 1, 3), "The day of the visit is before the last one recorded."),
        ("changes_on", date(2027, 2, 1), "A dose changes after the visit at the earliest."),
        ("changes_on", date(2027, 1, 31), "The day of the change is in the past."),
        ("changes_on", date(2027, 4, 3), "The change is too far away. Enter a day up to Fri 02-Apr-2027."),
    ],
)
def test_a_day_out_of_its_bounds_is_refused(name, day, words):
    """The visit lies between the last one and today, the change after it and at most 60 days away."""
    assert [each for each in said(review(**parts(name, day))) if each.startswith(words)]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("reviewed_on", date(2027, 2, 1)),
        ("reviewed_on", date(2027, 1, 4)),
        ("changes_on", date(2027, 2, 2)),
        ("changes_on", date(2027, 4, 2)),
    ],
)
def test_the_bounds_themselves_are_allowed(name, day):
    """The first and the last day that may be."""
    form = review(**parts(name, day))
    assert form.is_valid(), said(form)


@pytest.mark.parametrize(
    ("day", "valid"),
    [(date(2027, 2, 1), False), (date(2027, 2, 2), True), (date(2027, 5, 2), True), (date(2027, 5, 3), False)],
)
def test_the_next_review_comes_after_this_one_and_within_three_months(day, valid):
    """Not today, tomorrow at the earliest; 90 days at the most."""
    bounds = {"today": TODAY, "most_days": 90}
    assert NextReviewForm(parts("next_review_on", day), after=TODAY, ends=False, **bounds).is_valid() is valid
    seen = {"token": str(uuid4()), "seen_review": "0", "old_paper": "left"}
    assert MissedForm(parts("next_review_on", day) | seen, missed_on=TODAY, day_on_paper=TODAY, **bounds).is_valid() is valid


def test_after_the_end_no_next_visit_is_needed():
    """A plan that goes on needs one."""
    bounds = {"today": TODAY, "after": TODAY, "most_days": 366}
    assert NextReviewForm({}, ends=True, **bounds).is_valid()
    assert NextReviewForm({}, ends=False, **bounds).errors == {"next_review_on": ["Enter the day of the next visit."]}


# What an alternative brought ---------------------------------------------------------------------


def test_an_alternative_goes_into_the_boxes_of_its_decision():
    """A pace into those of "slow", products into the ticks of "switch", and what has no box stands beside a tick."""
    slow = review(decision="slow", slow_percent="5", slow_interval="28")
    assert slow.is_valid()
    laid = laid_over(slow.decided, {"reduction_percent": "7", "coarse_tail": True})
    assert (laid["slow_percent"], laid["slow_interval"], laid["kept"]) == (["7"], ["28"], ['{"coarse_tail": true}'])
    switch = review(decision="switch", products_diazepam=["diazepam-5mg-tablet"])
    assert switch.is_valid()
    laid = laid_over(switch.decided, {"products": ["diazepam-5mg-tablet", "diazepam-10mg-tablet"]})
    assert sorted(laid["products_diazepam"]) == ["diazepam-10mg-tablet", "diazepam-5mg-tablet"]
    assert "kept" not in laid or laid["kept"] == [""]


def test_what_is_kept_is_said_in_words_and_used():
    """A tick says what it keeps; taken out, nothing of it is left."""
    assert kept_in_words({"coarse_tail": True}, CATALOGUE, "uk") == "Keep: larger reductions at the end, which is fast there"
    assert (
        kept_in_words({"products": ["diazepam-5mg-tablet"]}, CATALOGUE, "uk") == "Keep: these products: diazepam 5\u00a0mg tablet"
    )
    assert review(kept='{"coarse_tail": true}').is_valid()
    form = review(kept='{"coarse_tail": true}')
    assert form.is_valid() and form.adjustment.strategy.coarse_tail
    assert read_kept("[1]") is None and read_kept("") == {}


def test_closing_steps_that_a_slower_pace_makes_too_short_are_said_at_its_days():
    """Where an offer that is kept has closing steps shorter than the new interval, the box with the new days says so."""
    form = review(decision="slow", slow_percent="5", slow_interval="28", kept='{"closing_interval_days": 21}')
    assert not form.is_valid()
    assert form.decided.errors == {"slow_interval": ["Choose again: must not be under interval_days."]}


KEPT = [
    ({"method": "crossover"}, "the method crossover"),
    ({"crossover_to": "clonazepam"}, "cross over to clonazepam"),
    ({"crossover_days": 5}, "5 days for each dose that moves"),
    ({"crossover_part": "half"}, "a half dose moves at a time"),
    ({"stabilise_days": 21}, "21 days without change after the crossover"),
    ({"reduction_percent": "5"}, "reductions of 5%"),
    ({"interval_days": 28}, "28 days between reductions"),
    ({"closing_interval_days": 28}, "closing steps of 28 days"),
    ({"products": TABLETS[:1]}, "these products: diazepam 2\u00a0mg tablet"),
    ({"halve": TABLETS[:2]}, "halves of: diazepam 2\u00a0mg tablet, diazepam 5\u00a0mg tablet"),
    ({"halve": "none"}, "halves of: none"),
    ({"quarter": TABLETS[2:]}, "quarters of: diazepam 10\u00a0mg tablet"),
    ({"coarse_tail": True}, "larger reductions at the end, which is fast there"),
    ({"holds": [{"after_step": 3, "days": 14}]}, "14 days without change after step 3"),
    ({"distribution": "daytime-first"}, "a dose at night is kept until last"),
    ({"distribution": "even"}, "doses go down evenly over the day"),
]


@pytest.mark.parametrize(("kept", "words"), KEPT)
def test_everything_that_a_tick_keeps_is_said(kept, words):
    """Whoever leaves the tick reads what it keeps of an offer, each part in its own words."""
    assert kept_in_words(kept, CATALOGUE, "uk") == f"Keep: {words}"


def test_products_of_a_drug_that_is_no_longer_taken_are_not_asked_about_and_stay():
    """After the crossover only diazepam is asked about; lorazepam's products, which made the steps that are over, stay."""
    after = next(each for each in SCHEDULES["crossover"].steps if each.kind == "reduce").starts_on + timedelta(days=20)
    left = ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]
    form = review("crossover", today=after, decision="switch", products_diazepam=left)
    assert form.is_valid(), said(form)
    assert not [name for name in form.decided.fields if "lorazepam" in name]
    assert set(left) < set(form.adjustment.strategy.products)
    assert {each for each in form.adjustment.strategy.products if each.startswith("lorazepam")}
    assert "lorazepam-1mg-tablet" in form.adjustment.strategy.halve


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("switch", "Choose another method or other products: nothing is switched yet."),
        ("adjust", "Change the days or a dose of at least one step."),
    ],
)
def test_after_the_stop_there_is_nothing_to_change(decision, words):
    """No step and no product is left to choose from, and a decision about them is refused with a sentence."""
    form = review(today=SCHEDULES["direct"].steps[-1].starts_on + timedelta(days=3), decision=decision)
    assert said(form) == [words]
