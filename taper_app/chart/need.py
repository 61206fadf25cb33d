"""Whether guidelines want a taper for what a patient takes, before anything is chosen."""

from datetime import date

from taper_app.chart.patient_today import NothingTaken, patient_today, regimen
from taper_app.engine import Need, load_catalogue, need_of
from taper_app.models import Patient


def need(patient: Patient, today: date) -> Need:
    """How much of a taper guidelines want; nothing is said where nothing is taken that could be tapered."""
    medications = list(patient.medications.all())
    try:
        doses = regimen(medications)
    except NothingTaken:
        return Need()
    return need_of(load_catalogue(), patient_today(patient, None, today), doses, patient.clinic.market)


def guideline_says(patient: Patient, today: date) -> str:
    """What guidelines say of such use; empty where they want a taper, or nothing is known."""
    said = need(patient, today).said
    return said.message if said else ""
