"""What a step of the desk answers. Views make the response of it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

Sent = QueryDict | None
"""What a page sent; None where it is only looked at."""


@dataclass(frozen=True)
class Page:
    """A page about the patient: its template, what it says, and its status."""

    template: str
    context: dict[str, Any]
    status: int = 200


@dataclass(frozen=True)
class Onward:
    """Another address to go to, and the sentence that is read there: of what was done, or, as a `warning`, of what was not.

    `undo` is the address of the form at which it can be taken back.
    """

    address: str
    said: str = ""
    warning: bool = False
    undo: str = ""


@dataclass(frozen=True)
class Done(Onward):
    """Onward from what was issued or recorded just now."""


Answer = Page | Onward


def conflict(words: str, link: tuple[str, str] | None = None) -> Page:
    """The page that says why nothing was done with what was sent, and where to go on."""
    return Page("409.html", {"words": words, "link": link}, 409)
