"""`manage.py schedule`: JSON in, JSON out, without a database."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from .asking import WHOLE
from .requests import MARKETS, PRODUCTS, direct, laid_over

ROOT = Path(__file__).parents[2]
EXAMPLE = WHOLE | {"regimen": [{"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}]}
"""Lorazepam 3 mg a day crossed over to diazepam: every field of a request, at its default where it has one."""
SHORT = {
    "starts_on": "2027-01-04",
    "market": "uk",
    "equivalence": "ashton-2002",
    "regimen": [{"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}],
    "strategy": {"method": "crossover"},
}
"""The same with all that may be left out left out."""
REFUSED = direct("uk", "diazepam", night="2")
"""Diazepam 2 mg, directly: 1 mg and the stop, after 14 days."""
BROKEN = direct("uk", "diazepam", night="two")
HALF_A_LETTER = json.dumps(direct("uk", "diazepam", night="20")).replace('"night"', '"ni\\ud800ght"')
"""A field whose name is no text that can be printed: it has half of a surrogate pair."""


def command(monkeypatch, text, *arguments):
    """What the command prints for a text on standard input, and its exit status."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    out = io.StringIO()
    try:
        call_command("schedule", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def ask(monkeypatch, request):
    """The answer to one request as JSON, and the exit status."""
    printed, status = command(monkeypatch, request if isinstance(request, str) else json.dumps(request))
    return json.loads(printed), status


# What is printed ---------------------------------------------------------------------------------


def test_the_example_is_answered_exactly_in_the_published_shape(monkeypatch):
    """The answer has the keys of the published shape, strings for numbers, and for the example these values."""
    answer, status = ask(monkeypatch, EXAMPLE)
    assert status == 0
    assert set(answer) == {"schedule", "equivalents", "findings", "catalogue"}
    schedule = answer["schedule"]
    assert {key: value for key, value in schedule.items() if key not in ("steps", "supply")} == {
        "starts_on": "2027-01-04",
        "last_day": "2027-12-19",
        "days": 350,
        "weeks": "50",
        "equivalence": "ashton-2002",
        "baseline_equivalent_mg": "30",
    }
    lorazepam = [{"product": "lorazepam-1mg-tablet", "count": "1"}]
    assert schedule["steps"][0] == {
        "number": 1,
        "kind": "crossover",
        "starts_on": "2027-01-04",
        "last_day": "2027-01-10",
        "days": 7,
        "doses": [
            {"time": "morning", "drug": "lorazepam", "mg": "1", "pieces": lorazepam},
            {"time": "midday", "drug": "lorazepam", "mg": "1", "pieces": lorazepam},
            {"time": "night", "drug": "diazepam", "mg": "10", "pieces": [{"product": "diazepam-10mg-tablet", "count": "1"}]},
        ],
        "daily_mg": {"lorazepam": "2", "diazepam": "10"},
        "diazepam_equivalent_mg": "30",
        "reduction_mg": "0",
        "reduction_percent": "0",
        "closing": False,
    }
    assert answer["equivalents"]["ashton-2002"] == "30"
    assert answer["equivalents"]["vadod-2021"] == "15"
    assert len(answer["catalogue"]) == 64


def test_percentages_and_weeks_have_one_decimal_and_doses_are_exact(monkeypatch):
    """Percentages are of the previous step's equivalent, and weeks, to one decimal; mg of doses are exact."""
    asked = direct("us", "lorazepam", "inada-2015", morning="1", night="1.5", strategy={"interval_days": 28, "coarse_tail": True})
    first = ask(monkeypatch, asked)[0]["schedule"]["steps"][0]
    # 2.5 → 2 mg a day is a fifth; 2 mg are 8.333… mg diazepam by this table
    assert (first["daily_mg"], first["diazepam_equivalent_mg"]) == ({"lorazepam": "2"}, "8.33")
    assert (first["reduction_mg"], first["reduction_percent"]) == ("2.08", "20")
    second = ask(monkeypatch, direct("uk", "diazepam", night="20", strategy={"interval_days": 10}))[0]["schedule"]
    assert second["steps"][1]["reduction_percent"] == "5.6"  # 18 → 17
    assert (second["days"], second["weeks"]) == (180, "25.7")


def test_the_last_step_of_a_taper_to_zero_is_the_stop(monkeypatch):
    """The last step of a taper to zero is `stop`, with no doses, `days` 0 and `last_day` equal to `starts_on`."""
    stop = ask(monkeypatch, EXAMPLE)[0]["schedule"]["steps"][-1]
    assert stop == {
        "number": 28,
        "kind": "stop",
        "starts_on": "2027-12-20",
        "last_day": "2027-12-20",
        "days": 0,
        "doses": [],
        "daily_mg": {},
        "diazepam_equivalent_mg": "0",
        "reduction_mg": "1",
        "reduction_percent": "100",
        "closing": True,
    }


def test_a_half_is_a_count_and_a_volume_has_ml(monkeypatch):
    """`count` may be "0.5"; for a liquid the piece has `ml` and its syringe instead, and the supply has `ml`."""
    products = ["diazepam-2mg-tablet", "diazepam-1mg-per-ml-oral-solution"]
    schedule = ask(monkeypatch, direct("us", "diazepam", night="3", strategy={"products": products}))[0]["schedule"]
    assert schedule["steps"][0]["doses"][0] == {
        "time": "night",
        "drug": "diazepam",
        "mg": "2.7",
        "pieces": [{"product": "diazepam-1mg-per-ml-oral-solution", "ml": "2.7", "syringe_ml": "3"}],
    }
    assert {each["product"]: set(each) for each in schedule["supply"]} == {"diazepam-1mg-per-ml-oral-solution": {"product", "ml"}}
    halves = ask(monkeypatch, direct("uk", "diazepam", night="10"))[0]["schedule"]["steps"][-2]
    assert halves["doses"][0]["pieces"] == [{"product": "diazepam-2mg-tablet", "count": "0.5"}]


def test_a_maintenance_dose_has_no_days_and_no_last_day(monkeypatch):
    """The `maintain` step's `days` and `last_day` are null, it is not in `supply`, and the schedule has no last day."""
    schedule = ask(monkeypatch, direct("uk", "diazepam", night="20", strategy={"target_mg": "16"}))[0]["schedule"]
    last = schedule["steps"][-1]
    assert (last["kind"], last["days"], last["last_day"], last["daily_mg"]) == ("maintain", None, None, {"diazepam": "16"})
    assert (schedule["last_day"], schedule["days"]) == (None, 28)
    assert schedule["supply"] == [  # 14 days of 18 mg as 10 + 4 × 2, 14 of 17 mg as 10 + 5 + 2
        {"product": "diazepam-10mg-tablet", "count": "28"},
        {"product": "diazepam-2mg-tablet", "count": "70"},
        {"product": "diazepam-5mg-tablet", "count": "14"},
    ]


def test_findings_name_rule_severity_message_and_source(monkeypatch):
    """A finding has rule, severity, message, what it named and source, and the number of the step where it is about one."""
    findings = ask(monkeypatch, EXAMPLE)[0]["findings"]
    assert findings
    for each in findings:
        assert set(each) - {"step", "place"} == {"rule", "severity", "message", "values", "source"}
        assert each["severity"] in ("block", "caution", "info")
        assert each["step"] is None or isinstance(each["step"], int)
    assert [each["step"] for each in findings if each["rule"] == "closing_reduction"] == [26, 27, 28]


def test_a_refusal_exits_3_with_what_would_work(monkeypatch):
    """A refusal prints its code, its message and alternatives with message, weeks and change, and exits 3."""
    answer, status = ask(monkeypatch, REFUSED)
    assert status == 3
    assert set(answer) == {"error"}
    assert set(answer["error"]) == {"code", "message", "alternatives"}
    assert answer["error"]["code"] == "TooShort"
    for each in answer["error"]["alternatives"]:
        assert set(each) == {"message", "weeks", "change"}
        assert isinstance(each["weeks"], str) and isinstance(each["change"], dict)
    assert answer["error"]["alternatives"]


def test_no_table_for_a_drug_is_refused_and_not_malformed(monkeypatch):
    """A drug that the table lacks is a refusal, NoEquivalent: a second table for it is offered and works."""
    asked = direct("uk", "zopiclone", "vadod-2021", night="7.5", strategy={"method": "crossover", "interval_days": 28})
    answer, status = ask(monkeypatch, asked)
    assert (status, answer["error"]["code"]) == (3, "NoEquivalent")
    second = [each["change"] for each in answer["error"]["alternatives"] if "equivalence_for" in each["change"]]
    assert [set(change["equivalence_for"]) for change in second] == [{"zopiclone"}]
    assert ask(monkeypatch, laid_over(asked, second[0]))[1] == 0


# What is read ------------------------------------------------------------------------------------


def test_what_is_left_out_takes_its_default(monkeypatch):
    """`method` is required; other strategy fields take the defaults shown when left out: the short request is the long one."""
    long = ask(monkeypatch, EXAMPLE | {"strategy": EXAMPLE["strategy"] | {"products": None}})
    assert ask(monkeypatch, SHORT) == long
    assert long[1] == 0


def test_numbers_may_be_strings_or_json_numbers_and_are_exact(monkeypatch):
    """Numbers may be JSON strings or numbers, and 0.1 is a tenth: a dose that is 0.05 mL of 2 mg/mL can be made of it."""
    products = ["lorazepam-2mg-per-ml-oral-concentrate"]
    strategy = {"products": products, "method": "crossover", "reduction_percent": 7.5, "interval_days": "21"}
    doses = {"morning": 0.1, "midday": 0.1, "night": 0.5}
    by_numbers = direct("us", "lorazepam", "ashton-2002", **doses, strategy=strategy)
    by_strings = direct(
        "us",
        "lorazepam",
        "ashton-2002",
        **{time: str(mg) for time, mg in doses.items()},
        strategy=strategy | {"reduction_percent": "7.5", "interval_days": 21},
    )
    numbers, strings = ask(monkeypatch, by_numbers), ask(monkeypatch, by_strings)
    assert numbers == strings
    assert numbers[1] == 0
    assert numbers[0]["schedule"]["baseline_equivalent_mg"] == "7"
    morning = numbers[0]["schedule"]["steps"][0]["doses"][0]
    assert morning["mg"] == "0.1"
    assert morning["pieces"] == [{"product": "lorazepam-2mg-per-ml-oral-concentrate", "ml": "0.05", "syringe_ml": "1"}]
    whole = [direct("uk", "diazepam", night=mg) for mg in (20, "20", "20.0", "020")]
    assert len({json.dumps(ask(monkeypatch, each)) for each in whole}) == 1


@pytest.mark.parametrize(
    "mg",
    [
        '"NaN"', '"Infinity"', '"-Infinity"', '"1e1"', '"1E1"', "1e1", '"-1"', "-1", '"-0.5"', '"+5"', '".5"', '"5."', '"0,5"',
        '"1,000"', '"1_0"', '"0x10"', '" 5"', '"5 "', '"5\\n"', '""', '"5 mg"', '"500mcg"', '"two"', '"１０"', '"٥"', '"½"',
        "null", "true", "[]", "{}", '"1000.1"', "1001", "1e999999999", "1e9999999999999999999999", '"0.0000001"', "1e-400000000",
    ],
)  # fmt: skip
def test_a_dose_that_is_no_plain_number_from_0_to_1000_names_its_field(monkeypatch, mg):
    """A malformed dose names the field and exits 2: nothing is guessed; at most 1,000 mg a dose."""
    request = json.dumps(direct("uk", "diazepam", night="MG")).replace('"MG"', mg)
    answer, status = ask(monkeypatch, request)
    assert status == 2
    assert set(answer["error"]) == {"code", "field", "message"}
    assert (answer["error"]["code"], answer["error"]["field"]) == ("BadRequest", "regimen[0].night")


@pytest.mark.parametrize(
    "text", ["", " ", "{", "[]", "null", "5", '"text"', "{'a': 1}", "{} {}", "[" * 100_000, "\x00", "\ufeff{}"]
)
def test_what_is_no_json_object_is_malformed(monkeypatch, text):
    """What is no JSON object is a malformed request."""
    answer, status = ask(monkeypatch, text)
    assert (status, answer["error"]["code"], answer["error"]["field"]) == (2, "BadRequest", "request")


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_the_constants_that_are_no_json_are_refused(monkeypatch, constant):
    """NaN and the infinities are no JSON numbers."""
    request = json.dumps(direct("uk", "diazepam", night="MG")).replace('"MG"', constant)
    answer, status = ask(monkeypatch, request)
    assert (status, answer["error"]["field"]) == (2, "request")


@pytest.mark.parametrize("field", ["night", "starts_on", "regimen", "method"])
def test_a_field_given_twice_is_refused_and_none_of_the_two_is_dropped(monkeypatch, field):
    """A field given twice would lose one of its values in silence, a dose for one: it is refused, naming the field."""
    text = json.dumps(direct("uk", "diazepam", night="20"))
    twice = text.replace(f'"{field}":', f'"{field}": "10", "{field}":')
    answer, status = ask(monkeypatch, twice)
    assert status == 2
    assert answer["error"]["field"].endswith(field)


def test_a_field_given_twice_among_many_is_found_at_once(monkeypatch):
    """A hundred thousand fields, the last of them twice, take a moment and not minutes."""
    began = time.process_time()
    answer, status = ask(monkeypatch, "{" + "".join(f'"f{each}": 1, ' for each in range(100_000)) + '"f99999": 2}')
    assert (status, answer["error"]["field"]) == (2, "f99999")
    assert time.process_time() - began < 5


def changed(**fields):
    """The example with top-level fields changed; ... takes one out."""
    return {name: value for name, value in (SHORT | fields).items() if value is not ...}


def strategy(**fields):
    """The example with fields of its strategy changed; ... takes one out."""
    return changed(strategy={name: value for name, value in (SHORT["strategy"] | fields).items() if value is not ...})


def regimen(*rows):
    return changed(regimen=list(rows))


BAND = {"down_to_mg": "0", "reduction_mg": "1"}
WRONG = [
    # The request
    (changed(starts_on=...), "starts_on"),
    (changed(starts_on="2027-02-30"), "starts_on"),
    (changed(starts_on="04/01/2027"), "starts_on"),
    (changed(starts_on="2027-1-4"), "starts_on"),
    (changed(starts_on="20270104"), "starts_on"),
    (changed(starts_on="2027-W01-1"), "starts_on"),
    (changed(starts_on=20270104), "starts_on"),
    (changed(starts_on=None), "starts_on"),
    (changed(starts_on="1999-12-31"), "starts_on"),
    (changed(market=...), "market"),
    (changed(market="de"), "market"),
    (changed(market="UK"), "market"),
    (changed(market=["uk"]), "market"),
    (changed(do="dance"), "do"),
    (changed(patient_name="A"), "patient_name"),
    (changed(strategies=[]), "strategies"),
    # The tables
    (changed(equivalence="ashton"), "equivalence"),
    (changed(equivalence="bnf"), "equivalence"),
    (changed(equivalence="medscape"), "equivalence"),
    (changed(equivalence=["ashton-2002"]), "equivalence"),
    (changed(equivalence_for={"zopiclone": "bnf"}), "equivalence_for"),
    (changed(equivalence_for={"zopiclone": "vadod-2021"}), "equivalence_for"),
    (changed(equivalence_for={"aspirin": "ashton-2002"}), "equivalence_for"),
    (changed(equivalence_for=[]), "equivalence_for"),
    # The regimen
    (changed(regimen=...), "regimen"),
    (changed(regimen={}), "regimen"),
    (regimen(), "regimen"),
    (regimen("lorazepam"), "regimen[0]"),
    (regimen({}), "regimen[0].drug"),
    (regimen({"drug": "lorazepam"}), "regimen[0]"),
    (regimen({"drug": "lorazepam", "night": "0"}), "regimen[0]"),
    (regimen({"drug": "Lorazepam", "night": "1"}), "regimen[0].drug"),
    (regimen({"drug": "Ativan", "night": "1"}), "regimen[0].drug"),
    (regimen({"drug": "aspirin", "night": "1"}), "regimen[0].drug"),
    (regimen({"drug": "lorazepam", "noon": "1"}), "regimen[0].noon"),
    (regimen({"drug": "lorazepam", "night": "1", "mg": "1"}), "regimen[0].mg"),
    (regimen({"drug": "lorazepam", "night": "1"}, {"drug": "lorazepam", "night": "2"}), "regimen[1].drug"),
    (regimen({"drug": "lorazepam", "night": "1"}, {"drug": "diazepam", "night": "-1"}), "regimen[1].night"),
    # The strategy
    (changed(strategy=...), "strategy"),
    (changed(strategy=[]), "strategy"),
    (strategy(method=...), "strategy.method"),
    (strategy(method=None), "strategy.method"),
    (strategy(method="cold turkey"), "strategy.method"),
    (strategy(speed="fast"), "strategy.speed"),
    (strategy(crossover_to="aspirin"), "strategy.crossover_to"),
    (strategy(crossover_days=2), "strategy.crossover_days"),
    (strategy(crossover_days=15), "strategy.crossover_days"),
    (strategy(crossover_days=7.5), "strategy.crossover_days"),
    (strategy(crossover_part="third"), "strategy.crossover_part"),
    (strategy(stabilise_days=-1), "strategy.stabilise_days"),
    (strategy(basis="mood"), "strategy.basis"),
    (strategy(reduction_percent="4.9"), "strategy.reduction_percent"),
    (strategy(reduction_percent="25.1"), "strategy.reduction_percent"),
    (strategy(reduction_percent="10%"), "strategy.reduction_percent"),
    (strategy(interval_days=6), "strategy.interval_days"),
    (strategy(interval_days=29), "strategy.interval_days"),
    (strategy(interval_days="7.5"), "strategy.interval_days"),
    (strategy(bands=[BAND]), "strategy.bands"),
    (strategy(basis="bands"), "strategy.bands"),
    (strategy(basis="bands", bands=[]), "strategy.bands"),
    (strategy(basis="bands", bands=[BAND | {"down_to_mg": "5"}]), "strategy.bands"),
    (strategy(basis="bands", bands=[BAND, BAND | {"down_to_mg": "20"}]), "strategy.bands"),
    (strategy(basis="bands", bands=[BAND | {"reduction_mg": "0"}]), "strategy.bands[0].reduction_mg"),
    (strategy(basis="bands", bands=[BAND | {"every": 7}]), "strategy.bands[0].every"),
    (strategy(finish_by="soon"), "strategy.finish_by"),
    (strategy(target_mg="-1"), "strategy.target_mg"),
    (strategy(distribution="odd"), "strategy.distribution"),
    (strategy(holds={"after_step": 3, "days": 14}), "strategy.holds"),
    (strategy(holds=[{"after_step": 0, "days": 14}]), "strategy.holds[0].after_step"),
    (strategy(holds=[{"after_step": 3, "days": 0}]), "strategy.holds[0].days"),
    (strategy(holds=[{"after_step": 3, "days": 14}] * 2), "strategy.holds"),
    (strategy(products="diazepam-2mg-tablet"), "strategy.products"),
    (strategy(products=["diazepam-3mg-tablet"]), "strategy.products"),
    (strategy(products=["lorazepam-2mg-tablet"]), "strategy.products"),  # of the other market
    (strategy(products=["chlordiazepoxide-5mg-tablet"]), "strategy.products"),  # sold no more
    (strategy(products=["clonazepam-0p1mg-per-ml-oral-solution", "clonazepam-0p4mg-per-ml-oral-solution"]), "strategy.products"),
    (strategy(stop_from_mg="1.26"), "strategy.stop_from_mg"),
    (strategy(closing_interval_days=13), "strategy.closing_interval_days"),
    (strategy(closing_interval_days=35), "strategy.closing_interval_days"),
    (strategy(coarse_tail="yes"), "strategy.coarse_tail"),
    (strategy(coarse_tail=1), "strategy.coarse_tail"),
    (strategy(halve="some"), "strategy.halve"),
    (strategy(halve=["lorazepam-3mg-tablet"]), "strategy.halve"),
    (strategy(halve=None), "strategy.halve"),
    (strategy(quarter=True), "strategy.quarter"),
]


@pytest.mark.parametrize(("request_", "field"), WRONG, ids=[f"{index}-{field}" for index, (_, field) in enumerate(WRONG)])
def test_a_malformed_request_names_the_field_and_exits_2(monkeypatch, request_, field):
    """A malformed request names the field that is missing, unknown or wrong, and exits 2."""
    answer, status = ask(monkeypatch, request_)
    assert (status, answer["error"]["code"]) == (2, "BadRequest")
    assert answer["error"]["field"] == field


def test_a_product_that_is_sold_no_more_is_never_used(monkeypatch):
    """No product is discontinued or withdrawn: each of them is refused when it is named."""
    for market in MARKETS:
        gone = [id_ for id_, each in PRODUCTS[market].items() if each["status"] in ("discontinued", "withdrawn")]
        assert gone
        for product in gone:
            answer, status = ask(monkeypatch, direct(market, "diazepam", night="20", strategy={"products": [product]}))
            assert (status, answer["error"].get("field")) == (2, "strategy.products"), product


# One process, many lines --------------------------------------------------------------------------


def test_every_line_gets_an_answer_in_order_and_the_exit_is_0(monkeypatch):
    """With --lines every line gets an answer, in order, blank and garbage lines too, and the exit is 0."""
    lines = [
        json.dumps(EXAMPLE),
        "",
        json.dumps(REFUSED),
        "garbage",
        "   ",
        json.dumps(BROKEN),
        HALF_A_LETTER,
        "{}",
        json.dumps(SHORT),
    ]
    printed, status = command(monkeypatch, "\n".join(lines) + "\n", "--lines")
    assert status == 0
    answers = [json.loads(line) for line in printed.splitlines()]
    assert [each.get("error", {}).get("code", "answered") for each in answers] == [
        "answered", "BadRequest", "TooShort", "BadRequest", "BadRequest", "BadRequest", "BadRequest", "BadRequest", "answered",
    ]  # fmt: skip
    assert answers[5]["error"]["field"] == "regimen[0].night"
    alone = [json.loads(command(monkeypatch, line + "\n")[0]) for line in lines]
    assert answers == alone


def test_a_line_that_is_no_text_gets_an_answer_and_the_next_one_too(tmp_path, monkeypatch):
    """A line of bytes that are no text is malformed like any other, and the lines after it are answered."""
    file = tmp_path / "requests.jsonl"
    file.write_bytes(b'\xff\xfe{}\n{"a\xff": 1}\n' + json.dumps(EXAMPLE).encode() + b"\n")
    printed, status = command(monkeypatch, "", str(file), "--lines")
    answers = [json.loads(line) for line in printed.splitlines()]
    assert status == 0
    assert [set(each) for each in answers[:2]] == [{"error"}, {"error"}]
    assert answers[2]["schedule"]["weeks"] == "50"


def test_a_file_is_read_as_standard_input_is(tmp_path, monkeypatch):
    """The request is read from FILE, or from standard input without it: the same bytes come out."""
    file = tmp_path / "request.json"
    for request in (EXAMPLE, REFUSED, BROKEN):
        file.write_text(json.dumps(request), encoding="utf-8")
        assert command(monkeypatch, "not this", str(file)) == command(monkeypatch, json.dumps(request))


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    """A FILE that is not there is a malformed call: it says so as JSON and exits 2."""
    printed, status = command(monkeypatch, "", str(tmp_path / "nowhere.json"))
    assert (status, json.loads(printed)["error"]["field"]) == (2, "FILE")


def test_the_same_input_gives_the_same_bytes(monkeypatch):
    """Same input, same output: the same bytes twice in one process, whatever was asked between."""
    text = "\n".join(json.dumps(each) for each in (EXAMPLE, REFUSED, BROKEN))
    first = command(monkeypatch, text, "--lines")
    command(monkeypatch, json.dumps(direct("us", "clonazepam", "vadod-2021", morning="1", night="2")))
    assert command(monkeypatch, text, "--lines") == first


@pytest.mark.long
def test_as_a_process_it_prints_the_same_bytes_without_a_database(monkeypatch):
    """It needs no database, and its answer does not depend on the process: same bytes, exits 0, 3 and 2."""
    away = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere"}
    asked = [(json.dumps(EXAMPLE), 0), (json.dumps(EXAMPLE), 0), (json.dumps(REFUSED), 3), (HALF_A_LETTER, 2)]
    for seed, (text, status) in enumerate(asked):
        run = subprocess.run(
            [sys.executable, "manage.py", "schedule"],
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=os.environ | away | {"PYTHONHASHSEED": str(seed)},
            check=False,
        )
        assert (run.stdout, run.returncode, run.stderr) == (command(monkeypatch, text)[0], status, "")


def test_it_answers_without_django_and_where_nothing_is_set_up():
    """Django takes longer to start than an answer does: nothing of it is loaded, nor are the settings."""
    asked = [sys.executable, "-X", "importtime", "manage.py", "schedule"]
    run = subprocess.run(asked, input=json.dumps(SHORT), capture_output=True, text=True, cwd=ROOT, env={}, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert json.loads(run.stdout)["schedule"]["weeks"] == "50"
    assert "taper_app.engine" in loaded
    assert not {each for each in loaded if each.split(".")[0] == "django" or each == "taper_app.settings"}
