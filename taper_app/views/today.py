"""The first page: who is waited for, and whose plan needs a look."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from taper_app.pages.today import GROUPS, in_order, lists, others, plans_waiting, waits
from taper_app.pages.weighings import asked_again

from .access import ClinicRequest, today_at

PAGE_SIZE = 50


@require_safe
def today(request: ClinicRequest) -> HttpResponse:
    """Reviews overdue and due, follow-ups, missed visits, plans ending and open holds of the clinic."""
    clinic = request.user.clinic
    on = today_at(clinic)
    waiting = [waits(plan, on) for plan in plans_waiting(clinic, on)]
    counted = Counter(kind for each in waiting for kind in each.kinds)
    only = next((each for each in GROUPS if each.key == request.GET.get("only")), None)
    page = Paginator(in_order(waiting, only), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "today": on,
        "only": only,
        "counts": [{"group": each, "count": counted[each.key]} for each in GROUPS],
        "waiting": len(waiting),
        "lists": lists(page, on),
        "page": page,
        "ask_again": [] if only else list(asked_again(clinic, on)[:PAGE_SIZE]),
        "section": "today",
    }
    return render(request, "today/today.html", context | others(clinic))
