"""What is recorded with a plan beside its doses, as ticks on the page of a new plan. Nothing is refused for want of one."""

from django import forms

from taper_app.engine import load_care, load_catalogue


def checks_named(market: str) -> dict[str, str]:
    """What is asked in a market by its id, as it is called there."""
    known = load_care().checks_for(load_catalogue().markets[market].register)
    return {each.id: each.name for each in known.values()}


def why(market: str) -> dict[str, str]:
    """What each is for, as it stands beside its tick."""
    return {each: load_care().plan_checks[each].why.words for each in checks_named(market)}


def field(market: str) -> forms.MultipleChoiceField:
    """A tick for each that was done today."""
    return forms.MultipleChoiceField(
        label="Done today (optional)",
        choices=list(checks_named(market).items()),
        required=False,
        widget=forms.CheckboxSelectMultiple({"inline": True}),
        error_messages={"invalid_choice": "Tick only what is on the list."},
    )
