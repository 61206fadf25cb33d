"""Plans of each method and visits to them, made as a clinician makes them: looked at first, then kept."""

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from taper_app import engine
from taper_app.actions import medications, plans, reviews
from taper_app.models import Plan
from tests.actions.risks import ask

TODAY = date(2027, 1, 4)  # a Monday
REASON = "The patient asked for this and knows the risk."
CATALOGUE = engine.load_catalogue()


def row(drug, **taken):
    """A row of set_medications, prescribed as it is taken."""
    doses = {f"{kind}_{time}": Decimal(mg) for time, mg in taken.items() for kind in ("prescribed", "taken")}
    return {"drug": drug, "indication": "anxiety", "as_needed": False, "since_on": None} | doses


DAY = {
    "direct": [row("diazepam", night="20")],
    "crossover": [row("lorazepam", morning="1", midday="1", night="1")],
    "several": [row("diazepam", morning="5", night="10"), row("nitrazepam", night="10")],
}
OF = {"direct": {"method": "direct"}, "crossover": {"method": "crossover"}}
OF["several"] = {"method": "direct", "coarse_tail": True}  # nitrazepam tablets make no small steps
METHODS = list(DAY)
DAY["lorazepam"], OF["lorazepam"] = DAY["crossover"], OF["several"]


def begin(patient, by, method="direct", *, today=TODAY, starts_on=None, reason=REASON, risks=None, **strategy):
    """A plan of that method, issued today; it starts today too, unless told otherwise. `risks` are answers there is to note."""
    medications.set_medications(patient=patient, rows=DAY[method], others_asked_on=today, by=by)
    ask(patient, by, today, **risks or {})
    asked = asked_for(starts_on=starts_on or today, strategy=engine.Strategy(**OF[method] | strategy))
    _, _, seen = plans.preview(patient=patient, request=asked, today=today)
    signing = plans.Signing(**typed_again(patient), override_reason=reason, seen_digest=seen)
    return plans.start_plan(patient=patient, request=asked, signing=signing, today=today, by=by).plan


def asked_for(**chosen):
    """What is asked for, by Ashton's table; what is taken, and where, stands in the patient's record and not here."""
    return engine.Request(**{"market": "", "regimen": engine.Regimen(()), "equivalence": "ashton-2002"} | chosen)


def typed_again(patient):
    """The two identifiers of a patient that are typed before a dose is issued."""
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", patient.name))
    return {"initials": initials, "birth_year": str(patient.born_on)[:4]}


def regimen(**doses):
    """A regimen: diazepam_night="17"."""
    parts = ((name.rsplit("_", 1), mg) for name, mg in doses.items())
    return engine.Regimen(tuple(engine.Dose(time, drug, Decimal(mg)) for (drug, time), mg in parts))


def planned(plan, on):
    """What the revision in force has the patient take on a day."""
    _, request, schedule = reviews.in_force(plan)
    step = schedule.in_force(on)
    return step.regimen if step else request.regimen


def given(plan, on, decision="continue", days=None, *, strategy=None, edits=(), digest=None, **changes):
    """What record_review is given for a visit on that day, the preview having been looked at."""
    plan = Plan.objects.get(pk=plan.pk)
    decision = engine.Decision(decision)
    adjustment = engine.Adjustment(engine.Decision(decision), days, strategy, tuple(edits)) if decision.revising else None
    completed = decision == "end" and changes.get("end_reason", "completed") == "completed"
    taken = changes.pop("taken", None) or (engine.Regimen(()) if completed else planned(plan, on))
    said = {
        "plan": plan,
        "today": on,
        "changes_on": changes.pop("changes_on", on + timedelta(days=1)),
        "taken": taken,
        "next_review_on": on + timedelta(days=7),
    } | changes
    if digest is None and adjustment:
        looked = {name: said[name] for name in ("plan", "today", "changes_on", "taken")}
        looked["observations"] = said.get("observations", {})
        digest = reviews.preview_review(**looked, adjustment=adjustment, review_on=said["next_review_on"]).digest
    last = plan.reviews.last()
    rest = {
        "seen_revision": plan.revisions.latest("number").number,
        "seen_review": last.number if last else 0,
        "token": uuid4(),
        "reviewed_on": on,
        "observations": {},
        "red_flags": [],
        "decision": decision,
        "adjustment": adjustment,
        "end_reason": "completed" if decision == "end" else "",
        "reason": "",
        "notes": "",
        "old_paper": "taken-back",
        "override_reason": REASON,
        "seen_digest": digest or "",
        **typed_again(plan.patient),
    }
    return rest | said


def visit(plan, by, on, decision="continue", days=None, **changes):
    """Look at what a decision makes, then keep it."""
    return reviews.record_review(by=by, **given(plan, on, decision, days, **changes))


def daily(schedule, first, days):
    """The doses of each of so many days; nothing before the first step and after the stop."""
    on = [schedule.in_force(first + timedelta(days=each)) for each in range(days)]
    return [sorted((each.drug, each.time, each.mg) for each in step.doses) if step else None for step in on]
