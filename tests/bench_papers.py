"""Times the papers: `script/bench`.

Cold, warm and kept are what a clinician waits, by the clock: with a child that has yet to start, with one that runs, and for
the answer to a second request, from the address to the file. The rest is processor time, beside WeasyPrint's own
(tests/handouts/cost.py).
"""

import os
import statistics
import tempfile
import time
from datetime import date

import tests.environment

FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"DATABASE_URL": f"sqlite:///{FOLDER.name}/bench.sqlite3", "DJANGO_SETTINGS_MODULE": "taper_app.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from taper_app.actions import clinics, patients
from taper_app.actions.clinicians import Account
from taper_app.actions.issuing import keep
from taper_app.handouts import child
from taper_app.handouts.render import Renderer
from tests.actions.visits import begin
from tests.handouts.cost import MOST_TIMES, RUNS, bare, bare_page, by_turns, steps_only
from tests.handouts.from_stored import large_handout, patient_handout
from tests.handouts.lengths import of_length

ROWS = (13, 26, 52, 104)
PAPERS = {"handout": ("handout.pdf", patient_handout), "large print": ("handout-large.pdf", large_handout)}


def waited(work):
    """Milliseconds by the clock."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def cold_and_warm(page):
    """What the first page of a new child takes, its start included, and the median of the next."""
    renderer = Renderer(limit=lambda _: 60)
    cold = waited(lambda: renderer.render(page))
    warm = statistics.median(waited(lambda: renderer.render(page)) for _ in range(RUNS))
    renderer.close()
    return cold, warm


def a_plan():
    """A clinician and a plan, in a database of our own."""
    call_command("migrate", verbosity=0)
    named = {"time_zone": "Europe/London", "market": "uk", "paper_size": "A4"}
    lines = {"name": "Riverside Practice", "phone": "020 7946 0001", "out_of_hours": "NHS 111"}
    account = Account("ash", "correct horse battery", "Dr Ash Marlow")
    by = clinics.create_clinic(**lines, **named, account=account)
    clinics.mark_demo(by=by)  # no second factor is asked for
    who = {"name": "Example, Rowan", "born_on": date(1970, 5, 17), "sex": "female", "identifier": "TEST-0001"}
    return by, begin(patients.add_patient(clinic=by.clinic, **who, by=by), by)


def kept(client, plan, number, file):
    """What a second request for a paper takes by the clock, as the median of many, and in processor time."""
    address = f"/plans/{plan.code}/{number}/{file}"
    assert client.get(address).status_code == 200
    clock = statistics.median(waited(lambda: client.get(address)) for _ in range(10 * RUNS))
    return f"{clock:.1f} ms ({by_turns(lambda: client.get(address))[0]:.1f} ms of processor time)"


def main():
    """Print every figure."""
    by, plan = a_plan()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    client = Client()
    client.force_login(by)
    for number, rows in enumerate(ROWS, start=2):
        snapshot, of = of_length(rows), plan.revisions.get(number=1)
        keep(plan=plan, number=number, built=snapshot, issued_at=of.issued_at, by=by)
        for name, (file, written) in PAPERS.items():
            page = written(snapshot)
            (cold, warm), again = cold_and_warm(page), kept(client, plan, number, file)
            (spent,) = by_turns(lambda page=page: child.render(page))
            print(f"{name} of {rows} rows: cold {cold:.0f} ms, warm {warm:.0f} ms ({spent:.0f} of processor time), kept {again}")
        compared(patient_handout(snapshot), rows)


def compared(page, rows):
    """The processor time of the whole handout and of its steps beside WeasyPrint's own."""
    plain, steps = bare_page(page), steps_only(page)
    alone, table, whole = by_turns(lambda: bare(plain), lambda: child.render(steps), lambda: child.render(page))
    beside = [f"{what} {ms:.0f} ms, {ms / alone:.2f} times" for what, ms in (("table", table), ("page", whole))]
    most = f" (at most {MOST_TIMES[rows]})" if rows in MOST_TIMES else ""
    print(f"    bare {alone:.0f} ms; {'; '.join(beside)}{most}")


if __name__ == "__main__":
    main()
