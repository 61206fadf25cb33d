"""What would make a choice possible that makes no plan, in one click: ways that were tried, and work.

To look for them takes about as long as all that can be reached, so that it is done once somebody asks for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from taper_app.forms import plan_changes
from taper_app.forms.plan_so_far import MakeForm, as_laid, so_far
from taper_app.forms.plans import PlanForm
from taper_app.pages.outcomes import Missing, Panel, Possible

from .drafts import as_data
from .made import Way
from .new_plan_outcomes import Desk, laid_over


@dataclass(frozen=True)
class Ways:
    """Looks for ways from what stands in a form: `make` makes such a form, `works` tells what would work instead of it."""

    found: Desk
    make: MakeForm
    works: Callable[[PlanForm], Sequence[Way]]
    today: date

    @property
    def panel(self) -> Panel:
        """The panel with the ways to each choice that makes no plan."""
        return replace(self.found.panel, missing=[self._with_ways(each) for each in self.found.panel.missing])

    def _with_ways(self, missing: Missing) -> Missing:
        form = self._asked(missing)
        works = self.works(form) if form else []
        ways = [Possible(missing.way_id(w.offer.change), w.offer.message, w.brings, w.fits, w.offer.change) for w in works]
        return replace(missing, ways=ways)

    def laid(self, wanted: str, sent: QueryDict) -> dict[str, list[str]] | None:
        """What was sent, with the way of this id and the choice that it leads to laid over it; None where there is none."""
        missing = self.found.panel.choice_of_way(wanted)
        form = self._asked(missing) if missing else None
        if missing is None or form is None:
            return None
        works = (each.offer.change for each in self.works(form) if each.fits)
        change = next((each for each in works if missing.way_id(each) == wanted), None)
        if change is None:
            return None
        fields = plan_changes.laid_over(form, change)
        read = so_far(self.make, self.make(as_data(fields)), self.today)
        fields |= as_laid(read.request.strategy, self.found.read) if read and self.found.read else {}
        return fields if "differs_seen" in sent else {name: values for name, values in fields.items() if name != "differs_seen"}

    def _asked(self, missing: Missing) -> PlanForm | None:
        """The form with a choice that makes no plan laid over it; None where it cannot be read."""
        fields = laid_over(self.found, missing, as_data({"differs_seen": ["on"]}))
        read = so_far(self.make, self.make(as_data(fields)), self.today) if fields else None
        return read.form if read else None
