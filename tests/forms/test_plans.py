"""Every choice of the form of a new plan reaches the request that the engine takes, and changes nothing else in it."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import QueryDict

from taper_app import engine
from taper_app.forms.plan_changes import known, laid_over
from taper_app.forms.plans import PlanForm, PlanStart
from taper_app.forms.strategy_boxes import named
from tests.engine.changed_data import with_number
from tests.forms.sent import NOTHING_USUAL

TODAY = date(2027, 1, 4)
CATALOGUE = engine.load_catalogue()
TAKEN = {
    "diazepam": engine.Regimen((engine.Dose("night", "diazepam", Decimal(20)),)),
    "clonazepam": engine.Regimen((engine.Dose("night", "clonazepam", Decimal(2)),)),
    "two drugs": engine.Regimen(
        (engine.Dose("morning", "lorazepam", Decimal(1)), engine.Dose("night", "zopiclone", Decimal("7.5")))
    ),
    "some days": engine.Regimen.from_json(
        [{"drug": "lorazepam", "use": "days", "weekdays": ["mon", "wed", "fri"], "night": "1"}]
    ),
}
DIAZEPAM = [f"diazepam-{mg}mg-tablet" for mg in (2, 5, 10)]
ZOPICLONE = ["zopiclone-3p75mg-tablet", "zopiclone-7p5mg-tablet"]
CLONAZEPAM = ["clonazepam-0p5mg-tablet", "clonazepam-1mg-tablet", "clonazepam-2mg-tablet"]
WITH_CLONAZEPAM = {
    "products": ["lorazepam-0p5mg-tablet", "lorazepam-1mg-tablet", "lorazepam-2p5mg-tablet", *ZOPICLONE, *CLONAZEPAM],
    "halve": ["lorazepam-1mg-tablet", "zopiclone-7p5mg-tablet", "clonazepam-0p5mg-tablet"],
}
"""The products that stand there at first for two drugs that move to clonazepam."""
BANDS = [{"down_to_mg": "10", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "1"}]
OWN = {"pace": "own", "own_percent": "7.5", "own_interval": "21"}
FINISH_BY = [f"finish_by_{part}" for part in range(3)]
USUAL = {"pace": "10-14", "starts_on_0": "11", "starts_on_1": "1", "starts_on_2": "2027"}
CROSSOVER = {"method": "crossover", "crossover_to": "diazepam", "crossover_days": "7", "crossover_part": "whole"}
CROSSOVER |= {"stabilise_days": "7", "equivalence": "ashton-2002"}
ELSEWHERE = {"checks", "review_on", "taper_anyway", "differs_seen", "specialist", "rounding"}
"""What the form asks besides the request: tested with the pages and with what a revision keeps."""


def form_for(taken, data, catalogue=CATALOGUE):
    """The form of a patient in the United Kingdom who takes this."""
    start = PlanStart(SimpleNamespace(market="uk", stocked_products=[], **NOTHING_USUAL), catalogue, TAKEN[taken], TODAY)
    return PlanForm(data, start=start, needs_none=taken == "some days")


def filled(taken, **changes):
    """It, filled in as it stands at first, with what has to be answered and these changes."""
    data, first = QueryDict(mutable=True), form_for(taken, None)
    sent = {name: values for drug in first.drugs for name, values in drug.first_data().items()}
    sent |= {name: str(first.fields[name].initial) for name in named("more") if first.fields[name].initial}
    sent |= USUAL | (CROSSOVER if first.needs_table else {}) | {"shown": [drug.drug for drug in first.drugs]} | changes
    for name, value in sent.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return form_for(taken, data)


def asked(form):
    """The request of a form without a fault, field by field."""
    assert form.is_valid(), form.errors
    told = form.request.to_json()
    return {**told.pop("strategy"), **told}


def changed(before, after):
    """The fields of the request that are not what they were."""
    return {name: value for name, value in after.items() if before.get(name, ...) != value}


CHOICES = [  # what is taken, what is sent, what that changes of the request
    ("clonazepam", {"method": "direct"}, {"method": "direct"}),
    ("two drugs", {"crossover_to": "clonazepam"}, {"crossover_to": "clonazepam"} | WITH_CLONAZEPAM),
    ("two drugs", {"crossover_days": "5"}, {"crossover_days": 5}),
    ("two drugs", {"crossover_part": "half"}, {"crossover_part": "half"}),
    ("two drugs", {"stabilise_days": "21"}, {"stabilise_days": 21}),
    ("clonazepam", {"equivalence": "vadod-2021"}, {"equivalence": "vadod-2021"}),
    (
        "two drugs",
        {"equivalence": "vadod-2021", "second_zopiclone": "ashton-2002"},
        {"equivalence": "vadod-2021", "equivalence_for": {"zopiclone": "ashton-2002"}},
    ),
    ("diazepam", {"pace": "5-28"}, {"reduction_percent": "5", "interval_days": 28}),
    ("diazepam", {"pace": "5-14"}, {"reduction_percent": "5"}),
    ("diazepam", {"pace": "10-28"}, {"interval_days": 28}),
    ("diazepam", OWN, {"reduction_percent": "7.5", "interval_days": 21}),
    (
        "diazepam",
        {"then_pace": "5-28", "then_from": "7.5"},
        {"then": {"reduction_percent": "5", "interval_days": 28, "from_mg": "7.5"}},
    ),
    (
        "diazepam",
        {"then_pace": "5-14", "then_from": "7 Jun 2027"},
        {"then": {"reduction_percent": "5", "interval_days": 14, "from_on": "2027-06-07"}},
    ),
    ("diazepam", {"starts_on_0": "12"}, {"starts_on": "2027-01-12"}),
    ("diazepam", {"stop_from_mg": "1"}, {"stop_from_mg": "1"}),
    ("diazepam", {"closing_interval_days": "21"}, {"closing_interval_days": 21}),
    ("diazepam", {"coarse_tail": "on"}, {"coarse_tail": True}),
    ("two drugs", {"coarse_tail": "on"}, {"coarse_tail": True}),
    ("diazepam", {"liquid": "part"}, {"liquid": "part"}),
    ("diazepam", {"pattern": "mixed"}, {"pattern": "mixed"}),
    ("clonazepam", {"pattern": "mixed", "spare_days": ["sun", "sat"]}, {"pattern": "mixed", "spare_days": ["sat", "sun"]}),
    ("diazepam", {"pattern": "days-off", "spare_days": ["fri"]}, {"pattern": "days-off", "spare_days": ["fri"]}),
    ("two drugs", {"steady": ["zopiclone"]}, {"steady": ["zopiclone"]}),
    (
        "two drugs",
        {"order_lorazepam": "2", "order_zopiclone": "1"},
        {
            "order": ["zopiclone", "lorazepam"],
            "regimen": [{"drug": "zopiclone", "night": "7.5"}, {"drug": "lorazepam", "morning": "1"}],
        },
    ),
    ("diazepam", {"products_diazepam": DIAZEPAM[1:]}, {"products": DIAZEPAM[1:], "halve": "none"}),
    ("diazepam", {f"split_{DIAZEPAM[0]}": "whole"}, {"halve": "none"}),
    ("diazepam", {f"split_{DIAZEPAM[1]}": "half"}, {"halve": DIAZEPAM[:2]}),
    ("diazepam", {f"split_{DIAZEPAM[1]}": "quarter"}, {"halve": DIAZEPAM[:2], "quarter": DIAZEPAM[1:2]}),
    ("diazepam", {"products_diazepam": DIAZEPAM}, {"products": DIAZEPAM}),
    (
        "clonazepam",
        {f"split_{CLONAZEPAM[2]}": "quarter"},
        {"halve": [CLONAZEPAM[0], CLONAZEPAM[2], DIAZEPAM[0]], "quarter": CLONAZEPAM[2:]},
    ),
    ("diazepam", {"hold_from_0": "2", "hold_to_0": "28"}, {"holds": [{"after_step": 2, "days": 28}]}),
    ("diazepam", {"hold_from_1": "2", "hold_to_1": "Open"}, {"holds": [{"after_step": 2, "days": None}]}),
    ("diazepam", {"hold_from_2": "2 Feb 2027", "hold_to_2": "14"}, {"holds": [{"after_step": 2, "days": 8}]}),
    ("diazepam", {"distribution": "even"}, {"distribution": "even"}),
    ("diazepam", {"target_mg": "5"}, {"target_mg": "5"}),
    ("diazepam", {"change_weekday": "monday"}, {"change_weekday": "monday"}),
    ("diazepam", OWN | {"basis": "baseline"}, {"basis": "baseline", "reduction_percent": "7.5", "interval_days": 21}),
    ("diazepam", {"pace": "bnf-eighth"}, {"reduction_percent": "12.5"}),
    ("diazepam", {"pace": "baseline-10"}, {"basis": "baseline"}),
    ("diazepam", {"pace": "nhs-scotland-1mg"}, {"basis": "bands", "bands": BANDS[1:]}),
    (
        "diazepam",
        {"pace": "bands", "own_interval": "14", "band_by_0": "2", "band_to_0": "10", "band_by_1": "1", "band_to_1": "0"},
        {"basis": "bands", "bands": BANDS},
    ),
    (
        "diazepam",
        {"pace": "finish", "own_interval": "14"} | dict(zip(FINISH_BY, ("1", "12", "2027"), strict=True)),
        {"finish_by": "2027-12-01"},
    ),
    (
        "diazepam",
        {"then_pace": "own", "then_percent": "6.5", "then_interval": "21", "then_from": "7.5"},
        {"then": {"reduction_percent": "6.5", "interval_days": 21, "from_mg": "7.5"}},
    ),
]


@pytest.mark.parametrize(
    ("taken", "sent", "wanted"), CHOICES, ids=lambda each: " ".join(each) if isinstance(each, dict) else each
)
def test_every_choice_reaches_the_request(taken, sent, wanted):
    """Method, table, pace, each product and how it is split, days and the rest: what was chosen is asked, nothing else."""
    assert changed(asked(filled(taken)), asked(filled(taken, **sent))) == wanted


@pytest.mark.parametrize(("market", "ticked"), [("uk", DIAZEPAM[:2]), ("us", DIAZEPAM)])
def test_ten_milligram_tablets_of_diazepam_are_not_ticked_at_first_in_the_united_kingdom(market, ticked):
    """NHS Lothian prescribes 2 mg and 5 mg tablets only, as 10 mg ones are passed on: these stay on the list, unticked."""
    start = PlanStart(SimpleNamespace(market=market, stocked_products=[], **NOTHING_USUAL), CATALOGUE, TAKEN["diazepam"], TODAY)
    (drug,) = PlanForm(None, start=start).drugs
    assert drug.ticked == ticked
    assert {each.id for each in drug.products} >= set(DIAZEPAM)


def test_a_clinic_that_stocks_ten_milligram_tablets_has_them_ticked():
    """What a clinic keeps is what it uses."""
    start = PlanStart(
        SimpleNamespace(market="uk", stocked_products=DIAZEPAM[1:], **NOTHING_USUAL), CATALOGUE, TAKEN["diazepam"], TODAY
    )
    assert PlanForm(None, start=start).drugs[0].ticked == DIAZEPAM[1:]


def test_no_choice_is_left_out():
    """Each box of the form is among them, and so is each field of a strategy that the form can ask for."""
    boxes = {name.partition("_on_")[0] + "_on" if "_on_" in name else name for _, sent, _ in CHOICES for name in sent}
    kinds = {"products_": "products", "split_": "split", "second_": "second", "order_": "order", "finish_by": "finish_by"}
    kinds |= {f"{row}_": row for row in ("band_by", "band_to", "hold_from", "hold_to")}
    kind = {name: next((words for start, words in kinds.items() if name.startswith(start)), name) for name in boxes}
    asked_for = {name for taken in TAKEN for name in form_for(taken, None).fields}
    kind |= {name: next((words for start, words in kinds.items() if name.startswith(start)), name) for name in asked_for}
    assert {kind[name] for name in asked_for} - {kind[name] for name in boxes} <= ELSEWHERE
    reached = {name for _, _, wanted in CHOICES for name in wanted}
    assert {each.name for each in fields(engine.Strategy)} <= reached


OFFERS = [
    ("two drugs", {"method": "direct"}),
    ("two drugs", {"crossover_to": "clonazepam"} | WITH_CLONAZEPAM),
    ("two drugs", {"crossover_days": 5}),
    ("two drugs", {"crossover_part": "half"}),
    ("two drugs", {"stabilise_days": 21}),
    ("clonazepam", {"equivalence": "vadod-2021"}),
    ("two drugs", {"equivalence": "vadod-2021", "equivalence_for": {"zopiclone": "ashton-2002"}}),
    ("diazepam", {"reduction_percent": "5"}),
    ("diazepam", {"interval_days": 21}),
    ("diazepam", {"stop_from_mg": "1"}),
    ("diazepam", {"closing_interval_days": 28}),
    ("diazepam", {"coarse_tail": True}),
    ("diazepam", {"liquid": "part"}),
    ("diazepam", {"pattern": "mixed"}),
    ("diazepam", {"pattern": "days-off", "spare_days": ["fri", "sat"]}),
    ("two drugs", {"steady": ["zopiclone"]}),
    ("diazepam", {"products": DIAZEPAM}),
    ("diazepam", {"halve": DIAZEPAM[1:2]}),
    ("diazepam", {"quarter": DIAZEPAM[1:2], "halve": DIAZEPAM[:2]}),
    ("diazepam", {"holds": [{"after_step": 2, "days": 28}]}),
    ("diazepam", {"distribution": "even"}),
    ("diazepam", {"target_mg": "5"}),
    ("diazepam", {"basis": "bands", "bands": BANDS}),
    ("diazepam", {"basis": "baseline"}),
    ("diazepam", {"finish_by": "2027-12-01"}),
    ("diazepam", {"change_weekday": "monday"}),
    ("diazepam", {"then": {"reduction_percent": "5", "interval_days": 28, "from_on": "2027-06-07"}}),
    ("some days", {"taper_anyway": True}),
]


@pytest.mark.parametrize(("taken", "offer"), OFFERS, ids=lambda each: " ".join(each) if isinstance(each, dict) else each)
def test_every_offer_reaches_the_request(taken, offer):
    """An alternative that was tried is what is asked for once its button is pressed, and nothing else is."""
    form = filled(taken)
    before = asked(form)
    data = QueryDict(mutable=True)
    for name, values in laid_over(form, offer).items():
        data.setlist(name, values)
    assert changed(before, asked(form_for(taken, data))) == offer


def test_no_offer_is_left_out():
    """Each field that an alternative can bring into the form is among them."""
    assert {name for _, each in OFFERS for name in each} == known() - {"order"}  # an order is one of the regimen too: see above


def test_a_drug_that_is_not_sold_is_not_asked_to_be_ticked(monkeypatch):
    """Bromazepam is not sold in the UK: where it leaves at once nothing of it is ticked, and the form asks for a crossover."""
    taken = engine.Regimen((engine.Dose("night", "bromazepam", Decimal(3)),))
    monkeypatch.setitem(TAKEN, "bromazepam", taken)
    form = filled("bromazepam")
    assert form.is_valid(), form.errors
    assert (form.request.regimen, form.request.strategy.method) == (taken, "crossover")
    assert engine.build_schedule(form.request, CATALOGUE, least_days=0).steps[0].daily_mg == {"diazepam": Decimal(5)}


PUBLISHED = ["cks-bands", "bnf-eighth", "nhs-scotland-1mg", "ashton-bands", "baseline-10"]
NUMBERS = ["own", "bands", "finish"]


@pytest.mark.parametrize(
    ("rule", "number", "value", "offered"),
    [
        ("envelope_interval", "max_days", 21, ["5-14", "10-14", *PUBLISHED, *NUMBERS]),
        ("envelope_reduction", "min_percent", 11, ["cks-bands", "bnf-eighth", *PUBLISHED[2:4], *NUMBERS]),
    ],
)
def test_no_pace_is_offered_that_is_then_refused(tmp_path, rule, number, value, offered):
    """Of the usual and the published paces those are offered that the envelope allows."""
    form = form_for("diazepam", None, with_number(tmp_path, "guidelines.toml", rule, number, value))
    assert [pace for pace, _ in form.fields["pace"].choices] == offered
