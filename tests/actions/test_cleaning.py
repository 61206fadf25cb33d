"""What is over is taken away by one command, and nothing else is."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from taper_app.actions import drafts
from taper_app.models import AuditEvent, BrowserSession, CachedNumbers, Draft, KeptPaper

NOW = datetime(2027, 4, 5, 12, tzinfo=UTC)


def cleaned(**options):
    out = io.StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("clean", stdout=out, **options)
    return out.getvalue()


def kept(patient, by, purpose, days):
    """A draft that was last saved so many days ago."""
    with time_machine.travel(NOW - timedelta(days=days), tick=False):
        return drafts.save_draft(patient=patient, data={"x": "y"}, by=by, purpose=purpose)


def test_each_kind_goes_when_its_time_is_over(patient, clinician):
    """Sessions past their end, drafts of over 90 days, what can be put back no more: one of each goes, its neighbour stays."""
    for key, hours in (("over", -1), ("lasting", 1)):
        end = NOW + timedelta(hours=hours)
        BrowserSession.objects.create(session_key=key, session_data="", expire_date=end)
        CachedNumbers.objects.create(key=key, numbers=1, expires_at=end)
    for key, days in (("over", 31), ("lasting", 29)):
        KeptPaper.objects.create(key=key, media_type="x", content=b"x", seal="x", kept_at=NOW - timedelta(days=days))
    kept(patient, clinician, "plan", 91)
    kept(patient, clinician, "care", 89)
    for purpose, minutes in (("risks", 16), ("medicines", 14)):
        aside = kept(patient, clinician, purpose, 1)
        Draft.objects.filter(pk=aside.pk).update(discarded_at=NOW - timedelta(minutes=minutes))
    events = AuditEvent.objects.count()
    assert cleaned() == (
        f"Sessions: 1. Put aside: 1. Counts of tries: 1. Papers: 1. Jobs: 0.\n"
        f"Half-filled forms: 1.\n  ash: a new plan of patient {patient.code}\n"
    )
    assert [each.session_key for each in BrowserSession.objects.all()] == ["lasting"]
    assert [each.key for each in CachedNumbers.objects.all()] == ["lasting"]
    assert [each.key for each in KeptPaper.objects.all()] == ["lasting"]
    assert {each.purpose for each in Draft.with_discarded.all()} == {"care", "medicines"}
    assert AuditEvent.objects.count() == events
    assert cleaned().startswith("Sessions: 0. Put aside: 0. Counts of tries: 0. Papers: 0. Jobs: 0.\nHalf-filled forms: 0.\n")


def test_what_was_typed_last_week_is_never_thrown_away(patient, clinician):
    """Fewer than seven days are refused; seven are enough to throw away what is older."""
    kept(patient, clinician, "plan", 8)
    with pytest.raises(CommandError, match="Drafts are kept for 7 days at least"):
        cleaned(draft_days=6)
    assert "a new plan" in cleaned(draft_days=7)
