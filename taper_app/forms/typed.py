"""A form as it was typed before: in its boxes again, whatever is wrong with it. Nothing is checked before it is sent."""

from typing import TypeVar

from django import forms
from django.http import QueryDict

F = TypeVar("F", bound=forms.BaseForm)


def typed_again(form: F, data: QueryDict | None) -> F:
    """The form, which begins from what was typed; boxes that were not on the page then stay as they are."""
    for name, field in form.fields.items() if data is not None and not form.is_bound else ():
        sent_as = form.add_prefix(name)
        if data is not None and not field.widget.value_omitted_from_data(data, {}, sent_as):
            form.initial[name] = field.widget.value_from_datadict(data, {}, sent_as)
    return form


def as_sent(form: forms.BaseForm) -> dict[str, list[str]]:
    """What a browser would send of a form whose boxes nobody has touched yet."""
    sent: dict[str, list[str]] = {}
    for name, field in form.fields.items():
        value, at = form[name].value(), form.add_prefix(name)
        if isinstance(field.widget, forms.MultiWidget):
            parts = value if isinstance(value, list) else field.widget.decompress(value) or []
            sent |= {f"{at}_{number}": [_text(part)] for number, part in enumerate(parts)}
        elif isinstance(value, list | tuple):
            sent[at] = [_text(each) for each in value]
        elif value is not False:
            sent[at] = [_text(value)]
    return sent


def _text(value: object) -> str:
    return "on" if value is True else "" if value is None else str(value)
