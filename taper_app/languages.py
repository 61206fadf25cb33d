"""The languages of the patient's papers, a line for each: settings, models, forms, wording and handouts read this table.

The texts of each are in a folder of taper_app/locale.
"""

from collections.abc import Callable
from typing import NamedTuple


def one_or_many(count: int) -> int:
    """One tablet, and any other number of tablets."""
    return int(count != 1)


def one_few_or_many(count: int) -> int:
    """As in Polish (CLDR): one, two to four and what ends so but for twelve to fourteen, and all else."""
    few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
    return 0 if count == 1 else 1 if few else 2


class Language(NamedTuple):
    """`tag` is what programs call it (en-GB), `name` what clinicians do. `checked` says that a clinician who speaks it has read
    its texts; where nobody has, its papers say so at their top. `form` is which of the forms of a word a whole number takes:
    that for one (0), for many (1), or for five and more (2)."""

    tag: str
    name: str
    checked: bool
    form: Callable[[int], int] = one_or_many

    @property
    def code(self) -> str:
        """The tag in small letters, as addresses and the database have it."""
        return self.tag.lower()


BRITISH = Language("en-GB", "English (United Kingdom)", checked=True)
"""What the texts are written in."""
TABLE = (
    BRITISH,
    Language("en-US", "English (United States)", checked=True),
    Language("es", "Spanish", checked=False),
    # Of 612,000 people in England and Wales the main language, more than any but English and Welsh (ONS, Census 2021).
    Language("pl", "Polish", checked=False, form=one_few_or_many),
)
LANGUAGES = {each.code: each for each in TABLE}
TRANSLATED = {code: each.name for code, each in LANGUAGES.items() if not code.startswith("en-")}
"""Names of the languages other than English, by code."""


def has_papers(name: str) -> bool:
    """Whether papers are in the language that somebody calls so, other than English."""
    return name.casefold() in {each.casefold() for each in TRANSLATED.values()}


ENGLISH, OTHER = "en", "other"
"""Of a patient who reads the English of the market, and of one who reads a language that no paper is in."""
