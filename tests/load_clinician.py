"""A clinician at work, as `script/bench load` has many: of five requests four read, and one is of a visit.

The standard library alone, for Locust runs it in an environment without Django. The desk, on which pages are asked for and sent
back, is somebody else's: Locust's, or a test's.
"""

import re
from html import unescape
from typing import NamedTuple, Protocol

from tests.views.page_forms import fields_in

PAGES, SAVES, FIRST_PAPER, KEPT_PAPER = "pages", "saves", "first PDF", "kept PDF"
READING = {"today": 25, "list": 15, "search": 15, "patient": 20, "plan": 20, "timeline": 5}
"""How often each is read, of a hundred that are read."""
READ_FOR_EACH_SEEN = 40
"""Pages read for each patient who is seen: a visit is about ten requests, so that four of five requests read."""
SUMMARY = re.compile(r'<li>\s*<a href="#[^>]*>(.*?)</a>', re.DOTALL)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
REASON = "Agreed with the patient after a talk."


class Answer(NamedTuple):
    """What came: the status, the text of a page, and the address that it came from."""

    status: int
    text: str
    address: str


class Desk(Protocol):
    """Where a clinician works."""

    def ask(self, kind: str, name: str, address: str, sent: dict | None = None) -> Answer:
        """What comes of an address, or of what is sent to it, counted under a kind and a name; redirects are not followed."""

    def think(self, least: float, most: float) -> None:
        """As long as somebody reads or types, in seconds."""


class Wrong(Exception):
    """The answer was not the page that it should have been."""


class Clinician:
    """Somebody with plans of their own to see to: `plans` are (code, patient's code, name, identifier, year of birth)."""

    def __init__(self, desk, chance, plans):
        self.desk, self.chance, self.plans, self.seen = desk, chance, plans, 0

    def work(self):
        """One page that is read, or now and then a patient who is seen, while there is anybody left to be seen."""
        if self.seen < len(self.plans) and not self.chance.randrange(READ_FOR_EACH_SEEN):
            self.see(*self.plans[self.seen])
        else:
            self.read()
        self.desk.think(3, 12)

    def read(self):
        """One of the pages that are read most, of anybody's."""
        plan, patient, name, identifier, _ = self.chance.choice(self.plans)
        what = self.chance.choices(list(READING), list(READING.values()))[0]
        page = self.chance.choice(("", "", "", "?page=2"))
        text = self.chance.choice((name.partition(",")[0], name[:3], identifier))
        addresses = {"today": f"/{page}", "list": f"/patients/{page}", "search": "/patients/", "patient": f"/patients/{patient}/"}
        addresses |= {"plan": f"/plans/{plan}/", "timeline": f"/plans/{plan}/timeline/"}
        return self.page(what, addresses[what], {"text": text} if what == "search" else None)

    def page(self, name, address, sent=None, kind=PAGES):
        """A page of this address. Raises Wrong where it leads elsewhere, but for a search that finds one patient alone."""
        answer = self.desk.ask(kind, name, address, sent)
        if answer.status == 302 and name == "search":
            answer = self.desk.ask(kind, "patient", answer.address)
        if answer.status != 200:
            raise Wrong(f"{name}: {answer.status}, to {answer.address}")
        return answer

    def see(self, plan, patient, name, identifier, year):
        """A visit: its form, a preview, cautions where there are any, the check, the next revision, and twice its handout."""
        self.seen += 1
        at = f"/plans/{plan}/review/"
        page = self.page("visit", at)
        filled = fields_in(page.text, at) | {"decision": "hold", "hold_length": "days", "hold_days": "28", "red_flags": ["none"]}
        filled |= {"seen": ["none"]} if 'name="seen"' in page.text else {}
        self.desk.think(8, 30)
        self.sent("preview", at, filled | {"preview": "1"})
        self.desk.think(8, 30)
        page = self.sent("visit", at, filled | {"check": "1"})
        if 'name="asked_about"' in page.text:
            self.desk.think(5, 20)
            page = self.sent("cautions", page.address, answered(fields_in(page.text, page.address)))
        initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name))
        known = {"initials": initials, "birth_year": year, "old_paper": "taken-back"}
        asked = {each: value for each, value in known.items() if f'name="{each}"' in page.text}
        self.desk.think(5, 20)
        page = self.sent("revision", page.address, fields_in(page.text, page.address) | asked)
        numbers = [int(each) for each in re.findall(rf"/plans/{plan}/(\d+)/handout\.pdf", page.text)]
        if not numbers:
            raise Wrong("no handout on the page of the plan")
        for kind in (FIRST_PAPER, KEPT_PAPER):
            self.desk.think(2, 6)
            self.page("handout", f"/plans/{plan}/{max(numbers)}/handout.pdf", kind=kind)

    def sent(self, name, address, fields):
        """The page behind what is sent. Raises Wrong where the form comes back."""
        answer = self.desk.ask(SAVES, name, address, fields)
        if answer.status != 302:
            raise Wrong(f"{name}: the form came back with {answer.status}: {said_in(answer.text)}")
        while answer.status == 302:
            answer = self.desk.ask(PAGES, f"after {name}", answer.address.partition("#")[0])
        return answer


def answered(fields):
    """Cautions with a reason in every box."""
    return {name: [REASON] if value == [""] else value for name, value in fields.items()}


def said_in(page):
    """What a page says is wrong, in a line."""
    found = SUMMARY.findall(page) or HEADING.findall(page)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", " ".join(found)).split()))[:200]
