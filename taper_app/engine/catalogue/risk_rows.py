"""Reads the rows of the files about patients: risks, interactions, dependence and disagreements."""

from collections.abc import Collection, Mapping

from .facts import CatalogueError
from .risks import ADDS, CHOICES, TAPERS, UNKNOWN, Dependence, Disagreement, Interaction, Position, Risk
from .rows import CONFIDENCES, Row

ENZYMES = ("CYP2C19", "CYP3A4")
DOSES = ("low", "moderate", "high")


def read_risk(row: Row) -> Risk:
    """A question of the risk picture. Raises CatalogueError, as does every reader here."""
    answers = row.worded("answers")
    if len(answers) < 3 or tuple(answers)[-1] != UNKNOWN:
        raise row.wrong(f"answers must be at least two and then {UNKNOWN}")
    risk = Risk(
        id=row.key,
        group=row.text("group"),
        name=row.text("name"),
        words=row.text("words"),
        hint=row.text("hint", ""),
        asked_one_by_one=row.take("asked_one_by_one", bool, False),
        answers=answers,
        named=row.worded("named", answers),
        worse=row.some_of("worse", answers) if "worse" in row.left else tuple(answers)[:-1],
        once=row.text("once", ""),
        earlier=row.worded("earlier"),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )
    if bool(risk.once) != bool(risk.earlier) or set(risk.earlier.values()) - set(answers):
        raise row.wrong("earlier must have answers of its own, and go with once")
    return risk


def check_risks(risks: Mapping[str, Risk]) -> None:
    """Raises CatalogueError where a question was once part of one that is none."""
    for each in risks.values():
        if each.once and each.once not in risks:
            raise CatalogueError(f"risks.toml: {each.id}: once {each.once!r} is no question")


def read_interaction(row: Row, drugs: Collection[str]) -> Interaction:
    """A medicine that changes the level of others; `drugs` are those that it may name."""
    enzymes, named = row.some_of("enzymes", ENZYMES), row.some_of("drugs", drugs)
    effect = row.choice("effect", ("raises", "lowers", ADDS))
    if effect != ADDS and not enzymes and not named:
        raise row.wrong("enzymes is empty, and so is drugs")
    if effect == ADDS and (enzymes or named or not row.left.get("size")):
        raise row.wrong("what adds to every drug has a size, and no enzymes or drugs")
    return Interaction(
        id=row.key,
        name=row.text("name", row.key),
        effect=effect,
        enzymes=enzymes,
        drugs=named,
        opposite=row.some_of("opposite", drugs),
        strong=row.take("strong", bool, False),
        size=row.text("size", ""),
        measured=row.choice("measured", drugs, "diazepam"),
        source=row.source(),
        evidence=row.evidence(),
        confidence=row.choice("confidence", CONFIDENCES),
        review_by=row.review_by(),
    )


def read_dependence(row: Row, risks: Mapping[str, Risk]) -> Dependence:
    """A row of the table of dependence."""
    return Dependence(
        id=row.key,
        duration=row.some_of("duration", risks["duration"].answers),
        days_a_week=row.some_of("days_a_week", risks["days_a_week"].answers),
        dose=row.some_of("dose", DOSES),
        risk=row.text("risk"),
        taper=row.choice("taper", TAPERS),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )


def read_disagreement(row: Row) -> Disagreement:
    """A question with the positions of at least two sources."""
    positions = tuple(_position(each) for each in row.rows("positions"))
    if len({each.source for each in positions}) < 2:
        raise row.wrong("positions must be of at least two sources")
    return Disagreement(row.key, row.text("question"), row.choice("choice", CHOICES), positions, row.review_by())


def _position(row: Row) -> Position:
    position = Position(row.text("words"), row.source(), row.evidence())
    row.done()
    return position
