"""A clinic and its clinicians."""

from django.core.exceptions import ValidationError
from django.db import transaction

from taper_app.actions import audit
from taper_app.actions.clinicians import Account, new_clinician
from taper_app.actions.seen import digest, refuse_changed
from taper_app.engine import load_catalogue
from taper_app.models import Clinic, User
from taper_app.models.clinic import usual_diazepam_mg


@transaction.atomic
def create_clinic(
    *,
    name: str,
    phone: str,
    out_of_hours: str,
    time_zone: str,
    market: str,
    paper_size: str,
    account: Account,
) -> User:
    """A new clinic with its first clinician, who administers it and is returned.

    Raises ValidationError naming the field that is wrong.
    """
    clinic = Clinic(name=name, phone=phone, out_of_hours=out_of_hours, time_zone=time_zone, market=market, paper_size=paper_size)
    clinic.diazepam_threshold_mg = usual_diazepam_mg(market)
    save_checked(clinic)
    user = new_clinician(clinic=clinic, account=account._replace(is_administrator=True))
    audit.record(clinic=clinic, by=user, action="create_clinic", subject="clinic", after=audit.told(clinic))
    return user


@transaction.atomic
def mark_demo(*, by: User) -> None:
    """The clinic is one to try things in: nobody in it needs a second factor, and every page says so."""
    by.clinic.is_demo = True
    by.clinic.save(update_fields=["is_demo"])
    audit.record(clinic=by.clinic, by=by, action="mark_demo", subject="clinic")


@transaction.atomic
def change_clinic(*, clinic: Clinic, by: User, seen: str | None = None, **changes: object) -> Clinic:
    """The clinic with these fields changed. `seen` is what seen_clinic gave when the page was opened.

    Raises ValidationError naming the field that is wrong, and seen.Changed where that would undo what was saved meanwhile.
    """
    kept = Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)
    before, now = audit.told(kept), seen_clinic(kept)
    for field, value in changes.items():
        setattr(kept, field, value)
    if before["public_pages"] and not kept.public_pages:
        kept.public_pages_withdrawn += 1  # what was printed stays void, whatever is chosen later
    save_checked(kept)
    after = audit.told(kept)
    if after != before:
        refuse_changed(now, seen)
        audit.record(clinic=kept, by=by, action="change_clinic", subject="clinic", before=before, after=after)
    return kept


def seen_clinic(clinic: Clinic) -> str:
    """What a page of the clinic carries of it."""
    return digest(clinic, audit.told(clinic))


def save_checked(clinic: Clinic) -> None:
    """Keep a clinic whose every value may be. Raises ValidationError, also for a product its market does not have."""
    clinic.full_clean()
    unknown = set(clinic.stocked_products) - load_catalogue().products(clinic.market).keys()
    if unknown:
        raise ValidationError({"stocked_products": f"Not a product of this market: {', '.join(sorted(unknown))}."})
    clinic.save()
