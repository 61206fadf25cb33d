"""What two people wrote into the same page: what is saved now beside what was sent, field by field where they differ."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils import dateformat

from taper_app.engine import text
from taper_app.forms.doses import DoseField
from taper_app.models import AuditEvent, Clinic
from taper_app.wording import lists
from taper_app.wording.days import clinic_moment

OVERTAKEN = "This was changed in another window since you opened this page, so nothing was saved."


class Difference(NamedTuple):
    """A field with what is saved and what was sent, both in words."""

    label: str
    saved: str
    sent: str


def conflict(form: forms.Form, saved: Mapping[str, Any], clinic: Clinic, subject: str) -> dict[str, Any]:
    """What a page says of a valid form that came second; `subject` is what an audit event calls the record."""
    event = AuditEvent.objects.filter(clinic=clinic, subject=subject, action__startswith="change_").order_by("pk").last()
    return {
        "errors": [("", OVERTAKEN)],
        "differences": [
            Difference(str(field.label or form[name].label), said(field, saved[name]), said(field, form.cleaned_data[name]))
            for name, field in form.fields.items()
            if saved[name] != form.cleaned_data[name]
        ],
        "saved_by": event and event.by and event.by.get_full_name(),
        "saved_at": event and clinic_moment(event.at, clinic.time_zone),
    }


def said(field: forms.Field, value: object) -> str:
    """A value of a field, as the page would say it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(field, forms.ChoiceField):
        named = {str(each): label for each, label in flat(field.choices)}
        chosen = value if isinstance(value, list) else [value]
        return lists.joined([str(named.get(str(each), each)) for each in chosen]) or "None"
    if value in (None, "", []):
        return "Nothing"
    if isinstance(value, date):
        return dateformat.format(value, "d-M-Y")
    if isinstance(value, Decimal):
        return text.mg(value) if isinstance(field, DoseField) else text.number(value)
    return str(field.prepare_value(value))


def flat(choices: Any) -> list[tuple[object, object]]:
    """The choices of a field without their groups."""
    groups = [named if isinstance(named, list | tuple) else [(value, named)] for value, named in choices]
    return [choice for group in groups for choice in group]
