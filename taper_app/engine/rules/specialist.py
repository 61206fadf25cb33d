"""Which rules a named specialist would soften for a patient, before there is a plan to be judged."""

from ..catalogue.facts import Catalogue
from ..catalogue.rules import Rule
from ..doses.equivalence import equivalents
from ..doses.regimen import Regimen
from .about_patient import asked_above_mg, is_under_age, taken_for_epilepsy
from .findings import Thresholds
from .patient import PatientToday


def softened_by_specialist(
    catalogue: Catalogue, patient: PatientToday, regimen: Regimen, thresholds: Thresholds, market: str
) -> tuple[str, ...]:
    """The rules that may speak of this patient, whatever is chosen, and say something else to a named specialist.

    A dose is high where any table makes it so: none is chosen yet.
    """
    dose = max(equivalents(regimen, catalogue).values(), default=0)
    speaks = {
        "under_18": is_under_age(patient, catalogue),
        "epilepsy_indication": bool(taken_for_epilepsy(patient)),
        "specialist_dose": dose > asked_above_mg("specialist_dose", thresholds.specialist_mg, catalogue, market),
        "inpatient_dose": dose > asked_above_mg("inpatient_dose", thresholds.inpatient_mg, catalogue, market),
    }
    softened = (each for each in catalogue.rules.values() if each.with_specialist)
    return tuple(each.id for each in softened if (_answered(each, patient) if each.on else speaks[each.id]))


def _answered(rule: Rule, patient: PatientToday) -> bool:
    """Whether an answer of the risk picture is one by which the rule speaks."""
    return any(patient.answer(question) in said for question, said in rule.on.items())
