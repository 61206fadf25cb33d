"""Every word of the sheet to choose a way with: what each way would mean, in a patient's words. It holds no dose to follow.

The texts are our own, in short sentences; placeholders are filled by `choice.py`.
"""

from django.utils.translation import gettext_lazy as _

from .blocks import Words

SHEET: dict[str, Words] = {
    "draft": _("DRAFT. This is not a plan."),
    "title": _("Which way suits you?"),
    "head": "{clinic}: {phone}",
    "lead": _("This paper is to choose with. It changes nothing. Go on as you do now until we have spoken."),
    "way": _("Way {letter}"),
    "curve": _("How each way goes down"),
    "curve_note": _("Each line is one way. The lower the line, the less you take."),
    "now": _("start"),
    "later": _("{weeks} weeks later"),
    "answers": _("What each way means"),
    "yes": _("Yes"),
    "no": _("No"),
    "suits": _("Which way suits you best?"),
    "none_now": _("None of them for now. I go on as I do."),
    "think": _("I want to think about it."),
    "matters": _("What matters to you? Tick what fits."),
    "ask": _("What do you want to ask us?"),
}

ROWS: dict[str, Words] = {
    "end": _("When do you stop?"),
    "length": _("How long does it take?"),
    "changes": _("How often does the dose change?"),
    "first": _("How big is the first step?"),
    "largest": _("How big can a step be before the end?"),
    "medicine": _("Which medicine?"),
    "cuts": _("Do you cut tablets?"),
    "liquid": _("Do you measure a liquid?"),
    "days": _("Is each day the same?"),
}
"""What each row asks, in the order of the sheet."""

ANSWERS: dict[str, Words] = {
    "stops": _("On {date}"),
    "stays": _("You stay on a lower dose from {date}."),
    "stays_now": _("You stay on the dose you take now."),
    "open": _("Until we have spoken."),
    "weeks": _("{weeks} weeks"),
    "times": _("{count} times"),
    "less": _("About {percent}% less"),
    "none": _("There is none."),
    "keep": _("You keep your medicine."),
    "move": _("You change to {to}, one dose after the other."),
    "cut": _("Yes, up to {count} in a week"),
    "syringe": _("Yes, with a syringe"),
    "by_day": _("No, it goes by the day of the week."),
    "without": _("No. Near the end some days have no dose."),
}

MATTERS: tuple[Words, ...] = (
    _("To be done soon"),
    _("Small steps"),
    _("No tablets to cut"),
    _("To keep the medicine that I know"),
)
