"""What a clinician does in the browser, one step at a time, with a count of the actions that it takes."""

from datetime import date, timedelta


class Clinician:
    """Hands on keyboard and pointer. `actions` counts clicks, choices and ticks; typed text is not counted."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def press(self, role, name, **named):
        """A button or a link."""
        self.actions += 1
        self.page.get_by_role(role, name=name, **named).first.click()

    def tick(self, label):
        """A radio button or a box to tick, by its label."""
        self.actions += 1
        self.page.get_by_label(label).first.check()

    def choose(self, label, value):
        """One of a list."""
        self.actions += 1
        self.page.get_by_label(label, exact=True).first.select_option(value)

    def fill(self, **boxes):
        """Text into boxes, by their names."""
        for name, text in boxes.items():
            self.page.locator(f"[name='{name}']").fill(text)

    def fill_date(self, name, day):
        """The three boxes of a date."""
        self.fill(**{f"{name}_{at}": str(part) for at, part in enumerate((day.day, day.month, day.year))})

    # The way from a patient to a plan -------------------------------------------------------------

    def add_patient(self, name="Sample, Sasha"):
        self.press("link", "Add a patient")
        self.fill(name=name, identifier="TEST-0002")
        self.fill_date("born_on", date(1961, 3, 27))
        self.tick("Female")
        self.press("button", "Add patient")

    def enter_medicines(self):
        self.choose("Medicine", "lorazepam")
        self.tick("Every day")
        self.fill(**{"row-0-prescribed_morning": "1", "row-0-prescribed_midday": "1", "row-0-prescribed_night": "1"})
        self.tick("Takes exactly what is prescribed")
        self.choose("Taken for", "anxiety")
        self.tick("No other benzodiazepine or z-drug is taken")
        self.press("button", "Save medicines")

    def choose_plan(self, method="Cross over to a longer-acting drug"):
        self.press("link", "Start a plan")
        self.tick(method)
        self.tick("Ashton 2002")
        self.tick("10% every 2 weeks")
        self.fill_date("starts_on", date.today() + timedelta(days=7))
        self.fill_date("review_on", date.today() + timedelta(days=21))
        self.press("button", "Preview")

    def issue(self):
        self.press("link", "Check answers")
        self.press("button", "Confirm and issue plan")
