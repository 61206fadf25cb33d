"""The page, the plain text and the large print of a handout: the same words, each in a shape that its reader can use."""

import re
from functools import cache

import pytest

from taper_app.handouts import render_pdf
from taper_app.handouts.cards import whole
from taper_app.handouts.standing import Standing
from taper_app.handouts.words import CALENDAR
from tests.handouts.from_stored import large_handout, page_to_send, patient_handout, plain_handout, web_handout
from tests.handouts.paper import Paper
from tests.handouts.readers import cards_of, from_large, from_text
from tests.handouts.snapshots import LORAZEPAM, NIGHTLY_20, by_hand, crossing, planned, short
from tests.handouts.test_paper import CHLORDIAZEPOXIDE, LONG_NAME, UNBROKEN_NAME
from tests.text_gates import hits_in, hits_in_html, texts_of

pytestmark = pytest.mark.printed

NBSP = "\u00a0"
SUPERSEDED = "SUPERSEDED. Do not use this plan. Revision 3 has taken its place."
ENDED = "This plan has ended. Do not use it."
PLANS = {
    "short": (lambda: short(), {}),
    "crossover": (lambda: planned(LORAZEPAM, weeks=3, strategy={"method": "crossover"}, number=2, replaces=1), {}),
    "Letter, superseded": (lambda: planned(NIGHTLY_20, market="us", number=2, replaces=1), {"superseded_by": 3}),
    "ended": (lambda: crossing(patient={"name": LONG_NAME}), {"ended": True}),
    "four times a day": (lambda: planned(CHLORDIAZEPOXIDE, strategy={"method": "crossover"}), {}),
    "unbroken name": (lambda: short(patient={"name": UNBROKEN_NAME}, clinic={"name": "M" * 60}), {"superseded_by": 3}),
}
every_plan = pytest.mark.parametrize("plan", PLANS)


def written(plan, format_):
    """One of PLANS in a format."""
    snapshot, state = PLANS[plan]
    return format_(snapshot(), Standing(**state))


def around_the_steps(page):
    """What a page says before and after its dated steps, block by block: whom to call, the warning, needs and advice."""
    body = re.sub(r'<section class="ticks".*?</section>', "", page, flags=re.DOTALL)
    before = body[body.index('<div class="pair whom"') : body.index('<section class="steps"')]
    after = body[body.index('<section id="medicines"') :]
    return texts_of(before + re.split('<figure|<section class="steps"|<p class="last"|</main', after)[0])


# The page ------------------------------------------------------------------------------------------------------------


@every_plan
def test_the_page_has_the_words_of_the_paper(plan):
    """Whom to call, warning, needs and advice are word for word those of the paper, in its order."""
    paper, page = (around_the_steps(written(plan, format_)) for format_ in (patient_handout, web_handout))
    assert len(paper) > 40
    assert page == paper


@every_plan
def test_tables_of_the_page_have_captions_and_scopes(plan):
    """Each table has its caption, every header cell says what it heads, and no cell is blank."""
    page = written(plan, web_handout)
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert len(tables) == page.count("<caption>") >= 1
    scopes = re.findall(r"<th(?: scope=\"(\w+)\")?", page)
    assert set(re.findall(r"<th\b[^>]*>", page)) == {
        '<th scope="col">',
        '<th scope="row">',
        '<th scope="rowgroup" colspan="2">',
    }
    assert scopes.count("rowgroup") == len(from_text(written(plan, plain_handout)))
    assert not re.search(r"<t[dh][^>]*>\s*</t[dh]>", page)


@every_plan
def test_the_page_needs_nothing_that_the_policy_forbids(plan):
    """No script, no style of its own and nothing of another site is in the page; it can be enlarged."""
    page = written(plan, web_handout)
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://(?!www\.w3\.org/2000/svg)|user-scalable|maximum-scale", page)
    assert 'content="width=device-width, initial-scale=1"' in page


def test_everything_that_a_handout_must_say_is_on_the_page():
    """The fourteen things that a handout must contain are on the page, each once and findable by its id."""
    page = web_handout(short())
    assert [page.count(f'id="HO-{number:02}"') for number in range(1, 15)] == [1] * 14
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_the_page_is_in_the_language_of_its_market():
    """The page says which English it is."""
    assert '<html lang="en-GB">' in web_handout(short())
    assert '<html lang="en-US">' in web_handout(planned(NIGHTLY_20, market="us"))


def test_a_name_on_the_page_is_text():
    """A name with angle brackets is a name."""
    page = web_handout(short(patient={"name": "<b>Rowan</b> & Co"}, clinic={"name": "<img src=x>"}))
    assert "<b>Rowan</b>" not in page
    assert "<img" not in page
    assert "<b>Rowan</b> & Co, born 17 May 1970" in texts_of(page)


@every_plan
def test_the_file_to_send_needs_nothing_else(plan):
    """The file has the words of the page, its look and its pictures, and leads nowhere, so that it can be opened anywhere."""
    page, file = written(plan, web_handout), written(plan, page_to_send)
    assert texts_of(file[file.index("<main>") :]) == texts_of(page[page.index("<main>") :])
    assert not re.search(r"<script|<link|href=.(?!tel:)|src=|@import|@font-face|https?://(?!www\.w3\.org/2000/svg)", file)
    assert set(re.findall(r'url\("(.{19})', file)) == {"data:image/svg+xml;"}
    assert file.count("<style>") == 1


# The plain text --------------------------------------------------------------------------------------------------


def test_a_step_is_a_paragraph_that_says_every_time_of_day():
    """A step is heard in one paragraph: days, each time of day with dose and pieces or "none", and the total for the day."""
    assert (
        f"From Thursday 11 February 2027.\nMorning: none.\nBedtime: diazepam DOSE 10{NBSP}mg, one 10{NBSP}mg tablet.\n"
        f"Total for the day: diazepam 10{NBSP}mg.\nStay on diazepam 10{NBSP}mg a day until we have spoken."
    ) in plain_handout(crossing()).split("\n\n")


@every_plan
def test_the_text_has_the_words_of_the_paper(plan):
    """Every paragraph and point of the paper outside of its tables is in the text, in the same order."""
    text, at = re.sub(r"\s+", " ", written(plan, plain_handout).replace("\n- ", "\n")), 0
    only_drawn = ("Each bar", "Tick a box", "Check a box", "The number in a picture", "Your tablets may look")
    for words in around_the_steps(written(plan, patient_handout)):
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", "" if words in (SUPERSEDED, ENDED) else words):
            heard = re.sub(r"^([a-z]+) (?=\d)", r"\1: ", sentence).replace(NBSP, " ")  # a drug and what is needed of it
            if not heard.startswith(only_drawn):
                found = text.find(heard, at)
                assert found >= at, sentence
                at = found


@every_plan
def test_the_text_is_only_text(plan):
    """The text has no markup, no break inside a sentence, no character that is drawn or only shown, and ends with a line."""
    text = written(plan, plain_handout)
    assert not re.search(r"[<>\x00-\x09\x0b-\x1f\u00ad\u2028]|&\w+;| \n|\n\n\n", text)
    assert text.endswith(".\n")


def test_a_name_adds_no_line_to_the_text():
    """A break in a name or a phone number is a blank, so that nobody can write a step into the text."""
    name = "Rowan\n\nMonday 4 January 2027.\r\nMorning: none.\u2028x"
    text = plain_handout(short(patient={"name": name}, clinic={"name": name, "phone": "1\n\n2"}))
    assert from_text(text) == from_text(plain_handout(short()))
    assert "Rowan Monday 4 January 2027. Morning: none. x, born 17 May 1970" in text


# Stamps and gates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", [web_handout, plain_handout])
@pytest.mark.parametrize(("state", "stamp"), [({"superseded_by": 3}, SUPERSEDED), ({"ended": True}, ENDED)])
def test_what_holds_no_more_says_so(format_, state, stamp):
    """An old revision or an ended plan says so first of all, and once more further down; it names no day to use it until."""
    said = format_(short(), Standing(**state))
    assert said.count(stamp) == 2
    assert said.index(stamp) < said.index("Rowan Example")
    assert "Use this plan until" not in said
    assert "Do not use this plan." in said
    assert not re.search(f"{SUPERSEDED}|{ENDED}", format_(short()))


@every_plan
def test_the_gates_find_nothing(plan):
    """No unsafe way of writing stands on the page, in the text or on the cards."""
    assert hits_in_html(written(plan, web_handout)) == []
    assert hits_in(written(plan, plain_handout).split("\n")) == []
    assert hits_in_html(written(plan, large_handout)) == []


def test_the_words_of_the_calendar_are_plain():
    """No heading or sentence of a calendar has more than twenty words."""
    sentences = [each for words in CALENDAR.values() for each in re.split(r"(?<=[.?])\s", str(words))]
    assert max(len(each.split()) for each in sentences) <= 20


@pytest.mark.parametrize("format_", [web_handout, plain_handout, large_handout])
def test_numbers_do_not_follow_the_language_of_the_site(format_, settings):
    """Another language of the site changes no number, nor a coordinate of the drawing."""
    settings.LANGUAGE_CODE, settings.USE_THOUSAND_SEPARATOR = "de", True
    page = format_(planned({"drug": "diazepam", "night": "20"}, strategy={"interval_days": 7}))
    assert not re.search(r"\d,\d", page)


# Large print -----------------------------------------------------------------------------------------------------


@cache
def large(plan):
    """The large print of one of PLANS, made once for all tests."""
    return Paper(render_pdf(written(plan, large_handout)))


@every_plan
def test_nothing_in_large_print_is_smaller_than_18_points(plan):
    """All words of the large print, the header and footer too, are 18 point or larger."""
    assert min(each.size for each in large(plan).shown if each.text.strip()) >= 18


@every_plan
def test_every_large_page_says_whose_and_which_it_is(plan):
    """Name, born, plan code and revision, and page x of y, stand on every page, and the stamp where there is one."""
    snapshot, state = PLANS[plan][0](), PLANS[plan][1]
    paper = large(plan)
    for number in range(len(paper.pages)):
        page = paper.text(number)
        assert snapshot["patient"]["name"].replace(" ", "") in page.replace(" ", "")
        assert re.search(r"born (17 May 1970|May 17, 1970)", page)
        assert f"Plan K7QX-4M2P, revision {snapshot['number']}" in page
        assert f"Page {number + 1} of {len(paper.pages)}" in page
        assert bool(state) == ("SUPERSEDED. Do not use" in page or ENDED in page)
        assert bool(state) == ("Use this plan until" not in page)


@every_plan
def test_a_step_is_a_card_on_one_page(plan):
    """Each step is one card; no part of a card stands on another page than its days."""
    paper = large(plan)
    steps = len(PLANS[plan][0]()["schedule"]["steps"])
    assert len(cards_of(paper)) == len(paper.elements("/H3")) == len(from_large(paper)) == steps
    totals = [each for each in paper.paragraphs() if each.startswith("Total for the day:")]
    assert len(totals) == 1 + sum(bool(each.total) for each in from_large(paper))  # that of the box on top too
    for card in cards_of(paper):
        assert len({each.raw_get("/Pg").idnum for each in paper.elements("", card)}) == 1


def test_the_tallest_card_fits_on_a_page():
    """Two medicines at each of four times a day, one in three kinds of pieces, on the smaller page with a stamp: one page."""
    one = ("lorazepam", "1.5", ("lorazepam-1mg-tablet", "1.5"))
    two = ("diazepam", "18", ("diazepam-10mg-tablet", "1"), ("diazepam-5mg-tablet", "1"), ("diazepam-2mg-tablet", "1.5"))
    taken = [(time, *dose) for time in ("morning", "midday", "evening", "night") for dose in (one, two)]
    snapshot = by_hand(("reduce", 84, *taken), ("stop", 0), clinic={"paper_size": "Letter"}, patient={"name": UNBROKEN_NAME})
    paper = Paper(render_pdf(large_handout(snapshot, Standing(superseded_by=12))))
    assert len(cards_of(paper)) == len(snapshot["schedule"]["steps"])
    assert all(len({each.raw_get("/Pg").idnum for each in paper.elements("", card)}) == 1 for card in cards_of(paper))


@every_plan
def test_large_print_stays_on_the_page_and_in_grey(plan):
    """Long names wrap, every word ends inside the margins, every colour is a grey, and only our fonts are in the file."""
    paper = large(plan)
    width = float(paper.pages[0].mediabox.width)
    assert [each.text for each in paper.shown if each.left < 20 or each.right > width - 20] == []
    assert [colour for colour in paper.colours() if len(set(colour)) > 1] == []
    assert {each.font.partition("+")[2].removesuffix("-Bold") for each in paper.shown} == {"Atkinson-Hyperlegible-Next"}
    assert (round(width) == 612) == ("Letter" in plan)


@every_plan
def test_large_print_is_tagged_and_tells_what_it_is(plan):
    """The file has a title without a name, a language and tags, and claims PDF/UA-1."""
    paper = large(plan)
    assert paper.reader.metadata.title.startswith("Your plan to ")
    assert paper.root["/Lang"] == ("en-US" if "Letter" in plan else "en-GB")
    assert re.search(rb'pdfuaid:part(="1"|>1<)', paper.root["/Metadata"].get_data())


@every_plan
def test_large_print_has_the_words_of_the_paper(plan):
    """Heading by heading the large print is the paper."""
    heads = [re.findall(r"<h[12][^>]*>(.*?)</h", written(plan, format_)) for format_ in (patient_handout, large_handout)]
    assert heads[0] == heads[1]
    assert hits_in(large(plan).paragraphs()) == []


def test_a_card_has_a_drugs_name_in_one_piece():
    """There is room for it, so that it says no place at which it may be broken."""
    assert whole("chlordia\u00adzep\u00adoxide") == "chlordiazepoxide"
