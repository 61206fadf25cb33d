"""The rules about the patient: each stood on both sides of its boundary, and one remark for one problem."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from taper_app.engine import (
    Dose,
    Interacting,
    Medicine,
    PatientToday,
    Regimen,
    Thresholds,
    parse_request,
)
from taper_app.engine.rules.guidelines import RULES
from taper_app.engine.rules.patient import medicines_at_visit
from tests.text_gates import hits

from .building_up import BUILDING_UP, high_dose
from .judging import CATALOGUE, NBSP, Boundary, course, falling, judged, of, ordinary, patient, proposed, step, taking
from .patients import AGREED, BEGINS, COARSE, DAY, OXAZEPAM, answered, answers, boundary, crossing, with_
from .requests import crossover, direct
from .weekly import weekly


def crossing_to_clonazepam(facts=None):
    """What the rules find in a crossover from lorazepam 2 mg to clonazepam."""
    strategy = COARSE | {"crossover_to": "clonazepam", "holds": [{"after_step": 1, "days": 84}]}
    return proposed(crossover("uk", "lorazepam", "ashton-2002", night="2", strategy=strategy), facts)


UNSAFE = [
    ("liver", "severe", "impaired", "severe liver disease"),
    ("sleep_apnoea", "yes", "no", "sleep apnoea"),
    ("breathing", "severe-copd", "moderate", "severe COPD"),
    ("breathing", "severe", "moderate", "severe breathing failure"),
    ("myasthenia", "yes", "no", "myasthenia gravis"),
    ("glaucoma", "yes", "no", "acute narrow-angle glaucoma"),
]

ENDING = course("2", step("reduce", 28, "1.5"), step("stop", 0, closing=True))

SLOW_ALPRAZOLAM = {"drug": "alprazolam", "release": "modified", "morning": "1"}
BOUNDARIES = [
    *BUILDING_UP,
    Boundary(
        "modified_release",
        lambda: proposed(crossover("us", "alprazolam", "ashton-2002", morning="1")),
        lambda: proposed(crossover("us", "alprazolam", "ashton-2002") | {"regimen": [SLOW_ALPRAZOLAM]}),
        "caution",
        None,
        "Modified-release alprazolam goes over to diazepam, which does not do the same. The same amount in the day",
    ),
    boundary(
        "under_18",
        "block",
        "The patient is under 18, and the guidance behind this plan is for adults.",
        lambda: ordinary(PatientToday(age=18)) + ordinary(PatientToday()),
        lambda: ordinary(PatientToday(age=17)),
    ),
    boundary(
        "epilepsy_indication",
        "block",
        "Clobazam is taken for epilepsy, so a reduction can bring seizures back.",
        lambda: ordinary(patient(indication="anxiety")),
        lambda: ordinary(patient(drug="clobazam", indication="epilepsy")),
    ),
    boundary("pregnancy", "block", "The patient is pregnant", **answered("pregnancy", "breastfeeding", pregnancy="yes")),
    boundary(
        "illicit_supply",
        "block",
        "What is taken is bought, shared or of unknown content, so its dose is only a claim. It is not converted.",
        lambda: crossing(answers(supply="prescribed")) + crossing(PatientToday()),
        lambda: crossing(answers(supply="illicit")),
    ),
    boundary(
        "illicit_supply",
        "caution",
        "Find the lowest prescribed dose that keeps withdrawal away and taper from that.",
        lambda: ordinary(answers(supply="prescribed")),
        lambda: ordinary(answers(supply="illicit")),
    ),
    boundary(
        "illicit_supply",
        "caution",
        "What is taken is of unknown origin",
        lambda: crossing(answers()),
        lambda: crossing(answers(supply="unknown")),
    ),
    boundary("opioid_together", "caution", "offer naloxone. Change one at a time.", **answered("opioid", opioid="yes")),
    boundary(
        "sedatives_together", "info", "There is another sedating medicine", **answered("sedatives", sedatives="yes")
    ),
    boundary(
        "sedatives_together",
        "caution",
        "There is heavy drinking",
        **answered("alcohol", "dependence", about=crossing, alcohol="heavy"),
    ),
    boundary(
        "interaction",
        "info",
        "Omeprazole raises the level of diazepam (the clearance of diazepam falls by about a quarter with"
        f" 20{NBSP}mg omeprazole). No dose is changed for that. Watch for sleepiness.",
        lambda: ordinary(answers()) + proposed(taking("20"), with_("omeprazole", stopped_on=BEGINS - 28 * DAY)),
        lambda: ordinary(with_("omeprazole", started_on=BEGINS - 28 * DAY)),
    ),
    boundary(
        "interaction",
        "caution",
        "Fluvoxamine raises the level of diazepam (the clearance of diazepam falls by about two thirds).",
        lambda: proposed(OXAZEPAM, with_("fluvoxamine")) + ordinary(with_("fluvoxamine")),
        lambda: crossing(with_("fluvoxamine")),
    ),
    boundary(
        "interaction_changes",
        "caution",
        "Carbamazepine starts on 08-Dec-2026, and it lowers the level of diazepam. The same tablets then do less.",
        lambda: ordinary(with_("carbamazepine", started_on=BEGINS - 28 * DAY)),
        lambda: ordinary(with_("carbamazepine", started_on=BEGINS - 27 * DAY)),
    ),
    boundary(
        "inpatient_dose",
        "caution",
        f"The dose is about 50.5{NBSP}mg diazepam equivalent a day, above 50{NBSP}mg (the usual threshold",
        lambda: proposed(taking("50")) + proposed(taking("60"), thresholds=Thresholds(inpatient_mg=Decimal(60))),
        lambda: judged(falling("50.5", "48", "46")),
    ),
    boundary(
        "specialist_dose",
        "caution",
        f"The dose is about 30.5{NBSP}mg diazepam equivalent a day, above 30{NBSP}mg (the usual threshold, after NHS Lothian)",
        lambda: proposed(taking("30")) + proposed(taking("60")),
        lambda: judged(falling("30.5", "28", "26")),
    ),
    boundary(
        "specialist_dose",
        "caution",
        f"equivalent a day by Ashton 2002, above 30{NBSP}mg (your clinic's threshold). Ask a specialist",
        lambda: crossing(night="3", thresholds=Thresholds(specialist_mg=Decimal(30))),
        lambda: crossing(night="4", thresholds=Thresholds(specialist_mg=Decimal(30))),
    ),
    Boundary(
        "diazepam_threshold",
        lambda: crossing(night="4", thresholds=Thresholds(diazepam_mg=Decimal(40))),
        lambda: crossing(night="4", thresholds=Thresholds(diazepam_mg=Decimal("39.9"))),
        "caution",
        None,
        f"The crossover reaches 40{NBSP}mg diazepam a day. Your clinic asks for advice above 39.9{NBSP}mg.",
    ),
    boundary("setting_of_care", "caution", "There is alcohol dependence", **answered("alcohol", "heavy", alcohol="dependence")),
    boundary("setting_of_care", "caution", "There is other drug use", **answered("substances", substances="yes")),
    boundary("setting_of_care", "caution", "There is injecting", **answered("substances", substances="injects")),
    boundary("setting_of_care", "caution", "unstable mental illness", **answered("psychiatric", psychiatric="yes")),
    boundary("suicidality", "caution", "There are thoughts of suicide", **answered("suicidality", suicidality="yes")),
    boundary("seizure_history", "caution", "The patient has had a seizure", **answered("seizure", seizure="yes")),
    *(
        boundary(
            "diazepam_unsafe",
            "block",
            f"its label forbids it with {words}.",
            **answered(question, milder, about=crossing, **{question: answer}),
        )
        for question, answer, milder, words in UNSAFE
    ),
    *(
        boundary(
            "crossover_unsafe",
            "block",
            f"crosses over to clonazepam, and labels of its class forbid it with {words}.",
            **answered(question, milder, about=crossing_to_clonazepam, **{question: answer}),
        )
        for question, answer, milder, words in UNSAFE
    ),
    *(
        boundary(
            "taken_unsafe",
            "caution",
            f"Labels of the class of diazepam forbid it with {words}.",
            **answered(question, milder, **{question: answer}),
        )
        for question, answer, milder, words in UNSAFE
    ),
    boundary(
        "breathing_care",
        "info",
        "There is lung disease, and diazepam may slow breathing.",
        **answered("breathing", "severe-copd", "severe", breathing="moderate"),
    ),
    boundary(
        "daily_from_some_days",
        "block",
        "It is said to be taken on 3 or fewer days a week, and the plan gives a dose every day.",
        **answered("days_a_week", days_a_week="3-or-fewer"),
    ),
    boundary(
        "diazepam_liver",
        "caution",
        "Ask a liver specialist first",
        **answered("liver", "severe", about=crossing, liver="impaired"),
    ),
    boundary(
        "older_adult",
        "info",
        "The patient is older or frail (65 or over)",
        lambda: ordinary(answers(age=64)) + ordinary(PatientToday()),
        lambda: ordinary(answers(age=65)),
    ),
    boundary("older_adult", "info", "(impaired memory or thinking)", **answered("cognition", cognition="yes")),
    boundary(
        "dependence_likely",
        "info",
        "On 4 or more days a week for 3 months or more, withdrawal that matters is likely, and more so with dose and time. Never",
        lambda: (
            ordinary(PatientToday())
            + ordinary(answers(days_a_week="unknown"))
            + ordinary(answers(duration="unknown"))
            + ordinary(answers(days_a_week="3-or-fewer"))
            + ordinary(answers(duration="under-1-month"))
        ),
        lambda: ordinary(answers()),
    ),
    boundary(
        "dependence_unlikely",
        "info",
        "On 3 or fewer days a week for 3 months or more, withdrawal that matters is rare. The guideline lets it be stopped",
        lambda: (
            ordinary(PatientToday())
            + ordinary(answers())
            + ordinary(answers(days_a_week="unknown"))
            + proposed(taking("10.5"), answers(duration="1-to-3-months"))
        ),
        lambda: ordinary(answers(days_a_week="3-or-fewer")),
    ),
    boundary(
        "short_use",
        "info",
        "Taken for 1 to 3 months. With a low dose for less than 3 months",
        lambda: (
            proposed(taking("10"), answers(duration="3-months-or-more"))
            + proposed(taking("10.5"), answers(duration="under-1-month"))
            + proposed(taking("10"), PatientToday())
        ),
        lambda: proposed(taking("10"), answers(duration="1-to-3-months")),
    ),
    boundary("failed_taper", "info", "5% every 28 days or less", **answered("failed_taper", failed_taper="yes")),
    boundary("bipolar_sleep", "info", "pause the taper as soon as it is lost", **answered("bipolar", bipolar="yes")),
    boundary("breastfeeding", "info", "The patient is breastfeeding", **answered("pregnancy", "yes", pregnancy="breastfeeding")),
    boundary("no_support", "info", "There is nobody close who can help", **answered("support", support="no")),
    boundary("driving", "info", "drives or works with machines", **answered("driving", driving="yes")),
    boundary(
        "review_sooner",
        "info",
        "There is sleep apnoea, and the next visit is on 02-Feb-2027.",
        lambda: (
            ordinary(answers(sleep_apnoea="yes"), review_on=BEGINS + 28 * DAY)
            + ordinary(answers(breathing="severe"), review_on=BEGINS + 29 * DAY)
            + ordinary(answers(sleep_apnoea="yes"), review_on=BEGINS + 91 * DAY)
            + ordinary(answers(sleep_apnoea="yes"))
        ),
        lambda: ordinary(answers(sleep_apnoea="yes"), review_on=BEGINS + 29 * DAY),
    ),
    boundary(
        "protracted_withdrawal",
        "info",
        "more than 30 days after the last dose",
        lambda: (
            judged(ENDING, review_on=date(2027, 2, 1) + 30 * DAY)
            + judged(ENDING)
            + judged(falling("10", "9"), review_on=date(2028, 2, 1))
        ),
        lambda: judged(ENDING, review_on=date(2027, 2, 1) + 31 * DAY),
    ),
    boundary(
        "not_known",
        "info",
        "Not known well enough: liver disease.",
        lambda: ordinary(answers()) + ordinary(PatientToday()) + ordinary(answers(supply="unknown")),
        lambda: ordinary(answers(liver="unknown")),
    ),
]  # fmt: skip

each_boundary = pytest.mark.parametrize("tried", BOUNDARIES, ids=lambda each: each.rule)


@each_boundary
def test_a_rule_about_the_patient_has_nothing_to_say_on_the_near_side_of_its_boundary(tried):
    """On the near side of its boundary a rule finds nothing."""
    silent = [each for each in of(tried.rule, tried.silent()) if each.severity == tried.severity]
    assert silent == []


@each_boundary
def test_a_rule_about_the_patient_speaks_on_the_far_side_of_its_boundary(tried):
    """Just beyond its boundary a rule finds one thing: with its severity, its source, and words written as text must be."""
    (found,) = of(tried.rule, tried.speaks())
    assert (found.severity, found.step) == (tried.severity, None)
    of_medicine = tried.rule in ("interaction", "interaction_adds")
    # what is said of a medicine is from a source of its own
    told = CATALOGUE.interactions[found.values["medicine"]] if of_medicine else CATALOGUE.rules[tried.rule]
    assert found.source == told.source
    assert tried.words in found.message
    assert ("{" in found.message, "None" in found.message, hits(found.message)) == (False, False, [])


def test_every_rule_about_the_patient_is_tried():
    """Each rule about the patient stands above on both sides of its boundary."""
    here = ("about_patient", "about_drugs", "about_interactions", "about_need")
    assert {each.rule for each in BOUNDARIES} == {each.__name__ for each in RULES if each.__module__.endswith(here)}


@pytest.mark.long
def test_every_answer_by_which_a_rule_speaks_is_tried():
    """Each answer of the risk picture that a rule speaks by makes it speak, in a crossover with a review in five weeks."""
    for rule in CATALOGUE.rules.values():
        for question, spoken in rule.on.items():
            for answer in spoken:
                night = "1" if rule.id in ("short_use", "diazepam_care") else "2"
                found = crossing(answers(**{question: answer}), night=night, review_on=None)
                found += proposed(taking("10"), answers(**{question: answer}), review_on=BEGINS + 35 * DAY)
                found += crossing_to_clonazepam(answers(**{question: answer}))
                found += high_dose("20", answers(**{question: answer}))
                found += weekly(risks={question: answer})
                assert of(rule.id, found), (rule.id, question, answer)


# Blocks and how they are lifted ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("risks", "rule", "lifted"),
    [
        ({"pregnancy": "yes"}, "pregnancy", "caution"),
        ({"sleep_apnoea": "yes"}, "diazepam_unsafe", "caution"),
        ({"liver": "impaired"}, "diazepam_liver", "info"),
        ({"psychiatric": "yes"}, "setting_of_care", "info"),
        ({"supply": "illicit"}, "illicit_supply", "block"),
        ({"seizure": "yes"}, "seizure_history", "caution"),
        ({"suicidality": "yes"}, "suicidality", "caution"),
    ],
)
def test_a_named_specialist_lifts_what_a_specialist_may(risks, rule, lifted):
    """A named specialist makes a block on pregnancy or diazepam a caution; nobody lifts that on converting an illicit supply."""
    (found,) = of(rule, crossing(answers(specialist=AGREED, **risks)))
    assert found.severity == lifted


def test_a_high_dose_agreed_with_a_specialist_only_explains():
    """Above the thresholds, with a specialist named, nothing wants a reason."""
    for night, rule in (("45", "specialist_dose"), ("60", "inpatient_dose")):
        (found,) = of(rule, proposed(taking(night), answers(specialist=AGREED)))
        assert found.severity == "info"


def test_in_pregnancy_a_hold_is_not_blocked():
    """To go on without a change stays possible in pregnancy: a plan that only holds is a caution, and one that falls a block."""
    for schedule, severity in ((course("20", step("hold", None, "20")), "caution"), (falling("20", "19"), "block")):
        (found,) = of("pregnancy", judged(schedule, facts=answers(pregnancy="yes")))
        assert found.severity == severity


def test_once_the_crossover_is_over_diazepam_is_not_blocked():
    """A patient who is on diazepam already goes on down from it, whatever its label forbids: only a crossover is judged."""
    schedule = course("20", step("crossover", 7, "20"), step("reduce", 14, "19"), step("hold", None, "19"))
    facts = answers(breathing="severe", supply="illicit", sedatives="yes", age=80)
    request = crossover("uk", "lorazepam", "ashton-2002", night="2")
    before, after = (judged(schedule, request, facts, since=day) for day in (BEGINS, BEGINS + 7 * DAY))
    assert {"diazepam_unsafe", "illicit_supply"} <= {each.rule for each in before if each.severity == "block"}
    assert not {"diazepam_unsafe", "diazepam_care"} & {each.rule for each in after}
    assert [each.severity for each in after if each.rule in ("illicit_supply", "sedatives_together")] == ["caution", "info"]


def test_a_crossover_to_another_drug_is_not_one_to_diazepam():
    """What diazepam's label forbids does not block a crossover to another drug."""
    strategy = {"crossover_to": "oxazepam", "coarse_tail": True, "interval_days": 28}
    request = crossover("uk", "lorazepam", "ashton-2002", night="1", strategy=strategy)
    for severe in ("severe", "impaired"):
        found = {each.rule for each in proposed(request, answers(liver=severe, falls="yes"))}
        assert not {"diazepam_unsafe", "diazepam_liver", "diazepam_care"} & found


def test_what_instead_of_diazepam_is_named_for_the_liver_alone():
    """With severe liver disease a drug without active metabolites is offered; with sleep apnoea too, only the direct taper."""
    for risks, offered in (({"liver": "severe"}, True), ({"liver": "severe", "sleep_apnoea": "yes"}, False)):
        (found,) = of("diazepam_unsafe", crossing(answers(**risks)))
        assert ("oxazepam" in found.message) is offered
        assert "Reduce the present medicine directly" in found.message


# One problem, one remark ----------------------------------------------------------------------------------------------


def wanting_reasons(findings):
    """The rules whose findings want a reason or refuse."""
    return [each.rule for each in findings if each.severity != "info"]


@pytest.mark.parametrize(
    ("found", "rules"),
    [
        (lambda: crossing(answers(opioid="yes", sedatives="yes", alcohol="heavy")), ["opioid_together"]),
        (lambda: crossing(answers(alcohol="dependence", substances="injects", psychiatric="yes")), ["setting_of_care"]),
        (lambda: crossing(answers(liver="impaired", sleep_apnoea="yes", falls="yes")), ["diazepam_unsafe"]),
        (lambda: crossing(night="4.5", thresholds=Thresholds(diazepam_mg=Decimal(40))), ["diazepam_threshold"]),
        (lambda: crossing(night="8", thresholds=Thresholds(diazepam_mg=Decimal(40))), ["inpatient_dose"]),
        (lambda: proposed(taking("60")), ["inpatient_dose"]),
        (lambda: crossing(with_("fluvoxamine", started_on=BEGINS)), ["interaction_changes"]),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_one_problem_wants_one_reason(found, rules):
    """An opioid with other sedatives, what calls for a specialist, a high dose, a medicine that starts: each wants one reason.

    A dose above the licensed one, and much that moves at once, are other problems.
    """
    assert [each for each in wanting_reasons(found()) if each not in ("licensed_maximum", "overnight_move")] == rules


def test_everything_not_known_is_one_remark():
    """What was not asked and what is not known stand together in one remark, in the order of the page."""
    facts = PatientToday(age=45, risks={"opioid": "unknown", "liver": "no"})
    (found,) = of("not_known", ordinary(facts))
    names = [each.name for each in CATALOGUE.risks.values() if each.id != "liver"]
    assert found.message.startswith(f"Not known well enough: {', '.join(names[:-1])} and {names[-1]}.")


def test_a_yes_to_interacting_medicines_is_not_known_until_they_are_named():
    """An answer "yes" to interacting medicines says nothing as long as none is named."""
    facts = answers(interacting="yes")
    (found,) = of("not_known", ordinary(facts))
    assert "interacting medicines" in found.message
    assert of("not_known", ordinary(replace(facts, interacting=(Interacting("omeprazole"),)))) == []


# Dependence -----------------------------------------------------------------------------------------------------------


def dependence(findings):
    """What is said of how likely physical dependence is."""
    return of("dependence_likely", findings) + of("dependence_unlikely", findings)


LIKELY, LESS, RARE = "likely, and more so with dose and time", "possible but less likely", "rare"


@pytest.mark.parametrize(
    ("duration", "days_a_week", "night", "risk"),
    [
        ("3-months-or-more", "3-or-fewer", "30", RARE),
        ("unknown", "3-or-fewer", "30", RARE),
        ("under-1-month", "4-or-more", "30", LESS),
        ("1-to-3-months", "4-or-more", "10", LESS),
        ("1-to-3-months", "4-or-more", "10.5", LIKELY),
        ("1-to-3-months", "4-or-more", "15", LIKELY),
        ("1-to-3-months", "4-or-more", "30", LIKELY),
        ("3-months-or-more", "4-or-more", "4", LIKELY),
    ],
)
def test_dependence_is_judged_by_the_guidelines_table(duration, days_a_week, night, risk):
    """The five rows of the table: three days a week or fewer, under a month, one to three months by dose, and three or more."""
    schedule = falling(night, str(Decimal(night) * 9 / 10))
    (found,) = dependence(judged(schedule, facts=answers(duration=duration, days_a_week=days_a_week)))
    assert f"withdrawal that matters is {risk}." in found.message
    assert (found.rule, found.place) == (("dependence_likely", "how") if risk == LIKELY else ("dependence_unlikely", "top"))
    assert ("Never let it stop" in found.message) is (risk == LIKELY)


@pytest.mark.parametrize(
    ("drug", "table", "mg", "band"),
    [
        ("diazepam", None, "15", "moderate"),
        ("diazepam", None, "15.5", "high"),
        ("clonazepam", "ashton-2002", "0.5", "low"),
        ("clonazepam", "ashton-2002", "0.75", "moderate"),
        ("clonazepam", "ashton-2002", "1.5", "moderate"),
        ("clonazepam", "ashton-2002", "2", "high"),
        ("lorazepam", "ashton-2002", "2", "low"),
        ("lorazepam", "vadod-2021", "2.5", "moderate"),
        ("lorazepam", "vadod-2021", "3.5", "high"),
        ("alprazolam", "vadod-2021", "1", "low"),
        ("alprazolam", "vadod-2021", "2.25", "high"),
        ("nitrazepam", "ashton-2002", "10", "low"),
        ("nitrazepam", "ashton-2002", "12.5", "moderate"),
    ],
)
def test_the_bands_of_a_dose_are_the_printed_ones(drug, table, mg, band):
    """Clonazepam, lorazepam and alprazolam have the bounds printed for them, whatever the table; others the equivalent."""
    request = direct("us", drug, table, night=mg)
    equivalent = parse_request(request, CATALOGUE).baseline(CATALOGUE)
    schedule = course(equivalent, step("hold", None, str(float(equivalent))))
    found = dependence(judged(schedule, request, answers(duration="1-to-3-months")))
    said = found[0].message
    assert (f"at a {band} dose" in said) is True


def test_of_several_drugs_the_equivalent_of_all_is_the_dose():
    """Lorazepam 2 mg is low by its own bound, and beside diazepam 2 mg it is high: 22 mg diazepam equivalent by Ashton."""
    request = direct("uk", "lorazepam", "ashton-2002", night="2")
    request["regimen"].append({"drug": "diazepam", "night": "2"})
    found = of("dependence_likely", judged(course("22", step("hold", None, "22")), request, answers(duration="1-to-3-months")))
    assert "at a high dose" in found[0].message


@pytest.mark.parametrize(("market", "mg"), [("uk", 30), ("us", 40)])
def test_from_which_dose_a_specialist_is_asked_comes_with_the_market(market, mg):
    """NHS Lothian asks above 30 mg of diazepam; ASAM 2025 names no dose, so that the United States keep the Australian 40 mg."""
    for night, said in ((mg, False), (mg + 2, True)):
        request = parse_request(direct(market, "diazepam", None, night=str(night)), CATALOGUE).to_json()
        assert bool(of("specialist_dose", proposed(request, answers()))) is said
    assert CATALOGUE.threshold("diazepam_threshold", market).mg == mg
    assert CATALOGUE.threshold("inpatient_dose", market).mg == 50


def test_at_a_visit_what_was_planned_is_what_is_prescribed():
    """Of each medicine: its mg as planned and as taken, what the list says of it, and the days on which it is taken now."""
    five = ("mon", "tue", "wed", "thu", "fri")
    planned = Regimen((Dose("night", "diazepam", Decimal(10)), Dose("morning", "lorazepam", Decimal(1), weekdays=five)))
    now = (Dose("night", "diazepam", Decimal(8)), Dose("night", "zopiclone", Decimal("3.75"), weekdays=("sat", "sun")))
    taken = Regimen(now, since={"zopiclone": date(2026, 11, 2)})
    listed = [
        Medicine("lorazepam", Decimal(3), Decimal(3), indication="panic", since_on=date(2020, 5, 1)),
        Medicine("zopiclone", Decimal(9), Decimal(9), since_on=date(2019, 1, 1)),
    ]
    assert medicines_at_visit(listed, planned, taken) == (
        Medicine("diazepam", Decimal(10), Decimal(8)),
        Medicine("lorazepam", Decimal("0.71"), Decimal(0), indication="panic", mean=True, since_on=date(2020, 5, 1)),
        Medicine("zopiclone", Decimal(0), Decimal("1.07"), mean=True, weekdays=("sat", "sun"), since_on=date(2026, 11, 2)),
    )


def test_a_medicine_that_is_more_on_some_days_is_taken_on_every_day():
    """Diazepam 10 mg at night, and 2 mg more on Mondays: it has a mean, and no days without it; 5 mg on two days has these."""
    ten, two = Dose("night", "diazepam", Decimal(10)), Dose("morning", "diazepam", Decimal(2), weekdays=("mon",))
    (more,) = medicines_at_visit((), Regimen((ten,)), Regimen((ten, two)))
    assert (more.taken_mg, more.mean, more.weekdays) == (Decimal("10.29"), True, ())
    days = (replace(two, weekdays=("thu",)), replace(two, weekdays=("mon", "sun"), time="night"))
    (less,) = medicines_at_visit((), Regimen((ten,)), Regimen(days))
    assert (less.prescribed_mg, less.mean, less.weekdays) == (10, True, ("mon", "thu", "sun"))
