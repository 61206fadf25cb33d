"""A field as it stands on a page, in the order it is read aloud: label, hint, what is wrong, the control.

Written here and not in templates, as the boxes themselves are (`forms.renderer`): a page with a form has up to a hundred fields,
and the templates of each cost as much as the rest of a small page.
"""

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.html import format_html, format_html_join

from taper_app.forms.dates import DateWidget

PARTS = ("Day", "Month", "Year")


def error(bound: BoundField) -> str:
    """What is wrong with a field, if anything."""
    said = [format_html('<span class="visually-hidden">Error: </span>{}', each) for each in bound.errors]
    if not said:
        return ""
    lines = format_html_join("", "{}<br>", ([each] for each in said[:-1]))
    return format_html('<p class="field-error" id="{}_error">{}{}</p>', bound.auto_id, lines, said[-1])


def hint(bound: BoundField) -> str:
    """The sentence under its label, if there is one."""
    return format_html('<p class="hint" id="{}_helptext">{}</p>', bound.auto_id, bound.help_text) if bound.help_text else ""


def choice(option: BoundWidget, remark: str = "") -> str:
    """One of its radios or ticks, with what is said beside it."""
    beside = format_html(' <span class="hint">{}</span>', remark) if remark else ""
    label = format_html('<label for="{}">{}{}</label>', option.id_for_label, option.choice_label, beside)
    return format_html('<div class="choice">{} {}</div>', option.tag(), label)


def control(bound: BoundField) -> str:
    """The box or the list itself, with what it suggests."""
    widget = bound.field.widget
    classes = [*widget.attrs.get("class", "").split(), "form-select" if isinstance(widget, forms.Select) else "form-control"]
    classes += ["is-invalid"] if bound.errors else []
    box = bound.as_widget(attrs={"class": " ".join(classes)})
    suggested = getattr(widget, "suggested", None)
    if not suggested:
        return box
    lines = format_html_join("", '<option value="{}"></option>', ([each] for each in suggested))
    return format_html('{}<datalist id="{}_list">{}</datalist>', box, bound.auto_id, lines)


def field(bound: BoundField) -> str:
    """A whole field, of whichever kind."""
    if bound.is_hidden:
        return str(bound)
    wrong, widget = " field-wrong" if bound.errors else "", bound.field.widget
    if bound.use_fieldset:
        by = format_html(' aria-describedby="{}"', bound.aria_describedby) if bound.aria_describedby else ""
        asked = format_html("<legend>{}</legend>{}{}{}", bound.label, hint(bound), error(bound), choices(bound))
        return format_html('<fieldset id="div_{}" class="field{}"{}>{}</fieldset>', bound.auto_id, wrong, by, asked)
    if isinstance(widget, forms.CheckboxInput):
        inside = format_html("{}{}", error(bound), ticked(bound))
    else:
        label = format_html('<label for="{}">{}</label>', bound.id_for_label, bound.label)
        inside = format_html("{}{}{}{}", label, hint(bound), error(bound), control(bound))
    return format_html('<div id="div_{}" class="field{}">{}</div>', bound.auto_id, wrong, inside)


def ticked(bound: BoundField) -> str:
    """A box to tick, with its label and its hint beside it."""
    remark = format_html(' <span class="hint" id="{}_helptext">{}</span>', bound.auto_id, bound.help_text)
    label = format_html('<label for="{}">{}{}</label>', bound.id_for_label, bound.label, remark if bound.help_text else "")
    return format_html('<div class="choice">{} {}</div>', bound, label)


def choices(bound: BoundField) -> str:
    """What is chosen among, or the three boxes of a date."""
    if isinstance(bound.field.widget, DateWidget):
        return date_parts(bound)
    inline = "choices-inline" if bound.field.widget.attrs.get("inline") else ""
    return format_html('<div class="{}">{}</div>', inline, format_html_join("", "{}", ([choice(each)] for each in bound)))


def date_parts(bound: BoundField) -> str:
    """Day, month and year."""
    wrong = (" is-invalid", format_html(' aria-invalid="{}"', "true")) if bound.errors else ("", "")
    words = (format_html(' class="{}"', "date-part-long") if said == "Year" else "" for said in PARTS)
    boxes = [
        format_html(
            '<div{}><label for="{id}">{}</label>'
            '<input class="form-control{}" type="text" name="{}" id="{id}" value="{}"{}{}></div>',
            long,
            said,
            wrong[0],
            part["name"],
            "" if part["value"] is None else part["value"],
            format_html_join("", ' {}="{}"', ((name, part["attrs"][name]) for name in ("inputmode", "autocomplete"))),
            wrong[1],
            id=part["attrs"]["id"],
        )
        for long, said, part in zip(words, PARTS, bound.subwidgets[0].data["subwidgets"], strict=True)
    ]
    return format_html('<div class="date-parts">{}</div>', format_html_join("", "{}", ([each] for each in boxes)))
