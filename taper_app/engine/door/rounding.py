"""A dose taken today that the products do not make, rounded to the nearest that they do: offered, and never done in silence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..catalogue.facts import Catalogue
from ..doses.products import Makeable, Refusal, to_mg, to_ng
from ..doses.regimen import AT_TIMES, Dose, Regimen
from ..doses.week import a_week
from ..taper.strategy import Request
from ..text import mg, plain
from .offers import Alternative, Build, Weigh, until_the_stop


@dataclass(frozen=True, slots=True)
class Rounded:
    """A regimen with its doses rounded to what the products make, and the words that say so."""

    regimen: Regimen
    words: str


def rounded(request: Request, catalogue: Catalogue) -> Rounded | None:
    """What is taken, each dose that cannot be made at the nearest that can.

    At or below it, and above only where none below is near enough: in all within the percent that the limits have of the drug's
    day. None where every dose can be made, or one of them has none so near.
    """
    makes = {drug: request.makeable(catalogue, drug) for drug in request.regimen.drugs}
    odd = [each for each in request.regimen.doses if not _is_made(makes[each.drug], each)]
    for nearest in (_below, _above):
        found = {each: nearest(makes[each.drug], to_ng(each.mg)) for each in odd}
        if odd and all(found.values()) and _is_small(request.regimen, found, catalogue):
            new = {each: replace(each, mg=to_mg(ng)) for each, ng in found.items() if ng}
            regimen = replace(request.regimen, doses=tuple(new.get(each, each) for each in request.regimen.doses))
            return Rounded(regimen, " and ".join(_said(new)) + _size(request.regimen, regimen, catalogue, request))
    return None


def roundings(
    request: Request, catalogue: Catalogue, build: Build, weigh: Weigh, name: str = "regimen"
) -> tuple[Alternative, ...]:
    """The rounding of what is taken as an offer that was tried and works, and that no rule blocks.

    `name` is the field that it goes in.
    """
    found = rounded(request, catalogue)
    if found is None:
        return ()
    try:
        made = build(rounded_request := replace(request, regimen=found.regimen))
    except Refusal:
        return ()
    cautions, change = weigh(rounded_request, made), {name: found.regimen.to_json()}
    return () if cautions is None else (until_the_stop(found.words, made, change, cautions),)


def rounded_by(change: Mapping[str, Any]) -> Regimen:
    """The doses that an offer of a rounding begins from, by the change that it makes."""
    (rows,) = change.values()
    return Regimen.from_json(rows)


def rounding_said(taken: Regimen, rounded: Regimen) -> str:
    """What a rounding changes: "lorazepam 0.35 mg in the morning, where 0.37 mg is taken (a fall)"; a rise is called one."""
    then = {(each.time, each.drug, each.product, each.weekdays): each.mg for each in taken.doses}
    said = [
        f"{now.drug} {mg(now.mg)} {AT_TIMES[now.time]}, where {mg(before)} is taken (a {'rise' if now.mg > before else 'fall'})"
        for now in rounded.doses
        if (before := then.get((now.time, now.drug, now.product, now.weekdays), now.mg)) != now.mg
    ]
    return "; ".join(said)


def _is_made(makes: Makeable, dose: Dose) -> bool:
    ng = to_ng(dose.mg)
    return makes.makes(ng) or makes.makes(ng, liquid=True)


def _below(makes: Makeable, ng: int) -> int | None:
    return max(filter(None, (makes.at_most(ng, liquid=liquid) for liquid in (False, True))), default=None)


def _above(makes: Makeable, ng: int) -> int | None:
    return min(filter(None, (makes.at_least(ng, liquid=liquid) for liquid in (False, True))), default=None)


def _is_small(regimen: Regimen, found: dict[Dose, int | None], catalogue: Catalogue) -> bool:
    weekly, most = regimen.weekly_mg(), catalogue.limits["rounding_percent"].most
    moved: dict[str, Decimal] = {}
    for each, ng in found.items():
        moved[each.drug] = moved.get(each.drug, Decimal(0)) + abs(each.mg - to_mg(ng or 0)) * a_week(each.weekdays)
    return all(mg * 100 <= weekly[drug] * most for drug, mg in moved.items())


def _said(new: dict[Dose, Dose]) -> Iterator[str]:
    for old, other in new.items():
        yield f"round {old.drug} {mg(old.mg)} {AT_TIMES[old.time]} to {mg(other.mg)}"


def _size(old: Regimen, new: Regimen, catalogue: Catalogue, request: Request) -> str:
    """How much of the day that is, and which way."""
    before, after = (request.measure.of(catalogue, each) for each in (old, new))
    way = "a rise of" if after > before else "a fall of"
    return f" ({way} {plain(abs(Fraction(after - before)) * 100 / before, 1)}% of the day)"
