"""Many examples of one property, in batches that xdist spreads over the cores: 120 in all, and 100,000 with --deep.

An example is two numbers that seed a `random.Random`. That is four times as quick as letting Hypothesis draw every choice, and
a failure is told by its two numbers; the price is that Hypothesis cannot make it smaller, as a smaller seed is no simpler
request, so it does not try.
"""

import random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

BATCHES = 10
DEEP = settings.default.max_examples > 100
DRAWN = settings.default.max_examples * 2 if DEEP else 12
"""Of each batch: 12, which are the same in every run, or 10,000 others with --deep."""

_SEEDS = st.integers(0, 2**24 - 1)  # up to here Hypothesis draws evenly, and not mostly small numbers
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def many(test):
    """Run a test of `batch` and `seed` for very many seeds."""
    return pytest.mark.parametrize("batch", range(BATCHES))(
        settings(max_examples=DRAWN, phases=_PHASES)(given(seed=_SEEDS)(test))
    )


def some(test):
    """The same for what takes longer: a third of the examples, in half of the batches."""
    return pytest.mark.parametrize("batch", range(BATCHES // 2))(
        settings(max_examples=max(DRAWN // 3, 1), phases=_PHASES)(given(seed=_SEEDS)(test))
    )


def chance_of(batch, seed):
    """The source of chance of one example; batches differ, as the suite gives each of them the same seeds."""
    return random.Random(batch << 24 | seed)
