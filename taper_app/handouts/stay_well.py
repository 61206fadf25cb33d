"""The patient's own plan to stay well on the patient's papers: what was written down with the patient, as it was written.

Only the lines above the patient's words are ours, and are translated; nothing is printed where nothing was written.
"""

from django.utils.translation import gettext_lazy as _

from taper_app.record import RelapsePlan

from .blocks import Block, Part, Rests, Words
from .languages import day_in_words

STAY_WELL: dict[str, Words] = {
    "heading": _("Your own plan to stay well"),
    "triggers": _("This can make it hard for you:"),
    "early-signs": _("These are your first signs that it gets hard:"),
    "what-helps": _("This helps you then:"),
    "contacts": _("You can call:"),
    "written": _("You wrote this with us on {date}. Tell us if it has changed."),
}

RESTS_ON = dict.fromkeys(("triggers", "early-signs", "what-helps", "contacts"), (Rests("baldwin-2021", "derived"),))
"""What the asking of each part rests on, by its id: relapse prevention with support that goes on."""


def stay_well(plan: RelapsePlan | None) -> tuple[tuple[tuple[Block, ...], ...], ...]:
    """The block beside no other; nothing without a plan. Each thing that the patient wrote is a point."""
    if plan is None:
        return ()
    told = {
        "triggers": plan.triggers,
        "early-signs": plan.early_signs,
        "what-helps": plan.what_helps,
        "contacts": plan.contacts,
    }
    parts = [Part(id_, STAY_WELL[id_], points) for id_, points in told.items() if points]
    parts.append(Part("written", str(STAY_WELL["written"]).format(date=day_in_words(plan.written_on))))
    return (((Block("plain own", STAY_WELL["heading"], tuple(parts)),),),)
