"""A stored revision → paper."""

from .formats import large_handout, page_to_send, plain_handout, web_handout
from .ical import calendar_handout
from .patient import patient_handout
from .render import RenderFailed, render_pdf, share_children

__all__ = [
    "RenderFailed",
    "calendar_handout",
    "large_handout",
    "page_to_send",
    "patient_handout",
    "plain_handout",
    "render_pdf",
    "share_children",
    "web_handout",
]
