"""Reads the rows of the files about visits: signs, what is noted, numbers, scales and what else is taken."""

from collections.abc import Mapping

from .risks import UNKNOWN, Risk
from .rows import Row
from .visit_facts import TAKEN, Measure, Noted, Scale, SevereSign, Substance


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


def read_noted(row: Row, risks: Mapping[str, Risk]) -> Noted:
    """A red flag, a symptom, or what is seen beside them."""
    means = row.worded("means", risks)
    if any(answer not in risks[question].named for question, answer in means.items()):
        raise row.wrong("means must be answers that a remark can name")
    return Noted(
        id=row.key,
        name=row.text("name"),
        means=means,
        crossover_first=row.take("crossover_first", bool, False),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )


def read_measure(row: Row) -> Measure:
    """A number that a visit may enter."""
    least, most, places = (row.take(name, int, *default) for name, *default in (("least",), ("most",), ("places", 0)))
    if not 0 <= least < most:
        raise row.wrong("least must be from 0 to below most")
    return Measure(
        id=row.key,
        name=row.text("name"),
        least=least,
        most=most,
        places=places,
        curve=row.take("curve", bool, False),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )


def read_substance(row: Row, risks: Mapping[str, Risk]) -> Substance:
    """What a visit asks about another thing that is taken."""
    answers = row.worded("answers")
    if not {*TAKEN, UNKNOWN} <= set(answers):
        raise row.wrong(f"answers must have: {', '.join((*TAKEN, UNKNOWN))}")
    question = row.choice("question", risks)
    return Substance(
        id=row.key,
        name=row.text("name"),
        answers=answers,
        question=question,
        means=row.choice("means", risks[question].answers),
        stays=row.some_of("stays", risks[question].answers),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )


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
