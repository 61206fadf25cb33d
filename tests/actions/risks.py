"""Answers to every question about risks, nothing to note but how long it has been taken; a test changes what it is about."""

from taper_app.actions import risks
from taper_app.chart import risk_picture
from taper_app.engine import load_catalogue

LONG_USE = {"duration": "3-months-or-more", "days_a_week": "4-or-more"}


def answers(**changes):
    """An answer to each question."""
    usual = {each.id: risk_picture.usual(each) for each in load_catalogue().risks.values()}
    return usual | LONG_USE | changes


def ask(patient, by, today, *medicines, **changes):
    """Ask all of them, having seen what was answered before; `medicines` are those that interact."""
    before = risk_picture.newest(patient)
    changes = {"interacting": "yes"} | changes if medicines else changes
    said = {"answers": answers(**changes), "interacting": medicines, "seen": before.number if before else 0}
    return risks.record_risks(patient=patient, today=today, by=by, **said)
