"""What is said in signing a plan or a visit, and what is refused for want of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from taper_app.actions.unseen import refuse_unseen
from taper_app.chart.refused import NotIssued
from taper_app.engine import CautionAnswer, Finding, Specialist, is_reason
from taper_app.record import cautions, to_json


class ReasonNeeded(NotIssued):
    """A finding wants a reason, or its own answer. `findings` are those that do."""

    def __init__(self, message: str, findings: list[Finding]) -> None:
        super().__init__(message)
        self.findings = findings


class NobodyNamed(NotIssued):
    """Who is said to have agreed has no name, no role, or no day that can be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What is said in signing a plan or a visit.

    `specialist` is who agreed to it, `override_reason` of going on in spite of cautions; `initials` and `birth_year` are the
    patient's, typed again; `seen_digest` is of the schedule that was seen. `answers` are to the cautions that ask something of
    their own, by rule. `checks` are what was done today and is recorded with a new plan, by the ids of plan_checks.toml.
    """

    specialist: Specialist | None = None
    override_reason: str = ""
    initials: str = ""
    birth_year: str = ""
    seen_digest: str = ""
    answers: Mapping[str, CautionAnswer] = field(default_factory=dict)
    checks: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The reason as it is kept."""
        return self.override_reason.strip()


def refuse_unsigned(signing: Signing, today: date) -> None:
    """Raises TextUnseen where a text of it could not be read as it was typed, and NobodyNamed."""
    refuse_unseen(to_json(signing.specialist), signing.override_reason, to_json(signing.answers))
    if signing.specialist and signing.specialist.wrong(today):
        raise NobodyNamed("Name the specialist who agreed, with the role and a day that is not in the future.")


def refuse_unanswered(asked: Sequence[Finding], signing: Signing, today: date) -> None:
    """Raises ReasonNeeded where one of these cautions has no answer of its own, or those without one no reason."""
    own = [each for each in asked if cautions.own_answer(each)]
    said = {each.rule: signing.answers.get(each.rule, CautionAnswer()) for each in own}
    unsaid = [each for each in own if said[each.rule].lacks(cautions.answer_fields(each), today)]
    if unsaid:
        raise ReasonNeeded("Answer what the cautions ask of their own.", unsaid)
    together = [each for each in asked if each not in own]
    if together and not is_reason(signing.override_reason):
        raise ReasonNeeded("Write the reason for going on in spite of the cautions.", together)
