"""Every word of "Your own pages": the diary, what helps in each part of the way, and what to carry and to show in a hospital.

They are the patient's to write on. The doses on the card for a hospital are filled in by `own.py`. The texts are our own, in
sentences of at most 20 words for grade 6 and below; placeholders in braces are filled by `own.py`.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .blocks import Block, Part, Rests, Words

DAY = pgettext_lazy("date format", "l j F")
"""A line of the diary: its year stands nowhere, because the diary ends with the next visit."""

OWN: dict[str, Words] = {
    "title": _("Your own pages"),
    "lead": _("Write on these pages, and bring them to your visit."),
    "diary": _("Your diary"),
    "diary_how": _("Fill in a line each evening. Worry: 0 is none, 10 is the worst. Tick each dose you took."),
    "day": pgettext_lazy("heading of a diary", "Day"),
    "sleep": _("Hours of sleep"),
    "worry": _("Worry, 0 to 10"),
    "taken": _("Doses taken"),
    "sleep_line": _("Hours of sleep: ____."),
    "worry_line": _("Worry: ____."),
    "help": _("What helps on the way"),
    "carry": _("Take this page with you"),
    "card": _("Show this in a hospital"),
    "card_what": _("I take {medicine}. My clinic and I are lowering it slowly, step by step. My plan is {code}, {revision}."),
    "card_what_same": _(
        "I take {medicine}. My clinic and I have agreed to keep the dose as it is. My plan is {code}, {revision}."
    ),
    "card_when": _("These are my doses from {first} to {last}:"),
    "card_when_open": _("These are my doses from {first} on:"),
    "card_until": _("From {date} on, ask my clinic what I take."),
    "card_due": _("My visit was due on {date}. Ask my clinic what I take now."),
    "last_dose": _("My last dose was at:"),
    "others": _("I also take:"),
    "allergies": _("I am allergic to:"),
    "person": _("Please call for me:"),
}
"""Headings, labels and the lines that are filled in by hand."""

AT_FIRST = Block(
    "plain",
    _("At first"),
    (
        Part("wait-and-see", _("It may take up to a week until you feel a step. Some people hardly feel it.")),
        Part("not-alone", _("Tell someone you trust what you are doing. Ask them to look in on you.")),
        Part("write-it-down", _("Write your diary. It shows you and us how you are.")),
    ),
)

ON_THE_WAY = Block(
    "plain",
    _("On the way down"),
    (
        Part("bad-day", _("Good and bad days are normal. One bad day does not mean that it has failed.")),
        Part("when-it-comes", _("When you feel bad, breathe slowly. Walk, or talk to someone. Do one thing at a time.")),
        Part("too-hard", _("Does it stay too hard? Call us. We can pause or go slower.")),
    ),
)

NEAR_THE_END = Block(
    "plain",
    _("Near the end"),
    (
        Part("hardest", _("The last steps may be the hardest, though they look small.")),
        Part("no-rush", _("There is no rush. We can wait, or make the steps smaller.")),
        Part("to-the-end", _("Take your dose to the last day of your plan. Do not stop before.")),
    ),
)

AFTER_THE_LAST = Block(
    "plain",
    _("After the last dose"),
    (
        Part("time-to-heal", _("Your brain still needs time. You may feel unwell for weeks or months.")),
        Part("before-you-take-it", _("Do you want to take it again? Call us first. Your body is not used to it any more.")),
        Part("go-on-with", _("Go on with what helped you. Are you unwell after a month? Tell us.")),
    ),
)

ON_THE_NEW = Block(
    "plain",
    _("On your new dose"),
    (
        Part("time-to-settle", _("Your brain still needs time. You may feel unwell for weeks or months.")),
        Part("stay-there", _("Stay on this dose until we have spoken. Go on with what helped you.")),
    ),
)
"""In place of AFTER_THE_LAST where the plan leads to a dose and not to a stop."""

HALVES = Block(
    "plain",
    _("The rest of a cut tablet"),
    (
        Part(
            "halves",
            points=(
                _("Cut one tablet at a time, not the whole box."),
                _("Take the rest of it next. Then cut a new one."),
                _("Until then keep it dry and cool, in its own box, out of reach of children."),
            ),
        ),
        Part("crumbs", _("Is it in crumbs? Do not guess the dose. Ask your pharmacist.")),
    ),
)
"""Only where tablets are cut."""

CLOSED = Block(
    "plain",
    _("If the pharmacy is closed"),
    (
        Part("in-good-time", _("Count what you have each week. Ask for more in good time, and before holidays.")),
        Part("running-out", _("Will you run out? Call us today. {closed}")),
        Part("not-less", _("Do not stop, and do not take less to make it last. Take none from other people.")),
    ),
)

TRAVEL = Block(
    "plain",
    _("When you travel"),
    (
        Part(
            "before-you-go",
            points=(
                _("Tell us before you go. Ask us for a letter about your medicine."),
                _("Some countries do not allow it, or want papers. Ask their embassy first."),
                _("Ask us for enough for all your days, and some more for delays."),
            ),
        ),
        Part(
            "with-you",
            points=(
                _("Keep it in your hand luggage, in the box with the label."),
                _("Carry your hospital page, your plan and a copy of your prescription."),
            ),
        ),
        Part(
            "time-zones",
            points=(_("Is it another time of day there? Ask us when to take each dose. Never take two doses at once."),),
        ),
    ),
)

CARD = Block(
    "card",
    OWN["card"],
    (
        Part("not-suddenly", _("Please do not stop it suddenly. I could have a fit (seizure).")),
        Part("breathing", _("With opioids or alcohol it can slow or stop my breathing.")),
        Part("ask-my-clinic", _("Please call my clinic before you change it: {clinic}, {phone}. {closed}")),
    ),
)
"""What staff have to know, below the doses."""

PATIENT_GUIDE = Rests("asam-patient-guide-2025", "seen")
GUIDELINE = Rests("asam-2025", "seen")
CUTTING = Rests("fda-tablet-splitting", "seen")
TRAVELLING = Rests("nathnac-medicines", "seen")

RESTS_ON = {
    "wait-and-see": (PATIENT_GUIDE,),
    "not-alone": (Rests("nice-ng215", "seen"),),
    "write-it-down": (Rests("asam-2025", "derived"),),
    "bad-day": (Rests("ashton-2002", "memory"),),
    "when-it-comes": (GUIDELINE,),
    "too-hard": (PATIENT_GUIDE, GUIDELINE),
    "hardest": (PATIENT_GUIDE, GUIDELINE),
    "no-rush": (PATIENT_GUIDE,),
    "to-the-end": (PATIENT_GUIDE, Rests("fda-2020", "seen")),
    "time-to-heal": (PATIENT_GUIDE,),
    "before-you-take-it": (Rests("general-knowledge", "memory"),),
    "go-on-with": (Rests("asam-patient-guide-2025", "derived"),),
    "time-to-settle": (PATIENT_GUIDE,),
    "stay-there": (PATIENT_GUIDE,),
    "halves": (CUTTING,),
    "crumbs": (Rests("fda-tablet-splitting", "derived"),),
    "in-good-time": (Rests("general-knowledge", "memory"),),
    "running-out": (Rests("general-knowledge", "memory"),),
    "not-less": (PATIENT_GUIDE, Rests("fda-2020", "seen")),
    "before-you-go": (TRAVELLING,),
    "with-you": (TRAVELLING,),
    "time-zones": (Rests("general-knowledge", "memory"),),
    "not-suddenly": (PATIENT_GUIDE, Rests("fda-2020", "seen")),
    "breathing": (Rests("fda-2020", "seen"),),
    "ask-my-clinic": (Rests("asam-2025", "derived"),),
}
"""What each statement rests on, by the id of its Part."""
