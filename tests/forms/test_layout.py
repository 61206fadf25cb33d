"""How boxes are drawn together: by a template that gets them, each drawn once."""

import pytest
from django import forms

from taper_app.forms import layout
from taper_app.forms.identity import IdentityForm
from taper_app.forms.medications import OthersForm
from taper_app.forms.page_form import PageForm
from taper_app.forms.user_settings import SettingsForm

LABELLED = {"a": ("First", "The first one."), "b": ("Second", "")}


class Two(forms.Form):
    """A box and a choice."""

    box = forms.CharField()
    choice = forms.ChoiceField(choices=layout.labels(LABELLED), widget=forms.RadioSelect)


@pytest.fixture
def drawn(monkeypatch):
    """What was given to which template."""
    given = []
    monkeypatch.setattr(layout, "render_to_string", lambda template, context: given.append((template, context)) or "drawn")
    return given


def form():
    """As crispy has it when it begins to draw."""
    one = Two()
    one.rendered_fields = set()
    return one


def test_choices_have_a_label_and_a_sentence():
    """Each apart, by value."""
    assert layout.labels(LABELLED) == [("a", "First"), ("b", "Second")]
    assert layout.hints(LABELLED) == {"a": "The first one.", "b": ""}


def test_a_part_gives_its_boxes_to_its_template(drawn):
    """The form, the boxes, the first of them, and whatever else; each is drawn and not drawn again."""
    one = form()
    assert layout.Part("x.html", "box", "choice", more=3).render(one, None) == "drawn"
    [(template, context)] = drawn
    assert (template, context["form"], context["field"].name, context["more"]) == ("x.html", one, "box", 3)
    assert [each.name for each in context["fields"]] == ["box", "choice"]
    assert one.rendered_fields == {"box", "choice"}


@pytest.mark.parametrize("titled", [True, False])
def test_each_choice_stands_beside_its_sentence(drawn, titled):
    """Or beside none, where it has none."""
    part = layout.Choices("choice", {"a": "The first one."}, titled=titled)
    assert part.render(form(), None) == "drawn"
    [(template, context)] = drawn
    assert (template, context["titled"], context["field"].name) == ("forms/_choices.html", titled, "choice")
    assert [(option.data["value"], hint) for option, hint in context["options"]] == [("a", "The first one."), ("b", "")]
    assert layout.Choices("choice", {}).titled is False


def test_a_helper_draws_the_boxes_alone():
    """The form's tag, token and buttons stand in the page, and what is wrong stands at each box."""
    one = layout.helper("box", "choice")
    assert (one.form_tag, one.disable_csrf, one.form_show_errors) == (False, True, False)
    assert (one.field_template, one.layout.fields) == ("forms/_field.html", ["box", "choice"])


class Page(PageForm):
    """A box and a choice, as a form of a page."""

    box = forms.CharField()
    choice = forms.ChoiceField(choices=layout.labels(LABELLED))


def test_a_form_of_a_page_has_no_colons_and_knows_its_choices():
    """What has no choices is said to have none."""
    one = Page({"box": " x ", "choice": "a"})
    assert one.label_suffix == ""
    assert one.is_valid() and one.clean() == {"box": "x", "choice": "a"}
    assert one.choice("choice") is one.fields["choice"]
    assert one.labels("choice") == {"a": "First", "b": "Second"}
    with pytest.raises(TypeError, match=r"^box has no choices$"):
        one.choice("box")
    assert Page({"box": "y"}, initial={"choice": "b"}).initial == {"choice": "b"}


@pytest.mark.parametrize("form", [IdentityForm, OthersForm, SettingsForm])
def test_a_form_takes_what_any_form_takes(form):
    """Such as what stands in it at first, and a prefix where two stand on one page."""
    made = form(None, prefix="a", initial={"text": "x"})
    assert (made.prefix, made.initial, made.is_bound) == ("a", {"text": "x"}, False)
