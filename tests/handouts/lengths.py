"""Plans with any number of rows, and their papers, each printed once for all tests of a process."""

from decimal import Decimal
from functools import cache, partial

from taper_app.handouts import render_pdf
from tests.handouts.clinical import PAPERS, SHA
from tests.handouts.from_stored import draft_paper, large_handout, patient_handout
from tests.handouts.snapshots import MONDAY, by_hand

TABLETS = (("diazepam-10mg-tablet", 10), ("diazepam-5mg-tablet", 5), ("diazepam-2mg-tablet", 2))
KINDS = {"handout": patient_handout, "large": large_handout}
KINDS |= {kind: partial(written, sha256=SHA) for kind, written in PAPERS.items()}
KINDS["draft"] = partial(draft_paper, printed_on=MONDAY, printed_by="Dr Ash Marlow")


def of_length(rows, **changes):
    """Diazepam in the morning and at night, 0.5 mg less in every row of a week, and the last row is the stop."""
    halves = range(rows - 1, 0, -1)
    return by_hand(*(("reduce", 7, *doses(half)) for half in halves), ("stop", 0), taken=str(rows), **changes)


def doses(half):
    """So many times 0.5 mg a day, the greater part of them at night."""
    morning = Decimal(half // 2) / 2
    parts = (("morning", morning), ("night", Decimal(half) / 2 - morning))
    return [(time, "diazepam", str(mg), *pieces(mg)) for time, mg in parts if mg]


def pieces(mg):
    """Tablets and quarters of the smallest one that make this dose."""
    for product, strength in TABLETS:
        count = mg / strength if strength == 2 else mg // strength
        mg -= count * strength
        if count:
            yield product, str(count)


@cache
def printed(kind, rows):
    """One of the papers of a plan with so many rows, as PDF."""
    return render_pdf(KINDS[kind](of_length(rows)))
