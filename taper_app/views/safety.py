"""The page about Taper itself: what it is for, where its limits are, and the hazard log with the tests that prove it."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from taper_app.engine import load_catalogue

from .access import today_at

STATES = {
    "proven": "Proven by tests",
    "people": "Only people can do it",
    "open": "Open",
}
BOUNDS = ("under_18", "envelope_reduction", "envelope_interval", "envelope_length")
"""Rules whose numbers are the limits of Taper itself."""


@dataclass(frozen=True)
class Hazard:
    """What could go wrong, what is done about it, and how far that is proven.

    Scores are estimates from 1 to 5: of the harm, of the likelihood without the control, and of what is left with all of it.
    `tests` are the tests that prove the control, by pytest's id, each with the sentence in which it says what it holds.
    """

    id: str
    group: str
    hazard: str
    cause: str
    harm: str
    severity: int
    likelihood: int
    likelihood_left: int
    control: str
    state: str
    tests: Mapping[str, str]
    missing: str = ""
    people: str = ""

    def has(self, sought: Iterable[str]) -> bool:
        """Whether each of these words is somewhere in it."""
        said = (self.id, self.hazard, self.cause, self.harm, self.control, self.missing, self.people, *self.tests)
        return all(word in " ".join(said).casefold() for word in sought)

    @property
    def said(self) -> str:
        """The state in words."""
        return STATES[self.state]


def read_log(path: Path) -> tuple[Hazard, ...]:
    """The hazards of a log, in its order. Raises FileNotFoundError without it, TypeError where a hazard lacks a field."""
    return tuple(Hazard(id=key, **row) for key, row in tomllib.loads(path.read_text(encoding="utf-8")).items())


LOG = read_log(settings.BASE_DIR / "taper_app" / "hazards.toml")


@login_not_required
@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """Intended use, limits, and the hazard log. It holds nothing about patients, so that it is read before anybody signs in."""
    catalogue = load_catalogue()
    counts = Counter(each.state for each in LOG)
    sought = request.GET.get("q", "").strip()
    context = {
        "sought": sought,
        "found": by_group(each for each in LOG if each.has(sought.casefold().split())),
        "states": [{"key": key, "words": words, "count": counts[key]} for key, words in STATES.items()],
        "hazards": len(LOG),
        "open": [each for each in LOG if each.state == "open"],
        "limits": {rule: catalogue.rules[rule].numbers for rule in BOUNDS},
        "today": day_of(request),
    }
    return render(request, "safety/safety.html", context)


@login_not_required
@require_safe
def safety_group(request: HttpRequest, group: str) -> HttpResponse:
    """The hazards of one group in full."""
    for name, hazards in by_group(LOG):
        if name.lower() == group:
            return render(request, "safety/safety_group.html", {"group": name, "hazards": hazards})
    raise Http404


def by_group(hazards: Iterable[Hazard]) -> list[tuple[str, list[Hazard]]]:
    """The hazards by their groups, in the order of the log."""
    return [(group, list(those)) for group, those in groupby(hazards, key=lambda each: each.group)]


def day_of(request: HttpRequest) -> date:
    """Today at the clinic of whoever is signed in; of the server for anybody else."""
    return today_at(request.user.clinic) if request.user.is_authenticated else timezone.localdate()
