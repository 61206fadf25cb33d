"""A form as it was typed before, and what a browser would send of one that nobody has touched."""

from datetime import date

from django import forms

from taper_app.forms.dates import DateField
from taper_app.forms.typed import as_sent, typed_again
from tests.forms.sent import sent


class Typed(forms.Form):
    """A box of each kind."""

    name = forms.CharField(initial="Robin")
    mg = forms.DecimalField(required=False)
    on = DateField(example="1 2 2027", required=False)
    ticked = forms.BooleanField(required=False)
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False)


def test_what_was_typed_stands_there_again_whatever_is_wrong_with_it():
    """Nothing is checked before it is sent: the form is as one that nobody has sent yet."""
    form = typed_again(Typed(), sent(name="", mg="0,5", on_0="31", on_1="feb", on_2="", ticked="on", kinds=["b"]))
    assert not form.is_bound and form.errors == {}
    stands = {name: form[name].value() for name in form.fields}
    assert stands == {"name": "", "mg": "0,5", "on": ["31", "feb", ""], "ticked": True, "kinds": ["b"]}


def test_a_box_that_was_not_on_the_page_stays_as_it_is():
    """Of a page that asked less than it does now. No tick is sent of a box without one, so that is an answer."""
    form = typed_again(Typed(initial={"mg": 5, "ticked": True}), sent(on_0="1", on_1="2", on_2="2027"))
    assert (form["name"].value(), form["mg"].value(), form["on"].value()) == ("Robin", 5, ["1", "2", "2027"])
    assert form["ticked"].value() is False


def test_nothing_typed_changes_nothing():
    """Neither a form that nothing was kept of, nor one that is sent just now."""
    assert typed_again(Typed(), None)["name"].value() == "Robin"
    answered = typed_again(Typed(sent(name="Alex")), sent(name="Sam"))
    assert answered["name"].value() == "Alex" and answered.initial == {}


def test_each_form_of_a_page_has_its_own_again():
    """By the prefix of its boxes."""
    data = sent(**{"one-name": "Alex", "two-name": "Sam", "two-on_0": "3", "two-on_1": "4", "two-on_2": "2027"})
    one, two = (typed_again(Typed(prefix=each), data) for each in ("one", "two"))
    assert (one["name"].value(), two["name"].value(), two["on"].value()) == ("Alex", "Sam", ["3", "4", "2027"])
    assert (one["on"].value(), one.initial.get("on")) == (None, None)


def test_a_form_that_nobody_touched_is_sent_as_it_stands():
    """A day in three boxes, a value for each tick, an empty text for an empty box, and nothing of a tick that is not there."""
    first = {"mg": 5, "on": date(2027, 2, 1), "kinds": ["a", "b"]}
    filled = {"name": ["Robin"], "mg": ["5"], "on_0": ["1"], "on_1": ["2"], "on_2": ["2027"], "kinds": ["a", "b"]}
    assert as_sent(Typed(initial=first | {"ticked": False})) == filled
    assert as_sent(Typed(initial=first | {"ticked": True})) == filled | {"ticked": ["on"]}
    empty = {"name": ["Robin"], "mg": [""], "on_0": [""], "on_1": [""], "on_2": [""], "ticked": [""]}
    assert as_sent(Typed()) == empty | {"kinds": [""]}


def test_what_was_typed_again_is_sent_as_it_was_typed():
    """Under the prefix that it has; a day that cannot be read keeps its three boxes."""
    typed = {"one-name": ["Alex"], "one-mg": ["0,5"], "one-on_0": ["31"], "one-on_1": ["feb"], "one-on_2": [""]}
    typed |= {"one-kinds": ["b"]}
    assert as_sent(typed_again(Typed(prefix="one"), sent(**typed))) == typed
