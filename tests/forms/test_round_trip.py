"""Every field of a strategy is on the form of a new plan: a strategy goes into its boxes, and comes back as it was."""

from datetime import date, timedelta

import pytest
from crispy_forms.utils import render_crispy_form
from hypothesis import given, settings
from hypothesis import strategies as st

from taper_app import engine
from taper_app.engine import FIELDS
from taper_app.forms.plan_changes import laid_over
from tests.forms.sent import sent
from tests.forms.test_plans import CATALOGUE, DIAZEPAM, ZOPICLONE, filled, form_for
from tests.test_strategy_fields import ANOTHER
from tests.views.page_forms import fields_in

LORAZEPAM = ["lorazepam-0p5mg-tablet", "lorazepam-1mg-tablet"]
PRODUCTS = {"diazepam": DIAZEPAM[:2], "two drugs": [*LORAZEPAM, *ZOPICLONE, *DIAZEPAM[:2]]}
NOT_ASKED = {"diazepam": ("method", "crossover_to", "crossover_days", "crossover_part", "stabilise_days", "steady", "order")}
"""Fields that are not asked where diazepam alone is taken."""
WEEKS = (7, 14, 21, 28)


def through_boxes(taken, strategy):
    """The form in whose boxes a strategy was laid."""
    return form_for(taken, sent(**laid_over(filled(taken), strategy)))


def drawn(form):
    """What the page with this form would send again."""
    page = "".join(render_crispy_form(form, helper) for helper in form.sections.values() if len(helper.layout))
    return sent(**fields_in(f'<form action="">{page}</form>'))


def told(form):
    """The strategy of a form without a fault, as a request carries it, every field of it."""
    assert form.is_valid(), form.errors
    strategy = form.request.strategy
    return {name: row.kind.write(getattr(strategy, name)) for name, row in FIELDS.items()}


def numbers(low, high, places):
    """Exact numbers as a request carries them."""
    return st.decimals(low, high, places=places).map(lambda each: engine.text.exact(each))


@st.composite
def paces(draw):
    """The fields of one pace; in whole weeks, so that every other choice goes with it."""
    interval = {"interval_days": draw(st.sampled_from(WEEKS))}
    kind = draw(st.sampled_from(("percent", "bands", "finish")))
    if kind == "bands":
        ends = sorted(draw(st.sets(st.integers(1, 60), max_size=4)), reverse=True)
        sizes = [draw(numbers("0.01", "4", 2)) for _ in (*ends, 0)]
        told = [{"down_to_mg": str(end), "reduction_mg": size} for end, size in zip((*ends, 0), sizes, strict=True)]
        return interval | {"basis": "bands", "bands": told}
    based = interval | {"basis": draw(st.sampled_from(("current", "baseline")))}
    if kind == "finish":
        return based | {"finish_by": (date(2027, 6, 1) + timedelta(days=draw(st.integers(0, 900)))).isoformat()}
    since = st.sampled_from([{"from_mg": "3.5"}, {"from_on": "2027-03-05"}])
    second = {"reduction_percent": draw(numbers(5, 25, 2)), "interval_days": draw(st.sampled_from(WEEKS))}
    then = draw(st.none() | since.map(lambda each: second | each))
    return based | {"reduction_percent": draw(numbers(5, 25, 2)), "then": then}


@st.composite
def strategies(draw, taken):
    """A strategy that this form can be asked for: any value of every field that goes with the others."""
    products = draw(st.sets(st.sampled_from(PRODUCTS[taken]), min_size=len(PRODUCTS[taken]) - 1))
    products = [each for each in PRODUCTS[taken] if each in products]
    halved = [each for each in products if draw(st.booleans()) and CATALOGUE.products("uk")[each].splits != "none"]
    quartered = [each for each in halved if draw(st.booleans()) and CATALOGUE.products("uk")[each].splits == "quarter"]
    paced, pattern = draw(paces()), draw(st.sampled_from(("none", "mixed", "days-off")))
    days = st.sampled_from(WEEKS) if not paced.get("finish_by") else st.sampled_from(WEEKS[1:])
    held = draw(st.dictionaries(st.integers(1, 400), days, max_size=3))
    strategy = {name: row.kind.write(row.default) for name, row in FIELDS.items() if name != "method"} | paced
    strategy |= {"method": "direct", "products": products, "halve": halved or "none", "quarter": quartered or "none"}
    strategy |= {
        "target_mg": "0" if paced.get("finish_by") else draw(st.sampled_from(("0", "2.5", "6"))),
        "distribution": draw(st.sampled_from((None, "even", "daytime-first"))),
        "holds": [{"after_step": step, "days": many} for step, many in sorted(held.items())],
        "stop_from_mg": draw(numbers(0, "1.25", 2)),
        "closing_interval_days": draw(st.sampled_from((None, 28))),
        "coarse_tail": draw(st.booleans()),
        "liquid": draw(st.sampled_from(("whole", "part"))),
        "change_weekday": draw(st.sampled_from((None, "monday"))),
        "pattern": pattern,
        "spare_days": draw(st.sampled_from(([], ["mon", "sat"]))) if pattern != "none" else [],
    }
    return strategy | (draw(several()) if taken == "two drugs" else {})


@st.composite
def several(draw):
    """What is asked besides where several drugs are taken."""
    crossing = {
        "method": "crossover",
        "crossover_days": draw(st.sampled_from((7, 14))),
        "crossover_part": draw(st.sampled_from(("whole", "half", "quarter"))),
        "stabilise_days": draw(st.sampled_from((0, 7, 84))),
    }
    ordered = st.sampled_from(({}, {"order": ["zopiclone", "lorazepam"]}, {"steady": ["lorazepam"]}))
    return draw(st.sampled_from(({"method": "direct"}, crossing))) | draw(ordered)


@pytest.mark.parametrize("taken", PRODUCTS)
@settings(max_examples=settings.default.max_examples // 5)
@given(data=st.data())
def test_a_strategy_that_goes_into_the_boxes_comes_back_as_it_was(taken, data):
    """From an offer into the boxes, from these into the request, and once more from the page that is drawn with them."""
    strategy = data.draw(strategies(taken))
    form = through_boxes(taken, strategy)
    assert told(form) == strategy
    assert told(form_for(taken, drawn(form))) == strategy


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_a_strategy_is_on_the_page(name):
    """Each has a box that takes another value than the usual one: a field without one fails here."""
    value, besides = ANOTHER[name]
    taken = "two drugs" if name in NOT_ASKED["diazepam"] else "diazepam"
    besides = {key: each for key, each in besides.items() if key != "products"}
    value = {"products": DIAZEPAM[:1], "halve": DIAZEPAM[:2], "quarter": DIAZEPAM[1:2], "order": ["zopiclone", "lorazepam"]}.get(
        name, ["zopiclone"] if name == "steady" else value
    )
    besides |= {"halve": DIAZEPAM[:2]} if name == "quarter" else {}
    usual, other = (through_boxes(taken, besides | each) for each in ({}, {name: value}))
    assert told(usual)[name] != value
    assert told(other)[name] == value
    assert told(form_for(taken, drawn(other)))[name] == value
