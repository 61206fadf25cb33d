"""The rules about a week whose days are not alike, each on both sides of its boundary."""

from decimal import Decimal
from fractions import Fraction

from taper_app.engine import PatientToday, StepDose, build_schedule, check, parse_request

from .judging import CATALOGUE, NBSP, Boundary, course, judged, step, taking
from .weeks import REQUEST


def weekly(drug="zopiclone", **changes):
    """What the rules find in a taper of this hypnotic by the week."""
    strategy = REQUEST["strategy"] | {"products": None} | changes.pop("strategy", {})
    regimen = changes.pop("regimen", [{"drug": drug, "night": {"zopiclone": "7.5", "clonazepam": "0.5"}[drug]}])
    request = parse_request({**REQUEST, "regimen": regimen, "strategy": strategy}, CATALOGUE)
    made = build_schedule(request, CATALOGUE)
    return check(made, request, CATALOGUE, PatientToday(**changes))


def nights_of_temazepam(*weekdays):
    """The findings where temazepam 20 mg is taken on these nights, and one of them is left out, without an end."""
    rows = [{"drug": "temazepam", "night": "20", "use": "days", "weekdays": list(weekdays)}]
    strategy = {"halve": "none", "holds": [{"after_step": 1, "days": None}]}
    return weekly(regimen=rows, strategy=strategy)


def uneven_alprazolam(low):
    """The findings where alprazolam at night is 1 mg on five days and so much on two."""
    days = {"weekdays": ["mon", "thu"]}, {"weekdays": ["tue", "wed", "fri", "sat", "sun"]}
    doses = [{"mg": "1", **days[1]}] + ([{"mg": low, **days[0]}] if low else [])
    made = [StepDose("night", "alprazolam", Decimal(each["mg"]), (), False, tuple(each["weekdays"])) for each in doses]
    made.append(StepDose("morning", "alprazolam", Decimal(1), (), False))
    asked = taking("1", method="direct") | {"equivalence": "ashton-2002"}
    asked["regimen"] = [{"drug": "alprazolam", "morning": "1", "night": "1"}]
    schedule = course("40", step("hold", None, *made), equivalent_of={"alprazolam": Fraction(20)})
    return judged(schedule, asked)


OF_THE_WEEK = [
    Boundary(
        "days_off",
        lambda: weekly(strategy={"target_mg": "2.5"}),
        weekly,
        "info",
        5,
        "From step 5 on there are nights without zopiclone.",
    ),
    Boundary(
        "closing_few_days",  # a night of the week less is 0.36 mg diazepam of 3.75 mg zopiclone, and 1.43 mg of 20 mg temazepam
        weekly,
        lambda: nights_of_temazepam("mon", "wed", "fri"),
        "info",
        1,
        f"Step 1 goes down by 33.3%, about 1.43{NBSP}mg diazepam equivalent. A medicine that is taken on 3 days a week or fewer",
    ),
    Boundary(
        "days_off_long",
        weekly,
        lambda: weekly("clonazepam"),
        "caution",
        1,
        "From step 1 on there are days without clonazepam.",
    ),
    Boundary(
        "days_off_not_asked",
        lambda: weekly(risks={"seizure": "no", "alcohol": "no"}),
        lambda: weekly(risks={"seizure": "no"}),
        "info",
        5,
        "Nights or days without a dose are not for patients with alcohol, and that was not asked.",
    ),
    Boundary(
        "days_off_risk",
        lambda: weekly(risks={"seizure": "no", "alcohol": "heavy"}),
        lambda: weekly(risks={"seizure": "yes", "alcohol": "dependence"}),
        "block",
        5,
        "From step 5 on there are days without zopiclone, and the patient has a seizure or complicated withdrawal before and",
    ),
    Boundary(
        "mixed_short",
        lambda: uneven_alprazolam("0.5"),
        lambda: uneven_alprazolam("0.25"),
        "caution",
        1,
        f"In step 1 alprazolam is 0.25{NBSP}mg on some days and 1{NBSP}mg on the others.",
    ),
    Boundary(
        "mixed_short",
        lambda: uneven_alprazolam("0.5"),
        lambda: uneven_alprazolam(None),
        "caution",
        1,
        f"In step 1 alprazolam is not taken on some days and 1{NBSP}mg on the others.",
    ),
]
