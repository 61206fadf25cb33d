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


def test_a_section_and_a_fold_give_what_they_hold_to_their_template(drawn, monkeypatch):
    """The heading, or the line that it is folded behind, and the boxes inside as they are drawn."""
    asked = []
    monkeypatch.setattr(layout.Div, "get_rendered_fields", lambda *given, **named: asked.append((given[1:], named)) or "boxes")
    one = form()
    assert layout.Section("Paper", "box").render(one, "around", mode="x") == "drawn"
    assert layout.Fold("pauses", "Pauses ahead", "none", "choice", opened=True).render(one, "around", mode="x") == "drawn"
    assert asked == [((one, "around"), {"mode": "x"})] * 2
    fold = {"name": "pauses", "title": "Pauses ahead", "said": "none", "opened": True, "inside": "boxes"}
    assert drawn == [("forms/_section.html", {"title": "Paper", "inside": "boxes"}), ("forms/_fold.html", fold)]


@pytest.mark.parametrize(("opened", "stands"), [(True, True), (False, False)])
def test_what_is_folded_says_in_one_line_what_stands_there(drawn, opened, stands):
    """Its label and its choice; wrong, it stands open whatever was asked."""
    one = Two({"choice": "b", "box": "x"})
    one.rendered_fields = set()
    assert layout.Folded("choice", {"a": "The first one."}, opened=opened).render(one, None) == "drawn"
    wrong = Two({"choice": "z"})
    wrong.rendered_fields = set()
    layout.Folded("choice", {}, opened=False).render(wrong, None)
    assert [template for template, _ in drawn] == ["forms/_folded.html"] * 2
    assert [context["summary"] for _, context in drawn] == ["Choice: second", "Choice: "]
    assert [context["opened"] for _, context in drawn] == [stands, True]


def test_rows_give_their_boxes_row_by_row(drawn):
    """Under one sentence."""
    layout.Rows("A row each.", [("box", "choice"), ("choice",)]).render(form(), None)
    [(template, context)] = drawn
    assert (template, context["hint"]) == ("forms/_rows.html", "A row each.")
    assert [[each.name for each in row] for row in context["rows"]] == [["box", "choice"], ["choice"]]
    assert [each.name for each in context["fields"]] == ["box", "choice", "choice"]
