"""Whatever is done to the events from outside is found, and the row is named."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from taper_app.actions import audit, chain
from taper_app.chart.audit_trail import check
from taper_app.models import AuditEvent, AuditLink, Content, link_hash

pytestmark = [pytest.mark.django_db, pytest.mark.each_on_any_database]  # each example asks the database something else
ANCHORED, WRITTEN = 9, 12


@pytest.fixture
def anchor(settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "elsewhere" / "anchor")
    return Path(settings.AUDIT_ANCHOR_FILE)


@pytest.fixture
def events(clinician, anchor):
    """The twelve events of a clinic; the anchor was written after the ninth."""
    for number in range(2, WRITTEN + 1):
        said = {"before": {"name": f"Person {number}"}, "after": {"name": f"Another {number}", "born_on": "1970-05-17"}}
        audit.record(clinic=clinician.clinic, by=clinician, action="change_patient", subject=f"patient {number}", **said)
        if number == ANCHORED:
            call_command("anchor_audit", verbosity=0)
    return list(AuditEvent.objects.order_by("pk"))


def relink(first, events):
    """Give these events links of their own, from this number of the chain on."""
    number, last = first, AuditLink.objects.filter(number=first - 1).first()
    before = last.hash if last else ""
    for event in events:
        clinic = event.clinic_id
        digest = Content(*(getattr(event, name) for name in Content._fields)).digest()
        before = link_hash(before, clinic, number, event.pk, digest)
        AuditLink.objects.create(chain=clinic, number=number, event=event, digest=digest, hash=before)
        number += 1


def forget(events):
    AuditLink.objects.filter(event__in=events).delete()
    AuditEvent.objects.filter(pk__in=[each.pk for each in events]).delete()


def update(events):
    AuditEvent.objects.filter(pk=events[4].pk).update(after={"name": "Nobody"})
    return f"Event {events[4].pk} (link 5 of chain"


def by_somebody_else(events):
    AuditEvent.objects.filter(pk=events[4].pk).update(at=events[3].at)
    return f"Event {events[4].pk} (link 5 of chain"


def unreadable(events):
    text = """'{"name":1,"name":2}'""" if connection.vendor == "sqlite" else "'[]'::jsonb"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE taper_app_auditevent SET after = {text} WHERE id = %s", [events[4].pk])
    return f"Event {events[4].pk} (link 5 of chain"


def delete(events):
    forget(events[4:5])
    return "Link 5 of chain"


def replace(events):
    old = events[4]
    forget([old])
    old.after = {"name": "Nobody"}
    old.save(force_insert=True)
    relink(5, [old])
    return f"Event {events[5].pk}: link 6 of chain"


def truncate(events):
    forget(events)
    return f"ends at link 0, and the anchor of {check().anchored.at} knows link {ANCHORED}: its tail was cut"


def reorder(events):
    one, other = (AuditLink.objects.get(event=each) for each in events[4:6])
    AuditLink.objects.filter(pk=one.pk).update(number=100)
    AuditLink.objects.filter(pk=other.pk).update(number=one.number)
    AuditLink.objects.filter(pk=one.pk).update(number=other.number)
    return f"Event {events[5].pk}: link 5 of chain"


def cut_tail(events):
    forget(events[7:])
    return f"ends at link 7, and the anchor of {check().anchored.at} knows link {ANCHORED}: its tail was cut"


def rewritten_chain(events):
    AuditLink.objects.filter(number__gt=4).delete()
    events[4].after = {"name": "Nobody"}
    events[4].save()
    relink(5, events[4:])
    return f"Event {events[8].pk}: link 9 of chain"


def put_between(events):
    """An event of its own, and the numbers after it moved on."""
    said = {name: getattr(events[4], name) for name in Content._fields}
    AuditLink.objects.filter(number__gt=4).delete()
    relink(5, [AuditEvent.objects.create(**said), *events[4:]])
    return f"Event {events[7].pk}: link 9 of chain"


ATTACKS = [update, by_somebody_else, unreadable, delete, replace, truncate, reorder, cut_tail, rewritten_chain, put_between]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_found(events, unguarded, attack):
    """What somebody with all rights on the database changes, deletes, replaces, empties, puts in another order, cuts off at the
    end or writes anew, is found at its row; before it, everything stands."""
    before = check()
    assert (before.faults, before.chained, before.waiting) == ([], WRITTEN, 0)
    with unguarded():
        said = attack(events)
    with pytest.raises(CommandError) as found:
        call_command("verify_audit")
    assert said in str(found.value)
    assert found.value.returncode == 1


def test_what_was_cut_is_found_after_the_chain_has_grown_again(events, clinician, unguarded):
    """The end of a chain of events that is cut off and grows again to its length is not the one that the anchor knows."""
    with unguarded():
        forget(events[7:])
    for number in range(5):
        audit.record(clinic=clinician.clinic, by=clinician, action="change_clinic", subject=f"clinic {number}")
    assert ["the chain was written anew" in each for each in check().faults] == [True]


def test_content_can_be_taken_away(events, unguarded):
    """The chain holds hashes: where the content of an event is gone, that event is named and every link still stands."""
    with unguarded():
        AuditEvent.objects.filter(pk=events[4].pk).update(before=None, after=None)
    assert check().faults == [f"Event {events[4].pk} (link 5 of chain {events[4].clinic_id}) is not as it was written."]


def test_the_anchor_is_ours(events, anchor, settings, capsys):
    """A line of the anchor that is changed, torn or sealed with another key is named; without the file it is not proved that the
    end is there; and a torn line spoils none that follows."""
    own = anchor.read_text()
    assert call_command("verify_audit") is None
    assert f"{WRITTEN} events in 1 chains, 0 not chained yet" in capsys.readouterr().out
    for text in (json.dumps(json.loads(own) | {"number": 4}), "{", "[]", "null"):
        anchor.write_text(f"{own}{text}\n")
        assert check().faults == [f"Line 2 of the anchor {anchor} is not as it was written."]
    anchor.write_text(f"{own}{own[:40]}")
    call_command("anchor_audit", verbosity=0)
    assert [check().faults, check().anchored.number] == [[f"Line 2 of the anchor {anchor} is not as it was written."], WRITTEN]
    anchor.unlink()
    assert [each.partition(" in ")[0] for each in check().faults] == ["There is no anchor"]
    settings.RECORD_KEYS = []
    anchor.write_text(own)
    with pytest.raises(CommandError, match="There is no record key"):
        call_command("verify_audit")


def test_the_anchor_is_written_by_itself(events, clinician, anchor, monkeypatch, django_capture_on_commit_callbacks):
    """After each so many events of a clinic the end of its chain is written down; a change is kept where that cannot be done."""
    monkeypatch.setattr(chain, "ANCHOR_EVERY", 2)
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            audit.record(clinic=clinician.clinic, by=clinician, action="change_clinic", subject=f"clinic {number}")
    assert [json.loads(line)["number"] for line in anchor.read_text().splitlines()] == [ANCHORED, 14]
    anchor.unlink()
    anchor.mkdir()
    with django_capture_on_commit_callbacks(execute=True):
        audit.record(clinic=clinician.clinic, by=clinician, action="change_clinic", subject="clinic")
    assert AuditEvent.objects.filter(link__number=16).exists()


def test_an_event_that_was_left_out_is_found(events, unguarded):
    """An event that waits is counted; one that waits while much later ones do not was left out of the chain."""
    with unguarded():
        AuditLink.objects.filter(number=WRITTEN).delete()
    assert (check().waiting, check().faults) == (1, [])
    with unguarded():
        AuditEvent.objects.filter(pk=events[0].pk).update(id=events[0].pk)
        moved = AuditEvent.objects.create(**{name: getattr(events[2], name) for name in Content._fields}, pk=events[-1].pk + 2000)
        number, before = WRITTEN, AuditLink.objects.get(number=WRITTEN - 1).hash
        digest = Content(*(getattr(moved, name) for name in Content._fields)).digest()
        own = link_hash(before, moved.clinic_id, number, moved.pk, digest)
        AuditLink.objects.create(chain=moved.clinic_id, number=number, event=moved, digest=digest, hash=own)
    assert check().faults == [f"Event {events[-1].pk} is in no chain, and later ones are."]


def test_each_clinic_has_its_own_chain(events, other_clinician):
    """Another clinic's events are in a chain of their own, from its first one on."""
    assert list(AuditLink.objects.filter(chain=other_clinician.clinic_id).values_list("number", flat=True)) == [1]
    assert sorted(check().heads) == sorted({events[0].clinic_id, other_clinician.clinic_id})
