"""`manage.py verify_audit`: whether every event is as it was written, and none is missing; 0 or 1."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from taper_app.chart.audit_trail import Checked, check

MOST = 20


class Command(BaseCommand):
    help = "Goes through the chain of events of each clinic, and compares it with the anchor. Names what is wrong."

    def handle(self, **options: object) -> None:
        found = checked()
        if found.faults:
            more = [f"… and {len(found.faults) - MOST} more"] if len(found.faults) > MOST else []
            raise CommandError("\n".join([*found.faults[:MOST], *more, said(found)]), returncode=1)
        self.stdout.write(said(found))


def checked() -> Checked:
    """What was found. Raises CommandError where it could not be looked for."""
    try:
        return check()
    except (OSError, ImproperlyConfigured) as error:
        raise CommandError(f"The events could not be verified: {error}", returncode=1) from error


def said(found: Checked) -> str:
    """How much was gone through."""
    anchor = f"The last anchor is of {found.anchored.at}." if found.anchored else "There is no anchor."
    return f"{found.chained} events in {len(found.heads)} chains, {found.waiting} not chained yet. {anchor}"
