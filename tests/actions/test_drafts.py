"""Half-filled forms."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from taper_app.actions import drafts
from taper_app.models import AuditEvent, Draft


def test_the_last_saving_stands(patient, clinician):
    """A user has one draft a patient: saving again replaces it, dropping removes it, and no event tells of either."""
    before = AuditEvent.objects.count()
    drafts.save_draft(patient=patient, data={"method": "direct"}, by=clinician)
    drafts.save_draft(patient=patient, data={"method": "crossover"}, by=clinician)
    assert list(Draft.objects.values_list("data", flat=True)) == [{"method": "crossover"}]
    drafts.drop_draft(patient=patient, by=clinician)
    assert (Draft.objects.count(), AuditEvent.objects.count()) == (0, before)


@pytest.mark.django_db(transaction=True)
def test_five_windows_that_send_at_once_keep_one_draft(patient, clinician):
    """What a page sends by itself is kept once, and the other windows are told; of what is sent as a whole the last stands."""
    for over, kept in ((False, ["Draft"] + ["KeptElsewhere"] * 4), (True, ["Draft"] * 5)):
        opened_at, together, outcomes = timezone.now(), threading.Barrier(5), []

        def send(window, over=over, opened_at=opened_at, together=together, outcomes=outcomes):
            opened = drafts.Opened(f"{window}{over}", opened_at)
            try:
                together.wait(timeout=20)
                outcomes.append(drafts.save_draft(patient=patient, data={"sent": window}, by=clinician, opened=opened, over=over))
            except Exception as error:
                outcomes.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=send, args=[window]) for window in "abcde"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert sorted(type(each).__name__ for each in outcomes) == kept
        assert Draft.objects.count() == 1


def test_any_text_can_be_kept(patient, clinician):
    """A character that PostgreSQL cannot store does not make an error: it is replaced, and the rest stays as typed."""
    drafts.save_draft(patient=patient, data={"reason": ["a\0b", "½ \\u0000"]}, by=clinician)
    assert Draft.objects.get().data == {"reason": ["a\ufffdb", "½ \\u0000"]}


def test_no_draft_for_another_clinic(patient, other_clinician):
    """A clinician of another clinic keeps nothing about this patient."""
    with pytest.raises(PermissionDenied):
        drafts.save_draft(patient=patient, data={}, by=other_clinician)
    assert not Draft.objects.exists()


def test_a_draft_for_each_purpose(patient, clinician):
    """A half-filled review and a half-filled plan of one patient are kept apart, and dropped apart."""
    drafts.save_draft(patient=patient, data={"method": "direct"}, by=clinician)
    drafts.save_draft(patient=patient, data={"decision": "hold"}, by=clinician, purpose="review")
    drafts.drop_draft(patient=patient, by=clinician)
    assert list(Draft.objects.values_list("purpose", "data")) == [("review", {"decision": "hold"})]
