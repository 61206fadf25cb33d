"""Patients at risk, and what the rules find of them."""

from dataclasses import replace
from datetime import date, timedelta

from taper_app.engine import (
    Interacting,
    PatientToday,
    Specialist,
    parse_request,
)

from .judging import CATALOGUE, Boundary, of, ordinary, proposed
from .requests import crossover, direct

NOBODY = {each.id: next(iter(each.answers)) for each in CATALOGUE.risks.values()}
"""The ordinary answer to every question: three months or more on most days, prescribed, no to all else, and support."""


AGREED = Specialist("Dr Ada Ode", "psychiatrist", date(2027, 1, 4))


def answers(specialist=None, age=45, **risks):
    """The facts of a patient of 45 with the ordinary answer to every question but these."""
    return PatientToday(age=age, specialist=specialist, risks=NOBODY | risks)


def crossing(facts=None, *, drug="lorazepam", night="2", **options):
    """What the rules find in a crossover from lorazepam to diazepam 20 mg, or as the options say."""
    return proposed(crossover("uk", drug, "ashton-2002", night=night), facts, **options)


def with_(medicine, started_on=None, stopped_on=None, **risks):
    """The facts of a patient who takes an interacting medicine too."""
    facts = answers(**risks)
    told = (Interacting(medicine, started_on, stopped_on),)
    return replace(facts, risks=facts.risks | {"interacting": "yes"}, interacting=told)


BEGINS = date(2027, 1, 4)

DAY = timedelta(days=1)

COARSE = {"coarse_tail": True, "interval_days": 28}

OXAZEPAM = direct("uk", "oxazepam", "ashton-2002", morning="10", night="20", strategy=COARSE)


def taken_with(drug, medicine, market="us", **mg):
    """What is said of an interacting medicine with a drug that is reduced directly."""
    request = parse_request(direct(market, drug, "ashton-2002", strategy=COARSE, **mg), CATALOGUE).to_json()
    return [each.message for each in of("interaction", proposed(request, with_(medicine)))]


def answered(question, *others, about=ordinary, **fields):
    """A rule's two sides: silent for the ordinary answer, unknown and the `others`, speaking for the one named in `fields`."""
    quiet = (NOBODY[question], "unknown", *others)
    return {
        "silent": lambda: (*about(PatientToday()), *(found for each in quiet for found in about(answers(**{question: each})))),
        "speaks": lambda: about(answers(**fields)),
    }


def boundary(rule, severity, words, silent, speaks):
    """A boundary of a rule about the whole plan."""
    return Boundary(rule, silent, speaks, severity, None, words)
