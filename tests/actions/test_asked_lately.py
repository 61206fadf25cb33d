"""What can be reached, given again to who asks the same."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from inspect import getmembers, isclass

from taper_app import engine
from taper_app.chart.asked_lately import KEPT, Lately
from taper_app.engine import PatientToday, load_catalogue

CATALOGUE = load_catalogue()


def asking():
    """What asks, and what it was asked with each time."""
    asked = []
    return Lately(lambda *each, **named: asked.append((each, named)) or object()), asked


def test_the_same_is_worked_out_once_and_anything_else_anew():
    """Only where the request, the patient, what is named and the catalogue are the same is an answer given again."""
    ask, asked = asking()
    patient, first = PatientToday(age=40), date(2027, 1, 4)
    answer = ask("plan", (), CATALOGUE, patient, review_on=first)
    assert ask("plan", (), CATALOGUE, PatientToday(age=40), review_on=date(2027, 1, 4)) is answer
    others = [
        ask("another plan", (), CATALOGUE, patient, review_on=first),
        ask("plan", ("method",), CATALOGUE, patient, review_on=first),
        ask("plan", (), CATALOGUE, PatientToday(age=80), review_on=first),
        ask("plan", (), CATALOGUE, PatientToday(age=40, risks={"falls": "yes"}), review_on=first),
        ask("plan", (), CATALOGUE, patient, review_on=date(2027, 1, 5)),
        ask("plan", (), replace(CATALOGUE), patient, review_on=first),
    ]
    assert len({answer, *others}) == len(asked) == 7
    assert asked[0] == (("plan", (), CATALOGUE, patient), {"review_on": first})


def test_a_few_answers_are_kept():
    """A process that is asked much keeps no more than a few."""
    ask, asked = asking()
    for number in [*range(KEPT + 1)] * 2:
        ask(number, (), CATALOGUE, PatientToday())
    assert len(ask.answers) <= KEPT < len(asked)


def test_every_value_of_the_engine_is_written_out_whole():
    """No value of the engine hides a field or writes itself in a way of its own: two that are written alike are alike."""
    kinds = [each for _, each in getmembers(engine, isclass) if is_dataclass(each)]
    assert [each for each in kinds if not all(one.repr for one in fields(each))] == []
    assert [each for each in kinds if not hasattr(each.__repr__, "__wrapped__")] == []  # as a dataclass has one of its own
    assert len(kinds) > 20
