"""Help: how a plan is made, a worked example for each method, and why a question is asked."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from taper_app.pages.help import examples, guidelines_differ, plan_asked, risks_asked


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The whole page. It holds nothing about patients: whoever thinks of using Taper may read it."""
    found = examples()
    context = {
        "examples": [each for each in found if each.since is None],
        "at_a_visit": [each for each in found if each.since is not None],
        "risks": risks_asked(),
        "choices": plan_asked(),
        "differ": guidelines_differ(),
        "section": "help",
    }
    return render(request, "help/help.html", context)
