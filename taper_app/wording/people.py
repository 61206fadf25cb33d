"""Who agreed or advised, and what was answered to a caution, in a clinician's words."""

from taper_app.engine import CautionAnswer, Specialist
from taper_app.record import Answered

from .days import clinic_date


def person_said(person: Specialist) -> str:
    """ "Dr Ada Ode, psychiatrist, on 04-Jan-2027"; an early record has the name alone."""
    return ", ".join(filter(None, (person.name, person.role, f"on {clinic_date(person.on)}" if person.on else "")))


def own_lines(answer: CautionAnswer) -> list[str]:
    """What was answered of its own, a line for each thing that was asked."""
    advised = f"Advised by {person_said(answer.adviser)}" if answer.adviser else ""
    return [each for each in (advised, answer.found, answer.arranged) if each]


def answer_lines(answer: Answered) -> list[str]:
    """What was answered, whether that was asked of its own or was one reason for several."""
    return [*own_lines(answer.own), *([answer.reason] if answer.reason else [])]
