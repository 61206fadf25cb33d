"""A patient's own facts."""

from datetime import date
from typing import Any

from django import forms

from taper_app.languages import ENGLISH, OTHER, TRANSLATED, has_papers
from taper_app.models import Clinic, Patient
from taper_app.models.patient import language_choices
from taper_app.wording.lists import joined

from .dates import DateField
from .layout import Part, helper
from .page_form import PageForm
from .texts import IdentifierField, TextField

OLDEST_YEARS = 120
PAPER_IN = joined(f"in {each}" for each in ("English", *TRANSLATED.values()))


class PatientForm(PageForm):
    """Name, date of birth, sex, identifier, and how to give information; `patient` is None for a new one."""

    name = TextField(
        label="Full name",
        help_text="Surname, a comma, then given names, such as Lindqvist, Per Olof. Lists, pages and paper have it so.",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the patient’s full name."},
    )
    born_on = DateField(
        label="Date of birth",
        help_text="For example, 27 3 1961.",
        example="27 3 1961",
        error_messages={"required": "Enter the date of birth, such as 27 3 1961."},
    )
    sex = forms.ChoiceField(
        choices=Patient.Sex,
        widget=forms.RadioSelect({"inline": True}),
        error_messages={"required": "Choose the patient’s sex.", "invalid_choice": "Choose one of the four answers."},
    )
    identifier = IdentifierField(
        help_text="The number your clinic finds patients by, such as the NHS number or medical record number.",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the patient’s identifier, such as the NHS number."},
    )
    large_print = forms.BooleanField(required=False)
    easy_read = forms.BooleanField(required=False, help_text="Short words with pictures.")
    interpreter = forms.BooleanField(label="An interpreter at visits", required=False)
    language = forms.ChoiceField(
        label="Language for reading",
        choices=language_choices,
        initial=ENGLISH,
        widget=forms.RadioSelect({"inline": True}),
        help_text=f"The patient’s paper is there {PAPER_IN}. Nothing is translated into another language.",
        error_messages={"required": "Choose the language.", "invalid_choice": "Choose one of the languages."},
    )
    other_language = TextField(
        label="Which other language (only if it is another)",
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, clinic: Clinic, today: date, patient: Patient | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.clinic, self.today, self.patient = clinic, today, patient
        needs = Part("patients/_needs.html", "large_print", "easy_read", "interpreter")
        self.helper = helper("name", "born_on", "sex", "identifier", needs, "language", "other_language")

    def clean_born_on(self) -> date:
        born_on: date = self.cleaned_data["born_on"]
        if born_on > self.today:
            raise forms.ValidationError("The date of birth is in the future. Enter the day the patient was born.")
        if born_on.year < self.today.year - OLDEST_YEARS:
            raise forms.ValidationError("Check the year of birth: it is more than 120 years ago.")
        return born_on

    def clean_identifier(self) -> str:
        identifier: str = self.cleaned_data["identifier"]
        others = self.clinic.patients.filter(identifier=identifier, entered_in_error=False)
        if self.patient:
            others = others.exclude(pk=self.patient.pk)
        if others.exists():
            raise forms.ValidationError("A patient with this identifier is already in your clinic. Search for it instead.")
        return identifier

    def clean_other_language(self) -> str:
        """The name of the language where it is another one; beside any that there is paper in there is none to keep."""
        named: str = self.cleaned_data["other_language"]
        if self.cleaned_data.get("language") != OTHER:
            return ""
        if not named:
            raise forms.ValidationError("Enter the language, such as Romanian.")
        if has_papers(named):
            raise forms.ValidationError(f"The patient’s papers are there in {named}: choose it above.")
        return named
