"""Rules about since when a medicine is taken, when it was last, and what was stopped before, on both sides of their bounds."""

from datetime import date

from taper_app.engine import PatientToday

from .judging import Boundary, ordinary, proposed, taking


def taken_so(**known):
    """What the rules find in an ordinary taper of diazepam of which this is known."""
    return proposed(taking("20") | {"regimen": [{"drug": "diazepam", "night": "20"} | known]})


def after_a_stop(on, **known):
    """What the rules find in such a taper of a patient whose earlier one had come to nothing on a day."""
    request = taking("20") | {"regimen": [{"drug": "diazepam", "night": "20"} | known]}
    return proposed(request, PatientToday(age=40, stopped_on=on))


OVER_TIME = [
    Boundary(
        "gap",
        lambda: taken_so(last_taken_on="2026-12-28") + ordinary(PatientToday(age=40, days_since_last_dose=7)),
        lambda: taken_so(last_taken_on="2026-12-27"),
        "caution",
        None,
        "Diazepam was last taken on 27-Dec-2026, 8 days before this plan begins.",
    ),
    Boundary(
        "taken_again",
        lambda: taken_so(since_on="2026-12-07"),
        lambda: taken_so(since_on="2026-12-08"),
        "caution",
        None,
        "Diazepam is taken since 08-Dec-2026, for 27 days. Under 28 days it may need no taper, or a brief one.",
    ),
    Boundary(
        "tolerance_lost",
        lambda: taken_so(since_on="2026-12-08") + after_a_stop(date(2027, 1, 5)),
        lambda: after_a_stop(date(2027, 1, 4)),
        "caution",
        None,
        "A taper that ended on 04-Jan-2027 had come to nothing. Taken again now: diazepam. Tolerance may be lost:",
    ),
    Boundary(
        "tolerance_lost",  # weeks of it since the stop
        lambda: after_a_stop(date(2026, 12, 7), since_on="2026-12-07"),
        lambda: after_a_stop(date(2026, 12, 7), since_on="2026-12-08"),
        "caution",
        None,
        "Under 28 days of it may need no taper, or a brief one.",
    ),
    Boundary(
        "tolerance_lost",  # a day before the stop says nothing of what is taken since
        lambda: after_a_stop(date(2026, 6, 1), since_on="2026-06-01"),
        lambda: after_a_stop(date(2026, 6, 1), since_on="2026-05-31"),
        "caution",
        None,
        "A taper that ended on 01-Jun-2026 had come to nothing.",
    ),
]
"""Of the rules of about_time."""
