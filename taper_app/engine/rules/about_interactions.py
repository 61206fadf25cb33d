"""Rules about the medicines that are taken too: what they do to the level of these drugs, and what they add to them.

The source of a remark is that of what is said of the medicine.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ..catalogue.medicine import drug_of
from ..catalogue.risks import ADDS, Interaction
from .findings import Case, Finding
from .named import Named, day, several
from .patient import Interacting


def interaction(case: Case) -> Iterator[Finding]:
    """A medicine taken steadily that changes a drug's level; a caution where it does so strongly to the drug crossed over to."""
    for each in case.patient.interacting:
        known = case.catalogue.interactions[each.medicine]
        if not _is_taken(case, each) or _changes(case, each):
            continue
        for effect, drugs in _affected(case, known):
            strong = known.strong and case.crosses and case.request.strategy.crossover_to in drugs
            size = f" ({known.size})" if known.size and known.measured in map(drug_of, drugs) else ""
            named = {"medicine": Named(each.medicine, known.name.capitalize()), "drugs": several(drugs)}
            sign = case.phrase("interaction", effect)
            level = "caution" if strong else None
            told = case.finding("interaction", None, level, effect=effect, size=size, sign=sign, **named)
            yield replace(told, source=known.source)


def interaction_changes(case: Case) -> Iterator[Finding]:
    """A medicine that changes a drug's level and starts or stops during the taper, or so shortly before it has not settled."""
    for each in case.patient.interacting:
        known = case.catalogue.interactions[each.medicine]
        for effect, drugs in _affected(case, known):
            for change, on in _changes(case, each):
                result = "more" if (effect, change) in (("raises", "starts"), ("lowers", "stops")) else "less"
                named = {"medicine": Named(each.medicine, known.name.capitalize()), "drugs": several(drugs), "date": day(on)}
                yield case.finding("interaction_changes", change=change, effect=effect, result=result, **named)


def interaction_adds(case: Case) -> Iterator[Finding]:
    """A medicine that adds to what these drugs do: a caution where its label forbids them together, or in a crossover."""
    for each in case.patient.interacting:
        known = case.catalogue.interactions[each.medicine]
        if known.effect == ADDS and _is_taken(case, each):
            level = None if known.strong or case.crosses else "info"
            named = {"medicine": Named(each.medicine, known.name.capitalize()), "what": Named(each.medicine, known.size)}
            yield replace(case.finding("interaction_adds", None, level, **named), source=known.source)


def _is_taken(case: Case, each: Interacting) -> bool:
    """Whether a medicine is taken on any day of the steps judged."""
    stopped = each.stopped_on is not None and each.stopped_on <= case.starts_on
    later = each.started_on is not None and case.schedule.last_day and each.started_on > case.schedule.last_day
    return not stopped and not later


def _affected(case: Case, known: Interaction) -> Iterator[tuple[str, list[str]]]:
    """What the medicine does to the level, and to which drugs of the steps judged and of the regimen before them."""
    coming = (dose.drug for step in case.steps for dose in step.doses)
    drugs = dict.fromkeys((*case.request.drugs, *case.request.regimen.medicines, *coming))
    changed = [each for each in drugs if drug_of(each) in case.catalogue.changed_by(known.id)]
    for effect in ("raises", "lowers"):
        these = [each for each in changed if known.effect_on(drug_of(each)) == effect]
        if these:
            yield effect, these


def _changes(case: Case, each: Interacting) -> list[tuple[str, date]]:
    """The days on which the medicine starts or stops that are near enough to the steps judged to change what they do."""
    first = case.starts_on - timedelta(days=int(case.numbers("interaction_changes")["settling_days"]))
    last = case.schedule.last_day or date.max
    days = (("starts", each.started_on), ("stops", each.stopped_on))
    return [(change, on) for change, on in days if on is not None and first < on <= last]
