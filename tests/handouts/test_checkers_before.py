"""Papers of what is not issued pass the three checkers too: what is weighed before a plan, and the sheet to choose with."""

from dataclasses import replace

import pymupdf
import pytest

from taper_app.handouts import render_pdf
from taper_app.handouts.choice import choice_paper
from taper_app.handouts.weighing import weighing_paper
from tests.handouts.test_checkers import CHECKERS
from tests.handouts.test_choice import LONG
from tests.handouts.test_font import NAMES
from tests.handouts.test_names import letters
from tests.handouts.test_weighing import EVERYTHING, WREN

pytestmark = pytest.mark.printed

WHO = replace(WREN, name=" ".join(NAMES.values()))
PAPERS = {
    "weighing": lambda: weighing_paper(replace(EVERYTHING, patient=WHO), "pl"),
    "choice": lambda: choice_paper(replace(LONG, patient=WHO), "es"),
}


@pytest.mark.parametrize("kind", PAPERS)
def test_three_checkers_find_nothing(tmp_path, kind):
    """With a name in each of eight scripts, all of which can be read out of the file."""
    file = tmp_path / "paper.pdf"
    file.write_bytes(render_pdf(PAPERS[kind]()))
    with pymupdf.open(file) as read:
        text = letters("".join(page.get_text() for page in read))
    assert [name for name in NAMES.values() if letters(name) not in text] == []
    assert {name: says(file, kind) for name, says in CHECKERS.items()} == {name: set() for name in CHECKERS}
