"""Care beside the dose as it is filled in: one form a kind, each of which may be left as it stands."""

from datetime import date
from typing import Any

from django import forms

from taper_app.engine import CareKind
from taper_app.models import CareEntry
from taper_app.models.care import Said

from .dates import DateField
from .page_form import PageForm
from .texts import TextField

NOTE_CHARACTERS = 500
DAYS = ("said_on", "referred_on", "answered_on")
STATUS_FIRST = "{name}: choose how it stands, or empty its other boxes."
REFERRED_TO = "{name}: enter to whom it was referred."
REFERRED_ON = "{name}: enter the day on which the referral was sent."
ANSWERED_EARLY = "{name}: the answer is earlier than the referral. Check both days."
FUTURE = "{name}: the day is in the future. Enter today or an earlier day."
EARLIER = "{name}: the day is before the one recorded last. Enter that day or a later one."
OVERTAKEN = "{name}: {who} has recorded “{status}” since you opened this page. Choose again how it stands."


class CareForm(PageForm):
    """How one kind of care stands. A change without a day is of today."""

    status = forms.ChoiceField(
        choices=CareEntry._meta.get_field("status").choices or (),
        required=False,
        widget=forms.RadioSelect({"inline": True}),
        error_messages={"invalid_choice": "Choose one of the answers."},
    )
    again = forms.BooleanField(label="Gone through again", required=False)
    said_on = DateField(label="On another day than today", required=False, example="4 1 2027")
    referred_to = TextField(label="Referred to", required=False, max_length=120)
    referred_on = DateField(label="Referral sent on", required=False, example="4 1 2027")
    answered_on = DateField(label="Answered on", required=False, example="18 1 2027")
    note = TextField(label="Note", required=False, max_length=NOTE_CHARACTERS)

    def __init__(self, data: object, *, kind: CareKind, entry: CareEntry | None, today: date) -> None:
        self.kind, self.entry, self.today = kind, entry, today
        stands = ("status", "referred_to", "referred_on", "answered_on", "note")
        initial = {name: getattr(entry, name) for name in stands} if entry else {}
        super().__init__(data, initial=initial, prefix=kind.id)
        self.fields["status"].label = kind.name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = [name for name in ("again", "said_on", "referred_to", "referred_on", "answered_on", "note") if cleaned.get(name)]
        if not cleaned.get("status") and given and "status" not in self.errors:
            self._refuse("status", STATUS_FIRST)
        for name in DAYS:
            if cleaned.get(name) and cleaned[name] > self.today:
                self._refuse(name, FUTURE)
        self._clean_referral(cleaned)
        if self.entry and cleaned.get("said_on") and cleaned["said_on"] < self.entry.said_on:
            self._refuse("said_on", EARLIER)
        return cleaned

    def _clean_referral(self, cleaned: dict[str, Any]) -> None:
        sent, answered = cleaned.get("referred_on"), cleaned.get("answered_on")
        if (sent or answered) and not cleaned.get("referred_to") and "referred_to" not in self.errors:
            self._refuse("referred_to", REFERRED_TO)
        if cleaned.get("referred_to") and not sent and "referred_on" not in self.errors:
            self._refuse("referred_on", REFERRED_ON)
        if sent and answered and answered < sent:
            self._refuse("answered_on", ANSWERED_EARLY)

    def _refuse(self, name: str, words: str) -> None:
        self.add_error(name, words.format(name=self.kind.name))

    def overtaken(self, entry: CareEntry) -> None:
        """Say at the field what somebody else has recorded of this kind in the meantime."""
        who = entry.recorded_by.get_full_name()
        self.add_error("status", OVERTAKEN.format(name=self.kind.name, who=who, status=entry.get_status_display()))

    @property
    def row(self) -> Said:
        """What a valid form says, as actions.care takes it."""
        cleaned = self.cleaned_data
        as_before = self.entry is not None and cleaned["status"] == self.entry.status and not cleaned["again"]
        return Said(
            status=cleaned["status"],
            referred_to=cleaned["referred_to"],
            referred_on=cleaned["referred_on"],
            answered_on=cleaned["answered_on"],
            note=cleaned["note"],
            said_on=cleaned["said_on"] or (self.entry.said_on if self.entry and as_before else self.today),
        )
