"""Reads the rows of the files about visits: signs, what is noted, numbers, scales and what else is taken."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from .decision import Decision
from .facts import SIGNS, CatalogueError
from .risks import UNKNOWN, Risk
from .rows import Row
from .rules import Rule
from .visit_facts import SIGN_KINDS, TAKEN, TIERS, Measure, Noted, Scale, Sign, Substance


def read_sign(row: Row, known: Mapping[str, Collection[str]], rules: Mapping[str, Rule], risks: Mapping[str, Risk]) -> Sign:
    """What a visit may find that acts; `known` are the ids of each kind. Raises CatalogueError, as all do."""
    kinds = [kind for kind in SIGN_KINDS if kind in row.left]
    if len(kinds) != 1:
        raise row.wrong(f"must have one of: {', '.join(SIGN_KINDS)}")
    only_with = row.row("only_with")
    sign = Sign(
        id=row.key,
        kind=kinds[0],
        of=row.choice(kinds[0], known[kinds[0]]),
        name=row.text("name"),
        at_least=row.take("at_least", int, None),
        at_most=row.take("at_most", int, None),
        below=row.take("below", int, None),
        answers=row.texts("answers"),
        rule=row.choice("rule", rules, ""),
        tier=row.choice("tier", TIERS, ""),
        only_with=MappingProxyType({each: only_with.some_of(each, risks[each].named) for each in tuple(only_with.left)}),
        against=tuple(map(Decision, row.some_of("against", tuple(Decision)))),
        advice=row.choice("advice", SIGNS, ""),
        source=row.source(),
        evidence=row.evidence(),
        review_by=row.review_by(),
    )
    _check_sign(row, sign)
    return sign


def _check_sign(row: Row, sign: Sign) -> None:
    bounds = sum(each is not None for each in (sign.at_least, sign.at_most, sign.below))
    if bounds != (sign.kind in ("measure", "symptom")):
        raise row.wrong("must have one of at_least, at_most and below for a measure or a symptom, and none for anything else")
    if bool(sign.answers) != (sign.kind == "substance"):
        raise row.wrong("answers go with a substance")
    if bool(sign.rule) != bool(sign.tier) or not (sign.rule or sign.advice):
        raise row.wrong("must have a rule with its tier, or advice, or both")


def check_signs(signs: Mapping[str, Sign], substances: Mapping[str, Substance]) -> None:
    """Raises CatalogueError where a rule has signs of two tiers, or an answer is none of its substance."""
    tiers: dict[str, str] = {}
    for each in signs.values():
        if each.rule and tiers.setdefault(each.rule, each.tier) != each.tier:
            raise CatalogueError(f"signs.toml: {each.id}: the other signs of {each.rule} are {tiers[each.rule]}")
        if each.kind == "substance" and set(each.answers) - set(substances[each.of].answers):
            raise CatalogueError(f"signs.toml: {each.id}: answers must be those of {each.of}")


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
        item_9=row.take("item_9", bool, False),
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
