"""What was weighed before a first plan, as pages have it, and whom to ask again."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from taper_app.chart.weighing import newest
from taper_app.engine import load_care
from taper_app.models import Clinic, Patient, Plan, Weighing
from taper_app.wording.days import in_days

from . import words


def weighing_line(patient: Patient) -> dict[str, Any]:
    """What was weighed last, None where nothing was, and the place in words."""
    found = newest(patient)
    setting = load_care().weighed.get(found.setting) if found else None
    return {"weighing": found, "weighing_setting": setting.name if setting else ""}


def asked_again(clinic: Clinic, on: date) -> QuerySet[Weighing]:
    """The newest weighing of each patient of whom it is to be asked again by now or within a week, and who has no open plan."""
    last = Weighing.objects.filter(patient=OuterRef("patient")).order_by("-number").values("number")[:1]
    due = Weighing.objects.filter(ask_again_on__lte=in_days(on, words.SOON_DAYS), number=Subquery(last))
    due = due.filter(patient__clinic=clinic, patient__entered_in_error=False)
    opened = Plan.objects.filter(patient=OuterRef("patient"), state=Plan.State.OPEN)
    return due.filter(~Exists(opened)).select_related("patient").order_by(F("ask_again_on"), "patient__name", "pk")
