"""What a revision keeps for ever, made of the records and the catalogue of the day: everything that paper and pages print.

Years from now it prints as it prints today, whatever the catalogue, the patient or the clinic have become.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from taper_app import record
from taper_app.engine import (
    ENGINE_VERSION,
    TIMES,
    Catalogue,
    Finding,
    Product,
    Proposal,
    Regimen,
    Request,
    Schedule,
    drug_of,
    is_modified,
    load_catalogue,
    text,
)
from taper_app.models import Clinic, Medication, OwnProduct, Patient, Revision
from taper_app.record import Issued
from taper_app.seals import sha256 as sha256


def digest(proposal: Proposal) -> str:
    """What was seen, in 64 characters: the schedule and the findings about it, but for remarks on the day of the next visit."""
    findings = [record.to_json(finding_told(each)) for each in proposal.findings]
    return _digest(proposal.schedule.to_json(), findings)


def digest_shown(revision: Revision) -> str:
    """The digest that a page carried before this revision was issued from it, over what is stored as it stands."""
    return _digest(revision.snapshot["schedule"], revision.snapshot["findings"])


def _digest(schedule: object, findings: Iterable[Mapping[str, Any]]) -> str:
    """Of both as they are stored. A remark on a day that is typed beside the button cannot be seen before it is pressed."""
    seen = [each for each in findings if not remarks_on_next_visit(each["severity"], each["rule"])]
    return sha256({"schedule": schedule, "findings": seen})


def remarks_on_next_visit(severity: str, rule: str) -> bool:
    """Whether a finding of this rule only informs, and hangs on the day of the next visit."""
    return severity == "info" and "review_on" in load_catalogue().rules[rule].asks


def proposed(
    *,
    patient: Patient,
    medications: Sequence[Medication],
    request: Request,
    proposal: Proposal,
    issued_on: date,
    review_on: date,
    taken: Regimen | None = None,
) -> Issued:
    """What would be issued on that day, but for what is said in issuing it.

    That is the patient and the clinic as they are, what was asked, what came of it, and the names and sources that it is printed
    with. `taken` is what a visit found.
    """
    catalogue = load_catalogue()
    schedule = Schedule.from_json(proposal.schedule.to_json())  # its equivalents as they are printed
    second = {drug: table_told(catalogue, id_) for drug, id_ in request.equivalence_for.items()}
    table = table_told(catalogue, request.equivalence) if request.equivalence else None
    return Issued(
        format=record.FORMAT,
        engine=ENGINE_VERSION,
        catalogue=catalogue.digest,
        request=request,
        schedule=schedule,
        equivalents={id_: Decimal(text.plain(mg, 2)) for id_, mg in proposal.equivalents.items()},
        findings=tuple(map(finding_told, proposal.findings)),
        table=table,
        tables_for=second,
        tables={id_: table_told(catalogue, id_) for id_ in proposal.equivalents},
        products=products_told(patient.clinic, schedule, medications, taken),
        sources=sources_told(catalogue, proposal, filter(None, (table, *second.values()))),
        drugs=drugs_told(schedule, medications, filter(None, (request.regimen, taken)), catalogue, patient.clinic.market),
        patient=patient_told(patient),
        medications=tuple(map(medication_told, medications)),
        clinic=clinic_told(patient.clinic),
        issued_on=issued_on,
        review_on=review_on,
        taken=taken,
    )


# People ------------------------------------------------------------------------------------------


def patient_told(patient: Patient) -> record.Patient:
    """The patient as printed."""
    return record.Patient(
        name=patient.name,
        born_on=patient.born_on,
        identifier=patient.identifier,
        sex=patient.sex,
        needs=needs_told(patient),
    )


def needs_told(patient: Patient) -> record.Needs:
    """How the patient needs to be given information."""
    return record.Needs(
        large_print=patient.large_print,
        easy_read=patient.easy_read,
        interpreter=patient.interpreter,
        language=patient.language,
        other_language=patient.other_language,
    )


def clinic_told(clinic: Clinic) -> record.Clinic:
    """The clinic as printed."""
    return record.Clinic(
        name=clinic.name,
        phone=clinic.phone,
        out_of_hours=clinic.out_of_hours,
        time_zone=clinic.time_zone,
        market=clinic.market,
        paper_size=clinic.paper_size,
        dispensing_interval_days=clinic.dispensing_interval_days,
        handout_rows=clinic.handout_rows,
    )


def medication_told(medication: Medication) -> record.Medication:
    """One row of the list, with the times of day at which there is a dose."""
    return record.Medication(
        drug=medication.drug,
        other=medication.other,
        release=medication.release,
        product=medication.product,
        prescribed=doses_told(medication, "prescribed"),
        taken=doses_told(medication, "taken"),
        use=medication.use,
        days_a_week=medication.days_a_week,
        weekdays=tuple(medication.weekdays.split(",")) if medication.weekdays else (),
        usual_week_mg=medication.usual_week_mg,
        taken_as=medication.taken_as,
        indication=medication.indication,
        since_on=medication.since_on,
        last_taken_on=medication.last_taken_on,
    )


def doses_told(medication: Medication, kind: str) -> dict[str, Decimal]:
    """mg by time of day, `kind` being prescribed or taken; times without a dose are left out."""
    doses = {time: getattr(medication, f"{kind}_{time}") for time in TIMES}
    return {time: mg for time, mg in doses.items() if mg}


# What it is printed with -------------------------------------------------------------------------


def finding_told(finding: Finding) -> record.Finding:
    """A rule's remark."""
    return record.Finding(
        rule=finding.rule,
        severity=finding.severity,
        message=finding.message,
        values=finding.values,
        source=finding.source,
        step=finding.step,
    )


def products_told(
    clinic: Clinic, schedule: Schedule, medications: Iterable[Medication], taken: Regimen | None
) -> dict[str, record.Product]:
    """The products that the schedule uses, that are on the list and that a visit found, with the words they are printed with."""
    used = {piece.product for step in schedule.steps for dose in step.doses for piece in dose.pieces}
    found = {each.product for each in medications} | {each.product for each in (taken.doses if taken else ())}
    told = products_named(clinic, used | found - {""})
    if unknown := used - told.keys():
        raise LookupError(f"No such product: {', '.join(sorted(unknown))}.")
    return told


def products_listed(clinic: Clinic, medications: Iterable[Medication]) -> dict[str, record.Product]:
    """The products that are on a list of medicines."""
    return products_named(clinic, {each.product for each in medications if each.product})


def products_named(clinic: Clinic, wanted: set[str]) -> dict[str, record.Product]:
    """Products by their ids: of the market, or made for the clinic; one that is neither by now is left out."""
    sold = load_catalogue().products(clinic.market) if wanted else {}
    made = wanted - sold.keys()
    own = {each.code: own_told(each) for each in clinic.own_products.filter(code__in=made)} if made else {}
    return {id_: product_told(sold[id_]) if id_ in sold else own[id_] for id_ in sorted(wanted) if id_ in sold or id_ in own}


def own_told(product: OwnProduct) -> record.Product:
    """A product that is made for the clinic, whole."""
    return record.Product(
        drug=product.drug,
        form=product.form,
        strength=None if product.is_liquid else product.strength_mg.normalize(),
        mg_per_ml=product.strength_mg.normalize() if product.is_liquid else None,
        drop_mg=None,
        label=product.name,
        brands=(),
        made_by=product.made_by,
        keeps_days=product.keeps_days,
        bottle=record.Bottle(None, product.keeps_days, loss_percent()) if product.is_liquid else None,
    )


def product_told(product: Product) -> record.Product:
    """One product, so that its pieces can be printed without a catalogue."""
    return record.Product(
        drug=product.drug,
        form=product.form,
        strength=product.strength_mg,
        mg_per_ml=product.mg_per_ml,
        drop_mg=product.drop_mg,
        label=product.label,
        brands=tuple(product.brands),
        made_by="",
        keeps_days=None,
        bottle=bottle_told(product) if product.mg_per_ml else None,
    )


def bottle_told(product: Product) -> record.Bottle:
    """How a liquid is sold, as far as it is known, and what is counted for losses."""
    sold = product.bottle
    return record.Bottle(sold.holds_ml if sold else None, sold.keeps_days if sold else None, loss_percent())


def loss_percent() -> int:
    """The percent of a liquid that is counted for losses."""
    return load_catalogue().limits["measuring_loss_percent"].most


def drugs_told(
    schedule: Schedule, medications: Iterable[Medication], taken: Iterable[Regimen], catalogue: Catalogue, market: str
) -> dict[str, record.Drug]:
    """The names of every drug that was taken, is taken or will be, and of what is on the list beside the catalogue's."""
    used = {dose.drug for step in schedule.steps for dose in step.doses}
    used |= {each.drug or each.other for each in medications}
    used |= {drug for each in taken for drug in each.medicines}
    used |= {drug_of(each) for each in used if is_modified(each)}
    used |= {row.other for each in taken for row in each.held if row.other}
    return {id_: record.Drug(drug_called(id_, catalogue, market)) for id_ in sorted(used)}


def drug_called(id_: str, catalogue: Catalogue, market: str) -> str:
    """A medicine by the name of its drug, and its release as the boxes of the market call it; any other by its own name."""
    if is_modified(id_):
        return f"{catalogue.markets[market].on_the_box('modified-release')} {catalogue.drugs[drug_of(id_)].name}"
    return catalogue.drugs[id_].name if id_ in catalogue.drugs else id_


def table_told(catalogue: Catalogue, table: str) -> record.Table:
    """An equivalence table's name and the publication it is from."""
    found = catalogue.tables[table]
    return record.Table(table, found.name, catalogue.sources[found.source].title)


def sources_told(catalogue: Catalogue, proposal: Proposal, tables: Iterable[record.Table]) -> dict[str, record.Source]:
    """The publications that are cited: those of the findings and of the tables chosen."""
    cited = {each.source for each in proposal.findings} | {catalogue.tables[each.id].source for each in tables}
    return {id_: source_told(catalogue, id_) for id_ in sorted(cited)}


def source_told(catalogue: Catalogue, source: str) -> record.Source:
    """A publication as a reference names it."""
    return record.Source(catalogue.sources[source].title, catalogue.sources[source].url)
