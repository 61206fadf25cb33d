"""By the week: how the choice stands on the page, and what it refuses."""

from datetime import date

import pytest

from taper_app.engine import DAYS
from taper_app.forms.week import ALL_DAYS, NAMES, NO_PATTERN
from tests.forms.drawn import told
from tests.forms.test_plans import filled, form_for
from tests.forms.test_reviews import review, said


def week(form):
    """What the section is drawn with."""
    return form.sections["week"].layout.fields[0].extra


def test_every_day_is_the_same_until_something_else_is_chosen():
    """It is folded away, and its line says how it stands; each of the three has a line of help."""
    form = form_for("diazepam", None)
    assert (week(form)["said"], week(form)["opened"]) == ("every day the same", False)
    assert [(option.data["value"], option.data["selected"]) for option, _ in week(form)["options"]] == [
        ("none", True),
        ("mixed", False),
        ("days-off", False),
    ]
    assert all(hint for _, hint in week(form)["options"])
    assert [label for _, label in form.fields["spare_days"].choices] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert told(form)["spare_days"][0] == "Days to lower last"


def test_a_pattern_stays_in_sight_once_it_is_chosen():
    """Chosen, or wrong."""
    chosen = week(filled("diazepam", pattern="days-off"))
    assert (chosen["said"], chosen["opened"]) == ("days without a dose at the end", True)
    assert week(filled("diazepam", spare_days=["sat"]))["opened"]


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        ({"pattern": "mixed", "spare_days": ["sat", "sun"]}, {}),
        ({"pattern": "weekly"}, {"pattern": ["Choose one of the three."]}),
        ({"pattern": "mixed", "spare_days": ["today"]}, {"spare_days": ["Tick days of the week only."]}),
        ({"spare_days": ["sat"]}, {"spare_days": [NO_PATTERN]}),
        ({"pattern": "mixed", "spare_days": [*DAYS]}, {"spare_days": [ALL_DAYS]}),
        ({"spare_days": [*DAYS]}, {"spare_days": [ALL_DAYS]}),
    ],
)
def test_days_that_mean_nothing_are_refused(sent, faults):
    """Days to be spared without a pattern, all seven of them, and what is no day: one sentence that says what to do."""
    assert filled("diazepam", **sent).errors == faults


def test_a_draft_of_before_the_week_is_by_the_day():
    """What a page sent that had no such boxes is every day the same."""
    draft = filled("diazepam").data.copy()
    draft.pop("pattern", None)
    form = form_for("diazepam", draft)
    assert form.is_valid(), form.errors
    assert (form.request.strategy.pattern, form.request.strategy.spare_days) == ("none", ())


IN_WEEK_TWO = date(2027, 1, 11)


def switched(plan="week", **changes):
    """A visit in the second week of a plan with days off, that switches to other tablets."""
    changes = {"decision": "switch", "products_zopiclone": ["zopiclone-3p75mg-tablet"]} | changes
    return review(plan, today=IN_WEEK_TWO, **changes)


def test_a_switch_to_the_day_clears_the_days_that_went_down_last():
    """They stand ticked as the plan has them: they are of the pattern that is given up, and nothing has to be cleared by hand."""
    form = switched("spared", pattern="none")
    assert form.is_valid(), said(form)
    assert (form.adjustment.strategy.pattern, form.adjustment.strategy.spare_days) == ("none", ())
    assert NO_PATTERN in said(switched("spared", pattern="none", spare_days=["sun"]))


@pytest.mark.parametrize(
    ("changes", "pattern", "spare"),
    [({}, "days-off", ()), ({"pattern": "mixed", "spare_days": ["sun"]}, "mixed", ("sun",)), ({"pattern": "none"}, "none", ())],
)
def test_a_switch_may_change_the_pattern_and_leaves_it_otherwise(changes, pattern, spare):
    """What stands in the boxes is the pattern in force; another is asked for from the visit on."""
    form = switched(**changes)
    assert form.is_valid(), said(form)
    strategy = form.adjustment.strategy
    assert (strategy.pattern, strategy.spare_days) == (pattern, spare)


def test_a_page_without_the_boxes_leaves_the_week_as_it_is():
    """A draft of before there were the boxes takes no pattern away, whatever is decided in it."""
    form = switched(without=NAMES)
    assert form.is_valid(), said(form)
    assert form.adjustment.strategy.pattern == "days-off"
    form = review("week", today=IN_WEEK_TWO, without=NAMES)
    assert form.is_valid(), said(form)
    assert form.adjustment.strategy is None
