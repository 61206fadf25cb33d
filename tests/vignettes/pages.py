"""The same patients by the pages: the medicines, the risks and the plan as they are typed, and what the page then finds."""

from datetime import date, timedelta

from taper_app import engine
from taper_app.actions import patients
from taper_app.engine import TIMES, default_products
from taper_app.models import Patient
from tests.actions.risks import answers
from tests.actions.test_plans import chosen as chosen_by_hand
from tests.actions.test_plans import start
from tests.clinic import first_clinician
from tests.views.payloads import controls, date_parts, medicine_fields, plan_fields
from tests.views.test_reviews import at, check, visit_on

from .telling import CATALOGUE, STARTS_ON, strategy, table


def born_on(told):
    """A birthday that makes the patient so old when the plan begins."""
    return date(STARTS_ON.year - told["age"], 1, 1)


def typed(day):
    """A day as it is typed."""
    return f"{day.day} {day.month} {day.year}"


def row(told, drug, written):
    """A row of the list of medicines: exactly what is prescribed is taken."""
    plain = drug.removeprefix("modified-release ")
    doses = " ".join("-" if mg == "0" else mg for mg in written.split())
    return {
        "drug": plain + ":modified-release" * (plain != drug),
        "prescribed": doses,
        "indication": told.get("indication", "anxiety"),
    }


def chosen(told):
    """The form of a new plan, as far as it says something else than stands there."""
    asked = strategy(told)
    pace = {
        "pace": "own",
        "own_percent": asked.get("reduction_percent", "10"),
        "own_interval": str(asked.get("interval_days", 14)),
    }
    by_week = {"pattern": asked["pattern"]} if "pattern" in asked else {}
    tail = {"coarse_tail": "on"} if asked.get("coarse_tail") else {}
    to = {"crossover_to": asked.get("crossover_to", "diazepam")}
    return {"method": asked["method"], "equivalence": table(told) or ""} | pace | by_week | tail | to


def stock(market):
    """All that a request goes by where it names no products: the tablets and capsules that the market has."""
    sold = CATALOGUE.products(market).values()
    drugs = {each.medicine for each in sold}
    return sorted(each.id for drug in drugs for each in default_products(CATALOGUE, market, drug))


def entered(client, told):
    """A patient of whom all is on record that is asked before a plan: the facts, the medicines and the risks."""
    clinician = first_clinician()
    clinic = clinician.clinic
    clinic.market, clinic.diazepam_threshold_mg = told.get("market", "uk"), 1000  # a request has no clinic, and so no threshold
    clinic.stocked_products = stock(clinic.market)
    clinic.save()
    client.force_login(clinician)
    known = {"name": "Sample, Sasha", "sex": "female", "identifier": "TEST-0002", "born_on": born_on(told)}
    patient = patients.add_patient(clinic=clinician.clinic, by=clinician, **known)
    at = f"/patients/{patient.code}/"
    rows = [row(told, drug, written) for drug, written in told["takes"].items()]
    fields = medicine_fields(*rows, patient=patient)
    page = client.post(f"{at}medications/", fields)
    if page.status_code == 422:  # a dose over the licence is asked about again
        ticks = {name: controls(page, name)[0]["value"] for name in ("row-0-confirmed",)}
        sent(client, f"{at}medications/", fields | ticks)
    sent(client, f"{at}risks/", {"patient": patient.code, "seen": "0"} | answers(**told.get("risks", {})))
    return Patient.objects.get(pk=patient.pk)


def sent(client, address, fields):
    """What was filled in is taken, and leads on."""
    response = client.post(address, fields)
    assert response.status_code == 302, response.context["errors"]
    return response


def previewed(client, told):
    """The page of a new plan once the form was sent: with its schedule and findings, or with why there is none."""
    patient = entered(client, told)
    address = f"/patients/{patient.code}/plan/"
    days = date_parts("starts_on", typed(STARTS_ON)) | date_parts("review_on", "18 1 2027")
    page = client.post(address, plan_fields(patient, **chosen(told) | days))
    return page if page.status_code == 422 else client.get(address)


def found(page):
    """The findings of a page, as JSON has them."""
    return [
        {"rule": each.rule, "severity": each.severity, "values": dict(each.values)} for each in page.context["stored"].findings
    ]


# At a visit -----------------------------------------------------------------------------------------


def begun(client, told):
    """The plan of a patient, issued on the day on which it starts."""
    patient = entered(client, told)
    asked = chosen_by_hand(strategy=engine.Strategy(**strategy(told)), equivalence=table(told), starts_on=STARTS_ON)
    return start(patient, patient.risk_pictures.get().recorded_by, choice=asked).plan


def visited(client, traveller, told):
    """The page with all answers of a review that was filled in, its cautions answered, before it is confirmed."""
    plan, on = begun(client, told), told["on"]
    client = visit_on(client, plan.patient.risk_pictures.get().recorded_by, traveller, on - timedelta(days=1))
    red_flags = told.get("found", {}).get("red_flags", ["none"])
    asked_first = {"seen": ["none"]} if "No sign of it" in client.get(at(plan)).content.decode() else {}
    return check(client, plan, **{"red_flags": red_flags} | asked_first | observed(told) | decided(told))


def observed(told):
    """What a visit found, as it is filled in."""
    found, fields = told.get("found", {}), {}
    fields |= {f"symptom_{name}": str(severity) for name, severity in found.get("symptoms", {}).items()}
    fields |= {
        name: str(found[name]) for name in ("systolic", "diastolic", "pulse", "sleep_hours", "bad_nights") if name in found
    }
    for name, total in found.get("scores", {}).items():
        if name == "phq-9":
            fields |= items(total, found["scores"]["phq-9-item-9"])
        elif name != "phq-9-item-9":
            fields[name.replace("-", "_")] = str(total)
    seen = found.get("seen", [])
    too_much = [each for each in seen if CATALOGUE.seen[each].crossover_first]
    fields |= {"seen": too_much} if too_much else {}
    fields |= {"seen_others": [each for each in seen if each not in too_much]}
    return fields | {form: found[name] for name, form in SUBSTANCES.items() if name in found}


WHY = "Talked about for an hour and seen again tomorrow."
SUBSTANCES = {"alcohol": "alcohol", "opioid": "opioids", "sedatives": "other_sedatives"}
"""The boxes of what else is taken, by its word in a request."""


def items(total, ninth):
    """Answers to the nine items of PHQ-9 with this total, and this one to the last."""
    left, answers_ = total - ninth, {"phq9_9": str(ninth)}
    for number in range(1, 9):
        answers_[f"phq9_{number}"] = str(min(left, 3))
        left -= min(left, 3)
    return answers_ | ({"suicide_risk_assessed": "on"} if ninth else {})


def decided(told):
    """The decision as it is chosen, why in spite of a red flag, and what was taken where that differs."""
    fields = {"decision": told["decision"], "reason": WHY}
    if told["decision"] == "hold":
        fields |= {"hold_length": "days", "hold_days": str(told["days"])}
    if told["decision"] == "step-back":
        fields |= {"back_days": str(told["days"])}
    if told["decision"] == "slow":
        fields |= {"slow_percent": "10", "slow_interval": str(told["strategy_then"]["interval_days"])}
    for drug, written in told.get("taken", {}).items():
        doses = dict(zip(TIMES, written.split(), strict=True))
        fields |= {f"taken_{drug}_{time}": "" if mg == "0" else mg for time, mg in doses.items()}
    return fields
