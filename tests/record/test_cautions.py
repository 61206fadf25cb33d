"""What makes two findings the same stands in the data, for every rule: never in a sentence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper_app.engine import CautionAnswer, Specialist, load_catalogue
from taper_app.record import Answered, Finding, answer_to, answered_by
from taper_app.record.cautions import (
    against_going_on,
    answer_fields,
    answered,
    answered_since,
    days_standing,
    known_answers,
    of_the_patient,
    of_the_visit,
    own_answer,
    same,
    unanswered,
    with_own_answers,
)
from tests.record.test_issued import FORMATS, Issued

RULES = load_catalogue().rules
DAY, BY, REASON = date(2027, 1, 4), "Dr Ash Marlow", "Agreed with the patient."
OWN = CautionAnswer(Specialist("Dr Ada Ode", "Psychiatrist", DAY), "Nothing else was found.", "A nurse calls on Friday.")
each_rule = pytest.mark.parametrize("rule", RULES)
few = settings(max_examples=max(5, settings.default.max_examples // 20))
texts = st.text(min_size=1)
values = st.one_of(texts, st.lists(texts).map(tuple))


def caution(rule, step=4, **named):
    """A caution of this rule, which named "one" wherever the data says that it names something; `named` is laid over."""
    told = dict.fromkeys(RULES[rule].same_by, "one") | {"piece": "Diazepam 2 mg tablet", "step": str(step)} | named
    return Finding(rule, "caution", f"Step {step} is one, says {rule}.", told, RULES[rule].source, step)


def told(finding, **changes):
    """A caution as it was answered: by a reason, or by all that its rule asks of its own."""
    own = answer_fields(finding) != ("reason",)
    return replace(answered_by(finding, DAY, BY, "" if own else REASON, OWN if own else None), **changes)


def asked_again(before, now, on=DAY, **changes):
    """Whether an answer is wanted for this finding on that day, once the one before was answered."""
    return unanswered([now], answered([told(before, **changes)], [now], on)) == [now]


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
    [answer] = answered([told(before)], [now], DAY)
    assert (answer.reason, answer.own) == (told(before).reason, told(before).own)
    assert (answer.given_on, answer.given_by) == (DAY, BY)
    assert asked_again(replace(before, message="Other words."), now)
    # The next revision keeps the values with it, so from then on the sentence may change.
    assert len(answered([answer], [replace(now, message="Other words.")], DAY)) == 1


@each_rule
def test_an_answer_stands_for_ninety_days_and_no_longer(rule):
    """After the longest time between two visits the same caution about the same data is asked again."""
    now = caution(rule)
    assert days_standing() == 90
    assert asked_again(now, now, DAY + timedelta(days=90)) == of_the_visit(now)
    assert asked_again(now, now, DAY + timedelta(days=91))


OWN_RULES = pytest.mark.parametrize("rule", [each.id for each in RULES.values() if each.answer])


@OWN_RULES
def test_an_answer_that_lacks_what_its_rule_asks_does_not_stand(rule):
    """One reason for several never answers a caution that asks something of its own, nor does a part of its answer."""
    now = caution(rule)
    assert asked_again(now, now, reason=REASON, adviser=None, found="", arranged="")
    lacking = {"adviser": {"adviser": None}, "found": {"found": "aaaaaaaaaa"}, "arranged": {"arranged": "fine"}}
    assert all(asked_again(now, now, **lacking[part]) for part in RULES[rule].answer)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, ()),
        ({"name": "x"}, ("adviser_name",)),
        ({"name": "aaaaaaaaaa", "role": ""}, ("adviser_name", "adviser_role")),
        ({"on": None}, ("adviser_on",)),
        ({"on": DAY + timedelta(days=1)}, ("adviser_on",)),
    ],
)
def test_an_adviser_is_a_person_with_a_role_and_a_day_that_has_come(changes, wrong):
    """Whatever of the three is wanting is named."""
    answer = replace(OWN, adviser=replace(OWN.adviser, **changes))
    assert answer.lacks(("adviser_name", "adviser_role", "adviser_on", "found", "arranged"), DAY) == wrong


def test_what_a_revision_knows_of_are_its_reason_what_it_kept_and_what_came_since():
    """Its reason is the answer of those of its cautions that had no other; the newest stands last."""
    one, other = caution("coarse_tail"), caution("edited_rise")
    issued = replace(
        Issued.from_json(FORMATS[4][0]), findings=(one, other), override_reason=REASON, answered=(told(other, reason="Kept."),)
    )
    said = [(each.rule, each.reason) for each in known_answers(issued, [told(one, reason="Since.")])]
    assert said == [("coarse_tail", REASON), ("edited_rise", "Kept."), ("coarse_tail", "Since.")]
    assert [each.reason for each in known_answers(replace(issued, override_reason=""))] == ["Kept."]


def test_what_a_visit_measured_was_never_answered():
    """The same severe signs at the next visit want a reason again; this is known by what the rule asks, in the data."""
    assert {rule for rule in RULES if of_the_visit(caution(rule))} == {
        *("red_flag", "suicide_at_visit", "over_sedation", "mania", "severe_signs"),
        *("sleep_lost", "unsteady", "significant_signs", "more_taken_too"),
    }
    assert asked_again(caution("severe_signs"), caution("severe_signs"))


def test_no_reason_answers_nothing():
    """An answer without a reason answers nothing, and info is never asked about."""
    now = caution("coarse_tail")
    assert answered([told(now, reason="")], [now], DAY) == ()
    assert answered([told(now)], [replace(now, severity="info")], DAY) == ()
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


def issued_with(*findings, kept=()):
    """A revision of the newest format with these findings, and with what it keeps as answered."""
    return replace(Issued.from_json(FORMATS[4][0]), findings=findings, answered=kept, issued_on=DAY)


def test_what_is_asked_one_by_one_is_answered_one_by_one():
    """Of its cautions those that ask something of their own get what was said to each, after what was kept; no other does."""
    seizure, opioid, coarse = caution("seizure_history"), caution("opioid_together"), caution("coarse_tail")
    kept_before = kept(opioid, "")
    said = {"seizure_history": CautionAnswer(found="A fit in 2019, seen by a neurologist.", arranged="Rescue plan agreed.")}
    issued = issued_with(seizure, opioid, coarse, replace(seizure, severity="info"), kept=(kept_before,))
    first, added = with_own_answers(issued, said, "Dr Sam Reed").answered
    assert first == kept_before
    assert (added.rule, added.source, added.message, added.values) == (
        seizure.rule, seizure.source, seizure.message, seizure.values,
    )  # fmt: skip
    assert (added.reason, added.given_on, added.given_by) == ("", date(2027, 1, 4), "Dr Sam Reed")
    assert (added.found, added.arranged) == (said["seizure_history"].found, said["seizure_history"].arranged)


def test_only_what_a_visit_brings_stands_against_going_on():
    """What was remarked on the plan itself stands as it is; what this visit measured, or the patient's answers say, is asked."""
    of_visit, of_patient, of_plan = caution("severe_signs"), caution("opioid_together"), caution("coarse_tail")
    assert against_going_on([of_plan, of_visit, of_patient], ()) == [of_visit, of_patient]
    assert against_going_on([of_plan, of_visit, of_patient], [kept(of_patient, "said")]) == [of_visit]
    assert against_going_on([replace(of_visit, severity="info")], ()) == []


def test_what_a_caution_asks_is_its_rules_and_nothing_of_one_that_is_gone():
    """A rule that is in the data no more asks nothing of its own, is of no visit and of no answer about the patient."""
    assert own_answer(caution("seizure_history")) == RULES["seizure_history"].answer
    assert own_answer(caution("coarse_tail")) == {}
    gone = replace(caution("coarse_tail"), rule="gone")
    assert own_answer(gone) == {}
    assert not of_the_visit(gone)
    assert not of_the_patient(gone)
    assert of_the_patient(caution("opioid_together"))
    assert not of_the_patient(caution("coarse_tail"))


def test_what_a_visit_answered_after_the_revision_is_told_apart():
    """A caution that was answered and is none of the revision's own; one that nobody answered, or that is a remark, is none."""
    of_visit, of_plan = caution("severe_signs"), caution("coarse_tail")
    both = [kept(of_visit, "said"), kept(of_plan, "said")]
    assert answered_since([of_plan, of_visit], both, [of_plan]) == [of_visit]
    assert answered_since([of_plan, of_visit], both[1:], []) == [of_plan]
    assert answered_since([replace(of_visit, severity="info")], both, []) == []


def test_what_was_answered_of_its_own_is_kept_whole():
    """Who advised, what was found and what was arranged; with a reason alone there is none of it."""
    own = told(caution("seizure_history"))
    assert (own.own, own.reason) == (OWN, "")
    assert (told(caution("coarse_tail")).own, told(caution("coarse_tail")).reason) == (CautionAnswer(), REASON)


def test_a_caution_of_a_rule_that_is_gone_wants_a_reason_and_no_more():
    """Nobody knows any more what else it asked for."""
    gone = replace(caution("edited_rise"), rule="of-another-release")
    assert (answer_fields(gone), own_answer(gone)) == (("reason",), {})
