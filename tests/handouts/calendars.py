"""A calendar file read back octet by octet, strictly: what a calendar need not forgive is an error here."""

import re
from datetime import date, timedelta

FOLD = 75
ALLOWED = {
    "UID",
    "SEQUENCE",
    "DTSTAMP",
    "DTSTART;VALUE=DATE",
    "DTEND;VALUE=DATE",
    "SUMMARY",
    "DESCRIPTION",
    "STATUS",
    "TRANSP",
    "CLASS",
}
ALARM = ["ACTION:DISPLAY", "TRIGGER;RELATED=START:PT8H"]
"""What stands in each alarm before its text: eight in the morning of the day, whatever the time zone."""


def unfolded(file: bytes) -> list[str]:
    """The lines of a file as meant. AssertionError where an octet is out of place."""
    assert file.endswith(b"\r\n")
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", file) is None
    lines = file.split(b"\r\n")[:-1]
    assert max(map(len, lines)) <= FOLD
    lines = [line.decode() for line in lines]  # no letter is split between two of them
    assert not any(ord(letter) < 32 for line in lines for letter in line)
    return "\n".join(lines).replace("\n ", "").split("\n")


def value(text: str) -> str:
    """A text as it was before it was put into the file."""
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", text), text
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


def events(file: str) -> list[dict[str, str]]:
    """Every event's properties, in order, checked for what each of them must be."""
    lines = unfolded(file.encode())
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Taper//Handout//EN"]
    assert lines[-1] == "END:VCALENDAR"
    found, inside, rest = [], False, iter(lines[1:-1])
    for line in rest:
        named, _, text = line.partition(":")
        name = re.sub(r"^(SUMMARY|DESCRIPTION);LANGUAGE=[a-zA-Z-]+$", r"\1", named)
        if line in ("BEGIN:VEVENT", "END:VEVENT"):
            assert inside == (name == "END")
            inside = name == "BEGIN"
            if inside:
                found.append({})
        elif line == "BEGIN:VALARM":
            assert inside and [next(rest), next(rest)] == ALARM
            found[-1]["alarm"] = next(rest).removeprefix("DESCRIPTION:")
            assert next(rest) == "END:VALARM"
        elif inside:
            assert name in ALLOWED, line
            assert name not in found[-1], line
            found[-1][name] = text
    assert not inside
    assert len({each["UID"] for each in found}) == len(found)
    return [checked(each) for each in found]


def checked(event: dict[str, str]) -> dict[str, str]:
    """One event whose texts are as they were written, after a look at its days."""
    assert set(event) - {"alarm"} == ALLOWED
    assert event.get("alarm", event["SUMMARY"]) == event["SUMMARY"]  # the one text that a locked phone shows
    begins, ends = (day(event[f"{name};VALUE=DATE"]) for name in ("DTSTART", "DTEND"))
    assert ends - begins == timedelta(days=1)
    assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
    assert event["STATUS"] in ("CONFIRMED", "CANCELLED")
    assert "\n" not in value(event["SUMMARY"])
    return event | {"on": begins} | {name: value(event[name]) for name in ("SUMMARY", "DESCRIPTION")}


def day(text: str) -> date:
    """A day and nothing else: eight digits, without a time of day."""
    assert re.fullmatch(r"\d{8}", text), text
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
