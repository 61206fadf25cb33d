"""`manage.py anchor_audit`: chain what waits, and write down outside the database what the chains came to."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Max
from django.utils import timezone

from taper_app.actions.anchor import append
from taper_app.actions.chain import extend_all
from taper_app.chart.anchors import place
from taper_app.models import AuditLink


class Command(BaseCommand):
    help = (
        "Gives every event its place in the chain, and writes the end of each chain to the anchor. Run it each day, and copy the"
        " file to another machine: who can write here can then cut nothing off unseen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anew",
            action="store_true",
            help="After a backup was restored, which has fewer events than the anchor knows: put it away, and begin another",
        )

    def handle(self, **options: object) -> None:
        if options["anew"]:
            self.put_away()
        waited = extend_all()
        ends = AuditLink.objects.order_by().values("chain").annotate(end=Max("number"))
        links = [AuditLink.objects.get(chain=chain, number=end) for chain, end in ends.values_list("chain", "end")]
        try:
            append(links)
        except (OSError, ImproperlyConfigured) as error:
            raise CommandError(f"The anchor {place()} could not be written: {error}") from error
        self.stdout.write(f"Chained {waited} events; the ends of {len(links)} chains are in {place()}.")

    def put_away(self) -> None:
        """The file as it is gets another name, with the moment; what it knew stays readable. Raises CommandError."""
        if place().exists():
            away = place().with_name(f"{place().name}-until-{timezone.now():%Y%m%dT%H%M%SZ}")
            try:
                place().rename(away)
            except OSError as error:
                raise CommandError(f"The anchor {place()} could not be put away: {error}") from error
            self.stdout.write(f"The anchor of before is in {away}. Keep it.")
