"""A decision stands once: the engine, the column, the form and the words know the same ones, in the same order."""

from taper_app.engine import Decision
from taper_app.forms.decisions import DecisionForm
from taper_app.models import Review
from taper_app.wording.decisions import DECISIONS


def test_every_decision_has_one_label_and_one_hint():
    """Each decision is called by one label, which no other has, and one sentence says what it means."""
    assert list(DECISIONS) == list(Decision)
    assert len({words.label for words in DECISIONS.values()}) == len(Decision)
    assert all(words.label and words.hint.endswith(".") for words in DECISIONS.values())


def test_the_record_keeps_every_decision_and_no_other():
    """The column of a review holds each decision, or nothing where no visit was."""
    assert [value for value, _ in Review._meta.get_field("decision").choices] == ["", *(each.value for each in Decision)]


def test_the_form_offers_every_decision_by_its_label():
    """A visit is asked for one of the decisions, in their order, each called as it is everywhere."""
    offered = DecisionForm.base_fields["decision"].choices
    assert [(str(value), label) for value, label in offered] == [(each.value, DECISIONS[each].label) for each in Decision]
