"""A page that answers wherever something stands in the way of what was asked for, and no view says so itself."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

E = TypeVar("E", bound=Exception)
Answer = Callable[[HttpRequest], HttpResponse]


def instead_of(kind: type[E], page: Callable[[HttpRequest, E], HttpResponse]) -> Callable[[Answer], Answer]:
    """A middleware that answers with this page where an exception of this kind was raised. Of settings.MIDDLEWARE."""

    def answering(get_response: Answer) -> Answer:
        def middleware(request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
            return page(request, exception) if isinstance(exception, kind) else None

        middleware.process_exception = process_exception  # type: ignore[attr-defined]  # where Django looks for it
        return middleware

    return answering
