"""Scales are scored as they were published; of those that may not be reprinted only the total is asked."""

import pytest
from django.http import QueryDict

from taper_app.forms import scores
from taper_app.forms.observations import ASSESS, ObservationsForm
from taper_app.wording import observed


def sent(**fields):
    """A form of observations with these boxes filled."""
    data = QueryDict(mutable=True)
    data.setlist("red_flags", ["none"])
    for name, value in fields.items():
        data[name] = str(value)
    return ObservationsForm(data)


def items(scale, *answers):
    return dict(zip(scores.item_names(scale), answers, strict=True))


@pytest.mark.parametrize(
    ("scale", "total", "word"),
    [
        ("phq9", 0, "minimal"),
        ("phq9", 4, "minimal"),
        ("phq9", 5, "mild"),
        ("phq9", 9, "mild"),
        ("phq9", 10, "moderate"),
        ("phq9", 14, "moderate"),
        ("phq9", 15, "moderately severe"),
        ("phq9", 19, "moderately severe"),
        ("phq9", 20, "severe"),
        ("phq9", 27, "severe"),
        ("gad7", 0, "minimal"),
        ("gad7", 4, "minimal"),
        ("gad7", 5, "mild"),
        ("gad7", 9, "mild"),
        ("gad7", 10, "moderate"),
        ("gad7", 14, "moderate"),
        ("gad7", 15, "severe"),
        ("gad7", 21, "severe"),
    ],
)
def test_the_words_of_a_total_change_at_the_published_cut_offs(scale, total, word):
    """PHQ-9 at 5, 10, 15 and 20; GAD-7 at 5, 10 and 15."""
    size = len(observed.SCALES[scale].items)
    answers = [min(3, max(0, total - 3 * index)) for index in range(size)]
    assert sum(answers) == total
    name, most = observed.SCALES[scale].name, observed.SCALES[scale].most
    assert observed.score_said(scale, {scale: answers}) == f"{name}: {total} of {most}, {word}"


@pytest.mark.parametrize(("scale", "count", "most"), [("phq9", 9, 27), ("gad7", 7, 21)])
def test_each_scale_has_its_items_and_its_highest_total(scale, count, most):
    """Nine items to 27, seven to 21, and the credit line that allows to print them."""
    assert (len(observed.SCALES[scale].items), observed.SCALES[scale].most) == (count, most)
    asked = {(each.asked, each.credit, each.answers) for each in observed.SCALES.values()}
    assert asked == {(observed.ASKED, observed.CREDIT, tuple(observed.ANSWERS.values()))}
    assert "No permission required to reproduce, translate, display or distribute." in observed.CREDIT


def test_half_a_scale_has_no_total():
    """With eight of nine answers the ninth is asked for; with none nothing is kept."""
    some = items("phq9", 1, 1, 1, 1, 1, 1, 1, 1, 0)
    del some["phq9_9"]
    form = sent(**some)
    assert form.errors == {"phq9_9": ["PHQ-9: answer all 9 items, or none of them."]}
    assert "phq9" not in sent_observations()
    assert sent_observations(**items("phq9", *[0] * 9))["phq9"] == [0] * 9


def sent_observations(**fields):
    form = sent(**fields)
    assert form.is_valid(), form.errors
    return form.observations


def test_an_answer_that_is_none_of_the_four_is_refused():
    """The answers are 0 to 3."""
    assert "phq9_1" in sent(**items("phq9", 4, 0, 0, 0, 0, 0, 0, 0, 0)).errors


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_thoughts_of_death_ask_for_an_assessment(answer):
    """Item 9 of PHQ-9 above "not at all" wants a tick that the risk of suicide was assessed; at 0 nothing is asked."""
    thoughts = items("phq9", 0, 0, 0, 0, 0, 0, 0, 0, answer)
    form = sent(**thoughts)
    assert form.errors["suicide_risk_assessed"] == [ASSESS]
    assert form.asks_for_assessment
    flagged = {"red_flags": "suicidal-thoughts", "suicide_risk_assessed": "on"}
    assert sent_observations(**thoughts, **flagged)["suicide_risk_assessed"] is True
    assert not sent(**items("phq9", 3, 3, 3, 3, 3, 3, 3, 3, 0)).errors


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_thoughts_of_death_are_a_red_flag(answer):
    """Item 9 above "not at all" does not stand beside "None of these"; beside another flag it is one more, also where nobody
    ticked it."""
    thoughts = items("phq9", 0, 0, 0, 0, 0, 0, 0, 0, answer) | {"suicide_risk_assessed": "on"}
    form = sent(**thoughts)
    assert form.errors == {
        "red_flags": [
            "PHQ-9 item 9 is above “Not at all”: that is a red flag. Tick “Thoughts of suicide or self-harm” and not “None of "
            "these”, or correct item 9."
        ]
    }
    ticked = {flags: sent(**thoughts, red_flags=flags) for flags in ("seizure", "suicidal-thoughts")}
    assert all(each.is_valid() for each in ticked.values())
    assert [each.flags for each in ticked.values()] == [["seizure", "suicidal-thoughts"], ["suicidal-thoughts"]]
    assert sent(**items("phq9", 3, 3, 3, 3, 3, 3, 3, 3, 0)).is_valid()


@pytest.mark.parametrize(("total", "most"), [("ciwa_b", 80), ("bwsq", 40), ("isi", 28)])
def test_a_total_stays_within_its_scale(total, most):
    """From 0 to the highest total, in whole numbers; nothing of the scale's text is on the page."""
    for right in ("0", str(most)):
        assert sent_observations(**{total: right})[total] == int(right)
    for wrong in (str(most + 1), "-1", "1.5", "abc"):
        assert total in sent(**{total: wrong}).errors


@pytest.mark.parametrize(
    ("total", "value", "said"),
    [
        ("ciwa_b", 20, "CIWA-B: 20 of 80, mild"),
        ("ciwa_b", 21, "CIWA-B: 21 of 80, moderate"),
        ("ciwa_b", 41, "CIWA-B: 41 of 80, severe"),
        ("ciwa_b", 61, "CIWA-B: 61 of 80, very severe"),
        ("bwsq", 30, "BWSQ: 30 of 40"),
        ("isi", 7, "ISI: 7 of 28, none"),
        ("isi", 8, "ISI: 8 of 28, below the threshold"),
        ("isi", 15, "ISI: 15 of 28, moderate"),
        ("isi", 22, "ISI: 22 of 28, severe"),
    ],
)
def test_a_total_says_its_word_where_the_scale_has_one(total, value, said):
    """BWSQ has no accepted cut-off, so it has no word."""
    assert observed.score_said(total, {total: value}) == said
