"""Counts by module what mutmut found in the engine, and holds survivors against the list: python -m tests.mutants [MODULE…].

Exit 1 under 95 % noticed, where one was not tried to its end, where a survivor is not in the list, and where the list has one
that survives no more.
"""

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

ENGINE = Path("taper_app/engine")
LIST = Path("tests/engine/survivors.toml")
LEAST_PERCENT = 95
NOTICED = ("killed", "timeout")  # a change after which the tests never end is noticed too
SURVIVED = ("survived", "no tests")
COLUMNS = (*NOTICED, *SURVIVED)


@dataclass(frozen=True)
class Change:
    """A mutant by what does not move when other code does: its function, and the changed lines before and after."""

    function: str
    was: str
    now: str


def results(module: str) -> Iterator[tuple[str, str]]:
    """Each mutant of a module with what became of it, in mutmut's words."""
    data = SourceFileMutationData(path=ENGINE / f"{module}.py")
    data.load()
    for mutant, code in data.exit_code_by_key.items():
        yield mutant, status_by_exit_code[code]


def change(module: str, mutant: str) -> Change:
    name, owner = orig_function_and_class_names_from_key(mutant)
    lines = get_diff_for_mutant(mutant, path=ENGINE / f"{module}.py").splitlines()[2:]
    was, now = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Change(".".join(filter(None, (module, owner, name))), was, now)


def explained(modules: list[str]) -> set[Change]:
    """The survivors of these modules that the list explains. Raises KeyError for one without a reason."""
    known = tomllib.loads(LIST.read_text(encoding="utf-8"))
    rows = [(function, row) for function, rows in known.items() for row in rows if row["why"]]
    return {Change(function, row["was"], row["now"]) for function, row in rows if function.partition(".")[0] in modules}


def line(name: str, counts: Counter[str]) -> str:
    percent = 100 * sum(counts[each] for each in NOTICED) / (counts.total() or 1)
    numbers = "".join(f"{counts[each]:>10}" for each in COLUMNS)
    return f"{name:<16}{counts.total():>8}{numbers}{untried(counts):>11}{percent:>9.1f} %"


def untried(counts: Counter[str]) -> int:
    """How many were not tried to their end."""
    return counts.total() - sum(counts[each] for each in COLUMNS)


def told(title: str, changes: set[Change]) -> None:
    if changes:
        print(f"\n{title}")
    for each in sorted(changes, key=lambda each: (each.function, each.was, each.now)):
        function, was, now = (json.dumps(part, ensure_ascii=False) for part in (each.function, each.was, each.now))
        print(f"\n[[{function}]]\nwas = {was}\nnow = {now}")  # as the list has it, but for the reason


def main(modules: list[str]) -> int:
    total: Counter[str] = Counter()
    survivors: set[Change] = set()
    print(f"{'':<16}{'mutants':>8}" + "".join(f"{each:>10}" for each in COLUMNS) + f"{'not tried':>11}{'noticed':>11}")
    for module in modules:
        found = list(results(module))
        counts = Counter(status for _, status in found)
        total += counts
        survivors |= {change(module, mutant) for mutant, status in found if status in SURVIVED}
        if found:
            print(line(module, counts))
    print(line("all", total))
    known = explained(modules)
    told(f"Survived, and not explained in {LIST}:", survivors - known)
    told(f"In {LIST}, but noticed or gone:", known - survivors)
    few = sum(total[each] for each in NOTICED) * 100 < total.total() * LEAST_PERCENT
    return 1 if few or untried(total) or survivors != known else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or sorted(each.stem for each in ENGINE.glob("*.py"))))
