"""A patient of patients.toml as a request, and what the rules find by the command line."""

import json
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from taper_app.engine import TIMES, answer, load_catalogue
from tests.actions.risks import answers

CATALOGUE = load_catalogue()
PATIENTS = tomllib.loads((Path(__file__).parent / "patients.toml").read_text(encoding="utf-8"))
STARTS_ON = date(2027, 1, 4)


def everybody(*kinds):
    """Each patient of these kinds by the text."""
    told = [(kind, at, each["text"]) for kind in kinds for at, each in enumerate(PATIENTS[kind])]
    return pytest.mark.parametrize(("kind", "at"), [pytest.param(kind, at, id=text) for kind, at, text in told])


def doses(written):
    """Four doses as they are written, by time of day; none is left out."""
    return {time: mg for time, mg in zip(TIMES, written.split(), strict=True) if mg != "0"}


def rows(taken):
    """What is taken, as a request has it."""
    return [
        {"drug": drug.removeprefix("modified-release ")}
        | ({"release": "modified"} if drug.startswith("modified") else {})
        | doses(written)
        for drug, written in taken.items()
    ]


def table(told):
    """The table of a plan, none where diazepam alone is taken."""
    return told.get("table", None if list(told["takes"]) == ["diazepam"] else "ashton-2002")


def strategy(told):
    """The strategy of a plan, without what is at its default."""
    return {"method": told.get("method", "direct")} | told.get("strategy", {})


def request(told):
    """The plan of a patient as a request without the patient."""
    return {
        "starts_on": STARTS_ON.isoformat(),
        "market": told.get("market", "uk"),
        "equivalence": table(told),
        "regimen": rows(told["takes"]),
        "strategy": strategy(told),
    }


def day(drug, written):
    """One drug's mg in the day, as it is prescribed or taken."""
    return str(sum(Decimal(mg) for mg in doses(written).values()))


def patient(told, prescribed, taken):
    """The patient today as a request has it; `prescribed` and `taken` are mg in the day by drug."""
    drugs = dict.fromkeys((*prescribed, *taken))
    medicines = [
        {
            "drug": drug.removeprefix("modified-release "),
            "prescribed_mg": prescribed.get(drug, "0"),
            "taken_mg": taken.get(drug, "0"),
            "indication": told.get("indication", "anxiety"),
        }
        for drug in drugs
    ]
    return {"age": told["age"], "medicines": medicines, "risks": answers(**told.get("risks", {}))}


def at_first(told):
    """A new plan with its patient."""
    mg = {drug: day(drug, written) for drug, written in told["takes"].items()}
    return request(told) | {"patient": patient(told, mg, mg)}


@cache
def answered(text):
    """An answer to a request, through JSON text as the command line has it."""
    found, _ = answer(text, CATALOGUE)
    return json.dumps(found)


def ask(asked):
    """The answer, as JSON values."""
    return json.loads(answered(json.dumps(asked)))


def planned(schedule, on):
    """What is planned for a day, as rows."""
    step = [each for each in schedule["steps"] if each["starts_on"] <= on.isoformat()][-1]
    by_drug = {}
    for dose in step["doses"]:
        by_drug.setdefault(dose["drug"], {"drug": dose["drug"]})[dose["time"]] = dose["mg"]
    return list(by_drug.values())


def in_the_day(taken):
    return {each["drug"]: str(sum(Decimal(mg) for name, mg in each.items() if name in TIMES)) for each in taken}


def at_visit(told):
    """A visit with its patient: what is taken is what was planned, unless it is told otherwise."""
    on = told["on"]
    schedule = ask(request(told))["schedule"]
    before = planned(schedule, on - timedelta(days=1))
    taken = rows(told["taken"]) if "taken" in told else before
    adjustment = {"decision": told["decision"]} | {name: told[name] for name in ("days",) if name in told}
    adjustment |= {"strategy": told["strategy_then"]} if "strategy_then" in told else {}
    known = patient(told, in_the_day(before), in_the_day(taken)) | {"visit": told.get("found", {})}
    return request(told) | {
        "do": "revise",
        "schedule": schedule,
        "on": on.isoformat(),
        "taken": taken,
        "adjustment": adjustment,
        "patient": known,
    }


def by_command(kind, at, **more):
    """What the command line answers of a patient; `more` is asked too."""
    told = PATIENTS[kind][at]
    return ask((at_visit(told) if kind == "visit" else at_first(told)) | more)
