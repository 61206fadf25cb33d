"""Widgets are written as Django's own templates draw them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from taper_app.forms.renderer import KINDS, Written

HOSTILE = "\"><script>'&amp;"
GROUPS = [("", "–"), ("one", "One & <two>"), (HOSTILE, mark_safe("<b>known</b>")), (HOSTILE, [(1, "A"), (2.5, HOSTILE)])]
ATTRIBUTES = {"id": "an-id", "required": True, "disabled": False, "data-x": HOSTILE, "rows": 3, "title": mark_safe("&amp;")}
WIDGETS = [
    *(forms.TextInput, forms.NumberInput, forms.PasswordInput, forms.HiddenInput, forms.DateInput, forms.EmailInput),
    *(forms.CheckboxInput, forms.Textarea, forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple),
]
VALUES = [None, "", "one", HOSTILE, mark_safe("<i>"), 0, 2.5, True, ["1", HOSTILE]]


def drawn(kind, attributes, value, renderer):
    """The widget, and each of its choices by itself, by this renderer."""
    widget = kind(choices=GROUPS) if hasattr(kind, "allow_multiple_selected") else kind()
    whole = widget.render("a-name", value, attributes, renderer)
    told = [*widget.subwidgets("a-name", value, attributes)]
    drawn = [whole, *(renderer.render(each["template_name"], {"widget": each}) for each in told)]
    return [" ".join(each.split()) for each in drawn]


@pytest.mark.parametrize("kind", WIDGETS)
def test_each_widget_is_written_as_its_template_draws_it(kind):
    """Whatever its value and attributes are, a widget is written as by Django's template, but for blanks."""
    for value in VALUES:
        for attributes in ({}, ATTRIBUTES):
            assert drawn(kind, attributes, value, Written()) == drawn(kind, attributes, value, DjangoTemplates())


def test_what_is_not_written_here_is_drawn_from_its_template():
    """A widget of another kind keeps its template."""
    assert "multiwidget" not in KINDS
    several = forms.MultiWidget([forms.TextInput()] * 2)
    assert several.render("a-name", [1, 2], {}, Written()) == several.render("a-name", [1, 2], {}, DjangoTemplates())
