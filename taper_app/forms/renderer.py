"""How Django's widgets are written: the text of its own templates, without a template for each box, choice and attribute.

A page with a form has hundreds of them, which were most of what the page cost.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join

Told = Mapping[str, Any]
"""What a template of a widget is told: its name, value and attributes, and what its kind has."""


class Written(DjangoTemplates):
    """Writes what is in WRITTEN here, and draws the template of anything else."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = WRITTEN.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)


def attributes(widget: Told) -> str:
    """Each with its value, but for those that are there or not."""
    there = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    each = (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in there)
    return format_html_join("", "{}", ([one] for one in each))


def box(widget: Told) -> str:
    """A box to type in, a tick or a radio."""
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes(widget))


def choice(widget: Told) -> str:
    """A tick or a radio with its words round it, where it is wanted so."""
    if not widget.get("wrap_label"):
        return box(widget)
    of = format_html(' for="{}"', widget["attrs"]["id"]) if widget["attrs"].get("id") else ""
    return format_html("<label{}>{} {}</label>", of, box(widget), widget["label"])


def option(widget: Told) -> str:
    """One line of a list."""
    return format_html('<option value="{}"{}>{}</option>', widget["value"], attributes(widget), widget["label"])


def select(widget: Told) -> str:
    """A list, some of whose lines may stand in groups."""
    groups = [(name, format_html_join("", "\n  {}", ([option(each)] for each in of))) for name, of, _ in widget["optgroups"]]
    lines = (format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, of) if name else of for name, of in groups)
    inside = format_html_join("", "{}", ([each] for each in lines))
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], attributes(widget), inside)


def text_area(widget: Told) -> str:
    """A box for several lines."""
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], attributes(widget), widget["value"] or "")


BOXES = ("text", "number", "password", "hidden", "date", "checkbox", "email", "tel")
CHOICES = ("checkbox_option", "radio_option", "input_option")
OTHERS = {"select": select, "select_option": option, "textarea": text_area}
KINDS: dict[str, Callable[[Told], str]] = {**dict.fromkeys(BOXES, box), **dict.fromkeys(CHOICES, choice), **OTHERS}
WRITTEN = {f"django/forms/widgets/{kind}.html": write for kind, write in KINDS.items()}
