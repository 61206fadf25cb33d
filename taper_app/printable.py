"""What the fonts of this machine can print: those that Taper brings, and those that are installed beside them.

Asked of fontconfig, which is what the fonts of a paper are found by. A letter that no font has is an empty box on paper, and a
patient whose name is a row of boxes gets somebody else's plan: it is said where it is typed, and nothing is printed with it.
"""

import ctypes
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

OWN_FONTS = Path(__file__).resolve().parents[1] / "static" / "fonts"
LIBRARIES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "/opt/homebrew/lib/libfontconfig.1.dylib")
"""Where fontconfig is: Pango needs it, so it is wherever papers are printed."""
DRAWN = b":outline=true:color=false"
"""Fonts of outlines in one colour: pictures of letters are drawn by no printer of ours."""
FORMATS = (b"TrueType", b"CFF")
"""Those that Pango draws."""
WITHOUT_SHAPE = re.compile(
    "[\t\n\r\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
"""Drawn as nothing by every font: breaks of lines, and what joins, directs or chooses letters (Default_Ignorable)."""


class _FontSet(ctypes.Structure):
    """FcFontSet of fontconfig."""

    _fields_ = [("count", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p))]


def unprintable(text: str) -> str:
    """Each character of a text that no font here has, once each and in their order; "" where all can be printed."""
    if text.isascii():
        return ""
    has = _has_character()
    return "".join(each for each in dict.fromkeys(text) if not (each.isascii() or WITHOUT_SHAPE.match(each) or has(ord(each))))


def _fontconfig() -> ctypes.CDLL:
    """Raises OSError where it is nowhere."""
    for name in LIBRARIES[:-1]:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return ctypes.CDLL(LIBRARIES[-1])


@cache
def fonts_here() -> tuple[str, ...]:
    """The fonts of this machine, each by its file and version, in one order: with others, names may look otherwise."""
    library = _fontconfig()
    found = []
    for font in _listed(library, b"file", b"fontversion"):
        file, version = ctypes.c_char_p(), ctypes.c_int()
        library.FcPatternGetString(font, b"file", 0, ctypes.byref(file))
        library.FcPatternGetInteger(font, b"fontversion", 0, ctypes.byref(version))
        found.append(f"{(file.value or b'').rpartition(b'/')[2].decode(errors='replace')} {version.value}")
    return tuple(sorted(found))


@cache
def _has_character() -> Callable[[int], bool]:
    """Whether one of the fonts has a character, by its number."""
    library = _fontconfig()
    library.FcCharSetCreate.restype = ctypes.c_void_p
    together = ctypes.c_void_p(library.FcCharSetCreate())
    for font in _listed(library, b"charset", b"fontformat"):
        characters, kind = ctypes.c_void_p(), ctypes.c_char_p()
        library.FcPatternGetString(font, b"fontformat", 0, ctypes.byref(kind))
        if kind.value in FORMATS and not library.FcPatternGetCharSet(font, b"charset", 0, ctypes.byref(characters)):
            library.FcCharSetMerge(together, characters, None)
    return lambda number: bool(library.FcCharSetHasChar(together, number))


def _listed(library: ctypes.CDLL, *keys: bytes) -> list[ctypes.c_void_p]:
    """What fontconfig knows of each font by these keys."""
    for name in ("FcInitLoadConfigAndFonts", "FcNameParse", "FcObjectSetCreate"):
        getattr(library, name).restype = ctypes.c_void_p
    library.FcFontList.restype = ctypes.POINTER(_FontSet)
    config = ctypes.c_void_p(library.FcInitLoadConfigAndFonts())
    library.FcConfigAppFontAddDir(config, str(OWN_FONTS).encode())
    wanted, asked = ctypes.c_void_p(library.FcNameParse(DRAWN)), ctypes.c_void_p(library.FcObjectSetCreate())
    for key in keys:
        library.FcObjectSetAdd(asked, key)
    found = library.FcFontList(config, wanted, asked).contents
    return [ctypes.c_void_p(each) for each in found.fonts[: found.count]]
