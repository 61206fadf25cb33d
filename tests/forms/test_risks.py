"""The questions about risks: each has an answer, and the medicines behind a "yes" are named once and in order."""

from datetime import date

import pytest
from django.forms import RadioSelect, ValidationError

from taper_app.engine import Interacting, load_catalogue
from taper_app.forms.risks import (
    ASKED,
    NO_MEDICINE,
    NOT_YES,
    STOPS_EARLY,
    TWICE,
    WHICH,
    RisksForm,
    question,
    row_fields,
    unanswered,
    with_the_rest,
)
from tests.forms.sent import sent

CATALOGUE = load_catalogue()
MEDICINES = list(CATALOGUE.interactions)[:4]
UNKNOWN = {id_: list(risk.answers)[-1] for id_, risk in CATALOGUE.risks.items()}
START, END = date(2027, 1, 4), date(2027, 1, 18)


def risks(**fields):
    """The form, with every question answered by its last answer and these boxes filled."""
    return RisksForm(sent(**UNKNOWN | fields), catalogue=CATALOGUE, answers={}, interacting=[])


def test_every_question_wants_an_answer():
    """The sentence repeats the question, since many may stand together; nothing is answered beforehand."""
    form = RisksForm(sent(), catalogue=CATALOGUE, answers={}, interacting=[])
    assert form.errors == {id_: [f"{risk.words} Choose an answer, or “Not known”."] for id_, risk in CATALOGUE.risks.items()}
    wrong = risks(**{next(iter(UNKNOWN)): "bored"})
    assert wrong.errors == {id_: [f"{CATALOGUE.risks[id_].words} Choose an answer, or “Not known”."] for id_ in list(UNKNOWN)[:1]}


def test_the_questions_stand_as_the_data_has_them():
    """By group, each with its hint and its answers in their order."""
    form = risks()
    assert [(group, [each.name for each in fields]) for group, fields in form.groups] == [
        (group, [risk.id for risk in CATALOGUE.risks.values() if risk.group == group])
        for group in dict.fromkeys(risk.group for risk in CATALOGUE.risks.values())
    ]
    for id_, risk in CATALOGUE.risks.items():
        field = form.fields[id_]
        assert (field.label, field.help_text, field.choices) == (risk.words, risk.hint, list(risk.answers.items()))


def test_valid_answers_are_kept_as_they_were_given():
    """One answer a question, and the medicines that have a name, with their days."""
    form = risks(interacting="yes", medicine_0=MEDICINES[0], started_0=START, stopped_0=END, medicine_2=MEDICINES[1])
    assert form.is_valid(), form.errors
    assert form.answers == UNKNOWN | {"interacting": "yes"}
    assert form.interacting == [Interacting(MEDICINES[0], START, END), Interacting(MEDICINES[1])]


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"interacting": "yes"}, {"medicine_0": WHICH}),
        ({"interacting": "no", "medicine_1": MEDICINES[0]}, {"interacting": NOT_YES}),
        ({"interacting": "no"}, {}),
        ({"interacting": "", "medicine_0": MEDICINES[0]}, {"interacting": None}),
        ({"interacting": "yes", "medicine_0": MEDICINES[0], "started_1": START}, {"medicine_1": NO_MEDICINE}),
        ({"interacting": "yes", "medicine_0": MEDICINES[0], "stopped_2": END}, {"medicine_2": NO_MEDICINE}),
        ({"interacting": "yes", "medicine_0": MEDICINES[0], "medicine_2": MEDICINES[0]}, {"medicine_2": TWICE}),
        ({"interacting": "yes", "medicine_0": MEDICINES[0], "started_0": END, "stopped_0": START}, {"stopped_0": STOPS_EARLY}),
        ({"interacting": "yes", "medicine_0": MEDICINES[0], "started_0": START, "stopped_0": START}, {}),
        ({"interacting": "yes", "medicine_0": "cola"}, {"medicine_0": "Choose a medicine from the list."}),
    ],
)
def test_a_medicine_goes_with_its_answer_and_its_days(fields, faults):
    """Yes and which one, days and of what, and none named twice: what does not fit is said where it stands."""
    found = {name: words[-1] for name, words in risks(**fields).errors.items()}
    question = f"{CATALOGUE.risks['interacting'].words} Choose an answer, or “Not known”."
    assert set(found) == set(faults)
    if "cola" not in fields.values():
        assert found == {name: words or question for name, words in faults.items()}


def test_what_was_answered_last_stands_there():
    """Its answers, its medicines with their days, and a row for each of them."""
    known = [Interacting(each, START, None) for each in MEDICINES]
    form = RisksForm(None, catalogue=CATALOGUE, answers=UNKNOWN, interacting=known)
    assert form.initial == UNKNOWN | {
        f"{name}_{at}": value
        for at, medicine in enumerate(MEDICINES)
        for name, value in (("medicine", medicine), ("started", START), ("stopped", None))
    }
    assert [[each.name for each in row] for row in form.medicines] == [
        [f"medicine_{at}", f"started_{at}", f"stopped_{at}"] for at in range(4)
    ]
    assert len(risks().medicines) == 3


def test_the_rows_say_which_they_are():
    """Numbered from one, the medicines by name, none chosen at first."""
    form = risks()
    assert [form.fields[f"{name}_1"].label for name in ("medicine", "started", "stopped")] == [
        "Medicine 2",
        "Medicine 2: started or starts on",
        "Medicine 2: stopped or stops on",
    ]
    none, *rest = form.fields["medicine_0"].choices
    names = sorted(each.name.capitalize() for each in CATALOGUE.interactions.values())
    assert none == ("", "None")
    assert [name for _, name in rest] == names
    assert dict(rest)[MEDICINES[0]] == CATALOGUE.interactions[MEDICINES[0]].name.capitalize()
    assert not any(form.fields[f"{name}_0"].required for name in ("medicine", "started", "stopped"))


@pytest.mark.parametrize(
    ("fields", "opened"),
    [
        ({}, False),
        ({"medicine_0": MEDICINES[0]}, False),
        ({"medicine_1": MEDICINES[0]}, True),
        ({"medicine_2": MEDICINES[0]}, True),
        ({"started_1": START}, True),
    ],
)
def test_later_rows_stand_open_where_something_is_in_them(fields, opened):
    """Or where something is wrong with them."""
    assert risks(**fields).more_open is opened


def test_the_rest_is_answered_as_it_usually_is():
    """Only what had no answer, and where there is a usual one; which these are is said."""
    filled, answered = with_the_rest(sent(a="yes"), {"a": "no", "b": "no", "c": ""})
    assert (filled.dict(), answered) == ({"a": "yes", "b": "no"}, {"b"})


def test_what_is_still_unanswered_is_named():
    """In the words of the question."""
    first, *rest = CATALOGUE.risks
    assert unanswered(sent(**dict.fromkeys(rest, "x")), CATALOGUE.risks) == [CATALOGUE.risks[first].words]


def test_the_boxes_of_a_medicine_say_how_a_day_is_typed():
    """An example day each, and what to do with a name that is none of the list."""
    fields = row_fields(1, CATALOGUE)
    assert list(fields) == ["medicine_1", "started_1", "stopped_1"]
    assert {name: str(field.help_text) for name, field in fields.items()} == {"medicine_1": "", "started_1": "", "stopped_1": ""}
    assert fields["medicine_1"].error_messages["invalid_choice"] == "Choose a medicine from the list."
    with pytest.raises(ValidationError, match=r" 4 1 2027[ .]"):
        fields["started_1"].clean(["1", "", ""])
    with pytest.raises(ValidationError, match=r" 18 1 2027[ .]"):
        fields["stopped_1"].clean(["1", "", ""])
    assert [fields[name].required for name in fields] == [False, False, False]


def test_a_question_is_answered_by_one_of_its_buttons():
    """With the words and the hint of the data; both of its faults say the same."""
    risk = next(iter(CATALOGUE.risks.values()))
    field = question(risk)
    assert (field.label, field.help_text, field.choices) == (risk.words, risk.hint, list(risk.answers.items()))
    assert isinstance(field.widget, RadioSelect)
    words = f"{risk.words} Choose an answer, or “Not known”."
    assert (field.error_messages["required"], field.error_messages["invalid_choice"]) == (words, words)


def test_the_last_answers_and_the_medicines_stand_there_together():
    """Neither drops the other."""
    form = RisksForm(None, catalogue=CATALOGUE, answers={"falls": "yes"}, interacting=[Interacting(MEDICINES[0], START, END)])
    assert form.initial == {"falls": "yes", "medicine_0": MEDICINES[0], "started_0": START, "stopped_0": END}


def test_a_proposed_medicine_stands_in_the_first_free_row():
    """With the answer that there is one; where every row is taken it stands nowhere."""
    form = RisksForm(None, catalogue=CATALOGUE, answers={}, interacting=[Interacting(MEDICINES[0], START, END)])
    form.fill_in(MEDICINES[1], START)
    assert form["interacting"].value() == "yes"
    assert [[box.value() for box in row] for row in form.medicines][:2] == [
        [MEDICINES[0], START, END],
        [MEDICINES[1], START, None],
    ]
    full = RisksForm(None, catalogue=CATALOGUE, answers={}, interacting=[])
    for at in range(full.rows):
        full.initial[f"medicine_{at}"] = MEDICINES[0]
    before = dict(full.initial)
    full.fill_in(MEDICINES[1], START)
    assert full.initial == before


def test_what_one_button_answered_is_known_until_it_is_touched():
    """An answer that was changed, or asked since, is the clinician's own."""
    first, second, third, fourth = list(UNKNOWN)[:4]
    usual = {name: UNKNOWN[name] for name in (first, second, third)}
    form = risks(by_button=[first, second, third, fourth], **{second: "other", f"{ASKED}{third}": "1"})
    assert form.by_button(usual) == {first}
    assert risks().by_button(usual) == set()
    assert RisksForm(None, catalogue=CATALOGUE, answers={}, interacting=[]).by_button(usual) == set()
