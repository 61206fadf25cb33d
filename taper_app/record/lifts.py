"""Older formats as the newest would have kept them: what they lack is decided here and nowhere else."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from taper_app.engine import load_catalogue, text

FORMAT = 4
USUAL_INTERVAL_DAYS = 28
"""Format 1 did not always say how often its clinic supplied; it was every four weeks."""
USUAL_ROWS = "safe-order"
"""Nor which rows its paper printed beyond the next visit; there was one way."""
LACKED_BY_1: dict[str, Any] = {
    "tables": {},
    "drugs": {},
    "medications": [],
    "changes_on": None,
    "answered": [],
    "taken": None,
    "review": None,
    "old_paper": "",
    "care": [],
    "risks": None,
    "how": None,
}
LACKED_BY_2: dict[str, Any] = {
    "other": "",
    "release": "plain",
    "product": "",
    "days_a_week": 7,
    "weekdays": [],
    "usual_week_mg": None,
    "taken_as": "",
    "last_taken_on": None,
}
"""Of a medicine nobody asked more than the drug and whether it was taken as needed; another form was not planned."""
ADDED_TO_4: dict[str, Any] = {"patient_today": None}
"""What format 4 leaves out where a revision has nothing of it."""
NOT_OWN: dict[str, Any] = {"made_by": "", "keeps_days": None}
"""Nor had a clinic products of its own."""

ANSWERED_BY_WORDS: dict[str, Any] = {"adviser": None, "found": "", "arranged": ""}
"""Of an answer nobody asked who advised, what was found and what was arranged apart."""


class UnknownFormat(Exception):
    """A revision was stored in a format that this release does not know."""


def lifted(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a revision stored, in the newest format. Raises UnknownFormat."""
    while (number := stored.get("format")) != FORMAT:
        if not isinstance(number, int) or number not in LIFTS:
            raise UnknownFormat(f"Format {number} is unknown to this release.")
        stored = LIFTS[number](stored)
    return {**ADDED_TO_4, **_from_early_4(stored)}


def _from_1(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Format 1 left out what a revision had nothing of, and what was not asked or not kept yet when it was issued."""
    clinic = {"dispensing_interval_days": USUAL_INTERVAL_DAYS, "handout_rows": USUAL_ROWS} | stored["clinic"]
    products = {id_: {"drop_mg": _drop_mg(clinic["market"], id_, each)} | each for id_, each in stored["products"].items()}
    known = {**LACKED_BY_1, **stored, "format": 2, "clinic": clinic, "products": products}
    known |= {name: [{"values": {}} | each for each in known[name]] for name in ("findings", "answered")}
    return known | {"patient": {"needs": None} | stored["patient"], "drugs": _names(known) | known["drugs"]}


def _from_2(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Format 2 knew of a medicine only whether it was taken as needed, and no product of a clinic's own."""
    medications = [_as_it_is(each) for each in stored["medications"]]
    products = {id_: NOT_OWN | each for id_, each in stored["products"].items()}
    return {**stored, "format": 3, "medications": medications, "products": products}


def _from_3(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Format 3 did not say what a bottle of a liquid holds, nor what is lost in measuring; no plan began from rounded doses."""
    products = {id_: {"bottle": None} | each for id_, each in stored["products"].items()}
    return {"rounding": "", **stored, "format": 4, "products": products}


def _from_early_4(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """At first format 4 named a specialist without role and day, and answered a caution by words alone.

    Nor did it keep which answers about risks one button gave.
    """
    specialist = stored["specialist"]
    if isinstance(specialist, str):
        specialist = {"name": specialist, "role": "", "on": None} if specialist else None
    risks = stored["risks"]
    if risks is not None:
        risks = {**risks, "answers": [{"by_button": False} | each for each in risks["answers"]]}
    answered = [ANSWERED_BY_WORDS | each for each in stored["answered"]]
    return {**stored, "specialist": specialist, "risks": risks, "answered": answered}


def _as_it_is(stored: Mapping[str, Any]) -> dict[str, Any]:
    """One row of the list, with how it was used in a word."""
    told = {name: value for name, value in stored.items() if name != "as_needed"}
    return LACKED_BY_2 | told | {"use": "as-needed" if stored["as_needed"] else "regular"}


def _drop_mg(market: str, id_: str, stored: Mapping[str, Any]) -> str | None:
    """mg in one drop of the same product in the catalogue; None where it has none of these, or is another by now."""
    sold = load_catalogue().products(market).get(id_) if stored["form"] == "oral drops" else None
    same = sold and sold.drop_mg is not None and sold.mg_per_ml == Decimal(stored["mg_per_ml"])
    return text.exact(sold.drop_mg) if sold and sold.drop_mg and same else None


def _names(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A name for every drug of the revision: an id is the English name."""
    rows: Iterable[Mapping[str, Any]] = [*stored["request"]["regimen"], *stored["medications"], *(stored["taken"] or ())]
    doses = [dose for step in stored["schedule"]["steps"] for dose in step["doses"]]
    return {each["drug"]: {"name": each["drug"]} for each in (*rows, *doses)}


LIFTS: dict[int, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {1: _from_1, 2: _from_2, 3: _from_3}
