"""A field of a strategy is one row: from it the JSON reader, both forms, the answers, the papers and the record all know it."""

import json
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cache

import pytest
from django.http import QueryDict

from taper_app import engine
from taper_app.engine.taper import fields as rows
from taper_app.engine.taper import kinds
from taper_app.engine.taper.strategy import FIELDS, Strategy
from taper_app.forms import paces
from taper_app.forms.asked.slow import pace_fields
from taper_app.forms.kept import kept_in_words, read_kept
from taper_app.forms.plan_changes import can_lay_over, laid_over
from taper_app.handouts.standing import AS_ISSUED
from taper_app.handouts.summary import Writer
from taper_app.pages.answers import answers
from taper_app.record import Issued
from tests.engine.changed_data import with_number
from tests.forms.test_plans import CATALOGUE, asked, filled, form_for
from tests.handouts.snapshots import MONDAY, kept

REGIMEN = [{"drug": "lorazepam", "morning": "1", "night": "1"}]
TICKED = {"products": ["lorazepam-1mg-tablet", "diazepam-2mg-tablet"]}
BANDS = {"basis": "bands", "bands": [{"down_to_mg": "0", "reduction_mg": "1"}]}
ANOTHER = {  # of each field another value than usual, and what has to go with it
    "method": ("direct", {}),
    "crossover_to": ("clonazepam", {}),
    "crossover_days": (5, {}),
    "crossover_part": ("half", {}),
    "stabilise_days": (21, {}),
    "basis": ("baseline", {}),
    "reduction_percent": ("7.5", {}),
    "interval_days": (21, {}),
    "bands": ([{"down_to_mg": "0", "reduction_mg": "1.5"}], BANDS),
    "finish_by": ("2028-06-01", {}),
    "target_mg": ("2.5", {}),
    "distribution": ("daytime-first", {}),
    "holds": ([{"after_step": 2, "days": 28}, {"after_step": 4, "days": None}], {}),
    "products": (["lorazepam-1mg-tablet"], {}),
    "stop_from_mg": ("1", {}),
    "closing_interval_days": (28, {}),
    "coarse_tail": (True, {}),
    "steady": (["clonazepam"], {}),
    "order": (["lorazepam", "clonazepam"], {}),
    "halve": (["lorazepam-1mg-tablet"], TICKED),
    "quarter": (["lorazepam-1mg-tablet"], TICKED),
    "change_weekday": ("monday", {}),
    "liquid": ("part", {}),
    "pattern": ("mixed", {}),
    "spare_days": (["mon", "sat"], {"pattern": "mixed"}),
    "then": ({"reduction_percent": "5", "interval_days": 28, "from_mg": "10"}, {}),
}
BY_WHAT_IS_TAKEN = {"products", "halve", "quarter"}
"""Said on paper by the products that the steps are made of."""


def strategy_of(**changes):
    """A strategy of a crossover, or of what is said otherwise, as JSON carries it."""
    return {"method": "crossover"} | changes


def parsed(**changes):
    """It, read."""
    return engine.parse_strategy(strategy_of(**changes), CATALOGUE, "uk")


@cache
def planned():
    """A request with the schedule that comes of it."""
    asked = {"starts_on": "2027-01-04", "market": "uk", "equivalence": "ashton-2002", "regimen": REGIMEN}
    request = engine.parse_request(asked | {"strategy": {"method": "crossover"}}, CATALOGUE)
    return request, engine.build_schedule(request, CATALOGUE)


def issued(strategy):
    """A revision in which this strategy stands instead of the one that its schedule came of; with a target it has no stop."""
    request, schedule = planned()
    if strategy.target_mg:
        schedule = replace(schedule, steps=(*schedule.steps[:-1], replace(schedule.steps[-1], kind="maintain")))
    named = {drug: {"name": drug} for drug in ("lorazepam", "diazepam", "clonazepam")}
    return Issued.from_json(kept(replace(request, strategy=strategy), schedule, MONDAY, drugs=named))


def answered(strategy):
    """The answers of the page to confirm."""
    return [(each.label, *each.lines) for each in answers(issued(strategy), CATALOGUE)]


def printed(strategy):
    """The sentences of the summary."""
    return list(Writer(issued(strategy), AS_ISSUED).strategy())


def test_each_field_has_one_row_and_one_value_here():
    """Every attribute of a strategy has its row, in the same order, and is tried below."""
    assert [*FIELDS] == [each.name for each in fields(Strategy)]
    assert ANOTHER.keys() == FIELDS.keys()


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_read_by_its_row_or_refused_by_its_name(name):
    """A value that no field takes is refused, and the refusal names the field."""
    with pytest.raises(engine.BadRequest) as caught:
        parsed(**{name: {"no": "value"}})
    assert caught.value.field == f"strategy.{name}"


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_written_as_it_was_read_and_read_back(name):
    """What was asked stands in the JSON as it was asked, and the JSON gives the same strategy again."""
    value, besides = ANOTHER[name]
    strategy = parsed(**besides | {name: value})
    assert getattr(strategy, name) != FIELDS[name].default
    assert strategy.to_json()[name] == value
    assert Strategy.from_json(json.loads(json.dumps(strategy.to_json()))) == strategy


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_chosen_otherwise_reads_otherwise(name):
    """Nothing is chosen unseen: an offer that brings it, the answers to confirm and the summary say it."""
    value, besides = ANOTHER[name]
    before, after = (parsed(**besides | each) for each in ({}, {name: value}))
    assert kept_in_words({name: value}, CATALOGUE, "uk") not in ("Keep: ", kept_in_words({}, CATALOGUE, "uk"))
    assert answered(before) != answered(after)
    assert (printed(before) != printed(after)) is (name not in BY_WHAT_IS_TAKEN)


@pytest.mark.parametrize("name", [name for name, row in FIELDS.items() if not row.later])
def test_no_field_is_made_up_in_what_was_kept(name):
    """What was kept without one of the fields that every plan had is not read with its default; nor is one with a field more."""
    told = parsed().to_json()
    with pytest.raises(LookupError, match=name):
        Strategy.from_json({key: value for key, value in told.items() if key != name})
    with pytest.raises(LookupError, match="surplus"):
        Strategy.from_json(told | {"surplus": 1})


BOUNDS = [  # a number of the envelope, the fields that it bounds with a value beyond it, and what the reader and the box then say
    ("envelope_reduction", "max_percent", 20, {"reduction_percent": 25}, "a percentage from 5 to 20"),
    ("envelope_interval", "max_days", 21, {"interval_days": 28, "closing_interval_days": 28}, "a number of days from 7 to 21"),
    ("closing_reduction", "max_mg", 1, {"stop_from_mg": "1.25"}, "a dose from 0 to 1"),
]


@pytest.mark.parametrize(("rule", "number", "value", "bounded", "words"), BOUNDS)
def test_what_is_typed_and_read_is_bound_by_the_envelope(tmp_path, rule, number, value, bounded, words):
    """Where a number of the envelope is another one the reader refuses what is beyond it, and both forms say the new bounds."""
    catalogue = with_number(tmp_path, "guidelines.toml", rule, number, value)
    plan, review = form_for("diazepam", None, catalogue).fields, pace_fields(catalogue)
    for name, beyond in bounded.items():
        with pytest.raises(engine.BadRequest, match=rf"^strategy\.{name}: must be {words[words.index('from') :]}(; |$)"):
            engine.parse_strategy(strategy_of(**{name: beyond}), catalogue, "uk")
        box = FIELDS[name].box
        asked_with = [plan[box.plan or name], review.get(box.review, plan[box.plan or name])]
        assert {each.sentence for each in asked_with} == {f"Enter {words}."}
    hint = paces.paces(catalogue)["own"][1]
    assert (hint == "From 5 to 25% of the current dose or of that at the start, every 7 to 28 days.") is (
        "stop_from_mg" in bounded
    )
    assert plan["stop_from_mg"].help_text.endswith(" At most 1." if "stop_from_mg" in bounded else " At most 1.25.")


# One row more ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WithRest(Strategy):
    """A strategy with one row more: days of rest after each reduction, up to five."""

    rest_days: int = rows.field(
        0,
        kinds.days(lambda _: kinds.Within(Decimal(0), Decimal(5))),
        "more",
        rows.Words("{} days of rest after each reduction"),
        rows.Box("Days of rest", hint="At most {high}."),
        later=True,
    )


@pytest.fixture
def one_row_more(monkeypatch):
    """The house with that strategy, whose row is all that was added."""
    monkeypatch.setitem(FIELDS, "rest_days", rows.fields_of(WithRest)["rest_days"])
    monkeypatch.setattr("taper_app.engine.taper.strategy.Strategy", WithRest)
    monkeypatch.setattr("taper_app.engine.door.request.Strategy", WithRest)


@pytest.mark.usefixtures("one_row_more")
def test_one_row_is_read_bounded_written_and_read_back():
    """The reader takes it within its bounds, the record keeps it, and a plan from before it is read and written as before."""
    assert parsed(rest_days="3").rest_days == 3
    with pytest.raises(engine.BadRequest, match=r"strategy\.rest_days: must be from 0 to 5"):
        parsed(rest_days=6)
    told = parsed(rest_days=3).to_json()
    assert (list(told)[-1], told["rest_days"]) == ("rest_days", 3)
    assert WithRest.from_json(told).rest_days == 3
    before = {name: value for name, value in told.items() if name != "rest_days"}
    assert WithRest.from_json(before).rest_days == 0
    assert WithRest.from_json(before).to_json() == before


@pytest.mark.usefixtures("one_row_more")
def test_one_row_is_asked_with_its_bounds_and_reaches_the_request():
    """The form has a box for it with its label, hint and sentence, and what is typed there is asked for; a draft may lack it."""
    box = form_for("diazepam", None).fields["rest_days"]
    assert (box.label, box.help_text) == ("Days of rest", "At most 5.")
    assert filled("diazepam", rest_days="6").errors == {"rest_days": ["Enter a number of days from 0 to 5."]}
    assert asked(filled("diazepam", rest_days="3"))["rest_days"] == 3
    draft = filled("diazepam").data.copy()
    assert draft.pop("rest_days") == ["0"]
    assert "rest_days" not in asked(form_for("diazepam", draft))
    drawn = form_for("diazepam", None).sections["more"].layout.get_field_names()
    assert "rest_days" in [each.name for each in drawn]


@pytest.mark.usefixtures("one_row_more")
def test_one_row_is_laid_over_both_forms():
    """An offer that brings it goes into its box of a new plan, and beside a tick of a review."""
    form, change = filled("diazepam"), {"rest_days": 4}
    assert form.is_valid() and can_lay_over(change)
    data = QueryDict(mutable=True)
    for name, values in laid_over(form, change).items():
        data.setlist(name, values)
    assert asked(form_for("diazepam", data))["rest_days"] == 4
    assert read_kept('{"rest_days": 4}') == change
    assert kept_in_words(change, CATALOGUE, "uk") == "Keep: 4 days of rest after each reduction"


@pytest.mark.usefixtures("one_row_more")
def test_one_row_is_said_on_the_page_and_on_paper():
    """Where it is chosen the answers and the summary say it, and where it is not they do not."""
    assert ("Also", "3 days of rest after each reduction") in answered(parsed(rest_days=3))
    assert "3 days of rest after each reduction." in printed(parsed(rest_days=3))
    assert not [line for line in (*answered(parsed()), *printed(parsed())) if "rest" in str(line)]
