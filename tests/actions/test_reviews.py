"""Every decision of a visit, over a plan of each method: what was kept, what follows, and what lists show of it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from taper_app import engine, seals
from taper_app.actions import clinics, drafts, plans, reviews, visits
from taper_app.actions.visits import NothingSlowed
from taper_app.chart import new_plan, next_revision
from taper_app.models import AuditEvent, Draft, Plan, Revision

from .visits import AGREED, CATALOGUE, METHODS, REASON, TODAY, begin, daily, given, planned, regimen, visit

IN_TAPER = date(2027, 3, 3)  # a Wednesday, after two reductions and more of each plan; the crossover is over
IN_CROSSOVER = date(2027, 1, 13)
DECISIONS = {
    "continue": ("continue", None),
    "another-dose": ("continue", None),
    "hold-dated": ("hold", 14),
    "hold-open": ("hold", None),
    "slow": ("slow", None),
    "step-back": ("step-back", None),
    "adjust": ("adjust", None),
    "switch": ("switch", None),
    "maintain": ("maintain", None),
    "completed": ("end", None),
    "stopped-early": ("end", None),
    "transferred": ("end", None),
    "declined": ("end", None),
    "died": ("end", None),
    "urgent": ("urgent", None),
}
CHANGING = [each for each, (decision, _) in DECISIONS.items() if decision not in ("end", "urgent") and each != "continue"]


def in_force(plan):
    return next_revision.in_force(Plan.objects.get(pk=plan.pk))


def other_products(plan):
    """The strategy in force without diazepam 2 mg tablets, which the pharmacy does not have, and with a liquid."""
    sold = CATALOGUE.products("uk")
    solid = [each.id for each in sold.values() if each.status == "available" and each.form in engine.DEFAULT_FORMS]
    wanted = [each for each in solid if each != "diazepam-2mg-tablet"]
    return replace(in_force(plan)[1].strategy, products=(*wanted, "diazepam-1mg-per-ml-oral-solution"))


def decide(plan, by, on, name, **changes):
    """Keep a visit with the decision of that name."""
    decision, days = DECISIONS[name]
    _, request, schedule = in_force(plan)
    changed = changes.get("changes_on", on + timedelta(days=1))
    if name == "slow":
        changes["strategy"] = replace(request.strategy, interval_days=28)
    if name == "switch":
        changes["strategy"] = other_products(plan)
    if name == "adjust":
        step = next(each for each in schedule.steps if each.ends_before is None or each.ends_before > changed)
        changes["edits"] = [longer(step, changed) if step.days else engine.Edit(step.number, doses=lowered(step.regimen).doses)]
    if name == "another-dose":
        changes["taken"] = lowered(planned(plan, on))
    if decision == "end":
        changes |= {"end_reason": name, "end_note": changes.get("reason") or "We agreed on this together."}
    return visit(plan, by, on, decision, days, **changes)


def longer(step, on):
    """The step with three weeks more from that day on."""
    return engine.Edit(step.number, days=max((on - step.starts_on).days, 0) + 21)


def lowered(regimen):
    """Half of the last dose of the day is left out, or all of it above 5 mg."""
    *doses, last = regimen.doses
    return engine.Regimen((*doses, replace(last, mg=Decimal(5) if last.mg > 5 else last.mg / 2)))


def each_undone(names):
    """Each of these, what it kept taken back before the next: all of them decide about one plan, as it was."""
    for name in names:
        with transaction.atomic():
            yield name
            transaction.set_rollback(True)


def by_turns(names, method):
    """Of these, those of which it is the turn with that method: each is decided with one of the methods."""
    return list(names)[METHODS.index(method) :: len(METHODS)]


def sound(plan):
    """The columns say what the snapshot says, and every revision verifies and is what was hashed."""
    kept, issued = Plan.objects.get(pk=plan.pk), list(Revision.objects.filter(plan=plan).order_by("number"))
    for number, revision in enumerate(issued, 1):
        told = revision.snapshot
        assert (revision.number, told["number"], told["replaces"]) == (number, number, number - 1 or None)
        assert seals.sha256(told) == revision.sha256
        # Its own request, read as the command line reads it, is the one that its schedule answers.
        request = engine.parse_request(told["request"], CATALOGUE)
        assert engine.verified(told["schedule"], request, CATALOGUE).to_json() == told["schedule"]
        assert told["request"]["starts_on"] == issued[0].snapshot["request"]["starts_on"]
        assert told["request"]["regimen"] == issued[0].snapshot["request"]["regimen"]
    told, last = issued[-1].snapshot, kept.reviews.last()
    assert str(kept.ends_on) == str(told["schedule"]["last_day"])
    assert kept.on_hold == (told["schedule"]["steps"][-1]["kind"] == "hold")
    assert kept.next_review_on == (last.next_review_on if last else date.fromisoformat(told["review_on"]))
    if last and last.revision:
        assert told["review_on"] == last.next_review_on.isoformat()
    assert kept.missed_visits == 0 or last.kind == "missed"
    return True


# Every decision ----------------------------------------------------------------------------------


NOT_BACK = [each for each in CHANGING if each != "step-back"]  # while it crosses over no dose was higher


@pytest.mark.parametrize("on", [IN_CROSSOVER, IN_TAPER], ids=str)
@pytest.mark.parametrize("method", METHODS)
def test_a_decision_makes_the_next_revision(patient, clinician, method, on):
    """A decision that changes the plan makes one revision from the day of the change: every day before it is as it was."""
    plan = begin(patient, clinician, method)
    before = in_force(plan)[2]
    for name in each_undone(CHANGING if (method, on) != ("crossover", IN_CROSSOVER) else NOT_BACK):
        review = decide(plan, clinician, on, name)
        revision, request, after = in_force(plan)
        days = (on + timedelta(days=1) - before.starts_on).days
        assert daily(after, before.starts_on, days) == daily(before, before.starts_on, days)
        assert (revision.number, revision.review, review.in_force) == (2, review, 1)
        told = revision.snapshot
        assert told["review"] == {"number": 1, "reviewed_on": on.isoformat(), "decision": review.decision}
        assert (told["changes_on"], review.changes_on) == ((on + timedelta(days=1)).isoformat(), on + timedelta(days=1))
        assert (told["taken"], told["old_paper"]) == (review.taken, "taken-back")
        assert {each["drug"] for each in told["taken"]} <= set(told["drugs"])
        assert sound(plan)
        assert request.strategy.finish_by is None


@pytest.mark.parametrize("method", METHODS)
def test_going_on_as_planned_makes_no_revision(patient, clinician, method):
    """With the planned dose taken, "continue" keeps the review and its next one, and issues nothing."""
    plan = begin(patient, clinician, method)
    review = decide(plan, clinician, IN_TAPER, "continue", seen_digest="", override_reason="")
    kept = Plan.objects.get()
    assert (review.revision, review.changes_on, review.in_force) == (None, None, 1)
    assert (kept.revisions.count(), kept.next_review_on) == (1, IN_TAPER + timedelta(days=7))
    assert sound(plan)


def test_a_dated_hold(patient, clinician):
    """14 mg since 1 March, held from 4 March: 15 March stays at 14, and 13 comes after the hold."""
    plan = begin(patient, clinician)
    decide(plan, clinician, IN_TAPER, "hold-dated")
    _, _, schedule = in_force(plan)
    held = schedule.in_force(date(2027, 3, 4))
    assert (held.kind, held.starts_on, held.daily_mg) == ("hold", date(2027, 3, 4), {"diazepam": 14})
    assert held.last_day == date(2027, 3, 17)
    assert schedule.in_force(date(2027, 3, 18)).daily_mg == {"diazepam": 13}


def test_an_open_hold_shows_in_lists(patient, clinician):
    """An open hold has no last day and stands in the lists; going on ends it and gives the plan its dates again."""
    plan = begin(patient, clinician)
    decide(plan, clinician, IN_TAPER, "hold-open")
    kept = Plan.objects.get()
    assert (kept.on_hold, kept.ends_on) == (True, None)
    later = IN_TAPER + timedelta(days=30)
    assert decide(plan, clinician, later, "continue").revision.number == 3
    kept = Plan.objects.get()
    assert (kept.on_hold, kept.ends_on is None) == (False, False)
    assert sound(plan)


@pytest.mark.parametrize("name", ["hold-open", "maintain"])
@pytest.mark.parametrize("method", METHODS)
def test_no_step_has_a_date_after_a_dose_without_an_end(patient, clinician, method, name):
    """After an open hold or at a dose that is kept, nothing follows; only the hold is a hold."""
    plan = begin(patient, clinician, method)
    decide(plan, clinician, IN_TAPER, name)
    kept, last = Plan.objects.get(), in_force(plan)[2].steps[-1]
    assert (last.days, last.starts_on, kept.ends_on) == (None, IN_TAPER + timedelta(days=1), None)
    assert kept.on_hold == (name == "hold-open")


def test_slowing_down(patient, clinician):
    """Once slowed to every 28 days, every later reduction lasts 28 days, and the strategy in force says so."""
    plan = begin(patient, clinician)
    decide(plan, clinician, IN_TAPER, "slow")
    _, request, schedule = in_force(plan)
    assert request.strategy.interval_days == 28
    assert {each.days for each in schedule.steps if each.kind == "reduce" and each.starts_on > IN_TAPER} == {28}
    assert decide(plan, clinician, IN_TAPER + timedelta(days=7), "continue").revision is None  # the slower plan is the plan


def test_stepping_back(patient, clinician):
    """The dose of the day of the change is the higher one before: 15 again where 14 was taken."""
    plan = begin(patient, clinician)
    decide(plan, clinician, IN_TAPER, "step-back")
    step = in_force(plan)[2].in_force(IN_TAPER + timedelta(days=1))
    assert (step.kind, step.daily_mg) == ("step-back", {"diazepam": 15})


def test_switching_products(patient, clinician):
    """From the day of the change no piece is of the product that the pharmacy does not have."""
    plan = begin(patient, clinician)
    decide(plan, clinician, IN_TAPER, "switch")
    used = {piece.product for step in in_force(plan)[2].steps if step.starts_on > IN_TAPER for piece in pieces(step)}
    assert used
    assert "diazepam-2mg-tablet" not in used
    assert used <= set(Revision.objects.get(number=2).snapshot["products"])


def pieces(step):
    return [piece for dose in step.doses for piece in dose.pieces]


def test_switching_the_method(patient, clinician):
    """A direct taper of lorazepam, where it cannot be borne, becomes a crossover from the day of the change."""
    plan = begin(patient, clinician, "lorazepam")
    on = date(2027, 1, 20)
    crossover = engine.Strategy(method="crossover")
    visit(plan, clinician, on, "switch", strategy=crossover)
    _, request, schedule = in_force(plan)
    assert request.strategy.method == "crossover"
    assert any(each.kind == "crossover" for each in schedule.steps)
    assert sound(plan)
    assert decide(plan, clinician, on + timedelta(days=14), "hold-open").revision.number == 3
    assert sound(plan)


@pytest.mark.parametrize(
    ("name", "method"),
    zip(["completed", "stopped-early", "transferred", "declined", "died"], [*METHODS, *METHODS], strict=False),
)
def test_ending(patient, clinician, method, name):
    """A plan ends on the day of the visit, for a reason, and keeps its last revision; who died has no follow-up."""
    plan = begin(patient, clinician, method)
    follow_up = IN_TAPER + timedelta(days=28)
    reason = "We agreed on this together."
    review = decide(plan, clinician, IN_TAPER, name, reason=reason, next_review_on=follow_up, override_reason="")
    kept = Plan.objects.get()
    assert (kept.state, kept.ended_on, kept.end_reason, kept.end_note) == ("ended", IN_TAPER, name, reason)
    assert kept.next_review_on == review.next_review_on == (None if name == "died" else follow_up)
    assert (review.decision, review.revision, kept.revisions.count()) == ("end", None, 1)
    assert AuditEvent.objects.get(action="end_plan").after["end_reason"] == name
    assert sound(plan)


@pytest.mark.parametrize("method", METHODS)
def test_urgent_help_leaves_the_plan_as_it_is(patient, clinician, method):
    """Urgent help changes no dose, and the next review is within a week."""
    plan = begin(patient, clinician, method)
    review = decide(plan, clinician, IN_TAPER, "urgent", red_flags=["seizure"], override_reason="")
    assert (review.revision, review.red_flags, Plan.objects.get().state) == (None, ["seizure"], "open")
    with pytest.raises(new_plan.DatesPassed):
        decide(plan, clinician, IN_TAPER, "urgent", next_review_on=IN_TAPER + timedelta(days=8))
    assert sound(plan)


# When ------------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("method", METHODS)
def test_on_the_day_on_which_a_step_changes(patient, clinician, method):
    """A visit on the day of a change of dose, which changes the dose again from the next day."""
    plan = begin(patient, clinician, method)
    changing = next(each.starts_on for each in in_force(plan)[2].steps if each.starts_on > TODAY + timedelta(days=40))
    for name in each_undone(by_turns(DECISIONS, method)):
        decide(plan, clinician, changing, name)
        assert sound(plan)


@pytest.mark.parametrize("name", CHANGING)
def test_a_change_on_the_day_on_which_a_step_begins(patient, clinician, name):
    """A visit on the eve of a planned change, from which day on the decision holds."""
    plan = begin(patient, clinician)
    changing = in_force(plan)[2].steps[5].starts_on
    decide(plan, clinician, changing - timedelta(days=1), name)
    steps = in_force(plan)[2].steps
    assert [each.starts_on for each in steps].count(changing) == 1
    assert sound(plan)


@pytest.mark.long
@pytest.mark.parametrize("method", METHODS)
def test_before_the_first_day(patient, clinician, method):
    """A visit before the plan begins decides about a plan of which no day is over."""
    plan = begin(patient, clinician, method, starts_on=TODAY + timedelta(days=14))
    for name in each_undone(by_turns((each for each in DECISIONS if each != "step-back"), method)):
        decide(plan, clinician, TODAY + timedelta(days=2), name)
        assert sound(plan)
        assert in_force(plan)[2].starts_on == TODAY + timedelta(days=14)


@pytest.mark.parametrize(("method", "days", "on"), [("direct", 14, 2), ("crossover", 0, 23)], ids=["early", "stabilising"])
def test_nothing_to_step_back_to(patient, clinician, method, days, on):
    """Before the first day, or once all has moved, no dose was higher: the engine's sentence comes through, nothing is kept."""
    plan = begin(patient, clinician, method, starts_on=TODAY + timedelta(days=days))
    with pytest.raises(engine.Refusal, match=r"^No (earlier )?dose .* was higher"):
        decide(plan, clinician, TODAY + timedelta(days=on), "step-back")
    assert not plan.reviews.exists()


def test_in_a_crossover_a_step_back_takes_the_last_move_back(patient, clinician):
    """The dose that moved last is that of the drug before again, and later it moves once more."""
    plan = begin(patient, clinician, "crossover")
    on = TODAY + timedelta(days=10)
    decide(plan, clinician, on - timedelta(days=1), "step-back")
    steps = [each for each in in_force(plan)[2].steps if each.starts_on >= on][:2]
    assert [(each.kind, each.daily_mg) for each in steps] == [
        ("step-back", {"lorazepam": 2, "diazepam": 10}),
        ("crossover", {"diazepam": 20, "lorazepam": 1}),
    ]


@pytest.mark.parametrize("method", METHODS)
def test_after_the_last_day(patient, clinician, method):
    """After the stop there is nothing to go on with, and the plan is completed; an earlier dose taken again is planned from."""
    plan = begin(patient, clinician, method)
    after = in_force(plan)[2].last_day + timedelta(days=5)
    with pytest.raises(engine.Refusal, match="Nothing is taken any more"):
        decide(plan, clinician, after, "continue")
    taken = regimen(diazepam_night="2")
    assert visit(plan, clinician, after, "hold", 14, taken=taken).revision.number == 2
    assert sound(plan)
    again = in_force(plan)[2].last_day + timedelta(days=1)
    decide(plan, clinician, again, "completed", next_review_on=None)
    assert sound(plan)
    assert Plan.objects.get().next_review_on is None


@pytest.mark.long
@pytest.mark.parametrize("first", ["hold-dated", "hold-open", "slow", "maintain", "adjust"])
def test_twice_in_one_day(patient, clinician, first):
    """A second visit on the same day makes the third revision, from the same day of the change."""
    plan = begin(patient, clinician)
    decide(plan, clinician, IN_TAPER, first)
    for second in each_undone(CHANGING):
        if first == second == "slow":  # what is slowed already is not slowed again by the same pace
            with pytest.raises(NothingSlowed):
                decide(plan, clinician, IN_TAPER, second)
            continue
        review = decide(plan, clinician, IN_TAPER, second)
        assert (review.number, review.in_force, review.revision.number) == (2, 2, 3)
        assert sound(plan)


@pytest.mark.long
@pytest.mark.parametrize("method", METHODS)
def test_across_a_years_end(patient, clinician, method):
    """A visit on the last day of a year changes the dose on the first of the next."""
    plan = begin(patient, clinician, method, today=date(2026, 11, 16))
    for name in each_undone(by_turns(DECISIONS, method)):
        review = decide(plan, clinician, date(2026, 12, 31), name)
        assert not review.revision or review.revision.snapshot["changes_on"] == "2027-01-01"
        assert sound(plan)


def test_still_on_step_3_when_the_plan_says_5(patient, clinician):
    """16 mg is taken where 14 was planned: it is held for the interval, and the next dose is the one after 16."""
    plan = begin(patient, clinician)
    steps = in_force(plan)[2].steps
    assert [int(steps[each].daily_mg["diazepam"]) for each in (2, 4)] == [16, 14]
    review = visit(plan, clinician, IN_TAPER, taken=steps[2].regimen, reason="Two reductions were left out.")
    assert review.taken == [{"drug": "diazepam", "night": "16"}]
    _, _, schedule = in_force(plan)
    on = IN_TAPER + timedelta(days=1)
    held, following = schedule.in_force(on), schedule.in_force(on + timedelta(days=14))
    assert (held.kind, held.as_taken, held.daily_mg) == ("hold", True, {"diazepam": 16})
    assert (following.starts_on, following.daily_mg) == (date(2027, 3, 18), {"diazepam": 15})
    assert Plan.objects.get().ends_on > steps[-1].starts_on
    assert sound(plan)


@pytest.mark.long
def test_a_plan_whose_steps_were_all_edited(patient, clinician):
    """A plan of which every step was given other days by hand is decided about like any other."""
    plan = begin(patient, clinician)
    edits = [engine.Edit(each.number, days=21) for each in in_force(plan)[2].steps if each.kind != "stop"]
    visit(plan, clinician, TODAY, "adjust", edits=edits)
    assert all(each.edited for each in in_force(plan)[2].steps[1:-1])
    for name in each_undone(DECISIONS):
        decide(plan, clinician, IN_TAPER, name)
        assert sound(plan)


def test_five_visits_in_a_row(patient, clinician):
    """Reviews and revisions are numbered on, each revision of the review that made it, and old ones stay as they were."""
    plan = begin(patient, clinician)
    told = {1: Revision.objects.get().snapshot}
    for number, name in enumerate(["hold-dated", "slow", "another-dose", "hold-open", "maintain"], 1):
        review = decide(plan, clinician, TODAY + timedelta(days=17 * number), name)
        assert (review.number, review.revision.number) == (number, number + 1)
        told[number + 1] = review.revision.snapshot
        assert sound(plan)
    assert {each.number: each.snapshot for each in Revision.objects.all()} == told
    after = clinics.change_clinic(clinic=clinician.clinic, by=clinician, name="Another Name", phone="000")
    assert after.name not in str(Revision.objects.get(number=3).snapshot)


def test_every_change_on_one_weekday(patient, clinician):
    """Where every dose changes on a Monday, the day of the change is one, and a hold is whole weeks."""
    plan = begin(patient, clinician, change_weekday="monday")
    with pytest.raises(next_revision.NotOnWeekday, match="Monday"):
        decide(plan, clinician, IN_TAPER, "hold-dated")
    monday = IN_TAPER + timedelta(days=5)
    assert decide(plan, clinician, IN_TAPER, "hold-dated", changes_on=monday).revision
    assert decide(plan, clinician, IN_TAPER, "continue").revision is None
    assert sound(plan)


def test_a_weekday_chosen_at_a_visit(patient, clinician):
    """A plan that began on a Monday may change on Thursdays later, and is still read."""
    plan = begin(patient, clinician)
    strategy = replace(in_force(plan)[1].strategy, change_weekday="thursday")
    visit(plan, clinician, IN_TAPER, "slow", strategy=strategy)
    assert in_force(plan)[1].strategy.change_weekday == "thursday"
    assert visit(plan, clinician, IN_TAPER, "hold", None).revision.number == 3


def test_a_product_that_was_withdrawn_since(patient, clinician):
    """A plan with a product that is no longer sold is still read as it was issued."""
    begin(patient, clinician)
    told = Revision.objects.get().snapshot["request"]
    gone = next(each.id for each in CATALOGUE.products("uk").values() if each.status in ("discontinued", "withdrawn"))
    told["strategy"]["products"] = [gone, "diazepam-5mg-tablet"]
    assert engine.Request.from_json(told).strategy.products == (gone, "diazepam-5mg-tablet")
    assert engine.Request.from_json(told).to_json() == told


def test_a_date_asked_for_at_the_start(patient, clinician):
    """A pace that was fitted to a date is the pace from then on; the date is not chased again at each visit."""
    plan = begin(patient, clinician, finish_by=date(2027, 12, 1))
    assert decide(plan, clinician, IN_TAPER, "continue").revision is None
    decide(plan, clinician, IN_TAPER, "hold-dated")
    decide(plan, clinician, IN_TAPER + timedelta(days=7), "hold-open")
    assert sound(plan)


def test_a_date_asked_for_at_a_visit(patient, clinician):
    """A pace fitted at a visit to a new date is in force from then on, as it came out: the next visit does not fit it anew."""
    plan = begin(patient, clinician)
    by_then = replace(in_force(plan)[1].strategy, interval_days=28, finish_by=date(2028, 6, 1))
    visit(plan, clinician, IN_TAPER, "slow", strategy=by_then)
    _, request, schedule = in_force(plan)
    assert (request.strategy.finish_by, request.strategy.reduction_percent < 10) == (None, True)
    assert schedule.last_day < date(2028, 6, 1)
    assert decide(plan, clinician, IN_TAPER + timedelta(days=7), "continue").revision is None
    decide(plan, clinician, IN_TAPER + timedelta(days=7), "hold-dated")
    assert in_force(plan)[1].strategy == request.strategy
    assert sound(plan)


# What goes with it -----------------------------------------------------------------------------------


def test_all_that_was_seen_is_kept(patient, clinician):
    """Observations, red flags, reason and notes stay as they were given; the draft of the review is gone, that of a plan not."""
    plan = begin(patient, clinician)
    for purpose, subject in (("plan", ""), ("review", plan.code)):
        drafts.save_draft(patient=patient, data={}, by=clinician, purpose=purpose, subject=subject)
    seen = {"symptoms": {"sweating": 2}, "phq9": [1] * 8 + [0], "sleep_hours": "6.5", "opioids": "no"}
    review = decide(
        plan, clinician, IN_TAPER, "continue", observations=seen, notes=" Looks well. ", red_flags=["x"], reason=REASON
    )
    review.refresh_from_db()
    assert (review.observations, review.notes, review.reason, review.red_flags) == (seen, "Looks well.", REASON, ["x"])
    assert (review.recorded_by, review.kind, review.taken) == (clinician, "visit", [{"drug": "diazepam", "night": "14"}])
    assert [each.purpose for each in Draft.objects.all()] == ["plan"]


def test_a_drug_that_was_only_taken_has_its_name(patient, clinician):
    """A drug that was taken beside the plan, and that no step has, is named in the revision's snapshot."""
    plan = begin(patient, clinician)
    review = visit(plan, clinician, IN_TAPER, "step-back", taken=regimen(diazepam_night="12", lorazepam_morning="0.5"))
    told = review.revision.snapshot
    used = {dose["drug"] for step in told["schedule"]["steps"] for dose in step["doses"]}
    assert (used, set(told["drugs"])) == ({"diazepam"}, {"diazepam", "lorazepam"})
    assert sound(plan)


def test_a_review_has_one_event(patient, clinician):
    """One event tells of the plan's columns before and after, of the review, and of the revision with its hash."""
    plan = begin(patient, clinician)
    review = decide(plan, clinician, IN_TAPER, "hold-open")
    event = AuditEvent.objects.get(action="record_review")
    assert (event.subject, event.by) == (f"plan {plan.code}", clinician)
    assert (event.before["on_hold"], event.after["on_hold"], event.after["review"]) == (False, True, 1)
    assert (event.after["revision"], event.after["sha256"]) == (2, review.revision.sha256)


def test_a_missed_visit(patient, clinician):
    """A visit that was missed is counted until one takes place, and moves the next one on."""
    plan = begin(patient, clinician)
    for number in (1, 2):
        missed(plan, clinician, TODAY + timedelta(days=7 * number), number - 1)
    kept = Plan.objects.get()
    assert (kept.missed_visits, kept.next_review_on) == (2, TODAY + timedelta(days=21))
    assert AuditEvent.objects.filter(action="record_missed").count() == 2
    assert sound(plan)
    decide(plan, clinician, IN_TAPER, "continue")
    assert Plan.objects.get().missed_visits == 0


def missed(plan, by, on, seen, **changes):
    usual = {"token": uuid4(), "next_review_on": on + timedelta(days=7), "notes": "", "old_paper": "left"}
    told = visits.MissedVisit(seen_review=seen, missed_on=on, **usual | changes)
    return reviews.record_missed(plan=plan, missed=told, today=on, by=by)


def follow_up(plan, by, on, **changes):
    usual = {"observations": {"sleep_hours": "5"}, "red_flags": [], "relapse": False, "notes": "", "next_review_on": None}
    told = visits.FollowUp(reviewed_on=on, **{"token": uuid4()} | usual | changes)
    return reviews.record_follow_up(plan=plan, follow_up=told, today=on, by=by)


def test_after_the_end(patient, clinician):
    """What is seen after the end is kept, with a relapse, and plans the next follow-up or none."""
    plan = begin(patient, clinician)
    decide(plan, clinician, IN_TAPER, "completed", next_review_on=IN_TAPER + timedelta(days=28))
    on = IN_TAPER + timedelta(days=28)
    review = follow_up(plan, clinician, on, relapse=True, next_review_on=on + timedelta(days=60))
    assert (review.kind, review.decision, review.observations) == ("follow-up", "", {"sleep_hours": "5", "relapse": True})
    assert (Plan.objects.get().next_review_on, Plan.objects.get().state) == (on + timedelta(days=60), "ended")
    follow_up(plan, clinician, on + timedelta(days=60))
    assert Plan.objects.get().next_review_on is None
    assert sound(plan)


def test_a_new_plan_remembers_the_last(patient, clinician):
    """The plan after one that ended knows it, and the one after that knows the later."""
    last = None
    for days in (0, 60, 120):
        plan = begin(patient, clinician, today=TODAY + timedelta(days=days))
        assert plan.previous == last
        decide(plan, clinician, TODAY + timedelta(days=days + 30), "declined")
        last = plan
    assert {each.code for each in Plan.objects.filter(state="ended")} == {each.code for each in Plan.objects.all()}


@pytest.mark.parametrize(("method", "every", "days"), [("direct", None, 11), ("crossover", None, 4), ("direct", 10, 10)])
def test_the_first_review_is_proposed(patient, clinician, method, every, days):
    """Without a date it is on the last open day before the dose changes, early in a crossover, or as far as the clinic sets."""
    clinics.change_clinic(clinic=clinician.clinic, by=clinician, review_every_days=every)
    patient.clinic.refresh_from_db()
    assert begin(patient, clinician, method).next_review_on == TODAY + timedelta(days=days)


def test_a_specialist_stays_named(clinic, clinician, patient):
    """Who agreed to a plan for epilepsy is named on its later revisions too, unless another is."""
    plan = begin(patient, clinician)
    plan.patient.medications.update(indication="epilepsy")
    with pytest.raises(plans.Blocked):
        decide(plan, clinician, IN_TAPER, "hold-open")
    visited = given(plan, IN_TAPER, "hold")
    looked, day = visited["visit"], visited["visit"].next_review_on
    seen = next_revision.preview_review(plan=plan, change=looked.change, review_on=day, specialist=AGREED, today=IN_TAPER)
    signing = replace(looked.signing, specialist=AGREED, seen_digest=seen.digest)
    review = reviews.record_review(by=clinician, **visited | {"visit": replace(looked, signing=signing)})
    assert review.revision.issued().specialist == AGREED
    assert decide(plan, clinician, IN_TAPER, "maintain").revision.issued().specialist == AGREED
