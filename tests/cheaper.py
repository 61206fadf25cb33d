"""A pytest plugin for script/mutants: what makes tests cheap enough to be run for every mutant of a room above the engine.

Where handouts are changed no page is made a PDF, which no change gets to: a test goes as far as its first one, and what the page
says is left to those that read the page.
Of a test that goes through many plans at random the first few are enough, and of one that does not mirror the mutant's module
its first example.
"""

import os
from collections import Counter

import pytest

from taper_app.handouts.render import Renderer
from tests.forgetting import ROOM, mirroring, under_test

FEW = 3


def pytest_collection_modifyitems(items):
    """Keep a few examples of each test that has plans at random, and one of each that is about another module."""
    met = Counter()
    for item in list(items):
        met[item.path, item.originalname] += 1
        if met[item.path, item.originalname] > (1 if is_about_another(item) else FEW if is_at_random(item) else len(items)):
            items.remove(item)


def is_at_random(item) -> bool:
    """Whether it has a seed."""
    return "seed" in getattr(getattr(item, "callspec", None), "params", ())


def is_about_another(item) -> bool:
    """Whether a mutant is tried and it is of a module that this test's file does not mirror."""
    return "__mutmut_" in under_test() and item.path.stem not in mirroring()


class Enough(BaseException):
    """A page was to be made a PDF: there the test ends."""


def enough(*_):
    """Instead of a PDF."""
    raise Enough


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call():
    """A test that has found nothing up to its first PDF has passed."""
    try:
        return (yield)
    except Enough:
        return True


if os.environ[ROOM] == "handouts":
    Renderer.render = enough
