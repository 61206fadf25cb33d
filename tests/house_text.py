"""The rules of the house for what people read: markup, doses, templates, styles. Each is given a file's place and text."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house_reading import parts, syntax

ENVELOPE = re.compile(r"\b(?:1\.25\b|5%? to 25\b|7 to 28\b|3 to 14\b|0 to 1\.25\b|70 days|(?:LEAST|MOST)_(?:PERCENT|DAYS) = \d)")
"""The numbers of the envelope, as a sentence or a constant would have them."""


def markup_unescaped(path: str, text: str) -> list[str]:
    """Ways round the escaping of what people typed.

    Why: a name with a tag in it would run on the page of whoever opens it.
    Mend: let the template write it; where code must make markup, use format_html or format_html_join with constant markup.
    """
    pattern = (
        r"mark_safe|SafeString|SafeText|SafeData|html_safe|\|\s*safe\b|\|\s*safeseq\b|filter\s+safe\b|autoescape\s+off"
        r"|autoescape\s*=\s*False|__html__|format_html\(\s*f[\"']"
    )
    return [f"{path}: {each} passes text that is not escaped" for each in re.findall(pattern, text)]


def writes_the_envelope(path: str, text: str) -> list[str]:
    """Bounds of a reduction, an interval, a crossover or the length of a taper that are written out in code or on a page.

    Why: a number that stands twice is changed in one place only, and then what is built is blocked by what judges it.
    Mend: read catalogue.envelope or catalogue.limits, which have it from engine/data with its source.
    """
    return [f"{path}: {found.strip()}" for found in ENVELOPE.findall(text)]


def writes_a_dose(path: str, text: str) -> list[str]:
    """Numbers with "mg" or "mL" after them that neither engine/text.py nor the mg filter wrote.

    Why: a trailing zero, a missing space or a break before the unit has killed people; one function gets it right once.
    Mend: in code write engine.text.mg(dose) or ml(volume); in a template {{ dose|mg }}.
    """
    if path.endswith(".py"):
        if path.startswith("taper_app/engine/") and path.endswith("/text.py"):
            return []
        lines = [node.lineno for node in parts(syntax(text)) for read in as_printed(node) if UNIT_AFTER.search(read)]
        return [f"{path}:{line}: writes a unit after a number" for line in lines]
    pattern = r"\}\}(?:\s|&nbsp;|&#160;|\u00a0|</?\w[^>]*>)*m[gL]\b|floatformat|stringformat"
    return [f"{path}: {each!r} writes a dose" for each in re.findall(pattern, text)]


UNIT_AFTER = re.compile("\0[\\s\u00a0]?m[gL]\\b")


def as_printed(node: ast.AST) -> Iterator[str]:
    """What an expression that puts text together will print, with NUL for each value: f"{x} mg", "{} mg".format(x), x + " mg"."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(map(as_read, node.values))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and not isinstance(node.left, ast.Constant):
        yield "\0" + as_read(node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.sub(r"\{[^{}\s]*\}|%(?:\(\w+\))?[-.\d]*[sdfrg]", "\0", node.value)


def as_read(part: ast.expr) -> str:
    """A part of a text: its words, a no-break space where that is meant, NUL for any other value."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    value = part.value if isinstance(part, ast.FormattedValue) else part
    return "\u00a0" if ast.unparse(value).endswith("NBSP") else "\0"


def from_elsewhere(path: str, text: str) -> list[str]:
    """In a template or a style: what the content policy forbids, which is anything inline and anything of another site.

    Why: browsers refuse it under the policy, and a page that asks another site tells it who is being treated.
    Mend: put styles into static/css, scripts into static, and serve what is needed from static/vendor.
    """
    pattern = (
        r"<[^>]*\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son\w+\s*=\s*[\"']|\shx-on\b|[\"'\s]js:|javascript:|<(?:iframe|object|embed|base)\b"
        r"|(?:src|srcset|action|hx-\w+)\s*=\s*[\"']?(?:https?:)?//|<(?:link|use|image)[^>]*//"
        r"|url\(\s*[\"']?(?:https?:)?//|@import\s+[\"']?(?:https?:)?//"
    )
    return [f"{path}: {each.strip()} is refused by the content policy" for each in re.findall(pattern, text, re.IGNORECASE)]


def without_a_token(path: str, text: str) -> list[str]:
    """In the style of pages: a colour, a size of type or a distance that is no token of its top, or a token that is not there.

    Why: what is coloured by itself stays as it is in the dark, where nobody reads it, and every size of its own is one more look.
    Mend: use a token of `:root`, or give it a new one with a value for both schemes; measure distances in quarters of a rem.
    """
    if path != "static/css/taper.css":
        return []
    rules = re.sub(r"(?m)^ *--[\w-]+: [^;]+;|/\*.*?\*/", "", text)
    own = re.findall(r"(?<![&\w])#(?:[0-9a-f]{3}){1,2}\b|\b(?:rgb|hsl)a?\(", rules, re.IGNORECASE)
    own += re.findall(r"font-size: (?!var\(|[\d.]+pt)[^;}]+", rules)
    distances = re.findall(r"\b(?:margin|padding|gap)[\w-]*: [^;}]+", rules)
    own += [each for each in distances if any(float(rem) * 4 % 1 for rem in re.findall(r"([\d.]+)rem", each))]
    own += sorted(set(re.findall(r"var\((--[\w-]+)\)", text)) - set(re.findall(r"(--[\w-]+):", text)))
    return [f"{path}: {each} is no token" for each in own]


def asks_for_today_in_a_template(path: str, text: str) -> list[str]:
    """A template that asks what day it is.

    Why: it would ask in the server's zone, and an old page would change by itself.
    Mend: let the view ask, in the clinic's zone, and give the template the date.
    """
    found = re.findall(r"\{%\s*now\b|\|\s*(?:timesince|timeuntil|naturaltime|naturalday)\b", text)
    return [f"{path}: {each} asks the clock" for each in found]


def names_a_machine(path: str, text: str) -> list[str]:
    """Folders of somebody's machine, and where somebody gets packages from.

    Why: it works there and nowhere else, and tells who wrote it.
    Mend: name files from the folder of the project; leave package indexes to the machine's own settings.
    """
    folders = "|".join(("work", "root", "home", "Users", "tmp"))
    pattern = (
        rf"(?<![\w.~}}-])/(?:{folders})/\w[\w/.-]*|-" + r"-(?:extra-)?index-url|-" + r"-find-links|https?://[^\s\"']*/simple\b"
    )
    return [f"{path}: {each} is of one machine" for each in re.findall(pattern, text)]


ROOT = Path(__file__).parent.parent
FOLDERS = r"(?:taper_app|templates|static|tests|script|docs|\.ci)"
NAMES = r"\.?[\w-]+(?:\.[\w-]+)*\.(?:py|md|toml|in|txt|html|css|svg|po|xz|yaml|json)|LICENSE|NOTICE|\.editorconfig"


def names_what_is_gone(path: str, text: str) -> list[str]:
    """In a document: a file or folder that the project does not have, by its path, in the map, or by its name alone in backticks.

    Why: who reads it looks there first, and what is wrong about places is not believed about doses.
    Mend: name what took its place, or take the sentence out.
    """
    paths = {each.rstrip(".") for each in re.findall(rf"(?<![\w./-]){FOLDERS}/[\w./-]*", text)} | set(mapped(text))
    gone = [each for each in sorted(paths) if not (ROOT / each).exists()]
    alone = set(re.findall(rf"`({NAMES})`", text))
    return [f"{path}: {each} is not there" for each in gone + sorted(alone - names_there())]


def mapped(text: str) -> Iterator[str]:
    """The paths of a map: below a folder in an indented block, what is indented by two more."""
    above: list[str] = []
    for line in text.splitlines():
        entry = re.match(rf"    ((?:  )*)((?:(?:[\w.]+/|{NAMES}) )*(?:[\w.]+/|{NAMES}))(?:  |$)", line)
        if entry:
            above = above[: len(entry[1]) // 2]
            names = entry[2].split(" ")
            yield from ("".join([*above, name]) for name in names)
            above.append(names[-1])
        elif line and not line.startswith("    "):
            above = []


@cache
def names_there() -> frozenset[str]:
    """The name of every file of the project."""
    below = (path.name for top in ("taper_app", "tests", "templates", "docs", "script") for path in (ROOT / top).rglob("*"))
    return frozenset(below) | {path.name for path in ROOT.iterdir()}
