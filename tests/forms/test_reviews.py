"""Every rule of the form of a review, on both sides of its boundary."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.http import QueryDict

from taper_app import engine
from taper_app.engine import Specialist
from taper_app.forms.observations import ObservationsForm
from taper_app.forms.plan_in_force import PlanInForce
from taper_app.forms.reviews import INCOMPLETE, NOT_ROUNDED, MissedForm, NextReviewForm, ReviewForm
from tests.engine import weeks
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

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
REQUESTS["week"] = engine.parse_request(weeks.REQUEST, CATALOGUE)
SCHEDULES["week"] = engine.Schedule.from_json(weeks.by_days())
spared = replace(REQUESTS["week"].strategy, spare_days=("sat",))
REQUESTS["spared"], SCHEDULES["spared"] = replace(REQUESTS["week"], strategy=spared), SCHEDULES["week"]


def review(plan="direct", *, sent=True, today=TODAY, beside=(), without=(), **changes):
    """The form, filled in as it stands at first with nothing but what has to be answered, and these changes.

    `without` are boxes that the page that was sent had not.
    """
    request, schedule = REQUESTS[plan], SCHEDULES[plan]
    in_force = PlanInForce(CLINIC, CATALOGUE, request, schedule, today, date(2027, 1, 4), beside, request.regimen, [])
    own = {"plan": in_force}
    seen = {"token": uuid4(), "seen_revision": 1, "seen_review": 0}
    first = ReviewForm(None, seen=seen, **own)
    data = first_data(first, **{"decision": "continue"} | changes)
    for name in without:
        data.pop(name, None)
    return ReviewForm(data, seen=seen, **own) if sent else first


def first_data(form, **changes):
    """What a browser sends of an untouched form."""
    data = QueryDict(mutable=True)
    data.setlist("red_flags", ["none"])
    if form.observed.crossing:
        data.setlist("seen", ["none"])
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
    ],
)
def test_a_dose_that_cannot_be_meant_is_refused(changes, words):
    """The sentence says what to type instead."""
    assert [each for each in said(review(**changes)) if each.startswith(words)]


@pytest.mark.parametrize("drug", ["lorazepam", "diazepam"])
def test_a_modified_release_medicine_that_is_found_is_taken_as_what_it_is(drug):
    """It is no dose of the plain drug, not even where that drug is the one of the plan."""
    form = review(other_drug=f"{drug}:modified-release", taken_other_night="2")
    assert form.taken.is_valid()
    *_, found = form.regimen.doses
    assert (found.drug, found.time, f"{found.mg}") == (f"modified-release {drug}", "night", "2")


def test_another_drug_comes_after_those_of_the_plan():
    """What is added is taken too; the plan's own drugs keep their order."""
    form = review(other_drug="zopiclone", taken_other_night="7.5", equivalence="ashton-2002")
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


@pytest.mark.parametrize(
    ("reason", "valid"),
    [("", False), ("ask me now", True), ("sk me now", False), ("  sk me now  ", False), ("aaaaaaaaaa", False)],
)
def test_going_on_in_spite_of_a_red_flag_wants_a_reason(reason, valid):
    """A few words of ten characters, blanks round them not counted; any other decision wants none."""
    assert review(red_flags=["confusion"], reason=reason).is_valid() is valid
    assert review(red_flags=["confusion"], reason="", decision="urgent").is_valid()


def test_what_is_severe_wants_what_was_arranged_before_a_plan_ends():
    """A severe CIWA-B and a handover: the reason says what was arranged; where the patient died nothing is asked."""
    ended = {"ciwa_b": "75", "decision": "end", "end_reason": "transferred"}
    assert "What was found is severe. Write what was arranged" in " ".join(said(review(reason="", **ended)))
    assert review(reason="The ward takes over today.", **ended).is_valid()
    assert review(reason="", **ended | {"end_reason": "died"}).is_valid()


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


@pytest.mark.parametrize(
    ("changes", "opened"),
    [({}, False), ({"reason": "Asked."}, True), ({"specialist": "Dr Ada Ode"}, True), ({"specialist_on_0": "4"}, True)],
)
def test_the_boxes_of_why_stand_open_where_something_is_in_them(changes, opened):
    """A reason, or anything of who agreed: what is wrong there is never folded away."""
    assert review(**changes).days.why_open is opened


def test_a_specialist_has_a_name_a_role_and_a_day():
    """All three or none; "x" is no name, and each is said at its box."""
    day = dict(zip(("specialist_on_0", "specialist_on_1", "specialist_on_2"), ("1", "2", "2026"), strict=True))
    whole = {"specialist": "Dr Ada Ode", "specialist_role": "Psychiatrist"} | day
    agreed = review(**whole)
    assert agreed.is_valid() and agreed.specialist == Specialist("Dr Ada Ode", "Psychiatrist", date(2026, 2, 1))
    nobody = review()
    assert nobody.is_valid() and nobody.specialist is None
    assert list(review(**whole | {"specialist": "x"}).days.errors) == ["specialist"]
    assert list(review(specialist="Dr Ada Ode").days.errors) == ["specialist_role", "specialist_on"]


# The days in words, and what lies between the parts ----------------------------------------------


def test_the_days_stand_in_words():
    """As they were sent, or as they stand at first; what cannot be read leaves those of the first sight."""
    assert review(sent=False).days.days_said == "visit Mon 01-Feb-2027, a changed dose from Tue 02-Feb-2027"
    moved = review(**parts("changes_on", date(2027, 2, 5)), **parts("reviewed_on", date(2027, 1, 31)))
    assert moved.days.days_said == "visit Sun 31-Jan-2027, a changed dose from Fri 05-Feb-2027"
    assert review(changes_on_0="40").days.days_said == "visit Mon 01-Feb-2027, a changed dose from Tue 02-Feb-2027"
    assert layout(moved.days.dates) == [("side", "reviewed_on", "changes_on")]
    assert layout(moved.days.why) == ["reason", ("trio", "specialist", "specialist_role", "specialist_on")]


@pytest.mark.parametrize(
    ("changes", "moved", "on"),
    [
        ({}, False, date(2027, 2, 2)),
        ({"reason": "Asked."}, False, date(2027, 2, 2)),
        (parts("changes_on", date(2027, 2, 5)), True, date(2027, 2, 5)),
        (parts("reviewed_on", date(2027, 1, 31)), True, date(2027, 2, 2)),
        ({"changes_on_0": "40"}, True, date(2027, 2, 2)),
        ({"reviewed_on_0": ""}, True, date(2027, 2, 2)),
    ],
)
def test_days_that_were_moved_or_are_wrong_are_told_apart(changes, moved, on):
    """The day of the change is the one that stands there at first where another cannot be read."""
    form = review(**changes)
    assert (form.days.moved, form.days.changes_from) == (moved, on)
    assert review(sent=False).days.moved is False and review(sent=False).days.changes_from == date(2027, 2, 2)


def test_where_doses_change_on_one_day_of_the_week_that_day_stands_there():
    """The next such day after the visit."""
    on_thursdays = replace(REQUESTS["direct"].strategy, change_weekday="thursday")
    REQUESTS["thursdays"], SCHEDULES["thursdays"] = replace(REQUESTS["direct"], strategy=on_thursdays), SCHEDULES["direct"]
    assert review("thursdays", sent=False).days.initial["changes_on"] == date(2027, 2, 4)


@pytest.mark.parametrize(("decision", "wrong"), [("continue", False), ("slow", False), ("maintain", False), ("urgent", True)])
def test_doses_are_rounded_only_where_they_may_change(decision, wrong):
    """A tick that would be lost is said."""
    slow = {"slow_percent": "5", "slow_interval": "28"} if decision == "slow" else {}
    form = review(decision=decision, rounding="diazepam 17 mg", **slow)
    assert (form.taken.errors.get("rounding") == [NOT_ROUNDED]) is False
    form.is_valid()
    assert (form.taken.errors.get("rounding") == [NOT_ROUNDED]) is wrong


def test_what_is_missing_between_the_parts_leaves_no_change():
    """A table that is missing is said at its box; only a valid form has a change."""
    form = review(other_drug="zopiclone", taken_other_night="7.5")
    assert not form.is_valid() and [*form.mixture.errors] == ["equivalence"]
    with pytest.raises(ValueError, match=r"^Only a valid form has a change\.$"):
        form.change  # noqa: B018


def test_a_form_that_is_hushed_says_nothing():
    """Nobody has asked yet for what is missing."""
    form = review(decision="", red_flags=[], changes_on_0="40")
    assert said(form)
    form.hush()
    assert [words for part in form.parts for errors in part.errors.values() for words in errors] == []


def test_why_a_plan_ends_is_said_only_where_it_ends():
    """A plan that goes on has none; blanks round what was written are no part of it."""
    ended = review(decision="end", end_reason="transferred", reason="The ward takes over.")
    assert ended.is_valid() and ended.end_reason == "transferred"
    going = review(reason="  Sleeps well. ")
    assert going.is_valid() and (going.end_reason, going.reason) == ("", "Sleeps well.")
    assert going.reviewed_on == TODAY


@pytest.mark.parametrize("name", ["token", "seen_revision", "seen_review"])
def test_what_nobody_sees_is_incomplete_where_it_is_missing(name):
    """Never another sentence than to load the page again."""
    for wrong in ("", "x", "-1", "10000"):
        assert review(**{name: wrong}).days.errors == {name: [INCOMPLETE]}
    seen = {"token": str(uuid4()), "seen_review": "0", "old_paper": "left"} | parts("next_review_on", date(2027, 2, 2))
    if name in seen:
        bounds = {"today": TODAY, "missed_on": TODAY, "most_days": 90, "day_on_paper": TODAY}
        assert MissedForm(seen | {name: ""}, **bounds).errors == {name: [INCOMPLETE]}


def test_a_visit_that_was_missed_has_a_new_day_and_a_note():
    """And what became of the paper, whose day is another now."""
    bounds = {"today": TODAY, "missed_on": date(2027, 1, 20), "most_days": 90, "day_on_paper": TODAY}
    form = MissedForm(None, **bounds)
    assert layout(form.helper) == ["next_review_on", "old_paper", "notes", "token", "seen_review"]
    assert told(form)["notes"] == ("Note (optional)", "Such as: phoned, no answer.")
    assert told(form)["next_review_on"] == "New day for the visit"
    assert MissedForm(sent(page="1"), **bounds).errors["next_review_on"] == ["Enter the day of the next visit."]
    words = "The next visit comes after this one, and not in the past. Enter Mon 01-Feb-2027 or a later day."
    assert MissedForm(parts("next_review_on", date(2027, 1, 31)), **bounds).errors["next_review_on"] == [words]
    words = "The next visit is too far away. Enter a day up to Sun 02-May-2027."
    assert MissedForm(parts("next_review_on", date(2027, 5, 3)), **bounds).errors["next_review_on"] == [words]


def test_the_next_visit_of_a_plan_that_ends_is_a_follow_up():
    """It may be left empty, and says why."""
    bounds = {"today": TODAY, "after": TODAY, "most_days": 366}
    later = "The later ones follow from the day of the end. Leave it empty where none is planned."
    assert told(NextReviewForm(None, ends=True, **bounds)) == {"next_review_on": ("Follow-up visit (optional)", later)}
    assert told(NextReviewForm(None, ends=False, **bounds)) == {"next_review_on": "Next visit"}
    assert layout(NextReviewForm(None, ends=False, **bounds).helper) == ["next_review_on"]
    none = NextReviewForm({}, ends=True, **bounds)
    assert none.is_valid() and none.cleaned_data == {"next_review_on": None}
