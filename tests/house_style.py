"""The rules of the house for how code is written: its sizes and names, and what tests say. As in house_rules.py."""

import ast
import re
import statistics

from tests.house_reading import Function, bodies, classes, functions, functions_of, imported, length, parts, room_of, syntax, used

LONGEST_FUNCTION, LONGEST_FILE, LONGEST_CLASS, MEDIAN_FUNCTION, MOST_PARAMETERS = 45, 350, 200, 10, 7
LONGEST_TESTS = 600
SENTENCES = {"format", "message", "finding"}
"""Calls that put named words into a sentence of the data, whose names are compared with it when it is read."""
SPREAD = {
    "taper_app/models/constraints.py: Q": "a look-up of Django has the name of its column in its own",
    "taper_app/record/codec.py: kind": "reads any value of the record, each part by the type that it has there",
    "taper_app/engine/taper/options.py: replace": "an option says itself which field of a strategy it adds to",
    "taper_app/engine/taper/decided.py: PlannedHold": "JSON, refused as a whole where a name is another",
    "taper_app/views/safety.py: Hazard": "the log of hazards, refused as a whole where a name is another",
    "taper_app/views/keeping.py: page": "the parts of an address, for the view of that address",
    "taper_app/views/access.py: action": "a form's answers, for the action of the same fields",
    "taper_app/backups/postgresql.py: make_conninfo": "what the address of a database says, by the names that libpq has for it",
    "taper_app/postgresql/base.py: connect": "what Django tells a connection, by the names that libpq has for it",
    "taper_app/actions/care.py: CareEntry": "typed by name: care.Said",
}
"""Where a mapping is spread over a call for a reason of its own."""
SAVES = {"save", "delete", "asave", "adelete", "save_base", "full_clean"}
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "service", "services", "common", "misc", "signals", "stuff", "tools", "lib"}


def too_long(path: str, text: str) -> list[str]:
    """Files, classes and functions that are too long to be read at a glance.

    Why: what cannot be seen at once is not checked by the one who reads it, and a dose hangs on it.
    Mend: name a part of it and give that a function, a class or a file of its own; never squeeze lines.
    """
    tree, lines = syntax(text), len(text.splitlines())
    found = [f"{path}: {lines} lines, and {LONGEST_FILE} at the most"] if lines > LONGEST_FILE else []
    long = [(each, LONGEST_FUNCTION) for each in functions(tree) if length(each) > LONGEST_FUNCTION]
    long += [(each, LONGEST_CLASS) for each in long_classes(path, tree)]
    return found + [f"{path}: {each.name} has {length(each)} lines, and {most} at the most" for each, most in long]


def tests_too_long(path: str, text: str) -> list[str]:
    """Files of tests in which nobody finds the test of a thing, or sees that there is none.

    Why: who changes a rule reads its tests first; in a file of a thousand lines they read one and miss the next.
    Mend: take the tests of one idea into a file that is called after it; what both files need goes into one that is no test.
    """
    lines = len(text.splitlines())
    return [f"{path}: {lines} lines, and {LONGEST_TESTS} at the most"] if lines > LONGEST_TESTS else []


def long_classes(path: str, tree: ast.AST) -> list[ast.ClassDef]:
    """Classes over the limit; a migration is made by Django."""
    return [each for each in classes(tree) if length(each) > LONGEST_CLASS and room_of(path) != "migrations"]


def too_many_parameters(path: str, text: str) -> list[str]:
    """Functions that are given more than seven things, the object itself not counted.

    Why: what is given one by one is spelt anew at every call on its way, and one of two alike is put in the place of the other.
    Mend: hand on the value that they are parts of, whole, or make it: one frozen class whose docstring says what it is.
    """
    given = [(each, parameters(each)) for each in functions(syntax(text))]
    return [f"{path}: {each.name} has {count} parameters" for each, count in given if count > MOST_PARAMETERS]


def parameters(each: Function) -> int:
    """How many things a function names that it is given."""
    own = each.args.posonlyargs + each.args.args + each.args.kwonlyargs
    return len([one for one in own if one.arg not in ("self", "cls")])


def spread_by_name(path: str, text: str) -> list[str]:
    """A mapping that is spread over the names of a call, `act(**said)`; words of a sentence may be, `words.format(**named)`, and
    what the function itself was given by name may be passed on.

    Why: its names are texts that no type compares, so that one that is misspelt or missing is found while a patient waits.
    Mend: hand on a value, or write the names. A place that cannot is named in SPREAD, with its reason.
    """
    tree, found = syntax(text), []
    own = {id(node): each.args.kwarg.arg for each in functions(tree) if each.args.kwarg for node in ast.walk(each)}
    for call in (node for node in parts(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func).rpartition(".")[2]
        words = [ast.unparse(each.value) for each in call.keywords if each.arg is None]
        if name not in SENTENCES and not {path, f"{path}: {name}"} & SPREAD.keys():
            found += [f"{path}: {name} is called with **{each}" for each in words if each != own.get(id(call))]
    return found


def median_too_long(texts: list[str]) -> list[str]:
    """The middle function of all is ten lines or more.

    Why: a house of short functions is read like a text; each name says what a longer one would hide.
    Mend: take the longest apart.
    """
    middle = statistics.median(length(each) for text in texts for each in functions(syntax(text)))
    return [f"the median function has {middle} lines"] if middle >= MEDIAN_FUNCTION else []


def two_on_a_line(path: str, text: str) -> list[str]:
    """Two statements on one line.

    Why: the second is overlooked, by readers and by rules that look at lines.
    Mend: give each statement its line.
    """
    lines = text.splitlines()
    found = [line for line, words in enumerate(lines, 1) if re.match(r"\s*(?:else|finally):\s*[^\s#]", words)]
    for line, body in bodies(syntax(text)):
        before = [line, *(each.end_lineno for each in body)]
        starts = [each.lineno for each, last in zip(body, before, strict=False) if each.lineno == last]
        found += starts if starts and ast.unparse(body) != "..." else []
    return [f"{path}:{line}: two statements on a line" for line in found]


def asynchronous(path: str, text: str) -> list[str]:
    """Coroutines.

    Why: Taper is served by WSGI, a request at a time in a process; a coroutine would be a second way to run, unseen by the rules.
    Mend: write a plain function; what takes long is a child process, as in handouts/render.py.
    """
    kinds = ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith | ast.Await
    return [f"{path}:{node.lineno}: asynchronous" for node in parts(syntax(text)) if isinstance(node, kinds)]


def undocumented(path: str, text: str) -> list[str]:
    """Public functions without a sentence that says what they mean; in engine/ and actions/ their methods too.

    Why: a name tells half; units, what comes back and what is refused have to be said where they are used.
    Mend: write one plain sentence: the meaning, units, what is raised.
    """
    room = room_of(path)
    if room == "migrations":
        return []
    tree = syntax(text)
    owners = [tree, *(each for each in tree.body if isinstance(each, ast.ClassDef) and room in ("engine", "actions"))]
    owned = [each for owner in owners for each in functions_of(owner)]
    public = [each for each in owned if not each.name.startswith("_") and ast.unparse(each.body[0]) != "..."]
    return [f"{path}: {each.name} has no docstring" for each in public if not (ast.get_docstring(each) or "").strip()]


def name_without_meaning(path: str, text: str) -> list[str]:
    """Names that say nothing, and ways in which code runs without being called.

    Why: nobody knows what belongs in helpers.py, nor finds what a signal or an overridden save() does.
    Mend: name the file or class after the one idea in it; call the function where it shall run, in an action.
    """
    tree = syntax(text)
    said = [word for part in path.removesuffix(".py").split("/") for word in part.split("_")]
    found = [f"the name {each}" for each in said if each in SAYS_NOTHING]
    found += [f"the class {each.name}" for each in classes(tree) if re.search(r"(?:Mixin|Helpers?|Utils?|Services?)$", each.name)]
    modules = [f"{module}.{name}" for module, name in imported(path, tree)]
    found += [f"the import {each}" for each in modules if re.search(r"\bsignals\b|^django\.dispatch\b", each)]
    if path.startswith("taper_app/") and room_of(path) != "actions":
        methods = [each for owner in classes(tree) for each in functions_of(owner)]
        found += [f"{each.name}() of its own" for each in methods if each.name in SAVES]
    return [f"{path}: {each}" for each in found]


def silenced_without_reason(path: str, text: str) -> list[str]:
    """What mypy is told to pass over without the fault by its name and the reason on the same line, or in a whole file.

    Why: the next reader cannot tell what was known from what was given up, and a second fault on the line passes too.
    Mend: mend the type; where that cannot be, write # type: ignore[name-of-the-fault]  # and why it is none.
    """
    silenced = [(line, words) for line, words in enumerate(text.splitlines(), 1) if re.search(r"# *(type: *ignore|mypy:)", words)]
    reasoned = re.compile(r"# type: ignore\[[a-z, -]+\]  # \w")
    return [f"{path}:{line}: mypy is silenced without a reason" for line, words in silenced if not reasoned.search(words)]


def test_without_sentence(path: str, text: str) -> list[str]:
    """Tests that do not say what they require.

    Why: the sentence is the requirement; when the test fails, it says what is broken for whom.
    Mend: write the requirement as the test's docstring.
    """
    tests = [each for each in functions(syntax(text)) if each.name.startswith("test_") and has_tests(path)]
    return [f"{path}: {each.name} has no docstring" for each in tests if len((ast.get_docstring(each) or "").split()) < 3]


def has_tests(path: str) -> bool:
    """Whether pytest looks for tests in a file of this name."""
    return path.rpartition("/")[2].startswith("test_")


def test_that_waits_or_is_skipped(path: str, text: str) -> list[str]:
    """Tests that sleep, and tests that do not run.

    Why: a test that waits is slow on a fast machine and fails on a slow one; one that is skipped holds nothing.
    Mend: wait for what is to happen; mend the test or delete it.
    """
    wrong = {"time.sleep", "pytest.skip", "mark.skip", "mark.skipif", "mark.xfail", "pytest.xfail", "pytest.importorskip"}
    wrong |= {"asyncio.sleep", "page.wait_for_timeout", "unittest.skip", "unittest.skipIf", "unittest.SkipTest"}
    return [f"{path}: {each}" for each in sorted({name for _, name in used(syntax(text))} & wrong)]


test_without_sentence.__test__ = False
test_that_waits_or_is_skipped.__test__ = False
