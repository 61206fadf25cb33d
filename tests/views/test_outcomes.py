"""What can be reached stands on the page of a new plan before anything is chosen, and one click lays it over the form."""

from datetime import date, timedelta

import pytest

from taper_app.forms.plan_so_far import first_day
from tests.conftest import TODAY, lorazepam_row

from .payloads import date_parts, plan_fields, text_of

NBSP = "\u00a0"


def address(patient):
    return f"/patients/{patient.code}/plan/"


def panel(response):
    return response.context["panel"]


def table_alone(patient, **more):
    """What a page sends on which the table alone is chosen."""
    kept = {name: value for name, value in plan_fields(patient).items() if name not in ("method", "pace")}
    kept |= date_parts("starts_on", "- - -") | date_parts("review_on", "- - -")
    return {name: "" if value == "-" else value for name, value in kept.items()} | more


def test_before_a_table_is_chosen_the_panel_asks_for_it(visit, lorazepam_patient):
    """Where the day has no worth yet, nothing can be reached, and the panel says what is missing."""
    page = visit.get(address(lorazepam_patient))
    assert page.status_code == 200
    assert "Choose an equivalence table first" in panel(page).lacks
    assert list(panel(page).cards) == []


def test_with_a_table_alone_every_way_has_a_card(visit, lorazepam_patient):
    """With a table, before method, pace or first day: the plans, none of them chosen, from a day that the panel names."""
    visit.post(address(lorazepam_patient), table_alone(lorazepam_patient))
    page = visit.get(address(lorazepam_patient))
    shown = panel(page)
    assert shown.reckoned_from == first_day(TODAY) == TODAY + timedelta(days=7)
    assert "Cross over to diazepam, 10% every 2 weeks" in [each.title for each in shown.cards]
    assert not any(each.stands for each in shown.cards)
    assert any("itself" in each.title for each in shown.missing)
    assert "worked out from Mon 11-Jan-2027" in " ".join(text_of(page)).replace("\n", " ")


def choose(visit, patient, chosen, sent):
    return visit.post(address(patient), sent | {"outcome": chosen.id}, follow=True)


def test_one_click_fills_the_form_with_what_the_card_showed(visit, lorazepam_patient):
    """The gentlest card and the last one, chosen where the table alone was: method, pace, products and first day are filled in,
    and it makes that plan."""
    visit.post(address(lorazepam_patient), table_alone(lorazepam_patient))
    sent = table_alone(lorazepam_patient)
    shown = panel(visit.get(address(lorazepam_patient))).cards
    for card in (shown[0], shown[-1]):
        page = choose(visit, lorazepam_patient, card, sent)
        assert page.redirect_chain == [(f"{address(lorazepam_patient)}#preview", 302)]
        made = page.context["stored"].schedule
        assert (made.steps[-1].starts_on, len(made.steps)) == (card.ends_on, len(card.outcome.schedule.steps))
        assert [each.doses for each in made.steps] == [each.doses for each in card.outcome.schedule.steps]
        assert panel(page).standing.title == card.title


def test_the_other_cards_stay_once_one_is_chosen(visit, lorazepam_patient):
    """What a card has laid over the form binds nobody: the same plans stand there, one of them marked, and one more click changes
    to another of them without a trace of the first."""
    sent = table_alone(lorazepam_patient) | date_parts("starts_on", "11 1 2027")
    visit.post(address(lorazepam_patient), sent)
    first = panel(visit.get(address(lorazepam_patient)))
    liquid = next(each for each in first.cards if "with a liquid" in each.title and each.title.startswith("Reduce"))
    again = choose(visit, lorazepam_patient, liquid, sent)
    assert [each.id for each in panel(again).cards] == [each.id for each in first.cards]
    crossing = next(each for each in first.cards if each.title == "Cross over to diazepam, 10% every 2 weeks")
    data = again.context["form"].data
    last = choose(visit, lorazepam_patient, crossing, {name: data.getlist(name) for name in data} | {"patient": sent["patient"]})
    assert panel(last).standing.id == crossing.id
    assert not any("solution" in each for each in last.context["stored"].request.strategy.products)


def test_what_is_chosen_by_hand_binds_the_cards(visit, lorazepam_patient):
    """A pace of one's own stays in every card; the method is still open."""
    pace = {"pace": "own", "own_percent": "7", "own_interval": "21"}
    sent = table_alone(lorazepam_patient) | pace
    visit.post(address(lorazepam_patient), sent)
    titles = [each.title for each in panel(visit.get(address(lorazepam_patient))).cards]
    assert len(titles) > 1
    assert all(each.endswith("7% every 3 weeks") for each in titles)


def test_what_is_chosen_by_hand_binds_the_cards_after_a_click_too(visit, take):
    """A pause and a day to stop by, then a card: the same cards stand there, and the next click keeps both."""
    patient = take({"drug": "diazepam", "prescribed_night": "20", "taken_night": "20"})
    by_hand = {"pace": "finish", "own_interval": "14", "hold_from_0": "3", "hold_to_0": "21"}
    by_hand |= date_parts("finish_by", "30 9 2028")
    sent = table_alone(patient) | by_hand
    sent.pop("equivalence")
    visit.post(address(patient), sent)
    first = panel(visit.get(address(patient)))
    again = choose(visit, patient, first.cards[0], sent)
    assert len(first.cards) > 1
    assert [each.title for each in panel(again).cards] == [each.title for each in first.cards]
    data = again.context["form"].data
    sent = {name: data.getlist(name) for name in data} | {"patient": sent["patient"]}
    last = choose(visit, patient, panel(again).cards[-1], sent)
    assert panel(last).standing.title == first.cards[-1].title
    strategy = last.context["stored"].request.strategy
    assert (f"{strategy.finish_by}", [each.days for each in strategy.holds]) == ("2028-09-30", [21])


def test_what_is_half_typed_leaves_the_cards(visit, lorazepam_patient):
    """A pace that cannot be read, or a first day with no year, counts as not chosen yet."""
    sent = table_alone(lorazepam_patient) | {"pace": "own", "own_percent": "seven", "starts_on_0": "11", "starts_on_1": "1"}
    visit.post(address(lorazepam_patient), sent)
    shown = panel(visit.get(address(lorazepam_patient)))
    assert shown.cards
    assert shown.reckoned_from == first_day(TODAY)


@pytest.mark.parametrize("wanted", ["0123456789abcdef", "0123456789abcdef-0123456789abcdef", "<script>" * 500])
def test_an_outcome_that_is_none_is_refused_in_words_and_what_was_typed_is_kept(visit, lorazepam_patient, wanted):
    """Whatever is sent as an outcome: the page comes again, with what was typed in it and a sentence that says why."""
    page = visit.post(address(lorazepam_patient), table_alone(lorazepam_patient) | {"outcome": wanted}, follow=True)
    assert page.status_code == 409
    assert any("can no longer be reached" in each for each in text_of(page))
    assert page.context["form"]["equivalence"].value() == "ashton-2002"


def test_an_outcome_of_an_older_state_is_refused_in_words(visit, lorazepam_patient, take):
    """The medicines were changed in another window: the card of before is none of today's."""
    sent = table_alone(lorazepam_patient)
    visit.post(address(lorazepam_patient), sent)
    card = panel(visit.get(address(lorazepam_patient))).cards[0]
    take(lorazepam_row(taken_night="2", prescribed_night="2"))
    page = choose(visit, lorazepam_patient, card, sent)
    assert any("can no longer be reached" in each for each in text_of(page))


def test_what_cannot_be_made_says_what_would_make_it_possible_one_click_each(visit, lorazepam_patient):
    """Asked for, with a script by itself and without one by a button, each has the ways that work; a click on one lays its whole
    request over the form, which makes a plan, and the other plans stay."""
    sent = table_alone(lorazepam_patient)
    live = visit.post(address(lorazepam_patient), sent | {"ways": "1"}, headers={"HX-Request": "true"})
    ways = [way for each in panel(live).missing for way in each.ways]
    assert (live.status_code, b'id="ways"' in live.content, b"<h1" in live.content) == (200, True, False)
    page = visit.post(address(lorazepam_patient), sent | {"ways": "1"})
    assert [way for each in panel(page).missing for way in each.ways] == ways
    direct = next(each for each in panel(page).missing if each.title.startswith("Reduce lorazepam itself, 10%"))
    assert {each.title for each in panel(page).cards} and all(each.ways for each in panel(page).missing)
    liquid = next(each for each in direct.ways if "oral solution" in each.said)
    page = choose(visit, lorazepam_patient, liquid, sent)
    made = page.context["stored"]
    assert (made.request.strategy.method, made.request.strategy.reduction_percent) == ("direct", 10)
    assert any("solution" in each for each in made.request.strategy.products)
    folds = page.context["form"].folds_said  # what is folded away says what is chosen in it
    assert (folds["method"], folds["pace"]) == ("reduce the drug itself", "10% every 2 weeks")
    assert folds["products"].startswith(f"lorazepam 0.5{NBSP}mg, 1{NBSP}mg") and "oral solution; diazepam 2" in folds["products"]
    assert f": {folds['products']}" in page.content.decode()
    assert liquid.said.endswith(f": {made.schedule.weeks} weeks.")
    assert len(panel(page).cards) > 5


def test_a_card_has_the_pauses_that_were_typed_by_their_days(visit, lorazepam_patient):
    """A pause comes after another step in each plan: what the card showed is what the form makes once it is chosen."""
    pause = {"hold_from_0": "1 Mar 2027", "hold_to_0": "31 Mar 2027"}
    sent = plan_fields(lorazepam_patient, **pause)
    visit.post(address(lorazepam_patient), sent)
    cards = [each for each in panel(visit.get(address(lorazepam_patient))).cards if not each.stands]
    card = cards[-1]
    page = choose(visit, lorazepam_patient, card, sent)
    stored = page.context["stored"]
    assert [each.starts_on for each in stored.schedule.steps] == [each.starts_on for each in card.outcome.schedule.steps]
    changes = [each.starts_on for each in stored.schedule.steps[1:] if each.kind != "hold"]
    assert not [on for on in changes if date(2027, 3, 1) <= on <= date(2027, 3, 31)]
