"""The look is made of tokens, and what is seen can be told apart, by day and in the dark."""

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static"
STYLE = (STATIC / "css/taper.css").read_text(encoding="utf-8")
DARK = "@media screen and (prefers-color-scheme: dark)"
GROUNDS = ["ground", "panel", "brand-pale", "block-pale", "caution-pale", "info-pale", "good-pale"]
WORDS = ["ink", "muted", "brand", "brand-strong", "block", "caution", "info", "good"]
OWN_GROUNDS = {"on-brand": ["brand", "brand-strong"], "on-block": ["block"], "on-header": ["header"], "on-focus": ["focus"]}
SHAPES = ["line-strong", "caution-edge", "data", "data-other", "data-ghost", "data-day", "data-taken"]


def tokens(style):
    """The colours of each scheme by name; the dark one has what it does not change from the light one."""
    light, dark = style.split(DARK)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", part)) for part in (light, dark.split("@media")[0]))
    return {"light": light, "dark": light | dark}


def brightness(colour):
    """How bright a colour is, from 0 to 1, as WCAG 2 reckons it."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """How far two colours can be told apart, from 1 to 21."""
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_shapes_can_be_told_from_what_they_stand_on(scheme):
    """Every colour of words has 4.5 to 1 on every ground, and every colour of a shape or an edge 3 to 1, in both schemes."""
    colours = tokens(STYLE)[scheme]
    pairs = [*product(WORDS, GROUNDS), *((word, ground) for word, those in OWN_GROUNDS.items() for ground in those)]
    faint = [(word, on, 4.5) for word, on in pairs if contrast(colours[word], colours[on]) < 4.5]
    faint += [(shape, on, 3) for shape, on in product(SHAPES, ["ground", "panel"]) if contrast(colours[shape], colours[on]) < 3]
    assert faint == []


def test_black_on_white_is_as_far_apart_as_can_be():
    """The reckoning is that of WCAG: 21 for black on white, 4.48 for the grey that just fails."""
    assert (round(contrast("#000", "#ffffff"), 2), round(contrast("#777777", "#fff"), 2)) == (21, 4.48)


def test_words_on_a_ground_of_their_own_are_read_in_the_systems_colours_too():
    """Where colours are forced, a browser lays the system's ground behind words: those that stand on another one say that it may
    not, else they would be in the colour of what is behind them."""
    forced = next(rule for rule in STYLE.split("@media (forced-colors: active)")[1].splitlines() if ".btn-primary" in rule)
    rules = re.findall(r"^(\S.*?) {[^}]*(?:color|--bs-btn-color): var\(--on-(?:brand|block|focus)\)", STYLE, re.MULTILINE)
    own = {each for rule in rules for each in rule.split(", ")}
    assert "forced-color-adjust: none" in forced and own == set(re.split(", | {", forced.strip())[:-1])
    assert own > {".btn-primary", ".sign-flag"}


def test_there_are_five_sizes_of_type():
    """What a picture says, what is beside, what is read, what begins a part, and what a page is called."""
    assert set(re.findall(r"font-size: var\(--([\w-]+)\)", STYLE)) == {"picture", "small", "body", "title", "page-title"}


def test_a_first_page_is_light(client, clinician):
    """With nothing kept from before, a page and all that it loads are 8 requests and 120 kB at most, as they are sent. A font
    that is for the letters of some names alone is loaded where one of them stands."""
    client.force_login(clinician)
    for address in ("/accounts/logout/", "/", "/patients/new/"):
        page = client.get(address).content
        named = re.findall(rb'(?:<link rel="(?:icon|stylesheet)"|<script)[^>]*(?:href|src)="/static/([^"]+)"', page)
        files = [STATIC / re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name.decode()) for name in named]
        files += [STATIC / "css" / name for name in re.findall(r'url\("(\.\./[^"]+)"\) format\("truetype"\); }', STYLE)]
        assert len(named) >= 4 and len(files) + 1 <= 8
        assert sum(len(gzip.compress(each)) for each in (page, *(path.read_bytes() for path in files))) <= 120_000
