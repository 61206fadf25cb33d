"""The days of visits: proposed on a day on which the clinic is open, said, and a closed one never refused."""

import pytest

from tests.actions.risks import ask
from tests.actions.visits import begin
from tests.conftest import TODAY
from tests.views.page_forms import fields_of
from tests.views.payloads import text_of
from tests.views.test_reviews import at, check, confirm_fields
from tests.views.visits import in_days, on_day

OPEN = ["monday", "tuesday", "wednesday", "thursday", "friday"]


@pytest.fixture
def plan(patient, clinician):
    """A plan of diazepam 20 mg at night, begun on Monday 4 January 2027; the dose changes on Monday 18."""
    with on_day(TODAY):
        return begin(patient, clinician)


def said(page):
    """All that the page says, in one line."""
    return " ".join(" ".join(text_of(page)).split())


def test_the_day_before_a_change_is_proposed_and_why(client, clinician, plan):
    """The Friday before a Monday's change stands there, and the page says so; a Sunday that is typed is said and kept."""
    with on_day(in_days(TODAY, 2)):
        client.force_login(clinician)
        page = check(client, plan)
        assert "Proposed: Fri 15-Jan-2027, before the dose changes on Mon 18-Jan-2027." in said(page)
        sunday = {f"next_review_on_{part}": value for part, value in enumerate(("17", "1", "2027"))}
        page = client.post(at(plan, "review/check/"), confirm_fields(page, plan, old_paper="taken-back", **sunday), follow=True)
    assert "The clinic is closed on Sun 17-Jan-2027." in said(page)
    assert str(plan.reviews.get().next_review_on) == "2027-01-17"


def test_after_a_missed_visit_too(client, clinician, plan):
    """Within a week, and before the dose changes."""
    with on_day(in_days(TODAY, 8)):
        client.force_login(clinician)
        fields = fields_of(client.get(f"/plans/{plan.code}/missed/"))
    assert [fields[f"next_review_on_{part}"] for part in range(3)] == [["15"], ["1"], ["2027"]]


def test_a_clinic_says_when_it_is_open(client, clinician, clinic, plan):
    """Its days of the week, and single days with commas between them; what is typed otherwise is refused in words."""
    with on_day(in_days(TODAY, 2)):
        client.force_login(clinician)
        fields = fields_of(client.get("/clinic/"))
        assert fields["open_weekdays"] == OPEN
        wrong = client.post("/clinic/", fields | {"closed_on": "Christmas", "open_weekdays": []})
        assert "Tick the days of the week" in said(wrong) and "such as 25 12 2026" in said(wrong)
        client.post("/clinic/", fields | {"closed_on": "26 12 2026, 15 1 2027", "open_weekdays": OPEN[2:]})
        clinic.refresh_from_db()
        assert (clinic.open_weekdays, clinic.closed_on) == (OPEN[2:], ["2026-12-26", "2027-01-15"])
        assert fields_of(client.get("/clinic/"))["closed_on"] == ["26 12 2026, 15 1 2027"]
        assert "Proposed: Thu 14-Jan-2027" in said(check(client, plan))


def test_another_day_is_typed_and_the_schedule_is_the_one_that_was_seen(client, clinician, plan):
    """A remark that hangs on the day of the next visit stops nothing: it is said once the revision is issued."""
    with on_day(in_days(TODAY, 2)):
        client.force_login(clinician)
        ask(plan.patient, clinician, in_days(TODAY, 2), bipolar="yes")
        page = check(client, plan, "maintain")
        late = {f"next_review_on_{part}": value for part, value in enumerate(("2", "4", "2027"))}
        page = client.post(at(plan, "review/check/"), confirm_fields(page, plan, old_paper="taken-back", **late), follow=True)
    [told] = map(str, page.context["messages"])
    assert told.startswith("Revision 2 is issued.")
    assert "See the patient more often than every three months" in told
