"""The files, key by key: the catalogue holds every value as it is written, and what is left out as nothing."""

import tomllib
from dataclasses import fields
from decimal import Decimal
from functools import partial

import pytest

from taper_app.engine.catalogue.decision import Decision
from taper_app.engine.catalogue.facts import Bottle
from taper_app.engine.catalogue.load import DATA, load_catalogue
from taper_app.engine.catalogue.markets import Keep, Threshold
from taper_app.engine.catalogue.risks import Position
from taper_app.engine.catalogue.visit_facts import SIGN_KINDS

MARKETS = tuple(load_catalogue().markets)


@pytest.fixture
def catalogue():
    return load_catalogue()


def rows(file):
    return tomllib.loads((DATA / file).read_text(encoding="utf-8"), parse_float=Decimal)


def held(thing):
    """What the catalogue holds of one thing, by the names of its fields."""
    return {field.name: getattr(thing, field.name) for field in fields(thing)}


def holds(things, file, defaults, **read):
    """Whether each thing has what its row in the file says, what is left out as in `defaults`, and `read` on some fields."""
    said = {id_: {"id": id_} | defaults | row for id_, row in rows(file).items()}
    for row in said.values():
        row |= {name: how(row) for name, how in read.items()}
    return {id_: held(each) for id_, each in things.items()} == said and list(things) == list(said)


def test_what_is_worked_out_beside_a_choice_is_held_as_written(catalogue):
    """A row has every value as it is written; one that says nothing of a decision is of a new plan."""
    nothing = {"strategy": {}, "bands": False, "adds": "", "decision": None, "days": None}
    assert holds(catalogue.outcomes, "outcomes.toml", nothing)


STRONGER = ("gives_way_to", "info_beside", "left_to")


def test_sources_and_rules_are_held_as_written(catalogue):
    """A source or rule has its key as its id, every value as it is written, and nothing where a value is left out."""
    assert holds(catalogue.sources, "sources.toml", {"url": "", "doi": "", "listed": True})
    words = {
        "on": lambda row: {question: tuple(answers) for question, answers in row.get("on", {}).items()},
        "asks": lambda row: tuple(row.get("asks", [])),
        **{
            name: partial(lambda row, name: tuple(row.get(name, [])), name=name)
            for name in ("gives_way_to", "info_beside", "left_to")
        },
        "same_by": lambda row: tuple(row.get("same_by", [])),
        "answer": lambda row: row.get("answer", {}),
        "numbers": lambda row: row.get("numbers", {}) | {each: own[rule][each] for each, rule in row.pop("shares", {}).items()},
    }
    own = {key: row.get("numbers", {}) for key, row in rows("guidelines.toml").items()}
    assert holds(catalogue.rules, "guidelines.toml", {"with_specialist": "", "presses": 0, "place": ""}, **words)


def test_what_is_asked_of_a_patient_is_held_as_written(catalogue):
    """Questions, interactions, rows of dependence and disagreements have every value as it is written, in order."""

    def worse(row):
        return tuple(row.get("worse", [*row["answers"]][:-1]))

    left_out = {"hint": "", "asked_one_by_one": False, "named": {}, "once": "", "earlier": {}}
    assert holds(catalogue.risks, "risks.toml", left_out, worse=worse)
    listed = {name: partial(lambda row, name: tuple(row.get(name, [])), name=name) for name in ("enzymes", "drugs", "opposite")}
    listed["name"] = lambda row: row.get("name", row["id"])
    left_out = {"strong": False, "size": "", "measured": "diazepam"}
    assert holds(catalogue.interactions, "interactions.toml", left_out, **listed)
    use = {name: lambda row, name=name: tuple(row.get(name, [])) for name in ("duration", "days_a_week", "dose")}
    assert holds(catalogue.dependence, "dependence.toml", {}, **use)
    positions = {"positions": lambda row: tuple(Position(**each) for each in row["positions"])}
    assert holds(catalogue.disagreements, "disagreements.toml", {}, **positions)


def test_what_is_never_converted_is_held_as_written(catalogue):
    """A medicine that is never converted has its names as they are written, and the answer of its kind."""
    assert holds(catalogue.other_kinds, "other_kinds.toml", {})
    read = {
        "kind": lambda row: catalogue.other_kinds[row["kind"]],
        "brands": lambda row: tuple(row.get("brands", [])),
        "also": lambda row: tuple(row.get("also", [])),
        "name": lambda row: row.get("name", row["id"]),
    }
    assert holds(catalogue.others, "others.toml", {}, **read)


def test_paces_are_held_as_written(catalogue):
    """A preset sets exactly the fields that are written; it is not the slower one unless that is written."""
    assert holds(catalogue.presets, "presets.toml", {"slower": False})


def test_advice_is_held_as_written(catalogue):
    """Advice has its key as its id, and its decisions, signs, words and source as they are written."""
    lists = {name: lambda row, name=name: tuple(row[name]) for name in ("decisions", "when")}
    assert holds(catalogue.advice, "advice.toml", {}, **lists)


NOT_KNOWN = {"holds_ml": None, "source": "", "evidence": "", "keeps_days": None, "keeps_source": "", "keeps_evidence": ""}


def as_sold(row):
    """The bottle of a product as its row has it; what is not known is None."""
    return row["bottle"] and Bottle(**NOT_KNOWN | row["bottle"])


@pytest.mark.parametrize("market", MARKETS)
def test_products_are_held_as_written(catalogue, market):
    """A product has every value as it is written; one that says nothing of splits is not split."""
    left_out = {"strength_mg": None, "mg_per_ml": None, "drop_mg": None, "note": "", "codes": {}, "brands": []}
    splits = {"splits": "none", "splits_source": "", "splits_evidence": "", "ticked": True, "market": market, "bottle": None}
    read = {"brands": lambda row: tuple(row["brands"]), "bottle": as_sold}
    assert holds(catalogue.products(market), f"products/{market}.toml", left_out | splits, **read)


def test_drugs_are_held_as_written(catalogue):
    """A drug has every half-life, maximum, code and mistakable name as it is written."""
    for (id_, row), drug in zip(rows("drugs.toml").items(), catalogue.drugs.values(), strict=True):
        assert (drug.id, drug.name, drug.kind) == (id_, id_, row["kind"])
        assert [(each.of, [each.low, each.high], each.source, each.evidence) for each in drug.half_lives] == [
            (each["of"], each["hours"], each["source"], each["evidence"]) for each in row["half_lives"]
        ]
        assert [held(each) for each in drug.maxima] == [{"from_age": 0, "release": ""} | each for each in row.get("maxima", [])]
        assert [held(each) for each in drug.cleared_by] == row.get("cleared_by", [])
        assert drug.enzymes == {each["enzyme"] for each in row.get("cleared_by", [])}
        assert drug.review_by == row["review_by"]
        assert (held(drug.plain_by_day) if drug.plain_by_day else None) == row.get("plain_by_day")
        assert [held(each) for each in drug.plain_at_night] == row.get("plain_at_night", [])
        assert drug.also == tuple(row.get("also", []))
        assert (drug.codes, drug.confused_with) == (row.get("codes", {}), tuple(row.get("confused_with", [])))


def test_a_drug_has_the_brands_of_its_products(catalogue):
    """The brands of a drug are those of its own products, market by market, each once and in the order of the file."""
    for drug in catalogue.drugs.values():
        for market in MARKETS:
            own = [row for row in rows(f"products/{market}.toml").values() if row["drug"] == drug.id]
            names = dict.fromkeys(brand for row in own for brand in row.get("brands", []))
            assert drug.brands.get(market, ()) == tuple(names)
        assert set(drug.brands) <= set(MARKETS)
        assert all(drug.brands.values())


def test_tables_are_held_as_written(catalogue):
    """A cell has its own evidence and confidence where they are written, and else those of its table."""
    for (id_, row), table in zip(rows("tables.toml").items(), catalogue.tables.values(), strict=True):
        assert (table.id, table.name, table.source) == (id_, row["name"], row["source"])
        assert (table.selectable, table.review_by) == (row["selectable"], row["review_by"])
        cells = {
            drug: {"evidence": row["evidence"], "confidence": row["confidence"]} | cell for drug, cell in row["cells"].items()
        }
        spans = {drug: {"low": cell["mg"][0], "high": cell.pop("mg")[1]} for drug, cell in cells.items()}
        assert {drug: held(cell) for drug, cell in table.cells.items()} == {
            drug: spans[drug] | cell for drug, cell in cells.items()
        }


def test_markets_are_held_as_written(catalogue):
    """A market has every value as it is written; one that says nothing of boxes or of a line at night has neither."""
    read = {
        "tables": lambda row: tuple(row["tables"]),
        "keep": lambda row: Keep(**row["keep"]),
        "thresholds": lambda row: {rule: Threshold(**each) for rule, each in row.get("thresholds", {}).items()},
    }
    assert holds(catalogue.markets, "markets.toml", {"night_line": "", "register": "", "bands": "", "boxes": {}}, **read)


def test_what_is_asked_at_a_visit_is_held_as_written(catalogue):
    """Red flags, symptoms, what is seen, numbers, and what else is taken have every value as it is written, in order."""
    for file in ("red_flags", "symptoms", "seen"):
        assert holds(getattr(catalogue, file), f"{file}.toml", {"means": {}, "crossover_first": False, "item_9": False})
    assert holds(catalogue.measures, "measures.toml", {"places": 0, "curve": False})
    assert holds(catalogue.substances, "substances.toml", {}, stays=lambda row: tuple(row.get("stays", [])))


def test_signs_are_held_as_written(catalogue):
    """A sign has the one thing that it reads, and every other value as it is written."""
    nothing = {"at_least": None, "at_most": None, "below": None, "rule": "", "tier": "", "advice": ""}
    read = {
        "kind": lambda row: next(kind for kind in SIGN_KINDS if kind in row),
        "of": lambda row: next(row.pop(kind) for kind in SIGN_KINDS if kind in row),
        "answers": lambda row: tuple(row.get("answers", [])),
        "only_with": lambda row: {question: tuple(said) for question, said in row.get("only_with", {}).items()},
        "against": lambda row: tuple(map(Decision, row.get("against", []))),
    }
    assert holds(catalogue.signs, "signs.toml", nothing, **read)
