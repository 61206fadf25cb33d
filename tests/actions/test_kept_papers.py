"""Papers that are kept: which one is served, when it is made anew, and what happens when keeping fails."""

import logging
import pickle
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

from taper_app import release
from taper_app.actions import kept_papers
from taper_app.actions.kept_papers import kept_paper
from taper_app.handouts import RenderFailed
from taper_app.handouts.child import OWN_FOLDERS
from taper_app.models import KeptPaper

STATE = {"ended": False, "review_on": date(2027, 2, 1), "language": "en-gb"}
OTHERS = {
    "another paper": ("-large", "a" * 64, STATE),
    "another content": ("", "b" * 64, STATE),
    "another revision in its place": ("", "a" * 64, {"superseded_by": 2}),
    "yet another in its place": ("", "a" * 64, {"superseded_by": 3}),
    "ended": ("", "a" * 64, STATE | {"ended": True}),
    "another visit": ("", "a" * 64, STATE | {"review_on": date(2027, 2, 2)}),
    "no visit": ("", "a" * 64, STATE | {"review_on": None}),
    "another language": ("", "a" * 64, STATE | {"language": "es"}),
}
SHAPED = {
    "templates/handouts/patient.html": b"<p>",
    "taper_app/handouts/words.py": b"TEXT = {}",
    "taper_app/locale/es/LC_MESSAGES/django.mo": b"words",
    "static/print/print.css": b"p {}",
    "static/fonts/a.ttf": b"font",
    "requirements.txt": b"weasyprint==70.0",
}
PAGE = ("", "a" * 64, STATE)
pytestmark = pytest.mark.django_db


class Press:
    """Makes papers and counts them."""

    made = 0

    def __call__(self):
        self.made += 1
        return f"%PDF paper {self.made}".encode()


@pytest.fixture
def press():
    return Press()


def test_a_paper_is_made_once(press):
    """Asked for twice, a paper is made once and is the same, and ten years later it still is."""
    first = kept_paper(*PAGE, press)
    with time_machine.travel(datetime(2037, 1, 1, tzinfo=UTC)):
        assert [kept_paper(*PAGE, press) for _ in range(2)] == [first, first]
    assert press.made == 1


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_whatever_is_printed_otherwise_is_another_paper(press, other):
    """Another paper, content, state or language is never answered with what was kept, nor does it take its place."""
    first = kept_paper(*PAGE, press)
    assert kept_paper(*other, press) != first
    assert kept_paper(*PAGE, press) == first


def test_a_new_release_prints_anew(press, monkeypatch):
    """After a release no paper of the one before is served."""
    kept_paper(*PAGE, press)
    monkeypatch.setattr(kept_papers, "release_digest", lambda: "another release")
    assert kept_paper(*PAGE, press) == b"%PDF paper 2"


def test_another_set_of_fonts_prints_anew(press, monkeypatch):
    """Where the fonts for other scripts have changed, no paper with the letters of the old ones is served."""
    assert any(each.startswith("ahn-baked-400.ttf ") for each in kept_papers.fonts_here())
    kept_paper(*PAGE, press)
    monkeypatch.setattr(kept_papers, "fonts_here", lambda: ("another font",))
    assert kept_paper(*PAGE, press) == b"%PDF paper 2"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A small checkout, of which the release's hash is taken."""
    for name, content in SHAPED.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(release, "ROOT", tmp_path)
    return tmp_path


def digest():
    return release.release_digest.__wrapped__()


@pytest.mark.parametrize("name", SHAPED)
def test_every_file_that_shapes_a_paper_is_part_of_the_release(checkout, name):
    """A changed, a missing and a moved template, style, font, word, library or line of code is another release."""
    digests = [digest()]
    (checkout / name).write_bytes(SHAPED[name] + b" ")
    digests.append(digest())
    (checkout / name).rename(checkout / f"{name}.moved")
    (checkout / "requirements.txt").touch()
    digests.append(digest())
    assert len(set(digests)) == 3


def test_what_python_compiles_is_no_release(checkout):
    """A process that starts a second time finds the same release."""
    before = digest()
    (checkout / "taper_app" / "__pycache__").mkdir()
    (checkout / "taper_app" / "__pycache__" / "words.pyc").write_bytes(b"compiled")
    assert digest() == before


def test_the_release_holds_what_the_papers_are_made_of():
    """Every template, the code and words of the papers and of doses, and every file that the render child may read count."""
    counted = set(release.release_files(release.ROOT))
    made_of = {*release.ROOT.glob("templates/**/*.*"), *(path for folder in OWN_FOLDERS for path in Path(folder).iterdir())}
    made_of |= {*release.ROOT.glob("taper_app/handouts/*.py"), *release.ROOT.glob("taper_app/engine/**/*.*[yl]")}
    assert len(made_of) > 80
    assert made_of <= counted


# When something fails ----------------------------------------------------------------------------


def test_a_paper_that_could_not_be_made_is_not_kept(press):
    """After a failed render the next one is tried, and is kept."""

    def fails():
        raise RenderFailed("the child is gone")

    with pytest.raises(RenderFailed):
        kept_paper(*PAGE, fails)
    assert [kept_paper(*PAGE, press) for _ in range(2)] == [b"%PDF paper 1"] * 2


@pytest.mark.parametrize("broken", ["filter", "bulk_create"])
def test_a_failing_table_costs_time_and_no_paper(press, monkeypatch, caplog, broken):
    """Where nothing can be read or kept, the paper is made each time, and the log says so without a word of the paper."""

    def fails(*args, **named):
        raise OSError("the disk is full")

    monkeypatch.setattr(KeptPaper.objects, broken, fails)
    assert [kept_paper(*PAGE, press) for _ in range(2)] == [b"%PDF paper 1", b"%PDF paper 2"]
    assert {record.levelno for record in caplog.records} == {logging.ERROR}
    assert len(caplog.records) == 2
    assert "%PDF" not in caplog.text


def test_two_who_make_the_same_paper_at_once_both_get_it(press, caplog):
    """While one worker makes a paper another makes and keeps it: both have theirs, and the one that is kept stays."""

    def slower():
        assert kept_paper(*PAGE, press) == b"%PDF paper 1"
        return b"%PDF the slower one's"

    assert kept_paper(*PAGE, slower) == b"%PDF the slower one's"
    assert kept_paper(*PAGE, press) == b"%PDF paper 1"
    assert caplog.records == []


def test_there_is_an_end_to_what_is_kept(press, monkeypatch):
    """The oldest room is given to new papers: their number is bounded."""
    monkeypatch.setattr(kept_papers, "MOST", 6)
    for number in range(20):
        kept_paper("", f"{number:064}", STATE, press)
    assert 4 <= KeptPaper.objects.count() <= 6
    assert kept_paper("", f"{19:064}", STATE, press) == b"%PDF paper 20"


# When somebody else writes to the table ----------------------------------------------------------


PLANTED = {
    "other bytes": {"content": b"%PDF-1.7 planted"},
    "another type": {"media_type": "text/html"},
    "no seal": {"seal": "0" * 64},
    "a seal of nothing": {"seal": "\u00e9"},
    "a pickle": {"content": pickle.dumps(Path("planted"))},
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_paper_is_not_handed_out(press, caplog, planted):
    """Whatever of a kept paper was changed outside the application, the paper is made anew and kept in its place."""
    kept_paper(*PAGE, press)
    KeptPaper.objects.update(**planted)
    assert [kept_paper(*PAGE, press) for _ in range(2)] == [b"%PDF paper 2"] * 2
    assert [record.getMessage() for record in caplog.records] == [
        "a kept paper was changed outside the application, and is made again"
    ]


def test_a_paper_put_under_another_key_is_not_handed_out(press):
    """A paper that was kept for one patient is no paper of another one's."""
    kept_paper(*PAGE, press)
    other = ("-large", "a" * 64, STATE)
    KeptPaper.objects.update(key=kept_papers.paper_key(*other))
    assert kept_paper(*other, press) == b"%PDF paper 2"
