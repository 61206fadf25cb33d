"""A date on a page is never read in two lines."""

import re
from pathlib import Path

import pytest

from taper_app.middleware import with_whole_dates

WHOLE = '<span class="nowrap">05-Jan-2027</span>'


@pytest.mark.parametrize(
    ("page", "becomes"),
    [
        ("<p>Stops 05-Jan-2027, or 05-Jan-2027.</p>", f"<p>Stops {WHOLE}, or {WHOLE}.</p>"),
        ("<b>05-Jan-2027</b>", f"<b>{WHOLE}</b>"),
        (WHOLE, WHOLE),
        ("<p>was Fri 05-Jan-2027</p>", '<p>was <span class="nowrap">Fri 05-Jan-2027</span></p>'),
        ('<a title="05-Jan-2027" href="/05-Jan-2027/">x</a>', '<a title="05-Jan-2027" href="/05-Jan-2027/">x</a>'),
        ("<title>05-Jan-2027</title><desc>05-Jan-2027</desc>", "<title>05-Jan-2027</title><desc>05-Jan-2027</desc>"),
        ("<option>05-Jan-2027</option>", "<option>05-Jan-2027</option>"),
        ("<textarea>05-Jan-2027 &lt;p&gt; 05-Jan-2027</textarea>", "<textarea>05-Jan-2027 &lt;p&gt; 05-Jan-2027</textarea>"),
        ("Typed on 05-Jan-2027", "Typed on 05-Jan-2027"),
        ("<p>9943476 5919 01-02-2027</p>", "<p>9943476 5919 01-02-2027</p>"),
    ],
)
def test_each_date_is_one_word(page, becomes):
    """Wherever it stands in the text of a page; attributes, what takes no element, and answers that are mere text stay."""
    assert with_whole_dates(page) == becomes


def test_the_line_of_a_fold_is_one_text():
    """Its parts stand in a row with room between them: words around a date are inside one element, or the date stands apart."""
    bare = re.compile(r"<summary[^>]*>(?!<)[^<]*\{\{ ?[^}]*(?:clinic_date|said)\b")
    templates = list((Path(__file__).parents[1] / "templates").rglob("*.html"))
    assert len(templates) > 100
    assert [each.name for each in templates if bare.search(each.read_text())] == []
