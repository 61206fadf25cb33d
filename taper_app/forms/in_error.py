"""Why something was entered in error, where its paper is, and what takes its place."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from taper_app.models import EnteredInError, Patient
from taper_app.wording.days import clinic_date

from .identity import IdentityForm
from .layout import Div, helper
from .page_form import PageForm
from .reviews import INCOMPLETE
from .texts import IdentifierField, ReasonField, TextField

OTHER, NONE = "other", "none"
NOT_FOUND = "No other patient of your clinic has this identifier. Check it on the record that is right."


class InErrorForm(IdentityForm):
    """The reason, and the two identifiers typed again; of what was printed also where its paper is."""

    reason = ReasonField(
        label="Why was it entered in error?",
        help_text="Such as: meant for another patient of the same name. It is kept, and printed on the clinician’s summary.",
        asks="why it was entered in error",
    )
    paper = forms.ChoiceField(
        label="Where is its paper?",
        help_text="Get it back before you go on: as long as the patient has it, it may be followed.",
        choices=EnteredInError.Paper.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say where its paper is.", "invalid_choice": "Choose one of the answers."},
    )
    right_plan = TextField(
        label="Plan that takes its place (optional)",
        help_text="Its number, such as K7QX-4M2P, where another plan of your clinic is the right one.",
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    seen_review = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)

    def __init__(self, *args: Any, printed: bool = False, of_plan: bool = False, **named: Any) -> None:
        """`printed` is whether a paper goes with it, `of_plan` whether it is a plan or a visit to one."""
        super().__init__(*args, **named)
        for name, wanted in (("paper", printed), *((name, of_plan) for name in ("right_plan", "seen_revision", "seen_review"))):
            if not wanted:
                del self.fields[name]
        self.order_fields(["reason", "paper", "right_plan"])  # so that what is wrong is told in the order of the page
        shown = [name for name in ("reason", "paper", "right_plan") if name in self.fields]
        hidden = [name for name in ("seen_revision", "seen_review") if name in self.fields]
        for name in hidden:
            self.fields[name].error_messages |= dict.fromkeys(("required", "invalid", "min_value", "max_value"), INCOMPLETE)
        self.helper = helper(*shown, Div("initials", "birth_year", css_class="side"), *hidden)

    def clean_right_plan(self) -> str:
        code: str = self.cleaned_data["right_plan"]
        return code.upper()


class TwinForm(PageForm):
    """Which record is the right one of a patient who was entered twice; those that look alike are offered."""

    right = forms.ChoiceField(
        label="Which record is the right one?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the record that is right, or that there is none.", "invalid_choice": "Choose one."},
    )
    identifier = IdentifierField(
        label="Identifier of the record that is right",
        help_text="Needed where it is not listed above.",
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, patient: Patient, alike: Iterable[Patient], **named: Any) -> None:
        super().__init__(*args, **named)
        self.patient = patient
        self.choice("right").choices = [
            *((each.code, called(each)) for each in alike if each.pk != patient.pk),
            (OTHER, "Another record of this patient, by its identifier"),
            (NONE, "None: nobody should have been entered here"),
        ]
        self.helper = helper("right", "identifier")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("right") == OTHER and not self.identified(cleaned.get("identifier", "")):
            self.add_error("identifier", NOT_FOUND)
        return cleaned

    @property
    def kept(self) -> Patient | None:
        """The record that is right, of a valid form; None where there is none."""
        right: str = self.cleaned_data["right"]
        if right == NONE:
            return None
        if right == OTHER:
            return self.identified(self.cleaned_data["identifier"])
        return self.others().get(code=right)

    def identified(self, identifier: str) -> Patient | None:
        """The record that has this identifier, if there is one."""
        return self.others().filter(identifier=identifier).first()

    def others(self) -> QuerySet[Patient]:
        """The other patients of the clinic, but for those who were entered in error."""
        return self.patient.clinic.patients.filter(entered_in_error=False).exclude(pk=self.patient.pk)


def called(patient: Patient) -> str:
    """A record as it is told from another: by name, date of birth and identifier."""
    return f"{patient.name}, born {clinic_date(patient.born_on)}, identifier {patient.identifier}"
