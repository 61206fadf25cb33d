"""What was chosen, in the words that forms, pages and papers share: each value by its own sentence, and none for a default."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from taper_app.engine import (
    FIELDS,
    Hold,
    Medicine,
    PatientToday,
    Strategy,
    Thresholds,
    load_catalogue,
    pace_said,
    part_said,
    said_apart,
    said_in_turn,
    softened_by_specialist,
)
from taper_app.engine.taper.chosen import ends_in
from taper_app.engine.taper.decided import Decided, PlannedHold
from taper_app.engine.taper.kinds import Band, Then

from .judging import course, step
from .requests import direct
from .test_compare import parsed

CATALOGUE = load_catalogue()
DIRECT, CROSSOVER = Strategy(method="direct"), Strategy(method="crossover")
BANDS = (Band(Decimal(20), Decimal(2)), Band(Decimal(0), Decimal(1)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "10% of the current dose every 14 days"),
        ({"reduction_percent": Decimal("7.5"), "interval_days": 21}, "7.5% of the current dose every 21 days"),
        ({"basis": "baseline"}, "10% of the dose at the start every 14 days"),
        ({"basis": "bands", "bands": BANDS, "interval_days": 7}, "in steps of fixed size every 7 days"),
        (
            {"then": Then(Decimal(5), 28, from_on=date(2027, 5, 3))},
            "10% of the current dose every 14 days, then 5% every 28 days, from 03-May-2027 on",
        ),
        (
            {"then": Then(Decimal(5), 28, from_mg=Decimal("7.5"))},
            "10% of the current dose every 14 days, then 5% every 28 days, from 7.5\u00a0mg of diazepam equivalent a day on",
        ),
    ],
)
def test_a_pace_says_its_size_and_its_days(changes, said):
    """By each basis, and with a second pace from a day or a dose on."""
    assert pace_said(replace(DIRECT, **changes)) == said


def test_what_moves_at_a_time_is_said():
    """A whole dose, half of one or a quarter."""
    parts = [part_said(replace(CROSSOVER, crossover_part=part)) for part in ("whole", "half", "quarter")]
    assert parts == ["a whole dose", "half a dose", "a quarter of a dose"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        (
            {"holds": (Hold(3, 28), Hold(5, None))},
            [
                ("holds", "28 days without change after step 3"),
                ("holds", "no change after step 5 until we decide"),
            ],
        ),
        ({"steady": ("zopiclone", "clobazam")}, [("steady", "zopiclone stays as it is"), ("steady", "clobazam stays as it is")]),
        ({"order": ("lorazepam", "diazepam")}, [("order", "one after the other: lorazepam, diazepam")]),
        ({"order": ()}, []),
        ({"distribution": "daytime-first"}, [("distribution", "a dose at night is kept until last")]),
        ({"distribution": "even"}, [("distribution", "doses go down evenly over the day")]),
        ({"change_weekday": "thursday"}, [("change_weekday", "every dose changes on a Thursday")]),
        ({"liquid": "part"}, [("liquid", "whole tablets, and the rest of a dose as liquid")]),
        ({"pattern": "mixed"}, [("pattern", "a lower dose on some days of the week")]),
        (
            {"pattern": "days-off", "spare_days": ("fri", "sun")},
            [
                ("pattern", "a lower dose on some days of the week, and at the end days of the week without a dose"),
                ("spare_days", "the last days of the week to be lowered: Friday, Sunday"),
            ],
        ),
    ],
)
def test_what_is_not_as_at_first_is_said_by_itself(changes, said):
    """Each field in its own words, several where it has several; nothing of what stands at its default."""
    assert list(said_apart(replace(DIRECT, **changes))) == said


def test_what_is_said_first_and_what_after_it():
    """Holds, then the days and size of closing steps, then how the day and the weekday go; whatever else after those."""
    first = ["holds", "closing_interval_days", "coarse_tail", "distribution", "change_weekday", "finish_by"]
    assert [said_in_turn(name) for name in first] == [0, 1, 2, 3, 4, 5]
    assert {said_in_turn(name) for name in FIELDS if name not in first} == {6}
    many = replace(DIRECT, finish_by=date(2027, 9, 1), change_weekday="monday", distribution="even", steady=("zopiclone",))
    # The day to finish by belongs to the pace.
    assert [name for name, _ in said_apart(many)] == ["distribution", "change_weekday", "steady"]


def test_paper_says_some_of_it_otherwise_and_values_as_it_writes_them():
    """Closing steps have a sentence of their own on paper alone; a day is written as the reader writes days."""
    closing = replace(DIRECT, closing_interval_days=28, coarse_tail=True)
    assert list(said_apart(closing)) == []
    assert list(said_apart(closing, on_paper=True)) == [
        ("closing_interval_days", "closing steps last 28 days each"),
        ("coarse_tail", "larger reductions near the end are allowed where the products cannot do better"),
    ]
    night = replace(DIRECT, distribution="daytime-first")
    assert list(said_apart(night, on_paper=True)) == [("distribution", "a dose at bedtime is kept until last")]
    by = replace(DIRECT, finish_by=date(2027, 9, 1))
    assert list(said_apart(by)) == list(said_apart(by, on_paper=True)) == []  # it is said with the pace
    assert FIELDS["finish_by"].said(date(2027, 9, 1), "{:%d.%m.%Y}".format) == ["finished by 01.09.2027"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("method", "direct", ["the method direct"]),
        ("basis", "bands", ["reductions of fixed size"]),
        ("basis", "made-up", []),
        ("bands", BANDS, ["2\u00a0mg down to 20\u00a0mg", "1\u00a0mg down to 0\u00a0mg"]),
        ("bands", None, []),
        ("target_mg", Decimal("2.5"), ["stay on about 2.5\u00a0mg of diazepam equivalent"]),
        ("stop_from_mg", Decimal("0.5"), ["the stop from 0.5\u00a0mg of diazepam equivalent"]),
        ("steady", ("zopiclone", "nitrazepam"), ["zopiclone stays as it is", "nitrazepam stays as it is"]),
        ("order", ("zopiclone", "diazepam"), ["one after the other: zopiclone, diazepam"]),
        ("order", None, []),
        ("then", None, []),
        (
            "holds",
            (Hold(2, 14), Hold(5, None)),
            ["14 days without change after step 2", "no change after step 5 until we decide"],
        ),
        ("coarse_tail", False, []),
        ("spare_days", (), []),
        ("spare_days", ("mon", "wed", "sat"), ["the last days of the week to be lowered: Monday, Wednesday, Saturday"]),
    ],
)
def test_a_value_is_said_by_its_field(name, value, said):
    """In words with a place for it, by the value, or worked out; what has no words says nothing."""
    assert FIELDS[name].said(value) == said


def test_only_a_crossover_says_what_is_its_own():
    """The days for each dose that moves mean nothing without one."""
    assert [FIELDS["crossover_days"].is_for(method) for method in ("direct", "crossover")] == [False, True]
    assert FIELDS["interval_days"].is_for("direct")
    assert not FIELDS["crossover_days"].is_said_apart(on_paper=True)
    assert FIELDS["closing_interval_days"].is_said_apart(on_paper=True)
    assert not FIELDS["closing_interval_days"].is_said_apart(on_paper=False)
    assert FIELDS["holds"].is_said_apart(on_paper=False)


def test_a_hold_that_was_planned_is_written_with_all_it_says():
    """Whether a clinician set it by hand is written where it is so, and only there."""
    assert PlannedHold("reduce", 3, 14).to_json() == {"kind": "reduce", "after": 3, "days": 14}
    assert PlannedHold("crossover", 1, None, edited=True).to_json() == {
        "kind": "crossover",
        "after": 1,
        "days": None,
        "edited": True,
    }


# What a specialist would soften -----------------------------------------------------------------------


def softened(mg, *, limits=None, market="uk", **known):
    """The rules that a specialist would soften for a patient who takes so much diazepam at night."""
    regimen = parsed(direct(market, "diazepam", night=mg)).regimen
    return softened_by_specialist(CATALOGUE, PatientToday(**{"age": 50} | known), regimen, limits or Thresholds(), market)


def test_nothing_is_softened_for_an_ordinary_patient():
    """No age, no indication, no dose and no answer calls for a specialist."""
    assert softened("20", risks={"seizure": "no", "pregnancy": "no"}) == ()


@pytest.mark.parametrize(
    ("known", "rules"),
    [
        ({"age": 17}, ("under_18",)),
        ({"age": 18}, ()),
        ({"medicines": (Medicine("clobazam", Decimal(20), Decimal(20), indication="epilepsy"),)}, ("epilepsy_indication",)),
        ({"risks": {"pregnancy": "yes"}}, ("pregnancy",)),
        ({"risks": {"pregnancy": "breastfeeding"}}, ()),
    ],
)
def test_who_the_patient_is_calls_for_a_specialist(known, rules):
    """Each by its own rule, on either side of its boundary."""
    assert softened("10", **known) == rules


@pytest.mark.parametrize(
    ("mg", "limits", "rules"),
    [
        ("30", None, ()),
        ("31", None, ("specialist_dose",)),
        ("50", None, ("specialist_dose",)),
        ("51", None, ("specialist_dose", "inpatient_dose")),
        ("31", Thresholds(specialist_mg=Decimal(35)), ()),
        ("36", Thresholds(specialist_mg=Decimal(35), inpatient_mg=Decimal(35)), ("specialist_dose", "inpatient_dose")),
    ],
)
def test_a_dose_calls_for_a_specialist_above_its_threshold(mg, limits, rules):
    """Above it and not at it, by that of the market or the clinic's own."""
    assert softened(mg, limits=limits) == rules


def test_a_dose_is_high_where_any_table_makes_it_so():
    """Lorazepam 4 mg is 40 mg by one table and 20 mg by another: nobody has chosen one yet."""
    regimen = parsed(direct("us", "lorazepam", "vadod-2021", night="4.5")).regimen
    assert softened_by_specialist(CATALOGUE, PatientToday(age=50), regimen, Thresholds(), "us") == ("specialist_dose",)


@pytest.mark.parametrize(
    ("last", "target", "state", "ends"),
    [
        (step("stop", 0), None, None, "stop"),
        (step("hold", None, 10), "10", None, "held"),
        (step("maintain", None, 10), "10", None, "target"),
        (step("maintain", None, 10), "10", "going-on", "target"),
        (step("maintain", None, 10), "10", "maintained", "stays"),
        (step("maintain", None, 10), None, None, "stays"),
        (step("reduce", None, 10), None, "held", "stays"),
    ],
)
def test_a_plan_ends_as_its_last_step_and_what_was_decided_say(last, target, state, ends):
    """In the stop, held for now, at its target, or at a dose that stays."""
    made = replace(course(20, last), decided=Decided(state=state) if state else None)
    assert ends_in(Strategy(method="direct", target_mg=target and Decimal(target)), made) == ends
