"""Every word of the patient's paper, keyed, in one place: a translation is another set of these.

Ids HO-01 to HO-14 name what a patient's handout must say. The texts are our own; each is written for grade 6 and below, in
sentences of at most 20 words, to "you". Placeholders in braces are filled by `patient.py`.
"""

from dataclasses import dataclass

DATE = {"uk": "l j F Y", "us": "l, F j, Y"}
"""A day on paper, with its weekday: Monday 4 January 2027; Monday, January 4, 2027."""
BIRTHDAY = {"uk": "j F Y", "us": "F j, Y"}
LANGUAGE = {"uk": "en-GB", "us": "en-US"}
SIZE = {"A4": "a4", "Letter": "letter"}

TIMES = {"morning": "Morning", "midday": "Midday", "evening": "Evening", "night": "Bedtime"}
AT = {"morning": "In the morning", "midday": "At midday", "evening": "In the evening", "night": "At bedtime"}

NARROW = {"chlordiazepoxide": "chlordiaz\u00adepoxide"}
"""Where a name that is wider than one of four columns may break, with a hyphen."""

US_FORMS = {"modified-release": "extended-release", "orally dispersible": "orally disintegrating"}
"""What the label on an American box says for the form."""

MARKET = {
    "uk": {
        "emergency": "999",
        "night_line": "NHS 111",
        "crisis": "Do you feel you cannot go on? Call Samaritans on 116 123. It is free, day and night.",
        "driving": "The law limits how much of these medicines a driver may have in the blood.",
    },
    "us": {
        "emergency": "911",
        "night_line": "",
        "crisis": "Do you feel you cannot go on? Call or text 988. It is free, day and night.",
        "driving": "It is against the law to drive when a medicine makes you unsafe.",
    },
}

TEXT = {
    "title": "Your plan to come off {medicine} slowly",
    "title_crossover": "Your plan to come off {from_medicine} slowly, with the help of {to_medicine}",
    "title_maintain": "Your plan to take less {medicine}, slowly",
    "name": "Name",
    "born": "Born",
    "plan": "Plan",
    "revision": "revision {number}",
    "replaces": "It replaces revision {number}.",
    "header_replaces": "replaces revision {number}",
    "issued": "Issued on {date} by {by}, {clinic}.",
    "superseded": "SUPERSEDED. Do not use this plan. Revision {number} has taken its place.",
    "ended": "This plan has ended. Do not use it.",
    "use_until": "Use this plan until {date}.",
    "use_no_more": "Do not use this plan.",
    "next_visit_is": "That is your next visit.",
    "replaces_all": "It replaces all older plans. Throw old plans away or bring them back.",
    "taper": "A plan like this, in small steps, is called a taper.",
    "goes_start": "You start on {date} with {dose} a day.",
    "goes_on": "You now take {dose} a day.",
    "goes_crossover": "First you move from {from_medicine} to {to_medicine}, one dose at a time. Then you take less and less.",
    "goes_stop": "If all goes well, you stop on {date}.",
    "goes_maintain": "If all goes well, you get down to {dose} a day on {date}. Then you stay on that.",
    "medicines": "What you need",
    "later": "Later, once we have spoken: {what}.",
    "halves": "You cut some of the {what} in half. Use a pill cutter.",
    "quarters": "You cut some of the {what} in half or in quarters. Use a pill cutter.",
    "whole": "Swallow the {what} whole. Do not cut, crush or chew them.",
    "liquid": "Measure it with the oral syringe. Do not use a spoon.",
    "brands": "The box may also say {brands}.",
    "mg": "mg means milligrams.",
    "store": "Lock your medicine away. Return what is left to the pharmacy.",
    "how": "How to read your plan",
    "how_row": "Each bar with dates is one step.",
    "how_card": "Each box with dates is one step.",
    "how_paragraph": "Each part that starts with dates is one step.",
    "how_dose": "DOSE is how much medicine you take at that time of day.",
    "how_tick": "Tick a box at the end of each week.",
    "how_example": "For example, this is what you take on {date}.",
    "how_at": "{at}: {taken}.",
    "of_drug": "{pieces} of {drug}",
    "how_total": "Your total for the day is {total}.",
    "grid": "Your steps until your next visit",
    "grid_whole": "Your steps",
    "grid_caption": "What to take each day, step by step",
    "after_caption": "Planned steps, for after we have spoken",
    "time": "Time of day",
    "take": "What you take",
    "dose": "DOSE",
    "total": "Total for the day",
    "to": "to",
    "from": "From",
    "day": "1 day",
    "days": "{days} days",
    "none": "none",
    "and": "and",
    "stop": "Stop. You take no more {medicine}.",
    "no_more": "From this day you take no more {medicine}.",
    "up": "Your dose goes up in this step. We have agreed on this with you.",
    "same": "Your dose stays the same in this step.",
    "stay": "Stay on {dose} a day until we have spoken.",
    "stay_how": "Take it just as in the step above. Do not go lower, and do not stop.",
    "after": "What comes after, once we have spoken",
    "after_lead": "This is what we have planned. Do not start these steps on your own. The days and doses may change.",
    "curve": "Your dose, step by step, from {start} until {end}.",
    "curve_caption": "How your dose goes down, step by step.",
    "visit": "next visit",
    "closed": "When closed: {out_of_hours}.",
    "closed_or": "When closed: {out_of_hours}, or {night_line}.",
    "page": "Page",
    "of": "of",
    "call": "Call us on {phone}",
}

CALENDAR = {
    "step": "Your plan: a new step starts today",
    "visit": "Your plan: you have a visit today",
    "stay": "Your plan: stay on your dose until we have spoken",
    "stay_how": "Take it just as in your last step. Do not go lower, and do not stop.",
    "gone": "Cancelled: this is no longer in your plan",
    "which": "This is from plan {code}, {revision}.",
    "newer": "Does a newer paper say something else? Do as the newest paper says.",
}
"""What a calendar says. Its headings name no medicine and no dose, for a phone shows them while it is locked."""


@dataclass(frozen=True)
class Part:
    """One thing that the paper must say: its HO id, sentences, and the points of a list."""

    id: str
    text: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A heading and what stands under it. `kind` chooses its look: plain, or a box that must not be missed."""

    kind: str
    heading: str
    parts: tuple[Part, ...]


WARNING = Block(
    "warning",
    "Do not stop suddenly. Do not go up or down on your own.",
    (
        Part("HO-01", "Do not skip doses. A sudden stop can make you very ill."),
        Part("HO-09", "Is it too hard? Call us. We can pause, go slower or go back one step."),
    ),
)

ADVICE = (
    (
        (
            Block(
                "today",
                "Call us today if you",
                (
                    Part(
                        "HO-05",
                        "Our number is {phone}.",
                        points=(
                            "feel too unwell to go on",
                            "throw up and lose a dose",
                            "may run out of tablets early",
                            "get a new pain or sleep medicine",
                            "have a fall",
                        ),
                    ),
                    Part("HO-12", points=("are or may be pregnant, or breastfeed",)),
                ),
            ),
        ),
        (
            Block(
                "emergency",
                "Call {emergency} now if you",
                (
                    Part(
                        "HO-04",
                        points=(
                            "have a fit (seizure)",
                            "are very mixed up or lose touch with what is real",
                            "see or hear what is not there",
                            "think of killing or hurting yourself",
                            "have chest pain",
                            "breathe slowly, have blue lips or cannot be woken up",
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
                "If you miss a dose",
                (
                    Part(
                        "missed",
                        "Take it when you think of it. Is the next dose nearly due? Then leave the missed one out. "
                        "Never take two doses at once. Have you missed a whole day? Call us first.",
                    ),
                ),
            ),
            Block(
                "plain",
                "Alcohol and pain medicines",
                (
                    Part(
                        "HO-06",
                        "Do not drink alcohol. With your medicine, alcohol or strong pain medicines (opioids) can stop your "
                        "breathing. Are there opioids at home? Ask us for naloxone. It undoes opioids, not your medicine.",
                    ),
                ),
            ),
        ),
        (
            Block(
                "plain",
                "Never go back to an old dose",
                (
                    Part(
                        "HO-07",
                        "Your body gets used to less. Your old dose may now be so strong that it kills you. "
                        "Take no tablets from friends or the street. They may hold drugs that kill.",
                    ),
                ),
            ),
            Block(
                "plain",
                "Driving and machines",
                (
                    Part(
                        "HO-08",
                        "Do not drive or use machines if you feel sleepy, dizzy or slow, or cannot see well. "
                        "Take extra care each time your tablets change. {driving}",
                    ),
                ),
            ),
        ),
    ),
    (
        (
            Block(
                "plain",
                "What may happen",
                (
                    Part(
                        "HO-02",
                        "You may feel unwell when the dose drops. This is called withdrawal. It may take a week to start, "
                        "and be harder near the end. It can last for months, or even over a year.",
                    ),
                    Part(
                        "HO-03",
                        "You may feel worried or cross, sleep badly, sweat or shake. Your heart may race, muscles hurt, "
                        "ears ring and skin tingle. Light or noise may bother you. You may forget things.",
                    ),
                ),
            ),
        ),
        (
            Block(
                "plain",
                "What helps",
                (
                    Part(
                        "HO-10",
                        points=(
                            "Get up at the same time each day.",
                            "Walk or move each day. Drink water.",
                            "Drink less coffee, tea and cola.",
                            "Breathe slowly. Rest your mind.",
                            "Ask us about talking therapy (CBT) for sleep or worry.",
                            "Tell someone you trust about this plan.",
                        ),
                    ),
                    Part(
                        "HO-11",
                        "Your body is used to the medicine. That does not make you an addict.",
                    ),
                ),
            ),
        ),
    ),
    (
        (
            Block(
                "plain",
                "Your next visit and who to call",
                (
                    Part(
                        "HO-14",
                        points=(
                            "Your next visit is on {visit}. Bring this plan and all your tablets.",
                            "{clinic}: {phone}. {closed}",
                            "{crisis}",
                        ),
                    ),
                ),
            ),
        ),
    ),
)
"""Columns beside each other, each a stack of blocks, read from left to right and then down."""
