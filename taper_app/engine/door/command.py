"""What `manage.py schedule` answers: build, compare, outcomes, revise or equivalents, as JSON values in and out."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ..catalogue.decision import REVISING, Decision, said_beside
from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of
from ..doses.equivalence import equivalents
from ..doses.products import Refusal
from ..reading import (
    BadRequest,
    Fields,
    read_date,
    read_days,
    read_list,
    read_or_none,
    read_word,
)
from ..rules.patient import PatientToday, medicines_at_visit
from ..taper.adjustment import Adjustment, Change, in_force
from ..taper.schedule import Schedule
from ..taper.strategy import METHODS, Request
from ..taper.verify import verified
from ..text import plain
from .answer import propose, propose_revision
from .compare import compare
from .edited import parse_edits
from .outcomes import outcomes, outcomes_at_visit
from .own_products import parse_own_products
from .patient import parse_patient
from .questions import questions
from .request import on_weekday, parse_new_request, parse_request, parse_strategy, read_table, read_tables
from .taken import parse_regimen

ANSWERED, MALFORMED, REFUSED = 0, 2, 3
DOES = ("build", "compare", "revise", "equivalents", "outcomes", "questions")


def answer(text: str, catalogue: Catalogue) -> tuple[dict[str, Any], int]:
    """The answer to a request in JSON, and the exit status that goes with it: 0 answered, 2 malformed, 3 refused.

    Numbers are read exactly as they are written; a field given twice is refused.
    """
    try:
        return _DO[_what(data := _read(text))](data, catalogue), ANSWERED
    except BadRequest as error:
        return {"error": {"code": "BadRequest", "field": error.field, "message": error.message}}, MALFORMED
    except Refusal as refusal:
        offers = [each.to_json() for each in refusal.alternatives]
        found = {"findings": [each.to_json() for each in refusal.findings]} if refusal.findings else {}
        return {"error": {"code": refusal.code, "message": refusal.message, **found, "alternatives": offers}}, REFUSED


def _read(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text, parse_float=str, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadRequest("request", f"is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise BadRequest("request", "must be an object")
    return data


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise BadRequest(name, "is given twice")
        fields[name] = value
    return fields


def _what(data: dict[str, Any]) -> str:
    return Fields(data).take("do", read_word(DOES), "build")


def _build(data: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    fields = Fields(data)
    patient, review_on = _known(fields, catalogue)
    return propose(parse_new_request(fields.left, catalogue), catalogue, patient, review_on=review_on).to_json()


def _known(fields: Fields, catalogue: Catalogue) -> tuple[PatientToday | None, date | None]:
    """What may come with a request for the rules alone: the patient and the next review."""
    fields.take("do", read_word(DOES), "build")
    patient = fields.take("patient", lambda value: parse_patient(value, catalogue), None)
    return patient, fields.take("review_on", read_date, None)


def _compare(data: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    fields = Fields(data)
    fields.take("do", read_word(DOES))
    rows = fields.take("strategies", read_list)
    if not rows:
        raise BadRequest("strategies", "must have at least one strategy")
    if "strategy" in fields.left:
        raise BadRequest("strategy", "is not a field of a comparison: its strategies are")
    patient = fields.take("patient", lambda value: parse_patient(value, catalogue), None)
    requests = [_with_strategy(fields.left, each, index, catalogue) for index, each in enumerate(rows)]
    compared = [each for asked in requests for each in compare(asked, (asked.strategy,), catalogue, patient)]
    return {
        "comparison": [each.to_json() for each in compared],
        "equivalents": _equivalents_of(requests[0].regimen, catalogue),
        "catalogue": catalogue.digest,
    }


def _with_strategy(data: Mapping[str, Any], row: Any, index: int, catalogue: Catalogue) -> Request:
    """The request by one of the strategies, each with its own order; the fields of a preset that it names lie under its own."""
    path = f"strategies[{index}]."
    if isinstance(row, Mapping) and "preset" in row:
        fields = Fields(row, path)
        preset = catalogue.presets[fields.take("preset", read_word(catalogue.presets))]
        row = {**preset.strategy, **fields.left}
    return parse_new_request({**data, "strategy": row}, catalogue, path)


def _equivalents(data: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    fields = Fields(data)
    fields.take("do", read_word(DOES))
    market, own = fields.take("market", read_word(catalogue.markets), None), fields.take("own_products", read_list, [])
    if market is None and own:
        raise BadRequest("own_products", "goes with a market, and only with it")
    if market:
        catalogue = catalogue.with_own(market, parse_own_products(own, catalogue, market))
    regimen = parse_regimen(fields.take("regimen", read_list), catalogue, market=market)
    fields.done()
    drugs = dict.fromkeys(map(drug_of, regimen.drugs))
    lacking = {each.id: [drug for drug in drugs if drug not in each.cells] for each in catalogue.tables.values()}
    return {
        "equivalents": _equivalents_of(regimen, catalogue),
        "lacking": {table: drugs for table, drugs in lacking.items() if drugs},
        "catalogue": catalogue.digest,
    }


def _equivalents_of(regimen: Any, catalogue: Catalogue) -> dict[str, str]:
    return {table: plain(value, 2) for table, value in equivalents(regimen, catalogue).items()}


def _revise(data: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    fields = Fields(data)
    patient, review_on = _known(fields, catalogue)
    on, told = fields.take("on", read_date), fields.take("schedule", lambda value: value)
    rows, adjustment = fields.take("taken", read_list), fields.take("adjustment", lambda value: value)
    request = parse_request(fields.left, catalogue, at_visit=True)
    catalogue = request.knows(catalogue)
    taken = parse_regimen(rows, catalogue, "taken", market=request.market, empty=True)
    medicines = (*request.regimen.medicines, *taken.medicines)
    decided = _adjustment(adjustment, catalogue, request, medicines)
    strategy = decided.strategy or request.strategy
    on_weekday(on, strategy, "on")
    named = {"adjustment.days": decided.days}
    named |= {f"adjustment.steps[{index}].days": each.days for index, each in enumerate(decided.edits)}
    for field, days in named.items():
        if strategy.change_weekday and (days or 0) % 7:
            raise BadRequest(field, "must be whole weeks, so that every change falls on the weekday chosen")
    schedule = Fields({"schedule": told}).take("schedule", lambda value: verified(value, request, catalogue))
    change = Change(on, taken, decided)
    kept, kept_change = in_force(schedule, request, change, catalogue)
    on_weekday(on, kept_change.adjustment.strategy or kept.strategy, "on")
    patient = _at_visit(patient, schedule, request, change)
    return propose_revision(schedule, request, catalogue, patient, change=change, review_on=review_on).to_json()


def _at_visit(patient: PatientToday | None, schedule: Schedule, request: Request, change: Change) -> PatientToday | None:
    """The patient as pages have one at a visit: of a medicine that nothing is told of, what was planned is what is prescribed."""
    planned = schedule.planned_week(change.on - timedelta(days=1)) or request.regimen.every_day()
    told = {each.drug: each for each in patient.medicines if not each.as_needed} if patient else {}
    known = [told.pop(each.drug, each) for each in medicines_at_visit((), planned, change.taken)]
    beside = (each for each in patient.medicines if each not in known) if patient else ()
    return patient and replace(patient, medicines=(*known, *beside))


def _outcomes(data: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    fields = Fields(data)
    patient, review_on = _known(fields, catalogue)
    if "schedule" in fields.left:
        on, told = fields.take("on", read_date), fields.take("schedule", lambda value: value)
        rows = fields.take("taken", read_list)
        request = parse_request(fields.left, catalogue, at_visit=True)
        taken = parse_regimen(rows, request.knows(catalogue), "taken", market=request.market, empty=True)
        schedule = Fields({"schedule": told}).take("schedule", lambda value: verified(value, request, request.knows(catalogue)))
        change = Change(on, taken)
        patient = _at_visit(patient, schedule, request, change)
        found = outcomes_at_visit(schedule, request, catalogue, patient, at=change, review_on=review_on)
    else:
        fixed = fields.take("strategy", _object, {})
        asked = {**fields.left, "strategy": {"method": METHODS[0], **fixed}}
        found = outcomes(parse_new_request(asked, catalogue), fixed, catalogue, patient, review_on=review_on)
    return found.to_json() | {"catalogue": catalogue.digest}


def _adjustment(value: Any, catalogue: Catalogue, request: Request, medicines: Collection[str]) -> Adjustment:
    fields = Fields(value, "adjustment.")
    decision = fields.take("decision", read_word(REVISING))
    beside = said_beside(decision)
    least, most = catalogue.limits["hold_days"].bounds
    least = catalogue.envelope.min_days if decision == Decision.STEP_BACK else least
    days = fields.take("days", read_or_none(read_days(least, most)), None) if "days" in beside else None
    changes = fields.take("strategy", _object, *([] if beside["strategy"] else [None])) if "strategy" in beside else None
    edits = parse_edits(fields, catalogue) if "steps" in beside else ()
    new = None
    if changes is not None:
        told = {**request.strategy.to_json(), **changes}
        if changes.get("pattern") == "none" and "spare_days" not in changes:
            told.pop("spare_days", None)  # they are of the pattern that is left
        new = parse_strategy(told, catalogue, request.market, "adjustment.strategy.", medicines)
    table, second = _tables_named(fields, request, catalogue)
    fields.done()
    return Adjustment(decision, days, new, edits, table, second)


def _tables_named(fields: Fields, request: Request, catalogue: Catalogue) -> tuple[str | None, dict[str, str]]:
    """The tables that are named with a decision: one for a plan that had none, second ones for what its table lacks."""
    table = fields.take("equivalence", read_or_none(read_table(catalogue)), None)
    second = fields.take("equivalence_for", lambda value: read_tables(value, catalogue), {})
    if table and request.equivalence not in (None, table):
        raise fields.wrong("equivalence", "must be the table of the plan: name a second one in equivalence_for")
    known = request.equivalence or table
    for drug in second:
        if known and drug in catalogue.tables[known].cells:
            raise fields.wrong("equivalence_for", f"{known} has an equivalent for {drug}")
    return table, second


def _questions(data: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    fields = Fields(data)
    fields.take("do", read_word(DOES))
    fields.done()
    return questions(catalogue)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("must be an object")
    return value


_DO: dict[str, Callable[[dict[str, Any], Catalogue], dict[str, Any]]] = {
    "build": _build,
    "compare": _compare,
    "revise": _revise,
    "equivalents": _equivalents,
    "questions": _questions,
    "outcomes": _outcomes,
}
