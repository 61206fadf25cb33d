"""Who looks at a patient leaves an event, before anything is answered: pages, papers, lists and searches.

What an address shows is not asked of its view: whoever is signed in and gets an answer from any address but those below leaves an
event, so that a new page cannot be forgotten. Looking a patient up (views.access) says whose it is.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse

from taper_app.actions import audit
from taper_app.models import Patient

NOBODYS = frozenset(
    {
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "user_settings",
        "clinic_edit",
        "own_product_list",
        "people_list",
        "people_invite",
        "invitation_accept",
        "draft_keep",
        "health",
        "public_page",
        "help_page",
        "quick_schedule",
        "quick_compare",
        "quick_draft",
        "ready",
        "safety",
        "safety_group",
        "sources",
        "source_group",
    }
)
"""Addresses whose pages show no patient, and the one of nobody's that keeps its event itself."""
SEARCH = "search_patients"
SHOWING = (200, 409, 410, 422)
"""What a page with something of a patient on it can answer."""


class Looked(NamedTuple):
    """What an event says of one request, where it says more than the address does."""

    subject: str
    action: str = ""
    after: dict[str, Any] = {}
    is_shown: bool = False


def looks_at(request: HttpRequest, patient: Patient, *, is_shown: bool = False) -> None:
    """Say whose record is looked up; `is_shown` where something of it is on the page for certain."""
    request.looked = Looked(f"patient {patient.code}", is_shown=is_shown)  # type: ignore[attr-defined]  # read below


def searches(request: HttpRequest, text: str) -> None:
    """Say what is searched for, whoever is found, and wherever that leads."""
    request.looked = Looked("patients", SEARCH, {"text": text})  # type: ignore[attr-defined]  # the same


def exports(request: HttpRequest) -> None:
    """Say that all events of the clinic are taken away as a file."""
    request.looked = Looked("clinic", "export_events")  # type: ignore[attr-defined]  # the same


def looked_at(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep the event of what is about to be answered. Where it cannot be kept, nothing is answered. Of settings.MIDDLEWARE."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        page, looked = request.resolver_match, getattr(request, "looked", None)
        if page and (looked or page.url_name not in NOBODYS) and request.user.is_authenticated:
            keep(request, response, page.url_name or "", looked)
        return response

    return middleware


def keep(request: HttpRequest, response: HttpResponse, page: str, looked: Looked | None) -> None:
    """The event of one answer; none where it shows nothing of a patient."""
    if not (looked and looked.action == SEARCH) and not shows(response, page, looked):
        return
    said = {"page": page} | (request.resolver_match.kwargs if request.resolver_match else {}) | (looked.after if looked else {})
    is_file = "Content-Disposition" in response or not response.get("Content-Type", "").startswith("text/html")
    user: Any = request.user
    audit.append(
        clinic=user.clinic_id,
        by=user.pk,
        action=looked.action if looked and looked.action else ACTIONS[bool(looked), is_file or "paper" in request.GET],
        subject=looked.subject if looked else "patients",
        after=said,
    )


ACTIONS = {
    (True, False): "open_page",
    (True, True): "print_paper",
    (False, False): "open_list",
    (False, True): "print_list",
}
"""By whether it is about one patient, and whether it is a file or made for paper."""


def shows(response: HttpResponse, page: str, looked: Looked | None) -> bool:
    """Whether something of a patient can stand in the answer."""
    return (looked is not None and looked.is_shown) or (response.status_code in SHOWING and page not in NOBODYS)
