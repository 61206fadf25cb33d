"""What every run of the suite shares. Nothing here needs Django, so that the engine's tests can be run without it.

The fixtures of everything else stand in tests/clinic.py.
"""

import gc
import os
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings as hypothesis_settings

from taper_app.roomy import with_room

BROWSERS = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
FOLDERS_LEFT_OUT = {"--database-only": ("engine", "browser"), "--quick": ("browser",)}
"""Folders of which a run of this kind takes nothing: collecting them would take seconds."""
PAGES = Path(__file__).with_name("views")
PASSWORD = "correct horse battery"
TODAY = date(2027, 1, 4)  # a Monday

hypothesis_settings.register_profile("suite", max_examples=100, deadline=None, derandomize=True)
hypothesis_settings.register_profile("deep", max_examples=5000, deadline=None)


def pytest_addoption(parser):
    parser.addoption("--deep", action="store_true", help="also the long runs, and many more random examples")
    parser.addoption("--quick", action="store_true", help="nothing long or at random, no browser; one example of a paper")
    parser.addoption("--database-only", action="store_true", help="only what touches a database, and not in a browser")


def pytest_configure(config):
    hypothesis_settings.load_profile("deep" if config.getoption("--deep") else "suite")
    if config.pluginmanager.hasplugin("django"):
        config.pluginmanager.import_plugin("tests.clinic")


def pytest_ignore_collect(collection_path, config):
    """Whether to pass a folder by; one that is asked for by name is not, and what it has is left out one by one."""
    passed_by = {Path(__file__).with_name(each) for kind, of in FOLDERS_LEFT_OUT.items() if config.getoption(kind) for each in of}
    return collection_path in passed_by or None


def pytest_collection_modifyitems(config, items):
    """Leave out what was not asked for or cannot run; the last line counts it as deselected."""
    wanted = [item for item in items if is_wanted(item, config)]
    if config.getoption("--quick"):
        wanted = [item for item in first_examples(wanted, takes_its_time) if is_quick(item)]
    if config.getoption("--database-only"):
        wanted = list(first_examples(wanted, lambda item: not item.get_closest_marker("each_on_any_database")))
    kept = set(map(id, wanted))
    config.hook.pytest_deselected(items=[item for item in items if id(item) not in kept])
    items[:] = wanted


def pytest_collection_finish():
    """What was collected stays to the end: whoever looks for garbage need not go through ten thousand tests each time."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """What pytest does, with room for frames: without it a quarter of the suite's time went to mapping memory."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    with_room(runtestprotocol, item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def is_wanted(item, config) -> bool:
    """Whether to run it: a long run with --deep, a browser's where one is, with --database-only what another one may break."""
    indifferent = in_browser(item) or item.get_closest_marker("any_database") or says_the_same(item)
    return (
        (config.getoption("--deep") or item.get_closest_marker("deep") is None)
        and (CHROMIUM is not None or not in_browser(item))
        and ((on_database(item) and not indifferent) or not config.getoption("--database-only"))
    )


def first_examples(items, of):
    """The items, but of a test with many examples its first alone, where `of` says so."""
    met = set()
    for item in items:
        test = (item.path, item.originalname)
        if test not in met or not of(item):
            yield item
        met.add(test)


def is_quick(item) -> bool:
    """Whether it is neither in a browser nor drawn at random nor marked as long."""
    return not (in_browser(item) or getattr(item.function, "is_hypothesis_test", False) or item.get_closest_marker("long"))


def takes_its_time(item) -> bool:
    """Whether it touches a database or makes a PDF: there a quick run is content with one example."""
    return bool(on_database(item) or item.get_closest_marker("printed"))


def says_the_same(item) -> bool:
    """Whether it is of a page, whose statements the actions' tests and the walk over all addresses send too, and says no more."""
    return item.path.parent == PAGES and not item.get_closest_marker("each_on_any_database")


def on_database(item) -> bool:
    """Whether it touches a database."""
    return bool({"db", "transactional_db", "live_server"} & set(item.fixturenames) or item.get_closest_marker("django_db"))


def in_browser(item) -> bool:
    return "page" in item.fixturenames


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, that talks to nobody but us."""
    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    flags += ["--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium does not start as root with one
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": flags, "headless": True}


def lorazepam_row(**changes):
    """A row of set_medications: lorazepam 1 mg in the morning, at midday and at night."""
    doses = {f"{kind}_{time}": Decimal(1) for kind in ("prescribed", "taken") for time in ("morning", "midday", "night")}
    row = {"drug": "lorazepam", "indication": "anxiety", "use": "regular", "since_on": date(2019, 3, 1)}
    return row | doses | changes
