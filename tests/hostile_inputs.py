"""Inputs that nobody would type, the same for the same seed and number: fields of forms, and requests of the command line."""

import random
import string
from urllib.parse import quote_from_bytes

MARKS = (
    b"<xss7",
    b'" onxss7=',
    b"' onxss7=",
    b'href="javascript:',
    b'src="javascript:',
    b'action="javascript:',
    b'post="javascript:',
)
"""What of the markup below is only there where it was not escaped."""
MARKUP = [
    "<xss7>",
    '"><xss7 onload=alert(1)>',
    "'><xss7>",
    '" onxss7="alert(1)',
    "' onxss7='alert(1)",
    "</textarea><xss7>",
    "</title></style></script><xss7>",
    "--><xss7>",
    "]]><xss7>",
    "<xss7/onmouseover=alert(1)//",
    "<<xss7>>",
    "<xss7\nonload=alert(1)>",
    "javascript:xss7",
    "data:text/html,<xss7>",
    "&lt;xss7&gt;",
    "%3Cxss7%3E",
    "\u02c2xss7\u02c3 \uff1cxss7\uff1e",
    "<svg><xss7><animate onbegin=alert(1)>",
    "<xss7 style=background:url(//evil.example)>",
]
STATEMENTS = [
    "' OR 1=1 --",
    "'; DROP TABLE taper_app_patient; --",
    "1) UNION SELECT password FROM taper_app_user --",
    "%' AND '%'='",
    "\\",
]
CODE = [
    "{{7*7}}",
    "{% load x %}",
    "${7*7}",
    "{0.__class__}",
    "%(name)s",
    "%s%n",
    "`id`",
    "$(id)",
    "; id",
    "| id",
    "__import__('os')",
]
PATHS = [
    "../../../../etc/passwd",
    "..\\..\\x",
    "/etc/passwd",
    "file:///etc/passwd",
    "//evil.example/",
    "http://169.254.169.254/",
    "\x00.pdf",
]
LINES = ["x\r\nSet-Cookie: a=b", "x\nBcc: a@b.example", "x\r\n\r\n<xss7>", "\x1b[31m", "\x07", "\x00", "\u2028", "\x85"]
UNSEEN = [
    "\u202e0000",
    "\u200b",
    "\ufeff",
    "\u3164",
    "\U000e0041",
    "\u0301" * 50,
    "e\u0301",
    "\uff11\uff12",
    "\u0661\u0662",
    "\U0001f48a",
]
NUMBERS = [
    "0",
    "-0",
    "-1",
    "1e9",
    "1E+1",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "0,5",
    ".5",
    "5.",
    "\u00bd",
    "9" * 30,
    "9" * 400,
    "0." + "0" * 60 + "1",
]
NUMBERS += [str(2**31), str(2**63), str(-(2**63)), "1" + "0" * 5000, "00000001", "+1", " 1 ", "1 1", "\u06f5"]
DATES = ["0", "32", "13", "99999", "2027", "0001", "9999", "29", "2027-02-30", "-5", "1e3", "31/12/9999", "Feb", "tomorrow"]
JSON = [
    "{}",
    "[]",
    "null",
    '"x"',
    "[" * 400,
    '{"holds":' * 100 + "1" + "}" * 100,
    '{"holds": null}',
    '{"__proto__": 1}',
    '{"a": 1e999}',
    "[1",
]
JSON += ['{"holds": [{"after_step": -1, "days": 1e9}]}', '{"bands": [{"down_to_mg": "x"}]}', "true", "-", '{"a":1,"a":2}']
LENGTHS = ["x" * 121, "x" * 1001, "\U0001f48a" * 700, "a " * 3000, "\u00e9" * 5000, "x" * 20000]
CORPUS = [
    MARKUP,
    STATEMENTS,
    CODE,
    PATHS,
    LINES,
    UNSEEN,
    NUMBERS,
    DATES,
    JSON,
    LENGTHS,
    ["", " ", "on", "off", "none", "null", "undefined"],
]
ASKED = (
    "q",
    "only",
    "page",
    "then",
    "who",
    "pick",
    "language",
    "pages",
    "days",
    "alarm",
    "supplies",
    "of",
    "on",
    "paper",
    "mine",
    "sort",
)
ASKED += ("next", "text", "drug", "method", "pace", "reauthenticate")
"""Names that some address reads behind its question mark."""


class Hostile:
    """One input after another, the same for the same seed and number."""

    def __init__(self, seed: int, number: int) -> None:
        self.chance = random.Random(f"{seed} {number}")

    def value(self, others: list[str]) -> str:
        """Something that nobody would type, or what stood in another box."""
        chance = self.chance
        kind = chance.random()
        if kind < 0.1 and others:
            return chance.choice(others)
        if kind < 0.2:
            return "".join(chance.choices(string.printable + "éß漢字ع𝕏\u200d", k=chance.randint(0, 60)))
        found = chance.choice(chance.choice(CORPUS))
        return found + chance.choice(chance.choice(CORPUS)) if kind > 0.92 else found

    def fields(self, sent: dict[str, list[str]]) -> list[tuple[str, str]]:
        """The fields of a form, some of them changed, left out, sent twice or under another name, and some that are not asked."""
        chance = self.chance
        pairs = [(name, str(each)) for name, values in sent.items() for each in ([values] if isinstance(values, str) else values)]
        others = [value for _, value in pairs]
        changed = max(1, round(len(pairs) * chance.choice((0.02, 0.1, 0.5, 1.0))))
        for at in chance.sample(range(len(pairs)), min(changed, len(pairs))):
            name, value = pairs[at]
            pairs[at] = chance.choices(
                [(name, self.value(others)), ("", ""), (self.other_name(name), value), (name, value + self.value(others))],
                weights=(80, 8, 6, 6),
            )[0]
        pairs = [each for each in pairs if each[0]]
        for _ in range(chance.choice((0, 0, 0, 1, 3))):
            pairs.append((chance.choice(pairs)[0] if pairs and chance.random() < 0.5 else self.value([]), self.value(others)))
        if chance.random() < 0.05:
            chance.shuffle(pairs)
        return pairs

    def other_name(self, name: str) -> str:
        """A name like one of a field: of a row that there is not, or misspelt."""
        number = self.chance.choice(("0", "7", "999", "-1", "1e3", "99999999999999999999", "\u0663"))
        there = [at for at, letter in enumerate(name) if letter.isdigit()]
        return (
            name[: there[0]] + number + name[there[0] + 1 :]
            if there
            else name + self.chance.choice(("_0", "-0", "[]", "__in", " "))
        )

    def body(self, pairs: list[tuple[str, str]]) -> bytes:
        """As a browser encodes it; now and then as none would."""
        chance = self.chance
        coded = "&".join(f"{coded_text(name)}={coded_text(value)}" for name, value in pairs).encode("ascii")
        if chance.random() < 0.03:
            at = chance.randrange(len(coded) + 1)
            coded = (
                coded[:at]
                + chance.choice((b"%", b"%zz", b"%ED%A0%80", b"%FF%FE", b"&&=&", b";", b"\xff\x00", b"%u0041"))
                + coded[at:]
            )
        return coded


def coded_text(text: str) -> str:
    """As it stands in a form that is sent; half of a surrogate pair too."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def changed(drawn: Hostile, value):
    """A value of JSON with one of its parts changed, at any depth."""
    chance = drawn.chance
    if chance.random() < 0.25 or not isinstance(value, dict | list) or not value:
        odd = [drawn.value([]), None, True, 0, -1, 1.5, 10**400, [], {}, [[]], {"x": {}}, float("nan")]
        return chance.choice(odd)
    if isinstance(value, list):
        at = chance.randrange(len(value))
        return [*value[:at], changed(drawn, value[at]), *value[at + chance.choice((0, 1)) :]]
    name = chance.choice(sorted(value))
    kept = {each: part for each, part in value.items() if each != name}
    new_name = drawn.value([]) if chance.random() < 0.1 else name
    return kept | {new_name: changed(drawn, value[name])} if chance.random() < 0.9 else kept
