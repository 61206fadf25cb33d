"""What is weighed with a patient, as tests keep it."""

from taper_app.actions.weighings import record_weighing
from taper_app.models.weighing import Weighed

NOTHING = Weighed(
    reasons=[],
    wants="",
    fears="",
    readiness=None,
    own_words="",
    helper="",
    setting="",
    conclusion="taper",
    ask_again_on=None,
)


def weigh(patient, clinician, today, *, seen=0, **said):
    """Keep that this was weighed on a day."""
    return record_weighing(patient=patient, seen=seen, weighed=NOTHING | said, today=today, by=clinician)
