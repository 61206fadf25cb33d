"""How the search for what would work goes on and ends: which changes are tried, how many, and how deep."""

import sys

from taper_app.engine import Refusal, build_schedule, load_catalogue, parse_request
from taper_app.engine.door.alternatives import MOST_TRIES, alternatives

from .requests import crossover, direct
from .test_alternatives import changes, offers

CATALOGUE = load_catalogue()
REQUEST = parse_request(direct("uk", "diazepam", night="20"), CATALOGUE)
search = sys.modules["taper_app.engine.door.alternatives"]
"""The module itself: the package has a function of that name."""


class Never:
    """A builder that refuses whatever is asked, each time in other words or always in the same, and counts."""

    def __init__(self, *, same=False):
        self.same, self.asked = same, 0

    def __call__(self, asked, least_days=70):
        self.asked += 1
        raise Refusal("no" if self.same else f"no, {self.asked} times")


def days(number):
    return search.Change(f"kind {number}", f"{number} days", {"interval_days": number})


def sorts(count):
    """So many sorts of change that mend anything, none of which hinders another."""
    return lambda *_: iter([days(number) for number in range(7, 7 + count)])


def found(build):
    return alternatives(REQUEST, Refusal("no"), CATALOGUE, build)


def test_the_search_ends_however_many_changes_there_are(monkeypatch):
    """A search that only ever meets new refusals stops soon after 150 tries, and not before."""
    monkeypatch.setattr(search, "_mending", sorts(20))
    build = Never()
    assert found(build) == ()
    assert MOST_TRIES <= build.asked < MOST_TRIES + 20


def test_at_most_three_changes_are_joined(monkeypatch):
    """Of four sorts of change every one, two and three are tried together in every order, and never all four."""
    monkeypatch.setattr(search, "_mending", sorts(4))
    build = Never()
    assert found(build) == ()
    assert build.asked == 4 + 4 * 3 + 4 * 3 * 2


def test_a_change_that_leaves_the_refusal_as_it_was_is_not_built_upon(monkeypatch):
    """Where each change is refused in the same words, no second one is laid over it."""
    monkeypatch.setattr(search, "_mending", sorts(4))
    build = Never(same=True)
    assert found(build) == ()
    assert build.asked == 4


def test_a_change_that_makes_no_request_is_passed_over(monkeypatch):
    """After a change that the request cannot take, the next is tried and offered."""
    monkeypatch.setattr(search, "_mending", lambda *_: iter([days(99), days(28)]))
    assert [each.change for each in found(lambda asked, least_days=70: build_schedule(asked, CATALOGUE))] == [
        {"interval_days": 28}
    ]


def test_weeks_are_told_to_one_decimal():
    """An offer of 72 days, eight steps of nine, says 10.3 weeks."""
    request = crossover("uk", "diazepam", None, night="9", strategy={"interval_days": 9})
    assert list(offers(request, "NothingToCross")) == ["Reduce diazepam directly: 10.3 weeks."]


def test_a_longer_interval_leaves_closing_steps_alone_that_are_as_long():
    """Closing steps of 28 days stay as they were asked for where the interval becomes 28 days; shorter ones become as long."""
    closing = {"interval_days": 7, "closing_interval_days": 28}
    request = parse_request(direct("uk", "diazepam", night="20", strategy=closing), CATALOGUE)
    assert search.interval(request, 28).fields == {"interval_days": 28}
    assert search.interval(request, 29).fields == {"interval_days": 29, "closing_interval_days": 29}


def test_who_crosses_over_already_is_not_told_to():
    """A crossover to another drug that cannot be made is not answered with a crossover to diazepam."""
    request = crossover("uk", "zopiclone", "ashton-2002", night="3.75", strategy={"crossover_to": "nitrazepam"})
    assert [each for each in changes(request) if "crossover_to" in each] == []


def test_the_other_products_of_a_drug_are_never_of_modified_release():
    """All other products of a drug are tried, but for those that let it go slowly."""
    request = parse_request(
        direct("us", "alprazolam", "ashton-2002", night="2", strategy={"products": ["alprazolam-2mg-tablet"]}), CATALOGUE
    )
    sold = CATALOGUE.products("us")
    tried = [sold[each.option.product] for each in search.other_products(request, CATALOGUE)]
    assert tried
    assert [each.id for each in tried if each.modified_release] == []
    assert any(each.modified_release for each in sold.values() if each.drug == "alprazolam")
