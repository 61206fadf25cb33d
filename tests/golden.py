"""What the product shows, prints and answers, all of it, beside what it did: `script/golden`.

The demo clinic is made on one day, with one clock, key and run of chance, and walked: every address of every patient, plan and
revision, what each decision at a visit would make, and new plans looked at. With it go the answers to random requests and visits.
A change of structure leaves every line as it was. What only says which release made it (hashes, tokens) is masked.
"""

import difflib
import json
import lzma
import os
import random
import re
import secrets
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import tests.environment

FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"DATABASE_URL": f"sqlite:///{FOLDER.name}/golden.sqlite3", "DJANGO_SETTINGS_MODULE": "taper_app.settings"}

import django

django.setup()

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from taper_app.actions import clinics, medications, patients
from taper_app.actions.clinicians import Account
from taper_app.engine import Decision, answer, load_catalogue
from taper_app.management import demo_patients
from taper_app.models import Patient, Plan
from taper_app.views import drafts, handouts, safety, sources, whole_record
from tests.actions.risks import ask
from tests.engine.requests import random_request, seldom_asked
from tests.handouts.paper import Paper
from tests.test_doors import CLINICIAN, PATIENT, PLAN, POLICY, REVIEW, routes
from tests.views.page_forms import fields_of
from tests.views.payloads import date_parts

KEPT = Path(__file__).with_name("golden.json.xz")
TODAY = date(2027, 1, 4)
REQUESTS = 200
SHOWN_LINES = 60
FILLED_IN = {
    "hold": {"hold_length": "days", "hold_days": "14"},
    "slow": {"slow_percent": "5", "slow_interval": "28"},
    "step-back": {"back_days": "14"},
    "end": {"end_reason": "declined"},
    "switch": {"products_diazepam": ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]},
}
PEOPLE = {  # what is taken, and the table
    "morning lorazepam 1, midday lorazepam 1, night lorazepam 1": "ashton-2002",
    "night zopiclone 7.5": "ashton-2002",
    "night diazepam 20": "",
    "morning clonazepam 2, night clonazepam 2": "ashton-2002",
    "morning alprazolam 1, night temazepam 20": "ashton-2002",
    "night nitrazepam 10, morning diazepam 10": "ashton-2002",
}
GROUPS = [
    *(("source_group", each.part) for each in sources.groups(load_catalogue())),
    *(("safety_group", group.lower()) for group, _ in safety.by_group(safety.LOG)),
]
MASKED = [
    (r'(name="csrfmiddlewaretoken" value=")\w+', r"\1token"),
    (r'(name="keeping" value=")[^"]+', r"\1token"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "token"),
    (r"\b[0-9a-f]{64}\b", "hash"),
    (r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,16}\b", "hash"),
    (r"\b(content hash) \d{12}\b", r"\1 hash"),  # one that happens to have no letter
]


def masked(text):
    """The text without what only says which release made it, a tag a line."""
    for pattern, instead in MASKED:
        text = re.sub(pattern, instead, text)
    return re.sub(r">\s*<", ">\n<", text)


# Answers -----------------------------------------------------------------------------------------


def answers():
    """The answers to random requests, and to a random visit of each schedule among them."""
    catalogue = load_catalogue()
    for number in range(REQUESTS):
        chance = random.Random(number)
        request = seldom_asked(chance, random_request(chance))
        told, _ = answer(json.dumps(request), catalogue)
        yield f"answers/{number:03}", shown(told)
        if "schedule" in told:
            visit = a_visit(chance, request, told["schedule"])
            yield f"answers/{number:03}-visit", shown(answer(json.dumps(visit), catalogue)[0])


def a_visit(chance, request, schedule):
    """A visit to this schedule on some day, with the planned dose taken, or what was taken at first."""
    step = chance.choice([each for each in schedule["steps"] if each["doses"]])
    rows = {each["drug"]: {"drug": each["drug"]} for each in step["doses"]}
    for each in step["doses"]:
        rows[each["drug"]][each["time"]] = each["mg"]
    decision = chance.choice(("continue", "hold", "slow", "step-back", "maintain", "switch"))
    days = {"days": 14} if decision in ("hold", "step-back") else {}
    paced = {"slow": {"interval_days": 28}, "switch": {"halve": "all"}}.get(decision)
    own = {"strategy": request["strategy"] | paced} if paced else {}
    taken = list(rows.values()) if chance.random() < 0.8 else request["regimen"]
    return {
        "do": "revise",
        "request": request,
        "schedule": schedule,
        "on": (date.fromisoformat(step["starts_on"]) + timedelta(days=chance.randint(0, 6))).isoformat(),
        "taken": [{name: value for name, value in each.items() if name != "as_needed"} for each in taken],
        "adjustment": {"decision": decision} | days | own,
    }


def shown(told):
    """An answer as text; the catalogue's digest only says which release it was."""
    told.pop("catalogue", None)
    return json.dumps(told, indent=1, ensure_ascii=False, default=str)


# Pages and papers --------------------------------------------------------------------------------


def demo():
    """The demo clinic in an empty database; its clinician, and a browser of theirs."""
    call_command("migrate", verbosity=0)
    named = {"time_zone": "Europe/London", "market": "uk", "paper_size": "A4"}
    lines = {"name": "Demo Clinic", "phone": "020 7946 0000", "out_of_hours": "020 7946 0999"}
    account = Account("demo", "correct horse battery", "Dr Demo Clinician")
    by = clinics.create_clinic(**lines, **named, account=account)
    clinics.mark_demo(by=by)
    demo_patients.add_all(by, TODAY)
    client = Client()
    client.force_login(by)
    return by, client


def addresses():
    """Every address that reads, by what it is kept under: of the clinic, each patient, each plan and each revision."""
    yield from ((f"pages/{name}", reverse(name)) for name in named_for() if POLICY[name] == CLINICIAN or name == "safety")
    yield from ((f"pages/{name}/{group}", reverse(name, args=[group])) for name, group in GROUPS)
    for patient in Patient.objects.order_by("identifier"):
        of_patient = f"pages/{patient.identifier}"
        yield from (
            (f"{of_patient}/{name}", reverse(name, args=[patient.code])) for name in named_for("code") if is_of(name, PATIENT)
        )
        for plan in patient.plans.order_by("pk"):
            yield from (
                (f"{of_patient}/{name}", reverse(name, args=[plan.code]))
                for name in named_for("code")
                if is_of(name, PLAN, REVIEW)
            )
            yield from (
                (f"{of_patient}/{at}", address) for at, address in papers(plan, plan.revisions.values_list("number", flat=True))
            )


def papers(plan, numbers):
    """The addresses of the papers of a plan's revisions; the patient's in Spanish too."""
    for number in numbers:
        for name in named_for("code", "number"):
            address = reverse(name, args=[plan.code, number])
            yield f"{name}-{number}", address
            if name.startswith(("handout", "why")):
                yield f"{name}-{number}-es", f"{address}?language=es"


def named_for(*wanted):
    """The names of the addresses that hold these and nothing else."""
    return [name for route, name in routes() if tuple(re.findall(r"<\w+:(\w+)>", route)) == wanted]


def is_of(name, *policies):
    """Whether an address has one of these policies."""
    return POLICY[name] in policies


def read(client, address):
    """What an address answers: where it leads, or its text with a tag a line."""
    response = client.get(address)
    if response.status_code == 302:
        return f"302 {response['Location']}"
    return f"{response.status_code} {response['Content-Type']}\n{masked(response.getvalue().decode())}"


def decisions(client):
    """What each decision at a visit would make today, for every open plan: the page that it leads to."""
    for plan in Plan.objects.filter(state=Plan.State.OPEN).order_by("pk"):
        for decision in Decision:
            form = reverse("review_new", args=[plan.code])
            page = client.get(form)
            sent = {"decision": decision, "red_flags": ["none"], "check": "1"} | FILLED_IN.get(decision, {})
            sent |= {"seen": ["none"]} if '<div id="seen">' in page.content.decode() else {}
            fields = fields_of(page, form, **sent)
            if decision == "adjust":
                fields |= {name: ["28"] for name in sorted(fields) if re.fullmatch(r"step_\d+_days", name)}
            response = client.post(form, fields, follow=True)
            yield f"visits/{plan.patient.identifier}/{decision}", masked(response.content.decode())
            client.post(form, {"patient": plan.patient.code, "discard": "1"})


def new_plans(client, by):
    """What a new plan would be, by each method and pace, for people who have none yet."""
    for number, (taken, table) in enumerate(PEOPLE.items(), start=1):
        patient = a_person(number, taken, by)
        form = reverse("plan_new", args=[patient.code])
        for (method, pace), coarse in product((("direct", "5-28"), ("direct", "10-14"), ("crossover", "10-14")), ((), ("on",))):
            own = {"method": method, "pace": pace, "equivalence": table, "coarse_tail": [*coarse], "differs_seen": "on"}
            at = f"plans/{taken}/{method}-{pace}{'-coarse' * len(coarse)}"
            page = client.post(form, fields_of(client.get(form), form, preview="1", **own) | plan_days(), follow=True)
            yield at, masked(page.content.decode())
            yield f"{at}-check", masked(client.get(f"{form}check/", follow=True).content.decode())
            client.post(form, {"patient": patient.code, "discard": "1"})


def plan_days():
    """The days of a new plan, as they are typed."""
    return date_parts("starts_on", "11 1 2027") | date_parts("review_on", "25 1 2027")


def a_person(number, taken, by):
    """Somebody who takes this, as prescribed, with no risk to note."""
    who = {"name": f"Person, Number {number}", "born_on": date(1960 + number, 5, 17), "sex": "female"}
    patient = patients.add_patient(clinic=by.clinic, identifier=f"GOLDEN-{number}", by=by, **who)
    rows = {}
    for time, drug, mg in (each.split() for each in taken.split(", ")):
        rows.setdefault(drug, {"drug": drug, "indication": "anxiety"})
        rows[drug] |= {f"{kind}_{time}": Decimal(mg) for kind in ("prescribed", "taken")}
    medications.set_medications(patient=patient, rows=list(rows.values()), others_asked_on=TODAY, by=by)
    ask(patient, by, TODAY)
    return patient


def printed(client):
    """Of the latest revision of every plan each paper as its PDF has it: a line an element, with its tag and its words.

    Spans are left out: where a line breaks depends on the width of a hash. Their words stand in what they are part of.
    """
    for plan in Plan.objects.order_by("pk"):
        for at, address in papers(plan, [plan.revisions.latest("number").number]):
            response = client.get(address)
            if response["Content-Type"] == "application/pdf":
                paper = Paper(response.content)
                lines = [
                    f"{len(paper.pages)} pages",
                    *(f"{each['/S']} {paper.words(each)}" for each in paper.elements() if each["/S"] != "/Span"),
                ]
                yield f"printed/{plan.patient.identifier}/{at}", masked("\n".join(lines))


def everything():
    """All of it, by where it stands."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    secrets.choice = random.Random(1).choice
    made = dict(answers())
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=UTC), tick=False):
        by, client = demo()
        made |= dict(printed(client))
        for room in (handouts, drafts, whole_record):
            room.render_pdf = str.encode  # a page on its way to paper is read as it is written
        handouts.kept_paper = lambda which, sha256, state, make: make()
        made |= {at: read(client, address) for at, address in addresses()}
        made |= dict(decisions(client)) | dict(new_plans(client, by))
    return made


def differences(before, now):
    """Every line that differs, under where it stands."""
    for at in sorted(before.keys() | now.keys()):
        lines = difflib.unified_diff(before.get(at, "").splitlines(), now.get(at, "").splitlines(), at, at, n=1, lineterm="")
        yield from lines


def main():
    """Compare with what is kept, or keep what there is now (--write)."""
    now = everything()
    if "--write" in sys.argv:
        KEPT.write_bytes(lzma.compress(json.dumps(now, sort_keys=True, ensure_ascii=False).encode()))
        print(f"{len(now)} kept.")
        return 0
    found = list(differences(json.loads(lzma.decompress(KEPT.read_bytes())), now))
    (Path(".local") / "golden.diff").write_text("\n".join(found), encoding="utf-8")
    print(*found[:SHOWN_LINES], sep="\n")
    print(f"{len(now)} compared, {len(found)} lines of difference" + (" (.local/golden.diff)." if found else "."))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
