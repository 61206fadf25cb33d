"""What is kept for ever is read back whole, whichever release wrote it."""

import copy
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from taper_app.engine import Dose, Regimen, Specialist, load_catalogue
from taper_app.record import FORMAT, Issued, NotStored, UnknownFormat
from taper_app.record.issued import Table
from taper_app.record.lifts import ADDED_TO_4, LACKED_BY_1

HERE = Path(__file__).parent
FORMATS = {number: json.loads((HERE / f"format-{number}.json").read_text(encoding="utf-8")) for number in range(1, FORMAT + 1)}
STORED = [(number, at) for number, revisions in FORMATS.items() for at in range(len(revisions))]


@pytest.mark.parametrize(("number", "at"), STORED)
def test_every_format_is_read_as_the_same_value_again(number, at):
    """A revision of any format is read, and what is written of it is read as the same value."""
    issued = Issued.from_json(FORMATS[number][at])
    assert Issued.from_json(json.loads(json.dumps(issued.to_json()))) == issued


@pytest.mark.parametrize("at", range(len(FORMATS[FORMAT])))
def test_the_newest_format_is_written_as_it_was_stored(at):
    """Nothing is lost or changed on the way through the value: the same JSON comes out, so that a hash is the same."""
    assert Issued.from_json(FORMATS[FORMAT][at]).to_json() == FORMATS[FORMAT][at]


@pytest.mark.parametrize("key", sorted(LACKED_BY_1.keys() - {"drugs"}))  # each drug is called by its id then, as below
@pytest.mark.parametrize("at", range(2))
def test_what_format_1_did_not_always_keep_may_be_missing(at, key):
    """An early revision without one of these reads as one that has nothing of it."""
    stored = {name: value for name, value in FORMATS[1][at].items() if name != key}
    told = Issued.from_json(stored).to_json()
    assert told[key] == LACKED_BY_1[key]


@pytest.mark.parametrize(("number", "at"), [each for each in STORED if each[0] < FORMAT])
def test_no_plan_of_an_earlier_format_began_from_rounded_doses(number, at):
    """Roundings came with format 4: what does not name one has none."""
    stored = {name: value for name, value in FORMATS[number][at].items() if name != "rounding"}
    assert Issued.from_json(stored).rounding == ""


@pytest.mark.parametrize("at", range(2))
def test_what_the_clinic_and_the_patient_did_not_say_yet(at):
    """Before it was asked, a clinic supplied every 28 days, printed in the safe order, and nobody knew the patient's needs."""
    stored = copy.deepcopy(FORMATS[1][at])
    del stored["clinic"]["dispensing_interval_days"], stored["clinic"]["handout_rows"], stored["patient"]["needs"]
    issued = Issued.from_json(stored)
    assert (issued.clinic.dispensing_interval_days, issued.clinic.handout_rows, issued.patient.needs) == (28, "safe-order", None)


@pytest.mark.parametrize("at", range(2))
def test_a_drug_without_a_name_goes_by_its_id(at):
    """An early revision did not name a drug that was in no step and had left the list: its id is its English name."""
    issued = Issued.from_json(FORMATS[1][at] | {"drugs": {}})
    assert {issued.drug_name(drug) for drug in issued.request.drugs} == set(issued.request.drugs)


def drops(**changes):
    """The first revision of format 1, as one that printed a product of drops."""
    told = {"drug": "clonazepam", "form": "oral drops", "strength": None, "mg_per_ml": "2.5", "label": "", "brands": []}
    return FORMATS[1][0] | {"products": {"clonazepam-2.5mg-per-ml-oral-drops": told | changes}}


def test_what_a_drop_held_is_the_catalogues():
    """An early revision did not keep what a drop holds: it is what the catalogue says of the same product, else not known."""
    (sold,) = [id_ for id_, each in load_catalogue().products("uk").items() if each.drop_mg]
    told = {sold: drops()["products"].popitem()[1]}
    assert Issued.from_json(drops() | {"products": told}).products[sold].drop_mg == Decimal("0.1")
    stronger = {sold: told[sold] | {"mg_per_ml": "5"}}
    assert Issued.from_json(drops() | {"products": stronger}).products[sold].drop_mg is None
    measured = {sold: told[sold] | {"form": "oral solution"}}
    assert Issued.from_json(drops() | {"products": measured}).products[sold].drop_mg is None


@pytest.mark.parametrize(("as_needed", "use"), [(True, "as-needed"), (False, "regular")])
def test_format_2_said_of_a_medicine_whether_it_was_taken_as_needed(as_needed, use):
    """It is read as the use that this was, in plain form, and as nothing else that nobody had asked."""
    stored = FORMATS[2][0]
    rows = [each | {"as_needed": as_needed} for each in stored["medications"]]
    found = Issued.from_json(stored | {"medications": rows}).medications
    assert {(each.use, each.release, each.days_a_week, each.weekdays) for each in found} == {(use, "plain", 7, ())}


@pytest.mark.parametrize("number", FORMATS)
def test_a_key_that_every_revision_has_is_never_made_up(number):
    """Without one of the keys that every revision of the format had, it is refused by name and not read as something else."""
    stored = FORMATS[number][0]
    optional = LACKED_BY_1 if number == 1 else ADDED_TO_4
    for key in sorted(stored.keys() - optional.keys() - {"format"}):
        with pytest.raises((NotStored, LookupError), match=key):
            Issued.from_json({name: value for name, value in stored.items() if name != key})


def refused(stored):
    """Where and why a stored revision is refused, in the words that an operator reads."""
    with pytest.raises((NotStored, UnknownFormat)) as error:
        Issued.from_json(stored)
    return str(error.value)


def test_what_is_refused_says_where_and_why():
    """An operator finds the field of the row from the message alone, however deep it lies."""
    whole = FORMATS[FORMAT][0]
    assert refused(whole | {"number": True}) == "Issued.number: is no int"
    assert refused(whole | {"surplus": 1, "odd": 1}) == "Issued: is missing or has too much: odd, surplus"
    finding = whole["findings"][0]
    assert refused(whole | {"findings": [finding, finding | {"rule": 7}]}) == "Issued.findings[1].rule: is no str"
    named = whole | {"findings": [finding | {"values": {"percent": ["10", 7]}}]}
    assert refused(named) == "Issued.findings[0].values.percent[1]: is no str"
    assert refused(whole | {"review_on": "soon"}).startswith("Issued: Invalid isoformat string")
    assert refused(whole | {"clinic": []}) == "Issued.clinic: is no dict"
    assert refused(whole | {"format": 99}) == "Format 99 is unknown to this release."


def test_a_table_goes_by_its_name_on_the_day_or_by_its_id():
    """A table is called as the revision kept it; where an early one kept no names, by its id and with nothing else said."""
    issued = Issued.from_json(FORMATS[FORMAT][0])
    (kept, *_) = issued.tables
    assert issued.table_called(kept) == issued.tables[kept] != Table(kept, kept, "")
    early = Issued.from_json(FORMATS[1][0] | {"tables": {}})
    assert early.table_called("ashton-2002") == Table("ashton-2002", "ashton-2002", "")


def test_at_first_format_4_named_a_specialist_alone():
    """A name without role and day reads as that, none as nobody, and an answer in words alone as one without the rest.

    Nor did it tell which answers about risks one button gave: they read as asked.
    """
    stored = copy.deepcopy(FORMATS[4][0])
    for each in stored["answered"]:
        del each["adviser"], each["found"], each["arranged"]
    for each in stored["risks"]["answers"]:
        del each["by_button"]
    answered = Issued.from_json(FORMATS[4][0]).answered
    for name, specialist in (("Dr Vale", Specialist("Dr Vale")), ("", None)):
        issued = Issued.from_json(stored | {"specialist": name})
        assert (issued.specialist, issued.answered) == (specialist, answered)
        assert not any(each.by_button for each in issued.risks.answers)


GUESSED = {"review": {"number": 1, "reviewed_on": "2027-01-04", "decision": "guess"}}


@pytest.mark.parametrize(
    "wrong", [{"number": "1"}, {"review_on": "soon"}, {"findings": {}}, {"surplus": 1}, {"number": True}, GUESSED]
)
def test_what_is_no_revision_is_refused(wrong):
    """A value of another kind, a decision that nobody can take, or one too many, is refused."""
    with pytest.raises(NotStored):
        Issued.from_json(FORMATS[FORMAT][0] | wrong)


@pytest.mark.parametrize("number", [0, FORMAT + 1, None, "1"])
def test_a_format_of_another_release_is_refused(number):
    """A format that this release does not know is named, not guessed at."""
    with pytest.raises(UnknownFormat):
        Issued.from_json(FORMATS[FORMAT][0] | {"format": number})


@pytest.mark.parametrize("at", range(2))
def test_format_1_kept_no_values_of_what_a_rule_named(at):
    """A finding of format 1, and a caution answered there, reads as one that named nothing: it is known by its sentence."""
    stored = FORMATS[1][at]
    row = {"rule": "capped", "source": "taper-limits", "message": "Step 2.", "reason": "Agreed.", "given_on": "2027-01-04"}
    issued = Issued.from_json(stored | {"answered": [row | {"given_by": "Dr Ash Marlow"}]})
    assert [each.message for each in issued.findings] == [each["message"] for each in stored["findings"]]
    assert [each.values for each in (*issued.findings, *issued.answered)] == [{}] * (len(stored["findings"]) + 1)


@pytest.mark.parametrize("value", [1, None, True, [1], [["a"]], {"a": "b"}])
def test_what_a_finding_named_is_text_or_texts(value):
    """A number that is not exact text, or anything nested, is refused and not read as a value to compare by."""
    stored = copy.deepcopy(FORMATS[FORMAT][-1])
    stored["findings"][0]["values"] = {"percent": value}
    with pytest.raises(NotStored):
        Issued.from_json(stored)
    stored["findings"][0]["values"] = {"percent": "10", "drugs": ["diazepam", "alprazolam"], "none": []}
    assert Issued.from_json(stored).findings[0].values["drugs"] == ("diazepam", "alprazolam")


# What a revision says of itself --------------------------------------------------------------------------------------


def in_newest(at):
    """One of the revisions of the newest format: the first of a plan, and one that a visit made."""
    return Issued.from_json(FORMATS[FORMAT][at])


def test_what_is_taken_now_is_what_the_visit_found_or_the_plan_began_with():
    """Without a visit it is the regimen of the request, and nothing was found."""
    first, second = in_newest(0), in_newest(1)
    assert (first.taken_at_visit, first.taken_now) == (None, first.request.regimen)
    assert second.taken_now == second.taken_at_visit == Regimen((Dose("night", "diazepam", Decimal(15)),))


def test_what_a_visit_found_on_some_days_is_among_it_where_the_plan_goes_by_them():
    """By the day it stands beside; by days of the week it is a dose with its days, unless it is kept steady."""
    monday = {"drug": "lorazepam", "night": "1", "use": "days", "weekdays": ["mon"]}
    second = replace(in_newest(1), taken=Regimen.from_json([{"drug": "diazepam", "night": "15"}, monday]))
    by_week = replace(second.request.strategy, pattern="mixed")
    weekly = replace(second, request=replace(second.request, strategy=by_week))
    steady = replace(second, request=replace(second.request, strategy=replace(by_week, steady=("lorazepam",))))
    assert [each.taken_at_visit.drugs for each in (second, weekly, steady)] == [
        ("diazepam",),
        ("diazepam", "lorazepam"),
        ("diazepam",),
    ]
    assert weekly.taken_at_visit.doses[1].weekdays == ("mon",)


@pytest.mark.parametrize(
    ("at", "changes", "on"),
    [
        (0, {}, date(2026, 12, 29)),
        (0, {"issued_on": date(2026, 12, 1)}, date(2026, 12, 29)),
        (0, {"issued_on": date(2027, 1, 3)}, date(2027, 1, 3)),
        (1, {}, date(2026, 11, 24)),
        (1, {"changes_on": None}, date(2026, 11, 23)),
        (1, {"changes_on": date(2026, 10, 1)}, date(2026, 10, 12)),
    ],
)
def test_a_revision_rules_from_its_change_on_and_never_before_the_plan_begins(at, changes, on):
    """The day of its change, or else that of its issue; the first day of the plan where that is later."""
    assert replace(in_newest(at), **changes).rules_from == on
