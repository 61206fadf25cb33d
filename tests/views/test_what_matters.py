"""What a plan's pages say first: what stands against it, that it may need no taper, and what an offer brings."""

from datetime import timedelta

import pytest

from taper_app.engine import Strategy
from tests.actions.risks import ask
from tests.actions.test_plans import chosen, start
from tests.conftest import TODAY
from tests.views.payloads import direct_fields, plan_fields, text_of
from tests.views.test_plans import at, issue
from tests.views.test_reviews import check as review_check
from tests.views.test_reviews import visit_on

NOTHING = "Nothing stands against this plan."


def diazepam(mg):
    return {"drug": "diazepam", "prescribed_night": mg, "taken_night": mg}


def previewed(visit, patient, **changes):
    visit.post(at(patient), plan_fields(patient, **changes))
    return visit.get(at(patient))


def reduced(visit, patient, **changes):
    """The page of a plan that reduces the drug itself."""
    visit.post(at(patient), direct_fields(patient, **changes))
    return visit.get(at(patient))


def test_an_ordinary_plan_says_in_a_line_that_nothing_stands_against_it(visit, drafted):
    """On the preview, the check and the page of the plan; what every plan has stands with how it was worked out."""
    before = (visit.get(at(drafted)), visit.get(at(drafted, "plan/check/")))
    for page in (*before, visit.get(issue(visit, drafted).url)):
        assert text_of(page).count(NOTHING) == 1
        shown = {each["rule"] for each in page.context["shown"]}
        apart = {each["rule"] for each in page.context["worked_out"]}
        assert {"closing_reduction", "dependence_likely", "faster_than_asked"} <= apart
        assert not shown & apart and len(shown) <= 2


def test_what_presses_most_is_said_first(visit, lorazepam_patient, clinician):
    """Of two cautions the thoughts of suicide; before both what must be solved."""
    ask(lorazepam_patient, clinician, TODAY, suicidality="yes")
    page = previewed(visit, lorazepam_patient, pace="own", own_percent="25", own_interval="14")
    assert "Caution: Thoughts of suicide. Also: 1 more caution." in text_of(page)
    ask(lorazepam_patient, clinician, TODAY, suicidality="yes", pregnancy="yes")
    page = visit.get(at(lorazepam_patient))
    assert "Must be solved: Pregnancy. Also: 2 cautions." in text_of(page)


def test_much_at_once_is_said_before_a_dose_that_is_high(visit, take, clinician):
    """Clonazepam 2 mg at night for a frail patient of 85: that all of it moves in one night, and not that 40 mg is over 30."""
    patient = take({"drug": "clonazepam", "prescribed_night": "2", "taken_night": "2"})
    ask(patient, clinician, TODAY, falls="yes")
    page = previewed(visit, patient)
    assert "Caution: Much changes at once." in " ".join(text_of(page))


def test_short_use_is_said_before_anything_is_chosen_and_on_a_refusal(visit, take, clinician):
    """Diazepam 4 mg for three weeks: the empty form says what guidelines let one do, and so does the refusal as too short."""
    patient = take(diazepam("4"))
    ask(patient, clinician, TODAY, duration="under-1-month")
    said = "On 4 or more days a week for under a month, withdrawal that matters is possible but less likely."
    page = visit.get(at(patient))
    assert "It may need no taper, or a brief one." in " ".join(text_of(page))
    assert said in " ".join(text_of(page))
    page = reduced(visit, patient)
    assert page.context["refusal"].code == "TooShort"
    assert " ".join(text_of(page)).count(said) == 2
    usual = visit.get(at(take(diazepam("20"))))
    assert usual.context["need"].said is None and "may need no taper" not in " ".join(text_of(usual))


@pytest.mark.parametrize("decision", ["continue", "hold"])
def test_short_use_is_said_first_at_a_visit_too(client, clinician, monday, take, decision):
    """Diazepam 20 mg for under a month: the check of a visit says it, whether the plan goes on as it is or not."""
    patient = take(diazepam("20"))
    ask(patient, clinician, TODAY, duration="under-1-month")
    plan = start(patient, clinician, choice=chosen(strategy=Strategy(method="direct"))).plan
    visit = visit_on(client, clinician, monday, TODAY + timedelta(days=8))
    page = review_check(visit, plan, decision, **({"hold_length": "days", "hold_days": "14"} if decision == "hold" else {}))
    said = "Short or rare use. On 4 or more days a week for under a month, withdrawal that matters is possible but less likely."
    assert said in " ".join(text_of(page))


def test_a_refusal_without_offers_says_what_stands_against_any_plan(visit, take, clinician):
    """In pregnancy nothing is offered in place of what cannot be made until a specialist is named: the refusal says so."""
    patient = take(diazepam("4"))
    ask(patient, clinician, TODAY, pregnancy="yes")
    page = reduced(visit, patient)
    assert page.context["refusal"].code == "TooShort" and not page.context["ways"]
    assert "Must be solved first. The patient is pregnant" in " ".join(text_of(page))


def test_an_offer_that_brings_a_caution_says_which(visit, take):
    """Of what would work, the half that no source confirms says so beside its button; a longer interval brings none."""
    page = reduced(visit, take(diazepam("4")))
    brings = {way.offer.message.split(":")[0]: way.brings for way in page.context["ways"]}
    assert brings["Reduce every 28 days"] == ""
    assert "Brings a caution: splitting not confirmed." in brings.values()
    assert "Brings a caution: splitting not confirmed." in " ".join(text_of(page))


def test_what_a_rule_blocks_for_the_patient_is_not_offered(visit, lorazepam_patient, clinician):
    """With severe liver disease nothing leads over diazepam; without it a crossover is among what would work."""
    page = reduced(visit, lorazepam_patient)
    assert any(way.offer.change.get("method") == "crossover" for way in page.context["ways"])
    ask(lorazepam_patient, clinician, TODAY, liver="severe")
    page = visit.get(at(lorazepam_patient))
    assert page.context["ways"]
    assert not any(way.offer.change.get("method") == "crossover" for way in page.context["ways"])
