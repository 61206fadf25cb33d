"""The pages that codes on handouts open: that one was opened, and that codes are void from now on."""

from django.db import transaction

from taper_app.actions import audit, patients
from taper_app.models import OPENED_BY_PAPER, Patient, Revision, User


def open_public_page(*, revision: Revision, address: str, shown: str) -> None:
    """Keep that whoever holds the paper opened its page, from which address of the network, and what it `shown`."""
    plan = revision.plan
    audit.append(
        clinic=plan.patient.clinic_id,
        by=None,
        action=OPENED_BY_PAPER,
        subject=f"plan {plan.code}",
        after={"number": revision.number, "from": address, "shown": shown},
    )


@transaction.atomic
def withdraw_public_pages(*, patient: Patient, by: User) -> None:
    """Make void every code on every paper of a patient that was printed until now. Raises StruckOut, PermissionDenied."""
    kept = patients.lock(patient)
    before, kept.public_pages_withdrawn = audit.told(kept), kept.public_pages_withdrawn + 1
    kept.save(update_fields=["public_pages_withdrawn"])
    patients.record(kept, by=by, action="withdraw_public_pages", before=before)
