"""A field as it stands on a page: its label, its hint, what is wrong with it and its boxes."""

import re

from django import forms

from taper_app.forms.dates import DateField
from taper_app.forms.drawn import field
from taper_app.forms.layout import labels
from taper_app.forms.person import RoleInput

CHOICES = labels({"a": ("First", "The first one."), "b": ("Second", "")})


class Drawn(forms.Form):
    """A box of each kind."""

    box = forms.CharField(help_text="As you like.", required=False)
    needed = forms.CharField()
    choice = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, required=False)
    short = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect({"inline": True}), required=False)
    tick = forms.BooleanField(label="Yes & no", required=False)
    noted = forms.BooleanField(help_text="As it was.", required=False)
    role = forms.CharField(widget=RoleInput(), required=False)
    listed = forms.ChoiceField(choices=CHOICES, required=False)
    on = DateField(example="1 2 2027", required=False)
    unseen = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(name, **fields):
    """What is drawn of a box, untouched or as it was sent."""
    return field(Drawn(fields or None)[name])


def test_a_box_has_its_label_and_its_hint():
    """In the order in which it is read aloud."""
    assert drawn("box") == (
        '<div id="div_id_box" class="field"><label for="id_box">Box</label>'
        '<p class="hint" id="id_box_helptext">As you like.</p>'
        '<input type="text" name="box" class="form-control" aria-describedby="id_box_helptext" id="id_box"></div>'
    )


def test_what_is_wrong_stands_between_the_label_and_the_box():
    """It is said to be an error to who does not see its colour."""
    assert drawn("needed", box="x") == (
        '<div id="div_id_needed" class="field field-wrong"><label for="id_needed">Needed</label>'
        '<p class="field-error" id="id_needed_error"><span class="visually-hidden">Error: </span>This field is required.</p>'
        '<input type="text" name="needed" class="form-control is-invalid" required aria-invalid="true" '
        'aria-describedby="id_needed_error" id="id_needed"></div>'
    )


def test_each_choice_stands_with_its_label_below_the_legend():
    """Beside each other where they are short."""
    assert drawn("choice", choice="b", needed="x") == (
        '<fieldset id="div_id_choice" class="field"><legend>Choice</legend><div class="">'
        '<div class="choice"><input type="radio" name="choice" value="a" id="id_choice_0"> '
        '<label for="id_choice_0">First</label></div>'
        '<div class="choice"><input type="radio" name="choice" value="b" id="id_choice_1" checked> '
        '<label for="id_choice_1">Second</label></div></div></fieldset>'
    )
    assert '<legend>Short</legend><div class="choices-inline"><div class="choice">' in drawn("short")


def test_a_tick_stands_before_its_label():
    """Whose signs are no markup."""
    assert drawn("tick") == (
        '<div id="div_id_tick" class="field"><div class="choice"><input type="checkbox" name="tick" id="id_tick"> '
        '<label for="id_tick">Yes &amp; no</label></div></div>'
    )


def test_the_hint_of_a_tick_stands_beside_its_label():
    """And is read with it."""
    assert drawn("noted").endswith(
        '<label for="id_noted">Noted <span class="hint" id="id_noted_helptext">As it was.</span></label></div></div>'
    )


def test_what_is_suggested_for_a_box_is_listed_below_it():
    """By the name of the box, each once."""
    whole, suggested = drawn("role"), RoleInput().suggested
    (listed,) = re.findall(r'<datalist id="id_role_list">(.*)</datalist></div>$', whole)
    assert re.findall(r'<option value="([^"]*)"></option>', listed) == suggested
    assert "<datalist" not in drawn("box")


def test_a_list_and_what_is_hidden_are_drawn_as_what_they_are():
    """A list has a class of its own, and nobody sees the label of what is hidden."""
    assert '<select name="listed" class="form-select" id="id_listed">' in drawn("listed")
    assert drawn("unseen") == '<input type="hidden" name="unseen" id="id_unseen">'


def test_a_day_has_three_boxes():
    """The year is the longest; what was sent stands in them again."""
    whole = drawn("on", on_0="40", on_1="", on_2="2027", needed="x")
    assert whole.startswith(
        '<fieldset id="div_id_on" class="field field-wrong" aria-describedby="id_on_error"><legend>On</legend>'
    )
    assert whole.endswith(
        '<div class="date-parts">'
        '<div><label for="id_on_0">Day</label><input class="form-control is-invalid" type="text" name="on_0" id="id_on_0" '
        'value="40" inputmode="numeric" autocomplete="off" aria-invalid="true"></div>'
        '<div><label for="id_on_1">Month</label><input class="form-control is-invalid" type="text" name="on_1" id="id_on_1" '
        'value="" inputmode="text" autocomplete="off" aria-invalid="true"></div>'
        '<div class="date-part-long"><label for="id_on_2">Year</label><input class="form-control is-invalid" type="text" '
        'name="on_2" id="id_on_2" value="2027" inputmode="numeric" autocomplete="off" aria-invalid="true"></div>'
        "</div></fieldset>"
    )
