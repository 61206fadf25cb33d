"""What a card says of a plan is what is then issued: counted again from the revision alone."""

import random

import pytest

from taper_app.models import Plan
from tests.conftest import TODAY

from .test_outcomes import address, choose, panel, table_alone
from .test_plans import check, check_fields

REGIMENS = [
    [{"drug": "alprazolam", "prescribed_morning": "0.5", "taken_morning": "0.5", "prescribed_night": "1", "taken_night": "1"}],
    [{"drug": "zopiclone", "prescribed_night": "7.5", "taken_night": "7.5", "indication": "insomnia"}],
    [{"drug": "diazepam", "prescribed_morning": "5", "taken_morning": "5", "prescribed_night": "10", "taken_night": "10"}],
    [
        {"drug": "temazepam", "prescribed_night": "20", "taken_night": "20", "indication": "insomnia"},
        {"drug": "diazepam", "prescribed_morning": "5", "taken_morning": "5"},
    ],
]


def percent(step):
    return f"{round(float(step.reduction_percent) + 1e-9, 1):g}%"


def cut_in_a_week(step):
    days = [dose for day in range(7) for dose in step.doses if not dose.weekdays or DAYS[day] in dose.weekdays]
    return sum(piece.count is not None and piece.count % 1 != 0 for dose in days for piece in dose.pieces)


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize("seed", range(len(REGIMENS)))
def test_the_figures_of_a_card_are_those_of_the_plan_that_is_issued(visit, take, seed):
    """A card chosen at random, checked and issued: stop, weeks, first and largest reduction, tablets to cut and cautions are as
    the card had them."""
    chance, patient = random.Random(seed), take(*REGIMENS[seed])
    sent = table_alone(patient)
    if seed == 2:  # diazepam alone needs no table
        sent.pop("equivalence")
    visit.post(address(patient), sent)
    card = chance.choice(panel(visit.get(address(patient))).cards)
    shown = panel(choose(visit, patient, card, sent)).standing
    assert (shown.title, shown.id) == (card.title, card.id)
    page = check(visit, patient)
    visit.post(f"{address(patient)}check/", check_fields(page, patient))
    issued = Plan.objects.get().revisions.get().issued()
    steps = issued.schedule.steps
    falls = [each for each in steps if each.kind in ("reduce", "maintain", "stop") and each.reduction > 0]
    usual = [each for each in falls if not each.closing]
    assert (card.end, card.ends_on) == ("stops", steps[-1].starts_on)
    assert card.weeks == f"{round((steps[-1].starts_on - issued.schedule.starts_on).days / 7, 1):g}"
    assert card.first == percent(falls[0])
    assert card.largest == (percent(max(usual, key=lambda each: each.reduction_percent)) if usual else "none")
    cut = max(map(cut_in_a_week, steps))
    assert card.cuts == (f"{cut} a week" if cut else "none")
    assert card.cautions == len({each.rule for each in issued.findings if each.severity == "caution"})
    assert issued.schedule.starts_on > TODAY
