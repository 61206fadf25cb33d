"""How a patient needs to be given information, in a clinician's words."""

from collections.abc import Iterator, Mapping
from typing import Any

LANGUAGES = {"es": "Spanish"}
"""Languages other than English in which there is paper for patients, by code."""


def needs_said(needs: Mapping[str, Any]) -> str:
    """The needs in one phrase, as "large print, Spanish, an interpreter"; empty where none are known."""
    return ", ".join(_each(needs))


def language_said(needs: Mapping[str, Any]) -> str:
    """The language to read in, where it is not English: "Spanish", or whatever was typed for another; else empty."""
    return LANGUAGES.get(needs["language"], "") or needs["other_language"]


def _each(needs: Mapping[str, Any]) -> Iterator[str]:
    if needs["large_print"]:
        yield "large print"
    if needs["easy_read"]:
        yield "easy read"
    if language := language_said(needs):
        yield language
    if needs["interpreter"]:
        yield "an interpreter"
