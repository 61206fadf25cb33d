"""A whole taper in a real browser without scripts, from the first visit to the stop, and how few actions a visit takes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from taper_app import engine
from taper_app.models import Plan, Review
from tests.actions.test_plans import chosen, start
from tests.browser.conftest import at_a_desk
from tests.browser.steps import Clinician

MOST_TO_REVISE, MOST_TO_CONTINUE = 12, 5


class Visits(Clinician):
    """A clinician at one visit after the other; `actions` counts from the plan's own page on."""

    def __init__(self, page, address, clinician, traveller):
        super().__init__(page)
        self.address, self.clinician, self.traveller = address, clinician, traveller

    def come_on(self, day):
        """It is ten in the morning of that day, and the clinician has signed in and opened the plan."""
        self.come_to(f"/plans/{Plan.objects.get().code}/", day)

    def come_to(self, address, day):
        """The same with another page."""
        self.traveller.move_to(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
        client = Client()
        client.force_login(self.clinician)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        self.page.goto(f"{self.address}{address}")
        self.actions = 0

    def begin(self):
        """Open the review, and answer the red flags; in a crossover that the new medicine is not too much."""
        self.press("link", "Record a visit")
        self.page.get_by_role("heading", name="Red flags").wait_for()
        if self.page.get_by_role("heading", name="Is the new medicine too much?").count():
            self.tick("No sign of it")
        self.tick("None of these")

    def decide(self, decision, name="decision"):
        """One of the decisions, or of the answers under it."""
        self.actions += 1
        self.page.locator(f"input[name={name}][value={decision}]").check()

    def open(self, words):
        """A folded part of the form."""
        self.actions += 1
        self.page.locator("summary", has_text=words).first.click()

    def check(self):
        self.press("button", "Check answers")

    def sees(self, words):
        """These words are on the page."""
        self.page.get_by_text(words).first.wait_for()

    def issue(self):
        """Answer for the old paper and whose plan it is, and issue the revision."""
        self.tick("Taken back")
        name, born_on = Plan.objects.values_list("patient__name", "patient__born_on").get()
        self.type_again("".join(word[0] for word in name.split(", ")), str(born_on.year))
        self.press("button", "Confirm and issue the revision")
        self.page.get_by_text("Print the new handout and go through it with the patient.").wait_for()


@pytest.fixture
def visits(monday, site, live_server, clinician):
    return Visits(site, live_server.url, clinician, monday)


def on_step(kind, nth=0):
    """A day in the middle of a coming step of this kind, of the revision in force."""
    schedule = engine.Schedule.from_json(Plan.objects.get().revisions.latest("number").snapshot["schedule"])
    step = [each for each in schedule.steps if each.kind == kind][nth]
    return step.starts_on + timedelta(days=(step.days or 0) // 2)


@at_a_desk  # on a phone the shorter visits are walked
@pytest.mark.django_db(transaction=True)
def test_a_whole_taper_with_five_reviews(visits, site):
    """From the first visit to the stop: continue, hold, slow, a dose that was not the planned one, and the end."""
    visits.add_patient()
    visits.enter_medicines()
    visits.choose_plan()
    Clinician.issue(visits)
    site.get_by_role("link", name="Print the handout (PDF)").wait_for()

    visits.come_on(date(2027, 1, 25))
    visits.sees("Step 3 of")
    visits.begin()
    visits.sees("Planned today, step 3 of")
    visits.decide("continue")
    visits.check()
    visits.sees("Check, then go on as planned")
    visits.press("button", "Confirm: taken back")
    visits.sees("The doses go on as they are printed;")
    assert visits.actions <= MOST_TO_CONTINUE + 1  # after a crossover whether it is too much is asked too

    visits.come_on(on_step("reduce", 1))
    visits.begin()
    visits.open("Symptoms")
    visits.tick("Shaking: severe")
    visits.decide("hold")
    visits.tick("For so many days")
    visits.fill(hold_days="14")
    visits.check()
    visits.sees("Severe: shaking")
    visits.sees("Moved: from")
    visits.issue()
    assert visits.actions <= MOST_TO_REVISE
    visits.sees("Revision 2")

    visits.come_on(on_step("reduce", 3))
    visits.begin()
    visits.open("Symptoms")
    visits.tick("Poor sleep or bad dreams: moderate")
    visits.decide("slow")
    visits.fill(slow_percent="5", slow_interval="28")
    visits.check()
    visits.sees("From now on 5% of the current dose every 28 days. Before: 10% of the current dose every 14 days")
    visits.issue()
    assert visits.actions <= MOST_TO_REVISE

    visits.come_on(on_step("reduce", 5))
    visits.begin()
    taken = site.locator("[name=taken_diazepam_night]")
    planned = int(taken.input_value())
    taken.fill(str(planned + 1))
    visits.decide("continue")
    visits.check()
    visits.give_reason("Slept badly.")
    visits.sees(f"More diazepam at night: {planned + 1}\u00a0mg taken, {planned}\u00a0mg planned")
    visits.issue()
    assert visits.actions <= MOST_TO_REVISE

    visits.come_on(on_step("stop") + timedelta(days=3))
    visits.sees("The taper is over: nothing is taken.")
    visits.begin()
    assert site.locator("[name=taken_diazepam_morning], [name=taken_lorazepam_morning]").first.input_value() == "0"
    visits.decide("end")
    visits.decide("completed", "end_reason")
    visits.check()
    visits.tick("Taken back")
    visits.press("button", "Confirm and end the plan")
    visits.sees("The visit is recorded and the plan has ended.")
    assert visits.actions <= MOST_TO_CONTINUE + 2  # why it ends, and what became of the paper
    assert list(Review.objects.values_list("decision", flat=True)) == ["continue", "hold", "slow", "continue", "end"]
    plan = Plan.objects.get()
    assert (plan.state, plan.end_reason, plan.revisions.count()) == ("ended", "completed", 4)

    visits.come_on(plan.next_review_on)
    visits.press("link", "Follow up")
    visits.decide("no", "relapse")
    visits.tick("None of these")
    visits.press("button", "Record the follow-up")
    visits.sees("The follow-up is recorded.")


@pytest.fixture
def plan(monday, take, clinician):
    """Diazepam 5 mg in the morning and 15 mg at night, going down since 5 January."""
    patient = take({"drug": "diazepam", "prescribed_morning": 5, "taken_morning": 5, "prescribed_night": 15, "taken_night": 15})
    return start(patient, clinician, choice=chosen(strategy=engine.Strategy(method="direct"), equivalence=None)).plan


@pytest.mark.django_db(transaction=True)
def test_a_plain_continue_and_a_revision_take_few_actions(visits, plan):
    """From the plan's page, typed boxes too: five to go on, also where the paper names another day, and ten to slow down.

    More is a step back that has to be meant.
    """
    visits.come_on(date(2027, 2, 1))
    visits.begin()
    visits.decide("continue")
    visits.check()
    visits.press("button", "Confirm: the new day is written on it")
    visits.sees("The doses go on as they are printed;")
    assert visits.actions == MOST_TO_CONTINUE
    visits.come_on(date(2027, 2, 20))
    visits.begin()
    visits.decide("slow")
    visits.fill(slow_percent="5", slow_interval="28")
    visits.check()
    visits.issue()
    assert visits.actions == 10


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_a_refusal_leads_to_a_revision_by_one_click(visits, plan, site):
    """The pharmacy has no 2 mg: the page says what would work, and a click on one shows old and new."""
    visits.come_on(date(2027, 2, 1))
    visits.begin()
    visits.decide("switch")
    site.locator("[name=products_diazepam][value=diazepam-2mg-tablet]").uncheck()
    visits.check()
    visits.sees("This decision cannot be made as it is asked")
    visits.press("button", "Use this")
    visits.sees("Check, then issue the new revision")
    visits.sees("Old, revision 1") if site.viewport_size["width"] > 960 else None


@pytest.mark.django_db(transaction=True)
def test_what_belongs_to_a_decision_is_shown_when_it_is_chosen(visits, plan, site):
    """Without scripts: the boxes of "slow" appear with it and go with another choice; a wrong mix stays in sight."""
    visits.come_on(date(2027, 2, 1))
    visits.begin()
    boxes = {"slow": site.locator("[name=slow_percent]"), "hold": site.locator("[name=hold_days]")}
    assert not any(box.is_visible() for box in boxes.values())
    visits.decide("slow")
    assert boxes["slow"].is_visible() and not boxes["hold"].is_visible()
    boxes["slow"].fill("5")
    visits.decide("hold")
    assert boxes["hold"].is_visible() and not boxes["slow"].is_visible()
    visits.check()
    visits.sees("“Slow” is filled in, but “Hold” is chosen.")
    assert boxes["slow"].is_visible() and boxes["slow"].input_value() == "5"


@pytest.fixture
def crossover(monday, lorazepam_patient, clinician):
    """Lorazepam 1 mg three times a day, crossing over to diazepam since 5 January."""
    return start(lorazepam_patient, clinician).plan


@at_a_desk
@pytest.mark.django_db(transaction=True)
def test_over_sedation_in_a_crossover(visits, crossover, site):
    """It is asked first and wants an answer; what was found stands on the check, the plan, the timeline and the first page."""
    visits.come_on(on_step("crossover", 1))
    visits.press("link", "Record a visit")
    visits.tick("None of these")
    visits.decide("hold")
    visits.tick("For so many days")
    visits.fill(hold_days="14")
    visits.check()
    visits.sees("Ask whether the new medicine is too much")
    visits.tick("Hard to rouse, or asleep while talking")
    visits.tick("A fall since the last visit")
    visits.check()
    while site.get_by_role("button", name="Confirm and issue the revision").count() == 0:
        for box in site.get_by_role("textbox").all():
            box.fill("Seen in hospital and sent home on 10 mg.")
        visits.press("button", "Go on")
    visits.sees("Hard to rouse, or asleep while talking")
    visits.issue()
    visits.open("as the rules were told")
    visits.sees("A fall since the last visit")
    visits.press("link", "Timeline")
    site.get_by_role("img", name="planned and really taken").wait_for()
    assert site.locator(".mark-danger").count() == 2  # the visit, and what the mark means
