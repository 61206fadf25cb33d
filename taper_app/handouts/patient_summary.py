"""What stands above the steps of a patient's paper: its title, and where the plan starts, goes and is to end."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from taper_app.engine import Step

from .languages import day_in_words
from .patient_about import About
from .patient_doses import Doses
from .words import TEXT


def title(about: About) -> str:
    """What the paper is: to come off which medicine, to take which in its place, or to take less."""
    if about.medicines.away:
        return TEXT["title_crossover"].format(**about.medicines.moved())
    key = "title" if about.steps[-1].kind == "stop" else "title_maintain"
    return TEXT[key].format(medicine=about.medicines.named(about.drugs))


def summary(about: About, doses: Doses) -> str:
    """Where the plan starts, which way it goes and where it is to end."""
    first, last, medicines = about.steps[0], about.steps[-1], about.medicines
    begun = about.issued.replaces and first.starts_on <= about.issued.issued_on
    lines = [*_until_the_start(about, first)]
    key = "goes_on" if begun else "goes_started" if first.starts_on < about.told_on else "goes_start"
    lines += [doses.said(key, first, date=day_in_words(first.starts_on))]
    lines += [*medicines.ends(first, "no_more_now" if begun else "no_more"), *medicines.ended()]
    lines += _next_change(about, doses) if begun else []
    if medicines.moving:
        lines.append(TEXT["goes_crossover"].format(**medicines.moved(yet=True)))
    if about.printed != about.steps:
        lines.append(str(TEXT["goes_next"]))
    elif last.kind == "stop":
        lines.append(TEXT["goes_stop"].format(date=day_in_words(last.starts_on)))
    elif last.equivalent >= first.equivalent and not medicines.moving:
        lines += [doses.closing(last, None)] if len(about.steps) > 1 else []
    elif len(about.steps) > 1:
        lines.append(doses.said("goes_maintain", last, date=day_in_words(last.starts_on)))
    return " ".join([*lines, str(TEXT["taper"])])


def _until_the_start(about: About, first: Step) -> Iterator[str]:
    """That nothing changes before the first day, where the paper is printed earlier."""
    if about.told_on < first.starts_on:
        yield TEXT["goes_until"].format(date=day_in_words(first.starts_on - timedelta(days=1)))


def _next_change(about: About, doses: Doses) -> Iterator[str]:
    """The dose that a visit has just changed to, while the one before it is still taken."""
    for running, then in pairwise(about.steps[:2] if about.to_visit() > 1 else ()):
        changed = then.starts_on == about.issued.changes_on
        if changed and then.doses and doses.by_day(then) != doses.by_day(running):
            yield doses.said("goes_then", then, date=day_in_words(then.starts_on))
