"""Snapshots for the paper's tests: what `chart.snapshot` keeps of a revision, from the engine or from steps written by hand."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from taper_app.chart import snapshot
from taper_app.engine import Piece, Proposal, Request, Schedule, Step, StepDose, build_schedule, load_catalogue, parse_request
from taper_app.models import Clinic, Patient
from taper_app.record.lifts import LACKED_BY_1

MONDAY = date(2027, 1, 4)
CLINICS = {
    "uk": {"name": "Riverside Practice", "phone": "020 7946 0001", "out_of_hours": "020 7946 0999", "paper_size": "A4"},
    "us": {"name": "Harbor Clinic", "phone": "(212) 555-0100", "out_of_hours": "(212) 555-0199", "paper_size": "Letter"},
}
LORAZEPAM = {"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}
NIGHTLY_20 = {"drug": "diazepam", "morning": "10", "night": "10"}
CLINICAL = ["catalogue", "request", "schedule", "equivalents", "findings", "table", "tables_for", "tables", "products", "sources"]


def planned(*rows, weeks=4, market="uk", strategy=None, **changes) -> dict:
    """The snapshot of a plan that the engine makes from these rows of what is taken; the next visit is so many weeks on."""
    data = {"starts_on": MONDAY.isoformat(), "market": market, "equivalence": "ashton-2002", "regimen": list(rows)}
    request = parse_request(data | {"strategy": {"method": "direct"} | (strategy or {})}, load_catalogue())
    return kept(request, build_schedule(request, load_catalogue()), MONDAY + timedelta(weeks=weeks), **changes)


def by_hand(*steps, market="uk", weeks=4, strategy=None, taken="4", **changes) -> dict:
    """The same from steps written by hand: (kind, days, (time, drug, mg, (product, count), …), …)."""
    data = {"starts_on": MONDAY.isoformat(), "market": market, "equivalence": "ashton-2002"}
    drugs = [drug for _kind, _days, *doses in steps for _time, drug, *_ in doses]
    taken_from = "diazepam" if "diazepam" in drugs else drugs[0]
    data |= {"regimen": [{"drug": taken_from, "night": taken}], "strategy": {"method": "direct"} | (strategy or {})}
    laid, on = [], MONDAY
    for number, (kind, days, *doses) in enumerate(steps, start=1):
        doses = tuple(_dose(*each) for each in doses)
        total = sum((Fraction(each.mg) for each in doses), Fraction())
        laid.append(Step(number, kind, on, days, doses, total, Fraction(), Fraction()))
        on += timedelta(days=days or 0)
    schedule = Schedule(MONDAY, "ashton-2002", Fraction(taken), tuple(laid))
    return kept(parse_request(data, load_catalogue()), schedule, MONDAY + timedelta(weeks=weeks), **changes)


def several_drugs(snapshot) -> bool:
    """Whether a plan is about more than one drug, so that its paper names one at each dose: one that is taken no more counts."""
    doses = [dose["drug"] for step in snapshot["schedule"]["steps"] for dose in step["doses"]]
    taken = [row["drug"] for row in snapshot["request"]["regimen"] if set(row) - {"drug", "as_needed"}]
    return len({*doses, *taken}) > 1


def _dose(time, drug, mg, *pieces) -> StepDose:
    return StepDose(time, drug, Decimal(mg), tuple(Piece(product, count=Decimal(count)) for product, count in pieces))


def kept(request: Request, schedule: Schedule, visit_on: date, **changes) -> dict:
    """The snapshot of a first revision for Rowan Example, with `changes` laid over it, and over its patient and clinic."""
    made = _first(request, Proposal(request, schedule, {}, (), load_catalogue().digest), visit_on)
    parts = {key: made[key] | change for key, change in changes.items() if isinstance(change, dict)}
    return made | changes | parts


def proposed(request: Request, proposal: Proposal) -> dict:
    """The clinical part of a snapshot: what was asked, what came of it, and the names and sources that it is printed with."""
    return {name: value for name, value in _first(request, proposal, MONDAY).items() if name in CLINICAL}


def _first(request: Request, proposal: Proposal, visit_on: date) -> dict:
    clinic = Clinic(market=request.market, time_zone="Europe/London", **CLINICS[request.market])
    draft = snapshot.proposed(
        patient=Patient(name="Rowan Example", born_on=date(1970, 5, 17), identifier="TEST-0001", sex="female", clinic=clinic),
        medications=[],
        request=request,
        proposal=proposal,
        issued_on=date(2026, 12, 21),
        review_on=visit_on,
    )
    told = replace(draft, number=1, code="K7QX-4M2P", issued_by="Dr Ash Marlow").to_json()
    return {name: value for name, value in told.items() if value is not None or name not in LACKED_BY_1} | {"format": 1}


def short(**changes) -> dict:
    """Diazepam 4 mg at night and down to nothing in three steps of two weeks; the next visit is on 1 February, in the third."""
    two = "diazepam-2mg-tablet"
    steps = (
        ("reduce", 14, ("night", "diazepam", "3", (two, "1.5"))),
        ("reduce", 14, ("night", "diazepam", "2", (two, "1"))),
        ("reduce", 14, ("night", "diazepam", "1", (two, "0.5"))),
        ("stop", 0),
    )
    return by_hand(*steps, **changes)


def crossing(**changes) -> dict:
    """Lorazepam 1 mg morning and night to diazepam 10 mg in two steps, a pause, one reduction, and a dose to stay on."""
    one, ten, five, two = "lorazepam-1mg-tablet", "diazepam-10mg-tablet", "diazepam-5mg-tablet", "diazepam-2mg-tablet"
    steps = (
        ("crossover", 7, ("morning", "lorazepam", "1", (one, "1")), ("night", "diazepam", "10", (ten, "1"))),
        ("crossover", 7, ("morning", "diazepam", "10", (ten, "1")), ("night", "diazepam", "10", (ten, "1"))),
        ("stabilise", 10, ("morning", "diazepam", "10", (ten, "1")), ("night", "diazepam", "10", (ten, "1"))),
        ("reduce", 14, ("morning", "diazepam", "8", (five, "1"), (two, "1.5")), ("night", "diazepam", "10", (ten, "1"))),
        ("maintain", None, ("night", "diazepam", "10", (ten, "1"))),
    )
    return by_hand(*steps, strategy={"method": "crossover", "target_mg": "10"}, taken="20", **changes)
