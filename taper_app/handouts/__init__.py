"""A stored revision → paper."""

from .patient import patient_handout
from .render import RenderFailed, render_pdf

__all__ = ["RenderFailed", "patient_handout", "render_pdf"]
