"""What a clinician sets for their own account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from taper_app.actions.user_settings import change_settings
from taper_app.forms.errors import error_links
from taper_app.forms.user_settings import SettingsForm

from .access import ClinicRequest, kept, wrong_status
from .keeping import is_ours


@require_http_methods(["GET", "HEAD", "POST"])
def user_settings(request: ClinicRequest) -> HttpResponse:
    """How the pages behave for whoever is signed in, and the way to another password."""
    user = request.user
    if "unled" in request.POST:
        return no_more_led(request)
    now = {"slash_searches": user.slash_searches, "is_led": user.is_led}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid() and kept(form, change_settings, by=user) is not None:
        messages.success(request, "Your settings are saved.")
        return redirect("user_settings")
    context = {"form": form, "errors": error_links(form), "section": "settings"}
    return render(request, "users/user_settings.html", context, status=wrong_status(form))


def no_more_led(request: ClinicRequest) -> HttpResponse:
    """What leads to the first plan is gone, and the page that said it is shown again; a script takes the line away by itself."""
    change_settings(by=request.user, is_led=False)
    if "HX-Request" in request.headers:
        return HttpResponse()
    back = request.POST.get("back", "")
    return redirect(back if is_ours(back) else "user_settings")
