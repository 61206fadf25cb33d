"""What every page with a schedule shows of it, issued or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from taper_app.engine import TIMES, Schedule, load_catalogue
from taper_app.record import Issued

from . import schedules
from .answers import Answer, answers


@dataclass(frozen=True)
class Drawn:
    """A schedule with its rows and totals, what was remarked on it, and what was chosen for it."""

    schedule: Schedule
    rows: Sequence[schedules.Row]
    times: Sequence[Mapping[str, Any]]
    summary: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]]
    compared: Sequence[Mapping[str, str]]
    answers: Sequence[Answer]

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
        remarks = [each for each in self.findings if each["tier"] == "info"]
        return own | {"blocked": self.blocked, "asked": self.asked, "pressing": pressing, "remarks": remarks}


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
        compared=schedules.compared(issued, catalogue),
        answers=answers(issued, catalogue),
    )
