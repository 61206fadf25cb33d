#!/usr/bin/env python3
"""Print the Debian packages of the fonts that names are printed in beside our own, where this machine has no font of the kind."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from taper_app.printable import unprintable  # from the checkout

PACKAGES = {
    "fonts-noto-core": "\u0905\u0985\u0e01\u0b85\u0c05\u1200\u10d0\u0531\u1780",  # all scripts but Chinese, Japanese, Korean
    "fonts-wqy-microhei": "\u4f50\u3055\uae40",  # those three, in the smallest file that has them all
}
"""Each with a letter of several scripts that it has."""

print(" ".join(package for package, letters in PACKAGES.items() if unprintable(letters)))
