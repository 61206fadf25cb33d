"""The gates let good writing through and stop bad writing."""

import pytest

from tests.text_gates import GATES, hits, hits_in_html, texts_of

NBSP = "\u00a0"
GOOD = [
    f"diazepam 5{NBSP}mg tablets",
    f"Total for the day 0.5{NBSP}mg",
    f"one 10{NBSP}mg tablet and half a 2{NBSP}mg tablet",
    f"0.125{NBSP}mg",
    f"2.05{NBSP}mg",
    f"1,000{NBSP}mL",
    f"1.4{NBSP}mL of the 1{NBSP}mg in 1{NBSP}mL oral solution",
    f"100{NBSP}mg. Call us.",
    "Monday 4 January 2027 to Sunday 17 January 2027, 14 days",
    "05-Jan-2027",
    "one and a half tablets",
    "2 to 4 weeks",
    "Page 1 of 3",
    "020 7946 0001",
]
BAD = {
    "trailing zero": f"1.0{NBSP}mg",
    "no zero before the point": f".5{NBSP}mg",
    "no space before the unit": "10mg",
    "a dose that can break over two lines": "10 mg",
    "a full stop after the unit": "5 mg. daily",
    "a thousand without a comma": f"1000{NBSP}mL",
    "an unsafe unit": f"500{NBSP}mcg",
    "an exponent": f"1E+1{NBSP}mg",
    "the tail of a float": "0.30000000000000004",
    "a shortened drug name": "BZD taper",
    "a fraction with a slash": "1/2 tablet",
    "two numerals side by side": "1 5 mg tablet",
    "Latin": "take qhs",
    "a vague time": "twice daily",
    "a date in numbers": "03/04/2027",
    "a range with a dash": "2-4 weeks",
    "Roman numerals": "take ii",
    "words cut short": "clonaze…",
}


@pytest.mark.parametrize("text", GOOD)
def test_good_writing_passes(text):
    """Nothing is found in words that are safe."""
    assert hits(text) == []


@pytest.mark.parametrize("gate", GATES)
def test_bad_writing_is_found(gate):
    """Each gate finds its own fault: dates in figures, short forms, fractions, noughts, and a unit run together or broken off."""
    assert gate in dict(hits(BAD[gate]))


def test_a_page_is_read_element_by_element():
    """Cells are read one at a time, inline elements as part of their sentence, and what only a screen reader says too."""
    page = "<style>.5 mg</style><table><tr><td>Page 2</td><td><b>5</b>&nbsp;mg</td></tr></table><img alt='two tablets'>a<br>b"
    assert texts_of(page) == ["Page 2", f"5{NBSP}mg", "two tablets", "a", "b"]
    ((gate, words, _),) = hits_in_html("<p>one</p><td>take <b>5</b> mg</td>")
    assert (gate, words) == ("a dose that can break over two lines", "5 mg")
