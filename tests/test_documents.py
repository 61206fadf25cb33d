"""The documents name what there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "NOTICE", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = r"(?:taper_app|templates|static|tests|script|docs|\.ci)"
ENDINGS = r"(?:py|md|toml|in|txt|html|css|svg|po|xz|yaml|json)"


def named(text: str) -> set[str]:
    """The files and folders that a text names: by a path from the top, or in backticks by the name alone."""
    paths = re.findall(rf"(?<![\w./-]){FOLDERS}/[\w./-]*", text)
    alone = re.findall(rf"`(\.?[\w-]+(?:\.[\w-]+)*\.{ENDINGS}|LICENSE|NOTICE|\.editorconfig)`", text)
    return {each.rstrip(".") for each in paths + alone}


def is_there(name: str) -> bool:
    """Whether a path is there, or for a name alone any file of this name."""
    if "/" in name:
        return (ROOT / name).exists()
    kept = (path for top in ("taper_app", "tests", "docs") for path in (ROOT / top).rglob(name))
    return (ROOT / name).exists() or any(kept)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_that_a_document_names_is_there(document):
    """A document names no file or folder that the project does not have."""
    gone = sorted(each for each in named(document.read_text(encoding="utf-8")) if not is_there(each))
    assert gone == [], f"{document.name}: name what took the place of {', '.join(gone)}, or take the sentence out"


@pytest.mark.parametrize(
    "text", ["see taper_app/nowhere.py", "the folder `tests/nowhere/`", "in `nowhere.toml`", "    script/nowhere  a line"]
)
def test_a_file_that_is_not_there_is_noticed(text):
    """A path in a sentence or a list, and a name in backticks, are looked for."""
    assert [each for each in named(text) if not is_there(each)] != []


@pytest.mark.parametrize(
    "text", ["taper_app/engine/", "`sources.toml` and `LICENSE`", "docs/words.md.", "https://example.org/docs/nowhere"]
)
def test_a_file_that_is_there_is_found(text):
    """A folder, a name alone anywhere in the project, and a path at the end of a sentence are found; addresses are no files."""
    assert [each for each in named(text) if not is_there(each)] == []


def test_every_document_is_reached():
    """Every document is named by the README or CONTRIBUTING, itself or the folder it lies in."""
    pages = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = named(pages)
    paths = [path.relative_to(ROOT) for path in DOCUMENTS[1:]]
    assert [path.as_posix() for path in paths if not {path.as_posix(), f"{path.parent.as_posix()}/"} & found] == []
