"""`manage.py migrate`: as Django does it, and then the application's own roles may use the new tables too."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections, transaction

from taper_app import grants


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        with transaction.atomic(using=options["database"]):
            grants.renew(connections[options["database"]])
