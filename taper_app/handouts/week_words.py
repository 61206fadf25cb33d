"""What the patient's papers say where the days of a week are not alike.

Like every text of the papers: our own, for grade 6 and below, in sentences of at most 20 words.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .blocks import Part, Words

WEEK: dict[str, Words] = {
    "goes_then_week": _("Your days change on {date}. Then each week you take {dose}."),
    "goes_maintain_week": _(
        "If all goes well, you get to your last dose on {date}. Then each week you take {dose}. You stay on that."
    ),
    "stay_week": _("Go on with these days of the week until we have spoken."),
    "each_day": pgettext_lazy("how much of a medicine", "{dose} each day"),
    "on_one_day": pgettext_lazy("how much of a medicine on days of each week", "{dose} on 1 day"),
    "on_days": pgettext_lazy("how much of a medicine on days of each week", "{dose} on {days} days"),
    "total_week": _("Total for the week"),
    "by_day": _("{time}, day by day"),
    "see_below": _("see each day below"),
    "how_day": _("Where a step names the days, take just what that day says."),
}
"""Sentences by the key of the one for days that are alike, `_week` at its end, and the words of the days themselves."""

NO_DAY_OFF = Part(
    "HO-01",
    _("Take just what each day says. Never move a dose to another day. Do not skip doses. A sudden stop can make you very ill."),
)
DAY_OFF = Part(
    "HO-01",
    _(
        "Take just what each day says. Does a day say none? Then do not take a dose from another day. "
        "Skip no other dose. A sudden stop can make you very ill."
    ),
)
"""The warning not to skip doses, for a paper on which a day may say none: what the plan leaves out is not skipped."""

MISSED = Part("missed-day", _("Do not make up for it on another day."))
NOT_MISSED = Part("missed-day", _("Do not make up for it on another day. A day that says none is not missed."))
"""Beside what to do about a missed dose; the other where a day may say none."""
