"""The languages of the patient's papers, a line for each: settings, models, forms, wording and handouts read this table.

The texts of each are in a folder of taper_app/locale.
"""

from typing import NamedTuple


class Language(NamedTuple):
    """`tag` is what programs call it (en-GB), `name` what clinicians do. `checked` says that a clinician who speaks it has read
    its texts; where nobody has, its papers say so at their top."""

    tag: str
    name: str
    checked: bool

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
)
LANGUAGES = {each.code: each for each in TABLE}
TRANSLATED = {code: each.name for code, each in LANGUAGES.items() if not code.startswith("en-")}
"""Names of the languages other than English, by code."""
ENGLISH, OTHER = "en", "other"
"""Of a patient who reads the English of the market, and of one who reads a language that no paper is in."""
