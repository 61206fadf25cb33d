"""`manage.py migrate`: as Django does it; then the application's own roles may use the new tables too, and lists have every plan
where this release puts it."""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from taper_app import grants
from taper_app.actions.listing import keep_all_listed
from taper_app.checks import pending


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        with transaction.atomic(using=options["database"]):
            grants.renew(connections[options["database"]])
        only_told = options["plan"] or options["check_unapplied"]
        if options["database"] == DEFAULT_DB_ALIAS and not only_told and not pending():
            changed = keep_all_listed()
            if changed and options["verbosity"]:
                self.stdout.write(f"Plans that stood in lists where another release had put them: {changed}")
