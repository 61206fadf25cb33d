"""Polish as the patient's papers have it: a word has one form after one, another after two to four, and a third after five."""

import re
from decimal import Decimal

from tests.handouts.read_back import NBSP, Tongue

COUNTS = ["jedna", "dwie", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem"]
COUNTS += ["dziewięć", "dziesięć", "jedenaście", "dwanaście", "trzynaście", "czternaście", "piętnaście", "szesnaście"]
PARTS = {"pół": Decimal("0.5"), "ćwierć": Decimal("0.25"), "trzy czwarte": Decimal("0.75")}
LASTING = "o (?:zmodyfikowanym|przedłużonym) uwalnianiu"
STRENGTH = rf" (?P<mg>[\d.,]+){NBSP}mg"


def form(noun, under, melting, falling):
    """One form of every word for a piece, with what may follow it."""
    return rf"{noun}(?: {under}| {melting} się w ustach| {falling} rozpadowi w ustach| {LASTING})?"


ONE = form("(?:tabletka|kapsułka|lamelka)", "podjęzykowa", "rozpadająca", "ulegająca")
FEW = form("(?:tabletki|kapsułki|lamelki)", "podjęzykowe", "rozpadające", "ulegające")
FIVE = form("(?:tabletek|kapsułek|lamelek)", "podjęzykowych", "rozpadających", "ulegających")
PART = form("(?:tabletki|kapsułki|lamelki)", "podjęzykowej", "rozpadającej", "ulegającej")
WEEKDAYS = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"]
MONTHS = ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października"]
MONTHS += ["listopada", "grudnia"]


def drug(name: str) -> str:
    """The Polish names, by hand."""
    other = {"chlordiazepoxide": "chlordiazepoksyd", "clobazam": "klobazam", "clonazepam": "klonazepam"}
    other |= {"clorazepate": "klorazepat", "oxazepam": "oksazepam", "quazepam": "kwazepam"}
    return other.get(name, re.sub("piclone$", "piklon", name))


POLISH = Tongue(
    code="pl",
    counts=COUNTS,
    fractions=PARTS | {"półtorej": Decimal("1.5")},
    pieces=[
        re.compile(rf"(?P<whole>jedna) {ONE}{STRENGTH}"),
        re.compile(rf"(?P<whole>dwie|trzy|cztery) {FEW}{STRENGTH}"),
        re.compile(rf"(?P<whole>{'|'.join(COUNTS[4:8])}) {FIVE}{STRENGTH}"),
        re.compile(rf"(?P<whole>{'|'.join(COUNTS[:8])}) i (?P<part>{'|'.join(PARTS)}) {PART}{STRENGTH}"),
        re.compile(rf"(?P<part>{'|'.join(PARTS)}|półtorej) {PART}{STRENGTH}"),
        re.compile(
            rf"(?P<ml>[\d.,]+){NBSP}mL (?:roztworu doustnego|zawiesiny doustnej|koncentratu doustnego){STRENGTH} w 1{NBSP}mL"
        ),
        re.compile(rf"(?P<drops>jedna|dwie|trzy|cztery|\w+){NBSP}kropl(?:a|e|i) \(krople doustne{STRENGTH} w 1{NBSP}mL\)"),
    ],
    times={"Rano": "morning", "W południe": "midday", "Wieczorem": "evening", "Na noc": "night"},
    weekdays=WEEKDAYS,
    months=MONTHS,
    day=rf"(?P<weekday>{'|'.join(WEEKDAYS)}), (?P<day>\d+) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})",
    since="Od dnia:",
    length="(?:dzień|dni)",
    total="Razem na dobę",
    nothing="nic",
    dose="DAWKA",
    also="i",
    example="Na przykład",
    born="17 maja 1970",
    counted="tablet\\w+|kapsuł\\w+",
    drug=drug,
    plain=frozenset({"po", "od"}),
)
