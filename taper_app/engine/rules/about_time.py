"""Rules about since when a medicine is taken, and when it was last taken: an old dose is not simply taken up again."""

from collections.abc import Iterator
from datetime import date, timedelta

from ..catalogue.medicine import drug_of
from .findings import Case, Finding
from .named import Named, day, several


def gap(case: Case) -> Iterator[Finding]:
    """A medicine that was not taken for so many days before the first one judged that its old dose may be too much now."""
    for drug, last in _gaps(case):
        days = (case.starts_on - last).days
        yield case.finding("gap", drug=Named(drug, drug.capitalize()), date=day(last), days=str(days))


def _gaps(case: Case) -> Iterator[tuple[str, date]]:
    """Each medicine that was not taken for so long, with the day on which it was last taken."""
    known = _last_taken(case)
    return ((drug, last) for drug, last in known if (case.starts_on - last).days >= case.catalogue.gap_days(drug_of(drug)))


def tolerance_lost(case: Case) -> Iterator[Finding]:
    """What is taken again after a taper had come to nothing, unless it is known to be taken for weeks since.

    The stop is that of the plan itself at a visit, or of an earlier one. A gap before this plan has its own remark.
    """
    stopped, fewest = _stopped_on(case), case.catalogue.limits["taken_again_days"].most
    if stopped is None or stopped > case.starts_on:
        return
    since, gaps, latest = _since(case, stopped), {drug for drug, _ in _gaps(case)}, case.starts_on - timedelta(days=fewest)
    others = (drug for drug in case.request.regimen.medicines if drug not in gaps)
    soon = [drug for drug in others if not stopped <= since.get(drug, date.min) <= latest]
    if soon:
        yield case.finding("tolerance_lost", drugs=several(soon), date=day(stopped), most=str(fewest))


def _stopped_on(case: Case) -> date | None:
    """The day on which the plan that is revised came to nothing, where it was nothing until now, or else an earlier plan."""
    before = [each for each in case.schedule.steps if each.starts_on < case.starts_on]
    if case.decision and before and not before[-1].doses:
        return before[-1].starts_on
    return case.patient.stopped_on


def _since(case: Case, stopped: date) -> dict[str, date]:
    """Each medicine with the day after the stop since which it is taken: as it is said, or that on which the plan that is revised
    began, where it is in that."""
    regimen = case.request.regimen
    said = {each.drug: each.since_on for each in case.patient.medicines if each.since_on} | dict(regimen.since)
    said |= {each.drug: each.since_on for each in regimen.held if each.drug and each.since_on}
    said = {drug: on for drug, on in said.items() if on >= stopped}
    if not case.decision:
        return said
    before = (each for each in case.schedule.steps if each.starts_on < case.starts_on)
    in_plan = (*case.first.regimen.medicines, *(dose.drug for step in before for dose in step.doses))
    return dict.fromkeys(in_plan, case.schedule.starts_on) | said


def taken_again(case: Case) -> Iterator[Finding]:
    """A medicine that is taken for so few days that it may need no taper, or one of its own."""
    fewest = case.catalogue.limits["taken_again_days"].most
    regimen = case.request.regimen
    since = dict(regimen.since) | {each.drug: each.since_on for each in regimen.held if each.drug and each.since_on}
    for drug, on in since.items():
        days = (case.starts_on - on).days
        if 0 <= days < fewest:
            yield case.finding("taken_again", drug=Named(drug, drug.capitalize()), date=day(on), days=str(days), most=str(fewest))


def _last_taken(case: Case) -> Iterator[tuple[str, date]]:
    """Each medicine with the day on which it was last taken, where that is known: its own, or that of all of them."""
    regimen, days = case.request.regimen, case.patient.days_since_last_dose
    of_all = None if days is None else case.starts_on - timedelta(days=days)
    held = {each.drug: each.last_taken_on for each in regimen.held}
    for drug in regimen.medicines:
        last = regimen.last.get(drug) or held.get(drug) or of_all
        if last:
            yield drug, last
