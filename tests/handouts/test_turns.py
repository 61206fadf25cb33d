"""Whose turn it is to have a paper made."""

import threading

import pytest

from taper_app.handouts import render, turns
from taper_app.handouts.render import Died, RenderFailed, render_pdf
from taper_app.handouts.turns import TooMany, Turns


def test_one_at_a_time_for_each_user():
    """While one paper of a user is made the next one waits, and that of another user does not; more than MOST are refused; who is
    done makes room."""
    line, made, go_on, began = Turns(), [], threading.Event(), threading.Event()

    def make(name):
        with line.turn("ash"):
            began.set()
            assert go_on.wait(10)
            made.append(name)

    waiting = [threading.Thread(target=make, args=(at,)) for at in range(turns.MOST)]
    for each in waiting:
        each.start()
    assert began.wait(10)
    while line._lines["ash"].length < turns.MOST:
        began.wait(0.01)
    with pytest.raises(TooMany), line.turn("ash"):
        pass
    with line.turn("bo"), line.turn(""):
        assert made == []
    go_on.set()
    for each in waiting:
        each.join()
    assert sorted(made) == list(range(turns.MOST)) and line._lines == {}
    with line.turn("ash"):
        pass


def test_a_paper_whose_child_died_is_made_once_more(monkeypatch):
    """Once, by itself, and at once only: what dies again, or after a while, is said."""
    answers, now = [], [0.0]

    def printed(html, who):
        now[0] += 1
        found = answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(render, "printed", printed)
    monkeypatch.setattr(render.time, "monotonic", lambda: now[0])
    answers[:] = [Died("gone"), b"%PDF"]
    assert render_pdf("<p>x") == b"%PDF"
    answers[:] = [Died("gone"), Died("gone"), b"%PDF"]
    with pytest.raises(Died):
        render_pdf("<p>x")
    answers[:] = [RenderFailed("hung"), b"%PDF"]
    with pytest.raises(RenderFailed):
        render_pdf("<p>x")
    monkeypatch.setattr(render, "AGAIN_WITHIN", 0.5)
    answers[:] = [Died("gone"), b"%PDF"]
    with pytest.raises(Died):
        render_pdf("<p>x")
