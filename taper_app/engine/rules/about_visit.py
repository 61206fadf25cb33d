"""Rules about what a visit found. signs.toml says what it is and from where on, and whether it is significant or severe.

Significant signs stand against going on, severe ones against every decision but urgent help. One problem has one remark.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal

from ..catalogue.decision import Decision
from ..catalogue.facts import Catalogue
from ..catalogue.visit_facts import ANY, Sign
from ..text import exact, number_in_words
from .findings import Case, Finding
from .named import Named, several
from .patient import PatientToday, Visit

# What was found ----------------------------------------------------------------------------------


def signs_found(visit: Visit, catalogue: Catalogue) -> Iterator[tuple[Sign, str, str]]:
    """The signs that a visit found, each with the value that it read and with how a remark says it."""
    for sign in catalogue.signs.values():
        value = _value(sign, visit)
        if value is not None:
            yield sign, value, _said(sign, value)


def advice_signs(visit: Visit, catalogue: Catalogue) -> set[str]:
    """What a visit found, in the words of SIGNS by which advice goes; what is severe is not called mild as well."""
    found = {sign.advice for sign, _, _ in signs_found(visit, catalogue) if sign.advice}
    return found - {"mild-symptoms"} if "severe-symptoms" in found else found


def _value(sign: Sign, visit: Visit) -> str | None:
    """What a sign reads of a visit; None where it is not met."""
    match sign.kind:
        case "measure":
            number = visit.numbers.get(sign.of)
            return exact(number) if number is not None and sign.is_met_by(number) else None
        case "symptom" if sign.of == ANY:
            count = sum(sign.is_met_by(each) for each in visit.symptoms.values())
            return str(count) if count else None
        case "symptom":
            severity = visit.symptoms.get(sign.of, 0)
            return str(severity) if sign.is_met_by(severity) else None
        case "substance":
            answer = visit.substances.get(sign.of, "")
            return answer if answer in sign.answers else None
        case _:
            return sign.of if sign.of in (*visit.red_flags, *visit.seen) else None


def _said(sign: Sign, value: str) -> str:
    count = number_in_words(Decimal(value)) if sign.of == ANY else ""
    return sign.name.format(value=value, count=count, s="" if value == "1" else "s")


# What it stands against --------------------------------------------------------------------------


def _found(case: Case, rules: Collection[str]) -> dict[str, str]:
    """The signs of these rules that the visit found and that stand against its decision: their values with their words."""
    visit = case.patient.visit
    if visit is None:
        return {}
    met = (each for each in signs_found(visit, case.catalogue) if each[0].rule in rules)
    return {f"{sign.id}: {value}": words for sign, value, words in met if _with(sign, case.patient) and _against(sign, case)}


def _with(sign: Sign, patient: PatientToday) -> bool:
    """Whether the patient has an answer without which no rule speaks of the sign, where it wants one."""
    return not sign.only_with or any(patient.answer(question) in said for question, said in sign.only_with.items())


def _against(sign: Sign, case: Case) -> bool:
    """Whether the sign stands against what is decided.

    A hold of less than a week is no answer: symptoms may take so long after a reduction to appear (ASAM 2025).
    """
    if sign.tier == "severe":
        return True
    change_on = _change_on(case)
    if case.decision in sign.against:
        return case.decision == Decision.STEP_BACK or change_on is not None
    if change_on is None or case.decision == Decision.SLOW:
        return False
    least = timedelta(days=int(case.numbers("severe_signs")["least_days"]))
    return not case.stands or change_on < case.starts_on + least


def _change_on(case: Case) -> date | None:
    """The first day judged on which the dose goes down or crosses over."""
    return next((step.starts_on for step in case.steps if step.kind == "crossover" or step.falls), None)


def _remark(case: Case, rule: str, **named: str | Named) -> Iterator[Finding]:
    """The rule's remark where the visit found a sign of it; signs of rules that give way to it are named with them."""
    if _found(case, (rule,)):
        weaker = (each.id for each in case.catalogue.rules.values() if rule in each.gives_way_to)
        found = _found(case, (rule, *weaker))
        yield case.finding(rule, signs=several(found, [*found.values()]), **named)


# The rules ---------------------------------------------------------------------------------------


def red_flag(case: Case) -> Iterator[Finding]:
    """A seizure, delirium or hallucinations (ASAM 2025, recommendations 5 and 12 and Table 3)."""
    yield from _remark(case, "red_flag")


def suicide_at_visit(case: Case) -> Iterator[Finding]:
    """Thoughts of suicide or self-harm, told or by the item of PHQ-9 that asks about them (ASAM 2025, recommendation 5)."""
    yield from _remark(case, "suicide_at_visit")


def over_sedation(case: Case) -> Iterator[Finding]:
    """Too much acts: hardly to be roused, or slow breathing (ASAM 2025, recommendation 5)."""
    yield from _remark(case, "over_sedation", when=_when(case))


def mania(case: Case) -> Iterator[Finding]:
    """Signs of mania (ASAM 2025, recommendation 26)."""
    yield from _remark(case, "mania")


def severe_signs(case: Case) -> Iterator[Finding]:
    """Severe withdrawal by a scale, or vital signs out of range (ASAM 2025, recommendations 9, 11 and 12)."""
    yield from _remark(case, "severe_signs")


def significant_signs(case: Case) -> Iterator[Finding]:
    """Symptoms that matter while the dose goes on down (ASAM 2025, recommendations 11 and 24)."""
    yield from _remark(case, "significant_signs")


def unsteady(case: Case) -> Iterator[Finding]:
    """Slurred speech or a fall: more may act than this patient bears (ASAM 2025, recommendation 5)."""
    yield from _remark(case, "unsteady", when=_when(case))


def sleep_lost(case: Case) -> Iterator[Finding]:
    """Lost sleep with bipolar disorder or psychosis: the taper pauses (ASAM 2025, recommendation 26)."""
    yield from _remark(case, "sleep_lost")


def more_taken_too(case: Case) -> Iterator[Finding]:
    """More alcohol, opioid or other sedative than before (ASAM 2025, recommendations 16 to 20)."""
    yield from _remark(case, "more_taken_too")


def _when(case: Case) -> Named:
    """How near a crossover is to the visit, after or before the words of the finding; empty where none is."""
    within = timedelta(days=case.catalogue.limits["crossover_watch_days"].most)
    crossed = [step for step in case.schedule.steps if step.kind == "crossover" and step.starts_on < case.starts_on]
    ends = crossed[-1].ends_before if crossed else None
    if ends is None or case.starts_on > ends + within:
        return Named("", "")
    return case.phrase("over_sedation", "during" if ends >= case.starts_on else "after")
