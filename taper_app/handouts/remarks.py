"""What the rules remark on a revision, as the clinician's summary lists it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from taper_app.engine import TOP, load_catalogue
from taper_app.record import Answered, Issued, answer_to
from taper_app.wording.days import clinic_date
from taper_app.wording.labels import TIERS
from taper_app.wording.people import answer_lines

from .clinical_words import SUMMARY


@dataclass(frozen=True)
class FindingLine:
    """What a rule remarks: how much it matters, the words, its source's number, and the reason that an earlier revision has for
    going on. What differs between steps stands first, then once what is said of each of them. `place` is that of an info."""

    tier: str
    words: str
    source: int | None
    answer: str
    place: str


def remarks(issued: Issued) -> list[FindingLine]:
    """What the rules remark, what matters most first, each with the number of its source.

    Before all stands that it may need no taper.
    """
    places = {rule.id: rule.place for rule in load_catalogue().rules.values()}
    return sorted(_by_tier(issued, places), key=lambda each: each.place != TOP)


def _by_tier(issued: Issued, places: Mapping[str, str]) -> Iterator[FindingLine]:
    numbers = {id_: number for number, id_ in enumerate(issued.sources, start=1)}
    for tier, word in TIERS.items():
        of_tier = [each for each in issued.findings if each.severity == tier]
        said: dict[tuple[str, str, str, str], list[str]] = {}
        for each in of_tier:
            first, _, rest = each.message.partition(". ")
            key = (each.rule, each.source, rest, _answer(answer_to(each, issued.answered)))
            said.setdefault(key, []).append(f"{first}." if rest else first)
        for (rule, source, rest, answer), firsts in said.items():
            place = places.get(rule, "") if tier == "info" else ""
            yield FindingLine(word, " ".join(filter(None, [*firsts, rest])), numbers.get(source), answer, place)


def _answer(told: Answered | None) -> str:
    if told is None:
        return ""
    return SUMMARY["answered"].format(
        date=clinic_date(told.given_on), by=told.given_by, reason=" ".join(map(_sentence, answer_lines(told)))
    )


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
