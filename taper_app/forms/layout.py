"""How forms stand on a page: crispy's layout with our own field templates."""

from collections.abc import Mapping, Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, LayoutObject
from django import forms
from django.template.loader import render_to_string

__all__ = ["HTML", "Choices", "Div", "Fold", "Folded", "Labelled", "Part", "Rows", "Section", "helper", "hints", "labels"]

Labelled = Mapping[str, tuple[str, str]]
"""The label of each choice, and the sentence under it."""


def labels(choices: Labelled) -> list[tuple[str, str]]:
    """The values and labels of a radio field."""
    return [(value, label) for value, (label, _) in choices.items()]


def hints(choices: Labelled) -> dict[str, str]:
    """The sentence under each choice."""
    return {value: hint for value, (_, hint) in choices.items()}


class Part(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """Some fields of a form drawn together by one template, which gets them as `fields`, and whatever else it is given."""

    def __init__(self, template: str, *names: str, **extra: object) -> None:
        self.template, self.fields, self.extra = template, list(names), extra

    def render(self, form: forms.BaseForm, context: object, **kwargs: object) -> str:
        form.rendered_fields.update(self.fields)  # type: ignore[attr-defined]  # crispy keeps there what it has drawn
        fields = [form[name] for name in self.fields]
        return render_to_string(self.template, {"form": form, "fields": fields, "field": fields[0], **self.extra})


class Choices(Part):
    """One field of radios or ticks with a remark beside each of its choices, by value."""

    def __init__(self, name: str, hints: Mapping[str, str], *, titled: bool = False) -> None:
        super().__init__("forms/_choices.html", name)
        self.hints, self.titled = hints, titled  # titled: a heading above it says the same as its legend

    def render(self, form: forms.BaseForm, context: object, **kwargs: object) -> str:
        options = [(option, self.hints.get(option.data["value"], "")) for option in form[self.fields[0]]]
        self.extra = {**self.extra, "options": options, "titled": self.titled}
        return super().render(form, context, **kwargs)


class Folded(Choices):
    """The same behind one line, which says what stands there; open only where it is wrong, or `opened` says that it matters."""

    def __init__(self, name: str, hints: Mapping[str, str], *, opened: bool) -> None:
        super().__init__(name, hints, titled=True)
        self.template, self.opened = "forms/_folded.html", opened

    def render(self, form: forms.BaseForm, context: object, **kwargs: object) -> str:
        field = form[self.fields[0]]
        chosen = [option.choice_label for option in field if option.data["selected"]]
        said = f"{field.label}: {' '.join(chosen).lower()}"
        self.extra = {"summary": said, "opened": self.opened or bool(field.errors)}
        return super().render(form, context)


class Rows(Part):
    """Rows of boxes, one below the other, under one sentence."""

    def __init__(self, hint: str, rows: Sequence[Sequence[str]]) -> None:
        super().__init__("forms/_rows.html", *[name for row in rows for name in row], hint=hint)
        self.rows = rows

    def render(self, form: forms.BaseForm, context: object, **kwargs: object) -> str:
        self.extra = {**self.extra, "rows": [[form[name] for name in row] for row in self.rows]}
        return super().render(form, context, **kwargs)


class Fold(Div):  # type: ignore[misc]  # crispy has no types
    """Some of a form behind one line, which says what is set there; `name` is where a link to it lands."""

    def __init__(self, name: str, title: str, said: str, *fields: object, opened: bool) -> None:
        super().__init__(*fields, css_class=name)
        self.name, self.title, self.said, self.opened = name, title, said, opened

    def render(self, form: forms.BaseForm, context: object, **kwargs: object) -> str:
        inside = self.get_rendered_fields(form, context, **kwargs)
        told = {"name": self.name, "title": self.title, "said": self.said, "opened": self.opened, "inside": inside}
        return render_to_string("forms/_fold.html", told)


class Section(Div):  # type: ignore[misc]  # crispy has no types
    """A part of a long form, with its heading."""

    def __init__(self, title: str, *fields: object) -> None:
        super().__init__(*fields)
        self.title = title

    def render(self, form: forms.BaseForm, context: object, **kwargs: object) -> str:
        inside = self.get_rendered_fields(form, context, **kwargs)
        return render_to_string("forms/_section.html", {"title": self.title, "inside": inside})


def helper(*fields: object) -> FormHelper:
    """A helper that draws only the fields: the template has the form tag, the token and the buttons."""
    one = FormHelper()
    one.form_tag = False
    one.disable_csrf = True
    one.include_media = False  # no widget has scripts or styles of its own, and asking each of them costs
    one.form_show_errors = False  # each field draws its own, and the summary has them all
    one.field_template = "forms/_field.html"
    one.layout = Layout(*fields)
    return one
