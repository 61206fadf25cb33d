"""An account is made by whoever was invited. The code comes in a form, so that it is in no address and no log."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from taper_app.actions import invitations
from taper_app.actions.invitations import NoSuchCode, NotInvited
from taper_app.forms.errors import error_links
from taper_app.forms.people import AccountForm, CodeForm
from taper_app.models import Invitation, User
from taper_app.roles import SAID, Role

from .access import kept, wrong_status
from .tries import count_code


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest) -> HttpResponse:
    """First the code, then a name to sign in with and a password; nobody is signed in by it."""
    coded = CodeForm(request.POST if request.method == "POST" else None)
    if not coded.is_valid():
        return code_page(request, coded)
    code, now = coded.cleaned_data["code"], timezone.now()
    try:
        invitation = invitations.by_code(code, now)
        is_typed = "username" in request.POST
        form = AccountForm(request.POST if is_typed else None, clinic=invitation.clinic, full_name=invitation.full_name)
        if is_typed and form.is_valid() and kept(form, made, code=code) is not None:
            messages.success(request, "Your account is made. Sign in with it.")
            return redirect("account_login")
    except NoSuchCode as error:
        coded.add_error("code", str(error))
        return count_code(request) or code_page(request, coded)
    except NotInvited as error:
        coded.add_error("code", str(error))
        return code_page(request, coded)
    return render(request, "people/invitation_accept.html", about(invitation, form) | {"code": code}, status=wrong_status(form))


def code_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """The page that asks for the code."""
    context = {"form": form, "errors": error_links(form)}
    return render(request, "people/invitation_code.html", context, status=wrong_status(form))


def about(invitation: Invitation, form: AccountForm) -> dict[str, Any]:
    """Who is invited, where and as what."""
    said = "" if invitation.role == Role.NONE else SAID[Role(invitation.role)]
    return {"invitation": invitation, "form": form, "errors": error_links(form), "said": said}


def made(*, code: str, username: str, password1: str, password2: str) -> User:
    """The account. Raises NotInvited, and ValidationError naming the field that is wrong."""
    return invitations.accept_invitation(code=code, username=username, password=password1, now=timezone.now())
