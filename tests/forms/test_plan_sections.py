"""How the questions of a new plan stand on its page: which are folded away, and what each choice says."""

import pytest

from taper_app.forms.plan_sections import is_open
from tests.forms.drawn import layout
from tests.forms.test_plans import DIAZEPAM, filled, form_for

PACES = {
    "5-28": "The gentlest end of the range in ASAM 2025, 5 to 10% every 2 to 4 weeks.",
    "5-14": "Small reductions, often.",
    "10-28": "Larger reductions, seldom. It takes about as long as 5% every 2 weeks.",
    "10-14": "The quickest end of that range.",
    "own": "From 5 to 25% of the current dose, every 7 to 28 days.",
}
PACE_LABELS = {
    "5-28": "5% every 4 weeks",
    "5-14": "5% every 2 weeks",
    "10-28": "10% every 4 weeks",
    "10-14": "10% every 2 weeks",
    "own": "Another pace",
}


def part(form, section):
    """What the first part of a section is given."""
    return form.sections[section].layout.fields[0]


def test_every_section_has_its_boxes_in_their_order():
    """Two drugs are asked everything."""
    found = {name: layout(each) for name, each in form_for("two drugs", None).sections.items()}
    assert list(found) == [
        "method",
        "order",
        "crossover",
        "table",
        "pace",
        "then",
        "week",
        "products",
        "more",
        "days",
        "people",
        "rounding",
        "also",
    ]
    assert found["crossover"][0] == ("trio", "crossover_to", "crossover_days", "stabilise_days")
    assert found["crossover"][1][0] == "crossover_part" and set(found["crossover"][1][1]) > {"whole", "half"}
    assert found["pace"] == [("pace", PACES, True), ("own", "own_percent", "own_interval")]
    more = found["more"]
    assert (more[0], more[1][0], more[2]) == (("side", "stop_from_mg", "closing_interval_days"), "liquid", "coarse_tail")
    assert found["products"][0]["with"] == ["drug", "other", "other_open", "usual"]
    assert found["table"][0]["with"] == ["options", "others", "others_open"]
    assert form_for("diazepam", None).labels("pace") == PACE_LABELS


def test_what_an_offer_brought_stands_there_where_there_is_any():
    """The tick says what it keeps."""
    assert layout(filled("diazepam", also='{"distribution": "even"}').sections["also"]) == ["also"]
    assert layout(filled("diazepam").sections["also"]) == []


def test_people_are_asked_where_the_form_asks_them():
    """What is really taken, where the list differs; a specialist, where one is wanted."""
    form = form_for("diazepam", None)
    names = ("differs_seen", "specialist", "specialist_role", "specialist_on")
    form.fields |= dict.fromkeys(names, form.fields["also"])
    assert layout(form.sections["people"]) == ["differs_seen", ("trio", *names[1:])]


def test_usual_products_stand_first_and_the_others_are_folded_away():
    """Until one of these is ticked, or the split of one is wrong."""
    form = form_for("diazepam", None)
    extra = part(form, "products").extra
    assert [row["tick"].data["value"] for row in extra["usual"]] == DIAZEPAM[:2]
    assert DIAZEPAM[2] in [row["tick"].data["value"] for row in extra["other"]]
    assert (extra["drug"], extra["other_open"]) == (form.drugs[0], False)
    assert part(filled("diazepam", products_diazepam=DIAZEPAM), "products").extra["other_open"] is True
    assert part(filled("diazepam", products_diazepam=DIAZEPAM[:1]), "products").extra["other_open"] is False
    assert part(filled("diazepam", **{f"split_{DIAZEPAM[2]}": "x"}), "products").extra["other_open"] is True
    assert part(filled("diazepam", **{f"split_{DIAZEPAM[0]}": "x"}), "products").extra["other_open"] is False


def test_tables_that_list_every_drug_stand_first():
    """Those of the market, each with what it makes of the day; others are folded away until one of them is chosen."""
    extra = part(form_for("two drugs", None), "table").extra
    complete = [option.data["value"] for option, _ in extra["options"]]
    lacking = [option.data["value"] for option, _ in extra["others"]]
    assert "ashton-2002" in complete and "vadod-2021" in lacking and not set(complete) & set(lacking)
    assert {option.data["value"]: words for option, words in extra["others"]}["vadod-2021"] == "does not list zopiclone"
    assert extra["others_open"] is False
    assert part(filled("two drugs"), "table").extra["others_open"] is False
    assert part(filled("two drugs", equivalence="vadod-2021"), "table").extra["others_open"] is True
    assert part(filled("two drugs", second_zopiclone="ashton-2002"), "table").extra["others_open"] is True


def test_tables_that_cannot_be_chosen_are_shown_beside():
    """By name, with what each makes of the day, where it lists every drug."""
    form = form_for("clonazepam", None)
    shown = {each.name for each in form.catalogue.tables.values() if not each.selectable and "clonazepam" in each.cells}
    assert {name for name, _ in form.compared} == shown
    assert shown and all(words.startswith("about ") for _, words in form.compared)
    hidden = {each.name for each in form.catalogue.tables.values() if not each.selectable and "zopiclone" not in each.cells}
    assert not hidden & {name for name, _ in form_for("two drugs", None).compared}


@pytest.mark.parametrize(
    ("sent", "opened"),
    [({}, False), ({"coarse_tail": "on"}, True), ({"stop_from_mg": "x"}, True), ({"stop_from_mg": "0.5"}, False)],
)
def test_rarer_choices_stand_open_where_they_are_used(sent, opened):
    """Of those that the form asks."""
    assert is_open(filled("diazepam", **sent), ("stop_from_mg", "coarse_tail", "gone")) is opened
    assert is_open(filled("diazepam"), ("gone",)) is False
