"""Sixty patients of guidelines, labels and published cases: each reaches its tier, by the pages and by the command line alike."""

import json

import pytest

from taper_app.engine import HOW, load_catalogue
from taper_app.models import Revision

from . import pages
from .telling import PATIENTS, by_command, everybody

TIERS = ("block", "own", "reason", "info")


def of(severity, findings):
    return sorted({each["rule"] for each in findings if each["severity"] == severity})


def tier(findings):
    """The gravest that there is: a block, a caution with an answer of its own, one that a reason answers, or neither."""
    rules = load_catalogue().rules
    own = any(rules[rule].answer for rule in of("caution", findings))
    return "block" if of("block", findings) else "own" if own else "reason" if of("caution", findings) else "info"


@everybody("severe", "visit")
def test_a_severe_patient_reaches_the_tier(kind, at):
    """All blocks and cautions are those that the source calls for, and no others, and the gravest is of the tier stated."""
    told, answer = PATIENTS[kind][at], by_command(kind, at)
    if "refused" in told:
        assert answer["error"]["code"] == told["refused"]
        return
    findings = answer["findings"]
    assert (of("block", findings), of("caution", findings)) == (sorted(told.get("blocks", [])), sorted(told.get("cautions", [])))
    assert tier(findings) == told["tier"]


@everybody("ordinary")
def test_an_ordinary_patient_is_let_be(kind, at):
    """No block, no caution, and two remarks at the most beside how it was worked out."""
    findings = by_command(kind, at)["findings"]
    assert [each["message"] for each in findings if each["severity"] != "info"] == []
    assert len({each["rule"] for each in findings if each.get("place") != HOW}) <= 2


def test_there_are_sixty_and_each_has_its_source():
    """Twenty severe, twenty ordinary and twenty at visits, no text twice; each names a source and a severe one its tier."""
    assert {kind: len(told) for kind, told in PATIENTS.items()} == {"severe": 20, "ordinary": 20, "visit": 20}
    told = [each for kind in PATIENTS for each in PATIENTS[kind]]
    assert len({each["text"] for each in told}) == 60
    assert {each["source"] for each in told} <= load_catalogue().sources.keys()
    assert {each["tier"] for kind in ("severe", "visit") for each in PATIENTS[kind]} == set(TIERS)


def alike(findings):
    """What is compared of findings: rule, severity and what they name."""
    return sorted((each["rule"], each["severity"], json.dumps(each["values"], sort_keys=True, default=list)) for each in findings)


@pytest.mark.django_db
@pytest.mark.any_database
@pytest.mark.long
@everybody("severe", "ordinary")
def test_the_pages_find_what_the_command_line_finds(client, monday, kind, at):
    """The same patient typed into the pages has the same findings, of the same severity and with the same values."""
    told = PATIENTS[kind][at]
    page = pages.previewed(client, told)
    if "refused" in told:
        assert by_command(kind, at)["error"]["message"].split(".")[0] in str(page.context["refusal"])
    else:
        assert alike(pages.found(page)) == alike(by_command(kind, at, review_on="2027-01-18")["findings"])


@pytest.mark.django_db
@pytest.mark.any_database
@pytest.mark.long
@everybody("visit")
def test_the_review_finds_what_the_command_line_finds(client, monday, kind, at):
    """The same visit filled in on the page of a review has the same findings, of the same severity and with the same values.

    Where the plan goes on as it is printed only what the visit brings is asked about: what was remarked on the plan stands.
    """
    told = PATIENTS[kind][at]
    page = pages.visited(client, monday, told)
    kept = page.context["stored"]
    by_pages, answer = alike(pages.found(page)), by_command(kind, at, review_on=kept.review_on.isoformat())
    if told["decision"] != "continue":
        assert by_pages == alike(answer["findings"])
        return
    of_the_plan = {each.rule for each in Revision.objects.get().issued().findings}
    brought = [each for each in answer["findings"] if each["severity"] != "info" and each["rule"] not in of_the_plan]
    assert [each for each in by_pages if each[0] not in of_the_plan] == alike(brought)
    assert set(by_pages) <= set(alike(answer["findings"]))
