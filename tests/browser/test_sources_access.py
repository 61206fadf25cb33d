"""Safety and sources can be used by everybody, long as they are."""

import pytest

from tests.browser.test_access import in_order

REPEATED = "article ~ article, .contents li ~ li, .sources li ~ li, details ~ details"


@pytest.fixture
def browser_context_args(browser_context_args):
    """Axe is a script, so here scripts are on; our pages have none."""
    return {**browser_context_args, "java_script_enabled": True}


@pytest.mark.django_db(transaction=True)
def test_long_pages(site, live_server):
    """The whole page scrolls in one direction only, down to 320 pixels; one part of each kind breaks no rule."""
    for address in (
        "/safety/",
        "/safety/clinical/",
        "/sources/",
        "/sources/drugs/?of=diazepam",
        "/sources/rules/",
        "/sources/sources/",
    ):
        site.goto(live_server.url + address)
        size = site.viewport_size
        site.set_viewport_size({"width": 320, "height": size["height"]})
        assert site.evaluate("document.documentElement.scrollWidth") <= 320
        site.set_viewport_size(size)
        # Axe takes minutes over hundreds of parts that are all drawn by the same few templates.
        site.evaluate(f"document.querySelectorAll('{REPEATED}').forEach(each => each.remove())")
        in_order(site, "")
