"""Rules about whether a drug suits the patient: every drug on the way, taken or crossed over to, directly or not.

What is taken already is never blocked, because it must be possible to come off it; crossing over to a drug is.
"""

from collections.abc import Iterator

from ..catalogue.facts import Catalogue
from ..doses.regimen import DIAZEPAM
from .findings import Case, Finding, older_or, said
from .named import Named, several

# Crossing over -----------------------------------------------------------------------------------


def diazepam_unsafe(case: Case) -> Iterator[Finding]:
    """A crossover to diazepam against its label: a block unless a specialist is named."""
    if case.crosses_to_diazepam:
        only_liver = len(case.reasons("diazepam_unsafe")) == 1 and case.patient.answer("liver") == "severe"
        instead = case.phrase("diazepam_unsafe", "liver") if only_liver else ""
        yield from said(case, "diazepam_unsafe", instead=instead)


def crossover_unsafe(case: Case) -> Iterator[Finding]:
    """A crossover to another drug against the labels of its class: a block unless a specialist is named.

    Severe liver disease stands only against those that the data names as unsafe then: NICE CKS crosses over to others.
    """
    for drug in case.crossed_over_to:
        left_out = () if case.catalogue.drugs[drug].liver.unsafe else ("liver",)
        reasons = case.reasons("crossover_unsafe", left_out)
        if drug != DIAZEPAM and reasons:
            yield case.finding("crossover_unsafe", drug=drug, reasons=several(reasons, [*reasons.values()]))


def diazepam_liver(case: Case) -> Iterator[Finding]:
    """A crossover to what liver disease makes last, where that is not severe (NICE CKS) and nothing forbids it anyway."""
    drugs = [each for each in case.crossed_over_to if case.catalogue.drugs[each].liver.unsafe]
    if drugs and not _forbidden(case):
        yield from said(case, "diazepam_liver", drug=several(drugs))


def diazepam_care(case: Case) -> Iterator[Finding]:
    """A crossover to diazepam by someone older, frail or with lung disease, where nothing forbids it anyway (NHS Scotland)."""
    if case.crosses_to_diazepam and not case.reasons("diazepam_unsafe"):
        yield from older_or(case, "diazepam_care")


def _forbidden(case: Case) -> bool:
    """Whether a rule speaks against the crossover itself."""
    return any(diazepam_unsafe(case)) or any(crossover_unsafe(case))


# What is taken -----------------------------------------------------------------------------------


def taken_unsafe(case: Case) -> Iterator[Finding]:
    """Any drug on the way that the labels of its class forbid for this patient, where nothing is said of the crossover."""
    if not _forbidden(case):
        yield from said(case, "taken_unsafe", drugs=_named(case.catalogue, case.drugs))


def breathing_care(case: Case) -> Iterator[Finding]:
    """Lung disease that is not severe, with any drug on the way; diazepam that is crossed over to has its own remark."""
    if not case.crosses_to_diazepam:
        yield from said(case, "breathing_care", drugs=_named(case.catalogue, case.drugs))


def _named(catalogue: Catalogue, drugs: tuple[str, ...]) -> Named:
    return several(drugs, [catalogue.drugs[each].name for each in drugs])
