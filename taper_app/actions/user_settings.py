"""What a clinician has set for their own account."""

from django.db import transaction

from taper_app.actions import audit
from taper_app.actions.clinicians import subject
from taper_app.models import User


@transaction.atomic
def change_settings(*, by: User, slash_searches: bool) -> User:
    """The account with these settings, which change nothing of a patient."""
    kept = User.objects.select_for_update().get(pk=by.pk)
    if kept.slash_searches != slash_searches:
        before = {"slash_searches": kept.slash_searches}
        kept.slash_searches = slash_searches
        kept.save(update_fields=["slash_searches"])
        after = {"slash_searches": slash_searches}
        audit.record(clinic=kept.clinic, by=by, action="change_settings", subject=subject(kept), before=before, after=after)
    return kept
