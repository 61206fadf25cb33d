"""What answers a caution of its own: each of the fields asked for, said in words that can be an answer."""

from datetime import date

import pytest

from taper_app.engine import CautionAnswer, Specialist

TODAY = date(2027, 1, 4)
ASKED = ("adviser_name", "adviser_role", "adviser_on", "found", "arranged")
AGREED = Specialist("Ada Ode", "Psychiatrist", TODAY)
FOUND, ARRANGED = "Nothing else was found.", "A nurse calls on Friday."


@pytest.mark.parametrize(
    ("adviser", "wrong"),
    [
        (AGREED, ()),
        (Specialist("Ada Ode", "Psychiatrist", date(2027, 1, 3)), ()),
        (Specialist("Ada Ode", "Psychiatrist", date(2027, 1, 5)), ("adviser_on",)),
        (Specialist("Ada Ode", "Psychiatrist"), ("adviser_on",)),
        (Specialist("Ada Ode", "-", TODAY), ("adviser_role",)),
        (Specialist("-", "Psychiatrist", TODAY), ("adviser_name",)),
        (Specialist("nobody"), ("adviser_name", "adviser_role", "adviser_on")),
    ],
)
def test_a_specialist_has_a_name_a_role_and_a_day_that_is_over_or_is_today(adviser, wrong):
    """Each field that can be none is named, in the order of the form; so it is in an answer that asks for an adviser."""
    assert adviser.wrong(TODAY) == wrong
    assert CautionAnswer(adviser, FOUND, ARRANGED).lacks(ASKED, TODAY) == wrong


@pytest.mark.parametrize(
    ("answer", "lacks"),
    [
        (CautionAnswer(AGREED, FOUND, ARRANGED), ()),
        (CautionAnswer(AGREED, "", ARRANGED), ("found",)),
        (CautionAnswer(AGREED, FOUND, "yes"), ("arranged",)),
        (CautionAnswer(None, FOUND, ARRANGED), ("adviser_name", "adviser_role", "adviser_on")),
        (CautionAnswer(), ASKED),
    ],
)
def test_an_answer_lacks_what_was_asked_and_not_said(answer, lacks):
    """Of the fields asked for, in their order; what is not asked for is not missed."""
    assert answer.lacks(ASKED, TODAY) == lacks
    assert answer.lacks(("found",), TODAY) == tuple(each for each in lacks if each == "found")
    assert answer.lacks((), TODAY) == ()
