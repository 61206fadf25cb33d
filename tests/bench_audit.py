"""Times the chain of events: `script/bench audit`. A hundred thousand openings of a clinic are chained and then verified, on a
database of its own. Figures are processor time on one core; it fails where verifying takes longer than it may."""

import os
import sys
import tempfile
import time

import tests.environment

FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"DATABASE_URL": f"sqlite:///{FOLDER.name}/bench.sqlite3", "DJANGO_SETTINGS_MODULE": "taper_app.settings"}

import django

django.setup()

from django.core.management import call_command
from django.utils import timezone

from taper_app.actions.clinicians import Account
from taper_app.actions.clinics import create_clinic
from taper_app.chart.audit_trail import check
from taper_app.models import AuditEvent

EVENTS = 100_000
MOST_SECONDS = 2.0


def opened():
    """So many openings of pages by one clinician."""
    places = {"phone": "1", "out_of_hours": "2", "time_zone": "Europe/London", "market": "uk", "paper_size": "A4"}
    by = create_clinic(name="Bench", account=Account("bench", "correct horse battery", "Dr Bench"), **places)
    said = {"clinic": by.clinic, "by": by, "action": "open_page", "after": {"page": "plan_detail", "code": "K7QX-4M2P"}}
    return (AuditEvent(**said, at=timezone.now(), subject=f"patient {each}") for each in range(EVENTS))


def main():
    call_command("migrate", verbosity=0)
    AuditEvent.objects.bulk_create(opened(), batch_size=1000)
    began = time.process_time()
    call_command("anchor_audit")
    chained = time.process_time()
    found = check()
    took = time.process_time() - chained
    assert (found.chained, found.faults) == (EVENTS + 1, [])
    print(f"{EVENTS} events: chained in {chained - began:.2f} s, verified in {took:.2f} s")
    sys.exit(took > MOST_SECONDS)


if __name__ == "__main__":
    main()
