"""What people say to the rules: the specialist who agreed, and what answers a caution that asks something of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ..catalogue.roles import ADVISER
from ..typed import is_name, is_reason, is_role


@dataclass(frozen=True, slots=True)
class Specialist:
    """A person who advised or agreed: name, role, and the day. An early record has the name alone."""

    name: str
    role: str = ""
    on: date | None = None

    def wrong(self, today: date) -> tuple[str, ...]:
        """What of it can be no name, no role, or no day on which something was agreed, by the fields of an adviser."""
        name, role, on = ADVISER
        fits = {name: is_name(self.name), role: is_role(self.role), on: self.on is not None and self.on <= today}
        return tuple(each for each, can_be in fits.items() if not can_be)


@dataclass(frozen=True, slots=True)
class CautionAnswer:
    """What a clinician says to one caution that asks something of its own; what it does not ask is None, or empty."""

    adviser: Specialist | None = None
    found: str = ""
    arranged: str = ""

    def lacks(self, asked: Collection[str], today: date) -> tuple[str, ...]:
        """Those of the fields asked for that are not answered, or by what can be no answer."""
        wanting = {"found": not is_reason(self.found), "arranged": not is_reason(self.arranged)}
        wrong = ADVISER if self.adviser is None else self.adviser.wrong(today)
        return tuple(each for each in asked if wanting.get(each, each in wrong))
