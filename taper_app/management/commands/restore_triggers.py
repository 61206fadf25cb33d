"""`manage.py restore_triggers`: make again what keeps the record from being changed, where it was taken away."""

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from taper_app import triggers


class Command(BaseCommand):
    help = "Makes the triggers again that keep issued plans, reviews, care, risks and events from being changed."

    def handle(self, **options: object) -> None:
        lost = triggers.missing(connection)
        with transaction.atomic():
            triggers.put_on(connection)
        self.stdout.write(f"Made again: {', '.join(lost)}." if lost else "Every trigger was there.")
