"""The patient today: built in one place, whole, for a new plan and a visit alike, and kept with the revision."""

import ast
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from taper_app.actions import medications
from taper_app.chart.next_revision import preview_review
from taper_app.chart.patient_kept import told
from taper_app.chart.patient_today import Seen, age, patient_today
from taper_app.engine import Specialist
from taper_app.record import Found, Issued, PatientToday, Taken, from_json, to_json
from taper_app.wording.patient_today import how_long, patient_said
from tests.actions.risks import ask
from tests.actions.visits import TODAY, begin, given, regimen, row, visit
from tests.views.visits import follow_up

APP = Path(settings.BASE_DIR) / "taper_app"
VALUES = {"PatientToday": "patient_today.py", "Medicine": "patient_today.py", "Visit": "observed.py"}
"""The values of the engine that the rules are told of a patient, with the one file that makes each."""


def makers():
    """The files outside the engine that make one of these values: (value, file)."""
    for path in sorted(APP.rglob("*.py")):
        if "engine" in path.relative_to(APP).parts or "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "taper_app.engine")
        known = {(each.asname or each.name): each.name for node in imports for each in node.names if each.name in VALUES}
        called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        yield from {(known[each.id], path.name) for each in called if isinstance(each, ast.Name) and each.id in known}


def test_it_is_made_in_one_place():
    """Whoever judges a patient is given the same value: a second place that makes one would leave something out."""
    assert sorted(makers()) == sorted(VALUES.items())


NOTHING = {"use": "regular", "since_on": None}


def listed(drug, **changes):
    return row(drug, night=changes.pop("night", "10")) | NOTHING | changes


def test_a_medicine_has_its_form_its_use_and_since_when(patient, clinician):
    """Modified release, the days of a week named or counted, as needed, what for, and since when."""
    rows = [
        listed("alprazolam", release="modified", night="1", since_on=date(2019, 6, 1), indication="anxiety"),
        listed("zopiclone", use="days", days_a_week=2, weekdays="", night="7.5", indication="insomnia"),
        listed("diazepam", use="days", days_a_week=2, weekdays="mon,thu", night="5"),
        listed("lorazepam", use="as-needed", night="1"),
    ]
    medications.set_medications(patient=patient, rows=rows, others_asked_on=TODAY, by=clinician)
    xanax, zopiclone, diazepam, lorazepam = patient_today(patient, None, TODAY).medicines
    assert (xanax.release, xanax.use, xanax.since_on) == ("modified", "regular", date(2019, 6, 1))
    assert (zopiclone.use, len(zopiclone.weekdays), zopiclone.indication) == ("days", 2, "insomnia")
    assert (diazepam.use, diazepam.weekdays) == ("days", ("mon", "thu"))
    assert (lorazepam.use, lorazepam.as_needed) == ("as-needed", True)


def test_a_visit_tells_what_is_really_taken_and_leaves_what_is_beside_the_plan(patient, clinician):
    """What was planned is what is prescribed by now; a medicine of some days beside the plan stays as it is listed."""
    rows = [
        listed("diazepam", since_on=date(2020, 1, 1)),
        listed("zopiclone", use="days", days_a_week=2, weekdays="", night="7.5"),
    ]
    medications.set_medications(patient=patient, rows=rows, others_asked_on=TODAY, by=clinician)
    seen = Seen(regimen(diazepam_night="8"), regimen(diazepam_night="12", lorazepam_night="1"), {"seen": ["falls"]})
    vale = Specialist("Dr Vale", "addiction", TODAY)
    known = patient_today(patient, vale, TODAY, seen)
    told = {each.drug: (each.prescribed_mg, each.taken_mg, each.use, each.since_on) for each in known.medicines}
    assert told == {
        "diazepam": (8, 12, "regular", date(2020, 1, 1)),
        "lorazepam": (0, 1, "regular", None),
        "zopiclone": (Decimal("7.5"), Decimal("7.5"), "days", None),
    }
    assert (known.visit.seen, known.specialist) == (("falls",), vale)
    assert patient_today(patient, None, TODAY).visit is None


def test_days_since_the_last_dose_are_known_where_nothing_is_taken_now(patient, clinician):
    """The fewest of the list; not where one medicine is taken now."""
    old, older = listed("diazepam", last_taken_on=date(2026, 12, 28)), listed("lorazepam", last_taken_on=date(2026, 12, 1))
    medications.set_medications(patient=patient, rows=[old, older], others_asked_on=TODAY, by=clinician)
    assert patient_today(patient, None, TODAY).days_since_last_dose == 7
    medications.set_medications(patient=patient, rows=[old, listed("lorazepam")], others_asked_on=TODAY, by=clinician)
    assert patient_today(patient, None, TODAY).days_since_last_dose is None


TOO_MUCH = {"inpatient_dose", "licensed_maximum", "prescribed_differs"}


@pytest.mark.parametrize(("taken", "rules"), [("18", set()), ("60", TOO_MUCH)])
@pytest.mark.parametrize("decision", ["continue", "hold"])
def test_rules_about_a_dose_see_what_is_really_taken(patient, clinician, decision, taken, rules):
    """Of a plan of 20 mg, whoever takes 60 mg by now is judged by 60 mg, whatever is decided."""
    plan = begin(patient, clinician)
    on, days = TODAY + timedelta(days=7), {"hold": 14}.get(decision)
    change = given(plan, on, decision, days, taken=regimen(diazepam_night=taken))["visit"].change
    made = preview_review(plan=plan, change=change, review_on=on + timedelta(days=14), today=on)
    assert {each.rule for each in made.proposal.findings} & TOO_MUCH == rules


# What visits found stands ------------------------------------------------------------------------


def answers_after(patient, today=TODAY):
    """The answers that the rules of a new plan are told."""
    return patient_today(patient, None, today).risks


def test_what_a_visit_found_stands_until_it_is_asked_again(patient, clinician):
    """Alcohol beyond what was said, a fall, thoughts of suicide: the next visit and the next plan are told too, though they ask
    nothing of it; answered again, the newest answers count."""
    plan = begin(patient, clinician)
    found = {"alcohol": "more", "seen": ["falls"]}
    reason = {"red_flags": ["suicidal-thoughts"], "reason": "Seen by the crisis team today."}
    visit(plan, clinician, TODAY + timedelta(days=7), "hold", 14, observations=found, **reason)
    told = answers_after(patient, TODAY + timedelta(days=8))
    assert (told["alcohol"], told["falls"], told["suicidality"]) == ("unknown", "yes", "yes")
    later = visit(plan, clinician, TODAY + timedelta(days=14), "hold", 14)
    assert {"alcohol", "falls", "suicidality"} <= set(later.revision.issued().risks.found)
    ask(patient, clinician, TODAY + timedelta(days=15))
    told = answers_after(patient, TODAY + timedelta(days=15))
    assert (told["alcohol"], told["falls"], told["suicidality"]) == ("no", "no", "no")


def test_of_what_else_is_taken_the_last_answer_counts(patient, clinician):
    """An opioid that a later visit did not find any more is not told of; one that it did not ask about is."""
    plan = begin(patient, clinician)
    visit(plan, clinician, TODAY + timedelta(days=7), "hold", 14, observations={"opioids": "more"})
    visit(plan, clinician, TODAY + timedelta(days=8), "hold", 14)
    assert answers_after(patient)["opioid"] == "yes"
    visit(plan, clinician, TODAY + timedelta(days=9), "hold", 14, observations={"opioids": "no"})
    assert answers_after(patient)["opioid"] == "no"


ITEM_9 = {"phq9": [0] * 8 + [1], "suicide_risk_assessed": True}


def test_item_9_is_kept_as_a_red_flag_wherever_it_was_answered(patient, clinician):
    """Also where the flag was not ticked: a plain continue wants a reason, and the risk picture has it as found."""
    plan = begin(patient, clinician)
    with pytest.raises(Exception, match="There is a red flag"):
        visit(plan, clinician, TODAY + timedelta(days=7), observations=ITEM_9)
    kept = visit(plan, clinician, TODAY + timedelta(days=7), "hold", 14, observations=ITEM_9)
    assert kept.red_flags == ["suicidal-thoughts"]
    assert "suicidality" in kept.revision.issued().risks.found
    assert "suicide_at_visit" in {each.rule for each in kept.revision.issued().findings}


def test_a_follow_up_keeps_item_9_as_a_red_flag(patient, clinician):
    """A new plan after it is told."""
    plan = begin(patient, clinician)
    visit(plan, clinician, TODAY + timedelta(days=7), "end", end_reason="declined", reason="Goes on elsewhere.")
    arranged = "Assessed today: no plan, a safety plan made with her, seen again on Friday."
    kept = follow_up(plan, clinician, TODAY + timedelta(days=9), next_in=7, observations=ITEM_9, notes=arranged)
    assert kept.red_flags == ["suicidal-thoughts"]
    assert answers_after(patient)["suicidality"] == "yes"


# Kept --------------------------------------------------------------------------------------------


def test_a_plan_keeps_the_patient_of_its_first_day(patient, clinician):
    """What is taken, how old, and no visit."""
    issued = begin(patient, clinician).revisions.get().issued()
    taken = Taken("diazepam", "plain", Decimal(20), Decimal(20), False, "regular", 7, "anxiety", None)
    assert issued.patient_today == PatientToday(age(patient.born_on, TODAY), (taken,), None, None)
    assert [each.label for each in patient_said(issued)] == ["Age", "Takes"]


def test_a_plan_keeps_that_an_earlier_one_had_come_to_nothing(patient, clinician):
    """What the rules were told of it, with its day."""
    plan, on = begin(patient, clinician), TODAY + timedelta(days=30)
    visit(plan, clinician, on, "end", taken=regimen(), next_review_on=None)
    kept = told(patient_today(patient, None, on + timedelta(days=60)))
    issued = replace(plan.revisions.get().issued(), patient_today=from_json(PatientToday, to_json(kept)))
    said = {each.label: each.lines for each in patient_said(issued)}
    assert said["Earlier plan"] == ["Nothing was taken any more on 03-Feb-2027"]


FOUND = {
    "seen": ["sedation"],
    "symptoms": {"tremor": 3, "anxiety": 1},
    "ciwa_b": 45,
    "phq9": [1] * 8 + [0],
    "systolic": 150,
    "diastolic": 95,
    "pulse": 88,
    "sleep_hours": "4.5",
    "alcohol": "more",
}


def test_a_revision_keeps_what_its_visit_found_in_the_words_of_the_day(patient, clinician):
    """Each thing with its name and its answer; said back whole on every page and paper."""
    plan = begin(patient, clinician)
    told = {"red_flags": ["confusion"], "reason": "Seen in hospital and sent home."}
    kept = visit(plan, clinician, TODAY + timedelta(days=7), "hold", 14, observations=FOUND, **told)
    issued = kept.revision.issued()
    assert Found("number", "ciwa_b", "CIWA-B", "45", "45 of 80, severe") in issued.patient_today.visit.found
    said = {each.label: (each.lines, each.grave) for each in patient_said(issued)}
    assert said.pop("Takes")[0][0].startswith("diazepam 18")
    assert said.pop("Age")
    assert said == {
        "Red flags": (["Confusion or delirium"], True),
        "Seen": (["Hard to rouse, or asleep while talking"], True),
        "Also taken": (["Alcohol: yes, more than before"], False),
        "Symptoms": (["Severe: shaking", "Mild: anxious, tense or on edge"], False),
        "Scores": (["CIWA-B: 45 of 80, severe", "PHQ-9: 8 of 27, mild", "PHQ-9 item 9: not at all"], False),
        "Sleep": (["4.5 hours a night"], False),
        "Pressure and pulse": (["150 over 95 mmHg, pulse 88 a minute"], False),
    }


def test_what_was_not_asked_is_told_from_what_was_not_there(patient, clinician):
    """Nothing seen, asked or not, is two things to say."""
    plan = begin(patient, clinician)
    not_asked = visit(plan, clinician, TODAY + timedelta(days=7), "hold", 14).revision.issued()
    asked = visit(plan, clinician, TODAY + timedelta(days=8), "hold", 14, observations={"seen": []}).revision.issued()
    lines = [{each.label: each.lines for each in patient_said(issued)}["Seen"] for issued in (not_asked, asked)]
    assert lines == [["Not asked"], ["None of what was asked"]]


def test_an_early_revision_kept_none_of_it(patient, clinician):
    """It is read, says nothing of it, and is written as it was stored."""
    stored = begin(patient, clinician).revisions.get().snapshot
    early = {name: value for name, value in stored.items() if name != "patient_today"}
    issued = Issued.from_json(early)
    assert (issued.patient_today, patient_said(issued), issued.to_json()) == (None, [], early)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2027, 1, 4), "0 weeks"),
        (date(2026, 12, 28), "1 week"),
        (date(2026, 11, 6), "8 weeks"),
        (date(2026, 11, 1), "2 months"),
        (date(2025, 2, 1), "23 months"),
        (date(2025, 1, 1), "2 years"),
        (date(2019, 6, 1), "7 years"),
    ],
)
def test_how_long_a_medicine_is_taken(since, words):
    """In weeks, months or years, whichever a clinician would say."""
    assert how_long(since, TODAY) == words
