"""What a drawn line comes by, read from its path as SVG has it."""

import re


def corners_of(path):
    """The corners of a path of M, L, H and V, as (x, y)."""
    found, x, y = [], 0.0, 0.0
    for command, numbers in re.findall(r"([MLHV])([^MLHVZ]*)", path):
        given = [float(each) for each in numbers.split()]
        x = x if command == "V" else given[0]
        y = y if command == "H" else given[-1]
        found.append((x, y))
    return found
