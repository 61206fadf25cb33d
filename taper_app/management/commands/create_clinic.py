"""`manage.py create_clinic`: the first real clinic and its clinician."""

import secrets
import sys
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from taper_app.actions import clinics
from taper_app.actions.clinicians import Account
from taper_app.engine import load_catalogue
from taper_app.models import Clinic

from . import demo

QUESTIONS = {
    "name": "Name of the clinic, as it is printed",
    "phone": "Phone number of the clinic",
    "out_of_hours": "Who patients call when it is closed, such as NHS 111",
    "time_zone": "Time zone, such as Europe/London or America/New_York",
    "market": f"Market ({' or '.join(load_catalogue().markets)})",
    "full_name": "Name of the clinician, as it is printed",
    "username": "Name to sign in with",
}


class Command(BaseCommand):
    help = (
        "Make a clinic and its first clinician. What is not given as an option is asked for; "
        "an empty password has one made and printed once. An account of the demo is closed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=question)
        parser.add_argument("--paper-size", choices=Clinic.PaperSize.values, help="Default: what the market uses")
        parser.add_argument(
            "--make-password", action="store_true", help="Make a password and print it, instead of asking for one"
        )

    def handle(self, *args: object, **options: Any) -> None:
        answers = {name: (options[name] or ask(question)).strip() for name, question in QUESTIONS.items()}
        answers["paper_size"] = options["paper_size"] or usual_paper(answers["market"])
        typed = "" if options["make_password"] else ask_password()
        password = typed or secrets.token_urlsafe(15)
        try:
            with transaction.atomic():
                user = clinics.create_clinic(
                    name=answers["name"],
                    phone=answers["phone"],
                    out_of_hours=answers["out_of_hours"],
                    time_zone=answers["time_zone"],
                    market=answers["market"],
                    paper_size=answers["paper_size"],
                    account=Account(answers["username"], password, answers["full_name"]),
                )
                was_open = demo.close_account()
        except ValidationError as error:
            raise CommandError(plainly(error)) from error
        self.stdout.write(f"Made {user.clinic.name}. Sign in as {user.username}.")
        if not typed:
            self.stdout.write(f"The password is {password} (it is not shown again).")
        if was_open:
            self.stdout.write(f"The account {demo.USERNAME} of the demo clinic is closed. {demo.forget_password()}")


def usual_paper(market: str) -> str:
    """The paper size that a new clinic of this market starts with; any where there is no such market, which is refused later."""
    known = load_catalogue().markets.get(market)
    return known.paper_size if known else Clinic.PaperSize.A4


def ask(question: str) -> str:
    """What is typed at the terminal. Raises CommandError where nobody is there to ask."""
    if not sys.stdin.isatty():
        raise CommandError(f"Nobody is here to ask: give every option (see --help). Missing: {question}.")
    return input(f"{question}: ").strip()


def ask_password() -> str:
    """The password, typed twice without echo; empty to have one made."""
    if not sys.stdin.isatty():
        raise CommandError("Nobody is here to ask for a password: add --make-password.")
    password = getpass("Password (empty: one is made): ")
    if password and getpass("The same again: ") != password:
        raise CommandError("The two passwords differ: nothing was made.")
    return password


def plainly(error: ValidationError) -> str:
    """The faults in one line, each with the name of what is wrong."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    faults = error.message_dict.items()
    return " ".join(f"{field.replace('_', ' ')}: {' '.join(messages)}" for field, messages in faults)
