"""A PDF read back: its text cell by cell from the structure tree, and the place, size, font and colour of every word."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pypdf
from pypdf.generic import ContentStream, NameObject

TOTAL_IN_HEAD = re.compile(r"\. (Total for the (?:day|week)): ((?:(?: and )?(?:[a-z]+ )?[\d.,]+\u00a0mg)+)")


@dataclass(frozen=True)
class Shown:
    """A piece of text on a page: its marked content number, size, left and right edge in points, font and colour."""

    page: int
    mark: int | None
    text: str
    size: float
    left: float
    right: float
    font: str
    colour: tuple[float, ...]


class Paper:
    """A PDF as a reader meets it. Pages count from 0."""

    def __init__(self, pdf: bytes) -> None:
        self.reader = pypdf.PdfReader(io.BytesIO(pdf))
        self.root = self.reader.trailer["/Root"]
        self.pages = self.reader.pages

    def text(self, page: int) -> str:
        """All words on a page, header and footer too, in the order they are drawn; every blank a single space."""
        return self.texts[page]

    @cached_property
    def texts(self) -> list[str]:
        """The text of each page."""
        assert len(self.contents) == len(self.pages)
        return [re.sub(r"[ \n]+", " ", page.extract_text()) for page in self.pages]

    @cached_property
    def contents(self) -> list[ContentStream]:
        """The content of each page, put in its place so that it is parsed once, for its words and for what is drawn."""
        for page in self.pages:
            page[NameObject("/Contents")] = ContentStream(page["/Contents"].get_object(), self.reader, "bytes")
        return [page["/Contents"] for page in self.pages]

    @cached_property
    def numbers(self) -> list[int]:
        """The number of each page's object, as the structure tree has it."""
        return [page.indirect_reference.idnum for page in self.pages]

    @cached_property
    def shown(self) -> list[Shown]:
        """Every piece of text, page by page, in the order it is drawn."""
        return [each for number, drawn in enumerate(self.drawn) for each in _shown(self.reader, number, drawn)]

    @cached_property
    def drawn(self) -> list[list]:
        """What each page draws, operation by operation."""
        return [each.operations for each in self.contents]

    def colours(self) -> set[tuple[float, ...]]:
        """Every colour that is filled or drawn with."""
        return self._set_by(b"rg", b"RG", b"g", b"G")

    def filled(self) -> set[tuple[float, ...]]:
        """Every colour that is filled with, words and grounds alike."""
        return self._set_by(b"rg", b"g")

    def _set_by(self, *operators: bytes) -> set[tuple[float, ...]]:
        return {tuple(map(float, operands)) for page in self.drawn for operands, operator in page if operator in operators}

    def bookmarks(self) -> list:
        """Every bookmark, in order, whatever its rank."""
        return list(_flat(self.reader.outline))

    # The structure tree ------------------------------------------------------------------------------

    def elements(self, tag: str = "", within=None) -> list:
        """Every structure element of this tag (or of any), in reading order."""
        return [each for each in self._walk(within or self.root["/StructTreeRoot"]) if tag in ("", each["/S"])]

    def _walk(self, element) -> Iterator:
        for kid in kids_of(element):
            if hasattr(kid, "get") and kid.get("/S"):
                yield kid
                yield from self._walk(kid)

    def words(self, element) -> str:
        """The text of an element and all below it; blanks collapse, no-break spaces stay, a word broken by a hyphen is whole."""
        text = re.sub(r"[ \n]+", " ", " ".join(self._texts(element)))
        return re.sub(r"(?<=[a-z])- (?=[a-z])", "", re.sub(r" +([,.:])", r"\1", text)).strip(" ")

    def _texts(self, element) -> Iterator[str]:
        for key in self.marks(element):
            yield "".join(each.text for each in self._marked[key])

    def edges(self, element) -> tuple[float, float]:
        """How far an element's words reach to the left and to the right, in points."""
        shown = [each for key in self.marks(element) for each in self._marked[key] if each.text.strip()]
        return min(each.left for each in shown), max(each.right for each in shown)

    def marks(self, element) -> Iterator[tuple[int, int]]:
        """The page object and number of each piece of marked content of an element and all below it."""
        for kid in kids_of(element):
            if isinstance(kid, int):
                yield element.raw_get("/Pg").idnum, kid
            else:
                yield from self.marks(kid)

    @cached_property
    def _marked(self) -> dict[tuple[int, int | None], list[Shown]]:
        """What each piece of marked content shows, by page object and number."""
        found: dict[tuple[int, int | None], list[Shown]] = defaultdict(list)
        for each in self.shown:
            found[self.pages[each.page].indirect_reference.idnum, each.mark].append(each)
        return found

    def steps(self) -> list[tuple[str, list[str]]]:
        """Each step of the tables: the header above it, and its cells; a total that is said in the header is the last cell, that
        of a week below its name."""
        found = []
        for body in self.elements("/TBody"):
            heads = [self.words(each) for each in self.elements("/TH", body)]
            cells = [self.words(each) for each in self.elements("/TD", body)]
            if heads and (told := TOTAL_IN_HEAD.search(heads[0])):
                heads[0] = f"{heads[0][: told.start()]} {heads[0][told.end() :]}".strip()
                closing = cells[len(cells) - cells[-1].startswith("Stay on ") :]
                cells[len(cells) - len(closing) :] = [*[told[1]] * told[1].endswith("week"), told[2], *closing]
            found.append((heads[0] if heads else "", cells))
        return found

    def paragraphs(self) -> list[str]:
        """The text of every heading, paragraph, list item and cell, each by itself."""
        tags = ("/H1", "/H2", "/P", "/LI", "/TH", "/TD", "/Caption")
        return [self.words(each) for each in self.elements() if each["/S"] in tags]


def _flat(outline) -> Iterator:
    for each in outline:
        yield from _flat(each) if isinstance(each, list) else [each]


def kids_of(element) -> list:
    """What is right below an element: elements, and the numbers of marked content."""
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    return [kid.get_object() if hasattr(kid, "get_object") else kid for kid in kids]


@dataclass(frozen=True)
class _Font:
    name: str
    letters: dict[int, str]
    widths: dict[int, float]

    @classmethod
    def read(cls, font) -> "_Font":
        cmap = font["/ToUnicode"].get_object().get_data().decode("ascii")
        pairs = re.findall(r"<(\w+)> <(\w+)>\n", cmap)
        letters = {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}
        told = [each.get_object() for each in font["/DescendantFonts"][0].get_object()["/W"].get_object()]
        runs = zip(told[::2], told[1::2], strict=True)
        return cls(font["/BaseFont"], letters, {first + n: float(w) for first, run in runs for n, w in enumerate(run)})


def _shown(reader: pypdf.PdfReader, number: int, drawn: list) -> Iterator[Shown]:
    """The text that a page draws. Pages here are only moved and scaled, never turned."""
    page = reader.pages[number]
    fonts = {key: _Font.read(font.get_object()) for key, font in page["/Resources"]["/Font"].items()}
    marks: list[int | None] = [None]
    kept: list[tuple] = []
    scale_x, scale_y, left, colour, at, tall, font, size = 1.0, 1.0, 0.0, (), 0.0, 1.0, None, 0.0
    for operands, operator in drawn:
        match operator:
            case b"BDC" | b"BMC":
                mark = operands[1].get("/MCID") if operator == b"BDC" else None
                marks.append(marks[-1] if mark is None else mark)
            case b"EMC":
                marks.pop()
            case b"q":
                kept.append((scale_x, scale_y, left, colour))
            case b"Q":
                scale_x, scale_y, left, colour = kept.pop()
            case b"cm":
                wide, _, _, high, right, _ = map(float, operands)
                left, scale_x, scale_y = left + scale_x * right, scale_x * wide, scale_y * abs(high)
            case b"rg":
                colour = tuple(map(float, operands))
            case b"Tm":
                tall, at = abs(float(operands[3])), float(operands[4])
            case b"Tf":
                font, size = fonts[operands[0]], float(operands[1])
            case b"TJ":
                glyphs, width = _glyphs(font, operands[0])
                begin = left + scale_x * at
                end = begin + scale_x * size * tall * width / 1000
                words = "".join(font.letters[glyph] for glyph in glyphs)
                yield Shown(number, marks[-1], words, round(size * tall * scale_y, 2), begin, end, font.name, colour)


def _glyphs(font: _Font, parts: list) -> tuple[list[int], float]:
    """The glyphs of a line of text and its width in thousandths of its size; numbers between them draw them together."""
    glyphs, width = [], 0.0
    for part in parts:
        if hasattr(part, "original_bytes"):
            codes = part.original_bytes
            found = [int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)]
            glyphs += found
            width += sum(font.widths[glyph] for glyph in found)
        else:
            width -= float(part)
    return glyphs, width
