"""Several drugs at a visit: the table of one found there, the order in which they go down, and what stays as it is."""

from datetime import date
from types import SimpleNamespace

import pytest

from taper_app.engine import Adjustment, Decision
from taper_app.forms.mixture import MixtureForm
from taper_app.forms.plan_in_force import PlanInForce
from tests.forms.drawn import layout, told
from tests.forms.sent import sent
from tests.forms.test_reviews import CATALOGUE, CLINIC, REQUESTS, SCHEDULES, TODAY

ORDER = "It is taken on as now beside the plan, and is on every paper."
NOT_LISTED = "Only where the table chosen above does not list {}."
OF_THIS_PLAN = "Ashton 2002, the table of this plan, does not list it."
ZOPICLONE, MIDAZOLAM = ["diazepam", "zopiclone"], ["lorazepam", "midazolam"]
BOTH = ["diazepam", "zopiclone", "lorazepam"]
SPS = "NHS Specialist Pharmacy Service"
NO_TABLE = "The plan has no table for {}. Choose the table that it is converted by, keep it as it is, or end the plan."
ALL = [each for each in Decision if each.revising]
NOT_DOSES = [each for each in Decision if not each.revising]


def mixture(drugs, *, of="direct", decided=None, **fields):
    """The form of a plan without a table (of diazepam), or with one (a crossover), where these are taken."""
    request, schedule = REQUESTS[of], SCHEDULES[of]
    if decided:
        schedule = SimpleNamespace(decided=SimpleNamespace(equivalence_for=decided), equivalence=None)
    plan = PlanInForce(CLINIC, CATALOGUE, request, schedule, TODAY, date(2027, 1, 4), (), request.regimen, [])
    return MixtureForm(sent(**fields) if fields else None, plan=plan, drugs=drugs)


def typed(drugs, **fields):
    """It, as a page sends it that had nothing to answer but these boxes; the order stands as at first."""
    return mixture(drugs, of=fields.pop("of", "direct"), **{"page": "1"} | fields)


def errors(form, decision=Decision.CONTINUE):
    """What is wrong with it, each sentence at its box, where this is decided."""
    if form.is_valid():
        form.refuse(decision)
    return {name: " ".join(words) for name, words in form.errors.items()}


# What is asked -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("drugs", "of"), [(["diazepam"], "direct"), (["lorazepam"], "crossover")])
def test_for_one_drug_of_the_plan_nothing_is_asked(drugs, of):
    """No table, and no order."""
    form = mixture(drugs, of=of)
    assert (dict(form.fields), form.asks_table, form.order_said, form.order_open) == ({}, False, "", False)
    assert layout(form.table_drawn) == layout(form.order_drawn) == []


def test_a_drug_that_the_plan_has_no_table_for_is_asked_for_one():
    """Every table on offer, those of the market first, with what it makes of 1 mg; a second one where some do not list it."""
    form = mixture(ZOPICLONE)
    assert form.asks_table and form.lacking == ["zopiclone"]
    assert told(form) == {
        "equivalence": "Equivalence table",
        "second_zopiclone": ("Second table, for zopiclone alone", NOT_LISTED.format("zopiclone")),
        "order_diazepam": "Diazepam is reduced",
        "order_zopiclone": "Zopiclone is reduced",
        "steady": ("Stays as it is", ORDER),
    }
    listed = list(form.labels("equivalence"))
    assert listed[:2] == ["nhs-scotland", "sps"] and "bnf" not in listed
    assert form.labels("equivalence")["ashton-2002"] == "Ashton 2002"
    (name, hints, titled), second = layout(form.table_drawn)
    assert (name, titled, second) == ("equivalence", False, "second_zopiclone")
    assert hints["ashton-2002"] == "1 mg of it: about 0.67\u00a0mg of diazepam a day"
    assert hints["sps"] == "1 mg of it: does not list zopiclone"
    assert not form.fields["equivalence"].required


def test_what_two_drugs_make_by_a_table_is_said_to_be_of_both():
    """1 mg of lorazepam is 10 mg and of zopiclone 0.67: no sum of the two stands as that of one."""
    (_, hints, _), *_ = layout(mixture(["zopiclone", "lorazepam"]).table_drawn)
    assert hints["ashton-2002"] == "1 mg of each of 2 together: about 10.67\u00a0mg of diazepam a day"


def test_of_a_drug_that_the_plans_table_does_not_list_only_a_second_one_is_asked():
    """The plan's own table stays, and what it says is none of the choices above."""
    form = mixture(MIDAZOLAM, of="crossover")
    assert (form.table, form.lacking) == ("ashton-2002", ["midazolam"])
    assert told(form)["second_midazolam"] == ("Second table, for midazolam alone", OF_THIS_PLAN)
    assert layout(form.table_drawn) == ["second_midazolam"]
    assert mixture(["lorazepam", "zopiclone"], of="crossover").asks_table is False


def test_what_was_named_at_an_earlier_visit_is_not_asked_again():
    """The second table of it is in force; without one it is asked for. Modified release has the figure of its drug."""
    assert mixture(ZOPICLONE, decided={"zopiclone": "ashton-2002"}).asks_table is False
    assert mixture(ZOPICLONE, decided={"lorazepam": "ashton-2002"}).lacking == ["zopiclone"]
    assert mixture(["diazepam", "modified-release lorazepam"], decided={"lorazepam": "ashton-2002"}).asks_table is False
    assert mixture(["diazepam", "modified-release diazepam"]).asks_table is False


def test_the_order_stands_as_the_drugs_do():
    """Side by side, and below them what stays; nothing of it is open until it is changed."""
    form = mixture(BOTH)
    assert layout(form.order_drawn) == [("side", "order_diazepam", "order_zopiclone", "order_lorazepam"), "steady"]
    assert (form.order_said, form.order_open) == ("diazepam, then zopiclone, then lorazepam", False)
    assert [form[name].value() for name in ("order_diazepam", "order_zopiclone", "order_lorazepam")] == ["1", "2", "3"]
    assert form.labels("order_zopiclone") == {"1": "first", "2": "second", "3": "third"}


def test_a_page_that_had_no_boxes_of_the_order_leaves_it_as_it_is():
    """A drug that was found since comes last."""
    form = typed(ZOPICLONE)
    assert form.is_valid() and not form.order_open
    assert (form.order_said, form.strategy) == ("diazepam, then zopiclone", {})
    one_new = typed(BOTH, order_zopiclone="1", order_diazepam="2")
    assert one_new.order_said == "zopiclone, then diazepam, then lorazepam" and one_new.order_open


# What it means -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drugs", "fields", "strategy", "words"),
    [
        (ZOPICLONE, {"order_diazepam": "2", "order_zopiclone": "1"}, {"order": ["zopiclone", "diazepam"]}, None),
        (ZOPICLONE, {"order_diazepam": "1", "order_zopiclone": "2"}, {}, []),
        (ZOPICLONE, {"steady": ["zopiclone"]}, {"steady": ["zopiclone"]}, ["Zopiclone stays as it is"]),
        (
            BOTH,
            {"steady": ["zopiclone"], "order_diazepam": "3", "order_zopiclone": "2", "order_lorazepam": "1"},
            {"steady": ["zopiclone"], "order": ["lorazepam", "diazepam"]},
            ["Zopiclone stays as it is", "Reduced one after the other: lorazepam, then diazepam"],
        ),
    ],
)
def test_only_what_was_changed_of_the_order_is_a_field_of_the_strategy(drugs, fields, strategy, words):
    """And it is said to whoever checks it."""
    form = typed(drugs, **fields)
    assert form.is_valid() and form.strategy == strategy
    assert form.said() == (["Reduced one after the other: zopiclone, then diazepam"] if words is None else words)


def test_the_tables_that_are_named_go_with_the_decision():
    """That of a plan that had none, and the second one of a drug alone."""
    form = typed(BOTH, equivalence="sps", second_zopiclone="ashton-2002", second_lorazepam="vadod-2021")
    assert errors(form) == {}
    named = {"zopiclone": "ashton-2002", "lorazepam": "vadod-2021"}
    assert (form.table_named, form.second_named) == ("sps", named)
    hold = Adjustment(Decision.HOLD, days=14)
    assert form.with_tables(hold) == Adjustment(Decision.HOLD, days=14, equivalence="sps", equivalence_for=named)
    assert form.said() == [
        "Converted by NHS Specialist Pharmacy Service",
        "Zopiclone converted by Ashton 2002",
        "Lorazepam converted by VA/DoD 2021",
    ]


def test_where_nothing_is_named_the_decision_stays_as_it_is():
    """No table is invented."""
    form = typed(["diazepam"])
    assert errors(form) == {} and (form.table_named, form.second_named, form.said()) == (None, {}, [])
    assert form.with_tables(Adjustment(Decision.HOLD, days=14)) == Adjustment(Decision.HOLD, days=14)


# What is wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ALL)
def test_a_decision_about_the_doses_wants_the_table(decision):
    """What stays as it is wants none, and one that is chosen and lists it is enough."""
    assert errors(typed(ZOPICLONE), decision) == {"equivalence": NO_TABLE.format("zopiclone")}
    assert errors(typed(BOTH), decision) == {"equivalence": NO_TABLE.format("zopiclone and lorazepam")}
    assert errors(typed(BOTH, steady=["lorazepam"]), decision) == {"equivalence": NO_TABLE.format("zopiclone")}
    assert errors(typed(ZOPICLONE, steady=["zopiclone"]), decision) == {}
    assert errors(typed(ZOPICLONE, equivalence="ashton-2002"), decision) == {}


@pytest.mark.parametrize("decision", NOT_DOSES)
def test_another_decision_wants_none_and_uses_no_order(decision):
    """It changes no dose, so an order that was changed would be lost: it is said."""
    unused = "This decision changes no dose. Leave the order as it was, or choose another."
    assert errors(typed(ZOPICLONE), decision) == {}
    assert errors(typed(ZOPICLONE, order_diazepam="2", order_zopiclone="1"), decision) == {"steady": unused}


@pytest.mark.parametrize(
    ("drugs", "of", "fields", "faults"),
    [
        (ZOPICLONE, "direct", {"equivalence": "none-such"}, {"equivalence": "Choose one of the tables."}),
        (ZOPICLONE, "direct", {"second_zopiclone": "sps"}, {"second_zopiclone": "Choose a table that lists zopiclone."}),
        (
            ZOPICLONE,
            "direct",
            {"equivalence": "sps"},
            {"second_zopiclone": f"{SPS} does not list zopiclone. Choose a second table for it, or another table."},
        ),
        (ZOPICLONE, "direct", {"equivalence": "sps", "steady": ["zopiclone"]}, {}),
        (
            ZOPICLONE,
            "direct",
            {"equivalence": "ashton-2002", "second_zopiclone": "ashton-2002"},
            {"second_zopiclone": "Ashton 2002 lists zopiclone, so it needs no second table. Choose “None”."},
        ),
        (
            MIDAZOLAM,
            "crossover",
            {},
            {"second_midazolam": "Ashton 2002 does not list midazolam. Choose a second table for it, or keep it as it is."},
        ),
        (MIDAZOLAM, "crossover", {"steady": ["midazolam"]}, {}),
        (MIDAZOLAM, "crossover", {"second_midazolam": "who-2009"}, {}),
        (MIDAZOLAM, "crossover", {"second_midazolam": "x"}, {"second_midazolam": "Choose a table that lists midazolam."}),
        (ZOPICLONE, "direct", {"steady": ZOPICLONE}, {"steady": "Leave at least one medicine to be reduced."}),
        (
            ZOPICLONE,
            "direct",
            {"order_diazepam": "1", "order_zopiclone": "1"},
            {"order_zopiclone": "Diazepam has this place already. Give each its own."},
        ),
        (
            ZOPICLONE,
            "direct",
            {"order_diazepam": "3", "order_zopiclone": "1"},
            {"order_diazepam": "Choose the place of diazepam from the list."},
        ),
        (ZOPICLONE, "direct", {"steady": ["heroin"]}, {"steady": "Choose from the medicines that are taken."}),
    ],
    ids=str,
)
def test_what_is_missing_or_cannot_be_is_said_at_its_box(drugs, of, fields, faults):
    """One sentence each, with what to do."""
    form = typed(drugs, of=of, **fields)
    assert errors(form) == faults
    wrong = [name for name in faults if name.startswith(("order", "steady"))]
    assert form.order_open is bool(wrong or "steady" in fields)


# What an alternative brings ----------------------------------------------------------------------


def test_an_alternative_is_laid_over_the_boxes_that_are_there():
    """A table, the second ones, what stays and the order; a field without a box has no place here."""
    form = mixture(ZOPICLONE)
    change = {"equivalence": "sps", "equivalence_for": {"zopiclone": "ashton-2002"}, "steady": ["zopiclone"]}
    assert form.laid_over(change) == {
        "equivalence": ["sps"],
        "second_zopiclone": ["ashton-2002"],
        "order_diazepam": ["1"],
        "order_zopiclone": ["2"],
        "steady": ["zopiclone"],
    }
    assert form.has_box(change | {"order": ["zopiclone"], "interval_days": 7}) == {*change, "order"}
    assert form.laid_over({"order": ["zopiclone", "diazepam"]}) == {"order_diazepam": ["2"], "order_zopiclone": ["1"]}
    assert form.laid_over({"interval_days": 7}) == {} and form.has_box({}) == set()


@pytest.mark.parametrize(
    ("drugs", "of", "change"),
    [
        (["lorazepam"], "crossover", {"equivalence": "sps"}),
        (MIDAZOLAM, "crossover", {"equivalence": "sps"}),
        (ZOPICLONE, "direct", {"equivalence_for": {"zopiclone": "ashton-2002", "lorazepam": "ashton-2002"}}),
        (ZOPICLONE, "direct", {"steady": ["lorazepam"]}),
        (["diazepam"], "direct", {"steady": ["diazepam"], "order": ["diazepam"]}),
    ],
)
def test_where_a_box_is_missing_the_field_has_no_place(drugs, of, change):
    """Where a table is in force, where a drug is none of those taken, where there is no order."""
    assert mixture(drugs, of=of).has_box(change) == set()
