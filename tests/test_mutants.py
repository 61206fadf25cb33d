"""How script/mutants names a change, so that its list of survivors holds while the code is worded otherwise."""

import ast
from pathlib import Path

import pytest

from tests.mutants import (
    LEAST_PERCENT,
    LEFT_OUT,
    Change,
    explained,
    function,
    list_of,
    modules_of,
    mutation,
    sample,
    to_try,
    told,
)
from tests.reach import digest, still_right


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("return days + 1", "return days + 2", "1 → 2"),
        ("return days + 1", "return days - 1", "+ → -"),
        ("if days < least:", "if days <= least:", "< → <="),
        ("if a and b:", "if a or b:", "and → or"),
        ("if not ended:", "if ended:", "not →"),
        ("return drug", "return None", "name → None"),
        ('kind = "reduce"', 'kind = "XXreduceXX"', "name → XXnameXX"),
        ('kind = "reduce"', 'kind = "REDUCE"', "name → NAME"),
        ('kind = "Hold"', 'kind = "hold"', "name → name in small letters"),
        ("give(drug, mg)", "give(mg)", "name , →"),
        ("x = 1 if a else 2", "x = 1 if (a) or True else 2", "→ (; → ) or True"),
    ],
)
def test_a_mutation_is_told_without_the_names_round_it(was, now, said):
    """What was put for what: numbers, signs and keywords as they stand, any other word as a name."""
    assert mutation(f"def x_orig(self):\n    {was}\n", f"def x_1(self):\n    {now}\n") == said


def test_renaming_what_it_is_in_changes_no_key():
    """Another name for the variable, and another line before it, leave the mutation what it was."""
    one = mutation("def f():\n    a = 1\n    return a + 1", "def g():\n    a = 1\n    return a + 2")
    other = mutation(
        "def f():\n    # why\n    days = 1\n    return days + 1", "def g():\n    # why\n    days = 1\n    return days + 2"
    )
    assert one == other


def test_a_function_is_named_by_its_module_and_class():
    """As the list has it, whatever folder of the room the module is in."""
    key = "taper_app.engine.taper.build.course.xǁCourseǁadd__mutmut_3"
    assert function(list_of("engine").with_name("course.py"), key) == "course.Course.add"


def test_what_survived_is_printed_as_the_list_has_it(capsys):
    """One table a function, a line a change, to which the reason is added by hand."""
    told("New:", {Change("text.mg", '" name " → None'), Change("text.mg", "1 → 2")})
    assert capsys.readouterr().out == '\nNew:\n\n["text.mg"]\n"\\" name \\" → None" = ""\n"1 → 2" = ""\n'


def functions_in(path: Path) -> set[str]:
    """The functions and methods of a file, as the list names them."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        owner = [node.name] if isinstance(node, ast.ClassDef) else []
        found |= {".".join([path.stem, *owner, each.name]) for each in inside if isinstance(each, ast.FunctionDef)}
    return found


@pytest.mark.parametrize("room", LEAST_PERCENT)
def test_every_survivor_is_of_a_function_that_there_is(room):
    """A list says why of each change, and names no function that was taken out or renamed."""
    modules = modules_of(room, [])
    there = set().union(*map(functions_in, modules))
    assert {each.function for each in explained(room, modules)} <= there


def test_a_room_or_module_that_is_not_there_is_named():
    """A slip in a name tries nothing."""
    with pytest.raises(ValueError, match=r"taper_app/forms has no module dose\."):
        modules_of("forms", ["dose"])


def test_what_no_change_gets_to_is_not_counted():
    """A PDF is made in a process of its own: to change what works there is noticed by nobody, and says nothing of the tests."""
    assert {path.stem for path in modules_of("handouts", [])}.isdisjoint({"child", "render"})


def test_a_sample_is_the_same_one_each_time():
    """So that it can be gone on with, and compared with what it was."""
    mutants = [f"x_mg__mutmut_{number}" for number in range(100)]
    assert sample(mutants, 40) == sample(mutants, 40) < set(mutants)
    assert len(sample(mutants, 40)) == 40
    assert sample(mutants, 200) == sample(mutants, None) == set(mutants)


@pytest.mark.parametrize(
    ("code", "drawn", "again", "left"),
    [
        (None, True, False, None),
        (None, False, False, LEFT_OUT),
        (LEFT_OUT, True, False, None),
        (LEFT_OUT, False, True, LEFT_OUT),
        (1, True, True, 1),
        (1, False, False, 1),
        (0, True, False, 0),
        (0, True, True, None),
        (33, True, True, None),
    ],
)
def test_what_was_tried_stands(code, drawn, again, left):
    """Noticed changes are not tried again, survivors only when that is asked; what is not in the sample is left out."""
    assert to_try(code, drawn=drawn, again=again) == left


NOTED = {
    "tests_by_mangled_function_name": {"x_mg": ["tests/engine/test_a.py::test_1", "tests/engine/test_b.py::test_2[1]"]},
    "duration_by_test": {"tests/engine/test_a.py::test_1": 1.0, "tests/engine/test_b.py::test_2[1]": 2.0},
    "stats_time": 3,
}
FILES = {"tests/engine/test_a.py": "a", "tests/engine/test_b.py": "b"}
KEPT = {"shared": "as it was", "modules": ["text.py", "day.py"], "files": FILES, "noted": NOTED}


def test_which_test_reaches_what_is_found_out_anew_of_changed_files_alone():
    """Of a file of tests that was changed or is gone nothing is known; of the others all is."""
    assert still_right(KEPT, FILES, "as it was", ["text.py"]) == NOTED
    for files in (FILES | {"tests/engine/test_b.py": "other"}, {"tests/engine/test_a.py": "a"}):
        found = still_right(KEPT, files, "as it was", ["text.py"])
        assert found["tests_by_mangled_function_name"] == {"x_mg": ["tests/engine/test_a.py::test_1"]}
        assert found["duration_by_test"] == {"tests/engine/test_a.py::test_1": 1.0}
        assert found["stats_time"] == 3


def test_nothing_is_known_of_other_code_or_of_modules_that_were_not_looked_at():
    """Where the code or what tests share was changed, or a module had no mutants then, all is found out anew."""
    assert still_right(KEPT, FILES, "changed", ["text.py"]) is None
    assert still_right(KEPT, FILES, "as it was", ["text.py", "week.py"]) is None
    assert still_right({}, FILES, "as it was", ["text.py"]) is None


def test_what_is_kept_follows_the_files(tmp_path):
    """A file that is added, changed or renamed has another digest."""
    one, other = tmp_path / "a.py", tmp_path / "b.py"
    one.write_text("1")
    before = digest([one])
    other.write_text("1")
    assert len({before, digest([other]), digest([one, other])}) == 3
    one.write_text("2")
    assert digest([one]) != before
