"""Plans of each method and visits to them, made as a clinician makes them: looked at first, then kept."""

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from taper_app import engine
from taper_app.actions import medications, plans, reviews, visits
from taper_app.chart import new_plan, next_revision
from taper_app.models import Plan
from tests.actions.risks import ask

TODAY = date(2027, 1, 4)  # a Monday
REASON = "The patient asked for this and knows the risk."
CATALOGUE = engine.load_catalogue()


def row(drug, **taken):
    """A row of set_medications, prescribed as it is taken."""
    doses = {f"{kind}_{time}": Decimal(mg) for time, mg in taken.items() for kind in ("prescribed", "taken")}
    return {"drug": drug, "indication": "anxiety", "use": "regular", "since_on": None} | doses


DAY = {
    "direct": [row("diazepam", night="20")],
    "crossover": [row("lorazepam", morning="1", midday="1", night="1")],
    "several": [row("diazepam", morning="5", night="10"), row("nitrazepam", night="10")],
}
OF = {"direct": {"method": "direct"}, "crossover": {"method": "crossover"}}
OF["several"] = {"method": "direct", "coarse_tail": True}  # nitrazepam tablets make no small steps
METHODS = list(DAY)
DAY["nights off"] = [row("zopiclone", night="7.5") | {"indication": "insomnia"}]  # with any other there are no nights without
OF["nights off"] = {"method": "direct", "pattern": "days-off"}
DAY["lorazepam"], OF["lorazepam"] = DAY["crossover"], OF["several"]


def begin(patient, by, method="direct", *, today=TODAY, starts_on=None, reason=REASON, risks=None, **strategy):
    """A plan of that method, issued today; it starts today too, unless told otherwise. `risks` are answers there is to note."""
    medications.set_medications(patient=patient, rows=DAY[method], others_asked_on=today, by=by)
    ask(patient, by, today, **risks or {})
    asked = asked_for(starts_on=starts_on or today, strategy=engine.Strategy(**OF[method] | strategy))
    _, _, seen = new_plan.preview(patient=patient, request=asked, today=today)
    signing = plans.Signing(**typed_again(patient), override_reason=reason, seen_digest=seen, answers=own_answers())
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
    _, request, schedule = next_revision.in_force(plan)
    step = schedule.in_force(on)
    return step.regimen if step else request.regimen


GO_ON = engine.Decision.CONTINUE
SIGNED = ("specialist", "override_reason", "initials", "birth_year", "seen_digest", "answers")
AGREED = engine.Specialist("Dr Ada Ode", "Psychiatrist", date(2026, 11, 2))


def own_answers(adviser=AGREED):
    """An answer to every caution that asks something of its own, by rule."""
    words = {"found": "Asked, and nothing else was found.", "arranged": "A nurse calls on Friday and on Monday."}
    asked = {each.id: each.answer for each in CATALOGUE.rules.values() if each.answer}
    return {
        rule: engine.CautionAnswer(
            adviser if "adviser" in asks else None, **{part: words[part] for part in words if part in asks}
        )
        for rule, asks in asked.items()
    }


def given(plan, on, decision="continue", days=None, *, strategy=None, edits=(), digest=None, **changes):
    """What record_review is given for a visit on that day, the preview having been looked at.

    `changes` are fields of a Visit, of its change, or of what is said in signing it. Every caution is answered, unless the reason
    is empty.
    """
    plan = Plan.objects.get(pk=plan.pk)
    decision = engine.Decision(decision)
    completed = decision == "end" and changes.get("end_reason", "completed") == "completed"
    change = engine.Change(
        changes.pop("changes_on", on + timedelta(days=1)),
        changes.pop("taken", None) or (engine.Regimen(()) if completed else planned(plan, on)),
        engine.Adjustment(decision, days, strategy, tuple(edits)) if decision.revising else engine.Adjustment(GO_ON),
    )
    next_review_on = changes.pop("next_review_on", on + timedelta(days=7))
    if digest is None and decision.revising:
        found = changes.get("observations", {}) | {"red_flags": changes.get("red_flags", [])}
        looked = next_revision.preview_review(plan=plan, change=change, review_on=next_review_on, observations=found, today=on)
        digest = looked.digest
    said = {name: changes.pop(name) for name in SIGNED if name in changes}
    said = ({} if said.get("override_reason") == "" else {"answers": own_answers()}) | said
    last = plan.reviews.valid().last()
    usual = {
        "seen_revision": plan.revisions.in_force().number,
        "seen_review": last.number if last else 0,
        "token": uuid4(),
        "reviewed_on": on,
        "observations": {},
        "red_flags": [],
        "decision": decision,
        "end_reason": "completed" if decision == "end" else "",
        "reason": "",
        "notes": "",
        "old_paper": "taken-back",
        "signing": plans.Signing(**{"override_reason": REASON, **typed_again(plan.patient), "seen_digest": digest or ""} | said),
    }
    return {"plan": plan, "visit": visits.Visit(change=change, next_review_on=next_review_on, **usual | changes), "today": on}


def visit(plan, by, on, decision="continue", days=None, **changes):
    """Look at what a decision makes, then keep it."""
    return reviews.record_review(by=by, **given(plan, on, decision, days, **changes))


def daily(schedule, first, days):
    """The doses of each of so many days; nothing before the first step and after the stop."""
    on = [schedule.in_force(first + timedelta(days=each)) for each in range(days)]
    return [sorted((each.drug, each.time, each.mg) for each in step.doses) if step else None for step in on]
