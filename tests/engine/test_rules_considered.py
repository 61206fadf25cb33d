"""What became of every rule, how old its content is, and where guidelines disagree."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from taper_app.engine import (
    Interacting,
    Medicine,
    PatientToday,
    considered,
    overdue,
)
from taper_app.engine.rules.guidelines import RULES
from tests.text_gates import hits

from .judging import CATALOGUE, falling, judged, of, ordinary, taking
from .patients import BEGINS, DAY, answers, crossing, taken_with, with_

# What was considered --------------------------------------------------------------------------------------------------


def outcome(facts, rule, review_on=None, found=None):
    """What became of a rule for a taper of 20 mg diazepam."""
    findings = ordinary(facts, review_on=review_on) if found is None else found
    (one,) = (each for each in considered(findings, CATALOGUE, facts, review_on) if each.rule == rule)
    return one.outcome, one.lacking


def test_every_rule_is_considered_once_in_order():
    """Every rule is found, not found or not judged, in the order in which findings are read."""
    told = considered(ordinary(answers()), CATALOGUE, answers())
    assert [each.rule for each in told] == [each.__name__ for each in RULES]
    assert {each.outcome for each in told} == {"found", "not found", "not judged"}


def test_a_rule_that_was_not_told_what_it_needs_is_not_judged():
    """A rule is not judged where a question that it reads was not asked or not known, and what is lacking is named."""
    assert outcome(answers(opioid="yes"), "opioid_together") == ("found", ())
    assert outcome(answers(), "opioid_together") == ("not found", ())
    assert outcome(answers(opioid="unknown"), "opioid_together") == ("not judged", ("opioids",))
    assert outcome(PatientToday(), "opioid_together") == ("not judged", ("opioids",))
    assert outcome(None, "under_18") == ("not judged", ("age",))
    assert outcome(PatientToday(age=50), "under_18") == ("not found", ())
    assert outcome(answers(), "epilepsy_indication") == ("not judged", ("prescribed doses",))
    medicines = (Medicine("diazepam", Decimal(20), Decimal(20)),)
    assert outcome(replace(answers(), medicines=medicines), "epilepsy_indication") == ("not found", ())
    assert outcome(answers(), "review_late") == ("not judged", ("next visit",))
    assert outcome(answers(), "review_late", review_on=BEGINS) == ("not found", ())
    assert outcome(answers(duration="unknown"), "dependence_likely") == ("not judged", ("how long it has been taken",))
    assert outcome(PatientToday(age=45, risks={"falls": "no"}), "older_adult") == ("not judged", ("memory and thinking",))
    assert outcome(answers(), "rolling_14_days") == ("not found", ())


def test_a_rule_that_spoke_is_found_whatever_else_is_lacking():
    """A rule that found something was judged, even where another of its questions was not asked."""
    assert outcome(PatientToday(age=70, risks={}), "older_adult") == ("found", ())


# The age of the content -----------------------------------------------------------------------------------------------


def test_what_is_past_its_review_by_date_is_listed():
    """On its review-by date a rule or table is in time, and on the day after it is overdue; the longest overdue come first."""
    rule, table = CATALOGUE.rules["pregnancy"], CATALOGUE.tables["ashton-2002"]
    rules = {"pregnancy": replace(rule, review_by=date(2027, 3, 2))}
    tables = {"ashton-2002": replace(table, review_by=date(2027, 3, 1))}
    aged = replace(CATALOGUE, rules=rules, tables=tables)
    assert overdue(aged, date(2027, 3, 1)) == ()
    assert overdue(aged, date(2027, 3, 2)) == (("tables", "ashton-2002", date(2027, 3, 1)),)
    assert [each.id for each in overdue(aged, date(2027, 3, 3))] == ["ashton-2002", "pregnancy"]


def test_everything_that_guidance_changes_has_a_review_by_date():
    """Every rule, table, drug, pace, advice, question, interaction and disagreement has a day by which it is read again."""
    far = overdue(CATALOGUE, date(2100, 1, 1))
    parts = ["rules", "tables", "drugs", "presets", "advice", "risks", "interactions", "dependence", "disagreements"]
    for part in parts:
        things = getattr(CATALOGUE, part)
        assert [each.id for each in far if each.part == part] == list(things), part
    assert min(each.review_by for each in far) >= date(2027, 1, 1)


# Where guidelines disagree --------------------------------------------------------------------------------------------


def test_the_twenty_disagreements_have_both_sides():
    """Each question on which guidelines disagree has at least two sources, and one for every choice of the form is there."""
    assert len(CATALOGUE.disagreements) == 20
    assert all(len({each.source for each in one.positions}) >= 2 for one in CATALOGUE.disagreements.values())
    choices = {each.choice for each in CATALOGUE.disagreements.values()}
    asked = {"method", "table", "basis", "pace", "crossover_days", "pattern", "stop_from_mg", "step-back", "hold", "review_on"}
    assert asked <= choices
    assert [hit for one in CATALOGUE.disagreements.values() for each in one.positions for hit in hits(each.words)] == []


def test_the_equivalent_of_now_is_what_is_really_taken():
    """At a visit the dose taken then is set against the thresholds, and neither that of the start nor the planned one."""
    schedule = falling("60", "57", "54", "51", "48")
    assert of("inpatient_dose", judged(schedule))
    since = BEGINS + 42 * DAY
    assert of("inpatient_dose", judged(schedule, taking("51"), since=since))
    assert of("inpatient_dose", judged(schedule, taking("50"), since=since)) == []
    assert Fraction(51) == schedule.steps[2].equivalent


# Words that depend on the plan ---------------------------------------------------------------------------------------


def message(rule, found):
    """The words of the one finding of a rule."""
    (one,) = of(rule, found)
    return one.message


def test_what_to_do_about_another_sedative_depends_on_the_method():
    """Before a crossover it is to be reviewed first; in a direct taper none is to be added."""
    facts = answers(sedatives="yes")
    assert message("sedatives_together", crossing(facts)).endswith(" Do so before the crossover, and say what was found.")
    assert message("sedatives_together", ordinary(facts)).endswith(" No other one is to be added.")


def test_what_to_do_instead_of_diazepam_stands_right_after_the_direct_taper():
    """With severe liver disease alone another drug is named; with anything else the sentence goes straight on."""
    assert "directly, cross over to one without active metabolites, such as oxazepam, or name" in message(
        "diazepam_unsafe", crossing(answers(liver="severe"))
    )
    assert "directly, or name" in message("diazepam_unsafe", crossing(answers(myasthenia="yes")))


def test_how_much_an_interaction_changes_is_said_of_the_drug_that_was_measured():
    """The size is that of a study of one drug: of other drugs the sentence goes straight on."""
    sized = next(each for each in CATALOGUE.interactions.values() if each.size)
    assert f" diazepam ({sized.size}). No dose" in message("interaction", ordinary(with_(sized.id)))
    said = {each: taken_with("alprazolam", each, night="2") for each in CATALOGUE.interactions}
    plain = {each for each, messages in said.items() if messages and " the level of alprazolam. No dose" in messages[0]}
    with_size = {each for each, messages in said.items() if messages} - plain
    assert with_size == {"fluoxetine", "ritonavir"}
    assert {"voriconazole", "rifampicin", "posaconazole", "aprepitant"} <= plain


def test_a_medicine_that_stopped_before_the_plan_is_passed_over_and_the_next_is_not():
    """One that stopped on the first day does nothing any more; one that is taken beside it is told of."""
    two = [each for each in CATALOGUE.interactions if of("interaction", ordinary(with_(each)))][:2]
    facts = replace(with_(two[0]), interacting=(Interacting(two[0], None, BEGINS - 60 * DAY), Interacting(two[1], None, None)))
    assert message("interaction", ordinary(facts)).startswith(CATALOGUE.interactions[two[1]].name.capitalize())


def test_dependence_is_said_without_a_duration_that_is_not_known():
    """On few days a week it is rare whatever the duration, and an unknown one is left out of the sentence."""
    said = message("dependence_unlikely", ordinary(answers(days_a_week="3-or-fewer", duration="unknown")))
    assert said.startswith("On 3 or fewer days a week, withdrawal that matters is ")
