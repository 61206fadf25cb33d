"""What each address needs, and the page for whoever may not: one table, and nothing is open that is not in it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from taper_app.models import OutsideReading, User
from taper_app.roles import ROLES, WHO, May, Role

from .events import SAFE

MOST_NAMED = 5


class Need(NamedTuple):
    """What it needs to see the page of an address, and to send its form; None where it is enough to be signed in."""

    to_read: May | None
    to_change: May | None
    from_outside: bool = True
    """Whether a patient who is read from outside is shown there."""


def each(need: Need, *names: str) -> dict[str, Need]:
    """The same need for several addresses."""
    return dict.fromkeys(names, need)


ANYBODYS = frozenset(
    {"account_login", "account_logout", "account_signup", "account_inactive", "health", "ready", "help_page", "safety"}
    | {"safety_group", "invitation_accept", "public_page", "mfa_authenticate", "mfa_login_webauthn"}
)
"""Addresses for which nobody need be signed in."""
NEEDS = {
    **each(Need(None, None), "account_reauthenticate", "account_change_password", "user_settings", "sources", "source_group"),
    **each(Need(None, None), "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "session_left"),
    **each(Need(None, None), "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    **each(Need(None, None), "outside_read"),  # in an emergency everybody who has an account reads, with a reason and an end
    **each(Need(None, None), "draft_keep"),  # it asks for what the page needs that something was typed on (views.keeping)
    **each(Need(May.READ, May.READ), "today", "patient_list", "patient_detail"),
    **each(Need(May.READ, May.READ, from_outside=False), "job_list", "job_detail", "job_file"),  # an export: views.jobs
    **each(Need(May.READ, May.READ, from_outside=False), "patient_events", "patient_record", "patient_record_json"),
    **each(Need(May.READ, May.READ, from_outside=False), "patient_record_pdf"),
    **each(Need(May.READ, May.READ), "weighing_pdf", "weighing_text", "plan_detail", "plan_timeline", "plan_how"),
    **each(Need(May.READ, May.READ), "handout_pdf", "handout_large", "handout_html", "handout_file", "handout_text"),
    **each(Need(May.READ, May.READ), "handout_calendar", "summary_pdf", "supply_pdf", "supply_text", "letter_pdf"),
    **each(Need(May.READ, May.READ), "own_pdf", "own_large", "own_text", "agreement_pdf", "why_pdf", "why_html", "why_text"),
    **each(Need(May.READ, May.READ), "revision_note", "revision_note_file", "review_note", "review_note_file"),
    **each(Need(May.READ, May.MEDICINES), "medication_list"),
    **each(Need(May.READ, May.PLAN), "risks_edit", "weighing_edit", "adjunct_list", "relapse_plan_edit", "care_edit"),
    **each(Need(May.READ, May.PLAN), "no_taper_new"),
    **each(Need(May.MEDICINES, May.MEDICINES), "plan_checked", "quick_schedule", "quick_compare", "quick_draft"),
    **each(Need(May.MEDICINES, May.MEDICINES), "public_pages_withdraw"),
    **each(Need(May.PLAN, May.PLAN), "quick_keep", "patient_add", "patient_edit", "patient_in_error", "plan_in_error"),
    **each(Need(May.PLAN, May.PLAN), "plan_new", "plan_cautions", "plan_check", "plan_draft", "plan_compare", "plan_choice"),
    **each(Need(May.PLAN, May.PLAN), "review_new", "review_cautions", "review_check", "review_draft", "review_compare"),
    **each(Need(May.PLAN, May.PLAN), "review_choice", "review_missed", "review_in_error", "follow_up_new", "follow_up_days"),
    **each(Need(None, May.MEDICINES), "own_product_list"),
    **each(Need(None, May.ADMINISTER), "clinic_edit"),
    **each(Need(May.ADMINISTER, May.ADMINISTER), "clinic_events", "people_list", "people_invite"),
}
"""What the address of each name needs; those of ANYBODYS apart."""


class OnlyWhoMay:
    """Lets through to a page whoever may see it, and to its form whoever may send it; an address without a need is nobody's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        """The page that refuses, or None. SignInFirst has asked before who it is."""
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if name in ANYBODYS or not request.user.is_authenticated:
            return None
        need = NEEDS.get(name)
        may = request.user.may
        if name == "today" and May.READ not in may:
            return redirect("people_list")
        if need is None:
            return not_permitted(request, None)
        if "code" in named and request.method in SAFE and need.to_read == May.READ and May.READ not in may:
            return None if need.from_outside and reads_outside(request.user) else not_permitted(request, May.READ)
        asked = need.to_read if request.method in SAFE else need.to_change
        if asked and asked not in may:
            return not_permitted(request, asked)
        if need.to_change and need.to_change not in may:
            request.only_reads = WHO[need.to_change]  # type: ignore[attr-defined]  # base.html says it and shuts the form
        return None


def need_of(request: HttpRequest) -> Need:
    """What the address of a request needs. Raises KeyError for one of ANYBODYS, which shows no patient."""
    return NEEDS[(request.resolver_match and request.resolver_match.url_name) or ""]


def reads_outside(user: Any) -> bool:
    """Whether somebody has broken the glass for anybody: which patient that is, is asked where one is looked up."""
    return OutsideReading.objects.open_at(timezone.now()).filter(by=user).exists()


def may_change(user: User, name: str) -> bool:
    """Whether somebody may send the form of an address."""
    return name in NEEDS and (NEEDS[name].to_change is None or NEEDS[name].to_change in user.may)


def not_permitted(request: HttpRequest, need: May | None) -> HttpResponse:
    """The page that says who may, and whom to ask: nothing was done."""
    user: Any = request.user
    asked = User.objects.filter(clinic=user.clinic_id, is_administrator=True, is_active=True).exclude(pk=user.pk)
    context = {
        "who": WHO[need] if need else "nobody",
        "role": "administrator" if user.role == Role.NONE else ROLES[Role(user.role)].lower(),
        "administrators": [one.get_full_name() for one in asked.order_by("full_name")[:MOST_NAMED]],
        "is_patient": need == May.READ,
        "is_sent": request.method not in SAFE,
    }
    return render(request, "not_permitted.html", context, status=403)
