"""The title of a patient's paper, where its plan goes and is to end, and what the drawing of it shows."""

from itertools import pairwise

from .languages import day_in_words
from .patient_about import About
from .patient_doses import Doses
from .words import TEXT


def title(about: About) -> str:
    """What the paper is: to come off which medicine, to take which in its place, to take less, to stay, or to
    pause, where the pause has begun."""
    first, last = about.steps[0], about.steps[-1]
    if about.medicines.away:
        return TEXT["title_crossover"].format(**about.medicines.moved())
    paused = last.kind == "hold" and last in about.stretch(about.shown)
    key = "title" if last.kind == "stop" else "title_hold" if paused else "title_maintain"
    if key == "title_maintain" and last.equivalent >= first.equivalent:
        key = "title_stay"
    return TEXT[key].format(medicine=about.medicines.named(about.drugs))


def summary(about: About, doses: Doses) -> str:
    """Which way the plan goes and where it is to end; a hold that nobody has dated is not its end."""
    first, last, medicines = about.steps[0], about.steps[-1], about.medicines
    lines = [TEXT["goes_crossover"].format(**medicines.moved(yet=True))] if medicines.moving else []
    if about.printed != about.steps or last.kind == "hold":
        lines.append(str(TEXT["goes_next"]))
    elif last.kind == "stop":
        lines.append(TEXT["goes_stop"].format(date=day_in_words(last.starts_on)))
    elif len(about.steps) > 1 and (last.equivalent < first.equivalent or medicines.moving):
        lines.append(doses.said("goes_maintain", last, date=day_in_words(last.starts_on)))
    return " ".join(lines)


def course(about: About) -> str:
    """What the drawing of the doses does: "down", "flat" or "changes", as the caption under it says."""
    falls = [later.equivalent - earlier.equivalent for earlier, later in pairwise(about.steps)]
    if not any(falls):
        return "flat"
    return "down" if max(falls) <= 0 else "changes"
