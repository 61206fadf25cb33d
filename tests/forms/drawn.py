"""How a form stands on the page and what its boxes say, as plain values that a test can be written against."""

from crispy_forms.layout import HTML

from taper_app.forms.layout import Choices, Div, Part, Section


def told(form):
    """Each box by its name: its label, and the sentence below it where there is one."""
    return {name: (field.label, str(field.help_text)) if field.help_text else field.label for name, field in form.fields.items()}


def layout(helper):
    """What a helper draws: a name, a row with its class, a choice with its hints, or a template or a part
    of the page with its boxes."""
    assert (helper.form_tag, helper.disable_csrf, helper.form_show_errors) == (False, True, False)
    assert helper.field_template == "forms/_field.html"
    return [_part(each) for each in helper.layout.fields]


def _part(each):
    if isinstance(each, Choices):
        return (*each.fields, each.hints, each.titled)
    if isinstance(each, Part):
        return {each.template: each.fields} | ({"with": sorted(each.extra)} if each.extra else {})
    if isinstance(each, Section):
        return {each.title: [*map(_part, each.fields)]}
    if isinstance(each, HTML):
        return each.html
    return (each.css_class, *map(_part, each.fields)) if isinstance(each, Div) else each
