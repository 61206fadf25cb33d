"""Why no taper is planned."""

from .layout import helper
from .page_form import PageForm
from .texts import ReasonField


class NoTaperForm(PageForm):
    """The reason; all else is on record."""

    reason = ReasonField(
        label="Why is no taper planned?",
        help_text="Such as: two nights a week for sleep, never daily, no seizures. Stops today, and calls if unwell.",
        asks="why no taper is planned",
    )
    helper = helper("reason")
