"""The steps of a handout read back from its page, its text, its calendar and its large print, as whoever reads them would."""

import re
from dataclasses import dataclass

from tests.handouts.paper import Paper, kids_of
from tests.text_gates import texts_of

TOTAL = "Total for the day"
DATED = re.compile(r"(?:From )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? .*\d{4}")


@dataclass(frozen=True)
class Read:
    """One step: its days, what stands beside each time of day, the total for the day ("" for none), and every other sentence."""

    when: str
    times: dict[str, str]
    total: str
    said: tuple[str, ...] = ()


def on_top(sheet) -> str:
    """What the first page says of what is taken, and of where the plan goes, in one line."""
    now = sheet.now
    taken = [f"{dose.drug} {dose.mg} {dose.words}" for line in now.lines for dose in line.doses]
    told = (now.heading, now.before, *taken, now.closing, now.total, now.to, *now.stops, *now.notes, *now.next, sheet.summary)
    return " ".join(filter(None, told))


def from_text(text: str) -> list[Read]:
    """The paragraphs that begin with days."""
    return [from_lines(lines) for part in text.split("\n\n") if DATED.match((lines := part.strip().split("\n"))[0])]


def from_lines(lines: list[str]) -> Read:
    """One step from its lines: its days, "time: doses", the total, and sentences. Words that are part of a dose stay with it."""
    times, total, said = {}, "", []
    for line in lines[1:]:
        label, colon, rest = line.partition(": ")
        if label == TOTAL:
            total = rest.removesuffix(".")
        elif colon:
            times[label] = re.sub(r"(mg), |;", r"\1 ", rest.removesuffix(".")).replace("  ", " ").replace(" .", ".")
        else:
            said.append(line)
    return Read(lines[0].removesuffix("."), times, total, tuple(said))


def from_calendar(events: list[dict]) -> list[Read]:
    """The events of steps."""
    found = [each["DESCRIPTION"].split("\n") for each in events if "-step-" in each["UID"]]
    return [
        from_lines([line for line in lines[1:] if not line.startswith(("It is as", "This is from", "Call us"))])
        for lines in found
    ]


def from_page(page: str) -> list[Read]:
    """The parts of the tables that begin with days."""
    return [from_part(part) for part in re.findall(r'<tbody id="step-\d+">.*?</tbody>', page, re.DOTALL)]


def from_part(part: str) -> Read:
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", part, re.DOTALL)]
    when, *said = texts_of(re.sub(r'<span class="note">', "<p>", rows[0][0]))
    pairs = {" ".join(texts_of(row[0])): " ".join(texts_of(row[1])) for row in rows[1:] if len(row) == 2}
    total = pairs.pop(TOTAL, "")
    closing = [" ".join(texts_of(row[0])) for row in rows[1:] if len(row) == 1]
    return Read(when, pairs, total, (*said, *closing))


def from_large(paper: Paper) -> list[Read]:
    """The cards of the large print."""
    return [from_card(paper, card) for card in cards_of(paper)]


def cards_of(paper: Paper) -> list:
    """The parts of the large print that begin with a heading of the third rank."""
    return [
        part for part in paper.elements("/Sect") if [each["/S"] for each in kids_of(part) if hasattr(each, "get")][:1] == ["/H3"]
    ]


def from_card(paper: Paper, card) -> Read:
    head, *rest = kids_of(card)
    lines = [kids_of(each) for each in rest if each["/S"] == "/Div"]
    said = [paper.words(each) for each in rest if each["/S"] == "/P"]
    total = [each.partition(": ")[2] for each in said if each.startswith(TOTAL)]
    times = {paper.words(time): paper.words(takes) for time, takes in lines}
    return Read(paper.words(head), times, "".join(total), tuple(each for each in said if not each.startswith(TOTAL)))
