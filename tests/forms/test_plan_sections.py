"""How the questions of a new plan stand on its page: which are folded away, and what each choice says."""

import pytest

from taper_app.forms.plan_sections import is_open
from tests.forms.drawn import layout
from tests.forms.test_plans import CATALOGUE, DIAZEPAM, filled, form_for

PACES = {
    "5-28": "The gentlest end of the range in ASAM 2025, 5 to 10% every 2 to 4 weeks.",
    "5-14": "Small reductions, often.",
    "10-28": "Larger reductions, seldom.",
    "10-14": "The quickest end of that range.",
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
    ]
    assert found["crossover"][0] == ("trio", "crossover_to", "crossover_days", "stabilise_days")
    assert found["crossover"][1][0] == "crossover_part" and set(found["crossover"][1][1]) > {"whole", "half"}
    assert found["pace"][0]["with"] == ["boxes", "own", "published", "published_open", "usual"]
    more, day = found["more"]
    assert more == ("ends", ("side", "target_mg", "stop_from_mg", "closing_interval_days"), "coarse_tail")
    assert (day[0], day[2][0], day[3][0]) == ("over-the-day", "distribution", "liquid")
    assert found["products"][0]["with"] == ["drug", "other", "other_open", "usual"]
    assert found["table"][0]["with"] == ["options", "others", "others_open"]


def test_the_usual_paces_are_in_sight_and_the_published_ones_folded_away():
    """Each with what it sets and where it is from; the last three have boxes of their own."""
    extra = part(form_for("diazepam", None), "pace").extra
    said = {kind: {each.data["value"]: hint for each, hint in extra[kind]} for kind in ("usual", "published", "own")}
    assert said["usual"] == PACES
    assert list(said["published"]) == ["cks-bands", "bnf-eighth", "nhs-scotland-1mg", "ashton-bands", "baseline-10"]
    assert list(said["own"]) == ["own", "bands", "finish"]
    presets, sources = CATALOGUE.presets, CATALOGUE.sources
    assert all(
        sources[presets[id_].source].title in hint and presets[id_].note in hint for id_, hint in said["published"].items()
    )
    assert form_for("diazepam", None).labels("pace").items() >= PACE_LABELS.items()
    opened = [filled("diazepam", pace=pace) for pace in ("10-14", "ashton-bands")]
    assert [part(form, "pace").extra["published_open"] for form in opened] == [False, True]


def test_a_box_of_a_pace_is_shown_where_it_holds_something():
    """Also where another pace is chosen, so that it is never used or lost unseen."""
    empty, typed = (part(filled("diazepam", **sent), "pace").extra["boxes"] for sent in ({}, {"finish_by_0": "1"}))
    assert [each["of"] for each in empty] == [
        *("for-own", "for-own for-finish", "for-finish", "for-bands", "for-own for-bands for-finish")
    ]
    assert [each["shown"] for each in empty] == [False] * 5
    assert [each["shown"] for each in typed] == [False, False, True, False, False]


def test_people_are_asked_where_the_form_asks_them():
    """What is really taken, where the list differs; a specialist, where one is wanted."""
    form = form_for("diazepam", None)
    names = ("differs_seen", "specialist", "specialist_role", "specialist_on")
    form.fields |= dict.fromkeys(names, form.fields["rounding"])
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


OWN = {"pace": "own", "own_percent": "7.5", "own_interval": "21"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"pace": ""}, ""),
        ({}, "10% every 2 weeks"),
        ({"pace": "bnf-eighth"}, "One eighth of the current dose every 2 weeks"),
        (OWN, "7.5% of the current dose every 21 days"),
        (OWN | {"basis": "baseline", "own_interval": ""}, "7.5% of the dose at the start every … days"),
        ({"pace": "bands", "own_interval": "14"}, "steps of a fixed size in mg every 14 days"),
        (
            {"pace": "finish", "finish_by_0": "1", "finish_by_2": "2028"},
            "stop by 1 2028, in percent of the current dose every … days",
        ),
    ],
)
def test_the_line_of_the_pace_says_what_stands_there(sent, said):
    """Right or wrong, in the line that the boxes are folded behind."""
    assert filled("diazepam", **sent).folds_said["pace"].replace("\u00a0", " ") == said
