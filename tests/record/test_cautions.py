"""What makes two findings the same stands in the data, for every rule: never in a sentence."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper_app.engine import load_catalogue
from taper_app.record import Answered, Finding, answer_to
from taper_app.record.cautions import answered, of_the_visit, same, unanswered

RULES = load_catalogue().rules
REASON = ("Agreed with the patient.", date(2027, 1, 4), "Dr Ash Marlow")
each_rule = pytest.mark.parametrize("rule", RULES)
few = settings(max_examples=max(5, settings.default.max_examples // 20))
texts = st.text(min_size=1)
values = st.one_of(texts, st.lists(texts).map(tuple))


def caution(rule, step=4, **named):
    """A caution of this rule, which named "one" wherever the data says that it names something; `named` is laid over."""
    told = dict.fromkeys(RULES[rule].same_by, "one") | {"piece": "Diazepam 2 mg tablet", "step": str(step)} | named
    return Finding(rule, "caution", f"Step {step} is one, says {rule}.", told, RULES[rule].source, step)


def asked_again(before, now):
    """Whether a reason is wanted for this finding, once the one before was answered."""
    return unanswered([now], answered([before], REASON, (), [now])) == [now]


@each_rule
@few
@given(words=st.text())
def test_a_reworded_sentence_leaves_a_caution_answered(rule, words):
    """Whatever a copy-editor makes of the sentence, the reason given stands; only what a visit measured is asked again."""
    before = caution(rule)
    now = replace(before, message=words)
    assert same(now) == same(before)
    assert asked_again(before, now) == of_the_visit(now)


@each_rule
@few
@given(step=st.integers(1, 60), piece=texts)
def test_cautions_that_differ_only_in_the_number_of_a_step_are_one(rule, step, piece):
    """A step that moved, or another product named as a way out, is the same remark about the same data."""
    now = caution(rule, step, piece=piece)
    assert same(now) == same(caution(rule))
    assert asked_again(caution(rule), now) == of_the_visit(now)


@pytest.mark.parametrize(("rule", "name"), [(rule.id, name) for rule in RULES.values() for name in rule.same_by])
@few
@given(value=values.filter(lambda value: value != "one"))
def test_another_value_is_another_remark(rule, name, value):
    """Any value that the rule is compared by makes a caution that nobody has answered, though the sentence be the same."""
    now = caution(rule, **{name: value})
    assert same(now) != same(caution(rule))
    assert asked_again(caution(rule), now)


@each_rule
def test_a_value_that_is_missing_is_another_remark(rule):
    """A revision that did not keep one of the values has not answered it."""
    for name in RULES[rule].same_by:
        now = caution(rule)
        assert asked_again(replace(now, values={each: value for each, value in now.values.items() if each != name}), now)


def test_a_step_is_compared_where_the_data_says_so(monkeypatch):
    """A rule about the dose of one step may name the step, and its findings on two steps are two."""
    rules = dict(RULES) | {"edited_rise": replace(RULES["edited_rise"], same_by=("percent", "step"))}
    monkeypatch.setattr("taper_app.record.cautions.load_catalogue", lambda: replace(load_catalogue(), rules=rules))
    assert same(caution("edited_rise", percent="10")) != same(caution("edited_rise", 5, percent="10"))


@each_rule
def test_another_rule_or_source_is_another_remark(rule):
    """The same values by another rule, or of another publication, were never answered."""
    now = caution(rule)
    assert asked_again(replace(now, source="another"), now)
    assert asked_again(replace(now, rule="another"), now)


@each_rule
def test_an_answer_from_before_values_were_kept_stands_by_its_sentence(rule):
    """A finding without values was answered for its rule, source and sentence, whatever the steps are numbered by now."""
    now = caution(rule)
    before = replace(now, values={}, message=now.message.replace("Step 4", "Step 3"))
    if of_the_visit(now):
        assert asked_again(before, now)
        return
    [answer] = answered([before], REASON, (), [now])
    assert (answer.reason, answer.given_on, answer.given_by) == REASON
    assert asked_again(replace(before, message="Other words."), now)
    # The next revision keeps the values with it, so from then on the sentence may change.
    reworded = replace(now, message="Other words.")
    assert [each.reason for each in answered([now], ("", date(2027, 2, 4), "Dr Sam Reed"), [answer], [reworded])] == [REASON[0]]


def test_what_a_visit_measured_was_never_answered():
    """The same severe signs at the next visit want a reason again; this is known by what the rule asks, in the data."""
    assert {rule for rule in RULES if of_the_visit(caution(rule))} == {
        *("red_flag", "suicide_at_visit", "over_sedation", "mania", "severe_signs"),
        *("sleep_lost", "unsteady", "significant_signs", "more_taken_too"),
    }
    assert asked_again(caution("severe_signs"), caution("severe_signs"))


def test_no_reason_answers_nothing():
    """A revision that was issued without a reason answered none of its cautions by it, and info is never asked about."""
    now = caution("coarse_tail")
    assert answered([now], ("", date(2027, 1, 4), "Dr Ash Marlow"), (), [now]) == ()
    assert answered([replace(now, severity="info")], REASON, (), [now]) == ()
    assert unanswered([replace(now, severity="info")], ()) == []


def kept(finding, reason):
    return Answered(finding.rule, finding.source, finding.message, finding.values, reason, date(2027, 1, 4), "Dr Ash Marlow")


def test_a_revision_finds_the_answers_to_its_own_findings():
    """Each by rule, source and values; where none were kept by the sentence; the last of several; and none to another."""
    one, other = caution("coarse_tail"), caution("coarse_tail", percent="two")
    given_ = [kept(one, "first"), kept(one, "last"), kept(other, "other")]
    assert [answer_to(each, given_).reason for each in (one, other)] == ["last", "other"]
    assert answer_to(caution("coarse_tail", percent="three"), given_) is None
    early = replace(one, values={})
    assert answer_to(early, given_) is None
    assert answer_to(early, [kept(early, "early")]).reason == "early"
    assert answer_to(replace(early, message="Other."), [kept(early, "early")]) is None


def test_an_answer_is_found_whatever_the_rules_have_become(monkeypatch):
    """A revision of years ago shows its answers though its rule is gone by now."""
    monkeypatch.setattr("taper_app.record.cautions.load_catalogue", lambda: replace(load_catalogue(), rules={}))
    one = caution("coarse_tail")
    assert answer_to(one, [kept(one, "said")]).reason == "said"
    assert same(one) == same(replace(one, message="Other words."))
