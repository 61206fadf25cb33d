"""The rule about licensed doses: by what a drug is taken for, the age and the release, of what is taken and of every step."""

from collections.abc import Iterator
from decimal import Decimal

from ..catalogue.drugs import Maximum
from ..catalogue.medicine import drug_of, release_of
from ..doses.regimen import Regimen
from .findings import Case, Finding
from .named import Named, milligrams


def licensed_maximum(case: Case) -> Iterator[Finding]:
    """A daily dose above the highest licensed one, for what it is taken for and at that age: what is taken now, or a step.

    What is taken now is with what is taken as needed, at the most of it in a day.

    What is crossed over to is taken for none of these, so that its steps are judged by the highest for any use.
    """
    now = _most_in_a_day(case.request.regimen)
    for drug in dict.fromkeys((*case.drugs, *now)):
        most = {each.number: each.highest_mg.get(drug, Decimal(0)) for each in case.steps}
        step = max(case.steps, key=lambda each: most[each.number], default=None)
        coming, daily = most[step.number] if step else Decimal(0), now.get(drug, Decimal(0))
        about = step if coming > daily else None
        licence = _licence(case, drug, any_use=about is not None and drug in case.crossed_over_to)
        if licence is not None and max(coming, daily) > licence.daily_mg:
            when = "coming" if about else "taken"
            named = {
                "dose": milligrams(max(coming, daily)),
                "maximum": milligrams(licence.daily_mg),
                "use": _use(case, drug, licence),
                "where": Named(when, f" in step {about.number}" if about else ""),
                "advice": case.phrase("licensed_maximum", when),
            }
            yield case.finding("licensed_maximum", about, drug=drug, **named)


def _most_in_a_day(regimen: Regimen) -> dict[str, Decimal]:
    """The most mg that may be taken of each drug in a day now, with what is taken as needed."""
    daily = dict(regimen.highest_day().every_day().daily_mg())
    for row in regimen.held:
        if row.use == "as-needed":
            daily[row.drug] = daily.get(row.drug, Decimal(0)) + sum((each.mg for each in row.doses), Decimal(0))
    return daily


def _taken_for(case: Case, drug: str) -> tuple[str, ...]:
    """What the drug is taken for, where all of that is known."""
    return tuple(dict.fromkeys(each.indication for each in case.patient.medicines if drug_of(each.drug) == drug_of(drug)))


def _licence(case: Case, drug: str, *, any_use: bool) -> Maximum | None:
    taken_for = () if any_use else _taken_for(case, drug)
    return case.catalogue.drugs[drug].licence(case.request.market, case.patient.age, release_of(drug), taken_for)


def _use(case: Case, drug: str, licence: Maximum) -> Named:
    """Of what use, where and from which age on the dose is the highest, as far as that is not any."""
    named = licence.indication in _taken_for(case, drug) or licence.market != case.request.market
    use = f" for {licence.indication.replace('-', ' ')}" if named else ""
    use += f" in the {case.catalogue.markets[licence.market].name}" if licence.market != case.request.market else ""
    return Named(licence.indication, use + (f" from the age of {licence.from_age}" if licence.from_age else ""))
