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


COMMON = """
about after again also been before both each either else even ever every first from have here into itself just last
least less like made make many more most much must neither never none nothing once only other others over said same
says some stand stands such than that their them then there these they this those through under until upon very what
when where which while whole whose will with without
"""
"""Words of a sentence that say nothing of what it is about."""
STEM = 4
"""Letters by which two words are taken for forms of one."""


@cache
def known_in(path):
    """The tests of a file: what each says of itself, and whether it is a long run that is left out of the usual suite."""
    if not (ROOT / path).is_file():
        return {}
    found = [each for each in ast.parse((ROOT / path).read_text(encoding="utf-8")).body if isinstance(each, ast.FunctionDef)]
    return {each.name: (sentence(each), any("mark.deep" in ast.unparse(mark) for mark in each.decorator_list)) for each in found}


def sentence(test):
    """The first paragraph of a docstring, on one line."""
    return " ".join((ast.get_docstring(test) or "").partition("\n\n")[0].split())


def wrong_tests(hazard):
    """Tests that do not exist or run only when asked for, that say something else than was read, or are about something else."""
    about = stems(f"{hazard.hazard} {hazard.cause} {hazard.control}")
    for each, read in hazard.tests.items():
        path, _, name = each.partition("::")
        says, is_long = known_in(path).get(name, ("", False))
        if not name.startswith("test_") or not says:
            yield f"{hazard.id}: there is no test {each}"
        elif is_long:
            yield f"{hazard.id}: {each} is a long run, which is left out of the suite"
        elif says != read:
            yield f"{hazard.id}: {each} says of itself: {says!r}. Read it beside the control, then write it here"
        elif not stems(says) & about:
            yield f"{hazard.id}: {each} has no word of the hazard or its control in its sentence: {says!r}"


def stems(text):
    """The words of a text that say what it is about, each by its first letters."""
    return {word[:STEM] for word in re.findall(r"[a-z]{4,}", text.lower()) if word not in COMMON.split()}


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
    found = [f"{hazard.id}: {name} is empty" for name in empty]
    return [*found, *wrong_tests(hazard), *wrong_state(hazard), *wrong_scores(hazard)]


def test_the_log_is_whole():
    """Every hazard has its control, a state that is borne out, estimates, and tests that exist, run and are about it."""
    assert [fault for hazard in LOG for fault in faults(hazard)] == []


def test_no_hazard_is_lost():
    """The seventy hazards that Taper began with stay in the log, and each stands there once, with its group."""
    ids = [hazard.id for hazard in LOG]
    assert set(ids) >= FIRST_LIST
    assert len(set(ids)) == len(ids)
    groups = [hazard.group for hazard in LOG]
    assert sorted(groups, key=list(dict.fromkeys(groups)).index) == groups


EXISTS = "tests/test_hazards.py::test_no_hazard_is_lost"
SAYS = "The seventy hazards that Taper began with stay in the log, and each stands there once, with its group."
LONG_RUN = "tests/test_scripts.py::test_the_second_time_it_serves_within_five_seconds"
WRONG = [
    ({"tests": {"tests/test_hazards.py::test_that_nobody_wrote": SAYS}}, "there is no test"),
    ({"tests": {"tests/test_nowhere.py::test_no_hazard_is_lost": SAYS}}, "there is no test"),
    ({"tests": {"tests/test_hazards.py::faults": SAYS}}, "there is no test"),
    ({"tests": {"tests/test_hazards.py": SAYS}}, "there is no test"),
    ({"tests": {LONG_RUN: SAYS}}, "is a long run"),
    ({"tests": {EXISTS: SAYS.replace("seventy", "sixty")}}, "says of itself"),
    ({"hazard": "Too fast", "cause": "A large step", "control": "A limit."}, "has no word of the hazard"),
    ({"tests": {}}, "nothing proves it"),
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
    good = {
        "id": "H99",
        "group": "Dates",
        "hazard": "A hazard that is lost",
        "cause": "Two",
        "harm": "Three",
        "severity": 3,
        "likelihood": 3,
    }
    good |= {"likelihood_left": 1, "control": "Four", "state": "proven", "tests": {EXISTS: SAYS}}
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
