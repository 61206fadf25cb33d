"""The hazard log: every hazard has a control, a state that is true, and tests that exist."""

import ast
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from taper_app.views.safety import LOG, STATES, Hazard
from tests.actions.test_plans import start
from tests.actions.visits import visit
from tests.conftest import TODAY
from tests.views.payloads import plan_fields
from tests.views.test_reviews import check

ROOT = Path(__file__).parent.parent
MARK = '<p class="draft-mark">Draft: do not use</p>'
FIRST_LIST = {f"H{number:02}" for number in range(1, 71)}


@cache
def names_in(path):
    """The names of the tests in a file, and whether each is a long run that is left out of the usual suite."""
    if not (ROOT / path).is_file():
        return {}
    found = [each for each in ast.parse((ROOT / path).read_text(encoding="utf-8")).body if isinstance(each, ast.FunctionDef)]
    return {each.name: any("mark.deep" in ast.unparse(mark) for mark in each.decorator_list) for each in found}


def wrong_tests(hazard):
    """Tests that the hazard names and that do not exist, or run only when asked for."""
    for each in hazard.tests:
        path, _, name = each.partition("::")
        if not name.startswith("test_") or name not in names_in(path):
            yield f"{hazard.id}: there is no test {each}"
        elif names_in(path)[name]:
            yield f"{hazard.id}: {each} is a long run, which is left out of the suite"


def wrong_state(hazard):
    """What the state of the hazard wants and does not have, or has and does not want."""
    if hazard.state not in STATES:
        yield f"{hazard.id}: {hazard.state} is no state"
    if hazard.state == "proven" and not hazard.tests:
        yield f"{hazard.id}: nothing proves it"
    if (hazard.state == "open") != bool(hazard.missing):
        yield f"{hazard.id}: what is missing is said of an open hazard, and of no other"
    if (hazard.state == "people") != bool(hazard.people):
        yield f"{hazard.id}: what people do is said where only they can, and nowhere else"


def wrong_scores(hazard):
    """Scores that are none, and a control that makes a hazard likelier."""
    scores = (hazard.severity, hazard.likelihood, hazard.likelihood_left)
    if not all(isinstance(score, int) and 1 <= score <= 5 for score in scores):
        yield f"{hazard.id}: scores go from 1 to 5"
    elif hazard.likelihood_left > hazard.likelihood:
        yield f"{hazard.id}: is likelier with its control"


def faults(hazard):
    """All that is wrong with a hazard of the log."""
    empty = [name for name in ("group", "hazard", "cause", "harm", "control") if not getattr(hazard, name).strip()]
    twice = len(set(hazard.tests)) < len(hazard.tests)
    found = [f"{hazard.id}: {name} is empty" for name in empty] + [f"{hazard.id}: names a test twice"] * twice
    return [*found, *wrong_tests(hazard), *wrong_state(hazard), *wrong_scores(hazard)]


def test_the_log_is_whole():
    """Every hazard has its control, a state that is borne out, estimates, and tests that exist and run."""
    assert [fault for hazard in LOG for fault in faults(hazard)] == []


def test_no_hazard_is_lost():
    """The seventy hazards that Taper began with stay in the log, and each stands there once, with its group."""
    ids = [hazard.id for hazard in LOG]
    assert set(ids) >= FIRST_LIST
    assert len(set(ids)) == len(ids)
    groups = [hazard.group for hazard in LOG]
    assert sorted(groups, key=list(dict.fromkeys(groups)).index) == groups


EXISTS = "tests/test_hazards.py::test_no_hazard_is_lost"
LONG_RUN = "tests/test_scripts.py::test_the_second_time_it_serves_within_five_seconds"
WRONG = [
    ({"tests": ["tests/test_hazards.py::test_that_nobody_wrote"]}, "there is no test"),
    ({"tests": ["tests/test_nowhere.py::test_no_hazard_is_lost"]}, "there is no test"),
    ({"tests": ["tests/test_hazards.py::faults"]}, "there is no test"),
    ({"tests": ["tests/test_hazards.py"]}, "there is no test"),
    ({"tests": [LONG_RUN]}, "is a long run"),
    ({"tests": [EXISTS, EXISTS]}, "names a test twice"),
    ({"tests": []}, "nothing proves it"),
    ({"state": "done"}, "is no state"),
    ({"state": "open"}, "what is missing is said"),
    ({"missing": "A part of it."}, "what is missing is said"),
    ({"state": "people"}, "what people do is said"),
    ({"people": "They look."}, "what people do is said"),
    ({"control": " "}, "control is empty"),
    ({"severity": 6}, "scores go from 1 to 5"),
    ({"likelihood_left": 4}, "is likelier with its control"),
]


@pytest.mark.parametrize(("change", "words"), WRONG, ids=str)
def test_a_fault_of_the_log_is_noticed(change, words):
    """A hazard with something wrong is named with what it is; without that it has no fault."""
    good = {"id": "H99", "group": "Dates", "hazard": "One", "cause": "Two", "harm": "Three", "severity": 3, "likelihood": 3}
    good |= {"likelihood_left": 1, "control": "Four", "state": "proven", "tests": [EXISTS]}
    assert faults(Hazard(**good)) == []
    assert [fault for fault in faults(Hazard(**good | change)) if words in fault]


def test_what_a_clinician_notes_is_not_on_the_patients_paper(client, monday, lorazepam_patient, clinician):
    """Reasons, notes and a specialist's name stay with the clinicians: no format of the handout has them."""
    plan = start(lorazepam_patient, clinician, override_reason="Zyxwvut was the reason.").plan
    on = TODAY + timedelta(days=14)
    monday.move_to(on)
    visit(plan, clinician, on, "hold", 14, notes="Zyxwvut: one more on bad days.", override_reason="Zyxwvut again.")
    kept = plan.revisions.get(number=2)
    assert kept.snapshot["override_reason"] == "Zyxwvut again."
    client.force_login(clinician)
    for paper in ("handout.txt", "handout/", "handout.ics"):
        for number in (1, 2):
            words = client.get(f"/plans/{plan.code}/{number}/{paper}").content.decode()
            assert len(words) > 500
            assert "Zyxwvut" not in words
    assert "Zyxwvut" in client.get(f"/plans/{plan.code}/timeline/").content.decode()


def test_a_page_printed_before_it_is_confirmed_says_that_it_is_a_draft(client, monday, lorazepam_patient, clinician):
    """The preview and both pages to check carry the mark that a browser prints over each sheet; what is issued does not."""
    client.force_login(clinician)
    form = f"/patients/{lorazepam_patient.code}/plan/"
    client.post(form, plan_fields(lorazepam_patient))
    marked = [client.get(form), client.get(f"{form}check/")]
    plan = start(lorazepam_patient, clinician).plan
    marked.append(check(client, plan, "hold", hold_length="days", hold_days="14"))
    assert [page.status_code for page in marked] == [200] * 3
    pages = [page.content.decode() for page in (*marked, client.get(f"/plans/{plan.code}/"))]
    assert [MARK in page for page in pages] == [True, True, True, False]
    style = (ROOT / "static/css/taper.css").read_text(encoding="utf-8")
    assert re.search(r"@media print \{\s*\.draft-mark \{ display: block; position: fixed;", style)
