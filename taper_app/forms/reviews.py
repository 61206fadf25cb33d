"""A review: what is taken, what was found, what is decided and when. Four forms on one page, each with its own rules."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict

from taper_app.engine import REASON_WANTED, Adjustment, Change, Decision, Regimen, Specialist, is_reason
from taper_app.models import LATEST_CHANGE_DAYS, Plan
from taper_app.models.old_paper import NOT_NOW
from taper_app.wording.days import clinic_day
from taper_app.wording.observed import is_grave

from .dates import DateField
from .decisions import DecisionForm
from .layout import Div, helper
from .mixture import MixtureForm
from .observations import ObservationsForm
from .old_paper import OldPaperField
from .page_form import PageForm
from .person import PERSON, person_fields, person_of, refuse_person
from .plan_in_force import PlanInForce
from .plan_so_far import first_day
from .taken import TakenForm, dose_names, medicines_found
from .texts import LinesField, TextField

NOT_ROUNDED = "This decision changes no dose. Take out the tick of rounded doses, or choose another decision."
FLAGGED = f"There is a red flag. Write why the plan goes on, {REASON_WANTED}, or choose another decision."
ENDS = f"What was found is severe. Write what was arranged, {REASON_WANTED}, or choose urgent help."


class DaysForm(PageForm):
    """When the visit was, when its decision takes effect, and why. The hidden fields say what the page was opened on."""

    reviewed_on = DateField(
        label="Day of the visit", example="1 2 2027", error_messages={"required": "Enter the day of the visit."}
    )
    changes_on = DateField(
        label="The dose changes from",
        help_text="The first day on which a changed dose is taken.",
        example="2 2 2027",
        error_messages={"required": "Enter the day from which a changed dose is taken."},
    )
    reason = LinesField(
        label="Why this was decided",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Needed where the plan continues in spite of a red flag.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "", "invalid": ""})
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    seen_review = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)

    def __init__(self, *args: Any, today: date, begins_on: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self.today, self.begins_on = today, begins_on
        self.fields |= person_fields(
            PERSON,
            "Specialist who agreed to this change",
            help_text="Kept with the new revision, where one is issued. Left empty, it is whom the plan names, if anybody.",
        )
        for name in ("token", "seen_revision", "seen_review"):
            self.fields[name].error_messages |= dict.fromkeys(("required", "invalid", "min_value", "max_value"), INCOMPLETE)

    @property
    def dates(self) -> FormHelper:
        """The two days."""
        return helper(Div("reviewed_on", "changes_on", css_class="side"))

    @property
    def days_said(self) -> str:
        """The two days in words, as they were sent or as they stand there at first."""
        known = {**self.initial, **(self.cleaned_data if self.is_bound and self.is_valid() else {})}
        return f"visit {clinic_day(known['reviewed_on'])}, a changed dose from {clinic_day(known['changes_on'])}"

    @property
    def changes_from(self) -> date:
        """The day of the change, as it was sent or as it stands there at first."""
        sent: date | None = self.cleaned_data.get("changes_on") if self.is_bound and self.is_valid() else None
        return sent or self.initial["changes_on"]

    @property
    def why(self) -> FormHelper:
        """The reason, and who agreed."""
        return helper("reason", Div(*PERSON, css_class="trio"))

    @property
    def why_open(self) -> bool:
        """Whether something stands in any of these boxes, or is wrong there."""
        values = {name: self[name].value() for name in ("reason", *PERSON)}
        filled = (any(each) if isinstance(each, list) else each for each in values.values())
        return any(filled) or any(self[name].errors for name in values)

    @property
    def moved(self) -> bool:
        """Whether the days are others than stood there at first, or wrong."""
        names = ("reviewed_on", "changes_on")
        return self.is_bound and any(name in self.errors or name in self.changed_data for name in names)

    def clean_reviewed_on(self) -> date:
        on: date = self.cleaned_data["reviewed_on"]
        if on > self.today:
            raise forms.ValidationError("The day of the visit is in the future. Enter today or an earlier day.")
        if on < self.begins_on:
            first = clinic_day(self.begins_on)
            raise forms.ValidationError(f"The day of the visit is before the last one recorded. Enter {first} or a later day.")
        return on

    def clean_changes_on(self) -> date:
        on: date = self.cleaned_data["changes_on"]
        latest = self.today + timedelta(days=LATEST_CHANGE_DAYS)
        if on < self.today:
            raise forms.ValidationError("The day of the change is in the past. Enter today or a later day.")
        if on > latest:
            raise forms.ValidationError(f"The change is too far away. Enter a day up to {clinic_day(latest)}.")
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        refuse_person(self, PERSON, self.today)
        visit, change = cleaned.get("reviewed_on"), cleaned.get("changes_on")
        if visit and change and change <= visit:
            self.add_error("changes_on", "A dose changes after the visit at the earliest. Enter a later day than the visit's.")
        return cleaned


INCOMPLETE = "The page was sent incomplete. Load it again and choose once more."


class ReviewForm:
    """The whole page. Its parts are sent together; `is_valid` also asks what lies between them."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        plan: PlanInForce,
        seen: Mapping[str, object],
    ) -> None:
        today, step = plan.today, plan.schedule.in_force(plan.today)
        self.plan, self.planned, self.step, self.beside = plan, plan.planned, step, plan.beside
        weekday = plan.request.strategy.change_weekday
        change = first_day(today, weekday) if weekday else today + timedelta(days=1)
        days = {"reviewed_on": today, "changes_on": change, **seen}
        self.days = DaysForm(data, initial=days, today=today, begins_on=plan.begins_on)
        market, drugs = plan.clinic.market, plan.request.drugs
        by_week = plan.request.strategy.pattern != "none"
        self.taken = TakenForm(data, market=market, drugs=drugs, planned=self.planned, own=plan.own, by_week=by_week)
        self.mixture = MixtureForm(data, plan=plan, drugs=drugs_going(self.taken, plan, data))
        self.observed = ObservationsForm(data, crossing=plan.crossing, before=plan.before)
        self.decided = DecisionForm(data, plan=plan)
        self.is_bound = data is not None
        self._checked: bool | None = None
        self._change: Change | None = None

    @property
    def parts(self) -> tuple[PageForm, ...]:
        """The forms in the order in which they stand on the page."""
        return self.taken, self.mixture, self.observed, self.decided, self.days

    def is_valid(self) -> bool:
        """Whether every part is, and they go together."""
        if self._checked is None:
            valid = [part.is_valid() for part in self.parts]
            self._checked = all(valid) and self._agree()
        return self._checked

    def _agree(self) -> bool:
        """A red flag with "continue", and what is severe with an end, wants a reason; a hold ends after it begins, and doses are
        rounded where they may change."""
        if self.observed.flags and self.decision == Decision.CONTINUE and not is_reason(self.reason):
            self.days.add_error("reason", FLAGGED)
        ends = self.decision == Decision.END and self.end_reason != Plan.EndReason.DIED
        grave = is_grave(self.observed.observations | {"red_flags": self.observed.flags})
        if ends and grave and not is_reason(self.reason):
            self.days.add_error("reason", ENDS)
        self.decided.refuse_completed(self.regimen, self.beside)
        self.mixture.refuse(self.decision)
        if self.taken.rounding and not self.decision.revising:
            self.taken.add_error("rounding", NOT_ROUNDED)
        if self.mixture.errors:
            return False
        try:
            self._change = self.change_of(self.decision, self.decided.cleaned_data)
        except forms.ValidationError as error:
            self.decided.add_error(None, error)
        return not any(part.errors for part in self.parts)

    def change_of(self, decision: Decision, answers: Mapping[str, Any]) -> Change:
        """What these answers to a decision would be, with what is taken and the days as they stand. Raises ValidationError.

        What is taken and the days have to be right, where anything was sent.
        """
        taken, on, also = self.planned, self.days.initial["changes_on"], {}
        if self.is_bound:
            taken, on, also = self.regimen, self.changes_on, self.mixture.strategy
        adjustment = self.decided.adjusted({**answers, "decision": decision}, on, also, taken.medicines)
        named = self.is_bound and decision.revising
        change = Change(on, taken, self.mixture.with_tables(adjustment) if named else adjustment)
        return self.decided.paused(change, rounded=bool(self.taken.rounding)) if self.is_bound else change

    def hush(self) -> None:
        """Say nothing on the page of what is wrong or missing: nobody has asked for it yet."""
        for part in self.parts:
            part.hush()

    # What a valid review says ---------------------------------------------------------------------

    @property
    def change(self) -> Change:
        """What is taken, and what is decided of the schedule, of a valid form. Raises ValueError for any other."""
        if self._change is None:
            raise ValueError("Only a valid form has a change.")
        return self._change

    @property
    def adjustment(self) -> Adjustment:
        """What is decided of the schedule, of a valid form."""
        return self.change.adjustment

    @property
    def decision(self) -> Decision:
        """The decision."""
        decision: Decision = self.decided.cleaned_data["decision"]
        return decision

    @property
    def end_reason(self) -> str:
        """Why the plan ends; empty where it goes on."""
        return self.decided.cleaned_data["end_reason"] if self.decision == Decision.END else ""

    @property
    def regimen(self) -> Regimen:
        """What is really taken."""
        return self.taken.regimen

    @property
    def specialist(self) -> Specialist | None:
        """Who agreed to the change, of a valid form."""
        return person_of(self.days.cleaned_data, PERSON)

    @property
    def reason(self) -> str:
        """Why it was decided so; empty where nothing was written."""
        reason: str = self.days.cleaned_data["reason"]
        return reason.strip()

    @property
    def reviewed_on(self) -> date:
        """The day of the visit."""
        reviewed_on: date = self.days.cleaned_data["reviewed_on"]
        return reviewed_on

    @property
    def changes_on(self) -> date:
        """The day from which a changed dose is taken."""
        changes_on: date = self.days.cleaned_data["changes_on"]
        return changes_on

    @property
    def token(self) -> UUID:
        """What makes the same page sent twice one review."""
        token: UUID = self.days.cleaned_data["token"]
        return token


def drugs_going(taken: TakenForm, plan: PlanInForce, data: QueryDict | None) -> list[str]:
    """The drugs whose order can be chosen: those of which a dose is planned or typed, but not what is crossed over to."""
    typed = {} if data is None else data.dict()
    strategy = plan.request.strategy
    to = strategy.crossover_to if strategy.method == "crossover" else ""
    rows = [drug for drug in taken.drugs if drug in taken.usual or any(typed.get(name) for name in dose_names(drug))]
    found = medicines_found(typed, plan.clinic.market, plan.own)
    return [drug for drug in dict.fromkeys((*rows, *found)) if drug != to]


def review_day(label: str, *, required: bool = True) -> DateField:
    """The day of a next visit."""
    wanted = {"required": "Enter the day of the next visit."}
    return DateField(label=label, example="15 2 2027", required=required, error_messages=wanted)


def checked_review_day(day: date | None, *, today: date, after: date, most_days: int) -> date | None:
    """The day itself. Raises ValidationError for one that is past, not after the visit, or more than so many days away."""
    if day and (day < today or day <= after):
        earliest = clinic_day(max(today, after + timedelta(days=1)))
        raise forms.ValidationError(f"The next visit comes after this one, and not in the past. Enter {earliest} or a later day.")
    if day and day > today + timedelta(days=most_days):
        latest = clinic_day(today + timedelta(days=most_days))
        raise forms.ValidationError(f"The next visit is too far away. Enter a day up to {latest}.")
    return day


class NextReviewForm(PageForm):
    """The day of the next visit; after the end of a plan there need be none."""

    next_review_on = review_day("Next visit")

    def __init__(self, *args: Any, today: date, after: date, most_days: int, ends: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        self.checked = partial(checked_review_day, today=today, after=after, most_days=most_days)
        self.ends, field = ends, self.fields["next_review_on"]
        if ends:
            field.required, field.label = False, "Follow-up visit (optional)"
            field.help_text = "The later ones follow from the day of the end. Leave it empty where none is planned."
        self.helper = helper("next_review_on")

    def clean_next_review_on(self) -> date | None:
        return self.checked(self.cleaned_data["next_review_on"])


class MissedForm(PageForm):
    """A visit that did not take place: the new day, and what there is to say."""

    next_review_on = review_day("New day for the visit")
    notes = TextField(label="Note (optional)", required=False, max_length=500, help_text="Such as: phoned, no answer.")
    token = forms.UUIDField(widget=forms.HiddenInput)
    seen_review = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)

    def __init__(self, *args: Any, today: date, missed_on: date, most_days: int, day_on_paper: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self.checked = partial(checked_review_day, today=today, after=missed_on, most_days=most_days)
        self.fields["old_paper"] = OldPaperField(NOT_NOW, day_on_paper)
        for name in ("token", "seen_review"):
            self.fields[name].error_messages |= dict.fromkeys(("required", "invalid", "min_value", "max_value"), INCOMPLETE)
        self.helper = helper("next_review_on", "old_paper", "notes", "token", "seen_review")

    def clean_next_review_on(self) -> date | None:
        return self.checked(self.cleaned_data["next_review_on"])
