"""The font that every page and paper is set in."""

import pytest
from fontTools.ttLib import TTFont

from taper_app.handouts import child


@pytest.mark.parametrize("weight", [400, 700])
def test_a_zero_has_no_stroke(weight):
    """A zero is an oval round an empty one: with a stroke it is taken for a 4, 6, 8 or 9 (ISMP)."""
    font = TTFont(child.STATIC / "fonts" / f"ahn-baked-{weight}.ttf")
    outlines = font["glyf"]
    ends = outlines[font.getBestCmap()[ord("0")]].getCoordinates(outlines)[1]
    assert len(ends) == 2
