"""A product that is made for the clinic, as its label has it."""

from decimal import Decimal
from typing import Any

from django import forms

from taper_app.models import OwnProduct
from taper_app.models.own_product import MOST_DAYS_KEPT

from .doses import DoseField, PlainNumberField, dose_input
from .layout import Div, helper
from .medicine_choices import plain_choices
from .page_form import PageForm
from .texts import TextField


class OwnProductForm(PageForm):
    """What a pharmacy makes and no market sells."""

    drug = forms.ChoiceField(
        label="Medicine",
        error_messages={"required": "Choose the medicine.", "invalid_choice": "Choose a medicine from the list."},
    )
    name = TextField(
        label="Name on the label",
        max_length=80,
        help_text="As the pharmacy writes it, such as Clonazepam oral suspension 0.1 mg/mL.",
        error_messages={"required": "Enter the name on the label."},
    )
    form = forms.ChoiceField(
        label="Form",
        choices=OwnProduct.Form,
        widget=forms.RadioSelect({"inline": True}),
        error_messages={"required": "Choose the form.", "invalid_choice": "Choose one of the forms."},
    )
    strength_mg = DoseField(
        widget=dose_input("short"),
        label="Strength, in mg",
        help_text="In one capsule or tablet, or in 1 mL of a liquid, such as 0.1.",
        error_messages={"required": "Enter the strength in mg, such as 0.1."},
    )
    made_by = TextField(
        label="Made by", max_length=80, error_messages={"required": "Enter the pharmacy or company that makes it."}
    )
    keeps_days = PlainNumberField(
        label="Days it keeps from the day it is made",
        low=1,
        high=MOST_DAYS_KEPT,
        sentence=f"Enter a number of days from 1 to {MOST_DAYS_KEPT}.",
        error_messages={"required": "Enter how many days it keeps, such as 60."},
    )

    def __init__(self, *args: Any, market: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.choice("drug").choices = plain_choices(market)
        self.helper = helper(
            Div("drug", "name", css_class="side"), "form", Div("strength_mg", "keeps_days", css_class="side"), "made_by"
        )

    def clean_strength_mg(self) -> Decimal:
        strength: Decimal = self.cleaned_data["strength_mg"]
        if not strength:
            raise forms.ValidationError("Enter a strength above 0.")
        return strength
