"""The rules of the house against what an attacker would use. Each is given a file's place and text, as in house_rules.py."""

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator

from tests.house_reading import imports, named, parts, syntax, used

SQL_WRITERS = ("triggers.py", "sqlite/", "backups/", "migrations/", "grants.py", "checks.py", "actions/erasure.py")
"""Where statements are put together, of names of tables, settings and roles that stand in the code or that an operator gives."""
PROGRAMS = {"taper_app/backups/postgresql.py", "taper_app/handouts/render.py", "taper_app/handouts/shared.py"}
"""Where another program is started: the client of PostgreSQL by a command, and the child that prints."""
STARTS = re.compile(r"subprocess|multiprocessing|pty|os\.(?:system|popen|exec\w*|spawn\w*|posix_spawn\w*)")
READS_ANYTHING = re.compile(r"(?:c?pickle|dill|marshal|shelve|yaml|xml|lxml|code|codeop|runpy)\b")
OUTSIDE = re.compile(
    r"(?:urllib\.request|http\.client|smtplib|ftplib|telnetlib|requests|httpx|aiohttp|socket|django\.core\.mail)\b"
)
SOCKETS = {"taper_app/handouts/child.py": {"socket"}, "taper_app/handouts/shared.py": {"socket"}}
SOCKETS["taper_app/server.py"] = {"socket"}
"""Who speaks to the children that print, over a socket of this machine that only its own account opens; and who is spoken to."""
PATTERNS = {
    "taper_app/forms/doses.py: pattern": "one of the patterns of its own table",
    "taper_app/forms/doses.py: parts": "how many places there may be, as the form's code says",
}
"""What is compiled as a pattern and is no constant, and why it can hold nothing that was typed."""
LONG = re.compile(r"""(?i)(?:secret|passw|token|key|credential)\w*["']?\s*[:=]\s*["']([A-Za-z0-9+/_=-]{24,})["']""")
KNOWN_SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AGE-SECRET-KEY-1[0-9A-Z]{50,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}\b"
    r"|\bgithub_pat_\w{60,}|\bglpat-[\w-]{20}\b|\bxox[abprs]-[\w-]{10,}|\b[rs]k_live_\w{20,}|\bAIza[\w-]{35}\b|\bpypi-AgE\w{50,}"
    r"|\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}"
)


def sql_from_text(path: str, text: str) -> list[str]:
    """Queries that are no query of the ORM: `raw`, `extra`, `RawSQL`, and a statement that is put together.

    Why: what was typed becomes a part of the statement, and then asks for the records of another clinic, or drops them.
    Mend: ask by the ORM; where that cannot, give `execute` a constant with %s, and the values beside it.
    """
    if path.removeprefix("taper_app/").startswith(SQL_WRITERS):
        return []
    tree = syntax(text)
    found = [(node.lineno, name) for node, name in used(tree) if re.search(r"(?:objects\.extra|\.raw|RawSQL|RunSQL)$", name)]
    for call in calls(tree):
        does = ast.unparse(call.func).rpartition(".")[2]
        if does in ("execute", "executemany") and call.args and not isinstance(call.args[0], ast.Constant):
            found.append((call.lineno, f"{does} of what is put together"))
    return [f"{path}:{line}: {name}" for line, name in found]


def starts_programs(path: str, text: str) -> list[str]:
    """Programs that are started where none has to be, or by a line that a shell reads.

    Why: a shell reads what was typed as commands, and whatever starts a program can be made to start another.
    Mend: do it in Python; where a program must run, name the file in PROGRAMS and give it a list of arguments.
    """
    tree = syntax(text)
    found = [
        f"{path}:{each.value.lineno}: by a shell" for each in parts(tree) if isinstance(each, ast.keyword) and is_shell(each)
    ]
    if path not in PROGRAMS:
        found += [f"{path}: imports {each}" for each in imports(path, tree) if STARTS.match(each)]
        found += [f"{path}:{node.lineno}: {name}" for node, name in used(tree) if STARTS.fullmatch(name)]
    return found


def is_shell(keyword: ast.keyword) -> bool:
    return keyword.arg == "shell" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)


def runs_text(path: str, text: str) -> list[str]:
    """What runs a text, or reads one into whatever objects it asks for: eval, a template made of it, pickle, YAML, XML.

    Why: who can write the text, in a form or in a row of the database, runs what they like in the server.
    Mend: read JSON into named fields; keep templates in files; compare names with a list.
    """
    tree = syntax(text)
    found = [f"{path}: imports {each}" for each in imports(path, tree) if READS_ANYTHING.match(each)]
    found += [f"{path}:{node.lineno}: {node.id}" for node in named(tree, {"eval", "exec", "compile", "__import__"})]
    makes = re.compile(r".*from_string|(?:template|engine|base)\.Template")
    return found + [f"{path}:{node.lineno}: {name}" for node, name in used(tree) if makes.fullmatch(name)]


def pattern_from_text(path: str, text: str) -> list[str]:
    """Patterns that are put together of what is not constant.

    Why: what was typed is then read as a pattern: it finds what it should not, or takes minutes.
    Mend: compare texts; where a pattern has to hold one, put it through re.escape. What is constant has a name in capitals.
    """
    found = []
    for call in calls(syntax(text)):
        if (
            re.fullmatch(r"re\.(?:compile|search|match|fullmatch|findall|finditer|sub|split)", ast.unparse(call.func))
            and call.args
        ):
            found += [(call.lineno, each) for each in unknown_in(call.args[0]) if f"{path}: {each}" not in PATTERNS]
    return [f"{path}:{line}: a pattern of {each}" for line, each in found]


def unknown_in(pattern: ast.expr) -> Iterator[str]:
    """The parts of an expression that are neither constant nor escaped."""
    if isinstance(pattern, ast.Call) and "re.escape" in ast.unparse(pattern):
        return
    if isinstance(pattern, ast.Name | ast.Attribute):
        name = ast.unparse(pattern)
        if not re.fullmatch(r"(?:.+\.)?_?[A-Z][A-Z_]*", name):
            yield name
    elif isinstance(pattern, ast.Call):
        yield ast.unparse(pattern)
    else:
        for each in ast.iter_child_nodes(pattern):
            if isinstance(each, ast.expr):
                yield from unknown_in(each)


def asks_elsewhere(path: str, text: str) -> list[str]:
    """Ways out of the machine.

    Why: an address that somebody typed is asked from inside the clinic's network, and tells others who is treated.
    Mend: Taper asks nobody: take what is needed into the repository. The children that print are in SOCKETS.
    """
    found = {each for each in imports(path, syntax(text)) if OUTSIDE.match(each)}
    return [f"{path}: imports {each}" for each in sorted(found - SOCKETS.get(path, set()))]


def weak_chance_or_hash(path: str, text: str) -> list[str]:
    """Chance that can be guessed, and hashes that can be forged.

    Why: `random` is worked out from what it gave before, and two texts with one MD5 or SHA-1 can be made by anybody.
    Mend: take `secrets`, at least 16 bytes where nothing else guards it; SHA-256 for a hash, with a key for a seal.
    """
    tree = syntax(text)
    found = [f"{path}: imports {each}" for each in imports(path, tree) if re.match(r"random\b", each)]
    weak = re.compile(r"hashlib\.(?:md4|md5|sha1|new)|hashers\.(?:MD5|Scrypt|Unsalted)\w*|modes\.ECB|padding\.PKCS1v15")
    return found + [f"{path}:{node.lineno}: {name}" for node, name in used(tree) if weak.fullmatch(name)]


def takes_any_field(path: str, text: str) -> list[str]:
    """Forms of all columns of a table, or of all but some, and what was sent set by its own names.

    Why: a column that is added later, such as a role, is then written by whoever sends its name.
    Mend: name the fields of a form, and give an action each by its name.
    """
    tree, found = syntax(text), []
    for node in parts(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, node.value
            if name == "exclude" or (name == "fields" and isinstance(value, ast.Constant) and value.value == "__all__"):
                found.append((node.lineno, f"{name} = {ast.unparse(value)}"))
    for call in calls(tree):
        sent = [ast.unparse(each) for each in (*call.args, *(word.value for word in call.keywords if word.arg is None))]
        if ast.unparse(call.func) in ("setattr", "update_fields") and any("POST" in each or "GET" in each for each in sent):
            found.append((call.lineno, ast.unparse(call)))
        found += [(call.lineno, f"**{ast.unparse(w.value)}") for w in call.keywords if w.arg is None and is_request(w.value)]
    return [f"{path}:{line}: {each}" for line, each in found]


def is_request(value: ast.expr) -> bool:
    return bool(re.search(r"request\.(?:POST|GET)", ast.unparse(value)))


def script_makes_markup(path: str, text: str) -> list[str]:
    """In a script of ours: text that becomes markup or code, what a browser keeps, and objects merged by names that were sent.

    Why: a name with a tag in it would run; what is kept in a browser is there for whoever comes next.
    Mend: set textContent; let the server make markup; keep what is typed on the server; use a Map for names from elsewhere.
    """
    wrong = (
        r"\.(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write|\beval\s*\(|new\s+Function|\.srcdoc|createContextualFragment"
        r"|setTimeout\(\s*[\"'`]|localStorage|sessionStorage|indexedDB|caches\.|serviceWorker|document\.cookie"
        r"|__proto__|Object\.assign\([^{]*\)|\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+in\b|[\"'`]https?://"
    )
    return [f"{path}: {each}" for each in re.findall(wrong, text)]


def holds_a_secret(path: str, text: str) -> list[str]:
    """Keys, tokens and passwords that look real.

    Why: who has the repository has them for ever, also after they were taken out again.
    Mend: change the key where it is used, read it from a file, and take it out. What a test needs is words, not chance.
    """
    found = [each[:12] for each in KNOWN_SECRETS.findall(text)]
    found += [each[:12] for each in LONG.findall(text) if bits_a_letter(each) > 4.2]
    return [f"{path}: {each}… looks like a secret" for each in found]


def bits_a_letter(text: str) -> float:
    """How much chance is in a text, in bits a letter: words have less than 4, what was drawn at random more."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def calls(tree: ast.AST) -> list[ast.Call]:
    """Every call of a file."""
    return [node for node in parts(tree) if isinstance(node, ast.Call)]


RULES = (
    sql_from_text,
    starts_programs,
    runs_text,
    pattern_from_text,
    asks_elsewhere,
    weak_chance_or_hash,
    takes_any_field,
)
"""Those for the application's own Python."""
