"""What holds of any schedule, whatever was asked: through JSON and back, on another day of the year, and its supply."""

import json
from collections import Counter
from datetime import date, timedelta

from taper_app.engine import Refusal, Schedule, build_schedule, load_catalogue, parse_request
from taper_app.engine.taper.supply import per_interval
from taper_app.engine.taper.verify import verified

from .batches import chance_of, many
from .recount import amount
from .requests import random_request

CATALOGUE = load_catalogue()


def planned(chance):
    """A request that gives a schedule, and the schedule."""
    while True:
        request = random_request(chance)
        try:
            return request, built(request)
        except Refusal:
            continue


def built(request):
    return build_schedule(parse_request(request, CATALOGUE), CATALOGUE)


def goes_through_json_and_back(request, made):
    """JSON round trip: what is read back writes the same JSON, and with its request it is the same schedule to the last digit."""
    text = json.dumps(made.to_json())
    assert json.dumps(Schedule.from_json(json.loads(text)).to_json()) == text, json.dumps(request)
    assert verified(json.loads(text), parse_request(request, CATALOGUE), CATALOGUE) == made, json.dumps(request)


def shifted(data, days):
    """JSON with every date moved by so many days."""
    if isinstance(data, dict):
        return {name: shifted(value, days) for name, value in data.items()}
    if isinstance(data, list):
        return [shifted(value, days) for value in data]
    try:
        return (date.fromisoformat(data) + timedelta(days=days)).isoformat()
    except (TypeError, ValueError):
        return data


def moving_the_start_moves_every_date_and_nothing_else(request, made, days):
    """Moving the start moves every date and nothing else: doses, pieces, days and supply are the same on any day of the year."""
    moved = built(shifted(request, days)).to_json()
    assert moved == shifted(made.to_json(), days), (days, json.dumps(request))


def pieces_by_day(told):
    """{day: {product: amount}} for every dated day of a schedule in JSON, by its printed first and last days."""
    days = {}
    for step in (each for each in told["steps"] if each["days"]):
        on = date.fromisoformat(step["starts_on"])
        amounts = Counter()
        for piece in (piece for dose in step["doses"] for piece in dose["pieces"]):
            amounts[piece["product"]] += amount(piece)
        while on <= date.fromisoformat(step["last_day"]):
            days[on] = amounts
            on += timedelta(days=1)
    return days


def counted(by_day, begin, last):
    """What each product comes to from the first to the last day, both included."""
    total = Counter()
    for day in (begin + timedelta(days=number) for number in range((last - begin).days + 1)):
        total.update(by_day.get(day, {}))
    return dict(total)


def every_supply_is_what_a_recount_day_by_day_gives(request, made, chance):
    """Supply equals a brute-force recount by day, and the parts follow one another without a gap and add up to the whole."""
    days, by_day = chance.randint(1, 120), pieces_by_day(made.to_json())
    whole = counted(by_day, made.starts_on, made.starts_on + timedelta(days=made.days - 1))
    for parts in (per_interval(made, days), per_interval(made, max(made.days, 1))):
        expected = made.starts_on
        for part in parts:
            assert part.starts_on == expected <= part.last_day, (days, json.dumps(request))
            assert part.amounts == counted(by_day, part.starts_on, part.last_day), (days, json.dumps(request))
            for product, needed in part.amounts.items():
                assert part.whole(product) - 1 < needed <= part.whole(product)
                assert needed + part.surplus(product) == part.whole(product)
            expected = part.last_day + timedelta(days=1)
        assert expected == made.starts_on + timedelta(days=made.days), (days, json.dumps(request))
        assert dict(sum((Counter(part.amounts) for part in parts), Counter())) == whole
    assert all((part.last_day - part.starts_on).days + 1 == days for part in per_interval(made, days)[:-1])
    since = made.starts_on + timedelta(days=chance.randint(-10, made.days))
    for part in per_interval(made, days, since):
        assert since <= part.starts_on and part.amounts == counted(by_day, part.starts_on, part.last_day), json.dumps(request)


@many
def test_what_holds_of_any_schedule(batch, seed):
    """JSON round trip; moving the start moves every date and nothing else; supply equals a recount by day."""
    chance = chance_of(batch, seed)
    request, made = planned(chance)  # made once, as that takes longer than any one of these
    goes_through_json_and_back(request, made)
    moving_the_start_moves_every_date_and_nothing_else(request, made, chance.randint(1, 1500))
    every_supply_is_what_a_recount_day_by_day_gives(request, made, chance)
