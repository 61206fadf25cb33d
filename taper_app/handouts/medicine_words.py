"""What the patient's papers say of the medicines themselves: what stops, what takes its place, what the plan leaves out, alcohol,
and how too much of a new medicine looks; with the sources on which that rests.

Like every text of the papers: our own, for grade 6 and below, in sentences of at most 20 words.
"""

from django.utils.translation import gettext_lazy as _

from .blocks import Block, Part, Rests

MEDICINES = {
    "no_more": _("From this day you take no more {medicine}."),
    "no_more_now": _("You take no more {medicine}."),
    "again": _("From this day you take {medicine} again."),
    "in_place": _("{to_medicine} takes the place of {from_medicine}."),
    "goes_on": _("Your plan does not change {medicine}. Do not stop or change it on your own. Call us first."),
    "left_out": _("Your plan does not include {medicine}. Call us before you take any."),
    "no_extra": _("Take no more {medicine} than your plan says. Do you need more? Call us first."),
}
"""A medicine that is left out is one on record beside the plan, such as one that is taken only as needed. One that goes on is
taken all the same: it is kept as it is on purpose, or the plan cannot count it."""

DRINKING = Part(
    "drinking",
    _("Do not drink alcohol with this medicine. If you drink every day, do not stop at once. Call us first."),
)
"""The same for everybody: a paper that said it only to some would tell what was recorded of them."""

TOO_MUCH = Block(
    "today",
    _("Is the new medicine too strong for you?"),
    (
        Part(
            "too-much",
            _("This can happen while you change to it. Call us today if you"),
            points=(
                _("are very sleepy"),
                _("have slurred speech"),
                _("are unsteady when you walk"),
                _("feel confused"),
            ),
        ),
        Part(
            "too-much-now",
            _(
                "Show this to those around you. Are you hard to wake, or is your breathing slow? "
                "Then they must call {emergency} now."
            ),
        ),
    ),
)
"""On the paper of every plan that still moves from one medicine to another."""

TOO_MUCH_FIRST = Part("too-much-first", _("Very sleepy, slurred speech or unsteady? Call us today."))
"""The same in a line among the warnings on the first page, for a reader who gets no further."""

RESTS_ON = {
    "drinking": (Rests("nice-cg100", "seen"), Rests("asam-patient-guide-2025", "seen"), Rests("nice-cg115", "memory")),
    "too-much": (Rests("diazepam-us-label", "memory"), Rests("nhs-scotland-2024", "derived")),
    "too-much-first": (Rests("diazepam-us-label", "memory"), Rests("nhs-scotland-2024", "derived")),
    "too-much-now": (Rests("fda-2020", "seen"), Rests("diazepam-us-label", "memory")),
}
"""What each statement rests on, by the id of its Part. NICE CG100, 1.1.1.4: whoever is dependent on alcohol is advised against a
sudden reduction, which can end in severe withdrawal."""
