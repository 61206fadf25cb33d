"""What the form of a new plan refuses, and how its questions stand on the page."""

from datetime import date
from types import SimpleNamespace

import pytest

from taper_app.engine import BadRequest
from taper_app.forms import plans
from taper_app.forms.plans import PlanForm, PlanStart
from tests.forms.drawn import layout, told
from tests.forms.sent import NOTHING_USUAL
from tests.forms.test_plans import CATALOGUE, CROSSOVER, TAKEN, filled, form_for

OWN_FIRST = "Numbers of your own are entered. Choose “Another pace” to use them, or clear them."
PERCENT = "Enter the reduction in percent, such as 7.5."
INTERVAL = "Enter the days between reductions, such as 21."
SHORT = "Closing steps are not shorter than the others. Enter {days} days or more, or leave it empty."
LACKS = "VA/DoD 2021 does not list zopiclone. Choose a second table for it, or another table."
LISTS = "Ashton 2002 lists zopiclone, so it needs no second table. Choose “None”."


def day(name, on):
    return {f"{name}_{at}": str(each) for at, each in enumerate((on.day, on.month, on.year))}


@pytest.mark.parametrize(
    ("taken", "sent", "faults"),
    [
        ("diazepam", {"pace": ""}, {"pace": "Choose the pace."}),
        ("diazepam", {"pace": "1-1"}, {"pace": "Choose one of the paces."}),
        ("diazepam", {"pace": "own"}, {"own_percent": PERCENT, "own_interval": INTERVAL}),
        ("diazepam", {"pace": "own", "own_percent": "5"}, {"own_interval": INTERVAL}),
        ("diazepam", {"pace": "own", "own_interval": "14"}, {"own_percent": PERCENT}),
        ("diazepam", {"own_percent": "5"}, {"pace": OWN_FIRST}),
        ("diazepam", {"own_interval": "14"}, {"pace": OWN_FIRST}),
        ("diazepam", {"closing_interval_days": "13"}, {"closing_interval_days": SHORT.format(days=14)}),
        ("diazepam", {"closing_interval_days": "14"}, {}),
        (
            "diazepam",
            {"pace": "own", "own_percent": "5", "own_interval": "21", "closing_interval_days": "20"},
            {"closing_interval_days": SHORT.format(days=21)},
        ),
        ("two drugs", {"equivalence": ""}, {"equivalence": "Choose an equivalence table."}),
        ("two drugs", {"equivalence": "vadod-2021"}, {"second_zopiclone": LACKS}),
        ("two drugs", {"second_zopiclone": "ashton-2002"}, {"second_zopiclone": LISTS}),
        ("two drugs", {"second_zopiclone": "vadod-2021"}, {"second_zopiclone": "Choose a table that lists zopiclone."}),
        ("diazepam", day("starts_on", date(2027, 1, 4)), {}),
        (
            "diazepam",
            day("starts_on", date(2027, 1, 3)),
            {"starts_on": "The first change of dose is in the past. Enter today or a later day."},
        ),
        ("diazepam", day("starts_on", date(2027, 3, 5)), {}),
        (
            "diazepam",
            day("starts_on", date(2027, 3, 6)),
            {"starts_on": "The first change of dose is too far away. Enter a day up to Fri 05-Mar-2027."},
        ),
        ("diazepam", day("review_on", date(2027, 1, 4)), {}),
        (
            "diazepam",
            day("review_on", date(2027, 1, 3)),
            {"review_on": "The next visit is in the past. Enter today or a later day."},
        ),
        ("diazepam", day("review_on", date(2028, 1, 5)), {}),
        (
            "diazepam",
            day("review_on", date(2028, 1, 6)),
            {"review_on": "The next visit is over a year away. Enter an earlier day."},
        ),
    ],
)
def test_each_fault_is_said_at_its_box(taken, sent, faults):
    """Pace, tables, days and what is kept of an offer, on both sides of each bound."""
    form = filled(taken, **sent)
    assert form.errors == {name: [words] for name, words in faults.items()}


def test_only_a_valid_form_has_a_request():
    """A form that is not filled in is never made into one."""
    with pytest.raises(ValueError, match=r"^Only a valid form has a request\.$"):
        _ = form_for("diazepam", None).request


def test_the_questions_stand_in_their_sections():
    """Of diazepam no method and no table are asked; of other drugs both, with a second table where one may be needed."""
    found = {name: layout(each) for name, each in form_for("diazepam", None).sections.items()}
    assert (found["method"], found["table"], found["people"]) == ([], [], [])
    assert found["days"][:2] == [("side", "starts_on", "review_on"), "change_weekday"]
    assert (found["days"][2][0], found["days"][3][0]) == ("pauses", "checks")
    assert found["pace"][0]["plans/_pace.html"][:5] == ["pace", "own_percent", "own_interval", "basis", "finish_by"]
    assert [each["plans/_products.html"] for each in found["products"]] == [["products_diazepam"]]
    two = {name: layout(each) for name, each in form_for("two drugs", None).sections.items()}
    assert two["method"][0][0] == "method" and two["method"][0][2] is True
    assert two["table"][0]["plans/_tables.html"] == ["equivalence", "second_lorazepam", "second_zopiclone"]
    assert [each["plans/_products.html"] for each in two["products"]] == [
        ["products_lorazepam"],
        ["products_zopiclone"],
        ["products_diazepam"],
    ]
    assert told(form_for("two drugs", None))["second_zopiclone"] == (
        "Second table, for zopiclone alone",
        "Only where the table chosen above does not list zopiclone.",
    )
    assert told(form_for("diazepam", None))["starts_on"] == ("First change of dose", "From today to Fri 05-Mar-2027.")


@pytest.mark.parametrize(
    ("sent", "crossover", "more"),
    [
        ({}, False, False),
        ({"crossover_days": "5"}, True, False),
        ({"stop_from_mg": "x"}, False, True),
        ({"coarse_tail": "on"}, False, True),
        ({"target_mg": "5"}, False, True),
    ],
)
def test_rarer_choices_stand_open_where_one_is_made(sent, crossover, more):
    """Otherwise than at first, or wrong."""
    form = filled("two drugs", **CROSSOVER | sent)
    assert (form.crossover_open, form.sections["more"].layout[0].opened) == (crossover, more)
    assert not form_for("two drugs", None).sections["more"].layout[0].opened


@pytest.mark.parametrize(
    ("taken", "sent", "faults"),
    [
        ("diazepam", {"distribution": "x"}, {"distribution": "Choose one of the three."}),
        ("diazepam", {"change_weekday": "x"}, {"change_weekday": "Choose a day of the week."}),
        ("diazepam", {"target_mg": "1001"}, {"target_mg": "Enter a dose of at most 1,000\u00a0mg."}),
        ("two drugs", {"crossover_to": "zolpidem"}, {"crossover_to": "Choose a drug from the list."}),
    ],
)
def test_what_cannot_be_chosen_is_said_at_its_box(taken, sent, faults):
    """It is sent by no page."""
    assert filled(taken, **sent).errors == {name: [words] for name, words in faults.items()}


@pytest.mark.parametrize(
    ("field", "box"),
    [
        ("strategy.interval_days", "own_interval"),
        ("strategy.bands", "pace"),
        ("strategy.holds[0].days", "hold_from_0"),
        ("strategy.then.interval_days", "then_pace"),
        ("regimen[0].night", "__all__"),
        ("equivalence", "__all__"),
    ],
)
def test_a_refusal_without_a_box_stands_at_the_top(monkeypatch, field, box):
    """A new plan of diazepam has no box for a table or for what is taken."""

    def refuse(request, catalogue):
        raise BadRequest(field, "must be another")

    monkeypatch.setattr(plans, "parse_request", refuse)
    form = filled("diazepam")
    assert form.errors == {box: ["Choose again: must be another."]}


def test_each_box_of_a_new_plan_says_what_it_is():
    """With what is wanted of a specialist, and where what is taken differs from the list only there."""
    start = PlanStart(
        SimpleNamespace(market="uk", stocked_products=[], **NOTHING_USUAL), CATALOGUE, TAKEN["two drugs"], date(2027, 1, 4)
    )
    form = PlanForm(None, start=start, differs="5 mg more", wants_specialist=True)
    said = told(form)
    wanted = {
        "equivalence": "Equivalence table",
        "pace": "Pace",
        "own_percent": "Reduction in percent",
        "own_interval": "Days between reductions",
        "review_on": (
            "Next visit",
            "Leave it empty for the day that is proposed. The patient’s sheet says to use it until then.",
        ),
        "differs_seen": "5 mg more",
        "specialist": (
            "Specialist who agreed to this plan",
            "Under 18, in epilepsy, in pregnancy and in a crossover against a label none is issued without a name here.",
        ),
        "specialist_role": ("Role", "Choose one, or type another."),
        "specialist_on": "Agreed on",
    }
    assert {name: said[name] for name in wanted} == wanted
    order = list(form.fields)
    assert order[: order.index("target_mg")] == [
        *("method", "crossover_to", "crossover_days", "crossover_part", "stabilise_days", "equivalence"),
        *("pace", "own_percent", "own_interval", "basis", "finish_by"),
        *(f"band_{part}_{row}" for row in range(4) for part in ("by", "to")),
        *("then_pace", "then_from", "then_percent", "then_interval", "pattern", "spare_days"),
        *("starts_on", "review_on", "change_weekday", *(f"hold_{part}_{row}" for row in range(3) for part in ("from", "to"))),
        *("differs_seen", "specialist", "specialist_role", "specialist_on"),
    ]
    assert not {"differs_seen", "specialist"} & set(form_for("two drugs", None).fields)
    assert not form.fields["own_percent"].required and not form.fields["review_on"].required


def test_no_second_table_is_chosen_at_first():
    """Then those that list the drug."""
    choices = form_for("two drugs", None).fields["second_zopiclone"].choices
    assert choices[0] == ("", "None") and "vadod-2021" not in dict(choices) and "ashton-2002" in dict(choices)
