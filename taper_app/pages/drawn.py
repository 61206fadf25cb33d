"""What every page with a schedule shows of it, issued or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from taper_app.engine import HOW, TIMES, TOP, Catalogue, Schedule, load_catalogue, matters_most
from taper_app.record import Finding, Issued
from taper_app.wording.labels import TIERS
from taper_app.wording.lists import counted
from taper_app.wording.patient_today import Said, patient_said

from . import schedules
from .answers import Answer, answers

PLACES = {TOP: "said_first", "": "remarks", HOW: "worked_out"}
"""How templates call the infos of each place."""
NOTHING = "Nothing stands against this plan."


@dataclass(frozen=True)
class Drawn:
    """A schedule with its rows and totals, what was remarked on it and of that what matters most, and what was chosen for it."""

    schedule: Schedule
    rows: Sequence[schedules.Row]
    times: Sequence[Mapping[str, Any]]
    summary: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]]
    matters: str
    compared: Sequence[Mapping[str, str]]
    answers: Sequence[Answer]
    patient_today: Sequence[Said]

    @property
    def blocked(self) -> bool:
        """Whether something must be solved before it is issued."""
        return any(each["tier"] == "block" for each in self.findings)

    @property
    def asked(self) -> list[Mapping[str, Any]]:
        """The cautions that nobody has answered yet."""
        return [each for each in self.findings if each["tier"] == "caution" and not each["answer"]]

    @property
    def context(self) -> dict[str, Any]:
        """All of it, by the names that templates know."""
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        pressing = [each for each in self.findings if each["tier"] != "info"]
        infos = [each for each in self.findings if each["tier"] == "info"]
        by_place = {place: [each for each in infos if each["place"] == place] for place in PLACES}
        own |= {name: by_place[place] for place, name in PLACES.items()}
        shown = [*pressing, *by_place[""]]
        return own | {"blocked": self.blocked, "asked": self.asked, "pressing": pressing, "shown": shown}


def drawn(issued: Issued, today: date | None = None) -> Drawn:
    """The schedule of what was issued or would be, with the step of today marked where a day is given."""
    catalogue = load_catalogue()
    used = schedules.used_times(issued)
    return Drawn(
        schedule=issued.schedule,
        rows=schedules.rows(issued, today),
        times=[{"label": time.capitalize(), "used": time in used} for time in TIMES],
        summary=schedules.summary(issued),
        findings=schedules.findings(issued, catalogue.rules),
        matters=matters_said(issued.findings, catalogue),
        compared=schedules.compared(issued, catalogue),
        answers=answers(issued, catalogue),
        patient_today=patient_said(issued),
    )


def matters_said(findings: Sequence[Finding], catalogue: Catalogue) -> str:
    """What matters most of all that was remarked, in a line, and how much more there is."""
    most = matters_most(findings, catalogue)
    if most is None:
        return NOTHING
    rule = catalogue.rules.get(most.rule)
    others = [*{each.rule: each.severity for each in findings if each.rule != most.rule}.values()]
    more = {"block": f"{others.count('block')} more that must be solved", "caution": counted(others.count("caution"), "caution")}
    if most.severity == "caution":
        more["caution"] = f"{others.count('caution')} more caution{'s' * (others.count('caution') > 1)}"
    also = ", ".join(words for severity, words in more.items() if severity in others)
    return f"{TIERS[most.severity]}: {rule.title if rule else most.message.rstrip('.')}.{f' Also: {also}.' * bool(also)}"
