"""`manage.py add_clinician`: an account for one more clinician of a clinic."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from taper_app.actions import clinicians
from taper_app.models import Clinic, User
from taper_app.roles import SAID, Role

from .create_clinic import QUESTIONS, ask, ask_password, plainly

HELP = ". ".join(f"{role}: {said}" for role, said in SAID.items()) + ". Default: prescriber"
ASKED = ("full_name", "username")


class Command(BaseCommand):
    help = (
        "Make an account for a clinician of a clinic that is there already. What is not given as an option is asked for; "
        "an empty password has one made and printed once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", help="Name or number of the clinic; need not be said where there is one")
        for name in ASKED:
            parser.add_argument(f"--{name.replace('_', '-')}", help=QUESTIONS[name])
        parser.add_argument("--role", choices=[each.value for each in Role], default=Role.PRESCRIBER.value, help=HELP)
        parser.add_argument("--administrator", action="store_true", help="Invites people, sets what each may and what is printed")
        parser.add_argument(
            "--make-password", action="store_true", help="Make a password and print it, instead of asking for one"
        )

    def handle(self, *args: object, **options: Any) -> None:
        clinic = clinic_meant(options["clinic"])
        answers = {name: (options[name] or ask(QUESTIONS[name])).strip() for name in ASKED}
        typed = "" if options["make_password"] else ask_password()
        password = typed or secrets.token_urlsafe(15)
        try:
            may = options["role"], options["administrator"]
            account = clinicians.Account(answers["username"], password, answers["full_name"], *may)
            user = clinicians.add_clinician(clinic=clinic, account=account)
        except ValidationError as error:
            raise CommandError(plainly(error)) from error
        self.stdout.write(f"Made an account for {user.full_name} in {clinic.name}. Sign in as {user.username}.")
        if not typed:
            self.stdout.write(f"The password is {password} (it is not shown again).")


def clinic_meant(named: str | None) -> Clinic:
    """The clinic of this name or number; without either the only one, or the only one in which somebody can sign in.

    Raises CommandError where that is none, or more than one and nobody is there to ask.
    """
    known = list(Clinic.objects.order_by("pk"))
    if not known:
        raise CommandError("There is no clinic yet: make it with its first clinician, manage.py create_clinic.")
    if not named:
        in_use = set(User.objects.filter(is_active=True).values_list("clinic", flat=True))
        only = known if len(known) == 1 else [each for each in known if each.pk in in_use]
        if len(only) == 1:
            return only[0]
        named = ask(f"Which clinic, by its number ({listed(known)})")
    found = [each for each in known if named in (str(each.pk), each.name)]
    if len(found) != 1:
        count = "more than one" if found else "no"
        raise CommandError(f"{named!r} is {count} clinic here. By number there are: {listed(known)}.")
    return found[0]


def listed(known: list[Clinic]) -> str:
    """Every clinic with its number."""
    return ", ".join(f"{each.pk} {each.name}" for each in known)
