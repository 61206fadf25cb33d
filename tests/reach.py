"""Which test of a room reaches which function, kept from one run of script/mutants to the next: to find out runs every test once.

It holds while what is changed, and what tests share, are as they were. Of a test file that was changed all is found out anew.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

STORED = Path(".local", "reach")
NOTED = Path("mutants", "mutmut-stats.json")


def digest(paths: Iterable[Path]) -> str:
    """What tells whether any of these files was changed, added or taken away."""
    whole = sha256()
    for path in sorted(paths):
        whole.update(f"{path} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def test_files(room: str) -> dict[str, str]:
    """The digest of each file of tests of a room."""
    return {str(path): digest([path]) for path in Path("tests", room).rglob("test_*.py")}


def shared(room: str) -> str:
    """The digest of all else that says what a test reaches: the code with its data, and what tests share."""
    code = [path for path in Path("taper_app").rglob("*") if path.suffix in (".py", ".toml", ".html")]
    helping = [path for path in Path("tests").rglob("*") if path.suffix in (".py", ".toml") and not path.name.startswith("test_")]
    return digest([*code, *helping, Path("pyproject.toml")])


def still_right(
    stored: Mapping[str, Any], files: Mapping[str, str], all_else: str, modules: Collection[str]
) -> dict[str, Any] | None:
    """What is noted of tests whose files are as they were; None where it cannot be used."""
    if stored.get("shared") != all_else or not {*modules} <= {*stored.get("modules", ())}:
        return None

    def holds(test: str) -> bool:
        file = test.partition("::")[0]
        return stored["files"].get(file) == files.get(file)

    noted: dict[str, Any] = dict(stored["noted"])
    reached = noted["tests_by_mangled_function_name"]
    noted["tests_by_mangled_function_name"] = {name: [*filter(holds, tests)] for name, tests in reached.items()}
    noted["duration_by_test"] = {test: took for test, took in noted["duration_by_test"].items() if holds(test)}
    return noted


def take_up(room: str, modules: Collection[str]) -> bool:
    """Put what is still right where mutmut looks for it, or take away what is there; whether anything was right."""
    path = STORED / f"{room}.json"
    stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    noted = still_right(stored, test_files(room), shared(room), modules)
    NOTED.unlink(missing_ok=True)
    if noted:
        NOTED.write_text(json.dumps(noted), encoding="utf-8")
    return bool(noted)


def put_by(room: str, modules: Collection[str], *, taken_up: bool) -> None:
    """Keep what mutmut has noted, for the next run; where it was of fewer modules than what is kept, that stays."""
    path = STORED / f"{room}.json"
    if taken_up and not {*modules} >= {*json.loads(path.read_text(encoding="utf-8"))["modules"]}:
        return
    noted = json.loads(NOTED.read_text(encoding="utf-8"))
    kept = {"shared": shared(room), "modules": sorted(modules), "files": test_files(room), "noted": noted}
    STORED.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept), encoding="utf-8")
