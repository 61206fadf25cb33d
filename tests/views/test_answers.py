"""Every choice of a plan stands among the answers that are checked before it is issued."""

from fractions import Fraction

import pytest

from taper_app.engine import Schedule, Step, load_catalogue, parse_request
from taper_app.pages.answers import answers
from taper_app.record import Issued
from tests.forms.test_plans import CHOICES, asked, filled
from tests.handouts.snapshots import MONDAY, kept

CATALOGUE = load_catalogue()
OTHERWHERE = {"starts_on"}
"""What the page has in a place of its own."""


def said(request):
    """The answers about a request, each with its lines."""
    kind = "maintain" if request.strategy.target_mg else "stop"
    end = Step(1, kind, MONDAY, 0, (), Fraction(), Fraction(), Fraction())
    schedule = Schedule(MONDAY, request.equivalence, Fraction(30), (end,))
    stored = kept(request, schedule, MONDAY)
    return {each.label: each.lines for each in answers(Issued.from_json(stored), CATALOGUE)}


def request_of(fields):
    """A request from its fields."""
    own = {"starts_on", "market", "equivalence", "equivalence_for", "regimen"}
    strategy = {name: value for name, value in fields.items() if name not in own}
    told = {name: fields[name] for name in own} | {"strategy": strategy}
    return parse_request(told, CATALOGUE)


@pytest.mark.parametrize(
    ("taken", "sent", "wanted"), CHOICES, ids=lambda each: " ".join(each) if isinstance(each, dict) else each
)
def test_every_choice_stands_among_the_answers(taken, sent, wanted):
    """Whatever is chosen otherwise is an answer that reads otherwise on the page to confirm, so that nothing is chosen unseen."""
    before, after = (said(request_of(asked(filled(taken, **each)))) for each in ({}, sent))
    assert (before != after) is bool(wanted.keys() - OTHERWHERE)


@pytest.mark.parametrize(
    ("split", "words"),
    [("whole", ""), ("half", ", in halves"), ("quarter", ", in quarters")],
)
def test_the_answers_say_how_far_each_product_is_split(split, words):
    """Whole, in halves or in quarters: of each product that is ticked, just what was chosen for it."""
    chosen = said(request_of(asked(filled("diazepam", **{"split_diazepam-5mg-tablet": split}))))["Products"]
    labels = [f"diazepam {mg}\u00a0mg tablet" for mg in (2, 5)]
    assert chosen == [f"{labels[0]}, in halves", labels[1] + words]


@pytest.mark.parametrize(
    ("chosen", "label", "words"),
    [
        ({}, "Pace", "10% of the current dose every 14 days"),
        ({"basis": "baseline"}, "Pace", "10% of the dose at the start every 14 days"),
        (
            {"basis": "bands", "bands": [{"down_to_mg": "10", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "1"}]},
            "Pace",
            "In steps of fixed size every 14 days: 2\u00a0mg down to 10\u00a0mg, then 1\u00a0mg down to 0\u00a0mg"
            " of diazepam equivalent",
        ),
        ({"target_mg": "5"}, "Target", "Stay on about 5\u00a0mg of diazepam equivalent"),
        ({"stop_from_mg": "1"}, "Stop", "From 1\u00a0mg of diazepam equivalent"),
    ],
)
def test_the_pace_says_what_it_is_a_percentage_of_and_where_it_ends(chosen, label, words):
    """A percentage of the first dose is never called one of the current dose, and a dose to stay on is never called a stop."""
    assert said(request_of(asked(filled("diazepam")) | chosen))[label] == [words]
