"""Every medicine on record is on every paper: each is read back, over patients at random who take more than their plan has."""

import re
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from taper_app.engine import Held, load_catalogue
from taper_app.handouts import render_pdf
from taper_app.handouts.standing import Standing
from taper_app.record import Issued
from taper_app.wording.medicines import DAYS
from tests.handouts.clinical import SHA, at_random
from tests.handouts.from_stored import (
    clinician_summary,
    draft_paper,
    large_handout,
    page_to_send,
    patient_handout,
    plain_handout,
    prescriber_letter,
    supply_sheet,
    web_handout,
)
from tests.handouts.paper import Paper
from tests.handouts.snapshots import LORAZEPAM, MONDAY, NIGHTLY_20, planned, short
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


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_on_record_is_on_a_draft_too(seed):
    """What is printed before a plan is issued names each such medicine, and says that it is beside the plan."""
    snapshot, names = more_taken(seed)
    draft = draft_paper(snapshot, printed_on=MONDAY, printed_by="Dr Ash Marlow")
    beside = " ".join(after for before, after in pairwise(texts_of(draft)) if before == "Beside the plan")
    assert [name for name in names if name not in beside.lower()] == []


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


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (patient_handout, "Your plan does not change phenobarbital. Do not stop or change it on your own. Call us first."),
        (clinician_summary, "phenobarbital, 1 tablet at night: taken as now; the plan changes nothing about that"),
        (clinician_summary, "zopiclone, as needed, at most 1 mg in the day: 1 mg at bedtime: on record, but not in the plan"),
        (supply_sheet, "On record, but not in this plan: zopiclone, as needed, at most 1 mg in the day: 1 mg at bedtime."),
    ],
)
def test_what_is_beside_the_plan_stands_by_itself(written, words):
    """A tired patient, a pharmacist and a clinician find it without reading through what is said of the plan."""
    page = written(
        with_rows(short(), [row("zopiclone", use="as-needed"), other("phenobarbital")]), *[SHA] * (written in CLINICIANS)
    )
    assert [each for each in texts_of(page) if each.replace("\u00a0", " ").startswith(words)]


MADE = {"made_by": "Riverside Pharmacy", "keeps_days": 60}
CLINICIANS_READ = "made by Riverside Pharmacy, keeps 60 days from the day it is made"


@pytest.mark.parametrize("written", PATIENTS + CLINICIANS, ids=lambda each: each.__name__)
def test_a_product_made_for_the_clinic_is_marked_with_who_makes_it(written):
    """Own products of a clinic: who makes it and the days it keeps are on every paper; of what is sold nothing is said."""
    patients_read = "Riverside Pharmacy makes it for you. Do not use it when it is more than 60 days old."
    words = CLINICIANS_READ if written in CLINICIANS else patients_read
    told = Issued.from_json(short()).to_json()
    assert "Riverside Pharmacy" not in said_by(written, told)
    told["products"]["diazepam-2mg-tablet"] |= MADE
    assert words.lower() in said_by(written, told).lower()


def test_a_day_is_not_called_days():
    """What keeps for one day only is said in correct words, in each language."""
    told = Issued.from_json(short()).to_json()
    told["products"]["diazepam-2mg-tablet"] |= MADE | {"keeps_days": 1}
    assert "more than 1 day old." in plain_handout(told)
    assert "No lo use si tiene más de 1 día." in plain_handout(told, Standing(language="es"))


# One patient of each kind ------------------------------------------------------------------------

LORAZEPAM_LIQUID, DROPS = "lorazepam-1mg-per-ml-oral-solution", "clonazepam-2p5mg-per-ml-oral-drops"
STRONG, WEAK = "diazepam-1mg-per-ml-oral-solution", "diazepam-0p4mg-per-ml-oral-solution"
SUSPENSION = "nitrazepam-0p5mg-per-ml-oral-suspension"


def newest(*rows, **asked):
    """The first two steps of a plan of what is taken, in the newest format, by the products that are named."""
    told = Issued.from_json(planned(*rows, **asked)).to_json()
    return told | {"schedule": told["schedule"] | {"steps": told["schedule"]["steps"][:2]}}


@cache
def own_liquid():
    """Lorazepam in a suspension that a pharmacy makes for the clinic."""
    told = newest(LORAZEPAM, strategy={"products": [LORAZEPAM_LIQUID]})
    told["products"][LORAZEPAM_LIQUID] |= MADE | {"form": "oral suspension"}
    return told


@cache
def two_liquids():
    """Diazepam in one liquid in the morning, and in a weaker one at night."""
    told, weak = (newest(NIGHTLY_20, strategy={"products": [each]}) for each in (STRONG, WEAK))
    told["products"] |= weak["products"]
    for step in told["schedule"]["steps"]:
        step["doses"] = [
            {"time": "morning", "drug": "diazepam", "mg": "3", "pieces": [{"product": STRONG, "ml": "3", "syringe_ml": "3"}]},
            {"time": "night", "drug": "diazepam", "mg": "2", "pieces": [{"product": WEAK, "ml": "5", "syringe_ml": "5"}]},
        ]
    return told


@cache
def modified():
    """Zolpidem of modified release, which is gone over to the plain tablets of its label."""
    to_plain = {"method": "crossover", "crossover_to": "zolpidem", "interval_days": 28, "coarse_tail": True}
    return newest({"drug": "zolpidem", "release": "modified", "night": "12.5"}, market="us", strategy=to_plain)


@cache
def drops():
    """Clonazepam that is counted in drops."""
    return newest({"drug": "clonazepam", "night": "1"}, strategy={"products": [DROPS], "coarse_tail": True})


@cache
def part():
    """Diazepam in whole tablets and a little liquid in one dose."""
    strategy = {"products": ["diazepam-2mg-tablet", WEAK], "liquid": "part", "halve": "none"}
    return newest({"drug": "diazepam", "night": "10"}, strategy=strategy)


@cache
def suspension():
    """Nitrazepam in a liquid that settles."""
    return newest({"drug": "nitrazepam", "night": "10"}, strategy={"products": [SUSPENSION]})


SHAKE = "Shake the bottle well before each dose."
KINDS = {
    own_liquid: {
        "patient": ["of the 1 mg in 1 mL oral suspension (use the 1 mL syringe)", "Riverside Pharmacy makes it for you.", SHAKE],
        "summary": [f"lorazepam 1 mg in 1 mL oral suspension ({CLINICIANS_READ}; shake before each dose)", "one of 1 mL."],
        "supply": ["lorazepam 1 mg in 1 mL oral suspension", f"M{CLINICIANS_READ[1:]}.", SHAKE, "Supply one 1 mL oral syringe"],
        "letter": [f"Lorazepam 1 mg in 1 mL oral suspension: {CLINICIANS_READ}."],
    },
    two_liquids: {
        "patient": [
            "3 mL of the 1 mg in 1 mL oral solution (use the 3 mL syringe)",
            "5 mL of the 0.4 mg in 1 mL oral solution (use the 5 mL syringe)",
            "1 mg in 1 mL oral solution: Measure the liquid with a 3 mL oral syringe, never a spoon.",
            "0.4 mg in 1 mL oral solution: Measure the liquid with a 5 mL oral syringe, never a spoon.",
        ],
        "summary": [
            "diazepam 0.4 mg in 1 mL oral solution and diazepam 1 mg in 1 mL oral solution",
            "one of 3 mL and one of 5 mL.",
        ],
        "supply": ["Supply one 3 mL oral syringe with a mark at 3 mL.", "Supply one 5 mL oral syringe with a mark at 5 mL."],
        "letter": ["diazepam 3 mg in the morning", "diazepam 2 mg at bedtime"],
    },
    modified: {
        "patient": ["no more extended-release zolpidem", "one 10 mg tablet"],
        "summary": ["extended-release zolpidem 12.5 mg", "zolpidem 10 mg tablet"],
        "supply": ["Old repeat prescriptions of extended-release zolpidem and zolpidem stop", "10 mg tablets"],
        "letter": ["the repeat prescription of extended-release zolpidem and zolpidem.", "zolpidem 10 mg at bedtime"],
    },
    drops: {
        "patient": ["nine drops of the 2.5 mg in 1 mL oral drops", "One drop holds 0.1 mg."],
        "summary": ["clonazepam 2.5 mg in 1 mL oral drops"],
        "supply": ["2.5 mg in 1 mL oral drops, 0.1 mg in a drop", "How long an opened bottle keeps is not known here"],
        "letter": ["clonazepam 0.9 mg at bedtime"],
    },
    part: {
        "patient": ["four 2 mg tablets and 0.25 mL of the 0.4 mg in 1 mL oral solution (use the 1 mL syringe)"],
        "summary": ["diazepam 0.4 mg in 1 mL oral solution and diazepam 2 mg tablet", "rest of a dose as liquid."],
        "supply": ["diazepam 2 mg tablets", "Supply one 10 mL oral syringe with a mark at 7.5 mL."],
        "letter": ["diazepam 9 mg at bedtime"],
    },
    suspension: {
        "patient": ["18 mL of the 0.5 mg in 1 mL oral suspension (use the 20 mL syringe)", SHAKE],
        "summary": ["nitrazepam 0.5 mg in 1 mL oral suspension (shake before each dose)", "one of 20 mL."],
        "supply": [SHAKE, "Supply one 20 mL oral syringe with a mark at 17 mL and 18 mL."],
        "letter": ["nitrazepam 9 mg at bedtime"],
    },
}
PAPER = {clinician_summary: "summary", supply_sheet: "supply", prescriber_letter: "letter"}


@pytest.mark.parametrize("written", PATIENTS + CLINICIANS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("patient", KINDS, ids=lambda each: each.__name__)
def test_each_dose_says_its_own_product(patient, written):
    """Own liquid, second liquid, modified release, drops, tablets with a little liquid, suspension: each paper says its product,
    how much of it, what it is measured with and whether it is shaken."""
    said = said_by(written, patient()).replace("\u00a0", " ")
    assert [words for words in KINDS[patient][PAPER.get(written, "patient")] if words not in said] == []


@pytest.mark.parametrize("patient", KINDS, ids=lambda each: each.__name__)
def test_it_is_on_the_printed_page_too(patient):
    """The handout read back from its PDF has the words of each kind."""
    paper = Paper(render_pdf(patient_handout(patient())))
    said = " ".join(paper.paragraphs()).replace("\u00a0", " ")
    cells = " ".join(paper.words(each) for each in paper.elements("/TD")).replace("\u00a0", " ")
    assert [words for words in KINDS[patient]["patient"] if words not in f"{said} {cells}"] == []


def test_only_a_suspension_is_shaken():
    """Nothing is said of a solution, of drops or of tablets."""
    for patient in (two_liquids, drops, part, modified):
        assert [
            written for written in PATIENTS + CLINICIANS if re.search("Shake|shake (before|the)", said_by(written, patient()))
        ] == []
