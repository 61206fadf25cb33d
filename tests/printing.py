"""In place of the printer: what leads to a paper is looked at, and no PDF is made."""

import sys
from contextlib import contextmanager

import pytest


@contextmanager
def nothing_printed(paper=lambda *given, **named: b"%PDF-1.7"):
    """No view makes a PDF; `paper` says what each answers in its place."""
    with pytest.MonkeyPatch.context() as patch:
        for module in [each for name, each in sys.modules.items() if name.startswith("taper_app.views") and each]:
            if hasattr(module, "render_pdf"):
                patch.setattr(module, "render_pdf", paper)
        yield
