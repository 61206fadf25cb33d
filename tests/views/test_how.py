"""How a plan was worked out: every number leads to where it comes from, and the page reads the same whatever comes later."""

import re
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.utils import timezone

from taper_app import engine
from taper_app.actions import clinics, reviews
from taper_app.actions.issuing import keep
from taper_app.engine import load_catalogue
from taper_app.models import Revision
from taper_app.templatetags.taper import source_at
from taper_app.views.sources import groups
from tests.actions.risks import ask
from tests.actions.test_plans import chosen, start
from tests.actions.visits import TODAY, begin, given
from tests.text_gates import hits_in, texts_of
from tests.views.payloads import text_of

ORIGINS = {"Entered", "Chosen", "Worked out", "Set by the clinic"}
VOID = {"input", "br", "img", "meta", "link", "hr"}


class _Numbers(HTMLParser):
    """The texts with a number inside the account, each with where it says that it comes from."""

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        inside = any("how" in (attrs.get("class") or "").split() for _, attrs in self.open)
        if inside and re.search(r"\d", data):
            links = [attrs.get("href", "") for tag, attrs in self.open if tag == "a"]
            origins = [attrs["data-origin"] for _, attrs in self.open if attrs.get("data-origin")]
            self.found.append((data.strip(), (links or origins or [""])[-1]))


def numbers(response):
    reader = _Numbers()
    reader.feed(response.content.decode())
    assert reader.found, "no account on the page"
    return reader.found


def at(revision):
    return f"/plans/{revision.plan.code}/{revision.number}/how/"


def said(response):
    return " ".join(text_of(response))


def orphans(page):
    """The texts with a number that neither lead to an entry that is there nor say where they come from."""
    known = {source_at(part.anchor) for group in groups(load_catalogue()) for part in group.parts}
    return [(words, origin) for words, origin in numbers(page) if origin not in known | ORIGINS]


@pytest.fixture
def crossing(monday, lorazepam_patient, clinician):
    """A crossover from lorazepam, of somebody who takes an opioid and of whose liver nothing is known."""
    medicine = engine.Interacting("omeprazole", started_on=TODAY)
    ask(lorazepam_patient, clinician, TODAY, medicine, opioid="yes", liver="unknown")
    return start(lorazepam_patient, clinician)


@pytest.fixture
def mixed(monday, lorazepam_patient, clinician):
    """The same with a table of its own for lorazepam, in a clinic with a threshold of its own."""
    clinics.change_clinic(clinic=lorazepam_patient.clinic, by=clinician, specialist_threshold_mg=12)
    lorazepam_patient.refresh_from_db()
    return start(lorazepam_patient, clinician, choice=chosen(equivalence_for={"lorazepam": "vadod-2021"}))


@pytest.fixture
def revised(monday, patient, clinician):
    """The second revision of a plan with two drugs, made at a visit."""
    plan = begin(patient, clinician, "several")
    return reviews.record_review(by=clinician, **given(plan, TODAY, "hold", 14)).revision


@pytest.mark.parametrize("kind", ["crossing", "mixed", "revised"])
def test_no_number_is_an_orphan(visit, request, kind):
    """Every number leads to an entry of the page of sources that is there, or says that it was entered, chosen or worked out."""
    page = visit.get(at(request.getfixturevalue(kind)))
    assert orphans(page) == []
    assert hits_in(texts_of(page.content.decode())) == []


def test_an_orphan_is_noticed():
    """A number without an origin, and a link to an entry that is not there, are both found."""
    page = HttpResponse('<div class="how"><p>5 mg</p><a href="/sources/rules/#rules-nothing">6 mg</a></div>')
    assert orphans(page) == [("5 mg", ""), ("6 mg", "/sources/rules/#rules-nothing")]


def test_every_rule_is_there_once(visit, crossing):
    """The account names every rule that judged, those that fired apart from those that did not and those that could not."""
    rules = visit.get(at(crossing)).context["how"]["rules"]
    told = [each["anchor"] for outcome in rules.values() for each in outcome]
    assert sorted(told) == sorted(f"rules-{each}" for each in load_catalogue().rules)
    fired = {f"rules-{each['rule']}" for each in crossing.snapshot["findings"]}
    assert {each["anchor"] for each in rules["found"]} == fired >= {"rules-opioid_together", "rules-tables_disagree"}
    lacking = {each["anchor"]: each["lacking"] for each in rules["not_judged"]}
    assert "liver disease" in lacking["rules-diazepam_liver"]


def test_what_it_started_from(visit, crossing):
    """The account begins with what is taken and prescribed, and what was answered about risks."""
    words = said(visit.get(at(crossing)))
    assert (
        "Taken 3\u00a0mg in the day: 1\u00a0mg in the morning, 1\u00a0mg at midday and 1\u00a0mg at bedtime; as prescribed"
        in words
    )
    assert "an opioid" in words and "omeprazole from 04-Jan-2027" in words
    assert "Asked on 04-Jan-2027 by Dr Ash Marlow" in words


def test_the_rival_tables_are_there_with_how_far_they_are_apart(visit, crossing):
    """The chosen table and each rival say their figure and what it makes of the day; a twofold difference is marked."""
    tables = {row.label: row.lines for row in visit.get(at(crossing)).context["how"]["table"]}
    assert [line.words for line in tables["Ashton 2002, chosen"]] == [
        "1\u00a0mg of lorazepam counts as 10\u00a0mg of diazepam",
        "In all about 30\u00a0mg of diazepam a day",
    ]
    figure, total = tables["VA/DoD 2021"]
    assert figure.words == "2\u00a0mg of lorazepam counts as 10\u00a0mg of diazepam"
    assert (total.words, bool(total.tag)) == ("In all about 15\u00a0mg of diazepam a day, 0.5 times as much", True)
    assert not tables["NHS Scotland 2024"][-1].tag


def test_guidelines_that_disagree_are_there(visit, crossing):
    """The questions that this plan had to answer stand there with the position of each source, and no other question."""
    asked = {row.label: row.lines for row in visit.get(at(crossing)).context["how"]["disagreements"]}
    assert {"How fast?", "Which equivalence table?", "How fast to cross over?"} <= set(asked)
    assert not {"Days without the medicine?", "Breastfeed?"} & set(asked)
    assert len(asked["Which equivalence table?"]) == 3


def test_what_comes_later_changes_nothing(visit, crossing, clinician):
    """Other answers, thresholds and words of rules leave the account of an issued revision as it was."""
    before = text_of(visit.get(at(crossing)))
    ask(crossing.plan.patient, clinician, TODAY)
    clinics.change_clinic(clinic=clinician.clinic, by=clinician, specialist_threshold_mg=12)
    assert text_of(visit.get(at(crossing))) == before


def as_format_1_had_it(medicine):
    """A plain medicine of the list, with no more than was asked of it then."""
    asked = ("drug", "prescribed", "taken", "indication", "since_on")
    return {name: medicine[name] for name in asked} | {"as_needed": medicine["use"] == "as-needed"}


def test_a_revision_of_before_this_was_kept(visit, crossing, clinician):
    """A revision that kept no account shows what it has, and says what it has not."""
    stored = {name: value for name, value in crossing.snapshot.items() if name not in ("how", "risks")} | {"format": 1}
    stored["medications"] = [as_format_1_had_it(each) for each in stored["medications"]]
    old = keep(plan=crossing.plan, number=2, built=stored, issued_at=timezone.now(), by=clinician)
    words = said(visit.get(at(old)))
    assert "Nobody had asked" in words and "This revision is older than this page" in words


def test_before_a_plan_is_issued_it_can_be_read(visit, drafted, clinician):
    """The check of a new plan has the same account as the issued plan will, open until the clinician has issued one."""
    page = visit.get(f"/patients/{drafted.code}/plan/check/")
    assert page.context["first_use"]
    assert orphans(page) == []
    begin(drafted, clinician)
    revision = Revision.objects.get()
    assert visit.get(at(revision)).status_code == 200
    assert page.context["how"]["table"]


def test_the_plan_leads_to_it(visit, crossing):
    """The page of a plan has the way to how it was worked out."""
    assert at(crossing) in visit.get(f"/plans/{crossing.plan.code}/").content.decode()


def test_a_new_plan_shows_where_guidelines_disagree(visit, lorazepam_patient):
    """Beside method, table and pace the form has each position of the sources, and one sentence for the two conventions."""
    page = visit.get(f"/patients/{lorazepam_patient.code}/plan/")
    beside = {section: [row.label for row in rows] for section, rows in page.context["disagree"].items()}
    assert beside["table"] == ["Which equivalence table?"]
    assert "Cross over to diazepam?" in beside["method"] and {"How fast?", "Days without the medicine?"} <= {*beside["pace"]}
    words = said(page)
    for each in load_catalogue().disagreements["speed"].positions:
        assert each.words in words
    assert "By Ashton 2002 lorazepam 3\u00a0mg a day is about 30\u00a0mg of diazepam, by VA/DoD 2021 about 15\u00a0mg." in words
