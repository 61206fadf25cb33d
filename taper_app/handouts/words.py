"""Every word of the patient's paper, keyed, in one place and in British English; `taper_app/locale` has the other languages.

A text becomes one language when it is printed, inside `languages.spoken`. What a country does differently is data of its market.

Ids HO-01 to HO-14 name what a patient's handout must say. The texts are our own; each is written for grade 6 and below, in
sentences of at most 20 words, to "you". Placeholders in braces are filled by `patient.py`.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from taper_app.engine import load_catalogue

from . import medicine_words
from .blocks import Block, Part, Words
from .now_words import NOW
from .week_words import WEEK

DATE = pgettext_lazy("date format", "l j F Y")
"""A day on paper, with its weekday: Monday 4 January 2027; Monday, January 4, 2027; lunes 4 de enero de 2027."""
BIRTHDAY = pgettext_lazy("date format", "j F Y")
LANGUAGE = {market.id: market.english for market in load_catalogue().markets.values()}
"""What the paper of a market is written in unless another language is asked for."""
SIZE = {"A4": "a4", "Letter": "letter"}

TIMES = {"morning": _("Morning"), "midday": _("Midday"), "evening": _("Evening"), "night": _("Bedtime")}

AT = {"morning": _("In the morning"), "midday": _("At midday"), "evening": _("In the evening"), "night": _("At bedtime")}

NARROW = {"chlordiazepoxide": "chlordiaz\u00adepoxide", "clordiazepóxido": "clordiaze\u00adpóxido"}
"""Where a name that is wider than one of four columns may break, with a hyphen."""

MELTS = {
    "film": "on_tongue",
    "orally dispersible tablet": "on_tongue",
    "orally disintegrating tablet": "on_tongue",
    "sublingual tablet": "under_tongue",
}
"""Forms that are not swallowed, and which of the texts below says what to do with them."""

MARKET: dict[str, dict[str, Words]] = {
    market.id: {
        "emergency": market.emergency,
        "night_line": market.night_line,
        "crisis": _(market.crisis),
        "driving": _(market.driving),
    }
    for market in load_catalogue().markets.values()
}

TEXT: dict[str, Words] = {
    "unchecked": _("This translation has not yet been checked by a clinician who speaks the language."),
    "title": _("Your plan to come off {medicine} slowly"),
    "title_crossover": _("Your plan to come off {from_medicine} slowly, with the help of {to_medicine}"),
    "title_maintain": _("Your plan to take less {medicine}, slowly"),
    "title_stay": _("Your plan to stay on {medicine}"),
    "title_hold": _("Your plan for {medicine}: a pause"),
    "born": _("Born"),
    "plan": pgettext_lazy("before a plan's code", "Plan"),
    "revision": _("revision {number}"),
    "header_replaces": _("replaces revision {number}"),
    "issued": _("Issued on {date} by {by}, {clinic}."),
    "printed": _("Printed on {date}, as issued."),
    "printed_visit": _("Printed on {date}, after the visit of {visit}."),
    "printed_missed": _("Printed on {date}, after the visit of {visit} was missed."),
    "in_error": _("ENTERED IN ERROR. Do not use this plan. Use revision {number}."),
    "plan_in_error": _("ENTERED IN ERROR. Do not use this plan. Call us."),
    "superseded": _("SUPERSEDED. Do not use this plan. Revision {number} has taken its place."),
    "ended": _("This plan has ended. Do not use it."),
    "use_until": _("Use this plan until {date}."),
    "use_no_more": _("Do not use this plan."),
    "use_overdue": _("Your visit was due on {date}."),
    "next_visit_is": _("That is your next visit."),
    "new_day": _("Call us for a new day."),
    "visit_is": _("Your next visit is on {visit}. Bring this plan and all your tablets."),
    "visit_was": _("Your visit was due on {visit}. Call us for a new day. Bring this plan and all your tablets."),
    "replaces_all": _("This plan replaces all older plans. Throw old plans away or bring them back."),
    "taper": _("A plan like this, in small steps, is called a taper."),
    "goes_crossover": _("First you move from {from_medicine} to {to_medicine}, one dose at a time. Then you take less and less."),
    "goes_stop": _("If all goes well, you stop on {date}."),
    "goes_next": _("We plan the steps after that with you at your visit."),
    "goes_maintain": _("If all goes well, you get down to {dose} a day on {date}. Then you stay on that."),
    "medicines": _("What you need"),
    "later": _("Later, once we have spoken: {what}."),
    "halves": _("You cut some of the {what} in half."),
    "quarters": _("You cut some of the {what} in half or in quarters."),
    "cutter": _("Use a pill cutter."),
    "whole": _("Swallow the {what} whole. Do not cut, crush or chew them."),
    "on_tongue": _("Let the {what} melt on your tongue. Do not cut, crush or chew them."),
    "under_tongue": _("Let the {what} melt under your tongue. Do not cut, crush or chew them."),
    "liquid": _("Measure it with the oral syringe. Do not use a spoon."),
    "syringes": _(
        "Measure the liquid with an oral syringe, never a spoon. You need these sizes: {sizes}. Use the size your dose names."
    ),
    "shake": _("Shake the bottle well before each dose."),
    "syringe": _("Measure the liquid with a {size} oral syringe, never a spoon."),
    "made_it": _("{by} makes it for you. Do not use it when it is more than {days} old."),
    "made": _("{by} makes this for you: {what}. Do not use it when it is more than {days} old."),
    "drops": _("Count the drops with the dropper of the bottle. One drop holds {mg}. Do not use a syringe or a spoon."),
    "brands": _("The box may also say {brands}."),
    "mg": _("mg means milligrams."),
    "store": _("Lock your medicine away. Return what is left to the pharmacy."),
    "how": _("How to read your plan"),
    "how_row": _("Each bar with dates is one step."),
    "how_card": _("Each box with dates is one step."),
    "how_paragraph": _("Each part that starts with dates is one step."),
    "how_dose": _("DOSE is how much medicine you take at that time of day."),
    "of_drug": _("{pieces} of {drug}"),
    "as_now": pgettext_lazy("beside a dose that no tablets make", "as you take it now"),
    "grid": _("Your steps until your next visit"),
    "grid_whole": _("Your steps"),
    "grid_caption": _("What to take each day, step by step"),
    "after_caption": _("Planned steps, for after we have spoken"),
    "time": _("Time of day"),
    "take": _("What you take"),
    "dose": _("DOSE"),
    "total": _("Total for the day"),
    "to": pgettext_lazy("between two dates", "to"),
    "from": pgettext_lazy("before a date", "From"),
    "day": _("1 day"),
    "days": _("{days} days"),
    "none": pgettext_lazy("no medicine at this time of day", "none"),
    "and": pgettext_lazy("between two medicines or doses", "and"),
    "nor": pgettext_lazy("between two medicines that are not to be taken", "or"),
    "stop": _("Stop. You take no more {medicine}."),
    "up": _("Your dose goes up in this step. We have agreed on this with you."),
    "back": _("In this step you go back to what you took before. We have agreed on this with you."),
    "same": _("Your dose stays the same in this step."),
    "stay": _("Stay on {dose} a day until we have spoken."),
    "stay_how": _("Take it just as in the step above. Do not go lower, and do not stop."),
    "after": _("What comes after, once we have spoken"),
    "after_lead": _("This is planned. Do not start these steps on your own. They may change."),
    "curve": _("Your dose, step by step, from {start} until {end}."),
    "visit": _("next visit"),
    "closed": _("When closed: {out_of_hours}."),
    "closed_or": _("When closed: {out_of_hours}, or {night_line}."),
    "page": pgettext_lazy("page 1 of 4", "Page"),
    "of": pgettext_lazy("page 1 of 4", "of"),
    "call": _("Call us on {phone}"),
    **NOW,
    **WEEK,
}

CALENDAR = {
    "step": _("Your plan: a new step starts today"),
    "begun": _("Your plan: this step has begun"),
    "visit": _("Your plan: you have a visit today"),
    "stay": _("Your plan: stay on your dose until we have spoken"),
    "stay_how": _("Take it just as in your last step. Do not go lower, and do not stop."),
    "day": _("Your plan: today is not like most days"),
    "gone": _("Cancelled: this is no longer in your plan"),
    "which": _("This is from plan {code}, {revision}."),
    "as_issued": _("It is as issued on {date}."),
    "as_visited": _("It is as it stands after the visit of {visit}."),
    "as_missed": _("It is as it stands after the visit of {visit} was missed."),
    "newer": _("Does a newer paper say something else? Do as the newest paper says."),
}
"""What a calendar says. Its headings name no medicine and no dose, for a phone shows them while it is locked."""


WARNING = Block(
    "warning",
    _("Do not stop suddenly. Do not go up or down on your own."),
    (
        Part("HO-01", _("Do not skip doses. A sudden stop can make you very ill.")),
        Part("HO-09", _("Is it too hard? Call us. We can pause, go slower or go back one step.")),
    ),
)

ADVICE: tuple[tuple[tuple[Block, ...], ...], ...] = (
    (
        (
            Block(
                "today",
                _("Call us today if you"),
                (
                    Part(
                        "HO-05",
                        points=(
                            _("feel too unwell to go on"),
                            _("throw up and lose a dose"),
                            _("may run out of tablets early"),
                            _("get a new pain or sleep medicine"),
                            _("have a fall"),
                        ),
                    ),
                    Part("HO-12", points=(_("are or may be pregnant, or breastfeed"),)),
                ),
            ),
        ),
        (
            Block(
                "emergency",
                _("Call {emergency} now if you"),
                (
                    Part(
                        "HO-04",
                        points=(
                            _("have a fit (seizure)"),
                            _("are very mixed up or lose touch with what is real"),
                            _("see or hear what is not there"),
                            _("think of killing or hurting yourself"),
                            _("have chest pain"),
                            _("breathe slowly, have blue lips or cannot be woken up"),
                        ),
                    ),
                ),
            ),
        ),
    ),
    (
        (
            Block(
                "plain",
                _("If you miss a dose"),
                (
                    Part(
                        "missed",
                        _(
                            "Take it when you think of it. Is the next dose nearly due? Then leave the missed one out. "
                            "Never take two doses at once. Have you missed a whole day? Call us first."
                        ),
                    ),
                ),
            ),
        ),
        (
            Block(
                "plain",
                _("Driving and machines"),
                (
                    Part(
                        "HO-08",
                        _(
                            "Do not drive or use machines if you feel sleepy, dizzy or slow, or cannot see well. "
                            "Take extra care each time your tablets change. {driving}"
                        ),
                    ),
                ),
            ),
        ),
    ),
    (
        (
            Block(
                "plain",
                _("Alcohol and pain medicines"),
                (
                    Part(
                        "HO-06",
                        format_lazy(
                            "{} {}",
                            medicine_words.DRINKING.text,
                            _(
                                "Alcohol or strong pain medicines (opioids) on top can stop your breathing. "
                                "If you have opioids at home, ask us for naloxone. It undoes only the opioids."
                            ),
                        ),
                    ),
                ),
            ),
        ),
        (
            Block(
                "plain",
                _("Never go back to an old dose by yourself"),
                (
                    Part(
                        "HO-07",
                        _(
                            "Your body gets used to less. After weeks on less, your old dose may be too strong for you. "
                            "With alcohol or opioids it can kill. A small step back that we plan with you is not the same. "
                            "Take no tablets from friends or the street. They may hold drugs that kill."
                        ),
                    ),
                ),
            ),
        ),
    ),
    (
        (
            Block(
                "plain",
                _("What may happen"),
                (
                    Part(
                        "HO-02",
                        _(
                            "You may feel unwell when the dose drops. This is called withdrawal. It may take a week to start, "
                            "and be harder near the end. It can last for months, or even over a year."
                        ),
                    ),
                    Part(
                        "HO-03",
                        _(
                            "You may feel worried or cross, sleep badly, sweat or shake. Your heart may race, muscles hurt, "
                            "ears ring and skin tingle. Light or noise may bother you. You may forget things."
                        ),
                    ),
                ),
            ),
        ),
        (
            Block(
                "plain",
                _("What helps"),
                (
                    Part(
                        "HO-10",
                        points=(
                            _("Get up at the same time each day."),
                            _("Walk or move each day. Drink water."),
                            _("Drink less coffee, tea and cola."),
                            _("Breathe slowly. Rest your mind."),
                            _("Ask us about talking therapy (CBT) for sleep or worry."),
                            _("Tell someone you trust about this plan."),
                        ),
                    ),
                    Part(
                        "HO-11",
                        _("Your body is used to the medicine. That is not addiction."),
                    ),
                ),
            ),
        ),
    ),
)
"""Columns beside each other, each a stack of blocks, read from left to right and then down."""
