"""Rules about what builds up in somebody whom it may harm, each on both sides of its boundary: a crossover, and long use."""

from fractions import Fraction

from taper_app.engine import PatientToday

from .judging import NBSP, course, dose, judged, ordinary, proposed, step, taking
from .patients import BEGINS, DAY, answered, answers, boundary, crossing, with_
from .requests import crossover, direct

WITH_LIQUID = {"products": ["lorazepam-1mg-tablet", "lorazepam-1mg-per-ml-oral-solution"]}


def crossing_10(facts):
    """What the rules find in a crossover from lorazepam to 10 mg diazepam."""
    return crossing(facts, night="1")


def crossing_11(facts):
    """What the rules find in a crossover from lorazepam to 11 mg diazepam."""
    return proposed(crossover("uk", "lorazepam", "ashton-2002", night="1.1", strategy=WITH_LIQUID), facts)


def to_clonazepam(mg, facts, market="uk", table="ashton-2002"):
    """What the rules find in a crossover that reaches so much clonazepam, of which 0.5 mg are 10 mg diazepam by Ashton."""
    request = direct(market, "lorazepam", table, night="1", strategy={"method": "crossover", "crossover_to": "clonazepam"})
    doses = dose(mg, drug="clonazepam")
    steps = (step("crossover", 7, doses), step("hold", None, doses))
    return judged(course("10", *steps, equivalent_of={"clonazepam": Fraction(20)}), request, facts)


def to_oxazepam(facts):
    """What the rules find in a crossover to 20 mg oxazepam, which does not build up."""
    strategy = {"crossover_to": "oxazepam", "coarse_tail": True, "interval_days": 28}
    return proposed(crossover("uk", "lorazepam", "ashton-2002", night="1", strategy=strategy), facts)


def taken_20(facts):
    """What the rules find in a direct taper of 20 mg diazepam."""
    return proposed(taking("20"), facts)


def high_dose(mg, facts, **known):
    """What the rules find in an ordinary taper of so much diazepam of which this is known."""
    return proposed(taking(mg) | {"regimen": [{"drug": "diazepam", "night": mg} | known]}, facts)


BUILDING_UP = [
    boundary(
        "opioid_together",
        "caution",
        "offer naloxone. What it is crossed over to builds up for days or weeks and adds to it",
        **answered("opioid", about=crossing, opioid="yes"),
    ),
    boundary(
        "interaction_adds",
        "info",
        "Clozapine is taken too: deep sedation, low blood pressure",
        lambda: ordinary(with_("omeprazole")) + ordinary(with_("clozapine", stopped_on=BEGINS)),
        lambda: ordinary(with_("clozapine", stopped_on=BEGINS + DAY)),
    ),
    boundary(
        "interaction_adds",
        "caution",
        "Clozapine is taken too",
        lambda: ordinary(with_("clozapine")) + crossing(answers()),
        lambda: crossing(with_("clozapine")),
    ),
    boundary(
        "interaction_adds",
        "caution",
        "Sodium oxybate is taken too: its US label forbids it with sedatives for sleep",
        lambda: ordinary(with_("sodium-oxybate", stopped_on=BEGINS)),
        lambda: ordinary(with_("sodium-oxybate")),
    ),
    boundary(
        "diazepam_care",
        "info",
        "which matters here (65 or over)",
        lambda: (
            crossing_10(answers(age=64)) + ordinary(answers(age=65)) + crossing_10(PatientToday()) + crossing(answers(age=65))
        ),
        lambda: crossing_10(answers(age=65)),
    ),
    boundary(
        "diazepam_care", "info", "(lung disease)", **answered("breathing", "severe", about=crossing_10, breathing="moderate")
    ),
    boundary(
        "frail_crossover",
        "caution",
        f"The crossover reaches 11{NBSP}mg diazepam a day, which builds up over days or weeks and matters here (65 or over)",
        lambda: (
            crossing_11(answers(age=64)) + crossing_10(answers(age=65)) + crossing_11(PatientToday()) + taken_20(answers(age=80))
        ),
        lambda: crossing_11(answers(age=65)),
    ),
    boundary(
        "frail_crossover",
        "caution",
        f"The crossover reaches 0.55{NBSP}mg clonazepam a day, which builds up over days or weeks and matters here (falls or",
        lambda: to_clonazepam("0.5", answers(falls="yes")) + to_oxazepam(answers(falls="yes", age=80)),
        lambda: to_clonazepam("0.55", answers(falls="yes")),
    ),
    boundary(
        "frail_crossover",
        "caution",
        f"The crossover reaches 0.55{NBSP}mg clonazepam a day, about 11{NBSP}mg diazepam equivalent by Ashton 2002, which",
        lambda: to_clonazepam("0.5", answers(falls="yes"), "us", "vadod-2021"),
        lambda: to_clonazepam("0.55", answers(falls="yes"), "us", "vadod-2021"),
    ),
    *(
        boundary(
            "frail_crossover", "caution", f"({words})", **answered(question, *others, about=crossing_11, **{question: answer})
        )
        for question, answer, words, others in (
            ("falls", "yes", "falls or frailty", ()),
            ("cognition", "yes", "impaired memory or thinking", ()),
            ("breathing", "moderate", "lung disease", ("severe",)),
        )
    ),
    boundary(
        "long_use",
        "info",
        f"Taken for 5 years or more, now about 15.5{NBSP}mg diazepam equivalent a day.",
        lambda: high_dose("15", answers(duration="5-years-or-more")) + high_dose("15.5", answers()),
        lambda: high_dose("15.5", answers(duration="5-years-or-more")),
    ),
    boundary(
        "long_use",
        "info",
        f"Taken for 5 years, now about 15.5{NBSP}mg diazepam equivalent a day.",
        lambda: high_dose("15.5", answers(), since_on="2022-01-05") + high_dose("15", answers(), since_on="2022-01-04"),
        lambda: high_dose("15.5", answers(), since_on="2022-01-04"),
    ),
    boundary(
        "breastfeeding",
        "info",
        "The patient is breastfeeding",
        lambda: crossing(answers(pregnancy="breastfeeding")) + ordinary(answers(pregnancy="yes")),
        lambda: to_oxazepam(answers(pregnancy="breastfeeding")),
    ),
    boundary(
        "crossover_breastfeeding",
        "caution",
        "The patient is breastfeeding, and diazepam builds up in the child.",
        lambda: to_oxazepam(answers(pregnancy="breastfeeding")) + ordinary(answers(pregnancy="breastfeeding")),
        lambda: crossing(answers(pregnancy="breastfeeding")),
    ),
    boundary(
        "crossover_pregnancy",
        "info",
        "The plan crosses over to diazepam, which lasts long in the newborn too.",
        lambda: to_oxazepam(answers(pregnancy="yes")) + ordinary(answers(pregnancy="yes")),
        lambda: crossing(answers(pregnancy="yes")),
    ),
]
"""Of rules of about_patient, about_drugs and about_interactions."""
