"""A patient who gets worse is never told less: no block and no caution goes but for a stronger one in its place."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper_app.engine import Adjustment, Change, PatientToday, Visit, parse_request, propose, propose_revision
from taper_app.engine.catalogue.visit_facts import ITEM_9
from taper_app.engine.doses.products import Refusal

from .judging import CATALOGUE
from .patients import COARSE
from .requests import crossover, direct
from .weeks import REQUEST

EXAMPLES = settings.default.max_examples // 4
"""A quarter of what the profile says: 25, or 1,250 with --deep."""
GRAVE = {"info": 0, "caution": 1, "block": 2}
ON = date(2027, 2, 8)
TO_CLONAZEPAM = COARSE | {"crossover_to": "clonazepam", "holds": [{"after_step": 1, "days": 84}]}
PLANS = [
    direct("uk", "diazepam", None, night="20"),
    direct("uk", "diazepam", None, morning="20", night="40"),
    direct("us", "alprazolam", "vadod-2021", morning="1", night="1", strategy=COARSE),
    crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1"),
    crossover("uk", "clonazepam", "ashton-2002", night="2"),
    crossover("uk", "lorazepam", "ashton-2002", night="2", strategy=TO_CLONAZEPAM),
    REQUEST | {"strategy": REQUEST["strategy"] | {"products": None}},
]
DECISIONS = [Adjustment(each) for each in ("continue", "hold", "step-back", "maintain")]
NUMBERS = {  # what is asked of a visit, by how it gets worse
    "ciwa_b": (0, 20, 40, 41, 60, 80),
    "bwsq": (0, 19, 20, 40),
    "phq9": (0, 9, 10, 19, 20, 27),
    ITEM_9: (0, 1, 3),
    "gad7": (0, 14, 15, 21),
    "isi": (0, 21, 22, 28),
    "sleep_hours": (8, 5, 4, 0),
    "bad_nights": (0, 3, 4, 7),
    "systolic": (120, 179, 180, 240),
    "diastolic": (80, 119, 120, 140),
    "pulse": (70, 130, 131, 180),
}
LOW = {"systolic": (120, 91, 90, 60), "pulse": (70, 41, 40, 30)}
SUBSTANCE = ("no", "yes", "more")


NUMBERS, LOW = ({name: tuple(map(Decimal, values)) for name, values in each.items()} for each in (NUMBERS, LOW))
ALLOWS = {"short_use"}
"""Rules that say what is allowed by a milder answer."""

# What the data says of worse answers ------------------------------------------------------------------------------------


def test_what_is_worse_than_an_answer_by_which_a_rule_speaks_is_spoken_of_too():
    """By the rule itself, or by one that the data names: what it gives way to, stands beside or is left to."""
    for rule in (each for each in CATALOGUE.rules.values() if each.id not in ALLOWS):
        for question, spoken in rule.on.items():
            order = CATALOGUE.risks[question].worse
            worst = max((order.index(each) for each in spoken if each in order), default=len(order))
            stronger = [CATALOGUE.rules[each] for each in (*rule.gives_way_to, *rule.info_beside, *rule.left_to)]
            for answer in order[worst + 1 :]:
                assert any(answer in each.on.get(question, ()) for each in stronger), (rule.id, question, answer)


def test_the_order_of_answers_leaves_out_what_is_only_not_known():
    """That an answer is not known is neither better nor worse; how often and whether breastfeeding are in no order."""
    assert not any("unknown" in each.worse for each in CATALOGUE.risks.values())
    assert CATALOGUE.risks["duration"].worse[-1] == "5-years-or-more"
    assert CATALOGUE.risks["days_a_week"].worse == ()
    assert CATALOGUE.risks["pregnancy"].worse == ("no", "yes")


# One answer raised ------------------------------------------------------------------------------------------------------


def random_patient(chance):
    """A patient with any answers of the risk picture, and of a visit."""
    risks = {
        each.id: chance.choice([*each.worse, *each.answers]) for each in CATALOGUE.risks.values() if each.id != "interacting"
    }
    for usual in chance.sample(sorted(risks), len(risks) * 2 // 3):  # most patients have few of them
        risks[usual] = next(iter(CATALOGUE.risks[usual].answers))
    numbers = {name: chance.choice(values) for name, values in NUMBERS.items() if chance.random() < 0.3}
    visit = Visit(
        red_flags=tuple(chance.sample(sorted(CATALOGUE.red_flags), chance.choice((0, 0, 0, 1)))),
        symptoms={each: chance.randint(0, 3) for each in chance.sample(sorted(CATALOGUE.symptoms), 3)},
        numbers=numbers,
        seen=tuple(chance.sample(sorted(CATALOGUE.seen), chance.choice((0, 0, 1)))),
        substances={each: chance.choice(SUBSTANCE) for each in CATALOGUE.substances},
    )
    return PatientToday(age=chance.randint(18, 95), risks=risks, visit=visit)


def after(order, now):
    """The next worse answer in an order; None for the worst, and for what is not in it."""
    return order[order.index(now) + 1] if now in order[:-1] else None


def worse_answers(patient):
    """The same patient with one answer of the risk picture, or the age, a step worse, each in turn."""
    for question, answer in patient.risks.items():
        if worse := after(CATALOGUE.risks[question].worse, answer):
            yield f"{question}: {worse}", replace(patient, risks=patient.risks | {question: worse})
    yield "age", replace(patient, age=patient.age + 20)


def worse_visits(patient):
    """The same patient with one finding of the visit a step worse, each in turn."""
    visit = patient.visit
    changed = {f"seen {each}": replace(visit, seen=(*visit.seen, each)) for each in CATALOGUE.seen if each not in visit.seen}
    flags = (each for each in CATALOGUE.red_flags if each not in visit.red_flags)
    changed |= {f"flag {each}": replace(visit, red_flags=(*visit.red_flags, each)) for each in flags}
    for name, values in [*NUMBERS.items(), *LOW.items()]:
        worse = after(values, visit.numbers[name]) if name in visit.numbers else values[-1]
        if worse is not None:
            changed[f"{name} {worse}"] = replace(visit, numbers=visit.numbers | {name: worse})
    for name, severity in visit.symptoms.items():
        if severity < 3:
            changed[f"{name} {severity + 1}"] = replace(visit, symptoms=visit.symptoms | {name: severity + 1})
    for name, answer in visit.substances.items():
        if worse := after(SUBSTANCE, answer):
            changed[f"{name} {worse}"] = replace(visit, substances=visit.substances | {name: worse})
    yield from ((what, replace(patient, visit=each)) for what, each in changed.items())


def lost(before, now):
    """The rules of the blocks and cautions that were there and are weaker or gone, without a stronger one that the data names."""
    found = {each.rule: each.severity for each in now}
    for each in before:
        rule = CATALOGUE.rules[each.rule]
        named = {*rule.gives_way_to, *rule.info_beside, *rule.left_to}
        kept = GRAVE[found.get(each.rule, "info")] >= GRAVE[each.severity]
        if each.severity != "info" and not kept and not named & set(found):
            yield each.rule


def judge_of(plan, decision):
    """What is found of a patient for a plan, or at a visit of it that decides so."""
    request = parse_request(plan, CATALOGUE)
    made = propose(request, CATALOGUE)
    if decision is None:
        return lambda patient: propose(request, CATALOGUE, replace(patient, visit=None)).findings
    step = made.schedule.in_force(ON)
    change = Change(ON, step.regimen, decision)
    return lambda patient: propose_revision(made.schedule, request, CATALOGUE, patient, change=change).findings


JUDGES = [(plan, decision) for plan in range(len(PLANS)) for decision in (None, *DECISIONS)]


@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**24 - 1))
def test_who_gets_worse_is_never_told_less(seed):
    """Any patient, at a new plan or at a visit: each answer raised in its turn takes no block and no caution away unless a rule
    that the data names as its stronger form comes in its place."""
    chance = random.Random(seed)
    plan, decision = chance.choice(JUDGES)
    patient = random_patient(chance)
    try:
        judge = judge_of(PLANS[plan], decision)
        before = judge(patient)
    except Refusal:
        return
    raised = [*worse_answers(patient), *(worse_visits(patient) if decision else ())]
    for what, worse in chance.sample(raised, min(8, len(raised))):
        try:
            now = judge(worse)
        except Refusal:
            continue  # that nothing is made for the patient now is no less
        assert [*lost(before, now)] == [], (seed, what)


@pytest.mark.long
def test_random_patients_lose_and_gain_cautions_worth_asking_about():
    """Sixty random patients have cautions of the risk picture and of the visit, so that the property speaks of them."""
    found = set()
    for seed in range(60):
        chance = random.Random(seed)
        plan, decision = chance.choice(JUDGES)
        patient = random_patient(chance)
        try:
            found |= {each.rule for each in judge_of(PLANS[plan], decision)(patient) if each.severity != "info"}
        except Refusal:
            continue
    assert {"red_flag", "severe_signs", "significant_signs", "opioid_together", "seizure_history", "setting_of_care"} <= found
