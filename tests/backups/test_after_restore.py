"""What is said of a database that is behind the anchor, or has somebody in it who was erased since."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from taper_app.actions import audit
from taper_app.chart.anchors import Erased, erasures_place, place
from taper_app.models import AuditEvent, AuditLink
from tests.clinic import outside_the_application

pytestmark = pytest.mark.django_db


def said():
    with pytest.raises(CommandError) as found:
        call_command("after_restore")
    return str(found.value)


def test_what_is_known_outside_is_said(patient, clinician, settings, tmp_path):
    """Events that the anchor knows and the database has not are counted, and whoever was erased and is there is named; after the
    anchor was begun anew, with the old one kept, everything fits again."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchor")
    call_command("anchor_audit", stdout=io.StringIO())
    call_command("after_restore", stdout=io.StringIO())
    for number in range(3):
        audit.record(clinic=clinician.clinic, by=clinician, action="change_clinic", subject="clinic", after={"n": number})
    call_command("anchor_audit", stdout=io.StringIO())
    with outside_the_application():
        late = AuditEvent.objects.filter(action="change_clinic")
        rows = list(late.values_list("pk", flat=True))
        AuditLink.objects.filter(event__in=rows).delete()
        AuditEvent.objects.filter(pk__in=rows).delete()
    assert "knows 3 events more of chain" in said() and "anchor_audit --anew" in said()
    with pytest.raises(CommandError, match="its tail was cut"):
        call_command("verify_audit")
    call_command("anchor_audit", "--anew", stdout=io.StringIO())
    call_command("after_restore", stdout=io.StringIO())
    assert call_command("verify_audit", stdout=io.StringIO()) is None
    assert len(list(place().parent.glob("anchor-until-*"))) == 1
    erasures_place().write_text("{}\nnonsense\n" + json.dumps(Erased.sealed("2027-01-05", patient.code)._asdict()))
    assert f"Patient {patient.code} was erased on 2027-01-05 and is here again" in said()
