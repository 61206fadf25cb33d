"""What a clinician has set for their own account."""

from django.db import transaction

from taper_app.actions import audit
from taper_app.actions.clinicians import subject
from taper_app.models import User


@transaction.atomic
def change_settings(*, by: User, slash_searches: bool | None = None, is_led: bool | None = None) -> User:
    """The account with these settings, which change nothing of a patient; what is not said stays as it is."""
    kept = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    said = {name: value for name, value in (("slash_searches", slash_searches), ("is_led", is_led)) if value is not None}
    after = {name: value for name, value in said.items() if value != getattr(kept, name)}
    before = {name: getattr(kept, name) for name in after}
    for name, value in after.items():
        setattr(kept, name, value)
    if after:
        kept.save(update_fields=list(after))
        audit.record(clinic=kept.clinic, by=by, action="change_settings", subject=subject(kept), before=before, after=after)
    return kept
