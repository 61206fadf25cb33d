"""What a review page says: the dose taken beside the plan, what was entered, and what guidelines say about it."""

from taper_app.chart import risk_picture
from taper_app.engine import TIMES, Schedule, advice_signs, load_catalogue, signs_found
from taper_app.forms.reviews import ReviewForm
from taper_app.models import Clinic, Patient
from taper_app.pages.answers import Answer
from taper_app.pages.reviews import regimen_said
from taper_app.record import visit_of
from taper_app.wording.days import clinic_day
from taper_app.wording.decisions import DECISIONS
from taper_app.wording.lists import joined
from taper_app.wording.people import person_said
from taper_app.wording.regimens import by_weekday


def entered(form: ReviewForm, clinic: Clinic, *, changes: bool) -> list[Answer]:
    """The answers of a valid review but for what was found, each with the section where it is changed."""
    days = [f"Visit on {clinic_day(form.reviewed_on)}"]
    if changes:
        days.append(f"A changed dose is taken from {clinic_day(form.changes_on)}")
    mixed = form.mixture.said() if form.decision.revising else []
    said = [
        Answer("Taken now", regimen_said(form.regimen, clinic), "taken"),
        *[Answer("Rounded", [f"Goes on from {form.taken.rounding}"], "taken")] * bool(form.taken.rounding),
        Answer(
            "Decision", [DECISIONS[form.decision].label, *form.decided.said(form.adjustment, form.changes_on), *mixed], "decision"
        ),
        Answer("Days", days, "days"),
    ]
    agreed = person_said(form.specialist) if form.specialist else ""
    texts = (("Why", form.reason), ("Specialist", agreed), ("Notes", form.observed.noted))
    return said + [Answer(label, words.splitlines(), "notes") for label, words in texts if words]


# What guidelines say -----------------------------------------------------------------------------


def signs_so_far(form: ReviewForm, schedule: Schedule) -> set[str]:
    """The signs of a form that may not be filled in yet: those of the schedule, and all where what was sent is right."""
    known = form.is_bound and form.observed.is_valid() and form.taken.is_valid()
    return signs(form, schedule) if known else planned_signs(form, schedule)


def against_so_far(form: ReviewForm, patient: Patient) -> dict[str, str]:
    """What was found that stands against a decision, in a phrase for each tier; nothing while what was sent is not right."""
    if not (form.is_bound and form.observed.is_valid()):
        return {}
    answers = risk_picture.answers_of(risk_picture.newest(patient))
    met = [
        (sign.tier, words)
        for sign, _, words in signs_found(visit_of(form.observed.found), load_catalogue())
        if not sign.only_with or any(answers.get(question) in said for question, said in sign.only_with.items())
    ]
    found = {tier: dict.fromkeys(words for of, words in met if of == tier) for tier in ("severe", "significant")}
    return {tier: joined(words) for tier, words in found.items() if words}


def signs(form: ReviewForm, schedule: Schedule) -> set[str]:
    """What the visit found, in the words that advice goes by. No sign changes a dose."""
    observations = form.observed.observations
    found = advice_signs(visit_of(form.observed.found), load_catalogue())
    missed = {"missed-doses"} if "missed_doses" in observations else set()
    return found | missed | _taken(form) | planned_signs(form, schedule)


def _taken(form: ReviewForm) -> set[str]:
    now, then = form.regimen, form.planned
    weeks = [[by_weekday(each, drug, time) for each in (now, then)] for drug in {*now.drugs, *then.drugs} for time in TIMES]
    by_day = [(taken[day], planned[day]) for taken, planned in weeks for day in taken]
    more, less = any(a > b for a, b in by_day), any(a < b for a, b in by_day)
    return {sign for sign, there in (("taken-more", more), ("taken-less", less)) if there}


def planned_signs(form: ReviewForm, schedule: Schedule) -> set[str]:
    """What the schedule itself says about the visit: a crossover is under way, or the end is near."""
    last = schedule.last_day
    near = last is not None and 0 <= (last - form.days.today).days <= load_catalogue().limits["near_end_days"].most
    crossing = form.step is not None and form.step.kind == "crossover"
    return {sign for sign, there in (("near-end", near), ("crossover", crossing)) if there}
