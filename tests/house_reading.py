"""What a file of Python imports, names and defines, read from its syntax for the rules of the house."""

import ast
from collections.abc import Iterator
from functools import lru_cache

Function = ast.FunctionDef | ast.AsyncFunctionDef
WRITES = {"save", "create", "delete", "update", "get_or_create", "update_or_create", "save_base"}
WRITES |= {"bulk_create", "bulk_update", "set_password", "executemany", "execute", "cursor"}


@lru_cache(maxsize=4)
def syntax(text: str) -> ast.Module:
    """A text as Python reads it; the last few are remembered, because one rule after another asks for them."""
    return ast.parse(text)


@lru_cache(maxsize=4)
def parts(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All parts of a file, remembered like it."""
    return tuple(ast.walk(tree))


def room_of(path: str) -> str:
    """Where a file of taper_app belongs: the first part of its place."""
    return path.removeprefix("taper_app/").split("/")[0].removesuffix(".py")


def imported(path: str, tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every (module, name) that a file imports, the module in full; the name is empty where a module is imported whole."""
    here = path.removesuffix(".py").split("/")[:-1]
    for node in parts(tree):
        if isinstance(node, ast.Import):
            yield from ((each.name, "") for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((module, each.name) for each in node.names)


def imports(path: str, tree: ast.AST) -> Iterator[str]:
    """Every module that a file imports from, in full; a name from a folder that the file is in is one."""
    here = path.rpartition("/")[0].replace("/", ".")
    for module, name in imported(path, tree):
        yield f"{module}.{name}" if name and f"{here}.".startswith(f"{module}.") else module


def aliases(tree: ast.AST) -> dict[str, str]:
    """What a name at the top of a file stands for, in full, by the name that the file gives it."""
    found = {}
    for node in parts(tree):
        if isinstance(node, ast.Import):
            found |= {each.asname: each.name for each in node.names if each.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return found


@lru_cache(maxsize=4)
def used(tree: ast.AST) -> tuple[tuple[ast.expr, str], ...]:
    """Every attribute and every imported name, by its last two parts, whatever the file calls it: timezone.now, date.today."""
    stands_for, found = aliases(tree), list[tuple[ast.expr, str]]()
    for node in parts(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            before = stands_for.get(owner.id, owner.id) if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            found.append((node, f"{before.rpartition('.')[2]}.{node.attr}"))
        elif isinstance(node, ast.Name) and node.id in stands_for:
            found.append((node, ".".join(stands_for[node.id].split(".")[-2:])))
    return tuple(found)


def named(tree: ast.AST, names: set[str]) -> list[ast.Name]:
    """Where one of these names stands alone, as a built-in function does."""
    return [node for node in parts(tree) if isinstance(node, ast.Name) and node.id in names]


def floats(tree: ast.AST) -> list[ast.Name]:
    """Where the type is named, unless to ask whether something is one, as it must be to refuse it."""
    asked = [node for node in parts(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance"]
    refused = {id(name) for call in asked for name in ast.walk(call)}
    return [node for node in named(tree, {"float"}) if id(node) not in refused]


def functions(tree: ast.AST) -> list[Function]:
    """All functions and methods, inner ones too."""
    return [node for node in parts(tree) if isinstance(node, Function)]


def classes(tree: ast.AST) -> list[ast.ClassDef]:
    """All classes, inner ones too."""
    return [node for node in parts(tree) if isinstance(node, ast.ClassDef)]


def functions_of(owner: ast.Module | ast.ClassDef) -> list[Function]:
    """What a file or a class defines itself, whatever condition stands around it."""
    found, left = [], list[ast.AST](owner.body)
    while left:
        each = left.pop()
        if isinstance(each, Function):
            found.append(each)
        elif not isinstance(each, ast.ClassDef):
            left += ast.iter_child_nodes(each)
    return found


def length(part: Function | ast.ClassDef) -> int:
    """Lines of a function or a class, its docstring and decorators left out."""
    said = part.body[0] if ast.get_docstring(part) else None
    return part.end_lineno - part.lineno + 1 - (said.end_lineno - said.lineno + 1 if said else 0)


def bodies(tree: ast.AST) -> Iterator[tuple[int, list[ast.stmt]]]:
    """Every list of statements with the line that it hangs on, 0 where there is none."""
    for node in parts(tree):
        if isinstance(body := getattr(node, "body", None), list):
            yield getattr(node, "lineno", node.pattern.lineno if isinstance(node, ast.match_case) else 0), body
        for rest in (getattr(node, "orelse", None), getattr(node, "finalbody", None)):
            if isinstance(rest, list):
                yield 0, rest


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


def is_write(name: str) -> bool:
    """Whether a method of this name writes, waited for or not."""
    return name in WRITES or (name[:1] == "a" and name[1:] in WRITES)
