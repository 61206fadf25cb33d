"""The draft on paper of what is proposed: its steps are the schedule's own."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tests.handouts.clinical import at_random, issued
from tests.handouts.from_stored import draft_paper
from tests.handouts.snapshots import NIGHTLY_20
from tests.handouts.test_truth import swallowed
from tests.text_gates import hits_in_html, texts_of

NBSP = "\u00a0"
DOSE = re.compile(rf"^(?:([a-z]+) )?([\d.,]+){NBSP}mg \((.*)\)$")
BEFORE_AT = r" (?:in the morning|at midday|in the evening|at bedtime)$"


def rows(page):
    """The rows of the table of steps, each its cells as lists of lines."""
    table = page[page.index("<tbody>", page.index('id="steps"')) :].partition("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in re.findall("<tr>.*?</tr>", table, re.DOTALL)]
    return [[texts_of(cell) for cell in row] for row in cells]


def doses(lines):
    """(drug, mg, mg of the pieces) of each dose: "lorazepam 1 mg (one 1 mg tablet) and diazepam 5 mg (…) in the morning"."""
    found = []
    for line in lines if lines != ["none"] else []:
        for part in re.split(r"(?<=\)),? (?:and )?(?=[a-z]* ?[\d.,]+\u00a0mg \()", re.sub(BEFORE_AT, "", line)):
            drug, mg, pieces = DOSE.match(part).groups()
            found.append((drug or "", Decimal(mg.replace(",", "")), swallowed(pieces)))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_every_step_has_its_days_doses_and_pieces(seed):
    """For plans at random, and what a visit made of them: first day, doses and pieces of each step that is to come."""
    for snapshot in at_random(seed, most_days=300):
        page = draft_paper(snapshot, printed_on=date(2027, 1, 4), printed_by="Dr Ash Marlow")
        assert hits_in_html(re.sub(r"https?://\S+", "", page)) == []
        since, steps = snapshot.get("changes_on") or snapshot["issued_on"], snapshot["schedule"]["steps"]
        coming = [step for step in steps if not step["days"] or step["last_day"] >= since]
        read = rows(page)
        assert [cells[0][0].split()[0] for cells in read] == [str(step["number"]) for step in coming]
        for cells, step in zip(read, coming, strict=True):
            assert f"{date.fromisoformat(step['starts_on']):%a %d-%b-%Y}" in cells[1][0]
            named = len(step["daily_mg"]) > 1
            planned = [(each["drug"] if named else "", Decimal(each["mg"])) for each in step["doses"]]
            assert sorted((drug, mg) for drug, mg, _ in doses(cells[2])) == sorted(planned)
            assert all(mg == pieces for _, mg, pieces in doses(cells[2]))


def test_a_draft_says_whose_it_is_and_that_it_is_no_plan():
    """Name, day of birth and identifier, by whom and when it was printed, what is taken, and that nothing on it is issued."""
    said = " ".join(texts_of(draft_paper(issued(NIGHTLY_20), printed_on=date(2027, 1, 4), printed_by="Dr Ash Marlow")))
    assert "DRAFT – DO NOT USE Rowan Example, born 17-May-1970, identifier TEST-0001" in said
    assert "Printed on Mon 04-Jan-2027 by Dr Ash Marlow, Riverside Practice. Not issued." in said
    assert f"Taken now diazepam 20{NBSP}mg in the day: 10{NBSP}mg in the morning and 10{NBSP}mg at bedtime" in said
    assert "Would begin on Mon 04-Jan-2027." in said and "Next visit Mon 01-Feb-2027" in said
