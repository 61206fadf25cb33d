"""A benzodiazepine or z-drug as the catalogue holds it: half-lives, licensed doses, enzymes, codes and look-alike names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

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
        """The highest daily dose licensed for any indication, by the market, the age and the release; None where none is known.

        Where a label has a limit from an age on, that counts from then on in the place of the others; an age that is not known
        is any age.
        """
        here = [each for each in self.maxima if each.market == market and each.release in ("", release)]
        of_age = [each for each in here if age is not None and 0 < each.from_age <= age]
        return max((each.daily_mg for each in of_age or here if of_age or not each.from_age), default=None)

    @property
    def for_sleep(self) -> bool:
        """Whether it is licensed for insomnia, and for nothing else."""
        return {each.indication for each in self.maxima} == {"insomnia"}

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
