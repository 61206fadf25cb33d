"""What is known outside of a database that was restored from a backup: events that are gone, and patients who were erased."""

from collections.abc import Iterator

from django.db.models import Max

from taper_app.chart.anchors import Anchored, anchors, erased, place
from taper_app.models import AuditLink, Patient


def ahead() -> Iterator[str]:
    """Each chain of which the anchor knows more than is here, in words, and what to do then. Raises OSError."""
    newest: dict[int, Anchored] = {}
    for each in anchors():
        if isinstance(each, Anchored) and (each.chain not in newest or each.number > newest[each.chain].number):
            newest[each.chain] = each
    here = dict(AuditLink.objects.order_by().values("chain").annotate(end=Max("number")).values_list("chain", "end"))
    behind = [each for each in newest.values() if each.number > here.get(each.chain, 0)]
    for each in behind:
        gone = each.number - here.get(each.chain, 0)
        yield f"The anchor of {each.at} knows {gone} events more of chain {each.chain}: what they tell of was not in the backup."
    if behind:
        yield f"When you know that nobody cut them off, begin a new anchor: manage.py anchor_audit --anew (it keeps {place()})."


def to_erase_again() -> Iterator[str]:
    """Each patient who is here and was erased after the backup was made. Raises OSError."""
    for each in erased():
        if Patient.objects.filter(code=each.code).exists():
            again = f"run manage.py erase_patient {each.code} once more"
            yield f"Patient {each.code} was erased on {each.at} and is here again: {again}."
