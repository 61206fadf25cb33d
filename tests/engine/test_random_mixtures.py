"""What holds whatever is taken now: some plan can be made or what is offered works, and comfort changes no dose."""

import json
from decimal import Decimal

from taper_app.engine import answer, load_catalogue

from .batches import chance_of, many
from .mixtures import TIMES, random_mixture
from .requests import laid_over

CATALOGUE = load_catalogue()
LARGER = (3, 5, 8, 12)
HELD_MG = 300
"""Four doses of eight 10 mg tablets are 320 mg."""


def ask(request):
    """The answer to a request and its exit status."""
    return answer(json.dumps(request), CATALOGUE)


@many
def test_whatever_is_taken_a_plan_is_made_or_an_offer_works(batch, seed):
    """Odd doses, several drugs, modified release, as needed and others: a plan, or a refusal whose every offer works."""
    request = random_mixture(chance_of(batch, seed))
    told, status = ask(request)
    assert status in (0, 3), (told, json.dumps(request))
    if status == 0:
        return
    offers = [each["change"] for each in told["error"]["alternatives"]]
    assert offers, (told["error"]["message"], json.dumps(request))
    assert [each for each in offers if ask(laid_over(request, each))[1]] == [], json.dumps(request)


def large(chance):
    """A mixture of plain medicines at many times the usual dose, to be crossed over to diazepam."""
    request = random_mixture(chance)
    rows = [dict(each) for each in request["regimen"] if "other" not in each and "release" not in each]
    for row in rows:
        times = LARGER[chance.randrange(len(LARGER))]
        row.update({time: str(min(Decimal(row[time]) * times, Decimal(1000))) for time in TIMES if time in row})
    return request | {"regimen": rows, "strategy": {"method": "crossover", "coarse_tail": True}}


@many
def test_no_dose_is_smaller_for_the_pieces_that_it_takes(batch, seed):
    """No dose changes because of a limit of comfort: the tablets go down to 1 mg by halves, and half of that is all that is lost.

    That is of a day of up to 300 mg; what more cannot be held is said, or refused.
    """
    request = large(chance_of(batch, seed))
    told, status = ask(request)
    if status:
        return
    baseline = Decimal(told["schedule"]["baseline_equivalent_mg"])
    crossed = [each for each in told["schedule"]["steps"] if each["kind"] in ("crossover", "stabilise")]
    off = abs(baseline - Decimal(crossed[-1]["diazepam_equivalent_mg"]))
    said = {each["rule"] for each in told["findings"]} & {"crossover_fall", "crossover_loses", "crossover_rise"}
    assert off <= Decimal("0.51") or (baseline > HELD_MG and said), (off, json.dumps(request))
