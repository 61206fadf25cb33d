"""How each kind of care beside the dose stands."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from taper_app import record
from taper_app.engine import load_care
from taper_app.models import CareEntry, Plan


def latest(plan: Plan, seen: int | None = None) -> dict[str, CareEntry]:
    """The latest entry of each kind; with `seen`, as it was when that entry was the plan's last."""
    entries = plan.care.select_related("recorded_by")
    return {each.kind: each for each in (entries if seen is None else entries.filter(number__lte=seen))}


def care_told(entries: Iterable[CareEntry]) -> tuple[record.Care, ...]:
    """How each kind of care stands that was raised, in the order of the page; `entries` are a plan's, in order."""
    by_kind: dict[str, list[CareEntry]] = {}
    for each in entries:
        by_kind.setdefault(each.kind, []).append(each)
    raised = (kind for kind in load_care().kinds if kind in by_kind and by_kind[kind][-1].status)
    return tuple(kind_told(by_kind[kind]) for kind in raised)


def kind_told(entries: Sequence[CareEntry]) -> record.Care:
    """One kind: its status and since when, when it was first offered and last gone through again, its referral and note."""
    last, latest_first = entries[-1], entries[::-1]
    same = list(takewhile(lambda each: each.status == last.status, latest_first))[-1]
    raised = list(takewhile(lambda each: each.status, latest_first))  # not what was taken back before
    offered = next((each for each in reversed(raised) if each.status != CareEntry.Status.NOT_NEEDED), None)
    return record.Care(
        kind=last.kind,
        name=load_care().kinds[last.kind].name,
        status=last.status,
        since=same.said_on,
        offered_on=offered.said_on if offered else None,
        reviewed_on=last.said_on if last.said_on > same.said_on else None,
        referred_to=last.referred_to,
        referred_on=last.referred_on,
        answered_on=last.answered_on,
        note=last.note,
    )
