"""The rules of the house as functions: each is given a file's place and text, and returns what is wrong with it.

`path` is relative to the checkout, as in "taper_app/engine/text.py".
"""

import ast
import re
import statistics
import sys
from collections.abc import Iterator

ROOMS = {
    "urls": {"views"},
    "views": {"forms", "actions", "handouts", "models", "record", "engine", "old_paper"},
    "forms": {"models", "engine", "old_paper"},
    "actions": {"models", "record", "engine", "old_paper", "seals"},
    "handouts": {"models", "record", "engine", "old_paper"},
    "templatetags": {"handouts", "record", "engine"},
    "management": {"actions", "handouts", "models", "engine", "triggers"},
    "models": {"engine", "constraints", "care", "risks", "issued", "old_paper"},
    "issued": {"constraints", "record", "seals"},
    "record": {"engine"},
    "seals": set(),
    "care": {"constraints"},
    "risks": {"constraints"},
    "old_paper": set(),
    "constraints": set(),
    "engine": set(),
    "migrations": {"models", "triggers", "issued", "seals"},
    "triggers": set(),
    "sqlite": set(),
    "apps": {"checks"},
    "checks": {"seals", "triggers"},
    "middleware": set(),
    "accounts": set(),
    "settings": set(),
    "wsgi": {"checks"},
}
# Each engine module imports from those before it only.
ENGINE_ORDER = ["text", "named", "risks", "envelope", "facts", "rows", "risk_rows", "rule_rows", "catalogue", "care"]
ENGINE_ORDER += ["reading", "products", "regimen", "fields", "strategy", "request", "decided", "schedule", "day"]
ENGINE_ORDER += [
    "crossover",
    "reduction",
    "options",
    "past",
    "course",
    "taper",
    "verify",
    "visits",
    "edits",
    "holds",
    "standing",
    "by_hand",
    "step_back",
    "decision",
    "adjust",
    "findings",
    "rules_regimen",
    "rules_schedule",
    "rules_drugs",
    "rules_patient",
]
ENGINE_ORDER += ["guidelines", "supply", "compare", "offers", "alternatives", "answer", "command", "__init__"]
LONGEST_FUNCTION, LONGEST_FILE, MEDIAN_FUNCTION = 45, 350, 10
WRITES = {"save", "create", "delete", "update", "get_or_create", "update_or_create"}
WRITES |= {"bulk_create", "bulk_update", "set_password", "executemany", "execute"}
CLOCKS = {"date.today", "datetime.today", "datetime.now", "datetime.utcnow", "time.time", "time.time_ns"}
DJANGO_CLOCKS = {"timezone.now", "timezone.localdate", "timezone.localtime"}
READ_VALUES = {"actions", "forms", "handouts", "management", "templatetags", "views"}
"""Rooms in which nobody reads what is stored by its keys."""
CHANCE = {"random", "secrets", "uuid", "time"}
RENDERS = "taper_app/handouts/child.py"  # reads a PDF, whose parts have names
WHAT_BECAME = {"state", "standing", "self.standing", "printed"}


def room_of(path: str) -> str:
    """Where a file of taper_app belongs: the first part of its place."""
    return path.removeprefix("taper_app/").split("/")[0].removesuffix(".py")


def imports(path: str, tree: ast.AST) -> Iterator[str]:
    """Every module that a file imports from, in full; `from . import x` is x itself."""
    here = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            if module in ("taper_app", ".".join(here)) and node.level in (0, 1) and not (node.level and node.module):
                yield from (f"{module}.{each.name}" for each in node.names)
            else:
                yield module


def wrong_direction(path: str, text: str) -> list[str]:
    """Imports that run against urls → views → forms, actions, handouts → models → engine."""
    room = room_of(path)
    if room not in ROOMS | {"__init__": set()}:
        return [f"{path}: {room} is no room of the house"]
    rooms = {each.split(".")[1] for each in imports(path, ast.parse(text)) if each.startswith("taper_app.")}
    return [f"{path}: {room} imports {each}" for each in sorted(rooms - ROOMS.get(room, set()) - {room})]


def wrong_order(path: str, text: str) -> list[str]:
    """Imports inside the engine from a module that comes later."""
    if room_of(path) != "engine":
        return []
    name = path.rpartition("/")[2].removesuffix(".py")
    if name not in ENGINE_ORDER:
        return [f"{path}: has no place in the engine's order"]
    earlier = ENGINE_ORDER[: ENGINE_ORDER.index(name)]
    names = [each.split(".")[2] for each in imports(path, ast.parse(text)) if each.startswith("taper_app.engine.")]
    return [f"{path}: imports {each}, which comes after it" for each in names if each not in earlier]


def impure(path: str, text: str) -> list[str]:
    """In the engine: other packages, a clock, chance, a float."""
    if room_of(path) != "engine":
        return []
    tree = ast.parse(text)
    roots = {each.split(".")[0] for each in imports(path, tree)}
    found = [f"{path}: imports {each}" for each in sorted(roots - sys.stdlib_module_names - {"taper_app"})]
    found += [f"{path}: imports {each}" for each in sorted(roots & CHANCE)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"{path}:{node.lineno}: a float")
    found += [f"{path}:{node.lineno}: float" for node in floats(tree)]
    return found + [f"{path}:{line}: asks the clock" for line, name in calls(tree) if name in CLOCKS]


def floats(tree: ast.AST) -> list[ast.Name]:
    """Where the type is named, unless to ask whether something is one, as it must be to refuse it."""
    asked = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance"]
    refused = {id(name) for call in asked for name in ast.walk(call)}
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "float"]
    return [node for node in named if id(node) not in refused]


def calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every call with its line, by the last two parts of what is called: timezone.now."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            before = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            yield node.lineno, f"{before}.{node.func.attr}"


def imports_inside(path: str, text: str) -> list[str]:
    """Imports anywhere but at the top of a file."""
    tree = ast.parse(text)
    top = set(map(id, tree.body))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in top]
    return [f"{path}:{node.lineno}: an import that is not at the top" for node in found]


def writes_elsewhere(path: str, text: str) -> list[str]:
    """Calls that write to the database outside of actions/ and migrations/, and what migrations make their triggers with."""
    if room_of(path) in ("actions", "migrations", "triggers", "engine"):
        return []
    tree = ast.parse(text)
    # A dictionary's update is given another dictionary; a query's is given columns by name.
    harmless = {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".update") and not node.keywords
    }
    found = [(line, name) for line, name in calls(tree) if name.split(".")[1] in WRITES and line not in harmless]
    return [f"{path}:{line}: {name} writes, and only actions may" for line, name in found]


def asks_for_today(path: str, text: str) -> list[str]:
    """Questions for the date or time outside of views and commands; actions and migrations may note the moment of a change."""
    room = room_of(path)
    notes_moments = {"actions": {"timezone.now"}, "migrations": {"timezone.now"}}
    allowed = ({"views": DJANGO_CLOCKS, "management": DJANGO_CLOCKS} | notes_moments).get(room, set())
    found = [(line, name) for line, name in calls(ast.parse(text)) if name in (CLOCKS | DJANGO_CLOCKS) - allowed]
    return [f"{path}:{line}: {name} asks the clock" for line, name in found]


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def length(function: ast.FunctionDef) -> int:
    """Lines of a function, its docstring and decorators left out."""
    said = function.body[0] if ast.get_docstring(function) else None
    return function.end_lineno - function.lineno + 1 - (said.end_lineno - said.lineno + 1 if said else 0)


def too_long(path: str, text: str) -> list[str]:
    """Files and functions that are too long to be read at a glance."""
    found = [f"{path}: {lines} lines" for lines in [len(text.splitlines())] if lines > LONGEST_FILE]
    long = [each for each in functions(ast.parse(text)) if length(each) > LONGEST_FUNCTION]
    return found + [f"{path}: {each.name} has {length(each)} lines" for each in long]


def median_too_long(texts: list[str]) -> list[str]:
    """The middle function of all is under ten lines."""
    middle = statistics.median(length(each) for text in texts for each in functions(ast.parse(text)))
    return [f"the median function has {middle} lines"] if middle >= MEDIAN_FUNCTION else []


def undocumented(path: str, text: str) -> list[str]:
    """Public functions without a sentence that says what they mean; in engine/ and actions/ their methods too."""
    room = room_of(path)
    if room not in ("engine", "actions", "handouts", "forms", "views", "templatetags"):
        return []
    tree = ast.parse(text)
    owners = [tree, *(each for each in tree.body if isinstance(each, ast.ClassDef) and room in ("engine", "actions"))]
    owned = [each for owner in owners for each in owner.body if isinstance(each, ast.FunctionDef)]
    public = [each for each in owned if not each.name.startswith("_") and ast.unparse(each.body[0]) != "..."]
    return [f"{path}: {each.name} has no docstring" for each in public if not ast.get_docstring(each)]


def markup_unescaped(path: str, text: str) -> list[str]:
    """Ways round the escaping of what people typed."""
    pattern = r"mark_safe|SafeString|SafeText|\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off|__html__"
    return [f"{path}: {each}" for each in re.findall(pattern, text)]


def writes_a_dose(path: str, text: str) -> list[str]:
    """Numbers with "mg" or "mL" after them that neither engine/text.py nor the mg filter wrote."""
    if path.endswith(".py"):
        if path == "taper_app/engine/text.py":
            return []
        joined = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.JoinedStr)]
        return [f"{path}:{each.lineno}: writes a unit after a number" for each in joined if unit_follows(each)]
    pattern = r"\}\}(?:\s|&nbsp;|&#160;|\u00a0)*m[gL]\b|floatformat|stringformat"
    return [f"{path}: {each!r}" for each in re.findall(pattern, text)]


def unit_follows(joined: ast.JoinedStr) -> bool:
    """Whether an f-string has a value with a unit right after it."""
    return re.search("\0[\\s\u00a0]?m[gL]\\b", "".join(map(as_read, joined.values))) is not None


def as_read(part: ast.expr) -> str:
    """A part of an f-string: its text, a no-break space where that is meant, NUL for any other value."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "\u00a0" if ast.unparse(part.value).endswith("NBSP") else "\0"


def from_elsewhere(path: str, text: str) -> list[str]:
    """In a template: what the content policy forbids, which is anything inline and anything of another site."""
    pattern = r"<[^>]*\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=|(?:src|srcset)=[\"']?(?:https?:)?//|<link[^>]*//"
    return [f"{path}: {each}" for each in re.findall(pattern, text, re.IGNORECASE)]


def asks_for_today_in_a_template(path: str, text: str) -> list[str]:
    """A template that asks what day it is."""
    return [f"{path}: {each}" for each in re.findall(r"\{%\s*now\b", text)]


def names_a_machine(path: str, text: str) -> list[str]:
    """Folders of somebody's machine, and where somebody gets packages from."""
    folders = "|".join(("work", "root", "home", "Users", "tmp"))
    pattern = (
        rf"(?<![\w.~}}-])/(?:{folders})/\w[\w/.-]*|-" + r"-(?:extra-)?index-url|-" + r"-find-links|https?://[^\s\"']*/simple\b"
    )
    return [f"{path}: {each}" for each in re.findall(pattern, text)]


def name_without_meaning(path: str, text: str) -> list[str]:
    """Names that say nothing, and ways in which code runs without being called."""
    found = re.findall(r"(?:^|/)((?:utils?|helpers?|services?|common|misc|signals)(?:\.py)?)(?:/|$)", path)
    tree = ast.parse(text)
    found += [each.name for each in ast.walk(tree) if isinstance(each, ast.ClassDef) and each.name.endswith("Mixin")]
    found += [each for each in imports(path, tree) if "signals" in each]
    if path == "taper_app/models.py":
        found += [each.name for each in functions(tree) if each.name in ("save", "delete")]
    return [f"{path}: {each}" for each in found]


def reads_what_is_stored(path: str, text: str) -> list[str]:
    """What reads the JSON of a revision instead of its value, `revision.issued()`, which any format is read as."""
    if room_of(path) not in READ_VALUES or path == "taper_app/actions/snapshot.py":
        return []
    tree = ast.parse(text)
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    keys = [node for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)]
    found = sorted(names & {"snapshot", "snapshot_unchecked"})
    return [f"{path}: {each}" for each in found] + [f"{path}: {ast.unparse(each)}" for each in keys if told_as_json(each.value)]


def told_as_json(value: ast.expr) -> bool:
    """Whether an expression is what `to_json` gave, or a part of it."""
    while isinstance(value, ast.Subscript):
        value = value.value
    return isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] == "to_json"


def class_view(path: str, text: str) -> list[str]:
    """Views that are classes."""
    if room_of(path) != "views":
        return []
    classes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    bases = [(each.name, ast.unparse(base)) for each in classes for base in each.bases]
    return [f"{path}: {name} is a class-based view" for name, base in bases if base.endswith("View")]


def read_by_key(path: str, text: str) -> list[str]:
    """In the room of papers: anything but words looked up by a string. What was issued is a value with fields; a key that no
    type knows is missed by no tool."""
    if room_of(path) != "handouts" or path == RENDERS:
        return []
    found = [(node.lineno, owner, key) for node in ast.walk(ast.parse(text)) for owner, key in keys_read(node)]
    return [f"{path}:{line}: {owner} is read by {key!r}" for line, owner, key in found if not holds_words(owner)]


def keys_read(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What is looked up by a string in an expression, with that string: x["key"], x.get("key"), x.pop("key")."""
    owner, key = None, None
    if isinstance(node, ast.Subscript):
        owner, key = node.value, node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        looks_up = node.func.attr in ("get", "pop", "setdefault", "__getitem__")
        owner, key = (node.func.value, node.args[0]) if looks_up else (None, None)
    if owner is not None and isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield ast.unparse(owner), key.value


def holds_words(owner: str) -> bool:
    """Whether this is a map of words, which has a name in capitals, or what became of a revision since it was issued."""
    return re.match(r"words\b|(?:\w+\.)?[A-Z_]+\b", owner) is not None or owner in WHAT_BECAME


def silenced_without_reason(path: str, text: str) -> list[str]:
    """What mypy is told to pass over without the fault by its name and the reason on the same line, or in a whole file."""
    silenced = [(line, words) for line, words in enumerate(text.splitlines(), 1) if re.search(r"# *(type: *ignore|mypy:)", words)]
    reasoned = re.compile(r"# type: ignore\[[a-z, -]+\]  # \w")
    return [f"{path}:{line}: mypy is silenced without a reason" for line, words in silenced if not reasoned.search(words)]


def test_without_sentence(path: str, text: str) -> list[str]:
    """Tests that do not say what they require."""
    tests = [each for each in functions(ast.parse(text)) if each.name.startswith("test_") and has_tests(path)]
    return [f"{path}: {each.name} has no docstring" for each in tests if not ast.get_docstring(each)]


def has_tests(path: str) -> bool:
    return path.rpartition("/")[2].startswith("test_")


def test_that_waits_or_is_skipped(path: str, text: str) -> list[str]:
    """Tests that sleep, and tests that do not run."""
    wrong = {"time.sleep", "pytest.skip", "mark.skip", "mark.skipif", "mark.xfail", "pytest.xfail", "pytest.importorskip"}
    names = {f"{ast.unparse(node.value).rpartition('.')[2]}.{node.attr}" for node in attributes(text)}
    return [f"{path}: {each}" for each in sorted(names & wrong)]


def attributes(text: str) -> list[ast.Attribute]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)]


test_without_sentence.__test__ = False
test_that_waits_or_is_skipped.__test__ = False
