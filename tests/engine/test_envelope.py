"""The numbers of the envelope stand in guidelines.toml alone: what is built, judged and said follows a change of one."""

from decimal import Decimal

import pytest

from taper_app.engine import BadRequest, Refusal, load_catalogue, parse_request, propose
from taper_app.engine.catalogue.envelope import Envelope

from .changed_data import with_number
from .requests import crossover, direct

CATALOGUE = load_catalogue()
NBSP = "\u00a0"
BANDS = {"basis": "bands", "bands": [{"down_to_mg": "0", "reduction_mg": "10"}]}
"""A pace that asks for more than any envelope allows once 40 mg or less are left."""

QUARTERS = {key: ["diazepam-5mg-tablet"] for key in ("products", "halve", "quarter")}
"""Reductions of 1.25 mg, and none smaller."""


def proposed(catalogue, mg, **strategy):
    """What is proposed for so much diazepam at night."""
    return propose(parse_request(direct("uk", "diazepam", night=mg, strategy=strategy), catalogue), catalogue)


def refusal(catalogue, mg, **strategy):
    """What is said where that is refused, with what is offered instead."""
    with pytest.raises(Refusal) as caught:
        proposed(catalogue, mg, **strategy)
    return " ".join([caught.value.message, *(each.message for each in caught.value.alternatives)])


def largest(proposal):
    """The largest reduction in percent of the dose before, of those that are more than a closing one may be."""
    return max(each.reduction_percent for each in proposal.schedule.steps if each.reduction > CATALOGUE.envelope.closing_mg)


def messages(proposal, rule):
    """What the rule says of the proposal."""
    return [each.message for each in proposal.findings if each.rule == rule]


@pytest.mark.parametrize(
    ("rule", "name", "value", "field"),
    [
        ("envelope_reduction", "min_percent", 4, "min_percent"),
        ("envelope_reduction", "max_percent", 20, "max_percent"),
        ("envelope_interval", "min_days", 8, "min_days"),
        ("envelope_interval", "max_days", 21, "max_days"),
        ("envelope_length", "min_days", 84, "least_days"),
        ("closing_reduction", "max_mg", 1, "closing_mg"),
        ("crossover_rise", "max_percent", 4, "crossover_rise_percent"),
        ("crossover_fall", "max_percent", 8, "small_fall_percent"),
        ("crossover_spread", "max_pieces", 6, "most_pieces"),
    ],
)
def test_the_envelope_is_what_the_rules_judge_by(tmp_path, rule, name, value, field):
    """Each number of the envelope is that of its rule in guidelines.toml, and no other one changes with it."""
    usual = {"min_percent": 5, "max_percent": 25, "min_days": 7, "max_days": 28, "least_days": 70, "closing_mg": Decimal("1.25")}
    usual |= {"crossover_rise_percent": 5, "crossover_fall_percent": 25, "small_fall_percent": 10, "most_pieces": 8}
    assert CATALOGUE.envelope == Envelope(**usual)
    changed = with_number(tmp_path, "guidelines.toml", rule, name, value)
    assert changed.envelope == Envelope(**usual | {field: value})


@pytest.mark.long
def test_no_reduction_is_built_above_the_most_of_the_envelope(tmp_path):
    """With 20 % at the most nothing that is built falls by more, nothing is blocked, and every sentence says 20."""
    twenty = with_number(tmp_path, "guidelines.toml", "envelope_reduction", "max_percent", 20)
    assert largest(proposed(CATALOGUE, "40", **BANDS)) == 25
    made = proposed(twenty, "40", **BANDS)
    assert largest(made) == 20
    assert not [each for each in made.findings if each.severity == "block"]
    for rule, words in (("capped", "is more than 20% of the dose"), ("closing_reduction", "may be over 20%")):
        assert messages(made, rule)
        assert all(words in each for each in messages(made, rule))
    only_tens = {"products": ["diazepam-10mg-tablet"], "halve": "none"}
    assert "A reduction is at most 20%, or at most about 1.25" in refusal(twenty, "20", **only_tens)
    assert "No reduction of 5% to 20% stops by" in refusal(twenty, "40", finish_by="2027-04-01")


def test_a_taper_is_as_long_as_the_envelope_has_it(tmp_path):
    """With 84 days at the least a taper of 70 is refused, in weeks too, and is offered the days that it lacks as a hold."""
    pace = {"reduction_percent": "25", "interval_days": 7}
    assert proposed(CATALOGUE, "20", **pace).schedule.days == 70
    said = refusal(with_number(tmp_path, "guidelines.toml", "envelope_length", "min_days", 84), "20", **pace)
    assert "after 70 days. A taper takes at least 84 days (12 weeks)." in said
    assert "Stay on the last dose for 14 days more before stopping: 12 weeks." in said


def test_the_longest_interval_is_that_of_the_envelope(tmp_path):
    """With 21 days at the most none of 28 is offered to a taper that is too short; with 35 one of 35 is to a shorter one."""
    assert "Reduce every" not in refusal(CATALOGUE, "3.75", **QUARTERS)
    (tmp_path / "longer").mkdir()
    longer = with_number(tmp_path / "longer", "guidelines.toml", "envelope_interval", "max_days", 35)
    assert "Reduce every 35 days: 10 weeks." in refusal(longer, "3.75", **QUARTERS)
    assert "Reduce every 28 days: 12 weeks." in refusal(CATALOGUE, "5", **QUARTERS)
    assert "Reduce every" not in refusal(
        with_number(tmp_path, "guidelines.toml", "envelope_interval", "max_days", 21), "5", **QUARTERS
    )


def test_the_shortest_interval_is_that_of_the_envelope(tmp_path):
    """With 10 days at the least a date that cannot be kept is answered for reductions every 10 days."""
    ten = with_number(tmp_path, "guidelines.toml", "envelope_interval", "min_days", 10)
    said = refusal(ten, "20", finish_by="2027-04-01")
    assert "every 7 days" not in said
    quickest = said.partition("With reductions every 10 days it is ")[2][:10]
    assert proposed(ten, "20", interval_days=10, finish_by=quickest).schedule.steps[-1].starts_on.isoformat() == quickest


def test_a_closing_reduction_is_as_small_as_its_rule_has_it(tmp_path):
    """With 1 mg at the most near the end, one of 1.25 mg from 3.75 mg is not allowed, and what is said names 1 mg."""
    assert "smallest reduction" not in refusal(CATALOGUE, "5", **QUARTERS)
    said = refusal(with_number(tmp_path, "guidelines.toml", "closing_reduction", "max_mg", 1), "5", **QUARTERS)
    assert f"is 1.25{NBSP}mg (33.3%). A reduction is at most 25%, or at most about 1{NBSP}mg diazepam at the end." in said


@pytest.mark.parametrize(
    ("rule", "name", "value", "field", "asked", "said"),
    [
        ("envelope_reduction", "max_percent", 20, "reduction_percent", "25", "must be from 5 to 20; the nearest is 20%"),
        ("envelope_interval", "max_days", 21, "interval_days", 28, "must be from 7 to 21; the nearest is 21 days"),
        ("closing_reduction", "max_mg", 1, "stop_from_mg", "1.25", "must be from 0 to 1"),
    ],
)
def test_what_is_asked_for_is_bounded_by_the_envelope(tmp_path, rule, name, value, field, asked, said):
    """A request for more than the changed envelope allows is refused with its number; with the usual one it is read."""
    request = direct("uk", "diazepam", night="20", strategy={field: asked})
    assert parse_request(request, CATALOGUE)
    with pytest.raises(BadRequest, match=f"^strategy.{field}: {said}$"):
        parse_request(request, with_number(tmp_path, "guidelines.toml", rule, name, value))


def test_one_dose_has_at_most_as_many_pieces_as_the_envelope_has(tmp_path):
    """With six at the most no dose is made of more, and the rule that says what became of the rest says six."""
    request = crossover("uk", "lorazepam", "ashton-2002", night="9")
    for most, catalogue in ((8, CATALOGUE), (6, with_number(tmp_path, "guidelines.toml", "crossover_spread", "max_pieces", 6))):
        made = propose(parse_request(request, catalogue), catalogue)
        assert max(sum(piece.count for piece in dose.pieces) for step in made.schedule.steps for dose in step.doses) == most
        [said] = messages(made, "crossover_spread")
        assert f"does not fit into one dose of {most} pieces" in said
