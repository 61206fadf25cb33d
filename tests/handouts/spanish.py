"""Spanish as the patient's papers have it."""

import re
from decimal import Decimal

from tests.handouts.read_back import NBSP, Tongue

COUNTS = ["una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho"]
COUNTS += ["nueve", "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis"]
FRACTIONS = {"media": Decimal("0.5"), "un cuarto de": Decimal("0.25"), "tres cuartos de": Decimal("0.75")}
LASTING = " de (?:liberación (?:modificada|prolongada)|desintegración oral)"
ONE = rf"(?:tableta|cápsula|película oral)(?: sublingual| dispersable en la boca|{LASTING})?"
MANY = rf"(?:tabletas|cápsulas|películas orales)(?: sublinguales| dispersables en la boca|{LASTING})?"
STRENGTH = rf" de (?P<mg>[\d.,]+){NBSP}mg"
WHOLE = rf"(?P<whole>(?:una)(?= {ONE}\b)|(?:{'|'.join(COUNTS[1:8])})(?= {MANY}\b)) (?:{MANY}|{ONE})"
WEEKDAYS = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre"]
MONTHS += ["diciembre"]


def drug(name: str) -> str:
    """The Spanish names, by hand."""
    other = {"chlordiazepoxide": "clordiazepóxido", "clorazepate": "clorazepato", "zaleplon": "zaleplón"}
    return other.get(name, re.sub("piclone$", "piclona", name))


SPANISH = Tongue(
    code="es",
    counts=COUNTS,
    fractions=FRACTIONS,
    pieces=[
        re.compile(rf"{WHOLE}(?: y (?P<part>media))?{STRENGTH}"),
        re.compile(rf"(?P<part>{'|'.join(FRACTIONS)}) {ONE}{STRENGTH}"),
        re.compile(
            rf"(?P<ml>[\d.,]+){NBSP}mL (?:de la solución oral|de la suspensión oral|del concentrado oral){STRENGTH} en 1{NBSP}mL"
        ),
        re.compile(rf"(?P<drops>\w+){NBSP}gotas? de las gotas orales{STRENGTH} en 1{NBSP}mL"),
    ],
    times={"Mañana": "morning", "Mediodía": "midday", "Tarde": "evening", "Al acostarse": "night"},
    weekdays=WEEKDAYS,
    months=MONTHS,
    day=rf"(?P<weekday>{'|'.join(WEEKDAYS)}) (?P<day>\d+) de (?P<month>{'|'.join(MONTHS)}) de (?P<year>\d{{4}})",
    since="Desde el",
    length="días?",
    total="Total del día",
    nothing="nada",
    dose="DOSIS",
    also="y",
    example="Por ejemplo",
    born="17 de mayo de 1970|oprima 2 para español",  # how the line for a crisis answers in Spanish
    counted="tabletas?|cápsulas?",
    drug=drug,
)
swallowed, a_dose, dates, from_text = SPANISH.swallowed, SPANISH.a_dose, SPANISH.dates, SPANISH.from_text
