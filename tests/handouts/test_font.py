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


NAMES = {
    "Latin": "Łucja Ștefănescu-Ğül",
    "Greek": "Αλέξανδρος Παπαδόπουλος",
    "Cyrillic": "Жанна Щербакова",
    "Arabic": "محمد علی\u200cرضا",
    "Hebrew": "יוסף כהן",
    "Chinese": "王小明 葛飾",
    "Devanagari": "राजेश कुमार",
    "Thai": "สมชาย ใจดี",
}
"""A name in each of eight scripts: the first five from fonts that are shipped, the others from those of script/setup."""
SHIPPED = list(NAMES)[:5]


@pytest.mark.parametrize("weight", [400, 700])
def test_five_scripts_are_in_the_fonts_that_are_shipped(weight):
    """Latin, Greek, Cyrillic, Arabic and Hebrew need nothing of the machine; a rule of the paper's style names each file."""
    files = sorted((child.STATIC / "fonts").glob(f"*-{weight}.ttf"))
    has = {number for file in files for number in TTFont(file).getBestCmap()}
    assert [(script, each) for script in SHIPPED for each in NAMES[script] if ord(each) not in has] == []
    for style in ("print/print.css", "css/handout.css", "css/taper.css"):
        rules = (child.STATIC / style).read_text()
        assert [file.name for file in files if f"fonts/{file.name}" not in rules] == []
