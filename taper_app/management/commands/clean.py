"""`manage.py clean`: takes away ended sessions and forgotten drafts. Run it once a day (docs/operating.md)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from taper_app.actions import cleaning
from taper_app.models import Purpose


class Command(BaseCommand):
    help = (
        "Takes away sessions that have ended, half-filled forms that nobody went on with, what was put aside too long ago to be "
        "put back, counts of tries that hold no longer, papers that were made long ago and can be made again, and jobs that "
        "ended two weeks ago with what they made. Each form that it throws away is named. The record is not touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        said = f"Days after which a half-filled form is thrown away (default {cleaning.DRAFT_DAYS})"
        parser.add_argument("--draft-days", type=int, default=cleaning.DRAFT_DAYS, help=said)

    def handle(self, *args: object, **options: Any) -> None:
        try:
            gone = cleaning.clean(now=timezone.now(), draft_days=options["draft_days"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Sessions: {gone.sessions}. Put aside: {gone.put_aside}. Counts of tries: {gone.counts}. Papers: {gone.papers}. "
            f"Jobs: {gone.jobs}."
        )
        self.stdout.write(f"Half-filled forms: {len(gone.drafts)}.")
        for username, purpose, code in gone.drafts:
            self.stdout.write(f"  {username}: {Purpose(purpose).label}{f' of patient {code}' if code else ''}")
