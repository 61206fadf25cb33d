"""What was weighed with a patient, and what of it the record knows without asking."""

from datetime import date

from taper_app.chart import risk_picture
from taper_app.chart.patient_today import age
from taper_app.engine import load_care
from taper_app.models import Patient, Weighing
from taper_app.models.weighing import Weighed


def newest(patient: Patient) -> Weighing | None:
    """What was weighed last; None where nothing was."""
    return patient.weighings.select_related("recorded_by").order_by("-number").first()


def known(patient: Patient, today: date) -> list[str]:
    """The reasons that the record knows already, by age, by the newest answers about risks, and by what is taken for epilepsy."""
    years, answers = age(patient.born_on, today), risk_picture.answers_of(risk_picture.newest(patient))
    found = [each.id for each in load_care().weighed.values() if each.is_known(years, answers)]
    return found + ["epilepsy"] * patient.medications.filter(indication="epilepsy").exists()


def told(weighing: Weighing) -> Weighed:
    """What a weighing says, as an action takes it and an audit event keeps it."""
    return Weighed(
        reasons=weighing.reasons,
        wants=weighing.wants,
        fears=weighing.fears,
        readiness=weighing.readiness,
        own_words=weighing.own_words,
        helper=weighing.helper,
        setting=weighing.setting,
        conclusion=weighing.conclusion,
        ask_again_on=weighing.ask_again_on,
    )
