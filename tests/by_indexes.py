"""Whether the database finds what is asked by its indexes."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

READ_WHOLE = re.compile(r"Seq Scan|\bSCAN (?!.*USING|counted|CONSTANT)")
SORTED = re.compile(r"\bSort\b|TEMP B-TREE FOR ORDER BY")
SMALL = ("seqscan", "sort", "bitmapscan")  # on tables as small as these they would be the quicker ways


def asks_by_indexes(work, *, sorts=True):
    """Whether no question of the work reads a table from end to end, nor, without `sorts`, sorts what it finds: so it costs the
    same in a large clinic."""
    with CaptureQueriesContext(connection) as asked:
        work()
    questions = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    assert questions
    for each in questions:
        plan = explained(each)
        assert not READ_WHOLE.search(plan), f"{each}\n{plan}"
        assert sorts or not SORTED.search(plan), f"{each}\n{plan}"


def explained(question):
    """How the database would answer, were its tables large."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("".join(f"SET LOCAL enable_{way} = off;" for way in SMALL))
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + question)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
