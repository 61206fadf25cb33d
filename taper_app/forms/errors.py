"""What is wrong on a page, for the summary at its top: the same words as at the field, and where to find it."""

from django import forms


def error_links(*checked: forms.BaseForm) -> list[tuple[str, str]]:
    """(anchor, words) of every error of these forms, in the order of their fields; an empty anchor where it has no field."""
    return [link for form in checked if form.is_bound for link in _links(form)]


def _links(form: forms.BaseForm) -> list[tuple[str, str]]:
    fields = [(_anchor(form[name]), words) for name in form.fields for words in map(str, form.errors.get(name, []))]
    return fields + [("", words) for words in map(str, form.non_field_errors())]


def _anchor(field: forms.BoundField) -> str:
    """The id of the first control of a field, where a link to it lands."""
    if isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id
