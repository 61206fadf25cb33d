"""A person who advised or agreed, typed in three boxes: the name, the role and the day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from taper_app.engine import ADVISER, NAME_WANTED, ROLE_WANTED, Specialist, load_catalogue

from .dates import DateField
from .page_form import PageForm
from .texts import TextField

PERSON = ("specialist", "specialist_role", "specialist_on")
"""The boxes of the specialist who agreed to a plan or a change, by name."""
NO_DAY = "Enter the day on which this person advised or agreed."
FUTURE = "This day is in the future. Enter the day on which this person advised or agreed."
EXAMPLE = "4 1 2027"


class RoleInput(forms.TextInput):
    """A text with the usual roles to choose from; any other can be typed."""

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off"})
        self.suggested = [each.name for each in load_catalogue().roles.values()]


def person_fields(
    names: Sequence[str], asked: str, *, on: str = "Agreed on", help_text: str = "", of: str = ""
) -> dict[str, forms.Field]:
    """The three boxes under these names; `asked` is the question.

    They have to be filled in where they are `of` a caution: its title begins what is said at each, since many may stand together.
    """
    name, role, day = names
    fields = {
        name: TextField(
            label=asked,
            required=bool(of),
            max_length=120,
            help_text=help_text or "The name, with a title or a first name.",
            widget=forms.TextInput({"autocomplete": "off"}),
            error_messages={"required": said_of(of, NAME_WANTED)},
        ),
        role: TextField(
            label="Role",
            required=bool(of),
            max_length=80,
            help_text="Choose one, or type another.",
            widget=RoleInput(),
            error_messages={"required": said_of(of, ROLE_WANTED)},
        ),
        day: DateField(label=on, example=EXAMPLE, required=bool(of), error_messages={"required": said_of(of, NO_DAY)}),
    }
    fields[role].widget.attrs["list"] = f"id_{role}_list"
    return fields


def said_of(title: str, sentence: str) -> str:
    """A sentence that says of which caution it is, where it is of one."""
    return f"{title}: {sentence[:1].lower()}{sentence[1:]}" if title else sentence


def refuse_person(form: PageForm, names: Sequence[str], today: date, of: str = "") -> None:
    """Say at each of the three boxes what is wanting: all of them, or none where nobody is named."""
    name, role, day = names
    if name not in form.fields or not (form.fields[name].required or any(form.cleaned_data.get(each) for each in names)):
        return
    person = Specialist(form.cleaned_data.get(name, ""), form.cleaned_data.get(role, ""), form.cleaned_data.get(day))
    said = {name: NAME_WANTED, role: ROLE_WANTED, day: FUTURE if person.on else NO_DAY}
    for each, wrong in zip(names, ADVISER, strict=True):
        if wrong in person.wrong(today) and each not in form.errors:
            form.add_error(each, said_of(of, said[each]))


def person_of(cleaned: Mapping[str, Any], names: Sequence[str]) -> Specialist | None:
    """Who was named, of a valid form; None where nobody was."""
    name, role, on = (cleaned.get(each) for each in names)
    return Specialist(name, role or "", on) if name else None
