"""Every word of the sheet to decide by together: what speaks for taking less, what for waiting, and what a taper is like.

It holds no dose and no day to follow. What speaks for and against goes by the ids of weighing.toml, which has the sources; the
rest is what the handout and "Why and what to expect" say too. The texts are our own, in short sentences; placeholders are filled
by `weighing.py`.
"""

from django.utils.translation import gettext_lazy as _

from .blocks import Words

SHEET: dict[str, Words] = {
    "title": _("Is now the time to take less?"),
    "title_of": _("Is now the time to take less {medicine}?"),
    "head": "{clinic}: {phone}",
    "lead": _("This paper is to decide with. It changes nothing. Go on as you do now until we have spoken."),
    "for": _("What speaks for it"),
    "against": _("What speaks for waiting"),
    "none": _("Nothing that we found."),
    "how": _("How it is done"),
    "wait": _("If we wait"),
    "yours": _("What you said"),
    "wants": _("You want:"),
    "fears": _("You fear:"),
    "ready": _("How ready you are, from 0 to 10:"),
    "own_words": _("Why:"),
    "helper": _("Who helps you:"),
    "setting": _("Where:"),
    "more": _("What else matters to you?"),
    "again": _("We ask you again on {date}."),
    "again_later": _("We can speak of it at any visit."),
}

HOW: tuple[Words, ...] = (
    _("In small steps, over some months."),
    _("At each step we ask how you are. We can wait, or make the steps smaller."),
    _("Many people have no great trouble. Some feel each step."),
    _("A lower dose that you keep can be the goal too."),
)

WAIT: tuple[Words, ...] = (
    _("You go on as you do now. Nobody will force you."),
    _("Never stop from one day to the next. That can bring on a fit (seizure)."),
)

REASONS: dict[str, Words] = {
    "wants-to": _("You want to take less, or to stop."),
    "helps-less": _("It helps you less than it did."),
    "older": _("From 65 on it often does more harm than good."),
    "falls": _("It can make you fall."),
    "memory": _("It can make memory and thinking worse."),
    "opioid": _("You take an opioid too. Together they can stop your breathing."),
    "trauma": _("You went through something terrible. It is not the right medicine for that."),
    "sleep-only": _("You take it to sleep. It is not meant for so long."),
    "does-not-want": _("You do not want to for now. You decide."),
    "untreated": _("You feel very low or worried, or you cannot sleep. We treat that first."),
    "unstable": _("Your mental health needs care first."),
    "suicidality": _("You think of ending your life. We help you with that today."),
    "alcohol": _("Drinking has a hold on you. We treat that as well. Do not stop drinking all at once."),
    "pregnancy": _("You are pregnant. A specialist plans with you."),
    "epilepsy": _("You take it for epilepsy. Your specialist has to agree."),
    "bad-time": _("It is a hard time for you. We can begin later."),
}
"""By the ids of weighing.toml."""

SETTINGS: dict[str, Words] = {
    "home": _("at home, and you see us"),
    "specialist-clinic": _("at home, and you see a specialist"),
    "hospital": _("at first in hospital"),
}
