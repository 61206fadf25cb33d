"""The catalogue of data files in which one number is another one, to see what follows from it."""

import re
import shutil

from taper_app.engine import load_catalogue
from taper_app.engine.catalogue.load import DATA


def with_number(folder, file, key, name, value):
    """The catalogue of a copy of the data in an empty folder, in which this number of this entry is `value`."""
    copy = shutil.copytree(DATA, folder / "data")
    path = copy / file
    before, heading, after = path.read_text(encoding="utf-8").partition(f"[{key}]\n")
    entry, *rest = re.split(r"(?m)^(?=\[)", after, maxsplit=1)
    entry, count = re.subn(rf"\b{name} = [0-9.]+", f"{name} = {value}", entry)
    assert heading
    assert count == 1
    path.write_text("".join([before, heading, entry, *rest]), encoding="utf-8")
    return load_catalogue(copy)
