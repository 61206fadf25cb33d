"""What the rules remarked on a revision, and what was answered to it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from taper_app.engine import CautionAnswer, Specialist, Value


class Remark(Protocol):
    """What is compared of a finding, or of a caution that was answered."""

    @property
    def rule(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Value]: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's remark as it was made; `step` is the number of the step that it is about, if it is about one.

    `values` are what the rule named: nothing where an early revision did not keep them.
    """

    rule: str
    severity: str
    message: str
    values: Mapping[str, Value]
    source: str
    step: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A caution that was answered, when and by whom: by a reason that others may have too, or by what it asks of its own."""

    rule: str
    source: str
    message: str
    values: Mapping[str, Value]
    reason: str
    given_on: date
    given_by: str
    adviser: Specialist | None = None
    found: str = ""
    arranged: str = ""

    @property
    def own(self) -> CautionAnswer:
        """What was answered of what it asks of its own."""
        return CautionAnswer(self.adviser, self.found, self.arranged)


def answered_by(remark: Remark, given_on: date, given_by: str, reason: str = "", own: CautionAnswer | None = None) -> Answered:
    """A remark with its answer: a reason, or what it asks of its own."""
    said = own or CautionAnswer()
    about = (remark.rule, remark.source, remark.message, remark.values)
    return Answered(*about, reason, given_on, given_by, said.adviser, said.found, said.arranged)
