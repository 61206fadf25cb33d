"""How a patient needs to be given information, in a clinician's words."""

from collections.abc import Iterator
from typing import Protocol

from taper_app.languages import TRANSLATED


class Asked(Protocol):
    """What the words need to know: a patient says it as well as a revision's copy of it."""

    @property
    def large_print(self) -> bool: ...
    @property
    def easy_read(self) -> bool: ...
    @property
    def interpreter(self) -> bool: ...
    @property
    def language(self) -> str: ...
    @property
    def other_language(self) -> str: ...


def needs_said(needs: Asked) -> str:
    """The needs in one phrase, as "large print, Spanish, an interpreter"; empty where none are known."""
    return ", ".join(_each(needs))


def language_said(needs: Asked) -> str:
    """The language to read in, where it is not English: "Spanish", or whatever was typed for another; else empty."""
    return TRANSLATED.get(needs.language, "") or needs.other_language


def _each(needs: Asked) -> Iterator[str]:
    if needs.large_print:
        yield "large print"
    if needs.easy_read:
        yield "easy read"
    if language := language_said(needs):
        yield language
    if needs.interpreter:
        yield "an interpreter"
