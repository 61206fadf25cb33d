"""A request to JSON and back, and the options of a strategy at random."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from taper_app.engine import BadRequest, build_schedule

from .asking import BANDS, CATALOGUE, WHOLE, changed, parsed
from .requests import requests


@given(requests())
def test_a_request_comes_back_as_it_went(data):
    """What `to_json` writes of a request is read as the same request, and written the same again."""
    try:
        request = parsed(data)
    except BadRequest:
        return
    assert parsed(request.to_json()) == request
    assert parsed(request.to_json()).to_json() == request.to_json()


OPTIONS = st.fixed_dictionaries(
    {"method": st.sampled_from(["direct", "crossover"])},
    optional={
        "crossover_to": st.sampled_from(sorted(CATALOGUE.drugs)),
        "crossover_days": st.integers(3, 14),
        "crossover_part": st.sampled_from(["whole", "half"]),
        "stabilise_days": st.integers(0, 90),
        "reduction_percent": st.decimals(5, 25, places=3).map(str),
        "interval_days": st.integers(7, 14),
        "target_mg": st.decimals(0, 1000, places=6).map(str),
        "distribution": st.sampled_from([None, "even", "daytime-first"]),
        "holds": st.lists(
            st.fixed_dictionaries({"after_step": st.integers(1, 400), "days": st.none() | st.integers(1, 730)}),
            unique_by=lambda hold: hold["after_step"],
            max_size=4,
        ),
        "products": st.none()
        | st.lists(st.sampled_from(["diazepam-2mg-tablet", "diazepam-10mg-tablet", "lorazepam-1mg-tablet"])),
        "stop_from_mg": st.decimals(0, Decimal("1.25"), places=4).map(str),
        "closing_interval_days": st.none() | st.integers(14, 28),
        "coarse_tail": st.booleans(),
        "halve": st.sampled_from(["none", "smallest", "all", [], ["diazepam-2mg-tablet", "lorazepam-1mg-tablet"]]),
        "quarter": st.sampled_from(["none", "smallest", "all", ["diazepam-2mg-tablet"]]),
    },
)


@given(OPTIONS, st.booleans(), st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_field_comes_back_as_it_went(strategy, banded_too, day):
    """Every field of a strategy goes to JSON and back, whatever right value it has."""
    if banded_too:
        strategy = strategy | {"basis": "bands", "bands": BANDS}
    request = parsed(WHOLE | {"starts_on": day.isoformat(), "strategy": strategy})
    written = request.to_json()
    assert parsed(written) == request
    for name, value in strategy.items():
        same = written["strategy"][name]
        if name == "holds":
            value = sorted(value, key=lambda hold: hold["after_step"])
        elif name == "products" and value is not None:
            value = list(dict.fromkeys(value))
        elif isinstance(value, str) and value[0].isdigit():
            value, same = Decimal(value), Decimal(same)
        assert same == value


def test_numbers_are_written_without_exponents_or_trailing_zeros():
    """JSON carries exact numbers as strings: 1.50 as 1.5, 100 as 100."""
    data = changed("regimen.0.night", "1.50", changed("strategy.target_mg", "100.00"))
    written = parsed(data).to_json()
    assert written["regimen"][0] == {"drug": "lorazepam", "morning": "1", "midday": "0.5", "night": "1.5"}
    assert written["strategy"]["target_mg"] == "100"


def test_the_same_request_written_out_gives_the_same_schedule():
    """A request that was stored and read again builds the same schedule."""
    request = parsed(WHOLE)
    assert build_schedule(parsed(request.to_json()), CATALOGUE) == build_schedule(request, CATALOGUE)


def test_the_baseline_of_a_pace_is_a_drugs_own_part_only_where_several_are_reduced_directly():
    """Lorazepam 1 mg (10 mg diazepam by Ashton) and diazepam 5 mg: each its own part directly, and all 15 mg in a crossover."""
    both = [{"drug": "lorazepam", "night": "1"}, {"drug": "diazepam", "night": "5"}]
    for method, parts in (("direct", (10, 5)), ("crossover", (15, 15))):
        request = parsed(changed("strategy.method", method, changed("regimen", both)))
        assert tuple(request.pace_baseline(CATALOGUE, drug) for drug in ("lorazepam", "diazepam")) == parts
    alone = parsed(changed("strategy.method", "direct", changed("regimen", both[:1])))
    assert alone.pace_baseline(CATALOGUE, "lorazepam") == 10
