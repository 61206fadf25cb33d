"""The page about Taper itself, which anybody may read."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from taper_app.engine import load_catalogue, overdue
from taper_app.models import Plan
from taper_app.templatetags.taper import source_at
from taper_app.views.safety import LOG
from tests.actions.test_plans import start
from tests.conftest import TODAY
from tests.text_gates import hits_in_html, texts_of
from tests.views.payloads import text_of


@pytest.fixture
def safety_page(client, db):
    """The page and each group of hazards as somebody sees them who is not signed in."""
    first = client.get("/safety/").content.decode()
    groups = sorted(set(re.findall(r'href="(/safety/\w+/)">', first)))
    return "".join([first, *(client.get(address).content.decode() for address in groups)])


def test_the_intended_use_is_read_without_signing_in(client, db):
    """Whoever thinks of using Taper reads what it is for, and what not, before anything else; search engines leave it out."""
    response = client.get("/safety/")
    words = " ".join(text_of(response))
    assert response.status_code == 200
    assert "For clinicians who may prescribe benzodiazepines and z-drugs" in words
    assert "It is not for patients to use by themselves" in words
    assert "Sign out" not in words
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_it_says_that_nothing_is_validated_and_no_conformity_is_claimed(safety_page):
    """Not validated, no device, no study, no conformity: all four stand in the first paragraph."""
    first = texts_of(safety_page[safety_page.index("<h1>") :])[1]
    for words in ("has not been validated", "has not been assessed as a medical device", "No conformity", "clinical study"):
        assert words in first


def test_the_limits_are_those_that_the_rules_judge_by(safety_page):
    """The bounds of a taper stand there as the data files have them."""
    numbers = {
        rule: load_catalogue().rules[rule].numbers for rule in ("envelope_reduction", "envelope_interval", "envelope_length")
    }
    bounds = [number for each in numbers.values() for number in each.values()]
    [said] = [text for text in texts_of(safety_page) if text.startswith("It plans slow tapers only")]
    assert re.findall(r"\d+", said) == [str(each) for each in bounds]


def test_every_hazard_stands_there_with_its_control_and_its_tests(safety_page):
    """Nothing of the log is left out: what is done, what is missing, what people do, and each test by its name."""
    texts = texts_of(safety_page)
    for hazard in LOG:
        part = safety_page[safety_page.index(f'id="{hazard.id}-name"') - 4 :]
        said = texts_of(part[: part.index("</article>")])
        assert said[0] == f"{hazard.id} {hazard.hazard}"
        wanted = [hazard.cause, hazard.harm, hazard.control, *hazard.tests]
        wanted += [each for each in (hazard.missing, hazard.people) if each]
        assert [each for each in wanted if each not in said] == []
    assert str(len(LOG)) in texts


def test_what_is_open_is_said_first_and_marked(safety_page):
    """Before the log come links to what is still open, to all of it and nothing else; each such hazard says Open."""
    nav = safety_page[safety_page.index('aria-labelledby="still-open"') :]
    linked = re.findall(r'href="/safety/\w+/#(H\d+)"', nav[: nav.index("</nav>")])
    assert linked == [hazard.id for hazard in LOG if hazard.state == "open"]
    for hazard in LOG:
        head = safety_page[safety_page.index(f'id="{hazard.id}-name"') :]
        assert ("tag-open" in head[: head.index("</div>")]) == (hazard.state == "open")


def test_a_hazard_is_found_by_its_words(client, db):
    """What is looked for is found in every group, by all of its words, also in what controls it."""
    hazard = LOG[0]
    page = client.get("/safety/", {"q": f"{hazard.id} {hazard.control.split()[0].upper()}"}).content.decode()
    assert set(re.findall(r'href="/safety/\w+/#(H\d+)"', page.partition('id="hazards"')[2])) == {hazard.id}
    assert client.get("/safety/nothing/").status_code == 404


def test_every_page_leads_to_both_pages(client, monday, lorazepam_patient, clinician):
    """The foot of every page leads to the page of limits and to the sources, before and after signing in."""
    start(lorazepam_patient, clinician)
    closed = ["/", "/patients/", "/clinic/", f"/plans/{Plan.objects.get().code}/", "/nowhere/"]
    pages = [client.get("/accounts/login/"), client.get("/safety/")]
    client.force_login(clinician)
    for response in (*pages, *map(client.get, [*closed, "/sources/"])):
        foot = response.content.decode().partition('<footer class="foot">')[2]
        assert 'href="/safety/"' in foot and 'href="/sources/"' in foot


def test_what_the_page_says_is_safe_to_read(safety_page):
    """The page follows the rules for safe medicine text."""
    assert hits_in_html(safety_page) == []


def last_day():
    """The first day by which anything in the data is to be reviewed."""
    return min(each.review_by for each in overdue(load_catalogue(), date(2100, 1, 1)))


def test_content_past_its_review_date_is_said(client, clinician, monday):
    """On the day itself nothing is said; from the day after on, the page says how much is past its date and leads to it."""
    day = last_day()
    monday.move_to(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    assert "Past its review date" not in client.get("/safety/").content.decode()
    monday.shift(24 * 3600)
    page = client.get("/safety/").content.decode()
    assert "Past its review date" in page
    for each in overdue(load_catalogue(), day + timedelta(days=1)):
        assert f'href="{source_at(f"{each.part}-{each.id}")}"' in page


def test_a_plan_says_what_it_rests_on_is_past_its_review_date(client, lorazepam_patient, clinician, monday):
    """A plan's page names its own rules and tables that are past their date, and no others; before that nothing is said."""
    plan = start(lorazepam_patient, clinician).plan
    [snapshot] = [revision.snapshot for revision in plan.revisions.all()]
    used = {f"rules-{each['rule']}" for each in snapshot["findings"]} | {f"tables-{snapshot['table']['id']}"}
    for day in (TODAY, date(2099, 1, 1)):
        monday.move_to(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        client.force_login(clinician)
        page = client.get(f"/plans/{plan.code}/").content.decode()
        named = set(re.findall(r'href="/sources/[^"#]+#([^"]+)"', page))
        assert named == (used if day > TODAY else set())
