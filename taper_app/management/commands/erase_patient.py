"""`manage.py erase_patient`: take a patient's record away for good, with the rights of the database's owner."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from taper_app import grants
from taper_app.actions import erasure
from taper_app.chart.anchors import erasures_place
from taper_app.models import Patient, User, refuse_unseen


class Command(BaseCommand):
    help = (
        "Takes away every row of a patient, and the contents of the events about the patient, for good. One event stays in the"
        " chain, with the seals and hashes of what was taken away and the reason. Run it as the owner of the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="The patient's code, as it stands in the address of the patient's page")
        parser.add_argument("--born", type=date.fromisoformat, required=True, help="Date of birth, as 1970-05-17")
        parser.add_argument("--reason", required=True, help="Why; it is kept, so it names nobody")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="The administrator of the clinic who answers for it")

    def handle(self, **options: Any) -> None:
        patient = patient_of(options["code"], options["born"])
        by = User.objects.filter(username__iexact=options["by"], clinic=patient.clinic_id).first()
        if by is None:
            raise CommandError(f"There is no account {options['by']!r} in the patient's clinic.")
        refuse_wrong_reason(options["reason"], patient)
        if connection.vendor == "postgresql" and not grants.may_too_much(connection):
            raise CommandError("The application's role erases nobody: let DATABASE_URL name the owner of the database.")
        try:
            gone = erasure.erase(patient=patient, by=by, reason=options["reason"])
        except (erasure.PlanIsOpen, PermissionDenied) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Nothing was erased: {erasures_place()} could not be written ({error.strerror}).") from error
        self.stdout.write(f"Erased: {gone.rows} rows, and the contents of {gone.events} events.")
        self.say_what_is_left(gone)

    def say_what_is_left(self, gone: erasure.Gone) -> None:
        """Where the name still stands, what copies there are, and that the file still has it where it could not be made anew."""
        try:
            erasure.overwrite()
        except DatabaseError as error:
            self.stderr.write(f"It may still be in the database's file ({error}): stop the server, and run VACUUM in SQL.")
        for place in erasure.still_there(gone.known_as):
            self.stderr.write(f"The name or identifier still stands in rows about somebody else or by chance: {place}")
        self.stdout.write("Start the server again. Backups hold the patient until they are dropped: manage.py backup --keep.")


def patient_of(code: str, born_on: date) -> Patient:
    """The patient of this code, born on this day. Raises CommandError, which tells nothing of the patient."""
    patient = Patient.objects.select_related("clinic").filter(code=code.strip().upper()).first()
    if patient is None or patient.born_on != born_on:
        raise CommandError(f"There is no patient {code} who was born on {born_on}.")
    return patient


def refuse_wrong_reason(reason: str, patient: Patient) -> None:
    """Raises CommandError for a reason that says nothing, cannot be read, or names the patient."""
    try:
        refuse_unseen(reason, named=True)
    except ValidationError as error:
        raise CommandError(f"--reason: {' '.join(error.messages)}") from error
    if erasure.names_one(reason, {(patient.name, patient.identifier), *((word, "") for word in patient.name.split())}):
        raise CommandError("--reason is kept, so it must not name the patient.")
