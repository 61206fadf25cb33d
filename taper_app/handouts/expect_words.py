"""Every word of "Why and what to expect", the sheet that explains the way down, and the sources on which each statement rests.

It names no dose and no day. The warning, the signs that need help, the common signs of withdrawal and the danger of an old dose
are those of the handout: `expect.py` takes them from `words.py`, so that the two papers cannot differ. The texts are our own, in
sentences of at most 20 words for grade 6 and below; placeholders in braces are filled by `expect.py`.
"""

from django.utils.translation import gettext_lazy as _

from . import medicine_words
from .blocks import Block, Part, Rests, Words

SHEET: dict[str, Words] = {
    "title": _("Coming off {medicine}: what to expect"),
    "title_maintain": _("Taking less {medicine}: what to expect"),
    "head": "{clinic}: {phone}. {closed}",
    "lead": _("Your plan says what to take, and when. This paper says why, and what you may feel."),
    "drawn": _("Steps that lead down. 1 is at the top, 2 is on the way down, 3 is at the bottom."),
    "caption": _("The way down has three parts."),
}

WHY = Block(
    "plain",
    _("Why slowly?"),
    (
        Part("brake", _("Your brain has its own brake. It is called GABA. It keeps you calm and helps you sleep.")),
        Part("used-to-it", _("Your medicine pushes it for you. After some weeks your brain does less by itself.")),
        Part("too-fast", _("If the medicine goes too fast, you can feel very ill. You may even have a fit (seizure).")),
        Part("time", _("Small steps give your brain time. Bit by bit it learns to use its own brake again.")),
        Part("no-fault", _("This can happen to anyone who takes it for some weeks. You did nothing wrong.")),
    ),
)

FIRST = Block(
    "plain",
    _("1. At first"),
    (
        Part("worry", _("You may feel worried before you start. Tell us what you fear.")),
        Part("many-well", _("Many people have no great trouble. Some feel each step, even a small one.")),
        Part("up-to-a-week", _("It may take up to a week until you feel a step.")),
    ),
)

DOWN = Block(
    "plain",
    _("2. On the way down"),
    (
        Part("withdrawal", _("You may feel unwell after a step. This is called withdrawal.")),
        Part("good-and-bad-days", _("Good and bad days are normal.")),
        Part("old-trouble", _("Old worries may come back too. We can help you.")),
        Part("near-the-end", _("The last steps may be the hardest. We can make them smaller, or wait.")),
    ),
)

AFTER_STOP = Block(
    "plain",
    _("3. Afterwards"),
    (
        Part(
            "after-the-last-dose", _("After the last dose your brain still needs time. You may feel unwell for weeks or months.")
        ),
        Part("over-a-year", _("For some it is over a year. Are you unwell after a month? Tell us.")),
        Part("what-you-gain", _("Many people think and react better once they are off it.")),
    ),
)

AFTER_STAY = Block(
    "plain",
    _("3. On your new dose"),
    (
        Part("stay", _("Stay on your new dose until we have spoken.")),
        Part("still-time", _("Your brain still needs time. You may feel unwell for weeks or months.")),
        Part("after-a-month", _("Are you still unwell after a month? Tell us.")),
    ),
)
"""In place of AFTER_STOP where the plan leads to a dose and not to a stop."""

PASSING = Block(
    "plain",
    _("Feelings that pass"),
    (
        Part("they-ease", _("They may come and go. For most people they ease with time.")),
        Part("crisis", "{crisis}"),
    ),
)
"""The handout's common signs stand above this. What needs help is in the two boxes after it, which are the handout's too."""

TRY = Block("plain", _("What helps: tick what you want to try first"), ())

SLEEP = Block(
    "try",
    _("To sleep"),
    (
        Part(
            "sleep",
            points=(
                _("Get up at the same time each day, even after a bad night."),
                _("Do the same calm things each night before bed."),
                _("Have no coffee, tea or cola late in the day."),
                _("Ask us about a sleep course (CBT-I)."),
            ),
        ),
        Part("no-other-pill", _("Take no other sleep medicine.")),
        medicine_words.DRINKING,
    ),
)

CALM = Block(
    "try",
    _("To calm your mind"),
    (
        Part(
            "mindful",
            points=(
                _("Sit still. Feel your breath go in and out. If your mind drifts off, come back to your breath."),
                _("Make one muscle tight, then let go. Then do the next one."),
                _("Ask us about talking therapy (CBT)."),
            ),
        ),
    ),
)

MOVE = Block(
    "try",
    _("To feel stronger"),
    (
        Part(
            "move",
            points=(_("Walk, swim or move in a way you like. Go gently, and go often."), _("Eat well, and drink water.")),
        ),
    ),
)

PEOPLE = Block(
    "try",
    _("People at your side"),
    (
        Part("person", points=(_("Ask someone you trust to be at your side. Show them this paper. Bring them to your visits."),)),
        Part("groups", points=(_("Ask us about a support group. Change your plan only with us."),)),
    ),
)

RELAPSE = Block(
    "plain",
    _("If you took more, or took it again"),
    (
        Part("it-happens", _("This happens to many. It is not the end.")),
        Part("call-us", _("Call us today and tell us what you took. We will not blame you.")),
        Part("no-making-up", _("Do not take less to make up for it. Do not stop all at once.")),
        Part("new-plan", _("We will look for a better plan with you.")),
    ),
)
"""The handout's words on an old dose stand beside this."""


PATIENT_GUIDE = Rests("asam-patient-guide-2025", "seen")
GUIDELINE = Rests("asam-2025", "seen")

RESTS_ON = {
    "brake": (Rests("rcpsych-benzodiazepines", "seen"), PATIENT_GUIDE),
    "used-to-it": (PATIENT_GUIDE, Rests("fda-2020", "seen")),
    "too-fast": (PATIENT_GUIDE, Rests("fda-2020", "seen")),
    "time": (PATIENT_GUIDE,),
    "no-fault": (PATIENT_GUIDE, Rests("fda-2020", "seen")),
    "worry": (PATIENT_GUIDE,),
    "many-well": (PATIENT_GUIDE,),
    "up-to-a-week": (PATIENT_GUIDE,),
    "withdrawal": (PATIENT_GUIDE, GUIDELINE),
    "good-and-bad-days": (Rests("ashton-2002", "memory"),),
    "near-the-end": (PATIENT_GUIDE, GUIDELINE),
    "old-trouble": (PATIENT_GUIDE,),
    "after-the-last-dose": (PATIENT_GUIDE,),
    "over-a-year": (PATIENT_GUIDE, Rests("bnf", "memory")),
    "what-you-gain": (Rests("lader-2009", "seen"),),
    "stay": (PATIENT_GUIDE,),
    "still-time": (PATIENT_GUIDE,),
    "after-a-month": (Rests("asam-patient-guide-2025", "derived"),),
    "they-ease": (Rests("bnf", "memory"), Rests("ashton-2002", "memory")),
    "sleep": (GUIDELINE,),
    "no-other-pill": (GUIDELINE,),
    "drinking": medicine_words.RESTS_ON["drinking"],
    "mindful": (GUIDELINE,),
    "move": (GUIDELINE,),
    "person": (Rests("nice-ng215", "seen"),),
    "groups": (Rests("nice-ng215", "memory"),),
    "it-happens": (Rests("ashton-1994", "seen"),),
    "call-us": (PATIENT_GUIDE,),
    "no-making-up": (PATIENT_GUIDE,),
    "new-plan": (GUIDELINE,),
}
"""What each statement rests on, by the id of its Part. The crisis line needs none."""
