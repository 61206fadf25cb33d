"""How somebody signs in, and where they are signed in: their password, their second factors, their open sessions."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from taper_app.actions.browser_sessions import USED, end_some, name_of, open_sessions, seconds_left
from taper_app.chart.second_factors import factors_of
from taper_app.models import BrowserSession, User
from taper_app.wording.days import clinic_moment

from . import second_factors
from .access import ClinicRequest
from .sign_in import lacks_second_factor


@require_http_methods(["GET", "HEAD", "POST"])
def signing_in(request: ClinicRequest) -> HttpResponse:
    """The page with all of it; each thing on it has its button."""
    if request.method == "POST":
        return changed(request)
    own = request.session.session_key
    sessions = [said(each, request.user) | {"is_this": each.session_key == own} for each in open_sessions(request.user)]
    factors = factors_of(request.user)
    context = {"factors": factors, "sessions": sessions, "section": "settings", "must": lacks_second_factor(request)}
    return render(request, "users/signing_in.html", context)


def said(session: BrowserSession, user: User) -> dict[str, object]:
    """A session as the page shows it, by the clock of the clinic."""
    times = {"since": session.began_at, "used": session.used_at}
    zone = user.clinic.time_zone
    return {"of": session, "name": name_of(session)} | {name: clinic_moment(at, zone) if at else "" for name, at in times.items()}


def changed(request: ClinicRequest) -> HttpResponse:
    """What comes of a button of it."""
    if "remove" in request.POST:
        return second_factors.remove(request, request.POST["remove"])
    if "codes" in request.POST:
        return second_factors.new_codes(request)
    own = request.session.session_key
    names = {name_of(each) for each in open_sessions(request.user) if each.session_key != own}
    if "others" not in request.POST:
        names &= {request.POST.get("end", "")}
    ended = end_some(by=request.user, names=names)
    said = {0: "That browser was signed out already.", 1: "That browser is signed out."}
    messages.success(request, said.get(ended, f"{ended} other browsers are signed out."))
    return redirect("mfa_index")


@require_http_methods(["GET", "HEAD", "POST"])
def session_left(request: ClinicRequest) -> HttpResponse:
    """How many seconds are left before whoever does nothing is signed out; sent to, it is something that was done."""
    if request.method == "POST":
        request.session[USED] = timezone.now().timestamp()
    left, is_last = seconds_left(request.session)
    return JsonResponse({"left": left, "last": is_last})
