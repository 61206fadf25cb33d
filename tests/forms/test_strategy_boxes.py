"""The boxes of a strategy's fields: drawn from their rows, filled with what came later, and where a refusal is said."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms

from taper_app.engine import FIELDS, METHODS_SAID, BadRequest, load_catalogue
from taper_app.forms import strategy_boxes
from taper_app.forms.products import DrugProducts
from taper_app.forms.strategy_boxes import asked, laid_out, named, number, with_change, with_later
from tests.forms.drawn import told
from tests.forms.sent import sent

CATALOGUE = load_catalogue()
CROSSOVER = ("crossover_to", "crossover_days", "crossover_part", "stabilise_days")
MORE = ("stop_from_mg", "closing_interval_days", "coarse_tail")


class Boxes(forms.Form):
    """The boxes of these fields."""

    def __init__(self, data, *names):
        super().__init__(data)
        self.fields |= asked(names, CATALOGUE, "uk")


def test_the_fields_stand_section_by_section():
    """In the order that is asked for, each section in its own."""
    assert named("method", "crossover") == ("method", *CROSSOVER)
    assert named("more", "method") == (*named("more"), "method") and set(MORE) < set(named("more"))
    assert named("pace") == ("reduction_percent", "interval_days")
    assert named() == ()


def test_each_box_says_what_it_is_and_stands_at_its_default():
    """Labels, hints with their bounds, and nothing chosen where there is no default."""
    form = Boxes(None, "method", *CROSSOVER, *MORE)
    assert told(form) == {
        "method": "Method",
        "crossover_to": "Cross over to",
        "crossover_days": "Days for each dose that moves",
        "crossover_part": "What moves at a time",
        "stabilise_days": "Days without change after it",
        "stop_from_mg": (
            "Stop from, in mg of diazepam equivalent",
            "At or below this the next step is the stop. At most 1.25.",
        ),
        "closing_interval_days": ("Days of each closing step", "Leave it empty to keep the interval of the pace."),
        "coarse_tail": (
            "Allow larger reductions at the end, where the products cannot do better",
            "Such a taper is fast at its end. The plan then carries a caution that wants a reason.",
        ),
    }
    assert {name: field.initial for name, field in form.fields.items()} == {
        "method": None,
        "crossover_to": "diazepam",
        "crossover_days": "7",
        "crossover_part": "whole",
        "stabilise_days": "7",
        "stop_from_mg": "0.5",
        "closing_interval_days": None,
        "coarse_tail": False,
    }
    assert [name for name, field in form.fields.items() if not field.required] == ["closing_interval_days", "coarse_tail"]
    radios = [name for name, field in form.fields.items() if isinstance(field.widget, forms.RadioSelect)]
    assert radios == ["method", "crossover_part"]
    assert type(form.fields["crossover_to"].widget) is forms.Select
    assert form.fields["method"].choices == [(name, words[0]) for name, words in METHODS_SAID.items()]
    assert form.fields["stop_from_mg"].widget.attrs["class"] == "shorter"


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("method", "", "Choose the method."),
        ("method", "x", "Choose one of the methods."),
        ("crossover_to", "", "Choose the drug to cross over to."),
        ("crossover_to", "zolpidem", "Choose a drug from the list."),
        ("crossover_part", "", "Choose what moves at a time."),
        ("crossover_part", "third", "Choose one of these."),
        ("crossover_days", "7.5", "Enter a number of days from"),
        ("stop_from_mg", "1.26", "Enter a dose"),
        ("closing_interval_days", "29", "Enter a number of days from 7 to 28"),
        ("closing_interval_days", "6", "Enter a number of days from 7 to 28"),
    ],
)
def test_what_cannot_be_meant_is_said(name, typed, words):
    """What is missing or out of bounds, in the words of its row."""
    [said] = Boxes(sent(**{name: typed}), name).errors[name]
    assert said.startswith(words)


def test_a_number_has_its_bounds_and_its_figures():
    """A percentage may have two figures after its point and days none; it has to be entered unless it is said otherwise."""
    percent = number(FIELDS["reduction_percent"], CATALOGUE, "New reduction", initial=Decimal("10.0"))
    assert (percent.label, percent.initial, percent.required) == ("New reduction", "10", True)
    assert percent.clean("7.25") == Decimal("7.25")
    assert (percent.low, percent.high) == (5, 25)
    days = number(FIELDS["interval_days"], CATALOGUE, "New days", required=False)
    assert (days.label, days.initial, days.required, days.clean("")) == ("New days", None, False, None)
    with pytest.raises(forms.ValidationError):
        days.clean("7.5")
    assert not number(FIELDS["closing_interval_days"], CATALOGUE, "Closing").required


@pytest.mark.parametrize(
    ("value", "typed"), [(None, None), (7, "7"), (Decimal("0.50"), "0.5"), ("10", "10"), (Decimal("1E+1"), "10")]
)
def test_a_number_is_shown_as_it_is_typed(value, typed):
    """Without zeros at its end and without an exponent."""
    assert strategy_boxes.typed(value) == typed


def test_one_crosses_over_to_a_benzodiazepine_that_is_on_the_shelf():
    """No z-drug, and nothing that is only imported or made to order, in that market."""
    for market in ("uk", "us"):
        found = dict(strategy_boxes.targets(CATALOGUE, market))
        shelf = {each.drug for each in CATALOGUE.products(market).values() if each.status == "available"}
        assert found == {
            id_: drug.name for id_, drug in CATALOGUE.drugs.items() if id_ in shelf and drug.kind == "benzodiazepine"
        }
        assert "diazepam" in found and "zolpidem" not in found
    assert "bromazepam" not in dict(strategy_boxes.targets(CATALOGUE, "uk"))


def test_what_is_filled_in_stands_side_by_side_before_choices_and_ticks():
    """Each choice with its hints, or without them where they are not wanted."""
    drawn = [strategy_boxes.laid_out([*MORE, *CROSSOVER], "side"), laid_out(["method"], "x", hinted=False)]
    first, second = drawn
    assert first[0].fields == ["stop_from_mg", "closing_interval_days", "crossover_to", "crossover_days", "stabilise_days"]
    assert first[0].css_class == "side" and first[2:] == ["coarse_tail"]
    assert first[1].fields == ["crossover_part"] and set(first[1].hints) > {"whole", "half"}
    assert (second[0].fields, second[1].fields, second[1].hints) == ([], ["method"], {})
    hinted = laid_out(["method"], "x")[1].hints
    assert hinted == {name: words[1] for name, words in METHODS_SAID.items()}


def test_a_box_that_came_later_stands_at_its_default():
    """A page or a draft of before had none; what was sent stands, and an older box that is missing is not filled."""
    later = {name for name, row in FIELDS.items() if row.later and row.kind.box in ("number", "choice")}
    filled = with_later(sent(pace="5-14"))
    assert set(filled) == {"pace"} | later
    for name in later:
        default = FIELDS[name].default
        assert filled.getlist(name) == ["" if default is None else str(default)]
        assert with_later(sent(**{name: "x"}))[name] == "x"


def test_a_box_that_comes_later_is_filled_by_its_kind(monkeypatch):
    """Numbers and choices; a tick that is not sent is not set, and what has no box is not sent."""
    rows = {
        "days": SimpleNamespace(later=True, default=7, kind=SimpleNamespace(box="number")),
        "part": SimpleNamespace(later=True, default=None, kind=SimpleNamespace(box="choice")),
        "tail": SimpleNamespace(later=True, default=False, kind=SimpleNamespace(box="tick")),
        "order": SimpleNamespace(later=True, default=None, kind=SimpleNamespace(box="")),
        "old": SimpleNamespace(later=False, default=7, kind=SimpleNamespace(box="number")),
    }
    monkeypatch.setattr(strategy_boxes, "FIELDS", rows)
    before = sent(pace="5-14")
    assert with_later(before).dict() == {"pace": "5-14", "days": "7", "part": ""}
    assert before.dict() == {"pace": "5-14"}
    assert with_later(sent(days="3")).dict() == {"days": "3", "part": ""}


def test_a_change_is_what_its_boxes_send():
    """A tick is sent or not, nothing is an empty box; what is not changed or not asked about is not there."""
    change = {"coarse_tail": True, "closing_interval_days": None, "stop_from_mg": Decimal("0.5"), "method": "direct"}
    assert with_change(("crossover_days", *MORE), change) == {
        "stop_from_mg": ["0.5"],
        "closing_interval_days": [""],
        "coarse_tail": ["on"],
    }
    assert with_change(MORE, {"coarse_tail": False}) == {"coarse_tail": []}


@pytest.mark.parametrize(
    ("ticked", "refused"),
    [
        (["diazepam-0p4mg-per-ml-oral-solution", "diazepam-1mg-per-ml-oral-solution"], True),
        (["diazepam-0p4mg-per-ml-oral-solution", "diazepam-2mg-tablet", "diazepam-5mg-tablet"], False),
        ([], False),
    ],
)
def test_two_liquids_of_a_drug_are_refused(ticked, refused):
    """Two strengths are easily mixed up; tablets beside one liquid are not."""
    drug = DrugProducts(CATALOGUE, "uk", "diazepam", [])

    class Ticks(forms.Form):
        products_diazepam = forms.MultipleChoiceField(choices=[(each.id, "") for each in drug.products], required=False)

    form = Ticks(sent(products_diazepam=ticked))
    assert form.is_valid()
    strategy_boxes.refuse_two_liquids(form, [drug])
    words = "Tick one liquid of diazepam at most: two strengths are easily mixed up."
    assert form.errors == ({"products_diazepam": [words]} if refused else {})
    strategy_boxes.refuse_two_liquids(Ticks(sent()), [])


def test_a_drug_whose_ticks_could_not_be_read_is_passed_over():
    """It has a fault of its own."""
    drug = DrugProducts(CATALOGUE, "uk", "diazepam", [])
    form = SimpleNamespace(cleaned_data={}, add_error=pytest.fail)
    strategy_boxes.refuse_two_liquids(form, [drug])


@pytest.mark.parametrize(
    ("field", "name", "plan", "review"),
    [
        ("strategy.interval_days", "interval_days", "own_interval", "slow_interval"),
        ("strategy.holds[0].days", "holds", "holds", "holds"),
        ("strategy.crossover_days", "crossover_days", "crossover_days", "crossover_days"),
        ("starts_on", "starts_on", "starts_on", "starts_on"),
        ("strategy.closing_interval_days", "closing_interval_days", "closing_interval_days", "closing_interval_days"),
    ],
)
def test_what_the_engine_refuses_is_said_at_its_box(field, name, plan, review):
    """Of a new plan or of a review; what has no box of another name has its own."""
    error = BadRequest(field, "must not be so")
    assert strategy_boxes.refused_field(error) == name
    assert (strategy_boxes.box_in_plan(name), strategy_boxes.box_in_review(name)) == (plan, review)
    assert strategy_boxes.refused(error) == "Choose again: must not be so."
