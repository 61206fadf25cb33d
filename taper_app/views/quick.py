"""A quick schedule, without a patient: everything that was typed stands in the address, and nothing is kept."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from taper_app.actions.kept_papers import kept_draft
from taper_app.desk import quick
from taper_app.handouts import RenderFailed, render_pdf
from taper_app.handouts.draft import draft_paper

from .access import ClinicRequest, today_at


@require_safe
def quick_schedule(request: ClinicRequest) -> HttpResponse:
    """Doses, what can be reached from them, and the schedule that is chosen."""
    clinic = request.user.clinic
    today = today_at(clinic)
    found = quick.looked_at(clinic, request.GET or None, today)
    live = "HX-Request" in request.headers  # what is half filled in is no error while somebody types
    context = found.context | {"query": request.GET.urlencode(), "today": today, "section": "quick"}
    return render(request, "quick/quick.html", context, status=422 if context["errors"] and not live else 200)


@require_safe
def quick_draft(request: ClinicRequest) -> HttpResponse:
    """The schedule that is chosen, as paper to talk about; back to the page where none is."""
    clinic = request.user.clinic
    today = today_at(clinic)
    found = quick.looked_at(clinic, request.GET or None, today)
    if found.issued is None:
        return redirect(f"{reverse('quick_schedule')}?{request.GET.urlencode()}")
    try:
        written = draft_paper(found.issued, printed_on=today, printed_by=request.user.get_full_name())
        paper = kept_draft("draft", written, render_pdf)
    except RenderFailed as error:
        context = {"query": request.GET.urlencode(), "section": "quick", "why": error}
        return render(request, "quick/draft_failed.html", context, status=503)
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="draft.pdf"'})
