"""The follow-ups after an end: a series by how the plan ended, moved on by each visit, and nobody leaves it unseen."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from taper_app.actions import clinics, follow_ups, reviews, visits
from taper_app.actions.seen import Changed
from taper_app.chart import follow_ups as series
from taper_app.chart.follow_ups import Day
from taper_app.chart.new_plan import DatesPassed
from taper_app.chart.opening import opening_of
from taper_app.engine import load_care
from taper_app.models import AuditEvent, FollowUpDay, Plan

from .visits import TODAY, begin, regimen, visit

END = TODAY + timedelta(days=30)  # Wednesday 3 February 2027
NOTHING = {"taken": regimen()}
SEVERE = {"symptoms": {"sleep": 3, "anxiety": 3}}


def ends(plan, by, how="completed", *, next_on=date(2027, 3, 3), **changes):
    taken = NOTHING if how == "completed" else {}
    note = {"end_note": "Stays on this dose by agreement."} if how == "stopped-early" else {}
    visit(plan, by, END, "end", end_reason=how, next_review_on=next_on, **taken | note | changes)
    return Plan.objects.get(pk=plan.pk)


def follow_up(plan, by, on, next_on=None, **changes):
    said = {"token": uuid4(), "observations": {}, "red_flags": [], "relapse": False, "notes": ""} | changes
    told = visits.FollowUp(reviewed_on=on, next_review_on=next_on, **said)
    return reviews.record_follow_up(plan=plan, follow_up=told, today=on, by=by)


def days_of(plan):
    return [each.on for each in plan.follow_up_days.all()]


@pytest.fixture
def plan(patient, clinician):
    return begin(patient, clinician)


@pytest.fixture
def ended(plan, clinician):
    return ends(plan, clinician)


SERIES = {
    "completed": [date(2027, 3, 3), date(2027, 5, 3), date(2027, 8, 3), date(2028, 2, 3)],
    "stopped-early": [date(2027, 3, 3), date(2027, 5, 3), date(2027, 8, 3), date(2028, 2, 3)],
    "transferred": [date(2027, 3, 3)],
    "declined": [date(2027, 5, 3), date(2027, 8, 3), date(2028, 2, 3)],
}


@pytest.mark.parametrize("reason", SERIES)
def test_an_end_plans_the_series_that_fits_it(plan, clinician, reason):
    """By how the plan ended, counted in months from that day; the first of them is the plan's next visit."""
    ended = ends(plan, clinician, reason, next_on=SERIES[reason][0])
    assert days_of(ended) == SERIES[reason]
    assert ended.next_review_on == SERIES[reason][0]
    event = AuditEvent.objects.filter(action="plan_follow_ups").get()
    assert event.after == {"follow_ups": [f"{on} series" for on in SERIES[reason]]}


def test_a_death_plans_nothing(plan, clinician):
    """Whatever day was sent with it."""
    ended = ends(plan, clinician, "died")
    assert (days_of(ended), ended.next_review_on) == ([], None)


def test_an_end_without_a_next_day_plans_nothing(plan, clinician):
    """Where nothing severe was found the day may be cleared, and then nobody is called."""
    assert days_of(ends(plan, clinician, next_on=None)) == []


def test_the_clinics_own_months_count_for_a_plan_that_was_completed(plan, clinician):
    """Other ends keep those of the data."""
    clinics.change_clinic(clinic=clinician.clinic, by=clinician, follow_up_months=[2, 4])
    fresh = Plan.objects.get(pk=plan.pk).patient.clinic
    assert series.months_of(fresh, "completed") == (2, 4)
    assert series.months_of(fresh, "declined") == load_care().follow_ups["declined"].months
    assert days_of(ends(plan, clinician, next_on=date(2027, 4, 5))) == [date(2027, 4, 5), date(2027, 6, 3)]


@pytest.mark.parametrize(("day", "months", "found"), [("2027-01-31", 1, "2027-02-28"), ("2027-11-30", 3, "2028-02-29")])
def test_months_end_where_they_end(day, months, found):
    """The last day of a shorter month takes the place of one that it has not."""
    assert series.in_months(date.fromisoformat(day), months) == date.fromisoformat(found)


@pytest.mark.parametrize(("day", "found"), [(5, 5), (6, 8), (7, 8)])
def test_no_follow_up_is_proposed_on_a_closed_day(clinic, day, found):
    """Saturday and Sunday become the Monday after, and a day on which the clinic is closed the next one on which it is open."""
    assert opening_of(clinic).first(date(2027, 2, day)) == date(2027, 2, found)
    clinic.closed_on = ["2027-02-08"]
    assert opening_of(clinic).first(date(2027, 2, 7)) == date(2027, 2, 9)


def test_one_that_takes_place_proposes_the_next(ended, clinician):
    """The one before it by a few days counts as done; the rest stays planned."""
    on = date(2027, 2, 25)  # six days before the first
    assert series.proposed(ended, on) == SERIES["completed"][1]
    assert series.proposed(ended, date(2027, 2, 10)) == SERIES["completed"][0]
    follow_up(ended, clinician, on, SERIES["completed"][1])
    ended.refresh_from_db()
    assert days_of(ended) == SERIES["completed"][1:]
    assert ended.next_review_on == SERIES["completed"][1]


def test_a_sooner_day_is_added_and_the_series_stays(ended, clinician):
    """Whoever is seen in a fortnight is seen after three months as well; a day near a planned one takes its place."""
    follow_up(ended, clinician, SERIES["completed"][0], date(2027, 3, 17))
    assert days_of(ended) == [date(2027, 3, 17), *SERIES["completed"][1:]]
    follow_up(ended, clinician, date(2027, 3, 17), date(2027, 4, 26))
    assert days_of(ended) == [date(2027, 4, 26), *SERIES["completed"][2:]]


FOUND = [
    {"relapse": True},
    {"observations": SEVERE},
    {"observations": {"systolic": 200, "diastolic": 100}},
    {"red_flags": ["suicidal-thoughts"]},
]


@pytest.mark.parametrize("found", FOUND, ids=str)
def test_nobody_leaves_the_list_with_something_severe_unless_somebody_says_why(ended, clinician, found):
    """Severe symptoms, a red flag or a medicine that is taken again want a next day, or a reason that is kept."""
    with pytest.raises(follow_ups.NextNeeded, match="enter the day of the next follow-up, or write why there is none"):
        follow_up(ended, clinician, SERIES["completed"][0], **found, no_next="no")
    ended.refresh_from_db()
    assert (ended.next_review_on, days_of(ended)) == (SERIES["completed"][0], SERIES["completed"])
    review = follow_up(ended, clinician, SERIES["completed"][0], **found, no_next="Goes on with the mental health team.")
    assert review.reason == "Goes on with the mental health team."
    ended.refresh_from_db()
    assert (ended.next_review_on, days_of(ended)) == (None, [])


DANGER = [{"red_flags": ["suicidal-thoughts"]}, {"red_flags": ["seizure"]}, {"observations": {"systolic": 200, "diastolic": 100}}]


@pytest.mark.parametrize("found", DANGER, ids=str)
def test_a_danger_sign_after_the_end_is_kept_with_what_was_arranged(ended, clinician, found):
    """The next follow-up of the series may be months away, so that a next day alone is no answer to a seizure."""
    on, after = SERIES["completed"][:2]
    with pytest.raises(follow_ups.NotArranged, match="write under Notes what was found and what was arranged today"):
        follow_up(ended, clinician, on, after, **found, notes="ok", no_next="Goes on with the mental health team.")
    ended.refresh_from_db()
    assert ended.next_review_on == on
    assert follow_up(ended, clinician, on, after, **found, notes="Crisis team sees her today.").notes


def test_whoever_is_well_may_leave_the_list(ended, clinician):
    """Mild symptoms and no day: nothing is planned any more, and no reason is asked."""
    assert follow_up(ended, clinician, SERIES["completed"][0], observations={"symptoms": {"sleep": 2}}).reason == ""
    assert days_of(ended) == []


def test_a_plan_does_not_end_with_severe_symptoms_and_no_next_day(plan, clinician):
    """Unless why is written, or somebody else takes the patient over."""
    with pytest.raises(follow_ups.NextNeeded):
        ends(plan, clinician, next_on=None, observations=SEVERE)
    assert Plan.objects.get().state == "open"
    ends(plan, clinician, next_on=None, observations=SEVERE, reason="Moves abroad; the letter goes along.")
    assert Plan.objects.get().state == "ended"


def test_a_plan_that_somebody_takes_over_ends_without_a_day(plan, clinician):
    """Whoever takes it over is the reason."""
    ends(plan, clinician, "transferred", next_on=None, observations=SEVERE)
    assert Plan.objects.get().state == "ended"


# Changed by hand ---------------------------------------------------------------------------------


def change(plan, by, *days, **named):
    told = [Day(on, kind) for on, kind in days]
    follow_ups.plan_follow_ups(plan=plan, days=told, today=named.pop("today", END), by=by, **named)


def test_a_booster_is_added(ended, clinician):
    """It stands among the days of the series, and nothing before it settles it."""
    booster = date(2027, 3, 10)
    change(ended, clinician, *[(on, "series") for on in SERIES["completed"]], (booster, "booster"))
    assert days_of(ended) == sorted([*SERIES["completed"], booster])
    assert series.proposed(ended, date(2027, 3, 3)) == booster
    follow_up(ended, clinician, SERIES["completed"][0], booster)
    assert [each.kind for each in ended.follow_up_days.all()] == ["booster", "series", "series", "series"]


def test_days_that_cannot_be(ended, clinician):
    """Before today, over a year away, twice, or too many: nothing is kept."""
    for wrong in (
        [(END - timedelta(days=1), "series")],
        [(END + timedelta(days=367), "series")],
        [(END, "series"), (END, "booster")],
        [(END + timedelta(days=each), "series") for each in range(13)],
    ):
        with pytest.raises(DatesPassed):
            change(ended, clinician, *wrong)
    assert days_of(ended) == SERIES["completed"]


def test_clearing_all_days_after_something_severe_wants_a_reason(ended, clinician):
    """It is kept with the event."""
    follow_up(ended, clinician, SERIES["completed"][0], SERIES["completed"][1], observations=SEVERE)
    with pytest.raises(follow_ups.NextNeeded):
        change(ended, clinician, today=SERIES["completed"][0])
    change(ended, clinician, reason="The patient wants no more calls.", today=SERIES["completed"][0])
    assert Plan.objects.get().next_review_on is None
    assert AuditEvent.objects.last().after == {"follow_ups": [], "reason": "The patient wants no more calls."}


def test_somebody_else_was_quicker(ended, clinician):
    """What a page was opened on must still be so."""
    opened = follow_ups.seen_days(ended)
    change(ended, clinician, (SERIES["completed"][0], "series"), seen=opened)
    with pytest.raises(Changed):
        change(ended, clinician, (SERIES["completed"][1], "series"), seen=opened)
    assert days_of(ended) == SERIES["completed"][:1]


def test_an_open_plan_and_a_death_have_none(plan, clinician):
    """They are refused."""
    with pytest.raises(follow_ups.NotFollowedUp):
        change(plan, clinician, (END, "series"))
    ends(plan, clinician, "died")
    with pytest.raises(follow_ups.NotFollowedUp):
        change(plan, clinician, (END, "series"))


@pytest.mark.any_database
def test_what_the_database_refuses(ended):
    """A kind that nobody knows, and one day twice."""
    for wrong in ({"kind": "party"}, {"on": SERIES["completed"][0]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUpDay.objects.create(**{"plan": ended, "on": date(2029, 1, 1), "kind": "series"} | wrong)
