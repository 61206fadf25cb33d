"""What is seen at a visit beside withdrawal: asked first in a crossover, and then it wants an answer."""

from datetime import timedelta

import pytest

from taper_app.engine import load_catalogue
from taper_app.forms.follow_ups import FollowUpForm
from taper_app.forms.observations import ObservationsForm
from taper_app.forms.seen import NOT_ANSWERED, NOT_BOTH
from taper_app.forms.so_far import found_so_far
from tests.conftest import TODAY
from tests.forms.drawn import told
from tests.forms.sent import sent
from tests.forms.test_reviews import SCHEDULES, review

SEEN = load_catalogue().seen


def observed(*, crossing=False, **fields):
    form = ObservationsForm(sent(**{"red_flags": "none"} | fields), crossing=crossing)
    form.is_valid()
    return form


def test_everything_in_the_data_can_be_ticked():
    """What a crossover asks first stands in the first box with a way to say that there is none of it, the rest in the second."""
    form = ObservationsForm()
    first, others = (dict(form.fields[name].choices) for name in ("seen", "seen_others"))
    assert first.pop("none") == "No sign of it"
    assert first | others == {id_: each.name for id_, each in SEEN.items()}
    assert {id_ for id_, each in SEEN.items() if each.crossover_first} == set(first)


def test_a_crossover_wants_an_answer():
    """An empty box is no answer then, and “No sign of it” is one; in any other plan nothing need be ticked."""
    assert observed(crossing=True).errors == {"seen": [NOT_ANSWERED]}
    none = observed(crossing=True, seen="none")
    assert none.observations == {"seen": []}
    assert observed().observations == {}


@pytest.mark.parametrize("crossing", [False, True])
def test_what_is_ticked_is_kept_in_the_order_of_the_page(crossing):
    """Of both boxes together; mania beside “No sign of it” is no contradiction."""
    found = observed(crossing=crossing, seen=["falls", "sedation"], seen_others="mania")
    assert found.observations == {"seen": ["sedation", "falls", "mania"]}
    assert observed(crossing=crossing, seen="none", seen_others="mania").observations == {"seen": ["mania"]}
    assert observed(crossing=crossing, seen=["none", "falls"]).errors == {"seen": [NOT_BOTH]}


def test_none_and_some_do_not_go_together():
    """An id that is in no file is refused too."""
    assert "seen" in observed(seen="boredom").errors and "seen_others" in observed(seen_others="sedation").errors


def weeks_after_the_crossover(weeks):
    """A day so long after the last day of the crossover."""
    schedule = SCHEDULES["crossover"]
    over = [each for each in schedule.steps if each.number in schedule.crossovers()]
    return over[-1].ends_before + timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("plan", "on", "first"),
    [
        ("crossover", SCHEDULES["crossover"].starts_on, True),
        ("crossover", weeks_after_the_crossover(0), True),
        ("crossover", weeks_after_the_crossover(4) - timedelta(days=1), True),
        ("crossover", weeks_after_the_crossover(4), False),
        ("direct", TODAY, False),
    ],
)
def test_it_is_asked_first_in_a_crossover_and_for_four_weeks_after_it(plan, on, first):
    """From its first day to the last of the four weeks; before any other plan's decision it can be ticked beside the symptoms."""
    form = review(plan, today=on, sent=False)
    assert form.observed.crossing is first
    assert form.observed.fields["seen"].required is first
    assert "seen" in form.observed.sections


def test_a_follow_up_asks_it_beside_the_symptoms():
    """After the end nothing of it is wanted; thoughts of suicide are a red flag there too."""
    form = FollowUpForm(sent(red_flags="none"), today=TODAY, begins_on=TODAY, most_days=366, market="uk")
    assert not form.fields["seen"].required
    items = {f"phq9_{number}": "0" for number in range(1, 9)} | {"phq9_9": "1", "suicide_risk_assessed": "on"}
    form = FollowUpForm(sent(red_flags="none", **items), today=TODAY, begins_on=TODAY, most_days=366, market="uk")
    assert form.errors["red_flags"][0].startswith("PHQ-9 item 9 is above “Not at all”: that is a red flag.")


def test_what_else_is_taken_may_be_more_than_before():
    """Alcohol, opioids and other sedatives alike; it is kept as "more"."""
    words = {name: dict(ObservationsForm().fields[name].choices)["more"] for name in ("alcohol", "opioids", "other_sedatives")}
    assert set(words.values()) == {"Yes, more than before"}
    assert observed(alcohol="more", opioids="more", other_sedatives="more").observations == dict.fromkeys(
        ("other_sedatives", "alcohol", "opioids"), "more"
    )
    assert "Over-sedated, or fallen, since the last visit?" in told(ObservationsForm()).values()


def test_a_visit_in_writing_says_what_it_found_so_far():
    """What can be read of it, whatever else is wrong: the rest is left out."""
    assert found_so_far(None) == {}
    data = sent(
        red_flags=["none", "seizure", "x"], seen=["none", "falls"], seen_others="mania", alcohol="more", opioids="perhaps"
    )
    assert found_so_far(data) == {"red_flags": ["seizure"], "seen": ["falls", "mania"], "alcohol": "more"}
    assert found_so_far(sent(phq9_9="2"))["red_flags"] == ["suicidal-thoughts"]
    assert found_so_far(sent(phq9_9="0"))["red_flags"] == []
