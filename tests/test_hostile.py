"""Hostile inputs to forms, addresses and the command line end in an answer; `script/hostile` sends as many as it is told."""

import os
import time

import pytest

from tests import hostile
from tests.hostile_inputs import MARKS, MARKUP, Hostile
from tests.printing import nothing_printed

IN_THE_SUITE = 240
COUNT = int(os.environ.get("HOSTILE", IN_THE_SUITE))
SEED = int(os.environ.get("HOSTILE_SEED", 1))
AGAIN = int(os.environ["HOSTILE_AGAIN"]) if os.environ.get("HOSTILE_AGAIN") else None


@pytest.mark.long
@pytest.mark.any_database
def test_hostile_inputs_are_answered(client, clinician, take, monday, capsys):
    """No input to any form, address or the command line ends in an error of ours, comes back as live markup, or takes long."""
    began = time.process_time()
    with nothing_printed():
        report = hostile.attack(client, clinician, take, monday, count=COUNT, seed=SEED, again=AGAIN)
    if "HOSTILE" in os.environ:
        with capsys.disabled():
            print("", hostile.told(report, time.process_time() - began), sep="\n")
    assert report.faults == []
    assert AGAIN or set(report.kinds) >= {f"form {name}" for name in hostile.EVERY_FORM} | {"any address", "command line"}


def test_an_input_can_be_made_again():
    """The same seed and number give the same input, and others another one."""
    fields = {"name": ["Rowan"], "row-0-drug": ["lorazepam"], "days": ["1", "2"]}
    bodies = [Hostile(1, number).body(Hostile(1, number).fields(fields)) for number in (*range(50), *range(50))]
    assert bodies[:50] == bodies[50:]
    assert len(set(bodies)) > 40


@pytest.mark.parametrize("text", [each for each in MARKUP if each.startswith(("<", '"', "'"))])
def test_markup_that_was_not_escaped_is_noticed(text):
    """Written into a page as it is, in an element or an attribute, it is found."""
    page = f"<p title=\"{text}\" lang='{text}'>{text}</p>".encode()
    assert any(mark in page for mark in MARKS) or b"<svg>" in page
