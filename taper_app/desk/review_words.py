"""What a review page says: the dose taken beside the plan, what was entered, and what guidelines say about it."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from taper_app.engine import METHODS_SAID, TIMES, Adjustment, Decision, Schedule, Strategy, load_catalogue, pace_said
from taper_app.forms.reviews import ReviewForm
from taper_app.pages.answers import Answer
from taper_app.pages.reviews import edit_said, regimen_said
from taper_app.wording.days import clinic_day
from taper_app.wording.decisions import DECISIONS
from taper_app.wording.observed import phq9_total


def entered(form: ReviewForm, strategy: Strategy, *, changes: bool) -> list[Answer]:
    """The answers of a valid review but for what was found, each with the section where it is changed."""
    days = [f"Visit on {clinic_day(form.reviewed_on)}"]
    if changes:
        days.append(f"A changed dose is taken from {clinic_day(form.changes_on)}")
    said = [
        Answer("Taken now", regimen_said(form.regimen), "taken"),
        Answer("Decision", [DECISIONS[form.decision].label, *decision_said(form, strategy)], "decision"),
        Answer("Days", days, "days"),
    ]
    texts = (("Why", form.reason), ("Specialist", form.specialist), ("Notes", form.observed.noted))
    return said + [Answer(label, words.splitlines(), "notes") for label, words in texts if words]


def decision_said(form: ReviewForm, strategy: Strategy) -> list[str]:
    """What was answered under the decision."""
    made, cleaned = form.adjustment, form.decided.cleaned_data
    said = change_said(form, made, strategy) if made else []
    if form.decision == Decision.END:
        said = [form.decided.labels("end_reason")[cleaned["end_reason"]], *cleaned["end_note"].splitlines()]
    return [*said, *([str(form.decided.fields["kept"].label)] if cleaned["kept"] else [])]


def change_said(form: ReviewForm, made: Adjustment, strategy: Strategy) -> list[str]:
    """What a decision changes of the schedule; nothing where it goes on as it is."""
    match form.decision:
        case Decision.HOLD:
            return [_held(made.days, form.changes_on)]
        case Decision.SLOW:
            return [f"From now on {pace_said(made.strategy or strategy)}. Before: {pace_said(strategy)}"]
        case Decision.STEP_BACK:
            return [f"For {made.days or strategy.interval_days} days"]
        case Decision.ADJUST:
            return [edit_said(edit) for edit in made.edits]
        case Decision.SWITCH:
            return _switched(form, made.strategy or strategy, strategy)
        case _:
            return []


def _switched(form: ReviewForm, asked: Strategy, strategy: Strategy) -> list[str]:
    """The method, where it changes, and the products that are ticked."""
    sold = form.decided.plan.catalogue.products(form.decided.plan.clinic.market)
    now, before = (METHODS_SAID[each.method][0] for each in (asked, strategy))
    method = [f"{now}, before: {before.lower()}"] * (asked.method != strategy.method)
    asked_about = {each.drug for each in form.decided.drugs}
    labels = [sold[each].label for each in asked.products or () if sold[each].drug in asked_about]
    return [*method, f"Products: {', '.join(labels)}"]


def _held(days: int | None, begins_on: date) -> str:
    if days is None:
        return "Until we decide, with no date"
    until = begins_on + timedelta(days=days)
    return f"For {days} days from {clinic_day(begins_on)}: no change before {clinic_day(until)}"


# What guidelines say -----------------------------------------------------------------------------


def signs_so_far(form: ReviewForm, schedule: Schedule) -> set[str]:
    """The signs of a form that may not be filled in yet: those of the schedule, and all where what was sent is right."""
    known = form.is_bound and form.observed.is_valid() and form.taken.is_valid()
    return signs(form, schedule) if known else planned_signs(form, schedule)


def signs(form: ReviewForm, schedule: Schedule) -> set[str]:
    """What the visit found, in the words that advice goes by. No sign changes a dose."""
    observations = form.observed.observations
    found = {
        "red-flag": bool(form.observed.flags),
        "missed-doses": "missed_doses" in observations,
        "sedative": observations.get("other_sedatives") == "yes",
        "alcohol": observations.get("alcohol") == "yes",
        "opioid": observations.get("opioids") == "yes",
        "poor-sleep": _sleeps_badly(observations),
        "low-mood": _low_mood(observations),
    }
    severities = set(observations.get("symptoms", {}).values())
    severe = 3 in severities or _measured_severe(observations)
    found |= {"severe-symptoms": severe, "mild-symptoms": bool(severities) and not severe}
    return {sign for sign, there in found.items() if there} | _taken(form) | planned_signs(form, schedule)


def _measured_severe(observations: Mapping[str, Any]) -> bool:
    known = load_catalogue().severe_signs.values()
    return any(each.is_met_by(observations[each.measure]) for each in known if each.measure in observations)


def _low_mood(observations: Mapping[str, Any]) -> bool:
    low = phq9_total(observations.get("phq9", ())) >= load_catalogue().limits["low_mood"].least
    return low or "low-mood" in observations.get("symptoms", {})


def _sleeps_badly(observations: Mapping[str, Any]) -> bool:
    limits = load_catalogue().limits
    few = Decimal(observations.get("sleep_hours", limits["sleep_hours"].least)) < limits["sleep_hours"].least
    bad = observations.get("bad_nights", 0) >= limits["bad_nights"].least
    return few or bad or observations.get("symptoms", {}).get("sleep", 0) > 1


def _taken(form: ReviewForm) -> set[str]:
    now, then = form.regimen, form.planned
    by_time = [(now.at(drug, time), then.at(drug, time)) for drug in {*now.drugs, *then.drugs} for time in TIMES]
    more, less = any(a > b for a, b in by_time), any(a < b for a, b in by_time)
    return {sign for sign, there in (("taken-more", more), ("taken-less", less)) if there}


def planned_signs(form: ReviewForm, schedule: Schedule) -> set[str]:
    """What the schedule itself says about the visit: a crossover is under way, or the end is near."""
    last = schedule.last_day
    near = last is not None and 0 <= (last - form.days.today).days <= load_catalogue().limits["near_end_days"].most
    crossing = form.step is not None and form.step.kind == "crossover"
    return {sign for sign, there in (("near-end", near), ("crossover", crossing)) if there}
