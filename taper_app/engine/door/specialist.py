"""Who agreed, as JSON has it: a name alone, or with the role and the day."""

from collections.abc import Callable
from typing import Any

from ..reading import Fields, read_date
from ..rules.answers import Specialist
from ..typed import is_name, is_role


def read_specialist(value: Any) -> Specialist | None:
    """A person; None for the empty text. Raises ValueError, and BadRequest naming a field of an object."""
    if isinstance(value, str):
        return Specialist(_name(value)) if value else None
    if not isinstance(value, dict):
        raise ValueError("must be a text, or an object with name, role and on")
    fields = Fields(value, "patient.specialist.")
    person = Specialist(fields.take("name", _name), fields.take("role", _role), fields.take("on", read_date))
    fields.done()
    return person


def _checked(can_be: Callable[[str], bool], wanted: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not can_be(value):
            raise ValueError(f"must be {wanted}")
        return value.strip()

    return read


_name = _checked(is_name, "a person's name with a title or a first name, such as Dr Ada Ode")
_role = _checked(is_role, "a role, such as psychiatrist")
