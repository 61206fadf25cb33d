"""Whoever asks for what they may not, or for a code that is not their clinic's, leaves an event that says who, and for what."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from taper_app.actions import audit

REFUSED = (403, 404)


def refused(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep the event of what is refused to somebody who is signed in, at an address that there is. Of settings.MIDDLEWARE."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        page, user = request.resolver_match, request.user
        if page and response.status_code in REFUSED and user.is_authenticated:
            said = {"page": page.url_name, **page.kwargs}
            audit.append(clinic=user.clinic_id, by=user.pk, action="refuse_page", subject="patients", after=said)
        return response

    return middleware
