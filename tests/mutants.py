"""Changes a room in small ways, one at a time, then counts what its tests noticed: python -m tests.mutants try|tell ROOM MODULE….

Survivors are held against the room's list, survivors.toml beside its tests. Exit 1 where fewer are noticed than the room has to,
where one was not tried to its end, where a survivor is not in the list, and where the list has one that survives no more.
"""

import argparse
import os
import random
import re
import shutil
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from keyword import iskeyword
from pathlib import Path

from mutmut.__main__ import _run, copy_also_copy_files, copy_src_dir, create_mutants, setup_source_paths
from mutmut.configuration import config
from mutmut.mutation.data import MutantLineSpans, SourceFileMutationData
from mutmut.mutation.diff_apply import generated_function_names
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

from tests import reach
from tests.forgetting import ROOM

LEAST_PERCENT = {"engine": 98, "forms": 90, "record": 90, "handouts": 90, "actions": 90}
"""How many of a room's changes have to be noticed."""
NOTICED = ("killed", "timeout")  # a change after which the tests never end is noticed too
SURVIVED = ("survived", "no tests")
OWN_PROCESS = ("child", "render")
"""Modules that are not changed: what makes a PDF in a process of its own, to which no change gets, and what waits for it."""
COLUMNS = (*NOTICED, *SURVIVED)
LEFT_OUT = 34  # mutmut's code of a mutant that is not to be tried


@dataclass(frozen=True, order=True)
class Change:
    """A mutant by what stays when the code round it is worded otherwise: its function, and what was put for what.

    A mutation of the same kind in the same function is told apart by its number, in the order of the code.
    """

    function: str
    mutation: str


def list_of(room: str) -> Path:
    """The survivors of a room, each with why no test can notice it."""
    return Path("tests") / room / "survivors.toml"


def modules_of(room: str, names: list[str]) -> list[Path]:
    """The files of a room, or those of these names. Raises ValueError for a name that none has."""
    found = sorted(path for path in Path("taper_app", room).rglob("*.py") if path.stem not in OWN_PROCESS)
    if unknown := set(names) - {path.stem for path in found}:
        raise ValueError(f"taper_app/{room} has no module {', '.join(sorted(unknown))}.")
    return [path for path in found if path.stem in names or not names]


def run(
    room: str,
    modules: list[Path],
    most: int | None = None,
    *,
    again: bool = False,
    at_once: int | None = None,
) -> None:
    """Try each change of these modules against the tests of the room, or a sample of them; what was tried before stands.

    At most so many of a module, the same ones each time. Again: those that survived are tried once more.
    """
    settings = config()
    settings.only_mutate = [str(path) for path in modules]
    settings.pytest_add_cli_args_test_selection = [f"tests/{room}"]
    os.environ |= {ROOM: room, "PY_IGNORE_IMPORTMISMATCH": "1"}  # the tests are a copy, and this module is not one of it
    make(modules)
    for path in modules:
        data = SourceFileMutationData(path=path)
        data.load()
        drawn = sample(list(data.exit_code_by_key), most)
        data.exit_code_by_key = {
            mutant: to_try(code, drawn=mutant in drawn, again=again) for mutant, code in data.exit_code_by_key.items()
        }
        data.save()
    names = [str(path) for path in modules]
    taken_up = reach.take_up(room, names)
    _run([], at_once)
    reach.put_by(room, names, taken_up=taken_up)


def make(modules: list[Path]) -> None:
    """Write these modules with every change in them, beside the others as they are; mutmut finds them there when it runs."""
    Path("mutants", ".local", "static").mkdir(parents=True, exist_ok=True)  # where it is missing, a page is a warning
    for path in modules:
        Path("mutants", path).unlink(missing_ok=True)  # it could be a copy without changes, of a run for other modules
    copy_src_dir()  # what is not there yet; then data that were changed since
    shutil.copytree("taper_app", "mutants/taper_app", ignore=shutil.ignore_patterns("*.py", "__pycache__"), dirs_exist_ok=True)
    copy_also_copy_files()
    setup_source_paths()
    create_mutants(1)


def sample(mutants: list[str], most: int | None) -> set[str]:
    """At most so many of them, drawn the same way each time."""
    return set(mutants) if most is None else set(random.Random(most).sample(mutants, min(most, len(mutants))))


def to_try(code: int | None, *, drawn: bool, again: bool) -> int | None:
    """What became of a mutant before; None where it has to be tried."""
    if code in (None, LEFT_OUT):
        return None if drawn else LEFT_OUT
    return None if again and status_by_exit_code[code] in SURVIVED else code


# What survived ---------------------------------------------------------------------------------------------------


def results(path: Path) -> Iterator[tuple[str, str]]:
    """Each mutant of a module with what became of it, in mutmut's words."""
    data = SourceFileMutationData(path=path)
    data.load()
    for mutant, code in data.exit_code_by_key.items():
        yield mutant, status_by_exit_code[code]


def seconds(path: Path) -> float:
    """How long the tests of a module's mutants took."""
    data = SourceFileMutationData(path=path)
    data.load()
    return sum(data.durations_by_key.values())


def changes(path: Path, mutants: list[str]) -> Iterator[Change]:
    """The mutants of a module as changes, in their order."""
    spans = MutantLineSpans.load(path)
    assert spans is not None, f"{path}: run this again, as mutmut left no index"
    met: Counter[Change] = Counter()
    for mutant in mutants:
        was, now = spans.read_function_sources(generated_function_names(mutant))
        same = Change(function(path, mutant), mutation(was, now))
        met[same] += 1
        yield same if met[same] == 1 else Change(same.function, f"{same.mutation} #{met[same]}")


def function(path: Path, mutant: str) -> str:
    """Where a mutant is: "text.mg" is taper_app/ROOM/text.py or below a folder of it, as folders are renamed more often."""
    name, owner = orig_function_and_class_names_from_key(mutant)
    return ".".join(filter(None, (path.stem, owner, name)))


def mutation(was: str, now: str) -> str:
    """What was put for what, without the names and words that stand there: "1 → 2", "name → None", "and → or"."""
    before, after = _between_what_is_the_same(_tokens(was), _tokens(now))
    parts = [
        f"{_kinds(before[begin:end])} → {_kinds(after[start:until], before[begin:end])}".strip()
        for what, begin, end, start, until in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if what != "equal"
    ]
    return "; ".join(parts)


def _between_what_is_the_same(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """What differs, from the first token that does to the last: to compare two whole functions takes long."""
    begin = next(
        (at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), min(map(len, (before, after)))
    )
    before, after = before[begin:], after[begin:]
    ends = zip(reversed(before), reversed(after), strict=False)
    end = next((at for at, pair in enumerate(ends) if pair[0] != pair[1]), min(len(before), len(after)))
    return before[: len(before) - end], after[: len(after) - end]


def _tokens(source: str) -> list[str]:
    """The words and signs of a function's text below its head, which names the mutant."""
    return re.findall(r"\w+|[-+*/<>=!]=|\*\*|//|[^\w\s]", source.partition("(")[2])


def _kinds(tokens: list[str], instead_of: list[str] | None = None) -> str:
    """Keywords, numbers and signs as they stand; any other word as what it is, or what became of the one before it."""
    return " ".join(_kind(token, instead_of or []) for token in tokens)


def _kind(token: str, instead_of: list[str]) -> str:
    if iskeyword(token) or (not token[0].isalpha() and token[0] != "_"):
        return token
    if token.startswith("XX") or token.endswith("XX"):
        return "XXnameXX"
    if len(instead_of) == 1 and token.lower() == instead_of[0].lower() and token != instead_of[0]:
        return "NAME" if token.isupper() else "name in small letters"
    return "name"


def explained(room: str, modules: list[Path]) -> set[Change]:
    """The survivors of these modules that the list explains. Raises ValueError for one without a reason."""
    path = list_of(room)
    known = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if bare := [f"{name}: {each}" for name, rows in known.items() for each, why in rows.items() if not why]:
        raise ValueError(f"{path} says not why: {'; '.join(bare)}")
    stems, every = {each.stem for each in modules}, len(modules) == len(modules_of(room, []))
    return {Change(name, each) for name, rows in known.items() for each in rows if every or name.partition(".")[0] in stems}


# What is said of it ----------------------------------------------------------------------------------------------


def line(name: str, counts: Counter[str], took: float) -> str:
    """A row of the table."""
    numbers = "".join(f"{counts[each]:>10}" for each in COLUMNS)
    return f"{name:<16}{counts.total():>8}{numbers}{untried(counts):>11}{percent(counts):>9.1f} %{took:>7.0f} s"


def percent(counts: Counter[str]) -> float:
    """How many of a hundred were noticed."""
    return 100 * sum(counts[each] for each in NOTICED) / (counts.total() or 1)


def untried(counts: Counter[str]) -> int:
    """How many were not tried to their end."""
    return counts.total() - sum(counts[each] for each in COLUMNS)


def told(title: str, found: set[Change]) -> None:
    """Changes as the list has them, but for the reason."""
    if not found:
        return
    print(f"\n{title}")
    by_function = defaultdict(list)
    for each in sorted(found):
        by_function[each.function].append(each.mutation)
    for name, mutations in by_function.items():
        print(f'\n["{name}"]\n' + "\n".join(f'{_quoted(each)} = ""' for each in mutations))


def _quoted(mutation: str) -> str:
    escaped = mutation.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def tell(room: str, modules: list[Path]) -> int:
    """Print what became of the changes of these modules; the exit code."""
    total: Counter[str] = Counter()
    tried: dict[Change, str] = {}
    left_out: set[Change] = set()
    print(f"{'':<16}{'mutants':>8}" + "".join(f"{each:>10}" for each in COLUMNS) + f"{'not tried':>11}{'noticed':>11}{'time':>9}")
    for path in modules:
        found = dict(results(path))
        became = dict(zip(changes(path, list(found)), found.values(), strict=True)) if found else {}
        left_out |= {each for each, was in became.items() if was == status_by_exit_code[LEFT_OUT]}
        counts = Counter(became[each] for each in became.keys() - left_out)
        total.update(counts)
        tried |= {each: became[each] for each in became.keys() - left_out}
        if counts:
            print(line(path.stem, counts, seconds(path)))
    print(line("all", total, sum(map(seconds, modules))))
    if left_out:
        print(f"A sample: {len(left_out)} others were not drawn.")
    survivors, known = {each for each, was in tried.items() if was in SURVIVED}, explained(room, modules)
    told(f"Survived, and not explained in {list_of(room)}:", survivors - known)
    told(f"In {list_of(room)}, but noticed or gone:", known - survivors - left_out)
    return 1 if percent(total) < LEAST_PERCENT[room] or untried(total) or survivors != known - left_out else 0


def main(arguments: list[str]) -> int:
    """Try the changes of a room or of some of its modules, or tell what became of them. Raises ValueError for no such module."""
    parser = argparse.ArgumentParser(prog="script/mutants", description="script/mutants says what it does.")
    parser.add_argument("do", choices=["try", "tell"])
    parser.add_argument("room", choices=LEAST_PERCENT)
    parser.add_argument("module", nargs="*")
    parser.add_argument("--most", type=int, help="a sample: at most so many of a module, the same ones each time")
    parser.add_argument("--at-once", type=int, help="how many are tried at the same time, instead of one a processor")
    parser.add_argument("--resume", action="store_true", help="what was tried before stands")
    parser.add_argument("--again", action="store_true", help="as --resume, but try once more what survived")
    asked = parser.parse_args(arguments)
    modules = modules_of(asked.room, asked.module)
    if asked.do == "tell":
        return tell(asked.room, modules)
    if not (asked.resume or asked.again):
        shutil.rmtree("mutants", ignore_errors=True)  # what is left of an earlier run could be of other tests
    run(asked.room, modules, asked.most, again=asked.again, at_once=asked.at_once)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
