"""What Taper is made of: its bill of materials, its licences, and what an audit of them is taken to say."""

import ast
import json
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from script import judged, packages


def test_the_files_are_what_the_lock_file_comes_to():
    """docs/licences.md and docs/packages.cdx.json are of this lock file, these vendored files and this version."""
    for path, text in packages.made().items():
        assert path.read_text(encoding="utf-8") == text, "run .venv/bin/python script/packages.py"


def test_every_package_is_in_it_with_every_hash():
    """No line of the lock file is left out, however it is written."""
    lock = (packages.ROOT / "requirements.txt").read_text(encoding="utf-8")
    parts = packages.installed(lock)
    assert len(parts) == len(re.findall(r"^\S+==", lock, re.MULTILINE)) > 25
    assert sum(len(each.hashes) for each in parts) == lock.count("--hash=sha256:")


def test_the_application_imports_what_is_locked_for_it():
    """Every package that the application imports is in the lock file of a server; none is there for tests alone."""
    lock = (packages.ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = {each.lower() for each in re.findall(r"^([\w.-]+)(?:\[.*?\])?==", lock, re.MULTILINE)}
    texts = [path.read_text(encoding="utf-8") for path in (packages.ROOT / "taper_app").rglob("*.py")]
    needed = [
        each for text in texts for each in ast.parse(text).body if not isinstance(each, ast.If)
    ]  # types alone stand in an if
    imported = {name.name.partition(".")[0] for each in needed if isinstance(each, ast.Import) for name in each.names}
    modules = [each.module for each in needed if isinstance(each, ast.ImportFrom) and each.module and not each.level]
    imported |= {each.partition(".")[0] for each in modules}
    owners = packages_distributions()
    others = {each for each in imported if each not in sys.stdlib_module_names | {"taper_app"}}
    assert {"django", "weasyprint"} <= others
    assert [each for each in sorted(others) if not {name.lower() for name in owners[each]} & locked] == []


def test_the_bill_is_cyclonedx():
    """It has what version 1.5 wants: the format, references that are known and each once, and a licence expression each."""
    bill = json.loads(packages.SBOM.read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.5", 1)
    references = [each["bom-ref"] for each in bill["components"]]
    assert len(set(references)) == len(references)
    assert bill["dependencies"] == [{"ref": "taper", "dependsOn": references}]
    for each in bill["components"]:
        assert each["type"] in ("library", "file") and each["name"] and each["version"]
        assert re.fullmatch(r"[A-Za-z0-9.+-]+( OR [A-Za-z0-9.+-]+)*", each["licenses"][0]["expression"])
        assert each["type"] == "file" or re.fullmatch(r"pkg:(pypi|npm)/[\w.-]+@[\w.]+", each["purl"])


FINE, FOUND = {"name": "a", "version": "1", "vulns": []}, {"id": "X-1", "fix_versions": ["2"]}


@pytest.mark.parametrize(
    ("written", "code", "says"),
    [
        ([FINE], 0, "Nothing is known against any of the 1 packages."),
        ([FINE | {"vulns": [FOUND]}], 1, "a 1: X-1, mended in 2"),
        ([FINE, {"name": "b", "skip_reason": "not found"}], 3, "Not judged: b could not be looked up."),
        ([{"name": "b", "skip_reason": "not found"}, FINE | {"vulns": [FOUND]}], 1, "a 1: X-1, mended in 2"),
        ([], 3, "Not judged: there was no package to look up."),
        (None, 3, "Not judged: pip-audit gave no answer. Is the network there?"),
    ],
)
def test_what_was_not_judged_is_never_taken_for_fine(written, code, says):
    """Nothing found is 0 only where every package was looked up; offline, or with one that could not be, it is 3."""
    text = "" if written is None else json.dumps({"dependencies": written})
    answer, said = judged.judged(text)
    assert (answer, said[0]) == (code, says)
