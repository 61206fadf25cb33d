"""Over a hundred patients as a clinician would tell of them: the severe ones are all seen, and the ordinary ones let be."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from taper_app.engine import (
    HOW,
    TIMES,
    Adjustment,
    Change,
    Decision,
    Interacting,
    Medicine,
    PatientToday,
    Specialist,
    Thresholds,
    Visit,
    load_catalogue,
    parse_request,
    propose,
    propose_revision,
)
from tests.text_gates import hits

from .requests import direct

CATALOGUE = load_catalogue()
PATIENTS = tomllib.loads((Path(__file__).parent / "vignettes.toml").read_text(encoding="utf-8"))
CLINIC = Thresholds(diazepam_mg=Decimal(40))
ORDINARY = {each.id: next(iter(each.answers)) for each in CATALOGUE.risks.values()}


def asked(told):
    """The request of a patient: his regimen, table and strategy, with the defaults for everything not told."""
    first, *_ = told["takes"]
    table = told.get("table", None if list(told["takes"]) == ["diazepam"] else "ashton-2002")
    strategy = {"method": told.get("method", "direct")} | told.get("strategy", {})
    request = direct(told.get("market", "uk"), first, table, strategy=strategy)
    rows = [medicine_told(drug) | doses(written) for drug, written in told["takes"].items()]
    return parse_request(request | {"regimen": rows}, CATALOGUE)


def medicine_told(drug):
    slow = drug.startswith("modified-release ")
    return {"drug": drug.removeprefix("modified-release ")} | ({"release": "modified"} if slow else {})


def doses(written):
    return {time: mg for time, mg in zip(TIMES, written.split(), strict=True) if mg != "0"}


def known(told):
    """The facts of a patient: each question is answered, the ordinary way where nothing else is told."""
    interacting = tuple(Interacting(**each) for each in told.get("interacting", []))
    medicines = [
        Medicine(drug, *[sum(map(Decimal, written.split()))] * 2, indication=told.get("indication", "anxiety"))
        for drug, written in told["takes"].items()
    ]
    if "as_needed" in told:
        medicines.append(Medicine(told["as_needed"], Decimal(1), Decimal(1), as_needed=True))
    risks = ORDINARY | told.get("risks", {}) | ({"interacting": "yes"} if interacting else {})
    agreed = Specialist(told["specialist"], "specialist", date(2027, 1, 4)) if "specialist" in told else None
    return PatientToday(told["age"], agreed, tuple(medicines), risks, interacting)


@cache
def found(kind, index):
    """What the rules find in the plan of a patient, in a clinic whose diazepam threshold is 40 mg."""
    told = PATIENTS[kind][index]
    return propose(asked(told), CATALOGUE, known(told), thresholds=CLINIC).findings


def of(severity, findings):
    return sorted(each.rule for each in findings if each.severity == severity)


def everybody(*kinds):
    return pytest.mark.parametrize(
        ("kind", "index"),
        [pytest.param(kind, index, id=each["text"]) for kind in kinds for index, each in enumerate(PATIENTS[kind])],
    )


@everybody("severe", "mixed")
def test_what_must_be_said_of_a_patient_is_said_and_nothing_else_wants_a_reason(kind, index):
    """Each patient raises exactly the blocks and cautions that a clinician listed, and the infos that were listed too."""
    told, findings = PATIENTS[kind][index], found(kind, index)
    assert of("block", findings) == sorted(told.get("blocks", []))
    assert of("caution", findings) == sorted(told.get("cautions", []))
    assert set(told.get("infos", [])) <= set(of("info", findings))


@everybody("ordinary")
def test_an_ordinary_patient_raises_no_caution(kind, index):
    """An ordinary patient meets no block and no caution; what explains is there."""
    told, findings = PATIENTS[kind][index], found(kind, index)
    assert [each.message for each in findings if each.severity != "info"] == []
    assert set(told.get("infos", [])) <= set(of("info", findings))


@everybody("ordinary")
def test_an_ordinary_patient_reads_two_remarks_at_most(kind, index):
    """What every plan has stands with how it was worked out: of the rest an ordinary patient has two at the most."""
    remarks = {each.rule for each in found(kind, index) if each.severity == "info" and each.place != HOW}
    assert len(remarks) <= 2, remarks


@everybody("ordinary")
def test_an_ordinary_patient_reads_no_more_at_the_first_visit(kind, index):
    """At a first visit with everything taken as planned and going on, nothing wants a reason, and two remarks are the most."""
    told = PATIENTS[kind][index]
    request = asked(told)
    schedule = propose(request, CATALOGUE, known(told), thresholds=CLINIC).schedule
    on = schedule.steps[1].starts_on
    change = Change(on, schedule.planned_week(on - timedelta(days=1)), Adjustment(Decision.CONTINUE))
    patient = replace(known(told), medicines=(), visit=Visit())
    findings = propose_revision(schedule, request, CATALOGUE, patient, change=change, thresholds=CLINIC).findings
    assert [each.message for each in findings if each.severity != "info"] == []
    assert len({each.rule for each in findings if each.place != HOW}) <= 2


def test_there_are_over_a_hundred_patients_and_each_severe_one_has_something_to_raise():
    """28 severe, 50 ordinary and 27 mixed patients, no text twice; every severe one must raise a block or a caution."""
    assert {kind: len(told) for kind, told in PATIENTS.items()} == {"severe": 28, "ordinary": 50, "mixed": 27}
    texts = [each["text"] for told in PATIENTS.values() for each in told]
    assert len(set(texts)) == 105
    assert all(each.get("blocks") or each.get("cautions") for each in PATIENTS["severe"])
    assert not any(each.get("blocks") or each.get("cautions") for each in PATIENTS["ordinary"])


def test_mixed_patients_want_one_reason_at_most_in_the_middle():
    """Of the 27 mixed patients the median has at most one caution, and none has more than two."""
    counts = [len(of("caution", found("mixed", index))) for index in range(27)]
    assert median(counts) <= 1
    assert max(counts) <= 2


def test_what_is_said_of_them_is_written_as_text_must_be():
    """Every message about every patient passes the gates for text about doses and fills each of its places."""
    messages = {each.message for kind, told in PATIENTS.items() for index in range(len(told)) for each in found(kind, index)}
    assert [hit for message in messages for hit in hits(message)] == []
    assert not [message for message in messages if "{" in message or "None" in message]
