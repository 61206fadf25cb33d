"""A tick confirms exactly the value that stood beside it."""

import pytest

from taper_app.forms.ticks import TickOfValue


@pytest.mark.parametrize(
    ("stands_for", "sent", "value", "checked"),
    [
        (None, "", "", False),
        (None, "zolpidem 12", "zolpidem 12", True),
        ("zolpidem 12", "zolpidem 12", "zolpidem 12", True),
        ("zolpidem 12", "zolpidem 10", "zolpidem 12", False),
        ("zolpidem 12", "", "zolpidem 12", False),
        ("", "", "", False),
        ("", "zolpidem 12", "", False),
    ],
)
def test_it_is_set_only_where_its_own_value_was_sent(stands_for, sent, value, checked):
    """It sends what it stands for; what was sent for another value leaves it open."""
    tick = TickOfValue({"class": "wide"})
    tick.stands_for = stands_for
    shown = tick.get_context("also", sent, {"id": "id_also"})["widget"]
    assert (shown["name"], shown["value"], shown["attrs"]["checked"]) == ("also", value, checked)
    assert (shown["attrs"]["id"], shown["attrs"]["class"]) == ("id_also", "wide")


def test_what_was_sent_is_read_as_it_was_sent():
    """Not as yes or no: the value is compared later. Nothing sent is the empty text."""
    assert TickOfValue().value_from_datadict({"also": "10 mg"}, {}, "also") == "10 mg"
    assert TickOfValue().value_from_datadict({}, {}, "also") == ""


def test_a_tick_keeps_what_it_is_told_about_itself():
    """Its attributes, and until a value is said it stands for whatever was sent."""
    tick = TickOfValue(attrs={"class": "keep"})
    assert tick.attrs == {"class": "keep"}
    assert tick.stands_for is None
    assert tick.value_from_datadict({}, None, "kept") == ""
