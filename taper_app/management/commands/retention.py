"""`manage.py retention`: whose record has been kept for as long as the clinic's rule wants it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand
from django.utils import timezone

from taper_app.chart.retention import due
from taper_app.engine import load_catalogue
from taper_app.models import Clinic


class Command(BaseCommand):
    help = (
        "Lists by code the patients without an open plan whose record was kept for as long as their clinic wants it. Nothing is"
        " taken away: somebody decides, and then runs erase_patient."
    )

    def handle(self, **options: Any) -> None:
        catalogue = load_catalogue()
        for clinic in Clinic.objects.order_by("pk"):
            rule = catalogue.markets[clinic.market].keep
            usual = f"{rule.years} years ({catalogue.sources[rule.source].title})"
            own = f"{clinic.keep_years} years, as the clinic set" if clinic.keep_years else usual
            young = f"of who was young not before the age of {rule.until_age} ({rule.age_from})"
            self.stdout.write(f"{clinic.name}: {own}, {young}.")
            today = timezone.localdate(timezone=ZoneInfo(clinic.time_zone))
            for each in due(clinic, today):
                self.stdout.write(f"{each.code}  last entry {each.last_on}  due since {each.due_on}")
