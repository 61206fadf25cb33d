"""What is taken, row by row: the medicine as it is and as it is used; and what stands beside the steps."""

import json

import pytest

from taper_app.engine import Request, Schedule, load_catalogue, own_product, parse_request

from .doing import ask
from .requests import direct

CATALOGUE = load_catalogue()
DIAZEPAM = {"drug": "diazepam", "night": "10"}
ZOPICLONE = {"drug": "zopiclone", "night": "7.5"}
OWN = {"id": "own-clonazepam-0-1", "drug": "clonazepam", "name": "Clonazepam 0.1 mg/mL", "form": "liquid", "mg_per_ml": "0.1"}


def asking(*rows, market="uk", equivalence="ashton-2002", own=(), **strategy):
    """A request of these rows."""
    request = direct(market, "diazepam", equivalence, strategy=strategy) | {"regimen": list(rows)}
    return request | ({"own_products": list(own)} if own else {})


def made(request):
    """The schedule of a request."""
    told, status = ask(request)
    assert status == 0, told
    return told["schedule"]


def daily(schedule, drug):
    """mg a day of a drug, step by step."""
    return [step["daily_mg"].get(drug, "0") for step in schedule["steps"]]


# Beside the steps ----------------------------------------------------------------------------------------------------


def test_what_is_taken_as_needed_stands_beside_the_steps_and_counts_at_its_usual_week():
    """Lorazepam 2 mg at night as needed, 7 mg in a usual week: no step has it, and every table counts 1 mg a day of it."""
    row = {"drug": "lorazepam", "night": "2", "use": "as-needed", "usual_week": "7"}
    told, _ = ask(asking(DIAZEPAM, row))
    assert told["schedule"]["beside"] == [{"drug": "lorazepam", "night": "2", "use": "as-needed", "usual_week": "7"}]
    assert {tuple(step["daily_mg"]) for step in told["schedule"]["steps"]} == {("diazepam",), ()}
    assert (told["equivalents"]["ashton-2002"], told["schedule"]["baseline_equivalent_mg"]) == ("20", "10")
    assert told["schedule"]["supply"] == ask(asking(DIAZEPAM))[0]["schedule"]["supply"]


def test_a_drug_that_is_kept_steady_stands_beside_the_steps():
    """Diazepam goes down and clonazepam stays: no step holds it, and it is on record; both steady leaves nothing to plan."""
    rows = (DIAZEPAM, {"drug": "clonazepam", "morning": "0.5"})
    schedule = made(asking(*rows, steady=["clonazepam"]))
    assert daily(schedule, "diazepam") == daily(made(asking(DIAZEPAM)), "diazepam")
    assert schedule["beside"] == [{"drug": "clonazepam", "morning": "0.5"}]
    told, status = ask(asking(*rows, steady=["clonazepam", "diazepam"]))
    assert (status, told["error"]["field"]) == (2, "strategy.steady")


def test_what_no_table_has_is_held_in_words():
    """Etizolam is on record as it was said, and has no number anywhere."""
    other = {"other": "etizolam", "amount": "two 1 mg tablets at night, from the internet"}
    told, _ = ask(asking(DIAZEPAM, other))
    assert told["schedule"]["beside"] == [other]
    assert told["equivalents"] == ask(asking(DIAZEPAM))[0]["equivalents"]


@pytest.mark.parametrize(
    ("name", "what", "source"),
    [
        ("Etizolam", "Find the lowest dose of a prescribed benzodiazepine that keeps withdrawal away", "asam-2025"),
        ("phenobarbitone", "not reduced together with a benzodiazepine", "barbiturate-withdrawal-1998"),
        ("grandma's drops", "Ask a medicines information service what it is", "taper-rules"),
    ],
)
def test_what_is_never_converted_says_what_guidelines_say_to_do(name, what, source):
    """Etizolam and a barbiturate, by any name, say what is to be done about their kind, from its source; so does what nobody
    knows. Where nothing is held in words, nothing is said."""
    held = {"other": name, "amount": "1 at night"}
    told, _ = ask(asking(DIAZEPAM, held))
    (said,) = [each for each in told["findings"] if each["rule"] == "never_converted"]
    assert said["message"].startswith(f"{name[0].upper()}{name[1:]} is held beside this plan")
    assert what in said["message"]
    assert (said["severity"], said["source"]) == ("info", source)
    assert "never_converted" not in {each["rule"] for each in ask(asking(DIAZEPAM))[0]["findings"]}


def test_what_is_taken_on_some_days_is_never_made_into_a_daily_dose():
    """Zopiclone on three nights a week, alone or beside a daily drug: refused, until it is kept steady on purpose."""
    some = ZOPICLONE | {"use": "days", "days_a_week": 3}
    for rows in ((some,), (DIAZEPAM, some)):
        told, status = ask(asking(*rows) | {"taper_anyway": True})
        assert (status, told["error"]["code"]) == (3, "WeekNeeded")
        assert told["error"]["message"].startswith("Zopiclone is taken on 3 days a week. What is taken on some days is never")


@pytest.mark.parametrize(
    ("count", "days"),
    [
        (1, ["mon"]),
        (2, ["mon", "thu"]),
        (3, ["mon", "wed", "fri"]),
        (4, ["mon", "tue", "thu", "sat"]),
        (6, ["mon", "tue", "wed", "thu", "fri", "sat"]),
    ],
)
def test_so_many_days_a_week_are_as_even_as_seven_days_allow(count, days):
    """Where no weekdays are named they are placed evenly."""
    request = parse_request(asking(DIAZEPAM, ZOPICLONE | {"use": "days", "days_a_week": count}), CATALOGUE)
    assert list(request.regimen.held[0].weekdays) == days


def test_a_visit_holds_what_is_taken_on_some_days():
    """At a visit a hold and staying on keep it beside the steps; what would go on down is refused."""
    request = asking(DIAZEPAM)
    visit = request | {"do": "revise", "schedule": made(request), "on": "2027-02-10"}
    visit |= {"taken": [{"drug": "diazepam", "night": "8"}, ZOPICLONE | {"use": "days", "weekdays": ["friday", "mon"]}]}
    for decision, code in (("hold", 0), ("maintain", 0), ("continue", 3), ("slow", 3)):
        adjustment = {"decision": decision} | ({"strategy": {"reduction_percent": "5"}} if decision == "slow" else {})
        told, status = ask(visit | {"adjustment": adjustment})
        assert status == code, (decision, told)
        if not code:
            assert told["schedule"]["beside"] == [ZOPICLONE | {"use": "days", "weekdays": ["mon", "fri"]}]


def test_a_request_and_its_schedule_come_back_as_they_were_written():
    """Rows of every kind, a product of the clinic's own, steady drugs and an order survive JSON."""
    rows = [
        {"drug": "clonazepam", "morning": "0.35", "product": OWN["id"], "since_on": "2019-05-01"},
        {"drug": "diazepam", "night": "10", "last_taken_on": "2027-01-02"},
        {"drug": "alprazolam", "release": "modified", "morning": "1"},
        {"drug": "lorazepam", "night": "1", "use": "as-needed"},
        {"other": "etizolam", "amount": "1 mg"},
    ]
    asked = asking(*rows, market="us", own=[OWN], steady=["modified-release alprazolam"], order=["diazepam", "clonazepam"])
    request = parse_request(asked, CATALOGUE)
    assert Request.from_json(json.loads(json.dumps(request.to_json()))) == request
    assert parse_request(json.loads(json.dumps(request.to_json())), CATALOGUE) == request
    assert request.regimen.drugs == ("diazepam", "clonazepam")
    told = made(asked)
    assert Schedule.from_json(json.loads(json.dumps(told))).to_json() == told


def test_a_plain_request_is_written_as_before():
    """Where nothing of this is said, nothing of it is written."""
    request = parse_request(asking(DIAZEPAM), CATALOGUE).to_json()
    assert request["regimen"] == [DIAZEPAM]
    assert not {"own_products", "steady", "order"} & {*request, *request["strategy"]}
    assert "beside" not in made(asking(DIAZEPAM))


# Several rows, and their faults --------------------------------------------------------------------------------------


def test_several_rows_of_one_drug_may_stand():
    """Diazepam as tablets in the morning and as a liquid at night is one drug of two products."""
    rows = ({"drug": "diazepam", "morning": "5"}, {"drug": "diazepam", "night": "4", "product": LIQUID})
    first = made(asking(*rows, reduction_percent="20"))["steps"][0]["doses"]
    assert [(each["time"], "ml" in each["pieces"][0]) for each in first] == [("morning", False), ("night", True)]


LIQUID = "diazepam-1mg-per-ml-oral-solution"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"drug": "diazepam", "night": "2"}, "regimen[1].drug"),
        ({"drug": "diazepam", "morning": "2", "product": "lorazepam-1mg-tablet"}, "regimen[1].product"),
        ({"drug": "diazepam", "morning": "2", "product": "diazepam-3mg-tablet"}, "regimen[1].product"),
        ({"drug": "diazepam", "morning": "2", "product": LIQUID, "release": "modified"}, "regimen[1].release"),
        ({"drug": "diazepam", "morning": "2", "release": "slow"}, "regimen[1].release"),
        ({"drug": "diazepam", "morning": "2", "use": "days"}, "regimen[1].use"),
        ({"drug": "diazepam", "morning": "2", "days_a_week": 3}, "regimen[1].use"),
        ({"drug": "diazepam", "morning": "2", "use": "days", "days_a_week": 7}, "regimen[1].days_a_week"),
        (
            {"drug": "diazepam", "morning": "2", "use": "days", "days_a_week": 3, "weekdays": ["mon"]},
            "regimen[1].days_a_week",
        ),
        ({"drug": "diazepam", "morning": "2", "use": "days", "weekdays": ["mon", "monday"]}, "regimen[1].weekdays"),
        ({"drug": "diazepam", "morning": "2", "usual_week": "4"}, "regimen[1].usual_week"),
        ({"drug": "diazepam", "morning": "2", "use": "as-needed", "as_needed": "1"}, "regimen[1].as_needed"),
        (
            {"drug": "diazepam", "morning": "2", "since_on": "2027-01-02", "last_taken_on": "2027-01-01"},
            "regimen[1].last_taken_on",
        ),
        ({"other": "etizolam"}, "regimen[1].amount"),
        ({"other": " ", "amount": "1 mg"}, "regimen[1].other"),
        ({"other": "etizolam", "amount": "1 mg", "night": "1"}, "regimen[1].night"),
    ],
)
def test_a_row_that_cannot_be_meant_names_its_field(row, field):
    """Whatever is wrong with a row is a malformed request that names the field, and nothing is guessed."""
    told, status = ask(asking(DIAZEPAM, row))
    assert (status, told["error"]["field"]) == (2, field)


# A clinic's own products ---------------------------------------------------------------------------------------------


def test_a_product_of_the_clinics_own_makes_the_doses_of_who_takes_it():
    """Clonazepam 0.35 mg as the clinic's 0.1 mg in 1 mL goes down in volumes of it; the schedule counts it."""
    row = {"drug": "clonazepam", "night": "0.35", "product": OWN["id"]}
    schedule = made(asking(row, market="us", own=[OWN], reduction_percent="10"))
    pieces = [piece for step in schedule["steps"] for dose in step["doses"] for piece in dose["pieces"]]
    assert {piece["product"] for piece in pieces} == {OWN["id"]}
    assert [each["product"] for each in schedule["supply"]] == [OWN["id"]]


def test_a_product_of_the_clinics_own_is_called_by_its_name():
    """A suspension that is made for the clinic is never called the solution of the same strength that the market sells."""
    product = own_product(OWN, "uk")
    assert product.label == "Clonazepam 0.1 mg/mL"
    assert product.label not in {each.label for each in CATALOGUE.products("uk").values()}


def test_two_clinics_of_one_id_have_each_their_own():
    """The same id with another strength is another product: what was worked out for one clinic is never used for another."""
    row = {"drug": "clonazepam", "night": "0.4", "product": OWN["id"]}
    volumes = []
    for strength in ("0.1", "0.2"):
        first = made(asking(row, market="us", own=[OWN | {"mg_per_ml": strength}]))["steps"][0]
        volumes.append(first["doses"][0]["pieces"][0]["ml"])
    assert float(volumes[0]) > 1.5 * float(volumes[1])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "diazepam-2mg-tablet"}, "own_products[0].id"),
        ({"drug": "etizolam"}, "own_products[0].drug"),
        ({"form": "patch"}, "own_products[0].form"),
        ({"mg_per_ml": "0"}, "own_products[0].mg_per_ml"),
        ({"mg": "1"}, "own_products[0].mg"),
        ({"name": ""}, "own_products[0].name"),
        ({"splits": "half"}, "own_products[0].splits"),
    ],
)
def test_a_product_of_the_clinics_own_that_cannot_be_meant_names_its_field(change, field):
    """A product without an id of its own, a drug, a form, a strength or a name is refused."""
    told, status = ask(asking(DIAZEPAM, own=[OWN | change]))
    assert (status, told["error"]["field"]) == (2, field)


# The order -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [["diazepam", "clonazepam"], ["clonazepam", "diazepam"]])
def test_drugs_go_down_in_the_order_that_is_chosen(order):
    """Whatever the order of the rows, the first that is named goes first; so it stays at a visit."""
    rows = ({"drug": "diazepam", "night": "4"}, {"drug": "clonazepam", "morning": "0.5"})
    request = asking(*rows, market="us", order=order, coarse_tail=True)
    schedule = made(request)
    last = {drug: max(step["number"] for step in schedule["steps"] if drug in step["daily_mg"]) for drug in order}
    assert last[order[0]] < last[order[1]]
    other = order[::-1]
    visit = request | {"do": "revise", "schedule": schedule, "on": "2027-01-06", "taken": list(rows)}
    told, status = ask(visit | {"adjustment": {"decision": "continue", "strategy": {"order": other}}})
    assert status == 0, told
    falls = [step["daily_mg"] for step in told["schedule"]["steps"] if step["starts_on"] >= "2027-01-06"]
    gone = {drug: next(place for place, each in enumerate(falls) if drug not in each) for drug in other}
    assert gone[other[0]] < gone[other[1]]


def test_a_drug_kept_steady_in_two_products_stands_beside_as_both():
    """Lorazepam 1 mg tablets in the morning and 2.5 mg tablets at night, kept: each row says its own product."""
    rows = (
        {"drug": "lorazepam", "morning": "1", "product": "lorazepam-1mg-tablet"},
        {"drug": "lorazepam", "night": "2.5", "product": "lorazepam-2p5mg-tablet"},
    )
    assert made(asking(DIAZEPAM, *rows, steady=["lorazepam"]))["beside"] == list(rows)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "must have at least one dose that is taken every day"),
        (
            [{"drug": "lorazepam", "night": "2", "use": "as-needed", "usual_week": "6"}],
            "must have at least one dose that is taken every day: lorazepam can be held as taken, beside a plan for another"
            " medicine; the nearest that can be planned is the use regular with the doses of an ordinary day, if it is taken on"
            " most days",
        ),
        (
            [{"other": "etizolam", "amount": "two tablets"}],
            "must have at least one dose that is taken every day: etizolam can be held as taken, beside a plan for another"
            " medicine",
        ),
        (
            [
                {"other": "etizolam", "amount": "two tablets"},
                {"drug": "lorazepam", "night": "2", "use": "as-needed", "usual_week": "6"},
            ],
            "must have at least one dose that is taken every day: etizolam and lorazepam can be held as taken, beside a plan for"
            " another medicine; the nearest that can be planned is the use regular with the doses of an ordinary day, if it is"
            " taken on most days",
        ),
    ],
)
def test_where_nothing_is_taken_every_day_the_nearest_that_can_be_is_named(rows, said):
    """What cannot be expressed still gets a sentence that names the nearest thing that can be."""
    told, status = ask(direct("uk", "lorazepam", "ashton-2002") | {"regimen": rows})
    assert (status, told["error"]["field"], told["error"]["message"]) == (2, "regimen", said)


@pytest.mark.parametrize("row", [{"use": "days", "days_a_week": 3}, {}])
def test_a_plan_of_nothing_but_what_is_kept_steady_names_the_field(row):
    """One drug, on every day or on some, and that one kept as it is: nothing is left to be planned."""
    rows = [{"drug": "lorazepam", "night": "1"} | row]
    told, status = ask(direct("uk", "lorazepam", "ashton-2002", strategy={"steady": ["lorazepam"]}) | {"regimen": rows})
    assert (status, told["error"]["field"]) == (2, "strategy.steady")


def test_what_is_crossed_over_to_is_not_kept_steady():
    """Diazepam 10 mg cannot stay beside the steps while lorazepam becomes diazepam in them: a visit could not tell them apart."""
    lorazepam = {"drug": "lorazepam", "morning": "2"}
    told, status = ask(asking(DIAZEPAM, lorazepam, method="crossover", steady=["diazepam"]))
    assert (status, told["error"]["field"]) == (2, "strategy.steady")
    assert ask(asking(DIAZEPAM, lorazepam, method="crossover", crossover_to="clonazepam", steady=["diazepam"]))[1] != 2


def test_equivalents_are_told_of_products_too():
    """A product of the market or of the clinic's own is read as in a plan; an own one needs the market."""
    rows = [{"drug": "lorazepam", "night": "1", "product": "lorazepam-1mg-tablet"}]
    own = [{"drug": "clonazepam", "morning": "0.5", "product": OWN["id"]}]
    told, status = ask({"do": "equivalents", "market": "uk", "regimen": rows + own, "own_products": [OWN]})
    assert status == 0, told
    assert told["equivalents"]["ashton-2002"] == "20"
    told, status = ask({"do": "equivalents", "regimen": own, "own_products": [OWN]})
    assert (status, told["error"]["field"]) == (2, "own_products")


def test_no_new_dose_is_made_of_what_is_no_longer_sold():
    """Chlordiazepoxide 25 mg tablets are discontinued: what is taken of them is not refused, and nothing is planned in them."""
    row = {"drug": "chlordiazepoxide", "night": "50", "product": "chlordiazepoxide-25mg-tablet"}
    schedule = made(asking(row, coarse_tail=True))
    assert {each["product"] for each in schedule["supply"]} <= {"chlordiazepoxide-5mg-capsule", "chlordiazepoxide-10mg-capsule"}
    assert schedule["steps"][0]["doses"][0]["mg"] == "45"


def test_two_strengths_of_a_liquid_that_are_taken_become_one_in_a_plan():
    """Clonazepam 0.1 mg/mL in the morning and 0.4 mg/mL at night: all volumes are of the first, so that no mL means two doses."""
    rows = (
        {"drug": "clonazepam", "morning": "0.4", "product": "clonazepam-0p1mg-per-ml-oral-solution"},
        {"drug": "clonazepam", "night": "0.8", "product": "clonazepam-0p4mg-per-ml-oral-solution"},
    )
    liquids = [each["product"] for each in made(asking(*rows))["supply"] if "ml" in each]
    assert liquids == ["clonazepam-0p1mg-per-ml-oral-solution"]


@pytest.mark.parametrize("field", ["steady", "order"])
def test_a_medicine_that_is_kept_or_ordered_must_be_taken(field):
    """Alprazolam is taken as modified release: to keep plain alprazolam would keep nothing, and goes down in silence."""
    slow = {"drug": "alprazolam", "release": "modified", "morning": "2"}
    told, status = ask(asking(DIAZEPAM, slow, market="us", coarse_tail=True, **{field: ["alprazolam"]}))
    assert (status, told["error"]["field"]) == (2, f"strategy.{field}")
    assert told["error"]["message"] == "has alprazolam, which is not taken: that is diazepam, modified-release alprazolam"
    named = asking(DIAZEPAM, slow, market="us", coarse_tail=True, **{field: ["modified-release alprazolam"]})
    assert ask(named)[1] == 0


def test_what_is_taken_on_some_days_and_crossed_over_to_is_offered_to_stay_beside_a_direct_plan():
    """Diazepam on three days and nitrazepam every night, to cross over: the diazepam stays and nitrazepam goes down directly."""
    days = {"drug": "diazepam", "morning": "5", "use": "days", "days_a_week": 3}
    request = asking({"drug": "nitrazepam", "night": "10"}, days, method="crossover", coarse_tail=True, interval_days=28)
    told, status = ask(request)
    assert (status, told["error"]["code"]) == (3, "WeekNeeded")
    changes = [each["change"] for each in told["error"]["alternatives"] if "pattern" not in each["change"]]
    assert changes and all(({"steady": ["diazepam"], "method": "direct"}).items() <= each.items() for each in changes)
    assert daily(made(request | {"strategy": request["strategy"] | changes[0]}), "diazepam")[0] == "0"
