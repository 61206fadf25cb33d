"""What a calendar program has after any chain of visits and of files taken from them: what the newest file says, and no more."""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from taper_app.chart.refused import NotIssued
from taper_app.engine import Refusal
from taper_app.models import Plan
from tests.actions.visits import TODAY, begin, visit
from tests.handouts.calendars import events
from tests.views.visits import missed, on_day

pytestmark = pytest.mark.long

CHOICES = [f"?language={language}{alarm}" for language in ("", "es", "pl") for alarm in ("", "&alarm=morning")]
"""In the order in which a later one is newer."""
DECISIONS = {"continue": {}, "hold": {"days": 14}, "step-back": {}, "slow": {}, "missed": {}, "none": {}}
TODAY_IN = ("today", "hoy", "dzisiaj")
KEPT = ("SUMMARY", "DESCRIPTION", "DTSTART;VALUE=DATE", "STATUS", "alarm")
links = st.lists(
    st.tuples(st.sampled_from(list(DECISIONS)), st.integers(1, 20), st.integers(0, len(CHOICES) - 1)), min_size=1, max_size=5
)
CHOSEN = [("none", 1, 2), ("none", 1, 4), ("none", 1, 5)]
"""Files of one state, told apart by what is chosen alone."""
DECIDED = [("none", 1, 0), ("continue", 7, 0), ("slow", 7, 0)]


def told(event):
    """What somebody sees of an event."""
    return {name: text for name, text in event.items() if re.sub(";LANGUAGE=.*", "", name) in KEPT}


def age(event):
    """By what a program tells which of two is newer (RFC 5546, 2.1.5)."""
    return int(event["SEQUENCE"]), event["DTSTAMP"]


def taken(calendar, file):
    """Put a file into a calendar as a program does: what is newer takes the place of what is there, all else is passed over."""
    for event in file:
        before = calendar.get(event["UID"])
        if before is None or age(event) > age(before):
            calendar[event["UID"]] = event
        elif age(event) == age(before):
            assert told(event) == told(before), "the same age, and another content"


def decided(plan, by, on, decision):
    """One visit, or none; what the plan cannot do is not done."""
    if decision == "none":
        return
    try:
        with on_day(on), transaction.atomic():
            if decision == "missed":
                missed(plan, by, on)
            else:
                visit(plan, by, on, decision, **DECISIONS[decision], next_review_on=on + timedelta(days=14))
    except (NotIssued, Refusal):
        return


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(CHOSEN)
@example(DECIDED)
@given(links)
def test_a_calendar_has_what_the_newest_file_says(monday, client, patient, clinician, links):
    """After each file every event to come is as that file has it and none is left over; the same state gives the same bytes,
    each change of it a higher SEQUENCE, and what is past says nothing of today."""
    with transaction.atomic():
        plan, calendar, on, least, files, counts = begin(patient, clinician), {}, TODAY, 0, {}, {}
        for decision, after, choice in links:
            on += timedelta(days=after)
            monday.move_to(f"{on}T10:00Z")
            decided(plan, clinician, on, decision)
            plan = Plan.objects.get(pk=plan.pk)
            number = plan.revisions.in_force().number
            state = number, plan.reviews.count()
            least = max(least, choice) if state in files else choice
            client.force_login(clinician)
            answer = client.get(f"/plans/{plan.code}/{number}/handout.ics{CHOICES[least]}")
            file = events(answer.content.decode())
            assert files.setdefault(state, {}).setdefault(least, answer.content) == answer.content
            counts[state] = max(int(each["SEQUENCE"]) for each in file)
            assert all(counts[state] > count for before, count in counts.items() if before != state)
            taken(calendar, file)
            said = {each["UID"]: told(each) for each in file}
            coming = {uid: told(each) for uid, each in calendar.items() if each["on"] >= on and each["STATUS"] == "CONFIRMED"}
            assert {uid: each for uid, each in coming.items() if said.get(uid) != each} == {}
            issued_on = date.fromisoformat(plan.revisions.in_force().snapshot["issued_on"])
            past = [each["SUMMARY"] for each in file if each["on"] < issued_on]
            assert not [each for each in past if any(word in each for word in TODAY_IN)]
        transaction.set_rollback(True)
