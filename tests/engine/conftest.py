"""What makes the engine's tests quick."""

import pickle
import tomllib
from functools import cache

import pytest


@pytest.fixture(scope="session", autouse=True)
def each_text_parsed_once():
    """A copy of the data has one file with a fault in it: the others are parsed once, and each copy gets values of its own."""
    parse = tomllib.loads

    @cache
    def kept(text, **options):
        return pickle.dumps(parse(text, **options))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", lambda text, **options: pickle.loads(kept(text, **options)))
        yield
