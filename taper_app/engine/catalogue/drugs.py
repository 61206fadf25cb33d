"""A benzodiazepine or z-drug as the catalogue holds it: half-lives, licensed doses, enzymes, codes and look-alike names."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

INDICATIONS = ("anxiety", "panic", "insomnia", "epilepsy", "muscle-spasm", "alcohol-withdrawal")
"""What a drug may be licensed for. Who takes it for panic may be said to take it for anxiety."""

# A drug that loses half or more of itself between doses a day apart leaves gaps when it is taken once a day.
SHORT_HALF_LIFE_HOURS = 24


@dataclass(frozen=True, slots=True)
class HalfLife:
    """Elimination half-life in hours, from `low` to `high`, of the drug or of the active metabolite named in `of`."""

    of: str
    low: Decimal
    high: Decimal
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Clearance:
    """An enzyme that clears a drug, so that medicines which act on it change the drug's level."""

    enzyme: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Maximum:
    """The highest dose in mg a day that is licensed in a market for an indication.

    It is that from the age of `from_age` on, and of the products of one `release` alone where that is not "".
    """

    market: str
    indication: str
    daily_mg: Decimal
    from_age: int
    release: str
    source: str
    evidence: str


def _highest(rows: Iterable[Maximum], age: int | None) -> Maximum | None:
    """The row of the highest dose; of an indication that has rows from an age on, the one of this age alone."""
    of_age: dict[tuple[str, str], Maximum] = {}
    for row in sorted(rows, key=lambda each: (each.from_age, each.daily_mg)):
        if not row.from_age or (age is not None and row.from_age <= age):
            of_age[row.market, row.indication] = row
    return max(of_age.values(), key=lambda each: each.daily_mg, default=None)


def _licence_for(indication: str, here: Iterable[Maximum], anywhere: Iterable[Maximum], age: int | None) -> Maximum | None:
    """The licence that counts for an indication in a market of which `here` are the rows."""
    meant = ("anxiety", "panic") if indication in ("anxiety", "panic") else (indication,)
    same, elsewhere = ([each for each in rows if each.indication in meant] for rows in (here, anywhere))
    other = [each for each in here if each.indication != "epilepsy"]
    return next((found for rows in (same, other, elsewhere, here) if (found := _highest(rows, age))), None)


@dataclass(frozen=True, slots=True)
class SevereLiverDisease:
    """Whether a drug is `unsafe` to cross over to with severe liver disease: by its label, or because it or what is made of it
    lasts much longer then. The others are joined to a sugar."""

    unsafe: bool
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PlainByDay:
    """Over how many `times` of day a drug is spread as plain tablets, where its modified-release form is taken once a day.

    The day's total stays the same: that is what the labels of the modified-release products go by.
    """

    times: int
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PlainAtNight:
    """The strength of the plain tablet that is advised for whom `modified_mg` of the modified-release one is, at night."""

    modified_mg: Decimal
    plain_mg: Decimal
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Drug:
    """A benzodiazepine or z-drug by its INN.

    `codes` are RxNorm, ATC and SNOMED CT codes, each from the source of that id; `brands` are the brands of the drug's
    products by market, `also` those of other countries and earlier ones; `confused_with` are names that look or sound like
    this one. `modified_release` are brands, of any market, of products that let the drug go slowly; where there are any,
    `plain_by_day` or `plain_at_night` says what the plain form does in their place.
    """

    id: str
    name: str
    kind: str
    half_lives: tuple[HalfLife, ...]
    maxima: tuple[Maximum, ...]
    codes: Mapping[str, str] = field(hash=False)
    brands: Mapping[str, tuple[str, ...]] = field(hash=False)
    confused_with: tuple[str, ...]
    also: tuple[str, ...]
    cleared_by: tuple[Clearance, ...]
    liver: SevereLiverDisease
    modified_release: tuple[str, ...]
    plain_by_day: PlainByDay | None
    plain_at_night: tuple[PlainAtNight, ...]
    review_by: date

    @property
    def enzymes(self) -> frozenset[str]:
        """The enzymes by which other medicines change its level."""
        return frozenset(each.enzyme for each in self.cleared_by)

    def licensed_mg(self, market: str, age: int | None = None, release: str = "plain") -> Decimal | None:
        """The highest daily dose licensed for any indication, by market, age and release; None where none is known."""
        found = self.licence(market, age, release)
        return found.daily_mg if found else None

    def licence(
        self, market: str, age: int | None = None, release: str = "plain", taken_for: Collection[str] = ()
    ) -> Maximum | None:
        """The licence of the highest daily dose, for the indications that it is taken for, or for any where these are not known.

        Where a label has a limit from an age on, that counts from then on in the place of the other one; an age that is not known
        is any age. What a market does not license for an indication counts as what it licenses for others, but not by a dose for
        epilepsy, which is of another order: before that by another market's for the indication. None where none is known.
        """
        of_release = [each for each in self.maxima if each.release in ("", release)]
        here = [each for each in of_release if each.market == market]
        if not taken_for or not set(taken_for) <= set(INDICATIONS):
            return _highest(here, age)
        found = (_licence_for(each, here, of_release, age) for each in taken_for)
        return max(filter(None, found), key=lambda each: each.daily_mg, default=None)

    @property
    def for_sleep(self) -> bool:
        """Whether it is licensed for insomnia, and for nothing else."""
        return {each.indication for each in self.maxima} == {"insomnia"}

    @property
    def may_be_for_sleep(self) -> bool:
        """Whether it is licensed for insomnia, perhaps among other things."""
        return any(each.indication == "insomnia" for each in self.maxima)

    @property
    def half_life_hours(self) -> Decimal:
        """The middle of the longest half-life, its own or of an active metabolite."""
        return max((each.low + each.high) / 2 for each in self.half_lives)

    @property
    def short_half_life(self) -> bool:
        """Whether the drug and each active metabolite have half-lives of at most 24 hours.

        This is the criterion for sharing doses out evenly over the day; the 24 hours are Taper's own.
        """
        return max(each.high for each in self.half_lives) <= SHORT_HALF_LIFE_HOURS
