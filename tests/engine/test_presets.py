"""Presets: published paces, each with its source and a schedule worked out by hand from the published rule."""

import json
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from taper_app.engine import answer, load_catalogue, parse_request, parse_strategy, propose
from taper_app.engine.catalogue.load import DATA

from .recount import faults
from .requests import direct

CATALOGUE = load_catalogue()
PRESETS = CATALOGUE.presets
WRITTEN = tomllib.loads((DATA / "presets.toml").read_text(encoding="utf-8"), parse_float=Decimal)
GOLDEN = {
    scenario["preset"]: scenario
    for file in sorted((Path(__file__).parent / "scenarios").glob("preset_*.toml"))
    if (scenario := tomllib.loads(file.read_text(encoding="utf-8")))
}
PACE = {"basis", "reduction_percent", "interval_days", "bands"}
"""The fields that a published pace sets; method, products and target stay the clinician's."""


def strategy(fields):
    return parse_strategy({"method": "direct", **fields}, CATALOGUE, "uk")


def test_every_published_pace_is_a_preset():
    """Presets: ASAM 2025 careful and usual, CKS bands, BNF eighth, NHS Scotland 1 mg, Ashton-like bands, percent of baseline."""
    assert list(PRESETS) == [
        "asam-2025-careful",
        "asam-2025-usual",
        "cks-bands",
        "bnf-eighth",
        "nhs-scotland-1mg",
        "ashton-bands",
        "baseline-10",
    ]


@pytest.mark.parametrize("preset", WRITTEN)
def test_a_preset_is_read_as_it_is_written(preset):
    """Presets are data with sources: name, pace, source, evidence and note come from presets.toml as they stand there."""
    read, written = PRESETS[preset], WRITTEN[preset]
    assert (read.id, read.name, read.source, read.evidence, read.note, read.slower) == (
        preset,
        written["name"],
        written["source"],
        written["evidence"],
        written["note"],
        written.get("slower", False),
    )
    assert dict(read.strategy) == written["strategy"]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_cites_a_source_that_can_be_found(preset):
    """Every preset cites a source of sources.toml, with a title and an address, and was not written down from memory."""
    source = CATALOGUE.sources[PRESETS[preset].source]
    assert source.title
    assert source.url or source.doi
    assert PRESETS[preset].evidence in ("seen", "seen-secondary")
    assert PRESETS[preset].note


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_sets_the_pace_and_nothing_else(preset):
    """A preset is a pace: the method, the products and the target are always the clinician's choice."""
    assert set(PRESETS[preset].strategy) <= PACE
    assert strategy(PRESETS[preset].strategy)


def test_every_preset_has_a_golden_schedule():
    """Each preset has a schedule worked out by hand from its rule."""
    assert set(GOLDEN) == set(PRESETS)


@pytest.mark.parametrize("preset", GOLDEN)
def test_a_preset_asks_for_the_published_pace(preset):
    """The pace that the golden schedule was worked out for is the one that the preset sets, field by field."""
    written = {field: value for field, value in GOLDEN[preset]["request"]["strategy"].items() if field in PACE}
    assert strategy(PRESETS[preset].strategy) == strategy(written)
    assert set(PRESETS[preset].strategy) == set(written)


@pytest.mark.parametrize("preset", GOLDEN)
def test_a_preset_gives_its_golden_schedule(preset):
    """The preset gives the daily mg and dates that were worked out by hand: one step each interval, the stop on the day named."""
    golden = GOLDEN[preset]
    written = golden["request"]["strategy"]
    asked = golden["request"] | {"strategy": {"method": "direct", **PRESETS[preset].strategy}}
    if "quarter" in written:
        asked["strategy"]["quarter"] = written["quarter"]
    made = propose(parse_request(asked, CATALOGUE), CATALOGUE).schedule
    daily = [Decimal(mg) for mg in golden["expected"]["daily"].split()]
    first, days = date.fromisoformat(golden["request"]["starts_on"]), written["interval_days"]
    assert [step.daily_mg.get("diazepam", 0) for step in made.steps] == daily
    assert [step.starts_on for step in made.steps] == [first + timedelta(days=days * at) for at in range(len(daily))]
    assert [step.kind for step in made.steps] == ["reduce"] * (len(daily) - 1) + ["stop"]
    assert made.steps[-1].starts_on == date.fromisoformat(golden["expected"]["stops_on"])
    assert [made.weeks] * 2 == golden["expected"]["weeks"]
    assert not faults(golden["request"], {"schedule": made.to_json()})


@pytest.mark.parametrize(
    ("preset", "mg", "stops_on"),
    [
        ("cks-bands", "5 4 3 2 1 0", "2028-02-14"),  # 0.5 mg cannot be made: 1 mg, thirty steps in all
        ("asam-2025-usual", "4 3 2 1 0", "2028-01-03"),
    ],
)
def test_a_pace_that_tablets_cannot_keep_goes_by_the_next_step_that_they_make(preset, mg, stops_on):
    """From 40 mg with whole and half tablets the end goes by 1 mg, whatever smaller step the pace would ask for there."""
    asked = direct("uk", "diazepam", morning="20", night="20", strategy=dict(PRESETS[preset].strategy))
    made = propose(parse_request(asked, CATALOGUE), CATALOGUE).schedule
    assert [str(step.daily_mg.get("diazepam", 0)) for step in made.steps][-len(mg.split()) :] == mg.split()
    assert made.steps[-1].starts_on == date.fromisoformat(stops_on)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_can_be_named_in_a_comparison(preset):
    """On the command line a strategy may name a preset: its pace is laid under the strategy's own fields."""
    request = {key: value for key, value in direct("uk", "diazepam", night="20").items() if key != "strategy"}
    own = {"method": "direct", "preset": preset, "interval_days": 21}
    told, status = answer(json.dumps(request | {"do": "compare", "strategies": [own, own | {"target_mg": "10"}]}), CATALOGUE)
    assert status == 0
    expected = strategy({**PRESETS[preset].strategy, "interval_days": 21})
    assert told["comparison"][0]["strategy"] == expected.to_json()
    assert told["comparison"][1]["strategy"] == expected.to_json() | {"target_mg": "10"}
