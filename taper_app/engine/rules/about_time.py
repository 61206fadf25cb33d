"""Rules about since when a medicine is taken, and when it was last taken: an old dose is not simply taken up again."""

from collections.abc import Iterator
from datetime import date, timedelta

from ..catalogue.medicine import drug_of
from .findings import Case, Finding
from .named import Named, day


def gap(case: Case) -> Iterator[Finding]:
    """A medicine that was not taken for so many days before the first one judged that its old dose may be too much now."""
    for drug, last in _last_taken(case):
        days = (case.starts_on - last).days
        if days >= case.catalogue.gap_days(drug_of(drug)):
            yield case.finding("gap", drug=Named(drug, drug.capitalize()), date=day(last), days=str(days))


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
