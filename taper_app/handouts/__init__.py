"""A stored revision → paper."""

from .asking import RenderFailed
from .formats import large_handout, page_to_send, plain_handout, web_handout
from .ical import calendar_handout
from .patient import patient_handout
from .render import render_pdf, share_children, wait_for_children
from .turns import TooMany, asked_by

__all__ = [
    "RenderFailed",
    "TooMany",
    "asked_by",
    "calendar_handout",
    "large_handout",
    "page_to_send",
    "patient_handout",
    "plain_handout",
    "render_pdf",
    "share_children",
    "wait_for_children",
    "web_handout",
]
