"""A new plan in writing is read as far as it goes: what is not said, or cannot be read, stands as at first and is not chosen."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from taper_app.forms.plan_so_far import as_laid, differing, first_day, so_far
from taper_app.forms.plans import PlanForm, PlanStart
from tests.forms.sent import NOTHING_USUAL
from tests.forms.test_plans import CATALOGUE, DIAZEPAM, TAKEN, filled, form_for

TODAY = date(2027, 1, 4)  # a Monday
PACE = {"basis", "reduction_percent", "interval_days", "bands", "finish_by", "then"}
NO_DAY = {f"starts_on_{at}": "" for at in range(3)}


def read(taken, data=None):
    """What can be read of the form of who takes this, as it was sent; untouched without."""
    return so_far(lambda sent: form_for(taken, sent), form_for(taken, data), TODAY)


def typed(taken, **changes):
    """What can be read of a form that is filled in but for these boxes."""
    return read(taken, filled(taken, **changes).data)


# What is missing ---------------------------------------------------------------------------------


def test_an_untouched_form_is_a_plan_from_next_monday_of_which_nothing_is_chosen():
    """The pace and the first day have to be said; what stands in their stead is only reckoned with."""
    found = read("diazepam")
    assert (found.missing, found.fixed, found.is_whole) == ({"pace", "starts_on"}, frozenset(), False)
    made = found.request
    assert (made.starts_on, made.strategy.reduction_percent, made.strategy.interval_days) == (date(2027, 1, 11), 10, 14)
    assert found.open_request == made
    assert found.first == made.strategy


def test_a_whole_form_is_read_as_it_is():
    """Nothing is missing, and it is the form itself."""
    form = filled("diazepam", pace="5-28")
    found = so_far(lambda data: form_for("diazepam", data), form, TODAY)
    assert found.form is form and found.request is form.request
    assert (found.missing, found.is_whole, found.fixed) == (frozenset(), True, PACE)
    assert found.open_request.strategy == found.request.strategy


@pytest.mark.parametrize("taken", ["clonazepam", "two drugs", "some days"])
def test_without_a_table_nothing_can_be_read(taken):
    """Where one is needed: of an untouched form, of one that is filled in otherwise, and of one that names none there is."""
    assert read(taken) is None
    assert typed(taken, equivalence="") is None
    assert typed(taken, equivalence="none-such") is None
    assert typed(taken) is not None


def test_with_a_table_alone_the_plan_is_reckoned_by_it():
    """Reducing the drug itself at the usual pace; neither the method nor the pace is chosen."""
    found = typed("clonazepam", method="", pace="", **NO_DAY)
    assert found.missing == {"method", "pace", "starts_on"}
    assert (found.request.equivalence, found.request.strategy.method, found.fixed) == ("ashton-2002", "direct", frozenset())
    assert found.request.starts_on == date(2027, 1, 11)


@pytest.mark.parametrize(
    ("changes", "missing", "whole"),
    [
        ({"pace": ""}, {"pace"}, False),
        ({"pace": "slow"}, {"pace"}, False),
        (NO_DAY, {"starts_on"}, False),
        ({"starts_on_0": "40"}, {"starts_on"}, False),
        ({"starts_on_2": "2026"}, {"starts_on"}, False),
        ({"stop_from_mg": "much"}, {"stop_from_mg"}, False),
        ({"review_on_0": "40", "review_on_1": "1", "review_on_2": "2027"}, {"review_on"}, True),
        ({"checks": ["none-such"]}, {"checks"}, True),
        ({"pace": "", "checks": ["none-such"]}, {"pace", "checks"}, False),
    ],
)
def test_what_is_wrong_stands_as_it_stood_at_first(changes, missing, whole):
    """What a dose or a day does not depend on leaves the plan whole."""
    found = typed("diazepam", target_mg="4", **changes)
    assert (found.missing, found.is_whole) == (missing, whole)
    assert found.form.is_valid() and found.request.strategy.target_mg == 4
    assert found.request.strategy.stop_from_mg == Decimal("0.5")
    assert "target_mg" in found.fixed and "stop_from_mg" not in found.fixed
    day = date(2027, 1, 11)
    assert found.request.starts_on == day


def test_only_what_is_asked_for_is_said():
    """One or several boxes."""
    found = typed("diazepam", pace="")
    assert found.says() and found.says("starts_on")
    assert not found.says("pace") and not found.says("starts_on", "pace")


def test_what_does_not_come_right_by_leaving_it_out_leaves_the_table_and_the_first_day():
    """A row of which only one box is wrong stays half there: all is missing then but for those two, and no plan is drawn."""
    rows = {"hold_from_0": "3", "hold_to_0": "14", "hold_from_1": "9 Mar 2027", "hold_to_1": "7"}
    found = typed("clonazepam", method="crossover", target_mg="0.5", starts_on_0="12", **rows)
    assert (found.request.equivalence, found.request.starts_on) == ("ashton-2002", date(2027, 1, 12))
    assert (found.request.strategy, found.fixed, found.is_whole) == (found.first, frozenset(), False)
    assert found.missing == set(found.form.fields) - {"starts_on"}


def test_a_table_that_needs_a_second_one_is_read_with_it():
    """Without the second there is no worth of the day, and nothing can be read."""
    assert typed("two drugs", equivalence="vadod-2021", pace="") is None
    found = typed("two drugs", equivalence="vadod-2021", second_zopiclone="ashton-2002", pace="", stop_from_mg="much")
    assert (found.request.equivalence, dict(found.request.equivalence_for)) == ("vadod-2021", {"zopiclone": "ashton-2002"})


def test_a_box_that_was_not_sent_stands_as_at_first():
    """Of a page or a draft that had fewer; but no tick, and no product that is ticked, is an answer."""
    data = filled("diazepam", pace="").data.copy()
    del data["stop_from_mg"]
    assert read("diazepam", data).fixed == frozenset()
    data.setlist("products_diazepam", DIAZEPAM[:1])
    assert read("diazepam", data).fixed == {"products"}
    del data["products_diazepam"]
    assert "products_diazepam" in read("diazepam", data).missing


def test_the_first_day_is_one_on_which_doses_change():
    """Where a day of the week is chosen for it, the next such day is reckoned from."""
    found = typed("diazepam", change_weekday="thursday", **NO_DAY)
    assert found.request.starts_on == date(2027, 1, 7)


@pytest.mark.parametrize(
    ("today", "weekday", "day"),
    [
        (date(2027, 1, 4), "", date(2027, 1, 11)),
        (date(2027, 1, 5), "", date(2027, 1, 11)),
        (date(2027, 1, 10), "", date(2027, 1, 11)),
        (date(2027, 1, 4), "monday", date(2027, 1, 11)),
        (date(2027, 1, 4), "tuesday", date(2027, 1, 5)),
        (date(2027, 1, 4), "sunday", date(2027, 1, 10)),
        (date(2027, 1, 5), "tuesday", date(2027, 1, 12)),
        (date(2027, 1, 4), "someday", date(2027, 1, 11)),
    ],
)
def test_the_day_to_reckon_from_is_the_next_of_its_name(today, weekday, day):
    """Never today: a Monday, or the day of the week that is chosen."""
    assert first_day(today, weekday) == day


# What is chosen ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "changes", "fixed"),
    [
        ("diazepam", {"pace": "10-14"}, PACE),
        ("diazepam", {"pace": ""}, set()),
        ("diazepam", {"pace": "", "target_mg": "4"}, {"target_mg"}),
        ("diazepam", {"liquid": "part"}, PACE | {"liquid"}),
        ("diazepam", {"products_diazepam": DIAZEPAM[:1]}, PACE | {"products"}),
        ("clonazepam", {"method": "direct"}, PACE | {"method"}),
        ("clonazepam", {"method": "direct", "pace": ""}, {"method"}),
        ("clonazepam", {"method": ""}, PACE),
        ("clonazepam", {"method": "crossover", "crossover_days": "5"}, PACE | {"method", "crossover_days"}),
    ],
)
def test_what_the_clinician_has_chosen_stays_and_all_else_is_open(taken, changes, fixed):
    """What stands otherwise than at first; the method and the pace, which have no first choice, where they are said."""
    found = typed(taken, **changes)
    assert found.fixed == fixed
    opened, made, first = found.open_request.strategy, found.request.strategy, found.first
    assert all(getattr(opened, name) == getattr(made, name) for name in fixed)
    rest = {name for name in opened.to_json() if name not in fixed}
    assert all(getattr(opened, name) == getattr(first, name) for name in rest - {"products"})
    assert replace(found.open_request, strategy=made) == found.request


def laid(taken, strategy, read_first, **changes):
    """What can be read once a card has laid this strategy over the form."""
    (box,) = as_laid(strategy, read_first)["laid"]
    return typed(taken, laid=box, **changes)


def test_what_a_card_laid_over_the_form_is_not_chosen():
    """Its pace stands in the boxes and binds nobody; one that is changed afterwards is chosen."""
    begun = typed("diazepam", pace="")
    card = replace(begun.request.strategy, reduction_percent=Decimal(5), interval_days=28)
    after = laid("diazepam", card, begun, pace="5-28")
    assert after.fixed == frozenset() and after.request.strategy == card
    assert after.open_request.strategy == begun.first
    changed = laid("diazepam", card, begun, pace="5-14")
    assert changed.fixed == {"interval_days"}


def test_what_was_chosen_before_stays_chosen_where_the_card_leaves_it():
    """And is no more where the card has changed it."""
    begun = typed("diazepam", target_mg="4", pace="5-28")
    same = replace(begun.request.strategy, liquid="part")
    told = json.loads(as_laid(same, begun)["laid"][0])
    assert "liquid" in told and not (PACE | {"target_mg"}) & set(told)
    after = laid("diazepam", same, begun, target_mg="4", pace="5-28", liquid="part")
    assert after.fixed == PACE | {"target_mg"}
    other = json.loads(as_laid(replace(same, target_mg=Decimal(2)), begun)["laid"][0])
    assert other["target_mg"] == "2"


@pytest.mark.parametrize("box", ["", "{", "[1]", "null"])
def test_a_card_that_cannot_be_read_has_laid_nothing(box):
    """All that stands there is chosen."""
    assert typed("diazepam", laid=box).fixed == PACE
    assert typed("diazepam", laid=box, target_mg="much").fixed == PACE


def test_two_strategies_differ_by_their_fields_as_json():
    """In whatever order the products were ticked."""
    now = typed("diazepam").request.strategy
    assert differing(now, now) == {}
    other = replace(now, reduction_percent=Decimal("7.5"), products=tuple(reversed(now.products)), liquid="part")
    assert differing(other, now) == {"reduction_percent": "7.5", "liquid": "part"}
    assert differing(now, other) == {"reduction_percent": "10", "liquid": "whole"}
    assert differing(replace(now, products=now.products[:1]), now) == {"products": list(now.products[:1])}


# Nothing is assumed ------------------------------------------------------------------------------

FROM = "What is really taken differs"


def differing_form(data):
    """The form where what is taken is not what is prescribed."""
    start = PlanStart(SimpleNamespace(market="uk", stocked_products=[], **NOTHING_USUAL), CATALOGUE, TAKEN["diazepam"], TODAY)
    return PlanForm(data, start=start, differs=FROM, wants_specialist=False)


def test_what_has_to_be_ticked_is_reckoned_as_ticked_and_is_missing():
    """The plan can be drawn, for no dose depends on it."""
    found = so_far(differing_form, differing_form(filled("diazepam").data), TODAY)
    assert (found.missing, found.is_whole) == ({"differs_seen"}, True)
    assert found.form.cleaned_data["differs_seen"] is True
