"""What the first page of a patient's paper says: what to take now, what comes next, and the boxes to tick.

Like every text of the papers: our own, for grade 6 and below, in sentences of at most 20 words.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .blocks import Words

NOW: dict[str, Words] = {
    "now": _("What you take now"),
    "now_today": _("What you take from today, {date}"),
    "now_tomorrow": _("What you take from tomorrow, {date}"),
    "now_from": _("What you take from {date}"),
    "now_over": _("Do not follow this. It was the plan from {date}."),
    "until_then": _("Until {date} stay on {dose} a day, as you take it now."),
    "goes_until": _("Until {date} take your medicine as you do now."),
    "now_total": _("Total for the day: {dose}."),
    "now_total_week": _("In the week: {dose}."),
    "now_to": _("Until {date}."),
    "goes_then": _("From {date} you take {dose} a day."),
    "next": _("What comes next"),
    "to_visit": _("Take what this page says until then."),
    "cannot": _("Can you not come? Call us."),
    "cannot_yet": _("Can you not come? Call us. Do not begin your plan on your own."),
    "begins": _("Your plan begins once we have spoken."),
    "begins_on": _("Its first day is planned for {date}."),
    "goes_on_now": _("Take your medicine as you do now until we have spoken."),
    "tick": _("Tick what you took"),
    "tick_order": _("A box for each time of day, in this order: {times}."),
    "tick_week": _("Boxes to tick, from {date}"),
    "how_picture": _("The number in a picture is the strength. Your tablets may look different."),
    "danger": _("In danger? Call {emergency} now."),
}
"""Sentences by their key; those for weeks whose days differ have `_week` at the end."""

CAPTIONS: dict[str, Words] = {
    "down": _("How your dose goes down, step by step."),
    "flat": pgettext_lazy("under the drawing of a dose", "Your dose stays the same."),
    "changes": _("How your dose changes, step by step."),
}
"""Under the drawing: what its line does."""
