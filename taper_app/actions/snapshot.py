"""What an issued revision keeps for ever: everything that paper and pages print, as plain JSON values.

Years from now it prints as it prints today, whatever the catalogue, the patient or the clinic have become.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import takewhile

from taper_app.engine import ENGINE_VERSION, TIMES, Catalogue, Product, Proposal, Request, load_care
from taper_app.models import CareEntry, Clinic, Medication, Patient, Plan, Revision, User
from taper_app.seals import sha256 as sha256

FORMAT = 1
OF_THE_CLINIC = ("name", "phone", "out_of_hours", "time_zone", "market", "paper_size", "dispensing_interval_days", "handout_rows")
NEEDS = ("large_print", "easy_read", "interpreter", "language", "other_language")


def digest(proposal: Proposal) -> str:
    """What was seen, in 64 characters: the schedule and the findings about it."""
    answer = proposal.to_json()
    return sha256({"schedule": answer["schedule"], "findings": answer["findings"]})


def proposed(request: Request, proposal: Proposal, catalogue: Catalogue) -> dict[str, object]:
    """The clinical part: what was asked, what came of it, and the names and sources that it is printed with."""
    answer = proposal.to_json()
    findings = answer["findings"]
    tables = {None: request.equivalence, **request.equivalence_for}
    named = {drug: table_told(catalogue, table) for drug, table in tables.items() if table}
    cited = {each["source"] for each in findings} | {catalogue.tables[each["id"]].source for each in named.values()}
    return {
        "catalogue": catalogue.digest,
        "request": request.to_json(),
        "schedule": answer["schedule"],
        "equivalents": answer["equivalents"],
        "findings": findings,
        "table": named.pop(None, None),
        "tables_for": named,
        "tables": {table: table_told(catalogue, table) for table in answer["equivalents"]},
        "products": products_told(request.market, answer["schedule"], catalogue),
        "sources": {id_: source_told(catalogue, id_) for id_ in sorted(cited)},
    }


def people(patient: Patient, medications: Iterable[Medication], clinic: Clinic) -> dict[str, object]:
    """The patient, what is prescribed and taken, and the clinic, as they are on the day of issue."""
    return {
        "patient": {
            "name": patient.name,
            "born_on": patient.born_on.isoformat(),
            "identifier": patient.identifier,
            "sex": patient.sex,
            "needs": needs_told(patient),
        },
        "medications": [medication_told(each) for each in medications],
        "clinic": {name: getattr(clinic, name) for name in OF_THE_CLINIC},
    }


def needs_told(patient: Patient) -> dict[str, object]:
    """How the patient needs to be given information; revisions that were issued before this was asked have nothing of it."""
    return {name: getattr(patient, name) for name in NEEDS}


def medication_told(medication: Medication) -> dict[str, object]:
    """One drug of the list, with the times of day at which there is a dose."""
    return {
        "drug": medication.drug,
        "prescribed": doses_told(medication, "prescribed"),
        "taken": doses_told(medication, "taken"),
        "as_needed": medication.as_needed,
        "indication": medication.indication,
        "since_on": date_told(medication.since_on),
    }


def doses_told(medication: Medication, kind: str) -> dict[str, str]:
    """mg by time of day, `kind` being prescribed or taken; times without a dose are left out."""
    doses = {time: getattr(medication, f"{kind}_{time}") for time in TIMES}
    return {time: number_told(mg) for time, mg in doses.items() if mg}


def care_told(entries: Iterable[CareEntry]) -> list[dict[str, object]]:
    """How each kind of care stands that was raised, in the order of the page; `entries` are a plan's, in order."""
    by_kind: dict[str, list[CareEntry]] = {}
    for each in entries:
        by_kind.setdefault(each.kind, []).append(each)
    return [kind_told(by_kind[kind]) for kind in load_care().kinds if kind in by_kind and by_kind[kind][-1].status]


def kind_told(entries: Sequence[CareEntry]) -> dict[str, object]:
    """One kind: its status and since when, when it was first offered and last gone through again, its referral and note."""
    last, latest_first = entries[-1], entries[::-1]
    same = list(takewhile(lambda each: each.status == last.status, latest_first))[-1]
    raised = list(takewhile(lambda each: each.status, latest_first))  # not what was taken back before
    offered = next((each for each in reversed(raised) if each.status != CareEntry.Status.NOT_NEEDED), None)
    return {
        "kind": last.kind,
        "name": load_care().kinds[last.kind].name,
        "status": last.status,
        "since": same.said_on.isoformat(),
        "offered_on": date_told(offered and offered.said_on),
        "reviewed_on": date_told(last.said_on if last.said_on > same.said_on else None),
        "referred_to": last.referred_to,
        "referred_on": date_told(last.referred_on),
        "answered_on": date_told(last.answered_on),
        "note": last.note,
    }


def products_told(market: str, schedule: dict, catalogue: Catalogue) -> dict[str, object]:
    """The products that the schedule uses, with the words they are printed with."""
    pieces = [piece for step in schedule["steps"] for dose in step["doses"] for piece in dose["pieces"]]
    used = sorted({piece["product"] for piece in pieces})
    return {id_: product_told(catalogue.products(market)[id_]) for id_ in used}


def product_told(product: Product) -> dict[str, object]:
    """One product, so that its pieces can be printed without a catalogue."""
    return {
        "drug": product.drug,
        "form": product.form,
        "strength": number_told(product.strength_mg),
        "mg_per_ml": number_told(product.mg_per_ml),
        "drop_mg": number_told(product.drop_mg),
        "label": product.label,
        "brands": list(product.brands),
    }


def drugs_told(
    schedule: dict, medications: Iterable[Medication], taken: Iterable[dict], catalogue: Catalogue
) -> dict[str, object]:
    """The names of every drug that was taken, is taken or will be; `taken` are the rows of regimens."""
    used = {dose["drug"] for step in schedule["steps"] for dose in step["doses"]}
    used |= {each.drug for each in medications} | {each["drug"] for each in taken}
    return {drug: {"name": catalogue.drugs[drug].name} for drug in sorted(used)}


def table_told(catalogue: Catalogue, table: str) -> dict[str, str]:
    """An equivalence table's name and the publication it is from."""
    found = catalogue.tables[table]
    return {"id": table, "name": found.name, "source_title": catalogue.sources[found.source].title}


def source_told(catalogue: Catalogue, source: str) -> dict[str, str]:
    """A publication as a reference names it."""
    return {"title": catalogue.sources[source].title, "url": catalogue.sources[source].url}


def number_told(number: Decimal | None) -> str | None:
    """An exact number as JSON carries it: "0.5", "10"."""
    return None if number is None else format(number.normalize(), "f")


def date_told(day: date | None) -> str | None:
    """A date as JSON carries it."""
    return day.isoformat() if day else None


def build(
    *,
    patient: Patient,
    medications: list[Medication],
    clinic: Clinic,
    request: Request,
    proposal: Proposal,
    catalogue: Catalogue,
    issue: dict[str, object],
) -> dict[str, object]:
    """The whole snapshot, from values only. `issue` holds what belongs to this revision: its number and code, what it
    replaces, days of issue and review, who issued it, the specialist named and the reason given, the answers about risks
    (`risks`) and how it was worked out (`how`); of a later one also the day of the change, what was taken (`taken`, rows of a
    regimen), the review it came from, what became of the old paper, and the care beside the dose (`care`) as it stands."""
    clinical = proposed(request, proposal, catalogue)
    taken = [*request.regimen.to_json(), *issue.get("taken", ())]
    return {
        "format": FORMAT,
        "engine": ENGINE_VERSION,
        **clinical,
        **people(patient, medications, clinic),
        "drugs": drugs_told(clinical["schedule"], medications, taken, catalogue),
        **issue,
    }


def keep(*, plan: Plan, number: int, built: dict[str, object], issued_at: datetime, by: User) -> Revision:
    """The revision that keeps this snapshot, with its hash and its seal."""
    own = {"plan": plan, "number": number, "issued_at": issued_at, "issued_by": by, "sha256": sha256(built)}
    return Revision.objects.create(**own, snapshot=built, seal=Revision(**own).own_seal())
