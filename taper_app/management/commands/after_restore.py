"""`manage.py after_restore`: what is known outside of a database that was restored."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from taper_app.chart.restored import ahead, to_erase_again


class Command(BaseCommand):
    help = "Says of a database that was restored what the anchor knows that is not in it, and whom to erase once more; 0 or 1."

    def handle(self, **options: object) -> None:
        try:
            found = [*ahead(), *to_erase_again()]
        except (OSError, ImproperlyConfigured) as error:
            raise CommandError(f"The anchor or the list of erasures could not be read: {error}") from error
        if found:
            raise CommandError("\n".join(found), returncode=1)
        self.stdout.write("Nothing is known outside that is not in the database.")
