"""Gates that every word about a dose passes, on pages and on paper: each names a way of writing that has harmed people.

The rules are those of ISMP's list of error-prone abbreviations, the Joint Commission's "do not use" list and the NHS common user
interface guidance. They are applied to one table cell or paragraph at a time, because neighbouring cells are not neighbours in
speech, and to text whose no-break spaces were kept.
"""

import re
from html.parser import HTMLParser

UNIT = r"(?:mg|mL|ml|tablets?|capsules?)"
GATES = {
    "trailing zero": rf"(?<![\d.])\d+\.\d*0\s*{UNIT}\b",
    "no zero before the point": rf"(?<!\d)\.\d+\s*{UNIT}\b",
    "no space before the unit": r"\d(?:mg|mL|ml|tablet|capsule)",
    "a dose that can break over two lines": rf"\d[ \n]{UNIT}\b",
    "a full stop after the unit": r"\bmg\.(?=[a-z0-9 ])(?! [A-Z])",
    "a thousand without a comma": rf"(?<![\d.,])\d{{4,}}\s*{UNIT}\b",
    "an unsafe unit": r"[µμ]g|\bmcg\b|\bug\b|\bMG\b|\bmgs\b",
    "an exponent": rf"\d[eE][+-]?\d+\s*{UNIT}\b",
    "the tail of a float": r"\d\.\d{5,}",
    "a shortened drug name": r"\b(?:BZDs?|benzos?|clonaz|loraz|alpraz|diaz)\b",
    "a fraction with a slash": r"(?<![\d/])\d/\d(?![\d/])",
    "two numerals side by side": r"\b\d+ \d+[ \u00a0]?(?:mg|mL)\b",
    "Latin": (
        r"(?i:\b(?:q\.?d\.?|q\.?o\.?d\.?|qhs|qam|qpm|b\.?i\.?d\.?|t\.?i\.?d\.?|q\.?i\.?d\.?|p\.?r\.?n\.?|tds|qds|nocte|mane|d/c)"
        r"(?![\w.]))|\b(?:hs|HS|od|OD|bd|BD|po|PO)\b"
    ),
    "a vague time": r"(?i)\b(?:once|twice|three times) (?:daily|a day)|every \d+ hours|as directed",
    "a date in numbers": r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b",
    "a range with a dash": r"\d\s?[–—-]\s?\d+\s?(?:mg|days?|weeks?|tablets?)",
    "Roman numerals": r"\b(?:take|give) (?:i{1,3}|iv)\b",
    "words cut short": r"\u2026|\.\.\.",
}
COMPILED = {name: re.compile(pattern) for name, pattern in GATES.items()}
INLINE = {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time"}
UNSEEN = {"script", "style", "template", "head"}


def hits(text: str) -> list[tuple[str, str]]:
    """What the gates find in one cell or paragraph: (gate, the words found)."""
    return [(name, found.group(0)) for name, gate in COMPILED.items() for found in gate.finditer(text)]


def hits_in(texts: list[str]) -> list[tuple[str, str, str]]:
    """The same for many cells and paragraphs, each with the text that it was found in."""
    return [(*found, text) for text in texts for found in hits(text)]


def hits_in_html(html: str) -> list[tuple[str, str, str]]:
    """What the gates find in a page, an element at a time, in titles and labels that are only heard too."""
    return hits_in(texts_of(html))


def texts_of(html: str) -> list[str]:
    """The texts of a page: one for each block, table cell, list item or label, in order."""
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.texts


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._unseen = 0

    def end_block(self) -> None:
        """What was read since the last block began is one text. Blanks collapse, no-break spaces do not."""
        text = re.sub(r"[ \t\r\n]+", " ", "".join(self._parts)).strip(" ")
        if text:
            self.texts.append(text)
        self._parts = []

    def handle_starttag(self, tag, attrs):
        self._unseen += tag in UNSEEN
        if tag not in INLINE:
            self.end_block()
        heard = [value for name, value in attrs if name in ("alt", "title", "aria-label", "placeholder") and value]
        self.texts += heard

    def handle_endtag(self, tag):
        self._unseen -= tag in UNSEEN and self._unseen > 0
        if tag not in INLINE:
            self.end_block()

    def handle_data(self, data):
        if not self._unseen:
            self._parts.append(data)
