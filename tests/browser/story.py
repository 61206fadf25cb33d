"""A clinic with a story: every state of a plan that an overview shows, as seen from today."""

from datetime import date, timedelta

from taper_app.actions import medications, patients
from tests.actions.visits import DAY, begin
from tests.views.visits import follow_up, missed, on_day, visit

SEEN = {"symptoms": {"tremor": 2, "sleep": 1}, "phq9": [1] * 8 + [0], "gad7": [1] * 7, "function": 5}


class Story:
    """Patients of one clinician, with plans begun some days ago."""

    def __init__(self, clinician):
        self.clinician, self.today = clinician, date.today()

    def day(self, ago):
        return self.today - timedelta(days=ago)

    def plan(self, name, method="direct", ago=60):
        """A new patient whose plan began so many days ago."""
        own = {"name": name, "born_on": date(1961, 3, 27), "sex": "female", "identifier": f"ID {name}"[:40]}
        with on_day(self.day(ago)):
            patient = patients.add_patient(clinic=self.clinician.clinic, by=self.clinician, **own)
            medications.set_medications(patient=patient, rows=DAY[method], others_asked_on=self.day(ago), by=self.clinician)
            return begin(patient, self.clinician, method, today=self.day(ago))

    def tell(self):
        """One plan for each list of the first page, and a long one in many visits, which is returned."""
        by, day = self.clinician, self.day
        long = self.plan("Long, Lee", "crossover")
        visit(long, by, day(46), observations=SEEN)
        missed(long, by, day(32))
        more = [{"drug": "diazepam", "morning": "10", "midday": "10", "night": "10"}]
        visit(long, by, day(25), "hold", 14, taken=more, observations=SEEN, reason="Could not sleep on less.")
        flags = {"red_flags": ["seizure"], "reason": "Seen in hospital and sent home."}
        visit(long, by, day(11), next_in=8, observations={"opioids": "yes"}, **flags)
        visit(self.plan("Due, Dora"), by, day(10), next_in=12)
        visit(self.plan("Held, Hana"), by, day(10), "hold", next_in=40)
        missed(self.plan("Missed, Milo"), by, day(1), next_in=20)
        follow_up(self.ended(), by, day(5), next_in=10, relapse=False, observations=SEEN)
        return long

    def ended(self):
        """A plan that was completed."""
        plan = self.plan("Done, Dilys")
        visit(plan, self.clinician, self.day(30), "end", end_reason="completed", reason="Stopped, and feels well.", next_in=25)
        return plan
