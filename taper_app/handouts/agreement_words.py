"""Every word of the taper agreement: what both want, what each does, and when there is a pause. It holds no dose and no day.

The texts are our own, in short sentences; lines are filled in by hand.
"""

from django.utils.translation import gettext_lazy as _

from .blocks import Block, Part, Rests, Words

AGREEMENT: dict[str, Words] = {
    "title": _("What we agree on"),
    "head": "{clinic}: {phone}",
    "lead": _("This paper is for both of us. What to take stands in your plan. You need not sign. We help you all the same."),
    "goals": _("What matters to you"),
    "goal": _("What do you want to do again, or do better?"),
    "fear": _("What do you fear, and what would help?"),
    "yours": _("Your name, signature and the day:"),
    "ours": _("For the clinic: name, signature and the day:"),
    "more": _("What else do we agree on?"),
}

WE_WANT = Block(
    "plain",
    _("What we want"),
    (
        Part(
            "we-want",
            points=(
                _("You are safe and well on the way."),
                _("You take as little as you need, and you have a say in each step."),
            ),
        ),
    ),
)

YOU = Block(
    "plain",
    _("What you do"),
    (
        Part(
            "you-do",
            points=(
                _("You take each dose as your plan says. You call us before you change it."),
                _("You get this medicine from us alone, and take none from others."),
                _("You tell us if you drink, take drugs or get a new medicine. We will not blame you."),
                _("You come to your visits, and bring your plan and what is left."),
            ),
        ),
    ),
)

WE = Block(
    "plain",
    _("What we do"),
    (
        Part(
            "we-do",
            points=(
                _("We never stop it from one day to the next."),
                _("We change your dose only together with you."),
                _("We ask how you are at each step, and we listen."),
                _("We help you with sleep, worry and pain in other ways too."),
            ),
        ),
    ),
)

PAUSE = Block(
    "plain",
    _("When we pause or go slower"),
    (
        Part(
            "we-pause",
            points=(
                _("You feel too unwell to go on."),
                _("You are ill, in hospital, or go through a hard time."),
                _("You ask us to. We do not need a reason."),
            ),
        ),
        Part("we-plan-anew", _("Are you or may you be pregnant? Tell us. Then we make a new plan with you.")),
    ),
)

RESTS_ON = {
    "we-want": (Rests("asam-2025", "derived"),),
    "you-do": (Rests("asam-patient-guide-2025", "derived"),),
    "we-do": (Rests("asam-2025", "seen"),),
    "we-pause": (Rests("asam-patient-guide-2025", "seen"), Rests("asam-2025", "seen")),
    "we-plan-anew": (Rests("asam-patient-guide-2025", "derived"),),
}
"""What each part rests on, by its id."""
