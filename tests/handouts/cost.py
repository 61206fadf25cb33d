"""What a paper costs beside WeasyPrint's own: for the tests and for `script/bench papers`.

"Bare" is WeasyPrint alone on the same steps, with Python as it comes: one plain table with the words of every cell, tagged, in
our font at 14 pt, columns as wide as WeasyPrint finds best; no other style, header, footer, picture, drawing or advice.
"Table" is our own page with the steps only; "page" is all of it.
"""

import cProfile
import pstats
import re
import time

from weasyprint import CSS, HTML

from taper_app.handouts import child

RUNS = 5
MOST_TIMES = {26: 2.5, 52: 2.2, 104: 1.6}
"""How many times the bare table of as many rows a page may cost."""
FACES = "".join(
    f'@font-face {{ font-family: A; font-weight: {weight}; src: url("{path.as_uri()}") }}'
    for weight, path in ((each, child.STATIC / "fonts" / f"ahn-baked-{each}.ttf") for each in (400, 700))
)
BARE = CSS(string=FACES + "html { font: 14pt A }", font_config=child.FONTS, url_fetcher=child.FETCHER)


def bare_page(page):
    """The steps of a handout as one plain table."""
    rows = re.findall(r"<tr.*?</tr>", "".join(re.findall(r"<table.*?</table>", page, re.DOTALL)), re.DOTALL)
    return f'<html lang="en"><title>x</title><table>{"".join(map(bare_row, rows))}</table>'


def bare_row(row):
    """A row with its cells, their spans and their words, and nothing else."""
    cells = re.findall(r'<(t[hd])[^>]*?( colspan="\d+")?>(.*?)</t[hd]>', row, re.DOTALL)
    return f"<tr>{''.join(f'<{tag}{span}>{words(text)}</{tag}>' for tag, span, text in cells)}</tr>"


def words(markup):
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split(" "))


def steps_only(page):
    """Our page with nothing in it but the tables of steps."""
    tables = "".join(re.findall(r'<section class="steps".*?</section>', page, re.DOTALL))
    return re.sub(r"<main>.*</main>", lambda _: f"<main>{tables}</main>", page, flags=re.DOTALL)


def bare(page):
    """WeasyPrint alone."""
    HTML(string=page).write_pdf(stylesheets=[BARE], font_config=child.FONTS, pdf_variant="pdf/ua-1")


def calls(work):
    """How many calls of Python's this takes the second time: the same on every machine."""
    work()
    with cProfile.Profile() as counted:
        work()
    return pstats.Stats(counted).total_calls


def by_turns(*works):
    """The least processor time of each in milliseconds, taken by turns, so that whatever else runs disturbs all alike."""
    found = [[] for _ in works]
    for turn in range(RUNS + 1):
        for times, work in zip(found, works, strict=True):
            begun = time.process_time()
            work()
            if turn:
                times.append((time.process_time() - begun) * 1000)
    return [min(times) for times in found]
