"""The page of help: its examples are the engine's, and what it says of questions is what the data say."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from taper_app.engine import METHODS_SAID, Schedule, answer, load_catalogue
from taper_app.pages.help import EXAMPLES
from tests.text_gates import hits_in_html, texts_of


@pytest.fixture(scope="module")
def page(django_db_setup, django_db_blocker):
    """The page as somebody sees it who is not signed in."""
    with django_db_blocker.unblock():
        response = Client().get("/help/")
    assert response.status_code == 200
    return response.content.decode()


def answered(asked):
    """What the command line answers."""
    told, status = answer(json.dumps(asked), load_catalogue())
    assert status == 0, told
    return told["schedule"]


def worked_out(name):
    """The schedule of an example as the command line has it, and the day from which the page shows it."""
    row = EXAMPLES[name]
    if "of" not in row:
        return answered(row["request"]), row["request"]["starts_on"]
    asked = EXAMPLES[row["of"]]["request"]
    before, on = answered(asked), date.fromisoformat(row["on"])
    taken = Schedule.from_json(before).planned_week(on - timedelta(days=1)).to_json()
    change = {"do": "revise", "schedule": before, "on": row["on"], "taken": taken, "adjustment": row["adjustment"]}
    strategy = {"basis": "current", **asked["strategy"]}
    return answered({**asked, "strategy": strategy, **change}), row["on"]


def part_of(page, name):
    """The page's part about an example."""
    part = page[page.index(f'id="example-{name}"') :]
    return part[: re.search(r'<details id="example-|</section>', part).start()]


def week_of(schedule, day):
    """The week of a plan in which a day is."""
    return (date.fromisoformat(day) - date.fromisoformat(schedule["steps"][0]["starts_on"])).days // 7 + 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_figure_of_an_example_is_the_engines(page, name):
    """Week, doses, reduction of each step, and the week of the stop are those that the command line answers to the same."""
    schedule, since = worked_out(name)
    part = part_of(page, name)
    shown = [re.sub(r"<[^>]+>", " ", row).replace("\xa0", " ") for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", part)]
    ahead = [step for step in schedule["steps"] if step["starts_on"] >= since]
    assert len(shown) == len(ahead)
    for row, step in zip(shown, ahead, strict=True):
        falls = step["kind"] in ("reduce", "maintain", "stop") and float(step["reduction_mg"]) > 0
        percents = [f"{step['reduction_percent']}%"] if falls else []
        assert re.findall(r"Week (\d+)", row) == [str(week_of(schedule, step["starts_on"]))]
        assert re.findall(r"[\d.]+%", row) == percents
        assert re.findall(r"([\d.]+) mg (?:in the|at) ", row) == [each["mg"] for each in step["doses"]]
    last = schedule["steps"][-1]
    stops = [f"In week {week_of(schedule, last['starts_on'])}"] if last["kind"] == "stop" else ["Not: it stays on the last dose"]
    assert [words for words in stops if words in part] == stops


def test_a_visit_says_what_would_have_been_without_it(page):
    """Beside the stop of a decision stands the stop of the plan before it."""
    for name, row in EXAMPLES.items():
        before = worked_out(row["of"])[0] if "of" in row else None
        said = re.findall(r"was week (\d+)", part_of(page, name))
        assert said == ([str(week_of(before, before["steps"][-1]["starts_on"]))] if before else [])


def test_no_figure_is_typed_on_the_page():
    """A figure written by hand could become false: no text of the page's templates has one."""
    for template in Path(settings.BASE_DIR, "templates/help").iterdir():
        words = re.sub(r"{%.*?%}|{{.*?}}|<[^>]+>", "", template.read_text(encoding="utf-8"))
        assert re.findall(r"\d+", words) == []


def test_there_is_an_example_for_each_method():
    """Each method has one, and so have a liquid, days of the week, bands, a date, a dose to stay on, and a decision."""
    asked = [row["request"]["strategy"] for row in EXAMPLES.values() if "request" in row]
    assert {each["method"] for each in asked} == set(METHODS_SAID)
    fields = {name for each in asked for name in each}
    assert fields >= {"products", "pattern", "bands", "finish_by", "target_mg"}
    assert {row["adjustment"]["decision"] for row in EXAMPLES.values() if "of" in row} == {"hold", "step-back", "slow"}


def test_each_question_about_risks_says_what_reads_it(page):
    """Every question stands there with the title of every rule that reads an answer to it, and with its source."""
    catalogue, texts = load_catalogue(), texts_of(page)
    for risk in catalogue.risks.values():
        said = texts[texts.index(risk.words) + 1]
        reading = [each.title for each in catalogue.rules.values() if risk.id in each.on or risk.id in each.asks]
        assert [title for title in reading if title not in said] == []
        assert catalogue.sources[risk.source].title in said


def test_each_question_on_which_guidelines_differ_is_there(page):
    """Each has the words of every publication."""
    texts = texts_of(page)
    for each in load_catalogue().disagreements.values():
        assert each.question in texts
        for one in each.positions:
            assert any(words.endswith(one.words) for words in texts)


def test_the_page_is_small_and_safe_to_read(page):
    """Less than 100 kB, and the text follows the rules for safe medicine text."""
    assert len(page.encode()) < 100_000
    assert hits_in_html(page) == []


def test_every_page_leads_to_help_in_the_same_place(client, clinician):
    """Help comes first in the foot of every page, before and after signing in; a rule's name leads to it once signed in."""
    pages = [client.get("/accounts/login/"), client.get("/nowhere/")]
    client.force_login(clinician)
    own = client.get("/help/")
    assert 'href="/sources/rules/#rules-opioid_together"' in own.content.decode()
    for response in (*pages, own, client.get("/"), client.get("/nowhere/")):
        foot = response.content.decode().partition('<footer class="foot">')[2]
        assert re.findall(r'<a href="(/\w+/)', foot)[0] == "/help/"
