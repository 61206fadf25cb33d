"""A stored revision → paper."""

from .formats import large_handout, page_to_send, plain_handout, web_handout
from .ical import calendar_handout
from .kept import kept_paper
from .patient import patient_handout
from .render import RenderFailed, render_pdf

__all__ = [
    "RenderFailed",
    "calendar_handout",
    "kept_paper",
    "large_handout",
    "page_to_send",
    "patient_handout",
    "plain_handout",
    "render_pdf",
    "web_handout",
]
