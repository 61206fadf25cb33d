"""What somebody types stays text wherever it is shown: on pages, on paper, in files; and in a search it finds only itself."""

import csv
import io
import re
from dataclasses import replace

import pytest
from django.urls import reverse

from taper_app.actions import clinics, patients
from taper_app.models import AuditEvent, Patient, Plan, User
from tests.actions.test_relapse_plans import write
from tests.actions.visits import AGREED, TODAY, begin, visit
from tests.actions.weighings import weigh
from tests.hostile_inputs import MARKS, MARKUP, STATEMENTS
from tests.printing import nothing_printed
from tests.test_doors import POLICY, address_of, made_by_a_job
from tests.views.page_forms import own_fields

CODE = "{{7*191}}{0.__class__}%s${7*191}"
SHOWN = (
    "name",
    "identifier",
    "clinic",
    "phone",
    "after hours",
    "wants",
    "fears",
    "words",
    "helper",
    "triggers",
    "signs",
    "helps",
)
SHOWN += ("contacts", "specialist", "role", "reason", "notes")


def hostile(which):
    """A text that would be markup, close what it stands in, or be worked out; it says which one it is."""
    return f"""a <xss7{SHOWN.index(which):02} onload=1>" onxss7='"""


@pytest.fixture
def plan(client, clinician, lorazepam_patient, monday):
    """A plan with a visit, in whose record every text is hostile."""
    patient = lorazepam_patient
    clinics.change_clinic(
        clinic=clinician.clinic,
        by=clinician,
        name=hostile("clinic") + CODE,
        phone=hostile("phone"),
        out_of_hours=hostile("after hours"),
    )
    patients.change_patient(patient=patient, by=clinician, name=hostile("name") + CODE, identifier=hostile("identifier"))
    said = {each: hostile(each) for each in ("wants", "fears", "helper")} | {"own_words": hostile("words") + CODE}
    weigh(patient, clinician, TODAY, **said)
    names = {"triggers": "triggers", "early_signs": "signs", "what_helps": "helps", "contacts": "contacts"}
    write(patient, clinician, **{column: hostile(which) for column, which in names.items()})
    plan = begin(Patient.objects.get(), clinician, reason=hostile("reason") + CODE)
    specialist = replace(AGREED, name="Dr " + hostile("specialist"), role=hostile("role"))
    more = {"notes": hostile("notes") + CODE, "reason": hostile("reason"), "specialist": specialist}
    visit(Plan.objects.get(), User.objects.get(), TODAY, "hold", 14, **more)
    made_by_a_job(User.objects.get())
    return plan


def answers(client, plan):
    """What every address of the site answers, by its name; of a PDF the page that it is printed from."""
    client.force_login(User.objects.get())
    with nothing_printed(lambda page, **named: b"%PDF" + page.encode()):
        for name in POLICY:
            if name != "account_logout":
                answer = client.get(address_of(name, plan, revision=2))
                yield name, answer["Content-Type"], (b"".join(answer) if answer.streaming else answer.content)


def test_what_was_typed_stays_text_wherever_it_is_shown(client, plan):
    """In every text of the record at once: no page, paper or file has it as markup, ends an element or attribute by it, works it
    out, begins a line of a calendar by it; and each text was shown somewhere."""
    met, live, kinds = set(), [], set()
    for name, type_, content in answers(client, plan):
        text = content.decode("utf-8", "replace")
        if type_.startswith("text/html") or content.startswith(b"%PDF"):
            live += [(name, mark) for mark in MARKS if mark in content]
            met |= set(re.findall(r"&lt;xss7(\d\d)", text))
        live += [(name, each) for each in ("1337", "<class ", "builtin_function") if each in text]
        if type_.startswith("text/calendar"):
            live += [(name, line) for line in text.split("\r\n") if line and not re.match(r"[A-Z-]+[;:]| ", line)]
        if type_.startswith("text/csv"):
            assert len({len(row) for row in csv.reader(io.StringIO(text))}) == 1
        kinds.add("application/pdf" if content.startswith(b"%PDF") else type_.partition(";")[0])
    assert live == []
    assert [each for at, each in enumerate(SHOWN) if f"{at:02}" not in met] == []
    assert kinds == {
        "text/html",
        "application/pdf",
        "text/plain",
        "text/calendar",
        "text/csv",
        "application/json",
        "application/zip",
    }


def test_a_text_that_was_refused_comes_back_as_text(client, clinician, monday):
    """Each of the corpus, in every box of a form that is refused, stands in its box and in the sentence about it as text."""
    client.force_login(clinician)
    for at in (reverse("patient_add"), reverse("clinic_edit"), reverse("patient_list")):
        fields = own_fields(client, at)
        for markup in MARKUP:
            page = client.post(at, fields | dict.fromkeys(fields, markup))
            assert page.status_code in (200, 422), at
            assert not [mark for mark in MARKS if mark in page.content], (at, markup)
            assert b"xss7" in page.content


@pytest.mark.parametrize("text", [*STATEMENTS, "%", "_", "%_%", "\\", "*", "' OR ''='", "{{7*7}}", ".*", "[a-z]"])
def test_a_search_for_statements_finds_nobody(client, clinician, patient, monday, text):
    """What would be a statement, a pattern or a wildcard elsewhere is a text that no patient has."""
    client.force_login(clinician)
    page = client.post("/patients/", {"text": text})
    assert page.status_code == 200
    assert b"Rowan" not in page.content
    assert AuditEvent.objects.filter(action="search_patients").latest("pk").after["text"] == text
