"""Reads the rows of the files about patients: risks, severe signs, interactions, dependence and disagreements."""

from collections.abc import Collection, Mapping

from .facts import CatalogueError
from .risks import CHOICES, UNKNOWN, Dependence, Disagreement, Interaction, Noted, Position, Risk, Scale, SevereSign
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
        answers=answers,
        named=row.worded("named", answers),
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
    if not enzymes and not named:
        raise row.wrong("enzymes is empty, and so is drugs")
    return Interaction(
        id=row.key,
        name=row.text("name", row.key),
        effect=row.choice("effect", ("raises", "lowers")),
        enzymes=enzymes,
        drugs=named,
        strong=row.take("strong", bool, False),
        size=row.text("size", ""),
        measured=row.choice("measured", drugs, "diazepam"),
        source=row.source(),
        evidence=row.evidence(),
        confidence=row.choice("confidence", CONFIDENCES),
        review_by=row.review_by(),
    )


def read_severe_sign(row: Row) -> SevereSign:
    """A number from which on, or down to which, what a visit measures is severe."""
    high, low = (row.take(name, int, None) for name in ("at_least", "at_most"))
    if (high is None) == (low is None):
        raise row.wrong("must have at_least or at_most, and not both")
    return SevereSign(
        id=row.key,
        measure=row.text("measure"),
        name=row.text("name"),
        at_least=high,
        at_most=low,
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )


def read_noted(row: Row) -> Noted:
    """A red flag or a symptom."""
    return Noted(row.key, row.text("name"), row.source(), row.evidence(), row.review_by())


def read_scale(row: Row) -> Scale:
    """A scale: its highest total is what its items and answers add up to, where it has them."""
    items, answers, most = row.texts("items"), row.texts("answers"), row.take("most", int)
    if items and most != len(items) * (len(answers) - 1):
        raise row.wrong("most must be what the items add up to")
    item = row.take("suicide_item", int, 0)
    if not 0 <= item <= len(items):
        raise row.wrong("suicide_item must be one of the items")
    return Scale(
        id=row.key,
        name=row.text("name"),
        asked=row.text("asked", ""),
        credit=row.text("credit", ""),
        items=items,
        answers=answers,
        suicide_item=item,
        most=most,
        bands=_bands(row, most),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )


def _bands(row: Row, most: int) -> tuple[tuple[int, str], ...]:
    bands = tuple((each[0], each[1]) for each in row.take("bands", list, []))
    totals = [least for least, _ in bands]
    if totals != sorted(set(totals), reverse=True) or any(not 0 <= each <= most for each in totals):
        raise row.wrong("bands must go down, within the totals of the scale")
    return bands


def read_dependence(row: Row, risks: Mapping[str, Risk]) -> Dependence:
    """A row of the table of dependence."""
    return Dependence(
        id=row.key,
        duration=row.some_of("duration", risks["duration"].answers),
        days_a_week=row.some_of("days_a_week", risks["days_a_week"].answers),
        dose=row.some_of("dose", DOSES),
        risk=row.text("risk"),
        likely=row.take("likely", bool),
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
