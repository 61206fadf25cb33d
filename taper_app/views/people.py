"""The people of a clinic: who has an account, what each may, and who is invited. For administrators."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from taper_app.actions import clinicians, invitations, second_factors
from taper_app.actions.clinicians import LastClinician, NoAccount
from taper_app.actions.invitations import Invited, NotInvited
from taper_app.chart.second_factors import who_have_one
from taper_app.forms.errors import error_links
from taper_app.forms.people import InviteForm, RoleForm
from taper_app.models import Clinic, User
from taper_app.roles import ROLES, Role
from taper_app.wording.days import clinic_moment

from .access import ClinicRequest, kept, wrong_status
from .presence import ask_for_proof, sent_before_proof


class Asked(NamedTuple):
    """What is to be done with one account, to be said yes to."""

    user: User
    do: str
    role: str
    is_administrator: bool


@require_http_methods(["GET", "HEAD", "POST"])
def people_list(request: ClinicRequest) -> HttpResponse:
    """Everybody of the clinic, with what can be done about each."""
    if request.method != "POST":
        return people_page(request, sent_before_proof(request))
    if "revoke" in request.POST:
        return revoked(request)
    asked = asked_of(request.user.clinic, request.POST)
    form = RoleForm(request.POST)
    if asked.do == "role" and not form.is_valid():
        messages.warning(request, " ".join(words for _, words in error_links(form)))
        return redirect("people_list")
    if away := ask_for_proof(request, always=True):
        return away
    try:
        messages.success(request, done(asked, request.user))
    except (LastClinician, NoAccount) as error:
        messages.warning(request, f"Nothing was changed. {error}")
    return redirect("people_list")


def done(asked: Asked, by: User) -> str:
    """Do it; what was done. Raises LastClinician, NoAccount."""
    user, name = asked.user, asked.user.get_full_name()
    if asked.do == "close":
        gone = clinicians.close_clinician(user=user, by=by)
        return f"The account of {name} is closed. Sessions that ended: {gone.sessions}. What {name} signed stays."
    if asked.do == "end":
        return f"{name} is signed out everywhere. Sessions that ended: {clinicians.sign_out_everywhere(user=user, by=by)}."
    if asked.do == "factors":
        factors, sessions = second_factors.reset_factors(user=user, by=by)
        return f"{name} sets up a second step at the next sign-in. Taken away: {factors}. Sessions that ended: {sessions}."
    clinicians.change_role(user=user, by=by, role=asked.role, is_administrator=asked.is_administrator)
    return f"{name} is {said(asked.role, asked.is_administrator)} from now on."


def revoked(request: ClinicRequest) -> HttpResponse:
    """An invitation lets nobody in any more. It takes something away and gives nothing, so that no proof is asked for."""
    number, clinic = request.POST["revoke"], request.user.clinic
    try:
        known = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
        gone = invitations.revoke_invitation(clinic=clinic, by=request.user, number=known, now=timezone.now())
        messages.success(request, f"The invitation of {gone.full_name} is taken back: its link lets nobody in.")
    except NotInvited as error:
        messages.warning(request, str(error))
    return redirect("people_list")


def asked_of(clinic: Clinic, sent: QueryDict) -> Asked:
    """What was asked for, of an open account of the clinic. Raises Http404 for what no form of ours sends."""
    user = clinic.users.filter(username=sent.get("who", ""), is_active=True).first()
    do = sent.get("do", "")
    if user is None or do not in ("role", "close", "end", "factors"):
        raise Http404
    return Asked(user, do, sent.get("role", ""), "is_administrator" in sent)


def people_page(request: ClinicRequest, sent: QueryDict | None) -> HttpResponse:
    """The list; first, where something was sent before the proof, the question whether to do it."""
    clinic, now = request.user.clinic, timezone.now()
    holders = who_have_one(clinic)
    rows = [row(each, clinic) | {"has_factor": each.pk in holders} for each in clinic.users.order_by("full_name", "pk")]
    waiting = clinic.invitations.filter(accepted_by=None, revoked_at=None).select_related("invited_by").order_by("-pk")
    invited = [
        {"invitation": each, "may": said(each.role, each.is_administrator), "ends": clinic_moment(each.ends_at, clinic.time_zone)}
        | {"is_over": each.ends_at <= now}
        for each in waiting
    ]
    context: dict[str, Any] = {
        "people": [each for each in rows if each["person"].is_active],
        "closed": [each for each in rows if not each["person"].is_active],
        "invited": invited,
        "section": "clinic",
    }
    if sent:
        asked = asked_of(clinic, sent)
        context |= {"asked": asked, "asked_may": said(asked.role, asked.is_administrator) if asked.do == "role" else ""}
    return render(request, "people/people_list.html", context)


def row(person: User, clinic: Clinic) -> dict[str, Any]:
    """One of the list."""
    now = {"role": person.role, "is_administrator": person.is_administrator}
    return {
        "person": person,
        "may": said(person.role, person.is_administrator),
        "last": clinic_moment(person.last_login, clinic.time_zone) if person.last_login else "",
        "form": RoleForm(initial=now, auto_id=f"id_%s_{person.username}"),
    }


def said(role: str, is_administrator: bool) -> str:
    """What somebody is, in words."""
    name = "" if role == Role.NONE else ROLES[Role(role)].lower()
    return " and ".join(each for each in (name, "administrator" if is_administrator else "") if each)


@require_http_methods(["GET", "HEAD", "POST"])
def people_invite(request: ClinicRequest) -> HttpResponse:
    """Somebody is invited: the link and its code are on the page that answers, once."""
    sent = sent_before_proof(request)
    form = InviteForm(request.POST if request.method == "POST" else sent)
    context: dict[str, Any] = {"form": form, "section": "clinic", "is_back": sent is not None}
    if request.method == "POST" and form.is_valid():
        if away := ask_for_proof(request, always=True):
            return away
        made = kept(form, invited, request=request)
        if made:
            return render(request, "people/people_invited.html", context | made)
    context |= {"errors": error_links(form)}
    return render(request, "people/people_invite.html", context, status=wrong_status(form) if request.method == "POST" else 200)


def invited(*, request: ClinicRequest, full_name: str, role: str, is_administrator: bool) -> dict[str, Any]:
    """The invitation, and what is handed over. Raises ValidationError."""
    clinic, who = request.user.clinic, Invited(full_name, role, is_administrator)
    invitation, code = invitations.invite(clinic=clinic, by=request.user, who=who, now=timezone.now())
    link = f"{request.build_absolute_uri(reverse('invitation_accept'))}#{code}"
    ends = clinic_moment(invitation.ends_at, clinic.time_zone)
    return {"invitation": invitation, "code": code, "link": link, "ends": ends, "may": said(role, is_administrator)}
