"""The first page: who is waited for, and whose plan needs a look."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from taper_app.pages.today import GROUPS, MOST_LISTED, Group, Queue, Waiting, lists, others
from taper_app.pages.weighings import asked_again

from .access import ClinicRequest, today_at

PAGE_SIZE = 50


@require_safe
def today(request: ClinicRequest) -> HttpResponse:
    """Reviews overdue and due, follow-ups, missed visits, plans ending and open holds of the clinic."""
    clinic = request.user.clinic
    on = today_at(clinic)
    only = next((each for each in GROUPS if each.key == request.GET.get("only")), None)
    queue: Any = Queue(clinic, on, only)  # it is counted and cut, which is all that is asked of it
    pages: Paginator[tuple[Group, Waiting]] = Paginator(queue, PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "today": on,
        "only": only,
        "counts": [{"group": each, "count": queue.counts[each.key]} for each in GROUPS],
        "waiting": any(queue.counts.values()),
        "most": MOST_LISTED,
        "cut": max(queue.counts.values()) > MOST_LISTED,
        "lists": lists(page, on),
        "page": page,
        "ask_again": [] if only else list(asked_again(clinic, on)[:PAGE_SIZE]),
        "section": "today",
    }
    return render(request, "today/today.html", context | ({} if context["waiting"] else others(clinic)))
