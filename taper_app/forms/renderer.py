"""How Django's widgets are written: the text of its own templates, without a template for each box, choice and attribute.

A page with a form has hundreds of them, which were most of what the page cost.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as escape
from django.utils.safestring import mark_safe

Told = Mapping[str, Any]
"""What a template of a widget is told: its name, value and attributes, and what its kind has."""


class Written(DjangoTemplates):
    """Writes what is in WRITTEN here, and draws the template of anything else."""

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> str:
        write = WRITTEN.get(template_name)
        return mark_safe(write(context["widget"])) if write else super().render(template_name, context, request)


def attributes(widget: Told) -> str:
    """Each with its value, but for those that are there or not."""
    there = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    return "".join(f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"' for name, value in there)


def box(widget: Told) -> str:
    """A box to type in, a tick or a radio."""
    value = "" if widget["value"] is None else f' value="{escape(widget["value"])}"'
    return f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"{value}{attributes(widget)}>'


def choice(widget: Told) -> str:
    """A tick or a radio with its words round it, where it is wanted so."""
    if not widget.get("wrap_label"):
        return box(widget)
    of = f' for="{escape(widget["attrs"]["id"])}"' if widget["attrs"].get("id") else ""
    return f"<label{of}>{box(widget)} {escape(widget['label'])}</label>"


def option(widget: Told) -> str:
    """One line of a list."""
    return f'<option value="{escape(widget["value"])}"{attributes(widget)}>{escape(widget["label"])}</option>'


def select(widget: Told) -> str:
    """A list, some of whose lines may stand in groups."""
    lines = []
    for name, options, _ in widget["optgroups"]:
        inside = "".join(f"\n  {option(each)}" for each in options)
        lines.append(f'\n  <optgroup label="{escape(name)}">{inside}\n  </optgroup>' if name else inside)
    return f'<select name="{escape(widget["name"])}"{attributes(widget)}>{"".join(lines)}\n</select>'


def text_area(widget: Told) -> str:
    """A box for several lines."""
    return f'<textarea name="{escape(widget["name"])}"{attributes(widget)}>\n{escape(widget["value"] or "")}</textarea>'


BOXES = ("text", "number", "password", "hidden", "date", "checkbox", "email", "tel")
CHOICES = ("checkbox_option", "radio_option", "input_option")
OTHERS = {"select": select, "select_option": option, "textarea": text_area}
KINDS: dict[str, Callable[[Told], str]] = {**dict.fromkeys(BOXES, box), **dict.fromkeys(CHOICES, choice), **OTHERS}
WRITTEN = {f"django/forms/widgets/{kind}.html": write for kind, write in KINDS.items()}
