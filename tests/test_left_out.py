"""Which tests a run takes: what conftest.py leaves out of a quick one, and of the one on a second database."""

from pathlib import Path
from types import SimpleNamespace

from tests.conftest import PAGES, is_quick, is_wanted, on_database, pytest_collection_modifyitems, pytest_ignore_collect

OPTIONS = {"--deep": False, "--quick": False, "--database-only": False}


def test(name, *fixtures, marks=(), at_random=False, folder=PAGES.parent):
    """A test as pytest collects it."""
    found = {"originalname": name, "path": folder / "test_x.py", "fixturenames": fixtures}
    found["function"] = SimpleNamespace(is_hypothesis_test=at_random)
    return SimpleNamespace(**found, get_closest_marker=lambda mark: True if mark in marks else None)


test.__test__ = False
ENGINE, ENGINE_TOO = test("dose"), test("dose")
PLAN, PLAN_TOO = test("plan", "db"), test("plan", "db")
EACH, EACH_TOO = test("order", "db", marks={"each_on_any_database"}), test("order", "db", marks={"each_on_any_database"})
LONG, RANDOM, BROWSER = test("all", "db", marks={"long"}), test("any", at_random=True), test("seen", "page", "live_server")
PAPER, PAPER_TOO = test("paper", marks={"printed"}), test("paper", marks={"printed"})
WORDS, DEEP = test("words", "db", marks={"any_database"}), test("years", marks={"deep"})
SHOWN, LISTED = test("shown", "db", folder=PAGES), test("listed", "db", marks={"each_on_any_database"}, folder=PAGES)
EVERY = [SHOWN, LISTED, ENGINE, ENGINE_TOO, PLAN, PLAN_TOO, EACH, EACH_TOO, LONG, RANDOM, BROWSER, PAPER, PAPER_TOO, WORDS, DEEP]


def taken(*asked):
    """What is left of every test, and what is said to be deselected."""
    items, deselected = list(EVERY), []
    hook = SimpleNamespace(pytest_deselected=lambda items: deselected.extend(items))
    options = OPTIONS | dict.fromkeys(asked, True)
    pytest_collection_modifyitems(SimpleNamespace(getoption=options.get, hook=hook), items)
    assert [item for item in EVERY if item not in items] == deselected
    return [item for item in items if item is not BROWSER]  # there may be none on this machine


def test_without_options_all_but_long_runs_are_taken():
    """The suite is everything but what wants --deep, which then is taken too."""
    assert taken() == [item for item in EVERY if item not in (DEEP, BROWSER)]
    assert taken("--deep") == [item for item in EVERY if item is not BROWSER]


def test_a_quick_run_takes_one_example_on_a_database_or_paper_and_nothing_long_or_at_random():
    """All examples of the engine's tests, the first of one on a database or of a PDF; nothing long, at random or in a browser."""
    assert taken("--quick") == [SHOWN, LISTED, ENGINE, ENGINE_TOO, PLAN, EACH, PAPER, WORDS]
    assert [is_quick(item) for item in (BROWSER, RANDOM, LONG, PLAN)] == [False, False, False, True]


def test_a_second_database_gets_what_could_differ_there():
    """The first example of all that touches a database, but for words; each example where they send other statements; of pages
    only those that say so."""
    assert taken("--database-only") == [LISTED, PLAN, EACH, EACH_TOO, LONG]
    options = SimpleNamespace(getoption=(OPTIONS | {"--database-only": True}).get)
    assert not is_wanted(BROWSER, options)
    assert on_database(BROWSER)


def test_folders_of_which_nothing_would_be_taken_are_passed_by():
    """The engine has no database and a quick run no browser; everything is collected of all else."""
    folders = [path for path in Path(__file__).parent.iterdir() if path.is_dir() and "__" not in path.name]

    def passed_by(**asked):
        config = SimpleNamespace(getoption=(OPTIONS | asked).get)
        return {path.name for path in folders if pytest_ignore_collect(path, config)}

    assert passed_by(**{"--database-only": True}) == {"engine", "browser"}
    assert passed_by(**{"--quick": True}) == {"browser"}
    assert passed_by() == passed_by(**{"--deep": True}) == set()
