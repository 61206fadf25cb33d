"""What earlier visits found, beside each field of the next one."""

from datetime import date

from taper_app.forms.before import Before, values_of
from taper_app.forms.observations import ObservationsForm
from tests.forms.drawn import layout
from tests.forms.sent import sent

MONDAY, FRIDAY = date(2026, 10, 19), date(2026, 11, 13)
EARLIER = {
    "symptoms": {"sleep": 3, "tremor": 1},
    "sleep_hours": "4",
    "phq9": [2, 2, 2, 0, 0, 0, 0, 0, 0],
    "isi": 12,
    "alcohol": "no",
}
LATER = {
    "symptoms": {"sleep": 1},
    "sleep_hours": "6.5",
    "isi": 9,
    "alcohol": "yes",
    "alcohol_note": "two glasses",
    "missed_doses": "one",
    "seen": ["falls", "mania"],
    "red_flags": ["seizure"],
}
BOTH = Before([(FRIDAY, LATER), (MONDAY, EARLIER)])


def test_the_last_value_stands_there_with_the_one_before():
    """Numbers, scores, symptoms and substances: the one before, then the last; a text only as it was last."""
    wanted = {
        "isi": "12 → 9",
        "sleep_hours": "4 → 6.5",
        "symptom_sleep": "severe → mild",
        "alcohol": "no → yes: two glasses",
        "missed_doses": "one",
        "seen": "a fall since the last visit",
        "seen_others": "needs less sleep, overactive or racing",
        "red_flags": "a seizure",
        "function": "",
    }
    assert {name: BOTH.said(name) for name in wanted} == wanted
    assert Before().said("isi") == ""


def test_what_the_last_visit_did_not_ask_has_its_day():
    """So that no old value is read as that of the last visit."""
    assert BOTH.said("symptom_tremor") == "mild on Mon 19-Oct-2026"
    assert BOTH.said("phq9") == "6 of 27, mild on Mon 19-Oct-2026"
    assert BOTH.said("phq9_1").endswith(" on Mon 19-Oct-2026")


def test_each_field_says_it_below_its_own_words():
    """Beside the box or the radios themselves, with what else has to be known."""
    form = ObservationsForm(before=BOTH)
    assert form.fields["isi"].help_text == "Last: 12 → 9"
    assert form.fields["missed_doses"].help_text == "Such as: two nights last week. Last: one"
    assert form.fields["systolic"].help_text == ""


def test_what_was_found_last_time_stands_open():
    """The symptoms of the last visit stand in sight, the others folded with what was found of them; so do sections."""
    form = ObservationsForm(before=BOTH)
    assert layout(form.sections["symptoms"]) == [{"reviews/_ratings.html": ["symptom_sleep"]}]
    assert form.opened == {"symptoms", "wellbeing", "use", "seen", "totals"}
    assert form.last["symptoms_others"] == "Shaking: mild on Mon 19-Oct-2026"
    assert form.last["totals"] == "ISI, 0 to 28: 12 → 9"
    assert ObservationsForm(before=Before([(FRIDAY, {"alcohol": "no"})])).opened == set()


def test_a_symptom_that_is_chosen_stands_in_sight():
    """A page that comes back with an error shows what was chosen on it, beside what was found last time."""
    form = ObservationsForm(sent(red_flags="none", symptom_panic="2"), before=BOTH)
    assert layout(form.sections["symptoms"]) == [{"reviews/_ratings.html": ["symptom_panic", "symptom_sleep"]}]


def test_all_symptoms_may_stand_in_sight():
    """Nothing is folded where the last visit found every symptom."""
    names = ObservationsForm().fields
    every = {name.removeprefix("symptom_"): 1 for name in names if name.startswith("symptom_")}
    form = ObservationsForm(before=Before([(FRIDAY, {"symptoms": every})]))
    assert layout(form.sections["symptoms_others"]) == []


def test_all_that_a_visit_found_is_told_by_the_name_of_its_field():
    """Only what was asked; an id that is known no more stands as it is."""
    answers = ["more than half the days"] * 3 + ["not at all"] * 6
    assert values_of(EARLIER) == {
        "sleep_hours": "4",
        "isi": "12",
        "symptom_sleep": "severe",
        "symptom_tremor": "mild",
        "alcohol": "no",
        **{f"phq9_{number}": answer for number, answer in enumerate(answers, 1)},
        "phq9": "6 of 27, mild",
    }
    assert values_of(LATER) == {
        "missed_doses": "one",
        "sleep_hours": "6.5",
        "isi": "9",
        "symptom_sleep": "mild",
        "alcohol": "yes: two glasses",
        "red_flags": "a seizure",
        "seen": "a fall since the last visit",
        "seen_others": "needs less sleep, overactive or racing",
    }
    gone = {"red_flags": ["seizure", "Gone"], "symptoms": {"gone": 2}, "function": 0, "phq9": []}
    assert values_of(gone) == {"red_flags": "a seizure, gone", "function": "0"}
    assert values_of({}) == {}
