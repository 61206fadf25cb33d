"""Snapshots for the tests of the papers for clinicians: with findings and tables, and revised at a visit."""

from datetime import timedelta
from random import Random

from taper_app.engine import Adjustment, Change, Decision, load_catalogue, parse_request, propose, propose_revision
from tests.engine.revising import visit_at
from tests.handouts.from_stored import clinician_summary, prescriber_letter, supply_sheet
from tests.handouts.snapshots import MONDAY, kept, proposed

PAPERS = {"summary": clinician_summary, "supply": supply_sheet, "letter": prescriber_letter}
SHA = "0123456789abcdef" * 4
CATALOGUE = load_catalogue()
LISTED = {"as_needed": False, "indication": "anxiety", "since_on": "2019-03-01"}


def listed(drug, prescribed, taken):
    """A row of the medicines, as a snapshot has it."""
    return LISTED | {"drug": drug, "prescribed": prescribed, "taken": taken}


def request(*rows, market="uk", strategy=None, **changes):
    """A request for what is taken in these rows."""
    data = {"starts_on": MONDAY.isoformat(), "market": market, "equivalence": "ashton-2002", "regimen": list(rows)}
    return parse_request(data | {"strategy": {"method": "direct"} | (strategy or {})} | changes, CATALOGUE)


def issued(*rows, weeks=4, market="uk", strategy=None, **changes):
    """A first revision with its findings, tables and sources."""
    asked = request(*rows, market=market, strategy=strategy)
    proposal = propose(asked, CATALOGUE)
    told = [listed(row["drug"], *[{time: mg for time, mg in row.items() if time != "drug"}] * 2) for row in rows]
    first = kept(proposal.request, proposal.schedule, MONDAY + timedelta(weeks=weeks), medications=told)
    return laid_over(first | proposed(proposal.request, proposal), changes)


def revised(*rows, after=30, decision="hold", days=14, market="uk", strategy=None, **changes):
    """A second revision, decided so many days after the start of the first."""
    asked = request(*rows, market=market, strategy=strategy)
    plan = propose(asked, CATALOGUE).schedule
    on = MONDAY + timedelta(days=after)
    taken = plan.in_force(on - timedelta(days=1)).regimen
    proposal = propose_revision(plan, asked, CATALOGUE, change=Change(on, taken, Adjustment(Decision(decision), days)))
    second = kept(asked, proposal.schedule, on + timedelta(days=14))
    return laid_over(second | proposed(asked, proposal) | of_a_visit(on, taken, decision), changes)


def of_a_visit(on, taken, decision):
    """What a later revision has beside the keys of the first."""
    seen_on = on - timedelta(days=1)
    return {
        "number": 2,
        "replaces": 1,
        "issued_on": seen_on.isoformat(),
        "changes_on": on.isoformat(),
        "taken": taken.to_json(),
        "review": {"number": 3, "reviewed_on": seen_on.isoformat(), "decision": decision},
        "old_paper": "struck-out",
    }


def laid_over(made, changes):
    """The snapshot with changes laid over it, and over its patient and clinic."""
    return made | {key: made.get(key, {}) | each if isinstance(each, dict) else each for key, each in changes.items()}


def is_read_back(visit, most_days):
    """Whether the plan and what the visit made of it are short enough to print, every dose with pieces to recount it by."""
    schedules = (visit.plan, visit.made)
    doses = (dose for schedule in schedules for step in schedule.steps for dose in step.doses)
    return max(each.days for each in schedules) <= most_days and all(dose.pieces for dose in doses)


def at_random(seed, most_days=400):
    """Snapshots of a plan at random and of what a visit at random made of it, for a clinic with any dispensing interval."""
    chance = Random(seed)
    while (visit := visit_at(chance.getrandbits(40))) is None or not is_read_back(visit, most_days):
        continue
    asked, interval = parse_request(visit.request, CATALOGUE), chance.choice((7, 14, 28))
    review_on = visit.begins + timedelta(days=chance.randint(1, 60))
    drugs = {drug: {"name": drug} for drug in {*asked.drugs, *visit.taken.drugs}}
    for schedule, changes in ((visit.plan, {}), (visit.made, of_a_visit(visit.on, visit.taken, visit.decided.decision))):
        clinic = {"dispensing_interval_days": interval}
        yield laid_over(kept(asked, schedule, review_on), {"clinic": clinic, "drugs": drugs} | changes)
