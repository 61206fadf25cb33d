"""The stories of the demo clinic, entered through actions/ on given days before `today`, as they would have been then."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from taper_app import engine
from taper_app.actions import care, medications, patients, plans, reviews, risks, signing, visits
from taper_app.chart import care_plan, new_plan, next_revision, risk_picture
from taper_app.models import CareEntry, Patient, Plan, User
from taper_app.models.care import Said

from .demo_stories import STORIES, Afterwards, Attended, Care, Missed, Story

LONG_USE = {"duration": "3-months-or-more", "days_a_week": "4-or-more"}
REASON = "Talked through with the patient, who agrees and knows the risks."
ADVISED_ON = date(2026, 1, 5)
FOUND = "Talked through today: nothing was found that stands against it."
ARRANGED = "Seen again within a week, with a number to call at any time; naloxone is at home."


def add_all(by: User, today: date) -> None:
    """Every story, told until today."""
    for number, story in enumerate(STORIES, start=1):
        add(story, f"DEMO-{number:04}", by, today)


def add(story: Story, identifier: str, by: User, today: date) -> None:
    """One patient with what is taken and, where a plan began, the plan and its visits."""
    patient = patients.add_patient(
        clinic=by.clinic,
        name=story.name,
        born_on=date(today.year - story.age, 1, 1) - timedelta(days=40),
        sex=story.sex,
        identifier=identifier,
        by=by,
        large_print=story.large_print,
        interpreter=story.interpreter,
        language=story.language,
    )
    rows: dict[str, dict[str, object]] = {}
    since_on = date(today.year - story.years, today.month, 1)
    for dose in engine_doses(story.taken):
        row = rows.setdefault(dose.drug, {"drug": dose.drug, "indication": story.indication, "since_on": since_on})
        row |= {f"prescribed_{dose.time}": dose.mg, f"taken_{dose.time}": dose.mg}
    asked_on = today - timedelta(days=story.began)
    medications.set_medications(patient=patient, rows=list(rows.values()), others_asked_on=asked_on, by=by)
    if story.strategy:
        ask(story, patient, by, asked_on)
        plan = start(story, story.strategy, patient, by, asked_on)
        for visit in story.visits:
            tell(plan, visit, by, today - timedelta(days=visit.days))
        if story.follow_up:
            follow_up(plan, story.follow_up, by, today)


def tell(plan: Plan, visit: Attended | Missed | Care, by: User, on: date) -> None:
    """Keep what was done on one day of a story."""
    match visit:
        case Attended():
            record(plan, visit, by, on)
        case Missed():
            miss(plan, visit, by, on)
        case Care():
            talk(plan, visit, by, on)


def ask(story: Story, patient: Patient, by: User, on: date) -> None:
    """Keep an answer to every question about risks: the story's own, else how most people who are tapered answer."""
    asked = engine.load_catalogue().risks.values()
    answers = {each.id: risk_picture.usual(each) for each in asked} | LONG_USE | dict(story.risks)
    risks.record_risks(patient=patient, seen=0, answers=answers, today=on, by=by)


def engine_doses(texts: Sequence[str]) -> tuple[engine.Dose, ...]:
    """Doses from "night diazepam 20", …"""
    parts = (each.split() for each in texts)
    return tuple(engine.Dose(time, drug, Decimal(mg)) for time, drug, mg in parts)


def start(story: Story, strategy: engine.Strategy, patient: Patient, by: User, on: date) -> Plan:
    """Look at the plan and issue it, on that day."""
    taken, review_on = engine.Regimen(engine_doses(story.taken)), on + timedelta(days=story.first_review_in)
    request = engine.Request(
        starts_on=on,
        market=patient.clinic.market,
        equivalence=None if taken.drugs == ("diazepam",) else "ashton-2002",
        regimen=taken,
        strategy=strategy,
    )
    _, _, digest = new_plan.preview(patient=patient, request=request, review_on=review_on, today=on)
    issued = plans.start_plan(
        patient=patient, request=request, review_on=review_on, signing=signed(patient, digest), today=on, by=by
    )
    return issued.plan


def record(plan: Plan, visit: Attended, by: User, on: date) -> None:
    """Look at what the decision makes and keep the visit, on that day."""
    _, request, schedule = next_revision.in_force(plan)
    running = schedule.in_force(on)
    planned = running.regimen if running else request.regimen
    taken = engine.Regimen(engine_doses([f"{key} {mg}" for key, mg in visit.taken.items()])) if visit.taken else planned
    decided = engine.Adjustment(engine.Decision.CONTINUE)
    if revising := visit.decision.revising:
        asked, market = request.strategy.to_json() | dict(visit.strategy), plan.patient.clinic.market
        strategy = engine.parse_strategy(asked, engine.load_catalogue(), market) if visit.strategy else None
        decided = engine.Adjustment(revising, visit.hold_days, strategy)
    change, review_on = engine.Change(on + timedelta(days=1), taken, decided), on + timedelta(days=visit.next_in)
    digest = ""
    if revising:
        digest = next_revision.preview_review(plan=plan, change=change, review_on=review_on, today=on).digest
    last = plan.reviews.valid().order_by("-number").first()
    seen = visits.Visit(
        seen_revision=plan.revisions.in_force().number,
        seen_review=last.number if last else 0,
        token=uuid4(),
        reviewed_on=on,
        observations=dict(visit.observations),
        red_flags=list(visit.red_flags),
        decision=visit.decision,
        change=change,
        end_reason=visit.end_reason,
        reason=visit.reason,
        notes=visit.notes,
        next_review_on=review_on,
        old_paper="taken-back",
        signing=signed(plan.patient, digest),
    )
    reviews.record_review(plan=plan, visit=seen, today=on, by=by)


def signed(patient: Patient, digest: str) -> signing.Signing:
    """What is said before a dose is issued; the patient is named "Family, Given"."""
    family, given = patient.name.split(", ")
    return signing.Signing(
        override_reason=REASON,
        initials=given[0] + family[0],
        birth_year=str(patient.born_on.year),
        seen_digest=digest,
        answers={each.id: answered(each) for each in engine.load_catalogue().rules.values() if each.answer},
    )


def answered(rule: engine.Rule) -> engine.CautionAnswer:
    """What is said to a caution that asks something of its own."""
    adviser = engine.Specialist("Dr Iris Calm", "Addiction specialist", ADVISED_ON) if "adviser" in rule.answer else None
    found, arranged = (said if part in rule.answer else "" for part, said in (("found", FOUND), ("arranged", ARRANGED)))
    return engine.CautionAnswer(adviser, found, arranged)


def miss(plan: Plan, missed: Missed, by: User, on: date) -> None:
    """Keep that the visit of that day was missed."""
    last = plan.reviews.valid().order_by("-number").first()
    told = visits.MissedVisit(
        seen_review=last.number if last else 0,
        token=uuid4(),
        missed_on=on,
        next_review_on=on + timedelta(days=missed.next_in),
        old_paper=missed.old_paper,
        notes=missed.notes,
    )
    reviews.record_missed(plan=plan, missed=told, today=on, by=by)


def talk(plan: Plan, told: Care, by: User, on: date) -> None:
    """Keep what was said of care on that day."""
    now = care_plan.latest(plan)
    rows = {kind: care_row(told, kind, now.get(kind), on) for kind in told.status}
    care.record_care(plan=plan, seen=care.last_number(now.values()), rows=rows, today=on, by=by)


def care_row(told: Care, kind: str, entry: CareEntry | None, on: date) -> Said:
    """What was said of one kind; a referral keeps the day on which it was sent."""
    to = told.referred.get(kind, "")
    before = entry.referred_on if entry else None
    return Said(
        status=told.status[kind],
        said_on=on,
        referred_to=to,
        referred_on=(before or on) if to else None,
        answered_on=on if kind in told.answered else None,
        note=told.note,
    )


def follow_up(plan: Plan, told: Afterwards, by: User, today: date) -> None:
    """Keep what was seen after the plan ended."""
    on = today - timedelta(days=told.days)
    seen = visits.FollowUp(
        token=uuid4(),
        reviewed_on=on,
        observations=dict(told.observations),
        red_flags=[],
        relapse=told.relapse,
        notes="",
        next_review_on=on + timedelta(days=told.next_in),
    )
    reviews.record_follow_up(plan=plan, follow_up=seen, today=on, by=by)
