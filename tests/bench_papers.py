"""Times the papers: `script/bench`.

Cold, warm and kept are what a clinician waits, by the clock: with a child that has yet to start, with one that runs, and for
the answer to a second request, from the address to the file. The rest is processor time. "Bare" is WeasyPrint alone on the
same steps: one plain table with the words of every cell, tagged, in our font at 14 pt, columns as wide as WeasyPrint finds best;
no other style, header, footer, picture, drawing or advice. "Table" is our own page with the steps only; "page" is all of it.
"""

import os
import re
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
from weasyprint import CSS, HTML

from taper_app.actions import clinics, patients
from taper_app.actions.clinicians import Account
from taper_app.actions.issuing import keep
from taper_app.handouts import child
from taper_app.handouts.render import Renderer
from tests.actions.visits import begin
from tests.handouts.from_stored import large_handout, patient_handout
from tests.handouts.lengths import of_length

ROWS = (13, 26, 52, 104)
RUNS = 5
PAPERS = {"handout": ("handout.pdf", patient_handout), "large print": ("handout-large.pdf", large_handout)}
FACES = "".join(
    f'@font-face {{ font-family: A; font-weight: {weight}; src: url("{path.as_uri()}") }}'
    for weight, path in ((each, child.STATIC / "fonts" / f"ahn-baked-{each}.ttf") for each in (400, 700))
)
BARE = CSS(string=FACES + "html { font: 14pt A }", font_config=child.FONTS, url_fetcher=child.FETCHER)


def bare_page(page):
    """The steps of a handout as one plain table."""
    rows = re.findall(r"<tr.*?</tr>", "".join(re.findall(r"<table.*?</table>", page, re.DOTALL)), re.DOTALL)
    return f'<html lang="en"><title>x</title><table>{"".join(map(bare_row, rows))}</table>'


def bare_row(row):
    """A row with its cells, their spans and their words, and nothing else."""
    cells = re.findall(r'<(t[hd])[^>]*?( colspan="\d+")?>(.*?)</t[hd]>', row, re.DOTALL)
    return f"<tr>{''.join(f'<{tag}{span}>{words(text)}</{tag}>' for tag, span, text in cells)}</tr>"


def words(markup):
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split(" "))


def steps_only(page):
    """Our page with nothing in it but the tables of steps."""
    tables = "".join(re.findall(r'<section class="steps".*?</section>', page, re.DOTALL))
    return re.sub(r"<main>.*</main>", lambda _: f"<main>{tables}</main>", page, flags=re.DOTALL)


def bare(page):
    """WeasyPrint alone."""
    HTML(string=page).write_pdf(stylesheets=[BARE], font_config=child.FONTS, pdf_variant="pdf/ua-1")


def by_turns(*works):
    """The least processor time of each in milliseconds, taken by turns, so that whatever else runs disturbs all alike."""
    found = [[] for _ in works]
    for turn in range(RUNS + 1):
        for times, work in zip(found, works, strict=True):
            begun = time.process_time()
            work()
            if turn:
                times.append((time.process_time() - begun) * 1000)
    return [min(times) for times in found]


def waited(work):
    """Milliseconds by the clock."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def cold_and_warm(page):
    """What the first page of a new child takes, its start included, and the median of the next."""
    renderer = Renderer(render_seconds=60)
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
            print(f"{name} of {rows} rows: cold {cold:.0f} ms, warm {warm:.0f} ms, kept {again}")
        compared(patient_handout(snapshot))


def compared(page):
    """The processor time of the whole handout and of its steps beside WeasyPrint's own."""
    plain, steps = bare_page(page), steps_only(page)
    alone, table, whole = by_turns(lambda: bare(plain), lambda: child.render(steps), lambda: child.render(page))
    beside = [f"{what} {ms:.0f} ms, {ms / alone:.2f} times" for what, ms in (("table", table), ("page", whole))]
    print(f"    bare {alone:.0f} ms; {'; '.join(beside)}")


if __name__ == "__main__":
    main()
