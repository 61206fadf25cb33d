"""Every medicine on record is on every paper: each is read back, over patients at random who take more than their plan has."""

import re
from random import Random

import pytest

from taper_app.engine import Held, load_catalogue
from taper_app.handouts import render_pdf
from taper_app.record import Issued
from taper_app.wording.medicines import DAYS
from tests.handouts.clinical import SHA, at_random
from tests.handouts.from_stored import (
    clinician_summary,
    large_handout,
    page_to_send,
    patient_handout,
    plain_handout,
    prescriber_letter,
    supply_sheet,
    web_handout,
)
from tests.handouts.paper import Paper
from tests.handouts.snapshots import short
from tests.text_gates import texts_of

pytestmark = pytest.mark.printed

PATIENTS = [patient_handout, large_handout, web_handout, page_to_send, plain_handout]
CLINICIANS = [clinician_summary, supply_sheet, prescriber_letter]
PDFS = [patient_handout, large_handout, *CLINICIANS]
ROW = {"other": "", "release": "plain", "product": "", "use": "regular", "days_a_week": 7, "weekdays": [], "usual_week_mg": None}
ROW |= {"taken_as": "", "indication": "anxiety", "since_on": None, "last_taken_on": None}
OTHERS = ["etizolam", "phenobarbital", "clonazolam", "meprobamate"]


def row(drug, **changes):
    """A row of the list, as the newest format keeps it."""
    return ROW | {"drug": drug, "prescribed": {"night": "1"}, "taken": {"night": "1"}} | changes


def other(name, **changes):
    """What no table has, taken as its words say."""
    return row("", other=name, prescribed={}, taken={}, taken_as="1 tablet at night", **changes)


def with_rows(snapshot, rows, beside=()):
    """The revision in the newest format with these rows in its list, and these beside its steps."""
    told = Issued.from_json(snapshot).to_json()
    names = {each["drug"] or each["other"] for each in rows} | {each.drug for each in beside}
    held = {"beside": [each.to_json() for each in beside]} if beside else {}
    drugs = told["drugs"] | {name: {"name": name} for name in names}
    return told | {"medications": [*told["medications"], *rows], "drugs": drugs, "schedule": told["schedule"] | held}


def more_taken(seed):
    """A revision at random whose patient takes two other drugs, as needed and on some days, and something no table has."""
    chance = Random(seed)
    snapshot = next(at_random(seed, most_days=200))
    known = Issued.from_json(snapshot).request.drugs
    needed, on_days = chance.sample([each for each in load_catalogue().drugs if each not in known], 2)
    days = chance.sample(list(DAYS), chance.randint(1, 6))
    rows = [
        row(needed, use="as-needed", usual_week_mg="2"),
        row(on_days, use="days", days_a_week=len(days), weekdays=[each for each in DAYS if each in days]),
        other(chance.choice(OTHERS)),
    ]
    return with_rows(snapshot, rows), [needed, on_days, rows[-1]["other"]]


def said_by(written, snapshot):
    """The words of a paper, where a long name may break taken out."""
    made = written(snapshot, SHA) if written in CLINICIANS else written(snapshot)
    words = made if written is plain_handout else " ".join(texts_of(made))
    return words.replace("\u00ad", "")


@pytest.mark.parametrize("written", PATIENTS + CLINICIANS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_on_record_is_on_every_paper(seed, written):
    """As needed, on some days or never converted: each such medicine is named on every paper."""
    snapshot, names = more_taken(seed)
    said = said_by(written, snapshot)
    assert [name for name in names if name not in said.lower()] == []


@pytest.mark.parametrize("written", PDFS, ids=lambda each: each.__name__)
def test_it_is_read_back_from_the_pdf(written):
    """The printed page has the names too, not only what it is made from."""
    snapshot, names = more_taken(7)
    paper = Paper(render_pdf(written(snapshot, SHA) if written in CLINICIANS else written(snapshot)))
    said = re.sub(r"-? |\u00ad", "", " ".join(paper.text(page) for page in range(len(paper.pages)))).lower()
    assert [name for name in names if name not in said] == []


NITRAZEPAM = Held.from_json({"drug": "nitrazepam", "night": "5"})


@pytest.mark.parametrize("written", PATIENTS, ids=lambda each: each.__name__)
def test_the_patient_is_never_told_to_stop_what_goes_on(written):
    """What is kept steady on purpose, and a barbiturate beside the plan, are not to be stopped: no paper says "no more"."""
    snapshot = with_rows(short(), [row("nitrazepam"), other("phenobarbital")], [NITRAZEPAM])
    snapshot["request"] |= {"regimen": [*snapshot["request"]["regimen"], {"drug": "nitrazepam", "night": "5"}]}
    said = said_by(written, snapshot)
    assert "Your plan does not change nitrazepam or phenobarbital. Do not stop or change it on your own. Call us first." in said
    assert "no more nitrazepam" not in said and "include nitrazepam" not in said and "include phenobarbital" not in said


@pytest.mark.parametrize("written", [supply_sheet, prescriber_letter], ids=lambda each: each.__name__)
def test_no_repeat_is_stopped_of_what_goes_on(written):
    """Pharmacist and prescriber read that it stays as it is, with its form and how it is taken; only the plan's drugs stop."""
    snapshot = with_rows(short(), [row("nitrazepam"), other("phenobarbital")], [NITRAZEPAM])
    snapshot["request"] |= {"regimen": [*snapshot["request"]["regimen"], {"drug": "nitrazepam", "night": "5"}]}
    said = said_by(written, snapshot)
    assert "nitrazepam and phenobarbital, 1 tablet at night. This" in said and "changes nothing about that." in said
    (stopped,) = re.findall(r"(?:repeat prescriptions|the repeat prescription) of ([a-z ]+?)(?: stop|\.)", said)
    assert stopped == "diazepam"


@pytest.mark.parametrize("written", [supply_sheet, clinician_summary], ids=lambda each: each.__name__)
def test_a_product_made_for_the_clinic_is_marked_with_who_makes_it(written):
    """Whoever orders and checks it reads who makes it and how long it keeps; of what is sold nothing is said."""
    words = "made by Riverside Pharmacy, keeps 60 days"
    told = Issued.from_json(short()).to_json()
    assert words not in said_by(written, told)
    told["products"]["diazepam-2mg-tablet"] |= {"made_by": "Riverside Pharmacy", "keeps_days": 60}
    assert words in said_by(written, told)
