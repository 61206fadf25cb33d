"""What a clinician does in the browser, one step at a time, with a count of the actions that it takes."""

from datetime import date, timedelta


class Clinician:
    """Hands on keyboard and pointer. `actions` counts events: one is a click, a choice, a tick or a box filled."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def press(self, role, name, **named):
        """A button or a link, and the page that it leads to, read to its end: what is there is then asked of all of it."""
        self.actions += 1
        self.page.get_by_role(role, name=name, **named).first.click()
        self.page.wait_for_load_state()

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
            self.actions += 1
            self.page.locator(f"[name='{name}']").fill(text)

    def fill_date(self, name, day):
        """A whole date, typed into the first of its three boxes."""
        self.fill(**{f"{name}_0": f"{day.day} {day:%b} {day.year}"})

    # The way from a patient to a plan -------------------------------------------------------------

    def add_patient(self, name="Sample, Sasha"):
        self.press("link", "Add a patient")
        self.fill(name=name, identifier="TEST-0002")
        self.fill_date("born_on", date(1971, 3, 27))
        self.tick("Female")
        self.press("button", "Add patient")

    def enter_medicines(self):
        self.choose("Medicine", "lorazepam")
        self.tick("Every day")
        self.fill(**{"row-0-prescribed_morning": "1", "row-0-prescribed_midday": "1", "row-0-prescribed_night": "1"})
        self.tick("Takes exactly what is prescribed")
        self.choose("Indication", "anxiety")
        self.tick("No other benzodiazepine or z-drug is taken")
        self.press("button", "Save medicines")

    def answer_risks(self):
        """The questions about risks, with nothing to note but how long it has been taken."""
        self.tick("How long has it been taken on most days? 3 months or more")
        self.tick("On how many days a week? 4 or more")
        self.tick("Ever a seizure, or delirium or psychosis in withdrawal? No")
        self.tick("An opioid? No")
        self.tick("Thoughts of suicide or self-harm now? No")
        self.tick("Alcohol? None or low risk")
        self.tick("Pregnant or breastfeeding? No, or does not apply")
        self.press("button", "Nothing to note in the rest")
        self.press("button", "Save the answers")

    def choose_plan(self, method="Cross over to a longer-acting drug"):
        self.press("link", "Start a plan")
        if self.page.get_by_role("heading", name="Risks", exact=True, level=1).count():
            self.answer_risks()
        self.tick(method)
        self.tick("Ashton 2002")
        self.tick("10% every 2 weeks")
        self.fill_date("starts_on", date.today() + timedelta(days=7))
        self.fill_date("review_on", date.today() + timedelta(days=21))
        self.press("button", "Show", exact=True)

    def type_again(self, initials="SS", birth_year="1971"):
        """The two identifiers of the patient that a dose is issued to."""
        self.fill(initials=initials, birth_year=birth_year)

    def give_reason(self, reason="Agreed with the patient."):
        """Go on in spite of the cautions, where there are any."""
        if self.page.get_by_role("heading", name="Stop and read").count():
            self.answer_each(reason)
            if self.page.locator("[name=override_reason]").count():
                self.fill(override_reason=reason)
            self.press("button", "Go on with")

    def answer_each(self, words):
        """What cautions ask of their own."""
        for box in self.page.locator("[name^=caution_]").all():
            name = box.get_attribute("name") or ""
            said = {"_name_": "Dr Ada Ode", "_role_": "Psychiatrist"}
            day = date.today() - timedelta(days=1)
            parts = {f"_{at}": str(part) for at, part in enumerate((day.day, day.month, day.year))}
            self.actions += 1
            of_day = parts[name[-2:]] if "adviser_on" in name else None
            box.fill(of_day or next((text for part, text in said.items() if f"adviser{part}" in name), words))

    def issue(self, initials="SS", birth_year="1971"):
        self.press("button", "Check and issue")
        self.type_again(initials, birth_year)
        self.press("button", "Confirm and issue plan")
