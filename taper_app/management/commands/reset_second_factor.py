"""`manage.py reset_second_factor NAME`: for whoever lost the phone, the key and the codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from taper_app.actions import second_factors
from taper_app.models import User


class Command(BaseCommand):
    help = (
        "Take away every second factor of an account and end its sessions, once you know for certain who asks: see or call them. "
        "With the password they sign in and set up another."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The name the clinician signs in with")

    def handle(self, *args: object, **options: Any) -> None:
        user = User.objects.select_related("clinic").filter(username__iexact=options["name"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no open account {options['name']}.")
        factors, sessions = second_factors.reset_factors(user=user, by=user)
        self.stdout.write(f"Second factors taken away: {factors}. Sessions ended: {sessions}.")
        self.stdout.write(f"{user.full_name} signs in with the password and is asked to set up another at once.")
