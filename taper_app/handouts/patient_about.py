"""What a patient's paper is about: which steps of a revision it has, up to which visit, and of which medicines."""

from collections.abc import Sequence
from datetime import date, timedelta

from taper_app.engine import Step
from taper_app.record import Issued
from taper_app.wording.products import printed_products
from taper_app.wording.week import week_in

from .medicines import Medicines
from .names import as_printed

A_DAY = timedelta(days=1)


class About:
    """One revision as its paper has it, told on one day.

    `steps` are those that are not over on the day of issue, `printed` those that the clinic has its papers show. `told_on` is the
    day on which it is issued or printed, `overdue` whether the visit was to be before the paper is printed. `by_week` is whether
    the days of a printed step differ by day of the week, `days_off` whether there is one of them with nothing to take. Raises
    ValueError as in `printed_products`.
    """

    def __init__(self, issued: Issued, review_on: date | None = None, printed_on: date | None = None) -> None:
        self.issued = issued = as_printed(issued)
        self.clinic = issued.clinic
        self.market = issued.clinic.market
        self.schedule = issued.schedule
        self.steps = steps_to_come(issued)
        self.products = printed_products(issued)
        self.review_on = review_on or issued.review_on
        self.told_on = max(issued.issued_on, printed_on or issued.issued_on)
        self.overdue = printed_on is not None and self.review_on < printed_on
        self.medicines = Medicines(issued, self.steps)
        self.drugs = self.medicines.drugs
        self.week = week_in(self.market)
        self.printed = self.safe_order()[0] if self.clinic.handout_rows == "to-review" else self.steps
        self.by_week = any(step.mean for step in self.printed)
        self.days_off = any(step.mean and not all(step.week.values()) for step in self.printed)

    def to_visit(self) -> int:
        """How many steps there are up to the one in force on the day before the next visit: one that begins on its day waits."""
        last = self.schedule.in_force(self.review_on - A_DAY)
        return self.steps.index(last) + 1 if last in self.steps else 1

    @property
    def waits(self) -> bool:
        """Whether the plan's first day is that of the next visit or later: then all of it waits for the visit, and what is taken
        now goes on."""
        begins = self.schedule.starts_on
        return self.issued.issued_on < begins >= self.review_on and self.clinic.handout_rows != "alike"

    @property
    def shown(self) -> Step:
        """The step that stands on top: the one in force on the day the paper is told, or the one that changes the dose the next
        day; the first before the plan begins, and no later one that waits for a visit."""
        dated, after = self.safe_order()
        if not dated:
            return self.steps[0]
        day = min(self.told_on, self.review_on - A_DAY) if after else self.told_on
        running = next((each for each in dated if each == self.schedule.in_force(day)), dated[0])
        change = next((each for each in self.coming(running)[:1] if each in dated), None)
        return change if change and change.starts_on == self.told_on + A_DAY else running

    def before(self, step: Step) -> Step | None:
        """The step before one, if there is one."""
        return next((each for each in self.schedule.steps if each.number == step.number - 1), None)

    def stretch(self, step: Step) -> Sequence[Step]:
        """A step with those after it on which exactly the same is taken."""
        found = [step]
        for each in self.steps[self.steps.index(step) + 1 :]:
            if each.kind == "stop" or not each.regimen.same_as(step.regimen):
                break
            found.append(each)
        return found

    def coming(self, step: Step) -> Sequence[Step]:
        """The steps after the days on which the same is taken as in a step."""
        return self.steps[self.steps.index(self.stretch(step)[-1]) + 1 :]

    def safe_order(self) -> tuple[Sequence[Step], Sequence[Step]]:
        """The dated steps, up to that one, and those after it; none where all rows are to be alike, and all where all wait."""
        if self.waits:
            return (), self.steps
        count = len(self.steps) if self.clinic.handout_rows == "alike" else self.to_visit()
        return self.steps[:count], self.steps[count:]


def steps_to_come(issued: Issued) -> tuple[Step, ...]:
    """The steps that are not over on the day of issue: what was taken before is nothing to follow any more.

    A stop has the step before it with it, as it says what is taken no more.
    """
    steps = issued.schedule.steps
    running = issued.schedule.in_force(issued.issued_on) or steps[0]
    return steps[steps.index(running) - (running.kind == "stop" and len(steps) > 1) :]
