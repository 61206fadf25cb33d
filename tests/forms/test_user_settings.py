"""What a clinician sets for their own account: each setting may be left as it is."""

from taper_app.forms.user_settings import SettingsForm
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

BOXES = {
    "slash_searches": (
        "The / key goes to the search",
        "Only while no box is being filled in. Switch it off if you speak to your computer, or if it gets in your way.",
    ),
    "is_led": (
        "Lead me to my first plan",
        "Each page of the way says what comes now and next, until you have issued a plan.",
    ),
}


def test_each_setting_is_a_tick_that_says_what_it_does():
    """As it stands for this account."""
    form = SettingsForm(initial={"slash_searches": True, "is_led": False})
    assert layout(form.helper) == [*BOXES] and told(form) == BOXES
    assert (form["slash_searches"].value(), form["is_led"].value(), form.label_suffix) == (True, False, "")


def test_no_tick_switches_it_off():
    """Both may be off."""
    assert [SettingsForm(sent(page="1", **fields)).is_valid() for fields in ({}, {"is_led": "on"})] == [True, True]
    form = SettingsForm(sent(is_led="on"))
    assert form.is_valid() and form.cleaned_data == {"slash_searches": False, "is_led": True}
