"""Lists that the database counts and cuts, so that a page of one costs the same however long it is. Nothing is written."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from taper_app.models import Clinic


class Counted(Subquery):
    """How many rows a query has, inside another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def sizes_of(clinic: Clinic, found: Sequence[QuerySet[Any]], most: int) -> list[int]:
    """How many rows each of these has, of none more than `most` and one. One query."""
    asked = [Counted(each.order_by().values("pk")[: most + 1]) for each in found]
    return list(Clinic.objects.filter(pk=clinic.pk).values_list(*asked).get())


def cut(sizes: Sequence[int], wanted: slice) -> Iterator[tuple[int, slice]]:
    """Of lists of these sizes that stand one after another, what a slice of all of them takes: which list, and what of it."""
    ends = [sum(sizes[:at]) for at in range(len(sizes) + 1)]
    for at, (begin, end) in enumerate(pairwise(ends)):
        low, high = max(wanted.start, begin), min(wanted.stop, end)
        if low < high:
            yield at, slice(low - begin, high - begin)
