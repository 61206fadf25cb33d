"""The sentences of the papers for clinicians, keyed, with places in braces; headings and labels stand in their templates."""

STAMP = {
    "in_error": "ENTERED IN ERROR. Do not use this paper. Revision {number} is in its place.",
    "plan_in_error": "ENTERED IN ERROR. Do not use this paper.",
    "superseded": "SUPERSEDED. Do not use this paper. Revision {number} has taken its place.",
    "ended": "This plan has ended. Do not use this paper.",
}
PRINTED = {
    "printed": "Printed on {date}, as issued.",
    "printed_visit": "Printed on {date}, after the visit of {visit}.",
    "printed_missed": "Printed on {date}, after the visit of {visit} was missed.",
}

STRATEGY = {
    "direct": "Direct taper: each drug goes down in its own products, one drug at a time.",
    "crossover": "Crossover to {drug}: {part} moves every {days} days, then {stabilise} days without change.",
    "percent": "Pace: {pace}.",
    "bands": "Pace: reductions of fixed size every {days} days: {bands}.",
    "band": "{reduction} while above {down_to} diazepam equivalent a day",
    "rounding": "Begins from rounded doses: {said}.",
    "anyway": "It is tapered all the same, though guidelines want no taper for use on so few days a week.",
    "to_stop": "Target: stop, from {mg} diazepam equivalent a day or less.",
    "to_target": "Target: stay on about {mg} diazepam equivalent a day.",
    "to_stays": "Target: stay on the dose of the last step. No stop is planned.",
    "to_held": "Target: open. The dose of the last step stays until it is decided.",
}

SUMMARY = {
    "days_in_all": "{days} days in {steps} steps in all.",
    "open_in_all": "No end date; {steps} steps in all.",
    "mine": "What is taken now is about {mine} of diazepam a day by this table.",
    "spread": "By the other tables it is from about {least} to about {most}.",
    "all_agree": "By every other table it is about {most} too.",
    "care_then": "As it was recorded when this revision was issued.",
    "care_now": "As it was recorded when this paper was made.",
    "no_care_then": "No other care was recorded when this revision was issued.",
    "no_care_now": "No other care was recorded when this paper was made.",
    "taken_beside": "{drugs}: taken as now; the plan changes nothing about that",
    "beside": "{drugs}: on record, but not in the plan",
    "extra": "{drugs}: none for use as needed on top of the doses",
    "syringes": "Oral syringes that the doses need: {sizes}.",
    "as_diazepam": "about {mg} as diazepam",
    "as_diazepam_week": "about {mg} a day as diazepam, the mean of the week",
    "answered": "Answered on {date} by {by}: {reason}",
}

SUPPLY = {
    "stop": "Old repeat prescriptions of {drugs} stop on {date}. Supply these only as on this sheet.",
    "replaces": "Sheets of earlier revisions of this plan stop too.",
    "taken_beside": "Taken beside this plan, and not counted here: {drugs}. This sheet changes nothing about that.",
    "beside": "On record, but not in this plan: {drugs}. Ask us before any is supplied.",
    "extra": "Of {drugs}, supply nothing for use as needed on top of the amounts below.",
    "in_a_drop": "{called}, {mg} in a drop",
    "volume": "{count} drops, {ml}; whole bottles that hold it",
    "bottles": "rest of the bottle",
    "syringe": "Supply one {size} oral syringe with a mark at {volumes}.",
    "sized": "{count} {bottles} of {ml}",
    "in_bottles": "{count} {bottles}, for {needed} with {percent}% for losses",
    "unsized": "bottles for {needed}",
    "in_unsized": "whole bottles, with {percent}% for losses; what one holds is not known here",
    "left": "{ml} in the last bottle.",
    "unsized_left": "Rest of the bottle.",
    "thrown": "{ml} in bottles that are thrown away before.",
    "keeps": "Opened, a bottle keeps {days} days.",
    "made": "{made}.",
    "shake": "Shake the bottle well before each dose.",
    "fresh": "For these days it has to be made at least {times} times.",
    "keeps_unknown": "How long an opened bottle keeps is not known here: see its label.",
    "before": "Until {date} the doses stay as before. Those days are not counted here.",
    "to_visit": "A supply that would run past the visit ends with its day, so that no step after it is handed out before.",
    "to_visit_waits": (
        "A supply that would run past the visit ends with its day. A step begins on that day and waits for the visit: the dose "
        "of the day before is counted for it."
    ),
    "none_before": "No supply begins before the visit.",
    "past_visit": "Supplies run past the visit, as was chosen for this sheet: they hold steps that it may still change.",
    "missed": (
        "If the visit is missed, go on from day to day with the dose of {date}, {dose} a day, and call us. Do not let it run out."
    ),
    "missed_week": (
        "If the visit is missed, go on from day to day with the dose of {date}, {dose}, by day of the week as below, and "
        "call us. Do not let it run out."
    ),
    "uncounted": "Not counted here: {dose} on {days}. It stands as it is taken now; ask us what to supply for it.",
    "each_day": "{first} to {last}: {said}.",
    "each_day_on": "From {first} on: {said}.",
    "take": "From {first} to {last}: take {doses}.",
    "take_on": "On {first}: take {doses}.",
    "supply_of": "Supply for {first} to {last}, {days}.",
    "quantity": "Quantity: {figures} ({words}).",
    "label": "Daily dose",
    "label_week": "Dose",
    "dose": "from {date}: {dose} a day",
    "dose_week": "from {date}: {dose}, by day of the week as below",
    "nothing": "Nothing is to be supplied from {date} on.",
    "open_week": "From {date} the dose is {dose}, by day of the week, with no end date.",
    "open": "From {date} the dose is {dose} a day, with no end date.",
    "end_waits": "The last dose is planned for {date}. The stop waits for the visit, so the day of the visit is supplied too.",
    "end": "The last dose is taken on {date}. Nothing is supplied after that.",
}

LETTER = {
    "replaces": "This replaces the repeat prescription of {drugs}. Please stop every repeat of {these} from {date} on.",
    "earlier": "It replaces our letter about revision {number} too.",
    "taken_beside": "Taken beside our plan: {drugs}. This letter changes nothing about that. Speak with us before you do.",
    "beside": "On record, but not in our plan: {drugs}. Speak with us before you prescribe any.",
    "extra": "No {drugs} for use as needed on top of the doses above.",
    "from_to": "From {date} the daily dose goes from {first} to {last} in {steps} steps.",
    "from_to_week": "From {date} the dose goes from {first} to {last} in {steps} steps, by day of the week.",
    "goes_on_week": "From {date} the dose is {first}, by day of the week.",
    "goes_on": "From {date} the daily dose is {first}.",
    "ends": "The last dose is planned for {date}.",
    "stays": "It stays there; no end is planned.",
    "held": "It stays there until we have decided how to go on.",
    "stopped": "The taper is over: nothing is taken from {date} on.",
    "doses": "Doses until the next visit on {date}",
    "doses_after": "First doses of the plan, after the next visit on {date}: until then they stay as before",
}

NOTE = {
    "title": "Taper: {title}",
    "strategy": "Strategy:",
    "doses": "{said}:",
    "between": "{first} to {last}",
    "from": "From {first} on",
    "on": "{first}",
    "none": "From {first} on: none, the taper has ended.",
    "day": "Whole day: {daily}.",
    "agreed": "Agreed with {who}.",
}
