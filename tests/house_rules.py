"""The rules of the house for its code: each is a function that is given a file's place and text, and returns what is wrong.

`path` is relative to the checkout, as in "taper_app/engine/text.py". A rule's docstring says what it finds, why that harms and
how to mend it; `message` tells all three. house_text.py has the rules for what people read.
"""

import ast
import inspect
import re
import tomllib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.house_reading import classes, floats, imported, imports, is_write, keys_read, named, parts, room_of, syntax, used

ROOMS = {
    "pages": {"wording", "chart", "models", "record", "languages", "roles", "engine"},
    "chart": {"models", "record", "seals", "engine"},
    "urls": {"views"},
    "views": {
        "desk",
        "jobs",
        "faults",
        "logs",
        "forms",
        "pages",
        "handouts",
        "wording",
        "actions",
        "chart",
        "models",
        "record",
        "seals",
        "roles",
        "engine",
    },
    "jobs": {"handouts", "wording", "actions", "chart", "models", "record", "languages", "engine"},
    "desk": {"forms", "pages", "wording", "actions", "chart", "models", "record", "seals", "engine"},
    "forms": {"wording", "models", "languages", "roles", "engine"},
    "actions": {"chart", "faults", "models", "record", "seals", "triggers", "printable", "release", "roles", "engine"},
    "handouts": {"wording", "record", "languages", "printable", "engine"},
    "wording": {"record", "languages", "engine"},
    "templatetags": {"forms", "logs", "handouts", "wording", "record", "engine"},
    "management": {
        "backups",
        "checks",
        "release",
        "jobs",
        "handouts",
        "actions",
        "chart",
        "models",
        "triggers",
        "grants",
        "roles",
        "engine",
    },
    "backups": {"models", "triggers", "seals", "release", "engine"},
    "models": {"record", "seals", "languages", "printable", "roles", "engine"},
    "record": {"engine"},
    "seals": set(),
    "engine": set(),
    "migrations": {"chart", "models", "triggers", "seals"},
    "triggers": set(),
    "grants": {"triggers"},
    "faults": set(),
    "sqlite": set(),
    "postgresql": {"faults"},
    "apps": {"checks"},
    "checks": {"postgresql", "seals", "triggers", "grants"},
    "middleware": {"faults", "logs"},
    "logs": set(),
    "release": set(),
    "accounts": {"actions", "models"},
    "settings": {"languages", "environment"},
    "environment": set(),
    "languages": set(),
    "printable": set(),
    "roles": set(),
    "server": set(),
    "wsgi": {"checks", "handouts", "release", "roomy"},
    "roomy": set(),
}
ENGINE_ORDER = ["text", "typed", "reading", "catalogue", "doses", "taper", "rules", "door"]
"""Each part of the engine imports from those before it only."""
PURE = {"engine", "record"}
STANDARD = {"bisect", "collections", "contextlib", "dataclasses", "datetime", "decimal", "enum", "fractions", "functools"}
STANDARD |= {"hashlib", "itertools", "json", "math", "pathlib", "re", "string", "tomllib", "types", "typing", "unicodedata"}
"""All that the engine and the record take from Python's library: nothing that reaches the machine, a clock or chance."""
WHOLE = {"math.ceil", "math.comb", "math.floor", "math.gcd", "math.isqrt", "math.lcm", "math.prod"}
READS_DATA = ("taper_app/engine/catalogue/load.py", "taper_app/engine/catalogue/care.py")
"""Where the engine reads its data files, and nowhere else."""
OPENS = {"open", "print", "input", "read_text", "read_bytes", "write_text", "write_bytes", "unlink", "mkdir", "touch", "iterdir"}
CLOCKS = {"date.today", "datetime.today", "datetime.now", "datetime.utcnow", "time.time", "time.time_ns", "time.localtime"}
CLOCKS |= {"time.gmtime", "time.strftime", "time.ctime", "functions.Now"}
DJANGO_CLOCKS = {"timezone.now", "timezone.localdate", "timezone.localtime"}
AUTO = {"auto_now", "auto_now_add"}
BY_NAME = {"importlib.import_module", "module_loading.import_string"}
KEEPERS = {"taper_app/chart/snapshot.py", "taper_app/actions/issuing.py"}
"""What makes a revision, and what keeps it."""
KEEPS = {"record", "models", "issued", "migrations", "seals"}
"""Rooms that know how a revision is stored."""
RENDERS = "taper_app/handouts/child.py"  # reads a PDF, whose parts have names
ALL_OF_THEM = re.compile(r".*\w\.(?:reviews|revisions)\.\w+|(?:.*\.)?(?:Review|Revision)\.objects\.\w+", re.DOTALL)
READS_ALL = {
    "taper_app/backups/restore.py": {"Revision.objects.using"},  # each is compared with its seal
    "taper_app/actions/issuing.py": {"plan.revisions.latest"},  # no number is given twice
    "taper_app/actions/reviews.py": {"kept.reviews.filter", "plan.reviews.aggregate"},  # nor a form recorded twice
    "taper_app/actions/visits.py": {"plan.revisions.get"},  # the first revision is the plan itself
    "taper_app/chart/in_error.py": {"plan.revisions.order_by"},  # it tells which ones were
    "taper_app/chart/in_jobs.py": {"Review.objects.filter", "Revision.objects.filter"},  # whatever was written overtakes
    "taper_app/chart/public_pages.py": {"Revision.objects.filter", "Revision.objects.select_related"},  # its page says it
    "taper_app/desk/new_plan.py": {"plan.revisions.filter", "self.by.revisions.exists"},  # whoever issued anything
    "taper_app/desk/plan_now.py": {"plan.revisions.get"},
    "taper_app/desk/review.py": {"now.plan.revisions.filter", "self.plan.reviews.filter"},  # what a page was opened on
    "taper_app/pages/plan_lines.py": {"Revision.objects.filter"},  # the first one, and what `newest` names
    "taper_app/pages/recorded.py": {"plan.revisions.filter"},  # those that valid reviews name
    "taper_app/views/whole_record.py": {
        "Revision.objects.filter",
        "plan.reviews.select_related",
    },  # a note says so itself
    "taper_app/views/access.py": {"Revision.objects.select_related"},  # a paper says itself what became of it
    "taper_app/views/handout_formats.py": {"plan.reviews.filter", "plan.revisions.filter", "revision.plan.revisions.filter"},
    "taper_app/views/in_error.py": {"plan.reviews.select_related"},  # its page leads on where it is marked already
    "taper_app/views/notes.py": {"Review.objects.select_related", "review.plan.revisions.get"},  # says it
    "taper_app/views/plans.py": {"plan.reviews.filter", "plan.revisions.select_related"},  # goes on to the one in force
    "taper_app/pages/timeline.py": {
        "plan.reviews.select_related",
        "plan.revisions.filter",
        "self.reviews.count",
    },  # shows all of them
    "taper_app/pages/past.py": {"plan.revisions.get"},
}
"""Where reviews and revisions are read whether or not they were entered in error: calendars have to take back what was sent."""
WHAT_BECAME = {"state", "standing", "self.standing", "printed"}


def message(rule: Callable[..., list[str]], faults: Iterable[str]) -> str:
    """What is wrong, a line for each, then why it is and how to mend it, as the rule's docstring has it."""
    reasons = inspect.getdoc(rule).partition("\n\n")[2].splitlines()
    return "\n".join([*faults, *(f"  {line}" for line in reasons)])


def wrong_direction(path: str, text: str) -> list[str]:
    """Imports that run against urls → views → desk, jobs → forms, pages, handouts → actions → chart → models → record → engine.

    Why: each room knows those below it only, so that a change there is looked for in one direction, and nothing goes in circles.
    Mend: move what both need into a room below, or hand it over as a value. A new room is named in ROOMS.
    """
    room = room_of(path)
    if room not in ROOMS | {"__init__": set()}:
        return [f"{path}: {room} is no room of the house"]
    modules = [each.split(".") for each in imports(path, syntax(text))]
    rooms = {each[1] for each in modules if each[0] == "taper_app" and each[1:]}
    outside = {each[0] for each in modules} & {"tests", "script"}
    return [f"{path}: {room} imports {each}" for each in sorted(rooms - ROOMS.get(room, set()) - {room} | outside)]


def wrong_order(path: str, text: str) -> list[str]:
    """Imports inside the engine from a folder that comes later, and modules that stand in no folder.

    Why: read from the first folder to the last, each rests on what was read already; the tree of files shows the order.
    Mend: move what is needed to the earlier folder, and a new module into the one that it belongs to.
    """
    if room_of(path) != "engine" or path == "taper_app/engine/__init__.py":
        return []
    folder = path.removeprefix("taper_app/engine/").split("/")[0].removesuffix(".py")
    if folder not in ENGINE_ORDER:
        return [f"{path}: {folder} is no part of the engine: {', '.join(ENGINE_ORDER)}"]
    lower = ENGINE_ORDER[: ENGINE_ORDER.index(folder) + 1]
    modules = [each.split(".") for each in imports(path, syntax(text))]
    parts_named = [each[2] if each[2:] else "the contents page" for each in modules if each[:2] == ["taper_app", "engine"]]
    return [f"{path}: imports {each}, which comes after {folder}" for each in parts_named if each not in lower]


def circles(texts: Mapping[str, str]) -> list[str]:
    """Modules that import one another, directly or by way of others.

    Why: none of them can be read, tested or moved without all the others.
    Mend: move what both need into a module below them, or hand it over as a value.
    """
    files = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in texts}
    arrows = {(name, to) for name, path in files.items() for to in modules_named(path, texts[path], files) if to != name}
    size = -1
    while size != len(arrows):  # whoever imports nothing that is left, or is imported by nobody left, is in no circle
        size = len(arrows)
        both = {name for name, _ in arrows} & {to for _, to in arrows}
        arrows = {(name, to) for name, to in arrows if name in both and to in both}
    return [f"{files[name]}: is in a circle by {to}" for name, to in sorted(arrows)]


def modules_named(path: str, text: str, known: Container[str]) -> Iterator[str]:
    """The known modules that a file imports: a name that is one itself, else the module that the name is of."""
    for module, name in imported(path, syntax(text)):
        yield from [each for each in (f"{module}.{name}", module) if each in known][:1]


def deeper(path: str, text: str) -> list[str]:
    """Imports from inside the engine by others, past its contents page.

    Why: what stands in engine/__init__.py is what the engine promises; everything else may change its place and form.
    Mend: import the name from taper_app.engine; where it is missing there, and others may rely on it, add it to __all__.
    """
    if room_of(path) == "engine" or "engine" not in text:
        return []
    tree = syntax(text)
    taken = [name for module, name in imported(path, tree) if module == "taper_app.engine"]
    taken += [module.split(".")[2] for module, _ in imported(path, tree) if module.startswith("taper_app.engine.")]
    taken += [node.attr for node, name in used(tree) if name.startswith("engine.") and isinstance(node, ast.Attribute)]
    past = [each for each in taken if each and each not in contents_page()]
    return [f"{path}: reads engine.{each} past the contents page" for each in past]


@cache
def contents_page() -> frozenset[str]:
    """The names that the engine promises: its __all__."""
    page = ast.parse((Path(__file__).parent.parent / "taper_app/engine/__init__.py").read_text(encoding="utf-8"))
    listed = next(each.value for each in page.body if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "__all__")
    return frozenset(ast.literal_eval(listed))


def impure(path: str, text: str) -> list[str]:
    """In the engine and the record: other packages, the machine, a file that is no data, a clock, chance, a float.

    Why: the same request gives the same schedule on any day and machine, and a dose is exact; a float is neither.
    Mend: take what is needed as an argument; compute in whole nanograms, Fraction or Decimal; read data files in catalogue.
    """
    room = room_of(path)
    if room not in PURE:
        return []
    tree = syntax(text)
    roots = {each.split(".")[0] for each in imports(path, tree)}
    found = [f"{path}: imports {each}" for each in sorted(roots - STANDARD - {"taper_app"})]
    for node in parts(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{path}:{node.lineno}: a float")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(node.right, ast.UnaryOp):
            found.append(f"{path}:{node.lineno}: a negative power, which is a float")
    opens = set() if path.startswith(READS_DATA) else OPENS
    found += [f"{path}:{node.lineno}: {node.id}" for node in [*floats(tree), *named(tree, opens)]]
    wrong = [(node, name) for node, name in used(tree) if name in CLOCKS or name.rpartition(".")[2] in opens]
    wrong += [(node, name) for node, name in used(tree) if name.startswith("math.") and name not in WHOLE]
    return found + [f"{path}:{node.lineno}: {name}" for node, name in wrong]


def imports_inside(path: str, text: str) -> list[str]:
    """Imports anywhere but at the top of a file, or of what is only known when it runs.

    Why: what a file rests on is read at its top and by the rules; an import inside hides a circle.
    Mend: import it at the top; where that makes a circle, move what both need into a room below. What only types need stands at
    the top in `if TYPE_CHECKING:`.
    """
    tree = syntax(text)
    typed = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    top = {id(node) for node in (*tree.body, *(each for block in typed for each in block.body))}
    found = [node for node in parts(tree) if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in top]
    by_name = [node for node, name in used(tree) if name in BY_NAME] + named(tree, {"__import__", "exec", "eval"})
    return [f"{path}:{node.lineno}: an import that is not at the top" for node in found + by_name]


def writes_elsewhere(path: str, text: str) -> list[str]:
    """What writes to the database outside of actions/, migrations/ with triggers and grants, and backups/, which fill one,
    and postgresql/ and sqlite/, by which it is reached.

    Why: an action checks, writes and keeps its audit event in one transaction; a write beside them leaves no trace.
    Mend: call an action, or write one: keyword-only arguments, by=, one transaction.
    """
    if room_of(path) in ("actions", "migrations", "triggers", "grants", "backups", "postgresql", "sqlite"):
        return []
    tree = syntax(text)
    called = [node for node in parts(tree) if isinstance(node, ast.Call)]
    # A dictionary's update is given another dictionary; a query's is given columns by name.
    harmless = {
        id(node.func) for node in called if ast.unparse(node.func).endswith(".update") and node.args and not node.keywords
    }
    found = [(node, name) for node, name in used(tree) if isinstance(node, ast.Attribute) and id(node) not in harmless]
    return [f"{path}:{node.lineno}: {name} writes, and only actions may" for node, name in found if is_write(node.attr)]


def asks_for_today(path: str, text: str) -> list[str]:
    """Questions for the date or time outside of views, commands and jobs; actions and migrations may note the moment of a change.

    Why: "today" is the clinic's, in its own zone, and asked once a request; asked below, two answers of one page may differ.
    Mend: take today as an argument; views and commands ask today_at(clinic) or timezone.localdate(timezone=…).
    """
    room, tree = room_of(path), syntax(text)
    notes_moments = {"actions": {"timezone.now"}, "migrations": {"timezone.now"}}
    allowed = ({"views": DJANGO_CLOCKS, "management": DJANGO_CLOCKS, "jobs": DJANGO_CLOCKS} | notes_moments).get(room, set())
    found = [(node.lineno, name) for node, name in used(tree) if name in (CLOCKS | DJANGO_CLOCKS) - allowed]
    found += [(node.value.lineno, node.arg) for node in parts(tree) if isinstance(node, ast.keyword) and node.arg in AUTO]
    return [f"{path}:{line}: {name} asks the clock" for line, name in found]


def reads_what_is_stored(path: str, text: str) -> list[str]:
    """What reads the JSON of a revision instead of its value, `revision.issued()`, which any format is read as.

    Why: what older formats lack is decided once, where they are lifted; a key read elsewhere fails on the first old revision.
    Mend: call revision.issued() and read its fields.
    """
    if room_of(path) in KEEPS | {"engine"} or path in KEEPERS:
        return []
    tree = syntax(text)
    names = {node.attr for node, _ in used(tree) if isinstance(node, ast.Attribute)}
    told = {ast.unparse(each.targets[0]) for each in parts(tree) if isinstance(each, ast.Assign) and told_as_json(each.value)}
    keys = [(owner, key) for node in parts(tree) for owner, key in keys_read(node)] if "to_json" in text else []
    found = [f"{owner}, by {key!r}" for owner, key in keys if owner in told or told_as_json(ast.parse(owner).body[0].value)]
    return [f"{path}: reads {each}" for each in sorted(names & {"snapshot", "snapshot_unchecked"}) + found]


def counts_what_was_struck_out(path: str, text: str) -> list[str]:
    """Reviews and revisions that are read whether or not they were entered in error, and places named for that without need.

    Why: what was struck out would count again: a red flag of somebody else on the list, a wrong dose in force.
    Mend: read `.valid()`, or of a plan `.revisions.in_force()`; a place that means all of them is named in READS_ALL, and why.
    """
    if room_of(path) in ("models", "migrations"):
        return []
    asked = {ast.unparse(node) for node in parts(syntax(text)) if isinstance(node, ast.Attribute)}
    found = {each for each in asked if ALL_OF_THEM.fullmatch(each) and not each.endswith((".valid", ".in_force"))}
    named_here = READS_ALL.get(path, set())
    wrong = [f"{path}: {each} counts what was entered in error" for each in sorted(found - named_here)]
    return wrong + [f"{path}: {each} is named in READS_ALL and read no more" for each in sorted(named_here - found)]


def told_as_json(value: ast.expr) -> bool:
    """Whether an expression is what `to_json` gave, or a part of it."""
    while isinstance(value, ast.Subscript):
        value = value.value
    return isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] == "to_json"


def class_view(path: str, text: str) -> list[str]:
    """Views that are classes, but those with which allauth's own, which are classes, are put in our words.

    Why: a function is read from top to bottom; a class-based view runs in an order that stands in Django.
    Mend: write a function: guard, load, one call, answer.
    """
    if path == "taper_app/views/second_factors.py":
        return []
    tree = syntax(text)
    modules = [module for module, _ in imported(path, tree) if module.startswith("django.views.generic")]
    found = [f"imports {each}" for each in modules] + [name for _, name in used(tree) if name.endswith(".as_view")]
    if room_of(path) == "views":
        bases = [(each.name, ast.unparse(base).partition("[")[0]) for each in classes(tree) for base in each.bases]
        found += [name for name, base in bases if base.endswith("View")]
    return [f"{path}: {each}: a class-based view" for each in found]


def names_a_place(path: str, text: str) -> list[str]:
    """Codes of a market or of a language in the code: the demo alone is given one, as `market` or `language`.

    Why: what differs from country to country is then found in one table, and whoever adds one has no map to forget.
    Mend: a fact of a market is a key of markets.toml, of a language a column of taper_app/languages.py; read it from there.
    """
    if room_of(path) in ("migrations", "languages"):
        return []
    said = texts_in_code(path, text) if path.endswith(".py") else compared_in_a_template(text)
    return [f"{path}:{line}: {each!r} is a place" for line, each in said if each.lower() in codes_of_places()]


def texts_in_code(path: str, text: str) -> Iterator[tuple[int, str]]:
    """The texts of a file by line: not those that are to be translated, nor what the demo is given as its market or language."""
    tree = parts(syntax(text))
    kept = [each.value for each in tree if isinstance(each, ast.keyword) and each.arg in ("market", "language")]
    kept = kept if room_of(path) == "management" else []
    translated = [each.args for each in tree if isinstance(each, ast.Call) and ast.unparse(each.func) == "pgettext_lazy"]
    left_out = {id(each) for each in (*kept, *(arg for args in translated for arg in args))}
    for each in tree:
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in left_out:
            yield each.lineno, each.value


def compared_in_a_template(text: str) -> Iterator[tuple[int, str]]:
    """What a template compares something with, by line."""
    for found in re.finditer(r"""(?:[=!]=|\bin) *["']([\w-]+)["']""", text):
        yield text.count("\n", 0, found.start()) + 1, found[1]


@cache
def codes_of_places() -> frozenset[str]:
    """The code of each market and of each language."""
    app = Path(__file__).parent.parent / "taper_app"
    markets = tomllib.loads((app / "engine/catalogue/data/markets.toml").read_text(encoding="utf-8"))
    tags = re.findall(r'Language\("([\w-]+)"', (app / "languages.py").read_text(encoding="utf-8"))
    return frozenset([*markets, *map(str.lower, tags)])


def read_by_key(path: str, text: str) -> list[str]:
    """In the rooms of papers and of words: anything but words looked up by a string.

    Why: what was issued is a value with fields; a key that no type knows is missed by no tool.
    Mend: read the field of the value; words stand in a map with a name in capitals.
    """
    if room_of(path) not in ("handouts", "wording") or path == RENDERS:
        return []
    found = [(node.lineno, owner, key) for node in parts(syntax(text)) for owner, key in keys_read(node)]
    return [f"{path}:{line}: {owner} is read by {key!r}" for line, owner, key in found if not holds_words(owner)]


def holds_words(owner: str) -> bool:
    """Whether this is a map of words, which has a name in capitals, or what became of a revision since it was issued."""
    return re.match(r"words\b|(?:\w+\.)?[A-Z_]+\b", owner) is not None or owner in WHAT_BECAME
