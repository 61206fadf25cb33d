"""What a visit found acts: each sign on both sides of its boundary, and what each tier stands against."""

from decimal import Decimal

import pytest

from taper_app.engine import PatientToday, Visit, advice_signs, signs_found
from taper_app.engine.catalogue.visit_facts import ANY, ITEM_9
from taper_app.engine.rules.guidelines import RULES
from tests.text_gates import hits

from .judging import CATALOGUE, of, ordinary
from .requests import crossover, direct
from .test_worst_cases import DIAZEPAM, in_force, visited, wanting

SIGNS = CATALOGUE.signs.values()
ACTING = [each for each in SIGNS if each.rule]
SEVERE = {"ciwa_b": 75, "bwsq": 40, "systolic": 220, "diastolic": 130, "pulse": 150}
SLOW = {"decision": "slow", "strategy": {"reduction_percent": "5", "interval_days": 28}}
SWITCH = {"decision": "switch", "strategy": {"interval_days": 21}}
EVERY = ["continue", SWITCH, {"decision": "adjust", "steps": [{"number": 8, "days": 28}]}, "hold", SLOW, "step-back", "maintain"]


def visit_with(sign, *, met):
    """A visit at the boundary of a sign, just met or just not: what else a rule wants of it is there."""
    step = 1 if met else 0
    if sign.kind in ("measure", "symptom"):
        tenth = Decimal("0.1") if sign.of == "sleep_hours" else Decimal(1)
        if sign.at_least is not None:
            value = Decimal(sign.at_least) - tenth * (1 - step)
        elif sign.at_most is not None:
            value = Decimal(sign.at_most) + tenth * (1 - step)
        else:
            value = Decimal(sign.below) - tenth * step
        if sign.kind == "measure":
            return Visit(numbers={sign.of: value})
        return Visit(symptoms={"tremor" if sign.of == ANY else sign.of: int(value)})
    if sign.kind == "substance":
        return Visit(substances={sign.of: sign.answers[0] if met else "no"})
    return Visit(**{{"red_flag": "red_flags", "seen": "seen"}[sign.kind]: (sign.of,) * step})


def found_of(sign, *, met):
    """What the rules find for a patient of whom a visit found this, where a dose of 20 mg is to go down."""
    risks = {question: answers[0] for question, answers in sign.only_with.items()}
    return ordinary(PatientToday(risks=risks, visit=visit_with(sign, met=met)))


@pytest.mark.parametrize("sign", ACTING, ids=lambda each: each.id)
def test_each_sign_that_acts_speaks_from_its_boundary_on(sign):
    """Just met it is a caution of its rule in its words; a step less, or not there, it is silent."""
    assert of(sign.rule, found_of(sign, met=False)) == []
    (finding,) = of(sign.rule, found_of(sign, met=True))
    assert finding.severity == "caution"
    assert hits(finding.message) == []
    assert "{" not in finding.message
    (said,) = [words for each, _, words in signs_found(visit_with(sign, met=True), CATALOGUE) if each is sign]
    assert said in finding.message


@pytest.mark.parametrize("sign", [each for each in SIGNS if each.advice], ids=lambda each: each.id)
def test_each_sign_that_brings_advice_does_so_from_its_boundary_on(sign):
    """Just met it is among the words that advice goes by; a step less it is not."""
    assert sign.advice not in advice_signs(visit_with(sign, met=False), CATALOGUE)
    assert sign.advice in advice_signs(visit_with(sign, met=True), CATALOGUE)


def test_every_rule_about_a_visit_has_signs():
    """Each rule of what a visit found is that of a sign, and the other way round: no rule is never spoken."""
    assert {each.rule for each in ACTING} == {each.__name__ for each in RULES if each.__module__.endswith("about_visit")}


# What each tier stands against ------------------------------------------------------------------------------------------


def said_to(decision, on="2027-03-15", risks=(), **visit):
    """What is wanted at a visit of a plan from 30 mg that found this, by rule."""
    return wanting(visited(DIAZEPAM, decision, in_force(DIAZEPAM, on), on, risks=dict(risks), visit=visit))


@pytest.mark.parametrize("decision", EVERY, ids=str)
@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("severe_signs", SEVERE),
        ("red_flag", {"red_flags": ["seizure"]}),
        ("suicide_at_visit", {"red_flags": ["suicidal-thoughts"]}),
        ("suicide_at_visit", {"scores": {"phq-9-item-9": 1}}),
        ("over_sedation", {"seen": ["sedation"]}),
        ("mania", {"seen": ["mania"]}),
    ],
    ids=str,
)
def test_what_is_severe_stands_against_every_decision(rule, found, decision):
    """A hold is no answer to CIWA-B 75, a seizure, thoughts of suicide, over-sedation or mania: what was arranged is."""
    assert rule in said_to(decision, **found)


@pytest.mark.parametrize("decision", EVERY, ids=str)
@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("significant_signs", {"symptoms": {"anxiety": 3}}),
        ("significant_signs", {"scores": {"gad-7": 21, "isi": 28, "phq-9": 20}}),
        ("unsteady", {"seen": ["falls"]}),
        ("unsteady", {"seen": ["slurred-speech"]}),
        ("sleep_lost", {"sleep_hours": "3.5"}),
        ("more_taken_too", {"alcohol": "more"}),
    ],
    ids=str,
)
def test_what_is_significant_stands_against_going_on_alone(rule, found, decision):
    """Not against a hold, a slower pace, a step back or staying there, but for what these do not answer: a fall is no reason to
    go back up, and sleep that is lost with bipolar disorder one to pause."""
    name = decision if isinstance(decision, str) else decision["decision"]
    further = {"unsteady": "step-back", "sleep_lost": "slow"}.get(rule)
    against = name in ("continue", "switch", "adjust", further)
    assert (rule in said_to(decision, risks={"bipolar": "yes"}, **found)) is against


def test_severe_scales_and_vital_signs_are_named_in_one_remark():
    """CIWA-B 75 and 220 over 130 with a pulse of 150 are one caution that names them all, and what is significant with them."""
    said = said_to("continue", **SEVERE, symptoms={"anxiety": 3, "tremor": 3})
    found = "CIWA-B 75, BWSQ 40, systolic pressure 220, diastolic pressure 130, pulse 150 and two severe symptoms"
    assert said["severe_signs"].startswith(f"The visit found {found}.")
    assert "significant_signs" not in said


@pytest.mark.parametrize(("days", "wants"), [(1, True), (6, True), (7, False), (28, False)])
def test_a_hold_of_less_than_a_week_is_no_answer_to_symptoms_that_matter(days, wants):
    """The dose was to go down on the day of the change, and goes down a day later: that is going on."""
    taken = in_force(DIAZEPAM, "2027-03-29")
    visit = {"symptoms": {"anxiety": 3}}
    given = visited(DIAZEPAM, {"decision": "hold", "days": days}, taken, "2027-03-29", visit=visit)
    assert "unchanged" not in given
    assert ("significant_signs" in wanting(given)) is wants


@pytest.mark.parametrize("decision", [{"decision": "hold", "days": 1}, {"decision": "hold", "days": 7}])
def test_a_hold_that_holds_nothing_is_judged_as_going_on(decision):
    """Where the dose still goes down on the day that was planned, a hold is no answer to symptoms that matter."""
    on, visit = "2027-03-22", {"symptoms": {"anxiety": 3}}
    given = visited(DIAZEPAM, decision, in_force(DIAZEPAM, on), on, visit=visit)
    assert given["unchanged"]
    assert wanting(given).keys() == wanting(visited(DIAZEPAM, "continue", in_force(DIAZEPAM, on), on, visit=visit)).keys()
    assert "significant_signs" in wanting(given)


def test_where_nothing_goes_down_any_more_what_is_significant_wants_no_reason():
    """A dose that is kept goes on as it is; what is severe is answered there too."""
    request = direct("uk", "diazepam", None, night="30", strategy={"target_mg": "27"})
    found = SEVERE | {"symptoms": {"anxiety": 3}}
    assert "severe_signs" in wanting(visited(request, "continue", in_force(request), visit=found))
    assert not wanting(visited(request, "continue", in_force(request), visit={"symptoms": {"anxiety": 3}}))


def test_lost_sleep_without_bipolar_disorder_or_psychosis_is_no_caution():
    """Poor sleep is ordinary in a taper: it brings advice, and a caution only with that disorder."""
    assert "sleep_lost" not in said_to("continue", sleep_hours="3", bad_nights=7)
    assert "sleep_lost" in said_to("continue", risks={"bipolar": "yes"}, sleep_hours="3", bad_nights=7)


def test_what_was_planned_is_what_is_prescribed_at_a_visit_where_nothing_is_told_of_it():
    """60 mg taken of 17 mg planned: judged as on the pages; what a request says of a medicine stands as it says it."""
    on, taken = "2027-04-12", [{"drug": "diazepam", "night": "60"}]
    said = wanting(visited(DIAZEPAM, "continue", taken, on))
    assert said["prescribed_differs"].startswith("60\u00a0mg diazepam a day is taken and 17\u00a0mg")
    told = [{"drug": "diazepam", "prescribed_mg": "60", "taken_mg": "60"}]
    assert "prescribed_differs" not in wanting(visited(DIAZEPAM, "continue", taken, on, medicines=told))


# In a crossover, and what becomes of the risk picture --------------------------------------------------------------------

LORAZEPAM = crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1")
"""Night, morning and midday go over from 4, 11 and 18 January 2027: the crossover ends on the 25th."""


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2027-01-04", ""),
        ("2027-01-12", ", in the crossover"),
        ("2027-01-25", ", in the crossover"),
        ("2027-01-26", ", shortly after a crossover"),
        ("2027-02-22", ", shortly after a crossover"),
        ("2027-02-23", ""),
    ],
)
@pytest.mark.parametrize(("rule", "seen"), [("over_sedation", "sedation"), ("unsteady", "falls")])
def test_what_says_that_too_much_acts_names_a_crossover_that_is_near(rule, seen, on, words):
    """While the doses go over, and for four weeks after: then the new medicine may still build up."""
    said = wanting(
        visited(LORAZEPAM, "continue", in_force(LORAZEPAM, on) if words else LORAZEPAM["regimen"], on, visit={"seen": [seen]})
    )
    (after,) = [each.name for each in SIGNS if each.of == seen]
    assert said[rule].startswith(f"The visit found {after}{words}.")


PAUSE = {"decision": "hold", "days": 14}
BY_WEEK = direct(
    "uk", "zopiclone", None, night="7.5", strategy={"reduction_percent": "20", "pattern": "days-off", "products": None}
) | {"equivalence": "ashton-2002"}


@pytest.mark.parametrize(("decision", "severity"), [("continue", "block"), (PAUSE, "caution"), ("step-back", "caution")], ids=str)
@pytest.mark.parametrize("how", ["told", "at the visit"])
def test_after_a_seizure_a_plan_with_nights_without_a_dose_can_be_held(how, decision, severity):
    """To go on to nights without a dose is blocked, and the words say what passes; a hold or a step back is a caution."""
    on = "2027-04-12"
    known = {"risks": {"seizure": "yes"}} if how == "told" else {"visit": {"red_flags": ["seizure"]}}
    given = visited(BY_WEEK, decision, in_force(BY_WEEK, on), on, **known)
    (found,) = [each for each in given["findings"] if each["rule"] == "days_off_risk"]
    assert found["severity"] == severity
    assert ("A hold or a step back can be chosen" in found["message"]) is (severity == "block")


def test_what_a_visit_finds_of_the_risk_picture_counts_as_an_answer():
    """A fall makes the patient one who falls, and more of an opioid one who takes an opioid."""
    found = said_to("hold", risks={"opioid": "no", "falls": "no"}, opioid="more", seen=["falls"])
    assert "opioid_together" in found
    given = visited(DIAZEPAM, "hold", in_force(DIAZEPAM), risks={"falls": "no"}, visit={"seen": ["falls"]})
    assert "older_adult" in {each["rule"] for each in given["findings"]}


@pytest.mark.parametrize(
    ("risks", "found", "rule", "weaker"),
    [
        ({"suicidality": "yes"}, {"scores": {"phq-9-item-9": 3}}, "suicide_at_visit", "suicidality"),
        ({"seizure": "yes"}, {"red_flags": ["seizure"]}, "red_flag", "seizure_history"),
        ({"bipolar": "yes"}, {"seen": ["mania"], "sleep_hours": "2"}, "mania", "sleep_lost"),
        ({}, {"seen": ["sedation", "falls"]}, "over_sedation", "unsteady"),
    ],
    ids=str,
)
def test_one_problem_has_one_remark(risks, found, rule, weaker):
    """What is said of it in stronger words is not said again in weaker ones."""
    said = said_to("continue", risks=risks, **found)
    assert rule in said
    assert weaker not in said
    assert rule in CATALOGUE.rules[weaker].gives_way_to
    assert ITEM_9 not in said[rule]


def test_severe_symptoms_say_all_that_mild_ones_would():
    """One mild symptom beside a severe one is advised on as severe alone; by itself as mild."""
    one, other = [*CATALOGUE.symptoms][:2]
    assert advice_signs(Visit(symptoms={one: 3, other: 1}), CATALOGUE) == {"severe-symptoms"}
    assert advice_signs(Visit(symptoms={one: 1}), CATALOGUE) == {"mild-symptoms"}
