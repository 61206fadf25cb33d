"""The square code on a handout, for the camera of a phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4
"""Modules left white round it (ISO/IEC 18004)."""


@dataclass(frozen=True)
class Square:
    """A QR code of an address, with the address in words: `dark` is a path over a drawing of `size` modules a side."""

    address: str
    size: int
    dark: str


def square(address: str) -> Square:
    """The code of an address, such that a camera reads it where up to 15 % of it is creased or stained."""
    code = segno.make_qr(address, error="m", boost_error=False)
    rows = code.matrix_iter(border=QUIET)
    dark = "".join(f"M{at} {y}.5h{wide}" for y, row in enumerate(rows) for at, wide in runs(row))
    return Square(address, int(code.symbol_size(border=QUIET)[0]), dark)


def runs(row: Iterable[int]) -> list[tuple[int, int]]:
    """Where each stretch of dark modules of a row begins, and how long it is."""
    found, at = [], 0
    for dark, modules in groupby(row):
        wide = len(list(modules))
        if dark:
            found.append((at, wide))
        at += wide
    return found
