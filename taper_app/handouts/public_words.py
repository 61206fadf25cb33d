"""What is said of the page that the code on a handout opens, and on it where it does not show the plan.

Like every text of the papers: our own, for grade 6 and below, in sentences of at most 20 words.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .blocks import Words

PUBLIC: dict[str, Words] = {
    "phone": _("See this plan on your phone"),
    "phone_how": _("Point the camera of your phone at the square. Or type this address:"),
    "phone_lost": _("Anyone who finds this paper can do the same. Have you lost it? Call us. Then we close the page."),
    "square": pgettext_lazy("a picture", "A square that opens this plan on a phone."),
    "replaced": _("We gave you a new plan on {date}. Follow your newest paper."),
    "no_paper": _("Do you not have it? Call us today."),
    "not_shown": _("This page cannot show your plan."),
    "ask": _("Call us today, before you change what you take."),
    "not_suddenly": _("Do not stop suddenly. Do not go up or down on your own."),
}
"""Sentences by their key."""
