"""What a visit found: each box says what it is, stands in its section, and what is filled in stays in sight."""

import pytest

from taper_app.forms.observations import NumberOf, ObservationsForm
from taper_app.forms.symptoms import symptom_fields, symptoms_of
from taper_app.wording.observed import SCALES, SYMPTOMS, TOTALS
from tests.forms.drawn import layout, told
from tests.forms.sent import sent


def observed(**fields):
    """The form, with no red flag and these boxes filled."""
    return ObservationsForm(sent(red_flags="none", **fields))


def test_each_section_has_its_boxes():
    """Use with a note for each substance, symptoms, well-being, the scales item by item, totals, and notes."""
    found = {name: layout(helper) for name, helper in ObservationsForm().sections.items()}
    ratings = {"reviews/_ratings.html": None}
    assert found.pop("symptoms") == []
    assert found.pop("symptoms_others") == [ratings | {"reviews/_ratings.html": [f"symptom_{id_}" for id_ in SYMPTOMS]}]
    for id_, scale in SCALES.items():
        items = [f"{id_}_{number}" for number in range(1, len(scale.items) + 1)]
        assert found.pop(id_) == [ratings | {"reviews/_ratings.html": items}]
    assert found == {
        "red_flags": ["red_flags"],
        "seen": ["seen"],
        "seen_others": ["seen_others"],
        "use": [
            ("side", "missed_doses", "extra_doses"),
            *(("side", name, f"{name}_note") for name in ("other_sedatives", "alcohol", "opioids")),
        ],
        "wellbeing": [
            ("four", "function", "sleep_hours", "sleep_latency_min", "bad_nights"),
            ("four", "systolic", "diastolic", "pulse"),
        ],
        "totals": [("four", *TOTALS)],
        "notes": ["notes"],
    }


@pytest.mark.parametrize(("answer", "asked"), [("0", False), ("1", True), ("2", True), ("3", True), ("", False)])
def test_thoughts_of_death_bring_the_tick_for_an_assessment(answer, asked):
    """The tick stands below the red flags as soon as item 9 is above "not at all", and where it was set."""
    form = observed(phq9_9=answer)
    assert form.asks_for_assessment is asked
    assert layout(form.sections["red_flags"]) == ["red_flags", *["suicide_risk_assessed"] * asked]
    assert observed(suicide_risk_assessed="on").asks_for_assessment is True


def test_each_box_says_what_it_is():
    """What is asked of each substance, each symptom by its name, each item by its number, each total with its highest."""
    said = told(ObservationsForm())
    assert (said["alcohol"], said["alcohol_note"]) == ("Alcohol", "Alcohol: what and how much")
    assert {said[f"symptom_{id_}"] for id_ in SYMPTOMS} == set(SYMPTOMS.values())
    assert said["phq9_1"] == f"1. {SCALES['phq9'].items[0]}" and said["phq9_9"] == f"9. {SCALES['phq9'].items[8]}"
    assert {id_: said[id_] for id_ in TOTALS} == {id_: f"{each.name}, 0 to {each.most}" for id_, each in TOTALS.items()}
    assert [name for name, field in ObservationsForm().fields.items() if field.required] == ["red_flags"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"function": "11"}, "Function: enter a number from 0 to 10."),
        ({"sleep_hours": "25"}, "Hours slept in a night: enter a number from 0 to 24."),
        ({"sleep_hours": "6.55"}, "Hours slept in a night: enter a number from 0 to 24."),
        ({"pulse": "19"}, "Pulse: enter a number from 20 to 220."),
        ({"alcohol": "sometimes"}, "Alcohol: choose yes, no or not known."),
        ({"alcohol_note": "wine"}, "Alcohol: choose yes, no or not known as well."),
        ({"symptom_tremor": "4"}, f"Choose one of the answers for “{SYMPTOMS['tremor']}”."),
        ({"isi": "29"}, "Enter the total of ISI, from 0 to 28."),
        ({"phq9_1": "4"}, f"Choose one of the answers for “1. {SCALES['phq9'].items[0]}”."),
        ({"systolic": "120"}, "Enter both blood pressures, such as 120 and 80, or neither."),
        ({"systolic": "80", "diastolic": "80"}, "The systolic pressure is the higher of the two. Check both numbers."),
        ({"gad7_2": "1"}, "GAD-7: answer all 7 items, or none of them."),
        ({"red_flags": ["seizure", "none"]}, "Tick either the red flags there are or “None of these”, not both."),
        ({"red_flags": ["boredom"]}, "Tick red flags from the list, or “None of these”."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(fields, words):
    """With the name of what it is about and what would be right."""
    form = ObservationsForm(sent(**{"red_flags": "none"} | fields))
    assert [each for said in form.errors.values() for each in said] == [words]


def test_half_a_scale_is_said_at_its_first_open_item():
    """Answered are the second and the third: the first is asked for."""
    assert list(observed(gad7_2="1", gad7_3="0").errors) == ["gad7_1"]
    assert list(observed(gad7_1="1", gad7_2="0").errors) == ["gad7_3"]


def test_everything_that_was_found_is_kept_by_its_name():
    """Texts, answers, numbers, scores and the tick; red flags in the order of the list."""
    form = ObservationsForm(
        sent(
            red_flags=["confusion", "seizure"],
            missed_doses=" two  nights ",
            extra_doses="one",
            opioids="no",
            alcohol="yes",
            alcohol_note="wine",
            symptom_tremor="3",
            symptom_anxiety="0",
            function="0",
            sleep_hours="6.5",
            sleep_latency_min="30",
            bad_nights="7",
            systolic="120",
            diastolic="80",
            pulse="70",
            bwsq="12",
            notes=" Came alone. ",
            suicide_risk_assessed="on",
            **{f"gad7_{number}": "1" for number in range(1, 8)},
        )
    )
    assert form.is_valid(), form.errors
    assert form.observations == {
        "missed_doses": "two nights",
        "extra_doses": "one",
        "alcohol": "yes",
        "alcohol_note": "wine",
        "opioids": "no",
        "symptoms": {"tremor": 3},
        "function": 0,
        "sleep_latency_min": 30,
        "bad_nights": 7,
        "systolic": 120,
        "diastolic": 80,
        "pulse": 70,
        "sleep_hours": "6.5",
        "gad7": [1] * 7,
        "bwsq": 12,
        "suicide_risk_assessed": True,
    }
    assert set(form.flags) == {"seizure", "confusion"} and form.noted == "Came alone."


def test_nothing_found_leaves_nothing_behind():
    """A visit of which only the red flags were asked."""
    form = observed()
    assert form.is_valid() and (form.observations, form.flags, form.noted) == ({}, [], "")


OPENED = [
    ("use", "missed_doses"),
    ("use", "extra_doses"),
    ("use", "opioids"),
    ("use", "alcohol_note"),
    ("symptoms", "symptom_tremor"),
    ("wellbeing", "function"),
    ("wellbeing", "bad_nights"),
    ("wellbeing", "pulse"),
    ("phq9", "phq9_9"),
    ("gad7", "gad7_1"),
    ("totals", "isi"),
]


@pytest.mark.parametrize(("section", "name"), OPENED)
def test_a_section_with_something_in_it_stands_open(section, name):
    """What was entered stays in sight, right or wrong."""
    assert observed(**{name: "1"}).opened == {section}
    assert observed().opened == set()


def test_symptoms_are_a_checklist_without_a_total():
    """None to severe by a number; nothing is chosen at first and nothing need be; only what is there is kept."""
    fields = symptom_fields()
    assert list(fields) == [f"symptom_{id_}" for id_ in SYMPTOMS]
    tremor = fields["symptom_tremor"]
    assert (tremor.choices, tremor.required) == ([(0, "none"), (1, "mild"), (2, "moderate"), (3, "severe")], False)
    assert (tremor.clean("2"), tremor.clean("")) == (2, None)
    assert symptoms_of({"symptom_tremor": 2, "symptom_anxiety": 0, "symptom_sleep": None}) == {"tremor": 2}


def test_a_number_that_need_not_be_entered_has_its_bounds():
    """Its sentence names them; as many figures after the point as it is given, and none otherwise."""
    number = NumberOf("Pulse", 20, 220, help_text="A minute.")
    assert (number.label, number.required, number.low, number.high) == ("Pulse", False, 20, 220)
    assert (number.sentence, number.help_text) == ("Pulse: enter a number from 20 to 220.", "A minute.")
    assert (number.places, NumberOf("Hours", 0, 24, places=1).places) == (0, 1)
    assert number.clean("") is None


# What can be read so far -------------------------------------------------------------------------


def test_what_can_be_read_counts_before_all_of_it_is_right():
    """Whatever is wrong elsewhere; half a scale has no total, and counts as none."""
    form = ObservationsForm(
        sent(red_flags=[], function="11", pulse="70", symptom_tremor="3", gad7_1="1", isi="12", alcohol="yes")
    )
    assert not form.is_valid()
    assert form.so_far == {"alcohol": "yes", "symptoms": {"tremor": 3}, "pulse": 70, "isi": 12, "red_flags": []}
    whole = ObservationsForm(sent(red_flags=["seizure"], **{f"gad7_{number}": "1" for number in range(1, 8)}, sleep_hours="x"))
    assert whole.so_far == {"gad7": [1] * 7, "red_flags": ["seizure"]}


def test_before_anything_is_sent_nothing_is_found():
    """An untouched form says nothing of the patient."""
    assert ObservationsForm(None).so_far == {}
    assert ObservationsForm(sent(page="1")).so_far == {"red_flags": []}


def test_what_was_found_has_the_red_flags_among_it():
    """One that the answer about suicide makes true as well."""
    form = ObservationsForm(sent(red_flags=["seizure"], pulse="70"))
    assert form.is_valid() and form.found == {"pulse": 70, "red_flags": ["seizure"]}
