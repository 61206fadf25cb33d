"""Every page and state of it can be used by everybody: by rule, by keyboard, on a narrow screen, and when enlarged."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from taper_app.models import Plan
from tests.actions.test_plans import start
from tests.browser.conftest import SIZES
from tests.browser.steps import Clinician

ONLY_FAULTS = {"resultTypes": ["violations"]}  # what is in order need not be told node by node
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]} | ONLY_FAULTS
LAID_OUT = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]}} | ONLY_FAULTS
"""Of these rules, the ones that can find something else on a narrow screen, or in the dark."""
REPEATED = ".how .facts > div ~ div ~ div, .how tbody tr ~ tr, .how li ~ li"
"""Of how a plan was worked out: what is drawn by the same few templates again, over which axe would take long."""
at_every_width = pytest.mark.parametrize("browser_context_args", ["desk"], indirect=True)
"""For a test that looks with `in_order`, which goes through the widths itself: one walk is enough."""


@pytest.fixture
def browser_context_args(browser_context_args):
    """Axe is a script, so here scripts are on; our pages have none."""
    return {**browser_context_args, "java_script_enabled": True}


@pytest.fixture
def doctor(site):
    return Clinician(site)


def in_order(page, address):
    """Assert that no rule is broken at a desk by day or on a phone in the dark, that the page does not scroll sideways, also at
    320 pixels, and that one button at most is what the page is for."""
    if address:
        page.goto(address)
    page.evaluate("window.scrollTo(0, 0)")  # what the banner covers when scrolled is not what this is about
    desk = page.viewport_size
    obeys(page, RULES)
    assert page.evaluate("[...document.querySelectorAll('main .btn-primary')].filter(each => each.checkVisibility()).length") <= 1
    for width in (desk["width"], 320, SIZES["phone"]["width"]):
        page.set_viewport_size({"width": width, "height": desk["height"]})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    page.emulate_media(color_scheme="dark")
    obeys(page, LAID_OUT)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(desk)


def obeys(page, rules):
    """Assert that the page breaks none of these rules."""
    axe = Axe("") if page.evaluate("'axe' in window") else Axe()  # it is half a megabyte of script
    result = axe.run(page, options=rules)
    assert result.violations_count == 0, f"{page.url} {page.viewport_size}\n{result.generate_report()}"


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_pages_before_and_after_a_plan(doctor, site, live_server, lorazepam_patient, clinician):
    """Each page, empty and filled, breaks no rule and needs no sideways scrolling."""
    patient = f"{live_server.url}/patients/{lorazepam_patient.code}/"
    pages = ["", "edit/", "medications/", "risks/", "no-taper/", "plan/"]
    others = ["/patients/", "/patients/new/", "/clinic/", "/accounts/password/change/", "/accounts/logout/"]
    for address in [*(patient + page for page in pages), *(live_server.url + page for page in others)]:
        in_order(site, address)
    start(lorazepam_patient, clinician)
    in_order(site, patient)
    in_order(site, f"{live_server.url}/plans/{Plan.objects.get().code}/")
    site.goto(f"{live_server.url}/plans/{Plan.objects.get().code}/1/how/")
    site.evaluate(f"document.querySelectorAll('{REPEATED}').forEach(each => each.remove())")
    in_order(site, "")
    in_order(site, f"{live_server.url}/patients/")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_pages_with_errors(doctor, site, live_server, lorazepam_patient):
    """Each form sent wrong breaks no rule either, and its title begins with Error."""
    patient = f"{live_server.url}/patients/{lorazepam_patient.code}/"
    for address, button in (
        (f"{live_server.url}/patients/new/", "Add patient"),
        (patient + "medications/", "Save medicines"),
        (patient + "risks/", "Save the answers"),
        (patient + "no-taper/", "Record that no taper is planned"),
        (patient + "plan/", "Show"),
    ):
        site.goto(address)
        if address.endswith("risks/"):  # answered already: a "yes" without its medicine is wrong
            doctor.tick("A medicine that interacts with this one? Yes")
        doctor.press("button", button)
        in_order(site, "")
        assert site.title().startswith("Error: ")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_preview_refusal_check_and_caution(doctor, site, live_server, take):
    """The states of a new plan: refused, previewed, interrupted by cautions, without a reason, checked, for somebody else."""
    patient = take({"drug": "clonazepam", "prescribed_night": "1", "taken_night": "0.5"})
    site.goto(f"{live_server.url}/patients/{patient.code}/")
    doctor.choose_plan("Reduce the drug itself")
    in_order(site, "")
    doctor.tick("Really taken: clonazepam")
    doctor.press("button", "Show", exact=True)
    in_order(site, "")
    doctor.press("button", re.compile("^Use this ?:"))
    in_order(site, "")
    doctor.press("button", "Check and issue")
    in_order(site, "")
    doctor.press("button", "Go on with this reason")
    in_order(site, "")
    assert site.title().startswith("Error: ")
    doctor.give_reason()
    in_order(site, "")
    doctor.type_again("XY", "1999")
    doctor.press("button", "Confirm and issue plan")
    in_order(site, "")
    assert site.title().startswith("Error: ")


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_sign_in_and_pages_that_are_not_there(page, live_server):
    """The way in, with and without errors, and an address of nothing."""
    in_order(page, f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Sign in").click()
    in_order(page, "")
    in_order(page, f"{live_server.url}/nowhere")


@pytest.mark.django_db(transaction=True)
def test_the_whole_form_is_reached_by_keyboard_and_focus_is_seen(site, live_server, lorazepam_patient):
    """Tab reaches every field and button of the plan in order, each in sight, with an outline or a ring of its own."""
    site.goto(f"{live_server.url}/patients/{lorazepam_patient.code}/plan/")
    site.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    wanted = set(
        site.eval_on_selector_all(
            "#plan [name]:not([type=hidden])", "all => all.filter(each => each.checkVisibility()).map(each => each.name)"
        )
    )
    reached = []
    for _ in range(400):
        site.keyboard.press("Tab")
        at = site.evaluate(FOCUSED)
        if at["name"] in wanted:
            assert at["seen"] and at["ring"], at
            reached.append(at["name"])
        if at["name"] == "preview":
            break
    assert wanted - {"discard"} == set(reached)
    assert reached[-1] == "preview"


@at_every_width
@pytest.mark.django_db(transaction=True)
def test_a_long_name_covers_nothing(site, live_server, lorazepam_patient):
    """A name of forty letters without a space is told whole at 320 pixels, in the banner and in a list, and where the banner
    stays on top, no taller than what is left for it."""
    lorazepam_patient.name = "Wolfeschlegelsteinhausenbergerdorffvoralter Featherstonehaugh-Cholmondeley"
    lorazepam_patient.save()
    site.goto(f"{live_server.url}/patients/{lorazepam_patient.code}/")
    for width, height in ((320, 256), (320, 640), (768, 600), (1280, 800)):
        site.set_viewport_size({"width": width, "height": height})
        banner = site.locator(".banner")
        assert site.evaluate("document.documentElement.scrollWidth") <= width
        assert width < 768 or banner.bounding_box()["height"] <= 7 * 16
    site.goto(f"{live_server.url}/patients/")
    for width in (320, 390, 1280):
        site.set_viewport_size({"width": width, "height": 640})
        name = site.get_by_role("link", name=lorazepam_patient.name)
        assert site.evaluate("document.documentElement.scrollWidth") <= width
        assert name.evaluate("each => each.scrollWidth <= each.clientWidth + 1")


FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const banner = document.querySelector('.banner').getBoundingClientRect();
  const covered = getComputedStyle(document.querySelector('.banner')).position == 'sticky' && box.top < banner.bottom - 1;
  const bar = document.querySelector('.bar'), over = bar && !bar.contains(at) ? bar.getBoundingClientRect().top : innerHeight;
  return {name: at.name || '', seen: !covered && box.bottom <= Math.min(over, innerHeight) + 1 && box.width > 0,
          ring: style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2};
}"""


@pytest.mark.django_db(transaction=True)
def test_targets_are_large_enough(site, live_server, lorazepam_patient):
    """Every control that is not a link in running text is at least 24 pixels each way, buttons and boxes at least 44 high."""
    for page in ("", "medications/", "risks/", "plan/"):
        site.goto(f"{live_server.url}/patients/{lorazepam_patient.code}/{page}")
        small = site.eval_on_selector_all(
            "button:not(.away), .btn, input:not([type=hidden]), select, summary",  # what is `away` is a link in running text
            """all => all.filter(each => each.checkVisibility()).map(each => [each, each.getBoundingClientRect()])
               .filter(([each, box]) => box.height < (each.matches('[type=radio], [type=checkbox]') ? 24 : 44) || box.width < 24)
               .map(([each]) => each.outerHTML.slice(0, 120))""",
        )
        assert small == [], page
