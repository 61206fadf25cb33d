"""The page of sources shows the whole catalogue, and each figure leads to the publication that it was taken from."""

import re
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from taper_app.engine import load_care, load_catalogue, overdue
from taper_app.engine.catalogue.facts import UNLISTED
from tests.text_gates import hits_in_html

CATALOGUE = load_catalogue()
NBSP = "\u00a0"
VOID = {"meta", "link", "input", "br", "img"}


class Reader(HTMLParser):
    """The ids and links of a page; for each element with an id, and each row of a table or list of facts, its words and links."""

    def __init__(self, html):
        super().__init__()
        self.html, self.links, self.open, self.read = html, [], [], []
        self.feed(html)
        for part in self.read:
            part["words"] = "".join(part["words"])
        self.ids = [part["id"] for part in self.read if part["id"]]
        self.parts = {part["id"]: part for part in self.read if part["id"]}
        self.rows = [part for part in self.read if part["row"]]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        part = {"tag": tag, "words": [], "links": [], "href": attrs.get("href"), "id": attrs.get("id")}
        part["row"] = (tag == "tr" and self.open[-1]["tag"] != "thead") or (tag == "div" and not attrs)
        if tag not in VOID:
            self.open.append(part)

    def handle_data(self, data):
        for part in self.open:
            if part["id"] or part["row"] or part["href"]:
                part["words"].append(data)

    def handle_endtag(self, tag):
        part = self.open.pop()
        assert part["tag"] == tag
        if part["href"]:
            self.links.append(part["href"])
            for outer in self.open:
                outer["links"].append(("".join(part["words"]), part["href"]))
        self.read.append(part)


READ = {}


@pytest.fixture
def sources_page(visit):
    """All of the pages as one, read once: they are long, and the same for everybody on a day."""
    if not READ:
        READ["page"] = read_all(visit)
    return READ["page"]


def read_all(client):
    """The first page and each group that it leads to, one after the other; their links to one another as links inside."""
    first = client.get("/sources/").content.decode()
    first = first[first.index("<main") : first.index("</main>")] + "</main>"
    groups = [address for address in re.findall(r'href="(/sources/\w+/)">', first) if address != "/sources/drugs/"]
    drugs = re.findall(r'href="(/sources/drugs/\?of=\w+)#', first)
    pages = [client.get(address).content.decode() for address in [*groups, *drugs]]
    assert [address for address, page in zip([*groups, *drugs], pages, strict=True) if len(page) > 100_000] == []
    parts = [page[page.index("<section") : page.rindex("</section>")] + "</section>" for page in pages[: len(groups)]]
    parts += [page[page.index("<article") : page.rindex("</article>")] + "</article>" for page in pages[len(groups) :]]
    return Reader(re.sub(r'href="/sources/\w+/(\?of=\w+)?#', 'href="#', "".join([first, *parts])))


def plain(number):
    """A number as it is to be written, worked out here by itself."""
    whole, _, rest = str(Decimal(number)).partition(".")
    rest = rest.rstrip("0")
    return f"{int(whole):,}" + (f".{rest}" if rest else "")


def mg(number):
    return f"{plain(number)}{NBSP}mg"


def between(low, high, unit):
    return f"{plain(low)}{unit}" if low == high else f"{plain(low)} to {plain(high)}{unit}"


def figures_of_drugs():
    """Each figure of a drug and of its products: the part that it stands in, its words, and its source."""
    for drug in CATALOGUE.drugs.values():
        part = f"drugs-{drug.id}"
        yield from ((part, between(each.low, each.high, " hours"), each.source) for each in drug.half_lives)
        yield from ((part, mg(each.daily_mg), each.source) for each in drug.maxima)
        yield from ((part, each.enzyme, each.source) for each in drug.cleared_by)
        yield from (
            (part, f"{mg(each.plain_mg)} for {mg(each.modified_mg)}, at night", each.source) for each in drug.plain_at_night
        )
        if by_day := drug.plain_by_day:
            yield part, f"The same dose a day, at {by_day.times} times of day", by_day.source
        yield from ((part, code, system) for system, code in drug.codes.items())
    for product in (each for sold in CATALOGUE.by_market.values() for each in sold.values()):
        part = f"drugs-{product.drug}"
        drop = f", {mg(product.drop_mg)} in a drop" if product.drop_mg else ""
        yield part, product.label + drop, product.source
        yield from ((part, code, system) for system, code in product.codes.items())
        if product.bottle and product.bottle.holds_ml:
            yield part, f"{plain(product.bottle.holds_ml)}{NBSP}mL", product.bottle.source
        if product.bottle and product.bottle.keeps_days:
            yield part, f"opened, keeps {product.bottle.keeps_days} days", product.bottle.keeps_source
        if product.splits_source:
            said = {"none": "whole only", "half": "halves", "quarter": "halves and quarters", "unverified": "not confirmed"}
            yield part, said[product.splits], product.splits_source


def figures_of_tables_and_rules():
    for table in CATALOGUE.tables.values():
        for cell in table.cells.values():
            yield f"tables-{table.id}", between(cell.low, cell.high, f"{NBSP}mg"), table.source
    for rule in CATALOGUE.rules.values():
        for name, number in rule.numbers.items():
            if isinstance(number, str):
                yield f"rules-{rule.id}", number, rule.source
            else:
                unit = {
                    "mg": f"{NBSP}mg",
                    "percent": "%",
                    "hours": " hours",
                    "days": " days",
                    "months": " months",
                    "times": " times",
                }.get(name.split("_")[-1], "")
                yield f"rules-{rule.id}", plain(number) + unit, rule.source


def figures_of_liquids():
    """The marks of each syringe, also of those that differ, and the percent that is counted for losses."""
    for syringe in CATALOGUE.syringes.values():
        also = "".join(f", and at {plain(each)}{NBSP}mL" for each in syringe.also_ml)
        yield f"syringes-{syringe.id}", f"every {plain(syringe.mark_ml)}{NBSP}mL{also}", syringe.source
        yield from ((f"syringes-{syringe.id}", each.words, each.source) for each in syringe.others)
    loss = CATALOGUE.limits["measuring_loss_percent"]
    yield f"limits-{loss.id}", f"{loss.most}%", loss.source


def cited():
    """Everything that names a source, however deep it stands: the part that it belongs to, and that source."""
    parts = {each.name: getattr(CATALOGUE, each.name) for each in fields(CATALOGUE)} | vars_of(load_care())
    for name in parts.keys() - {"sources", "by_market", *UNLISTED}:
        for each in parts[name].values():
            yield from ((f"{name}-{each.id}", source) for source in sources_in(each))


def vars_of(thing):
    return {each.name: getattr(thing, each.name) for each in fields(thing)}


def sources_in(thing):
    if is_dataclass(thing):
        for name, value in vars_of(thing).items():
            if name == "source":
                yield value
            else:
                yield from sources_in(value)
    elif isinstance(thing, tuple):
        for each in thing:
            yield from sources_in(each)


def test_every_figure_leads_to_its_source(sources_page):
    """Each half-life, maximum, strength, bottle, split, code, equivalent, syringe and number is a link to its own source."""
    figures = [*figures_of_drugs(), *figures_of_tables_and_rules(), *figures_of_liquids()]
    assert len(figures) > 600
    assert [each for each in figures if (each[1], f"#sources-{each[2]}") not in sources_page.parts[each[0]]["links"]] == []


def test_everything_that_is_said_leads_to_its_source(sources_page):
    """Rules, paces, advice, questions, interactions, positions and care too: whatever names a source is linked to it."""
    found = list(cited())
    assert len(found) > 200
    assert [(part, source) for part, source in found if f"#sources-{source}" not in dict(flipped(sources_page, part))] == []


def flipped(page, part):
    return [(href, words) for words, href in page.parts[part]["links"]]


def test_no_figure_stands_without_a_source(sources_page):
    """Every row with a number in it has a link to a source: a figure that was written into the page by hand is found."""
    rows = [each for each in sources_page.rows if re.search(r"\d", each["words"])]
    assert len(rows) > 400
    assert [each["words"] for each in rows if not any(href.startswith("#sources-") for _, href in each["links"])] == []


def test_every_link_inside_the_page_has_its_place(sources_page):
    """No link leads nowhere, and no two parts of the page have the same name."""
    assert [each for each in sources_page.links if each.startswith("#") and each[1:] not in sources_page.ids] == []
    assert len(set(sources_page.ids)) == len(sources_page.ids)


def test_every_source_stands_there_with_its_publication(sources_page, visit):
    """Title, publisher and year of each source, its address, and how many parts rest on it, which one click lists."""
    for source in (each for each in CATALOGUE.sources.values() if each.listed):
        part = sources_page.parts[f"sources-{source.id}"]
        for words in (source.title, source.publisher, source.year, source.doi):
            assert words in part["words"]
        assert not source.url or source.url in [href for _, href in part["links"]]
        count = len(resting_on(sources_page, source.id))
        assert count == int((re.search(r"Used in (\d+)", part["words"]) or ["", "0"])[1])
        assert (f"/sources/?on={source.id}" in [href for _, href in part["links"]]) == bool(count)
    listed = visit.get("/sources/?on=bnf").content.decode()
    assert set(re.findall(r'href="/sources/[^"#]+#([^"]+)"', listed)) == resting_on(sources_page, "bnf")
    assert "drugs-diazepam" in visit.get("/sources/?on=nothing").content.decode()


def resting_on(page, source):
    """The parts that lead to this source."""
    return {each for each in page.parts if each.split("-")[0] in PARTS and f"#sources-{source}" in hrefs(page, each)}


PARTS = {each.name for each in fields(CATALOGUE)} - {"sources", *UNLISTED} | {
    "kinds",
    "adjuncts",
    "follow_ups",
    "phases",
    "plan_checks",
    "weighed",
}


def hrefs(page, anchor):
    return [href for _, href in page.parts[anchor]["links"]]


def test_no_part_of_the_data_is_left_out(sources_page):
    """Every drug, table, rule, pace, and whatever else has an id in the catalogue has its place; a new file is noticed."""
    parts = vars_of(CATALOGUE) | vars_of(load_care())
    del parts["by_market"]  # products stand with their drugs
    parts["sources"] = [each.id for each in CATALOGUE.sources.values() if each.listed]
    parts = {name: each for name, each in parts.items() if name not in UNLISTED}
    assert [
        f"{name}-{each}" for name, things in parts.items() for each in things if f"{name}-{each}" not in sources_page.ids
    ] == []
    assert CATALOGUE.digest in sources_page.parts["main"]["words"]


def test_what_rests_on_memory_says_so(sources_page):
    """Where nobody has read a figure in its source the row says so, and a row that was read does not."""
    marked = {each["words"].split()[0] for each in sources_page.rows if "From memory" in each["words"]}
    table = CATALOGUE.tables["bnf"]
    assert {cell.evidence for cell in table.cells.values()} == {"memory"}
    assert sources_page.parts["tables-bnf"]["words"].count("From memory") == len(table.cells)
    assert "From memory" not in sources_page.parts["tables-ashton-2002"]["words"]
    assert marked
    for each in (*CATALOGUE.syringes.values(), CATALOGUE.limits["measuring_loss_percent"]):
        part = sources_page.parts[f"{'limits' if each in CATALOGUE.limits.values() else 'syringes'}-{each.id}"]
        assert ("From memory" in part["words"]) == (each.evidence == "memory")
    for advice in CATALOGUE.advice.values():
        assert ("From memory" in sources_page.parts[f"advice-{advice.id}"]["words"]) == (advice.evidence == "memory")


def test_tables_that_cannot_be_chosen_say_so(sources_page):
    """A table that is only shown says that it cannot be chosen; one that can be chosen does not."""
    for table in CATALOGUE.tables.values():
        assert ("cannot be chosen" in sources_page.parts[f"tables-{table.id}"]["words"]) == (not table.selectable)


def test_what_is_no_longer_sold_is_marked(sources_page):
    """A product that is discontinued or withdrawn says so in its row."""
    sold = [each for market in CATALOGUE.by_market.values() for each in market.values()]
    gone = [each for each in sold if each.status in ("discontinued", "withdrawn")]
    marked = [each for each in sources_page.rows if re.search("no longer sold|withdrawn", each["words"])]
    assert gone
    assert len([each for each in marked if each["tag"] == "tr"]) >= len(gone)


def test_how_surely_a_figure_of_a_table_was_read_stands_beside_it(sources_page):
    """Each row of a table has its figure as it is printed there, how it was read, and the confidence in it."""
    for table in CATALOGUE.tables.values():
        words = sources_page.parts[f"tables-{table.id}"]["words"]
        for cell in table.cells.values():
            assert cell.as_stated in words
            assert cell.confidence in words


def test_the_first_page_is_short_and_finds_in_all_groups(visit):
    """The first view is below 100 kB; what is looked for is found in every group, all of its words, and leads to its place."""
    assert len(visit.get("/sources/").content) < 100_000
    page = visit.get("/sources/?q=Ashton+NITRAZEPAM").content.decode()
    found = set(re.findall(r'href="/sources/[^"#]+#([^"]+)"', page))
    assert "tables-ashton-2002" in found and "drugs-diazepam" not in found
    assert "drugs-zopiclone" in visit.get("/sources/?q=zimovane").content.decode()
    assert "Nothing has all of these words" in visit.get("/sources/?q=xyzzy").content.decode()


def test_a_group_that_is_not_there_is_not_found(visit):
    """An address of nothing says so."""
    assert visit.get("/sources/nothing/").status_code == visit.get("/sources/drugs/?of=nothing").status_code == 404


def test_what_the_page_says_is_safe_to_read(sources_page):
    """The page follows the rules for safe medicine text."""
    assert hits_in_html(sources_page.html) == []


@pytest.mark.long
def test_each_part_says_by_when_it_is_to_be_reviewed(visit, clinician, monday):
    """Each rule, table and advice says by itself when the day of its review has passed, from the day after on and not before."""
    days = [each.review_by for each in everything_that_ages()]
    for today in (min(days), min(days) + timedelta(days=1), max(days) + timedelta(days=1)):
        monday.move_to(datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
        visit.force_login(clinician)  # a session does not last so long
        page = read_all(visit)
        for each in everything_that_ages():
            words = page.parts[f"{each.part}-{each.id}"]["words"]
            assert ("Past its review date" in words) == (each.review_by < today)


def everything_that_ages():
    """Every part of the data with a day by which it is to be reviewed."""
    return [*overdue(CATALOGUE, date(2100, 1, 1)), *overdue(load_care(), date(2100, 1, 1))]


@pytest.mark.deep
def test_nothing_is_past_its_review_date():
    """On the day of a release all that has a review date is still within it: by the real clock."""
    today = datetime.now(UTC).date()
    assert [each for each in everything_that_ages() if each.review_by < today] == []
