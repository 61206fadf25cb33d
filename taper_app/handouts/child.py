"""The render child: HTML in, tagged PDF (PDF/UA-1) out, one at a time, until its input closes.

Run by its path, so that it knows nothing of Django, settings or the database. `child.py` answers what comes in by its input;
`child.py LISTENER COUNT` keeps so many children that answer whoever connects to that listening socket. A page comes with its
length and the seconds that it may take, an answer with its length, and the answer begins with OK or FAILED. WeasyPrint must never
render in two threads at once, one FontConfiguration serves the whole process (a new one leaks), and `font-feature-settings`
leaks, so the fonts have their even digits built in.
"""

import atexit
import gc
import os
import select
import signal
import socket
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any, BinaryIO
from unicodedata import bidirectional, category
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.draw import text
from weasyprint.pdf import tags
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

OK, FAILED = b"+", b"-"
LENGTH = struct.Struct(">Q")
ASKED = struct.Struct(">QQ")
"""The length of a page in octets, and the seconds after which its render has hung: then the child ends itself."""
LINE_SECONDS = 5
"""Who is connected and neither sends nor takes for so long is given up."""
PAPERS_EACH = 200
"""A child of many ends after so many, and another takes its place: what native code keeps does not add up."""
HOME_PREFIX = "taper-papers-"
"""How the name of a folder begins that was made for us alone, fonts and all, and goes with us."""
NOWHERE = "file:///nowhere/"
"""What a relative address is taken to mean, so that it is refused aloud and not passed over."""
EDGE = 12
"""Pixels, a good 3 mm, that a header or footer stays away from the edge of the paper, where printers print nothing."""

STATIC = Path(__file__).resolve().parents[2] / "static"
OWN_FOLDERS = (STATIC / "fonts", STATIC / "print")


class OwnFiles(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Fetches our own fonts and print files. Anything else ends the render, and is kept in `refused`,
    because WeasyPrint drops the refusal of an image inside an SVG in silence."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file"}, allow_redirects=False)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The file behind a file: address below OWN_FOLDERS. Raises FatalURLFetchingError for every other address."""
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        ours = any(path.is_relative_to(folder) and path.is_file() for folder in OWN_FOLDERS)
        if parts.scheme != "file" or parts.netloc or not ours:
            self.refused.append(url[:80])
            raise FatalURLFetchingError(f"not one of our own files: {url[:80]}")
        return super().fetch(path.as_uri())


FETCHER = OwnFiles()
FONTS = FontConfiguration()
STYLES = CSS(filename=STATIC / "print" / "print.css", font_config=FONTS, url_fetcher=FETCHER)
WARM = """<!DOCTYPE html><html lang="en"><title>ready</title><body class="a4"><div class="page-head"><b>x</b></div>
<div class="page-foot">x</div><div class="page-number">1<span class="page"></span><span class="pages"></span></div><main>
<h1>x</h1><div class="pair"><div class="stack"><section><h2>x</h2><ul><li>x</ul></section></div></div>
<table class="grid ticked"><thead><tr><th scope="col">x</thead><tbody><tr class="when"><th scope="rowgroup"><i class="tick"></i>x
<tr><td class="dose"><b>DOSE 1 mg</b><div><i class="tablet n2"></i><i class="half"></i>x</div></table>
<figure><svg viewBox="0 0 9 9"><title>x</title><path d="M0 0L9 9"/><text>x</text></svg></figure></main>"""
"""A little of all that papers have, so that nobody waits for what the first page of a process takes."""


def render(html: str) -> bytes:
    """The page as PDF/UA-1. Raises FatalURLFetchingError where it asks for anything but our own files.

    Without Python's look for garbage, which takes a third of the time among so many objects that all live to the end.
    """
    if gc.isenabled():
        gc.disable()
        try:
            return render(html)
        finally:
            gc.enable()
    FETCHER.refused.clear()
    page = HTML(string=html, base_url=NOWHERE, url_fetcher=FETCHER)
    laid = page.render(stylesheets=[STYLES], font_config=FONTS, pdf_variant="pdf/ua-1")
    if more := room_for_margins(laid.pages):
        room = CSS(string=more, font_config=FONTS, url_fetcher=FETCHER)
        laid = page.render(stylesheets=[STYLES, room], font_config=FONTS, pdf_variant="pdf/ua-1")
    pdf = laid.write_pdf(finisher=lambda _, made: finish_tags(made), pdf_variant="pdf/ua-1")
    if FETCHER.refused:
        raise FatalURLFetchingError(f"not one of our own files: {FETCHER.refused[0]}")
    return bytes(pdf)


def room_for_margins(pages: Any) -> str:
    """Rules that give each kind of page the margins which its header and footer fill: a long name takes more lines than one.

    Empty where all fit. CSS has no margin that grows, so the page is laid out once more; a page without a header keeps its own.
    """
    rules = []
    for kind in {page._page_box.page_type.name for page in pages}:
        boxes = [page._page_box for page in pages if page._page_box.page_type.name == kind]
        for side in ("top", "bottom"):
            has = [(box, getattr(box, f"margin_{side}"), filled_margin(box, side)) for box in boxes]
            wanted = max(filled for _box, _margin, filled in has) + EDGE
            if any(filled > margin for _box, margin, filled in has):
                rules.append(f"@page {kind} {{ margin-{side}: {wanted}px !important }}")
                rules += [
                    f"@page {kind}:first {{ margin-{side}: {margin}px !important }}"
                    for box, margin, filled in has
                    if box.page_type.index == 0 and filled <= margin
                ]
    return "\n".join(rules)


def filled_margin(page: Any, side: str) -> float:
    """How high what stands in a margin of a page is, with the edge of the paper that printers leave white; 0 for nothing."""
    boxes = [each for each in page.children if getattr(each, "at_keyword", "").startswith(f"@{side}")]
    heights = [box.padding_top + box.padding_bottom + sum(each.margin_height() for each in box.children) for box in boxes]
    return max(heights, default=0) and max(heights) + EDGE


def with_languages(box: Any, *others: Any) -> Iterator[Any]:
    """WeasyPrint's elements of a box, those in another language than the page with that, which WeasyPrint forgets."""
    element = getattr(getattr(box, "_box", box), "element", None)  # a box out of the flow is inside another
    language = None if element is None or element.tag == "html" else element.get("lang")
    for made in BUILT(box, *others):
        if language:
            made["Lang"] = tags.pydyf.String(language)
        yield made


BUILT, tags._build_box_tree = tags._build_box_tree, with_languages


def with_its_text(stream: Any, box: Any, *others: Any) -> Any:
    """Draws a line; with its text (PDF 32000-1, 14.9.4) where letters carry marks: in Bengali, glyphs are parts of letters."""
    # Readers turn the text of a line from right to left round, as if it were drawn from the left.
    marked = max(box.text, default="") >= "\u0300" and any(category(each)[0] == "M" for each in box.text)
    if not marked or any(bidirectional(each) in ("R", "AL") for each in box.text):
        return DRAWN(stream, box, *others)
    stream.begin_marked_content("Span", tags.pydyf.Dictionary({"ActualText": tags.pydyf.String(box.text)}))
    emojis = DRAWN(stream, box, *others)
    stream.end_marked_content()
    return emojis


DRAWN, text.draw_first_line = text.draw_first_line, with_its_text


def finish_tags(pdf: Any) -> None:
    """Completes what WeasyPrint leaves out of the tags."""
    by_reference = {each.reference: each for each in pdf.objects if hasattr(each, "reference")}
    leave_out_pictures([each for each in pdf.objects if isinstance(each, dict) and each.get("S") == "/Figure"], by_reference)
    head_cells([each for each in pdf.objects if isinstance(each, dict) and each.get("S") in ("/TH", "/TD")], by_reference)
    leave_out_margins(pdf, by_reference)


def head_cells(cells: list[Any], by_reference: dict[Any, Any]) -> None:
    """Gives table headers their scope, and every cell of a step the step's own header.

    A header cell that spans the table heads the rows below it in its own TBody; WeasyPrint takes it for a column's.
    """
    section_of = {cell.number: by_reference[by_reference[cell["P"]]["P"]] for cell in cells}
    heads: dict[int, Any] = {}
    for cell in (each for each in cells if each["S"] == "/TH"):
        section = section_of[cell.number]
        cell["A"]["Scope"] = "/Row" if section["S"] == "/TBody" else "/Column"
        if section["S"] == "/TBody":
            heads[section.number] = cell["ID"]
    bands = {id(head) for head in heads.values()}
    for cell in cells:
        if cell["S"] == "/TD" and "Headers" in cell["A"]:
            kept = [header for header in cell["A"]["Headers"] if id(header) not in bands]
            own = heads.get(section_of[cell.number].number)
            cell["A"]["Headers"][:] = [own, *kept] if own is not None else kept


def leave_out_pictures(figures: list[Any], by_reference: dict[Any, Any]) -> None:
    """Takes a picture without a name out of the tree, for the words beside it say the same: it becomes part of the margins."""
    for figure in figures:
        if "Alt" not in figure:
            figure["S"] = "/NonStruct"
            by_reference[figure["P"]]["K"].remove(figure.reference)


def leave_out_margins(pdf: Any, by_reference: dict[Any, Any]) -> None:
    """Marks the header and footer of each page as such, so that they are not read out in the middle of a sentence.

    WeasyPrint marks them as text of the document, but with elements that are in no list of children.
    """
    tree = by_reference[pdf.catalog["StructTreeRoot"]]
    in_tree = set(_below(tree, by_reference))
    elements = dict(zip(*[iter(by_reference[tree["ParentTree"]]["Nums"])] * 2, strict=True))
    for page in (each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"):
        marked = elements[page["StructParents"]]
        stream = by_reference[page["Contents"]].stream
        for at, part in enumerate(stream):
            if isinstance(part, dict) and "MCID" in part and marked[part["MCID"]] not in in_tree:
                marked[part["MCID"]] = "null"
                stream[at - 1 : at + 1] = ["/Artifact", "<</Type/Pagination>>"]


def _below(element: Any, by_reference: dict[Any, Any]) -> Iterator[Any]:
    """The references of all elements below this one."""
    for kid in element.get("K", ()):
        if kid in by_reference:
            yield kid
            yield from _below(by_reference[kid], by_reference)


def answer(html: str) -> bytes:
    """The PDF, or why there is none, for the log: of an error its kind and place, as what it says may quote the page."""
    try:
        return OK + render(html)
    except FatalURLFetchingError as refusal:  # no Exception in WeasyPrint
        return FAILED + str(refusal).encode()
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return FAILED + f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}".encode()


def answered(source: BinaryIO, sink: BinaryIO) -> bool:
    """Answers the next page; False at the end of the input, also where it ends in the middle of a page."""
    if len(head := source.read(ASKED.size)) < ASKED.size:
        return False
    length, seconds = ASKED.unpack(head)
    if len(page := source.read(length)) < length:
        return False
    signal.alarm(seconds)
    write_frame(sink, answer(page.decode()))
    signal.alarm(0)
    return True


def write_frame(sink: BinaryIO, payload: bytes) -> None:
    """The payload with its length before it."""
    sink.write(LENGTH.pack(len(payload)) + payload)
    sink.flush()


def main() -> None:
    """Answers until the input closes; by its own input the first answer, before any question, says that it is ready.

    The input closes when whoever asks has ended, so what tells all processes of a server to end tells us nothing.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if Path(home := tempfile.gettempdir()).name.startswith(HOME_PREFIX):
        atexit.register(rmtree, home, ignore_errors=True)
    sink = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not land between two frames.
    os.dup2(2, 1)
    ready = answer(WARM)
    gc.collect()
    gc.freeze()
    if sys.argv[1:]:
        share(*map(int, sys.argv[1:]))
        return
    write_frame(sink, ready)
    while answered(sys.stdin.buffer, sink):
        gc.collect()


def share(number: int, count: int) -> None:
    """Keeps so many children for the listening socket of this number, until our input closes; one that ended is forked anew."""
    listener = socket.socket(fileno=number)
    listener.setblocking(False)
    watched, alive = os.pipe()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: set[int] = set()
    while True:
        children |= {forked(listener, watched, alive) for _ in range(count - len(children))}
        if 0 in select.select([0, woken], [], [])[0]:
            break
        os.read(woken, select.PIPE_BUF)
        children -= set(ended())
        time.sleep(0.02)  # Where each one ends at once, the machine has something left to be mended with.
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def ended() -> Iterator[int]:
    """The children that have ended. One that was stopped answers nobody and no alarm wakes it: it is killed."""
    with suppress(ChildProcessError):
        while found := os.waitpid(-1, os.WNOHANG | os.WUNTRACED):
            child, status = found
            if not child:
                return
            if os.WIFSTOPPED(status):
                os.kill(child, signal.SIGKILL)
            else:
                yield child


def forked(listener: socket.socket, watched: int, alive: int) -> int:
    """A new child. It ends when nobody holds `alive` any more, which is ours alone."""
    if child := os.fork():
        return child
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(alive)
        serve(listener, watched)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def serve(listener: socket.socket, watched: int) -> None:
    """Answers one page for each connection, until there were enough of them or nobody is there any more."""
    for _ in range(PAPERS_EACH):
        if (connection := accepted(listener, watched)) is None:
            return
        connection.settimeout(LINE_SECONDS)
        with suppress(OSError), connection, connection.makefile("rb") as source, connection.makefile("wb") as sink:
            answered(source, sink)
        signal.alarm(0)
        gc.collect()


def accepted(listener: socket.socket, watched: int) -> socket.socket | None:
    """The next connection; None once whoever forked us has ended."""
    while True:
        if watched in select.select([listener.fileno(), watched], [], [])[0]:
            return None
        with suppress(OSError):  # another child was quicker, or it was given up
            return listener.accept()[0]


if __name__ == "__main__":
    main()
