"""Which rule, advice or curve reads each answer about a patient, as the data files say it.

A rule names the answers that it speaks by (`on`) or reads (`asks`), a sign what it reads of a visit, and a number that neither
reads is shown on the timeline.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..catalogue.facts import Catalogue
from ..catalogue.risks import UNKNOWN
from ..catalogue.visit_facts import ANY, TAKEN, Noted, Sign


class ReadBy(NamedTuple):
    """The ids of the rules and of the advice that read an answer, and whether the timeline alone shows it."""

    rules: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    curve: bool = False

    def to_json(self) -> list[str]:
        """As the command line lists it: "rule:opioid_together", "advice:opioid", "curve"."""
        told = (*(f"rule:{each}" for each in self.rules), *(f"advice:{each}" for each in self.advice))
        return [*told, *(["curve"] if self.curve else [])]


def risk_read_by(catalogue: Catalogue, question: str, answer: str) -> ReadBy:
    """What reads an answer of the risk picture. The ordinary answer may be read by nothing that speaks."""
    rules = catalogue.rules.values()
    reading = [each.id for each in rules if answer in each.on.get(question, ()) or question in each.asks]
    return ReadBy(tuple([*reading, "not_known"] if answer == UNKNOWN else reading))


def red_flag_read_by(catalogue: Catalogue, id_: str) -> ReadBy:
    """What reads a red flag."""
    return _noted(catalogue, "red_flag", catalogue.red_flags[id_])


def seen_read_by(catalogue: Catalogue, id_: str) -> ReadBy:
    """What reads something that was seen."""
    return _noted(catalogue, "seen", catalogue.seen[id_])


def symptom_read_by(catalogue: Catalogue, id_: str, severity: int) -> ReadBy:
    """What reads a symptom that is so severe; none of it is read by nothing."""
    signs = (each for each in catalogue.signs.values() if each.kind == "symptom" and each.of in (id_, ANY))
    return _of(catalogue, (each for each in signs if severity and each.is_met_by(severity)))


def number_read_by(catalogue: Catalogue, id_: str) -> ReadBy:
    """What reads the total of a scale, the item about suicide, or a number of measures.toml."""
    read = _of(catalogue, (each for each in catalogue.signs.values() if each.kind == "measure" and each.of == id_))
    return read._replace(curve=id_ in catalogue.measures and catalogue.measures[id_].curve)


def substance_read_by(catalogue: Catalogue, id_: str, answer: str) -> ReadBy:
    """What reads an answer about something else that is taken: also what reads the answer about risks that it makes true."""
    known = catalogue.substances[id_]
    signs = (each for each in catalogue.signs.values() if each.kind == "substance" and each.of == id_)
    return _of(
        catalogue,
        (each for each in signs if answer in each.answers),
        {known.question: known.means} if answer in TAKEN else {},
    )


def _noted(catalogue: Catalogue, kind: str, noted: Noted) -> ReadBy:
    signs = (each for each in catalogue.signs.values() if each.kind == kind and each.of == noted.id)
    return _of(catalogue, signs, noted.means)


def _of(catalogue: Catalogue, signs: Iterable[Sign], means: Mapping[str, str] | None = None) -> ReadBy:
    """What these signs bring to bear, and what reads the answers about risks that are made true."""
    found = tuple(signs)
    rules = [each.rule for each in found if each.rule]
    rules += [each for question, answer in (means or {}).items() for each in risk_read_by(catalogue, question, answer).rules]
    brought = {each.advice for each in found}
    advice = (each.id for each in catalogue.advice.values() if brought & set(each.when))
    return ReadBy(tuple(dict.fromkeys(rules)), tuple(advice))
